"""One meeting of a committee and the instants at which it went on."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.committees.models import Committee
from portal.committees.rules import number_label
from portal.extensions import Base, UtcDateTime
from portal.meetings.rules import Circle, MeetingState, meeting_name, meeting_state
from portal.people.models import User


class Meeting(Base):
    """A meeting (การประชุม); its state comes from the instants below."""

    __tablename__ = "meeting"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="times"),
        CheckConstraint("way IN ('onsite', 'hybrid', 'online')", name="way"),
        CheckConstraint("(number IS NULL) = (number_year_be IS NULL)", name="number_has_year"),
        CheckConstraint("adoption_route IN ('', 'same_meeting', 'next_meeting', 'circulation')", name="adoption_route"),
        CheckConstraint("(adopted_at IS NULL) = (adoption_route = '')", name="adopted_has_route"),
        UniqueConstraint("committee_id", "number_year_be", "number"),
        Index("ix_meeting_committee_id", "committee_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    committee_id: Mapped[int] = mapped_column(ForeignKey("committee.id"))
    # ครั้งที่ number/number_year_be: issued once, when the agenda is fixed; calendar year of the meeting's day
    number: Mapped[int | None]
    number_year_be: Mapped[int | None]
    # the body's running total, where it counts one
    total_number: Mapped[int | None]
    # empty for an ordinary meeting, e.g. "วาระพิเศษ"
    title: Mapped[str] = mapped_column(String(200), default="")
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    place: Mapped[str] = mapped_column(String(300))
    way: Mapped[str] = mapped_column(String(10), default="onsite")
    # address of the conference, for those invited
    online_url: Mapped[str] = mapped_column(String(500), default="")
    # where the recording is kept (it is never kept here)
    recording_ref: Mapped[str] = mapped_column(String(500), default="")
    # items submitted after this are marked late
    proposals_until_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    submit_key: Mapped[str | None] = mapped_column(String(80), unique=True)
    agenda_opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    agenda_fixed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    invited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # number of changes the calendars were told of (iCalendar SEQUENCE)
    calendar_sequence: Mapped[int] = mapped_column(default=0)
    # times, place and link as those invited were last told; empty until invited
    told: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    # the day by which answers are asked for; they are taken until the meeting begins
    reply_by_on: Mapped[date | None]
    # ส่วนราชการ of the memo, with its telephone
    memo_office: Mapped[str] = mapped_column(String(300), default="")
    # memo of the invitation: number and date as given by the registry
    memo_no: Mapped[str] = mapped_column(String(60), default="")
    memo_on: Mapped[date | None]
    # who signs the invitation: name and position as printed
    memo_signer: Mapped[str] = mapped_column(String(120), default="")
    memo_signer_position: Mapped[str] = mapped_column(String(200), default="")
    # เริ่มประชุมเวลา, เลิกประชุมเวลา
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # the reason given for going on without a quorum
    no_quorum_reason: Mapped[str] = mapped_column(Text, default="")
    # what is being discussed, and since when
    current_item_id: Mapped[int | None] = mapped_column(
        ForeignKey("agenda_item.id", use_alter=True, name="fk_meeting_current_item_id_agenda_item")
    )
    current_since_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # six digits and secret of the check-in in the room (as at briefings)
    pin: Mapped[str] = mapped_column(String(6), default="")
    secret: Mapped[str] = mapped_column(String(64), default="")
    # ผู้จด, ผู้ตรวจรายงานการประชุม
    recorder_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    checker_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    # minutes are out to the members, who may answer until the deadline
    circulated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    circulated_revision_no: Mapped[int | None]
    answers_until_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    adopted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    adopted_revision_no: Mapped[int | None]
    adoption_route: Mapped[str] = mapped_column(String(20), default="")
    # the meeting that adopted these minutes
    adopted_in_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"))
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancel_reason: Mapped[str] = mapped_column(Text, default="")
    # raised by every change of the agenda (places, items), so that colleagues' boards see that they are old
    agenda_version: Mapped[int] = mapped_column(default=1)
    # who changed it last, and when
    agenda_changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    agenda_changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    committee: Mapped[Committee] = relationship()
    agenda_changed_by: Mapped[User | None] = relationship(foreign_keys=[agenda_changed_by_id])

    # set by the queries that load it for a guard: people in the meeting, its secretaries, presenters of its items
    reader_ids: frozenset[int] = frozenset()
    secretary_ids: frozenset[int] = frozenset()
    presenter_ids: frozenset[int] = frozenset()
    circles: tuple[Circle, ...] = ()

    @property
    def name(self) -> str:
        """The committee and the number, or its day while no number is issued (Arabic digits)."""
        return meeting_name(
            self.committee.shown_name, self.number, self.number_year_be, self.starts_at, self.total_number
        )

    @property
    def label(self) -> str:
        """The number as data with Arabic digits, "1/2563" or "36-1/2563"; "" before it is issued."""
        return number_label(self.number, self.number_year_be, self.total_number)

    @property
    def state(self) -> MeetingState:
        """Where the meeting stands, computed."""
        return meeting_state(self)

    @property
    def circle(self) -> Circle:
        """Who is in the meeting, as the guard's query found it; nobody otherwise."""
        return self.circles[0] if self.circles else Circle()

    @property
    def unit_path(self) -> str:
        """The path policy predicates compare."""
        return self.committee.unit_path
