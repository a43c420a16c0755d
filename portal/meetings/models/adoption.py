"""Adopting the minutes: members' answers to a circulation, what they want changed, errata after adoption."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.extensions import Base, UtcDateTime, freeze_rows
from portal.meetings.models.meeting import Meeting
from portal.meetings.models.people import MeetingPerson


class AdoptionAnswer(Base):
    """A member's answer to circulated minutes (รับรอง or ขอแก้ไข); the latest counts. Append-only."""

    __tablename__ = "adoption_answer"
    __table_args__ = (
        CheckConstraint("answer IN ('adopt', 'amend')", name="answer"),
        Index("ix_adoption_answer_meeting_id", "meeting_id", "person_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("meeting_person.id"))
    # what was answered to
    revision_no: Mapped[int]
    answer: Mapped[str] = mapped_column(String(10))
    answered_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    answered_at: Mapped[datetime] = mapped_column(UtcDateTime)


freeze_rows(AdoptionAnswer)


class Amendment(Base):
    """หน้า-บรรทัด-ข้อความ that a member wants changed, and what the secretary did with it."""

    __tablename__ = "minutes_amendment"
    __table_args__ = (
        CheckConstraint("decision IN ('', 'applied', 'declined')", name="decision"),
        CheckConstraint("decision <> 'declined' OR decision_note <> ''", name="declined_has_reason"),
        Index("ix_minutes_amendment_meeting_id", "meeting_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("meeting_person.id"))
    revision_no: Mapped[int]
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"))
    # as printed; empty where the member does not say
    page: Mapped[str] = mapped_column(String(20), default="")
    line: Mapped[str] = mapped_column(String(20), default="")
    old_text: Mapped[str] = mapped_column(Text, default="")
    new_text: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    submit_key: Mapped[str] = mapped_column(String(80), unique=True)
    decision: Mapped[str] = mapped_column(String(10), default="")
    decision_note: Mapped[str] = mapped_column(String(500), default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    meeting: Mapped[Meeting] = relationship()
    person: Mapped[MeetingPerson] = relationship()

    @property
    def unit_path(self) -> str:
        """The path policy predicates compare."""
        return self.meeting.unit_path


class Erratum(Base):
    """A correction after adoption: beside the adopted minutes, decided by a later meeting. Append-only."""

    __tablename__ = "minutes_erratum"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    place: Mapped[str] = mapped_column(String(100), default="")
    old_text: Mapped[str] = mapped_column(Text, default="")
    new_text: Mapped[str] = mapped_column(Text)
    # the meeting (and its item) that decided it
    decided_in_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"))
    submit_key: Mapped[str] = mapped_column(String(80), unique=True)
    noted_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime)


freeze_rows(Erratum)
