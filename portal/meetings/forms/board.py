"""Forms of the board: a move, the secretary's own item, a pasted outline, an item's details and place."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, HiddenField, SelectChoice, SelectField, StringField
from wtforms.validators import Length
from wtforms.widgets import TextArea

from portal.errors import N_, RuleBroken
from portal.meetings.actions.own_items import OwnItem, WantedDetails
from portal.meetings.models import AgendaItem, AgendaSection
from portal.meetings.queries import Agenda
from portal.meetings.rules import MOST_MINUTES, TITLE_CHARACTERS_OF_ITEM, Place
from portal.web.fields import ThaiIntegerField
from portal.web.filters import num
from portal.web.forms import PortalForm, Required, clean_text
from portal.web.ids import MAX_ID, read_id
from portal.web.language import in_current_digits
from portal.web.versions import VersionForm

OUTLINE_CHARACTERS = 40_000
PRESENTER_CHARACTERS = 200
_MOVE = re.compile(r"(c?)([1-9]\d{0,9}):(0|[1-9]\d{0,9}):([1-9]\d{0,9})?:([12])")


@dataclass(frozen=True)
class Move:
    """A button's or the mouse's wish. is_again: the item is of an earlier meeting and comes again by link."""

    item_id: int
    place: Place
    is_again: bool


class SeenForm(PortalForm):
    """Carries the version of the agenda that was shown."""

    seen = HiddenField(filters=[lambda shown: "" if shown is None else str(shown)])

    @property
    def seen_version(self) -> int:
        """The version that was shown; 0, which no agenda has, for anything that is none."""
        try:
            return read_id(self.seen.data or "")
        except ValueError:
            return 0


class MoveForm(SeenForm):
    """Which item goes where: `move` is a button's value, `dragged` what the mouse did."""

    move = HiddenField()
    dragged = HiddenField()

    @property
    def wanted(self) -> Move:
        """The move; raises RuleBroken for what is none."""
        found = _MOVE.fullmatch(self.dragged.data or self.move.data or "")
        ids = [int(each) for each in found.group(2, 3, 4) if each] if found else []
        if found is None or max(ids) > MAX_ID:
            raise RuleBroken(N_("คำสั่งย้ายเรื่องไม่ถูกต้อง โปรดโหลดหน้าใหม่แล้วทำอีกครั้ง"))
        again, item_id, section_id, before_id, depth = found.groups()
        place = Place(int(section_id) or None, int(before_id) if before_id else None, int(depth))
        return Move(int(item_id), place, bool(again))


class OwnItemForm(PortalForm):
    """An item of the secretary's own."""

    section = SelectField(_l("ระเบียบวาระ"), coerce=read_id, validate_choice=False)
    title = StringField(_l("ชื่อเรื่อง"), [Required(_l("โปรดระบุชื่อเรื่อง")), Length(max=TITLE_CHARACTERS_OF_ITEM)])
    minutes = ThaiIntegerField(_l("เวลา (นาที)"), least=1, most=MOST_MINUTES)
    presenter = StringField(_l("ผู้นำเสนอ"), [Length(max=PRESENTER_CHARACTERS)])
    submit_key = HiddenField(filters=[lambda typed: typed or secrets.token_urlsafe(24)])

    def __init__(self, sections: Sequence[AgendaSection], **values: Any) -> None:
        super().__init__(**values)
        self.section.choices = section_choices(sections)

    @property
    def wanted(self) -> OwnItem:
        """The item as it was typed."""
        return OwnItem(self.section.data or 0, self.title.data or "", self.minutes.data, self.presenter.data or "")


