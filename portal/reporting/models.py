"""Table of review events: certified, returned, recalled."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.extensions import Base, UtcDateTime, freeze_rows
from portal.people.models import User


class ReviewEvent(Base):
    """One act of a head on an obligation; the newest row is the obligation's review state."""

    __tablename__ = "review_event"
    __table_args__ = (
        CheckConstraint("kind IN ('certified', 'returned', 'recalled')", name="kind"),
        CheckConstraint("kind = 'certified' OR reason <> ''", name="reason"),
        CheckConstraint("kind <> 'certified' OR content_sha256 <> ''", name="certified_content"),
        Index("ix_review_event_obligation_id", "obligation_id", "no", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    obligation_id: Mapped[int] = mapped_column(ForeignKey("obligation.id"))
    # 1, 2, 3 … per obligation; unique, so that two heads at once cannot both be first
    no: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    actor_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    # name and office as they stood that day, e.g. ผู้อำนวยการกองนโยบายและแผนงาน
    actor_name: Mapped[str] = mapped_column(String(120))
    office: Mapped[str] = mapped_column(String(300))
    # the office stood in for, and the order's number, when acting
    acting_for: Mapped[str] = mapped_column(String(300), default="")
    order_no: Mapped[str] = mapped_column(String(60), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    # obligation.content_version the act was about
    content_version: Mapped[int]
    # canonical JSON of what was certified, and its SHA-256
    content: Mapped[str] = mapped_column(Text, default="")
    content_sha256: Mapped[str] = mapped_column(String(64), default="")

    actor: Mapped[User] = relationship()


freeze_rows(ReviewEvent)
