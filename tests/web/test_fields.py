"""What forms make of what was typed: clean text, dates, numbers, files, ids; and what they say to the rest."""

import io
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask, request
from werkzeug.datastructures import FileStorage, MultiDict
from wtforms import PasswordField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from portal.web import fields
from portal.web.fields import (
    FilesField,
    FilterForm,
    IdListField,
    PortalForm,
    Required,
    ThaiDateField,
    ThaiDecimalField,
    ThaiIntegerField,
    read_id,
)
from portal.web.language import init_language, speaking

MONTHS = [SelectChoice("1", "ต.ค."), SelectChoice("2", "พ.ย.")]


class ReportForm(PortalForm):
    title = StringField("ชื่อเรื่อง", validators=[Required()])
    note = TextAreaField("หมายเหตุ")
    code = StringField("รหัส", validators=[Length(max=5)])
    secret = PasswordField("รหัสผ่าน")
    held_on = ThaiDateField("วันที่")
    share = ThaiDecimalField("ร้อยละ", most=100)
    people = ThaiIntegerField("จำนวนคน", validators=[Optional()])
    month = SelectField("เดือน", choices=MONTHS, coerce=read_id, default=1)
    rows = IdListField("รายการ", most=3)
    files = FilesField("ไฟล์", most=2)


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    app = Flask("portal", instance_path=str(tmp_path_factory.mktemp("instance")))
    app.config.update(SECRET_KEY="for tests", WTF_CSRF_ENABLED=False)
    init_language(app)
    return app


@pytest.fixture
def form(app):
    """Send values to a form and return it, checked; a title is given unless the test sends one."""
    with app.test_request_context("/", method="POST"):

        def send(kind=ReportForm, **values):
            pairs = [
                (name, each) for name, value in ({"title": "ก", "month": "1"} | values).items() for each in _many(value)
            ]
            sent = kind(formdata=MultiDict(pairs))
            sent.validate()
            return sent

        yield send


def _many(value):
    return value if isinstance(value, list) else [value]


def upload(name, content=b"x"):
    return FileStorage(io.BytesIO(content), filename=name)


# Text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  แผน   ปี\u00a02569 ", "แผน ปี 2569"),
        ("ส\u0e4dานัก\u200bงาน", "สำนักงาน"),
        ("บน\r\nล่าง\tขวา", "บน ล่าง ขวา"),
        ("๒๕๖๙", "๒๕๖๙"),
    ],
)
def test_line_of_text_comes_out_clean(form, typed, kept):
    sent = form(title=typed)
    assert (sent.title.data, sent.errors) == (kept, {})


def test_text_of_several_lines_keeps_its_lines(form):
    assert form(note=" หนึ่ง\r\n\r\n  สอง\vสาม \r").note.data == "หนึ่ง\n\n  สอง\nสาม"


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\x7f", "\x85", "\ud800"])
@pytest.mark.parametrize("name", ["title", "note"])
def test_control_character_is_refused(form, name, character):
    sent = form(**{name: f"ก{character}ข"})
    assert sent.errors == {name: ["มีอักขระควบคุมที่มองไม่เห็นปนอยู่ โปรดพิมพ์ข้อความใหม่แทนการวาง"]}


@pytest.mark.parametrize("typed", ["", "   ", "\u200b"])
def test_required_text_names_the_field_when_blank(form, typed):
    assert form(title=typed).errors == {"title": ["โปรดระบุชื่อเรื่อง"]}


def test_password_is_left_as_typed(form):
    assert form(secret="  ส\u0e4dา ").secret.data == "  ส\u0e4dา "


@pytest.mark.parametrize(("name", "limit"), [("title", 255), ("note", 5000), ("code", 5), ("secret", 256)])
def test_text_is_bounded(form, name, limit):
    assert form(**{name: "ก" * limit}).errors == {}
    sent = form(**{name: "ก" * (limit + 1)})
    assert sent.errors == {name: [f"ยาวได้ไม่เกิน {limit} ตัวอักษร โปรดย่อข้อความ"]}
    assert sent[name].data == "ก" * (limit + 1)


