"""Keeping the English catalogue in step with the words in use: `python -m portal messages`."""

from __future__ import annotations

import io
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from babel.messages import Catalog
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

from portal.web.language import TRANSLATIONS

ROOT = TRANSLATIONS.parent.parent
ENGLISH = TRANSLATIONS / "en" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {
    "_": None,
    "_l": None,
    "N_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
}


def messages_in_use(root: Path = ROOT) -> Catalog:
    """Return an empty catalogue of every message id in the program and the templates, with the files it stands in."""
    with (root / "babel.cfg").open(encoding="utf-8") as stream:
        methods, options = parse_mapping_cfg(stream)
    used = Catalog(project="portal", charset="utf-8")
    for folder in ("portal", "templates"):
        found = extract_from_dir(root / folder, _below(folder, methods), _below(folder, options), keywords=KEYWORDS)
        for name, _, message, _, context in found:
            used.add(message, None, [(f"{folder}/{name}", 0)], context=context)
    return used


def update_catalogue(path: Path = ENGLISH, root: Path = ROOT) -> tuple[int, int]:
    """Bring the catalogue in step and return how many messages are in use and how many of them lack their English.

    Translations are kept, new messages come in empty, those no longer used go. Nothing is guessed from similar
    messages, and running it again changes nothing.
    """
    catalogue = _read(path)
    catalogue.update(messages_in_use(root), no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".po.part")
    unfinished.write_bytes(_written(catalogue))
    os.replace(unfinished, path)
    messages = list(_messages(catalogue))
    return len(messages), len([message for message in messages if not is_translated(message)])


def untranslated(path: Path = ENGLISH, root: Path = ROOT) -> list[str]:
    """Return the message ids in use for which the catalogue has no English."""
    catalogue = _read(path)
    return sorted(
        _first_id(used)
        for used in _messages(messages_in_use(root))
        if (kept := catalogue.get(used.id, used.context)) is None or not is_translated(kept)
    )


def is_translated(message: Message) -> bool:
    """Return whether every form of the message has a text, and nobody marked it as doubtful (fuzzy)."""
    texts = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return bool(texts) and all(texts) and not message.fuzzy and message.pluralizable == (len(texts) > 1)


def _read(path: Path) -> Catalog:
    if not path.exists():
        return Catalog(locale="en", project="portal", charset="utf-8")
    with path.open("rb") as stream:
        return read_po(stream, locale="en")


def _written(catalogue: Catalog) -> bytes:
    """Return the catalogue as text that changes only where a message does: no dates, no line numbers, sorted."""
    stream = io.BytesIO()
    write_po(stream, catalogue, width=0, sort_output=True, include_lineno=False, omit_header=True)
    return _HEADER.encode() + stream.getvalue()


def _messages(catalogue: Catalog) -> Iterable[Message]:
    return (message for message in catalogue if message.id)


def _first_id(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _below(folder: str, mapping: Any) -> Any:
    """Return the part of a mapping by pattern that is for one folder, with patterns as seen from inside it."""
    prefix = f"{folder}/"
    if isinstance(mapping, dict):
        return {pattern.removeprefix(prefix): value for pattern, value in mapping.items() if pattern.startswith(prefix)}
    return [(pattern.removeprefix(prefix), way) for pattern, way in mapping if pattern.startswith(prefix)]


_HEADER = r"""# English texts of the portal. Message ids are Thai; keep them in step with: python -m portal messages
msgid ""
msgstr ""
"Project-Id-Version: portal\n"
"Language: en\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"

"""
