"""Files on their way out: as a download with ranges, without copying them through Python; pictures of pages inline."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from werkzeug.http import parse_etags, parse_if_range_header, parse_range_header
from werkzeug.wrappers import Response

from portal.storage.folder import FolderStorage
from portal.storage.kinds import HEAD_BYTES, picture_type
from portal.storage.stored import StoredFileMissing

_BLOCK = 256 * 1024


def attachment(environ: dict[str, Any], storage: FolderStorage, digest: str, filename: str) -> Response:
    """Return the answer that sends a stored file under its own name.

    Never shown in the browser and never typed by its content: octet-stream, attachment, nosniff, sandbox. The digest is
    the ETag, so a repeated or broken-off download continues (Range, If-Range) or ends at once (If-None-Match).
    Raises StoredFileMissing before anything is sent.
    """
    size = storage.size(digest)
    response = Response(mimetype="application/octet-stream", direct_passthrough=True)
    headers = response.headers
    headers["Content-Disposition"] = content_disposition(filename)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    headers["Cache-Control"] = "private, no-cache, no-transform"
    headers["Accept-Ranges"] = "bytes"
    response.set_etag(digest)
    if parse_etags(environ.get("HTTP_IF_NONE_MATCH")).contains_weak(digest):
        response.status_code = 304
        return response
    span = _span(environ, digest, size)
    if span is None:
        response.status_code = 416
        headers["Content-Range"] = f"bytes */{size}"
        return response
    start, stop = span
    if (start, stop) != (0, size):
        response.status_code = 206
        headers["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    headers["Content-Length"] = str(stop - start)
    if environ["REQUEST_METHOD"] != "HEAD" and stop > start:
        response.response = _body(environ, storage, digest, start, stop - start)
    return response


def inline_picture(environ: dict[str, Any], storage: FolderStorage, digest: str) -> Response:
    """Return the answer that shows a stored jpg, png or webp inside a page.

    The type is read anew from the file's first bytes and nothing else is ever sent this way: sandboxed, nosniff. What a
    digest names never changes, so that the browser may keep it for an hour.
    Raises StoredFileMissing also for a file that is no such picture.
    """
    size = storage.size(digest)
    media_type = picture_type(b"".join(storage.read_range(digest, 0, min(size, HEAD_BYTES))))
    if media_type is None:
        raise StoredFileMissing(digest)
    response = Response(mimetype=media_type, direct_passthrough=True)
    headers = response.headers
    headers["Content-Disposition"] = "inline"
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    headers["Cache-Control"] = "private, max-age=3600, no-transform"
    response.set_etag(digest)
    if parse_etags(environ.get("HTTP_IF_NONE_MATCH")).contains_weak(digest):
        response.status_code = 304
        return response
    headers["Content-Length"] = str(size)
    if environ["REQUEST_METHOD"] != "HEAD":
        response.response = _body(environ, storage, digest, 0, size)
    return response


def content_disposition(filename: str) -> str:
    """Return the header that offers a file under its Thai name, with a plain name for the oldest clients."""
    extension = filename.rpartition(".")[2]
    plain = f"file.{extension}" if extension.isascii() and extension.isalnum() else "file"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"


def _span(environ: dict[str, Any], digest: str, size: int) -> tuple[int, int] | None:
    """Return the first byte and the one after the last; None for a range outside the file.

    Several ranges at once are answered with the whole file, and so is a range of another version (If-Range).
    """
    wanted = parse_range_header(environ.get("HTTP_RANGE"))
    if_range = environ.get("HTTP_IF_RANGE")
    if wanted is None or wanted.units != "bytes" or len(wanted.ranges) != 1 or size == 0:
        return 0, size
    if if_range and parse_if_range_header(if_range).etag != digest:
        return 0, size
    return wanted.range_for_length(size)


def _body(environ: dict[str, Any], storage: FolderStorage, digest: str, start: int, length: int) -> Iterable[bytes]:
    """Return what the server at hand sends most cheaply; each of them stops at Content-Length."""
    wrapper = environ.get("wsgi.file_wrapper")
    if wrapper is None:
        return storage.read_range(digest, start, length)
    file = storage.open(digest)
    file.seek(start)
    body: Iterable[bytes] = wrapper(file, _BLOCK)
    return body
