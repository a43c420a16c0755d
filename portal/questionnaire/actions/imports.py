"""Files of questions: read, kept for a preview, applied all or nothing.

Applying recomputes the preview inside the transaction. Where it differs from what was shown, nothing is written and the
new preview is shown instead. Imported questions wait for confirmation like any other new question.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, select

from portal import audit, thai
from portal.errors import N_, Conflict, NotFound, RuleBroken
from portal.extensions import db
from portal.people.models import Unit, User
from portal.people.queries.units import get_unit_by_abbr
from portal.people.rules.units import check_is_agency
from portal.questionnaire.actions.categories import add_category
from portal.questionnaire.actions.questions import new_version
from portal.questionnaire.formats import read_file
from portal.questionnaire.models import Question, QuestionCategory, QuestionImport
from portal.questionnaire.queries.categories import folders_of, get_category
from portal.questionnaire.queries.imports import preview_of, preview_reading
from portal.questionnaire.rules import QuestionDraft, search_text
from portal.questionnaire.rules.imports import Outcome, Preview, Problem, Reading, as_text
from portal.storage import FolderStorage, clean_filename

FILENAME_CHARACTERS = 255
_CHANGED_MEANWHILE = N_("คลังคำถามเปลี่ยนไปหลังจากที่ท่านเปิดหน้านี้ ยังไม่ได้บันทึกอะไร โปรดตรวจรายการด้านล่างแล้วกดนำเข้าอีกครั้ง")
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
    record_import(question_import.category, len(preview.new), source, actor, now)
    db.session.flush()
    return preview


def load_questions(
    *, content: bytes, filename: str, unit_abbr: str, actor: User | None, now: datetime
) -> tuple[int, int]:
    """Return how many questions of the file are new in the agency's bank, and how many stood there already.

    The first categories of the file's paths become the agency's top categories. A second load adds nothing.
    Raises NotFound for an unknown unit, RuleBroken for one that is no agency and for a file with anything wrong in it;
    nothing is written then.
    """
    agency = get_unit_by_abbr(unit_abbr)
    if agency is None:
        raise NotFound(N_("ไม่พบหน่วยที่มีอักษรย่อ “%(abbr)s”"), abbr=unit_abbr)
    check_is_agency(agency.kind, unit_abbr)
    reading = read_file("", filename, content)
    faults = [each.line for each in reading.problems]
    faults += [each.line for each in reading.drafts if not each.category_path or each.picture]
    if faults:
        raise RuleBroken(N_("ไฟล์ผิดที่บรรทัด %(line)s จึงยังไม่ได้นำเข้า (ทุกคำถามต้องมีหมวด และไม่มีภาพ)"), line=min(faults))
    new = same = 0
    for name, drafts in _by_top(reading.drafts).items():
        category = _category(agency, None, name, actor, now)
        preview = preview_reading(Reading(tuple(drafts), ()), category)
        create_all(preview, category, actor, now)
        counts = preview.counts
        if counts[Outcome.NEW]:
            record_import(category, counts[Outcome.NEW], {"filename": filename}, actor, now)
        new, same = new + counts[Outcome.NEW], same + counts[Outcome.SAME]
    return new, same


def create_all(preview: Preview, top: QuestionCategory, actor: User | None, now: datetime) -> list[Question]:
    """Return the new questions of a preview, written together; each has its first version and stands on record."""
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
    created: int,
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
        detail={"name": category.name, "created": created, **source},
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
                found[key] = _category(top.unit, found[key[:-1]], path[depth - 1], actor, now)
    return found


def _category(
    agency: Unit, parent: QuestionCategory | None, name: str, actor: User | None, now: datetime
) -> QuestionCategory:
    """Return the category of that name under the parent (None: at the top), added where none stands."""
    parent_id = parent.id if parent else None
    for folder in folders_of(agency.id):
        if folder.parent_id == parent_id and thai.search_key(folder.name) == thai.search_key(name):
            standing = get_category(folder.id)
            if standing is not None:
                return standing
    return add_category(agency=agency, parent=parent, name=name, actor=actor, now=now)


def _by_top(drafts: Iterable[QuestionDraft]) -> dict[str, list[QuestionDraft]]:
    """Return the drafts by the first name of their paths, which then begin below it."""
    found: dict[str, list[QuestionDraft]] = {}
    for draft in drafts:
        top, *below = draft.category_path
        found.setdefault(top, []).append(replace(draft, category_path=tuple(below)))
    return found


def _key(path: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(thai.search_key, path))
