"""Reads of obligations with their delivery and review, a module for each shape."""

from portal.reporting.queries.duties import DUTIES, duties
from portal.reporting.queries.grid import Grid, GridCell, grid
from portal.reporting.queries.rows import (
    ObligationRow,
    get_row,
    live_years,
    obligation_rows,
    review_events,
    waiting_rows,
)

__all__ = [
    "DUTIES",
    "Grid",
    "GridCell",
    "ObligationRow",
    "duties",
    "get_row",
    "grid",
    "live_years",
    "obligation_rows",
    "review_events",
    "waiting_rows",
]
