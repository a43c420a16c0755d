"""What a new agenda takes up from earlier meetings: by link, once, and without touching what it comes from."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from portal.extensions import db, write_transaction
from portal.meetings.actions import carry_over, open_agenda
from portal.meetings.models import AgendaItem, AgendaSection, Meeting
from portal.meetings.rules import MeetingState
from tests.conftest import NOW
from tests.factories.meetings import STARTS_AT, make_item, make_meeting, make_resolution, section_of
from tests.meetings.conftest import Setting

BEFORE = STARTS_AT - timedelta(days=30)


def carried(meeting: Meeting) -> list[tuple[str, str]]:
    """Return (kind of section, title) of the meeting's items in order."""
    rows = db.session.execute(
        select(AgendaSection.kind, AgendaItem.title)
        .join(AgendaItem, AgendaItem.section_id == AgendaSection.id)
        .where(AgendaItem.meeting_id == meeting.id)
        .order_by(AgendaSection.position, AgendaItem.position)
    )
    return [(kind, title) for kind, title in rows]


def open_next(setting: Setting) -> Meeting:
    """Return the next meeting, its agenda just opened."""
    meeting = make_meeting(setting.committee, MeetingState.PLANNED)
    with write_transaction():
        open_agenda(meeting=meeting, actor=setting.secretary, now=NOW)
    return meeting


def test_first_meeting_of_a_body_takes_nothing_up(setting: Setting) -> None:
    assert carried(open_next(setting)) == []


def test_minutes_not_adopted_become_an_item_of_the_section_that_adopts(setting: Setting) -> None:
    earlier = make_meeting(setting.committee, MeetingState.MINUTES_DRAFT, starts_at=BEFORE)
    meeting = open_next(setting)
    assert carried(meeting) == [("adoption", f"รับรองรายงานการประชุม {earlier.name}")]
    assert db.session.scalars(select(AgendaItem.adopts_id)).all() == [earlier.id]


def test_adopted_minutes_are_not_taken_up(setting: Setting) -> None:
    make_meeting(setting.committee, MeetingState.ADOPTED, starts_at=BEFORE)
    assert carried(open_next(setting)) == []


def test_open_resolution_is_taken_up_by_link_and_stays_as_it_was(setting: Setting) -> None:
    earlier = make_meeting(setting.committee, MeetingState.ADOPTED, starts_at=BEFORE)
    item = make_item(setting.committee, setting.division, earlier, title="จัดหาเครื่องพิมพ์", outcome="discussed")
    resolution = make_resolution(
        item, "assigned", owner_unit_id=setting.division.id, due_on=date(2027, 1, 15), number=1, number_year_be=2569
    )
    make_resolution(item)  # รับทราบ: nothing to follow
    before = (item.version, item.title, item.meeting_id, resolution.version)
    meeting = open_next(setting)
    assert carried(meeting) == [("arising", "ติดตามมติที่ 1/2569 จัดหาเครื่องพิมพ์")]
    made = db.session.scalars(select(AgendaItem).where(AgendaItem.meeting_id == meeting.id)).one()
    assert (made.follows_id, made.carried_from_id, made.topic_id) == (resolution.id, item.id, item.topic_id)
    db.session.refresh(item)
    db.session.refresh(resolution)
    assert (item.version, item.title, item.meeting_id, resolution.version) == before


def test_item_put_off_in_the_room_is_taken_up_once(setting: Setting) -> None:
    earlier = make_meeting(setting.committee, MeetingState.ADOPTED, starts_at=BEFORE)
    make_item(setting.committee, setting.division, earlier, title="แผนปีหน้า", outcome="deferred")
    assert carried(open_next(setting)) == [("arising", "แผนปีหน้า")]
    later = make_meeting(setting.committee, MeetingState.PLANNED, starts_at=STARTS_AT + timedelta(days=30))
    with write_transaction():
        open_agenda(meeting=later, actor=setting.secretary, now=NOW)
    assert carried(later) == []


def test_recurring_topic_returns_at_every_meeting(setting: Setting) -> None:
    first = make_meeting(setting.committee, MeetingState.ADOPTED, starts_at=BEFORE - timedelta(days=30))
    item = make_item(setting.committee, setting.division, first, title="การเบิกจ่าย", is_recurring=True)
    item.outcome = "discussed"
    second = make_meeting(setting.committee, MeetingState.ADOPTED, starts_at=BEFORE)
    again = {"is_recurring": True, "topic_id": item.topic_id, "carried_from_id": item.id, "title": "การเบิกจ่าย"}
    make_item(setting.committee, setting.division, second, outcome="discussed", **again)
    meeting = open_next(setting)
    assert carried(meeting) == [("arising", "การเบิกจ่าย")]
    assert db.session.scalars(select(AgendaItem.topic_id).where(AgendaItem.meeting_id == meeting.id)).all() == [
        item.topic_id
    ]


def test_carrying_again_adds_only_what_is_new_and_brings_nothing_back(setting: Setting) -> None:
    earlier = make_meeting(setting.committee, MeetingState.MINUTES_DRAFT, starts_at=BEFORE)
    item = make_item(setting.committee, setting.division, earlier, outcome="discussed")
    meeting = open_next(setting)
    taken = db.session.scalars(select(AgendaItem).where(AgendaItem.meeting_id == meeting.id)).one()
    taken.withdrawn_at = NOW
    make_resolution(item, "assigned", due_on=date(2027, 1, 15))
    db.session.commit()
    with write_transaction():
        again = carry_over(meeting=meeting, actor=setting.secretary, now=NOW)
    assert (again.adoptions, again.resolutions, again.topics) == (0, 1, 0)


def test_order_without_a_section_for_matters_arising_uses_information(setting: Setting) -> None:
    earlier = make_meeting(setting.committee, MeetingState.ADOPTED, starts_at=BEFORE)
    item = make_item(setting.committee, setting.division, earlier, outcome="discussed")
    make_resolution(item, "assigned", due_on=date(2027, 1, 15))
    meeting = make_meeting(setting.committee)
    db.session.delete(section_of(meeting, "arising"))
    db.session.commit()
    with write_transaction():
        carry_over(meeting=meeting, actor=setting.secretary, now=NOW)
    assert [kind for kind, _title in carried(meeting)] == ["information"]
