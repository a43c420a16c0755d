"""An agency with its administrator, for the tests of the administrator's pages."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from sqlalchemy import select

from portal.access.permissions import Role
from portal.audit import AuditEntry
from portal.extensions import db
from tests.client import Page, PortalClient
from tests.factories.people import make_person, make_unit, make_user


class World:
    """An agency with two divisions and its administrator; another agency."""

    def __init__(self, client_of: Callable[..., PortalClient]) -> None:
        self.agency = make_unit(abbr="สพส.", name_th="สำนักพัฒนาสังคม")
        self.division = make_unit(self.agency, abbr="กน.", name_th="กองนโยบายและแผนงาน")
        self.other_division = make_unit(self.agency, abbr="สก.", name_th="สำนักงานเลขานุการ")
        self.admin = make_person(Role.ADMINISTRATOR, self.agency, name="ผู้ดูแล", username="admin")
        self.foreign_agency = make_unit(abbr="สนอ.", name_th="สำนักอนามัย")
        self.foreigner = make_user(self.foreign_agency, name="คนอื่น", username="foreigner")
        self.client = client_of(self.admin)
        db.session.commit()

    def people(self, **query: str) -> list[str]:
        """Names on the first page of the list."""
        return names(self.client.get("/people?" + urlencode(query)))


def names(page: Page) -> list[str]:
    """Links at the head of each row of a table."""
    return [cell.one("a").text for cell in page.root.all("th", scope="row")]


def events_of(subject_id: int, subject_type: str = "user") -> list[str]:
    """What is on record of an object, oldest first."""
    return list(
        db.session.scalars(
            select(AuditEntry.event)
            .where(AuditEntry.subject_type == subject_type, AuditEntry.subject_id == subject_id)
            .order_by("id")
        )
    )
