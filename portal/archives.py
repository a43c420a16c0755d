"""Zip containers, Office files among them: looked at before anything is unpacked, refused with the reason."""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO

from portal.errors import N_, RuleBroken

_STORED_AND_DEFLATED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, OSError, RuntimeError)
_BLOCK = 256 * 1024
_ENCRYPTED = 0x0001 | 0x0040 | 0x2000  # classic, strong, and hidden directory
_DIRECTORY_BYTES_PER_ENTRY = 512


@dataclass(frozen=True)
class ArchiveLimits:
    """How much an archive may claim to hold before it is taken for a bomb."""

    unpacked_bytes: int = 1024 * 1024 * 1024
    # Deflate reaches 1,032 : 1; a real office file stays under 60 : 1. Small ones are let through whatever the ratio.
    ratio: int = 150
    ratio_from_bytes: int = 20 * 1024 * 1024
    entries: int = 10_000
    # Up to this size every entry is unpacked once to see that it is whole; beyond it only the structure is looked at.
    verified_bytes: int = 256 * 1024 * 1024


DEFAULT_LIMITS = ArchiveLimits()


def open_archive(file: IO[bytes], name: str, limits: ArchiveLimits = DEFAULT_LIMITS) -> zipfile.ZipFile:
    """Return the archive after looking at its directory; nothing has been unpacked yet.

    name: the file name that the sentence shows
    Raises RuleBroken when it is broken, encrypted, a bomb, or names paths outside itself.
    """
    try:
        # The directory is read whole by zipfile: a file of nothing but directory would take all memory.
        if _directory_bytes(file) > limits.entries * _DIRECTORY_BYTES_PER_ENTRY:
            raise _bomb(name)
        archive = zipfile.ZipFile(file)
    except _BROKEN:
        raise _broken(name) from None
    try:
        _check_directory(archive, name, limits)
    except RuleBroken:
        archive.close()
        raise
    return archive


def verify_archive(archive: zipfile.ZipFile, name: str, limits: ArchiveLimits = DEFAULT_LIMITS) -> None:
    """Unpack every entry once into nothing and raise RuleBroken if one of them is damaged."""
    if sum(entry.file_size for entry in archive.infolist()) > limits.verified_bytes:
        return
    try:
        for entry in archive.infolist():
            if entry.compress_type in _STORED_AND_DEFLATED:
                with archive.open(entry) as stream:
                    while stream.read(_BLOCK):
                        pass
    except _BROKEN:
        raise _broken(name) from None


def read_entry(archive: zipfile.ZipFile, entry: str, name: str, max_bytes: int = 4 * 1024 * 1024) -> bytes:
    """Return one entry, or nothing when it is absent; RuleBroken when it is damaged or larger than `max_bytes`."""
    try:
        found = archive.getinfo(entry)
    except KeyError:
        return b""
    if found.file_size > max_bytes:
        raise _bomb(name)
    try:
        return archive.read(found)
    except _BROKEN:
        raise _broken(name) from None


def _directory_bytes(file: IO[bytes]) -> int:
    """Return the length of the archive's directory as its last record states it (0 when there is none)."""
    size = file.seek(0, 2)
    file.seek(max(0, size - 65_700))
    tail = file.read()
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) < end + 22:
        return 0
    stated: int = struct.unpack_from("<L", tail, end + 12)[0]
    if end >= 76 and tail[end - 20 : end - 16] == b"PK\x06\x07":  # zip64: a wider record stands before its locator
        stated = struct.unpack_from("<Q", tail, end - 76 + 40)[0]
    return stated


def _check_directory(archive: zipfile.ZipFile, name: str, limits: ArchiveLimits) -> None:
    entries = archive.infolist()
    if not entries:
        raise RuleBroken(N_("ไฟล์ “%(name)s” เป็นไฟล์บีบอัดที่ไม่มีเนื้อหาอยู่ข้างใน โปรดเลือกไฟล์ใหม่"), name=name)
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise RuleBroken(N_("ไฟล์ “%(name)s” ตั้งรหัสผ่านไว้ โปรดเอารหัสผ่านออกก่อนแล้วเลือกใหม่"), name=name)
    if len(entries) > limits.entries:
        raise RuleBroken(
            N_("ไฟล์ “%(name)s” มีไฟล์ย่อย %(count)s ไฟล์ เกิน %(limit)s ไฟล์ โปรดแบ่งเป็นหลายไฟล์"),
            name=name,
            count=len(entries),
            limit=limits.entries,
        )
    _check_sizes(entries, name, limits)
    for entry in entries:
        if _is_outside(entry.orig_filename) or stat.S_ISLNK(entry.external_attr >> 16):
            raise RuleBroken(
                N_("ไฟล์ “%(name)s” มีรายการที่ชี้ออกนอกตัวไฟล์เอง ระบบจึงไม่รับ โปรดบีบอัดใหม่จากโฟลเดอร์ปกติ"), name=name
            )
    _check_overlap(archive, entries, name)


def _check_sizes(entries: list[zipfile.ZipInfo], name: str, limits: ArchiveLimits) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    if unpacked > limits.unpacked_bytes:
        raise _bomb(name)
    if unpacked > limits.ratio_from_bytes and unpacked / packed > limits.ratio:
        raise _bomb(name)


def _check_overlap(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], name: str) -> None:
    """Refuse entries that share their bytes, the trick of a bomb that declares each copy honestly."""
    end = 0
    for entry in sorted(entries, key=lambda e: e.header_offset):
        if entry.header_offset < end:
            raise _broken(name)
        end = entry.header_offset + 30 + entry.compress_size
    if end > archive.start_dir:
        raise _broken(name)


def _is_outside(path: str) -> bool:
    parts = path.replace("\\", "/").split("/")
    return "\0" in path or ".." in parts or parts[0] == "" or parts[0].endswith(":")


def _broken(name: str) -> RuleBroken:
    return RuleBroken(N_("ไฟล์ “%(name)s” เสียหายหรือไม่ครบ เปิดไม่ได้ โปรดเปิดดูที่เครื่องของท่าน บันทึกใหม่ แล้วเลือกอีกครั้ง"), name=name)


def _bomb(name: str) -> RuleBroken:
    return RuleBroken(N_("ไฟล์ “%(name)s” ขยายแล้วใหญ่ผิดปกติ ระบบจึงไม่เปิด โปรดแบ่งเป็นไฟล์ที่เล็กลงแล้วเลือกใหม่"), name=name)
