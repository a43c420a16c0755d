"""Every route is guarded, and every route answers every person as the table here says, asked by real requests."""

from __future__ import annotations

import csv
import io

import pytest
from click.testing import CliRunner
from flask import Flask, abort

from portal.access.permissions import Permission, Role
from portal.cli import portal as commands
from portal.extensions import db
from portal.web.guards import access_table
from tests.client import PortalClient
from tests.contracts.sources import ROOT
from tests.contracts.world import PEOPLE, World, build_world, routes

OWN_LINE = {"officer", "head", "secretariat", "executive"}
AGENCY = {*OWN_LINE, "staff", "administrator", "officer next door", "head next door"}
# what a route about an object of the division answers: permission -> who may; who sees it without being entitled (403).
# To everybody else the object does not exist (404).
OBJECTS: dict[Permission, tuple[set[str], set[str]]] = {
    Permission.DIVISION_VIEW: (OWN_LINE, set()),
    Permission.INDICATOR_VIEW: (AGENCY | {"evaluator"}, set()),
    Permission.OBLIGATION_VIEW: (OWN_LINE | {"evaluator"}, set()),
    Permission.EVIDENCE_VIEW: (OWN_LINE | {"evaluator"}, set()),
    Permission.EVIDENCE_UPLOAD: ({"officer"}, {"head", "secretariat", "executive", "evaluator"}),
    Permission.EVIDENCE_WITHDRAW: ({"officer"}, {"head", "secretariat", "executive", "evaluator"}),
    Permission.OBLIGATION_CERTIFY: ({"head"}, {"officer", "secretariat", "executive", "evaluator"}),
    Permission.GRID_VIEW: ({"secretariat", "executive"}, set()),
    Permission.BRIEFING_VIEW: (AGENCY, set()),
    Permission.BRIEFING_MANAGE: ({"secretariat"}, AGENCY - {"secretariat"}),
    Permission.ATTENDANCE_MARK: ({"secretariat"}, AGENCY - {"secretariat"}),
    Permission.QUESTION_MANAGE: ({"secretariat"}, set()),
    Permission.QUIZ_TAKE: (AGENCY, set()),
    Permission.QUIZ_MANAGE: ({"secretariat"}, AGENCY - {"secretariat"}),
    Permission.QUIZ_RESULTS: ({"secretariat"}, AGENCY - {"secretariat"}),
    Permission.QUIZ_SUMMARY: ({"secretariat", "executive"}, AGENCY - {"secretariat", "executive"}),
    Permission.PEOPLE_MANAGE: ({"administrator"}, set()),
    Permission.UNIT_MANAGE: ({"administrator"}, set()),
    Permission.ROLE_GRANT: ({"administrator"}, set()),
}
# what a route about no single object asks: permission -> the roles that open it, held anywhere; 403 to all others
PLACES: dict[Permission, set[Role]] = {
    Permission.ACCOUNT_USE: set(Role),
    Permission.DIVISION_VIEW: {Role.OFFICER, Role.HEAD, Role.SECRETARIAT, Role.EXECUTIVE},
    Permission.FRAMEWORK_VIEW: set(Role),
    Permission.EVIDENCE_VIEW: {Role.OFFICER, Role.HEAD, Role.SECRETARIAT, Role.EXECUTIVE, Role.EVALUATOR},
    Permission.CERTIFICATION_LIST: {Role.HEAD},
    Permission.GRID_VIEW: {Role.SECRETARIAT, Role.EXECUTIVE},
    Permission.BRIEFING_VIEW: set(Role),
    Permission.BRIEFING_MANAGE: {Role.SECRETARIAT},
    Permission.QUESTION_MANAGE: {Role.SECRETARIAT},
    Permission.QUIZ_TAKE: set(Role),
    Permission.QUIZ_MANAGE: {Role.SECRETARIAT},
    Permission.AUDIT_SEARCH: {Role.ADMINISTRATOR},
    Permission.PEOPLE_MANAGE: {Role.ADMINISTRATOR},
    Permission.UNIT_MANAGE: {Role.ADMINISTRATOR},
    Permission.OUTBOX_MANAGE: {Role.ADMINISTRATOR},
}
# routes whose value is no object of a unit: the queue belongs to the installation
UNSCOPED = {"notifications.resend"}
# a person's own things do not exist for others
OWN = {"notice_id", "session_id", "attempt_id"}
# an empty form sent by somebody entitled is carried out, sent on, in conflict or refused beside its fields
ENTITLED = {200, 204, 302, 303, 409, 422}
MISSING_ID = 2**31 - 1
# the printed access table as it was last agreed
AGREED = ROOT / "tests/contracts/access.csv"


@pytest.fixture
def world(portal: Flask) -> World:
    return build_world()


def expected(world: World, who: str, endpoint: str, permission: Permission | None, arguments: set[str]) -> str:
    """Return what the table says: entitled, forbidden or absent."""
    if permission is None:
        return "entitled"
    if not arguments or endpoint in UNSCOPED:
        return "entitled" if PEOPLE[who][0] in PLACES[permission] else "forbidden"
    if arguments & OWN:
        return "entitled" if who == world.owner else "absent"
    may, see = OBJECTS[permission]
    if who in may:
        return "entitled"
    return "forbidden" if who in see else "absent"


