"""Forms of the list: what it is narrowed to, what was ticked in it, categories."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, SearchField, SelectChoice, SelectField, StringField
from wtforms.validators import Length

from portal.questionnaire.queries import CategoryNode, Wanted
from portal.questionnaire.rules import KIND_NAMES, Kind
from portal.questionnaire.rules.folders import NAME_CHARACTERS
from portal.web.fields import FilterForm, PortalForm, Required, read_id, read_optional_id

MOST_TICKED = 200


def labels(categories: Iterable[CategoryNode]) -> list[tuple[int, str]]:
    """Return (id, label) of each category."""
    return [(node.category.id, node.label) for node in categories]


def _choices(blank: Any, pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    first = [] if blank is None else [SelectChoice("", blank)]
    return first + [SelectChoice(str(value), label) for value, label in pairs]


class BankForm(FilterForm):
    """What the bank is narrowed to; values that do not exist count as none."""

    q = SearchField(_l("คำค้น"), [Length(max=100)])
    category = SelectField(_l("หมวด"), coerce=read_optional_id)
    kind = SelectField(
        _l("ชนิด"), choices=_choices(_l("ทุกชนิด"), ((kind.value, _l(name)) for kind, name in KIND_NAMES.items()))
    )
    tag = SelectField(_l("ป้ายกำกับ"))
    state = SelectField(
        _l("สถานะ"),
        choices=_choices(None, [("used", _l("ใช้อยู่")), ("retired", _l("เลิกใช้แล้ว")), ("all", _l("ทั้งหมด"))]),
        default="used",
    )
    confirmed = SelectField(
        _l("การยืนยัน"), choices=_choices(_l("ทั้งหมด"), [("no", _l("ยังไม่ยืนยัน")), ("yes", _l("ยืนยันแล้ว"))])
    )

    def __init__(self, *, categories: Sequence[CategoryNode], tags: Sequence[str]) -> None:
        super().__init__()
        self.category.choices = _choices(_l("ทุกหมวด"), labels(categories))
        self.tag.choices = _choices(_l("ทุกป้าย"), ((tag, tag) for tag in tags))
        self.validate()
        for field in (self.q, self.category, self.kind, self.tag, self.state, self.confirmed):
            if field.errors:
                field.data, field.errors = field.default, ()

    def wanted(self, category_ids: frozenset[int] | None) -> Wanted:
        """Return what is looked for; category_ids: of the chosen category and those below."""
        return Wanted(
            words=self.q.data or "",
            kind=Kind(self.kind.data) if self.kind.data else None,
            tag=self.tag.data or "",
            state=self.state.data or "used",
            confirmed=self.confirmed.data or "",
            category_ids=category_ids,
        )


class ShownQuestionsField(Field):
    """Questions with the version that was shown, "12:3" each; `data` is {id: number of the version}."""

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Read the pairs; whether they exist and may be touched is for the query to say."""
        self.data = {}
        if len(valuelist) > MOST_TICKED:
            raise ValueError(_("เลือกได้ครั้งละไม่เกิน %(most)s รายการ", most=MOST_TICKED))
        try:
            pairs = [str(each).split(":") for each in valuelist]
            self.data = {read_id(question_id): read_id(no) for question_id, no in pairs}
        except ValueError:
            raise ValueError(_("รายการที่เลือกไม่ถูกต้อง โปรดโหลดหน้าใหม่แล้วเลือกอีกครั้ง")) from None

    def process_data(self, value: Any) -> None:
        """Begin with nothing ticked."""
        self.data = dict(value or {})


class TickedForm(FilterForm):
    """Questions ticked in the list, on the way to the page that says what can be done with them."""

    question = ShownQuestionsField()


class SelectionForm(PortalForm):
    """Questions as shown on that page, on their way to be confirmed or retired."""

    question = ShownQuestionsField(_l("คำถาม"), [Required(_l("โปรดเลือกคำถามอย่างน้อยหนึ่งข้อ"))])


class MoveForm(SelectionForm):
    """The same, on their way into a category."""

    category_id = SelectField(_l("ย้ายไปหมวด"), [Required(_l("โปรดเลือกหมวด"))], coerce=read_optional_id)

    def __init__(self, *args: Any, categories: Sequence[CategoryNode], **values: Any) -> None:
        super().__init__(*args, **values)
        self.category_id.choices = _choices(_l("โปรดเลือก"), labels(categories))


class ShownVersionForm(PortalForm):
    """The version of one question that was shown when it was confirmed."""

    no = HiddenField()

    @property
    def shown_no(self) -> int:
        """The version; 0, which none has, for anything that is no number."""
        try:
            return read_id(self.no.data or "")
        except ValueError:
            return 0


class CategoryForm(PortalForm):
    """A category's name and the one it hangs under; `shown` is both as the form showed them."""

    name = StringField(_l("ชื่อหมวด"), [Required(), Length(max=NAME_CHARACTERS)])
    parent_id = SelectField(_l("อยู่ภายใต้"), coerce=read_optional_id)
    shown_name = HiddenField()
    shown_parent_id = HiddenField(filters=[lambda number: "" if number is None else str(number)])

    def __init__(self, *args: Any, categories: Sequence[CategoryNode], **values: Any) -> None:
        super().__init__(*args, **values)
        self.parent_id.choices = _choices(_l("ไม่อยู่ภายใต้หมวดใด"), labels(categories))

    @property
    def shown(self) -> tuple[str, int | None]:
        """Name and parent as they were shown."""
        try:
            return self.shown_name.data or "", read_optional_id(self.shown_parent_id.data)
        except ValueError:
            return "", None
