"""Tables of evidence: the record, its file revisions, its links to obligations."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.extensions import Base, ThaiString, UtcDateTime, freeze_rows
from portal.people.models import Unit, User
from portal.performance.models import Obligation


class Evidence(Base):
    """One piece of evidence of a division: what it is and which period it covers. Files hang on its revisions."""

    __tablename__ = "evidence"
    __table_args__ = (
        CheckConstraint("covers_from_on <= covers_to_on", name="covered_period"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdraw_reason = '')", name="withdrawn_with_reason"),
        Index("ix_evidence_unit_id_created_at", "unit_id", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    title: Mapped[str] = mapped_column(ThaiString(300))
    note: Mapped[str] = mapped_column(Text, default="")
    # the time the content is about, apart from when it was uploaded
    covers_from_on: Mapped[date]
    covers_to_on: Mapped[date]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    withdraw_reason: Mapped[str] = mapped_column(Text, default="")
    # folded text that search looks in: title and the file names of all revisions
    search_text: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  (SQLAlchemy reads it once)

    unit: Mapped[Unit] = relationship()
    created_by: Mapped[User] = relationship(foreign_keys=[created_by_id])
    withdrawn_by: Mapped[User | None] = relationship(foreign_keys=[withdrawn_by_id])
    revisions: Mapped[list[EvidenceRevision]] = relationship(order_by="EvidenceRevision.no", back_populates="evidence")
    links: Mapped[list[EvidenceLink]] = relationship(order_by="EvidenceLink.id", back_populates="evidence")

    @property
    def unit_path(self) -> str:
        """Path of the division it belongs to: that is where it may be changed."""
        return self.unit.path

    @property
    def seen_through(self) -> tuple[object, ...]:
        """What opens it to a reader: its own division, or any obligation it proves."""
        return (self, *(link.obligation for link in self.links))


class EvidenceRevision(Base):
    """A file as it was uploaded once; the highest number is the current one."""

    __tablename__ = "evidence_revision"
    __table_args__ = (
        UniqueConstraint("evidence_id", "no"),
        CheckConstraint("size_bytes > 0", name="size"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"))
    no: Mapped[int]
    # as the person's machine named it, byte for byte
    filename: Mapped[str] = mapped_column(String(255))
    # digest of the content: also its name in the storage
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size_bytes: Mapped[int]
    # decided by content, e.g. application/pdf
    media_type: Mapped[str] = mapped_column(String(100))
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # what changed against the revision before; empty for the first
    note: Mapped[str] = mapped_column(Text, default="")
    # made of the form's one-time key, what was typed and the file: the same submit twice is stored once
    upload_key: Mapped[str] = mapped_column(String(80), unique=True)

    evidence: Mapped[Evidence] = relationship(back_populates="revisions")
    uploaded_by: Mapped[User] = relationship()

    @property
    def unit_path(self) -> str:
        """Path of the division it belongs to."""
        return self.evidence.unit_path

    @property
    def seen_through(self) -> tuple[object, ...]:
        """What opens it to a reader: the same as its record."""
        return self.evidence.seen_through


freeze_rows(EvidenceRevision)


class EvidenceLink(Base):
    """A piece of evidence proves an obligation; one piece may prove several."""

    __tablename__ = "evidence_link"
    __table_args__ = (UniqueConstraint("evidence_id", "obligation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"))
    obligation_id: Mapped[int] = mapped_column(ForeignKey("obligation.id"), index=True)
    linked_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    linked_at: Mapped[datetime] = mapped_column(UtcDateTime)

    evidence: Mapped[Evidence] = relationship(back_populates="links")
    obligation: Mapped[Obligation] = relationship()
