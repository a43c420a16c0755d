"""A real SMTP server for one test, and the application set to send to it."""

from __future__ import annotations

import dataclasses
import email
import email.policy
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from email.header import decode_header, make_header
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from flask import Flask

BASE_URL = "https://portal.example.go.th"


class Inbox:
    """Takes every message unless an answer is set for its recipient."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.answers: dict[str, str] = {}

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        """Refuse or take the recipient."""
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Keep the message."""
        self.raw.append(envelope.content)
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        return "250 OK"


def mailbox(raw: bytes, header: str) -> tuple[str, str]:
    """Return name and address in a header, read by the older parser: the newer one keeps the folds in Thai names."""
    value = str(email.message_from_bytes(raw)[header])
    name, _, address = value.rpartition("<")
    return str(make_header(decode_header(name.strip()))).strip('"').replace('\\"', '"'), address.rstrip(">")


class _Server(Controller):
    """A controller that takes any free port: the original knocks at the port it was given, which is 0."""

    def _trigger_server(self) -> None:
        socket.create_connection(self.server.sockets[0].getsockname(), 1).close()


@contextmanager
def mail_server(**options: Any) -> Iterator[tuple[Inbox, int]]:
    """Yield the inbox of a server on a free port of this machine, and the port."""
    inbox = Inbox()
    controller = _Server(inbox, hostname="127.0.0.1", port=0, **options)
    controller.start()
    try:
        yield inbox, controller.server.sockets[0].getsockname()[1]
    finally:
        controller.stop()


@contextmanager
def sending_to(app: Flask, mail_url: str | None) -> Iterator[None]:
    """Let the application send to that address for a while."""
    before = app.extensions["portal_config"]
    app.extensions["portal_config"] = dataclasses.replace(
        before, mail_url=mail_url, mail_from="portal@example.go.th", base_url=BASE_URL
    )
    try:
        yield
    finally:
        app.extensions["portal_config"] = before


def own_certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """Return a certificate for localhost that nobody vouches for, and a server's context with it."""
    certificate, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return certificate, context
