"""Who is behind a request: the person of its sign-in session."""

from __future__ import annotations

from portal import clock
from portal.extensions import login_manager
from portal.people.models import User
from portal.people.queries import person_of_session


@login_manager.user_loader  # type: ignore[untyped-decorator]
def person_of(token: str) -> User | None:
    """Return the person whose session the cookie names; None when it is over."""
    return person_of_session(token, clock.now())
