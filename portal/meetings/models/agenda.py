"""The agenda: a meeting's sections, items in them or in a committee's backlog, submissions, papers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.committees.models import SECTION_KINDS, Committee
from portal.extensions import Base, UtcDateTime, freeze_rows
from portal.meetings.models.meeting import Meeting
from portal.meetings.rules import ItemState, item_state
from portal.people.models import Unit, User


class AgendaSection(Base):
    """ระเบียบวาระที่ n of one meeting, copied from the committee when the agenda opens."""

    __tablename__ = "agenda_section"
    __table_args__ = (
        CheckConstraint(f"kind IN ({SECTION_KINDS})", name="kind"),
        UniqueConstraint("meeting_id", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20))

    meeting: Mapped[Meeting] = relationship()


class AgendaItem(Base):
    """One matter. Without a meeting it waits in the committee's backlog; its number (๓.๑) comes from its place."""

    __tablename__ = "agenda_item"
    __table_args__ = (
        CheckConstraint("kind IN ('information', 'consideration', 'other')", name="kind"),
        CheckConstraint("minutes_needed IS NULL OR minutes_needed BETWEEN 1 AND 600", name="minutes_needed"),
        CheckConstraint("(section_id IS NULL) = (meeting_id IS NULL)", name="placed"),
        CheckConstraint("depth BETWEEN 1 AND 2", name="depth"),
        CheckConstraint("outcome IN ('', 'discussed', 'deferred', 'withdrawn')", name="outcome"),
        Index("ix_agenda_item_meeting_id", "meeting_id", "section_id", "position"),
        Index("ix_agenda_item_committee_id", "committee_id", "meeting_id"),
        Index("ix_agenda_item_unit_id", "unit_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    committee_id: Mapped[int] = mapped_column(ForeignKey("committee.id"))
    # the division that proposes it; the committee's own unit for the secretary's items
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(300))
    # ความเป็นมา, ประเด็น, ข้อเสนอ
    background: Mapped[str] = mapped_column(Text, default="")
    issue: Mapped[str] = mapped_column(Text, default="")
    proposal: Mapped[str] = mapped_column(Text, default="")
    # who presents: an account, or a name of somebody without one
    presenter_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    presenter_name: Mapped[str] = mapped_column(String(200), default="")
    # time asked for
    minutes_needed: Mapped[int | None]
    # papers, notes and resolutions for the members and presenter alone
    is_confidential: Mapped[bool] = mapped_column(default=False)
    # placed again at every meeting
    is_recurring: Mapped[bool] = mapped_column(default=False)
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    submit_key: Mapped[str | None] = mapped_column(String(80), unique=True)
    # the meeting the division asks for; the secretary decides
    wanted_meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"))
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # sent back to the division; cleared by the next submission (each stays in its history)
    returned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    return_reason: Mapped[str] = mapped_column(Text, default="")
    # put off before the meeting
    deferred_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    defer_reason: Mapped[str] = mapped_column(Text, default="")
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdraw_reason: Mapped[str] = mapped_column(Text, default="")
    # where it stands
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"))
    section_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_section.id"))
    position: Mapped[int] = mapped_column(default=0)
    # 1: ๓.๑; 2: ๓.๑.๑, under the item before it
    depth: Mapped[int] = mapped_column(default=1)
    placed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # came after the meeting's deadline for items
    is_late: Mapped[bool] = mapped_column(default=False)
    # by link, never by moving: the item of an earlier meeting this one carries on
    carried_from_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    # the resolution this item follows up
    follows_id: Mapped[int | None] = mapped_column(
        ForeignKey("resolution.id", use_alter=True, name="fk_agenda_item_follows_id_resolution"), index=True
    )
    # the meeting whose minutes this item adopts
    adopts_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"))
    # what became of it in the room; empty until then
    outcome: Mapped[str] = mapped_column(String(20), default="")
    # first item of one topic: the same for everything carried from it; its own id at first
    topic_id: Mapped[int | None] = mapped_column(index=True)
    # the extract (สำเนามติ) went back to the division
    extract_sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # folded text that search looks in
    search_text: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    committee: Mapped[Committee] = relationship()
    unit: Mapped[Unit] = relationship()
    presenter: Mapped[User | None] = relationship(foreign_keys=[presenter_id])
    meeting: Mapped[Meeting | None] = relationship(foreign_keys=[meeting_id])
    section: Mapped[AgendaSection | None] = relationship()
    wanted_meeting: Mapped[Meeting | None] = relationship(foreign_keys=[wanted_meeting_id])

    # set by the queries that load it for a guard
    reader_ids: frozenset[int] = frozenset()
    secretary_ids: frozenset[int] = frozenset()
    # secretaries, of an item of the committee's own unit or one they carry on from an earlier meeting
    writer_ids: frozenset[int] = frozenset()

    @property
    def unit_path(self) -> str:
        """The proposing division's path."""
        return self.unit.path

    @property
    def state(self) -> ItemState:
        """Where the item stands, computed."""
        return item_state(self)

    @property
    def presenter_label(self) -> str:
        """Who presents: the account's name, or the name typed."""
        return self.presenter.name if self.presenter is not None else self.presenter_name

    @property
    def committee_path(self) -> str:
        """The path of the unit whose committee it is before."""
        return self.committee.unit_path


class Submission(Base):
    """An item as the division submitted it: text and papers frozen. Append-only."""

    __tablename__ = "agenda_submission"
    __table_args__ = (UniqueConstraint("item_id", "no"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"))
    no: Mapped[int]
    submitted_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # title, background, issue, proposal, presenter, minutes as they were
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    # SHA-256 of the content and the papers' digests
    digest: Mapped[str] = mapped_column(String(64))


freeze_rows(Submission)


class AgendaPaper(Base):
    """A paper of an item. A draft belongs to the division; a submission's is a copy that nobody changes."""

    __tablename__ = "agenda_paper"
    __table_args__ = (Index("ix_agenda_paper_item_id", "item_id", "submission_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"))
    # empty: the division's draft
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_submission.id"))
    position: Mapped[int] = mapped_column(default=0)
    title: Mapped[str] = mapped_column(String(300), default="")
    filename: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size_bytes: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(100))
    # pages of a PDF, counted by the worker; empty: not a PDF, or not counted yet
    pages: Mapped[int | None]
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    upload_key: Mapped[str] = mapped_column(String(80), unique=True)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    item: Mapped[AgendaItem] = relationship()

    # the policy judges a paper by its item
    @property
    def unit_path(self) -> str:
        """The proposing division's path."""
        return self.item.unit_path

    @property
    def committee_path(self) -> str:
        """The path of the unit whose committee the item is before."""
        return self.item.committee_path

    @property
    def reader_ids(self) -> frozenset[int]:
        """Who reads the item."""
        return self.item.reader_ids

    @property
    def secretary_ids(self) -> frozenset[int]:
        """Who runs the committee's meetings."""
        return self.item.secretary_ids

    @property
    def writer_ids(self) -> frozenset[int]:
        """Who writes the item besides its division."""
        return self.item.writer_ids
