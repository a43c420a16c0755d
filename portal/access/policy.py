"""The one table of who may do what, and the questions asked of it."""

from __future__ import annotations

from collections.abc import Mapping

from portal.access.permissions import Permission, Role
from portal.access.predicates import Among, Evaluates, Holds, Person, Predicate, SignedIn, WorksIn

_officer = (Holds(Role.OFFICER),)
_head = (Holds(Role.HEAD),)
_secretariat = (Holds(Role.SECRETARIAT),)
_executive = (Holds(Role.EXECUTIVE),)
_administrator = (Holds(Role.ADMINISTRATOR),)
_evaluator = (Evaluates(),)
_works_in = (WorksIn(),)
# of the unit whose committee it is, wherever the item or resolution itself belongs
_committees_secretariat = (Holds(Role.SECRETARIAT, path="committee_path"),)
_its_secretary = (Among("secretary_ids"),)
_its_reader = (Among("reader_ids"),)
# secretaries write what they put on the agenda themselves
_its_writer = (Among("writer_ids", anywhere=False),)

# permission -> any of (all of predicates)
POLICY: Mapping[Permission, tuple[tuple[Predicate, ...], ...]] = {
    Permission.ACCOUNT_USE: ((SignedIn(),),),
    Permission.DIVISION_VIEW: (_officer, _head, _secretariat, _executive),
    Permission.FRAMEWORK_VIEW: (_works_in, _evaluator),
    Permission.INDICATOR_VIEW: (_works_in, _evaluator),
    Permission.OBLIGATION_VIEW: (_officer, _head, _secretariat, _executive, _evaluator),
    Permission.EVIDENCE_VIEW: (_officer, _head, _secretariat, _executive, _evaluator),
    Permission.EVIDENCE_UPLOAD: (_officer,),
    Permission.EVIDENCE_WITHDRAW: (_officer,),
    Permission.CERTIFICATION_LIST: (_head,),
    Permission.OBLIGATION_CERTIFY: (_head,),
    Permission.GRID_VIEW: (_secretariat, _executive),
    Permission.BRIEFING_VIEW: (_works_in,),
    Permission.BRIEFING_MANAGE: (_secretariat,),
    Permission.ATTENDANCE_MARK: (_secretariat,),
    Permission.QUESTION_MANAGE: (_secretariat,),
    Permission.QUIZ_TAKE: (_works_in,),
    Permission.QUIZ_MANAGE: (_secretariat,),
    Permission.QUIZ_RESULTS: (_secretariat,),
    Permission.QUIZ_SUMMARY: (_secretariat, _executive),
    Permission.COMMITTEE_VIEW: (_works_in, _its_reader),
    Permission.COMMITTEE_MANAGE: (_secretariat,),
    Permission.MEETING_VIEW: (_secretariat, _its_secretary, _its_reader),
    Permission.MEETING_MANAGE: (_secretariat, _its_secretary),
    Permission.MEETING_ANSWER: ((Among("answerer_ids"),),),
    Permission.ITEM_VIEW: (_officer, _head, _committees_secretariat, _its_secretary, _its_reader),
    Permission.ITEM_PROPOSE: (_officer, _head, _secretariat, _its_writer),
    Permission.ITEM_ARRANGE: (_committees_secretariat, _its_secretary),
    Permission.RESOLUTION_VIEW: (_officer, _head, _committees_secretariat, _its_secretary, _its_reader),
    Permission.RESOLUTION_REPORT: (_officer, _head, (Among("owner_ids"),)),
    Permission.RESOLUTION_ACCEPT: (_committees_secretariat, _its_secretary),
    Permission.AUDIT_SEARCH: (_administrator,),
    Permission.PEOPLE_MANAGE: (_administrator,),
    Permission.UNIT_MANAGE: (_administrator,),
    Permission.ROLE_GRANT: (_administrator,),
    Permission.OUTBOX_MANAGE: (_administrator,),
}

# The permission that makes the object visible at all: without it the answer is 404, with it 403.
SIGHT: Mapping[Permission, Permission] = {
    Permission.EVIDENCE_VIEW: Permission.OBLIGATION_VIEW,
    Permission.EVIDENCE_UPLOAD: Permission.OBLIGATION_VIEW,
    Permission.EVIDENCE_WITHDRAW: Permission.OBLIGATION_VIEW,
    Permission.OBLIGATION_CERTIFY: Permission.OBLIGATION_VIEW,
    Permission.BRIEFING_MANAGE: Permission.BRIEFING_VIEW,
    Permission.ATTENDANCE_MARK: Permission.BRIEFING_VIEW,
    Permission.QUIZ_MANAGE: Permission.QUIZ_TAKE,
    Permission.QUIZ_RESULTS: Permission.QUIZ_TAKE,
    Permission.QUIZ_SUMMARY: Permission.QUIZ_TAKE,
    Permission.COMMITTEE_MANAGE: Permission.COMMITTEE_VIEW,
    Permission.MEETING_MANAGE: Permission.MEETING_VIEW,
    Permission.ITEM_PROPOSE: Permission.ITEM_VIEW,
    Permission.ITEM_ARRANGE: Permission.ITEM_VIEW,
    Permission.RESOLUTION_REPORT: Permission.RESOLUTION_VIEW,
    Permission.RESOLUTION_ACCEPT: Permission.RESOLUTION_VIEW,
}


# Reading, as apart from changing: a file may be read through any obligation it proves, and changed in its own division.
READING = frozenset((Permission.OBLIGATION_VIEW, Permission.EVIDENCE_VIEW))


def can(person: Person, permission: Permission, obj: object | None = None) -> bool:
    """Return whether the person may; without an object, whether the person may for at least one unit.

    An object with `seen_through` may be read by whoever may read one of those.
    """
    subjects = getattr(obj, "seen_through", (obj,)) if permission in READING else (obj,)
    return any(all(check(person, subject) for check in way) for subject in subjects for way in POLICY[permission])


def sees(person: Person, permission: Permission, obj: object) -> bool:
    """Return whether the object the permission is about is within the person's sight."""
    return can(person, SIGHT.get(permission, permission), obj)


def scopes(person: Person, permission: Permission) -> tuple[str, ...]:
    """Return the unit paths within which the person has the permission through a role held there, shortest first."""
    roles = {check.role for way in POLICY[permission] for check in way if isinstance(check, Holds)}
    return tuple(sorted({held.unit_path for held in person.roles if held.role in roles}, key=lambda p: (len(p), p)))


def reads_from_outside(person: Person, obj: object) -> bool:
    """Return whether no role held in the object's own line opens it: the person sees it as an evaluator."""
    subjects = getattr(obj, "seen_through", (obj,))
    within = scopes(person, Permission.EVIDENCE_VIEW)
    return not any(str(getattr(subject, "unit_path", "")).startswith(path) for subject in subjects for path in within)


def evaluator_scopes(person: Person) -> tuple[str, ...]:
    """Return the paths of the evaluating agencies the person evaluates for."""
    return tuple(sorted({held.unit_path for held in person.roles if held.role is Role.EVALUATOR}))


def roles_of(permission: Permission) -> tuple[Role, ...]:
    """Return the roles that may lead to the permission, for the printed access table; every role where all may."""
    found: set[Role] = set()
    for way in POLICY[permission]:
        for check in way:
            match check:
                case Holds(role=role) | Evaluates(role=role):
                    found.add(role)
                case WorksIn() | Among():
                    found |= set(Role) - {Role.EVALUATOR}
                case SignedIn():
                    found |= set(Role)
    return tuple(role for role in Role if role in found)
