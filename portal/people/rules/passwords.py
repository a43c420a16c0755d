"""What a password must be: long enough, not common, not the agency's or the person's own words, not a pattern.

Any character counts, Thai letters, their marks and spaces among them. Nothing is trimmed and no case is changed; a
password is only brought to Unicode NFC before it is hashed, because two keyboards may send one letter in two ways.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable

from portal import thai
from portal.errors import N_, RuleBroken

MIN_CHARACTERS = 10
MAX_CHARACTERS = 200
# what must stand beside runs and repetitions; and the most that may be put around a common word without saving it
REST_CHARACTERS = 6
# an own word this long is refused anywhere; shorter ones (กน สพส) occur by chance: as many other letters save them
WORD_CHARACTERS = 4
DISTINCT_CHARACTERS = 5
RUN_CHARACTERS = 4

CITY_WORDS = ("กทม", "กรุงเทพ", "กรุงเทพมหานคร", "bangkok", "krungthep", "bma")
_TITLES = re.compile(r"^(นางสาว|นาง|นาย|น\.ส\.|ว่าที่\s*(?:ร้อยตรี|ร\.ต\.)|ดร\.|mrs?\.?|ms\.?)\s*")
_KINDS = re.compile(r"^(สำนักงาน|สำนัก|กอง|กลุ่มงาน|กลุ่ม|ฝ่าย|ส่วน)")
_LOOK_ALIKES = str.maketrans("@4301!$57", "aaeoiisst")
_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "กขฃคฅฆงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ",
    "ๅภถุึคตจขช",
    "ๆไำพะัีรนยบล",
    "ฟหกดเ้่าสวง",
    "ผปแอิืทมใฝ",
)
SEQUENCES = _ROWS + tuple(row[::-1] for row in _ROWS)


def for_hash(password: str) -> str:
    """Return the password as it is hashed and compared."""
    return unicodedata.normalize("NFC", password)


def check_password(password: str, *, own_words: Iterable[str], common: Collection[str]) -> None:
    """Raise RuleBroken with the rule that refuses the password, under the field `new`.

    own_words: from `own_words_of`; common: passwords in lower case
    """
    length = len(for_hash(password))
    if length < MIN_CHARACTERS:
        raise _refused(N_("รหัสผ่านต้องมีอย่างน้อย %(min)s ตัวอักษร"), min=MIN_CHARACTERS)
    if length > MAX_CHARACTERS:
        raise _refused(N_("รหัสผ่านต้องไม่เกิน %(max)s ตัวอักษร"), max=MAX_CHARACTERS)
    plain = folded(password)
    if is_pattern(plain):
        raise _refused(N_("รหัสผ่านเป็นตัวอักษรซ้ำหรือเรียงลำดับ เช่น 1111 หรือ abcd จึงเดาได้ง่าย โปรดตั้งใหม่"))
    if word := own_word_in(plain, own_words):
        raise _refused(N_("รหัสผ่านมีคำว่า “%(word)s” ซึ่งเป็นชื่อบุคคล ชื่อผู้ใช้ หรือชื่อหน่วยงาน จึงเดาได้ง่าย โปรดตั้งใหม่"), word=word)
    if is_common(plain, common):
        raise _refused(N_("รหัสผ่านนี้มีผู้ใช้กันมากหรือดัดแปลงจากคำที่ใช้กันมาก จึงเดาได้ง่าย โปรดใช้คำหลายคำที่ไม่เกี่ยวข้องกัน"))


def own_words_of(*, username: str, name: str, email: str, units: Iterable[tuple[str, str, str]]) -> tuple[str, ...]:
    """Return what others know of a person, longest first.

    units: (abbreviation, Thai name, English name), own one and those above
    """
    mailbox = email.partition("@")[0]
    words = [*CITY_WORDS, username, mailbox, *re.split(r"[._@-]+", f"{username}.{mailbox}")]
    words += _TITLES.sub("", name.strip()).split()
    for abbr, name_th, name_en in units:
        words += [abbr, name_th, _KINDS.sub("", name_th), name_en]
    plain = {folded(word) for word in words}
    return tuple(sorted((word for word in plain if len(word) > 1 and not word.isdigit()), key=lambda w: (-len(w), w)))


def folded(text: str) -> str:
    """Return the text as guessers try it: lower case, Arabic digits, without blanks and dots, dashes, lines between."""
    return re.sub(r"[\s._-]+", "", thai.search_key(text))


def own_word_in(plain: str, own_words: Iterable[str]) -> str | None:
    """Return the own word that makes the folded password guessable, or None."""
    rest = [plain, plain.translate(_LOOK_ALIKES)]
    for word in own_words:
        if not any(word in each for each in rest):
            continue
        if len(word) >= WORD_CHARACTERS:
            return word
        rest = [each.replace(word, "") for each in rest]
        if any(len(re.sub(r"[0-9]", "", each)) < WORD_CHARACTERS for each in rest):
            return word
    return None


def is_pattern(plain: str) -> bool:
    """Return whether the folded password is few characters, one piece again and again, or runs along a sequence."""
    if len(set(plain)) < DISTINCT_CHARACTERS:
        return True
    piece = (plain + plain).find(plain, 1)
    if piece <= REST_CHARACTERS and piece < len(plain):
        return True
    return len(_without_runs(plain)) < REST_CHARACTERS


def is_common(plain: str, common: Collection[str]) -> bool:
    """Return whether the folded password, or what is left without signs around it, is a common one."""
    core = _core(plain)
    if plain in common or plain.translate(_LOOK_ALIKES) in common:
        return True
    if len(core) < WORD_CHARACTERS or len(plain) - len(core) > REST_CHARACTERS:
        return False
    half = core[: len(core) // 2]
    return any(
        each in common or (half + half == core and half in common) for each in (core, core.translate(_LOOK_ALIKES))
    )


def _core(plain: str) -> str:
    """Return the text without digits and signs at its ends."""
    return re.sub(r"^[^a-z\u0e01-\u0e4e]+|[^a-z\u0e01-\u0e4e]+$", "", plain)


def _without_runs(plain: str) -> str:
    """Return the text without stretches of RUN_CHARACTERS or more that are one character or follow a sequence."""
    rest, at = [], 0
    while at < len(plain):
        end = at + 1
        while end < len(plain) and _runs(plain[at : end + 1]):
            end += 1
        if end - at < RUN_CHARACTERS:
            rest.append(plain[at])
            end = at + 1
        at = end
    return "".join(rest)


def _runs(piece: str) -> bool:
    return len(set(piece)) == 1 or any(piece in row for row in SEQUENCES)


def _refused(message: str, **params: object) -> RuleBroken:
    return RuleBroken(message, field="new", **params)
