"""Text that is stored clean, found again, ordered and cut as a Thai reader expects."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import thai

# Dense in what goes wrong: marks, the two spellings of am and ae, invisible characters, both digit scripts.
thai_text = st.text(
    st.sampled_from(
        "กนปผสเแไ\u0e31\u0e32\u0e33\u0e35\u0e38\u0e47\u0e48\u0e49\u0e4c\u0e4d\u0e3a๑1aAé\u0301\u200b\u00a0 -"
    )
)


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("น\u0e4d\u0e49า", "น\u0e49\u0e33"),
        ("น\u0e49\u0e4dา", "น\u0e49\u0e33"),
        ("น\u0e33\u0e49", "น\u0e49\u0e33"),
        ("เเผน", "แผน"),
        ("ส\u0e4dาเร็จ", "สำเร็จ"),
        ("ป\u0e48\u0e35", "ป\u0e35\u0e48"),
        ("ป\u0e35\u0e48\u0e48", "ป\u0e35\u0e48"),
        ("ผ\u0e39\u0e39\u0e49", "ผ\u0e39\u0e49"),
        ("สิทธ\u0e4c\u0e34", "สิทธ\u0e34\u0e4c"),
        ("ราย\u200bงาน\ufeff", "รายงาน"),
        ("ปี\u00a02569", "ปี 2569"),
        ("ก\u202eข", "กข"),
        ("e\u0301", "é"),
        ("สำนักงาน ก.ก. ๒๕๖๙", "สำนักงาน ก.ก. ๒๕๖๙"),
    ],
)
def test_text_is_spelt_one_way(typed, clean):
    assert thai.normalise(typed) == clean


@given(thai_text)
def test_normalising_again_changes_nothing(text):
    assert thai.normalise(thai.normalise(text)) == thai.normalise(text)


@given(st.text())
def test_search_key_of_any_text_is_stable(text):
    assert thai.search_key(thai.search_key(text)) == thai.search_key(text)


def test_search_key_sets_script_case_and_spaces_aside():
    assert thai.search_key("  แผน ปี ๒๕๖๙\n KM ") == thai.search_key("เเผน  ปี 2569 km") == "แผน ปี 2569 km"


@pytest.mark.parametrize(
    "ordered",
    [
        "กา เก แก โก ไก่ ขา",
        "กลุ่ม ข้อ เขต โครงการ แผน ฮา",
        "ปา ป่า ป้า ป๊า ป๋า",
        "กาก้ ก่าก",
        "ตัวชี้วัด2 ตัวชี้วัด๓ ตัวชี้วัด10",
        "1 ๒ 10 กอง แขวง abc Abc abd",
        "ปลัดฯ ปลัดกรุงเทพมหานคร",
        "ผู้ใดๆ ผู้ใดผู้หนึ่ง",
        "บางกอกใหญ่ บางกะปิ บางขุนเทียน",
    ],
)
def test_words_stand_in_dictionary_order(ordered):
    words = ordered.split()
    assert sorted(set(words), key=thai.collation_key) == words


@given(thai_text, thai_text)
def test_compare_is_zero_only_for_the_same_text(left, right):
    assert thai.compare(left, right) == -thai.compare(right, left)
    assert (thai.compare(left, right) == 0) == (left == right)


@given(st.text(), st.text())
def test_any_two_texts_can_be_compared(left, right):
    assert thai.compare(left, right) in (-1, 0, 1)


def test_graphemes_keep_marks_with_their_letter():
    assert thai.graphemes("น้ำที่") == ["น้ำ", "ที่"]


@pytest.mark.parametrize(
    ("maximum", "shown"), [(0, ""), (1, "…"), (3, "…"), (4, "น้ำ…"), (5, "น้ำ…"), (6, "น้ำ…"), (7, "น้ำเก่ง")]
)
def test_text_is_cut_between_letters(maximum, shown):
    assert thai.shorten("น้ำเก่ง", maximum) == shown


@given(thai_text, st.integers(0, 30))
def test_shortened_text_is_never_longer_than_asked(text, maximum):
    short = thai.shorten(text, maximum)
    assert len(short) <= maximum
    assert short == text or short == "" or short.endswith("…")


def test_every_month_has_one_name_in_each_list():
    assert [len(set(names)) for names in (thai.MONTHS, thai.MONTHS_SHORT, thai.ENGLISH_MONTHS)] == [12, 12, 12]
    assert not list(itertools.filterfalse(str.strip, thai.MONTHS + thai.MONTHS_SHORT))
