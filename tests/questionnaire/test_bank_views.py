"""The bank as a list: who sees it, how it is narrowed, what is done to what was ticked."""

from __future__ import annotations

import pytest

from portal.access.permissions import Role
from portal.extensions import db
from portal.questionnaire.models import Question, QuestionCategory
from portal.questionnaire.queries import categories_of
from tests.conftest import NOW
from tests.factories.people import make_person, make_unit
from tests.factories.questionnaire import add_version, make_category, make_question


def names(page):
    table = page.root.all("table")
    return [row.one("th").all("a")[0].text for row in table[0].one("tbody").all("tr")] if table else []


def listed(client, query):
    return names(client.get(f"/questions?{query}"))


def test_bank_without_categories_leads_to_the_first(setting, client_of):
    other = make_unit()
    page = client_of(make_person(Role.SECRETARIAT, other)).get("/questions")
    assert page.root.one("p", class_="empty-title").text == "ยังไม่มีคำถาม"
    assert page.root.one("div", class_="empty").one("a").attrs["href"] == "/questions/categories/new"


def test_bank_shows_the_own_agency_only(setting, keeper):
    make_question(setting.category, name="ของเรา")
    make_question(make_category(make_unit()), name="ของผู้อื่น")
    assert names(keeper.get("/questions")) == ["ของเรา"]


@pytest.mark.parametrize("role", [Role.STAFF, Role.OFFICER, Role.HEAD, Role.EXECUTIVE, Role.ADMINISTRATOR])
def test_bank_is_closed_to_other_roles(setting, client_of, role):
    other = client_of(make_person(role, setting.agency))
    question = make_question(setting.category)
    other.get("/questions", status=403)
    other.get(f"/questions/{question.id}", status=404)


def test_question_of_another_agency_does_not_exist(setting, keeper):
    foreign = make_question(make_category(make_unit()), picture_sha256="a" * 64)
    for url in (f"/questions/{foreign.id}", f"/questions/{foreign.id}/edit"):
        keeper.get(url, status=404)
    for act in ("confirmation", "retirement", "restoration", "edit"):
        keeper.post(f"/questions/{foreign.id}/{act}", status=404)
    keeper.get("/questions/versions/1/picture", status=404)
    keeper.get(f"/questions/categories/{foreign.category_id}/edit", status=404)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["กำหนดส่งปี 2570", "สูตรตัวชี้วัด", "ลำดับงาน"]),
        ("q=ปี+๒๕๗๐", ["กำหนดส่งปี 2570"]),
        ("q=กําหนด", ["กำหนดส่งปี 2570"]),
        ("q=KPI", ["สูตรตัวชี้วัด"]),
        ("q=%25", []),
        ("kind=ordering", ["ลำดับงาน"]),
        ("kind=essay", ["กำหนดส่งปี 2570", "สูตรตัวชี้วัด", "ลำดับงาน"]),
        ("tag=kpi+หลัก", ["สูตรตัวชี้วัด"]),
        ("tag=kpi", ["กำหนดส่งปี 2570", "สูตรตัวชี้วัด", "ลำดับงาน"]),
        ("state=retired", ["เลิกใช้"]),
        ("state=all&kind=truefalse", ["เลิกใช้"]),
        ("confirmed=yes", ["ลำดับงาน"]),
        ("confirmed=no", ["กำหนดส่งปี 2570", "สูตรตัวชี้วัด"]),
    ],
)
def test_bank_is_narrowed(setting, keeper, query, found):
    make_question(setting.category, name="กำหนดส่งปี 2570")
    make_question(setting.category, name="สูตรตัวชี้วัด", tags=["kpi หลัก"])
    make_question(setting.category, "ordering", name="ลำดับงาน", confirmed_at=NOW, confirmed_by_id=setting.keeper.id)
    make_question(setting.category, "truefalse", name="เลิกใช้", retired_at=NOW)
    assert listed(keeper, query) == found


def test_bank_by_category_shows_those_below(setting, keeper):
    below = make_category(setting.agency, setting.category, name="ย่อย")
    other = make_category(setting.agency, name="อื่น")
    for category, name in ((setting.category, "ก"), (below, "ข"), (other, "ค")):
        make_question(category, name=name)
    assert sorted(listed(keeper, f"category={setting.category.id}")) == ["ก", "ข"]
    assert listed(keeper, f"category={below.id}") == ["ข"]
    assert sorted(listed(keeper, "category=999")) == ["ก", "ข", "ค"]


def test_bank_tree_counts_questions_in_use(setting, keeper):
    below = make_category(setting.agency, setting.category, name="ย่อย")
    make_question(below)
    make_question(below, retired_at=NOW)
    tree = keeper.get("/questions").root.one("nav", id="question-tree")
    assert [item.one("span", class_="count").text for item in tree.all("li")] == ["1 ข้อ", "1 ข้อ", "1 ข้อ"]


def test_bank_finds_the_newest_version_alone(setting, keeper):
    question = make_question(setting.category, name="เก่า")
    add_version(question, name="ใหม่")
    assert names(keeper.get("/questions")) == ["ใหม่"]


def test_bank_over_several_pages_keeps_its_filters(setting, keeper):
    for no in range(27):
        make_question(setting.category, name=f"ข้อ {no}")
    page = keeper.get("/questions?kind=single&page=2")
    assert len(names(page)) == 2
    assert page.root.one("nav", class_="pager").all("a")[0].attrs["href"] == "/questions?kind=single"


