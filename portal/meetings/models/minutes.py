"""What is written of a meeting: notes per item with their history, revisions of the whole minutes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.extensions import Base, UtcDateTime, freeze_rows
from portal.meetings.models.agenda import AgendaItem
from portal.meetings.models.meeting import Meeting


class ItemNote(Base):
    """The minutes' text of one item, saved as a whole each time; the greatest number is in force. Append-only."""

    __tablename__ = "item_note"
    __table_args__ = (UniqueConstraint("item_id", "no"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"))
    # 1, 2, 3 …; a save names the number it was based on, so nobody overwrites what was not seen
    no: Mapped[int]
    body: Mapped[str] = mapped_column(Text)
    saved_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)

    item: Mapped[AgendaItem] = relationship()


freeze_rows(ItemNote)


class MinutesRevision(Base):
    """รายงานการประชุม as it stood: compiled from what is known, or a Word file sent back. Append-only."""

    __tablename__ = "minutes_revision"
    __table_args__ = (
        UniqueConstraint("meeting_id", "no"),
        CheckConstraint("source IN ('compiled', 'upload')", name="source"),
        CheckConstraint("(source = 'upload') = (sha256 <> '')", name="file_of_upload"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    no: Mapped[int]
    source: Mapped[str] = mapped_column(String(10))
    # the whole of the minutes as plain values: heading, three lists of people, items with text and resolutions, times
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    # the same as lines of text, for comparing
    text: Mapped[str] = mapped_column(Text)
    # the text folded, for searching
    search_text: Mapped[str] = mapped_column(Text, default="")
    # SHA-256 of the content
    digest: Mapped[str] = mapped_column(String(64))
    # the Word file that was edited by hand
    filename: Mapped[str] = mapped_column(String(255), default="")
    sha256: Mapped[str] = mapped_column(String(64), default="", index=True)
    size_bytes: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(String(500), default="")
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    meeting: Mapped[Meeting] = relationship()

    @property
    def unit_path(self) -> str:
        """The path policy predicates compare."""
        return self.meeting.unit_path


freeze_rows(MinutesRevision)
