"""Minutes as text: lines of what was compiled, differences between two, words the regulation has otherwise."""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Word:
    """A word often written, the regulation's own, and why."""

    wrong: str
    right: str
    why: str


@dataclass(frozen=True)
class Suggestion:
    """Where a word stands: number of the item and the words around it."""

    number: str
    around: str
    word: Word


@dataclass(frozen=True)
class DiffLine:
    """A line of a comparison: same, added or removed."""

    kind: str
    text: str


def lines_of_minutes(content: Mapping[str, Any]) -> list[str]:
    """Return the minutes as lines, in the order of form 11."""
    lines = [f"{content['heading']}{content['committee']}", f"ครั้งที่ {content['number']}"]
    lines += [f"เมื่อ{content['when']} เวลา {content['time']}", f"ณ {content['place']}"]
    for title, key in (("ผู้มาประชุม", "present"), ("ผู้ไม่มาประชุม", "absent"), ("ผู้เข้าร่วมประชุม", "attending")):
        if content[key]:
            lines += [title, *(_person(each) for each in content[key])]
    lines += [f"เริ่มประชุมเวลา {content['started']}", *content["opening"]]
    for section in content["sections"]:
        lines.append(f"ระเบียบวาระที่ {section['number']} {section['title']}")
        lines += [section["empty"]] if section["empty"] else []
        for item in section["items"]:
            lines.append(f"{item['number']} {item['title']}")
            lines += item["paragraphs"]
            lines += [f"มติที่ประชุม {_decision(each)}" for each in item["resolutions"]]
    lines += [f"เลิกประชุมเวลา {content['ended']}"] if content["ended"] else []
    for key, title in (("recorder", "ผู้จดรายงานการประชุม"), ("checker", "ผู้ตรวจรายงานการประชุม")):
        if content[key]["name"]:
            lines.append(f"{content[key]['name']} {title}")
    return lines


def digest_of(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the content, in hexadecimal."""
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def compare_texts(old: str, new: str) -> list[DiffLine]:
    """Return what a reader sees side by side: lines kept, removed, added, in the order of reading."""
    found = []
    for line in difflib.ndiff(old.splitlines(), new.splitlines()):
        kind = {"  ": "same", "- ": "removed", "+ ": "added"}.get(line[:2])
        if kind is not None:
            found.append(DiffLine(kind, line[2:]))
    return found


def check_wording(texts: Iterable[tuple[str, str]], words: Sequence[Word]) -> list[Suggestion]:
    """Return a suggestion for every word that the regulation has otherwise; nothing is changed.

    texts: (number of the item, text). A wrong word inside the right one does not count.
    """
    found = []
    for number, text in texts:
        for word in words:
            start = text.find(word.wrong)
            while start >= 0:
                if not _is_right_there(text, start, word):
                    around = text[max(0, start - 20) : start + len(word.wrong) + 20]
                    found.append(Suggestion(number, around, word))
                start = text.find(word.wrong, start + len(word.wrong))
    return found


def _is_right_there(text: str, start: int, word: Word) -> bool:
    inside = word.right.find(word.wrong)
    return inside >= 0 and text[max(0, start - inside) :].startswith(word.right)


def _person(person: Mapping[str, Any]) -> str:
    parts = (
        f"{person['no']}.",
        person["name"],
        person["position"],
        person["on_behalf"],
        person["role"],
        person["reason"],
    )
    return " ".join(part for part in parts if part)


def _decision(decision: Mapping[str, Any]) -> str:
    parts = [
        decision["text"],
        decision["owner"],
        f"ภายใน {decision['due']}" if decision["due"] else "",
        decision["count"],
    ]
    return " ".join(part for part in parts if part)
