"""A person's points reach that person and the training administrator alone: every page and file, asked by requests."""

from __future__ import annotations

import io
from collections.abc import Callable
from decimal import Decimal

import openpyxl
import pypdfium2
import pytest
from flask import Flask

from portal.briefings.models import BriefingSession
from portal.extensions import db, write_transaction
from portal.people.models import User
from portal.performance.models import FiscalYear
from portal.quizzes.actions.freeze import freeze_result
from portal.quizzes.actions.repair import repair_key
from portal.quizzes.models import Quiz
from portal.quizzes.queries.sheets import asked_versions, versions_of
from portal.thai import to_thai_digits
from tests.client import PortalClient
from tests.conftest import NOW
from tests.contracts.world import PEOPLE, World, build_world, routes
from tests.factories.briefings import check_in, make_session
from tests.factories.questionnaire import add_version
from tests.factories.quizzes import make_attempt, make_quiz, make_quiz_category, make_quiz_question

OWNER = "staff"
# together 90.54, and 71.37 once the second key is repaired; no icon, no date and no other figure has these digits
POINTS = (Decimal("52.20"), Decimal("19.17"), Decimal("19.17"))
SECRETS = [form for points in ("71.37", "90.54") for form in (points, to_thai_digits(points))]


@pytest.fixture
def world(portal: Flask) -> World:
    """The world of the contracts with a quiz that six people took, its key repaired and its figure frozen."""
    made = build_world()
    people = made.people
    briefing = db.session.get_one(BriefingSession, made.objects["briefing_id"])
    year = db.session.get_one(FiscalYear, briefing.fiscal_year_id)
    category = make_quiz_category(year)
    versions = [make_quiz_question(category, points=points) for points in POINTS]
    session = make_session(year, created_by_id=people["secretariat"].id)
    quiz = make_quiz(year, versions, sessions=[session], absent_token="s" * 16, created_by_id=people["secretariat"].id)
    for who in (OWNER, "officer", "head", "executive", "administrator", "officer next door"):
        check_in(session, people[who])
        attempt = make_attempt(quiz, people[who], [0, 0, 0] if who == OWNER else [1, 2, 1])
        if who == OWNER:
            made.objects["attempt_id"] = attempt.id
    made.states, made.owner = {}, OWNER
    frozen_id = repaired_and_frozen(quiz.id, people["secretariat"])
    made.objects |= {"quiz_id": quiz.id, "token": quiz.absent_token, "frozen_id": frozen_id}
    return made


def repaired_and_frozen(quiz_id: int, secretariat: User) -> int:
    """Return the id of the version frozen after the second question's key was repaired."""
    second = asked_versions(quiz_id)[1]
    asked = versions_of([second])[second]
    options = [dict(row, fraction="1" if no == 2 else "0") for no, row in enumerate(asked.body["options"])]
    by = add_version(asked.question, body={"options": options}, points=asked.points)
    with write_transaction():
        quiz = db.session.get_one(Quiz, quiz_id)
        repair_key(quiz=quiz, asked=asked, by=by, reason="เฉลยผิด", based_on=0, actor=secretariat, now=NOW)
        return freeze_result(quiz=quiz, reason="", based_on=0, actor=secretariat, now=NOW).id


def words_of(client: PortalClient, address: str) -> str:
    """Return everything an answer says, whatever kind of file it is; empty for a refusal."""
    response = client.send("GET", address)
    data, kind = response.get_data(), response.mimetype
    response.close()
    if response.status_code != 200:
        return ""
    if kind.endswith("spreadsheetml.sheet"):
        book = openpyxl.load_workbook(io.BytesIO(data))
        return " ".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
    if kind == "application/pdf":
        return " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data))
    return data.decode("utf-8", "ignore")


def told(world: World, app: Flask, client: PortalClient, is_it: Callable[[str, str], bool]) -> list[str]:
    """Return the addresses of the pages and files that say it."""
    addresses = [world.address(rule) for rule, method, _ in routes(app) if method == "GET"]
    return [address for address in addresses if is_it(address, words_of(client, address))]


@pytest.mark.parametrize("who", [who for who in PEOPLE if who not in (OWNER, "secretariat")])
def test_nobody_else_is_sent_a_persons_points(world: World, portal: Flask, client_of, who: str) -> None:
    client, name = client_of(world.people[who]), world.people[OWNER].name
    quiz = f"/quizzes/{world.objects['quiz_id']}"

    def is_told(address: str, words: str) -> bool:
        # no page of the quiz names the person at all
        return any(secret in words for secret in SECRETS) or (address.startswith(quiz) and name in words)

    assert told(world, portal, client, is_told) == []


def test_the_person_and_the_training_administrator_are_sent_them(world: World, portal: Flask, client_of) -> None:
    quiz, attempt = f"/quizzes/{world.objects['quiz_id']}", f"/attempts/{world.objects['attempt_id']}"

    def where(who: str) -> list[str]:
        return told(world, portal, client_of(world.people[who]), lambda _, words: "71.37" in words)

    assert where(OWNER) == [f"{attempt}/result"]
    assert where("secretariat") == [f"{quiz}/results.xlsx", f"{quiz}/results/people"]
