"""Headers on every answer: content policy, no framing, no sniffing, no caching of what people see."""

from __future__ import annotations

from flask import Flask, Response

CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

HEADERS = (
    ("Content-Security-Policy", CONTENT_POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "geolocation=(), microphone=(), payment=()"),
    ("Cache-Control", "private, no-cache"),
)


def init_app(app: Flask, *, https: bool) -> None:
    """Set the headers unless a view has set its own."""
    wanted = [*HEADERS, *([("Strict-Transport-Security", "max-age=31536000")] if https else [])]

    @app.after_request
    def harden(response: Response) -> Response:
        there = {name.lower() for name, _value in response.headers}
        response.headers.extend([(name, value) for name, value in wanted if name.lower() not in there])
        return response
