"""The briefing of FY2563: two sessions, people who came in every way the portal knows, and what was put right after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import partial

from portal.briefings.actions import (
    add_files,
    check_in,
    correct_attendance,
    create_session,
    enter_sheet,
    invite,
    strike_attendance,
    tick,
)
from portal.briefings.actions.sessions import Wanted
from portal.briefings.models import Attendance, BriefingSession
from portal.briefings.queries.attendance import people_of_agency
from portal.briefings.queries.own import standing_of
from portal.briefings.rules import Method, Times
from portal.demonstration.acts import SAMPLE, Act, Cast
from portal.demonstration.staff import Extra
from portal.evidence.rules import NewFile
from portal.thai import instant_of

DAYS = (date(2020, 3, 10), date(2020, 3, 12))
STARTS, ENDS = time(9), time(12)
PLACE = "ห้องประชุมสาธิต ชั้น 5 สำนักพัฒนาสังคม"
PROGRAMME = (
    "09.00 น. ประธานกล่าวเปิดการประชุม\n"
    "09.15 น. กรอบการประเมินผลและตัวชี้วัดของสำนัก\n"
    "10.00 น. ปฏิทินการรายงานและการเก็บหลักฐาน\n"
    "11.00 น. ทำแบบประเมินความรู้ความเข้าใจ\n"
    "11.45 น. ถาม-ตอบ"
)
# division -> how many of its staff beside the accounts came; of สสส. hardly anybody, so that a small group is kept back
CAME = {"กน.": 13, "สก.": 13, "สพช.": 13, "สสช.": 9, "สสส.": 1}
# in turn: most scan the code
METHODS = tuple(Method(each) for each in ("qr", "qr", "qr", "pin", "qr", "list", "qr", "sheet", "qr", "qr"))
# place in the row of those who came -> minutes after the start
LATE = {4: 22, 16: 31, 28: 48}
LEFT_EARLY = {10: time(11, 40), 20: time(11, 50)}
IN_BOTH = "official-kn-01"
SCANNED_TWICE = "staff-kn"
TOO_LATE = "official-sss-05"
STRUCK = "employee-ssch-07"
STRIKE_REASON = "ตรวจกับบัญชีลงชื่อแล้ว ไม่ได้เข้าประชุมด้วยตนเอง มีผู้อื่นลงชื่อแทน"


@dataclass(frozen=True)
class Coming:
    """How somebody came to a session: how, and when."""

    username: str
    method: Method
    at: datetime


def attendees(cast: Cast, extras: Sequence[Extra]) -> list[str]:
    """Return the user names of those who came, accounts of the agency first."""
    beside = {each.username for each in extras}
    came = [username for username in cast.people if username not in beside]
    for abbr, count in CAME.items():
        came += [each.username for each in extras if each.unit == abbr][:count]
    return came


def comings(usernames: Sequence[str]) -> list[list[Coming]]:
    """Return, for each session, who came; five of nine to the first."""
    split: list[list[str]] = [[], []]
    for no, username in enumerate(usernames):
        split[no % 9 in (1, 3, 6, 8)].append(username)
    split[1].append(next(each for each in split[0] if each == IN_BOTH))
    return [
        [_coming(place, each, day) for place, each in enumerate(came)] for came, day in zip(split, DAYS, strict=True)
    ]


class PastBriefing:
    """The two sessions; they stand in `sessions` once their acts have run."""

    def __init__(self, cast: Cast, extras: Sequence[Extra], samples: Mapping[str, NewFile]) -> None:
        self.cast = cast
        self.slides = samples["pdf"]
        self.attendees = attendees(cast, extras)
        self.comings = comings(self.attendees)
        self.sessions: list[BriefingSession] = []

    def acts(self) -> Iterator[Act]:
        """Yield what happened, from the setting up to the striking out."""
        for no, came in enumerate(self.comings):
            yield Act(instant_of(date(2020, 2, 24), time(10, no)), partial(self._set_up, no))
            yield Act(instant_of(date(2020, 2, 25), time(9, no)), partial(self._invite, no))
            yield from self._of_day(no, came)
        first, second = self.comings
        again = next(each for each in [*first, *second] if each.username == SCANNED_TWICE)
        yield Act(again.at + timedelta(seconds=20), partial(self._arrive, int(again in second), again))
        ticked = Coming(STRUCK, Method.LIST, instant_of(DAYS[1], time(9, 5)))
        yield Act(ticked.at, partial(self._arrive, 1, ticked))
        refused = Coming(TOO_LATE, Method.PIN, instant_of(DAYS[1], time(12, 20)))
        yield Act(refused.at, partial(self._arrive, 1, refused))
        yield Act(instant_of(date(2020, 3, 13), time(10)), self._strike)

    def _of_day(self, no: int, came: Sequence[Coming]) -> Iterator[Act]:
        for coming in came:
            if coming.method is not Method.SHEET:
                yield Act(coming.at, partial(self._arrive, no, coming))
        on_paper = [each.username for each in came if each.method is Method.SHEET]
        yield Act(instant_of(DAYS[no], time(10, 30)), partial(self._enter_sheet, no, on_paper))
        for place, left in LEFT_EARLY.items():
            yield Act(instant_of(DAYS[no], time(13, 5)), partial(self._left_early, no, came[place].username, left))

    def _set_up(self, no: int, now: datetime) -> None:
        wanted = Wanted(
            title=f"ประชุมชี้แจง ปีงบประมาณ พ.ศ. 2563 รุ่นที่ {no + 1}",
            place=PLACE,
            times=Times.on(DAYS[no], starts=STARTS, ends=ENDS),
            programme=PROGRAMME,
            capacity=None,
            staff_type="",
            unit_ids=[self.cast.agency.id],
        )
        session = create_session(wanted=wanted, actor=self.cast.secretary(), now=now)
        slides = replace(self.slides, filename=f"{SAMPLE} เอกสารประกอบการประชุม.pdf")
        key = f"demonstration-briefing-{no}"
        add_files(session=session, files=[slides], upload_key=key, actor=self.cast.secretary(), now=now)
        self.sessions.append(session)

    def _invite(self, no: int, now: datetime) -> None:
        invite(session=self.sessions[no], actor=self.cast.secretary(), now=now)

    def _arrive(self, no: int, coming: Coming, now: datetime) -> None:
        session, person = self.sessions[no], self.cast.people[coming.username]
        if coming.method is Method.LIST:
            line = next(each for each in people_of_agency(session) if each.user_id == person.id)
            tick(session=session, person=line, actor=self.cast.secretary(), now=now)
        else:
            check_in(session=session, method=coming.method, arrived_at=now, actor=person, now=now)

    def _enter_sheet(self, no: int, usernames: Sequence[str], now: datetime) -> None:
        session, ids = self.sessions[no], [self.cast.people[each].id for each in usernames]
        enter_sheet(session=session, user_ids=ids, arrived_at=session.starts_at, actor=self.cast.secretary(), now=now)

    def _left_early(self, no: int, username: str, left: time, now: datetime) -> None:
        attendance = self._attendance(no, username)
        correct_attendance(
            attendance=attendance,
            arrived_at=attendance.arrived_at,
            left_early_at=instant_of(DAYS[no], left),
            version=attendance.version,
            actor=self.cast.secretary(),
            now=now,
        )

    def _strike(self, now: datetime) -> None:
        attendance = self._attendance(1, STRUCK)
        strike_attendance(
            attendance=attendance,
            reason=STRIKE_REASON,
            version=attendance.version,
            actor=self.cast.secretary(),
            now=now,
        )

    def _attendance(self, no: int, username: str) -> Attendance:
        found = standing_of(self.sessions[no].id, self.cast.people[username].id).attendance
        assert found is not None  # noqa: S101  (came before)
        return found


def _coming(place: int, username: str, day: date) -> Coming:
    minutes = LATE.get(place, place * 37 % 63 - 50)
    at = instant_of(day, STARTS) + timedelta(minutes=minutes, seconds=place * 13 % 60)
    return Coming(username, METHODS[place % len(METHODS)], at)
