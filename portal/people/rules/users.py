"""People: staff types, user names, the text that search looks in, what administrators may not do to themselves."""

from __future__ import annotations

import re
from enum import StrEnum

from portal import thai
from portal.errors import N_, RuleBroken

NAME_CHARACTERS = 120
POSITION_CHARACTERS = 200
USERNAME_CHARACTERS = 60
EMAIL_CHARACTERS = 200
SEARCH_CHARACTERS = 500
# what a person may type at every sign-in on a phone: letters, digits and the signs of an e-mail address
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._@-]{1,59}")
# deliberately loose: the mail server decides, this only catches slips such as a blank or a missing part
_EMAIL = re.compile(r"[^@\s,;:<>()\[\]\"\\]+@[^@\s,;:<>()\[\]\"\\.]+(\.[^@\s,;:<>()\[\]\"\\.]+)+")


class StaffType(StrEnum):
    """What kind of staff somebody is."""

    OFFICIAL = "official"
    EMPLOYEE = "employee"


STAFF_TYPE_WORDS = {StaffType.OFFICIAL: N_("ข้าราชการ"), StaffType.EMPLOYEE: N_("ลูกจ้าง")}


def normal_username(text: str) -> str:
    """Return the user name as it is stored: Arabic digits, lower case, no blanks at the ends."""
    return thai.to_arabic_digits(thai.normalise(text)).strip().lower()


def check_username(username: str) -> None:
    """Raise RuleBroken unless the (normal) user name can be typed on any keyboard: 2 to 60 letters, digits, . _ @ -."""
    if not _USERNAME.fullmatch(username):
        raise RuleBroken(
            N_("ชื่อผู้ใช้ต้องมี 2 ถึง 60 ตัว ใช้ได้เฉพาะตัวอักษรอังกฤษ ตัวเลข จุด ขีด และ @ เช่น somchai.j"), field="username"
        )


def is_email(text: str) -> bool:
    """Return whether the text can be an e-mail address."""
    return len(text) <= EMAIL_CHARACTERS and bool(_EMAIL.fullmatch(text))


def search_text(*, name: str, username: str, position: str) -> str:
    """Return the folded text that a search looks in."""
    return thai.search_key(f"{name} {username} {position}")[:SEARCH_CHARACTERS]


def check_not_oneself(*, actor_id: int | None, user_id: int) -> None:
    """Raise RuleBroken when somebody is about to disable the own account."""
    if actor_id == user_id:
        raise RuleBroken(N_("ท่านปิดใช้งานบัญชีของตนเองไม่ได้ โปรดให้ผู้ดูแลระบบคนอื่นเป็นผู้ปิด"))
