"""Papers of a proposal: in, named, in order, withdrawn, frozen with a submission, and who may read which."""

from __future__ import annotations

import io
import os
import time
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from portal import audit
from portal.access.permissions import Role
from portal.evidence.actions import sweep_files
from portal.extensions import db
from portal.meetings.actions.decisions import return_item
from portal.meetings.models import AgendaItem, AgendaPaper
from portal.meetings.queries import papers_of
from portal.meetings.rules import MeetingState
from portal.storage import named
from tests.client import Page, PortalClient
from tests.conftest import NOW
from tests.factories.meetings import make_guest, make_item, make_meeting, make_paper, make_submission
from tests.factories.people import make_person, make_unit, make_user
from tests.meetings.conftest import Setting, events

ClientOf = Callable[..., PortalClient]


@pytest.fixture
def officer(setting: Setting, client_of: ClientOf) -> PortalClient:
    """A browser with the division's officer signed in."""
    return client_of(setting.officer)


@pytest.fixture
def draft(setting: Setting) -> AgendaItem:
    """A draft of the division that could be submitted."""
    text = {"background": "ที่มา", "proposal": "ขอความเห็นชอบ"}
    return make_item(setting.committee, setting.division, is_draft=True, **text)


def file(name: str, text: str = "") -> tuple[io.BytesIO, str]:
    """Return a text file as a browser sends it."""
    return io.BytesIO((text or name).encode()), name


def upload(client: PortalClient, item: AgendaItem, *names: str, key: str = "k", status: int = 303) -> Page:
    """Return the answer to attaching files."""
    files = [file(name) for name in names]
    return client.post(f"/items/{item.id}/papers", {"files": files, "upload_key": key}, status=status)


def errors(page: Page) -> list[str]:
    """Return what stands under the fields, else at the head of the form."""
    fields = [each.text.removeprefix("ต้องแก้ไข: ") for each in page.root.all("p", class_="field-error")]
    return fields or [each.text for box in page.root.all("div", class_="error-summary") for each in box.all("li")]


def papers(item: AgendaItem, *, frozen: bool = False) -> list[AgendaPaper]:
    """Return the item's papers in order: the draft's, or all that are frozen."""
    kind = AgendaPaper.submission_id.is_not(None) if frozen else AgendaPaper.submission_id.is_(None)
    found = select(AgendaPaper).where(AgendaPaper.item_id == item.id, kind, AgendaPaper.withdrawn_at.is_(None))
    return list(db.session.scalars(found.order_by(AgendaPaper.submission_id, AgendaPaper.position)))


def submit(client: PortalClient, item: AgendaItem, note: str = "") -> None:
    """Submit what the page shows."""
    seen = client.get(f"/items/{item.id}/submission").root.one("input", id="seen").attrs["value"]
    client.post(f"/items/{item.id}/submission", {"seen": seen, "note": note})


def test_papers_come_in_and_go_out_as_downloads(setting: Setting, officer: PortalClient, draft: AgendaItem) -> None:
    upload(officer, draft, "แผน.txt", "งบประมาณ.txt")
    first, second = papers(draft)
    assert [(paper.filename, paper.position) for paper in (first, second)] == [("แผน.txt", 1), ("งบประมาณ.txt", 2)]
    answer = officer.get(f"/papers/{first.id}").response
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert [each["filename"] for each in events(audit.Event.ITEM_PAPER_ADDED)] == ["แผน.txt", "งบประมาณ.txt"]


def test_same_submit_attaches_once(setting: Setting, officer: PortalClient, draft: AgendaItem) -> None:
    for _ in range(2):
        upload(officer, draft, "แผน.txt")
    assert len(papers(draft)) == 1


def test_same_content_again_is_refused(setting: Setting, officer: PortalClient, draft: AgendaItem) -> None:
    upload(officer, draft, "แผน.txt")
    page = upload(officer, draft, "แผน.txt", key="other", status=422)
    assert errors(page) == ["ไฟล์ “แผน.txt” มีเนื้อหาเดียวกับ “แผน.txt” จึงยังไม่ได้เก็บไฟล์ใด โปรดเลือกใหม่โดยไม่ซ้ำกัน"]


def test_no_file_and_a_program_are_refused(setting: Setting, officer: PortalClient, draft: AgendaItem) -> None:
    page = officer.post(f"/items/{draft.id}/papers", {"upload_key": "k"}, status=422)
    assert errors(page) == ["โปรดเลือกไฟล์อย่างน้อย 1 ไฟล์"]
    bad = [(io.BytesIO(b"MZ" + b"\0" * 99), "แผน.pdf")]
    page = officer.post(f"/items/{draft.id}/papers", {"files": bad, "upload_key": "k"}, status=422)
    assert "ระบบไม่รับโปรแกรม" in errors(page)[0]
    assert papers(draft) == []


