"""The form that every form starts from: Thai messages, clean text, limits."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from flask import request
from flask_babel import gettext
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Field, Form, PasswordField, StringField, TextAreaField
from wtforms.csrf.core import CSRFTokenField
from wtforms.fields.core import UnboundField
from wtforms.validators import Length, StopValidation

from portal import thai
from portal.web.form_messages import REQUIRED, FieldMessages

LINE_CHARACTERS = 255
TEXT_CHARACTERS = 5_000
PASSWORD_CHARACTERS = 256


class Required:
    """The field must be given: text that is not blank, a date, a number (0 is one), a file, a tick."""

    def __init__(self, message: str | None = None) -> None:
        self.message = message
        self.field_flags = {"required": True}

    def __call__(self, form: Form, field: Field) -> None:
        if field.data is None or field.data is False or (hasattr(field.data, "__len__") and not len(field.data)):
            raise StopValidation(self.message or field.gettext(REQUIRED))


class PortalForm(FlaskForm):
    """A form with Thai messages whose text comes out clean: normalised, stripped, bounded, no control characters."""

    class Meta(FlaskForm.Meta):
        def bind_field(self, form: Form, unbound_field: UnboundField[Any], options: dict[str, Any]) -> Field:
            """Return the field with its messages, its cleaning and, unless it has one of its own, a length limit."""
            kind = unbound_field.field_class
            is_text = issubclass(kind, StringField) and not issubclass(kind, PasswordField | CSRFTokenField)
            if is_text:
                clean = clean_text if issubclass(kind, TextAreaField) else clean_line
                options = options | {"filters": [clean, *unbound_field.kwargs.get("filters", ())]}
            field: Any = unbound_field.bind(form=form, **options)
            field._translations = FieldMessages(field)
            limit = _limit_of(kind)
            if limit and not any(isinstance(each, Length) and each.max != -1 for each in field.validators):
                field.validators = [*field.validators, Length(max=limit)]
            bound: Field = field
            return bound


class FilterForm(PortalForm):
    """A form whose values stand in the address: read from the query, without a token."""

    class Meta(PortalForm.Meta):
        csrf = False

    def __init__(self, formdata: MultiDict[str, str] | None = None, **values: Any) -> None:
        super().__init__(formdata=request.args if formdata is None else formdata, **values)


def _limit_of(kind: type[Field]) -> int | None:
    """Return how many characters a field of this kind takes where its form does not say."""
    if issubclass(kind, CSRFTokenField) or not issubclass(kind, StringField):
        return None
    if issubclass(kind, PasswordField):
        return PASSWORD_CHARACTERS
    return TEXT_CHARACTERS if issubclass(kind, TextAreaField) else LINE_CHARACTERS


def clean_line(text: str | None) -> str | None:
    """Return one line of text: normalised, single spaces inside, none at the ends. Raises as `clean_text` does."""
    cleaned = clean_text(text)
    return " ".join(cleaned.split()) if isinstance(cleaned, str) else cleaned


def clean_text(text: str | None) -> str | None:
    """Return text of several lines: normalised, lines ended by \\n, stripped. Raises ValueError for control characters.

    Word's soft line break and form feed, which come in with pasted text, become line ends.
    """
    if not isinstance(text, str):
        return text
    lines = re.sub("\r\n?|[\v\f]", "\n", text)
    if any(unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\t" for character in lines):
        raise ValueError(gettext("มีอักขระควบคุมที่มองไม่เห็นปนอยู่ โปรดพิมพ์ข้อความใหม่แทนการวาง"))
    return thai.normalise(lines).strip()
