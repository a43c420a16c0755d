"""What counts, dates and sizes look like on a page, in both languages and both digit scripts."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from portal.web import filters
from portal.web.language import init_language, speaking

DAY = date(2026, 12, 20)
EVENING = datetime(2026, 12, 19, 17, 5, tzinfo=UTC)  # 00.05 of the 20th in Bangkok


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    app = Flask("portal", instance_path=str(tmp_path_factory.mktemp("instance")))
    init_language(app)
    filters.register(app)
    return app


@pytest.fixture
def shown(app):
    """Render an expression in a language and digits."""

    def render(expression, language="th", digits="arabic", **values):
        with app.app_context(), speaking(language, digits):
            return app.jinja_env.from_string("{{ " + expression + " }}").render(values)

    return render


@pytest.mark.parametrize(
    ("expression", "thai", "thai_digits", "english"),
    [
        ("day|thai_date", "20 ธ.ค. 2569", "๒๐ ธ.ค. ๒๕๖๙", "20 Dec 2026"),
        ("day|thai_date_long", "20 ธันวาคม 2569", "๒๐ ธันวาคม ๒๕๖๙", "20 December 2026"),
        (
            "day|thai_date_full",
            "วันอาทิตย์ที่ 20 ธันวาคม พ.ศ. 2569",
            "วันอาทิตย์ที่ ๒๐ ธันวาคม พ.ศ. ๒๕๖๙",
            "Sunday 20 December 2026",
        ),
        ("instant|thai_date", "20 ธ.ค. 2569", "๒๐ ธ.ค. ๒๕๖๙", "20 Dec 2026"),
        ("instant|thai_datetime", "20 ธ.ค. 2569 00.05 น.", "๒๐ ธ.ค. ๒๕๖๙ ๐๐.๐๕ น.", "20 Dec 2026 00:05"),
        ("instant|time_thai", "00.05 น.", "๐๐.๐๕ น.", "00:05"),
        ("nine|time_thai", "09.30 น.", "๐๙.๓๐ น.", "09:30"),
        ("12|month_name", "ธันวาคม", "ธันวาคม", "December"),
        ("12|month_name(short=true)", "ธ.ค.", "ธ.ค.", "Dec"),
        ("day|month_name", "ธันวาคม 2569", "ธันวาคม ๒๕๖๙", "December 2026"),
        ("2569|year", "2569", "๒๕๖๙", "2026"),
        ("1234567|num", "1,234,567", "๑,๒๓๔,๕๖๗", "1,234,567"),
        ("80|pct", "ร้อยละ 80", "ร้อยละ ๘๐", "80%"),
        ("40|pct_of(50)", "ร้อยละ 80 (40 จาก 50)", "ร้อยละ ๘๐ (๔๐ จาก ๕๐)", "80% (40 of 50)"),
        ("1258291|filesize", "1.2 MB", "๑.๒ MB", "1.2 MB"),
        ("512|filesize", "512 ไบต์", "๕๑๒ ไบต์", "512 bytes"),
        ("1|filesize", "1 ไบต์", "๑ ไบต์", "1 byte"),
        ("day|due_distance(before)", "อีก 3 วัน", "อีก ๓ วัน", "3 days left"),
        ("before|due_distance(day)", "เกิน 3 วัน", "เกิน ๓ วัน", "3 days overdue"),
        ("day|due_distance(day)", "วันนี้", "วันนี้", "Today"),
        ("'ข้อ 3'|digits", "ข้อ 3", "ข้อ ๓", "ข้อ 3"),
        ("'สำนักงาน'|shorten(6)", "สำนัก…", "สำนัก…", "สำนัก…"),
    ],
)
def test_value_is_shown_in_language_and_digits(shown, expression, thai, thai_digits, english):
    values = {"day": DAY, "instant": EVENING, "nine": time(9, 30), "before": date(2026, 12, 17)}
    assert shown(expression, "th", "arabic", **values) == thai
    assert shown(expression, "th", "thai", **values) == thai_digits
    assert shown(expression, "en", "thai", **values) == english


@pytest.mark.parametrize("name", sorted(set(filters.FILTERS) - {"digits", "shorten", "pct_of"}))
def test_nothing_known_is_a_dash(shown, name):
    assert shown(f"none|{name}") == "–"


def test_percentage_of_nothing_is_a_dash(shown):
    assert [shown("0|pct_of(0)"), shown("none|pct_of(5)"), shown("5|pct_of(none)")] == ["–", "–", "–"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (-5, "-5"),
        (Decimal("1.50"), "1.5"),
        (Decimal("100"), "100"),
        (Decimal("1E+3"), "1,000"),
        (Decimal("-0.001"), "0"),
        (2.5, "2.5"),
        (0.1 + 0.2, "0.3"),
        (Decimal("2.675"), "2.68"),
        (float("nan"), "–"),
        (Decimal("Infinity"), "–"),
        (10**40, f"{10**40:,}"),
    ],
)
def test_number_carries_no_noise(shown, value, text):
    assert shown("value|num", value=value) == text


def test_number_in_a_column_keeps_its_decimals(shown):
    assert [shown("v|num(2, fixed=true)", v=v) for v in (1, Decimal("1.5"), 1234.567)] == ["1.00", "1.50", "1,234.57"]


@pytest.mark.parametrize(
    ("done", "total", "text"),
    [
        (0, 3, "ร้อยละ 0 (0 จาก 3)"),
        (2, 3, "ร้อยละ 66.67 (2 จาก 3)"),
        (99_999, 100_000, "ร้อยละ 99.99 (99,999 จาก 100,000)"),
        (1, 100_000, "ร้อยละ 0.01 (1 จาก 100,000)"),
        (3, 3, "ร้อยละ 100 (3 จาก 3)"),
    ],
)
def test_percentage_never_rounds_to_all_or_nothing(shown, done, total, text):
    assert shown("done|pct_of(total)", done=done, total=total) == text


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 ไบต์"),
        (1023, "1,023 ไบต์"),
        (1024, "1 KB"),
        (1024**2 - 1, "1 MB"),
        (100 * 1024**2, "100 MB"),
        (5 * 1024**4, "5 TB"),
        (5000 * 1024**4, "5,000 TB"),
    ],
)
def test_file_size_takes_the_unit_that_reads_best(shown, size, text):
    assert shown("size|filesize", size=size) == text


@given(st.integers(0, 10**18))
def test_file_size_is_short(app, size):
    with app.app_context():
        assert len(filters.filesize(size)) < 16


def test_due_distance_counts_from_today_in_bangkok(shown):
    assert shown("day|due_distance", day=date(2000, 1, 1)).startswith("เกิน ")
