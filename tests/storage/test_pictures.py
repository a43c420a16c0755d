"""Pictures shown inside pages: the type is read from the content, and nothing but pictures leaves this way."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from flask import Flask, request
from werkzeug.wrappers import Response

from portal.storage import FolderStorage, StoredFileMissing, inline_picture
from tests.contracts.sources import ROOT

FILES = ROOT / "tests" / "files"


def answer(tmp_path: Path, name: str, **headers: str) -> tuple[Response, bytes]:
    """Return the answer for a stored test file, and its bytes."""
    content = (FILES / name).read_bytes()
    storage = FolderStorage(tmp_path / "store", min_free_bytes=0)
    digest = storage.put(io.BytesIO(content), name).digest
    with Flask(__name__).test_request_context(headers=headers):
        return inline_picture(request.environ, storage, digest), content


@pytest.mark.parametrize(
    ("name", "media_type"),
    [("กราฟ.png", "image/png"), ("ภาพกิจกรรม.jpg", "image/jpeg"), ("ภาพประกอบ.webp", "image/webp")],
)
def test_picture_is_sent_inline_in_a_sandbox(tmp_path, name, media_type):
    response, content = answer(tmp_path, name)
    assert b"".join(response.response) == content
    assert {
        header: response.headers[header] for header in ("Content-Type", "Content-Disposition", "Content-Length")
    } == {
        "Content-Type": media_type,
        "Content-Disposition": "inline",
        "Content-Length": str(len(content)),
    }
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_picture_that_the_browser_has_is_not_sent_again(tmp_path):
    tag = answer(tmp_path, "กราฟ.png")[0].headers["ETag"]
    response, _ = answer(tmp_path, "กราฟ.png", **{"If-None-Match": tag})
    assert (response.status_code, list(response.response)) == (304, [])


@pytest.mark.parametrize("name", ["รายชื่อ.txt", "หลักฐาน.zip", "บันทึกข้อความ.pdf"])
def test_what_is_no_picture_is_never_sent_inline(tmp_path, name):
    with pytest.raises(StoredFileMissing):
        answer(tmp_path, name)