class OutlineField(Field):
    """Text of several lines, clean, that keeps how far its first line is set in; `data` is a str."""

    widget = TextArea()

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Read what was pasted."""
        pasted = str(valuelist[0]) if valuelist else ""
        self.data = (clean_text("|" + pasted) or "")[1:] if pasted.strip() else ""

    def _value(self) -> str:
        return str(self.data or "")


class OutlineForm(PortalForm):
    """An agenda pasted as text. save: it was looked at and is to be kept."""

    text = OutlineField(
        _l("ข้อความระเบียบวาระ"),
        [Required(_l("โปรดวางข้อความระเบียบวาระ")), Length(max=OUTLINE_CHARACTERS)],
        render_kw={"rows": 12},
    )
    section = SelectField(_l("บรรทัดก่อนหัวข้อแรก บรรจุใน"), coerce=read_id, validate_choice=False)
    submit_key = HiddenField(filters=[lambda typed: typed or secrets.token_urlsafe(24)])
    save = HiddenField()

    def __init__(self, sections: Sequence[AgendaSection], **values: Any) -> None:
        super().__init__(**values)
        self.section.choices = section_choices(sections)


class DetailsForm(VersionForm):
    """What the secretary says of an item."""

    title = StringField(_l("ชื่อเรื่อง"), [Length(max=TITLE_CHARACTERS_OF_ITEM)])
    minutes = ThaiIntegerField(_l("เวลา (นาที)"), least=1, most=MOST_MINUTES)
    presenter = StringField(_l("ผู้นำเสนอ"), [Length(max=PRESENTER_CHARACTERS)])
    is_confidential = BooleanField(_l("เรื่องลับ เปิดดูได้เฉพาะกรรมการและผู้นำเสนอ"))
    is_recurring = BooleanField(_l("เรื่องประจำ เสนอให้บรรจุทุกครั้ง"))

    @staticmethod
    def values_of(item: AgendaItem) -> Mapping[str, Any]:
        """Return what the form shows of an item as it is."""
        names = ("title", "is_confidential", "is_recurring", "version")
        return {name: getattr(item, name) for name in names} | {
            "minutes": item.minutes_needed,
            "presenter": item.presenter_label,
        }

    @property
    def wanted(self) -> WantedDetails:
        """The details as they were typed."""
        return WantedDetails(
            title=self.title.data or "",
            minutes_needed=self.minutes.data,
            presenter_name=self.presenter.data or "",
            is_confidential=bool(self.is_confidential.data),
            is_recurring=bool(self.is_recurring.data),
        )


class PlaceForm(SeenForm):
    """Where an item is to stand, for whoever does not drag: every place of the agenda in one list."""

    place = SelectField(_l("ตำแหน่ง"), validate_choice=False)
    is_sub = BooleanField(_l("เป็นหัวข้อย่อยของเรื่องที่อยู่ก่อนหน้า"))

    def __init__(self, agenda: Agenda, item: AgendaItem, **values: Any) -> None:
        super().__init__(**values)
        self.place.choices = list(_places(agenda, item))

    @property
    def wanted(self) -> Place:
        """The place; raises RuleBroken for what is none."""
        found = re.fullmatch(r"(0|[1-9]\d{0,8}):([1-9]\d{0,8})?", self.place.data or "")
        if found is None:
            raise RuleBroken(N_("โปรดเลือกตำแหน่ง"), field="place")
        depth = 2 if self.is_sub.data else 1
        return Place(int(found[1]) or None, int(found[2]) if found[2] else None, depth)


def section_choices(sections: Sequence[AgendaSection]) -> list[SelectChoice]:
    """Return the sections as choices, e.g. "4 เรื่องเสนอเพื่อทราบ"."""
    return [SelectChoice(str(section.id), f"{num(section.position)} {section.title}") for section in sections]


def _places(agenda: Agenda, item: AgendaItem) -> Any:
    yield SelectChoice("0:", _("รอบรรจุวาระ (ยังไม่อยู่ในระเบียบวาระ)"))
    for part in agenda.parts:
        title = f"{num(part.section.position)} {part.section.title}"
        for line in part.lines:
            if line.item.id != item.id:
                words = _("ก่อน %(number)s %(title)s", number=in_current_digits(line.number), title=line.item.title)
                yield SelectChoice(f"{part.section.id}:{line.item.id}", words, optgroup=title)
        yield SelectChoice(
            f"{part.section.id}:", _("ท้ายระเบียบวาระที่ %(no)s", no=num(part.section.position)), optgroup=title
        )
