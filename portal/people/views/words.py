"""Roles, staff types and levels of units in words, for every template."""

from __future__ import annotations

from flask_babel import gettext

from portal.access.permissions import Role
from portal.people.rules.roles import ROLE_WORDS
from portal.people.rules.units import KIND_WORDS, UnitKind
from portal.people.rules.users import STAFF_TYPE_WORDS, StaffType
from portal.people.views import bp


@bp.app_template_filter("role_word")
def role_word(role: str) -> str:
    """Return "หัวหน้าส่วนราชการ" for "head"."""
    return str(gettext(ROLE_WORDS[Role(role)]))


@bp.app_template_filter("staff_type_word")
def staff_type_word(staff_type: str) -> str:
    """Return "ข้าราชการ" for "official"."""
    return str(gettext(STAFF_TYPE_WORDS[StaffType(staff_type)]))


@bp.app_template_filter("unit_kind_word")
def unit_kind_word(kind: str) -> str:
    """Return "ส่วนราชการ" for "division"."""
    return str(gettext(KIND_WORDS[UnitKind(kind)]))
