"""Files of questions: read, kept for a preview, applied all or nothing.

Applying recomputes the preview inside the transaction. Where it differs from what was shown, nothing is written and the
new preview is shown instead. Imported questions wait for confirmation like any other new question.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, select

from portal import audit, thai
from portal.errors import N_, Conflict, NotFound, RuleBroken
from portal.extensions import db
from portal.people.models import User
from portal.people.queries.units import get_unit_by_abbr
from portal.questionnaire.actions.categories import add_category
from portal.questionnaire.actions.questions import new_version
from portal.questionnaire.formats import read_file
from portal.questionnaire.models import Question, QuestionCategory, QuestionImport
from portal.questionnaire.queries.categories import folders_of, get_category
from portal.questionnaire.queries.imports import new_paths, preview_of, preview_reading
from portal.questionnaire.rules import QuestionDraft, search_text
from portal.questionnaire.rules.imports import Outcome, Preview, Problem, Reading, as_text
from portal.storage import FolderStorage, clean_filename

FILENAME_CHARACTERS = 255
_CHANGED_MEANWHILE = N_(
    "คลังคำถามเปลี่ยนไปหลังจากที่ท่านเปิดหน้านี้ ยังไม่ได้บันทึกอะไร โปรดตรวจรายการด้านล่างแล้วกดนำเข้าอีกครั้ง"
)
_NO_PICTURE = N_("เก็บภาพของคำถามไม่ได้ เพราะไฟล์ภาพเสียหาย โปรดบันทึกภาพใหม่")


def read_questions(*, content: bytes, filename: str, format_key: str, storage: FolderStorage) -> Reading:
    """Return what the file holds, its pictures kept in the storage. Slow: called before the write begins.

    format_key: one of formats.FORMATS, "" to tell it from the file
    Raises RuleBroken (field "file") for a file that cannot be read at all.
    """
    reading = read_file(format_key, clean_filename(filename), content)
    drafts, problems = [], list(reading.problems)
    for draft in reading.drafts:
        try:
            drafts.append(_with_kept_picture(draft, storage))
        except RuleBroken:
            problems.append(Problem(draft.line, _NO_PICTURE))
    return Reading(tuple(drafts), tuple(problems))


def keep_import(
    *,
    category: QuestionCategory,
    filename: str,
    format_key: str,
    sha256: str,
    reading: Reading,
    actor: User,
    now: datetime,
) -> QuestionImport:
    """Return the file kept for its preview; the actor's earlier ones that were never applied are thrown away."""
    db.session.execute(
        delete(QuestionImport).where(QuestionImport.created_by_id == actor.id, QuestionImport.applied_at.is_(None))
    )
    question_import = QuestionImport(
        category_id=category.id,
        filename=thai.shorten(clean_filename(filename), FILENAME_CHARACTERS),
        format=format_key,
        sha256=sha256,
        questions=as_text(reading),
        created_by_id=actor.id,
        created_at=now,
    )
    db.session.add(question_import)
    db.session.flush()
    return question_import


def apply_import(*, question_import: QuestionImport, digest: str, actor: User, now: datetime) -> Preview:
    """Return what was done: every new question of the file is in the bank, or none.

    digest: of the preview that was shown (Preview.digest)
    Raises Conflict when it was applied already or would now do something else, RuleBroken when nothing is new.
    """
    db.session.execute(select(QuestionImport.id).where(QuestionImport.id == question_import.id).with_for_update())
    db.session.refresh(question_import)
    if question_import.applied_at is not None:
        raise Conflict(N_("ไฟล์นี้นำเข้าไปแล้ว ไม่ได้บันทึกซ้ำ"))
    preview = preview_of(question_import)
    if preview.digest != digest:
        raise Conflict(_CHANGED_MEANWHILE)
    if not preview.new:
        raise RuleBroken(N_("ไม่มีคำถามใหม่ให้นำเข้า"))
    create_all(preview, question_import.category, actor, now)
    counts = {outcome.value: count for outcome, count in preview.counts.items()}
    # what was written stands in the bank; of the file only the counts are kept
    question_import.applied_at, question_import.questions = now, json.dumps(counts)
    source = {"import_id": question_import.id, "filename": question_import.filename, "sha256": question_import.sha256}
    record_import(question_import.category, counts, source, actor, now)
    db.session.flush()
    return preview


