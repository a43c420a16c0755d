"""One question: its page, its forms without script, its picture, its versions."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest

from portal.access.permissions import Role
from portal.extensions import db
from portal.questionnaire.models import Question, QuestionVersion
from portal.questionnaire.rules import check_body
from tests.client import Page
from tests.conftest import NOW
from tests.contracts.sources import ROOT
from tests.factories.people import make_person
from tests.factories.performance import make_dimension, make_fiscal_year, make_indicator
from tests.factories.questionnaire import BODIES, add_version, make_category, make_question, version_of

FILES = ROOT / "tests" / "files"
PNG, JPG, WEBP = ((FILES / name).read_bytes() for name in ("กราฟ.png", "ภาพกิจกรรม.jpg", "ภาพประกอบ.webp"))


def filled(page: Page) -> dict:
    """Return what a browser would send of the page's form, file fields apart."""
    form = page.root.one("form", enctype="multipart/form-data")
    values: dict = {}
    for field in form.all():
        name = field.attrs.get("name")
        if not name or name in ("more", "csrf_token"):
            continue
        kind = field.attrs.get("type")
        if field.tag == "input" and kind != "file" and (kind not in ("checkbox", "radio") or "checked" in field.attrs):
            values[name] = field.attrs.get("value", "")
        elif field.tag == "textarea":
            values[name] = "".join(field.texts).lstrip("\r\n")
        elif field.tag == "select":
            chosen = [each for each in field.all("option") if "selected" in each.attrs]
            values[name] = chosen[0].attrs["value"] if chosen else ""
    return values


def made() -> Question:
    return db.session.query(Question).order_by(Question.id.desc()).first()


def typed(setting, **more):
    return {"category_id": setting.category.id, "name": "ชื่อ", "text": "คำถาม", "points": "1", "submit_key": "k"} | more


ROWS = {
    "single": {"options-0-text": "ก", "options-1-text": "ข", "options-1-right": "y", "options-3-text": "ค"},
    "multiple": {
        "options-0-text": "ก",
        "options-0-right": "y",
        "options-1-text": "ข",
        "options-1-right": "y",
        "options-2-text": "ค",
        "options-3-text": "ง",
        "options-3-pct": "๐",
    },
    "truefalse": {"right": "false", "feedback_true": "อ่านอีกครั้ง"},
    "number": {
        "answers-0-value": "๑,๒๕๐.๕",
        "answers-0-tolerance": "0.5",
        "answers-1-value": "1250",
        "answers-1-pct": "50",
    },
    "text": {"answers-0-text": "สำนัก*", "answers-2-text": "กอง", "answers-2-pct": "25", "case_sensitive": "y"},
    "matching": {
        "pairs-0-left": "ก",
        "pairs-0-right": "1",
        "pairs-1-left": "ข",
        "pairs-1-right": "2",
        "extra": "3\n\n 4 ",
    },
    "ordering": {"items-0-text": "ก", "items-2-text": "ข", "items-3-text": "ค"},
}
MADE = {
    "single": {
        "options": [
            {"text": "ก", "fraction": "0", "feedback": ""},
            {"text": "ข", "fraction": "1", "feedback": ""},
            {"text": "ค", "fraction": "0", "feedback": ""},
        ]
    },
    "multiple": {
        "options": [
            {"text": "ก", "fraction": "0.5", "feedback": ""},
            {"text": "ข", "fraction": "0.5", "feedback": ""},
            {"text": "ค", "fraction": "-0.5", "feedback": ""},
            {"text": "ง", "fraction": "0", "feedback": ""},
        ]
    },
    "truefalse": {"right": False, "feedback_true": "อ่านอีกครั้ง", "feedback_false": ""},
    "number": {
        "answers": [
            {"value": "1250.5", "tolerance": "0.5", "fraction": "1", "feedback": ""},
            {"value": "1250", "tolerance": "0", "fraction": "0.5", "feedback": ""},
        ]
    },
    "text": {
        "answers": [
            {"text": "สำนัก*", "fraction": "1", "feedback": ""},
            {"text": "กอง", "fraction": "0.25", "feedback": ""},
        ],
        "case_sensitive": True,
    },
    "matching": {"pairs": [{"left": "ก", "right": "1"}, {"left": "ข", "right": "2"}], "extra": ["3", "4"]},
    "ordering": {"items": ["ก", "ข", "ค"]},
}


