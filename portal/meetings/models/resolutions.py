"""Resolutions (มติที่ประชุม) as things to follow, and what happened to each."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.committees.rules import number_label
from portal.extensions import Base, UtcDateTime, freeze_rows
from portal.meetings.models.agenda import AgendaItem
from portal.meetings.models.meeting import Meeting
from portal.meetings.rules import ResolutionState, resolution_state
from portal.people.models import Unit, User

KINDS = "'acknowledged', 'adopted', 'agreed', 'approved', 'assigned'"


class Resolution(Base):
    """One resolution (รับทราบ, รับรอง, เห็นชอบ, อนุมัติ, มอบหมาย), with owner and due date where it is followed."""

    __tablename__ = "resolution"
    __table_args__ = (
        CheckConstraint(f"kind IN ({KINDS})", name="kind"),
        CheckConstraint("(number IS NULL) = (number_year_be IS NULL)", name="number_has_year"),
        CheckConstraint(
            "(votes_for IS NULL) = (votes_against IS NULL) AND (votes_for IS NULL) = (votes_abstain IS NULL)",
            name="votes_together",
        ),
        UniqueConstraint("committee_id", "number_year_be", "number"),
        Index("ix_resolution_item_id", "item_id", "position"),
        Index("ix_resolution_meeting_id", "meeting_id"),
        Index("ix_resolution_owner_unit_id", "owner_unit_id", "done_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    committee_id: Mapped[int] = mapped_column(ForeignKey("committee.id"))
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"))
    position: Mapped[int] = mapped_column(default=1)
    kind: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    # มติที่ number/number_year_be of the body: issued once, when the meeting ends
    number: Mapped[int | None]
    number_year_be: Mapped[int | None]
    # who carries it out; with an owner or a due date it is followed until accepted as done
    owner_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    due_on: Mapped[date | None]
    # a show of hands, where there was one
    votes_for: Mapped[int | None]
    votes_against: Mapped[int | None]
    votes_abstain: Mapped[int | None]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    submit_key: Mapped[str] = mapped_column(String(80), unique=True)
    # taken back while the meeting was still in session
    struck_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # the owner says it is done; the secretary has accepted that
    reported_done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    search_text: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    meeting: Mapped[Meeting] = relationship()
    item: Mapped[AgendaItem] = relationship(foreign_keys=[item_id])
    owner_unit: Mapped[Unit | None] = relationship()
    owner: Mapped[User | None] = relationship(foreign_keys=[owner_id])

    # set by the queries that load it for a guard
    reader_ids: frozenset[int] = frozenset()
    secretary_ids: frozenset[int] = frozenset()

    @property
    def unit_path(self) -> str:
        """The owner division's path; the committee's where there is none."""
        return self.owner_unit.path if self.owner_unit is not None else self.meeting.unit_path

    @property
    def committee_path(self) -> str:
        """The path of the unit whose committee resolved it."""
        return self.meeting.unit_path

    @property
    def label(self) -> str:
        """The number in the register, e.g. "3/2570" (Arabic digits); "" before the meeting has ended."""
        return number_label(self.number, self.number_year_be)

    @property
    def state(self) -> ResolutionState:
        """Where it stands, computed."""
        return resolution_state(self)

    @property
    def owner_label(self) -> str:
        """Who carries it out, in words: division and person; "" where nobody is named."""
        unit = self.owner_unit.abbr if self.owner_unit is not None else ""
        person = self.owner.name if self.owner is not None else ""
        return " ".join(part for part in (unit, person) if part)

    @property
    def owner_ids(self) -> frozenset[int]:
        """The person who carries it out, where one is named."""
        return frozenset() if self.owner_id is None else frozenset((self.owner_id,))

    @property
    def is_followed(self) -> bool:
        """Whether somebody has to carry it out and report."""
        return self.owner_unit_id is not None or self.owner_id is not None or self.due_on is not None


class ResolutionEvent(Base):
    """Progress and decisions on a resolution: who said what when. Append-only."""

    __tablename__ = "resolution_event"
    __table_args__ = (
        CheckConstraint(
            "act IN ('reported', 'reported_done', 'accepted', 'sent_back', 'due_changed', 'owner_changed', 'reopened')",
            name="act",
        ),
        Index("ix_resolution_event_resolution_id", "resolution_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    resolution_id: Mapped[int] = mapped_column(ForeignKey("resolution.id"))
    act: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text, default="")
    old_value: Mapped[str] = mapped_column(String(200), default="")
    new_value: Mapped[str] = mapped_column(String(200), default="")
    # a file that shows it, where one was attached
    filename: Mapped[str] = mapped_column(String(255), default="")
    sha256: Mapped[str] = mapped_column(String(64), default="", index=True)
    size_bytes: Mapped[int] = mapped_column(default=0)
    media_type: Mapped[str] = mapped_column(String(100), default="")
    submit_key: Mapped[str] = mapped_column(String(80), unique=True)
    actor_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    resolution: Mapped[Resolution] = relationship()


freeze_rows(ResolutionEvent)
