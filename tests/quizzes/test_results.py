"""The result read from the database, frozen versions, the repair of a key, pruning."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from portal import audit
from portal.access.permissions import Role
from portal.errors import Conflict, RuleBroken
from portal.extensions import db, write_transaction
from portal.notifications.models import Notice
from portal.quizzes.actions.freeze import freeze_result
from portal.quizzes.actions.pruning import prune_answers
from portal.quizzes.actions.repair import preview_repair, repair_key
from portal.quizzes.models import Answer, Attempt, FrozenResult, KeyRepair, Quiz, QuizBriefing
from portal.quizzes.queries.frozen import facts_of, frozen_of, measures_of_year
from portal.quizzes.queries.results import inputs_of, result_of
from portal.quizzes.queries.sheets import analysis_of, asked_versions, board_of, newer_versions, versions_of
from portal.quizzes.rules.freezing import digest
from portal.quizzes.rules.items import Flag
from portal.quizzes.rules.results import Outcome
from tests.conftest import NOW
from tests.factories.briefings import check_in, make_session
from tests.factories.people import make_person
from tests.factories.questionnaire import add_version
from tests.factories.quizzes import make_attempt, make_quiz


@pytest.fixture
def scene(world):
    """A quiz of three questions (pass mark 60) after one session, with six people who were there."""
    session = make_session(world.year)
    people = [make_person(Role.STAFF, world.own if no < 4 else world.other, name=f"คน {no}") for no in range(6)]
    for person in people:
        check_in(session, person)
    return make_quiz(world.year, 3, sessions=[session]), people, session


def freeze(quiz, actor, **changes):
    with write_transaction():
        quiz = db.session.get(Quiz, quiz.id)
        return freeze_result(**({"quiz": quiz, "reason": "", "based_on": 0, "actor": actor, "now": NOW} | changes)).id


def outcomes(result):
    return [result.standings[person.user_id].outcome.value for person in result.roster]


def test_result_is_counted_over_attendees(world, scene):
    quiz, people, _ = scene
    make_attempt(quiz, people[0], right=3)
    make_attempt(quiz, people[1], right=1)
    make_attempt(quiz, people[2], is_open=True)
    make_attempt(quiz, people[3], right=3, is_absent=True)
    make_attempt(quiz, people[4], right=3, is_trial=True, no=1001)
    outsider = make_person(Role.STAFF, world.other, name="ไม่ได้มา")
    make_attempt(quiz, outsider, right=3)
    result = result_of(quiz)
    assert outcomes(result) == ["passed", "failed", "unfinished", "not_opened", "not_opened", "not_opened"]
    assert (result.figure.pct, result.figure.is_met) == (Decimal("16.6667"), False)
    assert [each.name for each in result.outside] == ["ไม่ได้มา"]
    assert [each.name for each in result.absent] == ["คน 3"]
    assert result.answering == 1


def test_coverage_counts_the_people_of_the_day(world, scene):
    quiz, _, _ = scene
    result = result_of(quiz)
    everybody = sum(result.headcounts.values())
    assert result.figure.headcount == everybody > 6
    assert result.figure.coverage_pct == (Decimal(600) / everybody).quantize(Decimal("0.0001"))


def test_result_is_broken_down(world, scene):
    quiz, people, session = scene
    make_attempt(quiz, people[0], right=3)
    make_attempt(quiz, people[5], right=3)
    result = result_of(quiz)
    assert [(result.division(g.key).abbr, g.tally.attendees, g.tally.passed) for g in result.by_division] == [
        ("กหน.", 4, 1),
        ("กสอ.", 2, 1),
    ]
    assert [(g.key, g.tally.attendees) for g in result.by_staff_type] == [("official", 6)]
    assert [(g.key, g.tally.passed) for g in result.by_session] == [(session.id, 2)]


def test_person_at_two_sessions_is_counted_once(world, scene):
    quiz, people, session = scene
    second = make_session(world.year, starts_at=session.starts_at + timedelta(days=1))
    db.session.add(QuizBriefing(quiz_id=quiz.id, session_id=second.id))
    db.session.commit()
    check_in(second, people[0])
    check_in(second, make_person(Role.STAFF, world.own))
    make_attempt(quiz, people[0], right=3)
    result = result_of(quiz)
    assert (result.figure.tally.attendees, result.figure.tally.passed) == (7, 1)
    assert [(g.key, g.tally.attendees, g.tally.passed) for g in result.by_session] == [
        (session.id, 6, 1),
        (second.id, 2, 1),
    ]
    facts = json.loads(inputs_of(result))
    assert [each["user"] for each in facts["people"]].count(people[0].id) == 1


def test_struck_attendance_leaves_the_roster(scene):
    quiz, people, session = scene
    late = make_person(Role.STAFF, people[0].unit)
    check_in(session, late, struck_at=NOW)
    assert len(result_of(quiz).roster) == 6


def test_retake_counts_and_is_about_those_who_failed(world, scene):
    quiz, people, _ = scene
    make_attempt(quiz, people[0], right=3)
    make_attempt(quiz, people[1], right=0)
    retake = make_quiz(world.year, 2, retake_of_id=quiz.id)
    make_attempt(retake, people[1], right=2)
    result, again = result_of(quiz), result_of(retake)
    assert (result.figure.tally.passed, result.passed_by_retake) == (2, 1)
    assert [person.user_id for person in again.roster] == [person.id for person in people[1:]]
    assert outcomes(again) == ["passed", "not_opened", "not_opened", "not_opened", "not_opened"]


def test_retake_with_the_same_sessions_is_about_those_who_repeat(world, scene):
    quiz, people, session = scene
    make_attempt(quiz, people[0], right=3)
    saved = make_attempt(quiz, people[1], right=1)
    retake = make_quiz(world.year, 2, sessions=[session], retake_of_id=quiz.id)
    make_attempt(retake, people[1], right=2)
    make_attempt(retake, make_person(Role.STAFF, world.own, name="ไม่ได้มา"), right=2)
    again = result_of(retake)
    assert [person.user_id for person in again.roster] == [person.id for person in people[1:]]
    assert outcomes(again) == ["passed"] + ["not_opened"] * 4
    assert (again.figure.headcount, again.figure.coverage_pct, again.headcount_on) == (0, None, None)
    assert [each.name for each in again.outside] == ["ไม่ได้มา"]
    # whom a repaired key lets pass the first time, and who has repeated meanwhile, stays on the list
    saved.score_points = Decimal(2)
    db.session.commit()
    assert outcomes(result_of(retake)) == ["passed"] + ["not_opened"] * 4
    assert (result_of(quiz).figure.tally.passed, result_of(quiz).passed_by_retake) == (2, 0)


def test_result_of_a_quiz_without_sessions_has_no_figure(world, scene):
    _, people, _ = scene
    quiz = make_quiz(world.year, 1)
    make_attempt(quiz, people[0], right=1)
    result = result_of(quiz)
    assert (result.figure.pct, result.roster, len(result.outside)) == (None, [], 1)


def test_result_takes_the_same_statements_for_many(world, scene, statements):
    quiz, people, session = scene
    make_attempt(quiz, people[0], right=3)
    quiz_id = quiz.id

    def count():
        db.session.expire_all()
        found = db.session.get(Quiz, quiz_id)
        _ = found.unit_path
        statements.clear()
        result = result_of(found)
        assert result.figure.tally.attendees == len(result.roster)
        return len(statements)

    few = count()
    for no in range(10):
        person = make_person(Role.STAFF, world.other, name=f"อีก {no}")
        check_in(session, person)
        make_attempt(db.session.get(Quiz, quiz_id), person, right=no % 4)
    assert count() == few <= 10


def test_frozen_version_keeps_figure_inputs_and_digest(world, scene):
    quiz, people, session = scene
    make_attempt(quiz, people[0], right=3)
    frozen = db.session.get(FrozenResult, freeze(quiz, world.secretariat))
    assert (frozen.no, frozen.passers, frozen.attendees, frozen.figure_pct) == (1, 1, 6, Decimal("16.6667"))
    assert (frozen.rule_version, frozen.target_pct) == ("m1-1", Decimal("80.00"))
    assert frozen.inputs_sha256 == digest(frozen.inputs)
    facts = facts_of(frozen)
    assert [each["outcome"] for each in facts["people"]] == ["passed"] + ["not_opened"] * 5
    assert facts["people"][0]["points"] == "3.0000"
    assert facts["quiz"]["pass_mark_pct"] == "60.00"
    assert facts["sessions"] == [{"id": session.id, "title": session.title, "starts_at": session.starts_at.isoformat()}]
    assert "คน 0" not in frozen.inputs
    entry = db.session.scalars(select(audit.AuditEntry).where(audit.AuditEntry.event == "quiz:frozen")).one()
    assert (entry.subject_type, entry.subject_id, entry.detail["no"]) == ("quiz", quiz.id, 1)
    assert (entry.detail["passers"], entry.detail["pct"]) == (1, "16.6667")


def test_trail_tells_nothing_of_fewer_than_five(world):
    session = make_session(world.year)
    person = make_person(Role.STAFF, world.own)
    check_in(session, person)
    quiz = make_quiz(world.year, 3, sessions=[session])
    make_attempt(quiz, person, right=3)
    freeze(quiz, world.secretariat)
    told = [entry.detail for entry in db.session.scalars(select(audit.AuditEntry).order_by(audit.AuditEntry.id))]
    assert [detail["attendees"] for detail in told if "attendees" in detail] == [1]
    assert {"passers", "pct", "score_points", "points", "is_passed"} & {
        name for detail in told for name in detail
    } == set()


def test_freezing_twice_makes_one_version(world, scene):
    quiz, _, _ = scene
    assert freeze(quiz, world.secretariat) == freeze(quiz, world.secretariat)
    assert len(frozen_of(quiz.id)) == 1


def test_unchanged_figure_makes_no_second_version(world, scene):
    quiz, _, _ = scene
    freeze(quiz, world.secretariat)
    with pytest.raises(RuleBroken, match="ยังตรงกับฉบับที่ 1"):
        freeze(quiz, world.secretariat, based_on=1, reason="ลองอีกครั้ง")


def test_correction_is_a_further_version_with_its_reason(world, scene):
    quiz, people, _ = scene
    freeze(quiz, world.secretariat)
    make_attempt(quiz, people[0], right=3)
    with pytest.raises(RuleBroken, match="โปรดระบุเหตุผล"):
        freeze(quiz, world.secretariat, based_on=1)
    freeze(quiz, world.secretariat, based_on=1, reason="เพิ่มผู้ที่ตรวจกระดาษคำตอบ")
    versions = frozen_of(quiz.id)
    assert [(each.no, each.passers, each.reason) for each in versions] == [
        (2, 1, "เพิ่มผู้ที่ตรวจกระดาษคำตอบ"),
        (1, 0, ""),
    ]
    assert [each.no for each in measures_of_year(world.year.id)] == [2]


def test_nothing_is_frozen_while_somebody_answers(world, scene):
    quiz, people, _ = scene
    make_attempt(quiz, people[0], is_open=True)
    with pytest.raises(RuleBroken, match="ค้างอยู่ 1 คน"):
        freeze(quiz, world.secretariat)
    assert frozen_of(quiz.id) == []


def repaired(quiz, option=1):
    """Return (version asked, version with another right option) of the quiz's first question."""
    asked = versions_of(asked_versions(quiz.id))
    first = asked[min(asked)]
    body = json.loads(json.dumps(first.body))
    for place, row in enumerate(body["options"]):
        row["fraction"] = "1" if place == option else "0"
    return first, add_version(first.question, body=body)


