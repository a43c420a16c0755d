"""What the training administrator does: versions, conflicts, confirmation, categories."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from portal.audit import AuditEntry
from portal.errors import Conflict, RuleBroken
from portal.extensions import db
from portal.questionnaire.actions import (
    add_category,
    change_category,
    confirm_question,
    confirm_questions,
    create_question,
    edit_question,
    move_questions,
    remove_category,
    restore_question,
    retire_question,
)
from portal.questionnaire.queries import (
    categories_of,
    get_question,
    latest_versions,
    questions_in,
    stored_pictures,
    versions,
    versions_of,
)
from portal.questionnaire.rules import DraftPicture
from tests.conftest import NOW
from tests.factories.people import make_unit
from tests.factories.performance import make_dimension, make_fiscal_year, make_indicator
from tests.factories.questionnaire import BODIES, add_version, make_category, make_question, version_of


def create(setting, now, **changes):
    values = {"kind": "single", "name": "กำหนดส่ง", "text": "ส่งเมื่อใด", "body": BODIES["single"]} | changes
    made = create_question(category=setting.category, **values, actor=setting.keeper, now=now)
    db.session.commit()
    return made


def edit(setting, question, based_on_no, now, **changes):
    latest = version_of(question)
    names = ("name", "text", "body", "feedback", "points", "tags", "citation", "manual_page", "indicator_id")
    values = {name: getattr(latest, name) for name in names} | {"category": setting.category} | changes
    made = edit_question(question=question, based_on_no=based_on_no, **values, actor=setting.keeper, now=now)
    db.session.commit()
    return made


def events(question_id):
    statement = select(AuditEntry.event).where(AuditEntry.subject_id == question_id).order_by(AuditEntry.id)
    return db.session.scalars(statement).all()


@pytest.mark.parametrize("kind", BODIES)
def test_create_question_of_every_kind(setting, now, kind):
    question = create(setting, now, kind=kind, body=BODIES[kind], points=Decimal("2.50"), tags=["ปฏิทิน", "ปฏิทิน"])
    version = version_of(question)
    assert (question.latest_no, question.confirmed_at, question.retired_at) == (1, None, None)
    assert (version.kind, version.body, version.points, version.tags) == (kind, BODIES[kind], Decimal("2.5"), ["ปฏิทิน"])
    assert (version.created_by_id, version.created_at) == (setting.keeper.id, now)
    assert events(question.id) == ["question:created"]


def test_create_question_with_the_same_form_twice(setting, now):
    first = create(setting, now, submit_key="k1")
    assert create(setting, now, submit_key="k1").id == first.id
    assert len(questions_in(setting.category)) == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "ก" * 201}, "name"),
        ({"text": ""}, "text"),
        ({"body": {"options": []}}, "options"),
        ({"points": Decimal(0)}, "points"),
        ({"points": Decimal("0.001")}, "points"),
        ({"points": Decimal("NaN")}, "points"),
        ({"tags": [str(no) for no in range(21)]}, "tags"),
        ({"citation": "ก" * 301}, "citation"),
        ({"indicator_id": 999}, "indicator_id"),
        ({"picture": DraftPicture("a.svg", "image/svg+xml", "ภาพ", "0" * 64)}, "picture"),
        ({"picture": DraftPicture("a.png", "image/png", "ก" * 301, "0" * 64)}, "picture_alt"),
    ],
)
def test_create_question_refused_beside_the_field(setting, now, changes, field):
    with pytest.raises(RuleBroken) as refused:
        create(setting, now, **changes)
    assert refused.value.field == field


def test_create_question_with_an_indicator_of_another_agency(setting, now):
    other = make_indicator(make_dimension(make_fiscal_year(make_unit())))
    with pytest.raises(RuleBroken) as refused:
        create(setting, now, indicator_id=other.id)
    assert refused.value.field == "indicator_id"


def test_edit_question_makes_a_version_and_keeps_the_old_one(setting, now):
    question = make_question(setting.category, name="เดิม")
    confirm_question(question=question, no=1, actor=setting.keeper, now=now)
    made = edit(setting, question, 1, now, name="ใหม่")
    assert (made.no, question.latest_no, question.confirmed_at, question.confirmed_by_id) == (2, 2, None, None)
    assert [(version.no, version.name) for version in versions_of(question)] == [(2, "ใหม่"), (1, "เดิม")]
    assert [entry.detail for entry in db.session.scalars(select(AuditEntry))][-1] == {
        "name": "ใหม่",
        "no": 2,
        "changed": ["ชื่อคำถาม"],
    }


def test_edit_question_that_says_the_same_makes_no_version(setting, now):
    question = make_question(setting.category)
    confirm_question(question=question, no=1, actor=setting.keeper, now=now)
    assert edit(setting, question, 1, now).no == 1
    assert (question.latest_no, question.confirmed_at) == (1, now)
    assert events(question.id) == ["question:confirmed"]


def test_edit_question_sent_twice_makes_one_version(setting, now):
    question = make_question(setting.category)
    assert edit(setting, question, 1, now, name="ใหม่").no == 2
    assert edit(setting, question, 1, now, name="ใหม่").no == 2
    assert question.latest_no == 2


def test_edit_question_after_somebody_else(setting, now):
    question = make_question(setting.category)
    add_version(question, name="ของผู้อื่น")
    with pytest.raises(Conflict):
        edit(setting, question, 1, now, name="ของเรา")
    db.session.rollback()
    assert version_of(question).name == "ของผู้อื่น"


def test_edit_question_to_another_category_moves_it_only(setting, now):
    question = make_question(setting.category)
    other = make_category(setting.agency, name="ตัวชี้วัด")
    confirm_question(question=question, no=1, actor=setting.keeper, now=now)
    edit(setting, question, 1, now, category=other)
    assert (question.category_id, question.latest_no, question.confirmed_at) == (other.id, 1, now)


def test_confirm_question_of_an_older_version(setting, now):
    question = make_question(setting.category)
    add_version(question, name="ใหม่")
    with pytest.raises(Conflict):
        confirm_question(question=question, no=1, actor=setting.keeper, now=now)


def test_confirm_question_twice_keeps_the_first(setting, now):
    question = make_question(setting.category)
    confirm_question(question=question, no=1, actor=setting.keeper, now=now)
    confirm_question(question=question, no=1, actor=setting.keeper, now=now + timedelta(days=1))
    assert (question.confirmed_at, question.confirmed_by_id) == (now, setting.keeper.id)
    assert events(question.id) == ["question:confirmed"]


def test_confirm_questions_with_one_changed_since_confirms_none(setting, now):
    one, two = make_question(setting.category), make_question(setting.category)
    add_version(two, name="ใหม่")
    shown = {one.id: 1, two.id: 1}
    with pytest.raises(Conflict):
        confirm_questions(shown=shown, actor=setting.keeper, now=now)
    db.session.rollback()
    assert (one.confirmed_at, two.confirmed_at) == (None, None)
    assert len(confirm_questions(shown={one.id: 1, two.id: 2}, actor=setting.keeper, now=now)) == 2


def test_retired_question_is_offered_no_more_and_comes_back(setting, now):
    question = make_question(setting.category)
    retire_question(question=question, actor=setting.keeper, now=now)
    retire_question(question=question, actor=setting.keeper, now=now + timedelta(days=1))
    assert (question.retired_at, questions_in(setting.category)) == (now, [])
    restore_question(question=question, actor=setting.keeper, now=now)
    assert questions_in(setting.category) == [question]
    assert events(question.id) == ["question:retired", "question:restored"]


def test_move_questions_into_another_agency(setting, now):
    foreign = make_category(make_unit())
    with pytest.raises(RuleBroken):
        move_questions(
            question_ids=[make_question(setting.category).id], category=foreign, actor=setting.keeper, now=now
        )


def test_versions_in_one_statement(setting, statements):
    questions = [make_question(setting.category) for _ in range(5)]
    ids = [version_of(question).id for question in questions]
    statements.clear()
    assert set(versions(ids)) == set(ids)
    assert set(latest_versions([question.id for question in questions])) == {question.id for question in questions}
    assert len(statements) == 2


def test_get_question_brings_its_agency(setting, statements):
    question_id, path = make_question(setting.category).id, setting.agency.path
    db.session.expunge_all()
    statements.clear()
    assert get_question(question_id).unit_path == path
    assert len(statements) == 1


def test_stored_pictures_names_those_in_use(setting):
    make_question(setting.category, picture_sha256="a" * 64)
    assert stored_pictures(["a" * 64, "b" * 64]) == {"a" * 64}


def test_categories_in_tree_order_with_counts(setting, statements):
    below = make_category(setting.agency, setting.category, name="รายไตรมาส")
    make_category(setting.agency, name="กฎหมาย", position=0)
    for category in (setting.category, below, below):
        make_question(category)
    make_question(below, retired_at=NOW)
    assert setting.agency.id
    statements.clear()
    found = [(node.category.name, node.depth, node.own, node.total) for node in categories_of(setting.agency)]
    assert found == [("กฎหมาย", 0, 0, 0), ("ปฏิทิน", 0, 1, 3), ("รายไตรมาส", 1, 2, 2)]
    assert len(statements) == 1


def test_questions_in_a_category_with_and_without_those_below(setting):
    below = make_category(setting.agency, setting.category)
    one, two = make_question(setting.category), make_question(below)
    assert questions_in(setting.category) == [one, two]
    assert questions_in(setting.category, below=False) == [one]


def add(setting, name, parent=None, *, now):
    return add_category(agency=setting.agency, parent=parent, name=name, actor=setting.keeper, now=now)


@pytest.mark.parametrize("name", ["", "ก" * 201, "ปฏิทิน", " ปฏิทิน "])
def test_add_category_with_a_bad_name(setting, now, name):
    with pytest.raises(RuleBroken) as refused:
        add(setting, name, now=now)
    assert refused.value.field == "name"


def test_add_category_of_one_name_under_different_parents(setting, now):
    assert add(setting, "ปฏิทิน", setting.category, now=now).parent_id == setting.category.id


def test_add_category_too_deep(setting, now):
    parent = setting.category
    for level in range(9):
        parent = add(setting, f"ชั้น {level}", parent, now=now)
    with pytest.raises(RuleBroken) as refused:
        add(setting, "ลึกเกิน", parent, now=now)
    assert refused.value.field == "parent_id"


def change(setting, category, now, *, name=None, parent_id=None, shown=None):
    return change_category(
        category=category,
        name=name or category.name,
        parent_id=parent_id,
        shown=shown or (category.name, category.parent_id),
        actor=setting.keeper,
        now=now,
    )


def test_change_category_into_itself(setting, now):
    below = make_category(setting.agency, setting.category)
    with pytest.raises(RuleBroken) as refused:
        change(setting, setting.category, now, parent_id=below.id)
    assert refused.value.field == "parent_id"


def test_change_category_under_one_of_another_agency(setting, now):
    with pytest.raises(RuleBroken) as refused:
        change(setting, setting.category, now, parent_id=make_category(make_unit()).id)
    assert refused.value.field == "parent_id"


def test_change_category_after_somebody_else(setting, now):
    with pytest.raises(Conflict):
        change(setting, setting.category, now, name="ใหม่", shown=("เก่ากว่า", None))


def test_change_category_twice_is_once(setting, now):
    change(setting, setting.category, now, name="ใหม่")
    change(setting, setting.category, now, name="ใหม่", shown=("ปฏิทิน", None))
    assert setting.category.name == "ใหม่"


def test_remove_category_with_a_question_in_it(setting, now):
    make_question(setting.category)
    with pytest.raises(RuleBroken):
        remove_category(category=setting.category, actor=setting.keeper, now=now)


def test_remove_category_that_is_empty(setting, now):
    remove_category(category=setting.category, actor=setting.keeper, now=now)
    assert categories_of(setting.agency) == []
