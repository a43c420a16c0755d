"""Files the portal makes of a meeting, Word templates of a unit, phrases used again and again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.extensions import Base, UtcDateTime
from portal.meetings.models.meeting import Meeting
from portal.people.models import Unit, User


class MeetingFile(Base):
    """A file made by the worker: the bundle of papers, the offline zip, the meeting file for the archive."""

    __tablename__ = "meeting_file"
    __table_args__ = (
        CheckConstraint("kind IN ('bundle', 'offline', 'archive_pdf', 'archive_zip')", name="kind"),
        Index("ix_meeting_file_meeting_id", "meeting_id", "kind", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    kind: Mapped[str] = mapped_column(String(20))
    requested_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # what it was made of: the same inputs again are the same file
    inputs_digest: Mapped[str] = mapped_column(String(64))
    # with or without confidential items
    has_confidential: Mapped[bool] = mapped_column(default=False)
    # progress of the work, 0-100
    progress_pct: Mapped[int] = mapped_column(default=0)
    ready_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # a sentence for the person when it cannot be made
    problem: Mapped[str] = mapped_column(String(500), default="")
    filename: Mapped[str] = mapped_column(String(255), default="")
    sha256: Mapped[str] = mapped_column(String(64), default="", index=True)
    size_bytes: Mapped[int] = mapped_column(default=0)
    media_type: Mapped[str] = mapped_column(String(100), default="")
    pages: Mapped[int | None]

    meeting: Mapped[Meeting] = relationship()

    @property
    def unit_path(self) -> str:
        """The path policy predicates compare."""
        return self.meeting.unit_path


class DocumentTemplate(Base):
    """A Word template a unit's secretariat has edited; the newest that stands is used, the shipped one otherwise."""

    __tablename__ = "document_template"
    __table_args__ = (
        CheckConstraint("kind IN ('minutes', 'invitation')", name="kind"),
        Index("ix_document_template_unit_id", "unit_id", "kind", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    kind: Mapped[str] = mapped_column(String(20))
    filename: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size_bytes: Mapped[int]
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    upload_key: Mapped[str] = mapped_column(String(80), unique=True)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    unit: Mapped[Unit] = relationship()
    uploaded_by: Mapped[User] = relationship(foreign_keys=[uploaded_by_id])
    withdrawn_by: Mapped[User | None] = relationship(foreign_keys=[withdrawn_by_id])

    @property
    def unit_path(self) -> str:
        """The path policy predicates compare."""
        return self.unit.path


class StockPhrase(Base):
    """A sentence minutes need again and again (e.g. ที่ประชุมรับทราบ), shipped or a unit's own."""

    __tablename__ = "stock_phrase"
    __table_args__ = (UniqueConstraint("unit_id", "kind", "text"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    # note: into the text of an item; otherwise the kind of resolution it words
    kind: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    position: Mapped[int] = mapped_column(default=0)
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