def load_questions(
    *, content: bytes, filename: str, unit_abbr: str, actor: User | None, now: datetime
) -> Mapping[Outcome, int]:
    """Return how many questions of the file were new and are in the agency's bank now; a second load adds none.

    The categories named in the file become the agency's top categories.
    Raises NotFound for an unknown unit, RuleBroken for a file with anything wrong in it.
    """
    agency = get_unit_by_abbr(unit_abbr)
    if agency is None:
        raise NotFound(N_("ไม่พบหน่วยที่มีอักษรย่อ “%(abbr)s”"), abbr=unit_abbr)
    reading = read_file("", filename, content)
    for problem in reading.problems:
        raise RuleBroken(N_("ไฟล์ผิดที่บรรทัด %(line)s จึงยังไม่ได้นำเข้า"), line=problem.line)
    if any(not draft.category_path or draft.picture for draft in reading.drafts):
        raise RuleBroken(N_("ทุกคำถามในไฟล์ต้องมีหมวด และไม่มีภาพ"))
    counts = dict.fromkeys(Outcome, 0)
    for name in dict.fromkeys(draft.category_path[0] for draft in reading.drafts):
        drafts = [replace(each, category_path=each.category_path[1:]) for each in reading.drafts if each.category_path[0] == name]
        top = next((each for each in folders_of(agency.id) if each.parent_id is None and each.name == name), None)
        category = get_category(top.id) if top else None
        if category is None:
            category = add_category(agency=agency, parent=None, name=name, actor=actor, now=now)
        preview = preview_reading(Reading(tuple(drafts), ()), category)
        create_all(preview, category, actor, now)
        for outcome, count in preview.counts.items():
            counts[outcome] += count
    if counts[Outcome.NEW]:
        detail = {outcome.value: count for outcome, count in counts.items()}
        record_import(category, detail, {"filename": filename}, actor, now)
    return counts


def create_all(preview: Preview, top: QuestionCategory, actor: User | None, now: datetime) -> list[Question]:
    """Return the new questions of a preview, written with a handful of statements however many they are."""
    categories = _categories(preview, top, actor, now)
    made = [
        Question(
            category_id=categories[_key(draft.category_path)].id,
            latest_no=1,
            created_at=now,
            search_text=search_text(draft.name, draft.text, draft.tags),
        )
        for draft in preview.new
    ]
    db.session.add_all(made)
    db.session.flush()
    for question, draft in zip(made, preview.new, strict=True):
        db.session.add(new_version(question, 1, draft, None, actor, now))
        audit.record(
            actor_id=actor.id if actor else None,
            event=audit.Event.QUESTION_CREATED,
            subject_type="question",
            subject_id=question.id,
            unit_path=top.unit_path,
            now=now,
            detail={"name": draft.name, "no": 1, "kind": str(draft.kind)},
        )
    db.session.flush()
    return made


def record_import(
    category: QuestionCategory,
    counts: Mapping[str, int],
    source: Mapping[str, object],
    actor: User | None,
    now: datetime,
) -> None:
    """Put on record that a file was applied."""
    audit.record(
        actor_id=actor.id if actor else None,
        event=audit.Event.QUESTIONS_IMPORTED,
        subject_type="question_category",
        subject_id=category.id,
        unit_path=category.unit_path,
        now=now,
        detail={"name": category.name, "created": counts[Outcome.NEW.value], **source},
    )


def _with_kept_picture(draft: QuestionDraft, storage: FolderStorage) -> QuestionDraft:
    if draft.picture is None:
        return draft
    stored = storage.put(io.BytesIO(draft.picture.content), draft.picture.filename)
    return replace(draft, picture=replace(draft.picture, content=b"", sha256=stored.digest))


def _categories(
    preview: Preview, top: QuestionCategory, actor: User | None, now: datetime
) -> dict[tuple[str, ...], QuestionCategory]:
    """Return the categories of the new questions by their path below the top; those missing are added."""
    found: dict[tuple[str, ...], QuestionCategory] = {(): top}
    for path in dict.fromkeys(draft.category_path for draft in preview.new):
        for depth in range(1, len(path) + 1):
            key = _key(path[:depth])
            if key not in found:
                found[key] = _child(found[key[:-1]], path[depth - 1], actor, now)
    return found


def _child(parent: QuestionCategory, name: str, actor: User | None, now: datetime) -> QuestionCategory:
    for folder in folders_of(parent.unit_id):
        if folder.parent_id == parent.id and thai.search_key(folder.name) == thai.search_key(name):
            standing = get_category(folder.id)
            if standing is not None:
                return standing
    return add_category(agency=parent.unit, parent=parent, name=name, actor=actor, now=now)


def _key(path: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(thai.search_key, path))