@pytest.mark.parametrize("kind", BODIES)
def test_new_question_of_every_kind(setting, keeper, kind):
    keeper.get(f"/questions/new?kind={kind}&category={setting.category.id}")
    page = keeper.post(f"/questions/new?kind={kind}", typed(setting, **ROWS[kind]))
    question = made()
    version = version_of(question)
    check_body(kind, version.body)
    assert (version.kind, version.body, version.points) == (kind, MADE[kind], Decimal(1))
    assert page.headers["Location"] == f"/questions/{question.id}"
    assert keeper.follow(page).heading == "ชื่อ"


@pytest.mark.parametrize("kind", BODIES)
def test_edit_form_sent_as_it_is_changes_nothing(setting, keeper, kind):
    question = make_question(
        setting.category,
        kind,
        tags=["ก", "ข"],
        citation="ข้อ 1",
        manual_page="12",
        points=Decimal("1.50"),
        feedback="จำ",
    )
    page = keeper.get(f"/questions/{question.id}/edit")
    keeper.post(f"/questions/{question.id}/edit", filled(page))
    assert question.latest_no == 1


def test_choose_kind_offers_all(keeper):
    page = keeper.get("/questions/new?category=3")
    links = [link.attrs["href"] for link in page.root.one("ul", class_="link-list").all("a")]
    assert links == [f"/questions/new?kind={kind}&category=3" for kind in BODIES]
    assert keeper.get("/questions/new?kind=essay").heading == "เพิ่มคำถาม"
    keeper.post("/questions/new", status=422)


def test_new_question_keeps_what_was_typed_when_rows_are_added(setting, keeper):
    page = keeper.post("/questions/new?kind=single", typed(setting, more="1", **ROWS["single"]), status=200)
    assert len(page.root.all("div", class_="form-row")) == 6
    assert page.root.one("input", id="options-1-text").attrs["value"] == "ข"
    assert "checked" in page.root.one("input", id="options-1-right").attrs
    assert page.root.all("p", class_="field-error") == []
    assert db.session.query(Question).count() == 0


def test_new_question_takes_no_more_rows_than_there_may_be(setting, keeper):
    rows = {f"items-{no}-text": str(no) for no in range(19)}
    page = keeper.post("/questions/new?kind=ordering", typed(setting, more="1", **rows), status=200)
    assert len(page.root.all("div", class_="form-row")) == 20
    assert page.root.all("button", name="more") == []


def test_first_button_of_the_form_saves(setting, keeper):
    form = keeper.get("/questions/new?kind=single").root.one("form", enctype="multipart/form-data")
    assert "name" not in form.all("button")[0].attrs


@pytest.mark.parametrize(
    ("kind", "changes", "field", "sentence"),
    [
        ("single", {"name": ""}, "name", ""),
        ("single", {"category_id": ""}, "category_id", "โปรดเลือกหมวด"),
        ("single", {"points": "0"}, "points", "ต้องไม่น้อยกว่า"),
        ("single", {"options-1-right": None}, "options", "ต้องมีตัวเลือกที่ได้คะแนนเต็ม"),
        ("single", {"options-3-text": "ก"}, "options-3-text", "ซ้ำ"),
        ("single", {"options-3-text": "", "options-3-right": "y"}, "options-3-text", "โปรดพิมพ์"),
        ("single", {"options-1-pct": "0"}, "options-1-pct", "มากกว่า 0"),
        ("single", {"options-1-pct": "101"}, "options-1-pct", "ต้องไม่เกิน"),
        ("multiple", {"options-1-pct": "10"}, "options", "0.6"),
        ("truefalse", {"right": None}, "right", "โปรดเลือก"),
        ("number", {"answers-0-value": "สิบ"}, "answers-0-value", "อ่านจำนวนไม่ได้"),
        ("number", {"answers-0-value": "", "answers-1-value": ""}, "answers-0-value", "โปรดพิมพ์คำตอบ"),
        ("text", {"answers-0-text": "*"}, "answers", "ไม่มีคำตอบใดได้คะแนนเต็ม"),
        ("matching", {"pairs-1-right": ""}, "pairs-1-right", "จับคู่"),
        ("ordering", {"items-2-text": "", "items-3-text": ""}, "items", "อย่างน้อย 2"),
        ("ordering", {"items-3-text": "ก"}, "items-3-text", "ซ้ำ"),
        ("single", {"tags": ",".join(str(no) for no in range(21))}, "tags", "ป้าย"),
        ("single", {"citation": "ก" * 301}, "citation", ""),
    ],
)
def test_new_question_is_refused_beside_its_field(setting, keeper, kind, changes, field, sentence):
    form = {key: value for key, value in typed(setting, **(ROWS[kind] | changes)).items() if value is not None}
    page = keeper.post(f"/questions/new?kind={kind}", form, status=422)
    assert sentence in page.root.one("p", id=f"{field}-error").text
    links = [link.attrs["href"] for link in page.root.one("div", id="error-summary").all("a")]
    assert f"#{field}" in links
    assert page.root.all(id=field) != []
    assert page.root.one("input", id="name").attrs["value"] == form["name"]
    assert db.session.query(Question).count() == 0


