"""The form about a row that somebody else may have changed meanwhile; it stands below, with the fields."""

from portal.web.versions import VersionForm

__all__ = ["VersionForm"]
