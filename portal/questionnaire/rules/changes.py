"""What differs between two versions of a question, in texts a reader can lay side by side."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from portal.errors import N_
from portal.questionnaire.rules.kinds import FALSE_WORD, TRUE_WORD, Body, Kind


class Worded(Protocol):
    """What is compared of a version."""

    @property
    def kind(self) -> str: ...
    @property
    def body(self) -> Body: ...


@dataclass(frozen=True)
class Difference:
    """A part of the question before and after; `name` is a message of the catalogue."""

    name: str
    old: str
    new: str


_PARTS = (
    ("name", N_("ชื่อคำถาม")),
    ("text", N_("คำถาม")),
    ("points", N_("คะแนน")),
    ("feedback", N_("คำอธิบายของข้อ")),
    ("citation", N_("ที่มา")),
    ("manual_page", N_("หน้าคู่มือ")),
    ("tags", N_("ป้ายกำกับ")),
    ("picture_filename", N_("ไฟล์รูปภาพ")),
    ("picture_sha256", N_("เนื้อหารูปภาพ")),
    ("picture_alt", N_("คำบรรยายรูปภาพ")),
    ("indicator_id", N_("ตัวชี้วัดที่เกี่ยวข้อง")),
)


def differences(old: Worded, new: Worded) -> list[Difference]:
    """Return every part that differs; nothing for two versions that say the same.

    The indicator is told by its id and the picture's content by the beginning of its digest: the page puts names there.
    """
    found = [Difference(N_("ชนิดคำถาม"), old.kind, new.kind)] if old.kind != new.kind else []
    for name, label in _PARTS:
        before, after = _text(name, getattr(old, name)), _text(name, getattr(new, name))
        if before != after:
            found.append(Difference(label, before, after))
    before, after = ("\n".join(body_lines(each.kind, each.body)) for each in (old, new))
    if before != after:
        found.append(Difference(N_("ตัวเลือก คำตอบ และเฉลย"), before, after))
    return found


def body_lines(kind: str, body: Body) -> list[str]:
    """Return the body in lines: what is offered, what it brings (1 = all points), the feedback after a dash."""
    match Kind(kind):
        case Kind.SINGLE | Kind.MULTIPLE:
            return [_line(row["text"], row) for row in body["options"]]
        case Kind.TRUEFALSE:
            right = TRUE_WORD if body["right"] else FALSE_WORD
            return [f"= {right}", *(body[part] for part in ("feedback_true", "feedback_false") if body.get(part))]
        case Kind.NUMBER:
            return [_line(f"{row['value']} ± {row['tolerance']}", row) for row in body["answers"]]
        case Kind.TEXT:
            case = ["A ≠ a"] if body.get("case_sensitive") else []
            return [_line(row["text"], row) for row in body["answers"]] + case
        case Kind.MATCHING:
            return [f"{pair['left']} – {pair['right']}" for pair in body["pairs"]] + [
                f"… – {right}" for right in body.get("extra", ())
            ]
        case Kind.ORDERING:
            return [f"{no}. {text}" for no, text in enumerate(body["items"], 1)]


def _line(text: str, row: Any) -> str:
    said = f"{text} [{row['fraction']}]"
    return f"{said} — {row['feedback']}" if row.get("feedback") else said


def _text(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, list | tuple):
        return ", ".join(value)
    return str(value)[:12] if name == "picture_sha256" else str(value)
