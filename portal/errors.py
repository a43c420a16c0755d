"""What the portal refuses, as data: a message for the person, a form field where it belongs, an HTTP status."""

from __future__ import annotations

from typing import Any


def N_(message: str) -> str:  # noqa: N802  (the usual name of a marker for the catalogue)
    """Return the message unchanged; marks it for the catalogue where gettext itself must not be imported."""
    return message


class PortalError(Exception):
    """A refusal with a sentence for the person; `params` fill the message after it has been translated."""

    status = 400

    def __init__(self, message: str, *, field: str | None = None, **params: Any) -> None:
        super().__init__(message % params if params else message)
        self.message = message
        self.field = field
        self.params = params


class RuleBroken(PortalError):
    """The act is against a rule; `field` names the form field the sentence stands under."""

    status = 422


class Conflict(PortalError):
    """Somebody else was faster, or the same act was sent twice; the current state is shown instead."""

    status = 409


class NotFound(PortalError):
    """Absent, or out of this person's sight: both look alike."""

    status = 404


class Forbidden(PortalError):
    """Seen, but not this person's to do."""

    status = 403


class TooMany(PortalError):
    """Too many tries; `retry_after` is in seconds."""

    status = 429

    def __init__(self, message: str, *, retry_after: int, **params: Any) -> None:
        super().__init__(message, **params)
        self.retry_after = retry_after
