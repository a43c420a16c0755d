"""The units of the demonstration: กรุงเทพมหานคร, สพส. with its divisions and one section, the evaluating agencies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.people.actions import create_unit
from portal.people.models import Unit
from portal.people.rules.units import UnitKind

SECTION = "กลุ่มงานแผนงานและประเมินผล"
SECTION_ABBR = "กผป."


@dataclass(frozen=True)
class Tree:
    """The units; divisions and evaluating agencies by abbreviation."""

    agency: Unit
    divisions: Mapping[str, Unit]
    section: Unit
    evaluating: Mapping[str, Unit]

    def named(self, abbr: str) -> Unit:
        """Return any unit by its abbreviation."""
        own = {self.agency.abbr: self.agency, self.section.abbr: self.section}
        return {**self.evaluating, **self.divisions, **own}[abbr]


def create(data: Mapping[str, Any], *, now: datetime) -> Tree:
    """Return the units of the framework's data file, created; names that are a best guess keep their mark."""

    def unit(parent: Unit | None, kind: UnitKind, abbr: str, row: Mapping[str, Any]) -> Unit:
        return create_unit(
            parent=parent,
            kind=kind,
            abbr=abbr,
            name_th=row["name_th"],
            name_en=row.get("name_en", ""),
            is_confirmed=row.get("confirmed", True),
            actor=None,
            now=now,
        )

    agency_row = data["agency"]
    top = unit(None, UnitKind.ORGANISATION, "กทม.", {"name_th": agency_row["parent"], "name_en": "Bangkok"})
    agency = unit(top, UnitKind.AGENCY, agency_row["code"], agency_row)
    divisions = {row["abbr"]: unit(agency, UnitKind.DIVISION, row["abbr"], row) for row in data["divisions"]}
    secretariat = next(row["abbr"] for row in data["divisions"] if row.get("secretariat"))
    section_row = {"name_th": SECTION, "confirmed": False}
    return Tree(
        agency,
        divisions,
        unit(divisions[secretariat], UnitKind.SECTION, SECTION_ABBR, section_row),
        {row["code"]: unit(top, UnitKind.AGENCY, row["code"], row) for row in data["evaluating_agencies"]},
    )
