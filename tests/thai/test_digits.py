"""Digits of both scripts and the numbers typed in them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import thai


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1234.50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("๑,๒๓๔.๕", "1234.5"),
        ("๑2๓", "123"),
        ("-5", "-5"),
        ("\u22125", "-5"),
        ("+5", "5"),
        (".5", "0.5"),
        (" 007 ", "7"),
        ("1,234,567", "1234567"),
    ],
)
def test_number_is_understood(typed, number):
    assert thai.parse_number(typed) == Decimal(number)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "empty"),
        ("  ", "empty"),
        ("1,5", "form"),
        ("1,2345", "form"),
        ("1234,567", "form"),
        ("5.", "form"),
        (".", "form"),
        ("-", "form"),
        ("1e5", "form"),
        ("nan", "form"),
        ("Infinity", "form"),
        ("٣", "form"),
        ("1_000", "form"),
        ("80%", "form"),
        ("9" * 41, "long"),
    ],
)
def test_number_is_refused_with_a_reason(typed, reason):
    with pytest.raises(thai.NotUnderstood) as refusal:
        thai.parse_number(typed)
    assert refusal.value.reason == reason


@given(st.decimals(-(10**15), 10**15, places=4))
def test_number_reads_back_in_both_scripts(number):
    shown = f"{number:,f}"
    assert thai.parse_number(shown) == thai.parse_number(thai.to_thai_digits(shown)) == number


@given(st.text(st.characters(exclude_characters="๐๑๒๓๔๕๖๗๘๙")))
def test_digits_go_there_and_back(text):
    assert thai.to_arabic_digits(thai.to_thai_digits(text)) == text
