"""Forms of proposals: the text, its papers, submitting, withdrawing, what the list shows."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SearchField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length

from portal.committees.models import Committee
from portal.meetings.actions import WantedItem
from portal.meetings.models import AgendaItem, AgendaPaper, Meeting
from portal.meetings.queries.proposals import Group, WantedProposals
from portal.meetings.rules.proposals import (
    ITEM_KIND_WORDS,
    MINUTES_MOST,
    NOTE_CHARACTERS,
    PAPERS_AT_ONCE,
    PAPERS_MOST,
    PRESENTER_CHARACTERS,
    REASON_CHARACTERS,
    TEXT_CHARACTERS,
    TITLE_CHARACTERS,
)
from portal.web.fields import FilesField, Required, ThaiIntegerField
from portal.web.forms import FilterForm, PortalForm
from portal.web.ids import read_id, read_optional_id
from portal.web.uploads import ChosenFiles
from portal.web.versions import VersionForm

# what two people may change at the same time
SHARED = (
    "kind", "title", "background", "issue", "proposal", "presenter", "minutes_needed", "wanted_meeting_id",
    "is_confidential", "is_recurring",
)  # fmt: skip


class ItemForm(VersionForm):
    """A proposal. Committee and unit are asked for only when it begins; the presenter is an account or a name."""

    committee_id = SelectField(_l("เสนอต่อ"), coerce=read_optional_id, default="", validate_choice=False)
    unit_id = SelectField(_l("หน่วยที่เสนอ"), coerce=read_optional_id, default="", validate_choice=False)
    kind = RadioField(
        _l("ประเภทเรื่อง"),
        choices=[SelectChoice(kind.value, _l(word)) for kind, word in ITEM_KIND_WORDS.items()],
        default="consideration",
    )
    title = StringField(_l("เรื่อง"), [Required(_l("โปรดระบุชื่อเรื่อง")), Length(max=TITLE_CHARACTERS)])
    background = TextAreaField(_l("ความเป็นมา"), [Length(max=TEXT_CHARACTERS)], render_kw={"rows": 8})
    issue = TextAreaField(_l("ประเด็น"), [Length(max=TEXT_CHARACTERS)], render_kw={"rows": 6})
    proposal = TextAreaField(_l("ข้อเสนอ"), [Length(max=TEXT_CHARACTERS)], render_kw={"rows": 5})
    presenter = StringField(
        _l("ผู้นำเสนอ"), [Length(max=PRESENTER_CHARACTERS)], render_kw={"list": "presenters", "autocomplete": "off"}
    )
    minutes_needed = ThaiIntegerField(_l("เวลาที่ขอ (นาที)"), least=1, most=MINUTES_MOST)
    wanted_meeting_id = SelectField(_l("ขอเข้าประชุม"), coerce=read_optional_id, default="", validate_choice=False)
    is_confidential = BooleanField(_l("ลับเฉพาะกรรมการ"))
    is_recurring = BooleanField(_l("เสนอทุกครั้งที่ประชุม"))
    submit_key = HiddenField(filters=[lambda typed: typed or secrets.token_urlsafe(24)])
    # what each field held when the form was opened, so that untouched ones give way to what a colleague saved
    base = HiddenField(validators=[Length(max=2_000)])

    def __init__(
        self,
        *args: Any,
        meetings: Sequence[Meeting],
        committees: Sequence[Committee] = (),
        units: Sequence[tuple[int, str]] = (),
        **values: Any,
    ) -> None:
        super().__init__(*args, **values)
        self.committee_id.choices = [SelectChoice("", _("โปรดเลือก"))] + [
            SelectChoice(str(each.id), each.name) for each in committees
        ]
        self.unit_id.choices = [SelectChoice(str(key), label) for key, label in units]
        self.wanted_meeting_id.choices = [
            SelectChoice("", _("ครั้งใดก็ได้ ให้เลขานุการกำหนด")),
            *(SelectChoice(str(each.id), each.name) for each in meetings),
        ]

    @staticmethod
    def values_of(item: AgendaItem) -> Mapping[str, Any]:
        """Return what the form shows of an item as it is."""
        plain = ("kind", "title", "background", "issue", "proposal", "minutes_needed", "wanted_meeting_id")
        more = ("is_confidential", "is_recurring", "version")
        shown = {name: getattr(item, name) for name in (*plain, *more)} | {"presenter": item.presenter_label}
        return shown | {"base": json.dumps({name: _mark(shown[name]) for name in SHARED})}

    def unite(self, item: AgendaItem) -> None:
        """Keep what was typed where the person changed it; elsewhere take what a colleague has saved meanwhile."""
        stored = self.values_of(item)
        opened = _marks(self.base.data or "")
        for name in SHARED:
            if opened.get(name) == _mark(self[name].data):
                self[name].data, self[name].raw_data = stored[name], None
        self.version.data, self.base.data = str(item.version), stored["base"]

    @property
    def wanted(self) -> WantedItem:
        """The proposal as it was typed; only after the form has been found valid."""
        texts = ("title", "background", "issue", "proposal", "presenter")
        return WantedItem(
            kind=self.kind.data,
            minutes_needed=self.minutes_needed.data,
            wanted_meeting_id=self.wanted_meeting_id.data or None,
            is_confidential=bool(self.is_confidential.data),
            is_recurring=bool(self.is_recurring.data),
            **{name: self[name].data or "" for name in texts},
        )


def _mark(value: Any) -> str:
    """Return a short digest of a field's value; empty, absent and unticked are one."""
    return hashlib.sha256(str(value or "").encode()).hexdigest()[:16]


