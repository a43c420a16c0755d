"""Roles, quorum, orders of an agenda, pasted lines: decided from values alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
import yaml

from portal.committees import AGENDAS
from portal.committees.queries import agenda_templates
from portal.committees.rules import MemberRole, SectionKind, number_label, quorum_needed, role_word
from portal.committees.rules.agendas import SECTIONS_MOST, SectionFact, check_sections, read_templates
from portal.committees.rules.checks import check_place, check_quorum, check_within_order, is_same_holder, shares_day
from portal.committees.rules.lines import Known, Office, Way, read_lines, role_of_word, seek_members
from portal.errors import RuleBroken


@dataclass
class Place:
    """A membership as the rules see it."""

    role: str = "member"
    user_id: int | None = None
    office_unit_id: int | None = None
    person_name: str = ""
    starts_on: date = date(2026, 10, 1)
    ends_on: date | None = None


@pytest.mark.parametrize(
    ("rule", "number", "appointed", "needed"),
    [
        ("half", None, 9, 5),
        ("half", None, 10, 5),
        ("half", None, 0, 1),
        ("more_than_half", None, 9, 5),
        ("more_than_half", None, 10, 6),
        ("number", 3, 12, 3),
    ],
)
def test_quorum_is_counted_from_the_members_of_the_day(rule: str, number: int, appointed: int, needed: int) -> None:
    assert quorum_needed(rule, number, appointed) == needed


@pytest.mark.parametrize(("rule", "number"), [("number", None), ("number", 0), ("half", 3)])
def test_number_of_a_quorum_goes_with_its_rule_alone(rule: str, number: int | None) -> None:
    with pytest.raises(RuleBroken) as refused:
        check_quorum(rule, number)
    assert refused.value.field == "quorum_number"


def test_working_groups_have_words_of_their_own() -> None:
    assert [role_word("chair", kind) for kind in ("committee", "working_group")] == ["ประธานกรรมการ", "หัวหน้าคณะทำงาน"]


def test_number_of_a_meeting_shows_the_running_total_where_there_is_one() -> None:
    assert [number_label(1, 2563), number_label(1, 2563, 36), number_label(None, None)] == ["1/2563", "36-1/2563", ""]


def test_both_shipped_orders_stand_as_data_with_a_citation_and_a_mark() -> None:
    assert [(each.key, len(each.sections), each.is_unconfirmed) for each in agenda_templates()] == [
        ("six", 6, True),
        ("five", 5, True),
    ]
    assert [each.citation != "" for each in agenda_templates()] == [True, True]
    six, five = agenda_templates()
    assert [section.kind.value for section in six.sections] == [
        "chair", "adoption", "arising", "information", "consideration", "other",
    ]  # fmt: skip
    assert [section.title for section in five.sections] == [
        "เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ",
        "เรื่องรับรองรายงานการประชุม",
        "เรื่องที่เสนอให้ที่ประชุมทราบ",
        "เรื่องที่เสนอให้ที่ประชุมพิจารณา",
        "เรื่องอื่น ๆ",
    ]


def test_order_of_an_agenda_that_cannot_be_is_refused_when_read() -> None:
    data = yaml.safe_load(AGENDAS.read_text(encoding="utf-8"))
    data["templates"][0]["sections"].append({"kind": "adoption", "title": "อีกครั้ง"})
    with pytest.raises(RuleBroken):
        read_templates(data)


@pytest.mark.parametrize(
    ("kinds", "sentence"),
    [
        ([], "ระเบียบวาระต้องมีอย่างน้อย 1 วาระ"),
        (["other"] * (SECTIONS_MOST + 1), f"ระเบียบวาระมีได้ไม่เกิน {SECTIONS_MOST} วาระ"),
        (["adoption", "adoption", "other"], "วาระรับรองรายงานการประชุมมีได้วาระเดียว ระบบบรรจุเรื่องในวาระนี้ให้เอง"),
        (["arising", "arising", "other"], "วาระเรื่องสืบเนื่องมีได้วาระเดียว ระบบบรรจุเรื่องในวาระนี้ให้เอง"),
        (
            ["chair", "adoption"],
            "ต้องมีวาระสำหรับเรื่องที่เสนอ คือเพื่อทราบ เพื่อพิจารณา หรือเรื่องอื่น ๆ อย่างน้อย 1 วาระ",
        ),
    ],
)
def test_sections_that_cannot_be_are_refused(kinds: list[str], sentence: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        check_sections([SectionFact("วาระ", SectionKind(kind)) for kind in kinds])
    assert str(refused.value) == sentence


def test_places_share_a_day_when_the_last_of_one_is_the_first_of_the_other() -> None:
    first = Place(ends_on=date(2026, 12, 31))
    assert shares_day(first, Place(starts_on=date(2026, 12, 31))) is True
    assert shares_day(first, Place(starts_on=date(2027, 1, 1))) is False


@pytest.mark.parametrize(
    ("other", "is_same"),
    [
        (Place(user_id=1), True),
        (Place(user_id=2), False),
        (Place(office_unit_id=1), False),
        (Place(person_name="ก"), False),
    ],
)
def test_holder_is_told_by_person(other: Place, is_same: bool) -> None:
    assert is_same_holder(Place(user_id=1), other) is is_same


@pytest.mark.parametrize(
    ("new", "sentence"),
    [
        (Place(user_id=1), "สุดา เป็นกรรมการในช่วงเวลานี้อยู่แล้ว"),
        (Place(user_id=2, role="chair"), "มีประธานในช่วงเวลานี้อยู่แล้ว โปรดให้ประธานเดิมพ้นจากตำแหน่งก่อน"),
    ],
)
def test_nobody_is_appointed_twice_and_there_is_one_chair(new: Place, sentence: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        check_place(new, [Place(user_id=1, role="chair")], "สุดา")
    assert str(refused.value) == sentence


def test_place_begins_and_ends_within_its_order() -> None:
    begins, ends = date(2026, 10, 1), date(2027, 9, 30)
    check_within_order(begins, ends, begins, ends)
    for starts_on, ends_on, field in ((date(2026, 9, 30), None, "starts_on"), (begins, date(2027, 10, 1), "ends_on")):
        with pytest.raises(RuleBroken) as refused:
            check_within_order(starts_on, ends_on, begins, ends)
        assert refused.value.field == field


@pytest.mark.parametrize(
    ("word", "role"),
    [
        ("ประธานกรรมการ", MemberRole.CHAIR),
        ("หัวหน้าคณะทำงาน", MemberRole.CHAIR),
        ("กรรมการ", MemberRole.MEMBER),
        ("คณะทำงาน", MemberRole.MEMBER),
        ("กรรมการ และเลขานุการ", MemberRole.SECRETARY),
        ("เลขานุการ", MemberRole.SECRETARY),
        ("ผู้ช่วยเลขานุการ", MemberRole.ASSISTANT_SECRETARY),
        ("ที่ปรึกษา", None),
    ],
)
def test_word_of_an_order_means_a_role(word: str, role: MemberRole | None) -> None:
    assert role_of_word(word) is role


@pytest.mark.parametrize(
    ("text", "name", "title", "role"),
    [
        ("๑. นางเลขา งานดี, รองผู้อำนวยการสำนัก, ประธานกรรมการ", "นางเลขา งานดี", "รองผู้อำนวยการสำนัก", "chair"),
        ("2\tนายสมชาย ใจดี\tนักวิชาการ\tกรรมการและเลขานุการ", "นายสมชาย ใจดี", "นักวิชาการ", "secretary"),
        ("นายสมชาย ใจดี   นักวิชาการ   กรรมการ", "นายสมชาย ใจดี", "นักวิชาการ", "member"),
        ("นายสมชาย ใจดี, นักวิชาการ", "นายสมชาย ใจดี", "นักวิชาการ", "member"),
        ("ผู้อำนวยการกองหนึ่ง, กรรมการ", "ผู้อำนวยการกองหนึ่ง", "", "member"),
        ("นายสมชาย ใจดี ประธานกรรมการ", "นายสมชาย ใจดี", "", "chair"),
        ("นายสมชาย ใจดี", "นายสมชาย ใจดี", "", "member"),
        ("นายสมชาย, นักวิชาการ, กลุ่มหนึ่ง, กรรมการ", "นายสมชาย", "นักวิชาการ, กลุ่มหนึ่ง", "member"),
        ("นายสมชาย, นักวิชาการ, ที่ปรึกษา", "นายสมชาย", "นักวิชาการ", None),
    ],
)
def test_line_is_read(text: str, name: str, title: str, role: str | None) -> None:
    (line,) = read_lines(f"\n{text}\n  \n")
    assert (line.no, line.name, line.position_title, line.role) == (2, name, title, role and MemberRole(role))


def test_lines_find_accounts_offices_and_names_outside() -> None:
    people = [
        Known(1, "somchai.j", "นายสมชาย ใจดี", ""),
        Known(2, "suda", "นางสุดา แก้วใส", ""),
        Known(3, "suda2", "นางสาวสุดา แก้วใส", ""),
    ]
    offices = [Office(7, "กองหนึ่ง", "กหน."), Office(8, "สำนักพัฒนาสังคม", "สพส.")]
    text = "สมชาย ใจดี\nsuda2\nสุดา แก้วใส\nผอ.กหน.\nผู้อำนวยการสำนักพัฒนาสังคม, ประธานกรรมการ\nศ.ดร.วิชา การดี"
    meant = seek_members(read_lines(text), people, offices)
    assert [(each.way, each.user_ids, each.unit_id, each.is_clear) for each in meant] == [
        (Way.PERSON, (1,), None, True),
        (Way.PERSON, (3,), None, True),
        (Way.PERSON, (2, 3), None, False),
        (Way.OFFICE, (), 7, True),
        (Way.OFFICE, (), 8, True),
        (Way.OUTSIDE, (), None, True),
    ]
