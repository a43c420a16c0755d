"""Decisions on evidence from values alone."""

from __future__ import annotations

from datetime import date

import pytest

from portal.errors import Conflict, RuleBroken
from portal.evidence import rules
from portal.evidence.rules import MEDIA_TYPES, FileGroup, NewFile
from portal.storage import ALLOWED

DAY = date(2026, 12, 31)
FILE = NewFile("รายงาน.pdf", "a" * 64, 10, "application/pdf")


def test_title_from_name_drops_the_ending() -> None:
    assert rules.title_from_name("รายงาน ธ.ค. 2569.pdf") == "รายงาน ธ.ค. 2569"


def test_title_from_name_that_is_only_an_ending_keeps_it() -> None:
    assert rules.title_from_name(".pdf") == ".pdf"


def test_title_from_name_is_spelt_in_the_normal_way() -> None:
    assert rules.title_from_name("ทํา\u200bรายงาน.pdf") == "ทำรายงาน"


def test_titles_of_one_file_is_what_was_typed() -> None:
    assert rules.titles("ผลงาน", ["a.pdf"]) == ["ผลงาน"]


def test_titles_of_several_files_are_numbered() -> None:
    assert rules.titles("ผลงาน", ["a.pdf", "b.pdf"]) == ["ผลงาน (1/2)", "ผลงาน (2/2)"]


def test_titles_without_words_are_the_names() -> None:
    assert rules.titles("", ["a.pdf", "b.pdf"]) == ["a", "b"]


def test_submit_key_is_the_same_for_the_same_submit() -> None:
    assert rules.submit_key("k", 1, "ชื่อ") == rules.submit_key("k", 1, "ชื่อ")


def test_submit_key_differs_when_a_part_moves() -> None:
    assert rules.submit_key("k", "ab", "c") != rules.submit_key("k", "a", "bc")


def test_search_text_folds_digits_and_case() -> None:
    assert rules.search_text("รายงาน ๒๕๖๙", ["IMG_๑.JPG"]) == "รายงาน 2569\nimg_1.jpg"


@pytest.mark.parametrize(("today", "closed"), [(DAY, False), (date(2027, 1, 1), True)])
def test_is_closed_after_the_day_named(today: date, closed: bool) -> None:
    assert rules.is_closed(DAY, today) == closed


def test_is_closed_is_false_without_a_day() -> None:
    assert not rules.is_closed(None, date(2099, 1, 1))


def test_check_open_names_the_day_and_who_can_open_again() -> None:
    with pytest.raises(RuleBroken) as refused:
        rules.check_open(DAY, date(2027, 1, 1))
    assert refused.value.params == {"date": DAY}
    assert "ฝ่ายเลขานุการของหน่วยงาน ซึ่งเป็นผู้เปิดรับใหม่ได้" in str(refused.value)


def test_check_files_refuses_none() -> None:
    with pytest.raises(RuleBroken, match="อย่างน้อย 1 ไฟล์"):
        rules.check_files([])


def test_check_files_refuses_eleven() -> None:
    with pytest.raises(RuleBroken, match="ครั้งละไม่เกิน 10 ไฟล์"):
        rules.check_files([NewFile(f"{n}.pdf", str(n), 1, "application/pdf") for n in range(11)])


def test_check_files_refuses_the_same_content_twice() -> None:
    with pytest.raises(RuleBroken) as refused:
        rules.check_files([FILE, NewFile("สำเนา.pdf", FILE.sha256, 10, "application/pdf")])
    assert refused.value.params == {"name": "สำเนา.pdf", "other": "รายงาน.pdf"}


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (None, DAY, "covers_from_on"),
        (DAY, None, "covers_to_on"),
        (DAY, date(2026, 12, 30), "covers_to_on"),
        (date(1483, 12, 1), DAY, "covers_from_on"),
        (DAY, date(2569, 12, 31), "covers_to_on"),
    ],
)
def test_check_covered_refuses_periods_that_cannot_be(first: date | None, last: date | None, field: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        rules.check_covered(first, last)
    assert refused.value.field == field


def test_check_covered_takes_a_single_day() -> None:
    rules.check_covered(DAY, DAY)


def test_check_current_refuses_what_is_based_on_an_old_revision() -> None:
    with pytest.raises(Conflict, match="ฉบับที่ 3"):
        rules.check_current(2, 3)


def test_check_changed_refuses_the_latest_content() -> None:
    with pytest.raises(RuleBroken, match="เนื้อหาเดียวกับฉบับล่าสุด"):
        rules.check_changed(FILE, FILE.sha256)


@pytest.mark.parametrize("reason", ["", "ก" * 1001])
def test_check_reason_refuses_nothing_and_too_much(reason: str) -> None:
    with pytest.raises(RuleBroken):
        rules.check_reason(reason)


def test_media_types_hold_every_type_that_is_taken() -> None:
    assert sorted(sum(MEDIA_TYPES.values(), ())) == sorted(kind.media_type for kind in ALLOWED)
    assert set(MEDIA_TYPES) == set(FileGroup)
