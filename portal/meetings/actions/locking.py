"""Holding a meeting or its agenda, so that people who act at the same moment queue up and none overwrites another."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from portal.committees.models import Committee
from portal.errors import N_, Conflict
from portal.extensions import db
from portal.meetings.models import Meeting
from portal.people.models import User

CHANGED = N_("มีผู้แก้ไขการประชุมนี้หลังจากที่ท่านเปิดหน้า โปรดตรวจข้อมูลปัจจุบัน แล้วบันทึกอีกครั้ง")
ITEM_CHANGED = N_("มีผู้แก้ไขเรื่องนี้หลังจากที่ท่านเปิดหน้า จึงยังไม่ได้ทำรายการนี้ โปรดตรวจข้อมูลปัจจุบัน แล้วทำอีกครั้ง")
AGENDA_CHANGED = N_("มีผู้แก้ไขระเบียบวาระก่อนท่าน จึงยังไม่ได้ทำรายการนี้ โปรดตรวจลำดับล่าสุด แล้วทำอีกครั้ง")


def hold_meeting(meeting: Meeting, version: int | None = None) -> None:
    """Hold the meeting's row until the end of the transaction and read it afresh.

    version: of the meeting as it was shown. Raises Conflict when somebody changed it since.
    """
    db.session.execute(select(Meeting.id).where(Meeting.id == meeting.id).with_for_update())
    db.session.refresh(meeting)
    if version is not None and meeting.version != version:
        raise Conflict(CHANGED)


def hold_committee(committee_id: int) -> None:
    """Hold the committee's row until the end of the transaction; before the meeting's, where both are held."""
    db.session.execute(select(Committee.id).where(Committee.id == committee_id).with_for_update())


def turn_agenda(meeting: Meeting, actor: User, now: datetime, seen: int | None = None) -> None:
    """Raise the agenda's version and hold the meeting, so that a second act on the same version is refused.

    seen: the version the person saw; None for an act that takes nothing from anybody, such as adding at the end.
    Raises Conflict when the agenda was changed since. The meeting's own version stays: its form is about other things.
    """
    changed = {"agenda_changed_by_id": actor.id, "agenda_changed_at": now}
    turned = (
        update(Meeting).where(Meeting.id == meeting.id).values(agenda_version=Meeting.agenda_version + 1, **changed)
    )
    if seen is not None:
        turned = turned.where(Meeting.agenda_version == seen)
    done = db.session.execute(turned.returning(Meeting.id).execution_options(synchronize_session=False)).first()
    if done is None:
        raise Conflict(AGENDA_CHANGED)
    db.session.refresh(meeting)