def test_new_question_sent_twice_makes_one(setting, keeper):
    first = keeper.post("/questions/new?kind=single", typed(setting, **ROWS["single"]))
    second = keeper.post("/questions/new?kind=single", typed(setting, **ROWS["single"]))
    assert first.headers["Location"] == second.headers["Location"]
    assert db.session.query(Question).count() == 1


def test_new_question_into_a_category_of_another_agency(setting, keeper, client_of):
    foreign = make_category(make_person(Role.STAFF, setting.division).unit)
    keeper.post("/questions/new?kind=single", typed(setting, category_id=foreign.id, **ROWS["single"]), status=422)
    assert db.session.query(Question).count() == 0


def test_new_question_with_everything(setting, keeper):
    indicator = make_indicator(make_dimension(make_fiscal_year(setting.agency)), name_th="ร้อยละผู้ผ่าน")
    more = {"tags": "ปฏิทิน, KPI ,kpi", "citation": "ข้อ 6.2.8", "manual_page": "12", "feedback": "จำไว้"}
    page = keeper.post(
        "/questions/new?kind=single",
        typed(
            setting,
            indicator_id=indicator.id,
            picture=(io.BytesIO(PNG), "ก.png"),
            picture_alt="กราฟแท่ง",
            **more,
            **ROWS["single"],
        ),
    )
    version = version_of(made())
    assert (version.tags, version.citation, version.manual_page) == (["ปฏิทิน", "KPI"], "ข้อ 6.2.8", "12")
    assert (version.indicator_id, version.feedback) == (indicator.id, "จำไว้")
    assert (version.picture_filename, version.picture_media_type, version.picture_alt) == (
        "ก.png",
        "image/png",
        "กราฟแท่ง",
    )
    shown = keeper.follow(page)
    assert shown.root.one("fieldset", id="response").one("img").attrs["alt"] == "กราฟแท่ง"
    assert "ร้อยละผู้ผ่าน" in shown.text


@pytest.mark.parametrize(
    ("name", "content", "kind"), [("ก.png", PNG, "png"), ("ก.jpg", JPG, "jpeg"), ("ก.webp", WEBP, "webp")]
)
def test_picture_is_shown_inline_and_nothing_else_is(setting, keeper, name, content, kind):
    picture = {"picture": (io.BytesIO(content), name), "picture_alt": "ภาพ"}
    keeper.post("/questions/new?kind=single", typed(setting, **picture, **ROWS["single"]))
    answer = keeper.get(f"/questions/versions/{version_of(made()).id}/picture")
    assert answer.response.mimetype == f"image/{kind}"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"] == "inline"


