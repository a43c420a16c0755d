"""Inviting: the frozen list, newcomers, notices; the duty it makes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from portal import audit, clock
from portal.briefings.models import BriefingInvitation
from portal.briefings.queries import invited
from portal.briefings.queries.own import duties
from portal.duties import DutyState
from portal.extensions import db
from portal.notifications.models import Notice
from portal.outbox import Job
from portal.people.queries import load_person
from portal.thai import bangkok_date
from tests.briefings.conftest import Setting, at, cost
from tests.client import PortalClient
from tests.factories.briefings import check_in, invite
from tests.factories.people import make_unit, make_user

ClientOf = Callable[..., PortalClient]


def test_audience_of_the_day_is_shown_by_division_before_it_is_invited(
    setting: Setting, secretary: PortalClient
) -> None:
    section = make_unit(setting.first, kind="section")
    make_user(section)
    make_user(setting.first, disabled_at=at(1))
    page = secretary.get(f"{setting.url}/invitations")
    rows = [[cell.text for cell in row.children] for row in page.root.one("tbody").all("tr")]
    assert rows == [["สำนักพัฒนาสังคม", "1", "0"], ["กองหนึ่ง", "2", "0"], ["กองสอง", "1", "0"]]
    assert db.session.scalars(select(BriefingInvitation)).all() == []


def test_inviting_freezes_the_list_and_tells_everybody(setting: Setting, secretary: PortalClient) -> None:
    secretary.post(f"{setting.url}/invitations")
    assert invited([setting.session.id]) == {setting.secretary.id, setting.somchai.id, setting.suda.id}
    rows = {row.user_id: (row.unit_id, row.staff_type) for row in db.session.scalars(select(BriefingInvitation))}
    assert rows[setting.suda.id] == (setting.second.id, "employee")
    notices = db.session.scalars(select(Notice)).all()
    assert {(notice.kind, notice.path) for notice in notices} == {("briefing_invited", setting.url)}
    entry = db.session.scalars(select(audit.AuditEntry).where(audit.AuditEntry.event == "briefing:invited")).one()
    assert entry.detail == {"title": "ประชุมชี้แจงรุ่น 1", "count": 3}


def test_invitation_is_read_in_words(setting: Setting, secretary: PortalClient, somchai: PortalClient) -> None:
    secretary.post(f"{setting.url}/invitations")
    notice = db.session.scalars(select(Notice).where(Notice.user_id == setting.somchai.id)).one()
    text = somchai.get(f"/notices/{notice.id}").text
    assert "เชิญประชุม: ประชุมชี้แจงรุ่น 1" in text
    assert "วันอังคารที่ 15 ธันวาคม พ.ศ. 2569 เวลา 09.00 น. ถึง 12.00 น." in text


def test_inviting_again_adds_newcomers_only(setting: Setting, secretary: PortalClient) -> None:
    invite(setting.session, setting.somchai, setting.suda)
    newcomer = make_user(setting.first)
    page = secretary.get(f"{setting.url}/invitations")
    assert "เชิญเพิ่มได้ 2 คน เชิญไปแล้ว 2 คน" in page.text
    secretary.post(f"{setting.url}/invitations")
    told = set(db.session.scalars(select(Notice.user_id)))
    assert told == {newcomer.id, setting.secretary.id}
    assert "ไม่มีผู้ที่ยังไม่ได้รับเชิญ" in secretary.post(f"{setting.url}/invitations", status=422).text


def test_staff_type_narrows_the_audience(setting: Setting, secretary: PortalClient) -> None:
    setting.session.staff_type = "employee"
    db.session.commit()
    secretary.post(f"{setting.url}/invitations")
    assert invited([setting.session.id]) == {setting.suda.id}


def test_nobody_is_invited_to_what_is_over(setting: Setting, secretary: PortalClient) -> None:
    clock.fix(at(12))
    assert "สิ้นสุดแล้ว" in secretary.post(f"{setting.url}/invitations", status=422).text
    assert db.session.scalars(select(Job)).all() == []


def test_invitation_is_a_duty_until_it_ticks_itself(setting: Setting) -> None:
    invite(setting.session, setting.somchai)
    today = bangkok_date(clock.now())
    person = load_person(setting.somchai.id, today)
    (duty,) = duties(person=person, today=today)
    assert (duty.title, duty.state, duty.is_done, duty.due_on) == (
        "ประชุมชี้แจงรุ่น 1",
        DutyState.NOT_DUE,
        False,
        today,
    )
    check_in(setting.session, setting.somchai)
    assert [(each.state, each.is_done) for each in duties(person=person, today=today)] == [(DutyState.COMPLETE, True)]
    assert duties(unit=setting.first, today=today) == []


@pytest.mark.parametrize("case", ["over", "cancelled", "struck and over", "not invited"])
def test_duty_that_nothing_can_be_done_about_goes_away(setting: Setting, case: str) -> None:
    if case != "not invited":
        invite(setting.session, setting.somchai)
    if case == "struck and over":
        check_in(setting.session, setting.somchai, struck_at=at(11), strike_reason="ผิดคน")
    if case == "cancelled":
        setting.session.cancelled_at = at(8)
    db.session.commit()
    today = bangkok_date(at(9 + 24) if "over" in case else at(9))
    assert duties(person=load_person(setting.somchai.id, today), today=today) == []


def test_home_shows_the_duty(setting: Setting, somchai: PortalClient) -> None:
    invite(setting.session, setting.somchai)
    page = somchai.get("/")
    assert "ประชุมชี้แจงรุ่น 1" in page.text
    assert "ดูวันเวลาและวิธีลงเวลา" in page.text


def test_preview_costs_the_same_for_few_and_many(
    setting: Setting, secretary: PortalClient, statements: list[str]
) -> None:
    costs = []
    for extra in (0, 30):
        for _ in range(extra):
            make_user(setting.second)
        statements.clear()
        secretary.get(f"{setting.url}/invitations")
        costs.append(cost(statements))
    assert costs[0] == costs[1]
