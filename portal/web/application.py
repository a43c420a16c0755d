"""Flask without what it does on each request for applications that are not ours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer
from jinja2 import Environment, Template
from jinja2.runtime import Context


class Part(Template):
    """A template whose macros, taken in without context, are made once: our templates have no globals of their own."""

    def _get_default_module(self, ctx: Context | None = None) -> Any:
        return super()._get_default_module()


class Sessions(SecureCookieSessionInterface):
    """The signed cookie; what signs it is made once."""

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return the application's serializer."""
        kept = app.extensions.get("session_serializer")
        if kept is None:
            kept = app.extensions["session_serializer"] = super().get_signing_serializer(app)
        found: URLSafeTimedSerializer | None = kept
        return found


class Application(Flask):
    """The portal's Flask; static files are not its business."""

    def __init__(self, name: str, *, root_path: str, template_folder: str) -> None:
        super().__init__(name, root_path=root_path, template_folder=template_folder, static_folder=None)

    session_interface = Sessions()

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function: none of ours is a coroutine, so that nobody needs to look."""
        return func

    def create_jinja_environment(self) -> Environment:  # type: ignore[override]
        """Return the environment of the templates."""
        environment = super().create_jinja_environment()
        environment.template_class = Part
        return environment
