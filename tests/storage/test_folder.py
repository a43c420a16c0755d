"""The folder behind the storage: one file per content, nothing half-written, nothing taken from under a row."""

from __future__ import annotations

import hashlib
import io
import os
import resource
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from portal.errors import RuleBroken
from portal.storage import FolderStorage, StorageFailed, StorageFull, StoredFileMissing, open_storage

DAY = timedelta(days=1)
CONTENT = "รายชื่อผู้เข้าร่วม\n".encode()
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def storage(tmp_path: Path) -> FolderStorage:
    return open_storage((tmp_path / "ที่เก็บ").as_uri(), min_free_bytes=0)


@pytest.fixture
def files_up_to_64_kb() -> Iterator[None]:
    """Let the system refuse longer files, as a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (65_536, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def all_files(storage: FolderStorage) -> list[str]:
    """Return every file under the root, part files too."""
    return sorted(str(path.relative_to(storage.root)) for path in storage.root.rglob("*") if path.is_file())


def set_age(path: Path, age: timedelta) -> None:
    written = time.time() - age.total_seconds()
    os.utime(path, (written, written))


def test_put_names_the_file_by_its_digest(storage: FolderStorage) -> None:
    stored = storage.put(io.BytesIO(CONTENT), "รายชื่อ.txt")
    assert (stored.digest, stored.size_bytes, stored.kind.extension) == (DIGEST, len(CONTENT), "txt")
    assert all_files(storage) == [f"{DIGEST[:2]}/{DIGEST[2:4]}/{DIGEST}"]
    with storage.open(DIGEST) as file:
        assert file.read() == CONTENT


def test_put_twice_keeps_one_file(storage: FolderStorage) -> None:
    first = storage.put(io.BytesIO(CONTENT), "ก.txt")
    second = storage.put(io.BytesIO(CONTENT), "ข.csv")
    assert (first.digest, second.kind.extension) == (second.digest, "csv")
    assert len(all_files(storage)) == 1


def test_put_repairs_a_file_of_the_wrong_length(storage: FolderStorage) -> None:
    storage.put(io.BytesIO(CONTENT), "ก.txt")
    (storage.root / DIGEST[:2] / DIGEST[2:4] / DIGEST).write_bytes(b"cut")
    storage.put(io.BytesIO(CONTENT), "ก.txt")
    assert storage.size(DIGEST) == len(CONTENT)


def test_put_of_a_refused_file_leaves_nothing(storage: FolderStorage) -> None:
    with pytest.raises(RuleBroken):
        storage.put(io.BytesIO(b"<html>"), "ภาพ.jpg")
    with pytest.raises(RuleBroken) as refused:
        storage.put(io.BytesIO(b"x" * 2_000_001), "ยาว.txt", max_bytes=2_000_000)
    assert str(refused.value).startswith("ไฟล์ “ยาว.txt” ใหญ่เกิน 1 MB")
    assert all_files(storage) == []


def test_put_on_a_disk_that_refuses_says_full_and_leaves_nothing(
    storage: FolderStorage, files_up_to_64_kb: None
) -> None:
    with pytest.raises(StorageFull):
        storage.put(io.BytesIO(b"x" * 100_000), "ยาว.txt")
    assert all_files(storage) == []


def test_receive_with_too_little_space_is_refused_before_the_first_byte(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path, min_free_bytes=1 << 62)
    with pytest.raises(StorageFull) as refused:
        storage.receive("ก.txt")
    assert refused.value.status == 422
    with pytest.raises(StorageFull):
        storage.check()


def test_receive_without_the_folder_says_failed(storage: FolderStorage) -> None:
    storage.incoming.rmdir()
    storage.root.rmdir()
    with pytest.raises(StorageFailed):
        storage.receive("ก.txt")


def test_check_leaves_nothing(storage: FolderStorage) -> None:
    storage.check()
    assert all_files(storage) == []


@pytest.mark.parametrize(("start", "length", "expected"), [(0, 3, b"012"), (7, 99, b"789"), (10, 5, b""), (2, 0, b"")])
def test_range_of_a_file(storage: FolderStorage, start: int, length: int, expected: bytes) -> None:
    digest = storage.put(io.BytesIO(b"0123456789"), "ก.txt").digest
    assert b"".join(storage.read_range(digest, start, length)) == expected


def test_missing_file_is_told_by_the_start_of_its_digest(storage: FolderStorage) -> None:
    for act in (storage.open, storage.size):
        with pytest.raises(StoredFileMissing) as missing:
            act(DIGEST)
        assert missing.value.params == {"code": DIGEST[:12]}
    assert storage.exists(DIGEST) is False
    assert storage.delete(DIGEST) is False


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", DIGEST.upper(), DIGEST + "0", DIGEST + "\n"])
def test_digest_that_is_none_is_never_made_a_path(storage: FolderStorage, digest: str) -> None:
    with pytest.raises(ValueError, match="not a SHA-256"):
        storage.exists(digest)


def test_delete_removes_the_file(storage: FolderStorage) -> None:
    storage.put(io.BytesIO(CONTENT), "ก.txt")
    assert storage.delete(DIGEST) is True
    assert all_files(storage) == []


def test_delete_leaves_a_file_that_was_sent_again(storage: FolderStorage) -> None:
    storage.put(io.BytesIO(CONTENT), "ก.txt")
    path = storage.root / DIGEST[:2] / DIGEST[2:4] / DIGEST
    set_age(path, 3 * DAY)
    assert list(storage.digests(min_age=DAY)) == [DIGEST]
    storage.put(io.BytesIO(CONTENT), "ก.txt")  # its row is on the way
    assert list(storage.digests(min_age=DAY)) == []
    assert storage.delete(DIGEST, min_age=DAY) is False
    assert storage.exists(DIGEST) is True
    set_age(path, 3 * DAY)
    assert storage.delete(DIGEST, min_age=DAY) is True


def test_sweep_removes_parts_older_than_a_day(storage: FolderStorage) -> None:
    for name, age in (("old.part", timedelta(hours=25)), ("young.part", timedelta(hours=23))):
        (storage.incoming / name).write_bytes(b"x")
        set_age(storage.incoming / name, age)
    assert storage.sweep_parts() == 1
    assert all_files(storage) == ["incoming/young.part"]


@pytest.mark.parametrize("url", ["s3://bucket", "file://host/path", "file:", "/srv/files"])
def test_address_of_another_kind_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="file:///path"):
        open_storage(url)
