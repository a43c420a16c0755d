"""Who belongs to one meeting: the list frozen when it is invited, answers, presence and its log."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.committees.models import MEMBER_ROLES
from portal.extensions import Base, ThaiString, UtcDateTime, freeze_rows
from portal.meetings.models.meeting import Meeting
from portal.people.models import User


class MeetingPerson(Base):
    """Somebody on the list of a meeting: appointed on that day (with a role), or invited besides (guest).

    A deputy does not stand on a row of his own: the member's row names who came for him (แทน).
    """

    __tablename__ = "meeting_person"
    __table_args__ = (
        CheckConstraint("kind IN ('appointed', 'guest')", name="kind"),
        CheckConstraint(f"role IN ('', {MEMBER_ROLES})", name="role"),
        CheckConstraint("(kind = 'appointed') = (role <> '')", name="role_of_appointed"),
        CheckConstraint("answer IN ('', 'coming', 'deputy', 'excused')", name="answer"),
        CheckConstraint("presence IN ('', 'present', 'deputy', 'excused', 'absent')", name="presence"),
        CheckConstraint("way IN ('', 'onsite', 'online')", name="way"),
        CheckConstraint("method IN ('', 'list', 'qr', 'pin')", name="method"),
        UniqueConstraint("meeting_id", "membership_id"),
        UniqueConstraint("meeting_id", "user_id"),
        Index("ix_meeting_person_meeting_id", "meeting_id", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    kind: Mapped[str] = mapped_column(String(20))
    role: Mapped[str] = mapped_column(String(20), default="")
    membership_id: Mapped[int | None] = mapped_column(ForeignKey("committee_member.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    # name and position as they were that day
    name: Mapped[str] = mapped_column(ThaiString(120))
    position_title: Mapped[str] = mapped_column(String(200), default="")
    unit_name: Mapped[str] = mapped_column(String(200), default="")
    position: Mapped[int]
    # a guest invited for one item alone sees that item
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"))
    # on the list because the item names them as presenter; comes and goes with it
    is_presenter: Mapped[bool] = mapped_column(default=False)
    # answer to the invitation
    answer: Mapped[str] = mapped_column(String(10), default="")
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer_note: Mapped[str] = mapped_column(String(300), default="")
    # who comes instead, as named in the answer and corrected in the room
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    deputy_name: Mapped[str] = mapped_column(String(120), default="")
    deputy_position: Mapped[str] = mapped_column(String(200), default="")
    # in the room; empty: not said yet
    presence: Mapped[str] = mapped_column(String(10), default="")
    way: Mapped[str] = mapped_column(String(10), default="")
    method: Mapped[str] = mapped_column(String(10), default="")
    arrived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # ติดราชการ, ลา …
    absence_reason: Mapped[str] = mapped_column(String(300), default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    meeting: Mapped[Meeting] = relationship()
    user: Mapped[User | None] = relationship(foreign_keys=[user_id])
    deputy: Mapped[User | None] = relationship(foreign_keys=[deputy_id])

    @property
    def unit_path(self) -> str:
        """The path policy predicates compare."""
        return self.meeting.unit_path

    @property
    def secretary_ids(self) -> frozenset[int]:
        """Who runs the meeting, as the query that loaded it for a guard found."""
        return self.meeting.secretary_ids

    @property
    def reader_ids(self) -> frozenset[int]:
        """Who may open the meeting, as the query that loaded it for a guard found."""
        return self.meeting.reader_ids

    @property
    def answerer_ids(self) -> frozenset[int]:
        """The person alone answers for the person."""
        return frozenset() if self.user_id is None else frozenset((self.user_id,))


class PresenceEvent(Base):
    """Who came or left when, or was marked otherwise; the quorum at any minute is counted from these. Append-only."""

    __tablename__ = "presence_event"
    __table_args__ = (
        CheckConstraint("act IN ('arrived', 'left', 'returned', 'marked', 'undone')", name="act"),
        Index("ix_presence_event_meeting_id", "meeting_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("meeting_person.id"), index=True)
    act: Mapped[str] = mapped_column(String(10))
    # the state afterwards: present, deputy, excused, absent or empty
    presence: Mapped[str] = mapped_column(String(10))
    method: Mapped[str] = mapped_column(String(10))
    # when it happened; `at` is when it was written down
    happened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    note: Mapped[str] = mapped_column(String(300), default="")


freeze_rows(PresenceEvent)
