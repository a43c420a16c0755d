"""What happens in the demonstration: acts at instants, carried out in the order of time by invented people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from portal.access.permissions import Role
from portal.access.predicates import HeldRole
from portal.people.models import Unit, User

SAMPLE = "ตัวอย่างสาธิต"


@dataclass(frozen=True)
class Act:
    """Something that happened at an instant; acts of one instant run in the order they were found."""

    at: datetime
    run: Callable[[datetime], object]


@dataclass(frozen=True)
class Cast:
    """Everybody who may act in the agency, by user name, in the order they were invented; and the agency."""

    agency: Unit
    people: Mapping[str, User]

    def secretary(self) -> User:
        """Return who holds briefings and builds quizzes, with the role in force."""
        user = self.people["secretariat-kn"]
        user.roles = (HeldRole(Role.SECRETARIAT, self.agency.id, self.agency.path, False, ""),)
        return user


def carry_out(acts: Iterable[Act]) -> None:
    """Run the acts in the order of time."""
    for act in sorted(acts, key=lambda act: act.at):
        act.run(act.at)
