"""The demonstration made larger: the current year's obligations several times over, much evidence in one division."""

from __future__ import annotations

import io
from typing import Any

from flask import Flask
from sqlalchemy import insert, select

from portal import clock
from portal.extensions import db, write_transaction
from portal.people.models import User
from portal.performance.models import FiscalYear, Indicator, Obligation, Project


def enlarge(app: Flask, times: int) -> int:
    """Return the number of obligations in the current year after each item has been copied `times` - 1 times."""
    with app.app_context():
        year = db.session.scalars(select(FiscalYear).order_by(FiscalYear.year_be.desc())).first()
        assert year is not None
        with write_transaction() as session:
            _copy_items(session, year.id, times)
        return len(db.session.scalars(select(Obligation.id).where(Obligation.fiscal_year_id == year.id)).all())


def _copy_items(session: Any, year_id: int, times: int) -> None:
    indicators = (
        session.execute(select(Indicator.__table__).where(Indicator.fiscal_year_id == year_id)).mappings().all()
    )
    projects = session.execute(select(Project.__table__).where(Project.fiscal_year_id == year_id)).mappings().all()
    obligations = (
        session.execute(select(Obligation.__table__).where(Obligation.fiscal_year_id == year_id)).mappings().all()
    )
    for copy in range(1, times):
        new_indicator, new_project = {}, {}
        for row in indicators:
            values = {
                **row,
                "id": None,
                "code": f"{row['code']}#{copy}",
                "parent_id": new_indicator.get(row["parent_id"]),
            }
            values.pop("id")
            new_indicator[row["id"]] = session.execute(insert(Indicator.__table__).values(values)).inserted_primary_key[
                0
            ]
        for row in projects:
            values = {**row, "code": f"{row['code']}#{copy}", "indicator_id": new_indicator[row["indicator_id"]]}
            values.pop("id")
            new_project[row["id"]] = session.execute(insert(Project.__table__).values(values)).inserted_primary_key[0]
        rows = []
        for row in obligations:
            values = {
                **row,
                "key": f"{row['key']}#{copy}",
                "indicator_id": new_indicator[row["indicator_id"]],
                "project_id": new_project.get(row["project_id"]),
            }
            values.pop("id")
            rows.append(values)
        session.execute(insert(Obligation.__table__), rows)


def add_evidence(app: Flask, officer: str, count: int) -> int:
    """Return an open obligation of the officer's division after `count` small files were put on its obligations."""
    from portal.evidence.actions import upload_evidence
    from portal.evidence.rules import NewFile

    with app.app_context():
        actor = db.session.scalars(select(User).where(User.username == officer)).one()
        obligations = list(
            db.session.scalars(
                select(Obligation).where(Obligation.unit_id == actor.unit_id).order_by(Obligation.due_on.desc())
            )
        )
        store = app.extensions["portal_storage"]
        numbers = [obligation.id for obligation in obligations]
        actor_id = actor.id
        for number in range(count):
            name = f"หลักฐานการวัด {number}.txt"
            stored = store.put(io.BytesIO(f"แฟ้มสำหรับการวัด {number}".encode()), name)
            with write_transaction() as session:
                obligation = session.get_one(Obligation, numbers[number % len(numbers)])
                upload_evidence(
                    obligation=obligation,
                    files=[NewFile(name, stored.digest, stored.size_bytes, stored.kind.media_type)],
                    title="",
                    note="",
                    covers_from_on=obligation.period.starts_on,
                    covers_to_on=obligation.period.ends_on,
                    upload_key=f"benchmark-{number}",
                    actor=session.get_one(User, actor_id),
                    now=clock.now(),
                )
        return numbers[0]
