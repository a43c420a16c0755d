"""The guard of every route: begins the write, loads the object, asks the policy. 404 out of sight, 403 not entitled."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, request, url_for
from flask_login import current_user

from portal.access.permissions import Permission
from portal.access.policy import can, sees
from portal.errors import N_, Forbidden, NotFound
from portal.web import respond, transaction

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
View = Callable[..., Any]


def requires(
    permission: Permission,
    *,
    load: Callable[..., Any] | None = None,
    write_later: bool = False,
    pending_password: bool = False,
    any_file: bool = False,
) -> Callable[[View], View]:
    """Return a decorator that lets a view run only for those entitled.

    load: receives the route's values by name, returns the object or None (404); the view then gets the object alone.
    write_later: the view does slow work first (a password hash, a spreadsheet) and calls `transaction.begin` itself.
    pending_password: open even while a new password has to be chosen.
    any_file: files of the form come in whatever their type, for a view that reads them and keeps none.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(**values: Any) -> Any:
            if request.method not in SAFE_METHODS and not write_later:
                transaction.begin()
            if not current_user.is_authenticated:
                return respond.sign_in_first()
            if current_user.must_change_password and not pending_password:
                return respond.done(url_for("people.change_password"))
            if load is None:
                if not can(current_user, permission):
                    raise Forbidden(N_("หน้านี้เปิดให้เฉพาะผู้มีหน้าที่เกี่ยวข้อง"))
                return view(**values)
            obj = load(**values)
            if obj is None or not sees(current_user, permission, obj):
                raise NotFound(N_("ไม่พบหน้าหรือรายการที่ขอ"))
            if not can(current_user, permission, obj):
                raise Forbidden(N_("ท่านเปิดดูรายการนี้ได้ แต่ไม่มีหน้าที่ทำรายการนี้"))
            return view(obj)

        guarded.__dict__["permission"] = permission
        guarded.__dict__["any_file"] = any_file
        return guarded

    return decorate


def public(view: View) -> View:
    """Mark a view as open to everybody, signed in or not."""

    @wraps(view)
    def opened(**values: Any) -> Any:
        return view(**values)

    opened.__dict__["is_public"] = True
    return opened


def access_table(app: Flask) -> list[tuple[str, str, str, Permission | None]]:
    """Return (route, method, endpoint, permission or None for public) of every route, sorted by route.

    Raises AssertionError for a route that has neither guard.
    """
    rows = []
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        permission = getattr(view, "permission", None)
        if permission is None and not getattr(view, "is_public", False):
            raise AssertionError(f"{rule.endpoint} has no guard")
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            rows.append((rule.rule, method, rule.endpoint, permission))
    return sorted(rows, key=lambda row: row[:3])
