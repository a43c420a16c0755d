"""Files on their way out: always a download, under their own name, for those who may, evaluators on record."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from urllib.parse import unquote

import pytest
from sqlalchemy import select

from portal.access.permissions import Role
from portal.audit import AuditEntry
from portal.evidence.models import Evidence
from portal.extensions import db
from tests.client import Page, PortalClient
from tests.evidence.conftest import Setting
from tests.factories.evidence import make_evidence, make_revision, withdraw
from tests.factories.people import make_person, make_unit
from tests.factories.performance import make_dimension, make_fiscal_year, make_indicator, make_obligation, make_period

NAME = "ทํา 100% “สรุป” e\u0301; ฉบับ_1.txt"
CONTENT = "ผลการดำเนินงาน\r\n<script>alert(1)</script>".encode()


@pytest.fixture
def evidence(setting: Setting) -> Evidence:
    """Evidence with a difficult name."""
    return make_evidence(setting.obligation, setting.officer, filename=NAME, content=CONTENT)


def url_of(evidence: Evidence, no: int = 1) -> str:
    """Return the address of a revision's file."""
    return f"/evidence/revisions/{evidence.revisions[no - 1].id}/file"


def downloads() -> list[tuple[int | None, str]]:
    """Return who downloaded what, as it is on record."""
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "evidence:downloaded"))
    return [(entry.actor_id, entry.detail["filename"]) for entry in entries]


def body(page: Page) -> bytes:
    """Return the bytes of an answer."""
    return page.response.get_data()


def test_download_sends_the_bytes_as_an_attachment(officer: PortalClient, evidence: Evidence) -> None:
    page = officer.get(url_of(evidence))
    assert body(page) == CONTENT
    assert page.headers["Content-Type"] == "application/octet-stream"
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert page.headers["Cache-Control"] == "private, no-cache, no-transform"
    assert page.headers["Content-Length"] == str(len(CONTENT))


def test_download_carries_the_name_byte_for_byte(officer: PortalClient, evidence: Evidence) -> None:
    disposition = officer.get(url_of(evidence)).headers["Content-Disposition"]
    plain, _, name = disposition.partition("; filename*=UTF-8''")
    assert plain == 'attachment; filename="file.txt"'
    assert unquote(name) == NAME


def test_download_of_an_old_revision_still_works(officer: PortalClient, evidence: Evidence) -> None:
    make_revision(evidence)
    assert body(officer.get(url_of(evidence, 1))) == CONTENT


def test_download_of_withdrawn_evidence_still_works(officer: PortalClient, evidence: Evidence) -> None:
    withdraw(evidence)
    assert body(officer.get(url_of(evidence))) == CONTENT


def test_download_of_what_the_browser_has_ends_at_once(officer: PortalClient, evidence: Evidence) -> None:
    etag = f'"{hashlib.sha256(CONTENT).hexdigest()}"'
    page = officer.get(url_of(evidence), status=304, headers={"If-None-Match": etag})
    assert (body(page), page.headers["ETag"]) == (b"", etag)


def test_download_goes_on_where_it_broke_off(officer: PortalClient, evidence: Evidence) -> None:
    page = officer.get(url_of(evidence), status=206, headers={"Range": "bytes=5-"})
    assert (body(page), page.headers["Content-Range"]) == (CONTENT[5:], f"bytes 5-{len(CONTENT) - 1}/{len(CONTENT)}")


@pytest.mark.parametrize("role", [Role.OFFICER, Role.HEAD])
def test_download_is_open_to_the_division(
    setting: Setting, evidence: Evidence, client_of: Callable[..., PortalClient], role: Role
) -> None:
    assert body(client_of(make_person(role, setting.division)).get(url_of(evidence))) == CONTENT
    assert downloads() == []


@pytest.mark.parametrize("role", [Role.SECRETARIAT, Role.EXECUTIVE])
def test_download_is_open_to_the_agency(
    setting: Setting, evidence: Evidence, client_of: Callable[..., PortalClient], role: Role
) -> None:
    assert body(client_of(make_person(role, setting.agency)).get(url_of(evidence))) == CONTENT
    assert downloads() == []


