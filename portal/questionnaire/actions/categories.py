"""Categories: added, renamed, moved, removed while empty."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError

from portal import audit, thai
from portal.errors import N_, Conflict, RuleBroken
from portal.extensions import db
from portal.people.models import Unit, User
from portal.questionnaire.models import Question, QuestionCategory, QuestionImport
from portal.questionnaire.queries.categories import folders_of
from portal.questionnaire.rules.folders import check_name, check_place


def add_category(
    *, agency: Unit, parent: QuestionCategory | None, name: str, actor: User | None, now: datetime
) -> QuestionCategory:
    """Return the new category, last among its siblings. Raises RuleBroken for a name that is taken there."""
    folders = folders_of(agency.id)
    parent_id = parent.id if parent is not None else None
    siblings = [folder for folder in folders if folder.parent_id == parent_id]
    name = _clean(name)
    check_name(name, [each.name for each in siblings])
    check_place(folders, None, parent_id)
    position = max((each.position for each in siblings), default=0) + 1
    category = QuestionCategory(unit_id=agency.id, parent_id=parent_id, name=name, position=position)
    _flushed(category)
    _record(category, agency.path, actor, now, new={"name": name, "parent_id": parent_id})
    return category


def change_category(
    *,
    category: QuestionCategory,
    name: str,
    parent_id: int | None,
    shown: tuple[str, int | None],
    actor: User,
    now: datetime,
) -> QuestionCategory:
    """Return the category under its new name and parent.

    shown: name and parent as the form showed them; Conflict when somebody else has changed them since
    """
    name = _clean(name)
    current = (category.name, category.parent_id)
    if current == (name, parent_id):
        return category
    if current != shown:
        raise Conflict(N_("มีผู้แก้ไขหมวดนี้หลังจากที่ท่านเปิดหน้า โปรดตรวจข้อมูลปัจจุบัน แล้วทำรายการอีกครั้ง"))
    folders = folders_of(category.unit_id)
    if parent_id is not None and parent_id not in {folder.id for folder in folders}:
        raise RuleBroken(N_("ไม่พบหมวดที่เลือก"), field="parent_id")
    check_name(name, [each.name for each in folders if each.parent_id == parent_id and each.id != category.id])
    check_place(folders, category.id, parent_id)
    old = {"name": category.name, "parent_id": category.parent_id}
    category.name, category.parent_id = name, parent_id
    _flushed(category)
    _record(category, category.unit_path, actor, now, old=old, new={"name": name, "parent_id": parent_id})
    return category


def remove_category(*, category: QuestionCategory, actor: User, now: datetime) -> None:
    """Remove the category; RuleBroken while anything stands in it, or a file was read into it."""
    holds = [
        exists().where(Question.category_id == category.id),
        exists().where(QuestionCategory.parent_id == category.id),
        exists().where(QuestionImport.category_id == category.id),
    ]
    if any(db.session.scalar(select(each)) for each in holds):
        raise RuleBroken(N_("หมวดนี้ยังมีคำถาม หมวดย่อย หรือไฟล์ที่นำเข้าอยู่ โปรดย้ายออกก่อนแล้วลบอีกครั้ง"))
    path = category.unit_path
    try:
        with db.session.begin_nested():
            db.session.delete(category)
    except IntegrityError:  # something above the bank names it, a quiz that draws from it for one
        raise RuleBroken(N_("ลบหมวดนี้ไม่ได้ เพราะแบบทดสอบสุ่มคำถามจากหมวดนี้")) from None
    _record(category, path, actor, now, old={"name": category.name, "parent_id": category.parent_id})


def _clean(name: str) -> str:
    return " ".join(thai.normalise(name).split())


def _flushed(category: QuestionCategory) -> None:
    """Write the row; what somebody else wrote at the same moment under the same name is refused beside the field."""
    try:
        with db.session.begin_nested():
            db.session.add(category)
    except IntegrityError:
        raise RuleBroken(N_("มีหมวดชื่อนี้อยู่แล้วในที่เดียวกัน โปรดใช้ชื่ออื่น"), field="name") from None


def _record(category: QuestionCategory, path: str, actor: User | None, now: datetime, **detail: Any) -> None:
    audit.record(
        actor_id=actor.id if actor else None,
        event=audit.Event.QUESTION_CATEGORY_CHANGED,
        subject_type="question_category",
        subject_id=category.id,
        unit_path=path,
        now=now,
        detail=detail,
    )
