"""Year numbers inside names when a framework is carried into another fiscal year."""

from __future__ import annotations

import re
from collections.abc import Collection

from portal import thai

# a year is only moved where the words before it say that it is one
_YEAR = re.compile(r"(?P<words>ปีงบประมาณ\s*(?:พ\.\s*ศ\.\s*)?|ปี\s*)(?P<year>[0-9๐-๙]+)")


def is_maintenance_round(name: str) -> bool:
    """Return whether a project keeps up an earlier year's Best Service project (รักษารอบ), which its name says."""
    return "(รักษารอบ)" in name


def renewed_name(name: str, years_be: Collection[int], by: int) -> str:
    """Return the name with its fiscal year moved, in the digits it was written in.

    years_be: the years meant: the fiscal year itself and, where it differs, the year the figures are about; any other
        year (the span of a long plan) stays
    "ในปีงบประมาณ พ.ศ. ๒๕๖๓" moved by 1 is "… ๒๕๖๔"; "(ดำเนินการปี ๖๓)" is "(ดำเนินการปี ๖๔)".
    """

    def move(match: re.Match[str]) -> str:
        written = match["year"]
        number = int(thai.to_arabic_digits(written))
        meant = {year % 100 for year in years_be} if len(written) == 2 else years_be
        if number not in meant:
            return match[0]
        new = str(number + by) if len(written) != 2 else f"{(number + by) % 100:02d}"
        return match["words"] + (thai.to_thai_digits(new) if written[0] in "๐๑๒๓๔๕๖๗๘๙" else new)

    return _YEAR.sub(move, name)
