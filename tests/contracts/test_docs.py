"""What the documentation says of settings, commands, files and links is so."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from portal.cli import portal
from portal.config import Config
from portal.web.catalogue import messages_in_use
from tests.contracts.sources import ROOT

PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
NAMES = [page.relative_to(ROOT).as_posix() for page in PAGES]
SETTINGS = ROOT / "docs/operators/settings.md"
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def read(page: str | Path) -> str:
    """Return a page's text, by its path in the repository."""
    return (ROOT / page).read_text(encoding="utf-8")


def rows_of_settings() -> dict[str, str]:
    """Return setting -> default as the table has them, in the table's order."""
    found = re.findall(r"^\| `(PORTAL_\w+)` \| (.+?) \|", read(SETTINGS), re.MULTILINE)
    assert len(found) == len({name for name, _ in found})
    return {name: default.strip("`") for name, default in found}


def settings_read() -> list[str]:
    """Return the variables that the program reads: their names stand alone in a string."""
    strings = (
        node.value
        for node in ast.walk(ast.parse(read("portal/config.py")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    return sorted({text for text in strings if re.fullmatch(r"PORTAL_[A-Z_]+", text)})


def test_table_of_settings_names_what_the_program_reads():
    assert sorted(rows_of_settings()) == settings_read()


def test_defaults_in_the_table_are_the_programs(tmp_path):
    config = Config.from_env({"PORTAL_INSTANCE": str(tmp_path)})
    table = rows_of_settings()
    assert (tmp_path / "secret-key").exists()
    assert table == {
        "PORTAL_INSTANCE": "instance",
        "PORTAL_DATABASE_URL": config.database_url.replace(str(tmp_path), "…"),
        "PORTAL_STORAGE_URL": config.storage_url.replace(str(tmp_path), "/…"),
        "PORTAL_SECRET_KEY": "made at the first start",
        "PORTAL_BASE_URL": config.base_url,
        "PORTAL_HOST": config.host,
        "PORTAL_PORT": str(config.port),
        "PORTAL_THREADS": str(config.threads),
        "PORTAL_BEHIND_PROXY": str(int(config.behind_proxy)),
        "PORTAL_MAIL_URL": "none" if config.mail_url is None else config.mail_url,
        "PORTAL_MAIL_FROM": config.mail_from,
        "PORTAL_MAX_FILE_MB": str(config.max_file_bytes // 1024 // 1024),
        "PORTAL_DEVELOPMENT": str(int(config.development)),
        "PORTAL_NOW": "none" if config.fixed_now is None else str(config.fixed_now),
    }


@pytest.mark.parametrize("name", NAMES)
def test_settings_named_in_the_documentation_exist(name):
    tests_own = {"PORTAL_TEST_ALL", "PORTAL_TEST_POSTGRESQL"}
    assert set(re.findall(r"PORTAL_[A-Z_]*[A-Z]", read(name))) - tests_own <= set(settings_read())


def commands(text: str) -> Iterator[list[str]]:
    """Yield the words of each `python -m portal …` in a text."""
    for line in re.findall(r"python -m portal( [^`\n|()]*)?", text):
        yield shlex.split(line.replace("…", "").rstrip(" ,.;:"))


def wrong_words(words: list[str]) -> list[str]:
    """Return what of a command line the program does not know."""
    command: click.Command = portal
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        if words[0] not in command.commands:
            return [words[0]]
        command, words = command.commands[words[0]], words[1:]
    known = {name for option in command.params for name in (*option.opts, *option.secondary_opts)} | {"--help"}
    return [word for word in words if word.startswith("--") and word.partition("=")[0] not in known]


@pytest.mark.parametrize("name", NAMES)
def test_commands_in_the_documentation_exist(name):
    wrong: list[Any] = [(words, found) for words in commands(read(name)) if (found := wrong_words(words))]
    targets = set(re.findall(r"^([a-z][a-z-]*):", read("Makefile"), re.MULTILINE))
    wrong += [target for target in re.findall(r"`(?:\w+=\S+ )?make ([a-z-]+)`", read(name)) if target not in targets]
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("`python -m portal serve --no-worker`", []),
        ("`python -m portal user create x --unit ส --role staff`", []),
        ("python -m portal backup now", ["backup"]),
        ("python -m portal user delete x", ["delete"]),
        ("python -m portal work --twice", ["--twice"]),
    ],
)
def test_unknown_command_is_found(text, wrong):
    assert [found for words in commands(text) for found in wrong_words(words)] == wrong


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as they are made where the page is read."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w฀-๿ -]", "", heading.strip().lower()).replace(" ", "-") for heading in headings}


def dead_links(page: Path) -> list[str]:
    """Return the links of a page that lead nowhere in the repository."""
    dead = []
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        if re.match(r"https?:|mailto:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.is_file() or ROOT not in target.parents or (anchor and anchor not in anchors(target)):
            dead.append(link)
    return dead


@pytest.mark.parametrize("name", NAMES)
def test_links_and_images_resolve(name):
    assert dead_links(ROOT / name) == []


def test_dead_link_is_found(tmp_path):
    page = ROOT / "docs" / "architecture.md"
    assert anchors(page) >= {"layers", "who-may-do-what"}
    lost = tmp_path / "page.md"
    lost.write_text("[a](gone.md) [b](#nowhere) ![c](gone.png) [d](https://example.com)", encoding="utf-8")
    assert dead_links(lost) == ["gone.md", "#nowhere", "gone.png"]


def test_every_page_is_led_to_from_the_readme():
    reached, to_read = set(), [ROOT / "README.md"]
    while to_read:
        page = to_read.pop()
        if page in reached or page.suffix != ".md":
            continue
        reached.add(page)
        links = LINK.findall(page.read_text(encoding="utf-8"))
        to_read += [(page.parent / link.partition("#")[0]).resolve() for link in links if not link.startswith("http")]
    assert [page for page in PAGES if page not in reached] == []


def test_images_are_used_and_small():
    images = sorted((ROOT / "docs/images").glob("*"))
    used = {
        (page.parent / link).resolve() for page in PAGES for link in LINK.findall(read(page)) if link.endswith(".png")
    }
    assert (images, [image.name for image in images if image.stat().st_size > 150_000]) == (sorted(used), [])


@pytest.mark.parametrize("name", NAMES)
def test_files_named_in_the_documentation_exist(name):
    """Paths in code marks that begin with a folder of the repository; "…", "*", "<" and capitals stand for any name."""
    paths = re.findall(r"`((?:portal|templates|static|tests|migrations|docs|deploy|benchmarks)/[^`\s]*)`", read(name))
    assert [path for path in paths if not re.search(r"[…*<]|NNN", path) and not (ROOT / path).exists()] == []


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("docs/roles/")])
def test_words_of_the_screen_are_the_screens(name):
    """In the pages for each role, bold words are those that stand on a screen; "…" stands for what is filled in."""
    ids = (message.id if isinstance(message.id, str) else message.id[0] for message in messages_in_use() if message.id)
    texts = {re.sub(r"%\(\w+\)s", "…", text) for text in ids}
    assert [word for word in re.findall(r"\*\*(.+?)\*\*", read(name)) if word not in texts] == []
