"""Which language and digits a page speaks, and the compiled catalogue behind it."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask
from flask_babel import gettext
from flask_login import LoginManager
from sqlalchemy.exc import OperationalError

from portal.web import language

PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "วันนี้"\nmsgstr "{english}"\n'


@pytest.fixture
def app(tmp_path):
    app = Flask("portal", instance_path=str(tmp_path))
    language.init_language(app)

    @app.get("/")
    def page():
        return [
            language.current_language(),
            language.current_digits(),
            gettext("วันนี้"),
            language.in_current_digits("10"),
        ]

    return app


def sign_in(app, user):
    """Let every request of the application be this person's."""
    manager = LoginManager(app)
    manager.request_loader(lambda request: user())


def catalogue(folder: Path, english: str, stamp: int = 1_700_000_000) -> Path:
    """Write an English catalogue with one sentence; returns its path."""
    text = folder / "en/LC_MESSAGES/messages.po"
    text.parent.mkdir(parents=True, exist_ok=True)
    text.write_text(PO.format(english=english), encoding="utf-8")
    os.utime(text, (stamp, stamp))
    return text


def page(app, **cookies):
    client = app.test_client()
    for name, value in cookies.items():
        client.set_cookie(name, value)
    return client.get("/").json


def test_stranger_reads_thai_with_arabic_digits(app):
    assert page(app) == ["th", "arabic", "วันนี้", "10"]


def test_cookies_choose_language_and_digits(app):
    assert page(app, digits="thai") == ["th", "thai", "วันนี้", "๑๐"]
    assert page(app, language="en") == ["en", "arabic", "Today", "10"]


def test_english_has_arabic_digits(app):
    assert page(app, language="en", digits="thai") == ["en", "arabic", "Today", "10"]


@pytest.mark.parametrize("value", ["", "fr", "../en", "th-TH", "x" * 3000])
def test_cookie_with_another_value_is_passed_over(app, value):
    assert page(app, language=value, digits=value) == ["th", "arabic", "วันนี้", "10"]


def test_own_choice_goes_before_the_cookie(app):
    sign_in(app, lambda: SimpleNamespace(language="en", digits="thai"))
    assert page(app, language="th") == ["en", "arabic", "Today", "10"]


def test_person_without_choice_keeps_the_cookie(app):
    sign_in(app, lambda: SimpleNamespace(language=None, digits=None))
    assert page(app, digits="thai") == ["th", "thai", "วันนี้", "๑๐"]


def test_failing_database_leaves_the_page_in_thai(app):
    def fail():
        raise OperationalError("select", {}, Exception("gone"))

    sign_in(app, fail)
    assert page(app) == ["th", "arabic", "วันนี้", "10"]


def test_each_request_chooses_anew(app):
    assert page(app, language="en")[0] == "en"
    assert page(app)[0] == "th"


def test_outside_an_application_it_is_thai():
    assert (language.current_language(), language.current_digits(), language.in_current_digits("1")) == (
        "th",
        "arabic",
        "1",
    )


def test_speaking_holds_for_the_message_only(app):
    with app.app_context():
        with language.speaking("en"):
            assert (language.current_language(), gettext("วันนี้")) == ("en", "Today")
        with language.speaking("th", "thai"):
            assert (gettext("วันนี้"), language.in_current_digits("1")) == ("วันนี้", "๑")
        assert (language.current_language(), language.in_current_digits("1")) == ("th", "1")


def compiled_english(folder: Path) -> bytes:
    return (folder / "en/LC_MESSAGES/messages.mo").read_bytes()


def test_catalogue_is_compiled_once_and_again_when_the_text_changes(tmp_path):
    source = tmp_path / "source"
    catalogue(source, "Today")
    assert language.compile_catalogues(source, tmp_path / "other") == source
    first = (source / "en/LC_MESSAGES/messages.mo").stat()
    language.compile_catalogues(source, tmp_path / "other")
    assert (source / "en/LC_MESSAGES/messages.mo").stat().st_ino == first.st_ino
    catalogue(source, "This day", stamp=1_600_000_000)  # an older text checked out again counts as changed too
    language.compile_catalogues(source, tmp_path / "other")
    assert b"This day" in compiled_english(source)


def test_catalogue_is_compiled_by_several_at_once(tmp_path):
    catalogue(tmp_path, "Today")
    with ThreadPoolExecutor(8) as pool:
        folders = list(pool.map(lambda _: language.compile_catalogues(tmp_path, tmp_path / "other"), range(16)))
    assert set(folders) == {tmp_path}
    assert b"Today" in compiled_english(tmp_path)
    assert sorted(path.name for path in (tmp_path / "en/LC_MESSAGES").iterdir()) == ["messages.mo", "messages.po"]


def test_catalogue_goes_to_the_fallback_where_the_source_cannot_be_written(tmp_path):
    source = tmp_path / "source"
    text = catalogue(source, "Today")
    text.with_suffix(".mo").mkdir()  # a name that cannot be replaced, whoever runs the test
    assert language.compile_catalogues(source, tmp_path / "other") == tmp_path / "other"
    assert b"Today" in compiled_english(tmp_path / "other")
