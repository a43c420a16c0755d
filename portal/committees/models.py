"""Tables of committees: the body, its orders, its members, the sections of its agenda."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.extensions import Base, ThaiString, UtcDateTime
from portal.people.models import Unit, User

MEMBER_ROLES = "'chair', 'deputy_chair', 'member', 'secretary', 'assistant_secretary'"
SECTION_KINDS = "'chair', 'adoption', 'arising', 'information', 'consideration', 'other'"


class Committee(Base):
    """A body that meets: คณะกรรมการ or คณะทำงาน of an agency (or of a division)."""

    __tablename__ = "committee"
    __table_args__ = (
        CheckConstraint("kind IN ('committee', 'working_group')", name="kind"),
        CheckConstraint("quorum_rule IN ('half', 'more_than_half', 'number')", name="quorum_rule"),
        CheckConstraint("(quorum_rule = 'number') = (quorum_number IS NOT NULL)", name="quorum_number_given"),
        CheckConstraint("quorum_number IS NULL OR quorum_number > 0", name="quorum_number"),
        CheckConstraint("numbering IN ('year', 'year_and_total')", name="numbering"),
        CheckConstraint("adoption_days BETWEEN 1 AND 90", name="adoption_days"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # the unit it works for; its secretariat looks after it
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(ThaiString(300))
    # as on lists and chips; empty: the name
    short_name: Mapped[str] = mapped_column(String(80), default="")
    # half: no fewer than half of the members; number: a fixed number of members
    quorum_rule: Mapped[str] = mapped_column(String(20), default="half")
    quorum_number: Mapped[int | None]
    # true: the quorum stands in no order that anybody has confirmed
    is_quorum_unconfirmed: Mapped[bool] = mapped_column(default=True)
    # the order or regulation that says so, with its clause
    quorum_source: Mapped[str] = mapped_column(String(300), default="")
    # year: ครั้งที่ n/พ.ศ.; year_and_total: ครั้งที่ total–n/พ.ศ.
    numbering: Mapped[str] = mapped_column(String(20), default="year")
    # meetings held before the portal knew the body, for the running total
    total_before: Mapped[int] = mapped_column(default=0)
    # days members have to answer circulated minutes
    adoption_days: Mapped[int] = mapped_column(default=7)
    # whether silence by the deadline counts as adopting, as the body decided
    silence_adopts: Mapped[bool] = mapped_column(default=False)
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    submit_key: Mapped[str | None] = mapped_column(String(80), unique=True)
    # dissolved
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    close_reason: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  (SQLAlchemy reads it once)

    unit: Mapped[Unit] = relationship()

    # people who belong to it today, and its secretaries among them; set by the queries that load it for a guard
    reader_ids: frozenset[int] = frozenset()
    secretary_ids: frozenset[int] = frozenset()

    @property
    def unit_path(self) -> str:
        """The path policy predicates compare."""
        return self.unit.path

    @property
    def shown_name(self) -> str:
        """The short name where there is one."""
        return self.short_name or self.name


class AppointmentOrder(Base):
    """คำสั่งแต่งตั้ง: number, date, from-to; the signed files stand beside it."""

    __tablename__ = "appointment_order"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="dates"),
        UniqueConstraint("committee_id", "order_no"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    committee_id: Mapped[int] = mapped_column(ForeignKey("committee.id"))
    # Arabic digits, e.g. 12/2569
    order_no: Mapped[str] = mapped_column(String(60))
    # สั่ง ณ วันที่
    ordered_on: Mapped[date]
    title: Mapped[str] = mapped_column(String(300), default="")
    # ทั้งนี้ ตั้งแต่ … (ถึง …)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    submit_key: Mapped[str | None] = mapped_column(String(80), unique=True)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    committee: Mapped[Committee] = relationship()

    @property
    def unit_path(self) -> str:
        """The path policy predicates compare."""
        return self.committee.unit_path

    @property
    def reader_ids(self) -> frozenset[int]:
        """Members of the body may read its orders."""
        return self.committee.reader_ids


class AppointmentOrderFile(Base):
    """The signed order or an annex to it; taken out, never deleted."""

    __tablename__ = "appointment_order_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("appointment_order.id"), index=True)
    filename: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size_bytes: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(100))
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    upload_key: Mapped[str] = mapped_column(String(80), unique=True)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    order: Mapped[AppointmentOrder] = relationship()

    @property
    def unit_path(self) -> str:
        """The path policy predicates compare."""
        return self.order.unit_path

    @property
    def reader_ids(self) -> frozenset[int]:
        """Members of the body may read its orders."""
        return self.order.reader_ids


class Membership(Base):
    """A place in the body from a day to a day: of a person, of somebody outside the portal, or of a unit's head."""

    __tablename__ = "committee_member"
    __table_args__ = (
        CheckConstraint(f"role IN ({MEMBER_ROLES})", name="role"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="dates"),
        CheckConstraint(
            "user_id IS NOT NULL OR office_unit_id IS NOT NULL OR person_name <> ''",
            name="somebody",
        ),
        CheckConstraint("user_id IS NULL OR office_unit_id IS NULL", name="person_or_office"),
        Index("ix_committee_member_committee_id", "committee_id", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    committee_id: Mapped[int] = mapped_column(ForeignKey("committee.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("appointment_order.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    # by person
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    # by position: whoever heads this unit, or acts for its head, on the day
    office_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    # name of somebody without an account
    person_name: Mapped[str] = mapped_column(ThaiString(120), default="")
    # position as in the order, e.g. ผู้อำนวยการกองนโยบายและแผนงาน
    position_title: Mapped[str] = mapped_column(String(200), default="")
    # order of the names in the appointment order
    position: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    end_reason: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    committee: Mapped[Committee] = relationship()
    order: Mapped[AppointmentOrder] = relationship()
    user: Mapped[User | None] = relationship()
    office_unit: Mapped[Unit | None] = relationship()

    @property
    def unit_path(self) -> str:
        """The path policy predicates compare."""
        return self.committee.unit_path


class CommitteeSection(Base):
    """One section (ระเบียบวาระที่ n) of the body's agenda; every new meeting begins with a copy of them."""

    __tablename__ = "committee_section"
    __table_args__ = (
        CheckConstraint(f"kind IN ({SECTION_KINDS})", name="kind"),
        UniqueConstraint("committee_id", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    committee_id: Mapped[int] = mapped_column(ForeignKey("committee.id"))
    # 1, 2, 3 … as printed
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20))
