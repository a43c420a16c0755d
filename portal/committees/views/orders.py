"""Appointment orders: put on record, corrected; their files in and out."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.access.permissions import Permission
from portal.committees import queries
from portal.committees.actions import add_order, add_order_files, change_order, withdraw_order_file
from portal.committees.forms import OrderFilesForm, OrderForm
from portal.committees.models import AppointmentOrder, AppointmentOrderFile, Committee
from portal.committees.rules.checks import FILES_AT_ONCE
from portal.committees.views import bp
from portal.committees.views.bodies import committee_page
from portal.committees.views.loading import act, committee_today, order_file_today, order_today
from portal.errors import Conflict
from portal.evidence.actions import keep_files
from portal.storage import attachment
from portal.web import respond, transaction
from portal.web.guards import requires
from portal.web.uploads import file_limits

FORM = "committees/order_form.html"


@bp.route("/committees/<id:committee_id>/orders/new", methods=["GET", "POST"])
@requires(Permission.COMMITTEE_MANAGE, load=committee_today, write_later=True)
def new_order(body: Committee) -> Response:
    """Put an appointment order on record; the list of its members comes next."""
    form, made = OrderForm(), None
    earlier = queries.orders_of(body.id)
    if form.validate_on_submit():
        files = keep_files(storage=current_app.extensions["portal_storage"], files=form.chosen)
        transaction.begin()
        typed: dict[str, Any] = {"wanted": form.wanted, "files": files, "replaces": bool(form.replaces.data)}
        typed["submit_key"] = form.upload_key.data
        made = respond.carried_out(form, add_order, committee=body, **typed, **act())
    if made is not None:
        home = url_for("committees.paste", committee_id=body.id, order=made.id)
        return respond.done(home, message=_("บันทึกคำสั่งแล้ว ขั้นต่อไปคือรายชื่อกรรมการ"))
    status = 422 if form.errors else 200
    shown = {"committee": body, "order": None, "earlier": earlier, "changed": False}
    return respond.show(FORM, status=status, form=form, **shown, **file_limits(FILES_AT_ONCE))


@bp.route("/committees/orders/<id:order_id>/edit", methods=["GET", "POST"])
@requires(Permission.COMMITTEE_MANAGE, load=order_today)
def edit_order(order: AppointmentOrder) -> Response:
    """Correct an order."""
    form, status = OrderForm(**OrderForm.values_of(order)), 200
    if form.validate_on_submit():
        typed: dict[str, Any] = {"order": order, "wanted": form.wanted, "version": form.shown_version}
        try:
            if respond.carried_out(form, change_order, **typed, **act()) is not None:
                return respond.done(_orders(order.committee_id), message=_("บันทึกคำสั่งแล้ว"))
        except Conflict:
            form.version.data, status = str(order.version), 409
    status = 422 if form.errors else status
    shown = {"committee": order.committee, "order": order, "earlier": [], "changed": status == 409}
    return respond.show(FORM, status=status, form=form, **shown, **file_limits(FILES_AT_ONCE))


@bp.post("/committees/orders/<id:order_id>/files")
@requires(Permission.COMMITTEE_MANAGE, load=order_today, write_later=True)
def upload(order: AppointmentOrder) -> Response:
    """Add files to an order: all of them or none."""
    form, made = OrderFilesForm(), None
    if form.validate_on_submit():
        files = keep_files(storage=current_app.extensions["portal_storage"], files=form.chosen)
        transaction.begin()
        typed: dict[str, Any] = {"order": order, "files": files, "upload_key": form.upload_key.data}
        made = respond.carried_out(form, add_order_files, **typed, **act())
    if made is None:
        return committee_page(order.committee, form, order_id=order.id, status=422)
    return respond.done(_orders(order.committee_id), message=_("เพิ่มไฟล์แล้ว"))


@bp.get("/committees/orders/files/<id:order_file_id>")
@requires(Permission.COMMITTEE_VIEW, load=order_file_today)
def download(file: AppointmentOrderFile) -> AnyResponse:
    """Send an order's file as a download."""
    return attachment(request.environ, current_app.extensions["portal_storage"], file.sha256, file.filename)


@bp.post("/committees/orders/files/<id:order_file_id>/withdrawal")
@requires(Permission.COMMITTEE_MANAGE, load=order_file_today)
def withdraw(file: AppointmentOrderFile) -> Response:
    """Take a file out of its order."""
    withdraw_order_file(file=file, **act())
    return respond.done(_orders(file.order.committee_id), message=_("ถอนไฟล์แล้ว หากต้องใช้อีก แนบใหม่ได้"))


def _orders(committee_id: int) -> str:
    return url_for("committees.committee", committee_id=committee_id, _anchor="orders")
