"""A person's browser as far as a measurement needs one: a cookie jar and a few lines to 127.0.0.1, nothing else."""

from __future__ import annotations

import gzip
import http.client
import re
from urllib.parse import urlencode

TIMEOUT_SECONDS = 60
FORM = "application/x-www-form-urlencoded"


class Browser:
    """Cookies and lines that stay open, as a browser keeps them; with `closes` each request has a line of its own."""

    def __init__(self, port: int, *, lines: int = 1, closes: bool = False) -> None:
        self.lines = [http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS) for _ in range(lines)]
        self.cookies: dict[str, str] = {}
        self.closes = closes

    def ask(
        self, method: str, path: str, body: bytes | None = None, kind: str = "", *, accept: str = "", line: int = 0
    ) -> tuple[int, bytes, dict[str, str]]:
        """Return (status, body as sent, headers)."""
        headers = {"Accept-Encoding": "gzip", "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        headers |= {"Content-Type": kind} if kind else {}
        headers |= {"Accept": accept} if accept else {}
        headers |= {"Connection": "close"} if self.closes else {}
        connection = self.lines[line % len(self.lines)]
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        content = answer.read()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return answer.status, content, {name.lower(): value for name, value in answer.getheaders()}

    def page(self, path: str) -> str:
        """Return the page's text."""
        status, content, headers = self.ask("GET", path)
        assert status == 200, f"{path}: {status}"
        return text_of(content, headers)

    def post(self, path: str, fields: dict[str, str] | list[tuple[str, str]]) -> tuple[int, bytes, dict[str, str]]:
        """Return the answer to a plain form."""
        return self.ask("POST", path, urlencode(fields).encode(), FORM)

    def sign_in(self, account: dict[str, str]) -> None:
        """Sign in by the form."""
        fields = {"username": account["username"], "password": account["password"]}
        status, _, _ = self.post("/login", fields | {"csrf_token": token(self.page("/login"))})
        assert status == 303, status

    def close(self) -> None:
        """Hang up."""
        for connection in self.lines:
            connection.close()


def text_of(content: bytes, headers: dict[str, str]) -> str:
    """Return the text of an answer."""
    return (gzip.decompress(content) if headers.get("content-encoding") == "gzip" else content).decode()


def token(page: str) -> str:
    """Return the form token of a page."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found is not None
    return found[1]
