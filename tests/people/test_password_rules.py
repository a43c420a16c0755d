"""Which passwords are refused, and by which rule."""

from __future__ import annotations

import unicodedata

import pytest

from portal.errors import RuleBroken
from portal.people.rules.known_passwords import common_passwords
from portal.people.rules.passwords import check_password, for_hash, own_words_of

OWN = own_words_of(
    username="somchai.j",
    name="นายสมชาย ใจดี",
    email="s.jaidee@bangkok.go.th",
    units=[
        ("กน.", "กองนโยบายและแผนงาน", "Policy and Planning Division"),
        ("สพส.", "สำนักพัฒนาสังคม", "Social Development Bureau"),
    ],
)


def refusal(password: str) -> str:
    """Return the beginning of the sentence that refuses the password; empty: it is taken."""
    try:
        check_password(password, own_words=OWN, common=common_passwords())
    except RuleBroken as broken:
        return broken.message.split(" ")[0].split("“")[0] if broken.field == "new" else "under another field"
    return ""


@pytest.mark.parametrize(
    "password",
    [
        "แมวดำ สามตัว ริมคลอง",
        "correct horse battery",
        "mfeu-7rkd-x2pa-9wtn",
        "🐈🐕🦜🐇🐢🦔🐿🦥🦦🐘",
        "กน แมวสีดำบนหลังคา",
        " w x y  k 9 #",
    ],
)
def test_password_of_any_characters(password):
    assert refusal(password) == ""


@pytest.mark.parametrize("password", ["short", "ก" * 9, ""])
def test_password_too_short(password):
    assert refusal(password) == "รหัสผ่านต้องมีอย่างน้อย"


def test_password_too_long():
    assert refusal("แมวดำ " * 34) == "รหัสผ่านต้องไม่เกิน"


@pytest.mark.parametrize(
    "password",
    [
        "password123",
        "P@ssw0rd2569!",
        "football2026",
        "iloveyou2020",
        "1q2w3e4r5t",
        "trustno1!!",
        "ฉันรักเธอ2569",
        "l;ylfu8iy[",
    ],
)
def test_password_common(password):
    assert refusal(password) == "รหัสผ่านนี้มีผู้ใช้กันมากหรือดัดแปลงจากคำที่ใช้กันมาก"


@pytest.mark.parametrize(
    "password",
    [
        "somchai-loves-dogs",
        "S0MCH@I loves dogs",
        "ใจดี กับแมวสามตัว",
        "B@ngkok is my town",
        "พัฒนาสังคม แมวดำ",
        "นโยบายและแผนงานดี",
        "กทม2569กทม2569",
        "สพส-25692570",
        "jaidee and nine cats",
    ],
)
def test_password_of_own_words(password):
    assert refusal(password) == "รหัสผ่านมีคำว่า"


@pytest.mark.parametrize(
    "password",
    [
        "aaaaaaaaaaaa",
        "1212121212",
        "abcabcabcabc",
        "1234567890",
        "๑๒๓๔๕๖๗๘๙๐",
        "qwertyuiop12",
        "กขฃคฅฆงจฉช",
        "ฟหกดเ้่าสวง",
        "9876543210x",
    ],
)
def test_password_of_a_pattern(password):
    assert refusal(password) == "รหัสผ่านเป็นตัวอักษรซ้ำหรือเรียงลำดับ"


def test_password_for_hash_is_the_same_however_typed():
    typed = "café au lait"
    assert for_hash(unicodedata.normalize("NFD", typed)) == for_hash(typed) == typed
    assert for_hash("  Ab ") == "  Ab "


def test_own_words_without_title_dots_and_numbers():
    words = own_words_of(username="66012345", name="น.ส. มาลี ศรีสุข", email="", units=[])
    assert [word for word in words if word in {"มาลี", "ศรีสุข", "นส", "66012345", ""}] == ["ศรีสุข", "มาลี"]


def test_common_passwords_are_folded():
    assert all(word == word.lower() for word in common_passwords())
    assert len(common_passwords()) > 12_000
