"""Dates and times as officials type and read them."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import thai

TODAY = date(2026, 11, 22)
DAY = date(2026, 12, 20)


@pytest.mark.parametrize(
    "typed",
    [
        "20/12/2569",
        "20-12-2569",
        "20.12.2569",
        "20 12 2569",
        "20 / 12 / 2569",
        "๒๐/๑๒/๒๕๖๙",
        "20/12/69",
        "๒๐ ธ.ค. ๖๙",
        "20ธค69",
        "20 ธ.ค.2569",
        "20 ธ. ค. 2569",
        "20 ธันวาคม 2569",
        "  20  ธันวาคม\u00a0พ.ศ. 2569 ",
        "วันที่ 20 ธันวาคม 2569",
        "วันอาทิตย์ที่ ๒๐ ธันวาคม พ.ศ. ๒๕๖๙",
        "20 ธ.ค. พ.ศ.69",
        "20 Dec 2569",
        "20 December 2026",
        "20-dec-2026",
        "20 Dec, 2026",
        "20/12/2026",
        "20/12/ค.ศ. 2026",
        "2026-12-20",
        "2569-12-20",
        "2569/12/20",
    ],
)
def test_date_is_understood(typed):
    assert thai.parse_thai_date(typed, TODAY) == DAY


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "empty"),
        (" \u200b ", "empty"),
        ("x" * 61, "long"),
        ("พรุ่งนี้", "form"),
        ("12/20", "year"),
        ("20 ธ.ค.", "year"),
        ("20/12/269", "year"),
        ("20/12/25690", "year"),
        ("20/12/0069", "year"),
        ("20/12/พ.ศ. 2026", "year"),
        ("20/12/ค.ศ. 2569", "year"),
        ("20/12/ค.ศ. 69", "year"),
        ("20/12/9999", "year"),
        ("20/13/2569", "month"),
        ("20/0/2569", "month"),
        ("20 มกรา 2569", "month"),
        ("31/2/2569", "day"),
        ("29/2/2569", "day"),
        ("31 พ.ย. 69", "day"),
        ("0/12/2569", "day"),
        ("32/12/2569", "day"),
        ("-1/12/2569", "form"),
        ("٢٠/١٢/٢٥٦٩", "form"),
        ("20/12/2569 09:00", "form"),
    ],
)
def test_date_is_refused_with_a_reason(typed, reason):
    with pytest.raises(thai.NotUnderstood) as refusal:
        thai.parse_thai_date(typed, TODAY)
    assert refusal.value.reason == reason


def test_leap_day_counts_by_the_common_era():
    assert thai.parse_thai_date("29/2/2567", TODAY) == date(2024, 2, 29)


def test_two_digit_year_takes_the_century_of_today():
    assert thai.parse_thai_date("1/1/00", TODAY) == date(1957, 1, 1)
    assert thai.parse_thai_date("1/1/01", date(2060, 1, 1)) == date(2058, 1, 1)


@given(st.dates(date(1941, 1, 1), date(2300, 12, 31)))
def test_what_is_shown_can_be_typed_back(day):
    shown = [
        thai.date_short(day),
        thai.date_long(day),
        thai.date_full(day),
        day.isoformat(),
        f"{day:%d/%m}/{day.year + 543}",
    ]
    typed = shown + [thai.to_thai_digits(text) for text in shown] + [f"{day.day} {day:%b} {day.year}"]
    assert {thai.parse_thai_date(text, TODAY) for text in typed} == {day}


@given(st.text(st.sampled_from("0123456789๐๙/-. พ.ศ.คกมธDec\u200b"), max_size=25))
def test_any_text_is_a_date_or_a_reason(typed):
    try:
        outcome = thai.parse_thai_date(typed, TODAY)
    except thai.NotUnderstood as refusal:
        outcome = refusal.reason
    assert isinstance(outcome, date) or outcome in {"empty", "form", "long", "month", "day", "year"}


def test_dates_are_written_in_three_lengths():
    assert thai.date_short(DAY) == "20 ธ.ค. 2569"
    assert thai.date_long(DAY) == "20 ธันวาคม 2569"
    assert thai.date_full(DAY) == "วันอาทิตย์ที่ 20 ธันวาคม พ.ศ. 2569"


def test_time_has_a_dot_and_two_digits():
    assert thai.time_thai(time(9, 5)) == "09.05 น."
    assert thai.time_thai(datetime(2026, 12, 20, 2, 30, tzinfo=UTC)) == "09.30 น."


def test_day_changes_at_midnight_in_bangkok():
    midnight = datetime(2026, 12, 19, 17, 0, tzinfo=UTC)
    assert thai.bangkok_date(midnight) == DAY
    assert thai.bangkok_date(midnight - timedelta(microseconds=1)) == date(2026, 12, 19)
    assert thai.start_of_day(DAY) == midnight


def test_instant_without_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        thai.bangkok_date(datetime(2026, 12, 20))  # noqa: DTZ001


def test_days_until_goes_negative_after_the_day():
    assert [thai.days_until(DAY, DAY + timedelta(days=n)) for n in (-3, 0, 2)] == [3, 0, -2]
