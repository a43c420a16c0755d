"""Questions into Moodle XML; texts go as plain text, so that Moodle shows them as they are."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from portal.questionnaire.formats.categories import join_path
from portal.questionnaire.formats.markup import to_html
from portal.questionnaire.formats.moodle_xml.reading import CITATION_TAG, MANUAL_TAG
from portal.questionnaire.formats.shares import to_percent
from portal.questionnaire.rules.drafts import DraftPicture, QuestionDraft
from portal.questionnaire.rules.shares import decimal_text

_TYPES = {
    "single": "multichoice",
    "multiple": "multichoice",
    "truefalse": "truefalse",
    "number": "numerical",
    "text": "shortanswer",
    "matching": "matching",
    "ordering": "ordering",
}


def write(drafts: Iterable[QuestionDraft]) -> str:
    """Return the file's text; pictures whose bytes the drafts hold go with it."""
    out = ['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>"]
    category: tuple[str, ...] = ()
    for draft in drafts:
        if draft.category_path != category:
            category = draft.category_path
            path = escape(join_path(category))
            out.append(f'<question type="category"><category><text>{path}</text></category></question>')
        out += _question(draft)
    return "\n".join([*out, "</quiz>", ""])


def _question(draft: QuestionDraft) -> list[str]:
    return [
        f'<question type="{_TYPES[draft.kind]}">',
        f"<name>{_text(draft.name)}</name>",
        _question_text(draft),
        _plain("generalfeedback", draft.feedback),
        f"<defaultgrade>{decimal_text(draft.points)}</defaultgrade>",
        *_BODIES[draft.kind](draft.body),
        *_tags(draft),
        "</question>",
    ]


def _question_text(draft: QuestionDraft) -> str:
    picture = draft.picture
    if picture is None:
        return _plain("questiontext", draft.text)
    markup = to_html(draft.text, f"@@PLUGINFILE@@/{picture.filename}", picture.alt)
    return f'<questiontext format="html">{_text(markup)}{_file(picture)}</questiontext>'


def _file(picture: DraftPicture) -> str:
    content = base64.b64encode(picture.content).decode()
    return f'<file name={quoteattr(picture.filename)} path="/" encoding="base64">{content}</file>'


def _tags(draft: QuestionDraft) -> list[str]:
    tags = list(draft.tags)
    tags += [CITATION_TAG + draft.citation] if draft.citation else []
    tags += [MANUAL_TAG + draft.manual_page] if draft.manual_page else []
    return ["<tags>", *(f"<tag>{_text(tag)}</tag>" for tag in tags), "</tags>"] if tags else []


def _text(text: str) -> str:
    return f"<text>{escape(text)}</text>"


def _plain(tag: str, text: str) -> str:
    return f'<{tag} format="plain_text">{_text(text)}</{tag}>'


def _answer(text: str, fraction: str, feedback: str, inside: str = "") -> str:
    """Return an answer; its fraction is in percent."""
    content = f"{_text(text)}{inside}{_plain('feedback', feedback)}"
    return f'<answer fraction="{fraction}" format="plain_text">{content}</answer>'


def _row(row: Mapping[str, Any]) -> str:
    return _answer(row["text"], to_percent(row["fraction"]), row.get("feedback", ""))


def _choice(body: Mapping[str, Any], *, single: bool) -> list[str]:
    head = [f"<single>{str(single).lower()}</single>", "<shuffleanswers>true</shuffleanswers>"]
    return [*head, "<answernumbering>none</answernumbering>", *map(_row, body["options"])]


def _truefalse(body: Mapping[str, Any]) -> list[str]:
    return [
        _answer(word, "100" if body["right"] is value else "0", body.get(f"feedback_{word}", ""))
        for word, value in (("true", True), ("false", False))
    ]


def _number(body: Mapping[str, Any]) -> list[str]:
    return [
        _answer(
            row["value"],
            to_percent(row["fraction"]),
            row.get("feedback", ""),
            f"<tolerance>{row['tolerance']}</tolerance>",
        )
        for row in body["answers"]
    ]


def _short(body: Mapping[str, Any]) -> list[str]:
    return [f"<usecase>{int(bool(body.get('case_sensitive')))}</usecase>", *map(_row, body["answers"])]


def _matching(body: Mapping[str, Any]) -> list[str]:
    pairs = [(pair["left"], pair["right"]) for pair in body["pairs"]] + [("", text) for text in body.get("extra", ())]
    rows = [
        f'<subquestion format="plain_text">{_text(left)}<answer>{_text(right)}</answer></subquestion>'
        for left, right in pairs
    ]
    return ["<shuffleanswers>true</shuffleanswers>", *rows]


def _ordering(body: Mapping[str, Any]) -> list[str]:
    head = ["<layouttype>VERTICAL</layouttype>", "<selecttype>ALL</selecttype>"]
    return [*head, *(_answer(item, str(place), "") for place, item in enumerate(body["items"], 1))]


_BODIES = {
    "single": lambda body: _choice(body, single=True),
    "multiple": lambda body: _choice(body, single=False),
    "truefalse": _truefalse,
    "number": _number,
    "text": _short,
    "matching": _matching,
    "ordering": _ordering,
}
