"""Who finds which entries, and with how many statements."""

from datetime import UTC, date, datetime

import pytest

from portal import audit
from portal.audit import Event
from portal.audit_trail.queries import TrailFilter, exported_entries, search_entries
from tests.factories.audit import make_entry
from tests.factories.people import make_unit, make_user
from tests.factories.performance import make_dimension, make_fiscal_year, make_indicator, make_obligation, make_period


@pytest.fixture
def agency(portal):
    return make_unit(abbr="สพส.")


@pytest.fixture
def division(agency):
    return make_unit(agency, abbr="กน.")


def found(scopes, page=1, **wanted):
    return [each.entry.id for each in search_entries(scopes, TrailFilter(**wanted), page=page).items]


def test_entries_come_newest_first(division):
    ids = [make_entry(Event.SESSION_STARTED, unit_path=division.path).id for _ in range(3)]
    assert found([division.path]) == ids[::-1]


def test_entries_of_another_unit_are_out_of_sight(agency, division):
    other = make_unit()
    mine = make_entry(Event.SESSION_STARTED, unit_path=division.path)
    make_entry(Event.SESSION_STARTED, unit_path=other.path)
    assert found([agency.path]) == [mine.id]
    assert found([]) == []


def test_path_that_begins_alike_is_another_unit(agency):
    make_entry(Event.SESSION_STARTED, unit_path=f"{agency.path[:-1]}9/")
    assert found([agency.path]) == []


def test_entry_of_no_unit_is_for_those_who_look_after_a_whole_tree(agency, division):
    entry = make_entry(Event.SESSION_REFUSED, unit_path="")
    assert found([agency.path]) == [entry.id]
    assert found([division.path]) == []


def test_filters_narrow_the_list(agency, division):
    person = make_user(division, name="สมใจ ดีงาม", username="somjai", search_text="สมใจ ดีงาม somjai นักวิชาการ")
    started = make_entry(Event.SESSION_STARTED, unit_path=division.path, actor_id=person.id, subject_id=person.id)
    closed = make_entry(Event.UNIT_CLOSED, unit_path=agency.path, subject_type="unit", subject_id=agency.id)
    scopes = [agency.path]
    assert found(scopes, event=Event.UNIT_CLOSED) == [closed.id]
    assert found(scopes, person="ดีงาม") == [started.id]
    assert found(scopes, person="SOMJAI") == [started.id]
    assert found(scopes, person="ดีงาม สมหมาย") == []
    assert found(scopes, subject_type="unit") == [closed.id]
    assert found(scopes, subject_type="user", subject_id=person.id) == [started.id]
    assert found(scopes, unit_id=division.id) == [started.id]


def test_name_typed_with_marks_in_another_order_is_found(division):
    person = make_user(division, name="น้ำผึ้ง", search_text="น้ำผึ้ง")
    entry = make_entry(Event.SESSION_STARTED, unit_path=division.path, actor_id=person.id)
    assert found([division.path], person="น\u0e4d\u0e49าผึ้ง") == [entry.id]


def test_days_are_bangkoks_and_both_included(division):
    before = datetime(2026, 12, 8, 16, 59, tzinfo=UTC)  # 23.59 in Bangkok
    first, last = datetime(2026, 12, 8, 17, 0, tzinfo=UTC), datetime(2026, 12, 9, 16, 59, tzinfo=UTC)
    after = datetime(2026, 12, 9, 17, 0, tzinfo=UTC)
    ids = [make_entry(Event.SESSION_STARTED, unit_path=division.path, at=at).id for at in (before, first, last, after)]
    assert found([division.path], from_on=date(2026, 12, 9), to_on=date(2026, 12, 9)) == [ids[2], ids[1]]


def test_unit_that_moved_is_found_by_where_it_was(agency, division):
    entry = make_entry(Event.UNIT_CHANGED, unit_path=f"{agency.path}{division.id}/77/")
    assert found([agency.path], unit_id=77) == [entry.id]


def test_pages_hold_25(division):
    ids = [make_entry(Event.SESSION_STARTED, unit_path=division.path).id for _ in range(27)]
    assert found([division.path], page=2) == ids[1::-1]


def test_objects_are_named_with_constant_statements(agency, division, statements):
    year = make_fiscal_year(agency)
    indicator = make_indicator(make_dimension(year), owners=(division,))
    obligations = [make_obligation(division, make_period(year, no=no), indicator) for no in (1, 2, 3)]
    people = [make_user(division) for _ in range(3)]

    def run():
        path = agency.path
        statements.clear()
        rows = search_entries([path], TrailFilter(), page=1).items
        for each in rows:
            _ = each.subject and (each.entry.actor_name, each.subject.unit.path, getattr(each.subject, "item_name", ""))
        return len([each for each in statements if not each.startswith("BEGIN")])

    counts = []
    for obligation, person in zip(obligations, people, strict=True):
        make_entry(
            Event.OBLIGATION_CERTIFIED, unit_path=division.path, subject_type="obligation", subject_id=obligation.id
        )
        make_entry(Event.USER_CREATED, unit_path=division.path, subject_id=person.id, actor_id=person.id)
        counts.append(run())
    assert counts == [5, 5, 5]


def test_export_says_how_many_there_were(division):
    ids = [make_entry(Event.SESSION_STARTED, unit_path=division.path).id for _ in range(3)]
    rows, total = exported_entries([division.path], TrailFilter(), most=2)
    assert ([row.entry.id for row in rows], total) == (ids[:0:-1], 3)


def test_history_of_an_object_is_one_statement_with_names(division, statements):
    person = make_user(division, name="สมใจ")
    for event in (Event.USER_CREATED, Event.USER_CHANGED, Event.USER_DISABLED):
        make_entry(event, unit_path=division.path, subject_id=person.id, actor_id=person.id)
    make_entry(Event.USER_CREATED, unit_path=division.path, subject_id=person.id + 1)
    person_id = person.id
    statements.clear()
    entries = audit.entries_of("user", person_id, 2)
    assert len([each for each in statements if not each.startswith("BEGIN")]) == 1
    assert [(each.event, each.actor_name) for each in entries] == [
        (Event.USER_DISABLED, "สมใจ"),
        (Event.USER_CHANGED, "สมใจ"),
    ]


def test_history_can_be_of_some_events_alone(division):
    make_entry(Event.FRAMEWORK_LOADED, unit_path=division.path, subject_type="fiscal_year", subject_id=5)
    make_entry(Event.GRID_EXPORTED, unit_path=division.path, subject_type="fiscal_year", subject_id=5)
    assert [each.event for each in audit.entries_of("fiscal_year", 5, 9, events=[Event.FRAMEWORK_LOADED])] == [
        Event.FRAMEWORK_LOADED
    ]
