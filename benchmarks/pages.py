"""Pages, upload and download: statements, processor time, waiting time and bytes, beside a bare page and a raw copy."""

from __future__ import annotations

import csv
import hashlib
import os
import re
import secrets
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import event

from benchmarks import serving, world
from benchmarks.browser import Browser
from portal import create_app
from portal.config import Config
from portal.extensions import db

FILE_BYTES = 20 * 1024 * 1024


@dataclass
class Row:
    """One line of the table."""

    what: str
    statements: int | None
    cpu_ms: float
    p50_ms: float
    p95_ms: float
    bytes_sent: int


def run(*, rounds: int, times: int) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory(prefix="portal-benchmark-") as folder:
        instance = Path(folder)
        port, bare_port = serving.free_port(), serving.free_port()
        environment = serving.environment(instance, port)
        command = [sys.executable, "-m", "portal", "serve", "--demo-if-empty"]
        with serving.running(command, environment, port, instance / "log"):
            pass
        accounts = list(csv.DictReader((instance / "demo-accounts.csv").open(encoding="utf-8-sig")))
        officer = next(row for row in accounts if row["role"] == "officer" and row["unit"] == "สก.")
        app = create_app(Config.from_env(environment))
        total = world.enlarge(app, times)
        open_obligation = world.add_evidence(app, officer["username"], 200)
        print(
            f"{total} obligations in the current year, 200 pieces of evidence in {officer['unit']}, "
            f"{rounds} requests a page\n"
        )
        with (
            serving.running(command, environment, port, instance / "log") as portal,
            serving.running(
                serving.bare_command(bare_port), dict(os.environ), bare_port, instance / "bare-log"
            ) as bare,
        ):
            rows = [measured("bare Flask page", bare.pid, Browser(bare_port), "/", rounds, None)]
            rows += _pages(app, accounts, officer, portal.pid, port, rounds)
            rows += _files(instance, officer, portal.pid, port, open_obligation)
            print_table(rows)
            time.sleep(2)
            memory = serving.resident_mib(serving.children(portal.pid))
            print(f"\nserver and worker together, idle after the run: {memory:.0f} MiB")


def _pages(
    app: Any, accounts: list[dict[str, str]], officer: dict[str, str], pid: int, port: int, rounds: int
) -> list[Row]:
    secretariat = next(row for row in accounts if row["role"] == "secretariat")
    rows = []
    for who, what, path in (
        (officer, "home (an officer's duties)", "/"),
        (officer, "division page", "/divisions"),
        (officer, "evidence list, 200 rows", "/evidence"),
        (secretariat, "grid", "/grid"),
        (secretariat, "framework", "/framework"),
    ):
        browser = Browser(port)
        browser.sign_in(who)
        status, _, headers = browser.ask("GET", path)
        path = headers["location"] if status in (302, 303) else path
        rows.append(measured(what, pid, browser, path, rounds, _statements(app, browser, path)))
    return rows


