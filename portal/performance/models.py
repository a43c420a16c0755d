"""Tables of the agreement: fiscal years, dimensions, indicators, owners, projects, periods and obligations."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.extensions import Base, UtcDateTime
from portal.people.models import Unit


class FiscalYear(Base):
    """One agency's fiscal year, named by the Buddhist-era year of its end: 2563 runs 1 Oct 2019 to 30 Sep 2020."""

    __tablename__ = "fiscal_year"
    __table_args__ = (UniqueConstraint("agency_id", "year_be"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    year_be: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    # the year whose structure was copied, if any
    rolled_from_id: Mapped[int | None] = mapped_column(ForeignKey("fiscal_year.id"))
    # where the framework comes from, in words
    citation: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    agency: Mapped[Unit] = relationship()

    @property
    def unit_path(self) -> str:
        """The path policy predicates compare."""
        return self.agency.path


class Dimension(Base):
    """A มิติ of a fiscal year with its points out of 100."""

    __tablename__ = "dimension"
    __table_args__ = (UniqueConstraint("fiscal_year_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    fiscal_year_id: Mapped[int] = mapped_column(ForeignKey("fiscal_year.id"))
    code: Mapped[str] = mapped_column(String(20))
    no: Mapped[int]
    name_th: Mapped[str] = mapped_column(String(300))
    name_en: Mapped[str] = mapped_column(String(300), default="")
    weight: Mapped[Decimal] = mapped_column(Numeric(7, 4))


class Indicator(Base):
    """A node of the tree below a dimension. `code` is its identity in the year; `printed_code` is what people read."""

    __tablename__ = "indicator"
    __table_args__ = (
        UniqueConstraint("fiscal_year_id", "code"),
        CheckConstraint("weight_basis IN ('total', 'parent', 'none')", name="weight_basis"),
        CheckConstraint("(weight IS NULL) = (weight_basis = 'none')", name="weight_has_basis"),
        CheckConstraint("weight IS NULL OR (weight >= 0 AND weight <= 100)", name="weight_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    fiscal_year_id: Mapped[int] = mapped_column(ForeignKey("fiscal_year.id"), index=True)
    dimension_id: Mapped[int] = mapped_column(ForeignKey("dimension.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("indicator.id"))
    code: Mapped[str] = mapped_column(String(40))
    printed_code: Mapped[str] = mapped_column(String(40), default="")
    name_th: Mapped[str] = mapped_column(String(600))
    name_en: Mapped[str] = mapped_column(String(600), default="")
    # figure as printed; basis total = points of 100, parent = percent inside the parent, none = no figure printed
    weight: Mapped[Decimal | None] = mapped_column(Numeric(7, 4))
    weight_basis: Mapped[str] = mapped_column(String(10))
    # false: not applied to this agency (the other of an either/or pair is)
    applies: Mapped[bool] = mapped_column(default=True)
    # indicators of which exactly one applies share this name
    substitute_group: Mapped[str] = mapped_column(String(40), default="")
    is_negotiated: Mapped[bool] = mapped_column(default=False)
    is_new: Mapped[bool] = mapped_column(default=False)
    # every division is responsible (expanded to one obligation each)
    is_for_all: Mapped[bool] = mapped_column(default=False)
    # the fiscal year the figures are about when it is not the year itself
    reference_year_be: Mapped[int | None]
    # the agency that scores it
    evaluator_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    note_th: Mapped[str] = mapped_column(Text, default="")
    # order within its parent
    position: Mapped[int] = mapped_column(default=0)

    fiscal_year: Mapped[FiscalYear] = relationship()
    dimension: Mapped[Dimension] = relationship()
    evaluator: Mapped[Unit | None] = relationship()

    @property
    def unit_path(self) -> str:
        """The agency's path."""
        return self.fiscal_year.agency.path

    @property
    def evaluator_path(self) -> str:
        """Path of the evaluating agency; empty where none is named."""
        return self.evaluator.path if self.evaluator else ""


class IndicatorOwner(Base):
    """A division responsible for an indicator: lead (ผู้รับผิดชอบหลัก) or co-owner (ผู้รับผิดชอบร่วม)."""

    __tablename__ = "indicator_owner"
    __table_args__ = (
        UniqueConstraint("indicator_id", "unit_id"),
        CheckConstraint("kind IN ('lead', 'co')", name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    kind: Mapped[str] = mapped_column(String(10), default="lead")

    unit: Mapped[Unit] = relationship()


class Project(Base):
    """A project or activity under an indicator, reported every month by its divisions."""

    __tablename__ = "project"
    __table_args__ = (UniqueConstraint("fiscal_year_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    fiscal_year_id: Mapped[int] = mapped_column(ForeignKey("fiscal_year.id"))
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    name_th: Mapped[str] = mapped_column(String(600))
    position: Mapped[int] = mapped_column(default=0)

    indicator: Mapped[Indicator] = relationship()


class ReportingPeriod(Base):
    """A month or a quarter of a fiscal year with its dates as data; the due date may precede the period's end."""

    __tablename__ = "reporting_period"
    __table_args__ = (
        UniqueConstraint("fiscal_year_id", "kind", "no"),
        CheckConstraint("kind IN ('month', 'quarter', 'year')", name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    fiscal_year_id: Mapped[int] = mapped_column(ForeignKey("fiscal_year.id"))
    kind: Mapped[str] = mapped_column(String(10))
    # month 1 = October; quarter 1 = October to December
    no: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    # last day on time
    due_on: Mapped[date]
    # after this day a first delivery counts as late (normally the due date)
    late_after_on: Mapped[date]
    # after this day nothing is taken any more; empty: never closed
    closed_after_on: Mapped[date | None]
    # where the dates come from
    citation: Mapped[str] = mapped_column(String(300), default="")
    # true once a person has confirmed dates that the source does not give
    is_confirmed: Mapped[bool] = mapped_column(default=True)

    fiscal_year: Mapped[FiscalYear] = relationship()


class Obligation(Base):
    """What one division owes for one item in one period; these rows are the denominators of every rate."""

    __tablename__ = "obligation"
    __table_args__ = (
        UniqueConstraint("indicator_id", "project_id", "unit_id", "period_id"),
        Index("uq_obligation_key", "key", unique=True),
        Index("ix_obligation_unit_id_due_on", "unit_id", "due_on"),
        Index("ix_obligation_fiscal_year_id_unit_id", "fiscal_year_id", "unit_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # "year:item:unit:period": unique also where project_id is null
    key: Mapped[str] = mapped_column(String(80))
    fiscal_year_id: Mapped[int] = mapped_column(ForeignKey("fiscal_year.id"))
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id"), index=True)
    # set for monthly obligations of a project; null for quarterly ones of the indicator itself
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    period_id: Mapped[int] = mapped_column(ForeignKey("reporting_period.id"), index=True)
    # copied from the period, may be moved for this row alone
    due_on: Mapped[date]
    late_after_on: Mapped[date]
    closed_after_on: Mapped[date | None]
    # counts every change of what would be certified (files added, revised, withdrawn); also the version check
    content_version: Mapped[int] = mapped_column(default=0)

    fiscal_year: Mapped[FiscalYear] = relationship()
    indicator: Mapped[Indicator] = relationship()
    project: Mapped[Project | None] = relationship()
    unit: Mapped[Unit] = relationship()
    period: Mapped[ReportingPeriod] = relationship()

    @property
    def unit_path(self) -> str:
        """Path of the division that owes it."""
        return self.unit.path

    @property
    def evaluator_path(self) -> str:
        """Path of the agency that scores the indicator."""
        return self.indicator.evaluator_path

    @property
    def item_name(self) -> str:
        """Name of the project or of the indicator."""
        return self.project.name_th if self.project else self.indicator.name_th
