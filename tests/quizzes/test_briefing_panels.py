"""Quizzes on the pages of their briefing: the next step of who was there, the secretariat's list, the hall's screen."""

from __future__ import annotations

import pytest

from portal.extensions import db
from portal.quizzes.models import Quiz
from tests.factories.briefings import check_in, make_session
from tests.factories.quizzes import make_attempt, make_quiz


@pytest.fixture
def session(world, now):
    """A session that is going on."""
    return make_session(world.year, starts_at=now)


def next_step(client, session) -> list[str]:
    """Return what the page after the check-in says of the session's quizzes, and the way on."""
    items = client.get(f"/briefings/{session.id}/own").root.one("section", class_="own-quizzes").all("li")
    return [text for item in items for text in (item.one("p", class_="duty-what").text, *ways(item))]


def ways(item) -> list[str]:
    return [f"{link.text} {link.attrs['href']}" for link in item.all("a")]


def test_page_after_the_check_in_leads_to_the_quiz(world, session, client_of):
    quiz = make_quiz(world.year, sessions=[session], host_opened_at=None)
    client, intro = client_of(world.staff), f"/quizzes/{quiz.id}/intro"
    waits = "รอผู้จัดเปิด หน้าแบบทดสอบจะเปลี่ยนเองเมื่อเปิด"
    assert next_step(client, session) == [waits, f"ไปรอที่หน้าแบบทดสอบ {intro}"]
    client_of(world.secretariat).post(f"/quizzes/{quiz.id}/opening")
    assert next_step(client, session) == ["ทำได้เมื่อลงเวลาเข้าร่วมประชุมแล้ว"]
    check_in(session, world.staff)
    assert next_step(client, session) == ["เปิดให้ทำแล้ว", f"ทำแบบทดสอบ {intro}"]
    attempt = make_attempt(quiz, world.staff, is_open=True)
    assert next_step(client, session)[1] == f"ทำต่อ /attempts/{attempt.id}"
    client.post(f"/attempts/{attempt.id}/submission")
    assert next_step(client, session)[1] == f"ดูผล /attempts/{attempt.id}/result"


def test_page_after_the_check_in_is_silent_about_drafts(world, session, client_of):
    make_quiz(world.year, sessions=[session], published_at=None)
    page = client_of(world.staff).get(f"/briefings/{session.id}/own")
    assert page.root.all("section", class_="own-quizzes") == []


def test_session_page_leads_the_secretariat_to_its_quizzes(world, session, client_of):
    host = client_of(world.secretariat)
    assert "ยังไม่มีแบบทดสอบที่ใช้รายชื่อผู้เข้าร่วมการประชุมนี้" in host.get(f"/briefings/{session.id}").text
    quiz = make_quiz(world.year, sessions=[session], host_opened_at=None)
    draft = make_quiz(world.year, sessions=[session], published_at=None, host_opened_at=None)
    page = host.get(f"/briefings/{session.id}")
    rows = [page.root.one("li", id=f"session-quiz-{each.id}") for each in (quiz, draft)]
    assert [row.one("p", class_="duty-what").text for row in rows] == ["เผยแพร่แล้ว ยังไม่เปิดให้ทำ", "ฉบับร่าง ยังไม่เผยแพร่"]
    assert ways(rows[0]) == [f"{quiz.title} /quizzes/{quiz.id}", f"กระดานสด /quizzes/{quiz.id}/board"]
    assert ways(rows[1]) == [f"{draft.title} /quizzes/{draft.id}"]


def test_session_page_begins_a_quiz_with_the_session_ticked(world, session, client_of):
    other, host = make_session(world.year, starts_at=session.starts_at), client_of(world.secretariat)
    (link,) = [each for each in host.get(f"/briefings/{session.id}").root.all("a") if "สร้างแบบทดสอบ" in each.text]
    boxes = host.get(link.attrs["href"]).root.all("input", name="sessions")
    ticked = {int(box.attrs["value"]): "checked" in box.attrs for box in boxes}
    assert ticked == {session.id: True, other.id: False}
    assert host.get("/quizzes/new?session=x").root.all("input", name="sessions", checked="") == []


def test_session_page_shows_staff_what_comes_next(world, session, client_of):
    quiz = make_quiz(world.year, sessions=[session])
    check_in(session, world.staff)
    page = client_of(world.staff).get(f"/briefings/{session.id}")
    assert ways(page.root.one("li", id=f"own-quiz-{quiz.id}")) == [f"ทำแบบทดสอบ /quizzes/{quiz.id}/intro"]
    assert page.root.all("li", id=f"session-quiz-{quiz.id}") == []


def test_screen_of_the_hall_leads_to_the_board(world, session, client_of):
    quiz = make_quiz(world.year, sessions=[session], title="แบบทดสอบในห้อง")
    make_quiz(world.year, sessions=[session], published_at=None)
    host = client_of(world.secretariat)
    foot = host.get(f"/briefings/{session.id}/hall").root.one("footer", class_="hall-foot")
    assert [each.attrs["href"] for each in foot.all("a") if "กระดาน" in each.text] == [f"/quizzes/{quiz.id}/board"]
    assert f"/quizzes/{quiz.id}/board" not in host.get(f"/briefings/{session.id}/hall", htmx=True).html


def test_panels_take_the_same_statements_for_one_quiz_and_five(world, session, client_of, statements):
    make_quiz(world.year, sessions=[session])
    pages = [(world.staff, "own"), (world.secretariat, ""), (world.secretariat, "hall")]
    counts = []
    for _ in range(2):
        for person, page in pages:
            client = client_of(person)
            statements.clear()
            client.get(f"/briefings/{session.id}/{page}".rstrip("/"))
            counts.append(len(statements))
        for _more in range(4):
            make_quiz(world.year, sessions=[session])
    assert counts[:3] == counts[3:]


def test_quiz_of_another_session_is_not_shown(world, session, client_of):
    quiz = make_quiz(world.year, sessions=[make_session(world.year)])
    assert f"own-quiz-{quiz.id}" not in client_of(world.staff).get(f"/briefings/{session.id}/own").html
    assert db.session.get(Quiz, quiz.id).title not in client_of(world.secretariat).get(f"/briefings/{session.id}").text