def repair(quiz, asked, by, actor, **changes):
    values = {"reason": "เฉลยข้อ 1 ผิด", "based_on": 0, "now": NOW} | changes
    with write_transaction():
        return repair_key(
            quiz=db.session.get(Quiz, quiz.id),
            asked=db.session.merge(asked, load=False),
            by=db.session.merge(by, load=False),
            actor=actor,
            **values,
        ).id


def test_repair_shows_before_and_after_and_marks_anew(world, scene):
    quiz, people, _ = scene
    loser = make_attempt(quiz, people[0], [0, 0, 1])  # two of three, one after the repair
    winner = make_attempt(quiz, people[1], [1, 0, 1])  # one, then two
    same = make_attempt(quiz, people[2], [2, 0, 0])
    asked, by = repaired(quiz)
    effect = preview_repair(quiz=quiz, asked=asked, by=by)
    assert (effect.attempts, effect.passed_before, effect.passed_after) == (3, 2, 2)
    assert [(c.user_id, c.before, c.after) for c in effect.changes] == [
        (people[0].id, Decimal("2.0000"), Decimal("1.0000")),
        (people[1].id, Decimal("1.0000"), Decimal("2.0000")),
    ]
    assert len(effect.flips) == 2
    assert db.session.scalars(select(KeyRepair)).all() == []
    repair(quiz, asked, by, world.secretariat)
    db.session.expire_all()
    assert [
        (db.session.get(Attempt, each.id).score_points, db.session.get(Attempt, each.id).is_passed)
        for each in (loser, winner, same)
    ] == [(Decimal(1), False), (Decimal(2), True), (Decimal(2), True)]
    kept = db.session.scalars(select(KeyRepair)).one()
    assert kept.effect == effect.as_json()
    notices = {each.user_id: each for each in db.session.scalars(select(Notice))}
    assert {user: each.detail["outcome"] for user, each in notices.items()} == {
        people[0].id: "failed",
        people[1].id: "passed",
    }
    assert notices[people[1].id].path == f"/attempts/{winner.id}/result"


