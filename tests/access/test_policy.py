"""The policy as a truth table: role x unit x permission."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from portal.access.permissions import Permission, Role
from portal.access.policy import POLICY, can, evaluator_scopes, roles_of, scopes, sees
from portal.access.predicates import HeldRole

AGENCY, OWN, OTHER, SECTION, FOREIGN, EVALUATING = "/1/2/", "/1/2/3/", "/1/2/4/", "/1/2/3/9/", "/1/5/6/", "/1/7/"


@dataclass(frozen=True)
class Person:
    roles: tuple[HeldRole, ...]
    id: int = 1


@dataclass(frozen=True)
class Thing:
    unit_path: str
    evaluator_path: str = ""


def holder(role: Role, path: str) -> Person:
    return Person((HeldRole(role, 1, path),))


# role held where -> may certify, upload, view an obligation of the division OWN scored by EVALUATING
TABLE = [
    (Role.STAFF, OWN, False, False, False),
    (Role.OFFICER, OWN, False, True, True),
    (Role.OFFICER, OTHER, False, False, False),
    (Role.OFFICER, SECTION, False, False, False),
    (Role.HEAD, OWN, True, False, True),
    (Role.HEAD, AGENCY, True, False, True),
    (Role.HEAD, OTHER, False, False, False),
    (Role.SECRETARIAT, AGENCY, False, False, True),
    (Role.EXECUTIVE, AGENCY, False, False, True),
    (Role.EVALUATOR, EVALUATING, False, False, True),
    (Role.EVALUATOR, AGENCY, False, False, False),
    (Role.ADMINISTRATOR, AGENCY, False, False, False),
    (Role.HEAD, FOREIGN, False, False, False),
]


@pytest.mark.parametrize(("role", "path", "certifies", "uploads", "views"), TABLE)
def test_obligation_by_role_and_unit(role: Role, path: str, certifies: bool, uploads: bool, views: bool) -> None:
    person, obligation = holder(role, path), Thing(OWN, EVALUATING)
    assert can(person, Permission.OBLIGATION_CERTIFY, obligation) is certifies
    assert can(person, Permission.EVIDENCE_UPLOAD, obligation) is uploads
    assert can(person, Permission.OBLIGATION_VIEW, obligation) is views
    assert sees(person, Permission.OBLIGATION_CERTIFY, obligation) is views


# permission -> the roles that lead to it, as printed by `python -m portal policy`
EVERYBODY = tuple(Role)
WORKING = tuple(role for role in Role if role is not Role.EVALUATOR)
ROLES = {
    Permission.ACCOUNT_USE: EVERYBODY,
    Permission.DIVISION_VIEW: (Role.OFFICER, Role.HEAD, Role.SECRETARIAT, Role.EXECUTIVE),
    Permission.FRAMEWORK_VIEW: EVERYBODY,
    Permission.INDICATOR_VIEW: EVERYBODY,
    Permission.OBLIGATION_VIEW: (Role.OFFICER, Role.HEAD, Role.SECRETARIAT, Role.EXECUTIVE, Role.EVALUATOR),
    Permission.EVIDENCE_VIEW: (Role.OFFICER, Role.HEAD, Role.SECRETARIAT, Role.EXECUTIVE, Role.EVALUATOR),
    Permission.EVIDENCE_UPLOAD: (Role.OFFICER,),
    Permission.EVIDENCE_WITHDRAW: (Role.OFFICER,),
    Permission.CERTIFICATION_LIST: (Role.HEAD,),
    Permission.OBLIGATION_CERTIFY: (Role.HEAD,),
    Permission.GRID_VIEW: (Role.SECRETARIAT, Role.EXECUTIVE),
    Permission.BRIEFING_VIEW: WORKING,
    Permission.BRIEFING_MANAGE: (Role.SECRETARIAT,),
    Permission.ATTENDANCE_MARK: (Role.SECRETARIAT,),
    Permission.QUESTION_MANAGE: (Role.SECRETARIAT,),
    Permission.QUIZ_TAKE: WORKING,
    Permission.QUIZ_MANAGE: (Role.SECRETARIAT,),
    Permission.QUIZ_RESULTS: (Role.SECRETARIAT,),
    Permission.QUIZ_SUMMARY: (Role.SECRETARIAT, Role.EXECUTIVE),
    Permission.AUDIT_SEARCH: (Role.ADMINISTRATOR,),
    Permission.PEOPLE_MANAGE: (Role.ADMINISTRATOR,),
    Permission.UNIT_MANAGE: (Role.ADMINISTRATOR,),
    Permission.ROLE_GRANT: (Role.ADMINISTRATOR,),
    Permission.OUTBOX_MANAGE: (Role.ADMINISTRATOR,),
}


def test_every_permission_has_its_roles() -> None:
    assert {permission: roles_of(permission) for permission in Permission} == ROLES
    assert set(POLICY) == set(Permission)


@pytest.mark.parametrize("permission", [p for p in Permission if p is not Permission.ACCOUNT_USE])
def test_nobody_without_role_may(permission: Permission) -> None:
    assert can(Person(()), permission) is False
    assert can(Person(()), permission, Thing(OWN, EVALUATING)) is False


def test_scopes_are_the_units_where_the_role_is_held() -> None:
    person = Person(
        (HeldRole(Role.OFFICER, 3, OWN), HeldRole(Role.HEAD, 2, AGENCY), HeldRole(Role.EVALUATOR, 7, EVALUATING))
    )
    assert scopes(person, Permission.EVIDENCE_UPLOAD) == (OWN,)
    assert scopes(person, Permission.OBLIGATION_VIEW) == (AGENCY, OWN)
    assert evaluator_scopes(person) == (EVALUATING,)


def test_staff_see_the_framework_of_their_own_agency_only() -> None:
    assert can(holder(Role.STAFF, OWN), Permission.INDICATOR_VIEW, Thing(AGENCY)) is True
    assert can(holder(Role.STAFF, FOREIGN), Permission.INDICATOR_VIEW, Thing(AGENCY)) is False


def test_evaluator_sees_own_indicators_only() -> None:
    person = holder(Role.EVALUATOR, EVALUATING)
    assert can(person, Permission.INDICATOR_VIEW, Thing(AGENCY, EVALUATING)) is True
    assert can(person, Permission.INDICATOR_VIEW, Thing(AGENCY, "/1/8/")) is False
    assert can(person, Permission.INDICATOR_VIEW, Thing(AGENCY, "")) is False
