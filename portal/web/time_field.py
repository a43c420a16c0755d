"""The field for a time of day, typed as Thai officials write it: 09.30."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from typing import Any

from flask_babel import gettext

from portal import thai
from portal.thai import NotUnderstood
from portal.web.fields import TypedField, as_list
from portal.web.language import current_language, in_current_digits


class ThaiTimeField(TypedField):
    """A time typed in any way `parse_thai_time` reads; `data` is a time without date, or None."""

    def __init__(self, label: str | None = None, validators: Sequence[Any] | None = None, **options: Any) -> None:
        options["render_kw"] = {"autocomplete": "off", "inputmode": "decimal"} | (options.get("render_kw") or {})
        super().__init__(label, as_list(validators), **options)

    def read(self, typed: str) -> time:
        """Return the time; raises ValueError with what to type instead."""
        try:
            return thai.parse_thai_time(typed)
        except NotUnderstood:
            example = self.write(time(9, 30))
            raise ValueError(
                gettext("อ่านเวลาไม่ได้ โปรดพิมพ์ชั่วโมงและนาทีแบบ 24 ชั่วโมง เช่น %(example)s", example=example)
            ) from None

    def write(self, value: time) -> str:
        """Return "09.30", in English "09:30"; both are read back."""
        if current_language() == "en":
            return f"{value.hour:02d}:{value.minute:02d}"
        return in_current_digits(f"{value.hour:02d}.{value.minute:02d}")
