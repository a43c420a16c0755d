"""Times and states, codes and tickets, arrivals, names on lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.briefings.rules import (
    TICKET_LIFE,
    Code,
    Named,
    Outcome,
    SessionState,
    Sought,
    Times,
    check_arrival,
    check_left,
    check_times,
    code_for,
    in_order,
    is_fresh,
    is_late,
    may_undo,
    read_code,
    read_pin,
    refusal,
    seek,
    session_state,
    sort_key,
    ticket_for,
    ticket_time,
    top_units,
    without_title,
)
from portal.errors import RuleBroken
from tests.briefings.conftest import at

DAY = date(2026, 12, 15)
SECRET = "0" * 64
NINE = at(9)


@dataclass
class Session:
    """What the rules look at."""

    starts_at: datetime = NINE
    ends_at: datetime = NINE + timedelta(hours=3)
    checkin_from_at: datetime = NINE - timedelta(hours=1)
    checkin_until_at: datetime = NINE + timedelta(hours=3)
    late_after_at: datetime = NINE + timedelta(minutes=15)
    cancelled_at: datetime | None = None


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (at(7, 59), SessionState.UPCOMING),
        (at(8), SessionState.CHECKIN),
        (at(9), SessionState.RUNNING),
        (at(12), SessionState.RUNNING),
        (at(12, 1), SessionState.OVER),
    ],
)
def test_state_follows_from_the_times(now, state):
    assert session_state(Session(), now) == state


def test_state_of_a_cancelled_session_is_cancelled():
    assert session_state(Session(cancelled_at=at(7)), at(10)) == SessionState.CANCELLED


def test_sessions_ahead_come_first():
    day = timedelta(days=1)
    sessions = [
        Session(*(each + shift * day for each in (at(9), at(12), at(8), at(12), at(9)))) for shift in (-2, 3, 1, -1)
    ]
    ordered = in_order(sessions, at(7))
    assert [(each.starts_at - at(9)).days for each in ordered] == [1, 3, -1, -2]


def test_times_left_out_have_their_defaults():
    times = Times.on(DAY, starts=time(9), ends=time(12))
    assert times == Times(at(9), at(12), at(8), at(12), at(9, 15))
    check_times(times)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends": time(9)}, "ends"),
        ({"checkin_from": time(9, 1)}, "checkin_from"),
        ({"checkin_until": time(8)}, "checkin_until"),
        ({"late_after": time(12, 1)}, "late_after"),
        ({"late_after": time(7, 59)}, "late_after"),
    ],
)
def test_times_that_run_backwards_are_refused_at_their_field(changes, field):
    values = {"starts": time(9), "ends": time(12), "checkin_from": time(8), "checkin_until": time(12)} | changes
    with pytest.raises(RuleBroken) as broken:
        check_times(Times.on(DAY, **values))
    assert broken.value.field == field


def test_code_is_good_for_its_half_minute_and_the_next():
    code = read_code(code_for(7, SECRET, at(9, 0, 0)))
    assert [is_fresh(code, SECRET, at(9, 0, second)) for second in (0, 29, 30, 59)] == [True] * 4
    assert is_fresh(code, SECRET, at(9, 1)) is False
    assert is_fresh(code, SECRET, at(8, 59, 59)) is False


def test_code_opens_its_own_session_alone():
    proof = read_code(code_for(7, SECRET, at(9))).proof
    assert is_fresh(Code(8, proof), SECRET, at(9)) is False
    assert is_fresh(Code(7, proof), "1" * 64, at(9)) is False


@pytest.mark.parametrize(
    "text",
    ["", "7", "7-", "7-short", "0-abcdefghijkl", "99999999999-abcdefghijkl", "x-abcdefghijkl", "7-abcdefghijkl-1"],
)
def test_text_that_is_no_code_is_none(text):
    assert read_code(text) is None


@given(st.text())
def test_any_text_is_read_as_code_and_pin_without_failing(text):
    read_code(text)
    read_pin(text)
    assert ticket_time(text, 1, SECRET, at(9)) is None


def test_ticket_says_when_the_code_was_scanned():
    ticket = ticket_for(7, SECRET, at(9, 1, 2))
    assert ticket_time(ticket, 7, SECRET, at(9, 10)) == at(9, 1, 2)
    assert ticket_time(ticket, 7, SECRET, at(9, 1, 2) + TICKET_LIFE) == at(9, 1, 2)


@pytest.mark.parametrize(
    ("session_id", "secret", "now"),
    [(8, SECRET, at(9, 5)), (7, "1" * 64, at(9, 5)), (7, SECRET, at(9, 16, 1)), (7, SECRET, at(8, 59))],
)
def test_ticket_of_another_session_or_time_is_worth_nothing(session_id, secret, now):
    assert ticket_time(ticket_for(7, SECRET, at(9)), session_id, secret, now) is None


def test_ticket_moved_to_a_later_time_is_worth_nothing():
    seconds, proof = ticket_for(7, SECRET, at(9)).split("-")
    assert ticket_time(f"{int(seconds) + 600}-{proof}", 7, SECRET, at(9, 20)) is None


def test_code_is_no_ticket():
    proof = read_code(code_for(7, SECRET, at(9))).proof
    assert ticket_time(f"{int(at(9).timestamp())}-{proof}", 7, SECRET, at(9)) is None


@pytest.mark.parametrize(
    ("typed", "pin"),
    [
        ("012345", "012345"),
        ("๐๑๒ ๓๔๕", "012345"),
        (" 012-345 ", "012345"),
        ("12345", None),
        ("1234567", None),
        ("", None),
    ],
)
def test_pin_is_read_in_both_scripts(typed, pin):
    assert read_pin(typed) == pin


@pytest.mark.parametrize(
    ("arrived_at", "late"), [(at(9, 15), False), (at(9, 15, 59), False), (at(9, 16), True), (at(8), False)]
)
def test_late_is_after_the_minute_that_is_named(arrived_at, late):
    assert is_late(arrived_at, at(9, 15)) is late


@pytest.mark.parametrize(
    ("session", "arrived_at", "expected", "struck", "outcome"),
    [
        (Session(), at(8), True, False, None),
        (Session(), at(12), True, False, None),
        (Session(), at(7, 59), True, False, Outcome.TOO_EARLY),
        (Session(), at(12, 0, 1), True, False, Outcome.TOO_LATE),
        (Session(), at(9), False, False, Outcome.NOT_EXPECTED),
        (Session(), at(9), True, True, Outcome.STRUCK),
        (Session(cancelled_at=at(7)), at(9), True, False, Outcome.CANCELLED),
    ],
)
def test_refusal_names_the_first_reason(session, arrived_at, expected, struck, outcome):
    assert refusal(session, arrived_at=arrived_at, is_expected=expected, is_struck=struck) == outcome


@pytest.mark.parametrize(("arrived_at", "now"), [(at(7, 59), at(13)), (at(12, 1), at(13)), (at(9), at(8, 59))])
def test_arrival_that_cannot_be_is_refused(arrived_at, now):
    with pytest.raises(RuleBroken):
        check_arrival(Session(), arrived_at, now)


@pytest.mark.parametrize("left_at", [at(9), at(8), at(12)])
def test_leaving_early_at_a_time_that_cannot_be_is_refused(left_at):
    check_left(Session(), at(9), None)
    check_left(Session(), at(9), at(11))
    with pytest.raises(RuleBroken):
        check_left(Session(), at(9), left_at)


def test_tick_is_taken_back_for_ten_minutes():
    assert may_undo("list", at(9), at(9, 10)) is True
    assert may_undo("list", at(9), at(9, 10, 1)) is False
    assert may_undo("qr", at(9), at(9)) is False


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("นางสาวสุดา แก้วใส", "สุดา แก้วใส"),
        ("น.ส. สุดา  แก้วใส", "สุดา แก้วใส"),
        ("ว่าที่ร้อยตรีหญิงสุดา แก้วใส", "สุดา แก้วใส"),
        ("ว่าที่ ร.ต. ดร.สมชาย ใจดี", "สมชาย ใจดี"),
        ("นายิกา ทองดี", "นายิกา ทองดี"),
        ("นาย", "นาย"),
        ("John Smith", "John Smith"),
    ],
)
def test_titles_before_a_name_do_not_count(name, bare):
    assert without_title(name) == bare


def test_people_are_sorted_by_given_name_in_thai_order():
    names = ["นายสมชาย", "นางสาวเกศินี", "นางขวัญ", "นายกมล"]
    assert sorted(names, key=sort_key) == ["นายกมล", "นางสาวเกศินี", "นางขวัญ", "นายสมชาย"]


PEOPLE = [
    Named(1, "somchai.j", "นายสมชาย ใจดี"),
    Named(2, "suda.k", "นางสาวสุดา แก้วใส"),
    Named(3, "suda2", "นางสุดา แก้วใส"),
]


@pytest.mark.parametrize(
    ("line", "ids"),
    [
        ("somchai.j", (1,)),
        ("SOMCHAI.J", (1,)),
        ("สมชาย ใจดี", (1,)),
        ("นายสมชาย  ใจดี", (1,)),
        ("๑. นายสมชาย ใจดี", (1,)),
        ("12) สมชายใจดี", (1,)),
        ("1\tนายสมชาย ใจดี\tกองหนึ่ง", (1,)),
        ("สุดา แก้วใส", (2, 3)),
        ("สมหญิง ใจดี", ()),
        ("นาย", ()),
    ],
)
def test_line_of_a_list_means(line, ids):
    assert seek(line, PEOPLE) == [Sought(1, " ".join(line.split()), ids)]


def test_blank_lines_are_passed_over_and_counted():
    assert [each.line for each in seek("\nsuda.k\n\n  \nsuda2", PEOPLE)] == [2, 5]


@given(st.text())
def test_any_text_is_sought_without_failing(text):
    assert all(each.line >= 1 for each in seek(text, PEOPLE))


def test_unit_below_a_chosen_one_is_left_out():
    assert top_units({1: "/1/", 4: "/1/4/", 9: "/9/", 12: "/12/"}) == [1, 9, 12]


def test_instants_are_utc():
    assert at(9) == datetime(2026, 12, 15, 2, tzinfo=UTC)
