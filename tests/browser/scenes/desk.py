"""Who is signed in, and how forms are sent: the pages' own forms, filled in and sent by the browser's requests."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

from playwright.sync_api import APIRequestContext, APIResponse, Browser, BrowserContext, FormData, Page

from tests.browser.fixtures import DESKTOP, Server

FILES = Path(__file__).parent.parent.parent / "files"
_FORM = re.compile(r"<form\b(?=[^>]*\bmethod=\"post\")[^>]*\baction=\"([^\"]*)\"[^>]*>(.*?)</form>", re.S)
_HIDDEN = re.compile(r"<input\b[^>]*type=\"hidden\"[^>]*>")


@dataclass
class Desk:
    """Who is signed in: each account signs in once, its cookies open as many browsers as are needed."""

    chromium: Browser
    server: Server
    states: dict[str, Any] = field(default_factory=dict)
    contexts: list[BrowserContext] = field(default_factory=list)
    pages: dict[str, Any] = field(default_factory=dict)
    requests: dict[str, BrowserContext] = field(default_factory=dict)

    def state(self, account: dict[str, str]) -> Any:
        """Return the cookies of the account's session."""
        name = account["username"]
        if name not in self.states:
            context = self.chromium.new_context(base_url=self.server.url)
            answer = send(context.request, "/login", "/login", username=name, password=account["password"])
            assert "/login" not in answer.url, answer.text()
            self.states[name] = context.storage_state()
            context.close()
        return self.states[name]

    def open(self, account: dict[str, str] | None = None, **options: Any) -> BrowserContext:
        """Return a new browser in which the account is signed in."""
        context = self.chromium.new_context(
            base_url=self.server.url,
            locale="th-TH",
            timezone_id="Asia/Bangkok",
            storage_state=self.state(account) if account else None,
            **options,
        )
        context.set_default_timeout(30_000)
        self.contexts.append(context)
        return context

    def request(self, who: str) -> APIRequestContext:
        """Return what sends requests of the account named by "role unit", the same each time, without a page."""
        if who not in self.requests:
            self.requests[who] = self.open(self.server.account(*who.split()))
        return self.requests[who].request

    def page(self, account: dict[str, str] | None = None, **options: Any) -> Page:
        """Return the account's page for these options, the same each time, with what `watched` fills emptied."""
        key = repr((account and account["username"], sorted(options.items())))
        if key not in self.pages:
            context = self.open(account, **({"viewport": DESKTOP} | options))
            self.pages[key] = watched(context.new_page(), self.server.url)
        page = self.pages[key]
        for told in (page.problems, page.strangers, page.answers):
            told.clear()
        page.set_viewport_size(options.get("viewport", DESKTOP))
        return page

    def close(self) -> None:
        """Close every browser."""
        for context in self.contexts:
            context.close()


def watched(page: Any, home: str) -> Any:
    """Return the page with three lists that fill: `problems` (console, failures), `strangers` (requests to elsewhere),
    `answers` (the status of every document).
    """
    page.problems, page.strangers, page.answers = [], [], []
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.on("console", lambda note: page.problems.append(note.text))
    page.on(
        "response",
        lambda answer: page.answers.append(answer.status) if answer.request.is_navigation_request() else None,
    )
    page.on(
        "request",
        lambda request: None if request.url.startswith((home, "data:")) else page.strangers.append(request.url),
    )
    return page


def hidden(html: str, action: str) -> list[tuple[str, str]]:
    """Return the hidden fields of the form that is sent to `action`, in order."""
    for address, inside in _FORM.findall(html):
        if unescape(address).split("?")[0].endswith(action):
            inputs = _HIDDEN.findall(inside)
            return [(_attribute(one, "name"), _attribute(one, "value")) for one in inputs]
    raise AssertionError(f"no form to {action} on the page")


def send(browser: APIRequestContext, path: str, action: str, **values: Any) -> APIResponse:
    """Open the page, fill the form that is sent to `action`, send it and return the answer, which is no refusal.

    A file among the values is (content, name), a list is sent value by value. What is in the address of the page is
    kept in that of the form.
    """
    html = browser.get(path).text()
    fields = [each for each in hidden(html, action.split("?", maxsplit=1)[0]) if each[0] not in values]
    data = FormData()
    for name, value in [*fields, *values.items()]:
        match value:
            case (bytes() as content, str() as filename):
                data.append(name, {"name": filename, "mimeType": "application/octet-stream", "buffer": content})
            case list():
                for each in value:
                    data.append(name, str(each))
            case _:
                data.append(name, str(value))
    if any(isinstance(value, tuple) for value in values.values()):
        answer = browser.post(action, multipart=data)
    else:
        answer = browser.post(action, form=data)
    assert answer.ok, f"{action}: {answer.status} {said(answer)}"
    return answer


def said(answer: APIResponse) -> list[str]:
    """Return the headline of an answer and what it refuses."""
    html = answer.text()
    return [
        unescape(each) for each in re.findall(r"<h1[^>]*>.*?</h1>|ต้องแก้ไข: </span>[^<]*|notice-text[^<]*<p>[^<]*", html)
    ]


def first(browser: APIRequestContext, path: str, pattern: str) -> str:
    """Return the first address on the page that fits."""
    html = browser.get(path).text()
    found = re.search(pattern, html, re.S)
    assert found is not None, f"{pattern} is not on {path}"
    return unescape(found[1])


def path_of(answer: APIResponse) -> str:
    """Return where an answer led to, without the server."""
    return "/" + answer.url.split("/", 3)[3].split("#")[0]


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return unescape(found[1]) if found else ""
