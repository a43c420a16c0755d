"""The fiscal year from October to September."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import thai

days = st.dates(date(1950, 1, 1), date(2200, 12, 31))


@pytest.mark.parametrize(
    ("day", "year", "month", "quarter"),
    [
        (date(2019, 9, 30), 2562, 12, 4),
        (date(2019, 10, 1), 2563, 1, 1),
        (date(2019, 12, 31), 2563, 3, 1),
        (date(2020, 1, 1), 2563, 4, 2),
        (date(2020, 4, 1), 2563, 7, 3),
        (date(2020, 9, 30), 2563, 12, 4),
    ],
)
def test_day_has_its_place_in_the_fiscal_year(day, year, month, quarter):
    assert (thai.fiscal_year_of(day), thai.fiscal_month_no(day), thai.quarter_of(day)) == (year, month, quarter)


def test_year_2563_runs_from_october_2019_to_september_2020():
    assert thai.fiscal_year_bounds(2563) == (date(2019, 10, 1), date(2020, 9, 30))
    assert thai.fiscal_month(2563, 1) == (date(2019, 10, 1), date(2019, 10, 31))
    assert thai.fiscal_month(2563, 5) == (date(2020, 2, 1), date(2020, 2, 29))
    assert thai.fiscal_month(2563, 12) == (date(2020, 9, 1), date(2020, 9, 30))
    assert thai.quarter_bounds(2563, 2) == (date(2020, 1, 1), date(2020, 3, 31))


def test_months_are_named_from_october():
    assert [thai.fiscal_month_name(no) for no in (1, 3, 4, 12)] == ["ตุลาคม", "ธันวาคม", "มกราคม", "กันยายน"]
    assert [thai.fiscal_month_short_name(no) for no in (1, 12)] == ["ต.ค.", "ก.ย."]


@pytest.mark.parametrize("no", [0, 13, -1])
def test_month_out_of_range_is_refused(no):
    with pytest.raises(ValueError, match="1 to 12"):
        thai.fiscal_month(2569, no)


@given(days)
def test_every_day_lies_in_its_own_month_quarter_and_year(day):
    year = thai.fiscal_year_of(day)
    for first, last in (
        thai.fiscal_month(year, thai.fiscal_month_no(day)),
        thai.quarter_bounds(year, thai.quarter_of(day)),
        thai.fiscal_year_bounds(year),
    ):
        assert first <= day <= last


@given(st.integers(2500, 2700))
def test_months_follow_each_other_without_a_gap(year):
    spans = [thai.fiscal_month(year, no) for no in thai.FISCAL_MONTH_NUMBERS]
    assert (spans[0][0], spans[-1][1]) == thai.fiscal_year_bounds(year)
    assert [after[0] for after in spans[1:]] == [last + timedelta(days=1) for _, last in spans[:-1]]


@pytest.mark.parametrize(
    ("name", "english"),
    [
        ("ธันวาคม 2569", "December 2026"),
        ("ไตรมาสที่ 1 (ต.ค.–ธ.ค. 2569)", "Quarter 1 (Oct–Dec 2026)"),
        ("ปีงบประมาณ 2570", "Fiscal year 2027"),
        ("รายงานพิเศษ 2570", "รายงานพิเศษ 2570"),
        ("ไตรมาสที่ 1 (ต้นปี–ปลายปี 2569)", "ไตรมาสที่ 1 (ต้นปี–ปลายปี 2569)"),
        ("", ""),
    ],
)
def test_period_in_english(name, english):
    assert thai.period_in_english(name) == english