def _statements(app: Any, browser: Browser, path: str) -> int:
    """Return how many SQL statements the page needs, counted in this process on the same database."""
    client = app.test_client()
    for name, value in browser.cookies.items():
        client.set_cookie(name, value)
    seen: list[str] = []
    with app.app_context():
        engine = db.engine
    client.get(path)

    def note(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    answer = client.get(path)
    event.remove(engine, "before_cursor_execute", note)
    assert answer.status_code == 200, answer.status_code
    return len([statement for statement in seen if not statement.startswith(("BEGIN", "PRAGMA"))])


def measured(what: str, pid: int, browser: Browser, path: str, rounds: int, statements: int | None) -> Row:
    """Return the line of a page that is asked for `rounds` times by one browser."""
    for _ in range(5):
        browser.ask("GET", path)
    return _line(what, pid, lambda: browser.ask("GET", path)[1], rounds, statements)


def _line(what: str, pid: int, act: Callable[[], bytes], rounds: int, statements: int | None = None) -> Row:
    waits, size = [], 0
    before = serving.cpu_seconds(pid)
    for _ in range(rounds):
        began = time.perf_counter()
        size = len(act())
        waits.append((time.perf_counter() - began) * 1000)
    cpu = (serving.cpu_seconds(pid) - before) * 1000 / rounds
    waits.sort()
    return Row(what, statements, cpu, statistics.median(waits), waits[int(len(waits) * 0.95) - 1], size)


def _files(instance: Path, officer: dict[str, str], pid: int, port: int, obligation: int) -> list[Row]:
    filling = secrets.token_bytes(FILE_BYTES - 64)
    browser = Browser(port)
    browser.sign_in(officer)
    rows = [_raw_copy(instance, _pdf(filling, 0))]
    count = 0

    def upload() -> bytes:
        nonlocal count
        count += 1
        page = browser.page(f"/obligations/{obligation}")
        body, kind = _multipart(page, _pdf(filling, count), f"แฟ้มใหญ่ {count}.pdf")
        began.append(serving.cpu_seconds(pid))
        status, answer, _ = browser.ask("POST", f"/obligations/{obligation}/evidence", body, kind)
        ended.append(serving.cpu_seconds(pid))
        assert status == 303, (status, answer[:2000].decode(errors="replace"))
        return b""

    began: list[float] = []
    ended: list[float] = []
    line = _line("upload 20 MB by the form", pid, upload, 8)
    line.cpu_ms = statistics.mean(end - begin for begin, end in zip(began, ended, strict=True)) * 1000
    rows.append(line)
    page = browser.page(f"/obligations/{obligation}")
    link = re.search(r'href="(/evidence/revisions/\d+/file)"[^>]*>[^<]*แฟ้มใหญ่', page)
    assert link is not None
    rows.append(_line("download 20 MB", pid, lambda: browser.ask("GET", link[1])[1], 20))
    return rows


def _pdf(filling: bytes, number: int) -> bytes:
    """Return a PDF that differs by its number, filled with what cannot be compressed."""
    head = b"%PDF-1.7\n%" + f"{number:08d}".encode() + filling + b"\n"
    return head + b"xref\n0 1\ntrailer\n<< /Size 1 >>\nstartxref\n" + str(len(head)).encode() + b"\n%%EOF\n"


def _multipart(page: str, content: bytes, filename: str) -> tuple[bytes, str]:
    """Return the upload form of the page filled in with one file, and its content type."""
    form = re.search(r'<form[^>]*action="/obligations/\d+/evidence".*?</form>', page, re.DOTALL)
    assert form is not None
    boundary = secrets.token_hex(16)
    parts = []
    for tag in re.findall(r"<input[^>]*>", form[0]):
        attributes = dict(re.findall(r'([a-z-]+)="([^"]*)"', tag))
        if attributes.get("type") == "file":
            head = f'Content-Disposition: form-data; name="{attributes["name"]}"; filename="{filename}"'
            parts.append(head.encode() + b"\r\nContent-Type: application/pdf\r\n\r\n" + content)
        elif attributes.get("name") and attributes.get("type") not in ("checkbox", "radio", "submit"):
            head = f'Content-Disposition: form-data; name="{attributes["name"]}"'
            parts.append(head.encode() + b"\r\n\r\n" + attributes.get("value", "").encode())
    body = b"".join(b"--" + boundary.encode() + b"\r\n" + part + b"\r\n" for part in parts)
    return body + b"--" + boundary.encode() + b"--\r\n", f"multipart/form-data; boundary={boundary}"


def _raw_copy(instance: Path, content: bytes) -> Row:
    """Return the line of the least that storing safely costs: copy, SHA-256, fsync, in this process."""
    source, target = instance / "raw", instance / "raw-copy"
    source.write_bytes(content)
    waits, cpu = [], []
    for _ in range(8):
        began, spent = time.perf_counter(), time.process_time()
        digest = hashlib.sha256()
        with source.open("rb") as incoming, target.open("wb") as outgoing:
            while block := incoming.read(1 << 20):
                digest.update(block)
                outgoing.write(block)
            outgoing.flush()
            os.fsync(outgoing.fileno())
        waits.append((time.perf_counter() - began) * 1000)
        cpu.append((time.process_time() - spent) * 1000)
    waits.sort()
    return Row(
        "raw copy + SHA-256 + fsync of 20 MB", None, statistics.mean(cpu), statistics.median(waits), waits[-1], 0
    )


def print_table(rows: list[Row]) -> None:
    """Print the lines as a Markdown table."""
    print("| what | SQL statements | server CPU ms | p50 ms | p95 ms | bytes sent |")
    print("|---|---:|---:|---:|---:|---:|")
    for row in rows:
        statements = "–" if row.statements is None else str(row.statements)
        print(
            f"| {row.what} | {statements} | {row.cpu_ms:.1f} | {row.p50_ms:.1f} | {row.p95_ms:.1f} "
            f"| {row.bytes_sent:,} |"
        )
