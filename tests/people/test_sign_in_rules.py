"""How wrong tries slow the next one down."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from portal.people.rules.sessions import browser_in_words
from portal.people.rules.sign_in import (
    ADDRESS,
    NAME,
    PAIR,
    counts_of,
    failures_left,
    network_of,
    seconds_to_wait,
    wait_after,
)

NOW = datetime(2026, 12, 9, 2, 30, tzinfo=UTC)


def test_wait_of_a_pair_grows_to_five_minutes():
    waits = [wait_after(PAIR, failures).total_seconds() for failures in range(14)]
    assert waits == [0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]
    assert wait_after(PAIR, 10**9) == timedelta(minutes=5)


def test_wait_of_a_name_and_an_address_stays_small():
    assert (wait_after(NAME, 19), wait_after(NAME, 20), wait_after(NAME, 10**6)) == (
        timedelta(0),
        timedelta(seconds=1),
        timedelta(seconds=10),
    )
    assert (wait_after(ADDRESS, 99), wait_after(ADDRESS, 10**6)) == (timedelta(0), timedelta(minutes=1))


def test_failures_forgotten_after_quiet():
    assert failures_left(PAIR, 9, NOW, NOW + timedelta(minutes=59)) == 9
    assert failures_left(PAIR, 9, NOW, NOW + timedelta(hours=1)) == 0


def test_failures_of_an_address_fade():
    assert [failures_left(ADDRESS, 200, NOW, NOW + timedelta(minutes=m)) for m in (0, 5, 10, 60)] == [200, 100, 50, 0]


def test_failures_with_a_clock_that_went_back():
    assert failures_left(ADDRESS, 200, NOW, NOW - timedelta(minutes=5)) == 200


def test_seconds_to_wait_is_the_longest():
    counts = [(PAIR, 5, NOW), (NAME, 30, NOW), (ADDRESS, 3, NOW)]
    assert seconds_to_wait(counts, NOW) == 10
    assert seconds_to_wait(counts, NOW + timedelta(seconds=9.5)) == 1
    assert seconds_to_wait(counts, NOW + timedelta(seconds=10)) == 0
    assert seconds_to_wait([], NOW) == 0


def test_try_counted_by_somebody_later_makes_nobody_wait():
    """People of one address sign in together: whoever has the later clock may be first to be counted."""
    assert seconds_to_wait([(ADDRESS, 99, NOW + timedelta(seconds=2))], NOW) == 0
    assert seconds_to_wait([(ADDRESS, 100, NOW + timedelta(seconds=2))], NOW) == 3


def test_counts_of_a_browser_that_knows_the_account_stand_alone():
    stranger, known = counts_of("somchai", "10.0.0.1", None), counts_of("somchai", "10.0.0.1", "k")
    assert [count.brake for count in stranger] == [PAIR, ADDRESS, NAME]
    assert [count.brake for count in known] == [PAIR]
    assert known[0].key not in {count.key for count in stranger}


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("10.0.0.7", "10.0.0.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:10.0.0.7", "10.0.0.7"),
        ("", ""),
        ("unknown", "unknown"),
    ],
)
def test_network_of_an_address(address, network):
    assert network_of(address) == network


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "Chrome · Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36 Line/15.1", "LINE · Android"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox · Linux"),
        ("curl/8", ""),
        ("", ""),
    ],
)
def test_browser_in_words(user_agent, words):
    assert browser_in_words(user_agent) == words
