"""The form of each kind of question: its rows and how they become a body."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FormField, RadioField, SelectChoice, TextAreaField
from wtforms.validators import Length

from portal.questionnaire.forms.questions import QuestionForm
from portal.questionnaire.forms.rows import ItemRow, NumberRow, OptionRow, PairRow, RowsField, TextRow
from portal.questionnaire.rules import MOST_ROWS, Kind
from portal.questionnaire.rules.kinds import FEEDBACK_CHARACTERS
from portal.questionnaire.rules.shares import automatic_fractions, decimal_text, from_pct, is_marked_right, to_pct

FIRST_ROWS = 4
RIGHT_OR_WRONG = (SelectChoice("true", _l("ถูก")), SelectChoice("false", _l("ผิด")))


def _rows(label: str, row: type[Any], at_first: int = FIRST_ROWS) -> RowsField:
    return RowsField(FormField(row), label, min_entries=at_first, max_entries=MOST_ROWS)


def _feedback(label: str) -> TextAreaField:
    return TextAreaField(label, [Length(max=FEEDBACK_CHARACTERS)], render_kw={"rows": 2})


class SingleForm(QuestionForm):
    """One option is to be chosen."""

    kind = Kind.SINGLE
    rows_name = "options"
    options = _rows(_l("ตัวเลือก"), OptionRow)

    @classmethod
    def body_values(cls, body: Mapping[str, Any]) -> dict[str, Any]:
        """Return the rows; a percentage only where it is not what the tick alone gives."""
        rights = [is_marked_right(cls.kind, option["fraction"]) for option in body["options"]]
        automatic = automatic_fractions(cls.kind, rights)
        return {
            "options": [
                {
                    "text": option["text"],
                    "right": is_right,
                    "pct": None if Decimal(usual) == Decimal(option["fraction"]) else to_pct(option["fraction"]),
                    "feedback": option.get("feedback", ""),
                }
                for option, is_right, usual in zip(body["options"], rights, automatic, strict=True)
            ]
        }

    def body(self) -> dict[str, Any]:
        """Return the options with what each brings."""
        rows = [self.options[place].form for place in self.kept]
        automatic = automatic_fractions(self.kind, [row.right.data for row in rows])
        return {
            "options": [
                {
                    "text": row.text.data or "",
                    "fraction": usual if row.pct.data is None else from_pct(row.pct.data),
                    "feedback": row.feedback.data or "",
                }
                for row, usual in zip(rows, automatic, strict=True)
            ]
        }

    def validate_options(self, field: RowsField) -> None:
        """Refuse a right option that brings nothing."""
        for row in field:
            pct = row.form.pct
            if row.form.right.data and pct.data is not None and pct.data <= 0:
                pct.errors = [*pct.errors, _("ตัวเลือกที่ถูกต้องได้คะแนนมากกว่า 0 โปรดแก้ร้อยละ หรือเว้นว่างเพื่อให้ระบบคิดให้")]


class MultipleForm(SingleForm):
    """Several options are to be chosen."""

    kind = Kind.MULTIPLE


class TrueFalseForm(QuestionForm):
    """A statement is right or wrong."""

    kind = Kind.TRUEFALSE
    right = RadioField(
        _l("ข้อความนี้"), choices=[SelectChoice("true", _l("ถูก")), SelectChoice("false", _l("ผิด"))], validate_choice=False
    )
    feedback_true = _feedback(_l("คำอธิบายเมื่อตอบว่าถูก"))
    feedback_false = _feedback(_l("คำอธิบายเมื่อตอบว่าผิด"))

    @classmethod
    def body_values(cls, body: Mapping[str, Any]) -> dict[str, Any]:
        """Return the answer and its two explanations."""
        texts = {name: body.get(name, "") for name in ("feedback_true", "feedback_false")}
        return {"right": "true" if body["right"] else "false"} | texts

    def body(self) -> dict[str, Any]:
        """Return which it is; None, which no body holds, where nothing was chosen."""
        return {
            "right": {"true": True, "false": False}.get(self.right.data or ""),
            "feedback_true": self.feedback_true.data or "",
            "feedback_false": self.feedback_false.data or "",
        }


class NumberForm(QuestionForm):
    """A number is to be typed."""

    kind = Kind.NUMBER
    rows_name = "answers"
    answers = _rows(_l("คำตอบที่ยอมรับ"), NumberRow, 2)

    @classmethod
    def body_values(cls, body: Mapping[str, Any]) -> dict[str, Any]:
        """Return the rows; no percentage for the full mark, no tolerance for none."""
        return {
            "answers": [
                {
                    "value": Decimal(answer["value"]),
                    "tolerance": Decimal(answer["tolerance"]) or None,
                    "pct": _pct_of(answer),
                    "feedback": answer.get("feedback", ""),
                }
                for answer in body["answers"]
            ]
        }

    def body(self) -> dict[str, Any]:
        """Return the answers in their order: the first that fits counts."""
        rows = [self.answers[place].form for place in self.kept]
        return {
            "answers": [
                {
                    "value": "" if row.value.data is None else decimal_text(row.value.data),
                    "tolerance": decimal_text(row.tolerance.data or Decimal(0)),
                    "fraction": _fraction(row),
                    "feedback": row.feedback.data or "",
                }
                for row in rows
            ]
        }


class TextForm(QuestionForm):
    """A short text is to be typed."""

    kind = Kind.TEXT
    rows_name = "answers"
    answers = _rows(_l("คำตอบที่ยอมรับ"), TextRow, 3)
    case_sensitive = BooleanField(_l("ตัวพิมพ์ใหญ่และเล็กของภาษาอังกฤษต้องตรงกัน"))

    @classmethod
    def body_values(cls, body: Mapping[str, Any]) -> dict[str, Any]:
        """Return the rows; no percentage for the full mark."""
        rows = [
            {"text": answer["text"], "pct": _pct_of(answer), "feedback": answer.get("feedback", "")}
            for answer in body["answers"]
        ]
        return {"answers": rows, "case_sensitive": body.get("case_sensitive", False)}

    def body(self) -> dict[str, Any]:
        """Return the answers in their order: the first that fits counts."""
        rows = [self.answers[place].form for place in self.kept]
        return {
            "answers": [
                {"text": row.text.data or "", "fraction": _fraction(row), "feedback": row.feedback.data or ""}
                for row in rows
            ],
            "case_sensitive": bool(self.case_sensitive.data),
        }


class MatchingForm(QuestionForm):
    """Texts are to be paired."""

    kind = Kind.MATCHING
    rows_name = "pairs"
    pairs = _rows(_l("คู่"), PairRow)
    extra = TextAreaField(_l("ตัวลวง"), render_kw={"rows": 3})

    @classmethod
    def body_values(cls, body: Mapping[str, Any]) -> dict[str, Any]:
        """Return the pairs, and the extra right sides a line each."""
        return {"pairs": [dict(pair) for pair in body["pairs"]], "extra": "\n".join(body.get("extra", ()))}

    def body(self) -> dict[str, Any]:
        """Return the pairs and the right sides that belong to none."""
        rows = [self.pairs[place].form for place in self.kept]
        lines = (" ".join(line.split()) for line in (self.extra.data or "").split("\n"))
        return {
            "pairs": [{"left": row.left.data or "", "right": row.right.data or ""} for row in rows],
            "extra": [line for line in lines if line],
        }


class OrderingForm(QuestionForm):
    """Things are to be put in order."""

    kind = Kind.ORDERING
    rows_name = "items"
    items = _rows(_l("รายการตามลำดับที่ถูก"), ItemRow)

    @classmethod
    def body_values(cls, body: Mapping[str, Any]) -> dict[str, Any]:
        """Return the items in the right order."""
        return {"items": [{"text": text} for text in body["items"]]}

    def body(self) -> dict[str, Any]:
        """Return the items in the order of their rows."""
        return {"items": [self.items[place].form.text.data or "" for place in self.kept]}


_FORMS: tuple[type[QuestionForm], ...] = (
    SingleForm,
    MultipleForm,
    TrueFalseForm,
    NumberForm,
    TextForm,
    MatchingForm,
    OrderingForm,
)
FORMS: Mapping[Kind, type[QuestionForm]] = MappingProxyType({form.kind: form for form in _FORMS})


def _pct_of(answer: Mapping[str, Any]) -> Decimal | None:
    return None if Decimal(answer["fraction"]) == 1 else to_pct(answer["fraction"])


def _fraction(row: Any) -> str:
    return "1" if row.pct.data is None else from_pct(row.pct.data)
