"""House rules that no single file shows broken: who reads the clock and the environment, how long things are."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.contracts.sources import PORTAL, ROOT, modules, name_of, parsed, used

ENVIRONMENT = {"os.environ", "os.environb", "os.getenv", "os.putenv", "os.unsetenv"}
CLOCK = {
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
    "datetime.date.today",
    "time.time",
    "time.time_ns",
    "time.localtime",
    "time.gmtime",
    "time.ctime",
    "time.strftime",
}
HTMX = {"portal.extensions.htmx", "htmx_flask.make_response"}
WEAK_NAMES = {"utils", "util", "helpers", "helper", "manager", "base", "common", "data", "info", "misc"}
LAYERS = {"rules", "models", "queries", "actions", "forms", "exports", "jobs", "views"}
FEATURES = ("people", "notifications", "performance", "evidence", "reporting", "checklists", "audit_trail")
MOST_LINES = 300
MOST_VIEW_LINES = 20


def readers(wanted: set[str], source: str | None = None) -> dict[str, list[int]]:
    """Return file -> lines where one of the names is read, over the whole program or in one given source."""
    trees = {name_of(path): parsed(path) for path in modules()} if source is None else {"given": ast.parse(source)}
    found = {name: sorted({line for line, full in used(tree) if full in wanted}) for name, tree in trees.items()}
    return {name: lines for name, lines in found.items() if lines}


def test_only_the_settings_read_the_environment():
    assert list(readers(ENVIRONMENT)) == ["portal/config.py"]


def test_only_the_clock_reads_the_time():
    assert list(readers(CLOCK)) == ["portal/clock.py"]


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("import os\nhome = os.environ['HOME']", [2]),
        ("from os import environ as env\nprint(env.get('HOME'))", [1, 2]),
        ("import os as system\nget = system.getenv", [2]),
        ("import os\nos.replace('a', 'b')", []),
    ],
)
def test_reader_of_the_environment_is_found(source, lines):
    assert readers(ENVIRONMENT, source).get("given", []) == lines


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("from datetime import datetime\nread = datetime.now", [2]),
        ("import datetime as dt\ndt.datetime.utcnow()", [2]),
        ("from datetime import date\ntoday = date.today()", [2]),
        ("import time\ntime.sleep(1)\ntime.time()", [3]),
        ("from time import time", [1]),
        ("from portal import clock\nclock.now()", []),
    ],
)
def test_reader_of_the_time_is_found(source, lines):
    assert readers(CLOCK, source).get("given", []) == lines


def test_only_the_answers_look_at_htmx():
    asked = {
        name_of(path)
        for path in modules()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute) and node.attr == "htmx"
    }
    # the application alone puts the extension in; nothing else may ask it anything
    assert (asked | set(readers(HTMX))) - {"portal/app.py"} == {"portal/web/respond.py"}


def test_only_the_answers_write_htmx_headers():
    found = {
        name_of(path)
        for path in modules()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("HX-")
    }
    assert found == {"portal/web/respond.py"}


def test_files_have_at_most_300_lines():
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    assert {name: length for name, length in lengths.items() if length > MOST_LINES} == {}


def test_fixtures_for_all_stay_short():
    assert len((ROOT / "tests/conftest.py").read_text(encoding="utf-8").splitlines()) < 150


def body_lines(function: ast.FunctionDef) -> int:
    """Return how many lines a function's body takes, without its docstring."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def view_modules() -> list[Path]:
    """Return the modules that hold views: `views` of every feature, and the pages of no feature."""
    found = [path for path in modules() if path.stem == "views" or path.parent.name == "views"]
    return [*found, PORTAL / "web" / "pages.py"]


def test_views_take_at_most_20_lines():
    long = {
        f"{name_of(path)}:{node.name}": lines
        for path in view_modules()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef) and (lines := body_lines(node)) > MOST_VIEW_LINES
    }
    assert long == {}


def test_lines_of_a_body_are_counted_without_the_docstring():
    function = ast.parse(
        'def view():\n    """Say.\n\n    More.\n    """\n    a = 1\n    return (\n        a\n    )'
    ).body[0]
    assert isinstance(function, ast.FunctionDef)
    assert body_lines(function) == 4


def test_views_know_no_database():
    found = {
        f"{name_of(path)}:{line}"
        for path in view_modules()
        for line, full in used(parsed(path))
        if full == "portal.extensions.db"
    }
    assert found == set()


def test_nothing_commits_but_the_transaction():
    """Actions flush; the request's transaction, `write_transaction` and the worker commit."""
    found = {
        name_of(path)
        for path in modules()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    }
    assert found - {"portal/extensions.py", "portal/web/transaction.py", "portal/worker.py"} == set()


def test_modules_are_named_for_what_they_hold():
    found = {name_of(path) for path in modules() if path.stem in WEAK_NAMES or path.parent.name in WEAK_NAMES}
    assert found == set()


def test_features_have_no_ninth_layer():
    found = {
        name_of(path)
        for feature in FEATURES
        for path in (PORTAL / feature).iterdir()
        if path.suffix in ("", ".py") and path.stem not in LAYERS | {"__init__", "__pycache__", "data"}
    }
    assert found == set()


def test_every_module_says_what_belongs_in_it():
    assert [name_of(path) for path in modules() if not ast.get_docstring(parsed(path))] == []