def test_repair_sent_twice_is_one_repair(world, scene):
    quiz, people, _ = scene
    make_attempt(quiz, people[0], [1, 1, 1])
    asked, by = repaired(quiz)
    assert repair(quiz, asked, by, world.secretariat) == repair(quiz, asked, by, world.secretariat)
    with pytest.raises(Conflict):
        repair(quiz, asked, by, world.secretariat, reason="อีกเหตุผล")


def test_repair_can_itself_be_repaired(world, scene):
    quiz, people, _ = scene
    attempt = make_attempt(quiz, people[0], [2, 0, 1])
    asked, by = repaired(quiz)
    repair(quiz, asked, by, world.secretariat)
    _, third = repaired(quiz, option=2)
    repair(quiz, asked, third, world.secretariat, based_on=1, reason="ที่ถูกคือข้อ ค")
    db.session.expire_all()
    assert db.session.get(Attempt, attempt.id).score_points == 2
    assert sorted(each.no for each in db.session.scalars(select(KeyRepair))) == [1, 2]


def test_repaired_key_marks_who_was_still_answering(world, scene):
    quiz, people, _ = scene
    make_attempt(quiz, people[0], [1, 0, 0])
    asked, by = repaired(quiz)
    repair(quiz, asked, by, world.secretariat)
    # the newest version is what new attempts are asked, so ask for the old one
    later = make_attempt(quiz, people[1], [1, 1, 1], is_open=True)
    later.layout = [dict(later.layout[0], version=asked.id), *later.layout[1:]]
    db.session.commit()
    from portal.quizzes.actions import close_attempt

    with write_transaction():
        close_attempt(attempt=db.session.get(Attempt, later.id), closed_by="person", now=NOW)
    assert db.session.get(Attempt, later.id).score_points == 1


