"""Reads of evidence: one record, the files of obligations, the library, what is on record about it."""

from portal.evidence.queries.history import Deed, history_of
from portal.evidence.queries.library import Choices, Wanted, library, library_choices
from portal.evidence.queries.records import (
    FileFact,
    FileRow,
    active_files,
    count_other_active,
    files_of,
    get_evidence,
    get_revision,
    known_digests,
    proven_by,
)

__all__ = [
    "Choices",
    "Deed",
    "FileFact",
    "FileRow",
    "Wanted",
    "active_files",
    "count_other_active",
    "files_of",
    "get_evidence",
    "get_revision",
    "history_of",
    "known_digests",
    "library",
    "library_choices",
    "proven_by",
]