def test_download_by_the_evaluator_is_on_record(
    setting: Setting, evidence: Evidence, client_of: Callable[..., PortalClient]
) -> None:
    person = make_person(Role.EVALUATOR, setting.evaluator_agency)
    assert body(client_of(person).get(url_of(evidence))) == CONTENT
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "evidence:downloaded")).one()
    assert (entry.actor_id, entry.subject_type, entry.subject_id) == (person.id, "obligation", setting.obligation.id)
    assert entry.detail["filename"] == NAME


def test_download_by_the_evaluator_in_pieces_is_on_record_once(
    setting: Setting, evidence: Evidence, client_of: Callable[..., PortalClient]
) -> None:
    person = make_person(Role.EVALUATOR, setting.evaluator_agency)
    evaluator = client_of(person)
    for pieces in ("bytes=0-4", "bytes=5-9"):
        evaluator.get(url_of(evidence), status=206, headers={"Range": pieces})
    evaluator.get(url_of(evidence), status=304, headers={"If-None-Match": f'"{hashlib.sha256(CONTENT).hexdigest()}"'})
    assert downloads() == [(person.id, NAME)]


def test_download_by_the_evaluator_of_another_indicator_is_not_found(
    setting: Setting, evidence: Evidence, client_of: Callable[..., PortalClient]
) -> None:
    client_of(make_person(Role.EVALUATOR, make_unit())).get(url_of(evidence), status=404)


@pytest.mark.parametrize("role", [Role.STAFF, Role.ADMINISTRATOR])
def test_download_is_closed_to_roles_without_evidence(
    setting: Setting, evidence: Evidence, client_of: Callable[..., PortalClient], role: Role
) -> None:
    client_of(make_person(role, setting.division)).get(url_of(evidence), status=404)


def test_download_from_another_division_is_not_found(
    setting: Setting, evidence: Evidence, client_of: Callable[..., PortalClient]
) -> None:
    client_of(make_person(Role.OFFICER, make_unit(setting.agency))).get(url_of(evidence), status=404)


def test_download_from_another_agency_is_not_found(evidence: Evidence, client_of: Callable[..., PortalClient]) -> None:
    client_of(make_person(Role.SECRETARIAT, make_unit())).get(url_of(evidence), status=404)


def test_download_without_signing_in_leads_there(client: PortalClient, evidence: Evidence) -> None:
    page = client.get(url_of(evidence), status=302)
    assert page.headers["Location"].startswith("/login?next=")


def test_download_with_an_id_of_20_digits_is_not_found(officer: PortalClient) -> None:
    officer.get(f"/evidence/revisions/{'9' * 20}/file", status=404)


def test_download_takes_the_same_statements_whatever_the_revisions(
    setting: Setting, officer: PortalClient, evidence: Evidence, statements: list[str]
) -> None:
    officer.get(url_of(evidence))
    statements.clear()
    officer.get(url_of(evidence))
    few = len(statements)
    for _ in range(3):
        make_revision(evidence)
    statements.clear()
    officer.get(url_of(evidence))
    assert (few, len(statements)) == (few, few)


def test_download_through_a_second_obligation_is_open_to_its_division(
    setting: Setting, evidence: Evidence, client_of: Callable[..., PortalClient]
) -> None:
    from portal.evidence.models import EvidenceLink

    other = make_unit(setting.agency)
    year = make_fiscal_year(setting.agency, 2571)
    owed = make_obligation(other, make_period(year), make_indicator(make_dimension(year)))
    link = EvidenceLink(
        evidence_id=evidence.id, obligation_id=owed.id, linked_by_id=setting.officer.id, linked_at=evidence.created_at
    )
    db.session.add(link)
    db.session.commit()
    second = client_of(make_person(Role.OFFICER, other))
    assert body(second.get(url_of(evidence))) == CONTENT
    second.get(f"/evidence/{evidence.id}/withdrawal", status=403)
