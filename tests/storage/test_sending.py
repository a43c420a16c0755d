"""Downloads: headers, ranges and bytes, through the test client and through a real waitress with sendfile."""

from __future__ import annotations

import hashlib
import http.client
import io
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
import waitress
from flask import Flask, request
from flask.testing import FlaskClient
from waitress.server import BaseWSGIServer
from werkzeug.wrappers import Response

from portal.storage import FolderStorage, attachment, content_disposition
from portal.storage.sendfile import FileChannel, file_wrapper

CONTENT = b"0123456789" * 300_000
DIGEST = hashlib.sha256(CONTENT).hexdigest()
NAME = "หลักฐาน “ครั้งที่ ๑”.txt"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An application that sends one file."""
    storage = FolderStorage(tmp_path_factory.mktemp("store"), min_free_bytes=0)
    storage.put(io.BytesIO(CONTENT), NAME)
    app = Flask(__name__)

    @app.get("/file")
    def file() -> Response:
        return attachment(request.environ, storage, DIGEST, NAME)

    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="module")
def port(app: Flask) -> Iterator[int]:
    """The port of a real server that sends files itself."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseWSGIServer, "channel_class", FileChannel)
        server = waitress.create_server(app, host="127.0.0.1", port=0, threads=2)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        yield server.effective_port
        server.close()
        server.task_dispatcher.shutdown()


def fetch(port: int, method: str = "GET", **headers: str) -> tuple[int, http.client.HTTPMessage, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, "/file", headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, answer.headers, body


def test_download_is_never_shown_nor_typed_by_content(client: FlaskClient) -> None:
    answer = client.get("/file")
    assert answer.data == CONTENT
    assert {name: answer.headers[name] for name in set(answer.headers.keys()) - {"Date", "Content-Disposition"}} == {
        "Content-Type": "application/octet-stream",
        "Content-Length": str(len(CONTENT)),
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, no-cache, no-transform",
        "Accept-Ranges": "bytes",
        "ETag": f'"{DIGEST}"',
    }


def test_disposition_carries_the_thai_name_byte_for_byte() -> None:
    plain, encoded = content_disposition(NAME).split("; ")[1:]
    assert plain == 'filename="file.txt"'
    assert unquote(encoded.removeprefix("filename*=UTF-8''")) == NAME
    assert content_disposition('ก.t"x').split("; ")[1] == 'filename="file"'


@pytest.mark.parametrize(
    ("wanted", "status", "content_range", "body"),
    [
        ("bytes=0-9", 206, "bytes 0-9/3000000", b"0123456789"),
        ("bytes=2999995-", 206, "bytes 2999995-2999999/3000000", b"56789"),
        ("bytes=-3", 206, "bytes 2999997-2999999/3000000", b"789"),
        ("bytes=2999999-9999999", 206, "bytes 2999999-2999999/3000000", b"9"),
        ("bytes=3000000-", 416, "bytes */3000000", b""),
        ("bytes=0-1,5-6", 200, None, CONTENT),
        ("lines=0-1", 200, None, CONTENT),
        ("bytes=x", 200, None, CONTENT),
    ],
)
def test_range_is_answered_the_same_by_client_and_server(
    client: FlaskClient, port: int, wanted: str, status: int, content_range: str | None, body: bytes
) -> None:
    answer = client.get("/file", headers={"Range": wanted})
    assert (answer.status_code, answer.headers.get("Content-Range"), answer.data) == (status, content_range, body)
    code, headers, served = fetch(port, Range=wanted)
    assert (code, headers.get("Content-Range"), served) == (status, content_range, body)


def test_range_of_another_version_gets_the_whole_file(client: FlaskClient) -> None:
    for tag, status in ((f'"{DIGEST}"', 206), ('"other"', 200), ("Wed, 09 Dec 2026 00:00:00 GMT", 200)):
        assert client.get("/file", headers={"Range": "bytes=0-0", "If-Range": tag}).status_code == status


def test_download_that_the_browser_has_already_is_not_sent(client: FlaskClient, port: int) -> None:
    assert client.get("/file", headers={"If-None-Match": f'W/"{DIGEST}"'}).status_code == 304
    assert fetch(port, If_None_Match=f'"{DIGEST}"')[0] == 304


def test_head_tells_the_length_and_sends_nothing(port: int) -> None:
    status, headers, body = fetch(port, "HEAD")
    assert (status, headers["Content-Length"], body) == (200, str(len(CONTENT)), b"")


def test_server_sends_the_file_whole_and_closes_it(port: int) -> None:
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(5):
        assert fetch(port)[2] == CONTENT
    assert len(os.listdir("/proc/self/fd")) <= before + 2


def test_server_survives_a_client_that_leaves(port: int) -> None:
    for _ in range(3):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", "/file")
        connection.getresponse().read(10)
        connection.close()
    assert fetch(port)[2] == CONTENT


def test_wrapper_leaves_what_is_no_file_to_the_stock_buffer(tmp_path: Path) -> None:
    path = tmp_path / "ก"
    path.write_bytes(b"0123456789")
    assert type(file_wrapper(io.BytesIO(b"x"))).__name__ == "ReadOnlyFileBasedBuffer"
    with path.open("rb") as file:
        file.seek(4)
        buffer = file_wrapper(file)
        assert (buffer.prepare(3), len(buffer.get()), buffer.remain) == (3, 3, 3)
