"""What is installed is fixed by digest, and by no address."""

from __future__ import annotations

import re

import pytest

from tests.contracts.sources import ROOT

LOCKS = ["requirements.lock", "requirements-dev.lock", "requirements-scale.lock"]
PINNED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*==\S+( ; .+)?")


def requirements(text: str) -> list[str]:
    """Return the requirements of a lock file, continuation lines joined, comments left out."""
    lines = (line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#"))
    return "\n".join(lines).replace("\\\n", " ").splitlines()


def faults(text: str) -> list[str]:
    """Return the requirements that lack their one version or their digests, and everything that holds an address."""
    loose = [
        line.split(" --hash")[0].strip()
        for line in requirements(text)
        if "--hash=sha256:" not in line or not PINNED.fullmatch(line.split(" --hash")[0].strip())
    ]
    return loose + [line for line in text.splitlines() if "://" in line]


@pytest.mark.parametrize("name", LOCKS)
def test_every_requirement_has_its_digests_and_no_address(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert requirements(text) != []
    assert faults(text) == []


def test_every_lock_is_under_test():
    assert sorted(path.name for path in ROOT.glob("*.lock")) == sorted(LOCKS)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("flask==3.1.3 \\\n    --hash=sha256:00\n", []),
        ("flask==3.1.3\n", ["flask==3.1.3"]),
        ("flask>=3 --hash=sha256:00\n", ["flask>=3"]),
        ("--index-url https://mirror.example/simple\n", ["--index-url https://mirror.example/simple"] * 2),
        ("# from https://mirror.example\n", ["# from https://mirror.example"]),
    ],
)
def test_loose_requirement_is_found(text, found):
    assert faults(text) == found


@pytest.mark.parametrize("name", LOCKS)
def test_lock_holds_what_its_list_asks_for(name):
    asked = {
        re.split(r"[\[=<>~! ;]", line.strip())[0].lower().replace("_", "-")
        for line in (ROOT / name.replace(".lock", ".in")).read_text(encoding="utf-8").splitlines()
        if line.strip() and not line.startswith(("#", "-"))
    }
    held = {
        line.split("==")[0].lower().replace("_", "-")
        for line in requirements((ROOT / name).read_text(encoding="utf-8"))
    }
    assert asked - held == set()
