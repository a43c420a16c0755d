"""The icons as markup: files of this program, read once; a page shows a hundred of them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from flask import Flask
from markupsafe import Markup

from portal.config import ROOT

FOLDER = ROOT / "templates" / "web" / "icons"


def init_app(app: Flask) -> None:
    """Give templates `icon_svg(name)`."""
    app.jinja_env.globals["icon_svg"] = icon_svg


@cache
def icon_svg(name: str) -> Markup:
    """Return the icon's SVG element; raises FileNotFoundError for a name there is no file of."""
    path: Path = FOLDER / f"{name}.svg"
    return Markup(path.read_text(encoding="utf-8"))  # noqa: S704  (a file of the program, never of a person)