# Dates


@pytest.mark.parametrize("typed", ["20/12/2569", "๒๐ ธ.ค. ๖๙", "2026-12-20"])
def test_date_is_read_and_what_was_typed_stays(form, typed):
    sent = form(held_on=typed)
    assert (sent.held_on.data, sent.held_on.understood, sent.errors) == (date(2026, 12, 20), "20 ธันวาคม 2569", {})
    assert f'value="{typed}"' in str(sent.held_on())


@pytest.mark.parametrize(
    ("typed", "start"),
    [
        ("พรุ่งนี้", "อ่านวันที่ไม่ได้"),
        ("x" * 500, "อ่านวันที่ไม่ได้"),
        ("20/13/2569", "ไม่มีเดือนที่พิมพ์"),
        ("31/2/2569", "ไม่มีวันที่นี้ในปฏิทิน"),
        ("20/12", "โปรดพิมพ์ปี พ.ศ."),
    ],
)
def test_date_that_cannot_be_read_says_why_and_stays(form, typed, start):
    sent = form(held_on=typed)
    assert list(sent.errors) == ["held_on"]
    assert [error.startswith(start) for error in sent.held_on.errors] == [True]
    assert (sent.held_on.data, sent.held_on.understood) == (None, "")
    assert f'value="{typed}"' in str(sent.held_on())


def test_required_date_says_one_thing_only(form):
    class Needed(PortalForm):
        held_on = ThaiDateField("วันที่จัด", validators=[Required()])

    assert form(Needed, held_on=" ").errors == {"held_on": ["โปรดระบุวันที่จัด"]}
    assert [len(errors) for errors in form(Needed, held_on="31/2/2569").errors.values()] == [1]


def test_stored_date_is_shown_as_it_is_typed(app):
    with app.test_request_context("/"):
        sent = ReportForm(formdata=None, held_on=date(2026, 12, 20))
        assert 'value="20/12/2569"' in str(sent.held_on())
        with speaking("th", "thai"):
            assert 'value="๒๐/๑๒/๒๕๖๙"' in str(sent.held_on())
        with speaking("en"):
            assert 'value="20 Dec 2026"' in str(sent.held_on())


def test_date_input_is_marked_for_the_script(app):
    with app.test_request_context("/"):
        html = str(ReportForm(formdata=None).held_on(class_="input"))
    assert html == (
        '<input autocomplete="off" class="input" data-thai-date="" id="held_on" name="held_on" type="text" value="">'
    )


# Numbers


@pytest.mark.parametrize(("typed", "value"), [("๘๐.๕", "80.5"), ("80.50", "80.5"), ("0", "0"), (" 100 ", "100")])
def test_decimal_is_read(form, typed, value):
    sent = form(share=typed)
    assert (sent.share.data, sent.errors) == (Decimal(value), {})


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("แปดสิบ", "อ่านจำนวนไม่ได้ โปรดพิมพ์เป็นตัวเลข เช่น 1,250"),
        ("1e2", "อ่านจำนวนไม่ได้ โปรดพิมพ์เป็นตัวเลข เช่น 1,250"),
        ("9" * 100, "อ่านจำนวนไม่ได้ โปรดพิมพ์เป็นตัวเลข เช่น 1,250"),
        ("1.234", "ใส่ทศนิยมได้ไม่เกิน 2 ตำแหน่ง"),
        ("-1", "ต้องไม่น้อยกว่า 0"),
        ("100.01", "ต้องไม่เกิน 100"),
        ("9" * 40, "ต้องไม่เกิน 100"),
    ],
)
def test_decimal_is_refused_and_stays(form, typed, sentence):
    sent = form(share=typed)
    assert sent.errors == {"share": [sentence]}
    assert f'value="{typed}"' in str(sent.share())


@pytest.mark.parametrize(("typed", "value"), [("๑,๒๐๐", 1200), ("0", 0), ("", None), ("5.0", 5)])
def test_integer_is_read(form, typed, value):
    sent = form(people=typed)
    assert (sent.people.data, sent.errors) == (value, {})


