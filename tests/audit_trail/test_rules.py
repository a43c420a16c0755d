"""Every event, object and fact has its words; nothing of a detail is lost."""

import pytest

from portal.audit import Event
from portal.audit_trail.rules import (
    EVENT_WORDS,
    FACT_WORDS,
    REPEATED,
    SENTENCES,
    UNTOLD,
    Change,
    Fact,
    Shape,
    Value,
    telling,
    value_of,
)


def test_every_event_has_words():
    assert list(EVENT_WORDS) == [event.value for event in Event]


def test_no_sentence_is_of_an_unknown_event():
    assert (set(SENTENCES) | set(REPEATED)) - {event.value for event in Event} == set()


def test_untold_facts_have_no_name():
    assert set(FACT_WORDS) & UNTOLD == set()


def test_sentence_is_filled_from_the_detail():
    told = telling(
        "evidence:uploaded", {"title": "ภาพ", "filename": "ก.jpg", "evidence_id": 4, "no": 1, "sha256": "ab" * 32}
    )
    assert told.sentence == "แนบหลักฐาน “%(title)s” ไฟล์ %(filename)s"
    assert told.filled == {"title": Value(Shape.TEXT, "ภาพ"), "filename": Value(Shape.TEXT, "ก.jpg")}
    assert told.facts == (Fact("ลายนิ้วมือไฟล์", Value(Shape.DIGEST, "ab" * 32)),)


def test_sentence_lacking_a_fact_is_the_plain_one():
    told = telling("evidence:uploaded", {"title": "ภาพ"})
    assert (told.sentence, told.filled, told.facts) == ("แนบหลักฐาน", {}, (Fact("ชื่อหลักฐาน", Value(Shape.TEXT, "ภาพ")),))


def test_fact_nobody_knows_is_told_under_its_own_name():
    assert telling("session:ended", {"weather": "ฝน"}).facts == (Fact("weather", Value(Shape.TEXT, "ฝน")),)


def test_none_is_told_apart_from_nothing():
    told = telling("people:imported", {"filename": "ก.xlsx", "created": 0, "note": "", "is_acting": False})
    assert told.facts == (Fact("เพิ่มใหม่", Value(Shape.NUMBER, 0)),)


def test_preferences_are_told_by_the_words_of_their_page():
    told = telling("preferences:changed", {"old": {"digest": "inbox"}, "new": {"digest": "email"}})
    assert told.changes[0].old == Value(Shape.WORD, "ในระบบเท่านั้น")
    assert told.changes[0].name == FACT_WORDS["digest"] != "digest"


def test_change_tells_old_and_new():
    told = telling(
        "user:changed",
        {"name": "สมใจ", "old": {"staff_type": "official"}, "new": {"staff_type": "employee", "unit_id": 3}},
    )
    assert told.changes == (Change("ประเภทบุคลากร", Value(Shape.WORD, "ข้าราชการ"), Value(Shape.WORD, "ลูกจ้าง")),)
    assert told.facts == ()


def test_creation_tells_new_alone():
    told = telling("unit:created", {"name": "กน.", "new": {"abbr": "กน.", "name_en": ""}})
    assert told.changes == (Change("ชื่อย่อ", Value(Shape.NOTHING), Value(Shape.TEXT, "กน.")),)


@pytest.mark.parametrize(
    ("name", "content", "value"),
    [
        ("role", "head", Value(Shape.WORD, "หัวหน้าส่วนราชการ")),
        ("role", "king", Value(Shape.TEXT, "king")),
        ("is_acting", True, Value(Shape.WORD, "ใช่")),
        ("is_confirmed", False, Value(Shape.WORD, "ไม่ใช่")),
        ("order_no", "", Value(Shape.NOTHING)),
        ("ends_on", None, Value(Shape.NOTHING)),
        ("ends_on", "2026-12-20", Value(Shape.DATE, "2026-12-20")),
        ("run_at", "2026-12-20T02:30:00+00:00", Value(Shape.INSTANT, "2026-12-20T02:30:00+00:00")),
        ("size_bytes", 2048, Value(Shape.BYTES, 2048)),
        ("year_be", 2570, Value(Shape.YEAR, 2570)),
        ("count", 0, Value(Shape.NUMBER, 0)),
        ("path", "/1/4/", Value(Shape.PLACE, "/1/4/")),
        ("names", ["ก", "ข"], Value(Shape.LIST, (Fact("", Value(Shape.TEXT, "ก")), Fact("", Value(Shape.TEXT, "ข"))))),
        ("more", {"no": 2}, Value(Shape.LIST, (Fact("ฉบับที่", Value(Shape.NUMBER, 2)),))),
    ],
)
def test_fact_is_written_by_its_name_and_kind(name, content, value):
    assert value_of(name, content) == value
