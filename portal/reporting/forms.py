"""Forms of review: text in, typed values out."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, TextAreaField
from wtforms.validators import Length

from portal.reporting.rules import REASON_MAX
from portal.web.fields import PortalForm, Required


def version_of(text: str | None) -> int:
    """Return a content version from a form; -1, which matches nothing, for anything that is none."""
    text = text or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


class ReasonForm(PortalForm):
    """A reason for a return or a recall; `version` is the content the head was shown."""

    version = HiddenField()
    reason = TextAreaField(
        _l("เหตุผล"),
        validators=[
            Required(_l("โปรดระบุเหตุผล เพื่อให้ผู้รับผิดชอบทราบว่าต้องแก้ไขอะไร")),
            Length(max=REASON_MAX, message=_l("เหตุผลยาวเกิน %(max)d ตัวอักษร โปรดย่อให้สั้นลง")),
        ],
        render_kw={"rows": 4},
    )

    @property
    def shown_version(self) -> int:
        """The version that was shown."""
        return version_of(self.version.data)
