"""Staff lists that were read, and what each would do to the people of today."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.extensions import db
from portal.paging import PER_PAGE, Slice
from portal.people.models import PeopleImport, Unit, User
from portal.people.queries.units import units_by_path, within
from portal.people.rules.columns import KnownUnit, unit_labels
from portal.people.rules.imports import KnownPerson, Outcome, Preview, PreviewRow, StaffRow, compare
from portal.people.rules.users import normal_username

# databases limit how many values one statement may carry
NAMES_PER_STATEMENT = 500


def get_import(import_id: int) -> PeopleImport | None:
    """Return the staff list with its unit, or None."""
    return db.session.get(PeopleImport, import_id, options=[joinedload(PeopleImport.unit)])


def rows_of(people_import: PeopleImport) -> list[StaffRow]:
    """Return the rows as they were read."""
    return [StaffRow(**row) for row in json.loads(people_import.rows)]


def preview_of(people_import: PeopleImport) -> Preview:
    """Return what the list would do now."""
    return preview_list(rows_of(people_import), people_import.unit)


def preview_list(rows: Sequence[StaffRow], unit: Unit) -> Preview:
    """Return what the rows would do now to the people of the unit and below."""
    usernames = sorted({normal_username(row.username) for row in rows} - {""})
    return compare(rows, units=known_units(unit), people=_known_people(unit, usernames))


def preview_rows_page(preview: Preview, outcome: Outcome | None, number: int) -> Slice[PreviewRow]:
    """Return one page of the preview's rows in the file's order, of one outcome or of all."""
    rows = [row for row in preview.rows if outcome is None or row.outcome is outcome]
    number = min(max(number, 1), max(1, -(-len(rows) // PER_PAGE)))
    return Slice(rows[(number - 1) * PER_PAGE : number * PER_PAGE], number, PER_PAGE, len(rows))


def known_units(unit: Unit) -> list[KnownUnit]:
    """Return the open units a row may name, in tree order."""
    units = units_by_path([unit.path])
    abbrs = {each.id: each.abbr for each in units}
    return [KnownUnit(each.id, each.abbr, each.name_th, abbrs.get(each.parent_id or 0, "")) for each in units]


def unit_labels_of(unit: Unit) -> list[str]:
    """Return the names offered in the template's list, in tree order."""
    return unit_labels(known_units(unit))


def _known_people(unit: Unit, usernames: Sequence[str]) -> list[KnownPerson]:
    """Return the people of the unit, and whoever else has one of the user names."""
    found: dict[int, KnownPerson] = {}
    ways = [within([unit.path])] + [
        User.username.in_(usernames[start : start + NAMES_PER_STATEMENT])
        for start in range(0, len(usernames), NAMES_PER_STATEMENT)
    ]
    for way in ways:
        for user, path in db.session.execute(
            select(User, Unit.path).join(Unit, Unit.id == User.unit_id).where(way).order_by(User.name, User.id)
        ):
            found[user.id] = KnownPerson(
                user.id,
                user.username,
                user.name,
                user.position,
                user.staff_type,
                user.unit_id,
                user.email,
                is_here=path.startswith(unit.path),
                is_disabled=user.disabled_at is not None,
            )
    return list(found.values())