def test_version_of_another_shape_cannot_mark(world, scene):
    quiz, people, _ = scene
    make_attempt(quiz, people[0], [0, 0, 0])
    asked = versions_of(asked_versions(quiz.id))
    first = asked[min(asked)]
    shorter = add_version(first.question, body={"options": first.body["options"][:2]})
    other = asked[max(asked)]
    for by, says in ((shorter, "จำนวนตัวเลือกไม่เท่ากัน|จำนวนตัวเลือก"), (other, "คำถามเดียวกัน")):
        with pytest.raises(RuleBroken, match=says):
            preview_repair(quiz=quiz, asked=first, by=by)
    assert [each.id for each in newer_versions([first.id])[first.id]] == [shorter.id]


def test_item_analysis_takes_the_attempt_that_counts(world, scene):
    quiz, people, _ = scene
    for place, responses in enumerate(([0, 0, 0], [0, 0, 1], [0, 1, 1], [0, None, 1])):
        make_attempt(quiz, people[place], responses)
    make_attempt(quiz, people[3], [1, 1, 1])  # a worse second try does not count
    make_attempt(quiz, people[4], [1, 1, 1], is_absent=True)
    make_attempt(quiz, people[5], [1, 1, 1], is_trial=True, no=1001)
    found = analysis_of(quiz)
    assert (found.statistics.n, found.attempts, found.statistics.k) == (4, 5, 3)
    first, second, third = found.statistics.items
    assert [item.facility for item in found.statistics.items] == [1.0, 0.5, 0.25]
    assert first.flags == (Flag.TOO_EASY, Flag.UNCHOSEN)
    assert [(each.count, each.is_right) for each in second.options] == [(2, True), (1, False), (0, False)]
    assert third.discrimination == pytest.approx(0.5773502691896258)


