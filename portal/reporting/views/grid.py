"""The secretariat's grid: divisions by months and quarters, one cell's rows, the spreadsheet."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, request, send_file, url_for
from flask_login import current_user

from portal import audit, clock, thai
from portal.access.permissions import Permission
from portal.access.policy import scopes
from portal.errors import N_, NotFound
from portal.extensions import write_transaction
from portal.people.queries import get_unit, within
from portal.performance.models import FiscalYear, Obligation
from portal.performance.queries import fiscal_years, get_period, year_for
from portal.reporting import exports, queries
from portal.reporting.views import bp
from portal.web import respond
from portal.web.guards import requires

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/grid")
@requires(Permission.GRID_VIEW)
def grid() -> Response:
    """Show the year's grid."""
    year, today = _year()
    if year is None:
        return respond.show("reporting/no_year.html")
    return respond.show(
        "reporting/grid.html",
        year=year,
        years=fiscal_years(year.agency_id),
        grid=queries.grid(year, scopes(current_user, Permission.GRID_VIEW), today),
        export_url=url_for("reporting.grid_export", year=year.year_be),
    )


@bp.get("/grid/cells/<id:unit_id>/<id:period_id>")
@requires(Permission.GRID_VIEW, load=lambda unit_id, period_id: _cell(unit_id, period_id))
def cell(found: Any) -> Response:
    """Show the obligations behind one cell."""
    today = thai.bangkok_date(clock.now())
    rows = queries.obligation_rows(
        Obligation.unit_id == found.unit.id, Obligation.period_id == found.period.id, today=today
    )
    return respond.show("reporting/cell.html", unit=found.unit, period=found.period, year=found.year, rows=rows)


@bp.get("/grid.xlsx")
@requires(Permission.GRID_VIEW)
def grid_export() -> Response:
    """Send the grid and the rows behind it as a spreadsheet; the download is on record."""
    year, today = _year()
    if year is None:
        raise NotFound(N_("ยังไม่มีปีงบประมาณให้ส่งออก"))
    paths = scopes(current_user, Permission.GRID_VIEW)
    rows = queries.obligation_rows(Obligation.fiscal_year_id == year.id, within(paths), today=today)
    file = exports.grid_workbook(year, queries.grid(year, paths, today), rows, clock.now())
    name = f"ภาพรวม-{year.agency.abbr}-{year.year_be}.xlsx"
    actor_id, year_id, path = current_user.id, year.id, year.unit_path
    with write_transaction():
        audit.record(
            actor_id=actor_id,
            event=audit.Event.GRID_EXPORTED,
            subject_type="fiscal_year",
            subject_id=year_id,
            unit_path=path,
            now=clock.now(),
        )
    return send_file(file, mimetype=XLSX, as_attachment=True, download_name=name)


def _year() -> tuple[FiscalYear | None, date]:
    today = thai.bangkok_date(clock.now())
    asked = request.args.get("year", "")
    year_be = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else None
    year = year_for(current_user, year_be, today)
    if year is None and year_be is not None:
        raise NotFound(N_("ไม่พบปีงบประมาณที่ขอ"))
    return year, today


class _Cell:
    """A division and a period of its agency's year, as the policy sees them."""

    def __init__(self, unit: Any, period: Any, year: FiscalYear) -> None:
        self.unit, self.period, self.year = unit, period, year
        self.unit_path = unit.path


def _cell(unit_id: int, period_id: int) -> _Cell | None:
    unit, period = get_unit(unit_id), get_period(period_id)
    if unit is None or period is None:
        return None
    year = period.fiscal_year
    return _Cell(unit, period, year) if unit.path.startswith(year.agency.path) else None
