"""Word documents: Thai in the right face, data as typed, templates of people refused with a sentence or filled in."""

from __future__ import annotations

import importlib.util
import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from portal.config import ROOT
from portal.documents import SAMPLES, TemplateKind, check_template, make_docx, shipped_template
from portal.documents.contexts import INVITATION_SAMPLE, MINUTES_SAMPLE
from portal.errors import RuleBroken

KINDS = list(TemplateKind)
THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def parts_of(file: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_parts(changes: dict[str, bytes], file: bytes | None = None) -> bytes:
    """Return the shipped minutes with parts added or put in place of others."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (parts_of(file or shipped_template(TemplateKind.MINUTES).read_bytes()) | changes).items():
            archive.writestr(name, content)
    return made.getvalue()


def template_of(*paragraphs: str) -> bytes:
    """Return a template of a few paragraphs."""
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def text_of(file: bytes) -> str:
    """Return all text of the body, cells of tables after the paragraphs."""
    document = Document(io.BytesIO(file))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


def values_in(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for each in value.values() for text in values_in(each)]
    if isinstance(value, list):
        return [text for each in value for text in values_in(each)]
    return [value] if isinstance(value, str) and value else []


@pytest.mark.parametrize("kind", KINDS)
def test_shipped_template_is_what_its_script_makes(kind, tmp_path):
    spec = importlib.util.spec_from_file_location("word_templates", ROOT / "deploy/word_templates.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    getattr(script, kind.value)().save(tmp_path / "made.docx")
    assert parts_of((tmp_path / "made.docx").read_bytes()) == parts_of(shipped_template(kind).read_bytes())


@pytest.mark.parametrize("kind", KINDS)
def test_shipped_template_would_be_let_in(kind):
    check_template(shipped_template(kind).read_bytes(), "แบบ.docx", kind)


@pytest.mark.parametrize("kind", KINDS)
def test_shipped_template_prints_everything_it_is_given(kind):
    text = text_of(make_docx(shipped_template(kind), SAMPLES[kind]))
    unprinted = {"มอบหมาย"} if kind is TemplateKind.MINUTES else {"ติดราชการ"}
    wanted = {
        value if value.startswith("https:") else value.translate(THAI_DIGITS) for value in values_in(SAMPLES[kind])
    }
    assert {value for value in wanted if value not in text} - unprinted == set()
    assert ("{" in text, "%}" in text) == (False, False)


@pytest.mark.parametrize("kind", KINDS)
def test_thai_is_set_as_complex_script(kind):
    parts = parts_of(make_docx(shipped_template(kind), SAMPLES[kind]))
    document = Document(io.BytesIO(with_parts({}, shipped_template(kind).read_bytes())))
    runs = [run for run in document.element.body.iter(qn("w:r")) if run.find(qn("w:t")) is not None]
    faces = {
        (run.rPr.find(qn("w:rFonts")).get(qn("w:cs")), run.rPr.find(qn("w:lang")).get(qn("w:bidi"))) for run in runs
    }
    sizes = {(run.rPr.find(qn("w:sz")).get(qn("w:val")), run.rPr.find(qn("w:szCs")).get(qn("w:val"))) for run in runs}
    one_sided = [run for run in runs if (run.rPr.find(qn("w:b")) is None) != (run.rPr.find(qn("w:bCs")) is None)]
    assert faces == {("TH Sarabun New", "th-TH")}
    assert {latin == thai for latin, thai in sizes} == {True}
    assert one_sided == []
    assert re.findall(rb'w:\w*theme\w*="', parts["word/document.xml"], re.IGNORECASE) == []
    assert re.findall(rb"<w:rFonts[^>]*theme[^>]*>", parts["word/styles.xml"], re.IGNORECASE) == []


def test_memo_has_the_measures_of_the_form():
    document = Document(str(shipped_template(TemplateKind.INVITATION)))
    section = document.sections[0]
    heading = document.tables[0].rows[0].cells[1].paragraphs[0]
    labels = {run.text: run.font.size.pt for p in document.paragraphs for run in p.runs if run.font.size.pt == 20}
    assert (round(section.left_margin.cm, 2), round(section.right_margin.cm, 2)) == (3.0, 2.0)
    assert (heading.text, heading.runs[0].font.size.pt, heading.paragraph_format.line_spacing.pt) == (
        "บันทึกข้อความ",
        29,
        35,
    )
    assert labels == {"ส่วนราชการ": 20, "ที่": 20, "วันที่": 20, "เรื่อง": 20}


def test_every_list_of_a_sample_has_a_line_somewhere():
    def lists(value: Any, path: str = "") -> dict[str, int]:
        found: dict[str, int] = {}
        if isinstance(value, dict):
            for key, each in value.items():
                for name, count in lists(each, f"{path}.{key}").items():
                    found[name] = max(found.get(name, 0), count)
        if isinstance(value, list):
            found[path] = len(value)
            for each in value:
                for name, count in lists(each, path).items():
                    found[name] = max(found.get(name, 0), count)
        return found

    counts = lists(MINUTES_SAMPLE) | lists(INVITATION_SAMPLE)
    assert {name for name, count in counts.items() if not count} == set()


def test_what_was_typed_stays_text():
    typed = 'น้ำ & <b>หนา</b> {{ 7*7 }} {% for %} "คำ" \x0bก\x00ข'
    text = text_of(make_docx(shipped_template(TemplateKind.MINUTES), MINUTES_SAMPLE | {"opening": [typed]}))
    assert 'น้ำ & <b>หนา</b> {{ ๗*๗ }} {% for %} "คำ" กข' in text


def test_lines_of_a_text_are_kept():
    file = make_docx(shipped_template(TemplateKind.MINUTES), MINUTES_SAMPLE | {"opening": ["บรรทัดหนึ่ง\r\nบรรทัดสอง"]})
    assert "บรรทัดหนึ่ง\nบรรทัดสอง" in text_of(file)


def test_title_of_the_file_is_not_escaped_twice():
    file = make_docx(shipped_template(TemplateKind.MINUTES), MINUTES_SAMPLE, title="ประชุม A & B " + "ก" * 300)
    assert Document(io.BytesIO(file)).core_properties.title == ("ประชุม A & B " + "ก" * 300)[:255]


def test_template_split_by_word_into_runs_is_read():
    document = Document()
    paragraph = document.add_paragraph()
    for piece in ("{", "{ comm", "ittee|thai_", "digits }", "}"):
        paragraph.add_run(piece)
    file = io.BytesIO()
    document.save(file)
    check_template(file.getvalue(), "แบบ.docx", TemplateKind.MINUTES)
    assert text_of(make_docx(file.getvalue(), MINUTES_SAMPLE)) == MINUTES_SAMPLE["committee"]


def test_own_template_with_loops_conditions_and_filters():
    file = template_of(
        "{%p for s in sections %}",
        "{{ loop.index }}. {{ s.title }}",
        "{%p for i in s.items if i.number != '9' %}",
        "{{ i.paragraphs|join(' / ') }} ({{ i.paragraphs|length }})",
        "{%p endfor %}",
        "{%p endfor %}",
        "{% if is_draft and not ended == '' %}ร่าง {{ 'ก' if ended else 'ข' }}{% endif %}",
    )
    check_template(file, "แบบ.docx", TemplateKind.MINUTES)
    assert text_of(make_docx(file, MINUTES_SAMPLE)).split("\n") == [
        "1. เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ",
        "2. เรื่องเสนอเพื่อพิจารณา",
        "ฝ่ายเลขานุการรายงานผลการดำเนินการ 3 เดือน / ที่ประชุมพิจารณาแล้ว (2)",
        "ร่าง ก",
    ]


def sentence(file: bytes, kind: TemplateKind = TemplateKind.MINUTES) -> str:
    """Return why the template is refused."""
    with pytest.raises(RuleBroken) as refused:
        check_template(file, "แบบ.docx", kind)
    assert refused.value.field == "file"
    return str(refused.value)


UNKNOWN = "ระบบไม่มีข้อมูลสำหรับช่อง “{}” ในแบบเอกสาร โปรดแก้ให้ตรงกับรายการช่องข้อมูล"
MISSPELT = "คำสั่งในข้อความ “{}” เขียนไม่ถูกต้อง โปรดตรวจเทียบกับตัวอย่าง"
FORBIDDEN = "คำสั่งในข้อความ “{}” ใช้ในแบบเอกสารไม่ได้ ใช้ได้เฉพาะช่องข้อมูล for และ if"
UNBALANCED = "วงเล็บปีกกาของช่องข้อมูลไม่ครบคู่ในข้อความ “{}” โปรดตรวจให้เปิดและปิดในย่อหน้าเดียวกัน"


@pytest.mark.parametrize(
    ("paragraphs", "words"),
    [
        (["{{ comittee }}"], UNKNOWN.format("comittee")),
        (["{{ recorder.phone }}"], UNKNOWN.format("recorder.phone")),
        (["{% if started %}{{ x }}{% endif %}"], UNKNOWN.format("x")),
        (["{% if not started %}{{ place.floor }}{% endif %}"], UNKNOWN.format("place.floor")),
        (["{%p for s in sections %}", "{{ s.heading }}", "{%p endfor %}"], UNKNOWN.format("s.heading")),
        (["{%p for s in section %}", "ก", "{%p endfor %}"], UNKNOWN.format("section")),
        (["{%p for c in committee %}", "{{ c }}", "{%p endfor %}"], UNKNOWN.format("committee")),
        (["{{ sections }}"], UNKNOWN.format("sections")),
        (["{{ recorder|thai_digits }}"], UNKNOWN.format("recorder")),
        (["ผู้จด {{ recorder. }} ครับ"], MISSPELT.format("ผู้จด {{ recorder. }} ครับ")),
        (["หนึ่ง", "สอง", "สาม", "สี่", "{{ place place }}", "หก"], MISSPELT.format("{{ place place }}")),
        (["{{ place|upper }}"], FORBIDDEN.format("{{ place|upper }}")),
        (["{%p for s in sections %}", "{{ s.title }}"], "แบบเอกสารมีคำสั่ง for หรือ if ที่ยังไม่ปิดด้วย endfor หรือ endif"),
        (["{{ place"], UNBALANCED.format("{{ place")),
        (["เวลา {{ time }"], UNBALANCED.format("เวลา {{ time }")),
        (["{{ place {{ time }}"], UNBALANCED.format("{{ place {{ time }}")),
        (["place }}"], UNBALANCED.format("place }}")),
        (["{{ 7*7 }}"], FORBIDDEN.format("{{ 7*7 }}")),
        (["{{ 'ก' * 99999999 }}"], FORBIDDEN.format("{{ 'ก' * 99999999 }}")),
        (["{{ place.upper() }}"], FORBIDDEN.format("{{ place.upper() }}")),
        (["{{ place['x'] }}"], FORBIDDEN.format("{{ place['x'] }}")),
        (["{% set x = 1 %}"], FORBIDDEN.format("{% set x = 1 %}")),
        (["{% include 'web/base.html' %}"], FORBIDDEN.format("{% include 'web/base.html' %}")),
        (["{{ 'ก' if started }}"], FORBIDDEN.format("{{ 'ก' if started }}")),
        (["{% for a in present %}{% for b in present %}ก{% endfor %}{% endfor %}"], FORBIDDEN),
        (["{{ ''.__class__ }}"], UNKNOWN.format("const.__class__")),
        (["{% for s in sections %}", "{{ s.title }}", "{% endfor %}ท้าย {{ place.x }}"], UNKNOWN.format("place.x")),
    ],
)
def test_template_that_cannot_be_filled_in_is_refused_by_name(paragraphs, words):
    said = sentence(template_of(*paragraphs))
    assert said == (words.format("".join(paragraphs)) if "{}" in words else words)


def test_command_that_tears_the_document_apart_is_refused():
    document = Document()
    document.add_paragraph("{% if started %}ก")
    document.add_table(rows=1, cols=1).rows[0].cells[0].text = "ข{% endif %}"
    file = io.BytesIO()
    document.save(file)
    assert sentence(file.getvalue()) == ("คำสั่งวนซ้ำหรือเงื่อนไขวางคร่อมย่อหน้าหรือแถวของตาราง โปรดวางคำสั่งเปิดและปิดในระดับเดียวกัน")


def add_relation(kind: str, target: str) -> Callable[[], bytes]:
    def make() -> bytes:
        parts = parts_of(shipped_template(TemplateKind.MINUTES).read_bytes())
        relations = parts["word/_rels/document.xml.rels"].replace(
            b"</Relationships>",
            f'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"'
            f' Target="{target}" TargetMode="External"/></Relationships>'.encode(),
        )
        return with_parts({"word/_rels/document.xml.rels": relations})

    return make


def in_body(xml: str) -> Callable[[], bytes]:
    def make() -> bytes:
        parts = parts_of(shipped_template(TemplateKind.MINUTES).read_bytes())
        body = parts["word/document.xml"].replace(b"<w:sectPr", xml.encode() + b"<w:sectPr", 1)
        return with_parts({"word/document.xml": body})

    return make


def with_types(mark: str) -> Callable[[], bytes]:
    def make() -> bytes:
        parts = parts_of(shipped_template(TemplateKind.MINUTES).read_bytes())
        types = parts["[Content_Types].xml"].replace(b"wordprocessingml.document.main+xml", mark.encode())
        return with_parts({"[Content_Types].xml": types})

    return make


OUTSIDE = "ไฟล์ “แบบ.docx” อ้างถึงไฟล์ภายนอก “{}” ซึ่งแบบเอกสารมีไม่ได้ โปรดฝังรูปไว้ในไฟล์และยกเลิกการเชื่อมโยง"
MACROS = "ไฟล์ “แบบ.docx” มีแมโคร (macro) หรือวัตถุฝังตัว ซึ่งแบบเอกสารมีไม่ได้ โปรดนำออกแล้วบันทึกเป็น .docx"
NOT_WORD = "ไฟล์ “แบบ.docx” ไม่ใช่เอกสาร Word แบบ .docx โปรดเปิดแล้วบันทึกเป็น .docx แล้วเลือกใหม่"
BROKEN = "ไฟล์ “แบบ.docx” เสียหายหรือไม่ครบ เปิดไม่ได้ โปรดเปิดดูที่เครื่องของท่าน บันทึกใหม่ แล้วเลือกอีกครั้ง"


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: b"%PDF-1.7 \n", NOT_WORD),
        (lambda: b"PK\x03\x04 and nothing more", BROKEN),
        (lambda: shipped_template(TemplateKind.MINUTES).read_bytes()[:20000], BROKEN),
        (with_types("spreadsheetml.sheet.main+xml"), NOT_WORD),
        (with_types("wordprocessingml.macroEnabled.main+xml"), MACROS),
        (lambda: with_parts({"word/vbaProject.bin": b"x"}), MACROS),
        (lambda: with_parts({"word/embeddings/oleObject1.bin": b"x"}), MACROS),
        (add_relation("image", "http://192.0.2.1/pixel.png"), OUTSIDE.format("http://192.0.2.1/pixel.png")),
        (add_relation("attachedTemplate", "file:///C:/x.dotm"), OUTSIDE.format("file:///C:/x.dotm")),
        (add_relation("hyperlink", "file://server/share"), OUTSIDE.format("file://server/share")),
        (
            in_body(
                "<w:p><w:r><w:instrText>INCLUDE</w:instrText></w:r>"
                '<w:r><w:instrText>PICTURE "x"</w:instrText></w:r></w:p>'
            ),
            "ไฟล์ “แบบ.docx” มีเขตข้อมูล INCLUDEPICTURE ที่ดึงข้อมูลจากที่อื่น ซึ่งแบบเอกสารมีไม่ได้ โปรดนำออก",
        ),
        (
            in_body('<w:p><w:fldSimple w:instr=" DDEAUTO c:\\\\x "/></w:p>'),
            "ไฟล์ “แบบ.docx” มีเขตข้อมูล DDEAUTO ที่ดึงข้อมูลจากที่อื่น ซึ่งแบบเอกสารมีไม่ได้ โปรดนำออก",
        ),
        (
            lambda: with_parts({"word/settings.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}),
            "ไฟล์ “แบบ.docx” มีคำสั่งแฝงในโครงสร้าง ระบบไม่รับ โปรดบันทึกใหม่จาก Word",
        ),
        (lambda: with_parts({"word/document.xml": b"<w:document"}), BROKEN),
        (lambda: with_parts({"word/document.xml": b"<a/>"}), BROKEN),
        (
            lambda: with_parts({"word/media/big.bmp": b"\0" * 9_000_000}),
            "ไฟล์ “แบบ.docx” ขยายแล้วใหญ่ผิดปกติ ระบบจึงไม่เปิด โปรดแบ่งเป็นไฟล์ที่เล็กลงแล้วเลือกใหม่",
        ),
        (
            lambda: shipped_template(TemplateKind.MINUTES).read_bytes() + b"\0" * 5 * 1024 * 1024,
            "ไฟล์ “แบบ.docx” ใหญ่เกิน 5 MB โปรดลดขนาดรูปในแบบเอกสารแล้วเลือกใหม่",
        ),
    ],
)
def test_file_that_is_no_plain_word_document_is_refused(make, words):
    assert sentence(make()) == words


def test_link_to_be_clicked_may_stand_in_a_template():
    check_template(add_relation("hyperlink", "https://portal.example.org")(), "แบบ.docx", TemplateKind.MINUTES)


def test_placeholders_of_one_kind_are_not_those_of_another():
    assert sentence(shipped_template(TemplateKind.INVITATION).read_bytes()) == UNKNOWN.format("office")
