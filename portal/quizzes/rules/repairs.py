"""The repair of a key: what it may replace, and what it would change in attempts the old one has marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from portal.errors import N_, Conflict, RuleBroken
from portal.questionnaire.rules import Kind, check_response, mark, option_count
from portal.quizzes.rules.attempts import is_passing, marks_of

REASON_MOST = 1_000


@dataclass(frozen=True)
class Key:
    """A version of a question as it marks."""

    version_id: int
    no: int
    kind: str
    body: Mapping[str, Any]


@dataclass(frozen=True)
class Script:
    """A closed attempt that was asked the question: points and fractions by place, the responses at its places."""

    attempt_id: int
    user_id: int
    points: Sequence[Decimal]
    fractions: Sequence[Decimal]
    # place -> response
    responses: Mapping[int, Any]
    most: Decimal


@dataclass(frozen=True)
class Change:
    """What a repair does to one attempt."""

    attempt_id: int
    user_id: int
    before: Decimal
    after: Decimal
    passed_before: bool
    passed_after: bool

    @property
    def flips(self) -> bool:
        """Return whether the attempt passes where it failed, or fails where it passed."""
        return self.passed_before != self.passed_after


@dataclass(frozen=True)
class Effect:
    """What a repair does to all attempts that were asked the question; `changes` holds those whose points differ."""

    attempts: int
    passed_before: int
    passed_after: int
    changes: tuple[Change, ...]

    @property
    def flips(self) -> tuple[Change, ...]:
        """Return the changes that turn a pass into a fail or the other way round."""
        return tuple(each for each in self.changes if each.flips)

    def as_json(self) -> dict[str, Any]:
        """Return the effect as it is kept with the repair."""
        return {
            "attempts": self.attempts,
            "passed_before": self.passed_before,
            "passed_after": self.passed_after,
            "changes": [[each.attempt_id, str(each.before), str(each.after)] for each in self.changes],
        }


def fraction_by(key: Key, response: Any) -> Decimal:
    """Return what a response earns by the key; 0 for one the key's question cannot have."""
    try:
        check_response(key.kind, key.body, response)
    except RuleBroken:
        return Decimal(0)
    return mark(key.kind, key.body, response)


def effect_of(scripts: Sequence[Script], key: Key, pass_mark_pct: Decimal) -> Effect:
    """Return what marking the scripts' places by the key would change."""
    changes, before, after = [], 0, 0
    for script in scripts:
        fractions = list(script.fractions)
        for place, response in script.responses.items():
            fractions[place] = fraction_by(key, response)
        old, new = marks_of(script.points, script.fractions), marks_of(script.points, fractions)
        was, is_now = (is_passing(each, script.most, pass_mark_pct) for each in (old, new))
        before, after = before + was, after + is_now
        if old != new:
            changes.append(Change(script.attempt_id, script.user_id, old, new, was, is_now))
    return Effect(len(scripts), before, after, tuple(changes))


def check_repair(*, asked: Key, by: Key, is_same_question: bool, is_pruned: bool) -> None:
    """Raise RuleBroken when the version cannot mark what people were asked.

    Chosen options are kept by their place: the newer version must have as many parts, in the same order.
    """
    if is_pruned:
        raise RuleBroken(N_("คำตอบรายข้อถูกลบตามกำหนดแล้ว จึงตรวจใหม่ไม่ได้"))
    if not is_same_question:
        raise RuleBroken(N_("เฉลยต้องเป็นฉบับอื่นของคำถามเดียวกัน"))
    if asked.kind != by.kind:
        raise RuleBroken(N_("ฉบับที่ %(no)s เป็นคำถามคนละชนิดกับที่ใช้สอบ จึงใช้เป็นเฉลยไม่ได้"), no=by.no)
    if option_count(asked.kind, asked.body) != option_count(by.kind, by.body) or _lefts(asked) != _lefts(by):
        raise RuleBroken(N_("ฉบับที่ %(no)s มีจำนวนตัวเลือกไม่เท่ากับที่ใช้สอบ จึงใช้เป็นเฉลยไม่ได้"), no=by.no)


def check_reason(reason: str) -> None:
    """Raise RuleBroken for a repair without a reason, or with one too long."""
    if not reason.strip():
        raise RuleBroken(N_("โปรดระบุเหตุผลที่แก้เฉลย ผู้ที่ผลเปลี่ยนจะเห็นข้อความนี้"), field="reason")
    if len(reason) > REASON_MOST:
        raise RuleBroken(N_("เหตุผลยาวได้ไม่เกิน %(most)s ตัวอักษร"), field="reason", most=REASON_MOST)


def check_current(based_on: int, latest: int) -> None:
    """Raise Conflict when the question was repaired by somebody else since the preview was shown."""
    if based_on != latest:
        raise Conflict(N_("มีผู้แก้เฉลยข้อนี้หลังจากท่านเปิดหน้านี้ โปรดตรวจผลก่อนและหลังอีกครั้ง"))


def moved_texts(asked: Key, by: Key) -> list[tuple[int, str, str]]:
    """Return (place, text asked, text of the newer version) of every option whose text differs: a person must look."""
    if asked.kind not in (Kind.SINGLE, Kind.MULTIPLE, Kind.ORDERING):
        return []
    old, new = _texts(asked), _texts(by)
    return [(place, a, b) for place, (a, b) in enumerate(zip(old, new, strict=False)) if a != b]


def told_body(asked: Key, by: Key) -> Mapping[str, Any]:
    """Return the body people are told their result by: the words of the options they saw, what each brings now."""
    if asked.kind not in (Kind.SINGLE, Kind.MULTIPLE):
        return by.body
    rows = zip(asked.body["options"], by.body["options"], strict=True)
    return {**by.body, "options": [{**new, "text": old["text"]} for old, new in rows]}


def _texts(key: Key) -> list[str]:
    return list(key.body["items"]) if key.kind == Kind.ORDERING else [row["text"] for row in key.body["options"]]


def _lefts(key: Key) -> int:
    return len(key.body["pairs"]) if key.kind == Kind.MATCHING else 0