@pytest.mark.parametrize(
    ("typed", "sentence"), [("1.5", "โปรดพิมพ์เป็นจำนวนเต็ม"), ("9999999999", "ต้องไม่เกิน 2,147,483,647")]
)
def test_integer_is_refused(form, typed, sentence):
    assert form(people=typed).errors == {"people": [sentence]}


def test_required_number_takes_zero_for_a_number(form):
    class Needed(PortalForm):
        people = ThaiIntegerField("จำนวนคน", validators=[Required()])

    assert form(Needed, people="0").errors == {}
    assert form(Needed, people="").errors == {"people": ["โปรดระบุจำนวนคน"]}


def test_data_required_on_a_number_is_a_mistake_of_ours(form):
    class Wrong(PortalForm):
        people = ThaiIntegerField("จำนวนคน", validators=[DataRequired()])

    with pytest.raises(TypeError, match="use Required"):
        form(Wrong, people="1")


# Choices, ids, files


@pytest.mark.parametrize("typed", ["9", "x", "๑", "9" * 20, "1\x00", "-1"])
def test_choice_outside_the_list_is_refused(form, typed):
    errors = form(month=typed).errors
    assert list(errors) == ["month"]
    assert set(errors["month"]) == {"โปรดเลือกเดือนจากรายการที่มี"}


@pytest.mark.parametrize(
    ("ticked", "ids"), [(["3", "1", "3"], [3, 1]), ([str(fields.MAX_ID)], [fields.MAX_ID]), ([], [])]
)
def test_ids_are_read_once_each_in_order(form, ticked, ids):
    sent = form(rows=ticked)
    assert (sent.rows.data, sent.errors) == (ids, {})
    assert [sent.rows.is_chosen(1), sent.rows.is_chosen(8)] == [1 in ids, False]


@pytest.mark.parametrize("ticked", [["x"], ["0"], ["-1"], ["9" * 20], [str(2**31)], ["๑"], ["1 "], ["1", ""]])
def test_ids_that_are_none_are_refused(form, ticked):
    sent = form(rows=ticked)
    assert sent.errors == {"rows": ["รายการที่เลือกไม่ถูกต้อง โปรดโหลดหน้าใหม่แล้วเลือกอีกครั้ง"]}
    assert sent.rows.data == []


def test_too_many_ids_are_refused(form):
    assert form(rows=["1", "2", "3", "4"]).errors == {"rows": ["เลือกได้ครั้งละไม่เกิน 3 รายการ"]}


def test_files_are_a_list_and_the_nameless_one_is_none(form):
    assert form(files=[upload("หลักฐาน.pdf"), upload("")]).files.data[0].filename == "หลักฐาน.pdf"
    assert form(files=[upload("")]).files.data == form(files=["text"]).files.data == form().files.data == []


def test_too_many_files_are_refused(form):
    sent = form(files=[upload("a"), upload("b"), upload("c")])
    assert sent.errors == {"files": ["ส่งได้ครั้งละไม่เกิน 2 ไฟล์ โปรดแบ่งส่งหลายครั้ง"]}


def test_required_files_are_asked_for(form):
    class Needed(PortalForm):
        files = FilesField("ไฟล์หลักฐาน", validators=[Required()])

    assert form(Needed, files=[upload("")]).errors == {"files": ["โปรดระบุไฟล์หลักฐาน"]}
    assert form(Needed, files=[upload("a")]).errors == {}


def test_filter_form_reads_the_address(app):
    class Months(FilterForm):
        month = SelectField("เดือน", choices=MONTHS, coerce=read_id, default=1)
        q = StringField("ค้นหา")

    with app.test_request_context("/?month=2&q=%20a%20%20b"):
        sent = Months()
        assert (sent.validate(), sent.month.data, sent.q.data, "csrf_token" in sent) == (True, 2, "a b", False)
    with app.test_request_context("/"):
        assert (Months().month.data, request.args.get("month")) == (1, None)
