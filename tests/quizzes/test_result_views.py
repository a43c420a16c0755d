"""Board, results, freezing, evidence, item analysis, repairs, documents: what each person sees and may do."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import openpyxl
import pypdfium2
import pytest
from sqlalchemy import select

from portal import audit, clock, documents
from portal.access.permissions import Role
from portal.evidence.models import Evidence
from portal.extensions import db
from portal.quizzes.models import FrozenResult, KeyRepair
from portal.quizzes.queries import own_attempts, sessions_of_quiz
from portal.quizzes.queries.frozen import frozen_view, get_frozen
from portal.quizzes.queries.sheets import asked_versions, versions_of
from portal.quizzes.rules.certificates import reference
from tests.conftest import NOW
from tests.factories.briefings import check_in, make_session
from tests.factories.people import make_person
from tests.factories.questionnaire import add_version
from tests.factories.quizzes import BODIES, make_attempt, make_quiz, make_quiz_category, make_quiz_question

needs_pango = pytest.mark.skipif(bool(documents.problem()), reason="no pango on this machine (PDF)")


@pytest.fixture
def scene(world):
    """Twelve people in two divisions were there; eight of ten from the first passed, two of the other did not open."""
    session = make_session(world.year)
    first = [make_person(Role.STAFF, world.own, name=f"คนกองหนึ่ง {no}") for no in range(10)]
    second = [make_person(Role.STAFF, world.other, name=f"คนกองสอง {no}") for no in range(2)]
    for person in (*first, *second):
        check_in(session, person)
    quiz = make_quiz(world.year, 4, sessions=[session], title="แบบทดสอบสำนักงาน")
    for no, person in enumerate(first):
        make_attempt(quiz, person, right=4 if no < 8 else 1)
    return quiz, first, second


def pdf_text(page) -> str:
    document = pypdfium2.PdfDocument(page.response.get_data())
    return "\n".join(each.get_textpage().get_text_range() for each in document)


def workbook(page):
    return openpyxl.load_workbook(io.BytesIO(page.response.get_data()))


def fetch(client, url, status=200):
    """Return the answer with its body, which the client has not closed."""
    response = client.send("GET", url)
    assert response.status_code == status, response.get_data(as_text=True)[:400]
    return type("Answer", (), {"response": response, "headers": response.headers})


def frozen_by(client_of, world, quiz, **fields) -> FrozenResult:
    client_of(world.secretariat).post(f"/quizzes/{quiz.id}/freeze", {"based_on": "0"} | fields)
    return db.session.scalars(select(FrozenResult).order_by(FrozenResult.no.desc())).first()


PLACES = {
    "/quizzes/{quiz}/board": {"secretariat"},
    "/quizzes/{quiz}/results": {"secretariat", "executive"},
    "/quizzes/{quiz}/results/people": {"secretariat"},
    "/quizzes/{quiz}/results.xlsx": {"secretariat", "executive"},
    "/quizzes/{quiz}/freeze": {"secretariat"},
    "/quizzes/results/{frozen}": {"secretariat", "executive"},
    "/quizzes/results/{frozen}/file?kind=xlsx": {"secretariat", "executive"},
    "/quizzes/{quiz}/items": {"secretariat"},
    "/quizzes/{quiz}/items.xlsx": {"secretariat"},
    "/quizzes/{quiz}/repairs": {"secretariat"},
    "/quizzes/{quiz}/paper": {"secretariat"},
}


@pytest.mark.parametrize("who", ["secretariat", "executive", "head", "officer", "staff", "evaluator"])
def test_each_role_opens_what_is_meant_for_it(world, scene, client_of, who):
    quiz, _, _ = scene
    frozen = frozen_by(client_of, world, quiz)
    client = client_of(getattr(world, who))
    refused = 404 if who == "evaluator" else 403
    found = {}
    for address, allowed in PLACES.items():
        response = client.send("GET", address.format(quiz=quiz.id, frozen=frozen.id))
        response.close()
        if response.status_code != (200 if who in allowed else refused):
            found[address] = response.status_code
    assert found == {}


def test_result_page_says_the_figure_first(world, scene, client_of):
    quiz, _, _ = scene
    page = client_of(world.secretariat).get(f"/quizzes/{quiz.id}/results")
    assert "ผ่านเกณฑ์ร้อยละ 66.67 (8 จาก 12 คน) ยังไม่ถึงเป้าหมายร้อยละ 80" in page.text
    assert "8 × 100 ÷ 12 = 66.67" in page.text
    links = {a.attrs["href"]: a.text for a in page.root.all("a")}
    assert links[f"/quizzes/{quiz.id}/results/people?outcome=not_opened"] == "2 คน"
    # a retake is proposed when the quiz is over, and only until there is one
    retake = {"action": f"/quizzes/{quiz.id}/retake"}
    assert page.root.all("form", **retake) == []
    quiz.host_closed_at = NOW
    db.session.commit()
    client = client_of(world.secretariat)
    page = client.get(f"/quizzes/{quiz.id}/results")
    assert ("ยังไม่ผ่าน 4 คน" in page.text, len(page.root.all("form", **retake))) == (True, 1)
    client.follow(client.post(f"/quizzes/{quiz.id}/retake"))
    assert client.get(f"/quizzes/{quiz.id}/results").root.all("form", **retake) == []


def test_page_of_a_retake_counts_those_who_repeat_and_claims_no_target(world, scene, client_of):
    quiz, first, _ = scene
    retake = make_quiz(world.year, 4, sessions=sessions_of_quiz(quiz.id), retake_of_id=quiz.id)
    make_attempt(retake, first[8], right=4)
    page = client_of(world.secretariat).get(f"/quizzes/{retake.id}/results")
    assert "ต้องสอบซ่อม 4 คน ผ่านแล้ว 1 คน" in page.text
    assert "1 × 100 ÷ 4 = 25.00" in page.text
    assert len(page.root.all("details", class_="figure")) == 1
    assert "เป้าหมาย" not in page.text
    book = workbook(fetch(client_of(world.secretariat), f"/quizzes/{retake.id}/results.xlsx"))
    facts = {row[0].value: row[1].value for row in book["สรุป"].iter_rows(min_row=5)}
    assert (facts["ผู้เข้าร่วมประชุมที่ยังไม่ผ่านแบบทดสอบหลัก (ตัวหาร)"], facts["ร้อยละที่ผ่าน"]) == (4, 25)
    assert "เป้าหมาย ร้อยละ" not in facts
    # four are fewer than five
    assert "น้อยกว่า 5 คน" in client_of(world.executive).get(f"/quizzes/{retake.id}/results").text


def test_executive_sees_no_names_and_no_small_groups(world, scene, client_of):
    quiz, _, _ = scene
    page = client_of(world.executive).get(f"/quizzes/{quiz.id}/results")
    assert "ร้อยละ 66.67" in page.text
    assert not [a for a in page.root.all("a") if "/results/people" in a.attrs["href"]]
    rows = {row.one("th").text: row.text for row in page.root.all("tbody")[0].all("tr")}
    # the division of two is kept back, and with it the only other one, which would give it away
    assert all("ไม่แสดง" in text for text in rows.values())
    assert len(rows) == 2


def test_executive_finds_no_small_group_from_people_at_two_sessions(world, client_of):
    """Ten at the first, six at the second, twelve in all: shown beside each other they would tell of two."""
    first, second = make_session(world.year, title="รอบเช้า"), make_session(world.year, title="รอบบ่าย")
    people = [make_person(Role.STAFF, world.own) for _ in range(12)]
    for no, person in enumerate(people):
        for session in ([first] if no < 10 else []) + ([second] if no >= 6 else []):
            check_in(session, person)
    quiz = make_quiz(world.year, 1, sessions=[first, second])
    make_attempt(quiz, people[11], right=1)

    def hidden(who):
        page = client_of(who).get(f"/quizzes/{quiz.id}/results")
        [table] = [each for each in page.root.all("table") if each.attrs.get("aria-labelledby") == "group-session"]
        return {row.one("th").text: "ไม่แสดง" in row.text for row in table.all("tr") if row.all("td")}

    assert hidden(world.executive) == {"รอบเช้า": True, "รอบบ่าย": True}
    assert hidden(world.secretariat) == {"รอบเช้า": False, "รอบบ่าย": False}


def test_executive_sees_nothing_of_fewer_than_five(world, client_of):
    session = make_session(world.year)
    people = [make_person(Role.STAFF, world.own) for _ in range(4)]
    for person in people:
        check_in(session, person)
    quiz = make_quiz(world.year, 1, sessions=[session])
    make_attempt(quiz, people[0], right=1)
    frozen = frozen_by(client_of, world, quiz)
    client = client_of(world.executive)
    for address in (f"/quizzes/results/{frozen.id}", f"/quizzes/results/{frozen.id}/file"):
        client.get(address, status=403)
    assert "ผลทางการ" not in client.get("/quizzes").text
    assert "ผลทางการ ฉบับที่ 1 ร้อยละ 25 (1 จาก 4)" in client_of(world.secretariat).get("/quizzes").text
    page = client.get(f"/quizzes/{quiz.id}/results")
    assert "น้อยกว่า 5 คน" in page.text
    assert page.root.one("main").all("table") + page.root.one("main").all("details", class_="figure") == []
    client.get(f"/quizzes/{quiz.id}/results.xlsx", status=403)


def test_people_behind_a_number_are_listed(world, scene, client_of):
    quiz, _, _ = scene
    client = client_of(world.secretariat)

    def names(query):
        page = client.get(f"/quizzes/{quiz.id}/results/people{query}")
        return [row.one("th").text for row in page.root.all("tbody")[0].all("tr")] if page.root.all("tbody") else []

    assert names("?outcome=not_opened") == ["คนกองสอง 0", "คนกองสอง 1"]
    assert names("?outcome=failed") == ["คนกองหนึ่ง 8", "คนกองหนึ่ง 9"]
    assert len(names("")) == 12
    assert len(names(f"?division={world.other.id}")) == 2
    assert names("?group=absent") == []
    make_attempt(quiz, world.staff, right=4)
    assert names("?group=outside") == ["บุคลากรทดสอบ"]


def test_result_page_takes_the_same_statements_for_many(world, scene, client_of, statements):
    quiz, _, _ = scene
    client, address = client_of(world.secretariat), f"/quizzes/{quiz.id}/results"
    client.get(address)
    statements.clear()
    client.get(address)
    few = len(statements)
    [session] = sessions_of_quiz(quiz.id)
    for _ in range(10):
        person = make_person(Role.STAFF, world.own)
        check_in(session, person)
        make_attempt(quiz, person, right=2)
    statements.clear()
    client.get(address)
    assert len(statements) == few


def test_quiz_without_attendees_says_what_to_do(world, client_of):
    quiz = make_quiz(world.year, 1)
    page = client_of(world.secretariat).get(f"/quizzes/{quiz.id}/results")
    assert "ยังไม่มีผู้เข้าร่วมประชุมชี้แจง" in page.text
    assert not [a for a in page.root.all("a") if a.attrs["href"].endswith("/freeze")]


def test_figure_is_frozen_once_however_often_the_button_is_pressed(world, scene, client_of):
    quiz, _, _ = scene
    client = client_of(world.secretariat)
    form = client.get(f"/quizzes/{quiz.id}/freeze")
    assert "ร้อยละ 66.67 ของผู้เข้าร่วมประชุมผ่านเกณฑ์ (8 จาก 12 คน)" in form.text
    for _ in range(2):
        page = client.follow(client.post(f"/quizzes/{quiz.id}/freeze", {"based_on": "0"}))
        assert "ฉบับที่ 1" in page.text
    assert [each.no for each in db.session.scalars(select(FrozenResult))] == [1]


def test_second_version_asks_for_a_reason_and_keeps_what_was_typed(world, scene, client_of):
    quiz, _, second = scene
    frozen_by(client_of, world, quiz)
    make_attempt(quiz, second[0], right=4)
    client = client_of(world.secretariat)
    page = client.post(f"/quizzes/{quiz.id}/freeze", {"based_on": "1", "reason": " "}, status=422)
    assert "โปรดระบุเหตุผลที่บันทึกฉบับใหม่แทนฉบับที่ 1" in page.text
    client.post(f"/quizzes/{quiz.id}/freeze", {"based_on": "1", "reason": "ทำในแบบกระดาษ"})
    latest = db.session.scalars(select(FrozenResult).where(FrozenResult.no == 2)).one()
    page = client.get(f"/quizzes/results/{latest.id}")
    assert "คนกองสอง 0: ไม่ได้เปิดทำ → ผ่าน" in page.text
    page = client_of(world.executive).get(f"/quizzes/results/{latest.id}")
    assert "ผลเปลี่ยน 1 คน" in page.text
    assert "คนกองสอง 0" not in page.text


def test_superseded_version_leads_to_the_newest_and_is_attached_no_more(world, scene, client_of):
    quiz, _, second = scene
    old = frozen_by(client_of, world, quiz).id
    officer, address = client_of(world.officer), f"/obligations/{world.obligation.id}/quiz-results"
    make_attempt(quiz, second[0], right=4)
    new = frozen_by(client_of, world, quiz, based_on="1", reason="ตรวจกระดาษคำตอบ").id
    page = client_of(world.secretariat).get(f"/quizzes/results/{old}")
    assert "มีฉบับที่ใหม่กว่า" in page.text
    assert [a.text for a in page.root.all("a") if a.attrs["href"] == f"/quizzes/results/{new}"] == ["ผลทางการ ฉบับที่ 2"]
    assert "8 × 100 ÷ 12 = 66.67" in page.text
    page = officer.post(address, {"frozen": old}, status=422)
    assert "มีฉบับที่ 2 ซึ่งใหม่กว่าแล้ว" in page.text
    assert db.session.scalars(select(Evidence)).all() == []
    officer.post(address, {"frozen": new})
    assert [each.title for each in db.session.scalars(select(Evidence))] == ["ผลแบบทดสอบ แบบทดสอบสำนักงาน ฉบับที่ 2"]
    assert "มีฉบับที่ใหม่กว่า" not in client_of(world.secretariat).get(f"/quizzes/results/{new}").text


def test_frozen_version_that_was_tampered_with_is_told(world, scene, client_of):
    quiz, _, _ = scene
    frozen = frozen_by(client_of, world, quiz)
    version = get_frozen(frozen.id)
    assert frozen_view(version, with_small=True).is_intact
    db.session.expunge(version)
    version.inputs = version.inputs.replace('"not_opened"', '"passed"')
    assert not frozen_view(version, with_small=True).is_intact


@needs_pango
def test_frozen_version_as_a_document(world, scene, client_of):
    quiz, _, _ = scene
    frozen = frozen_by(client_of, world, quiz)
    answer = fetch(client_of(world.executive), f"/quizzes/results/{frozen.id}/file")
    text = pdf_text(answer)
    assert "แบบทดสอบสำนักงาน" in text
    assert "ร้อยละ ๖๖.๖๗ (๘ จาก ๑๒ คน)" in re.sub(r"\s+", " ", text)
    assert "วิธีคำนวณ" in text
    assert "คนกองหนึ่ง" not in text
    assert frozen.inputs_sha256 in re.sub(r"\s+", "", text)


def test_frozen_version_as_a_spreadsheet(world, scene, client_of):
    quiz, _, _ = scene
    frozen = frozen_by(client_of, world, quiz)
    book = workbook(fetch(client_of(world.executive), f"/quizzes/results/{frozen.id}/file?kind=xlsx"))
    facts = {row[0].value: row[1].value for row in book["สรุป"].iter_rows(min_row=5)}
    assert (facts["ผู้เข้าร่วมประชุมชี้แจง (ตัวหาร)"], facts["ผ่านเกณฑ์ (ตัวตั้ง)"]) == (12, 8)
    assert facts["SHA-256 ของข้อมูลที่ใช้คำนวณ"] == frozen.inputs_sha256


def test_officer_attaches_a_frozen_version_in_one_click(world, scene, client_of):
    quiz, _, _ = scene
    frozen = frozen_by(client_of, world, quiz)
    client, address = client_of(world.officer), f"/obligations/{world.obligation.id}"
    page = client.get(address)
    [form] = page.root.all("form", action=f"{address}/quiz-results")
    assert form.one("input", name="frozen").attrs["value"] == str(frozen.id)
    for _ in range(2):
        client.post(f"{address}/quiz-results", {"frozen": frozen.id})
    made = db.session.scalars(select(Evidence)).all()
    assert [(each.title, each.unit_id) for each in made] == [("ผลแบบทดสอบ แบบทดสอบสำนักงาน ฉบับที่ 1", world.own.id)]
    assert len(made[0].revisions) == 1
    assert "แบบทดสอบสำนักงาน" in client.get(address).text


def test_attaching_is_refused_to_others_and_for_what_is_not_there(world, scene, client_of):
    quiz, _, _ = scene
    frozen = frozen_by(client_of, world, quiz)
    address = f"/obligations/{world.obligation.id}/quiz-results"
    client_of(world.secretariat).post(address, {"frozen": frozen.id}, status=403)
    client_of(world.stranger).post(address, {"frozen": frozen.id}, status=404)
    for wrong in ("", "x", "999999"):
        client_of(world.officer).post(address, {"frozen": wrong}, status=422)
    assert db.session.scalars(select(Evidence)).all() == []


def test_who_may_not_attach_is_offered_the_download(world, scene, client_of):
    quiz, _, _ = scene
    frozen = frozen_by(client_of, world, quiz)
    page = client_of(world.secretariat).get(f"/quizzes/results/{frozen.id}")
    assert "ท่านไม่มีรายการที่แนบหลักฐานได้" in page.text
    assert [a for a in page.root.all("a") if a.attrs["href"] == f"/quizzes/results/{frozen.id}/file"]


def test_obligation_page_offers_nothing_without_a_frozen_version(world, scene, client_of):
    page = client_of(world.officer).get(f"/obligations/{world.obligation.id}")
    assert page.root.all(id="quiz-results") == []


def test_export_has_names_only_by_right(world, scene, client_of):
    quiz, _, _ = scene
    book = workbook(fetch(client_of(world.secretariat), f"/quizzes/{quiz.id}/results.xlsx"))
    assert book.sheetnames == ["สรุป", "แยกกลุ่ม", "ผู้เข้าร่วมและผล", "ไม่นับในผล"]
    rows = {row[0].value: [cell.value for cell in row] for row in book["ผู้เข้าร่วมและผล"].iter_rows(min_row=5)}
    assert rows["คนกองหนึ่ง 0"][6:9] == ["ผ่าน", 4, 4]
    assert rows["คนกองสอง 0"][6:9] == ["ไม่ได้เปิดทำ", None, None]
    assert rows["คนกองหนึ่ง 0"][10].startswith("2570-")
    book = workbook(fetch(client_of(world.executive), f"/quizzes/{quiz.id}/results.xlsx"))
    assert book.sheetnames == ["สรุป", "แยกกลุ่ม"]
    assert "คนกองหนึ่ง" not in str([[cell.value for cell in row] for sheet in book for row in sheet.iter_rows()])
    found = db.session.scalars(select(audit.AuditEntry).where(audit.AuditEntry.event == "quiz:exported")).all()
    assert [each.detail["with_names"] for each in found] == [True, False]


def test_board_shows_counts_without_names(world, scene, client_of):
    quiz, _, second = scene
    make_attempt(quiz, second[0], is_open=True)
    client = client_of(world.secretariat)
    page = client.get(f"/quizzes/{quiz.id}/board")
    figures = [dd.text for dd in page.root.one("dl", class_="board-figures").all("dd")]
    assert figures == ["11", "1", "10", "12", "ร้อยละ 80"]
    assert "คนกอง" not in page.text
    assert len(page.root.all("ol", class_="board-hardest")[0].all("li")) == 4


def test_board_polls_a_part_and_stays_quiet_while_nothing_changes(world, scene, client_of):
    quiz, _, second = scene
    client = client_of(world.secretariat)
    address = client.get(f"/quizzes/{quiz.id}/board").root.one(id="hall-live").attrs["hx-get"]
    assert client.send("GET", address, headers={"HX-Request": "true"}).status_code == 204
    make_attempt(quiz, second[0], is_open=True)
    part = client.get(address, htmx=True)
    assert part.root.all("html") == []
    assert part.root.one(id="hall-live").attrs["hx-get"] != address


@pytest.mark.parametrize(("submitted", "is_told"), [(0, False), (4, False), (5, True)])
def test_board_keeps_back_what_a_few_answered(world, client_of, submitted, is_told):
    quiz = make_quiz(world.year, 2)
    for _ in range(submitted):
        make_attempt(quiz, make_person(Role.STAFF, world.own), right=2)
    page = client_of(world.secretariat).get(f"/quizzes/{quiz.id}/board")
    assert page.root.one("dl", class_="board-figures").all("dd")[4].text == ("ร้อยละ 100" if is_told else "–")
    assert len(page.root.all("ol", class_="board-hardest")) == is_told
    assert ("จะแสดงเมื่อมีผู้ส่งตั้งแต่ 5 คน" in page.text) is not is_told


def test_item_analysis_shows_figures_and_flags_in_words(world, scene, client_of):
    quiz, _, _ = scene
    page = client_of(world.secretariat).get(f"/quizzes/{quiz.id}/items")
    assert "คำนวณจากผู้ทำ 10 คน คนละ 1 ครั้ง คือครั้งที่ได้คะแนนมากที่สุด จากที่ส่งทั้งหมด 10 ครั้ง" in page.text
    rows = [[cell.text for cell in row.all("td")] for row in page.root.all("tbody")[0].all("tr")]
    assert [row[1] for row in rows] == ["1.00", "0.80", "0.80", "0.80"]
    assert rows[0][3] == "คำนวณไม่ได้"
    # how many each figure rests on stands beside it, in the table and at each bar
    assert [row[0] for row in rows] == ["10"] * 4
    assert [span.text for span in page.root.all("span", class_="bar-value")[:2]] == [
        "1.00 จาก 10 คน ง่ายเกินไป",
        "0.80 จาก 10 คน",
    ]
    assert "ง่ายเกินไป (ค่าความยากเกิน 0.80)" in page.text
    assert len(page.root.all("svg", class_="bar")) == 8
    assert all("aria-hidden" in svg.attrs for svg in page.root.all("svg", class_="bar"))


def test_item_analysis_takes_the_same_statements_for_many(world, scene, client_of, statements):
    quiz, _, _ = scene
    client, address = client_of(world.secretariat), f"/quizzes/{quiz.id}/items"
    client.get(address)
    statements.clear()
    client.get(address)
    few = len(statements)
    for _ in range(8):
        make_attempt(quiz, make_person(Role.STAFF, world.own), right=2)
    statements.clear()
    client.get(address)
    assert len(statements) == few


def test_item_analysis_without_attempts_or_answers(world, client_of):
    quiz = make_quiz(world.year, 2)
    client = client_of(world.secretariat)
    assert "ยังไม่มีผู้ส่งแบบทดสอบ" in client.get(f"/quizzes/{quiz.id}/items").text
    quiz.pruned_at = NOW
    db.session.commit()
    assert "ลบตามกำหนดแล้ว" in client.get(f"/quizzes/{quiz.id}/items").text


def test_item_analysis_of_every_kind(world, client_of):
    quiz = make_quiz(world.year, list(BODIES))
    for no in range(3):
        make_attempt(quiz, make_person(Role.STAFF, world.own), right=no * 3)
    client = client_of(world.secretariat)
    page = client.get(f"/quizzes/{quiz.id}/items")
    assert len(page.root.all("section", class_="item")) == 7
    book = workbook(fetch(client, f"/quizzes/{quiz.id}/items.xlsx"))
    assert book.sheetnames == ["สรุป", "รายข้อ", "ตัวเลือก"]
    assert len(list(book["รายข้อ"].iter_rows(min_row=5))) == 7


def repaired(quiz):
    asked = versions_of(asked_versions(quiz.id))
    first = asked[min(asked)]
    body = {"options": [dict(row, fraction="1" if no == 1 else "0") for no, row in enumerate(first.body["options"])]}
    return first, add_version(first.question, body=body)


def test_key_is_repaired_after_a_preview(world, scene, client_of):
    quiz, _, _ = scene
    asked, by = repaired(quiz)
    client = client_of(world.secretariat)
    page = client.get(f"/quizzes/{quiz.id}/repairs")
    [link] = [a.attrs["href"] for a in page.root.all("a") if "/preview" in a.attrs["href"]]
    page = client.get(link)
    assert "คะแนนเปลี่ยน 10 จาก 10 ครั้ง ผลผ่านหรือไม่ผ่านเปลี่ยน 0 ครั้ง" in page.text
    form = page.root.one("form", action=f"/quizzes/{quiz.id}/repairs")
    fields = {field.attrs["name"]: field.attrs["value"] for field in form.all("input")}
    fields.pop("csrf_token")
    page = client.post(f"/quizzes/{quiz.id}/repairs", fields | {"reason": ""}, status=422)
    assert "โปรดระบุเหตุผลที่แก้เฉลย" in page.text
    page = client.follow(client.post(f"/quizzes/{quiz.id}/repairs", fields | {"reason": "เฉลยผิด"}))
    assert "เฉลยผิด" in page.text
    assert db.session.scalars(select(KeyRepair)).one().marked_by_id == by.id
    assert asked.id == db.session.scalars(select(KeyRepair)).one().version_id


def test_repair_of_something_else_is_refused_on_the_list(world, scene, client_of):
    quiz, _, _ = scene
    asked, _ = repaired(quiz)
    other = make_quiz_question(make_quiz_category(world.year))
    client, sentence = client_of(world.secretariat), "ไม่พบคำถามที่เลือก โปรดเลือกจากรายการอีกครั้ง"
    for query in ("", "?version=x&by=1", f"?version={asked.id}&by={other.id}", f"?version={other.id}&by={other.id}"):
        page = client.get(f"/quizzes/{quiz.id}/repairs/preview{query}", status=422)
        assert (sentence in page.text, page.root.all("li", id=f"asked-{asked.id}") != []) == (True, True)
    fields = {"version": asked.id, "by": other.id, "reason": "x"}
    assert sentence in client.post(f"/quizzes/{quiz.id}/repairs", fields, status=422).text
    assert db.session.scalars(select(KeyRepair)).all() == []


def test_version_that_cannot_mark_says_why(world, scene, client_of):
    quiz, _, _ = scene
    asked, _ = repaired(quiz)
    shorter = add_version(asked.question, body={"options": asked.body["options"][:2]})
    page = client_of(world.secretariat).get(f"/quizzes/{quiz.id}/repairs/preview?version={asked.id}&by={shorter.id}")
    assert "จำนวนตัวเลือกไม่เท่ากัน" in page.text or "จำนวนตัวเลือก" in page.text
    assert page.root.all("form", action=f"/quizzes/{quiz.id}/repairs") == []


@needs_pango
def test_certificate_of_who_passed(world, scene, client_of, portal):
    quiz, first, _ = scene
    attempt = make_attempt(quiz, world.staff, right=4)
    answer = fetch(client_of(world.staff), f"/attempts/{attempt.id}/certificate.pdf")
    text = re.sub(r"\s+", " ", pdf_text(answer))
    assert "หนังสือรับรองผลการทดสอบ" in text
    assert "บุคลากรทดสอบ" in text
    assert "ได้ ๔ คะแนน จากคะแนนเต็ม ๔ คะแนน" in text
    assert "๙ ธันวาคม ๒๕๖๙" in text
    code = reference(
        secret=portal.secret_key, year_be=2570, attempt_id=attempt.id, points=attempt.score_points, is_passed=True
    )
    assert code in text
    assert "ประชุมชี้แจงที่ได้เข้าร่วม" not in text  # was at no session
    own = own_attempts(quiz.id, first[0].id)[0]
    text = re.sub(r"\s+", " ", pdf_text(fetch(client_of(first[0]), f"/attempts/{own.id}/certificate.pdf")))
    assert "ประชุมชี้แจงที่ได้เข้าร่วมเมื่อวันที่ ๑๕ ธันวาคม ๒๕๖๙" in text


@needs_pango
def test_confirmation_of_who_did_not_pass(world, scene, client_of):
    quiz, _, _ = scene
    attempt = make_attempt(quiz, world.staff, right=1)
    text = pdf_text(fetch(client_of(world.staff), f"/attempts/{attempt.id}/certificate.pdf"))
    assert "หนังสือยืนยันการทำแบบทดสอบ" in text
    assert "ผ่านเกณฑ์การทดสอบ" not in text


def test_certificate_is_the_persons_own_and_only_of_a_result(world, scene, client_of):
    quiz, _, _ = scene
    attempt = make_attempt(quiz, world.staff, is_open=True)
    client = client_of(world.staff)
    page = client.get(f"/attempts/{attempt.id}/certificate.pdf", status=409)
    assert "โปรดส่งแบบทดสอบก่อน" in page.text
    client_of(world.secretariat).get(f"/attempts/{attempt.id}/certificate.pdf", status=404)
    closed = make_quiz(world.year, 1, review={"immediately": [], "while_open": [], "after_close": ["score"]})
    hidden = make_attempt(closed, world.staff, right=1)
    page = client.get(f"/attempts/{hidden.id}/certificate.pdf", status=409)
    assert "ยังไม่เปิดให้ดูผล" in page.text


HIDDEN = {"immediately": [], "while_open": [], "after_close": ["score"]}


@needs_pango
@pytest.mark.parametrize(
    ("right", "changes", "settings", "says"),
    [
        (4, {}, {}, "ดาวน์โหลดหนังสือรับรองผลการทดสอบ"),
        (1, {}, {}, "ดาวน์โหลดหนังสือยืนยันการทำแบบทดสอบ"),
        (4, {"is_trial": True, "no": 1001}, {}, None),
        (4, {}, {"review": HIDDEN}, None),
    ],
)
def test_result_leads_to_the_certificate_where_there_is_one(world, client_of, right, changes, settings, says):
    attempt = make_attempt(make_quiz(world.year, 4, **settings), world.staff, right=right, **changes)
    client, address = client_of(world.staff), f"/attempts/{attempt.id}/certificate.pdf"
    page = client.get(f"/attempts/{attempt.id}/result")
    assert [a.text for a in page.root.all("a") if a.attrs["href"] == address] == ([says] if says else [])
    # what the page offers is what the route gives
    fetch(client, address, status=200 if says else 409).response.close()


@pytest.mark.parametrize("who", ["executive", "secretariat", "head", "officer", "staff"])
def test_list_of_quizzes_leads_those_entitled_to_the_results(world, scene, client_of, who):
    quiz, _, _ = scene
    waiting = make_quiz(world.year, 1, host_opened_at=None)
    frozen_by(client_of, world, quiz)
    page = client_of(getattr(world, who)).get("/quizzes")
    shown = [a.attrs["href"] for a in page.root.all("a") if a.attrs["href"].endswith("/results")]
    frozen = "ผลทางการ ฉบับที่ 1 ร้อยละ 66.67 (8 จาก 12) ยังไม่ถึงเป้าหมายร้อยละ 80"
    assert (frozen in page.text) == (who in ("executive", "secretariat"))
    assert shown == ([f"/quizzes/{quiz.id}/results"] if who in ("executive", "secretariat") else [])
    assert page.root.all(id=f"quiz-{waiting.id}") != []


def test_reference_changes_with_the_result():
    facts = {"secret": "s", "year_be": 2570, "attempt_id": 7}
    one = reference(**facts, points=4, is_passed=True)
    assert one.startswith("2570-000007-")
    assert one != reference(**facts, points=4, is_passed=False) != reference(**facts, points=3, is_passed=False)
    assert one != reference(**(facts | {"secret": "t"}), points=4, is_passed=True)


def test_paper_has_every_kind_and_its_key_apart(world, client_of):
    quiz = make_quiz(world.year, list(BODIES))
    client = client_of(world.secretariat)
    plain, keyed = client.get(f"/quizzes/{quiz.id}/paper"), client.get(f"/quizzes/{quiz.id}/paper?key=1")
    assert len(plain.root.all("section", class_="paper-question")) == 7
    assert plain.root.all("span", class_="paper-key") + plain.root.all("p", class_="paper-key") == []
    assert len(keyed.root.all("section", class_="paper-question")) == 7
    assert "✓ ภายในวันที่ 20" in keyed.text


def test_paper_of_a_set_is_always_the_same(world, client_of):
    category = make_quiz_category(world.year)
    for _ in range(12):
        make_quiz_question(category)
    quiz = make_quiz(world.year, 0, shuffles_questions=True, shuffles_options=True)
    from portal.quizzes.models import QuizSlot

    db.session.add(QuizSlot(quiz_id=quiz.id, no=1, category_id=category.id, draws=6))
    db.session.commit()
    client = client_of(world.secretariat)

    def texts(number):
        page = client.get(f"/quizzes/{quiz.id}/paper?set={number}")
        return [each.text for each in page.root.all("section", class_="paper-question")]

    assert texts(1) == texts(1)
    assert len(texts(1)) == 6
    assert texts(1) != texts(2)
    assert texts("x") == texts(1) == texts(999)


@needs_pango
def test_paper_as_a_pdf(world, client_of):
    quiz = make_quiz(world.year, list(BODIES), title="แบบทดสอบการดำเนินการ")
    text = pdf_text(fetch(client_of(world.secretariat), f"/quizzes/{quiz.id}/paper.pdf?key=1"))
    assert "แบบทดสอบการดำเนินการ" in text
    assert "ฉบับมีเฉลย สำหรับผู้จัดเท่านั้น" in text


def test_machine_without_pango_says_so_and_attaches_a_spreadsheet(world, scene, client_of, monkeypatch):
    from portal.documents import pdf

    quiz, _, _ = scene
    frozen = frozen_by(client_of, world, quiz)
    monkeypatch.setattr(pdf, "LIBRARIES", (("libnothing.so.0",),))
    pdf._engine.cache_clear()
    try:
        page = client_of(world.secretariat).get(f"/quizzes/{quiz.id}/paper.pdf", status=503)
        assert "จัดทำไฟล์ PDF ไม่ได้" in page.text
        answer = fetch(client_of(world.secretariat), f"/quizzes/results/{frozen.id}/file")
        assert "xlsx" in answer.headers["Content-Disposition"]
        client_of(world.officer).post(f"/obligations/{world.obligation.id}/quiz-results", {"frozen": frozen.id})
        assert db.session.scalars(select(Evidence)).one().revisions[0].filename.endswith(".xlsx")
        page = client_of(world.secretariat).get(f"/quizzes/{quiz.id}/paper")
        assert "เครื่องนี้ยังจัดทำ PDF ไม่ได้" in page.text
    finally:
        pdf._engine.cache_clear()


def test_result_after_pruning_says_so(world, scene, client_of):
    quiz, _, _ = scene
    quiz.pruned_at = NOW
    db.session.commit()
    clock.fix(NOW + timedelta(days=1))
    assert "คำตอบรายข้อลบตามกำหนดแล้ว" in client_of(world.secretariat).get(f"/quizzes/{quiz.id}/results").text
