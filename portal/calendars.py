"""Invitations that people's calendars keep up with: iCalendar (RFC 5545) objects of one event.

An event keeps its `uid` for ever; each change that calendars are told of raises `sequence`, and a cancellation names
the same `uid`. The portal answers no replies: people answer on its page, so attendees are not asked for one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from enum import StrEnum
from functools import cache
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from portal import thai

ZONE = "Asia/Bangkok"
MEDIA_TYPE = "text/calendar"


class Method(StrEnum):
    """What a calendar shall do: take the event in or change it, strike it out, or just offer it (a download)."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    PUBLISH = "PUBLISH"


@dataclass(frozen=True)
class Event:
    """One event. url: its page in the portal; online_url: where one joins, empty for a meeting in a room alone."""

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    summary: str
    place: str
    description: str
    url: str
    organizer_name: str
    organizer_address: str
    online_url: str = ""


@dataclass(frozen=True)
class Invitation:
    """A calendar object with its method, as a message carries it."""

    method: Method
    content: bytes


def event_of(
    facts: Mapping[str, Any], *, description: str, url: str, sender: str, says: Callable[[str], str] = str
) -> Event:
    """Return the event that the facts of a notice describe (its `calendar`), with instants as such.

    url: its page, an address of the portal; sender: whom the portal's mail comes from; says: how text is written
    """
    return Event(
        uid=f"{facts['uid']}@{urlsplit(url).hostname}",
        sequence=facts["sequence"],
        starts_at=facts["starts_at"],
        ends_at=facts["ends_at"],
        summary=says(facts["summary"]),
        place=says(facts["place"]),
        description=description,
        url=url,
        organizer_name=facts["organizer"],
        organizer_address=parseaddr(sender)[1],
        online_url=facts["online_url"],
    )


def make_calendar(event: Event, method: Method, stamp: datetime, attendee: tuple[str, str] | None = None) -> bytes:
    """Return the calendar object; the same event, method and stamp give the same bytes.

    stamp: when the object was made; attendee: name and address of the one it is sent to
    """
    library = _library()
    calendar, entry = library.Calendar(), library.Event()
    for name, value in {"prodid": "-//portal//meetings//TH", "version": "2.0", "method": method.value}.items():
        calendar.add(name, value)
    where = [event.place, event.online_url]
    values: Mapping[str, Any] = {
        "uid": event.uid,
        "sequence": event.sequence,
        "dtstamp": stamp,
        "dtstart": _in_bangkok(event.starts_at),
        "dtend": _in_bangkok(event.ends_at),
        "summary": event.summary,
        "location": " / ".join(text for text in where if text),
        "description": event.description,
        "url": event.url,
        "status": "CANCELLED" if method is Method.CANCEL else "CONFIRMED",
        "transp": "OPAQUE",
    }
    for name, value in values.items():
        entry.add(name, value)
    entry.add("organizer", _address(event.organizer_name, event.organizer_address))
    if attendee is not None:
        person = _address(*attendee)
        person.params.update({"PARTSTAT": "NEEDS-ACTION", "ROLE": "REQ-PARTICIPANT", "RSVP": "FALSE"})
        entry.add("attendee", person)
    calendar.add_component(_zone())
    calendar.add_component(entry)
    content: bytes = calendar.to_ical()
    return content


def _in_bangkok(instant: datetime) -> datetime:
    return thai.bangkok_time(instant).replace(tzinfo=ZoneInfo(ZONE))


def _address(name: str, address: str) -> Any:
    found = _library().vCalAddress(f"mailto:{address}")
    found.params["CN"] = name.replace('"', "'")
    return found


def _zone() -> Any:
    """Return Bangkok's clock: one offset since 1920."""
    library = _library()
    zone, standard = library.Timezone(), library.TimezoneStandard()
    zone.add("tzid", ZONE)
    standard.add("dtstart", datetime(1970, 1, 1))  # noqa: DTZ001  (local time, as the format wants)
    offset = thai.BANGKOK.utcoffset(None)
    standard.add("tzoffsetfrom", offset)
    standard.add("tzoffsetto", offset)
    standard.add("tzname", "+07")
    zone.add_component(standard)
    return zone


@cache
def _library() -> Any:
    """Return the icalendar package; imported late, since few processes need it."""
    return import_module("icalendar")
