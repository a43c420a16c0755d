"""WTForms' sentences in our words and in both languages."""

from pathlib import Path

import pytest
import wtforms
from babel.messages.extract import extract_from_dir
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import StringField
from wtforms.validators import Length

from portal.web import form_messages
from portal.web.fields import PortalForm, Required
from portal.web.language import init_language, speaking


class NoteForm(PortalForm):
    title = StringField("ชื่อเรื่อง", validators=[Required()])
    code = StringField("รหัส", validators=[Length(max=5)])


@pytest.mark.parametrize(
    ("language", "title", "code"),
    [
        ("th", "โปรดระบุชื่อเรื่อง", "ยาวได้ไม่เกิน 5 ตัวอักษร โปรดย่อข้อความ"),
        ("en", "Please give: ชื่อเรื่อง", "At most 5 characters. Please shorten the text."),
    ],
)
def test_messages_follow_the_language_of_the_page(tmp_path, language, title, code):
    app = Flask("portal", instance_path=str(tmp_path))
    app.config.update(SECRET_KEY="for tests", WTF_CSRF_ENABLED=False)
    init_language(app)
    with app.test_request_context("/", method="POST"), speaking(language):
        sent = NoteForm(formdata=MultiDict({"title": "", "code": "123456"}))
        sent.validate()
        assert sent.errors == {"title": [title], "code": [code]}


def test_every_sentence_of_wtforms_has_a_thai_one():
    folders = [Path(wtforms.__file__).parent, Path(wtforms.__file__).parent.parent / "flask_wtf"]
    said = set()
    for folder in folders:
        for _, _, message, *_ in extract_from_dir(
            folder, [("**.py", "python")], keywords={"gettext": None, "ngettext": (1, 2)}
        ):
            said |= {message} if isinstance(message, str) else set(message)
    for_programmers = {"Choices cannot be None.", "Invalid field name '%s'."}
    of_tokens = {"CSRF failed.", "CSRF token expired.", "CSRF token missing.", "Invalid CSRF Token."}
    assert said - for_programmers - of_tokens - set(form_messages.MESSAGES) - set(form_messages.WITH_LABEL) == set()
