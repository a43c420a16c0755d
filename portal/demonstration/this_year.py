"""The current year's briefing, about to begin, with its quiz; and a quiz to practise on that is open now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from portal import thai
from portal.briefings.actions import create_session, invite
from portal.briefings.actions.sessions import Wanted as WantedSession
from portal.briefings.models import BriefingSession
from portal.briefings.rules import Times
from portal.demonstration.acts import Cast
from portal.demonstration.past_briefing import PLACE
from portal.demonstration.past_quiz import APPROVER, INSTRUCTIONS
from portal.performance.models import FiscalYear
from portal.questionnaire.queries.categories import folders_of, get_category
from portal.quizzes.actions import Wanted, add_draw, create_quiz, publish_quiz
from portal.quizzes.models import Quiz
from portal.quizzes.rules.review import MOMENTS, SHOWN, USUAL

LAST_START = 21
# how many questions are drawn from each of the bank's categories, in the order of the shipped file
DRAWS, PRACTICE_DRAWS = (3, 3, 3, 2, 2, 2), (2, 2, 2, 2, 1, 1)
NOTE = "คำถามอ้างอิงกรอบการประเมินปีงบประมาณ พ.ศ. 2563"


def begin(year: FiscalYear, cast: Cast, *, now: datetime) -> None:
    """Set up the briefing of the day and both quizzes."""
    session = create_session(wanted=_wanted_session(year, cast, now), actor=cast.secretary(), now=now)
    invite(session=session, actor=cast.secretary(), now=now)
    today = thai.bangkok_date(now)
    _quiz(year, cast, now, [session], DRAWS, _bound(year, today, session))
    _quiz(year, cast, now, [], PRACTICE_DRAWS, _practice(year, today, now))


def times_of(now: datetime, last_day: date) -> Times:
    """Return a session that begins at the next full hour, so that checking in is open.

    Late at night it is tomorrow at nine, but never after the last day of the fiscal year.
    """
    local = thai.bangkok_time(now)
    tomorrow = local.date() + timedelta(days=1)
    if local.hour < LAST_START:
        return Times.on(local.date(), starts=time(local.hour + 1), ends=time(local.hour + 3))
    if tomorrow <= last_day:
        return Times.on(tomorrow, starts=time(9), ends=time(11))
    return Times.on(local.date(), starts=time(LAST_START), ends=time(23, 59))


def _wanted_session(year: FiscalYear, cast: Cast, now: datetime) -> WantedSession:
    times = times_of(now, year.ends_on)
    starts = thai.bangkok_time(times.starts_at)
    programme = "\n".join(
        f"{starts + timedelta(minutes=after):%H.%M} น. {what}"
        for after, what in (
            (0, "ประธานกล่าวเปิดการประชุม"),
            (15, "กรอบการประเมินผลและตัวชี้วัดของสำนัก"),
            (45, "ปฏิทินการรายงานและการเก็บหลักฐาน"),
            (80, "ทำแบบประเมินความรู้ความเข้าใจ"),
            (105, "ถาม-ตอบ"),
        )
    )
    return WantedSession(
        title=f"ประชุมชี้แจง ปีงบประมาณ พ.ศ. {year.year_be}",
        place=PLACE,
        times=times,
        programme=programme,
        capacity=None,
        staff_type="",
        unit_ids=[cast.agency.id],
    )


def _bound(year: FiscalYear, today: date, session: BriefingSession) -> Wanted:
    return Wanted(
        title=f"แบบประเมินความรู้ความเข้าใจ ปีงบประมาณ พ.ศ. {year.year_be}",
        instructions=f"{INSTRUCTIONS} {NOTE}",
        pass_mark_pct=Decimal(60),
        pass_mark_approver=APPROVER,
        pass_mark_approved_on=today,
        time_limit_minutes=30,
        review=USUAL,
        session_ids=[session.id],
    )


def _practice(year: FiscalYear, today: date, now: datetime) -> Wanted:
    everything = [thing.value for thing in SHOWN]
    return Wanted(
        title=f"แบบฝึกหัดก่อนประชุมชี้แจง ปีงบประมาณ พ.ศ. {year.year_be}",
        instructions=f"ทำได้ 3 ครั้ง นับครั้งที่ได้คะแนนมากที่สุด เห็นเฉลยทันทีที่ส่ง {NOTE}",
        pass_mark_pct=Decimal(60),
        pass_mark_approver=APPROVER,
        pass_mark_approved_on=today,
        opens_at=now,
        attempts_allowed=3,
        needs_checkin=False,
        review={moment.value: everything for moment in MOMENTS},
    )


def _quiz(
    year: FiscalYear,
    cast: Cast,
    now: datetime,
    sessions: Sequence[BriefingSession],
    draws: Sequence[int],
    wanted: Wanted,
) -> Quiz:
    actor = cast.secretary()
    known = [session.id for session in sessions]
    quiz = create_quiz(year=year, wanted=wanted, known_sessions=known, actor=actor, now=now)
    tops = sorted(
        (folder for folder in folders_of(cast.agency.id) if folder.parent_id is None), key=lambda each: each.id
    )
    for folder, count in zip(tops, draws, strict=True):
        add_draw(quiz=quiz, category=get_category(folder.id), draws=count, points=None, actor=actor, now=now)
    return publish_quiz(quiz=quiz, actor=actor, now=now)
