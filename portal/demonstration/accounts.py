"""The invented people: plainly named as such, random passwords, every role in at least two units."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from portal import thai
from portal.access.permissions import Role
from portal.demonstration.units import SECTION_ABBR, Tree
from portal.extensions import db
from portal.people.actions import create_user, grant_role, hash_password, new_password
from portal.people.models import User
from portal.people.rules.users import StaffType

FILE = "demo-accounts.csv"
COLUMNS = ("username", "password", "role", "unit", "name")
HASHING_THREADS = 2
# Latin letters for the user names of each division
LATIN = {"กน.": "kn", "สก.": "sk", "สพช.": "spch", "สสช.": "ssch", "สสส.": "sss"}
EVALUATING = {"สยป.": "sayp", "ก.ก.": "kk", "สนค.": "sanakh", "สนอ.": "sano"}
FIRST_DAY = date(2019, 10, 1)
# the two times somebody stood in for the head of this division
ACTING_UNIT = "สสช."
ACTING_PAST = (date(2020, 1, 1), date(2020, 3, 31), "สพส. 12/2563")


@dataclass
class Account:
    """One invented person. `roles` are held at the units named; the first word of the file is the role's key."""

    username: str
    role: str
    unit: str
    name: str
    position: str
    roles: tuple[tuple[Role, str], ...] = ()
    staff_type: StaffType = StaffType.OFFICIAL
    is_acting: bool = False
    password: str = field(default_factory=new_password, repr=False)
    password_hash: str = field(default="", repr=False)
    user: User | None = None


def invent(divisions: Sequence[str]) -> list[Account]:
    """Return the people with their passwords hashed; slow (some 20 ms each), so outside any write."""
    accounts = [*_of_divisions(divisions), *_of_agency()]
    with ThreadPoolExecutor(HASHING_THREADS) as pool:
        for account, password_hash in zip(accounts, pool.map(_hashed, accounts), strict=True):
            account.password_hash = password_hash
    return accounts


def create(accounts: Sequence[Account], tree: Tree, *, today: date, now: datetime) -> None:
    """Create the people and what they hold; `account.user` is set."""
    for account in accounts:
        unit = tree.named(account.unit)
        account.user = user = create_user(
            unit=unit,
            username=account.username,
            name=account.name,
            position=account.position or f"ผู้อำนวยการ{unit.name_th}",
            staff_type=account.staff_type,
            email=f"{account.username}@example.com",
            actor=None,
            now=now,
            is_demonstration=True,
        )
        # the passwords lie in the file, so that scripts and visitors can sign in at once
        user.password_hash, user.must_change_password, user.password_changed_at = account.password_hash, False, now
        for role, abbr in account.roles:
            if account.is_acting:
                _grant_acting(account, tree, today, now)
            else:
                grant_role(
                    user=user, unit=tree.named(abbr), role=role, starts_on=FIRST_DAY, ends_on=None, actor=None, now=now
                )
    db.session.flush()


def write(accounts: Sequence[Account], folder: Path) -> Path:
    """Write the accounts for their owner alone and return where; an older file is replaced as a whole."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows((row.username, row.password, row.role, row.unit, row.name) for row in accounts)
    path = folder / FILE
    draft = folder / f"{FILE}.new"
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text.getvalue())
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    return path


def _hashed(account: Account) -> str:
    return hash_password(account.password)


def _of_divisions(divisions: Sequence[str]) -> list[Account]:
    found = []
    for abbr in divisions:
        latin = LATIN[abbr]
        found += [
            Account(
                f"officer-{latin}",
                Role.OFFICER,
                abbr,
                f"เจ้าหน้าที่สาธิต {abbr} 1",
                "นักวิเคราะห์นโยบายและแผนชำนาญการ",
                ((Role.OFFICER, abbr),),
            ),
            Account(f"head-{latin}", Role.HEAD, abbr, f"หัวหน้าสาธิต {abbr}", "", ((Role.HEAD, abbr),)),
            Account(
                f"staff-{latin}",
                Role.STAFF,
                abbr,
                f"บุคลากรสาธิต {abbr}",
                "พนักงานทั่วไป",
                staff_type=StaffType.EMPLOYEE,
            ),
        ]
    acting = Account(
        f"acting-{LATIN[ACTING_UNIT]}",
        Role.HEAD,
        ACTING_UNIT,
        f"ผู้รักษาราชการแทนสาธิต {ACTING_UNIT}",
        "นักพัฒนาสังคมชำนาญการพิเศษ",
        ((Role.HEAD, ACTING_UNIT),),
        is_acting=True,
    )
    return [*found, acting]


def _of_agency() -> list[Account]:
    analyst = "นักวิเคราะห์นโยบายและแผนปฏิบัติการ"
    computing = "นักวิชาการคอมพิวเตอร์ปฏิบัติการ"
    at_agency = "สพส."
    return [
        Account(
            "secretariat-kn", Role.SECRETARIAT, "กน.", "ฝ่ายเลขานุการสาธิต 1", analyst, ((Role.SECRETARIAT, at_agency),)
        ),
        Account(
            "secretariat-kpp",
            Role.SECRETARIAT,
            SECTION_ABBR,
            "ฝ่ายเลขานุการสาธิต 2",
            analyst,
            ((Role.SECRETARIAT, at_agency),),
        ),
        Account("executive-1", Role.EXECUTIVE, at_agency, "ผู้บริหารสาธิต 1", "", ((Role.EXECUTIVE, at_agency),)),
        Account(
            "executive-2",
            Role.EXECUTIVE,
            "สก.",
            "ผู้บริหารสาธิต 2",
            "รองผู้อำนวยการสำนักพัฒนาสังคม",
            ((Role.EXECUTIVE, at_agency),),
        ),
        Account(
            "administrator-kn",
            Role.ADMINISTRATOR,
            "กน.",
            "ผู้ดูแลระบบสาธิต 1",
            computing,
            ((Role.ADMINISTRATOR, at_agency),),
        ),
        Account(
            "administrator-sk",
            Role.ADMINISTRATOR,
            "สก.",
            "ผู้ดูแลระบบสาธิต 2",
            computing,
            ((Role.ADMINISTRATOR, at_agency),),
        ),
        *(
            Account(
                f"evaluator-{latin}", Role.EVALUATOR, abbr, f"ผู้ประเมินสาธิต {abbr}", analyst, ((Role.EVALUATOR, abbr),)
            )
            for abbr, latin in EVALUATING.items()
        ),
        # several roles in one person; the file names both
        Account(
            "several-kn",
            f"{Role.OFFICER} {Role.SECRETARIAT}",
            "กน.",
            "เจ้าหน้าที่สาธิตหลายบทบาท กน. 2",
            analyst,
            ((Role.OFFICER, "กน."), (Role.SECRETARIAT, at_agency)),
        ),
    ]


def _grant_acting(account: Account, tree: Tree, today: date, now: datetime) -> None:
    """Grant the headship for the two times of the orders: a quarter of the past year, and the whole of this one."""
    assert account.user is not None  # noqa: S101  (created just before)
    year_be = thai.fiscal_year_of(today)
    starts_on, ends_on = thai.fiscal_year_bounds(year_be)
    times = [(starts_on, ends_on, f"สพส. 7/{year_be}")]
    if ACTING_PAST[1] < starts_on:
        times.insert(0, ACTING_PAST)
    for first, last, order_no in times:
        grant_role(
            user=account.user,
            unit=tree.named(account.unit),
            role=Role.HEAD,
            starts_on=first,
            ends_on=last,
            is_acting=True,
            order_no=order_no,
            actor=None,
            now=now,
        )
