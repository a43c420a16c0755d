"""Deferred work: one e-mail for one notice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import current_app
from flask_babel import gettext as _

from portal import mail, outbox
from portal.calendars import Invitation, Method, event_of, make_calendar
from portal.config import Config
from portal.extensions import db
from portal.mail import Letter
from portal.notifications.models import Notice
from portal.notifications.queries import MAIL, letter_of
from portal.notifications.rules import facts
from portal.people.models import User
from portal.web.language import current_language, in_current_digits, speaking
from portal.web.wording import render, wording


@outbox.slow
def send_mail(payload: Mapping[str, Any], now: datetime) -> None:
    """Send the notice to its person, in that person's language and digits; nothing when the person is gone."""
    found = letter_of(payload["notice_id"])
    if found is None or not found[1].email:
        return
    if not mail.is_on():
        raise outbox.Hopeless("e-mail is switched off: set PORTAL_MAIL_URL, then send again")
    with speaking(found[1].language, found[1].digits):
        letter = letter_for(*found, copy=payload.get("copy", 1))
    db.session.rollback()  # no read stays open while the server is waited for
    try:
        mail.send(mail.compose(letter, now))
    except mail.MailRefused as refused:
        raise outbox.Hopeless(str(refused)) from refused


def letter_for(notice: Notice, person: User, copy: int = 1) -> Letter:
    """Return the letter in the language spoken now; its links are absolute."""
    config: Config = current_app.extensions["portal_config"]
    detail = facts(notice.detail)
    text = wording(f"notifications/text/{notice.kind}.txt", detail=detail)
    context = {
        "wording": text,
        "person": person,
        "language": current_language(),
        "link": config.base_url + notice.path,
        "links": [(item["title"], config.base_url + item["path"]) for item in detail["items"] or [] if item["path"]],
        "preferences_url": config.base_url + "/account/notices",
    }
    return Letter(
        to_name=person.name,
        to_address=person.email,
        from_name=_("ระบบติดตามคำรับรองการปฏิบัติราชการ"),
        subject=text.subject,
        text=render("notifications/mail/notice.txt", **context),
        html=render("notifications/mail/notice.html", **context),
        key=f"notice-{notice.id}-{copy}",
        preferences_url=config.base_url + "/account/notices",
        calendar=_calendar_for(notice, person, text.body, config) if detail["calendar"] else None,
    )


def _calendar_for(notice: Notice, person: User, body: str, config: Config) -> Invitation:
    calendar = facts(notice.detail)["calendar"]
    url = config.base_url + notice.path
    event = event_of(calendar, description=f"{body}\n\n{url}", url=url, sender=config.mail_from, says=in_current_digits)
    method = Method(calendar["method"])
    return Invitation(method, make_calendar(event, method, notice.created_at, (person.name, person.email)))


JOBS = {MAIL: send_mail}
