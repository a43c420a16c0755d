"""What happened in FY2563, so that the past year's grid shows every state. Files say that they are samples."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.access.permissions import Role
from portal.access.predicates import HeldRole
from portal.demonstration.accounts import ACTING_PAST, ACTING_UNIT, Account
from portal.demonstration.acts import SAMPLE, Act
from portal.demonstration.units import Tree
from portal.evidence.actions import upload_evidence
from portal.evidence.rules import NewFile
from portal.extensions import db
from portal.people.models import User
from portal.performance.models import FiscalYear, Obligation
from portal.performance.rules import period_name
from portal.reporting.actions import certify_obligations, recall_certification, return_obligation
from portal.storage import FolderStorage
from portal.thai import BANGKOK

TEXT = f"{SAMPLE}\nไฟล์นี้สร้างขึ้นเพื่อสาธิตระบบ ไม่ใช่หลักฐานจริง\n"
OFFICE_HOUR = time(10, 0)


@dataclass(frozen=True)
class Fate:
    """What became of one obligation. days: from the due date to delivery, None: never delivered."""

    days: int | None
    is_certified: bool = True
    then: str = ""


def keep_samples(storage: FolderStorage) -> dict[str, NewFile]:
    """Return the two sample files, kept by the storage: ending -> file."""
    samples = {}
    for ending, content in (("pdf", _pdf()), ("txt", TEXT.encode())):
        stored = storage.put(io.BytesIO(content), f"{SAMPLE}.{ending}")
        samples[ending] = NewFile(stored.filename, stored.digest, stored.size_bytes, stored.kind.media_type)
    return samples


def acts(year: FiscalYear, accounts: Sequence[Account], tree: Tree, samples: dict[str, NewFile]) -> list[Act]:
    """Return the year's deliveries and reviews, through the same actions as people do."""
    story = _Story(accounts, tree, samples)
    return [act for cell in _cells(year) for act in story.acts_of(cell)]


def fate(abbr: str, kind: str, no: int, place: int) -> Fate:
    """Return what became of an obligation: division, month or quarter with its number, place among the cell's items."""
    match abbr, kind, no, place:
        case "กน.", "month", 6, 0:
            return Fate(-3, then="changed")
        case "กน.", _, _, _:
            return Fate(-3)
        case "สก.", "month", 9, 1:
            return Fate(-1, is_certified=False, then="returned")
        case "สก.", "quarter", 3, 0:
            return Fate(-1, then="recalled")
        case "สก.", "month", late, _ if late >= 11:
            return Fate(-1, is_certified=False)
        case "สก.", _, _, _:
            return Fate(-1)
        case "สพช.", _, number, _:
            return Fate(-2, is_certified=number <= 2)
        case "สสช.", "month", even, _ if even % 2 == 0:
            return Fate(3, is_certified=False)
        case "สสช.", "quarter", 2, 0:
            return Fate(None)
        case "สสช.", "quarter", 4, _:
            return Fate(None)
        case "สสส.", "month", 3 | 7, _:
            return Fate(None)
        case "สสส.", "quarter", 3, first if first > 1:
            return Fate(None)
        case _:
            return Fate(-4)


def _cells(year: FiscalYear) -> Iterator[list[Obligation]]:
    """Yield the obligations of each division and period, in the order of the framework."""
    cells: dict[tuple[int, int], list[Obligation]] = defaultdict(list)
    for obligation in db.session.scalars(
        select(Obligation)
        .where(Obligation.fiscal_year_id == year.id)
        .options(*(joinedload(part) for part in (Obligation.unit, Obligation.period, Obligation.project)))
        .order_by(Obligation.indicator_id, Obligation.id)
    ):
        cells[obligation.unit_id, obligation.period_id].append(obligation)
    yield from cells.values()


