"""Files on their way in: written once, hashed as they come, looked at, then adopted by the storage or removed.

A form's files go straight from the request into part files of the storage (no second copy): `accept_files` makes the
Request class that does so. Past the size limit the bytes are counted and thrown away, so that the form can
answer with a sentence; a connection cut half-way would show as a browser error.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Request

from portal.errors import N_, PortalError, RuleBroken
from portal.storage.kinds import FileKind, inspect_file
from portal.storage.names import shown_name
from portal.storage.stored import StorageFailed, StorageFull, storage_error

if TYPE_CHECKING:
    from portal.storage.folder import FolderStorage

_MB = 1024 * 1024


class HashingFile:
    """One file on its way in. `size` counts every byte that came, also those thrown away past `max_bytes`."""

    def __init__(
        self,
        folder: Path,
        filename: str,
        max_bytes: int,
        *,
        refusal: PortalError | None = None,
        field: str | None = None,
    ) -> None:
        self.filename = filename
        self.field: str | None = None
        self.max_bytes = max_bytes
        self.size = 0
        self.kind: FileKind | None = None
        self.refusal = refusal
        self._path = folder / f"{secrets.token_hex(16)}.part"
        self._descriptor: int | None = None
        self._hash = hashlib.sha256()
        self._position = 0
        self._is_adopted = False

    @property
    def digest(self) -> str:
        """The SHA-256 of what was written so far, in hexadecimal."""
        return self._hash.hexdigest()

    # What the form parser calls ----------------------------------------------------------------------------------

    def write(self, data: bytes) -> int:
        """Append; never raises for a full disk or a file over the limit: `seal` tells."""
        self.size += len(data)
        if self.refusal is None and self.size > self.max_bytes:
            self.refuse(self._too_large())
        if self.refusal is None and data:
            try:
                self._write_all(data)
            except OSError as error:
                self.refuse(storage_error(error))
            else:
                self._hash.update(data)
        return len(data)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Move the place of the next `read`; writing always appends."""
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self.size}[whence]
        self._position = max(0, start + offset)
        return self._position

    def tell(self) -> int:
        """Return the place of the next `read`."""
        return self._position

    def read(self, size: int = -1) -> bytes:
        """Return bytes that were written; nothing once the file was refused."""
        if self.refusal is not None or not self._path.exists():
            return b""
        left = max(0, self.size - self._position)
        block = os.pread(self._open(), left if size < 0 else min(size, left), self._position)
        self._position += len(block)
        return block

    def seekable(self) -> bool:
        """Return True: zip archives ask before they look inside."""
        return True

    def close(self) -> None:
        """Remove the part file, unless the storage has adopted it."""
        self.pause()
        if not self._is_adopted:
            with suppress(FileNotFoundError):
                self._path.unlink()

    # What the storage and the forms call --------------------------------------------------------------------------

    def seal(self) -> FileKind:
        """Return the kind of the whole file once it is safely on the disk (synced); may be called again.

        Raises the refusal, with `field` set to the form field the file came in: too large, disk full, or what
        kinds.inspect_file finds. Reads the file: call it before a lock is taken.
        """
        if self.kind is None and self.refusal is None:
            try:
                if self.size == 0:
                    self._open()
                kind = inspect_file(self._path, self.filename)
                os.fsync(self._open())
                self.kind = kind
            except PortalError as refusal:
                self.refuse(refusal)
            except OSError as error:
                self.refuse(storage_error(error))
            self.pause()
        if self.kind is not None:
            return self.kind
        refused = self.refusal or StorageFailed()
        refused.field = self.field
        raise refused

    def refuse(self, refusal: PortalError) -> None:
        """Remember why the file cannot be kept, and give back its space at once."""
        self.refusal = refusal
        self.close()

    def pause(self) -> None:
        """Close the descriptor until it is needed again, so that a form of many files holds one open."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def release(self) -> Path:
        """Return the path of the sealed part for the storage to take; `close` leaves it alone from now on."""
        self.pause()
        self._is_adopted = True
        return self._path

    def __enter__(self) -> HashingFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _open(self) -> int:
        if self._descriptor is None:
            self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o640)
        return self._descriptor

    def _write_all(self, data: bytes) -> None:
        descriptor = self._open()
        written = os.write(descriptor, data)
        while written < len(data):
            written += os.write(descriptor, memoryview(data)[written:])

    def _too_large(self) -> RuleBroken:
        return RuleBroken(
            N_("ไฟล์ “%(name)s” ใหญ่เกิน %(limit)s MB โปรดลดขนาด หรือแบ่งเป็นหลายไฟล์ แล้วเลือกใหม่"),
            name=shown_name(self.filename),
            limit=self.max_bytes // _MB,
        )


class IncomingFiles(Request):
    """What a Request class gains from `accept_files`."""

    storage: FolderStorage
    max_file_bytes: int
    # Set to False before the form is read (a stranger, a page without files): files are then thrown away unread.
    keeps_files = True
    # Set to False before the form is read where files of any type are only read: they are not judged, so not removed.
    looks_inside = True

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> Any:
        parts = self._parts()
        if parts:
            parts[-1].pause()
        parts.append(self._receive(filename or "", total_content_length or 0))
        return parts[-1]

    def _receive(self, filename: str, expected_bytes: int) -> HashingFile:
        if not self.keeps_files:
            refusal = RuleBroken(N_("หน้านี้ไม่รับไฟล์"))
            return HashingFile(self.storage.incoming, filename, 0, refusal=refusal)
        try:
            return self.storage.receive(filename, self.max_file_bytes, expected_bytes)
        except (StorageFull, StorageFailed) as refusal:
            return HashingFile(self.storage.incoming, filename, 0, refusal=refusal)

    def _load_form_data(self) -> None:
        """Read the form, then seal its files: hashing, looking inside and syncing are over before any lock is taken."""
        if "form" in self.__dict__:
            return
        super()._load_form_data()
        if not self.looks_inside:
            return
        for field, sent in self.files.items(multi=True):
            for file in incoming_files([sent]):
                file.field = field
                with suppress(PortalError):
                    file.seal()

    def close(self) -> None:
        """Remove every part file that was not adopted. Flask calls this at the end of each request."""
        super().close()
        for part in self._parts():
            part.close()

    def _parts(self) -> list[HashingFile]:
        parts: list[HashingFile] = self.__dict__.setdefault("_incoming_parts", [])
        return parts


R = TypeVar("R", bound=Request)


def accept_files(request_class: type[R], storage: FolderStorage, max_file_bytes: int) -> type[R]:
    """Return the Request class of one application, whose uploaded files land in its storage.

    Use: `app.request_class = accept_files(app.request_class, storage, config.max_file_bytes)`, after htmx-flask has set
    its own. A view finds each file as `request.files[…].stream`, a HashingFile.
    """
    return type("PortalRequest", (IncomingFiles, request_class), {"storage": storage, "max_file_bytes": max_file_bytes})


def incoming_files(sent: list[FileStorage]) -> list[HashingFile]:
    """Return the files of a form field that were really chosen (an empty field sends one without a name)."""
    streams: list[Any] = [file.stream for file in sent if file.filename]
    return [stream for stream in streams if isinstance(stream, HashingFile)]
