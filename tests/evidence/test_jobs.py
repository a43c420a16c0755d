"""Sweeping: files that no row names go after a day, everything else stays."""

from __future__ import annotations

import os
import time
from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask

from portal.evidence.jobs import JOBS
from tests.conftest import NOW, storage_folder
from tests.evidence.conftest import Setting
from tests.factories.evidence import make_evidence, storage, store_file

DAY = timedelta(days=1)


def age(path: Path, age: timedelta) -> None:
    """Make a file look as if it had been written so long ago."""
    written = time.time() - age.total_seconds()
    os.utime(path, (written, written))


def path_of(portal: Flask, digest: str) -> Path:
    """Return where a stored file lies."""
    return storage_folder(portal) / digest[:2] / digest[2:4] / digest


def sweep(now: datetime = NOW) -> None:
    """Run the job."""
    JOBS["evidence.sweep"]({}, now)


def test_sweep_removes_an_orphan_older_than_a_day(portal: Flask) -> None:
    digest = store_file().sha256
    age(path_of(portal, digest), DAY + timedelta(minutes=1))
    sweep()
    assert not storage().exists(digest)


def test_sweep_leaves_a_younger_orphan_alone(portal: Flask) -> None:
    digest = store_file().sha256
    age(path_of(portal, digest), DAY - timedelta(minutes=1))
    sweep()
    assert storage().exists(digest)


def test_sweep_leaves_what_a_row_names(portal: Flask, setting: Setting) -> None:
    digest = make_evidence(setting.obligation).revisions[0].sha256
    age(path_of(portal, digest), 30 * DAY)
    sweep()
    assert storage().exists(digest)


def test_sweep_removes_part_files_older_than_a_day(portal: Flask) -> None:
    incoming = storage_folder(portal) / "incoming"
    incoming.mkdir(exist_ok=True)
    old, young = incoming / "a.part", incoming / "b.part"
    for path, written in ((old, DAY + timedelta(minutes=1)), (young, timedelta(hours=1))):
        path.write_bytes(b"x")
        age(path, written)
    sweep()
    assert [path.name for path in incoming.iterdir()] == ["b.part"]


def test_sweep_leaves_an_upload_alone_while_the_portals_clock_stands_in_the_future(portal: Flask) -> None:
    digest = store_file().sha256
    part = storage_folder(portal) / "incoming" / "a.part"
    part.write_bytes(b"x")
    sweep(NOW + 400 * DAY)
    assert (storage().exists(digest), part.exists()) == (True, True)
