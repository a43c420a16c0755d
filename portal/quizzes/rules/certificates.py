"""What a person's certificate says, and the reference it can be checked by."""

from __future__ import annotations

import hashlib
import hmac
from decimal import Decimal

from portal.errors import N_, Conflict


def check_certificate(*, is_closed: bool, is_trial: bool, shows_score: bool) -> None:
    """Raise Conflict while there is nothing to certify, or nothing the person may see yet."""
    if is_trial:
        raise Conflict(N_("นี่คือการทดลองทำของผู้จัด จึงไม่มีหนังสือรับรอง"))
    if not is_closed:
        raise Conflict(N_("โปรดส่งแบบทดสอบก่อน แล้วจึงออกหนังสือได้"))
    if not shows_score:
        raise Conflict(N_("ผู้จัดยังไม่เปิดให้ดูผล จึงยังออกหนังสือไม่ได้ โปรดกลับมาอีกครั้งเมื่อเปิดผลแล้ว"))


def reference(*, secret: str, year_be: int, attempt_id: int, points: Decimal, is_passed: bool) -> str:
    """Return the reference of a result, e.g. "2570-000123-9F3A61C2": it changes when the result does.

    It can only be made with the installation's secret; the list of results shows it beside each person.
    """
    told = f"certificate:{attempt_id}:{points:.4f}:{is_passed}"
    code = hmac.new(secret.encode(), told.encode(), hashlib.sha256).hexdigest()[:8].upper()
    return f"{year_be}-{attempt_id:06d}-{code}"
