"""Files of the portal: received, looked at, kept under their SHA-256, sent out again.

Door: `open_storage(url)` gives the storage; `accept_files` makes the Request class that writes uploads straight into
it; `HashingFile.seal` says what a file is or why it is refused; `FolderStorage.adopt` keeps it; `attachment` sends it.
A second kind of storage (objects over S3) needs `receive`, `adopt`, `open`, `read_range`, `size`, `exists`, `delete`,
`digests`, `sweep_parts`, `check`; its part files stay local.
"""

from portal.storage.folder import FolderStorage, open_storage
from portal.storage.incoming import HashingFile, accept_files, incoming_files
from portal.storage.keepers import keep_named, named
from portal.storage.kinds import ACCEPT, ALLOWED, ALLOWED_LIST, BY_EXTENSION, FileKind
from portal.storage.names import MAX_NAME_BYTES, clean_filename
from portal.storage.sending import attachment, content_disposition, inline_picture
from portal.storage.stored import StorageFailed, StorageFull, Stored, StoredFileMissing

__all__ = [
    "ACCEPT",
    "ALLOWED",
    "ALLOWED_LIST",
    "BY_EXTENSION",
    "MAX_NAME_BYTES",
    "FileKind",
    "FolderStorage",
    "HashingFile",
    "StorageFailed",
    "StorageFull",
    "Stored",
    "StoredFileMissing",
    "accept_files",
    "attachment",
    "clean_filename",
    "content_disposition",
    "incoming_files",
    "inline_picture",
    "keep_named",
    "named",
    "open_storage",
]