def test_item_takes_twenty_papers(setting: Setting, officer: PortalClient, draft: AgendaItem) -> None:
    upload(officer, draft, *(f"{no}.txt" for no in range(10)), key="a")
    upload(officer, draft, *(f"{no}.txt" for no in range(10, 19)), key="b")
    page = upload(officer, draft, "20.txt", "21.txt", key="c", status=422)
    assert errors(page) == ["เรื่องหนึ่งมีเอกสารได้ไม่เกิน 20 ไฟล์ มีอยู่แล้ว 19 ไฟล์ โปรดถอนบางไฟล์หรือรวมไฟล์ก่อน"]
    upload(officer, draft, "20.txt", key="d")
    assert "แนบครบจำนวนแล้ว" in officer.get(f"/items/{draft.id}/papers").text


def test_file_of_the_greatest_size_is_the_limit(setting: Setting, officer: PortalClient, draft: AgendaItem) -> None:
    page = officer.get(f"/items/{draft.id}/papers")
    assert page.root.one("div", class_="upload").attrs["data-max-bytes"] == str(100 * 1024 * 1024)


def order(client: PortalClient, item: AgendaItem, rows: list[tuple[int, str, str]], *, status: int = 303) -> Page:
    """Return the answer to (paper's id, place, title) of each row."""
    typed = {
        f"rows-{no}-{name}": str(value)
        for no, row in enumerate(rows)
        for name, value in zip(("paper_id", "place", "title"), row, strict=True)
    }
    return client.post(f"/items/{item.id}/papers/order", typed, status=status)


def test_papers_are_named_and_put_in_order(setting: Setting, officer: PortalClient, draft: AgendaItem) -> None:
    upload(officer, draft, "ก.txt", "ข.txt", "ค.txt")
    first, second, third = (paper.id for paper in papers(draft))
    order(officer, draft, [(first, "1", "แผน"), (second, "๒", ""), (third, "1", "งบประมาณ")])
    assert [(paper.id, paper.title) for paper in papers(draft)] == [(third, "งบประมาณ"), (first, "แผน"), (second, "")]
    assert events(audit.Event.ITEM_CHANGED)[0]["papers"] == ["งบประมาณ", "แผน", "ข.txt"]
    # a row of a paper that is gone, or of somebody else's, changes nothing
    stranger = make_paper(make_item(setting.committee, setting.agency))
    order(officer, draft, [(stranger.id, "1", "แอบ"), (999999, "1", "ไม่มี")])
    assert db.session.get_one(AgendaPaper, stranger.id).title == ""
    order(officer, draft, [(first, "หนึ่ง", "แผน")], status=422)


def test_paper_is_withdrawn_from_the_draft_and_kept(setting: Setting, officer: PortalClient, draft: AgendaItem) -> None:
    upload(officer, draft, "ก.txt")
    (paper,) = papers(draft)
    paper_id, digest = paper.id, paper.sha256
    officer.post(f"/papers/{paper_id}/withdrawal")
    officer.post(f"/papers/{paper_id}/withdrawal", status=404)
    officer.get(f"/papers/{paper_id}", status=404)
    assert named([digest, "f" * 64]) == {digest}
    assert [each["filename"] for each in events(audit.Event.ITEM_PAPER_WITHDRAWN)] == ["ก.txt"]


def test_sweeper_keeps_what_papers_name(
    portal: Any, setting: Setting, officer: PortalClient, draft: AgendaItem
) -> None:
    upload(officer, draft, "ก.txt")
    store, kept = portal.extensions["portal_storage"], papers(draft)[0].sha256
    orphan = store.put(io.BytesIO("ไม่มีแถวใดอ้างถึง".encode()), "x.txt").digest
    written = time.time() - 3 * 86_400
    for digest in (kept, orphan):
        os.utime(store.root / digest[:2] / digest[2:4] / digest, (written, written))
    sweep_files(storage=store)
    assert (store.exists(kept), store.exists(orphan)) == (True, False)


def test_submission_freezes_papers_by_copy(setting: Setting, officer: PortalClient, draft: AgendaItem) -> None:
    upload(officer, draft, "ก.txt", "ข.txt")
    submit(officer, draft)
    frozen = papers(draft, frozen=True)
    assert [(paper.filename, paper.sha256) for paper in frozen] == [(p.filename, p.sha256) for p in papers(draft)]
    assert papers_of([draft.id])[draft.id] == frozen
    upload(officer, draft, "ค.txt", key="x", status=422)
    page = officer.post(f"/papers/{frozen[0].id}/withdrawal", status=409)
    assert "เอกสารที่เสนอแล้วเปลี่ยนไม่ได้" in page.text
    officer.post(f"/papers/{papers(draft)[0].id}/withdrawal", status=422)


def returned(setting: Setting, officer: PortalClient, draft: AgendaItem) -> None:
    """Send the submitted item back."""
    item = db.session.get_one(AgendaItem, draft.id)
    return_item(item=item, reason="ขอเอกสารเพิ่ม", version=item.version, actor=setting.secretary, now=NOW)
    db.session.commit()


