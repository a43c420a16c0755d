"""The administrator's view of the queue."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal import outbox
from portal.access.permissions import Role
from portal.extensions import db, write_transaction
from portal.notifications.queries import MAIL
from portal.outbox import Hopeless, Job
from tests.factories.notifications import NOW, tell
from tests.factories.people import make_person, make_unit, make_user
from tests.smtp import sending_to


@pytest.fixture
def unit(portal):
    return make_unit()


@pytest.fixture
def person(unit):
    return make_user(unit, email="somying@example.go.th")


@pytest.fixture
def administrator(client_of, unit):
    return client_of(make_person(Role.ADMINISTRATOR, unit))


def _letter(portal, person, ending=None):
    """Tell the person something by mail and bring its job to an end; return the job's id."""
    with sending_to(portal, "smtp://127.0.0.1:1"):
        tell(person)
    if ending is not None:
        [claimed] = outbox.claim(NOW)
        with write_transaction():
            ending(claimed, NOW)
    db.session.rollback()
    return db.session.scalars(select(Job.id).order_by(Job.id.desc())).first()


def _fail(claimed, now):
    outbox.fail(claimed, Hopeless("550 no such user"), now)


def _ids(page):
    return [row.attrs["id"] for row in page.root.one("tbody").all("tr")]


def test_queue_empty_says_so(administrator):
    page = administrator.get("/outbox")
    assert page.root.one("p", class_="empty-title").text == "ไม่มีงานในรายการนี้"
    assert page.root.one("p", class_="page-sub").text == "ยังไม่พบตัวทำงานเบื้องหลัง"


def test_queue_counts_and_filters_by_state_and_kind(portal, administrator, person):
    failed, done = _letter(portal, person, _fail), _letter(portal, person, outbox.finish)
    with write_transaction():
        outbox.post("checklists.digest", {"user_id": 1}, NOW)
    page = administrator.get("/outbox")
    assert [tab.text for tab in page.root.one("nav", class_="tabs").all("a")] == [
        "ทั้งหมด 3", "รอทำ 1", "กำลังทำ 0", "ไม่สำเร็จ 1", "เสร็จแล้ว 1",
    ]  # fmt: skip
    assert _ids(administrator.get("/outbox?state=failed")) == [f"job-{failed}"]
    assert _ids(administrator.get(f"/outbox?kind={MAIL}")) == [f"job-{done}", f"job-{failed}"]
    assert len(_ids(administrator.get("/outbox?state=x&kind=y&page=zz"))) == 3


def test_queue_shows_whom_but_not_what(portal, administrator, person):
    _letter(portal, person, _fail)
    elsewhere = make_user(make_unit(), name="นายไกล ต่างหน่วย", email="far@example.go.th")
    _letter(portal, elsewhere)
    text = administrator.get("/outbox").root.one("main").text
    assert [word in text for word in (person.name, "550 no such user", "ถึงบุคคลในหน่วยงานอื่น")] == [True] * 3
    assert [word in text for word in ("นายไกล", "ไฟล์ไม่ครบ", "ตัวชี้วัดที่ 1", person.email)] == [False] * 4


def test_queue_same_statements_for_one_and_three(portal, administrator, person, statements):
    counts = []
    for more in (1, 2):
        for _ in range(more):
            _letter(portal, person, _fail)
        statements.clear()
        administrator.get("/outbox")
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_resend_puts_a_failed_letter_back(portal, administrator, person):
    job_id = _letter(portal, person, _fail)
    page = administrator.get("/outbox?state=failed")
    form = page.root.one("tbody").one("form")
    assert (form.attrs["action"], form.one("button").text) == (f"/outbox/{job_id}/resend", "ส่งอีกครั้ง")
    answer = administrator.post(f"/outbox/{job_id}/resend", {"next": "/outbox?state=failed"})
    assert answer.headers["Location"] == "/outbox?state=failed"
    assert [job.id for job in outbox.claim(NOW)] == [job_id]


def test_resend_twice_is_a_conflict(portal, administrator, person):
    job_id = _letter(portal, person, _fail)
    administrator.post(f"/outbox/{job_id}/resend")
    administrator.post(f"/outbox/{job_id}/resend", status=409)


@pytest.mark.parametrize("number", ["99999999999999999999", "7"])
def test_resend_of_nothing_is_not_found(administrator, number):
    administrator.post(f"/outbox/{number}/resend", status=404)


def test_resend_failed_all_at_once(portal, administrator, person):
    for ending in (_fail, _fail, outbox.finish):
        _letter(portal, person, ending)
    page = administrator.get("/outbox")
    assert page.root.one("form", action="/outbox/resend").text == "ทำรายการที่ไม่สำเร็จอีกครั้ง 2 รายการ"
    administrator.post("/outbox/resend", {"kind": ""})
    assert len(outbox.claim(NOW, 9)) == 2


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_queue_is_for_administrators(client_of, unit, role):
    other = client_of(make_person(role, unit))
    other.get("/outbox", status=403)
    other.post("/outbox/1/resend", status=403)
    other.post("/outbox/resend", status=403)
