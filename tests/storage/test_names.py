"""File names: kept byte for byte, or refused with what to change."""

import pytest

from portal.errors import RuleBroken
from portal.storage import clean_filename


@pytest.mark.parametrize(
    "name",
    [
        "หลักฐาน ครั้งที่ ๑.pdf",
        "น\u0e4dาใจ.pdf",  # sara am in two code points stays in two
        " เว้นวรรคหน้า.pdf",
        "a..b.pdf",
        "ก" * 83 + "ab.pdf",  # 255 bytes
        "คำ\u200bแบ่ง.pdf",
        "C'est “ดี” <100%>.txt",
    ],
)
def test_name_is_kept_byte_for_byte(name: str) -> None:
    assert clean_filename(name) == name


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("C:\\Users\\สมชาย\\หลักฐาน.pdf", "หลักฐาน.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("/ราก/ไฟล์.pdf", "ไฟล์.pdf"),
        ("a\\..\\b/ค.pdf", "ค.pdf"),
    ],
)
def test_name_with_folders_keeps_its_last_component(sent: str, kept: str) -> None:
    assert clean_filename(sent) == kept


@pytest.mark.parametrize("name", ["", ".", "..", "a/", "a/..", "   ", "\u200b"])
def test_name_that_is_empty_is_refused(name: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        clean_filename(name)
    assert str(refused.value) == "ไฟล์นี้ไม่มีชื่อ โปรดตั้งชื่อไฟล์แล้วเลือกใหม่"


@pytest.mark.parametrize("mark", ["\0", "\n", "\r", "\x7f", "\x85", "\u202e", "\u2066", "\u2028", "\ud800"])
def test_name_with_an_invisible_mark_is_refused(mark: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        clean_filename(f"ใบ{mark}fdp.exe")
    assert refused.value.params == {"name": "ใบ\ufffdfdp.exe"}


def test_name_of_256_bytes_is_refused_with_its_length() -> None:
    with pytest.raises(RuleBroken) as refused:
        clean_filename("ก" * 84 + ".pdf")
    assert refused.value.params == {"name": "ก" * 60 + "…", "size": 256, "limit": 255}
