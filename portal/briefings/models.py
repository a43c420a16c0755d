"""Tables of briefings: sessions, audience, files, invitations, attendance and its log."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.extensions import Base, UtcDateTime, freeze_rows
from portal.people.models import Unit, User
from portal.performance.models import FiscalYear


class BriefingSession(Base):
    """One session of the yearly briefing (ประชุมชี้แจง) of an agency."""

    __tablename__ = "briefing_session"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="times"),
        CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity"),
        CheckConstraint("staff_type IN ('', 'official', 'employee')", name="staff_type"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    fiscal_year_id: Mapped[int] = mapped_column(ForeignKey("fiscal_year.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    place: Mapped[str] = mapped_column(String(300))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    programme: Mapped[str] = mapped_column(Text, default="")
    # seats; empty: no limit
    capacity: Mapped[int | None]
    # officials only, employees only, or both (empty)
    staff_type: Mapped[str] = mapped_column(String(20), default="")
    # check-in is open between these; default: an hour before the start until the end
    checkin_from_at: Mapped[datetime] = mapped_column(UtcDateTime)
    checkin_until_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # arriving after this counts as late
    late_after_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # six digits shown in the hall; the rotating QR token is derived from the secret
    pin: Mapped[str] = mapped_column(String(6))
    secret: Mapped[str] = mapped_column(String(64))
    invited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancel_reason: Mapped[str] = mapped_column(Text, default="")
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  (SQLAlchemy reads it once)

    fiscal_year: Mapped[FiscalYear] = relationship()

    @property
    def unit_path(self) -> str:
        """The agency's path."""
        return self.fiscal_year.agency.path


class BriefingAudience(Base):
    """A unit whose people (and those of units below) the session is for."""

    __tablename__ = "briefing_audience"

    session_id: Mapped[int] = mapped_column(ForeignKey("briefing_session.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)

    unit: Mapped[Unit] = relationship()


class BriefingFile(Base):
    """A file of the session, e.g. the slides."""

    __tablename__ = "briefing_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("briefing_session.id"), index=True)
    filename: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size_bytes: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(100))
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    upload_key: Mapped[str] = mapped_column(String(80), unique=True)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    session: Mapped[BriefingSession] = relationship()

    @property
    def unit_path(self) -> str:
        """The agency's path."""
        return self.session.unit_path


class BriefingInvitation(Base):
    """A person who was invited: the frozen list that coverage is counted on."""

    __tablename__ = "briefing_invitation"
    __table_args__ = (UniqueConstraint("session_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("briefing_session.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    # division and staff type as they were when invited
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    staff_type: Mapped[str] = mapped_column(String(20))
    invited_at: Mapped[datetime] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship()


class Attendance(Base):
    """A person was there; once per session, however often the code was scanned. Struck out, never deleted."""

    __tablename__ = "attendance"
    __table_args__ = (
        UniqueConstraint("session_id", "user_id"),
        CheckConstraint("method IN ('qr', 'pin', 'list', 'sheet')", name="method"),
        Index("ix_attendance_user_id", "user_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("briefing_session.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    # division and staff type as they were that day
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    staff_type: Mapped[str] = mapped_column(String(20))
    arrived_at: Mapped[datetime] = mapped_column(UtcDateTime)
    is_late: Mapped[bool] = mapped_column(default=False)
    left_early_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    method: Mapped[str] = mapped_column(String(10))
    # the person for qr and pin; the secretary for list and sheet
    marked_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    struck_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # empty with struck_at: a tick that was taken back at once; it keeps nobody from checking in
    strike_reason: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  (SQLAlchemy reads it once)

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    session: Mapped[BriefingSession] = relationship()

    @property
    def unit_path(self) -> str:
        """The agency's path."""
        return self.session.unit_path


class AttendanceEvent(Base):
    """Every act on attendance: who, how, when; also repeated and refused check-ins."""

    __tablename__ = "attendance_event"
    __table_args__ = (Index("ix_attendance_event_session_id", "session_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("briefing_session.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    # checked_in, repeated, refused, left, undone, struck, restored, corrected
    act: Mapped[str] = mapped_column(String(20))
    method: Mapped[str] = mapped_column(String(10))
    actor_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(String(300), default="")


freeze_rows(AttendanceEvent)