def test_board_counts_people_not_attempts(world, scene):
    quiz, people, _ = scene
    make_attempt(quiz, people[0], [0, 0, 1])
    make_attempt(quiz, people[0], is_open=True)
    make_attempt(quiz, people[1], [1, 0, 1])
    make_attempt(quiz, people[2], is_open=True)
    make_attempt(quiz, people[3], [0, 0, 0], is_absent=True)
    board = board_of(quiz)
    assert (board.attendees, board.opened, board.answering, board.submitted, board.passed) == (6, 3, 2, 2, 1)
    assert [(row.share, row.n) for row in board.hardest] == [(0.0, 2), (0.5, 2), (1.0, 2)]


def test_board_takes_the_same_statements_for_many(world, scene, statements):
    quiz, people, _ = scene
    make_attempt(quiz, people[0], [0, 0, 1])
    board_of(quiz)
    statements.clear()
    board_of(quiz)
    few = len(statements)
    for person in people[1:]:
        make_attempt(quiz, person, [0, 0, 1])
    board_of(quiz)
    statements.clear()
    board_of(quiz)
    assert len(statements) == few <= 6


def test_answers_are_pruned_when_the_year_is_long_scored(world, scene):
    quiz, people, _ = scene
    attempt = make_attempt(quiz, people[0], [0, 0, 1])
    still_open = make_attempt(quiz, people[1], [0], is_open=True)
    last_day = datetime(2028, 5, 31, 12, tzinfo=UTC)  # the year ends on 30 September 2027
    with write_transaction():
        assert prune_answers(now=last_day) == 0
    assert len(db.session.scalars(select(Answer)).all()) == 4
    with write_transaction():
        assert prune_answers(now=last_day + timedelta(days=1)) == 1
    db.session.expire_all()
    assert db.session.scalars(select(Answer)).all() == []
    assert (db.session.get(Attempt, attempt.id).score_points, db.session.get(Attempt, attempt.id).is_passed) == (
        2,
        True,
    )
    assert db.session.get(Attempt, still_open.id).score_points == 1
    assert db.session.get(Quiz, quiz.id).pruned_at == last_day + timedelta(days=1)
    entry = db.session.scalars(select(audit.AuditEntry).where(audit.AuditEntry.event == "quiz:pruned")).one()
    assert (entry.actor_id, entry.detail["answers"]) == (None, 4)
    with write_transaction():
        assert prune_answers(now=last_day + timedelta(days=2)) == 0
    assert result_of(quiz).standings[people[0].id].outcome is Outcome.PASSED


def test_pruned_quiz_cannot_be_marked_anew(world, scene):
    quiz, people, _ = scene
    make_attempt(quiz, people[0], [0, 0, 1], is_open=False)
    asked, by = repaired(quiz)
    quiz.pruned_at = NOW
    db.session.commit()
    with pytest.raises(RuleBroken, match="ลบตามกำหนด"):
        preview_repair(quiz=quiz, asked=asked, by=by)
