"""Numbers of items, what moves along, buttons, pasted outlines, the time plan: decided from values alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from portal.errors import RuleBroken
from portal.meetings.rules import (
    PastedItem,
    Place,
    Placed,
    after_move,
    block_length,
    item_numbers,
    moves_of,
    read_outline,
    time_plan,
)

SECTIONS = {
    1: "เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ",
    2: "เรื่องรับรองรายงานการประชุม",
    4: "เรื่องเสนอเพื่อทราบ",
    5: "เรื่องเสนอเพื่อพิจารณา",
}


def order(text: str) -> list[Placed]:
    """Return items written as "1 2. 3": a dot is a sub-item."""
    return [Placed(int(each.rstrip(".")), 2 if each.endswith(".") else 1) for each in text.split()]


def written(items: list[Placed]) -> str:
    return " ".join(f"{each.item_id}{'.' if each.depth == 2 else ''}" for each in items)


@pytest.mark.parametrize(
    ("depths", "numbers"),
    [
        ([], []),
        ([1, 1], ["3.1", "3.2"]),
        ([1, 2, 2, 1, 2], ["3.1", "3.1.1", "3.1.2", "3.2", "3.2.1"]),
        ([2, 2, 1], ["3.1", "3.1.1", "3.2"]),
    ],
)
def test_numbers_follow_levels(depths: list[int], numbers: list[str]) -> None:
    assert item_numbers(3, depths) == numbers


def test_what_stands_under_an_item_belongs_to_it() -> None:
    assert [block_length([1, 2, 2, 1, 2], at) for at in range(5)] == [3, 1, 1, 2, 1]


@pytest.mark.parametrize(
    ("before", "item", "place", "after"),
    [
        # within a section
        ("1 2 3", 3, Place(9, 1), "3 1 2"),
        ("1 2 3", 1, Place(9), "2 3 1"),
        ("1 2. 3. 4", 1, Place(9), "4 1 2. 3."),
        ("1 2. 3. 4 5.", 4, Place(9, 1), "4 5. 1 2. 3."),
        ("1 2. 3. 4", 3, Place(9, 2, 2), "1 3. 2. 4"),
        # level in and out where it stands
        ("1 2 3", 2, Place(9, 3, 2), "1 2. 3"),
        ("1 2. 3.", 2, Place(9, 3, 1), "1 2 3."),
        ("1 2 3. 4", 2, Place(9, 3, 2), "1 2. 3. 4"),
        # the first one cannot be a sub-item
        ("1 2", 1, Place(9, 2, 2), "1 2"),
        ("1 2. 3", 1, Place(None), "2 3"),
        ("1 2 3. 4", 2, Place(None), "1 3 4"),
    ],
)
def test_moves_within_a_section(before: str, item: int, place: Place, after: str) -> None:
    assert written(after_move({9: order(before)}, item, place)[9]) == after


def test_a_move_to_another_section_takes_sub_items_along() -> None:
    after = after_move({4: order("1 2. 3"), 5: order("7 8")}, 1, Place(5, 8))
    assert {key: written(items) for key, items in after.items()} == {4: "3", 5: "7 1 2. 8"}


def test_an_item_that_waited_stands_where_it_was_put() -> None:
    assert written(after_move({5: order("7 8.")}, 3, Place(5, 8, 2))[5]) == "7 3. 8."
    assert written(after_move({5: []}, 3, Place(5, None, 2))[5]) == "3"


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        (Place(9, 99), "ไม่พบตำแหน่ง"),
        (Place(9, 2), "ไม่พบตำแหน่ง"),
        (Place(9, 4, 3), "ระเบียบวาระมีได้ 2 ระดับ"),
        (Place(9, 5, 2), "เรื่องที่มีหัวข้อย่อยเป็นหัวข้อย่อยของเรื่องอื่นไม่ได้"),
    ],
)
def test_places_that_cannot_be_are_refused(place: Place, sentence: str) -> None:
    before = {9: order("1 3. 2. 4 5.")}
    with pytest.raises(RuleBroken, match=sentence):
        after_move(before, 1, place)


def test_buttons_of_every_item_lead_where_they_say() -> None:
    there = order("1 2. 3. 4 5")
    found = {each.item_id: moves for each, moves in zip(there, moves_of(9, there), strict=True)}

    def goes(item_id: int, name: str) -> str | None:
        place = getattr(found[item_id], name)
        return None if place is None else written(after_move({9: there}, item_id, place)[9])

    assert [goes(item, "up") for item in (1, 2, 3, 4, 5)] == [None, None, "1 3. 2. 4 5", "4 1 2. 3. 5", "1 2. 3. 5 4"]
    assert [goes(item, "down") for item in (1, 2, 3, 4, 5)] == ["4 1 2. 3. 5", "1 3. 2. 4 5", None, "1 2. 3. 5 4", None]
    assert [goes(item, "level") for item in (1, 2, 3, 4, 5)] == [
        None,
        "1 2 3. 4 5",
        "1 2. 3 4 5",
        "1 2. 3. 4. 5",
        "1 2. 3. 4 5.",
    ]


def test_a_pasted_agenda_keeps_sections_levels_and_minutes() -> None:
    text = """ระเบียบวาระที่ ๑ เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ
        ๑.๑ แนะนำกรรมการใหม่ (๕ นาที)
    ระเบียบวาระที่ ๒ เรื่องรับรองรายงานการประชุม
        ไม่มี
    ระเบียบวาระที่ ๔ เรื่องเสนอเพื่อทราบ
        ๔.๑ ผลการดำเนินงาน ไตรมาสที่ ๑
            ๔.๑.๑ กองหนึ่ง (10 นาที)
            4.1.2 กองสอง
            ๔.๑.๒.๑ รายละเอียด
        ๔.๒ แผนปี ๒๕๗๐"""
    assert read_outline(text, SECTIONS, 5) == [
        PastedItem(1, 1, "แนะนำกรรมการใหม่", 5),
        PastedItem(4, 1, "ผลการดำเนินงาน ไตรมาสที่ 1"),
        PastedItem(4, 2, "กองหนึ่ง", 10),
        PastedItem(4, 2, "กองสอง"),
        PastedItem(4, 2, "รายละเอียด"),
        PastedItem(4, 1, "แผนปี 2570"),
    ]


def test_bullets_and_set_in_lines_keep_their_levels() -> None:
    text = "4. เรื่องเสนอเพื่อทราบ\n- ก\n\t- ข\n\t\t- ค\n- ง\n5) เพื่อพิจารณา\n  (1) จ\n  2. ฉ"
    assert read_outline(text, SECTIONS, 1) == [
        PastedItem(4, 1, "ก"),
        PastedItem(4, 2, "ข"),
        PastedItem(4, 2, "ค"),
        PastedItem(4, 1, "ง"),
        PastedItem(5, 1, "จ"),
        PastedItem(5, 1, "ฉ"),
    ]


def test_a_plain_list_goes_to_the_chosen_section() -> None:
    assert read_outline("1. ก\n2. ข\nค", SECTIONS, 5) == [
        PastedItem(5, 1, "ก"),
        PastedItem(5, 1, "ข"),
        PastedItem(5, 1, "ค"),
    ]


def test_the_first_line_of_a_section_is_an_item_whatever_it_looks_like() -> None:
    assert read_outline("4.1.1 ก\n4.1.2 ข", SECTIONS, 5) == [PastedItem(4, 1, "ก"), PastedItem(4, 2, "ข")]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("ก\nระเบียบวาระที่ ๙ เรื่องอื่น", "บรรทัดที่ 2: การประชุมนี้ไม่มีระเบียบวาระที่ 9"),
        ("3.1 ก", "บรรทัดที่ 1: การประชุมนี้ไม่มีระเบียบวาระที่ 3"),
        ("ก" * 301, "บรรทัดที่ 1: ชื่อเรื่องยาวเกิน 300 ตัวอักษร"),
        ("\n".join("ก" * 201), "วางได้ครั้งละไม่เกิน 200 บรรทัด"),
        ("ระเบียบวาระที่ 4\nไม่มี", "ไม่พบเรื่องในข้อความที่วาง"),
    ],
)
def test_outlines_that_cannot_be_read_say_where(text: str, sentence: str) -> None:
    with pytest.raises(RuleBroken, match=sentence):
        read_outline(text, SECTIONS, 5)


def test_time_plan_begins_each_item_after_the_one_before_and_counts_what_runs_over() -> None:
    start = datetime(2026, 12, 16, 2, 30, tzinfo=UTC)
    plan = time_plan(start, start + timedelta(minutes=60), [20, None, 45])
    assert plan.starts == (start, start + timedelta(minutes=20), start + timedelta(minutes=20))
    assert (plan.finishes_at, plan.minutes, plan.over, plan.left, plan.unknown) == (
        start + timedelta(minutes=65),
        65,
        5,
        -5,
        1,
    )
    assert time_plan(start, start + timedelta(minutes=60), []).left == 60