def _marks(text: str) -> Mapping[str, Any]:
    """Return field -> its digest as the form carried it; none where that cannot be read."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


class PapersForm(ChosenFiles):
    """New papers of a proposal."""

    files = FilesField(_l("เอกสารประกอบการประชุม"), [Required(_l("โปรดเลือกไฟล์อย่างน้อย 1 ไฟล์"))], most=PAPERS_AT_ONCE)


class PaperRow(PortalForm):
    """One paper: where it stands and what it is called."""

    class Meta(PortalForm.Meta):
        csrf = False

    paper_id = HiddenField()
    place = ThaiIntegerField(_l("ลำดับ"), least=1, most=100)
    title = StringField(_l("ชื่อเอกสาร"), [Length(max=TITLE_CHARACTERS)])


class PapersOrderForm(PortalForm):
    """Titles and order of the papers."""

    rows = FieldList(FormField(PaperRow), max_entries=PAPERS_MOST)

    @staticmethod
    def values_of(papers: Sequence[AgendaPaper]) -> Mapping[str, Any]:
        """Return what the form shows of papers in their order."""
        return {
            "rows": [
                {"paper_id": paper.id, "place": place, "title": paper.title} for place, paper in enumerate(papers, 1)
            ]
        }

    @property
    def wanted(self) -> dict[int, tuple[int | None, str]]:
        """Paper's id -> (place, title); rows that name no paper are left out."""
        found: dict[int, tuple[int | None, str]] = {}
        for row in self.rows:
            try:
                found[read_id(row.form.paper_id.data or "")] = (row.form.place.data, row.form.title.data or "")
            except ValueError:
                continue
        return found


class SubmitForm(PortalForm):
    """Submitting what was shown, with a word to the secretary."""

    seen = HiddenField()
    note = TextAreaField(_l("คำชี้แจงถึงเลขานุการ"), [Length(max=NOTE_CHARACTERS)], render_kw={"rows": 3})


class WithdrawForm(VersionForm):
    """Why a proposal is withdrawn."""

    reason = TextAreaField(
        _l("เหตุผล"),
        [Required(_l("โปรดระบุเหตุผล เลขานุการจะเห็นข้อความนี้")), Length(max=REASON_CHARACTERS)],
        render_kw={"rows": 3},
    )


class ProposalsFilterForm(FilterForm):
    """What the list shows; a value that is on no list asks for nothing."""

    q = SearchField(_l("ค้นหาในเรื่อง"))
    committee = SelectField(_l("คณะ"), coerce=read_optional_id, default="", validate_choice=False)
    lies = HiddenField()

    def __init__(self, committees: Sequence[Committee], **values: Any) -> None:
        super().__init__(**values)
        self.committee.choices = [
            SelectChoice("", _("ทุกคณะ")),
            *(SelectChoice(str(each.id), each.shown_name) for each in committees),
        ]

    @property
    def wanted(self) -> WantedProposals:
        """What the list is narrowed to."""
        group = Group(self.lies.data) if self.lies.data in set(Group) else None
        return WantedProposals(group, self.q.data or "", self.committee.data or None)
