"""Forms of the administrator's pages about people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, RadioField, SearchField, SelectField, StringField
from wtforms.validators import Length, Optional, ValidationError

from portal.access.permissions import Role
from portal.people.forms.choices import choices
from portal.people.forms.versions import VersionForm
from portal.people.rules.roles import GRANTABLE, ROLE_WORDS
from portal.people.rules.users import (
    EMAIL_CHARACTERS,
    NAME_CHARACTERS,
    POSITION_CHARACTERS,
    STAFF_TYPE_WORDS,
    StaffType,
    is_email,
    normal_username,
)
from portal.web.fields import IdListField
from portal.web.forms import FilterForm, PortalForm, Required
from portal.web.ids import read_id, read_optional_id

MAX_TICKED = 200


class UserForm(VersionForm):
    """A person's facts. units: (id, label) of the units that may be chosen."""

    name = StringField(_l("ชื่อ-นามสกุล"), validators=[Required(), Length(max=NAME_CHARACTERS)])
    position = StringField(_l("ตำแหน่ง"), validators=[Length(max=POSITION_CHARACTERS)])
    staff_type = RadioField(
        _l("ประเภทบุคลากร"),
        choices=choices((kind.value, _l(word)) for kind, word in STAFF_TYPE_WORDS.items()),
        validators=[Required(_l("โปรดเลือกประเภทบุคลากร"))],
    )
    unit_id = SelectField(_l("ส่วนราชการ"), coerce=read_optional_id, validators=[Required(_l("โปรดเลือกส่วนราชการ"))])
    email = StringField(_l("อีเมล"), validators=[Optional(), Length(max=EMAIL_CHARACTERS)])
    username = StringField(
        _l("ชื่อผู้ใช้"), validators=[Required()], render_kw={"autocapitalize": "none", "spellcheck": "false"}
    )

    def __init__(self, *args: Any, units: Sequence[tuple[int, str]], **values: Any) -> None:
        super().__init__(*args, **values)
        self.unit_id.choices = choices(units, _l("โปรดเลือก"))

    def validate_email(self, field: Field) -> None:
        """Refuse what cannot be an e-mail address."""
        if not is_email(field.data):
            raise ValidationError(field.gettext("Invalid email address."))

    @property
    def values(self) -> dict[str, Any]:
        """What the actions take; the unit is looked up by its id."""
        return {
            "name": self.name.data,
            "position": self.position.data or "",
            "staff_type": StaffType(self.staff_type.data),
            "email": self.email.data or "",
            "username": normal_username(self.username.data or ""),
        }


class UserFilterForm(FilterForm):
    """What the list of people is narrowed to; values that do not exist count as none."""

    q = SearchField(_l("คำค้น"), validators=[Length(max=100)])
    unit = SelectField(_l("ส่วนราชการ"), coerce=read_optional_id)
    role = SelectField(
        _l("บทบาท"),
        choices=choices(((role.value, _l(ROLE_WORDS[role])) for role in GRANTABLE), _l("ทุกบทบาท")),
    )
    type = SelectField(
        _l("ประเภท"),
        choices=choices(((kind.value, _l(word)) for kind, word in STAFF_TYPE_WORDS.items()), _l("ทุกประเภท")),
    )
    state = SelectField(
        _l("สถานะบัญชี"),
        choices=choices(
            [
                ("active", _l("ใช้งานอยู่")),
                ("no_password", _l("ยังไม่มีรหัสผ่าน")),
                ("disabled", _l("ปิดใช้งาน")),
                ("", _l("ทุกสถานะ")),
            ]
        ),
        default="active",
    )

    def __init__(self, *, units: Sequence[tuple[int, str]]) -> None:
        super().__init__()
        self.unit.choices = choices(units, _l("ทุกหน่วย"))
        self.validate()
        for field in (self.q, self.unit, self.role, self.type, self.state):
            if field.errors:
                field.data, field.errors = field.default, ()

    @property
    def chosen_role(self) -> Role | None:
        """The role asked for, if any."""
        return Role(self.role.data) if self.role.data else None


class TickedForm(FilterForm):
    """People ticked in the list, on the way to the confirmation page."""

    user = IdListField(most=MAX_TICKED)


class DisableForm(PortalForm):
    """People to be disabled, as shown on the confirmation page."""

    user = IdListField(_l("บุคคล"), validators=[Required(_l("โปรดเลือกอย่างน้อยหนึ่งคน"))], most=MAX_TICKED)


class IssueForm(PortalForm):
    """Accounts to get a first password: "id:version" each, so that the same form sent twice issues once."""

    accounts = HiddenField(validators=[Required()])

    @property
    def shown(self) -> dict[int, int]:
        """Return id -> version shown; nothing for a text that is no such list."""
        try:
            pairs = [pair.split(":") for pair in (self.accounts.data or "").split(",")]
            return {read_id(user_id): read_id(version) for user_id, version in pairs}
        except ValueError:
            return {}
