"""The demonstration: what it holds and who can sign in."""

from __future__ import annotations

import csv
import stat
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal import clock, demonstration
from portal.access.permissions import Role
from portal.audit import AuditEntry
from portal.errors import RuleBroken
from portal.evidence.models import EvidenceLink, EvidenceRevision
from portal.extensions import db
from portal.notifications.models import Notice
from portal.outbox import Job
from portal.people.actions import is_right
from portal.people.models import RoleHolding, Unit, User
from portal.performance.models import FiscalYear, Obligation
from portal.performance.queries import count_obligations, get_year
from portal.reporting.models import ReviewEvent
from portal.reporting.queries import grid, obligation_rows
from tests import databases

NOW = datetime(2026, 12, 9, 2, 30, tzinfo=UTC)
TODAY = date(2026, 12, 9)


@pytest.fixture(scope="module")
def loaded(app: Flask) -> Iterator[Flask]:
    """The demonstration, loaded once for the tests that only read it."""
    databases.reset(app)
    clock.fix(NOW)
    demonstration.load(app)
    with app.app_context():
        yield app
        db.session.remove()
    clock.fix(None)
    databases.reset(app)


def folder(app: Flask) -> Path:
    return Path(app.extensions["portal_config"].instance)


def accounts(app: Flask) -> list[dict[str, str]]:
    with (folder(app) / "demo-accounts.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def year(year_be: int) -> FiscalYear:
    agency_id = db.session.scalars(select(Unit.id).where(Unit.abbr == "สพส.")).one()
    found = get_year(agency_id, year_be)
    assert found is not None
    return found


def test_demonstration_units_are_those_of_the_framework(loaded: Flask) -> None:
    agency = db.session.scalars(select(Unit).where(Unit.abbr == "สพส.")).one()
    below = db.session.scalars(select(Unit).where(Unit.parent_id == agency.id).order_by(Unit.position))
    assert [(unit.abbr, unit.is_confirmed) for unit in below] == [
        ("กน.", True),
        ("สก.", True),
        ("สพช.", True),
        ("สสช.", False),
        ("สสส.", False),
    ]
    top = agency.parent
    assert top is not None
    beside = db.session.scalars(select(Unit.abbr).where(Unit.parent_id == top.id, Unit.id != agency.id))
    assert (top.name_th, set(beside)) == (
        "กรุงเทพมหานคร",
        {"ก.ก.", "สยป.", "สงม.", "สนค.", "สลป.", "สนอ.", "กผต."},
    )
    section = db.session.scalars(select(Unit).where(Unit.kind == "section")).one()
    assert (section.name_th, section.parent.abbr if section.parent else "") == ("กลุ่มงานแผนงานและประเมินผล", "กน.")


def test_demonstration_accounts_cover_every_role_in_two_units(loaded: Flask) -> None:
    units: dict[str, set[str]] = {}
    for row in accounts(loaded):
        units.setdefault(row["role"], set()).add(row["unit"])
    assert {role for role in Role if len(units[role]) < 2} == set()
    assert units["officer"] == units["head"] == {"กน.", "สก.", "สพช.", "สสช.", "สสส."}


def test_demonstration_accounts_file_is_for_its_owner_alone(loaded: Flask) -> None:
    path = folder(loaded) / "demo-accounts.csv"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text(encoding="utf-8").splitlines()[0] == "username,password,role,unit,name"


def test_demonstration_passwords_are_random_and_right(loaded: Flask) -> None:
    rows = accounts(loaded)
    assert len({row["password"] for row in rows}) == len(rows) == 27
    people = {user.username: user for user in db.session.scalars(select(User).where(User.password_hash != ""))}
    assert sorted(people) == sorted(row["username"] for row in rows)
    for row in rows[:3]:
        assert is_right(people[row["username"]].password_hash, row["password"])
    assert {(user.is_demonstration, user.must_change_password) for user in people.values()} == {(True, False)}


def test_demonstration_staff_beside_the_accounts_cannot_sign_in(loaded: Flask) -> None:
    beside = db.session.scalars(select(User).where(User.password_hash == "")).all()
    assert Counter(user.unit.abbr for user in beside) == {"กน.": 14, "สก.": 15, "สพช.": 15, "สสช.": 14, "สสส.": 9}
    assert Counter(user.staff_type for user in beside) == {"official": 38, "employee": 29}


def test_demonstration_people_are_plainly_invented(loaded: Flask) -> None:
    people = db.session.scalars(select(User)).all()
    assert [user.name for user in people if not user.is_demonstration or "สาธิต" not in user.name] == []


def test_demonstration_account_signs_in_at_once(loaded: Flask) -> None:
    row = next(row for row in accounts(loaded) if row["role"] == "officer")
    loaded.config["WTF_CSRF_ENABLED"] = False
    try:
        answer = loaded.test_client().post("/login", data={"username": row["username"], "password": row["password"]})
    finally:
        loaded.config["WTF_CSRF_ENABLED"] = True
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")


def test_demonstration_has_an_acting_head_with_an_order(loaded: Flask) -> None:
    acting = db.session.scalars(select(RoleHolding).where(RoleHolding.is_acting).order_by(RoleHolding.starts_on)).all()
    assert [(row.unit.abbr, row.order_no, row.starts_on, row.ends_on) for row in acting] == [
        ("สสช.", "สพส. 12/2563", date(2020, 1, 1), date(2020, 3, 31)),
        ("สสช.", "สพส. 7/2570", date(2026, 10, 1), date(2027, 9, 30)),
    ]


def test_demonstration_current_year_has_every_obligation_and_no_state(loaded: Flask) -> None:
    current = year(2570)
    assert current.rolled_from_id == year(2563).id
    assert count_obligations(current) == {"month": 120, "quarter": 120}
    ids = select(Obligation.id).where(Obligation.fiscal_year_id == current.id)
    for table in (EvidenceLink, ReviewEvent):
        assert db.session.scalar(select(func.count()).select_from(table).where(table.obligation_id.in_(ids))) == 0


def test_demonstration_past_year_shows_every_state(loaded: Flask) -> None:
    past = year(2563)
    rows = obligation_rows(Obligation.fiscal_year_id == past.id, today=TODAY)
    assert len(rows) == 240
    assert set(Counter(row.sign for row in rows)) == {"missing", "complete", "late", "certified", "returned", "changed"}
    cells = grid(past, [past.unit_path], TODAY).cells.values()
    assert {cell.state for cell in cells} == {"missing", "partial", "complete", "late", "certified"}
    assert any(cell.changed for cell in cells)


def test_demonstration_files_say_that_they_are_samples(loaded: Flask) -> None:
    names = db.session.scalars(select(EvidenceRevision.filename)).all()
    assert names
    assert [name for name in names if not name.startswith("ตัวอย่างสาธิต")] == []
    storage = loaded.extensions["portal_storage"]
    for digest in set(db.session.scalars(select(EvidenceRevision.sha256))):
        with storage.open(digest) as file:
            assert b"DEMONSTRATION SAMPLE" in (content := file.read()) or "ตัวอย่างสาธิต" in content.decode()


def test_demonstration_acting_head_certified_for_the_office(loaded: Flask) -> None:
    orders = db.session.execute(
        select(ReviewEvent.acting_for, ReviewEvent.order_no).where(ReviewEvent.order_no != "").distinct()
    ).all()
    name = db.session.scalars(select(Unit.name_th).where(Unit.abbr == "สสช.")).one()
    assert [tuple(row) for row in orders] == [(name, "สพส. 12/2563")]


def test_demonstration_leaves_nothing_unread_but_the_invitation_and_no_mail(loaded: Flask) -> None:
    unread = db.session.scalars(select(Notice.kind).where(Notice.read_at.is_(None))).all()
    assert Counter(unread) == {"briefing_invited": 90}
    assert db.session.scalar(select(func.count()).select_from(Job)) == 0


def test_demonstration_trail_runs_in_the_order_of_time(loaded: Flask) -> None:
    instants = db.session.scalars(select(AuditEntry.at).order_by(AuditEntry.id)).all()
    assert instants == sorted(instants)


def test_demonstration_is_recognised(loaded: Flask) -> None:
    assert (demonstration.is_empty(), demonstration.is_demonstration()) == (False, True)


def test_demonstration_is_loaded_once(loaded: Flask) -> None:
    def rows() -> dict[str, int]:
        return {
            table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
            for table in db.metadata.sorted_tables
        }

    before, file = rows(), (folder(loaded) / "demo-accounts.csv").read_bytes()
    db.session.rollback()
    with pytest.raises(RuleBroken):
        demonstration.load(loaded)
    db.session.rollback()
    assert (rows(), (folder(loaded) / "demo-accounts.csv").read_bytes()) == (before, file)
