"""The template of a staff list as a spreadsheet, and a preview as lines of text for the command line."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

from portal import thai
from portal.people.models import Unit
from portal.people.rules.columns import HEADERS
from portal.people.rules.imports import Outcome, Preview, PreviewRow

TEMPLATE_NAME = "แบบฟอร์มรายชื่อบุคลากร.xlsx"


def template_workbook(unit: Unit, labels: Sequence[str]) -> io.BytesIO:
    """Return the template."""
    raise NotImplementedError
