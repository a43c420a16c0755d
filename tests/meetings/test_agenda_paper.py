"""The agenda on paper: official layout, Thai digits, only what the reader may see; the PDF's text can be searched."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import unquote

import pypdfium2
import pytest

from portal.access.permissions import Role
from portal.documents import problem
from portal.meetings.rules import MeetingState
from tests.client import PortalClient
from tests.factories.meetings import make_guest, make_item, make_meeting
from tests.factories.people import make_person
from tests.meetings.conftest import Setting


def test_official_layout_in_thai_digits_whatever_the_reader_has(setting: Setting, member: PortalClient) -> None:
    meeting = make_meeting(setting.committee, MeetingState.INVITED, place="ห้องประชุม 5", way="hybrid", title="วาระพิเศษ")
    make_item(setting.committee, setting.division, meeting, title="แผนปี 2570", presenter_name="ผอ.กอง 1")
    make_item(setting.committee, setting.division, meeting, title="รายละเอียด", depth=2)
    member.post("/preferences", {"language": "en", "digits": "arabic", "next": "/"})
    paper = member.get(f"/meetings/{meeting.id}/agenda").root.one("article", class_="paper")
    assert paper.attrs["lang"] == "th"
    assert [each.text for each in paper.all("p", class_="paper-head")] == [
        "ระเบียบวาระการประชุมคณะกรรมการติดตามประเมินผลครั้งที่ ๑/๒๕๖๙ วาระพิเศษ",
        "วันพุธที่ ๑๖ ธันวาคม พ.ศ. ๒๕๖๙ เวลา ๐๙.๓๐ น.ณ ห้องประชุม ๕ และผ่านสื่ออิเล็กทรอนิกส์",
    ]
    assert [each.text for each in paper.all("h2")][4] == "ระเบียบวาระที่ ๕ เรื่องเสนอเพื่อพิจารณา"
    assert [each.text for each in paper.all("p", class_="paper-item")] == [
        "๕.๑ แผนปี ๒๕๗๐ (ผอ.กอง ๑)",
        "๕.๑.๑ รายละเอียด",
    ]
    assert [each.text for each in paper.all("p", class_="paper-none")] == [
        "ไม่มี",
        "(ไม่มี – เป็นการประชุมครั้งแรก)",
        "ไม่มี",
        "ไม่มี",
        "ไม่มี",
    ]


def test_a_guests_paper_does_not_name_confidential_items(
    setting: Setting, client_of: Callable[..., PortalClient]
) -> None:
    guest = make_person(Role.STAFF, setting.division)
    meeting = make_meeting(setting.committee, MeetingState.INVITED)
    make_guest(meeting, guest)
    make_item(setting.committee, setting.division, meeting, title="ลับมาก", is_confidential=True)
    make_item(setting.committee, setting.division, meeting, title="เปิดเผย")
    page = client_of(guest).get(f"/meetings/{meeting.id}/agenda")
    assert "ลับมาก" not in page.html
    assert [each.text for each in page.root.all("p", class_="paper-item")] == ["๕.๒ เปิดเผย"]
    assert "(มีเรื่องลับ ๑ เรื่อง)" in page.text


@pytest.mark.skipif(problem() != "", reason=problem())
def test_words_of_the_pdf_can_be_found_again(setting: Setting, member: PortalClient) -> None:
    meeting = make_meeting(setting.committee, MeetingState.INVITED)
    make_item(setting.committee, setting.division, meeting, title="การดำเนินการจัดหาน้ำของสำนักงาน")
    answer = member.send("GET", f"/meetings/{meeting.id}/agenda.pdf")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/pdf"
    assert unquote(answer.headers["Content-Disposition"]).endswith("''ระเบียบวาระ-1-2569.pdf")
    document = pypdfium2.PdfDocument(answer.get_data())
    answer.close()
    text = "\n".join(page.get_textpage().get_text_range() for page in document)
    wanted = ["ระเบียบวาระการประชุม", "ครั้งที่ ๑/๒๕๖๙", "การดำเนินการจัดหาน้ำของสำนักงาน", "(ไม่มี – เป็นการประชุมครั้งแรก)"]
    assert [words for words in wanted if words not in text] == []
    assert len(document) == 1
