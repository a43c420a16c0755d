"""A real server in its own process, real Chromium, axe; asked for by name in journeys and browser tests."""

from __future__ import annotations

import csv
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests import databases

ROOT = Path(__file__).resolve().parent.parent.parent
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
expect.set_options(timeout=20_000)  # a busy machine is slow, not wrong
DESKTOP = {"width": 1366, "height": 900}
PHONE = {"width": 390, "height": 844}
# the demonstration's clock: 9 December 2569, 09.30 in Bangkok
CLOCK = "2026-12-09T09:30:00+07:00"
CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), ""
)


@dataclass
class Server:
    """A running portal with the demonstration loaded."""

    url: str
    instance: Path
    process: subprocess.Popen[bytes]
    environment: dict[str, str]

    def accounts(self) -> list[dict[str, str]]:
        """Return the rows of instance/demo-accounts.csv."""
        with (self.instance / "demo-accounts.csv").open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    def account(self, role: str, unit: str | None = None) -> dict[str, str]:
        """Return the first account with exactly the role, of the unit where one is named."""
        return next(row for row in self.accounts() if row["role"] == role and unit in (None, row["unit"]))


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demonstration with its clock stopped at CLOCK."""
    with _serving(tmp_path_factory, "browser", PORTAL_NOW=CLOCK) as running:
        yield running


@pytest.fixture(scope="session")
def ticking_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demonstration on a clock that runs: codes change, deadlines pass."""
    with _serving(tmp_path_factory, "ticking") as running:
        yield running


@contextmanager
def _serving(folders: pytest.TempPathFactory, name: str, **settings: str) -> Iterator[Server]:
    """Run `python -m portal serve` with the demonstration, worker included, on a database of its own."""
    instance = folders.mktemp(name)
    port = free_port()
    worker = f"{name}_" + os.environ.get("PYTEST_XDIST_WORKER", "main")
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("PORTAL_")},
        "PORTAL_INSTANCE": str(instance),
        "PORTAL_PORT": str(port),
        "PORTAL_DATABASE_URL": databases.url_for_worker(instance, worker),
        "PORTAL_DEVELOPMENT": "1",
        **settings,
    }
    with (instance / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "portal", "serve", "--demo-if-empty"],
            cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
    running = Server(f"http://127.0.0.1:{port}", instance, process, environment)
    try:
        _wait(running)
        yield running
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


def _wait(running: Server) -> None:
    for _ in range(2400):
        if running.process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(running.url + "/healthz", timeout=2) as answer:  # noqa: S310
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not start:\n" + (running.instance / "log").read_text()[-4000:])


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Headless Chromium; skipped by name where there is none."""
    if not CHROMIUM:
        pytest.skip("Chromium is not on this machine")
    with sync_playwright() as play:
        arguments = ["--disable-dev-shm-usage", "--disable-background-networking", "--no-first-run"]
        arguments += ["--no-sandbox"] if os.getuid() == 0 else []
        browser = play.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def open_browser(chromium: Browser, server: Server) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a fresh browser: `open_browser(account, viewport=PHONE, javascript=False)`."""
    contexts: list[BrowserContext] = []

    def make(account: dict[str, str] | None = None, **options: Any) -> Page:
        phone = options.get("viewport") == PHONE
        context = chromium.new_context(
            base_url=server.url,
            locale="th-TH",
            timezone_id="Asia/Bangkok",
            viewport=options.get("viewport", DESKTOP),
            java_script_enabled=options.get("javascript", True),
            has_touch=phone,
            is_mobile=phone,
            accept_downloads=True,
        )
        context.set_default_timeout(30_000)
        contexts.append(context)
        page = context.new_page()
        page.problems = []  # type: ignore[attr-defined]
        page.on("pageerror", lambda error: page.problems.append(str(error)))  # type: ignore[attr-defined]
        page.on("console", lambda note: page.problems.append(note.text) if note.type == "error" else None)  # type: ignore[attr-defined]
        if account:
            sign_in(page, account)
        return page

    yield make
    for context in contexts:
        context.close()


def sign_in(page: Page, account: dict[str, str]) -> None:
    """Sign in by the form."""
    page.goto("/login")
    page.fill("input[name=username]", account["username"])
    page.fill("input[name=password]", account["password"])
    page.click("main button[type=submit]")
    page.wait_for_url(lambda url: "/login" not in url)


def violations(page: Page) -> list[str]:
    """Return what axe finds on the page: rule and the elements, for WCAG 2.2 A and AA and best practice."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [f"{item['id']}: {[node['html'][:160] for node in item['nodes']]}" for item in found["violations"]]


def sideways(page: Page) -> int:
    """Return by how many pixels the page is wider than the screen."""
    return int(page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth"))
