"""What a meeting may be like when it is set up or changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from portal.errors import N_, RuleBroken
from portal.meetings.rules.names import calendar_year_be

TITLE_CHARACTERS = 200
PLACE_CHARACTERS = 300
ADDRESS_CHARACTERS = 500
REASON_CHARACTERS = 1_000
LONGEST = timedelta(days=7)


class Way(StrEnum):
    """How people come together."""

    ONSITE = "onsite"
    HYBRID = "hybrid"
    ONLINE = "online"


WAY_WORDS = {
    Way.ONSITE: N_("ในห้องประชุม"),
    Way.HYBRID: N_("ในห้องประชุมและผ่านสื่ออิเล็กทรอนิกส์"),
    Way.ONLINE: N_("ผ่านสื่ออิเล็กทรอนิกส์ทั้งหมด"),
}


@dataclass(frozen=True)
class WantedMeeting:
    """A meeting as the form describes it. title: "" for an ordinary one; place: "" where nobody comes to a room."""

    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    way: str
    online_url: str
    recording_ref: str
    proposals_until_at: datetime | None

    @property
    def columns(self) -> Mapping[str, Any]:
        """The columns it is kept in."""
        return dict(vars(self))


def check_wanted(wanted: WantedMeeting) -> None:
    """Raise RuleBroken, under the field that was typed, for what cannot be a meeting."""
    if wanted.ends_at <= wanted.starts_at:
        raise RuleBroken(N_("เวลาสิ้นสุดต้องอยู่หลังเวลาเริ่ม"), field="ends")
    if wanted.ends_at - wanted.starts_at > LONGEST:
        raise RuleBroken(N_("การประชุมยาวเกิน %(days)s วัน โปรดตรวจวันสิ้นสุด"), field="ends_day", days=LONGEST.days)
    if wanted.way not in list(Way):
        raise RuleBroken(N_("โปรดเลือกรูปแบบการประชุม"), field="way")
    if wanted.way != Way.ONLINE and not wanted.place:
        raise RuleBroken(N_("โปรดระบุสถานที่ประชุม"), field="place")
    if wanted.online_url and not wanted.online_url.lower().startswith(("https://", "http://")):
        raise RuleBroken(N_("ลิงก์เข้าประชุมต้องขึ้นต้นด้วย https:// หรือ http://"), field="online_url")
    if wanted.proposals_until_at is not None and wanted.proposals_until_at > wanted.starts_at:
        raise RuleBroken(N_("วันปิดรับเรื่องต้องไม่ช้ากว่าเวลาเริ่มประชุม"), field="until_day")


def check_year_kept(label: str, number_year_be: int | None, starts_at: datetime) -> None:
    """Raise RuleBroken for a numbered meeting that would move into another calendar year.

    label: e.g. "3/2569"; the number belongs to its year and is never given again
    """
    year_be = calendar_year_be(starts_at)
    if number_year_be is not None and number_year_be != year_be:
        raise RuleBroken(
            N_(
                "การประชุมนี้ได้เลขครั้งที่ %(label)s แล้ว จึงย้ายไปปี พ.ศ. %(year)s ไม่ได้ "
                "หากต้องจัดในปีอื่น โปรดยกเลิกการประชุมนี้แล้วกำหนดการประชุมใหม่"
            ),
            field="day",
            label=label,
            year=year_be,
        )


def check_reason(reason: str) -> None:
    """Raise RuleBroken for an act that needs a reason and has none, or one too long to read."""
    if not reason.strip():
        raise RuleBroken(N_("โปรดระบุเหตุผล ผู้เกี่ยวข้องจะเห็นข้อความนี้"), field="reason")
    if len(reason) > REASON_CHARACTERS:
        raise RuleBroken(N_("เหตุผลยาวเกิน %(max)s ตัวอักษร โปรดย่อข้อความ"), field="reason", max=REASON_CHARACTERS)
