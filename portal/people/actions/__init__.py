"""What people do with accounts, units and roles, a module for each noun."""

from portal.people.actions.sessions import start_session

__all__ = ["start_session"]
