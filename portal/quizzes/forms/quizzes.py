"""Forms that build and host a quiz: text in, typed values out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SearchField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields import TextAreaField
from wtforms.validators import Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from portal import thai
from portal.quizzes.actions import Wanted
from portal.quizzes.models import Quiz
from portal.quizzes.rules import MOMENTS, MOST_EXTRA_MINUTES, MOST_QUESTIONS, REASON_MAX, SHOWN, read_review
from portal.web.fields import IdListField, ThaiDateField, ThaiDecimalField, ThaiIntegerField
from portal.web.forms import FilterForm, PortalForm, Required
from portal.web.ids import read_id, read_optional_id
from portal.web.time_field import ThaiTimeField

MOST_MINUTES = 1_440
WHICH = {"best": _l("ครั้งที่ได้คะแนนสูงสุด"), "latest": _l("ครั้งหลังสุด"), "first": _l("ครั้งแรก")}
REVIEW_BOXES = [f"{moment.value}.{thing.value}" for moment in MOMENTS for thing in SHOWN]


def _boxes(label: Any, **options: Any) -> SelectMultipleField:
    return SelectMultipleField(
        label, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(), choices=[], **options
    )


class BareForm(PortalForm):
    """A button alone; it carries what an action refuses."""


class QuizForm(PortalForm):
    """A quiz's settings. sessions: (id, label) of the year's briefings."""

    version = HiddenField()
    title = StringField(_l("ชื่อแบบทดสอบ"), [Required(), Length(max=200)])
    instructions = TextAreaField(_l("คำชี้แจงสำหรับผู้ทำ"), [Length(max=5000)], render_kw={"rows": 3})
    opens_on = ThaiDateField(_l("เปิดวันที่"))
    opens_time = ThaiTimeField(_l("เวลาเปิด"))
    closes_on = ThaiDateField(_l("ปิดวันที่"))
    closes_time = ThaiTimeField(_l("เวลาปิด"))
    time_limit_minutes = ThaiIntegerField(_l("เวลาทำ (นาที)"), least=1, most=MOST_MINUTES)
    attempts_allowed = ThaiIntegerField(_l("จำนวนครั้งที่ทำได้"), [Required()], least=1, most=20, default=1)
    which_counts = RadioField(
        _l("คะแนนที่นับเมื่อทำหลายครั้ง"),
        choices=[SelectChoice(value, label) for value, label in WHICH.items()],
        default="best",
    )
    pass_mark_pct = ThaiDecimalField(_l("เกณฑ์ผ่าน (ร้อยละของคะแนนเต็ม)"), [Required()], most=100)
    pass_mark_approver = StringField(_l("ผู้เห็นชอบเกณฑ์ผ่าน"), [Length(max=200)])
    pass_mark_approved_on = ThaiDateField(_l("วันที่เห็นชอบ"))
    shuffles_questions = BooleanField(_l("สลับลำดับข้อ"), default=True)
    shuffles_options = BooleanField(_l("สลับลำดับตัวเลือก"), default=True)
    questions_per_page = ThaiIntegerField(_l("จำนวนข้อต่อหน้า"), [Required()], least=1, most=50, default=1)
    review = SelectMultipleField(_l("สิ่งที่ผู้ทำเห็นหลังส่ง"), choices=[SelectChoice(each, each) for each in REVIEW_BOXES])
    needs_checkin = BooleanField(_l("ทำได้เฉพาะผู้ที่ลงเวลาเข้าร่วมประชุมแล้ว"), default=True)
    sessions = _boxes(_l("การประชุมชี้แจงที่ใช้รายชื่อผู้เข้าร่วม"), coerce=read_id)

    def __init__(self, *args: Any, known: Sequence[tuple[int, str]], **values: Any) -> None:
        super().__init__(*args, **values)
        self.sessions.choices = _as_choices(known)

    def validate_opens_time(self, field: ThaiTimeField) -> None:
        """A time needs its day."""
        self._check_pair(self.opens_on, field)

    def validate_closes_time(self, field: ThaiTimeField) -> None:
        """A time needs its day."""
        self._check_pair(self.closes_on, field)

    def _check_pair(self, day: ThaiDateField, clock: ThaiTimeField) -> None:
        if clock.data is not None and day.data is None and not day.errors:
            day.errors = [*day.errors, _("โปรดระบุวันที่คู่กับเวลา")]
            raise ValidationError(_("โปรดระบุวันที่คู่กับเวลา"))

    @staticmethod
    def values_of(quiz: Quiz, session_ids: Sequence[int]) -> Mapping[str, Any]:
        """Return what the form shows of a quiz as it is."""
        plain = (
            "title", "instructions", "time_limit_minutes", "attempts_allowed", "which_counts", "pass_mark_pct",
            "pass_mark_approver", "pass_mark_approved_on", "shuffles_questions", "shuffles_options",
            "questions_per_page", "needs_checkin",
        )  # fmt: skip
        shown: dict[str, Any] = {name: getattr(quiz, name) for name in plain}
        for name, instant in (("opens", quiz.opens_at), ("closes", quiz.closes_at)):
            if instant is not None:
                clock = thai.bangkok_time(instant)
                shown |= {f"{name}_on": clock.date(), f"{name}_time": clock.time()}
        review = [f"{moment}.{thing}" for moment, things in quiz.review.items() for thing in things]
        return shown | {"review": review, "sessions": list(session_ids), "version": str(quiz.version)}

    @property
    def wanted(self) -> Wanted:
        """The quiz as it was typed; only after the form has been found valid."""
        same = (
            "title", "instructions", "time_limit_minutes", "attempts_allowed", "which_counts", "pass_mark_pct",
            "pass_mark_approver", "pass_mark_approved_on", "shuffles_questions", "shuffles_options",
            "questions_per_page", "needs_checkin",
        )  # fmt: skip
        typed = {name: self[name].data for name in same}
        typed |= {name: typed[name] or "" for name in ("title", "instructions", "pass_mark_approver")}
        return Wanted(
            **typed,
            opens_at=_instant(self.opens_on.data, self.opens_time.data, time(8, 30)),
            closes_at=_instant(self.closes_on.data, self.closes_time.data, time(16, 30)),
            review=read_review(self.review.data or ()),
            session_ids=self.sessions.data or (),
        )

    @property
    def shown_version(self) -> int:
        """The version that was shown; 0, which no row has, for anything that is none."""
        text = self.version.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


class DrawForm(PortalForm):
    """A number of questions drawn from a category. categories: (id, label)."""

    category = SelectField(_l("หมวด"), coerce=read_optional_id, choices=[])
    draws = ThaiIntegerField(_l("จำนวนข้อที่สุ่ม"), [Required()], least=1, most=MOST_QUESTIONS)
    points = ThaiDecimalField(_l("คะแนนต่อข้อ"), most=1000)

    def __init__(self, *args: Any, categories: Sequence[tuple[int, str]], **values: Any) -> None:
        super().__init__(*args, **values)
        self.category.choices = _as_choices(categories)


class PickForm(PortalForm):
    """Questions ticked in the bank."""

    question = IdListField(_l("คำถาม"))


class PickFilter(FilterForm):
    """What the bank is narrowed to. categories: (id, label)."""

    words = SearchField(_l("ค้นคำ"))
    category = SelectField(_l("หมวด"), coerce=read_optional_id, choices=[], default=None)

    def __init__(self, *args: Any, categories: Sequence[tuple[int, str]], **values: Any) -> None:
        super().__init__(*args, **values)
        self.category.choices = [SelectChoice("", _("ทุกหมวด")), *_as_choices(categories)]


class ExtraTimeForm(PortalForm):
    """More minutes for one person. people: (id, label) of those found."""

    person = RadioField(_l("บุคลากร"), coerce=read_optional_id, choices=[])
    minutes = ThaiIntegerField(_l("เพิ่มเวลา (นาที)"), [Required()], least=1, most=MOST_EXTRA_MINUTES)
    reason = StringField(_l("เหตุผล"), [Required(), Length(max=REASON_MAX)])

    def __init__(self, *args: Any, people: Sequence[tuple[int, str]], **values: Any) -> None:
        super().__init__(*args, **values)
        self.person.choices = _as_choices(people)


class WordsForm(FilterForm):
    """A search for people."""

    words = SearchField(_l("ค้นชื่อ"))


def _instant(day: date | None, clock: time | None, usual: time) -> datetime | None:
    return None if day is None else thai.instant_of(day, clock or usual)


def _as_choices(pairs: Sequence[tuple[int, str]]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in pairs]
