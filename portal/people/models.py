"""Tables of people, units, roles, sign-in sessions and sign-in tries."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access.predicates import HeldRole
from portal.extensions import Base, ThaiString, UtcDateTime


class Unit(Base):
    """A node of the tree: organisation > agency > division > section. `path` holds the ids from the root down."""

    __tablename__ = "unit"
    __table_args__ = (
        CheckConstraint("kind IN ('organisation', 'agency', 'division', 'section')", name="kind"),
        UniqueConstraint("parent_id", "abbr"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    # "/1/4/9/": own id last; a role held at a path reaches everything that begins with it
    path: Mapped[str] = mapped_column(String(200), unique=True)
    # organisation, agency, division or section
    kind: Mapped[str] = mapped_column(String(20))
    # abbreviation as printed, e.g. กน.
    abbr: Mapped[str] = mapped_column(ThaiString(40))
    name_th: Mapped[str] = mapped_column(ThaiString(200))
    name_en: Mapped[str] = mapped_column(String(200), default="")
    # false: the full name is a best guess that an administrator has yet to confirm
    is_confirmed: Mapped[bool] = mapped_column(default=True)
    # order among siblings
    position: Mapped[int] = mapped_column(default=0)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # guards against two people changing the same row
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  (SQLAlchemy reads it once)

    parent: Mapped[Unit | None] = relationship(remote_side=[id])  # noqa: A003  (the column)

    @property
    def unit_path(self) -> str:
        """The path policy predicates compare."""
        return self.path


class User(Base):
    """A person with an account."""

    __tablename__ = "user"
    __table_args__ = (CheckConstraint("staff_type IN ('official', 'employee')", name="staff_type"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    # lower case, unique
    username: Mapped[str] = mapped_column(String(60), unique=True)
    # argon2id; empty: no password yet, sign-in impossible
    password_hash: Mapped[str] = mapped_column(String(200), default="")
    # a password somebody else made must be changed at the first sign-in
    must_change_password: Mapped[bool] = mapped_column(default=True)
    password_changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    name: Mapped[str] = mapped_column(ThaiString(120))
    # position as in the staff list, e.g. นักวิเคราะห์นโยบายและแผนชำนาญการ
    position: Mapped[str] = mapped_column(String(200), default="")
    # official (ข้าราชการ) or employee (ลูกจ้าง)
    staff_type: Mapped[str] = mapped_column(String(20), default="official")
    # the unit the person belongs to
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    email: Mapped[str] = mapped_column(String(200), default="")
    # th or en; thai or arabic digits on screens
    language: Mapped[str] = mapped_column(String(2), default="th")
    digits: Mapped[str] = mapped_column(String(6), default="arabic")
    # folded text that search looks in: name, user name, position
    search_text: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # true for people invented for the demonstration
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  (SQLAlchemy reads it once)

    unit: Mapped[Unit] = relationship()

    # set when a person is loaded for a request: roles in force that day, and the sign-in session used
    roles: tuple[HeldRole, ...] = ()
    session_token: str = ""
    session_id: int = 0
    is_session_to_touch: bool = False

    @property
    def unit_path(self) -> str:
        """The path policy predicates compare: administrators manage people of their own units."""
        return self.unit.path

    is_anonymous = False

    @property
    def is_authenticated(self) -> bool:
        """True: rows are only loaded for sign-in sessions in force."""
        return True

    @property
    def is_active(self) -> bool:
        """False once disabled."""
        return self.disabled_at is None

    def get_id(self) -> str:
        """Return the token of the sign-in session: that is what the cookie carries, never the user's id."""
        return self.session_token


class RoleHolding(Base):
    """A role somebody holds in a unit, from a day on; ended, never deleted. Acting heads carry their order."""

    __tablename__ = "role_holding"
    __table_args__ = (
        CheckConstraint(
            "role IN ('staff', 'officer', 'head', 'secretariat', 'executive', 'evaluator', 'administrator')",
            name="role",
        ),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="dates"),
        CheckConstraint("NOT is_acting OR (order_no <> '' AND ends_on IS NOT NULL)", name="acting_has_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    # first and last day in force (Bangkok dates, both included); no last day: until ended
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    # รักษาราชการแทน: stands in for the office for a time, by an order
    is_acting: Mapped[bool] = mapped_column(default=False)
    # number of the order, e.g. ๑๒/๒๕๖๙
    order_no: Mapped[str] = mapped_column(String(60), default="")
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    unit: Mapped[Unit] = relationship()

    @property
    def unit_path(self) -> str:
        """The path policy predicates compare: a role is the business of the unit it is held in."""
        return self.unit.path


class SignInSession(Base):
    """One signed-in browser; ended by the person, by logout, by disabling, by a new password or by time."""

    __tablename__ = "sign_in_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    # SHA-256 of the token in the cookie
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # moved forward at most every few minutes
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # kind of browser in words, for the person's own list
    browser: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(45), default="")

    user: Mapped[User] = relationship()


class SignInTry(Base):
    """Wrong tries per key (user name from an address, or an address alone); cleared by success."""

    __tablename__ = "sign_in_try"
    __table_args__ = (Index("ix_sign_in_try_last_at", "last_at"),)

    # e.g. "name:somchai@10.0.0.7" hashed, so that no typed secret is kept by mistake
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PeopleImport(Base):
    """A staff list that was read and previewed, kept until it is applied or thrown away."""

    __tablename__ = "people_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    filename: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64))
    # JSON text of the typed rows with their row numbers; emptied once applied
    rows: Mapped[str] = mapped_column(Text)
    # empty when it came in by the command line
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    applied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    unit: Mapped[Unit] = relationship()

    @property
    def unit_path(self) -> str:
        """The path policy predicates compare."""
        return self.unit.path
