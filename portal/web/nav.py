"""The navigation: one list of places by job; a person sees only what the policy opens."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from portal.access.permissions import Permission
from portal.access.policy import can


@dataclass(frozen=True)
class NavItem:
    """One place: its key is what a page sets as `active`."""

    key: str
    label: str
    href: str
    icon: str
    count: int | None = None


# key, label, endpoint, icon, permission; the order is the order on screen
PLACES = (
    ("home", _l("งานของฉัน"), "checklists.home", "check2-square", Permission.ACCOUNT_USE),
    ("division", _l("กองของฉัน"), "checklists.division", "people", Permission.DIVISION_VIEW),
    ("certify", _l("รอรับรอง"), "reporting.queue", "patch-check", Permission.CERTIFICATION_LIST),
    ("grid", _l("ภาพรวม"), "reporting.grid", "grid-3x3", Permission.GRID_VIEW),
    ("framework", _l("ตัวชี้วัด"), "performance.framework", "diagram-3", Permission.FRAMEWORK_VIEW),
    ("briefings", _l("ประชุมชี้แจง"), "briefings.sessions", "easel", Permission.BRIEFING_VIEW),
    ("quizzes", _l("แบบทดสอบ"), "quizzes.quizzes", "ui-checks", Permission.QUIZ_TAKE),
    ("questions", _l("คลังคำถาม"), "questionnaire.bank", "collection", Permission.QUESTION_MANAGE),
    ("meetings", _l("ประชุมคณะกรรมการ"), "meetings.meetings", "calendar-event", Permission.COMMITTEE_VIEW),
    ("resolutions", _l("มติที่ประชุม"), "meetings.resolutions", "check2", Permission.RESOLUTION_VIEW),
    ("committees", _l("คณะกรรมการ"), "committees.committees", "people", Permission.COMMITTEE_VIEW),
    ("evidence", _l("หลักฐาน"), "evidence.library", "folder2", Permission.EVIDENCE_VIEW),
    ("people", _l("บุคลากร"), "people.users", "person-gear", Permission.PEOPLE_MANAGE),
    ("units", _l("หน่วยงาน"), "people.units", "building", Permission.UNIT_MANAGE),
    ("outbox", _l("คิวงานส่ง"), "notifications.queue", "send", Permission.OUTBOX_MANAGE),
    ("audit", _l("บันทึกการใช้งาน"), "audit_trail.search", "clock-history", Permission.AUDIT_SEARCH),
)
# what stands in the bottom bar on a phone, best four that are open
MAIN_ORDER = ("home", "certify", "grid", "division", "quizzes", "briefings", "evidence", "framework", "people", "audit")


def places() -> list[NavItem]:
    """Return the places open to the person signed in."""
    if not current_user.is_authenticated:
        return []
    return [
        NavItem(key, str(label), url_for(endpoint), icon)
        for key, label, endpoint, icon, permission in PLACES
        if endpoint in current_app.view_functions and can(current_user, permission)
    ]


def main_places(items: list[NavItem]) -> list[NavItem]:
    """Return at most four places for the bottom bar."""
    by_key = {item.key: item for item in items}
    return [by_key[key] for key in MAIN_ORDER if key in by_key][:4]


def site_name() -> str:
    """Return the portal's name."""
    return str(_("ระบบติดตามคำรับรองการปฏิบัติราชการ"))
