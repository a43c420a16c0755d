"""Builds the application: configuration, extensions, web plumbing, features, in that order."""

from __future__ import annotations

import logging
from datetime import timedelta
from importlib import import_module
from types import ModuleType

from flask import Flask, Request, current_app, request
from flask_compress import Compress
from flask_login import current_user
from htmx_flask.requests import HtmxAwareRequest
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from portal import clock, duties, thai
from portal.config import ROOT, Config
from portal.extensions import csrf, db, htmx, login_manager, tune_engine
from portal.storage import accept_files, keep_named, open_storage
from portal.web import errors, filters, icons, language, nav, pages, respond, security, static_files, transaction
from portal.web.application import Application
from portal.web.fields import BoundedIdConverter

# every feature; each may have views, jobs, queries.DUTIES and queries.KEPT_FILES
FEATURES = (
    "people",
    "notifications",
    "performance",
    "evidence",
    "questionnaire",
    "reporting",
    "briefings",
    "quizzes",
    "committees",
    "meetings",
    "checklists",
    "audit_trail",
)
ABSOLUTE_SESSION_DAYS = 14
FORM_OVERHEAD_BYTES = 2 * 1024 * 1024
FILES_PER_REQUEST = 10


def build(config: Config | None = None) -> Flask:
    """Return the application."""
    config = config or Config.from_env()
    clock.fix(config.fixed_now)
    app = Application("portal", root_path=str(ROOT / "portal"), template_folder=str(ROOT / "templates"))
    _configure(app, config)
    _extend(app, config)
    _plumb(app, config)
    for name in FEATURES:
        _install(app, name)
    return app


def feature_module(feature: str, layer: str) -> ModuleType | None:
    """Return a feature's layer, or None where it has none."""
    name = f"portal.{feature}.{layer}"
    try:
        return import_module(name)
    except ModuleNotFoundError as missing:
        if missing.name != name:
            raise
        return None


def _configure(app: Flask, config: Config) -> None:
    app.config.update(
        SECRET_KEY=config.secret_key,
        SQLALCHEMY_DATABASE_URI=config.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(config),
        # several files of the greatest size may come in one form; each file is checked by itself
        MAX_CONTENT_LENGTH=config.max_file_bytes * FILES_PER_REQUEST + FORM_OVERHEAD_BYTES,
        MAX_FORM_MEMORY_SIZE=FORM_OVERHEAD_BYTES,
        MAX_FORM_PARTS=5000,
        SESSION_COOKIE_NAME="portal",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.is_https,
        PERMANENT_SESSION_LIFETIME=timedelta(days=ABSOLUTE_SESSION_DAYS),
        # a page may stay open all day; the token is bound to the session instead
        WTF_CSRF_TIME_LIMIT=None,
        COMPRESS_ALGORITHM=["gzip"],
        COMPRESS_LEVEL=5,
        COMPRESS_MIMETYPES=[
            "text/html",
            "text/css",
            "text/plain",
            "application/json",
            "text/calendar",
            "image/svg+xml",
        ],
        TEMPLATES_AUTO_RELOAD=config.development,
        PROPAGATE_EXCEPTIONS=False,
    )
    app.config.update(config.extra)
    app.extensions["portal_config"] = config
    app.request_class = Request
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    if not app.debug and not logging.getLogger().handlers:
        logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")


def _engine_options(config: Config) -> dict[str, object]:
    if config.is_sqlite:
        return {"pool_size": config.threads, "max_overflow": 4}
    return {"pool_pre_ping": True, "pool_size": 8, "max_overflow": config.threads}


def _extend(app: Flask, config: Config) -> None:
    import_module("portal.models")
    db.init_app(app)
    with app.app_context():
        tune_engine(db.engine)
    login_manager.init_app(app)
    login_manager.session_protection = None  # phones change their address; the token itself is the proof
    htmx.init_app(app)
    storage = open_storage(config.storage_url)
    app.extensions["portal_storage"] = storage
    # after htmx, which sets a class of its own
    app.request_class = accept_files(HtmxAwareRequest, storage, config.max_file_bytes)
    language.init_language(app, config.instance)


def _plumb(app: Flask, config: Config) -> None:
    app.url_map.converters["id"] = BoundedIdConverter
    transaction.init_app(app)
    respond.init_app(app)
    Compress(app)
    security.init_app(app, https=config.is_https)
    app.before_request(_throw_away_strangers_files)
    csrf.init_app(app)  # its check parses the body, before a guard begins the write
    errors.init_app(app)
    filters.register(app)
    icons.init_app(app)
    # parts of pages know nothing of the page they stand in, so that they are made once and not for each page
    app.jinja_env.globals |= {"moment": clock.now, "portal_name": nav.site_name}
    static_files.init_app(app, ROOT / "static", config.instance)
    if config.behind_proxy:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]
    app.register_blueprint(pages.bp)
    if config.development:
        app.register_blueprint(pages.development_bp)
    app.context_processor(_page_context)


def _throw_away_strangers_files() -> None:
    """Keep no file of a form somebody sends without having signed in; say which views take files of any type."""
    if request.mimetype == "multipart/form-data" and not current_user.is_authenticated:
        request.keeps_files = False  # type: ignore[attr-defined]
    view = current_app.view_functions.get(request.endpoint or "")
    request.looks_inside = not getattr(view, "any_file", False)  # type: ignore[attr-defined]


def _page_context() -> dict[str, object]:
    now = clock.now()
    items = nav.places()
    return {
        "nav": items,
        "nav_main": nav.main_places(items),
        "site_name": nav.site_name(),
        "now": now,
        "today": thai.bangkok_date(now),
        "language": language.current_language(),
        "digits": language.current_digits(),
        "is_demonstration": bool(current_user.is_authenticated and current_user.is_demonstration),
    }


def _install(app: Flask, feature: str) -> None:
    views = feature_module(feature, "views")
    if views is not None and hasattr(views, "bp"):
        app.register_blueprint(views.bp)
    queries = feature_module(feature, "queries")
    for contributor in getattr(queries, "DUTIES", ()):
        duties.contribute(contributor)
    for keeper in getattr(queries, "KEPT_FILES", ()):
        keep_named(keeper)


def job_handlers() -> dict[str, object]:
    """Return kind -> handler of every feature's deferred work."""
    handlers: dict[str, object] = {}
    for name in FEATURES:
        for kind, handler in getattr(feature_module(name, "jobs"), "JOBS", {}).items():
            if kind in handlers:
                raise RuntimeError(f"two handlers for {kind}")
            handlers[kind] = handler
    return handlers
