"""Forms that take files: what came in has been looked at while the request was read, refusals stand under the field."""

from __future__ import annotations

import secrets
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from portal.errors import PortalError
from portal.storage import ACCEPT, HashingFile, incoming_files
from portal.web import respond
from portal.web.fields import FilesField
from portal.web.filters import num
from portal.web.forms import PortalForm


class ChosenFiles(PortalForm):
    """Files with the key that makes a second submit harmless."""

    files = FilesField(_l("ไฟล์"), most=10)
    upload_key = HiddenField(filters=[lambda typed: typed or secrets.token_urlsafe(24)])

    @property
    def chosen(self) -> list[HashingFile]:
        """The files that came in."""
        return incoming_files(self.files.data)

    def validate_files(self, field: FilesField) -> None:
        """Put every refused file's sentence under the field."""
        refused = []
        for file in self.chosen:
            try:
                file.seal()
            except PortalError as refusal:
                refused.append(respond.say(refusal))
        if refused and len(field.data) > 1:
            refused.append(
                _("ยังไม่ได้เก็บไฟล์ใดจาก %(count)s ไฟล์ที่เลือก โปรดแก้ไขแล้วเลือกไฟล์ทั้งหมดอีกครั้ง", count=num(len(field.data)))
            )
        field.errors = [*field.errors, *refused]


def file_limits(most: int) -> dict[str, Any]:
    """Return what the form states about files. most: files at once."""
    return {
        "max_file_bytes": current_app.extensions["portal_config"].max_file_bytes,
        "most_files": most,
        "accept": ACCEPT,
    }
