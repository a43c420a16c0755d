"""Uploads: from the request straight into part files, refused with a sentence, removed when nobody adopts them."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from portal.errors import RuleBroken
from portal.storage import FolderStorage, accept_files, incoming_files

FILES = Path(__file__).parent.parent / "files"
LIMIT = 2 * 1024 * 1024


@pytest.fixture
def storage(tmp_path: Path) -> FolderStorage:
    return FolderStorage(tmp_path, min_free_bytes=0)


@pytest.fixture
def client(storage: FolderStorage) -> FlaskClient:
    """A bare application that keeps the files of one field, or answers what refuses each."""
    app = Flask(__name__)
    app.request_class = accept_files(app.request_class, storage, LIMIT)

    @app.before_request
    def strangers_keep_nothing() -> None:
        request.keeps_files = "X-Stranger" not in request.headers  # type: ignore[attr-defined]

    @app.post("/keep")
    def keep() -> Any:
        answer = []
        for file in incoming_files(request.files.getlist("files")):
            try:
                stored = storage.adopt(file)
                answer.append([stored.filename, stored.digest, stored.size_bytes, stored.kind.extension])
            except RuleBroken as refused:
                answer.append([file.filename, str(refused), file.size, refused.field])
        return {"files": answer, "title": request.form.get("title")}

    @app.post("/forget")
    def forget() -> Any:
        return {"read": len(request.files["files"].read()), "parts": len(list(storage.incoming.iterdir()))}

    return app.test_client()


def sent(*files: tuple[bytes, str], title: str = "ผลเดือนธันวาคม") -> dict[str, Any]:
    return {"title": title, "files": [(io.BytesIO(content), name) for content, name in files]}


def parts(storage: FolderStorage) -> int:
    return len(list(storage.incoming.iterdir()))


def test_upload_of_real_files_keeps_names_and_bytes(client: FlaskClient, storage: FolderStorage) -> None:
    real = [FILES / "รายงานผลเดือนธันวาคม 2569.pdf", FILES / "ภาพกิจกรรม.jpg", FILES / "บันทึกข้อความ.docx"]
    answer = client.post("/keep", data=sent(*((path.read_bytes(), path.name) for path in real)))
    assert answer.json == {
        "files": [
            [path.name, hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_size, path.suffix[1:]]
            for path in real
        ],
        "title": "ผลเดือนธันวาคม",
    }
    assert parts(storage) == 0


def test_upload_over_the_limit_is_refused_and_the_form_still_arrives(
    client: FlaskClient, storage: FolderStorage
) -> None:
    answer = client.post("/keep", data=sent((b"x" * (LIMIT + 1), "ใหญ่.txt"), ("ดี".encode(), "เล็ก.txt")))
    large, small = answer.json["files"]
    assert large == [
        "ใหญ่.txt",
        "ไฟล์ “ใหญ่.txt” ใหญ่เกิน 2 MB โปรดลดขนาด หรือแบ่งเป็นหลายไฟล์ แล้วเลือกใหม่",
        LIMIT + 1,
        "files",
    ]
    assert small[3] == "txt"
    assert answer.json["title"] == "ผลเดือนธันวาคม"
    assert parts(storage) == 0


def test_upload_of_exactly_the_limit_is_kept(client: FlaskClient) -> None:
    assert client.post("/keep", data=sent((b"x" * LIMIT, "พอดี.txt"))).json["files"][0][2:] == [LIMIT, "txt"]


def test_upload_of_an_empty_file_is_refused(client: FlaskClient, storage: FolderStorage) -> None:
    assert "ว่างเปล่า" in client.post("/keep", data=sent((b"", "ว่าง.pdf"))).json["files"][0][1]
    assert parts(storage) == 0


def test_upload_without_a_file_chosen_is_no_file(client: FlaskClient, storage: FolderStorage) -> None:
    assert client.post("/keep", data=sent((b"", ""))).json["files"] == []
    assert parts(storage) == 0


def test_upload_named_with_a_path_is_refused_for_its_content_only(client: FlaskClient) -> None:
    answer = client.post("/keep", data=sent((b"MZ\x90\0", "../../ใบ.pdf")))
    assert answer.json["files"][0][1] == "ไฟล์ “ใบ.pdf” เป็นโปรแกรม ระบบไม่รับโปรแกรม โปรดเลือกไฟล์เอกสารหรือภาพ"


def test_upload_that_nobody_adopts_is_removed(client: FlaskClient, storage: FolderStorage) -> None:
    assert client.post("/forget", data=sent(("ดี".encode(), "ก.txt"))).json == {"read": 6, "parts": 1}
    assert parts(storage) == 0


def test_upload_of_a_stranger_is_thrown_away(client: FlaskClient, storage: FolderStorage) -> None:
    answer = client.post("/keep", data=sent((b"x" * 100_000, "ก.txt")), headers={"X-Stranger": "1"})
    assert answer.json["files"] == [["ก.txt", "หน้านี้ไม่รับไฟล์", 100_000, "files"]]
    assert parts(storage) == 0


def test_upload_on_a_full_disk_is_refused_with_a_sentence(client: FlaskClient, storage: FolderStorage) -> None:
    storage.min_free_bytes = 1 << 62
    answer = client.post("/keep", data=sent(("ดี".encode(), "ก.txt")))
    assert answer.json["files"][0][1].startswith("พื้นที่เก็บไฟล์ของระบบใกล้เต็ม")
    assert answer.json["title"] == "ผลเดือนธันวาคม"


def test_upload_cut_off_in_the_form_leaves_no_part(client: FlaskClient, storage: FolderStorage) -> None:
    body = b'--B\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\nhalf'
    answer = client.post("/keep", data=body, content_type="multipart/form-data; boundary=B")
    assert answer.json == {"files": [], "title": None}
    assert parts(storage) == 0


def test_part_that_is_sealed_can_be_read_and_sealed_again(storage: FolderStorage) -> None:
    with storage.receive("ก.txt") as file:
        file.write("สวัสดี".encode())
        assert file.seal() == file.seal()
        assert (file.seek(3), file.read(3).decode(), file.tell(), file.seek(0, 2), file.read()) == (3, "ว", 6, 18, b"")
    assert parts(storage) == 0


def test_part_that_is_refused_is_gone_at_once(storage: FolderStorage) -> None:
    file = storage.receive("ก.txt", max_bytes=10)
    file.write(b"0123456789")
    assert parts(storage) == 1
    file.write(b"x")
    assert (parts(storage), file.size, file.read()) == (0, 11, b"")
