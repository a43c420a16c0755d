"""QR codes as inline SVG: black on white whatever the scheme of the page, no style attribute."""

from __future__ import annotations

import io

import segno
from markupsafe import Markup

QUIET_MODULES = 2  # the page around it is white as well


def qr_svg(text: str) -> Markup:
    """Return the code of a text as an `<svg>` that fills its box; few large squares, read from afar."""
    code = segno.make(text, error="m", micro=False)
    file = io.BytesIO()
    code.save(
        file,
        kind="svg",
        border=QUIET_MODULES,
        dark="#000",
        light="#fff",
        xmldecl=False,
        svgns=False,
        omitsize=True,
        svgclass="qr",
        lineclass=None,
        nl=False,
    )
    return Markup(file.getvalue().decode())  # noqa: S704  (made of squares alone)
