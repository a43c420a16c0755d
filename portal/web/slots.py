"""Places on a page that features above fill: the page's owner need not know who does.

A provider takes the page's object and returns a template with its context, or None to stay silent. `views` modules fill
slots when they are imported; the application imports them in the order of its features.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from flask import render_template
from markupsafe import Markup

Provider = Callable[[Any], tuple[str, Mapping[str, Any]] | None]
_providers: dict[str, list[Provider]] = defaultdict(list)


def fill(slot: str, provider: Provider) -> Provider:
    """Register a provider for a slot, once; returns it, so that it can decorate."""
    if provider not in _providers[slot]:
        _providers[slot].append(provider)
    return provider


def rendered(slot: str, obj: Any) -> list[Markup]:
    """Return what the providers of a slot show for the object; their templates have escaped everything already."""
    answers = (provider(obj) for provider in _providers[slot])
    return [Markup(render_template(template, **context)) for template, context in filter(None, answers)]  # noqa: S704
