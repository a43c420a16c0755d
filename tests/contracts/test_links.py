"""Each link, form and htmx request of a rendered page leads to a route that answers its method."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from tests.client import Page, PortalClient
from tests.contracts.world import World, build_world, routes

HTMX_METHODS = {"hx-get": "GET", "hx-post": "POST", "hx-put": "PUT", "hx-patch": "PATCH", "hx-delete": "DELETE"}
# together these open every page there is
READERS = ("officer", "head", "secretariat", "administrator", "evaluator", "staff")


@pytest.fixture
def world(portal: Flask) -> World:
    return build_world()


def ways(page: Page, address: str) -> Iterator[tuple[str, str]]:
    """Yield (method, address) of everything on the page that sends a request to the portal."""
    for element in page.root.all():
        found = [(method, element.attrs[name]) for name, method in HTMX_METHODS.items() if name in element.attrs]
        if element.tag == "a" and "href" in element.attrs:
            found.append(("GET", element.attrs["href"]))
        if element.tag == "form":
            found.append((element.attrs.get("method", "get").upper(), element.attrs["action"]))
        if "formaction" in element.attrs:
            found.append((element.attrs.get("formmethod", "post").upper(), element.attrs["formaction"]))
        for method, target in found:
            target = urldefrag(target)[0]
            if target and not target.startswith("mailto:"):
                yield method, urljoin(address, target)


def fault(app: Flask, method: str, address: str) -> str:
    """Return why the address does not answer the method; empty where it does."""
    parts = urlsplit(address)
    if parts.netloc:
        return "another place"
    if parts.path.startswith("/static/"):
        return "" if method == "GET" else "a file"
    try:
        app.url_map.bind("localhost").match(parts.path, method=method)
    except RequestRedirect:
        return "only after a redirect"
    except HTTPException as error:
        return error.name
    return ""


def pages(world: World, app: Flask, client: PortalClient) -> Iterator[tuple[str, Page]]:
    """Yield every page the person may open, by its address."""
    for rule, method, _ in routes(app):
        if method == "GET":
            address = world.address(rule)
            response = client.send("GET", address)
            if response.status_code == 200 and response.mimetype == "text/html":
                yield address, Page(response)
            response.close()


@pytest.mark.parametrize("who", [*READERS, None])
def test_every_way_out_of_a_page_leads_somewhere(world: World, portal: Flask, client_of, who: str | None) -> None:
    client = client_of(world.people[who] if who else None)
    wrong = {
        f"{address}: {method} {target}": why
        for address, page in pages(world, portal, client)
        for method, target in set(ways(page, address))
        if (why := fault(portal, method, target))
    }
    assert wrong == {}


def test_readers_open_every_page(world: World, portal: Flask, client_of) -> None:
    opened = {
        address for who in (*READERS, None) for address, _ in pages(world, portal, client_of(who and world.people[who]))
    }
    # without content for somebody without notices; without a choice it is refused on the list
    parts = {"/notices/bell", f"/quizzes/{world.objects['quiz_id']}/repairs/preview"}
    answers = {"/healthz", "/readyz", "/grid.xlsx", "/audit.xlsx"}
    files = {
        world.address(rule)
        for rule, method, _ in routes(portal)
        if any(word in rule.rule for word in ("file", "template", "picture")) or rule.rule.endswith((".xlsx", ".pdf"))
    }
    every = {world.address(rule) for rule, method, _ in routes(portal) if method == "GET"}
    assert every - opened - answers - files - parts == set()


@pytest.mark.parametrize("who", READERS)
def test_links_of_a_page_are_within_reach(world: World, portal: Flask, client_of, who: str) -> None:
    """Nobody is shown a link that answers "not found" or "not yours"."""
    client = client_of(world.people[who])
    targets = {
        (address, target)
        for address, page in pages(world, portal, client)
        for method, target in ways(page, address)
        if method == "GET" and not target.startswith("/static/")
    }
    answers = {}
    for target in sorted({target for _, target in targets}):
        response = client.send("GET", target)
        answers[target] = response.status_code
        response.close()
    # a form that sends a GET without its choices may be answered with what is missing
    assert {
        f"{address}: {target}": answers[target]
        for address, target in targets
        if answers[target] not in (200, 204, 302, 303, 422)
    } == {}


@pytest.mark.parametrize(
    ("method", "address", "why"),
    [
        ("GET", "/audit", ""),
        ("GET", "/audit?event=x", ""),
        ("POST", "/audit", "Method Not Allowed"),
        ("GET", "/nowhere", "Not Found"),
        ("GET", "/obligations/0", "Not Found"),
        ("GET", "//elsewhere.example/", "another place"),
        ("GET", "https://elsewhere.example/", "another place"),
    ],
)
def test_way_that_leads_nowhere_is_found(app: Flask, method: str, address: str, why: str) -> None:
    assert fault(app, method, address) == why
