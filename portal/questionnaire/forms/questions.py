"""The form of a question, one for each kind: common parts, rows of the kind, and refusals put beside their field."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, HiddenField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import Length

from portal.errors import PortalError, RuleBroken
from portal.questionnaire.models import QuestionVersion
from portal.questionnaire.rules import MOST_ROWS, DraftPicture, Kind, QuestionDraft, check_draft, cleaned_tags
from portal.questionnaire.rules.drafts import (
    CITATION_CHARACTERS,
    MANUAL_PAGE_CHARACTERS,
    MOST_POINTS,
    NAME_CHARACTERS,
    TEXT_CHARACTERS,
)
from portal.questionnaire.rules.kinds import FEEDBACK_CHARACTERS
from portal.questionnaire.rules.pictures import ALT_CHARACTERS, check_file
from portal.storage import HashingFile, incoming_files
from portal.web import respond
from portal.web.fields import FilesField, PortalForm, Required, ThaiDecimalField, read_id, read_optional_id

ROWS_ADDED = 2


class QuestionForm(PortalForm):
    """What every kind has. categories, indicators: (id, label) of what may be chosen."""

    kind: ClassVar[Kind]
    # the field that holds the rows; "" for a kind without
    rows_name: ClassVar[str] = ""

    category_id = SelectField(_l("หมวด"), [Required(_l("โปรดเลือกหมวด"))], coerce=read_optional_id)
    name = StringField(_l("ชื่อคำถาม"), [Required(), Length(max=NAME_CHARACTERS)])
    text = TextAreaField(_l("คำถาม"), [Required(), Length(max=TEXT_CHARACTERS)], render_kw={"rows": 4})
    points = ThaiDecimalField(_l("คะแนน"), [Required()], least=Decimal("0.01"), most=MOST_POINTS, default=Decimal(1))
    feedback = TextAreaField(_l("คำอธิบายหลังตอบ"), [Length(max=FEEDBACK_CHARACTERS)], render_kw={"rows": 3})
    citation = StringField(_l("ที่มาของคำตอบ"), [Length(max=CITATION_CHARACTERS)])
    manual_page = StringField(_l("หน้าคู่มือ"), [Length(max=MANUAL_PAGE_CHARACTERS)])
    indicator_id = SelectField(_l("ตัวชี้วัดที่เกี่ยวข้อง"), coerce=read_optional_id)
    tags = StringField(_l("ป้ายกำกับ"), [Length(max=1_000)])
    picture = FilesField(_l("รูปภาพ"), most=1)
    picture_alt = StringField(_l("คำบรรยายรูปภาพ"), [Length(max=ALT_CHARACTERS)])
    drops_picture = BooleanField(_l("ไม่ใช้รูปภาพเดิม"))
    based_on_no = HiddenField(filters=[lambda no: "" if no is None else str(no)])
    submit_key = HiddenField(filters=[lambda typed: (typed or secrets.token_urlsafe(24))[:64]])
    # pressed instead of saving: more blank rows
    more = HiddenField()

    def __init__(
        self,
        *args: Any,
        categories: Sequence[tuple[int, str]],
        indicators: Sequence[tuple[int, str]],
        current: QuestionVersion | None = None,
        **values: Any,
    ) -> None:
        super().__init__(*args, **values)
        self.current = current
        self.category_id.choices = [SelectChoice("", _l("โปรดเลือก")), *(SelectChoice(*each) for each in categories)]
        self.indicator_id.choices = [SelectChoice("", _l("ไม่ระบุ")), *(SelectChoice(*each) for each in indicators)]

    @classmethod
    def values_of(cls, version: QuestionVersion) -> dict[str, Any]:
        """Return what the form shows of a version."""
        names = ("name", "text", "points", "feedback", "citation", "manual_page", "indicator_id", "picture_alt")
        common = {name: getattr(version, name) for name in names}
        return common | {
            "tags": ", ".join(version.tags),
            "category_id": version.question.category_id,
            "based_on_no": version.no,
            **cls.body_values(version.body),
        }

    @classmethod
    def body_values(cls, body: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the kind's own fields show of a body."""
        raise NotImplementedError

    def body(self) -> dict[str, Any]:
        """Return the body that was typed."""
        raise NotImplementedError

    @property
    def rows(self) -> FieldList | None:
        """The rows of the kind, or None."""
        rows: FieldList | None = getattr(self, self.rows_name) if self.rows_name else None
        return rows

    @property
    def kept(self) -> list[int]:
        """Which rows were filled in, by their place in the form; the body holds these in the same order."""
        return [place for place, row in enumerate(self.rows or ()) if not row.form.is_blank]

    @property
    def may_grow(self) -> bool:
        """Whether more rows can be added."""
        return self.rows is not None and len(self.rows) < MOST_ROWS

    def add_rows(self) -> None:
        """Add blank rows, keeping what was typed; refusals are not said before saving."""
        for _ in range(ROWS_ADDED):
            if self.rows is not None and self.may_grow:
                self.rows.append_entry()

    @property
    def shown_no(self) -> int:
        """The version that was shown; 0, which none has, for anything that is no number."""
        try:
            return read_id(self.based_on_no.data or "")
        except ValueError:
            return 0

    @property
    def chosen_picture(self) -> HashingFile | None:
        """The picture that came in, if any."""
        found = incoming_files(self.picture.data)
        return found[0] if found else None

    @property
    def keeps_picture(self) -> DraftPicture | None:
        """The picture of the version that was shown, with the words typed now, unless it is dropped or replaced."""
        shown = self.current
        if shown is None or not shown.picture_sha256 or self.drops_picture.data or self.chosen_picture:
            return None
        return DraftPicture(
            shown.picture_filename, shown.picture_media_type, self.picture_alt.data or "", shown.picture_sha256
        )

    @property
    def facts(self) -> dict[str, Any]:
        """What the actions take beside category and picture."""
        return {
            "name": self.name.data or "",
            "text": self.text.data or "",
            "body": self.body(),
            "feedback": self.feedback.data or "",
            "points": self.points.data if self.points.data is not None else Decimal(0),
            "tags": cleaned_tags((self.tags.data or "").replace("\n", ",").split(",")),
            "citation": self.citation.data or "",
            "manual_page": self.manual_page.data or "",
        }

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, then the question as a whole; every refusal stands beside its field."""
        if not super().validate(extra_validators):
            return False
        try:
            check_draft(QuestionDraft(kind=self.kind, **self.facts))
        except RuleBroken as broken:
            self.refuse(broken)
        self._judge_picture()
        return not self.error_lines

    def refuse(self, broken: PortalError) -> None:
        """Put the refusal beside the field it names; rows are named by their place in the body."""
        name, *way = (broken.field or "").split("-")
        field: Any = getattr(self, name, None)
        if field is not None and way and name == self.rows_name:
            place = self.kept[int(way[0])] if way[0].isdigit() and int(way[0]) < len(self.kept) else 0
            field = getattr(self.rows[place].form, way[1], field) if self.rows and len(way) > 1 else field
        if field is None:
            self.form_errors.append(respond.say(broken))
        else:
            field.errors = [*field.errors, respond.say(broken)]

    @property
    def error_lines(self) -> list[tuple[str, str]]:
        """Every refusal in the order of the form: (id of its field, "" for the whole form; the sentence)."""
        found = [("", each) for each in self.form_errors]
        for field in self:
            if isinstance(field, FieldList):
                found += [(field.id, each) for each in field.errors if isinstance(each, str)]
                found += [(leaf.id, each) for row in field for leaf in row.form for each in leaf.errors]
            else:
                found += [(field.id, each) for each in field.errors]
        return found

    def _judge_picture(self) -> None:
        file = self.chosen_picture
        if file is not None:
            try:
                check_file(file.seal().media_type, file.size)
            except PortalError as refusal:
                self.picture.errors = [*self.picture.errors, respond.say(refusal)]
        if (file is not None or self.keeps_picture is not None) and not self.picture_alt.data:
            sentence = _l("โปรดพิมพ์คำบรรยายรูปภาพ สำหรับผู้ที่มองไม่เห็นภาพและเมื่อภาพไม่ขึ้น")
            self.picture_alt.errors = [*self.picture_alt.errors, str(sentence)]
