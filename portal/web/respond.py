"""Answers: a page for a plain browser, a part for htmx. The only module that looks at the request's htmx side."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from wtforms import Form

from portal.errors import PortalError, RuleBroken, TooMany
from portal.extensions import db
from portal.web import filters
from portal.web.language import in_current_digits


def details() -> Any:
    """Return what htmx says of the present request; false in a plain browser's."""
    return request.htmx  # type: ignore[attr-defined]


def wants_part() -> bool:
    """Return whether a part is asked for; boosted requests and history restores get whole pages."""
    asked = details()
    return bool(asked) and not asked.boosted and not asked.history_restore_request


def wants_data() -> bool:
    """Return whether a script of ours asks for JSON and nothing else, as the quiz does when it saves an answer."""
    return request.headers.get("Accept") == "application/json"


def show(page: str, part: str | None = None, /, *, status: int = 200, **context: Any) -> Response:
    """Return the page, or its part to htmx."""
    template = part if part and wants_part() else page
    return make_response(render_template(template, **context), status)


def done(
    go_to: str, part: str | None = None, /, *, oob: Iterable[str] = (), message: str | None = None, **context: Any
) -> Response:
    """Return the answer to an accepted act: part plus out-of-band parts to htmx, otherwise a redirect (303) to `go_to`.

    message: translated sentence for the toast. Without a part htmx is sent to `go_to` as well.
    """
    if not wants_part():
        if message:
            flash(message, "success")
        return make_response(redirect(go_to, 303))
    if part is None:
        if message:
            flash(message, "success")
        return _htmx_redirect(go_to)
    html = render_template(part, **context)
    html += "".join(render_template(other, **(context | {"oob": True})) for other in oob)
    if message:
        html += render_template("web/_toast.html", kind="success", text=message, oob=True)
    return make_response(html)


def refuse(page: str, part: str | None = None, /, *, status: int = 422, **context: Any) -> Response:
    """Return the form again with its errors."""
    return show(page, part, status=status, **context)


def carried_out(form: Form, action: Callable[..., Any], **arguments: Any) -> Any:
    """Return what the action returns; a broken rule becomes the form's error and None is returned, nothing kept."""
    try:
        return action(**arguments)
    except RuleBroken as broken:
        keep_nothing()
        add_error(form, broken)
        return None


def keep_nothing() -> None:
    """Undo what the request wrote so far, so that a refusal can be shown with what the database holds."""
    db.session.rollback()


def wait(too_many: TooMany, page: str, *, form: Form, **context: Any) -> Response:
    """Return the form again, what was typed kept, with the sentence that says how long to wait (429)."""
    keep_nothing()
    add_error(form, too_many)
    response = show(page, status=too_many.status, form=form, **context)
    response.headers["Retry-After"] = str(too_many.retry_after)
    return response


def add_error(form: Form, error: PortalError) -> None:
    """Put the refusal under the field it names, or at the head of the form."""
    field = getattr(form, error.field, None) if error.field else None
    if field is not None:
        field.errors = [*field.errors, say(error)]
    else:
        form.form_errors.append(say(error))


def say(error: PortalError) -> str:
    """Return the refusal's sentence in the reader's language and digits."""
    sentence: str = gettext(error.message)
    return sentence % {name: _shown(value) for name, value in error.params.items()} if error.params else sentence


def _shown(value: Any) -> Any:
    """Return a value inside a sentence as people read it: dates of the Buddhist era, numbers in the page's digits."""
    match value:
        case datetime():
            return filters.thai_datetime(value)
        case date():
            return filters.thai_date(value)
        case int():
            return in_current_digits(str(value))
    return value


def sign_in_first() -> Response:
    """Return the way to the sign-in form; the page asked for is kept as its target."""
    here = request.full_path.rstrip("?") if request.method == "GET" and not details() else _current_path()
    target = url_for("people.sign_in", next=here) if here and here != "/" else url_for("people.sign_in")
    if wants_data():
        return make_response({"sign_in": url_for("people.sign_in")}, 401)
    return _htmx_redirect(target) if details() else make_response(redirect(target, 302))


def error_part(html: str, status: int) -> Response:
    """Return an error to htmx as a toast, whatever the request's target was."""
    response = make_response(html, status)
    response.headers["HX-Retarget"] = "#toasts"
    response.headers["HX-Reswap"] = "beforeend"
    return response


def init_app(app: Any) -> None:
    """Mark every answer as depending on htmx's request header, since one address gives page and part."""

    @app.after_request  # type: ignore[untyped-decorator]
    def vary(response: Response) -> Response:
        response.vary.add("HX-Request")
        return response


def _htmx_redirect(target: str) -> Response:
    response = make_response("", 204)
    response.headers["HX-Redirect"] = target
    return response


def _current_path() -> str:
    """Return the path of the page an htmx request came from, when it is ours."""
    from urllib.parse import urlsplit

    parts = urlsplit(details().current_url or request.referrer or "")
    if parts.netloc != request.host:
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")
