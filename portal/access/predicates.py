"""Pure conditions over a person and an object: attributes are read, nothing is fetched.

A person carries `roles`, a tuple of `HeldRole`. An object carries `unit_path` and, where an evaluating agency may
look in, `evaluator_path`. Paths are like "/1/4/9/": a role reaches every path that begins with its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from portal.access.permissions import Role


@dataclass(frozen=True)
class HeldRole:
    """A role in force today; `acting_for` names the office somebody stands in for, with the order's number."""

    role: Role
    unit_id: int
    unit_path: str
    is_acting: bool = False
    order_no: str = ""


class Person(Protocol):
    """What a predicate needs to know of somebody."""

    id: int

    @property
    def roles(self) -> tuple[HeldRole, ...]: ...


class Predicate(Protocol):
    """A condition; `obj` is None for pages about no single object: then holding the role anywhere is enough."""

    def __call__(self, person: Person, obj: object | None) -> bool: ...


@dataclass(frozen=True)
class Holds:
    """True when the person holds the role in the object's unit or above it.

    path: the attribute of the object that names the unit
    """

    role: Role
    path: str = "unit_path"

    def __call__(self, person: Person, obj: object | None) -> bool:
        return any(
            held.role is self.role and (obj is None or str(getattr(obj, self.path, "")).startswith(held.unit_path))
            for held in person.roles
        )


@dataclass(frozen=True)
class Evaluates:
    """True when the person is an evaluator of the agency that scores this indicator."""

    role: Role = Role.EVALUATOR

    def __call__(self, person: Person, obj: object | None) -> bool:
        path = None if obj is None else getattr(obj, "evaluator_path", None)
        return any(
            held.role is self.role and (obj is None or (bool(path) and str(path).startswith(held.unit_path)))
            for held in person.roles
        )


@dataclass(frozen=True)
class WorksIn:
    """True for anybody with any role within the object's agency (or, without an object, with any role at all)."""

    role: Role = Role.STAFF

    def __call__(self, person: Person, obj: object | None) -> bool:
        if obj is None:
            return any(held.role is not Role.EVALUATOR for held in person.roles)
        path = str(getattr(obj, "agency_path", "") or getattr(obj, "unit_path", ""))
        return bool(path) and any(
            held.role is not Role.EVALUATOR and (held.unit_path.startswith(path) or path.startswith(held.unit_path))
            for held in person.roles
        )


@dataclass(frozen=True)
class Among:
    """True when the object lists the person under the attribute (a set of people's ids).

    anywhere: whether pages about no single object are open too
    """

    attribute: str
    role: Role = Role.STAFF
    anywhere: bool = True

    def __call__(self, person: Person, obj: object | None) -> bool:
        if obj is None:
            return self.anywhere and any(held.role is not Role.EVALUATOR for held in person.roles)
        return person.id in getattr(obj, self.attribute, ())


@dataclass(frozen=True)
class SignedIn:
    """True for every person with an account in use."""

    def __call__(self, person: Person, obj: object | None) -> bool:
        return True
