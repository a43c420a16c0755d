"""Files on their way out: always as a download, with ranges, and without copying them through Python."""

from __future__ import annotations

import mmap
import os
from collections.abc import Iterator
from typing import Any, BinaryIO
from urllib.parse import quote

from werkzeug.http import parse_range_header
from werkzeug.wrappers import Response

from portal.storage.folder import FolderStorage

_WINDOW = 1024 * 1024


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
    if digest in response_etags(environ):
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
