"""Uploading to an obligation, as an officer does it."""

from __future__ import annotations

import io
from typing import Any

from tests.client import PortalClient
from tests.evidence.conftest import Setting

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def form(*files: tuple[str, bytes], **changes: str) -> dict[str, Any]:
    """Return a filled upload form."""
    values: dict[str, Any] = {
        "title": "",
        "covers_from_on": "1/12/2569",
        "covers_to_on": "31/12/2569",
        "note": "",
        "upload_key": "key-of-this-form",
    } | changes
    return values | {"files": [(io.BytesIO(content), name) for name, content in files]}


def test_upload_shows_file_on_page(setting: Setting, officer: PortalClient) -> None:
    page = officer.follow(officer.post(setting.upload_url, form(("รายงาน ธ.ค. 2569.txt", "ผลการดำเนินงาน".encode()))))
    row = page.root.one("li", class_="file-row")
    assert row.one("p", class_="file-title").text == "รายงาน ธ.ค. 2569"
