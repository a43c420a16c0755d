"""Serving in a process of its own: whose address a request counts as, with and without a proxy in front."""

from __future__ import annotations

import re
import urllib.request
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from portal.audit import AuditEntry
from portal.extensions import db
from tests.browser.fixtures import free_port
from tests.processes import started, wait_until

FORWARDED = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "portal.example.go.th"}


def alive(url):
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=2) as answer:  # noqa: S310
            return answer.status == 200
    except OSError:
        return False


def wrong_try(url):
    """Try to sign in with a wrong password, as a request that says it came through a proxy."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    with browser.open(urllib.request.Request(f"{url}/login")) as answer:  # noqa: S310
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', answer.read().decode())[1]
    fields = {"username": "nobody", "password": "a wrong password", "csrf_token": token, "next": ""}
    headers = {**FORWARDED, "Referer": "https://portal.example.go.th/login"}
    request = urllib.request.Request(f"{url}/login", urlencode(fields).encode(), headers)  # noqa: S310
    with pytest.raises(HTTPError) as refused:
        browser.open(request)
    return refused.value.code


@pytest.mark.parametrize(("behind_proxy", "address"), [("1", "203.0.113.9"), ("0", "127.0.0.1")])
def test_address_is_the_forwarded_one_only_behind_a_proxy(portal, behind_proxy, address):
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with started(
        portal, "portal", "serve", "--no-worker", PORTAL_PORT=str(port), PORTAL_BEHIND_PROXY=behind_proxy
    ) as server:
        wait_until(lambda: alive(url), [server])
        assert wrong_try(url) == 422
    assert db.session.scalars(select(AuditEntry.detail)).all() == [{"address": address}]
