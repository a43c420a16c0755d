"""Telling people, reading, choosing channels, sending again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import outbox
from portal.access.permissions import Role
from portal.audit import AuditEntry, Event
from portal.errors import Conflict, RuleBroken
from portal.extensions import db, write_transaction
from portal.notifications import actions
from portal.notifications.models import Notice
from portal.notifications.queries import MAIL, channels_of, count_unread
from portal.notifications.rules import Channel, NoticeKind, default_channel
from portal.outbox import Hopeless, Job
from tests.factories.notifications import NOW, RETURNED, tell
from tests.factories.people import make_person, make_unit, make_user
from tests.smtp import sending_to

SERVER = "smtp://127.0.0.1:1"


@pytest.fixture
def unit(portal):
    return make_unit()


def _notices():
    db.session.rollback()
    return db.session.execute(select(Notice.user_id, Notice.kind, Notice.path).order_by(Notice.id)).all()


def _letters():
    db.session.rollback()
    rows = db.session.execute(
        select(Notice.user_id).join(Job, Job.dedupe_key == "mail:" + db.cast(Notice.id, db.String)).order_by(Job.id)
    )
    return list(rows.scalars())


def test_notify_puts_one_notice_into_each_inbox(unit):
    first, second = make_user(unit), make_user(unit)
    assert tell(first, second, first) == 2
    assert _notices() == [(person.id, "obligation_returned", "/obligations/7") for person in (first, second)]
    assert db.session.scalars(select(Notice.detail)).all() == [RETURNED, RETURNED]


def test_notify_same_key_twice_reaches_only_the_new_person(unit, portal):
    first, second = make_user(unit, email="a@example.go.th"), make_user(unit, email="b@example.go.th")
    with sending_to(portal, SERVER):
        assert [tell(first, dedupe_key="k"), tell(first, second, dedupe_key="k"), tell(second, dedupe_key="k")] == [
            1,
            1,
            0,
        ]
        assert _letters() == [first.id, second.id]


def test_notify_passes_over_disabled_people(unit, now):
    gone = make_user(unit, disabled_at=now)
    assert tell(gone) == 0
    assert tell() == 0


def test_notify_posts_mail_to_those_who_want_it_and_can_have_it(unit, portal, now):
    asked, refused, silent, without = (
        make_user(unit, email=address) for address in ("a@example.go.th", "b@example.go.th", "c@example.go.th", "")
    )
    for person, channel in ((asked, Channel.EMAIL), (refused, Channel.INBOX), (without, Channel.EMAIL)):
        with write_transaction():
            actions.choose_channels(
                chosen={NoticeKind.OBLIGATION_RETURNED: channel, NoticeKind.OBLIGATION_CERTIFIED: channel},
                actor=person,
                now=now,
            )
    everybody = (asked, refused, silent, without)
    with sending_to(portal, SERVER):
        tell(*everybody)
        assert _letters() == [asked.id, silent.id]
        tell(*everybody, kind=NoticeKind.OBLIGATION_CERTIFIED)
        assert _letters() == [asked.id, silent.id, asked.id]
    payloads = db.session.scalars(select(Job.payload).order_by(Job.id)).all()
    assert [set(payload) for payload in payloads] == [{"notice_id"}] * 3


def test_notify_posts_no_mail_where_it_is_switched_off(unit):
    tell(make_user(unit, email="a@example.go.th"))
    assert _letters() == []


def test_notify_is_undone_with_the_act(unit, portal, now):
    person = make_user(unit, email="a@example.go.th")
    with sending_to(portal, SERVER):
        outbox_before = db.session.scalars(select(Job.id)).all()
        actions.notify(user_ids=[person.id], kind=NoticeKind.DIGEST, detail={}, path="/", dedupe_key="k", now=now)
        db.session.rollback()
    assert (_notices(), db.session.scalars(select(Job.id)).all()) == ([], outbox_before)


def test_notify_many_people_takes_no_more_statements(unit, portal, statements):
    people = [make_user(unit, email=f"p{number}@example.go.th").id for number in range(30)]
    counts = []
    with sending_to(portal, SERVER):
        for some in (people[:1], people[:3], people):
            statements.clear()
            with write_transaction():
                actions.notify(
                    user_ids=some, kind=NoticeKind.DIGEST, detail={}, path="/", dedupe_key=f"k{len(some)}", now=NOW
                )
            counts.append(len([each for each in statements if not each.startswith("BEGIN")]))
    assert (counts, len(_letters())) == ([3, 3, 3], 34)


@pytest.mark.parametrize("path", ["https://example.com/", "//example.com/", "obligations/7", ""])
def test_notify_path_outside_the_portal_is_refused(unit, path):
    with pytest.raises(ValueError, match="not a path"):
        tell(make_user(unit), path=path)


def test_mark_read_keeps_the_first_time(unit, now):
    person, other = make_user(unit), make_user(unit)
    tell(person)
    notice = db.session.scalars(select(Notice)).one()
    for actor, moment in ((other, now), (person, now), (person, now + timedelta(hours=1))):
        with write_transaction():
            actions.mark_read(notice=notice, actor=actor, now=moment)
    assert (notice.read_at, count_unread(person.id)) == (now, 0)


def test_mark_all_read_leaves_others_alone(unit, now):
    person, other = make_user(unit), make_user(unit)
    for _ in range(3):
        tell(person, other)
    with write_transaction():
        actions.mark_all_read(actor=person, now=now)
    assert (count_unread(person.id), count_unread(other.id)) == (0, 3)


def test_choose_channels_keeps_and_audits_what_changed(unit, now):
    person = make_user(unit)
    everything = {kind: default_channel(kind) for kind in NoticeKind}
    assert channels_of(person.id) == everything
    for channel in (Channel.INBOX, Channel.INBOX, Channel.EMAIL):
        with write_transaction():
            actions.choose_channels(chosen=everything | {NoticeKind.DIGEST: channel}, actor=person, now=now)
    assert channels_of(person.id) == everything
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(entry.event, entry.detail["old"], entry.detail["new"]) for entry in entries] == [
        (Event.PREFERENCES_CHANGED, {"digest": "email"}, {"digest": "inbox"}),
        (Event.PREFERENCES_CHANGED, {"digest": "inbox"}, {"digest": "email"}),
    ]


@pytest.fixture
def administrator(unit):
    return make_person(Role.ADMINISTRATOR, unit)


def _made(now, kind=MAIL, ending=None, notice_id=1):
    """Return a job: waiting, or ended as `ending` does it."""
    with write_transaction():
        outbox.post(kind, {"notice_id": notice_id}, now)
    if ending is not None:
        [claimed] = outbox.claim(now)
        with write_transaction():
            ending(claimed, now)
    return db.session.scalars(select(Job).order_by(Job.id.desc())).first()


def _fail(claimed, now):
    outbox.fail(claimed, Hopeless("550 no such user"), now)


def _later(claimed, now):
    outbox.fail(claimed, OSError("no answer"), now)


def _resend(job, administrator, now):
    with write_transaction():
        actions.resend_job(job=job, actor=administrator, now=now)


@pytest.mark.parametrize(
    ("kind", "ending", "payload"),
    [
        (MAIL, _fail, {"notice_id": 1}),
        (MAIL, outbox.finish, {"notice_id": 1, "copy": 2}),
        (MAIL, _later, {"notice_id": 1}),
        ("checklists.digest_day", _fail, {"notice_id": 1}),
    ],
)
def test_resend_job_puts_it_back_and_is_on_record(administrator, now, kind, ending, payload):
    job = _made(now, kind, ending)
    state = outbox.state_of(job, now).value
    _resend(job, administrator, now)
    [claimed] = outbox.claim(now)
    assert (claimed.id, claimed.payload, claimed.tries) == (job.id, payload, 1)
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.event, entry.subject_id, entry.actor_id) == (Event.OUTBOX_RESENT, job.id, administrator.id)
    assert (entry.detail["kind"], entry.detail["state"]) == (kind, state)


def test_resend_job_waiting_or_running_is_a_conflict(administrator, now):
    waiting = _made(now)
    with pytest.raises(Conflict):
        _resend(waiting, administrator, now)
    outbox.claim(now)
    with pytest.raises(Conflict):
        _resend(waiting, administrator, now)


def test_resend_job_other_work_that_was_done_is_refused(administrator, now):
    with pytest.raises(RuleBroken):
        _resend(_made(now, "checklists.digest_day", outbox.finish), administrator, now)


def test_resend_failed_takes_one_kind_or_all(administrator, now):
    for kind in (MAIL, MAIL, "checklists.digest"):
        _made(now, kind, _fail)
    _made(now, MAIL, outbox.finish)
    with write_transaction():
        assert actions.resend_failed(kind=MAIL, actor=administrator, now=now) == 2
    with write_transaction():
        assert actions.resend_failed(kind="", actor=administrator, now=now) == 1
    with write_transaction():
        assert actions.resend_failed(kind="", actor=administrator, now=now) == 0
    assert len(outbox.claim(now, 9)) == 3
    assert [len(entry.detail["jobs"]) for entry in db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))] == [
        2,
        1,
    ]
