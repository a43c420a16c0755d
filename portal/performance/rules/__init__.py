"""Pure rules of the framework, a module for each noun."""

from portal.performance.rules.framework import FrameworkFacts, IndicatorFacts, read_framework
from portal.performance.rules.periods import (
    DUE_SOON_DAYS,
    PeriodDates,
    PeriodKind,
    Window,
    moved,
    period_dates,
    period_name,
    window,
)
from portal.performance.rules.renewal import is_maintenance_round, renewed_name
from portal.performance.rules.weights import (
    Basis,
    DimensionWeight,
    Effective,
    IndicatorWeight,
    Mismatch,
    PrintedSubtotal,
    Sum,
    Weights,
    figure,
    weigh,
)

__all__ = [
    "DUE_SOON_DAYS",
    "Basis",
    "DimensionWeight",
    "Effective",
    "FrameworkFacts",
    "IndicatorFacts",
    "IndicatorWeight",
    "Mismatch",
    "PeriodDates",
    "PeriodKind",
    "PrintedSubtotal",
    "Sum",
    "Weights",
    "Window",
    "figure",
    "is_maintenance_round",
    "moved",
    "period_dates",
    "period_name",
    "read_framework",
    "renewed_name",
    "weigh",
    "window",
]
