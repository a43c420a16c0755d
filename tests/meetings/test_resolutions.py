"""The register of resolutions: who sees what, reports, what the secretary makes of them, extracts, topics, search."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal import audit
from portal.extensions import db
from portal.meetings.models import AgendaItem, MinutesRevision, Resolution, ResolutionEvent
from portal.meetings.rules import MeetingState
from portal.notifications.models import Notice
from tests.conftest import NOW
from tests.factories.meetings import STARTS_AT, make_item, make_meeting, make_resolution, make_submission
from tests.meetings.conftest import ClientOf, Setting

HELD = STARTS_AT - timedelta(days=30)


@pytest.fixture
def resolution(setting: Setting) -> Resolution:
    """A resolution the division has to carry out by 20 December."""
    meeting = make_meeting(setting.committee, MeetingState.MINUTES_DRAFT, starts_at=HELD)
    item = make_item(setting.committee, setting.division, meeting, title="จัดหาเครื่องพิมพ์", outcome="discussed")
    return make_resolution(
        item,
        "assigned",
        text="มอบหมายให้จัดหา",
        search_text="มอบหมายให้จัดหา",
        owner_unit_id=setting.division.id,
        due_on=date(2026, 12, 20),
        number=1,
        number_year_be=2569,
    )


def acts() -> list[str]:
    return list(db.session.scalars(select(ResolutionEvent.act).order_by(ResolutionEvent.id)))


def test_owner_reports_and_the_secretary_accepts(setting: Setting, resolution: Resolution, client_of: ClientOf) -> None:
    url = f"/resolutions/{resolution.id}"
    officer, secretary = client_of(setting.officer), client_of(setting.secretary)
    said = {"note": "ทำสัญญาแล้ว", "submit_key": "a"}
    officer.post(f"{url}/reports", said)
    officer.post(f"{url}/reports", said)  # sent twice
    officer.post(f"{url}/reports", {"note": "ส่งมอบแล้ว", "says_done": "y", "submit_key": "b"})
    db.session.refresh(resolution)
    assert (acts(), resolution.state) == (["reported", "reported_done"], "reported_done")
    secretary.post(f"{url}/acceptance", {"note": "", "version": str(resolution.version), "submit_key": "c"})
    db.session.refresh(resolution)
    assert (acts()[-1], resolution.state) == ("accepted", "done")
    kinds = set(db.session.scalars(select(Notice.kind)))
    assert {"resolution_reported", "resolution_accepted"} <= kinds
    events = list(
        db.session.scalars(select(audit.AuditEntry.event).where(audit.AuditEntry.subject_type == "resolution"))
    )
    assert events == ["resolution:reported", "resolution:reported", "resolution:accepted"]


def test_report_without_a_word_is_refused_and_kept(
    setting: Setting, resolution: Resolution, client_of: ClientOf
) -> None:
    page = client_of(setting.officer).post(f"/resolutions/{resolution.id}/reports", {"note": " "}, status=422)
    assert "โปรดระบุว่าได้ทำอะไร ผลเป็นอย่างไร" in page.text
    assert acts() == []


def test_sending_back_needs_a_reason_and_keeps_following(
    setting: Setting, resolution: Resolution, client_of: ClientOf
) -> None:
    resolution.reported_done_at = NOW
    db.session.commit()
    secretary, url = client_of(setting.secretary), f"/resolutions/{resolution.id}/return"
    form = {"note": "", "version": str(resolution.version), "submit_key": "a"}
    assert "โปรดระบุเหตุผล" in secretary.post(url, form, status=422).text
    secretary.post(url, form | {"note": "ยังขาดใบส่งของ"})
    db.session.refresh(resolution)
    assert (resolution.state, acts()) == ("open", ["sent_back"])


def test_decision_over_a_changed_resolution_is_a_conflict(
    setting: Setting, resolution: Resolution, client_of: ClientOf
) -> None:
    shown = resolution.version
    client_of(setting.officer).post(f"/resolutions/{resolution.id}/reports", {"note": "แล้วเสร็จ", "says_done": "y"})
    page = client_of(setting.secretary).post(
        f"/resolutions/{resolution.id}/acceptance", {"version": str(shown), "note": "เห็นชอบ"}, status=409
    )
    assert "มีผู้ทำรายการกับมตินี้หลังจากที่ท่านเปิดหน้า" in page.text
    assert acts() == ["reported_done"]


def test_done_resolution_is_followed_again_for_a_reason(
    setting: Setting, resolution: Resolution, client_of: ClientOf
) -> None:
    resolution.done_at = NOW
    db.session.commit()
    form = {"note": "ของชำรุด", "version": str(resolution.version), "submit_key": "a"}
    client_of(setting.secretary).post(f"/resolutions/{resolution.id}/reopening", form)
    db.session.refresh(resolution)
    assert (resolution.state, acts()) == ("open", ["reopened"])


def test_another_day_and_owner_stand_in_the_history(
    setting: Setting, resolution: Resolution, client_of: ClientOf
) -> None:
    secretary, url = client_of(setting.secretary), f"/resolutions/{resolution.id}/terms"
    form = {
        "due_on": "๓๑ ม.ค. ๒๕๗๐",
        "unit": str(setting.agency.id),
        "owner": "",
        "reason": "รอการจัดสรรงบประมาณ",
        "version": str(resolution.version),
        "submit_key": "a",
    }
    secretary.post(url, form)
    rows = db.session.execute(select(ResolutionEvent.act, ResolutionEvent.old_value, ResolutionEvent.new_value)).all()
    assert [tuple(row) for row in rows] == [
        ("due_changed", "2026-12-20", "2027-01-31"),
        ("owner_changed", setting.division.abbr, setting.agency.abbr),
    ]
    assert "31 ม.ค. 2570" in secretary.get(f"/resolutions/{resolution.id}").text
    assert secretary.post(url, form | {"reason": ""}, status=422).heading == "เปลี่ยนวันครบกำหนดหรือผู้รับผิดชอบ"


def test_stranger_sees_neither_the_resolution_nor_its_line(
    setting: Setting, resolution: Resolution, client_of: ClientOf
) -> None:
    stranger = client_of(setting.stranger)
    stranger.get(f"/resolutions/{resolution.id}", status=404)
    assert "จัดหาเครื่องพิมพ์" not in stranger.get("/resolutions").text
    assert "จัดหาเครื่องพิมพ์" in client_of(setting.officer).get("/resolutions?state=mine").text


def test_confidential_resolution_is_for_members_and_its_division(
    setting: Setting, resolution: Resolution, client_of: ClientOf
) -> None:
    resolution.item.is_confidential = True
    db.session.commit()
    for person, expected in ((setting.member, True), (setting.officer, True), (setting.stranger, False)):
        assert ("จัดหาเครื่องพิมพ์" in client_of(person).get("/resolutions").text) is expected


def test_open_resolution_is_a_duty_of_its_division(
    setting: Setting, resolution: Resolution, client_of: ClientOf
) -> None:
    officer = client_of(setting.officer)
    assert "มอบหมายให้จัดหา" in officer.get("/").text
    resolution.done_at = NOW
    db.session.commit()
    assert "รายงานผลตามมติ" not in officer.get("/").text


def test_extracts_go_back_to_the_proposers_once(setting: Setting, resolution: Resolution, client_of: ClientOf) -> None:
    item = resolution.item
    make_submission(item, submitted_by_id=setting.officer.id)
    secretary, url = client_of(setting.secretary), f"/meetings/{resolution.meeting_id}"
    assert "ส่งสำเนามติให้เจ้าของเรื่อง 1 เรื่อง" in secretary.get(f"{url}/resolutions").text
    for _ in range(2):
        secretary.post(f"{url}/extracts")
    told = select(Notice.path).where(Notice.kind == "item_extract", Notice.user_id == setting.officer.id)
    assert db.session.scalars(told).all() == [f"/items/{item.id}/extract"]
    page = client_of(setting.officer).get(f"/items/{item.id}/extract")
    assert (page.heading, "มอบหมายให้จัดหา" in page.text) == ("สำเนามติ", True)
    client_of(setting.stranger).get(f"/items/{item.id}/extract", status=404)


def test_topic_is_told_through_the_meetings(setting: Setting, resolution: Resolution, client_of: ClientOf) -> None:
    source = resolution.item
    meeting = make_meeting(setting.committee)
    make_item(
        setting.committee, setting.division, meeting, title="ติดตามเครื่องพิมพ์", topic_id=source.topic_id,
        carried_from_id=source.id,
    )  # fmt: skip
    page = client_of(setting.member).get(f"/topics/{source.topic_id}")
    assert [each.text for each in page.root.all("h2")][:2] == [resolution.meeting.name, meeting.name]
    client_of(setting.stranger).get(f"/topics/{source.topic_id}", status=404)


@pytest.mark.parametrize("where", ["items", "resolutions", "minutes"])
def test_search_finds_within_ones_sight(
    setting: Setting, resolution: Resolution, client_of: ClientOf, where: str
) -> None:
    meeting = make_meeting(setting.committee, MeetingState.ADOPTED, starts_at=HELD - timedelta(days=9))
    db.session.add(
        MinutesRevision(
            meeting_id=meeting.id,
            no=1,
            source="compiled",
            content={},
            text="จัดหา",
            search_text="จัดหา",
            digest="0",
            created_by_id=setting.secretary.id,
            created_at=NOW,
        )
    )
    db.session.get_one(AgendaItem, resolution.item_id).search_text = "จัดหาเครื่องพิมพ์"
    db.session.commit()
    found = {
        who: client_of(person).get(f"/meetings/search?where={where}&q=จัดหา").text
        for who, person in (("member", setting.member), ("stranger", setting.stranger))
    }
    assert ("พบ 1 รายการ" in found["member"], "พบ 0 รายการ" in found["stranger"]) == (True, True)


def test_register_costs_the_same_for_one_resolution_and_thirty(
    setting: Setting, resolution: Resolution, client_of: ClientOf, statements: list[str]
) -> None:
    secretary = client_of(setting.secretary)
    costs = []
    for extra in (0, 24):
        for _ in range(extra):
            make_resolution(resolution.item, "assigned", due_on=date(2026, 12, 30), owner_id=setting.member.id)
        secretary.get("/resolutions")
        statements.clear()
        secretary.get("/resolutions")
        costs.append(len(statements))
    assert costs[0] == costs[1]
