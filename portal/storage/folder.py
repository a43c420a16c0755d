"""Files in a local folder, named by their SHA-256: `<root>/ab/cd/<digest>`, part files in `<root>/incoming/`."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

from portal.config import MAX_FILE_BYTES
from portal.storage.incoming import HashingFile
from portal.storage.names import clean_filename
from portal.storage.stored import StorageFull, Stored, StoredFileMissing, check_digest, storage_error

MIN_FREE_BYTES = 512 * 1024 * 1024
PART_LIFETIME = timedelta(days=1)
_BLOCK = 256 * 1024


class FolderStorage:
    """Write once, read by digest. The same content twice is one file.

    The order is the promise: file synced, renamed, folders synced, and only then does `adopt` return, so that a row
    written afterwards never names a file that a power cut can take away.
    """

    def __init__(self, root: Path, *, min_free_bytes: int = MIN_FREE_BYTES) -> None:
        self.root = root
        self.incoming = root / "incoming"
        self.min_free_bytes = min_free_bytes
        self.incoming.mkdir(mode=0o750, parents=True, exist_ok=True)

    def free_bytes(self) -> int:
        """Return the free space for new files, in bytes."""
        return shutil.disk_usage(self.root).free

    def receive(self, filename: str, max_bytes: int = MAX_FILE_BYTES, expected_bytes: int = 0) -> HashingFile:
        """Return an empty part file to write into; nothing is on the disk before the first byte.

        filename: as the person's machine gave it; checked when the file is sealed
        expected_bytes: what is about to come, if known
        Raises StorageFull when too little would be left free, StorageFailed when the folder is not there.
        """
        try:
            self.incoming.mkdir(
                mode=0o750, exist_ok=True
            )  # its parent is not made: it may be a disk that is not mounted
            free_bytes = self.free_bytes()
        except OSError as error:
            raise storage_error(error) from error
        if free_bytes - expected_bytes < self.min_free_bytes:
            raise StorageFull()
        return HashingFile(self.incoming, filename, max_bytes)

    def put(self, stream: BinaryIO, filename: str, max_bytes: int = MAX_FILE_BYTES) -> Stored:
        """Copy a stream in, look at it as at any upload, keep it; RuleBroken where it is refused."""
        with self.receive(filename, max_bytes) as file:
            while block := stream.read(_BLOCK):
                file.write(block)
            return self.adopt(file)

    def adopt(self, file: HashingFile) -> Stored:
        """Move a part file to its place and return what it is called; RuleBroken where it is refused.

        The part must lie in this storage's own `incoming` folder (one file system).
        """
        kind = file.seal()
        target = self._path(file.digest)
        try:
            target.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
            if not _refresh(target, file.size):
                os.replace(file.release(), target)
            # Also for a file or folder that was there: the request that made it may not have synced it yet.
            for folder in (target.parent, target.parent.parent, self.root):
                _sync_folder(folder)
        except OSError as error:
            raise storage_error(error) from error
        finally:
            file.close()
        return Stored(filename=clean_filename(file.filename), digest=file.digest, size_bytes=file.size, kind=kind)

    def open(self, digest: str) -> BinaryIO:
        """Return the file for reading; StoredFileMissing when it is not there."""
        try:
            return self._path(digest).open("rb", buffering=0)
        except FileNotFoundError:
            raise StoredFileMissing(digest) from None

    def read_range(self, digest: str, start: int, length: int) -> Iterator[bytes]:
        """Yield `length` bytes from `start`, in blocks."""
        with self.open(digest) as file:
            file.seek(start)
            while length > 0 and (block := file.read(min(_BLOCK, length))):
                length -= len(block)
                yield block

    def size(self, digest: str) -> int:
        """Return the length in bytes; StoredFileMissing when it is not there."""
        try:
            return self._path(digest).stat().st_size
        except FileNotFoundError:
            raise StoredFileMissing(digest) from None

    def exists(self, digest: str) -> bool:
        """Return whether the file is there."""
        return self._path(digest).is_file()

    def delete(self, digest: str, *, min_age: timedelta | None = None) -> bool:
        """Remove a file that no row names any more; return False when it is gone or too young.

        min_age: leave a file alone that was written, or sent again, less than so long ago: its row may still be on
            the way. It is moved aside before its age is read, so that an upload of the same content at this moment
            either refreshes it in time or finds it gone and stores its own.
        """
        path = self._path(digest)
        limit = None if min_age is None else self._disk_time() - min_age.total_seconds()
        aside = self.incoming / f"{digest}.removed"
        try:
            os.replace(path, aside)
        except FileNotFoundError:
            return False
        if limit is not None and aside.stat().st_mtime >= limit:
            os.replace(aside, path)
            return False
        aside.unlink()
        _sync_folder(path.parent)
        return True

    def digests(self, min_age: timedelta) -> Iterator[str]:
        """Yield every stored digest whose file was last written longer ago than `min_age`, for the sweeper."""
        limit = self._disk_time() - min_age.total_seconds()
        for path in self.root.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*"):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < limit:
                    yield path.name

    def sweep_parts(self) -> int:
        """Remove part files that a crash left behind (older than a day); return how many."""
        removed = 0
        limit = self._disk_time() - PART_LIFETIME.total_seconds()
        for path in self.incoming.iterdir():
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < limit:
                    path.unlink()
                    removed += 1
        return removed

    def check(self) -> None:
        """Write and remove one small file; StorageFull or OSError when that fails. For /readyz."""
        if self.free_bytes() < self.min_free_bytes:
            raise StorageFull()
        probe = self.incoming / f"probe-{os.getpid()}"
        probe.write_bytes(b"x")
        probe.unlink(missing_ok=True)

    def _disk_time(self) -> float:
        """Return what time it is where the files lie, in seconds.

        Ages of files are counted on the clock that dates them. The portal's own may stand at another instant
        (PORTAL_NOW), and a sweeper that believed it would take uploads away while they arrive; a disk in the network
        has a clock of its own too.
        """
        probe = self.incoming / f"clock-{secrets.token_hex(8)}"
        try:
            probe.touch()
            return probe.stat().st_mtime
        finally:
            probe.unlink(missing_ok=True)

    def _path(self, digest: str) -> Path:
        check_digest(digest)
        return self.root / digest[:2] / digest[2:4] / digest


def open_storage(url: str, *, min_free_bytes: int = MIN_FREE_BYTES) -> FolderStorage:
    """Return the storage behind an address such as file:///srv/portal/evidence; ValueError for any other scheme."""
    parts = urlsplit(url)
    if parts.scheme != "file" or parts.netloc or not parts.path.startswith("/"):
        raise ValueError(f"not a folder on this machine: {url!r}; write file:///path")
    return FolderStorage(Path(unquote(parts.path)), min_free_bytes=min_free_bytes)


def _refresh(target: Path, size: int) -> bool:
    """Return whether the same content is kept already, and mark it as used now (see `delete`)."""
    try:
        os.utime(target)
        return target.stat().st_size == size
    except FileNotFoundError:
        return False


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
