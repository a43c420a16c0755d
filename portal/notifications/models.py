"""Tables of notices and of each person's preferences."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Base, UtcDateTime


class Notice(Base):
    """One message to one person; the text is rendered from kind and detail in the reader's language."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("user_id", "dedupe_key"),
        Index("ix_notice_user_id_read_at", "user_id", "read_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    # e.g. obligation_returned, digest
    kind: Mapped[str] = mapped_column(String(40))
    # facts the text is made of, plain JSON
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
    # where it leads, a path of the portal
    path: Mapped[str] = mapped_column(String(300), default="/")
    # the same fact twice is one notice
    dedupe_key: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class NoticePreference(Base):
    """Whether a person wants a kind of notice by e-mail as well; the inbox always has it."""

    __tablename__ = "notice_preference"
    __table_args__ = (
        UniqueConstraint("user_id", "kind"),
        CheckConstraint("channel IN ('inbox', 'email')", name="channel"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    kind: Mapped[str] = mapped_column(String(40))
    # inbox only, or inbox and e-mail
    channel: Mapped[str] = mapped_column(String(10))
