"""A question is written, changed (a new version; the old ones stay) and confirmed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal import audit
from portal.errors import N_, Conflict, RuleBroken
from portal.extensions import db
from portal.people.models import User
from portal.performance.queries import get_indicator
from portal.questionnaire.models import Question, QuestionCategory, QuestionVersion
from portal.questionnaire.queries import question_of_key, version_no
from portal.questionnaire.rules import DraftPicture, QuestionDraft, check_draft, cleaned_tags, search_text
from portal.questionnaire.rules.changes import differences
from portal.questionnaire.rules.pictures import check_picture

HAS_NEW_VERSION = N_("มีผู้บันทึกฉบับใหม่ของคำถามนี้หลังจากที่ท่านเปิดหน้า โปรดตรวจฉบับล่าสุด แล้วทำรายการอีกครั้ง")


def create_question(
    *,
    category: QuestionCategory,
    kind: str,
    name: str,
    text: str,
    body: Mapping[str, Any],
    feedback: str = "",
    points: Decimal = Decimal(1),
    tags: Sequence[str] = (),
    citation: str = "",
    manual_page: str = "",
    indicator_id: int | None = None,
    picture: DraftPicture | None = None,
    submit_key: str | None = None,
    actor: User,
    now: datetime,
) -> Question:
    """Return the new question with its first version, not confirmed yet.

    picture: kept by the storage already, its digest known
    submit_key: a form's one-time key: the same form again returns the question it made the first time
    Raises RuleBroken, with the form's field, for what no question may hold.
    """
    if submit_key and (made := question_of_key(submit_key)):
        return made
    draft = QuestionDraft(
        kind=kind,
        name=name,
        text=text,
        body=body,
        feedback=feedback,
        points=points,
        tags=cleaned_tags(tags),
        citation=citation,
        manual_page=manual_page,
        picture=picture,
    )
    _check(draft, indicator_id, category)
    question = Question(category_id=category.id, latest_no=1, created_at=now, submit_key=submit_key or None)
    question.search_text = search_text(draft.name, draft.text, draft.tags)
    try:
        with db.session.begin_nested():
            db.session.add(question)
            db.session.flush()
            db.session.add(new_version(question, 1, draft, indicator_id, actor, now))
    except IntegrityError:  # the same form, sent twice at once
        raise Conflict(N_("มีการส่งแบบฟอร์มเดียวกันพร้อมกัน โปรดเปิดคลังคำถามเพื่อดูคำถามที่บันทึกแล้ว")) from None
    _record(audit.Event.QUESTION_CREATED, question, category, actor, now, name=name, no=1, kind=kind)
    return question


def edit_question(
    *,
    question: Question,
    based_on_no: int,
    category: QuestionCategory,
    name: str,
    text: str,
    body: Mapping[str, Any],
    feedback: str = "",
    points: Decimal = Decimal(1),
    tags: Sequence[str] = (),
    citation: str = "",
    manual_page: str = "",
    indicator_id: int | None = None,
    picture: DraftPicture | None = None,
    actor: User,
    now: datetime,
) -> QuestionVersion:
    """Return the new version, one above the newest; it has to be confirmed anew. What says the same makes no version.

    based_on_no: the version the person was shown; Conflict when somebody else has added one since
    category: another one moves the question without a new version
    """
    _lock(question)
    latest = version_no(question, question.latest_no)
    if latest is None:
        raise Conflict(HAS_NEW_VERSION)
    draft = QuestionDraft(
        kind=latest.kind,
        name=name,
        text=text,
        body=body,
        feedback=feedback,
        points=points,
        tags=cleaned_tags(tags),
        citation=citation,
        manual_page=manual_page,
        picture=picture,
    )
    version = new_version(question, question.latest_no + 1, draft, indicator_id, actor, now)
    changed = differences(latest, version)
    if not changed and latest.created_by_id == actor.id and based_on_no == latest.no - 1:
        return latest  # sent twice
    if based_on_no != latest.no:
        raise Conflict(HAS_NEW_VERSION)
    _check(draft, indicator_id, category)
    old = question.category.name
    moved = {"old": {"category": old}, "new": {"category": category.name}} if _move(question, category) else {}
    if changed:
        question.latest_no = version.no
        question.confirmed_at = question.confirmed_by_id = None
        question.search_text = search_text(draft.name, draft.text, draft.tags)
        db.session.add(version)
    db.session.flush()
    if changed or moved:
        facts = {"name": name, "no": question.latest_no, "changed": [each.name for each in changed] or None, **moved}
        _record(audit.Event.QUESTION_CHANGED, question, category, actor, now, **facts)
    return version if changed else latest


def confirm_question(*, question: Question, no: int, actor: User, now: datetime) -> Question:
    """Return the question, its newest version confirmed: key and citation were checked. Twice is once.

    no: the version that was shown; Conflict when there is a newer one
    """
    _lock(question)
    if no != question.latest_no:
        raise Conflict(HAS_NEW_VERSION)
    if question.confirmed_at is not None:
        return question
    question.confirmed_at, question.confirmed_by_id = now, actor.id
    db.session.flush()
    _record(audit.Event.QUESTION_CONFIRMED, question, question.category, actor, now, no=no)
    return question


def _check(draft: QuestionDraft, indicator_id: int | None, category: QuestionCategory) -> None:
    check_draft(draft)
    if draft.picture is not None:
        check_picture(draft.picture)
    if indicator_id is None:
        return
    indicator = get_indicator(indicator_id)
    if indicator is None or indicator.fiscal_year.agency_id != category.unit_id:
        raise RuleBroken(N_("ไม่พบตัวชี้วัดที่เลือก โปรดเลือกใหม่"), field="indicator_id")


def _move(question: Question, category: QuestionCategory) -> bool:
    if question.category_id == category.id:
        return False
    if question.category.unit_id != category.unit_id:
        raise RuleBroken(N_("ย้ายคำถามข้ามหน่วยงานไม่ได้"), field="category_id")
    question.category_id = category.id
    return True


def new_version(
    question: Question, no: int, draft: QuestionDraft, indicator_id: int | None, actor: User | None, now: datetime
) -> QuestionVersion:
    """Return the draft as a version of the question, not written yet."""
    picture = draft.picture
    return QuestionVersion(
        question_id=question.id,
        no=no,
        kind=str(draft.kind),
        name=draft.name,
        text=draft.text,
        body=dict(draft.body),
        feedback=draft.feedback,
        points=draft.points,
        citation=draft.citation,
        manual_page=draft.manual_page,
        indicator_id=indicator_id,
        tags=list(draft.tags),
        picture_sha256=picture.sha256 if picture else "",
        picture_filename=picture.filename if picture else "",
        picture_media_type=picture.media_type if picture else "",
        picture_alt=picture.alt if picture else "",
        created_by_id=actor.id if actor else None,
        created_at=now,
    )


def _lock(question: Question) -> None:
    """Hold the question until the end of the transaction and read it afresh, so that two people at once queue up."""
    db.session.execute(select(Question.id).where(Question.id == question.id).with_for_update())
    db.session.refresh(question, ["latest_no", "confirmed_at", "confirmed_by_id", "retired_at", "category_id"])


def _record(
    event: audit.Event, question: Question, category: QuestionCategory, actor: User, now: datetime, **detail: Any
) -> None:
    audit.record(
        actor_id=actor.id,
        event=event,
        subject_type="question",
        subject_id=question.id,
        unit_path=category.unit.path,
        now=now,
        detail={key: value for key, value in detail.items() if value is not None},
    )
