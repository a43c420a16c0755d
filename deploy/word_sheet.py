"""Word's own elements for the templates: pages, paragraphs, tables without lines, Thai in the right face.

Thai in Word is complex script: the four kinds of font, both sizes and both bolds are set, or Thai comes out in another
face and size. TH Sarabun New is named and not shipped; a machine without it takes the next of its names.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

FONT = "TH Sarabun New"
OTHER_NAMES = "TH SarabunPSK,TH Sarabun PSK,Laksaman,Sarabun"
SIZE = 16
WIDTH = 16.0  # cm between the margins
FIRST_LINE = 2.5
# number, name, position, place in the body
COLUMNS = (1.4, 5.2, 5.8, 3.6)


def element(name: str, **values: str) -> Any:
    """Return an element of Word's own names with its attributes."""
    made = OxmlElement(f"w:{name}")
    for key, value in values.items():
        made.set(qn(f"w:{key}"), value)
    return made


def set_face(properties: Any, *, size: float = SIZE, bold: bool = False, dotted: bool = False) -> None:
    """Set font, size and weight for Latin and for complex script."""
    for old in list(properties):
        if old.tag in {qn(f"w:{name}") for name in ("rFonts", "b", "bCs", "sz", "szCs", "u", "cs", "lang", "color")}:
            properties.remove(old)
    properties.append(element("rFonts", ascii=FONT, hAnsi=FONT, eastAsia=FONT, cs=FONT))
    if bold:
        properties.append(element("b"))
        properties.append(element("bCs"))
    properties.append(element("color", val="000000"))
    properties.append(element("sz", val=str(round(size * 2))))
    properties.append(element("szCs", val=str(round(size * 2))))
    if dotted:
        properties.append(element("u", val="dotted"))
    properties.append(element("lang", val="en-US", eastAsia="en-US", bidi="th-TH"))


class Sheet:
    """One template being written."""

    def __init__(self) -> None:
        self.document = Document()
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin, section.right_margin = Cm(3), Cm(2)
        section.top_margin = section.bottom_margin = Cm(2)
        section.header_distance, section.footer_distance = Cm(1.25), Cm(1.25)
        section.different_first_page_header_footer = True
        section._sectPr.find(qn("w:cols")).addprevious(element("pgNumType", fmt="thaiNumbers"))
        styles = self.document.styles
        for fonts in list(styles.element.iter(qn("w:rFonts"))):  # fonts of a theme would come before those named
            fonts.getparent().remove(fonts)
        set_face(styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr")))
        normal = styles["Normal"]
        set_face(normal.element.get_or_add_rPr())
        normal.paragraph_format.space_after = normal.paragraph_format.space_before = Pt(0)
        normal.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        self._number_pages(section)

    def paragraph(self, *texts: Any, align: Any = None, first: float = 0, left: float = 0, before: float = 0) -> Any:
        """Return a paragraph: texts are plain, or (text, how) with what `set_face` takes."""
        made = self.document.add_paragraph()
        fill(made, *texts, align=align, first=first, left=left, before=before)
        return made

    def command(self, text: str) -> None:
        """Add a command of its own, which leaves no paragraph behind."""
        self.paragraph(f"{{%p {text} %}}")

    def rows(self, widths: tuple[float, ...], loop: str, cells: tuple[str, ...]) -> None:
        """Add a table without lines, a row for each of a list."""
        table = self.document.add_table(rows=3, cols=len(widths))
        table.autofit = False
        for index, width in enumerate(widths):
            table.columns[index].width = Cm(width)
            for row in table.rows:
                row.cells[index].width = Cm(width)
        fill(table.rows[0].cells[0].paragraphs[0], f"{{%tr for {loop} %}}")
        fill(table.rows[2].cells[0].paragraphs[0], "{%tr endfor %}")
        for cell, text in zip(table.rows[1].cells, cells, strict=True):
            fill(cell.paragraphs[0], text)
        keep_rows_whole(table)

    def save(self, target: Path) -> None:
        """Write the file; the same every time."""
        file = io.BytesIO()
        properties = self.document.core_properties
        properties.author = properties.comments = properties.last_modified_by = properties.title = ""
        self.document.save(file)
        with zipfile.ZipFile(file) as made, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as written:
            for entry in made.infolist():
                content = made.read(entry)
                if entry.filename == "word/fontTable.xml":
                    content = font_table()
                if "thumbnail" not in entry.filename:
                    content = content.replace(THUMBNAIL, b"")
                    written.writestr(zipfile.ZipInfo(entry.filename), content, zipfile.ZIP_DEFLATED)

    def _number_pages(self, section: Any) -> None:
        paragraph = section.header.paragraphs[0]
        paragraph.style = self.document.styles["Normal"]
        fill(paragraph, "- ", align=ALIGN.CENTER)
        for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
            run = paragraph.add_run()
            set_face(run._r.get_or_add_rPr())
            if kind:
                run._r.append(element("fldChar", fldCharType=kind))
            else:
                code = element("instrText")
                code.text = text
                run._r.append(code)
        add_run(paragraph, " -", {})
        section.header.add_paragraph(style="Normal")


THUMBNAIL = (
    b'<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail" '
    b'Target="docProps/thumbnail.jpeg"/>'
)


def font_table() -> bytes:
    """Return the table that names the fonts to take where the first is missing."""
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f'<w:font w:name="{FONT}"><w:altName w:val="{OTHER_NAMES}"/><w:charset w:val="DE"/>'
        '<w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font></w:fonts>'
    ).encode()


def keep_rows_whole(table: Any) -> None:
    """Let no row be torn over two pages."""
    for row in table.rows:
        row._tr.get_or_add_trPr().append(element("cantSplit"))


def fill(paragraph: Any, *texts: Any, align: Any = None, first: float = 0, left: float = 0, before: float = 0) -> None:
    """Put texts into a paragraph and set it."""
    for text in texts:
        plain, how = text if isinstance(text, tuple) else (text, {})
        add_run(paragraph, plain, how)
    shape = paragraph.paragraph_format
    if align is not None:
        paragraph.alignment = align
    if first:
        shape.first_line_indent = Cm(first)
    if left:
        shape.left_indent = Cm(left)
    if before:
        shape.space_before = Pt(before)


def add_run(paragraph: Any, text: str, how: dict[str, Any]) -> None:
    """Add text in the face of the document."""
    run = paragraph.add_run(text)
    set_face(run._r.get_or_add_rPr(), **how)


def tabs(paragraph: Any, *stops: float, align: Any = WD_TAB_ALIGNMENT.LEFT) -> None:
    """Set tab stops, in cm."""
    for stop in stops:
        paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(stop), align)
