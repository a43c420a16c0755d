"""Texts made from a template outside a page: the first line is the subject, the rest the body."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app


@dataclass(frozen=True)
class Wording:
    """A subject of one line and the text under it, both plain."""

    subject: str
    body: str

    @property
    def first_line(self) -> str:
        """The body's first line, for lists."""
        return self.body.split("\n", 1)[0]


def wording(template: str, **facts: Any) -> Wording:
    """Return what the template makes of the facts, in the language and digits that are spoken now.

    Needs no request; several empty lines in a row become one.
    """
    text = render(template, **facts).strip()
    subject, _, rest = text.partition("\n")
    lines: list[str] = []
    for line in rest.strip().splitlines():
        if line.strip() or (lines and lines[-1]):
            lines.append(line.strip())
    return Wording(subject.strip(), "\n".join(lines))


def render(template: str, **facts: Any) -> str:
    """Return the template's text without what a page has (navigation, person signed in): there may be no request."""
    return current_app.jinja_env.get_template(template).render(**facts)