class _Story:
    """Who does what: the officer of the division delivers, its head or whoever stands in certifies."""

    def __init__(self, accounts: Sequence[Account], tree: Tree, samples: dict[str, NewFile]) -> None:
        self.accounts = accounts
        self.tree = tree
        self.samples = samples

    def acts_of(self, cell: list[Obligation]) -> Iterator[Act]:
        """Yield what happened to the obligations of one division in one period."""
        first = cell[0]
        certified: list[Obligation] = []
        for place, obligation in enumerate(cell):
            what = fate(first.unit.abbr, first.period.kind, first.period.no, place)
            if what.days is None:
                continue
            yield self.upload(obligation, what.days, "pdf")
            if what.is_certified:
                certified.append(obligation)
            if what.then == "changed":
                yield self.upload(obligation, 30, "txt")
            elif what.then == "returned":
                yield self.review(obligation, 1, "returned", "แนบเอกสารไม่ครบ โปรดแนบภาพกิจกรรมและรายชื่อผู้เข้าร่วม")
            elif what.then == "recalled":
                yield self.review(obligation, 10, "recalled", "ตรวจพบตัวเลขคลาดเคลื่อน ขอตรวจสอบอีกครั้ง")
        if certified:
            yield self.certify(certified)

    def upload(self, obligation: Obligation, days: int, ending: str) -> Act:
        """Return the delivery of one sample file so many days from the due date."""
        at = _instant(obligation, days)
        period = obligation.period
        name = period_name(period.kind, period.no, period.starts_on, period.ends_on)
        sample = self.samples[ending]
        file = NewFile(f"{SAMPLE} {name}.{ending}", sample.sha256, sample.size_bytes, sample.media_type)
        return Act(
            at,
            lambda now: upload_evidence(
                obligation=obligation,
                files=[file],
                title=f"รายงานความก้าวหน้า {name} ({SAMPLE})",
                covers_from_on=period.starts_on,
                covers_to_on=period.ends_on,
                note="",
                upload_key=f"demonstration-{obligation.id}-{ending}",
                actor=self.officer(obligation),
                now=now,
            ),
        )

    def certify(self, obligations: list[Obligation]) -> Act:
        """Return the certification of a cell, two days after its last delivery."""
        at = _instant(obligations[0], 2)
        return Act(
            at,
            lambda now: certify_obligations(
                shown={each.id: each.content_version for each in obligations},
                actor=self.head(obligations[0], now),
                now=now,
            ),
        )

    def review(self, obligation: Obligation, days: int, kind: str, reason: str) -> Act:
        """Return the return of an obligation, or the recall of its certification."""
        at = _instant(obligation, days)
        if kind == "recalled":
            return Act(
                at,
                lambda now: recall_certification(
                    obligation=obligation, reason=reason, actor=self.head(obligation, now), now=now
                ),
            )
        return Act(
            at,
            lambda now: return_obligation(
                obligation=obligation,
                version=obligation.content_version,
                reason=reason,
                actor=self.head(obligation, now),
                now=now,
            ),
        )

    def officer(self, obligation: Obligation) -> User:
        """Return the division's officer."""
        return self._person(Role.OFFICER, obligation, is_acting=False)

    def head(self, obligation: Obligation, at: datetime) -> User:
        """Return the division's head of that day, or whoever stood in by order."""
        first, last, _ = ACTING_PAST
        is_acting = obligation.unit.abbr == ACTING_UNIT and first <= at.date() <= last
        return self._person(Role.HEAD, obligation, is_acting=is_acting)

    def _person(self, role: Role, obligation: Obligation, *, is_acting: bool) -> User:
        unit = obligation.unit
        account = next(
            each
            for each in self.accounts
            if (each.role, each.unit, each.is_acting) == (role, unit.abbr, is_acting) and each.user is not None
        )
        user = account.user
        assert user is not None  # noqa: S101  (chosen so above)
        user.roles = (HeldRole(role, unit.id, unit.path, is_acting, ACTING_PAST[2] if is_acting else ""),)
        return user


def _instant(obligation: Obligation, days: int) -> datetime:
    """Return office hours so many days from the due date."""
    return datetime.combine(obligation.due_on + timedelta(days=days), OFFICE_HOUR, BANGKOK)


def _pdf() -> bytes:
    """Return a page that says in large letters that it is a sample."""
    title = (b"\xfe\xff" + SAMPLE.encode("utf-16-be")).hex()
    drawing = b"BT /F1 32 Tf 72 720 Td (DEMONSTRATION SAMPLE) Tj /F1 16 Tf 0 -40 Td (Not real evidence.) Tj ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        f"<< /Title <{title}> >>".encode(),
    ]
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
