"""The daily digest: one notice per person and day about duties at a mark, never one for each duty."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from flask import current_app

from portal import outbox, thai
from portal.checklists.queries import duties_of
from portal.checklists.rules import to_announce
from portal.duties import Duty
from portal.notifications.actions import notify
from portal.notifications.rules import NoticeKind
from portal.people.queries import ids_in_office, load_person

PEOPLE_AT_ONCE = 500
LISTED = 20


def post_digests(payload: Mapping[str, Any], now: datetime) -> None:
    """Post a digest job for each person in office, some hundred at a time: the next batch is a job as well.

    Staff without any further role have no dated duties, so they are passed over.
    """
    day, after_id = date.fromisoformat(payload["date"]), payload.get("after_id", 0)
    people = ids_in_office(day, after_id, PEOPLE_AT_ONCE)
    outbox.post_many(
        "checklists.digest",
        [({"user_id": user_id, "date": payload["date"]}, f"digest:{user_id}:{day}") for user_id in people],
        now,
    )
    if len(people) == PEOPLE_AT_ONCE:
        rest = {"date": payload["date"], "after_id": people[-1]}
        outbox.post("checklists.digest_day", rest, now, dedupe_key=f"checklists.digest_day:{day}:{people[-1]}")


@outbox.slow
def write_digest(payload: Mapping[str, Any], now: datetime) -> Callable[[], Any] | None:
    """Put what is at a mark into one notice; made now, so that a duty done meanwhile is not announced.

    Reading the duties takes a while and needs no write open, hence in two steps. A digest of an earlier day is dropped:
    that day's marks say nothing any more.
    """
    today = thai.bangkok_date(now)
    if payload["date"] != today.isoformat():
        return None
    user_id = payload["user_id"]
    person = load_person(user_id, today)
    duties = to_announce(duties_of(person, today), today) if person is not None else []
    if not duties:
        return None
    detail = digest_of(duties, today)
    return lambda: notify(
        user_ids=[user_id],
        kind=NoticeKind.DIGEST,
        detail=detail,
        path="/",
        dedupe_key=f"digest:{today}",
        now=now,
    )


def digest_of(duties: list[Duty], today: date) -> dict[str, Any]:
    """Return the facts of the digest: the first twenty by due date, and how many there are."""
    duties = sorted(duties, key=lambda duty: (duty.due_on, duty.title, duty.key))
    return {
        "today_on": today.isoformat(),
        "count": len(duties),
        "overdue": sum(duty.due_on < today for duty in duties),
        "items": [
            {
                "title": duty.title,
                "what": duty.what,
                "missing": duty.missing,
                "due_on": duty.due_on.isoformat(),
                "path": path_of(duty),
            }
            for duty in duties[:LISTED]
        ],
    }


def path_of(duty: Duty) -> str:
    """Return the path of the form that does the duty; there is no request to ask for it."""
    routes = current_app.url_map.bind("portal")
    return routes.build(duty.endpoint, dict(duty.values)) + (f"#{duty.anchor}" if duty.anchor else "")


JOBS = {"checklists.digest_day": post_digests, "checklists.digest": write_digest}
