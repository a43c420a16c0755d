"""The library of evidence."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from flask import Response, request, url_for
from flask_login import current_user

from portal.access.permissions import Permission
from portal.access.policy import can, evaluator_scopes, scopes
from portal.evidence import queries
from portal.evidence.forms import LibraryForm
from portal.evidence.queries import SORT_KEYS, Proof, Wanted
from portal.evidence.views import bp
from portal.web import respond
from portal.web.guards import requires
from portal.web.paging import page_number, page_of

FILTERS = ("q", "unit", "year", "period", "indicator", "group", "standing")


@bp.get("/evidence", endpoint="library")
@requires(Permission.EVIDENCE_VIEW)
def library() -> Response:
    """Show all evidence the person may see, a page at a time."""
    sight = scopes(current_user, Permission.EVIDENCE_VIEW), evaluator_scopes(current_user)
    form = LibraryForm(queries.library_choices(*sight))
    wanted = form.wanted()
    rows = queries.library(*sight, wanted, page_number(request.args))
    return respond.show(
        "evidence/library.html",
        form=form,
        listing=page_of(rows),
        proves=_in_sight(queries.proven_by([row.evidence_id for row in rows.items])),
        sorts=_sorts(wanted.sort),
        nothing_wanted=wanted == Wanted(),
    )


def _in_sight(proven: Mapping[int, list[Proof]]) -> dict[int, list[Proof]]:
    return {
        evidence_id: [proof for proof in proofs if can(current_user, Permission.OBLIGATION_VIEW, proof.obligation)]
        for evidence_id, proofs in proven.items()
    }


def _sorts(current: str) -> dict[str, tuple[str, str | None]]:
    """Return column -> (address that sorts by it, how it is sorted now); the same column again turns it round."""
    kept = {name: request.args[name] for name in FILTERS if request.args.get(name)}
    here, found = url_for("evidence.library"), {}
    for key in SORT_KEYS:
        is_current = current.removeprefix("-") == key
        descending = current.startswith("-")
        query = urlencode(kept | {"sort": key if not is_current or descending else f"-{key}"})
        direction = ("descending" if descending else "ascending") if is_current else None
        found[key] = (f"{here}?{query}", direction)
    return found