def test_picture_bytes_are_those_sent_and_known_ones_not_sent_again(setting, keeper):
    picture = {"picture": (io.BytesIO(PNG), "ก.png"), "picture_alt": "ภาพ"}
    keeper.post("/questions/new?kind=single", typed(setting, **picture, **ROWS["single"]))
    url = f"/questions/versions/{version_of(made()).id}/picture"
    answer = keeper.http.get(url)
    assert answer.data == PNG
    again = keeper.http.get(url, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_picture_that_is_none_is_not_shown(setting, keeper, portal):
    text = portal.extensions["portal_storage"].put(io.BytesIO("ข้อความ <script>".encode()), "ก.txt")
    question = make_question(
        setting.category, picture_sha256=text.digest, picture_filename="ก.png", picture_media_type="image/png"
    )
    keeper.get(f"/questions/versions/{version_of(question).id}/picture", status=404)
    plain = make_question(setting.category)
    keeper.get(f"/questions/versions/{version_of(plain).id}/picture", status=404)


@pytest.mark.parametrize(
    ("name", "content", "alt", "field", "sentence"),
    [
        ("ก.txt", b"text", "ภาพ", "picture", "jpg, png"),
        ("ก.png", JPG, "ภาพ", "picture", "แก้นามสกุล"),
        ("ก.png", PNG + b"\0" * (2 * 1024 * 1024) + PNG[-12:], "ภาพ", "picture", "ไม่เกิน 2 MB"),
        ("ก.png", PNG, "", "picture_alt", "คำบรรยายรูปภาพ"),
    ],
)
def test_picture_is_refused_beside_its_field(setting, keeper, name, content, alt, field, sentence):
    picture = {"picture": (io.BytesIO(content), name), "picture_alt": alt}
    page = keeper.post("/questions/new?kind=single", typed(setting, **picture, **ROWS["single"]), status=422)
    assert sentence in page.root.one("p", id=f"{field}-error").text


def test_picture_stays_is_replaced_and_is_dropped(setting, keeper):
    picture = {"picture": (io.BytesIO(PNG), "ก.png"), "picture_alt": "ภาพ"}
    keeper.post("/questions/new?kind=single", typed(setting, **picture, **ROWS["single"]))
    question = made()
    url = f"/questions/{question.id}/edit"
    keeper.post(url, filled(keeper.get(url)) | {"name": "อื่น"})
    assert version_of(question).picture_filename == "ก.png"
    keeper.post(url, filled(keeper.get(url)) | {"picture": (io.BytesIO(JPG), "ข.jpg")})
    assert version_of(question).picture_filename == "ข.jpg"
    keeper.post(url, filled(keeper.get(url)) | {"drops_picture": "y", "picture_alt": ""})
    assert (question.latest_no, version_of(question).picture_sha256) == (4, "")


def test_edit_makes_a_version_that_has_to_be_confirmed_again(setting, keeper):
    question = make_question(setting.category, name="เดิม", confirmed_at=NOW, confirmed_by_id=setting.keeper.id)
    url = f"/questions/{question.id}/edit"
    page = keeper.follow(keeper.post(url, filled(keeper.get(url)) | {"name": "ใหม่"}))
    assert (question.latest_no, question.confirmed_at) == (2, None)
    assert "ยังไม่ยืนยัน" in page.root.one("div", class_="chips").text
    versions = page.root.one("section", id="question-versions")
    assert versions.one("del").text == "เดิม"
    assert versions.one("ins").text == "ใหม่"


def test_edit_after_somebody_else_shows_both(setting, keeper):
    question = make_question(setting.category, name="เดิม")
    form = filled(keeper.get(f"/questions/{question.id}/edit")) | {"text": "ที่เราพิมพ์"}
    add_version(question, name="ของผู้อื่น")
    page = keeper.post(f"/questions/{question.id}/edit", form, status=409)
    notice = page.root.one("div", id="changed-meanwhile")
    assert (notice.one("del").text, notice.one("ins").text) == ("เดิม", "ของผู้อื่น")
    assert page.root.one("textarea", id="text").text == "ที่เราพิมพ์"
    keeper.post(f"/questions/{question.id}/edit", filled(page))
    assert (question.latest_no, version_of(question).text) == (3, "ที่เราพิมพ์")


def test_edit_of_an_unreadable_version_is_a_conflict(setting, keeper):
    question = make_question(setting.category)
    form = filled(keeper.get(f"/questions/{question.id}/edit")) | {"name": "ใหม่", "based_on_no": "x"}
    keeper.post(f"/questions/{question.id}/edit", form, status=409)
    assert question.latest_no == 1


@pytest.mark.parametrize("kind", BODIES)
def test_question_page_of_every_kind(setting, keeper, kind):
    question = make_question(setting.category, kind, feedback="คำอธิบายรวม", citation="ข้อ 6", manual_page="9")
    page = keeper.get(f"/questions/{question.id}")
    assert page.root.one("fieldset", id="response").one("legend").text.endswith(version_of(question).text)
    assert "คำอธิบายรวม" in page.root.one("section", id="question-key").text
    assert page.root.all("section", id="tried") == []


@pytest.mark.parametrize(
    ("kind", "query", "said"),
    [
        ("single", "response=0", "ตอบถูก"),
        ("single", "response=1", "ตอบไม่ถูก"),
        ("single", "", "ไม่ได้ตอบ"),
        ("multiple", "response=0", "ถูกบางส่วน"),
        ("truefalse", "response=true", "ตอบถูก"),
        ("number", "response=%E0%B9%98%E0%B9%90", "ตอบถูก"),
        ("text", "response=กอง", "ถูกบางส่วน"),
        ("matching", "response=1&response=&response=", "ถูกบางส่วน"),
        ("ordering", "response=0:0&response=1:1&response=2:3&response=3:2", "ตอบถูก"),
    ],
)
def test_question_page_tries_an_answer(setting, keeper, kind, query, said):
    question = make_question(setting.category, kind)
    page = keeper.get(f"/questions/{question.id}?try=1&{query}")
    assert said in page.root.one("section", id="tried").one("p", class_="question-mark").text


@pytest.mark.parametrize("query", ["response=9", "response=x", "response=0&response=1"])
def test_question_page_with_an_answer_it_cannot_have(setting, keeper, query):
    question = make_question(setting.category)
    page = keeper.get(f"/questions/{question.id}?try=1&{query}")
    assert page.root.one("p", id="response-error").text
    assert page.root.all("section", id="tried") == []


def test_question_page_of_an_older_version(setting, keeper):
    question = make_question(setting.category, name="เก่า")
    add_version(question, name="ใหม่")
    page = keeper.get(f"/questions/{question.id}?version=1")
    assert page.heading == "เก่า"
    assert "ไม่ใช่ฉบับล่าสุด" in page.text
    assert page.root.all("form", action=f"/questions/{question.id}/confirmation") == []
    for no in ("3", "x", "0"):
        keeper.get(f"/questions/{question.id}?version={no}", status=404)


def test_question_page_warns_of_a_question_that_ticking_everything_solves(setting, keeper):
    options = [{"text": t, "fraction": f, "feedback": ""} for t, f in (("ก", "0.5"), ("ข", "0.5"), ("ค", "0"))]
    question = make_question(setting.category, "multiple", body={"options": options})
    assert "ผู้ที่เลือกทุกตัวเลือกจะได้" in keeper.get(f"/questions/{question.id}").text


def test_question_is_confirmed_as_it_was_shown(setting, keeper):
    question = make_question(setting.category)
    keeper.post(f"/questions/{question.id}/confirmation", {"no": "1"})
    page = keeper.get(f"/questions/{question.id}")
    assert (question.confirmed_at, question.confirmed_by_id) == (NOW, setting.keeper.id)
    assert f"{setting.keeper.name} ยืนยันเมื่อ" in page.text


def test_question_changed_since_is_not_confirmed(setting, keeper):
    question = make_question(setting.category)
    add_version(question, name="ใหม่")
    page = keeper.post(f"/questions/{question.id}/confirmation", {"no": "1"}, status=409)
    assert page.root.one("div", id="conflict").text
    assert question.confirmed_at is None


def test_question_is_retired_and_brought_back(setting, keeper):
    question = make_question(setting.category)
    keeper.post(f"/questions/{question.id}/retirement")
    assert question.retired_at == NOW
    keeper.post(f"/questions/{question.id}/restoration")
    assert question.retired_at is None


def test_question_page_takes_as_many_statements_for_thirty_versions_as_for_one(setting, keeper, statements):
    question = make_question(setting.category, created_by_id=setting.keeper.id)

    def count():
        statements.clear()
        keeper.get(f"/questions/{question.id}")
        return len(statements)

    one = count()
    for no in range(30):
        add_version(question, name=f"ชื่อ {no}", created_by_id=make_person(Role.SECRETARIAT, setting.agency).id)
    assert count() == one
    assert db.session.query(QuestionVersion).count() == 31
