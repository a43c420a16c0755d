"""Words of official papers: in Thai with Thai digits, whatever the screen shows."""

from __future__ import annotations

from portal import thai
from portal.meetings.models import Meeting
from portal.meetings.views import bp


@bp.app_template_filter("in_thai_digits")
def in_thai_digits(text: str) -> str:
    """Return the text with Thai digits."""
    return thai.to_thai_digits(text)


@bp.app_template_filter("official_when")
def official_when(meeting: Meeting) -> str:
    """Return "วันพุธที่ ๑๖ ธันวาคม พ.ศ. ๒๕๖๙ เวลา ๐๙.๓๐ น."; a meeting over several days names the last one too."""
    day, last = thai.bangkok_date(meeting.starts_at), thai.bangkok_date(meeting.ends_at)
    words = f"{thai.date_full(day)} เวลา {thai.time_thai(meeting.starts_at)}"
    if last != day:
        words += f" ถึง{thai.date_full(last)} เวลา {thai.time_thai(meeting.ends_at)}"
    return thai.to_thai_digits(words)
