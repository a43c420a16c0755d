"""One e-mail to one person, by SMTP, to the server that PORTAL_MAIL_URL names.

smtp://host:25 in the clear, smtp+starttls://user:password@host:587 and smtps://host:465 encrypted. The server's
certificate is always checked; an agency's own authority is made known through SSL_CERT_FILE. Encryption that cannot be
had is an error and is tried again later: a message never goes in the clear instead.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from urllib.parse import unquote, urlsplit

from flask import current_app

from portal.calendars import MEDIA_TYPE, Invitation
from portal.config import Config

TIMEOUT_SECONDS = 20
PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
# what can be put into a header and given to a server; whether it exists only the server knows
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,190}")


class MailRefused(Exception):
    """The message will never be taken: trying again cannot help."""


class MailDelayed(Exception):
    """The server did not take the message this time."""


@dataclass(frozen=True)
class Letter:
    """What one person is sent. `key` makes the Message-ID, so that a message sent twice by accident is known as one."""

    to_name: str
    to_address: str
    from_name: str
    subject: str
    text: str
    html: str
    key: str
    # page on which the person chooses what to be sent
    preferences_url: str
    # what the person's calendar takes in; mail programs look for it beside the text, others open the attachment
    calendar: Invitation | None = None


def is_on() -> bool:
    """Return whether this installation sends e-mail at all."""
    return _config().mail_url is not None


def compose(letter: Letter, now: datetime) -> EmailMessage:
    """Return the message. Raises MailRefused for a line break in a header or an address that cannot be one."""
    config = _config()
    for value in (letter.subject, letter.to_name, letter.to_address, letter.from_name, letter.key):
        if len(value.splitlines()) > 1 or any(ord(character) < 32 for character in value):
            raise MailRefused("a line break or control character in a header")
    if not ADDRESS.fullmatch(letter.to_address):
        raise MailRefused("the person's address is not an e-mail address")
    sender = parseaddr(config.mail_from)[1]
    message = EmailMessage(policy=SMTP)
    message["Subject"] = letter.subject
    message["From"] = Address(letter.from_name, addr_spec=sender)
    message["To"] = Address(letter.to_name, addr_spec=letter.to_address)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{letter.key}@{urlsplit(config.base_url).hostname}>"
    message["List-Unsubscribe"] = f"<{letter.preferences_url}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text, cte="base64")
    message.add_alternative(letter.html, subtype="html", cte="base64")
    if letter.calendar is not None:
        kind = {"method": letter.calendar.method.value, "name": "invite.ics"}
        text = letter.calendar.content.decode()
        message.add_alternative(text, subtype=MEDIA_TYPE.partition("/")[2], cte="base64", params=kind)
        message.add_attachment(letter.calendar.content, maintype="application", subtype="ics", filename="invite.ics")
    return message


def send(message: EmailMessage) -> None:
    """Hand the message to the mail server.

    Raises MailRefused when the server says that it never will, MailDelayed or an OSError when it may later.
    """
    try:
        with _connection() as server:
            server.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        code, text = next(iter(error.recipients.values()))
        raise _answer(code, text) from None
    except smtplib.SMTPDataError as error:
        raise _answer(error.smtp_code, error.smtp_error) from None


def _answer(code: int, text: bytes | str) -> MailRefused | MailDelayed:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    kind = MailRefused if 500 <= code < 600 else MailDelayed
    return kind(f"{code} {' '.join(words.split())}")


def _connection() -> smtplib.SMTP:
    parts = urlsplit(_config().mail_url or "")
    host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    tls = ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=tls)
    else:
        server = smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
    try:
        if parts.scheme == "smtp+starttls":
            server.starttls(context=tls)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def _config() -> Config:
    config: Config = current_app.extensions["portal_config"]
    return config
