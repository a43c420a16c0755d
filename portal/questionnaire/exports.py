"""Questions as files: their content with pictures, the empty Excel form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from portal.questionnaire.formats import WRITTEN
from portal.questionnaire.formats.sheet import template
from portal.questionnaire.rules import QuestionDraft
from portal.storage import FolderStorage, StoredFileMissing

# the file is in Thai whatever the screen's language
TEMPLATE_NAME = "แบบฟอร์มคำถาม.xlsx"


def question_file(drafts: Sequence[QuestionDraft], format_key: str, storage: FolderStorage) -> bytes:
    """Return the file; only Moodle XML carries pictures, and one that is missing in the storage is left out."""
    write = WRITTEN[format_key].write
    if write is None:
        raise ValueError(format_key)
    return write([_with_picture(draft, storage) for draft in drafts] if format_key == "xml" else drafts)


def file_name(format_key: str, today: date) -> str:
    """Return what the downloaded file is called."""
    return f"คลังคำถาม-{today.isoformat()}{WRITTEN[format_key].extensions[0]}"


def _with_picture(draft: QuestionDraft, storage: FolderStorage) -> QuestionDraft:
    if draft.picture is None:
        return draft
    try:
        with storage.open(draft.picture.sha256) as file:
            return replace(draft, picture=replace(draft.picture, content=file.read()))
    except StoredFileMissing:
        return replace(draft, picture=None)


__all__ = ["TEMPLATE_NAME", "file_name", "question_file", "template"]
