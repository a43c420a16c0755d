"""Names of people: without the titles before them, sorted as a Thai list is, compared whatever the spelling."""

from __future__ import annotations

import unicodedata

from portal import thai

# the longer ones first: น.ส. before น.
_TITLES = (
    "ว่าที่ร้อยตรีหญิง", "ว่าที่ร้อยโทหญิง", "ว่าที่ร้อยเอกหญิง", "ว่าที่ร้อยตรี", "ว่าที่ร้อยโท", "ว่าที่ร้อยเอก",
    "ว่าที่ ร.ต.หญิง", "ว่าที่ ร.ท.หญิง", "ว่าที่ ร.อ.หญิง", "ว่าที่ ร.ต.", "ว่าที่ ร.ท.", "ว่าที่ ร.อ.", "ว่าที่ร.ต.",
    "หม่อมราชวงศ์", "หม่อมหลวง", "ม.ร.ว.", "ม.ล.", "สิบตำรวจเอก", "พันจ่าเอก", "จ่าเอก", "พ.จ.อ.", "จ.ส.อ.", "จ.อ.",
    "พ.ต.อ.", "พ.ต.ท.", "พ.ต.ต.", "ร.ต.อ.", "ร.ต.ท.", "ร.ต.ต.", "นางสาว", "น.ส.", "นาง", "นาย", "ดร.", "คุณ",
)  # fmt: skip


def without_title(name: str) -> str:
    """Return the name without the titles before it: "สุดา ใจดี" of "นางสาวสุดา ใจดี"."""
    rest = " ".join(name.split())
    while True:
        cut = next((rest[len(title) :].lstrip() for title in _TITLES if rest.startswith(title)), "")
        # นายิกา is a name, not a title: what is left must begin with a letter
        if not cut or unicodedata.category(cut[0])[0] != "L":
            return rest
        rest = cut


def sort_key(name: str) -> tuple[str, str, str, str]:
    """Return the key that sorts people by given name in Thai order, whatever their titles."""
    return thai.collation_key(without_title(name))


def name_key(name: str) -> str:
    """Return what is compared when a name is looked for: no title, no blanks, one spelling."""
    return thai.search_key(without_title(name)).replace(" ", "")