def test_bank_takes_as_many_statements_for_thirty_rows_as_for_one(setting, keeper, statements):
    def count():
        statements.clear()
        keeper.get("/questions?state=all")
        return len(statements)

    make_question(setting.category, tags=["ก"])
    one = count()
    for _ in range(30):
        below = make_category(setting.agency, setting.category)
        make_question(below, "matching", tags=["ข"], confirmed_at=NOW, confirmed_by_id=setting.keeper.id)
    assert count() == one


def selection(*questions):
    return "&".join(f"question={question.id}:{question.latest_no}" for question in questions)


def sent(*questions, **more):
    return {"question": [f"{question.id}:{question.latest_no}" for question in questions]} | more


def test_selection_shows_what_was_ticked_in_sight(setting, keeper):
    own, foreign = make_question(setting.category, name="ของเรา"), make_question(make_category(make_unit()))
    page = keeper.get(f"/questions/selection?{selection(own, foreign)}")
    assert [item.one("a").text for item in page.root.one("ul", class_="link-list").all("li")] == [
        "ของเรา ฉบับที่ 1 · ปฏิทิน"
    ]


def test_selection_of_nothing_says_so(keeper):
    assert keeper.get("/questions/selection").root.one("p", class_="empty-title").text == "ยังไม่ได้เลือกคำถาม"
    keeper.get("/questions/selection?question=x")


def test_selection_is_confirmed(setting, keeper):
    one, two = make_question(setting.category), make_question(setting.category)
    keeper.post("/questions/selection/confirmation", sent(one, two))
    assert [one.confirmed_by_id, two.confirmed_by_id] == [setting.keeper.id] * 2


def test_selection_with_a_newer_version_is_not_confirmed(setting, keeper):
    one, two = make_question(setting.category), make_question(setting.category)
    form = sent(one, two)
    add_version(two, name="ใหม่")
    page = keeper.post("/questions/selection/confirmation", form, status=409)
    assert "ฉบับใหม่" in page.root.one("div", id="error-summary").text
    assert (one.confirmed_at, two.confirmed_at) == (None, None)


def test_selection_is_moved(setting, keeper):
    question, other = make_question(setting.category), make_category(setting.agency)
    keeper.post("/questions/selection/move", sent(question, category_id=other.id))
    assert question.category_id == other.id


def test_selection_to_a_category_of_another_agency_stays(setting, keeper):
    question, foreign = make_question(setting.category), make_category(make_unit())
    page = keeper.post("/questions/selection/move", sent(question, category_id=foreign.id), status=422)
    assert page.root.all("p", class_="field-error")
    assert question.category_id == setting.category.id


def test_selection_is_retired(setting, keeper):
    question = make_question(setting.category)
    keeper.post("/questions/selection/retirement", sent(question))
    assert question.retired_at == NOW


def test_selection_of_another_agency_is_left_alone(setting, keeper):
    foreign = make_question(make_category(make_unit()))
    keeper.post("/questions/selection/retirement", sent(foreign))
    keeper.post("/questions/selection/confirmation", sent(foreign))
    assert (foreign.retired_at, foreign.confirmed_at) == (None, None)


@pytest.mark.parametrize("act", ["confirmation", "retirement", "move"])
def test_selection_of_nothing_is_refused(keeper, act):
    keeper.post(f"/questions/selection/{act}", status=422)
    keeper.post(f"/questions/selection/{act}", {"question": "9:x"}, status=422)


def test_category_is_added_under_another(setting, keeper):
    page = keeper.get(f"/questions/categories/new?parent={setting.category.id}")
    chosen = [option for option in page.root.one("select", id="parent_id").all("option") if "selected" in option.attrs]
    assert chosen[0].attrs["value"] == str(setting.category.id)
    keeper.post("/questions/categories/new", {"name": "ไตรมาส", "parent_id": setting.category.id})
    assert [(node.category.name, node.depth) for node in categories_of(setting.agency)] == [("ปฏิทิน", 0), ("ไตรมาส", 1)]


def test_category_with_a_taken_name_is_refused_beside_the_field(setting, keeper):
    page = keeper.post("/questions/categories/new", {"name": "ปฏิทิน"}, status=422)
    assert "มีหมวดชื่อนี้อยู่แล้ว" in page.root.one("p", id="name-error").text


def test_category_under_one_of_another_agency_is_refused(setting, keeper):
    foreign = make_category(make_unit())
    keeper.post("/questions/categories/new", {"name": "ใหม่", "parent_id": foreign.id}, status=422)


def test_category_is_renamed_once_however_often_it_is_sent(setting, keeper):
    url = f"/questions/categories/{setting.category.id}/edit"
    form = {"name": "กำหนดเวลา", "parent_id": "", "shown_name": "ปฏิทิน", "shown_parent_id": ""}
    keeper.post(url, form)
    keeper.post(url, form)
    assert setting.category.name == "กำหนดเวลา"
    page = keeper.post(url, form | {"name": "อื่น"}, status=409)
    assert "กำหนดเวลา" in page.root.one("div", id="changed-meanwhile").text
    assert page.root.one("input", id="name").attrs["value"] == "อื่น"


def test_category_is_removed_only_while_empty(setting, keeper):
    question = make_question(setting.category)
    url = f"/questions/categories/{setting.category.id}/removal"
    keeper.get(url)
    keeper.post(url, status=422)
    other = make_category(setting.agency)
    keeper.post("/questions/selection/move", sent(question, category_id=other.id))
    keeper.post(url)
    assert [each.id for each in db.session.query(QuestionCategory)] == [other.id]
    assert db.session.query(Question).count() == 1
