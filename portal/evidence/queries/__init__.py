"""Reads of evidence: one record, the files of obligations, the library, what is on record about it."""

from portal.evidence.queries.history import Deed, history_of
from portal.evidence.queries.library import SORT_KEYS, Choices, Wanted, library, library_choices
from portal.evidence.queries.records import (
    FileFact,
    FileRow,
    Proof,
    active_files,
    count_other_active,
    files_of,
    get_evidence,
    get_revision,
    known_digests,
    proof_of,
    proven_by,
)

__all__ = [
    "SORT_KEYS",
    "Choices",
    "Deed",
    "FileFact",
    "FileRow",
    "Proof",
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
    "proof_of",
    "proven_by",
]

KEPT_FILES = (known_digests,)
