"""The quiz of FY2563: taken by those who came, results frozen, a key corrected, results frozen once more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from portal.demonstration.acts import SAMPLE, Act, Cast
from portal.demonstration.answers import ability, answer
from portal.demonstration.past_briefing import DAYS, STRUCK, TOO_LATE, PastBriefing
from portal.demonstration.questions import CORRECTED, EASE, WRONG_KEY, Bank
from portal.demonstration.sitting import Sitting
from portal.performance.models import FiscalYear
from portal.questionnaire.models import QuestionVersion
from portal.quizzes.actions import (
    Wanted,
    add_questions,
    close_overdue,
    close_quiz,
    create_quiz,
    grant_extra_time,
    make_absent_link,
    make_retake,
    open_quiz,
    publish_quiz,
)
from portal.quizzes.actions.freeze import freeze_result
from portal.quizzes.actions.repair import repair_key
from portal.quizzes.models import Quiz
from portal.quizzes.queries.results import result_of
from portal.quizzes.rules.results import needs_retake
from portal.quizzes.rules.review import USUAL
from portal.thai import instant_of

TITLE = "แบบประเมินความรู้ความเข้าใจ ปีงบประมาณ พ.ศ. 2563"
INSTRUCTIONS = "ตอบทุกข้อ แต่ละข้อบันทึกเมื่อเลือกคำตอบ เมื่อตอบครบแล้วให้กดส่ง"
APPROVER = f"ผู้อำนวยการสำนักพัฒนาสังคม ({SAMPLE})"
NEVER_OPENED = ("employee-kn-03", "official-sk-06", "employee-spch-05")
UNFINISHED = ("employee-sk-02", "official-ssch-04")
MORE_TIME = "employee-kn-01"
MINUTES = 30
RETAKE_DAY = date(2020, 3, 18)


class PastQuiz:
    """The quiz and its retake; they stand in `quizzes` once their acts have run."""

    def __init__(self, year: FiscalYear, cast: Cast, briefing: PastBriefing) -> None:
        self.year = year
        self.cast = cast
        self.briefing = briefing
        self.bank = Bank(cast)
        self.quizzes: list[Quiz] = []
        self.comes_again: list[int] = []

    def acts(self) -> Iterator[Act]:
        """Yield what happened, from the questions to the second frozen version."""
        yield Act(instant_of(date(2020, 3, 2), time(9)), self.bank.prepare)
        yield Act(instant_of(date(2020, 3, 4), time(14)), self._build)
        yield Act(instant_of(DAYS[0], time(11)), self._open)
        yield from self._in_the_hall()
        yield Act(instant_of(date(2020, 3, 12), time(15)), self._link)
        absent = self._sitting(0, TOO_LATE, by_link=True)
        yield Act(instant_of(date(2020, 3, 13), time(9, 30)), absent.begin)
        yield Act(instant_of(date(2020, 3, 13), time(9, 52)), absent.submit)
        yield Act(instant_of(date(2020, 3, 13), time(16, 30)), partial(self._close, 0))
        yield from self._retake()
        yield Act(instant_of(date(2020, 3, 20), time(14)), partial(self._freeze, 0, ""))
        yield Act(instant_of(date(2020, 3, 23), time(10)), self.bank.correct)
        yield Act(instant_of(date(2020, 3, 23), time(10, 30)), self._repair)
        yield Act(
            instant_of(date(2020, 3, 24), time(9)), partial(self._freeze, 1, "บันทึกใหม่หลังแก้เฉลย 1 ข้อและตรวจใหม่ทุกคน")
        )

    def _build(self, now: datetime) -> None:
        sessions = [session.id for session in self.briefing.sessions]
        wanted = Wanted(
            title=TITLE,
            instructions=INSTRUCTIONS,
            pass_mark_pct=Decimal(60),
            pass_mark_approver=APPROVER,
            pass_mark_approved_on=date(2020, 2, 28),
            time_limit_minutes=MINUTES,
            review=USUAL,
            session_ids=sessions,
        )
        actor = self.cast.secretary()
        quiz = create_quiz(year=self.year, wanted=wanted, known_sessions=sessions, actor=actor, now=now)
        add_questions(quiz=quiz, question_ids=self.bank.chosen, actor=actor, now=now)
        publish_quiz(quiz=quiz, actor=actor, now=now)
        self.quizzes.append(quiz)

    def _open(self, now: datetime) -> None:
        open_quiz(quiz=self.quizzes[-1], actor=self.cast.secretary(), now=now)

    def _in_the_hall(self) -> Iterator[Act]:
        """Yield the tries of both days: begun in the last hour of the session, done after 12 to 26 minutes."""
        seen = set(NEVER_OPENED)
        for day, came in zip(DAYS, self.briefing.comings, strict=True):
            usernames = [each.username for each in came] + ([STRUCK] if day == DAYS[1] else [])
            for place, username in enumerate(each for each in usernames if each not in seen):
                sitting = self._sitting(0, username)
                begun = instant_of(day, time(11, 1)) + timedelta(seconds=place * 97 % 420)
                yield Act(begun, sitting.begin)
                if username in UNFINISHED:
                    yield Act(begun + timedelta(minutes=20), partial(sitting.write, share=0.4))
                else:
                    yield Act(begun + timedelta(minutes=12, seconds=place * 53 % 840), sitting.submit)
                if username == MORE_TIME:
                    yield Act(begun + timedelta(minutes=5), self._more_time)
            seen |= set(usernames)
            yield Act(instant_of(day, time(12, 15)), lambda now: close_overdue(now=now))

    def _sitting(self, quiz: int, username: str, *, by_link: bool = False) -> Sitting:
        able = ability(username)

        def answers(asked: QuestionVersion, place: int) -> Any:
            body = CORRECTED if asked.name == WRONG_KEY else asked.body
            return answer(asked.kind, body, able, EASE[asked.name], f"{asked.name}: {username}")

        return Sitting(self.cast.people[username], lambda: self.quizzes[quiz], answers, by_link)

    def _more_time(self, now: datetime) -> None:
        grant_extra_time(
            quiz=self.quizzes[0],
            person=self.cast.people[MORE_TIME],
            minutes=10,
            reason="โทรศัพท์ขัดข้องระหว่างทำ ต้องเปลี่ยนเครื่อง",
            actor=self.cast.secretary(),
            now=now,
        )

    def _link(self, now: datetime) -> None:
        make_absent_link(quiz=self.quizzes[0], actor=self.cast.secretary(), now=now)

    def _close(self, quiz: int, now: datetime) -> None:
        close_quiz(quiz=self.quizzes[quiz], actor=self.cast.secretary(), now=now)

    def _retake(self) -> Iterator[Act]:
        """Yield the retake: of those without a pass, two of three come, and most of these pass now."""
        yield Act(instant_of(date(2020, 3, 16), time(10)), self._make_retake)
        yield Act(instant_of(RETAKE_DAY, time(9)), self._open_retake)
        for place, username in enumerate(self.briefing.attendees):
            sitting = self._second_try(username)
            begun = instant_of(RETAKE_DAY, time(9, 5)) + timedelta(minutes=place)
            yield Act(begun, partial(self._if_needed, sitting, sitting.begin))
            yield Act(begun + timedelta(minutes=17), partial(self._if_needed, sitting, sitting.submit))
        yield Act(instant_of(RETAKE_DAY, time(16)), partial(self._close, 1))

    def _make_retake(self, now: datetime) -> None:
        title = f"{TITLE} (ซ่อม)"
        retake = make_retake(quiz=self.quizzes[0], title=title, actor=self.cast.secretary(), now=now)
        publish_quiz(quiz=retake, actor=self.cast.secretary(), now=now)
        self.quizzes.append(retake)

    def _open_retake(self, now: datetime) -> None:
        without_pass = needs_retake(result_of(self.quizzes[0]).standings.values())
        stays_away = {self.cast.people[each].id for each in NEVER_OPENED}
        self.comes_again = [each for no, each in enumerate(without_pass) if no % 3 and each not in stays_away]
        self._open(now)

    def _second_try(self, username: str) -> Sitting:
        def answers(asked: QuestionVersion, place: int) -> Any:
            able = -3.0 if self.comes_again.index(self.cast.people[username].id) % 4 == 3 else 2.0
            return answer(asked.kind, asked.body, able, 0.0, f"{username} again {place}")

        return Sitting(self.cast.people[username], lambda: self.quizzes[1], answers)

    def _if_needed(self, sitting: Sitting, act: Any, now: datetime) -> None:
        if sitting.person.id in self.comes_again:
            act(now)

    def _freeze(self, based_on: int, reason: str, now: datetime) -> None:
        freeze_result(quiz=self.quizzes[0], reason=reason, based_on=based_on, actor=self.cast.secretary(), now=now)

    def _repair(self, now: datetime) -> None:
        asked, by = self.bank.versions()
        repair_key(
            quiz=self.quizzes[0],
            asked=asked,
            by=by,
            reason="เฉลยเดิมใช้กำหนดของไตรมาสอื่น ไตรมาสที่ 4 กำหนดวันที่ 15 กันยายน",
            based_on=0,
            actor=self.cast.secretary(),
            now=now,
        )