def answer_of(client: PortalClient, method: str, address: str) -> tuple[str, int]:
    """Return (what the answer means, its status); a guarded route that sends to the sign-in form means "stranger"."""
    data = {"csrf_token": client.token()} if method != "GET" else None
    response = client.send(method, address, data=data)
    response.close()
    place, status = response.headers.get("Location", ""), response.status_code
    if status == 302 and place.startswith("/login"):
        return "stranger", status
    # without a worker beside it the portal says that it is not ready; that is an answer, not a failure
    is_open = status in ENTITLED or (status == 503 and address == "/readyz")
    meanings = {403: "forbidden", 404: "absent"}
    return meanings.get(status, "entitled" if is_open else f"broken {status}"), status


@pytest.mark.parametrize("who", PEOPLE)
def test_every_route_answers_as_the_table_says(world: World, portal: Flask, client_of, who: str) -> None:
    client = client_of(world.people[who])
    wrong = {}
    for rule, method, permission in routes(portal):
        said, _ = answer_of(client, method, world.address(rule))
        should = expected(world, who, rule.endpoint, permission, set(rule.arguments))
        if said != should:
            wrong[f"{method} {rule.rule}"] = f"{said} instead of {should}"
        if rule.endpoint.startswith("people.end") or rule.endpoint == "people.sign_out":
            client = client_of(world.people[who])
    assert wrong == {}


def test_stranger_is_sent_to_the_sign_in_form(world: World, portal: Flask, client: PortalClient) -> None:
    wrong = {}
    for rule, method, permission in routes(portal):
        said, status = answer_of(client, method, world.address(rule))
        if said != ("entitled" if permission is None else "stranger"):
            wrong[f"{method} {rule.rule}"] = status
    assert wrong == {}


def test_stranger_in_an_htmx_request_is_sent_on_by_the_browser(
    world: World, portal: Flask, client: PortalClient
) -> None:
    wrong = {}
    for rule, method, permission in routes(portal):
        if permission is not None:
            data = {"csrf_token": client.token()} if method != "GET" else None
            answer = client.send(method, world.address(rule), data=data, headers={"HX-Request": "true"})
            if (answer.status_code, answer.headers.get("HX-Redirect", "")[:6]) != (204, "/login"):
                wrong[f"{method} {rule.rule}"] = answer.status_code
    assert wrong == {}


def test_first_password_stands_before_everything_else(world: World, portal: Flask, client_of) -> None:
    officer = world.people["officer"]
    client = client_of(officer)
    officer.must_change_password = True
    db.session.commit()
    open_to_all = {"people.change_password", "people.sign_out"}
    wrong = {}
    for rule, method, permission in routes(portal):
        if permission is None or rule.endpoint in open_to_all:
            continue
        data = {"csrf_token": client.token()} if method != "GET" else None
        answer = client.send(method, world.address(rule), data=data)
        if (answer.status_code, answer.headers.get("Location")) != (303, "/account/password"):
            wrong[f"{method} {rule.rule}"] = answer.status_code
    assert wrong == {}


@pytest.mark.parametrize(
    ("who", "number"), [("officer", MISSING_ID), ("administrator", MISSING_ID), ("administrator", 10**19)]
)
def test_absent_object_is_not_found(world: World, portal: Flask, client_of, who: str, number: int) -> None:
    client = client_of(world.people[who])
    wrong = {}
    for rule, method, _ in routes(portal):
        for name in rule.arguments - ({"job_id"} if who != "administrator" else set()):
            said, status = answer_of(client, method, world.address(rule, **{name: number}))
            # a number that is no id matches no route; with another method it may match one that differs by the method
            if said != "absent" and not (status == 405 and number > MISSING_ID):
                wrong[f"{method} {rule.rule}"] = status
    assert wrong == {}


def test_form_without_token_changes_nothing(world: World, portal: Flask, client_of) -> None:
    client = client_of(world.people["administrator"])
    wrong = {
        rule.rule: status
        for rule, method, _ in routes(portal)
        if method != "GET" and (status := client.send(method, world.address(rule)).status_code) != 400
    }
    assert wrong == {}


def test_every_route_is_guarded(app: Flask) -> None:
    table = access_table(app)
    assert len(table) == len(list(routes(app)))
    assert {permission for *_, permission in table if permission} == set(PLACES) | set(OBJECTS)


def test_route_without_a_guard_is_found(app: Flask) -> None:
    bare = Flask("bare")
    bare.add_url_rule("/open-door", view_func=lambda: abort(404), endpoint="open_door")
    with pytest.raises(AssertionError, match="has no guard"):
        access_table(bare)


def test_every_permission_is_asked_for_by_a_route(app: Flask) -> None:
    assert set(Permission) - {permission for *_, permission in access_table(app)} == set()


def run(*arguments: str) -> str:
    result = CliRunner().invoke(commands, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_access_table_is_the_one_agreed(app: Flask, tmp_path, monkeypatch) -> None:
    """A new route, or another permission for a known one, is a decision: `python -m portal policy` writes the table."""
    monkeypatch.setenv("PORTAL_INSTANCE", str(tmp_path))
    printed = run("policy")
    assert printed.splitlines() == AGREED.read_text(encoding="utf-8").splitlines()
    rows = {(row["route"], row["method"]) for row in csv.DictReader(io.StringIO(printed))}
    assert rows == {(rule, method) for rule, method, *_ in access_table(app)} - {("/design", "GET")}


def test_routes_are_printed(app: Flask, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("PORTAL_INSTANCE", str(tmp_path))
    lines = [line.split() for line in run("routes").splitlines()]
    assert ["GET", "/audit", "audit_trail.search"] in lines
    assert len(lines) == len(access_table(app)) - 1  # the page of components is for development only
