"""Forms about a row that somebody else may have changed meanwhile."""

from __future__ import annotations

from wtforms import HiddenField

from portal.web.forms import PortalForm
from portal.web.ids import read_id


class VersionForm(PortalForm):
    """Carries the version of the row that was shown; alone it is the form of a confirmation page."""

    version = HiddenField(filters=[lambda shown: "" if shown is None else str(shown)])

    @property
    def shown_version(self) -> int:
        """The version that was shown; 0, which no row has, for anything that is none."""
        try:
            return read_id(self.version.data or "")
        except ValueError:
            return 0
