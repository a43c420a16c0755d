"""The rows of a question's form: options, answers, pairs, items. A wholly blank row counts for nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, StringField, TextAreaField
from wtforms.validators import Length

from portal.questionnaire.rules.kinds import FEEDBACK_CHARACTERS, MOST_ROWS, ROW_CHARACTERS
from portal.web.fields import ThaiDecimalField
from portal.web.forms import PortalForm

# decimals of a percentage: "33.333"
PCT_PLACES = 3
NUMBER_PLACES = 10
MOST_NUMBER = 10**15


class RowForm(PortalForm):
    """One row inside a form; the form itself carries the token."""

    class Meta(PortalForm.Meta):
        csrf = False

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed or ticked in the row."""
        return all(field.data in (None, "", False) and not any(field.raw_data or ()) for field in self)

    @property
    def leaves(self) -> list[Any]:
        """The row's fields."""
        return list(self)


def _line(label: str) -> StringField:
    return StringField(label, [Length(max=ROW_CHARACTERS)])


def _feedback() -> TextAreaField:
    return TextAreaField(_l("คำอธิบาย"), [Length(max=FEEDBACK_CHARACTERS)], render_kw={"rows": 2})


def _pct(least: int) -> ThaiDecimalField:
    return ThaiDecimalField(_l("ร้อยละของคะแนน"), places=PCT_PLACES, least=least, most=100)


class RowsField(FieldList):
    """Rows numbered from 0; a row that was not sent is a blank one, what is no row's number is nobody's."""

    def _extract_indices(self, prefix: str, formdata: Iterable[str]) -> Iterator[int]:
        row = re.compile(re.escape(prefix) + "-([0-9]{1,3})-")
        numbers = [int(found[1]) for found in map(row.match, formdata) if found]
        yield from range(min(max(numbers, default=-1) + 1, MOST_ROWS))


class OptionRow(RowForm):
    """An option to choose; without a percentage it is all or nothing."""

    text = _line(_l("ตัวเลือก"))
    right = BooleanField(_l("เป็นคำตอบที่ถูก"))
    pct = _pct(-100)
    feedback = _feedback()


class NumberRow(RowForm):
    """An accepted number; without a percentage it brings all points."""

    value = ThaiDecimalField(_l("คำตอบ"), places=NUMBER_PLACES, least=-MOST_NUMBER, most=MOST_NUMBER)
    tolerance = ThaiDecimalField(_l("คลาดเคลื่อนได้ไม่เกิน"), places=NUMBER_PLACES, most=MOST_NUMBER)
    pct = _pct(-100)
    feedback = _feedback()


class TextRow(RowForm):
    """An accepted text, * for any run of characters; without a percentage it brings all points."""

    text = _line(_l("คำตอบที่ยอมรับ"))
    pct = _pct(-100)
    feedback = _feedback()


class PairRow(RowForm):
    """Two texts that belong together."""

    left = _line(_l("รายการ"))
    right = _line(_l("คู่ที่ถูก"))


class ItemRow(RowForm):
    """One thing to be put in order."""

    text = _line(_l("รายการ"))
