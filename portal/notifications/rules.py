"""Kinds of notices and what is true of each; the facts a notice carries, read back from JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from portal.errors import N_

# keys whose text may run over several lines; everything else is kept on one, so that it cannot end a subject line
SEVERAL_LINES = ("reason", "note")


class NoticeKind(StrEnum):
    """What a person can be told. The comment names the facts (`detail`) its text is made of; absent ones are left out.

    Dates are ISO text under keys ending in _on, instants under keys ending in _at.
    """

    # item, period, count, by, reason, items: [{item, period}] for all kinds about obligations
    OBLIGATION_RETURNED = "obligation_returned"
    OBLIGATION_CERTIFIED = "obligation_certified"
    CHANGED_AFTER_CERTIFICATION = "changed_after_certification"
    CERTIFICATION_RECALLED = "certification_recalled"
    # today_on, count, overdue, items: [{title, what, missing, due_on, path}]
    DIGEST = "digest"
    # title, place, starts_at, ends_at, by; reason where there is one
    BRIEFING_INVITED = "briefing_invited"
    BRIEFING_CHANGED = "briefing_changed"
    BRIEFING_CANCELLED = "briefing_cancelled"
    ATTENDANCE_STRUCK = "attendance_struck"
    # item (the quiz's title), by, reason, outcome: passed or failed
    QUIZ_RESULT_CHANGED = "quiz_result_changed"


class Channel(StrEnum):
    """How a person is told; the inbox always has it."""

    INBOX = "inbox"
    EMAIL = "email"


LABELS: Mapping[NoticeKind, str] = {
    NoticeKind.DIGEST: N_("สรุปงานที่ใกล้ครบกำหนดและเกินกำหนด วันละ 1 ฉบับ"),
    NoticeKind.OBLIGATION_RETURNED: N_("ส่งคืนให้แก้ไข"),
    NoticeKind.CHANGED_AFTER_CERTIFICATION: N_("หลักฐานเปลี่ยนแปลงหลังรับรอง"),
    NoticeKind.CERTIFICATION_RECALLED: N_("ถอนการรับรอง"),
    NoticeKind.OBLIGATION_CERTIFIED: N_("รับรองแล้ว"),
    NoticeKind.BRIEFING_INVITED: N_("เชิญประชุมชี้แจง"),
    NoticeKind.BRIEFING_CHANGED: N_("เปลี่ยนวัน เวลา หรือสถานที่ประชุมชี้แจง"),
    NoticeKind.BRIEFING_CANCELLED: N_("ยกเลิกประชุมชี้แจง"),
    NoticeKind.ATTENDANCE_STRUCK: N_("ยกเลิกการลงเวลาเข้าร่วมประชุม"),
    NoticeKind.QUIZ_RESULT_CHANGED: N_("ผลแบบทดสอบเปลี่ยนเพราะแก้เฉลย"),
}
"""Kind -> what it is called on the preferences page, in the order of that page."""

# by e-mail unless the person says otherwise: what asks for an act
DEFAULT_BY_EMAIL = frozenset(
    {
        NoticeKind.DIGEST,
        NoticeKind.OBLIGATION_RETURNED,
        NoticeKind.CHANGED_AFTER_CERTIFICATION,
        NoticeKind.CERTIFICATION_RECALLED,
        NoticeKind.BRIEFING_INVITED,
        NoticeKind.BRIEFING_CHANGED,
        NoticeKind.BRIEFING_CANCELLED,
        NoticeKind.ATTENDANCE_STRUCK,
        NoticeKind.QUIZ_RESULT_CHANGED,
    }
)

# kinds of deferred work as the administrator's page calls them
JOB_LABELS: Mapping[str, str] = {
    "notifications.mail": N_("อีเมลแจ้งเตือน"),
    "checklists.digest_day": N_("เตรียมสรุปงานประจำวัน"),
    "checklists.digest": N_("สรุปงานประจำวันรายบุคคล"),
    "reporting.changed": N_("แจ้งหัวหน้าเมื่อหลักฐานเปลี่ยนหลังรับรอง"),
    "evidence.sweep": N_("ตรวจที่เก็บไฟล์หลักฐาน"),
    "quizzes.prune": N_("ลบคำตอบรายข้อที่พ้นกำหนดเก็บ"),
    "outbox.clean": N_("ลบรายการเก่าในคิว"),
}


def default_channel(kind: str) -> Channel:
    """Return how a person is told who has chosen nothing."""
    return Channel.EMAIL if kind in DEFAULT_BY_EMAIL else Channel.INBOX


class Facts(dict[str, Any]):
    """A notice's detail as its text reads it: what is absent is an empty text."""

    def __missing__(self, key: str) -> str:
        return ""


def facts(detail: Mapping[str, Any]) -> Facts:
    """Return the detail with its dates and instants as such, and each line of text as one line."""
    return Facts({key: _value(key, value) for key, value in detail.items()})


def _value(key: str, value: Any) -> Any:
    if isinstance(value, Mapping):
        return facts(value)
    if isinstance(value, list | tuple):
        return [_value(key, item) for item in value]
    if not isinstance(value, str):
        return value
    try:
        if key.endswith("_on"):
            return date.fromisoformat(value)
        if key.endswith("_at"):
            return datetime.fromisoformat(value)
    except ValueError:
        return ""
    return value if key in SEVERAL_LINES else " ".join(value.split())
