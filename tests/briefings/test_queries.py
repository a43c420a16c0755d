"""What the quizzes ask: roster, headcount, invitations; each in a fixed number of statements."""

from __future__ import annotations

from datetime import date

from portal.briefings.queries import (
    AttendeeFact,
    get_session,
    headcount,
    invited,
    is_checked_in,
    roster,
    sessions_of_year,
)
from portal.extensions import db
from tests.briefings.conftest import Setting, at, cost
from tests.factories.briefings import check_in, invite, make_session
from tests.factories.people import make_unit, make_user

DAY = date(2026, 12, 15)


def test_roster_holds_each_person_once_with_the_first_arrival(setting: Setting) -> None:
    section = make_unit(setting.first, kind="section", abbr="กง.")
    person = make_user(section, name="นายกลุ่มงาน")
    second = make_session(setting.year, created_by_id=setting.secretary.id, starts_at=at(13))
    check_in(second, person, arrived_at=at(13), is_late=True)
    check_in(setting.session, person, arrived_at=at(9))
    check_in(second, setting.suda, arrived_at=at(13, 30), is_late=True)
    check_in(setting.session, setting.somchai, struck_at=at(10), strike_reason="ผิดคน")
    assert roster([setting.session.id, second.id]) == [
        AttendeeFact(
            user_id=setting.suda.id,
            name="นางสาวสุดา แก้วใส",
            unit_id=setting.second.id,
            unit_abbr="กสอ.",
            division_id=setting.second.id,
            division_abbr="กสอ.",
            division_path=setting.second.path,
            staff_type="employee",
            session_ids=(second.id,),
            arrived_at=at(13, 30),
            is_late=True,
        ),
        AttendeeFact(
            user_id=person.id,
            name="นายกลุ่มงาน",
            unit_id=section.id,
            unit_abbr="กง.",
            division_id=setting.first.id,
            division_abbr="กหน.",
            division_path=setting.first.path,
            staff_type="official",
            session_ids=(setting.session.id, second.id),
            arrived_at=at(9),
            is_late=False,
        ),
    ]


def test_roster_of_nothing_is_empty(setting: Setting) -> None:
    assert (roster([]), headcount([], DAY), invited([])) == ([], {}, set())


def test_person_is_checked_in_unless_struck_out(setting: Setting) -> None:
    check_in(setting.session, setting.suda)
    check_in(setting.session, setting.somchai, struck_at=at(10), strike_reason="ผิดคน")
    ids = [setting.session.id]
    assert [is_checked_in(each.id, ids) for each in (setting.suda, setting.somchai)] == [True, False]
    assert is_checked_in(setting.suda.id, []) is False


def test_headcount_is_of_the_day_and_of_the_audience(setting: Setting) -> None:
    make_user(setting.first, created_at=at(24))
    make_user(setting.first, disabled_at=at(8))
    make_user(setting.second, disabled_at=at(24))
    make_user(make_unit())
    assert headcount([setting.session.id], DAY) == {setting.agency.id: 1, setting.first.id: 1, setting.second.id: 2}
    officials = make_session(
        setting.year, units=(setting.second,), staff_type="employee", created_by_id=setting.secretary.id
    )
    assert headcount([officials.id], DAY) == {setting.second.id: 1}
    assert sum(headcount([setting.session.id, officials.id], DAY).values()) == 4


def test_sessions_of_a_year_stand_by_their_start(setting: Setting) -> None:
    earlier = make_session(setting.year, created_by_id=setting.secretary.id, starts_at=at(-24))
    assert [each.id for each in sessions_of_year(setting.year)] == [earlier.id, setting.session.id]


def test_questions_cost_the_same_for_one_person_and_thirty(setting: Setting, statements: list[str]) -> None:
    ids, costs = [setting.session.id], []
    for extra in (1, 29):
        people = [make_user(setting.second) for _ in range(extra)]
        invite(setting.session, *people)
        for person in people:
            check_in(setting.session, person)
        statements.clear()
        counts = (len(roster(ids)), len(invited(ids)), len(headcount(ids, DAY)))
        costs.append(cost(statements))
    assert counts == (30, 30, 3)
    assert costs == [6, 6]


def test_session_is_loaded_in_one_statement(setting: Setting, statements: list[str]) -> None:
    number, path = setting.session.id, setting.agency.path
    db.session.expunge_all()
    statements.clear()
    session = get_session(number)
    assert session is not None
    assert (session.unit_path, cost(statements)) == (path, 1)
