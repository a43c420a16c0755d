"""Files of questions that were read, and what each would do to the bank as it is now."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal import thai
from portal.extensions import db
from portal.paging import PER_PAGE, Slice
from portal.questionnaire.models import Question, QuestionCategory, QuestionImport, QuestionVersion
from portal.questionnaire.queries.categories import folders_of
from portal.questionnaire.rules.folders import Folder, in_tree_order
from portal.questionnaire.rules.imports import Known, Outcome, Preview, PreviewRow, Reading, compare, from_text


def get_import(question_import_id: int) -> QuestionImport | None:
    """Return the file with its category and agency, or None."""
    way = joinedload(QuestionImport.category).joinedload(QuestionCategory.unit)
    return db.session.get(QuestionImport, question_import_id, options=[way])


def preview_of(question_import: QuestionImport) -> Preview:
    """Return what the file would do now; nothing once it was applied."""
    if question_import.applied_at is not None:
        return Preview(())
    return preview_reading(from_text(question_import.questions), question_import.category)


def preview_reading(reading: Reading, category: QuestionCategory) -> Preview:
    """Return what a file would do when read into the category; two statements."""
    paths = dict.fromkeys(draft.category_path for draft in reading.drafts)
    return compare(reading, _known(category.unit_id), new_paths(folders_of(category.unit_id), category.id, paths))


def new_paths(folders: Sequence[Folder], top_id: int, paths: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return the categories below the top that are named and do not stand yet, parents before children."""
    standing = {(folder.parent_id, thai.search_key(folder.name)): folder.id for folder in folders}
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for path in paths:
        parent: int | None = top_id
        for depth, name in enumerate(path, 1):
            parent = standing.get((parent, thai.search_key(name))) if parent is not None else None
            if parent is None:
                found.setdefault(tuple(map(thai.search_key, path[:depth])), path[:depth])
    return sorted(found.values(), key=len)


def paths_of(unit_id: int) -> dict[int, tuple[str, ...]]:
    """Return the names from the top down of every category of the agency; one statement."""
    return {placed.folder.id: placed.path for placed in in_tree_order(folders_of(unit_id))}


def preview_rows_page(preview: Preview, outcome: Outcome | None, number: int) -> Slice[PreviewRow]:
    """Return one page of the rows in the file's order, of one outcome or of all."""
    rows = [row for row in preview.rows if outcome is None or row.outcome is outcome]
    number = min(max(number, 1), max(1, -(-len(rows) // PER_PAGE)))
    return Slice(rows[(number - 1) * PER_PAGE : number * PER_PAGE], number, PER_PAGE, len(rows))


def pictures_waiting(digests: Collection[str]) -> set[str]:
    """Return those of the digests that a file not applied yet names as a picture."""
    waiting = db.session.scalars(select(QuestionImport.questions).where(QuestionImport.applied_at.is_(None)))
    return {digest for kept in waiting for digest in digests if digest in kept}


def _known(unit_id: int) -> list[Known]:
    """Return every question of the agency as its newest version says it."""
    newest = (QuestionVersion.question_id == Question.id) & (QuestionVersion.no == Question.latest_no)
    rows = db.session.execute(
        select(Question.id, QuestionVersion.kind, QuestionVersion.text, QuestionVersion.body, Question.retired_at)
        .join(QuestionVersion, newest)
        .join(QuestionCategory, QuestionCategory.id == Question.category_id)
        .where(QuestionCategory.unit_id == unit_id)
    )
    return [Known(no, kind, text, body, retired_at is not None) for no, kind, text, body, retired_at in rows]
