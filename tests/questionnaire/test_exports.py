"""Questions go out: by ticks, category, filter; in each format; on record. The shipped ones come in by command."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.audit import AuditEntry
from portal.errors import NotFound, RuleBroken
from portal.extensions import db
from portal.questionnaire import QUESTIONS_2563
from portal.questionnaire.actions import load_questions
from portal.questionnaire.formats import FORMATS
from portal.questionnaire.models import Question, QuestionCategory
from tests.client import PortalClient
from tests.factories.people import make_unit
from tests.factories.questionnaire import BODIES, make_category, make_question
from tests.questionnaire.conftest import Setting


def names(client: PortalClient, query: str, key: str = "gift") -> list[str]:
    """Return the names of the questions in the downloaded file."""
    answer = client.send("POST", f"/questions/export?{query}", data={"format": key, "csrf_token": client.token()})
    assert (answer.status_code, answer.mimetype) == (200, FORMATS[key].media_type)
    drafts, problems = FORMATS[key].read(answer.get_data())
    assert problems == []
    return [draft.name for draft in drafts]


@pytest.mark.parametrize("key", ["gift", "xml", "xlsx"])
def test_whole_bank_comes_back_from_its_file(setting: Setting, keeper: PortalClient, key: str) -> None:
    below = make_category(setting.agency, setting.category, name="ย่อย")
    for kind in BODIES:
        make_question(below, kind, name=kind)
    answer = keeper.send("POST", "/questions/export", data={"format": key, "csrf_token": keeper.token()})
    drafts, problems = FORMATS[key].read(answer.get_data())
    assert (sorted(draft.name for draft in drafts), problems) == (sorted(BODIES), [])
    assert {draft.category_path for draft in drafts} == {("ปฏิทิน", "ย่อย")}
    assert {draft.kind: draft.body for draft in drafts} == BODIES


def test_export_follows_ticks_category_and_filters(setting: Setting, keeper: PortalClient) -> None:
    below = make_category(setting.agency, setting.category, name="ย่อย")
    other = make_category(setting.agency, name="อื่น")
    one = make_question(setting.category, name="หนึ่ง", tags=["ก"])
    make_question(below, "truefalse", name="สอง")
    three = make_question(other, name="สาม")
    make_question(other, name="เลิกใช้", retired_at=datetime.fromisoformat("2026-10-02T00:00:00+00:00"))
    make_question(make_category(make_unit()), name="ของผู้อื่น")
    assert names(keeper, f"question={one.id}:1&question={three.id}:1") == ["หนึ่ง", "สาม"]
    assert names(keeper, f"category={setting.category.id}") == ["หนึ่ง", "สอง"]
    assert names(keeper, "kind=truefalse") == ["สอง"]
    assert names(keeper, "tag=ก") == ["หนึ่ง"]
    assert sorted(names(keeper, "")) == sorted(["หนึ่ง", "สอง", "สาม"])
    assert names(keeper, "state=retired") == ["เลิกใช้"]


def test_page_says_what_goes_out(setting: Setting, keeper: PortalClient) -> None:
    make_question(setting.category, "truefalse")
    page = keeper.get("/questions/export?kind=truefalse&_external=1&_scheme=evil")
    assert "จะส่งออกคำถามตามตัวกรอง 1 ข้อ" in page.text
    form = next(each for each in page.root.all("form", method="post") if "export" in each.attrs["action"])
    assert form.attrs["action"] == "/questions/export?kind=truefalse"
    assert "ไม่มีคำถามให้ส่งออก" in keeper.get("/questions/export?kind=number").text
    keeper.post("/questions/export", {"format": "docx"}, status=422)
    keeper.post("/questions/export?kind=number", {"format": "gift"}, status=422)


def test_export_is_on_record(setting: Setting, keeper: PortalClient) -> None:
    make_question(setting.category)
    names(keeper, "q=คำถาม")
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "questions:exported")).one()
    assert (entry.actor_id, entry.detail["count"], entry.detail["format"]) == (setting.keeper.id, 1, "gift")


def loaded(setting: Setting, now: datetime, **changes: Any) -> tuple[int, int]:
    values: dict[str, Any] = {
        "content": QUESTIONS_2563.read_bytes(),
        "filename": QUESTIONS_2563.name,
        "unit_abbr": setting.agency.abbr,
    } | changes
    result = load_questions(**values, actor=None, now=now)
    db.session.commit()
    return result


def test_shipped_questions_are_loaded_once_and_wait_for_confirmation(setting: Setting, now: datetime) -> None:
    assert loaded(setting, now) == (60, 0)
    assert loaded(setting, now) == (0, 60)
    assert db.session.scalar(select(func.count(Question.id)).where(Question.confirmed_at.is_(None))) == 60
    tops = db.session.scalars(select(QuestionCategory.name).where(QuestionCategory.parent_id.is_(None)))
    assert len(list(tops)) == 7


@pytest.mark.parametrize("content", ["ถาม {T}", "$CATEGORY: ก\nถาม {", "$CATEGORY: ก\nถาม {=ก}\n\nเรียงความ {}"])
def test_file_with_a_fault_is_not_loaded(setting: Setting, now: datetime, content: str) -> None:
    with pytest.raises(RuleBroken):
        loaded(setting, now, content=content.encode())
    assert db.session.scalar(select(func.count(Question.id))) == 0


def test_unknown_unit_is_told(setting: Setting, now: datetime) -> None:
    with pytest.raises(NotFound):
        loaded(setting, now, unit_abbr="ไม่มี")


def test_division_gets_no_bank_of_its_own(setting: Setting, now: datetime) -> None:
    division = make_unit(setting.agency, kind="division", abbr="กน.")
    with pytest.raises(RuleBroken):
        loaded(setting, now, unit_abbr=division.abbr)
    assert db.session.scalar(select(func.count(Question.id))) == 0


def test_command_loads_a_file(portal: Flask, setting: Setting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    from portal import cli

    monkeypatch.setattr(cli, "application", lambda: portal)
    file = tmp_path / "a.gift"
    file.write_text("$CATEGORY: ก\n\nถาม {T}\n", encoding="utf-8")
    result = CliRunner().invoke(cli.portal, ["questions", "load", str(file), "--unit", setting.agency.abbr])
    assert (result.exit_code, result.output) == (0, "1 new questions, 0 in the bank already\n")
