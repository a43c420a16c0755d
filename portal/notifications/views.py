"""The bell, the inbox, preferences, and the administrator's view of the queue."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, g, make_response, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError

from portal import clock, mail
from portal.access.permissions import Permission
from portal.access.policy import scopes
from portal.errors import N_, NotFound
from portal.notifications import actions, queries
from portal.notifications.forms import job_label, preferences_form, queue_filter
from portal.notifications.models import Notice
from portal.notifications.rules import LABELS, NoticeKind, facts
from portal.outbox import JobState
from portal.web import respond
from portal.web.guards import public, requires
from portal.web.paging import page_number, page_of
from portal.web.targets import local_target
from portal.web.wording import Wording, wording

bp = Blueprint("notifications", __name__)


@bp.app_context_processor
def unread_notices() -> dict[str, int]:
    """Give each full page of a person signed in the number at the bell."""
    if not current_user or not current_user.is_authenticated or respond.wants_part():
        return {"unread_notices": 0}
    if "unread_notices" not in g:
        try:
            g.unread_notices = queries.count_unread(current_user.id)
        except SQLAlchemyError:  # a page that says the database is away must not fail for the bell
            g.unread_notices = 0
    return {"unread_notices": g.unread_notices}


@bp.get("/notices/bell")
@public
def bell() -> Response:
    """Answer the page's question of each minute: nothing while the number is the same, or nobody is signed in.

    Public, because a session that has ended must not take a half-written page away from under its reader.
    """
    g.is_unattended = True
    if not current_user.is_authenticated:
        return make_response("", 204)
    unread = queries.count_unread(current_user.id)
    if request.args.get("shown") == str(unread):
        return make_response("", 204)
    return respond.show("web/_bell.html", unread=unread)


@bp.get("/notices")
@requires(Permission.ACCOUNT_USE)
def inbox() -> Response:
    """Show the person's notices, newest first: all, or those not read."""
    unread_only = request.args.get("show") == "unread"
    found = queries.notices_of(current_user.id, page_number(request.args), unread_only=unread_only)
    page = page_of(found.map(lambda notice: (notice, text_of(notice))))
    return respond.show("notifications/inbox.html", page=page, unread_only=unread_only)


def own_notice(notice_id: int) -> Notice | None:
    """Return the notice if it is the reader's own."""
    return queries.get_notice(notice_id, current_user.id) if current_user.is_authenticated else None


@bp.get("/notices/<id:notice_id>")
@requires(Permission.ACCOUNT_USE, load=own_notice)
def notice(notice: Notice) -> Response:
    """Show one notice in full; of a digest also the text to copy."""
    is_digest = notice.kind == NoticeKind.DIGEST
    address = current_app.extensions["portal_config"].base_url + "/"
    return respond.show(
        "notifications/notice.html",
        notice=notice,
        wording=text_of(notice),
        detail=facts(notice.detail),
        is_digest=is_digest,
        address=address,
    )


@bp.post("/notices/<id:notice_id>/read")
@requires(Permission.ACCOUNT_USE, load=own_notice)
def read(notice: Notice) -> Response:
    """Note that the notice was opened and go where it leads, or stay in the inbox."""
    actions.mark_read(notice=notice, actor=current_user, now=clock.now())
    if request.form.get("stay"):
        return respond.done(local_target(request.form.get("next")) or url_for(".inbox"))
    if notice.kind == NoticeKind.DIGEST:
        return respond.done(url_for(".notice", notice_id=notice.id))
    return respond.done(request.script_root + (local_target(notice.path) or "/"))


@bp.post("/notices/read")
@requires(Permission.ACCOUNT_USE)
def read_all() -> Response:
    """Note that everything in the inbox was seen."""
    actions.mark_all_read(actor=current_user, now=clock.now())
    return respond.done(url_for(".inbox"), message=_("บันทึกว่าอ่านแล้วทุกเรื่อง"))


@bp.route("/account/notices", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_USE)
def preferences() -> Response:
    """Let the person choose how to be told of each kind."""
    form = preferences_form(queries.channels_of(current_user.id))
    if form.validate_on_submit():
        actions.choose_channels(chosen=form.choices_made(), actor=current_user._get_current_object(), now=clock.now())
        return respond.done(url_for(".preferences"), message=_("บันทึกวิธีรับการแจ้งเตือนแล้ว"))
    answer = respond.refuse if form.is_submitted() else respond.show
    return answer("notifications/preferences.html", form=form, kinds=list(LABELS), mail_is_on=mail.is_on())


@bp.get("/outbox")
@requires(Permission.OUTBOX_MANAGE)
def queue() -> Response:
    """Show deferred work by state and kind."""
    now = clock.now()
    form = queue_filter(queries.job_kinds())
    kind, state = form.kind.data or "", request.args.get("state", "")
    state = state if state in set(JobState) else ""
    own = scopes(current_user, Permission.OUTBOX_MANAGE)
    rows = queries.job_rows(now, page_number(request.args), own, state=state, kind=kind)
    return respond.show(
        "notifications/queue.html",
        form=form,
        kind=kind,
        state=state,
        page=page_of(rows),
        counts=queries.count_jobs(now, kind),
        states=state_labels(),
        job_label=job_label,
        notice_labels=LABELS,
        mail_is_on=mail.is_on(),
        worker_seen_at=queries.last_beat(),
    )


@bp.post("/outbox/<id:job_id>/resend")
@requires(Permission.OUTBOX_MANAGE)
def resend(job_id: int) -> Response:
    """Let one job run once more."""
    job = queries.get_job(job_id)
    if job is None:
        raise NotFound(N_("ไม่พบรายการนี้ในคิว อาจถูกลบไปแล้วเพราะเสร็จมานาน"))
    actions.resend_job(job=job, actor=current_user._get_current_object(), now=clock.now())
    return respond.done(_back_to_queue(), message=_("นำรายการเข้าคิวเพื่อทำอีกครั้งแล้ว"))


@bp.post("/outbox/resend")
@requires(Permission.OUTBOX_MANAGE)
def resend_failed() -> Response:
    """Let every failed job (of the kind looked at) run once more."""
    kind = request.form.get("kind", "")
    count = actions.resend_failed(kind=kind, actor=current_user._get_current_object(), now=clock.now())
    message = ngettext("นำ %(num)s รายการเข้าคิวเพื่อทำอีกครั้งแล้ว", "นำ %(num)s รายการเข้าคิวเพื่อทำอีกครั้งแล้ว", count)
    return respond.done(_back_to_queue(), message=message)


def _back_to_queue() -> str:
    return local_target(request.form.get("next")) or url_for(".queue")


def state_labels() -> dict[JobState, tuple[str, str]]:
    """Return state -> (its word, the chip that shows it)."""
    return {
        JobState.WAITING: (_("รอทำ"), "not_due"),
        JobState.RUNNING: (_("กำลังทำ"), "partial"),
        JobState.FAILED: (_("ไม่สำเร็จ"), "missing"),
        JobState.DONE: (_("เสร็จแล้ว"), "complete"),
    }


def text_of(notice: Notice) -> Wording:
    """Return the notice's text in the reader's language; a kind that is no longer known still has a line."""
    if notice.kind not in set(NoticeKind):
        return Wording(_("การแจ้งเตือน"), "")
    return wording(f"notifications/text/{notice.kind}.txt", detail=facts(notice.detail))
