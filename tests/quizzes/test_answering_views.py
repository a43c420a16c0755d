"""Taking a quiz over HTTP: plain pages, saves of the script, refusals, what it costs."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from portal import clock
from portal.access.permissions import Role
from portal.extensions import db
from portal.quizzes.models import Attempt
from portal.quizzes.queries import answers_of, own_attempts
from tests.factories.people import make_person
from tests.factories.quizzes import BODIES, make_attempt, make_quiz

JSON = {"Accept": "application/json"}


def stored(attempt_id):
    db.session.expire_all()
    return {place: (row.sequence, row.response) for place, row in answers_of([attempt_id])[attempt_id].items()}


def send(client, attempt_id, place, *values, sequence=1, status=200, token=True):
    """Save as the script does and return the JSON answer."""
    data = {"response": list(values), "sequence": str(sequence)}
    if token:
        data["csrf_token"] = client.token()
    answer = client.send("POST", f"/attempts/{attempt_id}/answers/{place}", data=data, headers=JSON)
    assert answer.status_code == status, answer.get_data(as_text=True)[:500]
    return json.loads(answer.data)


@pytest.fixture
def taker(world, client_of):
    return client_of(world.staff)


def begin(client, quiz):
    page = client.post(f"/quizzes/{quiz.id}/attempts")
    return int(page.headers["Location"].rsplit("/", 1)[1])


def test_whole_quiz_without_script(world, taker, now):
    quiz = make_quiz(world.year, list(BODIES))
    assert taker.get("/quizzes").text.count("ทำแบบทดสอบ") >= 1
    intro = taker.get(f"/quizzes/{quiz.id}/intro")
    assert "เริ่มทำแบบทดสอบ" in intro.text
    number = begin(taker, quiz)
    page = taker.get(f"/attempts/{number}")
    assert [form.attrs["id"] for form in page.root.all("form", class_="sheet")] == [f"sheet-{n}" for n in range(1, 8)]
    sent = [["0"], ["0", "1"], ["true"], ["80"], ["daily plans"], ["0", "1"], ["0:0", "1:1", "2:2"]]
    address = f"/attempts/{number}?page=1"
    for place, values in enumerate(sent):
        page = taker.get(address)
        (form,) = page.root.all("form", class_="sheet")
        assert form.attrs["action"] == f"/attempts/{number}/answers/{place}"
        address = taker.post(
            form.attrs["action"], {"place": str(place), f"response-{place}": values, "go": "next"}
        ).headers["Location"]
    assert address == f"/attempts/{number}/submission"
    page = taker.get(address)
    assert "ตอบครบ 7 ข้อ" in page.text
    result = taker.follow(taker.post(f"/attempts/{number}/submission"))
    assert "ส่งแล้วเมื่อ 9 ธ.ค. 2569" in result.text
    db.session.expire_all()
    assert db.session.get(Attempt, number).score_points is not None


def test_back_and_other_buttons_save_too(world, taker):
    number = begin(taker, make_quiz(world.year))
    to = taker.post(f"/attempts/{number}/answers/1", {"response-1": "1", "go": "back"}).headers["Location"]
    assert to == f"/attempts/{number}?page=1"
    assert stored(number)[1][1] == 1
    page = taker.get(f"/attempts/{number}?page=2")
    assert [box.attrs["value"] for box in page.root.all("input", type="radio") if "checked" in box.attrs] == ["1"]


def test_several_questions_on_a_page_are_saved_together(world, taker):
    number = begin(taker, make_quiz(world.year, ["single", "number", "text"], questions_per_page=2))
    page = taker.get(f"/attempts/{number}?page=1")
    assert page.root.one("form", class_="sheet").attrs["action"] == f"/attempts/{number}/answers"
    to = taker.post(f"/attempts/{number}/answers", {"place": ["0", "1"], "response-0": "2", "response-1": "๘๐"})
    assert to.headers["Location"] == f"/attempts/{number}?page=2"
    assert [response for _, (_, response) in sorted(stored(number).items())] == [2, "๘๐"]


def test_page_with_an_unreadable_number_keeps_what_was_typed(world, taker):
    number = begin(taker, make_quiz(world.year, ["single", "number"], questions_per_page=2))
    page = taker.post(
        f"/attempts/{number}/answers", {"place": ["0", "1"], "response-0": "1", "response-1": "แปดสิบ"}, status=422
    )
    assert "อ่านจำนวนไม่ได้" in page.text
    assert page.root.one("input", id="response-1-typed").attrs["value"] == "แปดสิบ"
    assert stored(number).keys() == {0}


def test_script_saves_and_repeats(world, taker):
    number = begin(taker, make_quiz(world.year))
    assert send(taker, number, 0, "1", sequence=8) == {"sequence": 8, "newest": True}
    assert send(taker, number, 0, "1", sequence=8) == {"sequence": 8, "newest": True}
    assert send(taker, number, 0, "2", sequence=3) == {"sequence": 8, "newest": False}
    assert send(taker, number, 0, sequence=9) == {"sequence": 9, "newest": True}
    assert stored(number) == {0: (9, None)}


@pytest.mark.parametrize("sequence", ["-1", "x", "1.5", "99999999999999999999", "1000000001", "\x00", "๑"])
def test_script_with_a_forged_sequence(world, taker, sequence):
    number = begin(taker, make_quiz(world.year))
    assert "ลำดับของคำตอบไม่ถูกต้อง" in send(taker, number, 0, "1", sequence=sequence, status=422)["text"]
    assert stored(number) == {}


@pytest.mark.parametrize("place", ["3", "99999999999999999999999999"])
def test_script_with_a_forged_place(world, taker, place):
    number = begin(taker, make_quiz(world.year))
    assert send(taker, number, place, "1", status=404)["text"]
    assert stored(number) == {}


@pytest.mark.parametrize("value", ["3", "-1", "9" * 400, "\x00", "0\x00", "ก"])
def test_script_with_a_forged_response(world, taker, value):
    number = begin(taker, make_quiz(world.year))
    assert send(taker, number, 0, value, status=422)["text"]
    assert stored(number) == {}


def test_script_with_nul_in_a_text(world, taker):
    number = begin(taker, make_quiz(world.year, ["text"]))
    assert send(taker, number, 0, "Daily\x00Plans", status=422)["text"]


def test_another_persons_attempt_is_not_there(world, taker, client_of):
    attempt = make_attempt(make_quiz(world.year), world.officer, is_open=True)
    closed = make_attempt(make_quiz(world.year), world.officer)
    for path in (f"/attempts/{attempt.id}", f"/attempts/{attempt.id}/submission", f"/attempts/{closed.id}/result"):
        taker.get(path, status=404)
        client_of(world.secretariat).get(path, status=404)
    send(taker, attempt.id, 0, "1", status=404)
    taker.post(f"/attempts/{attempt.id}/submission", status=404)
    assert stored(attempt.id) == {}


def test_another_agencys_quiz_is_not_there(world, client_of):
    quiz = make_quiz(world.year, absent_token="t" * 24)
    foreigner = client_of(make_person(Role.STAFF, world.evaluating))
    foreigner.get(f"/quizzes/{quiz.id}/intro", status=404)
    foreigner.get(f"/q/{'t' * 24}", status=404)
    foreigner.post(f"/quizzes/{quiz.id}/attempts", status=404)


def test_answer_after_the_deadline_is_refused_in_words(world, taker, now):
    number = begin(taker, make_quiz(world.year, time_limit_minutes=10))
    clock.fix(now + timedelta(minutes=10, seconds=5))
    send(taker, number, 0, "1")
    clock.fix(now + timedelta(minutes=10, seconds=6))
    assert "หมดเวลา" in send(taker, number, 0, "2", sequence=2, status=409)["text"]
    page = taker.post(f"/attempts/{number}/answers/0", {"response-0": "2"}, status=409)
    assert "หมดเวลา" in page.text
    assert stored(number) == {0: (1, 1)}
    page = taker.follow(taker.get(f"/attempts/{number}", status=303))
    assert "ระบบส่งคำตอบที่บันทึกไว้แล้ว" in page.text
    db.session.expire_all()
    attempt = db.session.get(Attempt, number)
    assert (attempt.closed_by, attempt.submitted_at) == ("deadline", now + timedelta(minutes=10))


def test_submitting_twice_is_once(world, taker):
    number = begin(taker, make_quiz(world.year))
    send(taker, number, 0, "0")
    first = taker.post(f"/attempts/{number}/submission").headers["Location"]
    assert taker.post(f"/attempts/{number}/submission").headers["Location"] == first
    assert "ส่งแบบทดสอบนี้แล้ว" in send(taker, number, 0, "1", sequence=2, status=409)["text"]
    assert stored(number) == {0: (1, 0)}


def test_two_tabs_begin_one_attempt(world, taker):
    quiz = make_quiz(world.year)
    assert begin(taker, quiz) == begin(taker, quiz)


def test_another_device_goes_on_where_one_left(world, taker, client_of):
    number = begin(taker, make_quiz(world.year))
    send(taker, number, 0, "2", sequence=5)
    other = client_of(world.staff)
    assert begin(other, db.session.get(Attempt, number).quiz) == number
    page = other.get(f"/attempts/{number}")
    assert page.root.one("form", id="sheet-2").attrs.get("hidden") is None
    assert page.root.one("p", id="save-0").attrs["data-sequence"] == "5"


def test_session_that_ended_mid_quiz(world, taker):
    number = begin(taker, make_quiz(world.year))
    taker.post("/logout")
    assert send(taker, number, 0, "1", status=401) == {"sign_in": "/login"}
    assert send(taker, number, 0, "1", status=401, token=False) == {"sign_in": "/login"}
    answer = taker.send("POST", f"/attempts/{number}/answers/0", data={"response": "1"}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"][:6]) == (204, "/login")
    assert stored(number) == {}


def test_save_without_a_token_asks_for_a_reload(world, taker):
    number = begin(taker, make_quiz(world.year))
    assert "โหลดหน้าใหม่" in send(taker, number, 0, "1", status=400, token=False)["text"]


def test_what_is_kept_is_told_before_anything_is_recorded(world, taker):
    quiz = make_quiz(world.year)
    notice = taker.get(f"/quizzes/{quiz.id}/intro").root.one("details", class_="privacy").text
    told = ["คะแนน", "มาตรา 24 (4)", "ผู้บริหารเห็นเฉพาะผลรวมของกลุ่มตั้งแต่ 5 คน", "เก็บถึงวันที่ 31 พ.ค. 2571", "ฝ่ายเลขานุการ"]
    assert [each for each in told if each not in notice] == []
    assert own_attempts(quiz.id, world.staff.id) == []
    begin(taker, quiz)
    again = taker.follow(taker.post(f"/attempts/{own_attempts(quiz.id, world.staff.id)[0].id}/submission"))
    assert again.root.one("details", class_="privacy").text == notice


def test_review_matrix_decides_what_the_result_shows(world, taker, now):
    review = {"immediately": [], "while_open": ["score"], "after_close": ["score", "answers", "right", "feedback"]}
    quiz = make_quiz(world.year, review=review, closes_at=now + timedelta(hours=1))
    number = begin(taker, quiz)
    send(taker, number, 0, "1")
    taker.post(f"/attempts/{number}/submission")
    page = taker.get(f"/attempts/{number}/result")
    assert ("คะแนนจะแสดงภายหลัง" in page.text, "คำตอบที่ถูก" in page.text) == (True, True)
    assert "ข้อ 1" not in page.text
    clock.fix(now + timedelta(minutes=30))
    page = taker.get(f"/attempts/{number}/result")
    assert "ไม่ผ่านเกณฑ์" in page.text
    assert "ข้อ 1" not in page.text
    clock.fix(now + timedelta(hours=2))
    page = taker.get(f"/attempts/{number}/result")
    assert len(page.root.all("section", class_="question-review")) == 3


def test_statements_of_each_deed(world, taker, statements, now):
    quiz = make_quiz(world.year, ["single"] * 10, shuffles_questions=True, shuffles_options=True)
    counted = {}

    quiz_id = quiz.id

    def count(name, act):
        statements.clear()
        result = act()
        counted[name] = len(statements)
        return result

    count("list", lambda: taker.get("/quizzes"))
    count("intro", lambda: taker.get(f"/quizzes/{quiz_id}/intro"))
    page = count("start", lambda: taker.post(f"/quizzes/{quiz_id}/attempts"))
    number = int(page.headers["Location"].rsplit("/", 1)[1])
    count("page", lambda: taker.get(f"/attempts/{number}"))
    count("save", lambda: send(taker, number, 0, "1"))
    count("repeat", lambda: send(taker, number, 0, "1"))
    for place in range(1, 10):
        send(taker, number, place, "0")
    count("before submitting", lambda: taker.get(f"/attempts/{number}/submission"))
    count("submit", lambda: taker.post(f"/attempts/{number}/submission"))
    count("result", lambda: taker.get(f"/attempts/{number}/result"))
    # the beginning of each transaction is counted too; PostgreSQL has none of these
    most = {
        "list": 8,
        "intro": 6,
        "start": 9,
        "page": 5,
        "save": 4,
        "repeat": 5,
        "before submitting": 5,
        "submit": 9,
        "result": 4,
    }
    assert {name: n for name, n in counted.items() if n > most[name]} == {}, counted
