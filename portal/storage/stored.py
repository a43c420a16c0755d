"""What is known of a stored file, and the ways in which storing can fail."""

from __future__ import annotations

import errno
import re
from dataclasses import dataclass

from portal.errors import N_, NotFound, PortalError, RuleBroken
from portal.storage.kinds import FileKind

_DIGEST = re.compile(r"[0-9a-f]{64}")
_NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass(frozen=True)
class Stored:
    """A file that is safely kept: its SHA-256 in hexadecimal is its address, `filename` what the person called it."""

    filename: str
    digest: str
    size_bytes: int
    kind: FileKind


class StorageFull(RuleBroken):
    """Too little space is left; nothing was kept."""

    def __init__(self) -> None:
        super().__init__(N_("พื้นที่เก็บไฟล์ของระบบใกล้เต็ม จึงยังรับไฟล์ไม่ได้ ข้อมูลเดิมไม่เสียหาย โปรดแจ้งผู้ดูแลระบบ แล้วส่งใหม่ภายหลัง"))


class StorageFailed(PortalError):
    """The disk or the service behind the storage does not answer as it should."""

    status = 503

    def __init__(self) -> None:
        super().__init__(N_("ที่เก็บไฟล์ของระบบขัดข้อง ไฟล์ยังไม่ถูกเก็บ โปรดแจ้งผู้ดูแลระบบ แล้วส่งใหม่ภายหลัง"))


class StoredFileMissing(NotFound):
    """A row names a file that is not in the storage: the administrator must restore it from the backup."""

    def __init__(self, digest: str) -> None:
        super().__init__(N_("ไม่พบไฟล์นี้ในที่เก็บ โปรดแจ้งผู้ดูแลระบบพร้อมรหัส %(code)s เพื่อกู้จากสำเนาสำรอง"), code=digest[:12])


def storage_error(error: OSError) -> PortalError:
    """Return the refusal that an error of the disk means to the person."""
    return StorageFull() if error.errno in _NO_SPACE else StorageFailed()


def check_digest(digest: str) -> None:
    """Raise ValueError for anything that is not a SHA-256 in lower-case hexadecimal; it becomes part of a path."""
    if not _DIGEST.fullmatch(digest):
        raise ValueError(f"not a SHA-256: {digest[:80]!r}")
