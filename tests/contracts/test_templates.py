"""Templates compile, say what they need, and hold nothing a strict content policy refuses."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import meta, nodes

from tests.contracts.sources import ROOT

TEMPLATES = ROOT / "templates"
NEEDS = re.compile(r"\{#-? needs: (.+?)-?#\}", re.DOTALL)
# the features, from the bottom up
LAYERS = (
    "web", "people", "notifications", "performance", "evidence", "questionnaire", "reporting", "briefings",
    "committees", "quizzes", "meetings", "checklists", "audit_trail",
)  # fmt: skip
# what every page has: the application's and the extensions' context, and what a template tells the frame
EVERYWHERE = {
    "nav", "nav_main", "site_name", "now", "today", "language", "digits", "is_demonstration", "unread_notices",
    "current_user", "request", "session", "g", "config", "active", "caller", "oob", "may", "host",
}  # fmt: skip
FORBIDDEN = {
    "text marked as safe": re.compile(r"\|\s*safe\b|\bMarkup\("),
    "escaping switched off": re.compile(r"autoescape\s+false", re.IGNORECASE),
    "inline style": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
    "inline script": re.compile(r"<script\b(?![^>]*\bsrc=)", re.IGNORECASE),
    "handler in an attribute": re.compile(r"<[^>]*\s(on[a-z]+|hx-on[:\w-]*)\s*=", re.IGNORECASE),
    "script in an address": re.compile(r"javascript:", re.IGNORECASE),
    "evaluated htmx values": re.compile(r"hx-(vals|vars|headers)\s*=\s*[\"']\s*js:", re.IGNORECASE),
    "something fetched from elsewhere": re.compile(
        r"(src|href|action|hx-(get|post))\s*=\s*[\"'](https?:)?//", re.IGNORECASE
    ),
}


def templates() -> list[str]:
    """Return the names of all templates."""
    return sorted(
        path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*") if path.suffix in (".html", ".txt")
    )


def source(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def faults(text: str) -> list[str]:
    """Return what the text holds of the forbidden; comments do not count."""
    bare = re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)
    return [name for name, pattern in FORBIDDEN.items() if pattern.search(bare)]


@pytest.mark.parametrize("name", templates())
def test_template_compiles(app: Flask, name: str) -> None:
    assert app.jinja_env.get_template(name).name == name


@pytest.mark.parametrize("name", [name for name in templates() if Path(name).suffix == ".html"])
def test_template_holds_nothing_forbidden(name: str) -> None:
    assert faults(source(name)) == []


def is_library(app: Flask, text: str) -> bool:
    """Return whether a template holds macros alone: those say what they need themselves."""
    frame = (nodes.Macro, nodes.Import, nodes.FromImport)
    return all(
        isinstance(node, frame) or (isinstance(node, nodes.Output) and not _shown(node))
        for node in app.jinja_env.parse(text).body
    )


def _shown(node: nodes.Output) -> bool:
    return any(not isinstance(each, nodes.TemplateData) or each.data.strip() for each in node.nodes)


def own_names(tree: nodes.Template) -> set[str]:
    """Return the names a template gives itself: set, imported, macros. Its blocks see them too."""
    found = {each.name for each in tree.find_all(nodes.Macro)} | {each.target for each in tree.find_all(nodes.Import)}
    for assigned in tree.find_all((nodes.Assign, nodes.AssignBlock)):
        found |= {
            each.name
            for each in [assigned.target, *assigned.target.find_all(nodes.Name)]
            if isinstance(each, nodes.Name)
        }
    for taken in tree.find_all(nodes.FromImport):
        found |= {each if isinstance(each, str) else each[1] for each in taken.names}
    return found


@pytest.mark.parametrize("name", [name for name in templates() if Path(name).name.startswith("_")])
def test_part_says_first_what_it_needs(app: Flask, name: str) -> None:
    text = source(name)
    assert NEEDS.match(text) or is_library(app, text), f"{name} does not begin with {{# needs: … #}}"


@pytest.mark.parametrize("name", [name for name in templates() if NEEDS.match(source(name))])
def test_template_needs_what_it_says(app: Flask, name: str) -> None:
    text = source(name)
    said = set(re.findall(r"\w+", NEEDS.match(text)[1]))  # type: ignore[index]
    tree = app.jinja_env.parse(text)
    wanted = meta.find_undeclared_variables(tree) - own_names(tree)
    assert wanted - said - EVERYWHERE - set(app.jinja_env.globals) == set()


@pytest.mark.parametrize("name", [name for name in templates() if '{% extends "web/base.html" %}' in source(name)])
def test_page_uses_no_name_of_the_frame(app: Flask, name: str) -> None:
    """What the frame sets for itself takes the place of the page's own value inside the page's blocks."""
    text = source(name)
    said = set(re.findall(r"(\w+) ?(?=\(|,|#|$)", NEEDS.match(text)[1])) if NEEDS.match(text) else set()  # type: ignore[index]
    frame = own_names(app.jinja_env.parse(source("web/base.html"))) - {"ui"}
    assert (own_names(app.jinja_env.parse(text)) | said) & frame == set()


def test_templates_stand_with_their_feature() -> None:
    assert {name.split("/", 1)[0] for name in templates()} - set(LAYERS) == set()


@pytest.mark.parametrize("name", templates())
def test_template_takes_in_parts_of_its_own_layer_or_below(name: str) -> None:
    own = LAYERS.index(name.split("/", 1)[0])
    taken = re.findall(r"\{%-?\s*(?:include|import|extends|from)\s+[\"'](\w+)/", source(name))
    assert [each for each in taken if LAYERS.index(each) > own] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<p>{{ text|safe }}</p>", ["text marked as safe"]),
        ('<p style="color:red">', ["inline style"]),
        ("<script>alert(1)</script>", ["inline script"]),
        ('<script src="/static/js/app.js" defer></script>', []),
        ('<button onclick="x()">', ["handler in an attribute"]),
        ('<button hx-on:click="x()">', ["handler in an attribute"]),
        ('<a href="javascript:x()">', ["script in an address"]),
        ('<img src="https://cdn.example/x.png">', ["something fetched from elsewhere"]),
        ("{% autoescape false %}", ["escaping switched off"]),
        ("{# style= is not used here #}<p>condition = 1</p>", []),
    ],
)
def test_forbidden_thing_is_found(text: str, found: list[str]) -> None:
    assert faults(text) == found
