"""Archives: bombs, broken ones and those that point outside themselves are refused before anything is unpacked."""

from __future__ import annotations

import io
import stat
import struct
import time
import zipfile

import pytest

from portal.archives import ArchiveLimits, open_archive, read_entry, verify_archive
from portal.errors import RuleBroken

MB = 1024 * 1024


def archive_of(entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> io.BytesIO:
    """Return an archive with these entries."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    target.seek(0)
    return target


def refusal(file: io.BytesIO, limits: ArchiveLimits | None = None) -> str:
    """Return the sentence that refuses an archive."""
    with pytest.raises(RuleBroken) as refused, open_archive(file, "ก.zip", limits or ArchiveLimits()) as archive:
        verify_archive(archive, "ก.zip", limits or ArchiveLimits())
    return str(refused.value)


def test_archive_that_is_whole_is_opened() -> None:
    with open_archive(archive_of({"โฟลเดอร์/ข้อมูล.txt": b"x" * 1000, "รูป.png": b"y"}), "ก.zip") as archive:
        verify_archive(archive, "ก.zip")
        assert read_entry(archive, "รูป.png", "ก.zip") == b"y"
        assert read_entry(archive, "ไม่มี", "ก.zip") == b""


def test_archive_with_a_high_ratio_is_a_bomb() -> None:
    assert "ขยายแล้วใหญ่ผิดปกติ" in refusal(archive_of({"0": b"\0" * (30 * MB)}))


def test_archive_over_the_unpacked_limit_is_a_bomb() -> None:
    assert "ขยายแล้วใหญ่ผิดปกติ" in refusal(
        archive_of({"a": b"a" * 600, "b": b"b" * 600}), ArchiveLimits(unpacked_bytes=1000)
    )


def test_archive_with_too_many_entries_is_refused() -> None:
    assert "มีไฟล์ย่อย 11 ไฟล์ เกิน 10 ไฟล์" in refusal(
        archive_of({str(n): b"" for n in range(11)}), ArchiveLimits(entries=10)
    )


def test_archive_of_nothing_but_directory_is_refused_at_once() -> None:
    file = archive_of({str(n): b"" for n in range(30_000)})
    started = time.process_time()
    assert "ขยายแล้วใหญ่ผิดปกติ" in refusal(file, ArchiveLimits(entries=1000))
    assert time.process_time() - started < 0.2


def test_archive_whose_entries_share_bytes_is_refused() -> None:
    content = archive_of({"a": b"one", "b": b"two"}, zipfile.ZIP_STORED).getvalue()
    second = content.rfind(b"PK\x01\x02")
    shared = content[: second + 42] + struct.pack("<L", 0) + content[second + 46 :]
    assert "เสียหายหรือไม่ครบ" in refusal(io.BytesIO(shared))


@pytest.mark.parametrize("name", ["../a.txt", "a/../../b", "/etc/passwd", "..\\a", "C:\\a", "a/..", "c:/x"])
def test_archive_with_a_path_outside_is_refused(name: str) -> None:
    assert "ชี้ออกนอกตัวไฟล์" in refusal(archive_of({name: b"x"}))


def test_archive_with_a_symbolic_link_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        link = zipfile.ZipInfo("ลิงก์")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    assert "ชี้ออกนอกตัวไฟล์" in refusal(target)


@pytest.mark.parametrize("cut", [10, 200, 900])
def test_archive_cut_short_is_refused(cut: int) -> None:
    content = archive_of({"a": bytes(range(256)) * 4}, zipfile.ZIP_STORED).getvalue()
    assert "เสียหายหรือไม่ครบ" in refusal(io.BytesIO(content[:cut]))


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_archive_with_a_damaged_entry_is_refused(method: int) -> None:
    content = bytearray(archive_of({"a": bytes(range(256)) * 40}, method).getvalue())
    content[100] ^= 0xFF
    assert "เสียหายหรือไม่ครบ" in refusal(io.BytesIO(content))


def test_archive_without_entries_is_refused() -> None:
    assert "ไม่มีเนื้อหาอยู่ข้างใน" in refusal(archive_of({}))


def test_archive_with_a_password_is_refused() -> None:
    content = bytearray(archive_of({"a": b"secret"}).getvalue())
    content[content.find(b"PK\x01\x02") + 8] |= 1
    assert "รหัสผ่าน" in refusal(io.BytesIO(content))


def test_entry_larger_than_asked_for_is_a_bomb() -> None:
    with open_archive(archive_of({"a": b"x" * 100}), "ก.zip") as archive, pytest.raises(RuleBroken):
        read_entry(archive, "a", "ก.zip", max_bytes=99)
