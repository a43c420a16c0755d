"""The page of one obligation: its first lines, its list, in the same statements however long it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from portal.access.permissions import Role
from portal.extensions import db
from portal.performance.models import Obligation
from tests.client import PortalClient
from tests.evidence.conftest import Setting
from tests.factories.evidence import make_evidence, withdraw
from tests.factories.people import make_person


def answer(page: object) -> str:
    """Return the first lines under the heading."""
    return str(page.root.one("p", class_="page-answer").text)  # type: ignore[attr-defined]


def test_page_is_headed_by_item_code_and_period(setting: Setting, officer: PortalClient) -> None:
    indicator = setting.indicator
    assert officer.get(setting.url).heading == f"{indicator.printed_code} {indicator.name_th} · ธันวาคม 2569"


def test_page_without_evidence_says_what_is_due_and_who_acts(setting: Setting, officer: PortalClient) -> None:
    assert answer(officer.get(setting.url)) == (
        f"ยังไม่มีหลักฐาน · ครบกำหนด 20 ธ.ค. 2569 อีก 11 วันผู้ดำเนินการต่อไป: ผู้รับผิดชอบตัวชี้วัดของ{setting.division.name_th}"
    )


def test_page_with_evidence_says_that_the_head_acts(setting: Setting, officer: PortalClient) -> None:
    make_evidence(setting.obligation)
    assert answer(officer.get(setting.url)) == (
        "มีหลักฐาน 1 ไฟล์ · ครบกำหนด 20 ธ.ค. 2569 อีก 11 วันผู้ดำเนินการต่อไป: หัวหน้าส่วนราชการตรวจและรับรอง"
    )


def test_page_of_a_closed_obligation_names_the_secretariat(setting: Setting, officer: PortalClient) -> None:
    db.session.get_one(Obligation, setting.obligation.id).closed_after_on = date(2026, 12, 8)
    db.session.commit()
    assert answer(officer.get(setting.url)).endswith("ปิดรับแล้ว ผู้ดำเนินการต่อไป: ฝ่ายเลขานุการของหน่วยงาน")


def test_page_states_types_and_limits_of_files(setting: Setting, officer: PortalClient) -> None:
    page = officer.get(setting.url)
    field = page.root.one("input", name="files")
    assert "ไฟล์ละไม่เกิน 100 MB ครั้งละไม่เกิน 10 ไฟล์" in page.root.one("p", id="files-hint").text
    assert field.attrs["accept"].split(",")[:4] == ["image/jpeg", "image/png", "image/webp", ".pdf"]
    assert "capture" not in field.attrs
    assert "multiple" in field.attrs


def test_page_begins_the_covered_period_with_the_own_one(setting: Setting, officer: PortalClient) -> None:
    page = officer.get(setting.url)
    covered = [page.root.one("input", name=name).attrs["value"] for name in ("covers_from_on", "covers_to_on")]
    assert covered == ["1/12/2569", "31/12/2569"]


def test_page_is_open_to_the_evaluator_without_forms(setting: Setting, client_of: Callable[..., PortalClient]) -> None:
    make_evidence(setting.obligation)
    page = client_of(make_person(Role.EVALUATOR, setting.evaluator_agency)).get(setting.url)
    assert page.root.all("section", id="upload-form") == []
    assert page.root.all("div", class_="file-act") == []


def test_page_takes_the_same_statements_with_1_and_30_files(
    setting: Setting, officer: PortalClient, statements: list[str]
) -> None:
    withdraw(make_evidence(setting.obligation))
    make_evidence(setting.obligation)
    officer.get(setting.url)
    statements.clear()
    officer.get(setting.url)
    few = len(statements)
    for _ in range(29):
        make_evidence(setting.obligation)
    statements.clear()
    page = officer.get(setting.url)
    assert (len(page.root.one("section", id="evidence-list").all("li", class_="file-row")), len(statements)) == (
        31,
        few,
    )
