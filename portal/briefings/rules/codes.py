"""The codes of the hall: a QR code that changes every half minute, the ticket it is exchanged for, a PIN.

The QR code carries the session's id and a proof made of the session's secret and the present half minute: it opens this
session alone, and a photograph of it is worth nothing a minute later. Whoever comes with a good code gets a ticket in
the browser, so that signing in may take its time; the ticket says when the code was scanned, and that is the arrival.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from portal import thai

CODE_SECONDS = 30
TICKET_LIFE = timedelta(minutes=15)
PIN_DIGITS = 6
PROOF_CHARACTERS = 12
MAX_ID = 2**31 - 1
_CODE = re.compile(rf"(?P<session>[1-9][0-9]{{0,9}})-(?P<proof>[a-z2-7]{{{PROOF_CHARACTERS}}})")
_TICKET = re.compile(r"(?P<seconds>[0-9]{9,12})-(?P<proof>[a-z2-7]+)")


@dataclass(frozen=True)
class Code:
    """What a QR code says: the session, and the proof that it was on the screen just now."""

    session_id: int
    proof: str


def code_for(session_id: int, secret: str, now: datetime) -> str:
    """Return the code to show now."""
    return f"{session_id}-{_proof(secret, 'code', session_id, _step(now))}"


def read_code(text: str) -> Code | None:
    """Return what the code says, true or not; None for what cannot be one."""
    match = _CODE.fullmatch(text.strip().lower())
    if match is None or int(match["session"]) > MAX_ID:
        return None
    return Code(int(match["session"]), match["proof"])


def is_fresh(code: Code, secret: str, now: datetime) -> bool:
    """Return whether the session shows this code now or showed it in the half minute before."""
    step = _step(now)
    now_shown, shown_before = (_proof(secret, "code", code.session_id, each) for each in (step, step - 1))
    # both are compared, each in constant time
    return hmac.compare_digest(code.proof, now_shown) | hmac.compare_digest(code.proof, shown_before)


def ticket_for(session_id: int, secret: str, now: datetime) -> str:
    """Return the ticket that says a good code of the session was scanned now."""
    seconds = int(now.timestamp())
    return f"{seconds}-{_proof(secret, 'ticket', session_id, seconds)}"


def ticket_time(ticket: str, session_id: int, secret: str, now: datetime) -> datetime | None:
    """Return when the ticket's code was scanned; None for a ticket that is forged, of another session, or too old."""
    match = _TICKET.fullmatch(ticket)
    if match is None:
        return None
    seconds = int(match["seconds"])
    if not hmac.compare_digest(match["proof"], _proof(secret, "ticket", session_id, seconds)):
        return None
    scanned_at = datetime.fromtimestamp(seconds, UTC)
    return scanned_at if scanned_at <= now <= scanned_at + TICKET_LIFE else None


def read_pin(typed: str) -> str | None:
    """Return the PIN as it is stored, from Thai or Arabic digits with or without blanks; None for what is none."""
    digits = re.sub(r"[\s-]", "", thai.to_arabic_digits(typed))
    return digits if re.fullmatch(rf"[0-9]{{{PIN_DIGITS}}}", digits) else None


def _step(now: datetime) -> int:
    return int(now.timestamp()) // CODE_SECONDS


def _proof(secret: str, purpose: str, session_id: int, number: int) -> str:
    message = f"{purpose}:{session_id}:{number}".encode()
    digest = hmac.new(secret.encode(), message, hashlib.sha256).digest()
    return base64.b32encode(digest).decode().lower()[:PROOF_CHARACTERS]
