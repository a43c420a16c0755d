"""Every sentence of the portal has its English."""

import re

from babel.messages.pofile import read_po

from portal.web import catalogue

PLACEHOLDER = re.compile(r"%(?:\(\w+\)[sd]|%)|\{\w*\}")


def texts(value):
    return [value] if isinstance(value, str) else list(value)


def test_every_message_in_use_is_translated():
    assert catalogue.untranslated() == []


def test_translations_fill_in_what_their_message_does():
    with catalogue.ENGLISH.open("rb") as stream:
        messages = [message for message in read_po(stream, locale="en") if message.id]
    wrong = [
        text
        for message in messages
        for text in texts(message.string)
        if text and _filled(text) != _filled(texts(message.id)[0])
    ]
    assert wrong == []


def _filled(text):
    """Return the names of what is filled in; a per cent sign of the text itself stands double and does not count."""
    return sorted({found for found in PLACEHOLDER.findall(text) if found != "%%"})
