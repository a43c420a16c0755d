"""Files of questions come in: form, preview, application; nothing is written before, nothing twice."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.access.permissions import Role
from portal.audit import AuditEntry
from portal.extensions import db
from portal.questionnaire.formats import gift, sheet
from portal.questionnaire.models import Question, QuestionCategory, QuestionImport, QuestionVersion
from portal.questionnaire.queries.imports import new_paths, pictures_waiting
from portal.questionnaire.rules import right_response
from portal.questionnaire.rules.folders import Folder
from portal.questionnaire.rules.imports import Known, Outcome, Problem, Reading, as_text, compare, from_text
from tests.client import Page, PortalClient
from tests.factories.people import make_person, make_unit
from tests.factories.questionnaire import make_category, make_question
from tests.questionnaire.conftest import Setting

FILE = """\
// [tag:มิติ] [citation:study 6.1.3]
::หนึ่ง::น้ำหนักเท่าใด {=๖๐ ~๑๐}

$CATEGORY: กรอบ/น้ำหนัก

::สอง::ถูกไหม {T#ผิด#ถูก}

::เสีย::ข้อนี้ลืมปิด {=ก

::หนึ่งอีกครั้ง::น้ำหนักเท่าใด {~10 =60#ใช่}
"""
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\0IEND\xaeB`\x82"


def sent(client: PortalClient, setting: Setting, content: str | bytes, name: str = "คำถาม.gift", **values: Any) -> Page:
    """Return the answer to the form with a file."""
    file = io.BytesIO(content.encode() if isinstance(content, str) else content)
    data = {"category_id": setting.category.id, "format": "", "file": (file, name)} | values
    return client.post("/questions/import", data, status=data.pop("status", 303))


def previewed(client: PortalClient, setting: Setting, content: str | bytes = FILE, name: str = "คำถาม.gift") -> Page:
    return client.follow(sent(client, setting, content, name))


def applied(client: PortalClient, page: Page, status: int = 303) -> Page:
    """Return the answer to the button of a preview."""
    form = page.root.one("input", name="digest").parent
    assert form is not None
    digest = form.one("input", name="digest").attrs["value"]
    return client.post(form.attrs["action"], {"digest": digest}, status=status)


def rows(page: Page) -> list[tuple[str, str]]:
    """Return line and result of each row of a preview."""
    return [(row.all("td")[0].text, row.one("span", class_="chip").text) for row in page.root.one("tbody").all("tr")]


def count(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def texts() -> list[str]:
    return list(db.session.scalars(select(QuestionVersion.text).order_by(QuestionVersion.id)))


def test_preview_tells_each_question_and_writes_none(setting: Setting, keeper: PortalClient) -> None:
    page = previewed(keeper, setting)
    assert rows(page) == [("2", "เพิ่มใหม่"), ("6", "เพิ่มใหม่"), ("8", "อ่านไม่ได้"), ("10", "มีอยู่แล้ว")]
    assert "ปฏิทิน / กรอบ / น้ำหนัก" in page.text
    assert "เฉลย: ๖๐" in page.text
    assert "ไม่พบวงเล็บปีกกาปิด" in page.text
    assert (count(Question), count(QuestionCategory), count(QuestionImport)) == (0, 1, 1)


def test_application_adds_new_questions_unconfirmed_in_their_categories(setting: Setting, keeper: PortalClient) -> None:
    page = keeper.follow(applied(keeper, previewed(keeper, setting)))
    assert page.heading == "ผลการนำเข้าคำถาม"
    found = db.session.execute(
        select(QuestionVersion.name, QuestionCategory.name, Question.confirmed_at, QuestionVersion.created_by_id)
        .join(Question, Question.id == QuestionVersion.question_id)
        .join(QuestionCategory, QuestionCategory.id == Question.category_id)
        .order_by(Question.id)
    ).all()
    assert found == [("หนึ่ง", "ปฏิทิน", None, setting.keeper.id), ("สอง", "น้ำหนัก", None, setting.keeper.id)]
    first = db.session.scalars(select(QuestionVersion).where(QuestionVersion.name == "หนึ่ง")).one()
    assert (first.tags, first.citation) == (["มิติ"], "study 6.1.3")
    events = list(db.session.scalars(select(AuditEntry.event).order_by(AuditEntry.id)))
    assert [each for each in events if each.startswith("question")] == [
        "question-category:changed",
        "question-category:changed",
        "question:created",
        "question:created",
        "questions:imported",
    ]


def test_second_click_writes_nothing_more(setting: Setting, keeper: PortalClient) -> None:
    page = previewed(keeper, setting)
    applied(keeper, page)
    again = applied(keeper, page, status=409)
    assert "นำเข้าไปแล้ว" in again.text
    assert count(Question) == 2


def test_same_file_again_finds_its_questions_in_the_bank(setting: Setting, keeper: PortalClient) -> None:
    applied(keeper, previewed(keeper, setting))
    page = previewed(keeper, setting, FILE.replace("๖๐", " 60 ").replace("น้ำหนักเท่าใด", "นํ้าหนักเท่าใด"))
    assert [result for _, result in rows(page)] == ["มีอยู่แล้ว", "มีอยู่แล้ว", "อ่านไม่ได้", "มีอยู่แล้ว"]
    assert page.root.all("input", name="digest") == []


def test_bank_that_changed_after_the_preview_is_shown_anew(setting: Setting, keeper: PortalClient) -> None:
    page = previewed(keeper, setting)
    make_question(
        setting.category,
        text="น้ำหนักเท่าใด",
        body={"options": [{"text": each, "fraction": "1", "feedback": ""} for each in ("10", "60")]},
    )
    again = applied(keeper, page, status=409)
    assert rows(again)[0] == ("2", "มีอยู่แล้ว")
    assert count(Question) == 1
    applied(keeper, again)
    assert texts()[1:] == ["ถูกไหม"]


def test_alike_question_with_other_options_is_told_and_added(setting: Setting, keeper: PortalClient) -> None:
    question = make_question(setting.category, text="น้ำหนักเท่าใด")
    page = previewed(keeper, setting)
    assert rows(page)[0] == ("2", "เพิ่มใหม่")
    assert [link.attrs["href"] for link in page.root.one("tbody").all("a")] == [f"/questions/{question.id}"]


def test_standing_categories_are_used(setting: Setting, keeper: PortalClient) -> None:
    frame = make_category(setting.agency, setting.category, name="กรอบ")
    applied(keeper, previewed(keeper, setting))
    names = db.session.execute(select(QuestionCategory.name, QuestionCategory.parent_id).order_by(QuestionCategory.id))
    assert list(names)[1:] == [("กรอบ", setting.category.id), ("น้ำหนัก", frame.id)]


def test_picture_of_moodle_is_kept_with_its_question(setting: Setting, keeper: PortalClient) -> None:
    content = (
        '<quiz><question type="truefalse"><name><text>ก</text></name><questiontext format="html"><text>'
        '&lt;p&gt;ดูภาพ&lt;/p&gt;&lt;img src="@@PLUGINFILE@@/a.png" alt="ผัง"&gt;</text>'
        f'<file name="a.png" encoding="base64">{base64.b64encode(PNG).decode()}</file></questiontext>'
        '<answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer>'
        "</question></quiz>"
    )
    page = previewed(keeper, setting, content, "จากระบบอื่น.xml")
    digest = db.session.scalars(select(QuestionImport.questions)).one().split('"sha256": "')[1][:64]
    assert pictures_waiting([digest, "0" * 64]) == {digest}
    applied(keeper, page)
    version = db.session.scalars(select(QuestionVersion)).one()
    assert (version.picture_sha256, version.picture_filename, version.picture_alt) == (digest, "a.png", "ผัง")
    assert pictures_waiting([digest]) == set()


@pytest.mark.parametrize("name", ["คำถาม.txt", "คำถาม.GIFT", "aiken.txt", "คำถาม.xlsx"])
def test_format_is_told_from_the_file(setting: Setting, keeper: PortalClient, name: str) -> None:
    drafts, _ = gift.read(FILE)
    content = {
        "aiken.txt": "ข้อใด\nA. ก\nB. ข\nANSWER: A".encode("cp874"),
        "คำถาม.xlsx": sheet.write(drafts),
    }.get(name, FILE.encode())
    assert rows(previewed(keeper, setting, content, name))[0][1] == "เพิ่มใหม่"


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "a.gift", "ไม่พบคำถามในไฟล์นี้"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "a.png", "ไม่รู้จักชนิดของไฟล์นี้"),
        (b"PK\x03\x04nonsense", "a.xlsx", "เสียหาย"),
        (b"<html></html>", "a.xml", "ไม่ใช่ Moodle XML"),
        (b"x" * (10 * 1024 * 1024 + 1), "a.gift", "ใหญ่เกิน"),
    ],
    ids=["empty", "picture", "workbook", "html", "large"],
)
def test_file_that_cannot_be_read_is_refused_beside_the_field(
    setting: Setting, keeper: PortalClient, content: bytes, name: str, sentence: str
) -> None:
    page = sent(keeper, setting, content, name, status=422)
    assert sentence in page.root.one("p", id="file-error").text
    assert count(QuestionImport) == 0


def test_form_without_file_or_category_is_refused(setting: Setting, keeper: PortalClient) -> None:
    page = keeper.post("/questions/import", {"category_id": "", "format": ""}, status=422)
    assert len(page.root.one("div", class_="error-summary").all("a")) == 2


def test_form_offers_the_template_and_a_category(setting: Setting, keeper: PortalClient) -> None:
    page = keeper.get(f"/questions/import?category={setting.category.id}")
    assert page.root.one("option", selected="").text.strip() == "ปฏิทิน"
    answer = keeper.get("/questions/import/template")
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_bank_without_a_category_leads_to_its_first_one(client_of: Callable[..., PortalClient], portal: Flask) -> None:
    page = client_of(make_person(Role.SECRETARIAT, make_unit())).get("/questions/import")
    assert page.root.all("input", name="file") == []
    assert "เพิ่มหมวด" in [link.text for link in page.root.one("main").all("a")]


def test_category_of_another_agency_is_refused(setting: Setting, keeper: PortalClient) -> None:
    foreign = make_category(make_unit())
    sent(keeper, setting, FILE, category_id=foreign.id, status=422)
    assert count(QuestionImport) == 0


def test_preview_is_out_of_sight_for_others(
    setting: Setting, keeper: PortalClient, client_of: Callable[..., PortalClient]
) -> None:
    address = sent(keeper, setting, FILE).headers["Location"]
    client_of(make_person(Role.SECRETARIAT, make_unit())).get(address, status=404)
    client_of(make_person(Role.OFFICER, setting.division)).get(address, status=404)


def test_long_preview_is_paged_and_narrowed(setting: Setting, keeper: PortalClient, statements: list[str]) -> None:
    many = "\n\n".join(f"ข้อ {number} {{T}}" for number in range(60)) + "\n\nเสีย {"
    page = previewed(keeper, setting, many)
    assert len(rows(page)) == 25
    assert "แสดง 1–25 จาก 61 รายการ" in page.text
    address = db.session.scalars(select(QuestionImport.id)).one()
    assert rows(keeper.get(f"/questions/import/{address}?show=problem")) == [("121", "อ่านไม่ได้")]
    statements.clear()
    applied(keeper, page)
    # a question, its version, its place on record; nothing is looked up for each
    assert len(statements) <= 3 * 60 + 12
    assert count(Question) == 60


def test_older_file_that_was_never_applied_is_thrown_away(setting: Setting, keeper: PortalClient) -> None:
    sent(keeper, setting, FILE)
    sent(keeper, setting, FILE)
    assert count(QuestionImport) == 1


def test_reading_is_kept_and_found_again() -> None:
    drafts, problems = gift.read(FILE)
    reading = Reading(tuple(drafts), tuple(problems))
    assert from_text(as_text(reading)) == reading


def test_retired_question_is_found_after_one_in_use() -> None:
    (draft, *_), _ = gift.read(FILE)
    known = [Known(each, draft.kind, draft.text, draft.body, is_retired=each == 1) for each in (1, 2)]
    (row,) = compare(Reading((draft,), ()), known, []).rows
    assert (row.outcome, row.same) == (Outcome.SAME, known[1])


def test_warning_stands_with_its_question() -> None:
    drafts, problems = gift.read("ก {T}\n\nข {#3 ~#อื่น}")
    rows_ = compare(Reading(tuple(drafts), tuple(problems)), [], []).rows
    assert [len(row.warnings) for row in rows_] == [0, 1]
    assert compare(Reading((), (Problem(3, "ก"),)), [], []).counts[Outcome.PROBLEM] == 1


def test_new_categories_are_listed_once_parents_first() -> None:
    folders = [Folder(1, None, "บน"), Folder(2, 1, "มี")]
    paths = [("มี", "ใหม่", "ลึก"), ("มี", "ใหม่"), (), ("มี",)]
    assert new_paths(folders, 1, paths) == [("มี", "ใหม่"), ("มี", "ใหม่", "ลึก")]


def test_right_answers_survive_the_way_in(setting: Setting, keeper: PortalClient) -> None:
    applied(keeper, previewed(keeper, setting))
    found = db.session.scalars(select(QuestionVersion).order_by(QuestionVersion.id))
    assert [right_response(version.kind, version.body) for version in found] == [0, True]
