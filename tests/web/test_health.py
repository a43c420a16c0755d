"""The readiness page names what the portal cannot do here."""

from __future__ import annotations

from portal.documents import pdf


def checks_of(client) -> dict:
    answer = client.send("GET", "/readyz")
    return answer.get_json()["checks"]


def test_machine_without_pango_is_ready_and_named(client, monkeypatch):
    monkeypatch.setattr(pdf, "LIBRARIES", (("libnothing.so.0",),))
    check = checks_of(client)["pdf"]
    assert (check["ok"], check["detail"][:23]) == (True, "off: libnothing.so.0 is")


def test_parts_are_listed(client):
    assert list(checks_of(client)) == ["database", "migrations", "pdf", "storage", "worker"]
