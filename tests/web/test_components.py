"""The living page of components: every component once, sound HTML, and nothing in a template that does not exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask, render_template, render_template_string
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, RadioField, SelectChoice, SelectField, StringField, TextAreaField

from portal.web.fields import FilesField, PortalForm, Required, ThaiDateField, ThaiIntegerField
from tests.client import Page, PortalClient

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
ICONS = TEMPLATES / "web/icons"
# macros that stand inside others on the page, or need a form or rows of the database
NOT_ON_THE_PAGE = {"confirm_page", "csrf", "error_summary", "field", "pager", "post_button"}


def macros() -> set[str]:
    text = (TEMPLATES / "web/components.html").read_text(encoding="utf-8")
    return set(re.findall(r"{%-? macro (\w+)\(", text))


def macro_calls(path: Path) -> set[str]:
    return set(re.findall(r"\bui\.(\w+)", path.read_text(encoding="utf-8")))


@pytest.fixture
def design(client: PortalClient) -> Page:
    return client.get("/design")


def test_design_page_holds_for_a_stranger(design: Page) -> None:
    assert design.heading == "ส่วนประกอบของหน้า"


def test_design_page_speaks_the_language_chosen(client: PortalClient) -> None:
    client.http.set_cookie("language", "en")
    assert client.get("/design").root.one("html").attrs["lang"] == "en"


def test_design_page_shows_the_digits_chosen(client: PortalClient) -> None:
    client.http.set_cookie("digits", "thai")
    weights = [cell.text for cell in client.get("/design").root.all("td", class_="num")]
    assert weights == ["๑๒.๕", "๗", "๑,๒๐๐"]


def test_design_page_shows_every_component_once_at_least() -> None:
    source = (TEMPLATES / "web/components.html").read_text(encoding="utf-8")
    shown = macro_calls(TEMPLATES / "web/design.html")
    inside = {name for name in macros() if len(re.findall(rf"\b{name}\(", source)) > 1}
    assert macros() - shown - inside - NOT_ON_THE_PAGE == set()


def test_document_describes_every_component() -> None:
    text = (ROOT / "docs/design.md").read_text(encoding="utf-8")
    assert {name for name in macros() if f"`{name}" not in text} == set()


def test_templates_call_only_macros_that_exist() -> None:
    unknown = {
        f"{path.relative_to(TEMPLATES)}: {name}"
        for path in TEMPLATES.rglob("*.html")
        for name in macro_calls(path) - macros() - {"html"}
    }
    assert unknown == set()


def test_templates_name_only_icons_that_exist() -> None:
    named = re.compile(r"""\bicon(?:_of)?\("([a-z0-9-]+)"|icon="([a-z0-9-]+)"|link_button\([^)]*?, "([a-z0-9-]+)"\)""")
    kinds = {"primary", "secondary", "danger", "quiet"}
    wanted = {
        name
        for path in TEMPLATES.rglob("*.html")
        for found in named.findall(path.read_text(encoding="utf-8"))
        for name in found
        if name and name not in kinds
    }
    assert wanted - {icon.stem for icon in ICONS.glob("*.svg")} == set()


def test_navigation_names_only_icons_that_exist() -> None:
    from portal.web.nav import PLACES

    assert {icon for _, _, _, icon, _ in PLACES} - {icon.stem for icon in ICONS.glob("*.svg")} == set()


def test_colours_stand_in_the_tokens_alone() -> None:
    css = (ROOT / "static/css/portal.css").read_text(encoding="utf-8")
    after_tokens = css.split("---- text", 1)[1].split("---- paper", 1)[0]
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b", after_tokens) == []


def test_described_by_names_elements_of_the_page(design: Page) -> None:
    ids = {element.attrs["id"] for element in design.root.all() if "id" in element.attrs}
    named = {
        name
        for element in design.root.all()
        for attribute in ("aria-describedby", "aria-labelledby", "for")
        for name in element.attrs.get(attribute, "").split()
    }
    assert named - ids == set()


class SpecimenForm(PortalForm):
    class Meta(PortalForm.Meta):
        csrf = False

    title = StringField("ชื่อ", [Required()])
    reason = TextAreaField("เหตุผล", [Required()])
    held_on = ThaiDateField("วันที่จัด")
    people = ThaiIntegerField("จำนวน")
    kind = SelectField("ประเภท", choices=[SelectChoice("a", "ข้าราชการ"), SelectChoice("b", "ลูกจ้าง")])
    answer = RadioField("คำตอบ", choices=[SelectChoice("yes", "มี"), SelectChoice("no", "ไม่มี")])
    agreed = BooleanField("ยืนยัน")
    files = FilesField("ไฟล์")


TEMPLATE = """{% import "web/components.html" as ui %}<form action="/x">
{{ ui.error_summary(form) }}{% for f in form %}{{ ui.field(f, hint="คำอธิบาย") }}{% endfor %}</form>"""


def form_page(app: Flask, typed: dict[str, str]) -> Page:
    with app.test_request_context("/"):
        form = SpecimenForm(MultiDict(typed))
        form.validate()
        page = Page(app.response_class(render_template_string(TEMPLATE, form=form), mimetype="text/html"))
    page.review()
    return page


def test_field_refused_keeps_what_was_typed_and_names_its_error(portal: Flask) -> None:
    page = form_page(portal, {"title": "", "reason": "เพราะ", "held_on": "ไม่ใช่วันที่", "people": "สิบ"})
    control = page.root.one("input", name="held_on")
    assert (control.attrs["value"], control.attrs["aria-invalid"], control.attrs["aria-describedby"]) == (
        "ไม่ใช่วันที่",
        "true",
        "held_on-echo held_on-hint held_on-error",
    )
    assert page.root.one("textarea", name="reason").text == "เพราะ"
    links = [link.attrs["href"] for link in page.root.one("div", class_="error-summary").all("a")]
    assert links == ["#title", "#held_on", "#people", "#kind", "#answer"]


def test_field_understood_says_so(portal: Flask) -> None:
    page = form_page(portal, {"held_on": "๒๐ ธ.ค. ๖๙", "people": "๑๒๕๐"})
    assert page.root.one(id="held_on-echo").text == "= 20 ธันวาคม 2569"
    assert page.root.one(id="people-echo").text == "= 1,250"


def test_field_leaves_judging_to_the_server(portal: Flask) -> None:
    page = form_page(portal, {"title": "ก"})
    assert [e for e in page.root.all() if {"required", "maxlength", "minlength"} & set(e.attrs)] == []


def test_toast_out_of_band_goes_to_the_region(portal: Flask) -> None:
    with portal.test_request_context("/"):
        html = render_template("web/_toast.html", kind="success", text="บันทึกแล้ว", oob=True)
    assert 'hx-swap-oob="beforeend:#toasts"' in html
