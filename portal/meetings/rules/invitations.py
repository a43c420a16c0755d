"""What is true of invitations: when one may be sent, what those invited must be told again, what an answer needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol

from portal import thai
from portal.errors import N_, RuleBroken
from portal.meetings.rules.states import MeetingState

NAME_CHARACTERS = 120
POSITION_CHARACTERS = 200
NOTE_CHARACTERS = 300
GUESTS_AT_MOST = 200


class Answer(StrEnum):
    """What somebody says to an invitation."""

    COMING = "coming"
    DEPUTY = "deputy"
    EXCUSED = "excused"


ANSWER_WORDS = {
    "": N_("ยังไม่ตอบ"),
    Answer.COMING: N_("เข้าประชุม"),
    Answer.DEPUTY: N_("ให้ผู้แทนเข้าประชุม"),
    Answer.EXCUSED: N_("ลาประชุม"),
}
# what calendars and people must hear of once it changes
TOLD = ("starts_at", "ends_at", "place", "way", "online_url", "title", "agenda_fixed_at")
# a new day or time asks everybody anew
TIMES = frozenset({"starts_at", "ends_at"})


class Invited(Protocol):
    """A meeting as far as inviting goes."""

    id: int
    calendar_sequence: int
    starts_at: datetime
    ends_at: datetime
    place: str
    way: str
    online_url: str
    title: str
    agenda_fixed_at: datetime | None
    told: dict[str, Any] | None
    invited_at: datetime | None
    started_at: datetime | None
    cancelled_at: datetime | None

    @property
    def state(self) -> MeetingState: ...

    @property
    def name(self) -> str: ...


@dataclass(frozen=True)
class Answered:
    """An answer as somebody gives it. deputy_id: the deputy's account; without one name and position are typed."""

    answer: str
    note: str = ""
    deputy_id: int | None = None
    deputy_name: str = ""
    deputy_position: str = ""


@dataclass(frozen=True)
class Memo:
    """The fields of the memo that invites: office with telephone, number, date, signer, the day to answer by."""

    memo_office: str = ""
    memo_no: str = ""
    memo_on: date | None = None
    memo_signer: str = ""
    memo_signer_position: str = ""
    reply_by_on: date | None = None


@dataclass(frozen=True)
class Tally:
    """How many have said what; guests count beside the members."""

    coming: int = 0
    deputies: int = 0
    excused: int = 0
    waiting: int = 0

    @property
    def total(self) -> int:
        """Everybody on the list."""
        return self.coming + self.deputies + self.excused + self.waiting


def tally(answers: Iterable[str]) -> Tally:
    """Return the counts of the answers; an empty one is somebody who has not answered."""
    given = list(answers)
    return Tally(
        coming=given.count(Answer.COMING),
        deputies=given.count(Answer.DEPUTY),
        excused=given.count(Answer.EXCUSED),
        waiting=given.count(""),
    )


def facts_to_tell(meeting: Invited) -> dict[str, Any]:
    """Return what those invited are told of, as plain JSON."""
    return {
        name: value.isoformat() if isinstance(value := getattr(meeting, name), datetime) else value for name in TOLD
    }


def untold(meeting: Invited) -> Mapping[str, Any]:
    """Return name -> value those invited still believe, for everything that has changed since they were told."""
    if meeting.told is None:
        return {}
    now_true = facts_to_tell(meeting)
    return {name: old for name, old in meeting.told.items() if now_true.get(name) != old}


def calendar_facts(meeting: Invited, method: str, organizer: str) -> dict[str, Any]:
    """Return what calendars are told, as plain JSON (see `NoticeKind`). method: REQUEST or CANCEL."""
    return {
        "method": method,
        "uid": f"meeting-{meeting.id}",
        "sequence": meeting.calendar_sequence,
        "summary": " ".join(text for text in (meeting.name, meeting.title) if text),
        "starts_at": meeting.starts_at.isoformat(),
        "ends_at": meeting.ends_at.isoformat(),
        "place": "" if meeting.way == "online" else meeting.place,
        "online_url": "" if meeting.way == "onsite" else meeting.online_url,
        "organizer": organizer,
    }


