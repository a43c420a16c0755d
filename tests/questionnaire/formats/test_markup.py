"""HTML as editors write it becomes plain text, and crafted HTML takes no longer than other."""

from __future__ import annotations

import time

import pytest

from portal.questionnaire.formats.markup import Plain, has_tags, plain_text, to_html


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>หนึ่ง</p>\n<p>สอง</p>", "หนึ่ง\nสอง"),
        ("หนึ่ง<br>สอง<br/><BR />สาม", "หนึ่ง\nสอง\n\nสาม"),
        ("<ul><li>ก</li>\n <li>ข&nbsp;ค</li></ul>", "ก\nข ค"),
        ("<table><tr><td>ก</td><td>ข</td></tr><tr><th>ค</th></tr></table>", "ก | ข\nค"),
        ("ก  \n  <b>ข</b> ค", "ก ข ค"),
        ("m<sup>2</sup> H<sub>2</sub>O", "m² H₂O"),
        ("<script>alert(1)</script><style>p{}</style>ก<!-- <p>ข</p> -->", "ก"),
        ("1 < 2 และ a<b", "1 < 2 และ a<b"),
        ("&lt;b&gt; &amp;amp; &#3585;", "<b> &amp; ก"),
        ('<span title="a > b">ก</span>', "ก"),
        ("ก<!-- ไม่ปิด", "ก"),
        ("ก <b", "ก <b"),
    ],
)
def test_html_becomes_text(markup: str, text: str) -> None:
    assert plain_text(markup).text == text


def test_pictures_are_found() -> None:
    found = plain_text("<img src='a.png' alt=\"x &gt; y\"><IMG alt=ผัง src=b.png>").pictures
    assert found == [("a.png", "x > y"), ("b.png", "ผัง")]


def test_text_comes_back_from_its_html() -> None:
    text = '  ก  ข & <b> "ค"\n\n ง '
    assert plain_text(to_html(text, "a b.png", 'ผัง "1" > 0')) == Plain(text, [("a b.png", 'ผัง "1" > 0')])


@pytest.mark.parametrize("crafted", ["<!--", "<a ", '<a "', "<a>'", "&", "<img a=", "<p", "<", '<a ">'])
def test_crafted_html_takes_no_longer_than_other(crafted: str) -> None:
    started = time.process_time()
    plain_text(crafted * 50_000)
    assert time.process_time() - started < 2


def test_signs_alone_are_no_tags() -> None:
    assert [has_tags(text) for text in ("1 < 2 > 0", "a<b", "<b>", "</p>", "<!-- x")] == [
        False,
        False,
        True,
        True,
        True,
    ]
