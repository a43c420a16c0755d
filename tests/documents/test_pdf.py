"""PDF files: words that can be searched, nothing fetched from elsewhere, a plain sentence where none can be made."""

from __future__ import annotations

import re
import zlib

import pypdfium2
import pytest
from flask import render_template_string

from portal.documents import PdfUnavailable, make_pdf, pdf, problem

needs_pango = pytest.mark.skipif(bool(problem()), reason="no pango on this machine (PDF)")
WORDS = ("สำนักงาน", "ดำเนินการ", "น้ำ", "กำหนด", "งบประมาณ", "ครั้งที่", "ผู้บริหาร", "จำนวน ๑๒ คน", "KPI 80 %")


def text_of(file: bytes) -> str:
    """Return the text of all pages, as a reader copies it."""
    document = pypdfium2.PdfDocument(file)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def page_of(body: str) -> str:
    frame = "{% extends 'web/document.html' %}{% block title %}ทดสอบ{% endblock %}{% block content %}"
    return render_template_string(frame + body + "{% endblock %}")


@needs_pango
def test_thai_words_can_be_searched_in_a_pdf(portal):
    with portal.test_request_context():
        text = text_of(make_pdf(page_of("".join(f"<p>{word}</p>" for word in WORDS))))
    assert [word for word in WORDS if word not in text] == []


@needs_pango
def test_pages_are_numbered_in_thai_digits(portal):
    with portal.test_request_context():
        text = text_of(make_pdf(page_of('<p>หนึ่ง</p><p style="break-before: page">สอง</p>')))
    assert ("หน้า ๑" in text, "หน้า ๒" in text) == (True, True)


@needs_pango
def test_document_fetches_nothing_from_elsewhere(portal, tmp_path, caplog):
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg"><text>secret</text></svg>')
    with portal.test_request_context():
        html = page_of(f'<p>ก</p><img src="{secret.as_uri()}" alt="x"><img src="http://127.0.0.1:9/x.png" alt="y">')
        file = make_pdf(html)
    assert "secret" not in text_of(file)
    assert sum("not a font of this program" in record.getMessage() for record in caplog.records) == 2


@needs_pango
def test_fonts_of_the_program_are_in_the_file(portal):
    with portal.test_request_context():
        file = make_pdf(page_of("<p>กำหนด</p><h2>หัวข้อ</h2>"))
    streams = [zlib.decompressobj().decompress(part) for part in re.findall(rb"stream\r?\n(x.*?)endstream", file, re.S)]
    assert any(b"+Sarabun" in stream for stream in streams)


def test_machine_without_pango_says_so(monkeypatch):
    monkeypatch.setattr(pdf, "LIBRARIES", (("libnothing.so.0",),))
    pdf._engine.cache_clear()
    try:
        assert problem().startswith("libnothing.so.0 is not on this machine")
        with pytest.raises(PdfUnavailable, match="PDF"):
            make_pdf("<p>ก</p>")
    finally:
        pdf._engine.cache_clear()
