"""A small world for the contracts: one of every object, and a person for every role here, next door and far away."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask import Flask, current_app
from werkzeug.routing import Rule

from portal import outbox
from portal.access.permissions import Permission, Role
from portal.briefings.rules import code_for
from portal.extensions import db, write_transaction
from portal.notifications.models import Notice
from portal.people.actions import start_session
from portal.people.models import PeopleImport, SignInSession, Unit, User
from portal.performance.models import FiscalYear
from portal.questionnaire.models import QuestionImport
from portal.quizzes.actions.freeze import freeze_result
from tests.conftest import NOW
from tests.contracts.sources import ROOT
from tests.factories.briefings import check_in, invite, make_file, make_session
from tests.factories.evidence import make_evidence, store_file
from tests.factories.notifications import tell
from tests.factories.people import give_role, make_person, make_unit, make_user
from tests.factories.performance import make_dimension, make_fiscal_year, make_indicator, make_obligation, make_period
from tests.factories.questionnaire import make_category, make_question, version_of
from tests.factories.quizzes import make_attempt, make_quiz, make_quiz_category, make_quiz_question

FILES = ROOT / "tests" / "files"
# who -> the role held and where: the division that owns every object, the division next door, another agency
PEOPLE = {
    "staff": (Role.STAFF, "division"),
    "officer": (Role.OFFICER, "division"),
    "head": (Role.HEAD, "division"),
    "secretariat": (Role.SECRETARIAT, "agency"),
    "executive": (Role.EXECUTIVE, "agency"),
    "administrator": (Role.ADMINISTRATOR, "agency"),
    "evaluator": (Role.EVALUATOR, "evaluating agency"),
    "officer next door": (Role.OFFICER, "division next door"),
    "head next door": (Role.HEAD, "division next door"),
    "staff far away": (Role.STAFF, "division far away"),
    "officer far away": (Role.OFFICER, "division far away"),
    "head far away": (Role.HEAD, "division far away"),
    "secretariat far away": (Role.SECRETARIAT, "agency far away"),
    "executive far away": (Role.EXECUTIVE, "agency far away"),
    "administrator far away": (Role.ADMINISTRATOR, "agency far away"),
}


@dataclass
class World:
    """People by name, and for each name of a value in an address the object it stands for."""

    people: dict[str, User] = field(default_factory=dict)
    objects: dict[str, Any] = field(default_factory=dict)
    # whose notice and sign-in session the objects are
    owner: str = "officer"

    def address(self, rule: Rule, **changes: Any) -> str:
        """Return the address of the route for the objects of this world; a KeyError asks for a new object here."""
        values = {name: changes.get(name, self.objects[name]) for name in rule.arguments}
        built = rule.build(values, append_unknown=False)
        assert built is not None, f"{rule.rule} cannot be built"
        return built[1]


def build_world() -> World:
    """Return the world, committed; files are really in the storage."""
    agency, far = make_unit(abbr="สพส."), make_unit(abbr="สนอ.")
    units = {
        "agency": agency,
        "division": make_unit(agency, abbr="กน."),
        "division next door": make_unit(agency, abbr="กส."),
        "evaluating agency": make_unit(abbr="สยป."),
        "agency far away": far,
        "division far away": make_unit(far, abbr="กอ."),
    }
    division = units["division"]
    world = World({who: make_person(role, units[where]) for who, (role, where) in PEOPLE.items()})
    years = [make_fiscal_year(owner) for owner in (agency, far)]
    indicator = make_indicator(make_dimension(years[0]), owners=(division,), evaluator=units["evaluating agency"])
    period = make_period(years[0])
    obligation = make_obligation(division, period, indicator)
    evidence = make_evidence(obligation, world.people["officer"])
    member = make_user(division)
    owner = world.people[world.owner]
    outbox.post("checklists.digest_day", {"date": "2026-12-09"}, NOW + timedelta(days=1))
    staff_list = PeopleImport(
        unit_id=division.id, filename="รายชื่อ.xlsx", sha256="0" * 64, rows=json.dumps([]), created_at=NOW
    )
    db.session.add(staff_list)
    start_session(user=owner, browser="another", address="127.0.0.1", now=NOW)
    db.session.commit()
    tell(owner, path=f"/obligations/{obligation.id}")
    notice = db.session.query(Notice).one()
    job = db.session.query(outbox.Job).filter_by(kind="checklists.digest_day").one()
    session = db.session.query(SignInSession).one()
    world.objects = {
        "unit_id": division.id,
        "indicator_id": indicator.id,
        "period_id": period.id,
        "obligation_id": obligation.id,
        "evidence_id": evidence.id,
        "revision_id": evidence.revisions[0].id,
        "user_id": member.id,
        "holding_id": give_role(member, Role.OFFICER, division).id,
        "import_id": staff_list.id,
        "notice_id": notice.id,
        "session_id": session.id,
        "job_id": job.id,
        **briefing_objects(years[0], world.people["secretariat"], member),
        **quiz_objects(years[0], world.people["secretariat"], owner),
        **question_objects(agency, world.people["secretariat"]),
    }
    return world


def briefing_objects(year: FiscalYear, secretariat: User, member: User) -> dict[str, Any]:
    """Return a session whose check-in is open, with a file, somebody who came, and the code on its screen."""
    briefing = make_session(year, created_by_id=secretariat.id, starts_at=NOW)
    invite(briefing, member)
    return {
        "briefing_id": briefing.id,
        "file_id": make_file(briefing, secretariat).id,
        "attendance_id": check_in(briefing, member).id,
        "code": code_for(briefing.id, briefing.secret, NOW),
    }


def question_objects(agency: Unit, secretariat: User) -> dict[str, Any]:
    """Return a category and a question of the bank with a picture that is really in the storage."""
    category = make_category(agency)
    picture = current_app.extensions["portal_storage"].put((FILES / "กราฟ.png").open("rb"), "กราฟ.png")
    shown = {"picture_sha256": picture.digest, "picture_filename": "กราฟ.png", "picture_media_type": "image/png"}
    question = make_question(category, created_by_id=secretariat.id, picture_alt="กราฟ", **shown)
    reading = QuestionImport(
        category_id=category.id, filename="คำถาม.gift", format="gift", sha256="0" * 64, created_by_id=secretariat.id,
        questions=json.dumps({"drafts": [], "problems": []}), created_at=NOW,
    )  # fmt: skip
    db.session.add(reading)
    db.session.commit()
    ids = {"category_id": category.id, "question_id": question.id, "question_import_id": reading.id}
    return ids | {"version_id": version_of(question).id}


def quiz_objects(year: FiscalYear, secretariat: User, owner: User) -> dict[str, Any]:
    """Return a quiz that is open, its first question with a picture, a frozen result, and the owner's attempt."""
    category = make_quiz_category(year)
    picture = store_file("กราฟ.png", (FILES / "กราฟ.png").read_bytes())
    shown = {"picture_sha256": picture.sha256, "picture_filename": picture.filename, "picture_media_type": "image/png"}
    versions = [make_quiz_question(category, **shown), make_quiz_question(category)]
    briefing = make_session(year, created_by_id=secretariat.id, starts_at=NOW)
    # five, the smallest group executives are shown
    for person in (owner, *(make_user(owner.unit) for _ in range(4))):
        check_in(briefing, person)
    quiz = make_quiz(year, versions, sessions=(briefing,), absent_token="for-those-who-were-absent")
    make_attempt(quiz, owner, right=2)
    with write_transaction():
        frozen_id = freeze_result(quiz=quiz, reason="", based_on=0, actor=secretariat, now=NOW).id
    return {
        "quiz_id": quiz.id,
        "token": quiz.absent_token,
        "frozen_id": frozen_id,
        "attempt_id": make_attempt(quiz, owner, is_open=True).id,
        "place": 0,
    }


def routes(app: Flask) -> Iterator[tuple[Rule, str, Permission | None]]:
    """Yield (rule, method, permission or None for public) of every route, those that read before those that write."""
    found = [
        (rule, method, getattr(app.view_functions[rule.endpoint], "permission", None))
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    ]
    yield from sorted(found, key=lambda each: (each[1] != "GET", each[0].rule))
