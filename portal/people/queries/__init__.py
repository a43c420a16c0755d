"""Reads of people, units, roles and sessions, a module for each noun."""

from portal.people.queries.sessions import person_of_session

__all__ = ["person_of_session"]
