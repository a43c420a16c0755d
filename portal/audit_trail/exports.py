"""Rows of the trail in words: in the reader's language for the screen, in Thai for the spreadsheet."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext

from portal import thai
from portal.audit import Entry
from portal.audit_trail.queries import MAX_EXPORT_ROWS, Found
from portal.audit_trail.rules import EVENT_WORDS, SUBJECT_WORDS, Shape, Value, telling
from portal.people.rules.units import ids_on_path
from portal.performance.rules import period_name
from portal.spreadsheet import Column, Sheet, write_workbook
from portal.web import filters

DIGEST_CHARACTERS = 12
PLACE_MARK = " › "


@dataclass(frozen=True)
class Voice:
    """How sentences and values are written for one kind of reader."""

    say: Callable[[str], str]
    date: Callable[[date], str]
    instant: Callable[[datetime], str]
    number: Callable[[Any], str]
    year: Callable[[int], str]
    period: Callable[[str], str]
    size: Callable[[int], str]


# official documents are in Thai whatever the screen's language
PAPER = Voice(
    say=str,
    date=thai.date_short,
    instant=lambda at: f"{thai.date_short(thai.bangkok_date(at))} {thai.time_thai(at)}",
    number=lambda value: f"{value:,}",
    year=str,
    period=str,
    size=lambda size: f"{size:,} ไบต์",
)
SCREEN = Voice(
    say=lambda message: str(gettext(message)),
    date=filters.thai_date,
    instant=filters.thai_datetime,
    number=filters.num,
    year=filters.year,
    period=filters.period,
    size=filters.filesize,
)


@dataclass(frozen=True)
class Line:
    """An entry in words. `who` is empty for the system itself; changes are (name, old, new), facts (name, value)."""

    at: datetime
    who: str
    what: str
    changes: tuple[tuple[str, str, str], ...]
    facts: tuple[tuple[str, str], ...]


def line_of(entry: Entry, voice: Voice = SCREEN, places: Mapping[int, str] | None = None) -> Line:
    """Return the entry in words; places: unit's id -> name, for entries about units that moved."""
    told = telling(entry.event.value, entry.detail)
    sentence = voice.say(told.sentence)
    if told.filled:
        sentence %= {name: _written(value, voice, places) for name, value in told.filled.items()}
    return Line(
        at=entry.at,
        who=entry.actor_name or "",
        what=sentence,
        changes=tuple(
            (voice.say(each.name), _written(each.old, voice, places), _written(each.new, voice, places))
            for each in told.changes
        ),
        facts=tuple((voice.say(fact.name), _written(fact.value, voice, places)) for fact in told.facts),
    )


def subject_name(found: Found, voice: Voice = SCREEN) -> str:
    """Return what the object is called; its kind and number where the row itself cannot tell; empty for no object."""
    kind, row = found.entry.subject_type, found.subject
    if row is None:
        number = voice.number(found.entry.subject_id) if found.entry.subject_id else ""
        return f"{voice.say(SUBJECT_WORDS.get(kind, kind))} {number}".strip() if number else ""
    match kind:
        case "obligation":
            period = row.period
            name = voice.period(period_name(period.kind, period.no, period.starts_on, period.ends_on))
            return f"{row.indicator.printed_code} {row.item_name} {name} {row.unit.abbr}".strip()
        case "fiscal_year":
            return f"{voice.say(SUBJECT_WORDS[kind])} {voice.year(row.year_be)} {row.agency.name_th}"
        case "unit":
            return str(row.name_th)
        case "agenda_item":
            return str(row.title)
    return str(row.name)


def unit_name(found: Found) -> str:
    """Return the unit the object belonged to; empty for none."""
    ids = ids_on_path(found.entry.unit_path)
    return found.places.get(ids[-1], "") if ids else ""


def trail_workbook(found: Iterable[Found], total: int, now: datetime) -> io.BytesIO:
    """Return the workbook of the entries; where there were more, its title says how many were left out."""
    columns = [
        Column("วันเวลา", 22),
        Column("ผู้ทำรายการ", 26),
        Column("เหตุการณ์", 24),
        Column("สิ่งที่ทำ", 50, wrap=True),
        Column("เกี่ยวกับ", 44, wrap=True),
        Column("หน่วยงาน", 28),
        Column("รายละเอียด", 60, wrap=True),
    ]
    made = f"ข้อมูล ณ วันที่ {thai.date_long(thai.bangkok_date(now))} เวลา {thai.time_thai(now)}"
    count = f"พบ {total:,} รายการ"
    if total > MAX_EXPORT_ROWS:
        count += f" แสดง {MAX_EXPORT_ROWS:,} รายการล่าสุด โปรดเลือกช่วงวันให้แคบลงเพื่อให้ได้ครบ"
    sheet = Sheet(
        "บันทึกการใช้งาน", columns, (_row(each) for each in found), ("บันทึกการใช้งาน", made, count), freeze_columns=1
    )
    file = io.BytesIO()
    write_workbook([sheet], file)
    file.seek(0)
    return file


def _row(found: Found) -> list[str]:
    line = line_of(found.entry, PAPER, found.places)
    changes = [f"{name}: {old or '–'} → {new or '–'}" for name, old, new in line.changes]
    return [
        PAPER.instant(line.at),
        line.who or "ระบบ",
        EVENT_WORDS[found.entry.event.value],
        line.what,
        subject_name(found, PAPER),
        unit_name(found),
        "\n".join([*changes, *(f"{name}: {value}" for name, value in line.facts)]),
    ]


def _written(value: Value, voice: Voice, places: Mapping[int, str] | None) -> str:
    content = value.content
    match value.shape:
        case Shape.NOTHING:
            return ""
        case Shape.WORD:
            return voice.say(content)
        case Shape.NUMBER:
            return voice.number(content)
        case Shape.YEAR:
            return voice.year(content)
        case Shape.BYTES:
            return voice.size(content)
        case Shape.DIGEST:
            return f"{str(content)[:DIGEST_CHARACTERS]}…"
        case Shape.DATE | Shape.INSTANT:
            return _time(value, voice)
        case Shape.PLACE:
            names = [(places or {}).get(unit_id, str(unit_id)) for unit_id in ids_on_path(content)[:-1]]
            return PLACE_MARK.join(names)
        case Shape.LIST:
            return ", ".join(
                f"{voice.say(each.name)}: {_written(each.value, voice, places)}"
                if each.name
                else _written(each.value, voice, places)
                for each in content
            )
    return str(content)


def _time(value: Value, voice: Voice) -> str:
    """Return a day or an instant kept as ISO text; what is none stays as it is."""
    try:
        if value.shape is Shape.DATE:
            return voice.date(date.fromisoformat(value.content))
        return voice.instant(datetime.fromisoformat(value.content))
    except ValueError:
        return str(value.content)
