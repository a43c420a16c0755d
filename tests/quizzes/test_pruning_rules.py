"""Until when single answers are kept."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.quizzes.rules.pruning import is_due, kept_until, newest_year_end_due


def test_answers_of_a_year_are_kept_until_may_after_its_scores():
    assert kept_until(date(2027, 9, 30)) == date(2028, 5, 31)


@pytest.mark.parametrize(("today", "due"), [(date(2028, 5, 31), False), (date(2028, 6, 1), True)])
def test_last_day_is_kept(today, due):
    assert is_due(date(2027, 9, 30), today) is due


@given(st.dates(date(2020, 1, 1), date(2090, 1, 1)), st.dates(date(2020, 1, 1), date(2090, 1, 1)))
def test_bound_for_the_database_agrees_with_the_rule(ends_on, today):
    assert (ends_on <= newest_year_end_due(today)) == is_due(ends_on, today)
