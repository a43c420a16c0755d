"""Questions of the bank as drafts, on their way into a file."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from portal.extensions import db
from portal.questionnaire.models import Question, QuestionCategory, QuestionVersion
from portal.questionnaire.queries.imports import paths_of
from portal.questionnaire.rules import DraftPicture, QuestionDraft
from portal.questionnaire.rules.folders import STEP

# databases limit how many values one statement may carry
IDS_PER_STATEMENT = 500


def drafts_of(question_ids: Sequence[int]) -> list[QuestionDraft]:
    """Return the newest version of each question with its category's path; by path, then as given.

    Pictures are named by their digest, without their bytes.
    """
    newest = (QuestionVersion.question_id == Question.id) & (QuestionVersion.no == Question.latest_no)
    statement = (
        select(QuestionVersion, QuestionCategory.id, QuestionCategory.unit_id)
        .join(Question, newest)
        .join(QuestionCategory, QuestionCategory.id == Question.category_id)
    )
    paths: dict[int, tuple[str, ...]] = {}
    found: dict[int, QuestionDraft] = {}
    for start in range(0, len(question_ids), IDS_PER_STATEMENT):
        ids = question_ids[start : start + IDS_PER_STATEMENT]
        for version, category_id, unit_id in db.session.execute(statement.where(Question.id.in_(ids))):
            if category_id not in paths:
                paths |= paths_of(unit_id)
            found[version.question_id] = _draft(version, paths[category_id])
    drafts = [found[each] for each in question_ids if each in found]
    return sorted(drafts, key=lambda draft: STEP.join(draft.category_path))


def _draft(version: QuestionVersion, path: tuple[str, ...]) -> QuestionDraft:
    picture = None
    if version.picture_sha256:
        picture = DraftPicture(
            version.picture_filename, version.picture_media_type, version.picture_alt, version.picture_sha256
        )
    return QuestionDraft(
        kind=version.kind,
        name=version.name,
        text=version.text,
        body=version.body,
        feedback=version.feedback,
        points=version.points,
        category_path=path,
        tags=tuple(version.tags),
        citation=version.citation,
        manual_page=version.manual_page,
        picture=picture,
    )
