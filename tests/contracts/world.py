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
from portal.briefings.models import BriefingSession
from portal.briefings.rules import code_for
from portal.extensions import db
from portal.notifications.models import Notice
from portal.people.actions import start_session
from portal.people.models import PeopleImport, SignInSession, Unit, User
from portal.performance.models import FiscalYear
from portal.questionnaire.models import QuestionImport, QuestionVersion
from portal.questionnaire.rules import right_response
from portal.quizzes.actions.freeze import freeze_result
from tests.conftest import NOW
from tests.contracts.sources import ROOT
from tests.factories.briefings import check_in, invite, make_file, make_session
from tests.factories.evidence import make_evidence
from tests.factories.notifications import tell
from tests.factories.people import give_role, make_person, make_unit, make_user
from tests.factories.performance import make_dimension, make_fiscal_year, make_indicator, make_obligation, make_period
from tests.factories.questionnaire import make_category, make_question, version_of
from tests.factories.quizzes import make_attempt, make_quiz

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
    # an object one page needs in a state of its own: (endpoint, name of the value) -> the object
    states: dict[tuple[str, str], Any] = field(default_factory=dict)
    # whose notice, sign-in session and attempts the objects are
    owner: str = "officer"

    def address(self, rule: Rule, **changes: Any) -> str:
        """Return the address of the route for the objects of this world; a KeyError asks for a new object here."""
        objects = {name: self.states.get((rule.endpoint, name), self.objects[name]) for name in rule.arguments}
        values = {name: changes.get(name, here) for name, here in objects.items()}
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
        **question_objects(agency, world.people["secretariat"]),
    }
    world.objects |= quiz_objects(world, years[0])
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


def quiz_objects(world: World, year: FiscalYear) -> dict[str, Any]:
    """Return an open quiz that asks the question with a picture, the owner's attempts at it, a frozen result."""
    briefing, secretariat = (
        db.session.get_one(BriefingSession, world.objects["briefing_id"]),
        world.people["secretariat"],
    )
    version = db.session.get_one(QuestionVersion, world.objects["version_id"])
    quiz = make_quiz(
        year, [version], sessions=[briefing], attempts_allowed=2, absent_token="t" * 16, created_by_id=secretariat.id
    )
    # five and more: of fewer, executives see nothing
    for who in (world.owner, "staff", "head", "administrator", "officer next door"):
        check_in(briefing, world.people[who])
    answers = [right_response(version.kind, version.body)]
    closed = make_attempt(quiz, world.people[world.owner], answers)
    for page in ("result", "certificate"):
        world.states[f"quizzes.{page}", "attempt_id"] = closed.id
    frozen = freeze_result(quiz=quiz, reason="", based_on=0, actor=secretariat, now=NOW)
    db.session.commit()
    open_attempt = make_attempt(quiz, world.people[world.owner], is_open=True)
    return {
        "quiz_id": quiz.id,
        "attempt_id": open_attempt.id,
        "place": 0,
        "token": quiz.absent_token,
        "frozen_id": frozen.id,
    }


def routes(app: Flask) -> Iterator[tuple[Rule, str, Permission | None]]:
    """Yield (rule, method, permission or None for public) of every route, those that read before those that write."""
    found = [
        (rule, method, getattr(app.view_functions[rule.endpoint], "permission", None))
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    ]
    yield from sorted(found, key=lambda each: (each[1] != "GET", each[0].rule))
