"""Forms about a meeting as a whole: setting it up, changing it, a reason, what a list shows."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import Length

from portal import thai
from portal.meetings.models import Meeting
from portal.meetings.rules import (
    ADDRESS_CHARACTERS,
    PLACE_CHARACTERS,
    REASON_CHARACTERS,
    TITLE_CHARACTERS,
    WAY_WORDS,
    WantedMeeting,
)
from portal.web.fields import ThaiDateField
from portal.web.filters import year
from portal.web.forms import FilterForm, Required
from portal.web.ids import read_optional_id
from portal.web.time_field import ThaiTimeField
from portal.web.versions import VersionForm

END_OF_DAY = time(16, 30)


class MeetingForm(VersionForm):
    """A meeting: day and times as typed in Bangkok; the day it ends is asked for only where that is another one."""

    title = StringField(_l("ชื่อการประชุม"), [Length(max=TITLE_CHARACTERS)])
    day = ThaiDateField(_l("วันที่ประชุม"), [Required(_l("โปรดระบุวันที่ประชุม"))])
    starts = ThaiTimeField(_l("เวลาเริ่ม"), [Required(_l("โปรดระบุเวลาเริ่ม"))])
    ends = ThaiTimeField(_l("เวลาสิ้นสุด"), [Required(_l("โปรดระบุเวลาสิ้นสุด"))])
    ends_day = ThaiDateField(_l("วันที่สิ้นสุด"))
    way = RadioField(
        _l("รูปแบบการประชุม"),
        choices=[SelectChoice(way.value, _l(word)) for way, word in WAY_WORDS.items()],
        default="onsite",
    )
    place = StringField(_l("สถานที่"), [Length(max=PLACE_CHARACTERS)])
    online_url = StringField(_l("ลิงก์เข้าประชุม"), [Length(max=ADDRESS_CHARACTERS)])
    until_day = ThaiDateField(_l("ปิดรับเรื่องวันที่"))
    until_time = ThaiTimeField(_l("เวลาปิดรับเรื่อง"))
    recording_ref = StringField(_l("ที่เก็บบันทึกเสียงหรือภาพ"), [Length(max=ADDRESS_CHARACTERS)])
    submit_key = HiddenField(filters=[lambda typed: typed or secrets.token_urlsafe(24)])

    @staticmethod
    def values_of(meeting: Meeting) -> Mapping[str, Any]:
        """Return what the form shows of a meeting as it is."""
        plain = ("title", "way", "place", "online_url", "recording_ref", "version")
        day, ends_day = thai.bangkok_date(meeting.starts_at), thai.bangkok_date(meeting.ends_at)
        until = meeting.proposals_until_at
        return {name: getattr(meeting, name) for name in plain} | {
            "day": day,
            "starts": _clock(meeting.starts_at),
            "ends": _clock(meeting.ends_at),
            "ends_day": None if ends_day == day else ends_day,
            "until_day": None if until is None else thai.bangkok_date(until),
            "until_time": None if until is None else _clock(until),
        }

    @staticmethod
    def values_for_new(day: date | None) -> Mapping[str, Any]:
        """Return what a new meeting's form begins with. day: the day that is proposed, None for no proposal."""
        until = None if day is None else day - timedelta(days=10)
        return {"day": day, "starts": time(9, 30), "ends": time(12, 0), "until_day": until}

    @property
    def wanted(self) -> WantedMeeting:
        """The meeting as it was typed; only after the form has been found valid."""
        day: date = self.day.data  # type: ignore[assignment]  # required, as the times are
        starts: time = self.starts.data  # type: ignore[assignment]
        ends: time = self.ends.data  # type: ignore[assignment]
        until = self.until_day.data
        return WantedMeeting(
            title=self.title.data or "",
            starts_at=thai.instant_of(day, starts),
            ends_at=thai.instant_of(self.ends_day.data or day, ends),
            place=self.place.data or "",
            way=self.way.data or "",
            online_url=self.online_url.data or "",
            recording_ref=self.recording_ref.data or "",
            proposals_until_at=None if until is None else thai.instant_of(until, self.until_time.data or END_OF_DAY),
        )


class RecordingForm(VersionForm):
    """Where the recording is kept: all that may be changed of a meeting that has begun."""

    recording_ref = StringField(_l("ที่เก็บบันทึกเสียงหรือภาพ"), [Length(max=ADDRESS_CHARACTERS)])


class ReasonForm(VersionForm):
    """Why something is called off, sent back, put off or withdrawn."""

    reason = TextAreaField(
        _l("เหตุผล"),
        [Required(_l("โปรดระบุเหตุผล ผู้เกี่ยวข้องจะเห็นข้อความนี้")), Length(max=REASON_CHARACTERS)],
        render_kw={"rows": 3},
    )


class MeetingsFilterForm(FilterForm):
    """Which meetings the list shows; what is on no list asks for nothing."""

    committee = SelectField(_l("คณะกรรมการ"), coerce=read_optional_id, default="", validate_choice=False)
    year = SelectField(_l("ปี พ.ศ."), coerce=read_optional_id, default="", validate_choice=False)

    def __init__(self, committees: Sequence[tuple[int, str]], years: Sequence[int], **values: Any) -> None:
        super().__init__(**values)
        everybody = SelectChoice("", _("ทุกคณะ"))
        self.committee.choices = [everybody, *(SelectChoice(str(key), name) for key, name in committees)]
        self.year.choices = [SelectChoice("", _("ทุกปี")), *(SelectChoice(str(each), year(each)) for each in years)]
        self.known = {key for key, _name in committees}, set(years)

    @property
    def is_narrow(self) -> bool:
        """Whether the list is narrowed at all."""
        return any(value is not None for value in self.asked.values())

    @property
    def asked(self) -> dict[str, int | None]:
        """What the list is narrowed to."""
        committees, years = self.known
        return {
            "committee_id": self.committee.data if self.committee.data in committees else None,
            "year_be": self.year.data if self.year.data in years else None,
        }


def _clock(instant: Any) -> time:
    return thai.bangkok_time(instant).time().replace(second=0, microsecond=0)