def test_papers_of_every_submission_stay_as_they_were(
    setting: Setting, officer: PortalClient, draft: AgendaItem
) -> None:
    upload(officer, draft, "ก.txt", "ข.txt")
    submit(officer, draft)
    returned(setting, officer, draft)
    officer.post(f"/papers/{papers(draft)[0].id}/withdrawal")
    upload(officer, draft, "ค.txt", key="y")
    submit(officer, draft)
    assert [paper.filename for paper in papers(draft, frozen=True)] == ["ก.txt", "ข.txt", "ข.txt", "ค.txt"]
    assert [paper.filename for paper in papers_of([draft.id])[draft.id]] == ["ข.txt", "ค.txt"]
    newest = officer.get(f"/items/{draft.id}/submissions").root.all("section", class_="step")[0]
    assert [each.text for each in newest.all("ins")] == ["เพิ่มเอกสาร ค.txt"]
    assert [each.text for each in newest.all("del")] == ["นำเอกสาร ก.txt ออก"]


def statuses(client_of: ClientOf, people: dict[str, Any], paper_id: int) -> dict[str, int]:
    """Return who -> the status of the paper's download."""
    found = {}
    for who, person in people.items():
        answer = client_of(person).send("GET", f"/papers/{paper_id}")
        found[who] = answer.status_code
        answer.close()
    return found


def test_draft_papers_are_the_divisions_alone(
    setting: Setting, officer: PortalClient, draft: AgendaItem, client_of: ClientOf
) -> None:
    upload(officer, draft, "ก.txt")
    submit(officer, draft)
    returned(setting, officer, draft)
    upload(officer, draft, "ใหม่.txt", key="z")
    people = {
        "officer": setting.officer,
        "head": make_person(Role.HEAD, setting.division),
        "secretary": setting.secretary,
        "member": setting.member,
        "next door": make_person(Role.OFFICER, make_unit(setting.agency)),
        "stranger": setting.stranger,
    }
    fresh, frozen = papers(draft)[-1].id, papers(draft, frozen=True)[0].id
    assert statuses(client_of, people, fresh) == {
        "officer": 200, "head": 200, "secretary": 404, "member": 404, "next door": 404, "stranger": 404,
    }  # fmt: skip
    assert statuses(client_of, people, frozen) == {
        "officer": 200, "head": 200, "secretary": 200, "member": 404, "next door": 404, "stranger": 404,
    }  # fmt: skip


def test_members_read_papers_in_force_and_not_those_of_former_submissions(
    setting: Setting, client_of: ClientOf
) -> None:
    meeting = make_meeting(setting.committee, MeetingState.INVITED)
    guest = make_user(setting.agency)
    make_guest(meeting, guest)
    item = make_item(setting.committee, setting.division, meeting)
    first, second = make_submission(item), make_submission(item)
    old, now = make_paper(item, submission_id=first.id).id, make_paper(item, submission_id=second.id).id
    people = {"member": setting.member, "guest": guest, "secretary": setting.secretary, "officer": setting.officer}
    assert statuses(client_of, people, now) == dict.fromkeys(people, 200)
    assert statuses(client_of, people, old) == {"member": 404, "guest": 404, "secretary": 200, "officer": 200}
    item.is_confidential = True
    db.session.commit()
    assert statuses(client_of, people, now) == {"member": 200, "guest": 404, "secretary": 200, "officer": 200}


def test_secretary_attaches_papers_to_items_of_the_committee(
    setting: Setting, secretary: PortalClient, client_of: ClientOf
) -> None:
    meeting = make_meeting(setting.committee)
    own = make_item(setting.committee, setting.agency, meeting)
    upload(secretary, own, "คำสั่ง.txt")
    (paper,) = papers(own)
    paper_id, before = paper.id, meeting.agenda_version
    assert statuses(client_of, {"member": setting.member}, paper_id) == {"member": 200}
    upload(secretary, own, "แนบ.txt", key="v")
    assert meeting.agenda_version == before + 1
    # not to what a division submitted
    theirs = make_item(setting.committee, setting.division, meeting)
    make_submission(theirs)
    upload(secretary, theirs, "แอบ.txt", key="w", status=403)
    assert db.session.scalar(select(func.count()).select_from(AgendaPaper)) == 2


def test_secretarys_item_is_shut_once_the_agenda_is_fixed(setting: Setting, secretary: PortalClient) -> None:
    own = make_item(setting.committee, setting.agency, make_meeting(setting.committee, MeetingState.AGENDA_FIXED))
    page = upload(secretary, own, "คำสั่ง.txt", status=422)
    assert errors(page) == ["เรื่องนี้บรรจุในระเบียบวาระแล้ว หากต้องแก้ไข โปรดแจ้งเลขานุการให้ส่งคืน"]