def check_inviting(meeting: Invited, now: datetime) -> None:
    """Raise RuleBroken unless the invitation may be sent or sent again."""
    match meeting.state:
        case MeetingState.AGENDA_FIXED | MeetingState.INVITED if now < meeting.ends_at:
            return
        case MeetingState.AGENDA_FIXED | MeetingState.INVITED:
            raise RuleBroken(N_("เวลาประชุมผ่านไปแล้ว จึงเชิญไม่ได้ โปรดแก้ไขวันเวลาประชุมก่อน"))
        case MeetingState.CANCELLED:
            raise RuleBroken(N_("การประชุมนี้ยกเลิกแล้ว จึงเชิญไม่ได้"))
        case MeetingState.PLANNED | MeetingState.AGENDA_OPEN:
            raise RuleBroken(N_("โปรดกำหนดระเบียบวาระให้เรียบร้อยก่อน แล้วจึงเชิญประชุม"))
        case _:
            raise RuleBroken(N_("การประชุมเริ่มแล้ว จึงเชิญเพิ่มไม่ได้ ผู้ที่มาร่วมเพิ่มได้ที่รายชื่อในห้องประชุม"))


def check_memo(memo: Memo, meeting: Invited) -> None:
    """Raise RuleBroken for days that cannot be: the memo's and the one to answer by come before the meeting."""
    day = thai.bangkok_date(meeting.starts_at)
    if memo.reply_by_on is not None and memo.reply_by_on > day:
        raise RuleBroken(N_("วันที่ขอให้ตอบรับต้องไม่เกินวันประชุม %(day)s"), field="reply_by_on", day=day)
    if memo.memo_on is not None and memo.memo_on > day:
        raise RuleBroken(N_("วันที่ของหนังสือต้องไม่เกินวันประชุม %(day)s"), field="memo_on", day=day)


def takes_answers(meeting: Invited, now: datetime) -> bool:
    """Return whether answers may be given and changed: from the invitation until the meeting begins."""
    is_open = meeting.invited_at is not None and meeting.cancelled_at is None and meeting.started_at is None
    return is_open and now < meeting.starts_at


def check_answering(meeting: Invited, now: datetime) -> None:
    """Raise RuleBroken once answers are no longer taken."""
    if meeting.cancelled_at is not None:
        raise RuleBroken(N_("การประชุมนี้ยกเลิกแล้ว จึงไม่ต้องตอบรับ"))
    if meeting.invited_at is None:
        raise RuleBroken(N_("การประชุมนี้ยังไม่ได้ส่งคำเชิญ"))
    if not takes_answers(meeting, now):
        raise RuleBroken(N_("การประชุมเริ่มแล้ว จึงเปลี่ยนคำตอบไม่ได้ โปรดแจ้งฝ่ายเลขานุการ"))


def check_answer(given: Answered) -> None:
    """Raise RuleBroken for an answer that lacks what it needs: a reason, or who comes instead."""
    match given.answer:
        case Answer.COMING:
            return
        case Answer.EXCUSED:
            if not given.note:
                raise RuleBroken(N_("โปรดระบุเหตุผลที่ขอลาประชุม เช่น ติดราชการ ลาพักผ่อน"), field="note")
        case Answer.DEPUTY:
            if given.deputy_id is None and not given.deputy_name:
                raise RuleBroken(N_("โปรดเลือกหรือพิมพ์ชื่อผู้แทน"), field="deputy_name")
            if given.deputy_id is None and not given.deputy_position:
                raise RuleBroken(N_("โปรดระบุตำแหน่งของผู้แทน"), field="deputy_position")
        case _:
            raise RuleBroken(N_("โปรดเลือกคำตอบ"), field="answer")
