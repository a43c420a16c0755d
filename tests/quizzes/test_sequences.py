"""Whatever the order in which saves, repeats and late arrivals come in, the latest answer stays and counts once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from portal.audit import AuditEntry, Event
from portal.errors import Conflict
from portal.extensions import db
from portal.quizzes.actions import close_overdue, read_answer, save_answer, submit_attempt
from portal.quizzes.models import Attempt
from portal.quizzes.queries import answers_of, versions_asked
from portal.quizzes.rules import sequence_at
from tests.factories.quizzes import STARTED, make_attempt, make_quiz

PLACES = 3
LIMIT = timedelta(minutes=10)
GRACE = timedelta(seconds=5)
# a save as it left a phone: place, sequence, response (None clears); `at` is when it arrives
# (the deadline is at 600, answers on their way are waited for until 605)
times = st.one_of(st.integers(0, 599), st.integers(598, 608), st.integers(0, 700))
places = st.integers(0, PLACES - 1)
saves = st.tuples(places, st.integers(1, 12), st.sampled_from([0, 1, 2, None]), times)
plain = st.tuples(places, st.none(), st.sampled_from([0, 1, 2, None]), times)
others = st.tuples(st.sampled_from(["submit", "close"]), st.none(), st.none(), times)


@dataclass
class Model:
    """What must stand, told in the plainest way there is."""

    answers: dict[int, tuple[int, int | None]] = field(default_factory=dict)
    closed_by: str = ""

    def save(self, place: int, sequence: int | None, response: int | None, seconds: int) -> bool:
        """Take the save and return True, or refuse it."""
        if self.closed_by or timedelta(seconds=seconds) > LIMIT + GRACE:
            return False
        kept = self.answers.get(place)
        if sequence is None:
            sequence = max(seconds * 10, (kept or (-1,))[0] + 1)
        elif kept is not None and sequence <= kept[0]:
            return True
        self.answers[place] = (sequence, response)
        return True

    def score(self) -> int:
        return sum(response == 0 for _, response in self.answers.values())


@pytest.fixture
def attempt(world):
    quiz = make_quiz(world.year, PLACES, time_limit_minutes=10, pass_mark_pct=Decimal(60))
    return make_attempt(quiz, world.staff, is_open=True, deadline_at=STARTED + LIMIT)


def act(attempt: Attempt, kind: object, sequence: int | None, response: int | None, now: datetime) -> bool:
    """Carry out one event as its request would; return whether it was accepted."""
    try:
        if kind == "submit":
            submit_attempt(attempt=attempt, actor=attempt.user, now=now)
        elif kind == "close":
            close_overdue(now=now)
        else:
            place = int(str(kind))
            asked = versions_asked(attempt)[attempt.layout[place]["version"]]
            slip = read_answer(
                attempt=attempt, place=place, asked=asked, read=lambda *_: response, sequence=sequence, now=now
            )
            save_answer(slip=slip, now=now)
    except Conflict:
        db.session.rollback()
        return False
    db.session.commit()
    return True


def closings() -> int:
    """Return how many closings are on record."""
    return db.session.scalar(select(func.count()).where(AuditEntry.event == Event.ATTEMPT_CLOSED))


def back_to_the_start(attempt: Attempt) -> None:
    """Undo what the last example did: the world is made once."""
    for row in answers_of([attempt.id])[attempt.id].values():
        db.session.delete(row)
    attempt.submitted_at = attempt.score_points = attempt.is_passed = None
    attempt.closed_by = ""
    db.session.commit()


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
# at the border: what is under way is still taken, and nothing is closed before it has come
@example(events=[("close", None, None, 603), (0, 5, 0, 604), ("close", None, None, 606), (0, 6, 1, 607)], ordered=True)
@example(events=[(0, 5, 0, 605), (0, None, 1, 605), (0, 4, 2, 605), ("submit", None, None, 605)], ordered=True)
@given(events=st.lists(st.one_of(saves, saves, saves, plain, others), max_size=14), ordered=st.booleans())
def test_no_order_of_events_loses_the_latest_answer_or_scores_twice(attempt, events, ordered):
    back_to_the_start(attempt)
    model, once = Model(), None
    closed_before = closings()
    # time runs on; what is late has simply been under way for long
    for kind, sequence, response, seconds in (
        sorted(events, key=lambda event: event[3])
        if ordered
        else [(*event[:3], at) for event, at in zip(events, sorted(event[3] for event in events), strict=True)]
    ):
        now = STARTED + timedelta(seconds=seconds)
        accepted = act(attempt, kind, sequence, response, now)
        if kind == "submit":
            model.closed_by = model.closed_by or ("person" if seconds <= 605 else "deadline")
        elif kind == "close":
            model.closed_by = model.closed_by or ("deadline" if seconds > 605 else "")
        else:
            assert accepted == model.save(kind, sequence, response, seconds)
        # what was closed and marked stays as it was, whatever comes afterwards
        db.session.expire_all()
        stands = (attempt.submitted_at, attempt.score_points, attempt.is_passed, attempt.closed_by)
        assert once is None or stands == once
        once = stands if attempt.submitted_at is not None else None
    final = STARTED + timedelta(hours=1)
    act(attempt, "submit", None, None, final)
    act(attempt, "submit", None, None, final)
    db.session.expire_all()
    kept = {place: (row.sequence, row.response) for place, row in answers_of([attempt.id])[attempt.id].items()}
    assert kept == model.answers
    assert attempt.score_points == model.score()
    assert attempt.is_passed == (model.score() >= 2)
    assert attempt.closed_by == (model.closed_by or "deadline")
    assert once is None or (attempt.submitted_at, attempt.score_points) == once[:2]
    assert closings() == closed_before + 1


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_order_of_the_same_saves_ends_the_same(attempt, data):
    """One phone numbers its taps; the line repeats and reorders them as it likes: the last tap stands."""
    taps = data.draw(
        st.lists(st.tuples(st.integers(0, PLACES - 1), st.sampled_from([0, 1, 2, None])), min_size=1, max_size=8)
    )
    numbered = [(place, number, response) for number, (place, response) in enumerate(taps, 1)]
    repeats = data.draw(st.lists(st.sampled_from(numbered), max_size=4))
    arrivals = data.draw(st.permutations(numbered + repeats))
    back_to_the_start(attempt)
    for place, number, response in arrivals:
        assert act(attempt, place, number, response, STARTED + timedelta(minutes=1))
    db.session.expire_all()
    kept = {place: row.response for place, row in answers_of([attempt.id])[attempt.id].items()}
    assert kept == {place: response for place, _, response in numbered}


# (seconds since the start, device, place, response)
taps_of_two = st.lists(
    st.tuples(st.integers(1, 500), st.integers(0, 1), st.integers(0, PLACES - 1), st.sampled_from([0, 1, 2, None])),
    min_size=1,
    max_size=8,
    unique_by=lambda tap: tap[0],
)


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_latest_tap_stands_whichever_device_it_came_from(attempt, data):
    """Two devices number their taps by the attempt's clock and know nothing of each other; lines reorder and repeat."""
    sent, last, latest = [], {0: 0, 1: 0}, {}
    for seconds, device, place, response in sorted(data.draw(taps_of_two)):
        last[device] = max(sequence_at(STARTED, STARTED + timedelta(seconds=seconds)), last[device] + 1)
        sent.append((place, last[device], response))
        latest[place] = response
    arrivals = data.draw(st.permutations(sent + data.draw(st.lists(st.sampled_from(sent), max_size=4))))
    back_to_the_start(attempt)
    for place, number, response in arrivals:
        assert act(attempt, place, number, response, STARTED + timedelta(seconds=501))
    assert act(attempt, "submit", None, None, STARTED + timedelta(seconds=502))
    late = data.draw(st.sampled_from(sent))
    assert not act(attempt, late[0], late[1] + 10_000, 0, STARTED + timedelta(seconds=503))
    db.session.expire_all()
    kept = {place: row.response for place, row in answers_of([attempt.id])[attempt.id].items()}
    assert kept == latest
    assert attempt.score_points == sum(response == 0 for response in latest.values())
