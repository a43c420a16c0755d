"""Language and digits of the page: Thai first, English from the catalogue; the person's own choice, else a cookie's.

Message ids are Thai, so Thai needs no catalogue. The English one is kept as text (messages.po); its compiled form is
made at start and never stored in git.
"""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, current_app, g, has_app_context, has_request_context, request
from flask_babel import Babel, force_locale, get_locale, gettext, ngettext
from flask_login import current_user
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup
from sqlalchemy.exc import SQLAlchemyError

from portal.thai import to_thai_digits

LANGUAGES: Mapping[str, str] = {"th": "ไทย", "en": "English"}
"""Language code -> its name in itself; the first is the default. Cookie and user's attribute are both `language`."""
DIGITS: Mapping[str, str] = {"arabic": "0123456789", "thai": "๐๑๒๓๔๕๖๗๘๙"}
"""Digits' name -> the ten signs; the first is the default. Cookie and user's attribute are both `digits`."""
TRANSLATIONS = Path(__file__).resolve().parent.parent / "translations"

log = logging.getLogger(__name__)


def init_language(app: Flask, instance: Path | None = None) -> None:
    """Set up translation for the application; compiles the English catalogue if that is due.

    instance: the folder that can be written where the program's own cannot; by default the application's
    """
    folder = compile_catalogues(TRANSLATIONS, (instance or Path(app.instance_path)) / "translations")
    Babel(
        app,
        default_locale=next(iter(LANGUAGES)),
        default_timezone="Asia/Bangkok",
        default_translation_directories=str(folder),
        locale_selector=lambda: _preference("language", LANGUAGES),
    )
    # a page asks for some hundred texts: in Thai the text itself is the answer, without a look-up
    app.jinja_env.install_gettext_callables(_text, _text_of_number, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals["_"] = _said


def current_language() -> str:
    """Return "th" or "en": the language of the page or message being written."""
    try:
        spoken: str = g.spoken_language
    except AttributeError:
        locale = get_locale()
        spoken = g.spoken_language = locale.language if locale is not None else next(iter(LANGUAGES))
    except RuntimeError:  # outside of the application
        spoken = next(iter(LANGUAGES))
    return spoken


@pass_eval_context
def _said(page: EvalContext, message: str, /, **values: Any) -> str:
    """Return a text with its values in it, as Jinja's own `_` does by a longer way."""
    text = _text(message)
    text = Markup(text) if page.autoescape else text  # noqa: S704  (a text of the program; values are escaped)
    return text % values if values or "%" in text else text


def _text(message: str) -> str:
    """Return a template's text in the language of the page."""
    return message if current_language() == "th" else gettext(message)


def _text_of_number(singular: str, plural: str, number: int) -> str:
    """Return a template's text for a number of things; Thai has one form."""
    return plural if current_language() == "th" else ngettext(singular, plural, number)


def current_digits() -> str:
    """Return "arabic" or "thai"; English always has Arabic digits."""
    if current_language() != "th" or not has_app_context():
        return next(iter(DIGITS))
    if "spoken_digits" not in g:
        g.spoken_digits = _preference("digits", DIGITS)
    chosen: str = g.spoken_digits
    return chosen


def in_current_digits(text: str) -> str:
    """Return the text with its digits in the script of the page."""
    return to_thai_digits(text) if current_digits() == "thai" else text


@contextmanager
def speaking(language: str, digits: str = "arabic") -> Iterator[None]:
    """Write in a given language and digits instead of the reader's own: mail, documents. Needs an app context."""
    before = {name: g.pop(name) for name in ("spoken_digits", "spoken_language") if name in g}
    g.spoken_digits, g.spoken_language = digits, language
    try:
        with force_locale(language):
            yield
    finally:
        del g.spoken_digits, g.spoken_language
        for name, value in before.items():
            setattr(g, name, value)


def _preference(name: str, allowed: Mapping[str, str]) -> str:
    """Return the signed-in person's choice, else the cookie's, else the first; what is not allowed is passed over."""
    choices: list[str | None] = []
    if has_request_context():
        choices = [_own_choice(name), request.cookies.get(name)]
    return next((choice for choice in choices if choice in allowed and choice), next(iter(allowed)))


def _own_choice(name: str) -> str | None:
    """Return the signed-in person's choice, None for a stranger or where the database fails: error pages need words."""
    if not hasattr(current_app, "login_manager"):
        return None
    try:
        return getattr(current_user, name, None)
    except SQLAlchemyError:
        return None


def compile_catalogues(source: Path, fallback: Path) -> Path:
    """Return the folder with compiled catalogues: beside the text, or the fallback where that cannot be written.

    A compiled file carries the time stamp of its text; any other stamp means it is compiled anew. Several processes may
    do this at once: each writes its own file and moves it into place.
    """
    texts = sorted(source.glob("*/LC_MESSAGES/*.po"))
    for folder in (source, fallback):
        try:
            for text in texts:
                _compile(text, (folder / text.relative_to(source)).with_suffix(".mo"))
        except OSError as problem:
            log.info("catalogues cannot be compiled into %s: %s", folder, problem)
            continue
        return folder
    log.warning("no folder for compiled catalogues can be written; the portal speaks Thai only")
    return source


def _compile(text: Path, compiled: Path) -> None:
    """Compile one catalogue unless its compiled form is up to date."""
    stamp = text.stat().st_mtime_ns
    if compiled.exists() and compiled.stat().st_mtime_ns == stamp:
        return
    with text.open("rb") as stream:
        catalogue = read_po(stream, locale=text.parent.parent.name)
    compiled.parent.mkdir(parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(dir=compiled.parent, prefix=".", suffix=".mo")
    try:
        with os.fdopen(handle, "wb") as stream:
            write_mo(stream, catalogue)
        os.chmod(unfinished, 0o644)
        os.utime(unfinished, ns=(stamp, stamp))
        os.replace(unfinished, compiled)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise
