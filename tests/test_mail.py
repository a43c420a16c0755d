"""Mail against a real SMTP server: Thai arrives as written, encryption is not given up, bad headers do not leave."""

from __future__ import annotations

import dataclasses
import smtplib
import ssl

import pytest

from portal import mail
from portal.calendars import Invitation, Method
from portal.mail import Letter, MailDelayed, MailRefused
from tests.smtp import mail_server, mailbox, own_certificate, sending_to

LETTER = Letter(
    to_name="นางสาวสมหญิง ใจดี",
    to_address="somying@example.go.th",
    from_name="ระบบติดตามคำรับรองการปฏิบัติราชการ",
    subject="งานที่ใกล้ครบกำหนด ๓ รายการ (๙ ธ.ค. ๒๕๖๙) สำนักงานพัฒนาสังคมและน้ำใจ กลุ่มงานยุทธศาสตร์และแผนงาน",
    text="เรียน นางสาวสมหญิง\n\n- น้ำ & <ไฟ>\n",
    html="<p>น้ำ &amp; ไฟ</p>\n",
    key="notice-7-1",
    preferences_url="https://portal.example.go.th/account/notices",
)


@pytest.fixture
def server(portal):
    """A server that takes everything, and the application sending to it."""
    with mail_server() as (inbox, port), sending_to(portal, f"smtp://127.0.0.1:{port}"):
        yield inbox


def _send(now, **changes):
    mail.send(mail.compose(dataclasses.replace(LETTER, **changes), now))


def test_send_thai_text_arrives_as_written(server, now):
    _send(now)
    [message] = server.messages
    assert message["Subject"] == LETTER.subject
    assert mailbox(server.raw[0], "To") == (LETTER.to_name, LETTER.to_address)
    assert mailbox(server.raw[0], "From") == (LETTER.from_name, "portal@example.go.th")
    assert message.get_body(("plain",)).get_content().splitlines() == LETTER.text.splitlines()
    assert message.get_body(("html",)).get_content().splitlines() == LETTER.html.splitlines()
    assert message["Message-ID"] == "<notice-7-1@portal.example.go.th>"
    assert message["List-Unsubscribe"] == "<https://portal.example.go.th/account/notices>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"].datetime == now


def test_send_is_plain_ascii_in_short_lines(server, now):
    _send(now)
    assert server.raw[0].isascii()
    assert max(len(line) for line in server.raw[0].splitlines()) <= 998


@pytest.mark.parametrize(
    "name",
    [
        "ว่าที่ร้อยตรี สมชาย (กลุ่มงาน), กนผ.",
        'สมชาย "ชาย" ใจดี',
        "Somchai, Jaidee",
        "ก" * 120,
        "น้ำใจ สุขสำราญ ณ อยุธยา ผู้อำนวยการกองนโยบายและแผนงาน สำนักพัฒนาสังคม กรุงเทพมหานคร",
    ],
)
def test_send_names_with_commas_and_brackets_arrive_whole(server, now, name):
    _send(now, to_name=name)
    assert mailbox(server.raw[0], "To") == (name, LETTER.to_address)


@pytest.mark.parametrize("field", ["subject", "to_name", "to_address", "from_name", "key"])
@pytest.mark.parametrize("evil", ["a\r\nBcc: all@example.com", "a\nb", "a\rb", "a\x00b", "a\u2028b"])
def test_compose_line_break_in_a_header_is_refused(portal, now, field, evil):
    with sending_to(portal, "smtp://127.0.0.1:1"), pytest.raises(MailRefused):
        mail.compose(dataclasses.replace(LETTER, **{field: evil}), now)


@pytest.mark.parametrize(
    "address", ["", "somying", "a@b@c", "ส@example.go.th", "a b@example.go.th", "<a@example.go.th>"]
)
def test_compose_what_is_no_address_is_refused(portal, now, address):
    with sending_to(portal, "smtp://127.0.0.1:1"), pytest.raises(MailRefused):
        mail.compose(dataclasses.replace(LETTER, to_address=address), now)


def test_send_unknown_recipient_is_refused_for_good(server, now):
    server.answers[LETTER.to_address] = "550 5.1.1 no such user"
    with pytest.raises(MailRefused, match=r"^550 5.1.1 no such user$"):
        _send(now)


def test_send_busy_server_is_tried_later(server, now):
    server.answers[LETTER.to_address] = "450 4.2.1 mailbox busy"
    with pytest.raises(MailDelayed, match=r"^450 4.2.1 mailbox busy$"):
        _send(now)


def test_send_nobody_listens_is_tried_later(portal, now):
    with mail_server() as (_, port):
        pass
    with sending_to(portal, f"smtp://127.0.0.1:{port}"), pytest.raises(ConnectionRefusedError):
        _send(now)


def test_send_server_without_encryption_gets_nothing(portal, now):
    with mail_server() as (inbox, port), sending_to(portal, f"smtp+starttls://localhost:{port}"):
        with pytest.raises(smtplib.SMTPNotSupportedError):
            _send(now)
        assert inbox.messages == []


def test_send_certificate_nobody_vouches_for_gets_nothing(portal, now, tmp_path):
    _, context = own_certificate(tmp_path)
    with mail_server(tls_context=context) as (inbox, port), sending_to(portal, f"smtp+starttls://localhost:{port}"):
        with pytest.raises(ssl.SSLCertVerificationError):
            _send(now)
        assert inbox.messages == []


@pytest.mark.parametrize("scheme", ["smtp+starttls", "smtps"])
def test_send_encrypted_to_a_known_authority_arrives(portal, now, tmp_path, monkeypatch, scheme):
    certificate, context = own_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    options = {"ssl_context": context} if scheme == "smtps" else {"tls_context": context, "require_starttls": True}
    with mail_server(**options) as (inbox, port), sending_to(portal, f"{scheme}://localhost:{port}"):
        _send(now)
    assert [message["Subject"] for message in inbox.messages] == [LETTER.subject]


def test_is_on_only_with_a_server(portal):
    assert mail.is_on() is False
    with sending_to(portal, "smtp://127.0.0.1"):
        assert mail.is_on() is True


def test_invitation_stands_beside_the_text_and_as_a_file(server, now):
    invitation = Invitation(Method.REQUEST, "BEGIN:VCALENDAR\r\nSUMMARY:น้ำ\r\nEND:VCALENDAR\r\n".encode())
    _send(now, calendar=invitation)
    [message] = server.messages
    [beside] = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    [attached] = message.iter_attachments()
    assert (beside.get_param("method"), beside.get_content_charset()) == ("REQUEST", "utf-8")
    assert beside.get_payload(decode=True).decode().splitlines() == invitation.content.decode().splitlines()
    assert (attached.get_content_type(), attached.get_filename(), attached.get_content()) == (
        "application/ics",
        "invite.ics",
        invitation.content,
    )
    assert message.get_body(("plain",)).get_content().splitlines() == LETTER.text.splitlines()
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
