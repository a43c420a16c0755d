"""A test client that reviews each page it fetches and fills in real forms."""

from __future__ import annotations

import contextvars
import hashlib
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from portal import clock
from portal.extensions import db
from portal.people.actions import start_session

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass
class Element:
    """A parsed element: attributes, text of its whole content, children."""

    tag: str
    attrs: dict[str, str]
    parent: Element | None = None
    children: list[Element] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All text inside, runs of space folded."""
        return " ".join("".join(self.texts).split())

    def all(self, tag: str | None = None, **attrs: str) -> list[Element]:
        """Every descendant with the tag and attributes (`class_` matches one class of several)."""
        found = []
        for child in self.children:
            if (tag is None or child.tag == tag) and all(_matches(child, k, v) for k, v in attrs.items()):
                found.append(child)
            found += child.all(tag, **attrs)
        return found

    def one(self, tag: str | None = None, **attrs: str) -> Element:
        """The only such descendant."""
        found = self.all(tag, **attrs)
        assert len(found) == 1, f"{len(found)} of {tag} {attrs}"
        return found[0]


def _matches(element: Element, name: str, value: str) -> bool:
    if name == "class_":
        return value in element.attrs.get("class", "").split()
    return element.attrs.get(name.rstrip("_").replace("_", "-")) == value


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("document", {})
        self.open = self.root

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, self.open)
        self.open.children.append(element)
        if tag not in VOID:
            self.open = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.children.append(Element(tag, {name: value or "" for name, value in attrs}, self.open))

    def handle_endtag(self, tag: str) -> None:
        element: Element | None = self.open
        while element is not None and element.tag != tag:
            element = element.parent
        if element is not None and element.parent is not None:
            self.open = element.parent

    def handle_data(self, data: str) -> None:
        element: Element | None = self.open
        while element is not None:
            element.texts.append(data)
            element = element.parent


class Page:
    """An answer with its parsed HTML."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status = response.status_code
        self.headers = response.headers
        self.is_html = response.mimetype == "text/html"
        is_text = (response.mimetype or "").startswith("text/")
        self.html = response.get_data(as_text=True) if is_text else ""
        parser = _Parser()
        if self.is_html:
            parser.feed(self.html)
        self.root = parser.root

    @property
    def text(self) -> str:
        """The readable text of the page."""
        return self.root.text

    @property
    def heading(self) -> str:
        """The one h1."""
        return self.root.one("h1").text

    def review(self) -> None:
        """Check what must hold on every page: one h1 that begins the title, unique ids, forms with action and token."""
        ids = [element.attrs["id"] for element in self.root.all() if "id" in element.attrs]
        assert len(ids) == len(set(ids)), f"ids used twice: {sorted({i for i in ids if ids.count(i) > 1})}"
        is_page = bool(self.root.all("html"))
        if is_page:
            title = self.root.one("title").text
            assert title.startswith(self.heading), f"title {title!r} does not begin with {self.heading!r}"
        for form in self.root.all("form"):
            assert form.attrs.get("action"), "a form without action"
            if form.attrs.get("method", "get").lower() == "post":
                assert form.all("input", name="csrf_token"), f"no token in the form to {form.attrs['action']}"
        for element in self.root.all():
            target = element.attrs.get("hx-target", "")
            if is_page and target.startswith("#"):
                assert target[1:] in ids, f"htmx target {target} is not on the page"
            assert "style" not in element.attrs, f"inline style on {element.tag}"
            assert not [name for name in element.attrs if name.startswith("on")], f"inline script on {element.tag}"


class PortalClient:
    """One browser without JavaScript; with `htmx=True` a request as htmx would send it."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.http = app.test_client()

    def sign_in(self, user: Any) -> None:
        """Sign in by starting a session as the sign-in form does after the password was right."""
        token = start_session(user=user, browser="tests", address="127.0.0.1", now=clock.now())
        db.session.commit()
        with self.http.session_transaction() as session:
            session["_user_id"] = token
            session["_fresh"] = True

    def token(self) -> str:
        """Return a valid form token of this browser."""
        with self.http.session_transaction() as session:
            raw = session.setdefault("csrf_token", hashlib.sha1(b"test").hexdigest())  # noqa: S324
        return str(URLSafeTimedSerializer(self.app.secret_key or "", salt="wtf-csrf-token").dumps(raw))

    def get(self, url: str, *, status: int = 200, htmx: bool = False, headers: dict[str, str] | None = None) -> Page:
        """Return the page, reviewed."""
        response = self.send("GET", url, headers=_headers(htmx) | (headers or {}))
        return self._page(response, status)

    def post(
        self,
        url: str,
        data: dict[str, Any] | None = None,
        *,
        status: int = 303,
        htmx: bool = False,
        token: bool = True,
    ) -> Page:
        """Return the answer to a form with the token in it."""
        values = dict(data or {})
        if token:
            values["csrf_token"] = self.token()
        has_files = any(_is_file(value) for value in values.values())
        kind = "multipart/form-data" if has_files else "application/x-www-form-urlencoded"
        response = self.send("POST", url, data=values, content_type=kind, headers=_headers(htmx))
        return self._page(response, status)

    def follow(self, page: Page) -> Page:
        """Return the page a redirect leads to."""
        return self.get(page.headers["Location"])

    def send(self, method: str, url: str, **options: Any) -> TestResponse:
        """Return the answer to a request made in a context of its own, as a server makes it.

        The test's own session must have nothing uncommitted, and reads afresh afterwards.
        """
        left = [*db.session.new, *db.session.dirty, *db.session.deleted]
        assert left == [], "the test left uncommitted changes"
        db.session.rollback()
        return contextvars.Context().run(self.http.open, url, method=method, **options)

    def _page(self, response: TestResponse, status: int) -> Page:
        page = Page(response)
        assert page.status == status, f"{page.status} instead of {status}: {page.text[:600]}"
        if page.is_html:
            page.review()
        response.close()
        return page


def _headers(htmx: bool) -> dict[str, str]:
    return {"HX-Request": "true"} if htmx else {}


def _is_file(value: Any) -> bool:
    if isinstance(value, list):
        return any(_is_file(item) for item in value)
    return isinstance(value, tuple) or hasattr(value, "read")
