"""Pictures for the documentation (docs/images/*.png): a demonstration of its own, real Chromium. `make screenshots`."""

from __future__ import annotations

import csv
import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time
import urllib.request
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

import click
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
MOST_BYTES = 100_000
# the demonstration's clock: 9 December 2569, 09.30 in Bangkok
CLOCK = "2026-12-09T09:30:00+07:00"
# what the hall screen shows: an address that telephones reach
ADDRESS = "http://portal.example.go.th"
DESKTOP, PHONE = (1366, 900), (390, 844)
MOST_QUESTIONS = 20


def answer(page: Page) -> None:
    """Begin the quiz that is open and tap an answer of the first question that has at least four to choose from."""
    page.get_by_role("link", name="ทำแบบทดสอบ").first.click()
    page.get_by_role("button", name="เริ่มทำแบบทดสอบ").click()
    choices = page.locator("form.sheet:visible label.choice:has(input[type=radio])")
    for _ in range(MOST_QUESTIONS):
        page.locator("form.sheet:visible legend").first.wait_for()
        if choices.count() > 3:
            break
        page.get_by_role("button", name="ถัดไป").locator("visible=true").first.click()
    choices.nth(1).click()
    page.get_by_text("บันทึกแล้ว").locator("visible=true").first.wait_for()
    page.evaluate("scrollTo(0, 0)")


# file, user name, address, size of the window, what is done before the picture is taken
PICTURES: tuple[tuple[str, str, str, tuple[int, int], Callable[[Page], None] | None], ...] = (
    ("grid", "secretariat-kn", "/grid?year=2563", DESKTOP, None),
    ("home", "officer-sk", "/", DESKTOP, None),
    ("framework", "officer-sk", "/framework", DESKTOP, None),
    ("phone", "officer-sk", "/", PHONE, None),
    ("hall", "secretariat-kn", "/briefings/3/hall", DESKTOP, None),
    ("quiz", "staff-kn", "/quizzes", PHONE, answer),
    ("results", "secretariat-kn", "/quizzes/1/results", DESKTOP, None),
)


@contextmanager
def demonstration() -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the address of a running demonstration and its passwords by user name; nothing of it stays."""
    with tempfile.TemporaryDirectory(prefix="portal-screenshots-") as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
        own = {"PORTAL_INSTANCE": folder, "PORTAL_PORT": str(port), "PORTAL_NOW": CLOCK, "PORTAL_BASE_URL": ADDRESS}
        command = [sys.executable, "-m", "portal", "serve", "--demo-if-empty", "--no-worker"]
        process = subprocess.Popen(command, cwd=ROOT, env=kept | own, stdout=subprocess.DEVNULL)
        try:
            url = f"http://127.0.0.1:{port}"
            wait_for(url, process)
            with (Path(folder) / "demo-accounts.csv").open(encoding="utf-8", newline="") as file:
                yield url, {row["username"]: row["password"] for row in csv.DictReader(file)}
        finally:
            process.terminate()
            process.wait(20)


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    """Return when the server answers."""
    for _ in range(2400):
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=2):  # noqa: S310
                return
        except OSError:
            time.sleep(0.1)
    raise click.ClickException("the demonstration did not start")


def picture(
    browser: Browser,
    url: str,
    username: str,
    password: str,
    path: str,
    size: tuple[int, int],
    act: Callable[[Page], None] | None,
) -> bytes:
    """Return the page as the person sees it after the act, as a PNG of exactly the window."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="th-TH", base_url=url)
    page = context.new_page()
    page.goto("/login")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", password)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda address: "/login" not in address)
    page.goto(path, wait_until="networkidle")
    if act is not None:
        act(page)
    shot = page.screenshot()
    context.close()
    return shot


def squeezed(png: bytes) -> bytes:
    """Return the PNG with a palette of its 256 most frequent colours: a third of the size, and nobody sees it."""
    chunks, place = [], 8
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        chunks.append((png[place + 4 : place + 8], png[place + 8 : place + 8 + length]))
        place += length + 12
    width, height, depth, colour = struct.unpack(">IIBB", chunks[0][1][:10])
    size = {2: 3, 6: 4}[colour]
    assert depth == 8  # noqa: S101  (what Chromium writes)
    rows = unfiltered(zlib.decompress(b"".join(body for kind, body in chunks if kind == b"IDAT")), width * size, size)
    pixels = [[row[at : at + 3] for at in range(0, width * size, size)] for row in rows]
    palette = [found for found, _ in Counter(chain.from_iterable(pixels)).most_common(256)]
    index = {found: number for number, found in enumerate(palette)}
    for found in set(chain.from_iterable(pixels)) - index.keys():
        index[found] = min(range(len(palette)), key=lambda n: distance(palette[n], found))
    lines = b"".join(b"\0" + bytes(index[pixel] for pixel in row) for row in pixels)
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        (b"PLTE", b"".join(palette)),
        (b"IDAT", zlib.compress(lines, 9)),
        (b"IEND", b""),
    )
    return png[:8] + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in parts
    )


def unfiltered(data: bytes, length: int, size: int) -> Iterator[bytes]:
    """Yield the rows of pixels, `length` bytes each, `size` bytes a pixel, as they were before PNG's filters."""
    above = bytes(length)
    for start in range(0, len(data), length + 1):
        way, row = data[start], bytearray(data[start + 1 : start + 1 + length])
        for at in range(length) if way else ():
            left, up = row[at - size] if at >= size else 0, above[at]
            corner = above[at - size] if at >= size else 0
            row[at] = (row[at] + predicted(way, left, up, corner)) & 255
        above = bytes(row)
        yield above


def predicted(way: int, left: int, up: int, corner: int) -> int:
    """Return what a filter of PNG expects from the neighbours."""
    match way:
        case 1:
            return left
        case 2:
            return up
        case 3:
            return (left + up) // 2
    guess = left + up - corner
    return min((left, up, corner), key=lambda value: abs(guess - value))


def distance(one: bytes, other: bytes) -> int:
    """Return how far two colours are apart."""
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def main() -> None:
    """Take every picture anew."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        raise click.ClickException("Chromium is not on this machine; `make system-packages` installs it on Debian")
    IMAGES.mkdir(parents=True, exist_ok=True)
    with demonstration() as (url, passwords), sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-dev-shm-usage"])
        for name, username, path, size, act in PICTURES:
            png = squeezed(picture(browser, url, username, passwords[username], path, size, act))
            if len(png) > MOST_BYTES:
                raise click.ClickException(f"{name}.png has {len(png)} bytes, more than {MOST_BYTES}")
            (IMAGES / f"{name}.png").write_bytes(png)
            click.echo(f"docs/images/{name}.png: {len(png)} bytes")
        browser.close()


if __name__ == "__main__":
    try:
        main()
    except click.ClickException as error:
        sys.exit(f"screenshots: {error.message}")
