"""Error pages in plain words; an unexpected failure shows a reference number that stands in the log as well."""

from __future__ import annotations

import secrets

from flask import Flask, Response, current_app, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from portal.errors import PortalError, TooMany
from portal.extensions import db
from portal.web import respond
from portal.web.targets import local_target


def init_app(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(PortalError, _refused)
    app.register_error_handler(CSRFError, _token_missing)
    app.register_error_handler(StaleDataError, _stale)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _failed)


def titles() -> dict[int, tuple[str, str]]:
    """Return status -> (title, sentence that says what to do)."""
    return {
        400: (_("คำขอไม่ถูกต้อง"), _("โปรดกลับไปหน้าเดิม โหลดหน้าใหม่ แล้วลองอีกครั้ง")),
        403: (_("ไม่มีสิทธิ์ใช้หน้านี้"), _("หากท่านควรใช้หน้านี้ได้ โปรดแจ้งผู้ดูแลระบบของหน่วยงานให้กำหนดหน้าที่")),
        404: (_("ไม่พบหน้าที่ขอ"), _("ที่อยู่อาจพิมพ์ผิด รายการอาจถูกย้าย หรือไม่อยู่ในความรับผิดชอบของท่าน")),
        405: (_("ทำรายการนี้จากที่นี่ไม่ได้"), _("โปรดกลับไปหน้าเดิมแล้วกดปุ่มในหน้านั้น")),
        409: (_("มีการเปลี่ยนแปลงก่อนหน้าท่าน"), _("โปรดโหลดหน้าใหม่เพื่อดูข้อมูลปัจจุบัน แล้วทำรายการอีกครั้ง")),
        413: (_("ข้อมูลที่ส่งมีขนาดใหญ่เกินกำหนด"), _("โปรดส่งไฟล์ครั้งละน้อยลง หรือลดขนาดไฟล์ก่อนส่ง")),
        422: (_("ข้อมูลยังไม่ครบหรือไม่ถูกต้อง"), _("โปรดกลับไปแก้ไขแล้วส่งอีกครั้ง")),
        429: (_("ทำรายการถี่เกินไป"), _("โปรดรอสักครู่แล้วลองอีกครั้ง")),
        500: (_("ระบบขัดข้อง"), _("ข้อมูลที่ยังไม่ขึ้นว่าบันทึกแล้วอาจยังไม่ถูกเก็บ โปรดลองอีกครั้ง หากยังไม่ได้ โปรดแจ้งผู้ดูแลระบบพร้อมเลขอ้างอิง")),
    }


def error_response(status: int, text: str | None = None, reference: str | None = None) -> Response:
    """Return the error page of a status, or a toast to htmx; the sentence of the status unless one is given."""
    known = titles()
    title, sentence = known.get(status) or known[400 if status < 500 else 500]
    if respond.wants_data():
        return make_response({"text": text or sentence, "reference": reference}, status)
    if respond.wants_part():
        html = render_template("web/_toast.html", kind="danger", text=text or sentence, reference=reference, oob=False)
        return respond.error_part(html, status)
    way = [(_("ไปหน้าแรก"), url_for("checklists.home"))]
    page = render_template(
        "web/error.html", code=status, title=title, text=text or sentence, way_forward=way, reference=reference
    )
    return make_response(page, status)


def _refused(error: PortalError) -> Response:
    db.session.rollback()
    response = error_response(error.status, respond.say(error))
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _token_missing(error: CSRFError) -> Response:
    if not current_user.is_authenticated:
        if request.endpoint != "people.sign_in":
            return respond.sign_in_first()
        flash(_("หน้าเข้าสู่ระบบเปิดค้างไว้นานหรือเบราว์เซอร์ไม่รับคุกกี้ โปรดกรอกอีกครั้ง"), "warning")
        return make_response(redirect(url_for("people.sign_in", next=local_target(request.form.get("next"))), 303))
    return error_response(
        400, _("หน้านี้เปิดค้างไว้นานหรือเข้าใช้ระบบใหม่ในหน้าต่างอื่น โปรดคัดลอกข้อความที่พิมพ์ไว้ โหลดหน้าใหม่ แล้วส่งอีกครั้ง")
    )


def _stale(error: StaleDataError) -> Response:
    db.session.rollback()
    return error_response(409)


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if 300 <= status < 400:
        return current_app.make_response(error.get_response())
    return error_response(status)


def _failed(error: Exception) -> Response:
    reference = secrets.token_hex(4).upper()
    current_app.logger.exception("failure %s at %s %s", reference, request.method, request.path)
    db.session.rollback()
    return error_response(500, reference=reference)
