"""Two people at the same row: what was shown must still be what is stored."""

from __future__ import annotations

from portal.errors import N_, Conflict


def check_version(stored: int, shown: int) -> None:
    """Raise Conflict when the row has been changed since it was shown."""
    if stored != shown:
        raise Conflict(N_("มีผู้แก้ไขรายการนี้หลังจากที่ท่านเปิดหน้า โปรดตรวจข้อมูลปัจจุบัน แล้วทำรายการอีกครั้ง"))
