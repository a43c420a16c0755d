"""The order of an agenda: sections as they are typed, and the orders that are shipped as data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.committees.rules.bodies import SectionKind
from portal.errors import N_, RuleBroken

SECTION_CHARACTERS = 200
SECTIONS_MOST = 20
# the portal puts items into these by itself, so that there can be one of each
FILLED_BY_PORTAL = (SectionKind.ADOPTION, SectionKind.ARISING)


@dataclass(frozen=True)
class SectionFact:
    """One section: what it is called and what it is for."""

    title: str
    kind: SectionKind


@dataclass(frozen=True)
class AgendaTemplate:
    """An order that a committee may begin with, and where it stands."""

    key: str
    name: str
    citation: str
    is_unconfirmed: bool
    sections: tuple[SectionFact, ...]


def read_templates(parsed: Mapping[str, Any]) -> tuple[AgendaTemplate, ...]:
    """Return the orders of a parsed data file; data/agendas.yaml shows the keys.

    Raises RuleBroken for an order that cannot be.
    """
    found = tuple(
        AgendaTemplate(
            each["key"],
            each["name"],
            " ".join(each["citation"].split()),
            bool(each["is_unconfirmed"]),
            tuple(SectionFact(section["title"], SectionKind(section["kind"])) for section in each["sections"]),
        )
        for each in parsed["templates"]
    )
    for template in found:
        check_sections(template.sections)
    return found


def check_sections(sections: Sequence[SectionFact]) -> None:
    """Raise RuleBroken for an agenda without sections, with too many, or with two that the portal fills alike."""
    if not sections:
        raise RuleBroken(N_("ระเบียบวาระต้องมีอย่างน้อย 1 วาระ"))
    if len(sections) > SECTIONS_MOST:
        raise RuleBroken(N_("ระเบียบวาระมีได้ไม่เกิน %(max)s วาระ"), max=SECTIONS_MOST)
    counted = Counter(section.kind for section in sections)
    if counted[SectionKind.ADOPTION] > 1:
        raise RuleBroken(N_("วาระรับรองรายงานการประชุมมีได้วาระเดียว ระบบบรรจุเรื่องในวาระนี้ให้เอง"))
    if counted[SectionKind.ARISING] > 1:
        raise RuleBroken(N_("วาระเรื่องสืบเนื่องมีได้วาระเดียว ระบบบรรจุเรื่องในวาระนี้ให้เอง"))
    if (
        not counted[SectionKind.INFORMATION]
        and not counted[SectionKind.CONSIDERATION]
        and not counted[SectionKind.OTHER]
    ):
        raise RuleBroken(N_("ต้องมีวาระสำหรับเรื่องที่เสนอ คือเพื่อทราบ เพื่อพิจารณา หรือเรื่องอื่น ๆ อย่างน้อย 1 วาระ"))
