"""Is it alive, is it ready: every part by name, and 503 when one is not in order."""

from __future__ import annotations

import json
from collections import namedtuple
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from portal import outbox, schema
from portal.documents import pdf
from portal.extensions import db, write_transaction
from portal.web import health
from tests.client import PortalClient

PARTS = ["database", "migrations", "storage", "disk", "worker", "pdf"]


def ready(client: PortalClient, status: int) -> dict[str, Any]:
    response = client.send("GET", "/readyz")
    assert response.status_code == status
    found: dict[str, Any] = json.loads(response.get_data())["checks"]
    return found


def test_alive_answers(client: PortalClient) -> None:
    response = client.send("GET", "/healthz")
    assert (response.status_code, response.get_json()) == (200, {"status": "ok"})


def test_ready_when_every_part_is_in_order(portal: Flask, client: PortalClient, now: Any) -> None:
    with write_transaction():
        outbox.beat("tests:1", now)
    assert {name: part["ok"] for name, part in ready(client, 200).items()} == dict.fromkeys(PARTS, True)


def test_not_ready_without_worker_says_what_to_start(client: PortalClient) -> None:
    worker = ready(client, 503)["worker"]
    assert (worker["ok"], "python -m portal work" in worker["detail"]) == (False, True)


def test_not_ready_at_another_migration(portal: Flask, client: PortalClient) -> None:
    db.session.execute(text("UPDATE alembic_version SET version_num = '000'"))
    db.session.commit()
    try:
        assert ready(client, 503)["migrations"]["detail"].startswith("database is at 000")
    finally:
        db.session.execute(text("UPDATE alembic_version SET version_num = :newest"), {"newest": schema.newest()})
        db.session.commit()


def test_not_ready_on_a_full_disk(client: PortalClient, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(health.shutil, "disk_usage", lambda path: usage(10, 9, 1))
    assert ready(client, 503)["disk"]["ok"] is False


def test_machine_without_pango_is_ready_and_named(
    portal: Flask, client: PortalClient, now: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with write_transaction():
        outbox.beat("tests:1", now)
    monkeypatch.setattr(pdf, "LIBRARIES", (("libnothing.so.0",),))
    check = ready(client, 200)["pdf"]
    assert (check["ok"], check["detail"][:23]) == (True, "off: libnothing.so.0 is")
