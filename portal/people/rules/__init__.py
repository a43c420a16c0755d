"""Pure rules of people, a module for each noun."""

from portal.people.rules.sessions import (
    ABSOLUTE_LIMIT,
    IDLE_LIMIT,
    TOUCH_EVERY,
    browser_in_words,
    is_in_force,
    token_digest,
)

__all__ = ["ABSOLUTE_LIMIT", "IDLE_LIMIT", "TOUCH_EVERY", "browser_in_words", "is_in_force", "token_digest"]
