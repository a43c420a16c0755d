"""Each kind of deferred work that is posted anywhere has a handler."""

from __future__ import annotations

import ast

import pytest
from flask import Flask

from portal import worker
from portal.app import job_handlers
from tests.contracts.sources import imported, modules, name_of, parsed

POSTING = {"portal.outbox.post", "portal.outbox.post_many"}
# kinds that are data: the worker's daily work, told from a table
TABLED = {"portal/worker.py"}


def constants() -> dict[str, str]:
    """Return full name -> text of every module-level constant of the program that holds a text."""
    found = {}
    for path in modules():
        module = name_of(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for node in parsed(path).body:
            if (
                isinstance(node, ast.Assign)
                and isinstance(node.value, ast.Constant)
                and isinstance(node.value.value, str)
            ):
                found |= {
                    f"{module}.{each.id}": node.value.value for each in node.targets if isinstance(each, ast.Name)
                }
    return found


def posted(tree: ast.Module, module: str, known: dict[str, str]) -> list[str]:
    """Return the kinds a file posts; "?line" where the kind cannot be told."""
    names = imported(tree)
    kinds = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or _called(node, names) not in POSTING:
            continue
        first = node.args[0] if node.args else next(each.value for each in node.keywords if each.arg == "kind")
        if isinstance(first, ast.Constant):
            kinds.append(str(first.value))
        elif isinstance(first, ast.Name):
            full = names.get(first.id, f"{module}.{first.id}")
            kinds.append(known.get(full, f"?{node.lineno}"))
        elif isinstance(first, ast.Attribute) and isinstance(first.value, ast.Name):
            kinds.append(known.get(f"{names.get(first.value.id, '')}.{first.attr}", f"?{node.lineno}"))
        else:
            kinds.append(f"?{node.lineno}")
    return kinds


def _called(node: ast.Call, names: dict[str, str]) -> str:
    match node.func:
        case ast.Name(id=name):
            return names.get(name, "")
        case ast.Attribute(value=ast.Name(id=name), attr=attr):
            return f"{names.get(name, '')}.{attr}"
    return ""


def posted_anywhere() -> dict[str, list[str]]:
    known = constants()
    found = {
        name_of(path): posted(parsed(path), name_of(path).removesuffix(".py").replace("/", "."), known)
        for path in modules()
        if name_of(path) != "portal/outbox.py" and name_of(path) not in TABLED
    }
    return {name: kinds for name, kinds in found.items() if kinds}


def test_every_kind_posted_has_a_handler(app: Flask):
    handlers = job_handlers()
    without = {name: [k for k in kinds if k not in handlers] for name, kinds in posted_anywhere().items()}
    assert {name: kinds for name, kinds in without.items() if kinds} == {}


def test_something_is_posted():
    assert [kind for kinds in posted_anywhere().values() for kind in kinds] != []


def test_daily_work_has_handlers(app: Flask):
    kinds = [daily.kind for daily in worker.SCHEDULE]
    assert kinds != []
    assert [kind for kind in kinds if kind not in worker.all_handlers()] == []


@pytest.mark.parametrize(
    ("source", "kinds"),
    [
        ('from portal import outbox\noutbox.post("a.b", {}, now)', ["a.b"]),
        ('from portal.outbox import post as later\nlater("a.b", {}, now)', ["a.b"]),
        ('from portal import outbox\nKIND = "a.c"\noutbox.post_many(KIND, [], now)', ["a.c"]),
        ("from portal import outbox\noutbox.post(kind, {}, now)", ["?2"]),
        ('from portal import audit\naudit.post("a.b")', []),
    ],
)
def test_posted_kind_is_found(source, kinds):
    assert posted(ast.parse(source), "given", {"given.KIND": "a.c"}) == kinds
