"""HTML to PDF."""

from __future__ import annotations

import ctypes
import io
import logging
import threading
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from portal.config import ROOT
from portal.errors import N_, PortalError

FONTS = ROOT / "static" / "vendor"
STYLES = Path(__file__).with_name("sheet.css")
# what a shared library is called on Linux, Windows and macOS
LIBRARIES = (
    ("libpango-1.0.so.0", "libpango-1.0-0.dll", "libpango-1.0.0.dylib"),
    ("libpangoft2-1.0.so.0", "libpangoft2-1.0-0.dll", "libpangoft2-1.0.0.dylib"),
)
# fontconfig and pango keep state of the whole process: one document at a time
_LOCK = threading.Lock()


class PdfUnavailable(PortalError):
    """This machine cannot make PDF files; everything else works."""

    status = 503

    def __init__(self) -> None:
        super().__init__(
            N_(
                "ระบบนี้ยังจัดทำไฟล์ PDF ไม่ได้ เพราะเครื่องยังไม่ได้ติดตั้งโปรแกรมจัดหน้า "
                "โปรดใช้หน้าสำหรับพิมพ์หรือไฟล์ Excel แทน และแจ้งผู้ดูแลระบบ"
            )
        )


def make_pdf(html: str) -> bytes:
    """Return the PDF of a whole HTML document, in the styles of `sheet.css`.

    Takes 0.2 s for a page, the first time 2 s: call it before any write begins. Raises PdfUnavailable without pango.
    """
    engine = _engine()
    if engine is None:
        raise PdfUnavailable()
    file = io.BytesIO()
    here = {"base_url": FONTS.as_uri() + "/", "url_fetcher": _fetcher()}
    with _LOCK:
        fonts = import_module("weasyprint.text.fonts").FontConfiguration()
        styles = engine.CSS(string=STYLES.read_text(encoding="utf-8"), font_config=fonts, **here)
        engine.HTML(string=html, **here).write_pdf(file, stylesheets=[styles], font_config=fonts)
    return file.getvalue()


def problem() -> str:
    """Return in English, for operators, why no PDF can be made; empty when it can. Loads nothing heavy."""
    for names in LIBRARIES:
        if not any(_loads(name) for name in names):
            return f"{names[0]} is not on this machine: `make system-packages` installs it on Debian"
    return ""


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


@cache
def _engine() -> Any:
    """Return the WeasyPrint module with a searchable Thai text layer, or None where it cannot run.

    Imported late: it takes a second or two and most processes never need it.
    """
    if problem():
        return None
    try:
        weasyprint = import_module("weasyprint")
    except (ImportError, OSError):
        return None
    for chatty in ("weasyprint", "weasyprint.progress", "fontTools"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    _keep_thai_searchable()
    return weasyprint


def _keep_thai_searchable() -> None:
    """Let each run of Thai carry its text: glyphs alone lose the vowel am, "สำนัก" would be copied as "สานัก".

    Holds for the pinned WeasyPrint (a private function); a test extracts the words from a document.
    """
    pydyf, drawing = import_module("pydyf"), import_module("weasyprint.draw.text")
    plain = drawing.draw_first_line

    def draw_first_line(stream: Any, box: Any, *rest: Any, **named: Any) -> Any:
        is_thai = any("\u0e30" <= character <= "\u0e4e" for character in box.text)
        if is_thai:
            stream.begin_marked_content("Span", pydyf.Dictionary({"ActualText": pydyf.String(box.text)}))
        try:
            return plain(stream, box, *rest, **named)
        finally:
            if is_thai:
                stream.end_marked_content()

    vars(drawing)["draw_first_line"] = draw_first_line


@cache
def _fetcher() -> Any:
    """Return what WeasyPrint fetches with: files of the fonts' folder and nothing else."""
    urls = import_module("weasyprint.urls")
    allowed = {path.as_uri() for path in Path(FONTS).glob("*.woff2")}

    class OnlyFonts(urls.URLFetcher):  # type: ignore[name-defined]
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url not in allowed:
                raise ValueError(f"not a font of this program: {url}")
            return super().fetch(url, headers)

    return OnlyFonts(allowed_protocols=["file"], allow_redirects=False)
