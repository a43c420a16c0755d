"""Forms of signing in and of one's own password."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo

from portal.web.forms import PortalForm, Required


class SignInForm(PortalForm):
    """User name and password; what the password is like is nobody's business here."""

    username = StringField(
        _l("ชื่อผู้ใช้"),
        [Required()],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = PasswordField(_l("รหัสผ่าน"), [Required()], render_kw={"autocomplete": "current-password"})


class PasswordForm(PortalForm):
    """The old password and the new one twice."""

    old = PasswordField(_l("รหัสผ่านเดิม"), [Required()], render_kw={"autocomplete": "current-password"})
    new = PasswordField(_l("รหัสผ่านใหม่"), [Required()], render_kw={"autocomplete": "new-password"})
    again = PasswordField(
        _l("รหัสผ่านใหม่อีกครั้ง"),
        [Required(), EqualTo("new", _l("ไม่ตรงกับรหัสผ่านใหม่ที่พิมพ์ไว้ โปรดพิมพ์ให้ตรงกัน"))],
        render_kw={"autocomplete": "new-password"},
    )
