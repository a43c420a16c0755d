"""What other features read of evidence."""

from __future__ import annotations

from datetime import UTC, datetime

from portal.evidence.queries import FileFact, active_files, known_digests
from portal.extensions import db
from tests.evidence.conftest import Setting
from tests.factories.evidence import UPLOADED, make_evidence, make_revision, withdraw
from tests.factories.performance import make_dimension, make_indicator, make_obligation


def test_active_files_is_empty_without_obligations(setting: Setting, statements: list[str]) -> None:
    statements.clear()
    assert active_files([]) == {}
    assert statements == []


def test_active_files_has_every_fact_of_the_latest_revision(setting: Setting) -> None:
    evidence = make_evidence(setting.obligation, setting.officer, title="ผลงาน", note="หมายเหตุ")
    later = datetime(2026, 12, 9, tzinfo=UTC)
    revision = make_revision(evidence, now=later)
    assert active_files([setting.obligation.id]) == {
        setting.obligation.id: [
            FileFact(
                evidence_id=evidence.id,
                revision_id=revision.id,
                no=2,
                title="ผลงาน",
                note="หมายเหตุ",
                filename=revision.filename,
                sha256=revision.sha256,
                size_bytes=revision.size_bytes,
                covers_from_on=setting.period.starts_on,
                covers_to_on=setting.period.ends_on,
                uploaded_at=later,
                linked_at=UPLOADED,
                uploader=setting.officer.name,
            )
        ]
    }


def test_active_files_leaves_out_what_is_withdrawn(setting: Setting) -> None:
    withdraw(make_evidence(setting.obligation))
    stands = make_evidence(setting.obligation)
    found = active_files([setting.obligation.id])[setting.obligation.id]
    assert [fact.evidence_id for fact in found] == [stands.id]


def test_active_files_of_many_obligations_is_one_statement(setting: Setting, statements: list[str]) -> None:
    year = setting.indicator.fiscal_year
    owed = [make_obligation(setting.division, setting.period, make_indicator(make_dimension(year))) for _ in range(3)]
    for obligation in owed[:2]:
        make_evidence(obligation)
    ids = [obligation.id for obligation in owed]
    db.session.rollback()
    statements.clear()
    found = active_files(ids)
    assert [len(found[number]) for number in ids] == [1, 1, 0]
    assert len([text for text in statements if text.startswith("SELECT")]) == 1


def test_known_digests_are_those_that_a_revision_names(setting: Setting) -> None:
    digest = make_evidence(setting.obligation).revisions[0].sha256
    assert known_digests([digest, "f" * 64]) == {digest}
