"""Building and hosting a quiz over HTTP."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from portal import clock
from portal.audit import AuditEntry, Event
from portal.extensions import db
from portal.questionnaire.models import Question
from portal.quizzes.actions import start_attempt
from portal.quizzes.models import Attempt, ExtraTime, Quiz, QuizSlot
from portal.quizzes.queries import session_ids_of, slots_of
from tests.factories.briefings import check_in, make_session
from tests.factories.quizzes import make_attempt, make_quiz, make_quiz_category, make_quiz_question

SETTINGS = {
    "title": "แบบประเมินความรู้ ปี 2570", "instructions": "", "opens_on": "", "opens_time": "",
    "closes_on": "", "closes_time": "", "time_limit_minutes": "", "attempts_allowed": "1", "which_counts": "best",
    "pass_mark_pct": "60", "pass_mark_approver": "ผู้อำนวยการสำนัก", "pass_mark_approved_on": "1/12/2569",
    "questions_per_page": "1",
}  # fmt: skip


@pytest.fixture
def host(world, client_of):
    return client_of(world.secretariat)


def draft(year, **changes):
    values = {"published_at": None, "host_opened_at": None, "pass_mark_approved_on": date(2026, 12, 1)} | changes
    return make_quiz(year, values.pop("questions", 0), **values)


def test_quiz_from_nothing_to_open(world, host, now):
    session = make_session(world.year)
    category = make_quiz_category(world.year)
    fixed = [make_quiz_question(category) for _ in range(2)]
    pool = make_quiz_category(world.year)
    for _ in range(3):
        make_quiz_question(pool)
    ids, question_ids, pool_id = session.id, [each.question_id for each in fixed], pool.id
    page = host.post(
        "/quizzes/new?year=2570",
        SETTINGS
        | {"needs_checkin": "y", "sessions": [str(ids)], "review": ["immediately.score", "after_close.right", "x.y"]},
        status=422,
    )
    page = host.post(
        "/quizzes/new?year=2570",
        SETTINGS
        | {
            "needs_checkin": "y", "sessions": [str(ids)], "review": ["immediately.score", "after_close.right"],
            "opens_on": "๙/๑๒/๒๕๖๙", "opens_time": "13.00", "closes_on": "9 ธ.ค. 2569", "time_limit_minutes": "๓๐",
        },
    )  # fmt: skip
    address = page.headers["Location"]
    quiz = db.session.scalars(select(Quiz)).one()
    assert address == f"/quizzes/{quiz.id}"
    assert quiz.opens_at == datetime(2026, 12, 9, 6, 0, tzinfo=UTC)
    assert quiz.closes_at == datetime(2026, 12, 9, 9, 30, tzinfo=UTC)
    assert quiz.review == {"immediately": ["score"], "while_open": [], "after_close": ["right"]}
    assert (quiz.time_limit_minutes, session_ids_of(quiz.id)) == (30, [ids])
    assert "ยังไม่มีคำถาม" in host.get(address).text
    host.post(f"{address}/questions", {"question": [str(each) for each in question_ids]})
    host.post(f"{address}/draws", {"category": str(pool_id), "draws": "2", "points": "2"})
    page = host.get(address)
    assert "มี 3 ข้อ ใช้ 2 ข้อ" in page.text
    assert "พร้อมเผยแพร่" in page.text
    host.post(f"{address}/publication")
    assert "รอกดเปิดให้ทำ" in host.get(address).text or "เปิดเอง" in host.get(address).text
    host.post(f"{address}/opening")
    assert "กำลังทำ 0 คน" in host.get(address).text
    events = db.session.scalars(
        select(AuditEntry.event).where(AuditEntry.subject_type == "quiz").order_by(AuditEntry.id)
    )
    assert list(events) == ["quiz:created", "quiz:changed", "quiz:changed", "quiz:published", "quiz:opened"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": ""}, "โปรดระบุชื่อแบบทดสอบ"),
        ({"pass_mark_pct": ""}, "โปรดระบุเกณฑ์ผ่าน"),
        ({"pass_mark_pct": "100.5"}, "ต้องไม่เกิน 100"),
        ({"attempts_allowed": "0"}, "ต้องไม่น้อยกว่า 1"),
        ({"time_limit_minutes": "ครึ่งชั่วโมง"}, "อ่านจำนวนไม่ได้"),
        ({"opens_time": "13.00"}, "โปรดระบุวันที่คู่กับเวลา"),
        ({"opens_on": "9/12/2569", "closes_on": "8/12/2569"}, "เวลาปิดต้องอยู่หลังเวลาเปิด"),
        ({"which_counts": "worst"}, "โปรดเลือกคะแนนที่นับ"),
        ({"title": "ก\x00ข"}, "อักขระควบคุม"),
    ],
)
def test_settings_that_cannot_be_keep_what_was_typed(world, host, changes, sentence):
    page = host.post("/quizzes/new?year=2570", SETTINGS | {"instructions": "ทำด้วยตนเอง"} | changes, status=422)
    assert sentence in page.text
    assert "ทำด้วยตนเอง" in page.html
    assert db.session.scalars(select(Quiz)).all() == []


def test_settings_changed_by_another_meanwhile(world, host):
    quiz = draft(world.year)
    number = quiz.id
    host.post(f"/quizzes/{number}/edit", SETTINGS | {"version": str(quiz.version)})
    page = host.post(f"/quizzes/{number}/edit", SETTINGS | {"title": "อีกคนหนึ่ง", "version": "1"}, status=409)
    assert "มีผู้แก้ไขแบบทดสอบนี้ก่อนหน้าท่าน" in page.text
    assert page.root.one("input", id="title").attrs["value"] == "อีกคนหนึ่ง"
    shown = page.root.one("input", id="version").attrs["value"]
    host.post(f"/quizzes/{number}/edit", SETTINGS | {"title": "อีกคนหนึ่ง", "version": shown})
    assert db.session.get(Quiz, number).title == "อีกคนหนึ่ง"


def test_slots_move_and_go(world, host):
    quiz = draft(world.year, questions=3)
    number, (first, second, third) = quiz.id, [slot.id for slot in slots_of(quiz.id)]
    host.post(f"/quizzes/{number}/slots", {"slot": str(third), "act": "up"})
    host.post(f"/quizzes/{number}/slots", {"slot": str(first), "act": "down"})
    host.post(f"/quizzes/{number}/slots", {"slot": str(first), "act": "remove"})
    assert [(slot.id, slot.no) for slot in slots_of(number)] == [(third, 1), (second, 2)]
    host.post(f"/quizzes/{number}/slots", {"slot": str(first), "act": "up"}, status=404)
    host.post(f"/quizzes/{number}/slots", {"slot": "x", "act": "up"}, status=404)


def test_draw_of_more_than_there_is(world, host):
    quiz, category = draft(world.year), make_quiz_category(world.year)
    make_quiz_question(category)
    page = host.post(
        f"/quizzes/{quiz.id}/draws", {"category": str(category.id), "draws": "5", "points": ""}, status=422
    )
    assert "หมวดนี้มีข้อที่ใช้ได้ 1 ข้อ จึงสุ่ม 5 ข้อไม่ได้" in page.text
    assert db.session.scalars(select(QuizSlot)).all() == []


def test_questions_picked_twice_stand_once(world, host):
    quiz, version = draft(world.year), make_quiz_question(make_quiz_category(world.year))
    number, question_id = quiz.id, str(version.question_id)
    for _ in range(2):
        host.post(f"/quizzes/{number}/questions", {"question": [question_id, question_id]})
    assert len(slots_of(number)) == 1
    assert "เลือกแล้ว" in host.get(f"/quizzes/{number}/questions").text
    assert "อย่างน้อย 1 ข้อ" in host.post(f"/quizzes/{number}/questions", {}, status=422).text
    host.post(f"/quizzes/{number}/questions", {"question": "999999"}, status=404)


def test_published_quiz_keeps_its_questions(world, host):
    quiz = make_quiz(world.year)
    number, slot_id = quiz.id, slots_of(quiz.id)[0].id
    page = host.post(f"/quizzes/{number}/slots", {"slot": str(slot_id), "act": "remove"}, status=422)
    assert "จึงเปลี่ยนคำถามไม่ได้" in page.text
    host.post(f"/quizzes/{number}/publication/withdrawal")
    host.post(f"/quizzes/{number}/slots", {"slot": str(slot_id), "act": "remove"})
    assert len(slots_of(number)) == 2


def test_published_quiz_somebody_has_taken_stays_published(world, host):
    quiz = make_quiz(world.year)
    make_attempt(quiz, world.staff)
    assert "มีผู้เริ่มทำแล้ว" in host.post(f"/quizzes/{quiz.id}/publication/withdrawal", status=422).text


def test_publication_says_what_is_missing(world, host, now):
    quiz = draft(
        world.year, questions=2, needs_checkin=True, pass_mark_approver="", closes_at=now - timedelta(minutes=1)
    )
    question = db.session.get(Question, slots_of(quiz.id)[1].question_id)
    question.retired_at = now
    db.session.commit()
    page = host.post(f"/quizzes/{quiz.id}/publication", status=422)
    assert [line.text for line in page.root.one("div", id="missing").all("li")] == [
        "ลำดับที่ 2 ต้องใช้ 1 ข้อ แต่มีข้อที่ใช้ได้ 0 ข้อ",
        "ยังไม่ระบุผู้เห็นชอบเกณฑ์ผ่านและวันที่เห็นชอบ",
        "ยังไม่เลือกการประชุมชี้แจงที่ใช้รายชื่อผู้เข้าร่วม",
        "เวลาปิดผ่านไปแล้ว โปรดแก้ไขเวลาปิด",
    ]
    assert db.session.get(Quiz, quiz.id).published_at is None


def test_closing_ends_what_is_open_with_what_was_saved(world, host, now):
    quiz = make_quiz(world.year, absent_token="t" * 24)
    there = make_attempt(quiz, world.staff, [0, 0, 0], is_open=True)
    absent = make_attempt(quiz, world.officer, is_open=True, is_absent=True)
    assert "ผู้ที่กำลังทำ 2 คน" in host.get(f"/quizzes/{quiz.id}/closing").text
    host.post(f"/quizzes/{quiz.id}/closing")
    host.post(f"/quizzes/{quiz.id}/closing")
    db.session.expire_all()
    assert (there.deadline_at, absent.deadline_at) == (now, None)
    clock.fix(now + timedelta(seconds=6))
    db.session.rollback()
    from portal.quizzes.actions import close_overdue

    assert close_overdue(now=clock.now()) == 1
    db.session.commit()
    assert (there.score_points, there.is_passed, there.submitted_at) == (3, True, now)
    host.post(f"/quizzes/{quiz.id}/opening")
    assert db.session.get(Quiz, quiz.id).host_closed_at is None
    closed = db.session.scalars(select(AuditEntry).where(AuditEntry.event == Event.QUIZ_CLOSED)).all()
    assert [entry.detail["open_attempts"] for entry in closed] == [1]


def test_extra_time_reaches_who_is_under_way(world, host, now):
    quiz = make_quiz(world.year, time_limit_minutes=20)
    attempt = start_attempt(quiz=quiz, actor=world.staff, now=now)
    db.session.commit()
    number, attempt_id, person = quiz.id, attempt.id, world.staff.id
    page = host.get(f"/quizzes/{number}/extra-time?words=บุคลากร")
    assert page.root.one("input", type="radio").attrs["value"] == str(person)
    address = f"/quizzes/{number}/extra-time?words=บุคลากร"
    assert "โปรดระบุเหตุผล" in host.post(address, {"person": str(person), "minutes": "10", "reason": ""}, status=422).text
    host.post(address, {"person": str(person), "minutes": "10", "reason": "ใช้โปรแกรมอ่านหน้าจอ"})
    host.post(address, {"person": str(person), "minutes": "15", "reason": "ใช้โปรแกรมอ่านหน้าจอ"})
    assert db.session.get(Attempt, attempt_id).deadline_at == now + timedelta(minutes=35)
    assert [row.minutes for row in db.session.scalars(select(ExtraTime))] == [15]
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.event == Event.QUIZ_EXTRA_TIME)).all()
    assert [(entry.detail["old"], entry.detail["new"]) for entry in entries] == [
        ({"minutes": None}, {"minutes": 10}),
        ({"minutes": 10}, {"minutes": 15}),
    ]


def test_extra_time_for_somebody_of_another_agency(world, host):
    quiz = make_quiz(world.year)
    values = {"person": str(world.evaluator.id), "minutes": "10", "reason": "ทดสอบ"}
    host.post(f"/quizzes/{quiz.id}/extra-time?words=บุคลากร", values, status=422)
    assert db.session.scalars(select(ExtraTime)).all() == []


def test_new_pass_mark_judges_closed_attempts_anew(world, host):
    quiz = make_quiz(world.year, pass_mark_pct=Decimal(70))
    attempt = make_attempt(quiz, world.staff, right=2)
    attempt_id, number = attempt.id, quiz.id
    assert attempt.is_passed is False
    host.post(f"/quizzes/{number}/edit", SETTINGS | {"version": "1", "pass_mark_pct": "66.66"})
    assert db.session.get(Attempt, attempt_id).is_passed is True
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.event == Event.QUIZ_CHANGED)).one()
    assert (entry.detail["old"]["pass_mark_pct"], entry.detail["new"]["pass_mark_pct"]) == ("70", "66.66")


def test_new_end_moves_the_deadlines_of_those_under_way(world, host, now):
    quiz = make_quiz(world.year, closes_at=now + timedelta(hours=1))
    attempt = start_attempt(quiz=quiz, actor=world.staff, now=now)
    db.session.commit()
    attempt_id = attempt.id
    host.post(f"/quizzes/{quiz.id}/edit", SETTINGS | {"version": "1", "closes_on": "9/12/2569", "closes_time": "12.00"})
    assert db.session.get(Attempt, attempt_id).deadline_at == datetime(2026, 12, 9, 5, 0, tzinfo=UTC)


def test_link_for_the_absent_leads_in_and_is_taken_back(world, host, client_of):
    session = make_session(world.year)
    quiz = make_quiz(world.year, sessions=[session])
    number = quiz.id
    host.post(f"/quizzes/{number}/absent-link")
    token = db.session.get(Quiz, number).absent_token
    taker = client_of(world.staff)
    assert "ลงเวลาเข้าร่วมประชุมแล้ว" in taker.get(f"/quizzes/{number}/intro").text
    assert "ไม่นับรวมในร้อยละ" in taker.get(f"/q/{token}").text
    taker.post(f"/q/{token}/attempts")
    assert db.session.scalars(select(Attempt)).one().is_absent is True
    host.post(f"/quizzes/{number}/absent-link/withdrawal")
    taker.get(f"/q/{token}", status=404)
    taker.get("/q/x", status=404)


def test_link_survives_the_sign_in(world, client):
    quiz = make_quiz(world.year, needs_checkin=True, absent_token="t" * 24)
    answer = client.send("GET", f"/q/{quiz.absent_token}")
    assert answer.headers["Location"] == f"/login?next=/q/{'t' * 24}"


def test_retake_has_other_questions_and_takes_those_who_failed(world, host, client_of, now):
    session = make_session(world.year)
    category = make_quiz_category(world.year)
    asked = [make_quiz_question(category) for _ in range(2)]
    spare = make_quiz_question(category)
    quiz = make_quiz(world.year, asked, sessions=[session])
    for person in (world.staff, world.officer):
        check_in(session, person)
    make_attempt(quiz, world.staff, right=0)
    make_attempt(quiz, world.officer, right=2)
    asked_ids, spare_id, number = {each.question_id for each in asked}, spare.question_id, quiz.id
    address = host.post(f"/quizzes/{number}/retake").headers["Location"]
    retake_id = int(address.rsplit("/", 1)[1])
    chosen = {slot.question_id for slot in slots_of(retake_id)}
    assert spare_id in chosen
    assert len(chosen & asked_ids) == 1
    assert session_ids_of(retake_id) == [session.id]
    retake = db.session.get(Quiz, retake_id)
    retake.pass_mark_approved_on = date(2026, 12, 1)
    db.session.commit()
    host.post(f"{address}/publication")
    host.post(f"{address}/opening")
    assert "ไม่ต้องทำแบบทดสอบซ่อม" in client_of(world.officer).post(f"{address}/attempts", status=422).text
    client_of(world.staff).post(f"{address}/attempts")


def test_trial_by_the_author_of_a_draft(world, host):
    quiz = draft(world.year, questions=2)
    number = quiz.id
    address = host.post(f"/quizzes/{number}/trial").headers["Location"]
    assert "ทดลองทำ ผลครั้งนี้ไม่นับ" in host.get(address).text
    host.post(f"{address}/submission")
    assert "ทดลองทำ" in host.get(f"{address}/result").text
    assert "ฉบับร่าง" in host.get(f"/quizzes/{number}").text


@pytest.mark.parametrize("role", ["staff", "officer", "head", "executive"])
def test_building_is_for_the_secretariat_alone(world, client_of, role):
    quiz = make_quiz(world.year)
    client, number = client_of(getattr(world, role)), quiz.id
    client.get("/quizzes/new", status=403)
    for path in ("edit", "questions", "closing", "extra-time"):
        client.get(f"/quizzes/{number}/{path}", status=403)
    for path in ("publication", "opening", "closing", "absent-link", "retake", "trial", "slots", "draws", "questions"):
        client.post(f"/quizzes/{number}/{path}", status=403)
    assert client.get(f"/quizzes/{number}", status=303).headers["Location"] == f"/quizzes/{number}/intro"


def test_draft_is_hidden_from_those_who_take(world, client_of):
    quiz = draft(world.year, questions=1)
    taker = client_of(world.staff)
    taker.get(f"/quizzes/{quiz.id}/intro", status=404)
    assert quiz.title not in taker.get("/quizzes").text
