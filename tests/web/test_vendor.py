"""Everything the project carries from others stands in a manifest with its digest, and nothing else does."""

import hashlib
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MANIFESTS = {
    "static/vendor/manifest.json": ("static/vendor", "templates/web/icons"),
    "tests/browser/vendor/manifest.json": ("tests/browser/vendor",),
}
KEYS = {"name", "version", "licence", "file", "sha256", "changes"}


def entries(manifest: str) -> list[dict[str, str]]:
    return json.loads((ROOT / manifest).read_text(encoding="utf-8"))


@pytest.mark.parametrize("manifest", MANIFESTS)
def test_manifest_lists_exactly_the_files_that_are_there(manifest: str) -> None:
    there = {
        path.relative_to(ROOT).as_posix()
        for folder in MANIFESTS[manifest]
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
    }
    assert sorted(entry["file"] for entry in entries(manifest)) == sorted(there - {manifest})


@pytest.mark.parametrize("manifest", MANIFESTS)
def test_manifest_digest_equals_the_file(manifest: str) -> None:
    actual = {e["file"]: hashlib.sha256((ROOT / e["file"]).read_bytes()).hexdigest() for e in entries(manifest)}
    assert {e["file"]: e["sha256"] for e in entries(manifest)} == actual


@pytest.mark.parametrize("manifest", MANIFESTS)
def test_manifest_entry_says_version_licence_and_changes(manifest: str) -> None:
    assert [e["file"] for e in entries(manifest) if set(e) != KEYS or not all(e.values())] == []


def test_vendored_style_and_script_point_to_no_source_map() -> None:
    found = [
        path.name
        for pattern in ("*.css", "*.js")
        for path in (ROOT / "static/vendor").glob(pattern)
        if "sourceMappingURL" in path.read_text(encoding="utf-8")
    ]
    assert found == []
