"""What the guards' queries load: who may read, who runs it, what each sees of the agenda."""

from __future__ import annotations

import pytest
from flask import Flask

from portal import thai
from portal.access.permissions import Permission, Role
from portal.access.policy import can, sees
from portal.committees.models import Committee
from portal.extensions import db
from portal.meetings import queries
from portal.meetings.rules import MeetingState, sees_item
from portal.people.models import Unit
from portal.people.queries import load_person
from tests.conftest import NOW
from tests.factories.committees import make_committee, make_member
from tests.factories.meetings import make_guest, make_item, make_meeting, make_paper, make_resolution, make_submission
from tests.factories.people import give_role, make_unit, make_user


@pytest.fixture
def agency(portal: Flask) -> Unit:
    return make_unit()


@pytest.fixture
def committee(agency: Unit) -> Committee:
    return make_committee(agency)


def test_members_of_the_day_and_heads_read_a_meeting_before_it_is_invited(agency: Unit, committee: Committee) -> None:
    division = make_unit(agency)
    member, head, stranger = make_user(division), make_user(division), make_user(division)
    give_role(head, Role.HEAD, division)
    make_member(committee, member)
    make_member(committee, None, office_unit_id=division.id)
    found = queries.get_meeting(make_meeting(committee).id, NOW)
    assert found is not None
    assert found.reader_ids == {member.id, head.id}
    assert stranger.id not in found.reader_ids


def test_list_is_frozen_once_invited(agency: Unit, committee: Committee) -> None:
    member = make_user(agency)
    make_member(committee, member)
    meeting = make_meeting(committee, MeetingState.INVITED)
    make_member(committee, make_user(agency))
    found = queries.get_meeting(meeting.id, NOW)
    assert found is not None
    assert found.reader_ids == {member.id}


def test_confidential_item_keeps_its_number_and_is_hidden_from_guests(agency: Unit, committee: Committee) -> None:
    member, guest, presenter = make_user(agency), make_user(agency), make_user(agency)
    make_member(committee, member)
    meeting = make_meeting(committee, MeetingState.INVITED)
    make_guest(meeting, guest)
    secret = make_item(committee, agency, meeting, is_confidential=True, presenter_id=presenter.id)
    plain = make_item(committee, agency, meeting)
    found = queries.get_meeting(meeting.id, NOW)
    assert found is not None
    seen = {
        who: [
            line.number
            for line in queries.agenda_of(
                found, lambda item, who=who: sees_item(who, item, found.circle, is_manager=False)
            ).lines
        ]
        for who in (member.id, guest.id, presenter.id)
    }
    assert seen == {member.id: ["5.1", "5.2"], guest.id: ["5.2"], presenter.id: ["5.1"]}
    assert {secret.id, plain.id} == {line.item.id for line in queries.agenda_of(found).lines}


def test_papers_in_force_are_those_of_the_latest_submission(agency: Unit, committee: Committee) -> None:
    item = make_item(committee, agency)
    make_paper(item)
    first, second = make_submission(item), make_submission(item)
    make_paper(item, submission_id=first.id)
    paper = make_paper(item, submission_id=second.id)
    assert queries.papers_of([item.id]) == {item.id: [paper]}


def test_resolution_of_a_confidential_item_is_out_of_a_guests_sight(agency: Unit, committee: Committee) -> None:
    guest, member = make_user(agency), make_user(agency)
    make_member(committee, member)
    meeting = make_meeting(committee, MeetingState.IN_SESSION)
    make_guest(meeting, guest)
    resolution = make_resolution(make_item(committee, agency, meeting, is_confidential=True))
    found = queries.get_resolution(resolution.id, NOW)
    assert found is not None
    people = {who.id: load_person(who.id, thai.bangkok_date(NOW)) for who in (guest, member)}
    assert [sees(person, Permission.RESOLUTION_VIEW, found) for person in people.values()] == [False, True]


def test_secretary_of_the_committee_runs_its_meetings_without_a_role(agency: Unit, committee: Committee) -> None:
    secretary = make_user(agency)
    make_member(committee, secretary, "secretary")
    found = queries.get_meeting(make_meeting(committee).id, NOW)
    person = load_person(secretary.id, thai.bangkok_date(NOW))
    assert can(person, Permission.MEETING_MANAGE, found) is True
    db.session.rollback()
