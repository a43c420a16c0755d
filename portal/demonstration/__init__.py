"""The demonstration: one agency with invented people, FY2563 told to its end, and the current year just begun.

In both years there is a briefing with its quiz: past with results, and to come.

It is only ever loaded into an empty database, so that a database in real use never gets invented people or accounts
whose passwords lie in a file. Nothing here is part of the portal's own rules; it calls the same actions as people do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import yaml
from flask import Flask
from sqlalchemy import delete, select, update

from portal import clock, thai
from portal.config import Config, SettingError
from portal.demonstration import accounts, past_year, staff, this_year, units
from portal.demonstration.acts import Cast, carry_out
from portal.demonstration.past_briefing import PastBriefing
from portal.demonstration.past_quiz import PastQuiz
from portal.errors import N_, RuleBroken
from portal.extensions import db, write_transaction
from portal.notifications.models import Notice
from portal.outbox import Job
from portal.people.models import Unit, User
from portal.performance import FRAMEWORK_2563
from portal.performance.actions import create_obligations, load_framework, roll_forward
from portal.questionnaire import QUESTIONS_2563
from portal.questionnaire.actions import load_questions
from portal.thai import BANGKOK


def is_empty() -> bool:
    """Return whether the database holds neither people nor units."""
    return not any(db.session.scalar(select(table.id).limit(1)) for table in (User, Unit))


def is_demonstration() -> bool:
    """Return whether the database was filled by `load`: it holds invented people."""
    return db.session.scalar(select(User.id).where(User.is_demonstration).limit(1)) is not None


def check_clock(app: Flask) -> None:
    """Raise SettingError when PORTAL_NOW stops the clock of a database that is not a demonstration."""
    config: Config = app.extensions["portal_config"]
    if config.fixed_now is None:
        return
    with app.app_context():
        allowed = is_demonstration()
    if not allowed:
        raise SettingError("PORTAL_NOW is for the demonstration alone, and this database is not one: leave it out")


def load(app: Flask) -> str:
    """Fill the empty database; return a sentence about what is there now.

    The accounts with their random passwords are written to instance/demo-accounts.csv, readable by the owner alone.
    Raises RuleBroken when the database is not empty: nothing is changed then.
    """
    config: Config = app.extensions["portal_config"]
    data = yaml.safe_load(FRAMEWORK_2563.read_text(encoding="utf-8"))
    now = clock.now()
    current_be = thai.fiscal_year_of(thai.bangkok_date(now))
    has_past = current_be > data["fiscal_year"]
    # the past year is told from its beginning, so that ids and dates run in the same order
    setup = datetime(data["fiscal_year"] - 544, 9, 30, 9, 0, tzinfo=BANGKOK) if has_past else now
    made = accounts.invent([row["abbr"] for row in data["divisions"]])
    with app.app_context():
        samples = past_year.keep_samples(app.extensions["portal_storage"])
        with write_transaction():
            if not is_empty():
                raise RuleBroken(N_("ฐานข้อมูลมีข้อมูลอยู่แล้ว ข้อมูลสาธิตนำเข้าได้เฉพาะฐานข้อมูลที่ว่าง"))
            tree = units.create(data, now=setup)
            accounts.create(made, tree, today=thai.bangkok_date(now), now=setup)
            cast = _cast(made, staff.create(extras := staff.invent(), tree, now=setup), tree)
            content, abbr = QUESTIONS_2563.read_bytes(), tree.agency.abbr
            load_questions(content=content, filename=QUESTIONS_2563.name, unit_abbr=abbr, actor=None, now=setup)
            year = load_framework(data=data, agency=tree.agency, actor=None, now=setup)
            count = create_obligations(year=year, actor=None, now=setup)
            if has_past:
                briefing = PastBriefing(cast, extras, samples)
                quiz = PastQuiz(year, cast, briefing)
                carry_out([*past_year.acts(year, made, tree, samples), *briefing.acts(), *quiz.acts()])
                # nobody's inbox begins with news of years ago
                db.session.execute(update(Notice).where(Notice.read_at.is_(None)).values(read_at=Notice.created_at))
                year = roll_forward(year=year, to_year_be=current_be, actor=None, now=now)
                count += create_obligations(year=year, actor=None, now=now)
            this_year.begin(year, cast, now=now)
            # what the past would have sent by mail is not sent today
            db.session.execute(delete(Job))
            path = accounts.write(made, config.instance)
    return f"{len(made)} demonstration accounts in {path}, {count} obligations"


def _cast(made: Sequence[accounts.Account], more: Mapping[str, User], tree: units.Tree) -> Cast:
    """Return the agency's people, those who can sign in first; evaluators belong to other agencies."""
    signing_in = {each.username: each.user for each in made if each.user is not None}
    own = {name: user for name, user in signing_in.items() if user.unit.path.startswith(tree.agency.path)}
    return Cast(tree.agency, own | dict(more))


__all__ = ["check_clock", "is_demonstration", "is_empty", "load"]
