"""Reads of the framework, a module for each noun: years and periods, the tree and its cards, obligations."""

from portal.performance.queries.framework import (
    Block,
    Card,
    Due,
    Framework,
    Line,
    dimensions_of,
    framework_of,
    get_indicator,
    indicator_card,
    indicators_of,
    obligation_counts,
    weights_of,
)
from portal.performance.queries.obligations import count_obligations, get_obligation
from portal.performance.queries.years import (
    choose,
    fiscal_years,
    get_period,
    get_year,
    periods_of,
    year_for,
    years_of_person,
    years_of_unit,
)

__all__ = [
    "Block",
    "Card",
    "Due",
    "Framework",
    "Line",
    "choose",
    "count_obligations",
    "dimensions_of",
    "fiscal_years",
    "framework_of",
    "get_indicator",
    "get_obligation",
    "get_period",
    "get_year",
    "indicator_card",
    "indicators_of",
    "obligation_counts",
    "periods_of",
    "weights_of",
    "year_for",
    "years_of_person",
    "years_of_unit",
]
