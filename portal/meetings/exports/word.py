"""Word files of a meeting, from the template its unit uses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jinja2 import TemplateError

from portal import documents
from portal.documents import TemplateKind
from portal.documents.docx import Broken
from portal.documents.placeholders import UnknownPlaceholder
from portal.errors import N_, RuleBroken
from portal.meetings.models import DocumentTemplate
from portal.storage import FolderStorage


def word_file(
    storage: FolderStorage,
    template: DocumentTemplate | None,
    kind: TemplateKind,
    context: Mapping[str, Any],
    title: str,
) -> bytes:
    """Return the document filled in: into the unit's own template, or the shipped one where there is none.

    template: what `queries.template_in_force` found
    Raises RuleBroken where a template that was let in long ago asks for what there is no more.
    """
    if template is None:
        return documents.make_docx(documents.shipped_template(kind), context, title=title)
    with storage.open(template.sha256) as file:
        content = file.read()
    try:
        return documents.make_docx(content, context, title=title)
    except (TemplateError, UnknownPlaceholder, Broken):
        raise RuleBroken(
            N_("แบบเอกสาร “%(name)s” ของหน่วยงานใช้กับระบบรุ่นนี้ไม่ได้ โปรดแจ้งฝ่ายเลขานุการให้ตรวจและส่งแบบใหม่"),
            name=template.filename,
        ) from None
