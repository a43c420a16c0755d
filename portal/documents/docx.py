"""Word documents from templates: python-docx-template with names and filters of `placeholders` alone.

What is filled in is text: markup in it is escaped, what looks like a placeholder stays as it was typed.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from portal.documents.placeholders import Environment

TITLE_CHARACTERS = 255
# what XML cannot carry, and what the library takes for a new paragraph or page
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class Broken(Exception):
    """The template's parts do not fit together once filled in: a command stands where it tears the document apart."""


def make_docx(
    template: Path | bytes, context: Mapping[str, Any], *, title: str = "", environment: Environment | None = None
) -> bytes:
    """Return the template filled in.

    context: plain data as `contexts` describes it; title: the file's property of that name
    environment: for trying a template out
    Takes 0.1 s for a few pages. Raises jinja2.TemplateError or Broken for a template that was never checked.
    """
    document = _template_class()(io.BytesIO(template) if isinstance(template, bytes) else str(template))
    document.render(clean(context), environment or Environment(), autoescape=True)
    properties = document.docx.core_properties
    properties.title, properties.author, properties.last_modified_by = title[:TITLE_CHARACTERS], "", ""
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def clean(value: Any) -> Any:
    """Return the data without characters that a document cannot hold; lines end in one way."""
    if isinstance(value, str):
        return _UNPRINTABLE.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    if isinstance(value, Mapping):
        return {key: clean(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [clean(each) for each in value]
    return value


@cache
def _template_class() -> Any:
    """Return the library's template without its silent repair of torn documents.

    Imported late: it takes half a second and most processes never need it.
    """
    library, etree = import_module("docxtpl"), import_module("lxml.etree")

    class Template(library.DocxTemplate):  # type: ignore[name-defined]
        def render_xml_part(self, *values: Any) -> str:
            xml: str = super().render_xml_part(*values)
            try:
                etree.fromstring(xml, parser=etree.XMLParser(resolve_entities=False))
            except etree.XMLSyntaxError as error:
                raise Broken(str(error)) from None
            return xml

        def render_properties(self, *values: Any) -> None:
            """Leave the properties alone: text filled in there would be escaped twice."""

    return Template
