"""A frozen version as evidence of an obligation."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from portal import thai
from portal.evidence.actions import upload_evidence
from portal.evidence.queries import active_files
from portal.evidence.rules import TITLE_CHARACTERS, NewFile
from portal.extensions import db
from portal.people.models import User
from portal.performance.models import Obligation
from portal.quizzes.models import FrozenResult


def attach_result(*, obligation: Obligation, version: FrozenResult, file: NewFile, actor: User, now: datetime) -> bool:
    """Return whether the document was attached now; False where the obligation has it already.

    file: the version's document, kept by the storage; its name tells the version
    Raises RuleBroken for a closed obligation.
    """
    db.session.execute(select(Obligation.id).where(Obligation.id == obligation.id).with_for_update())
    if any(each.filename == file.filename for each in active_files([obligation.id])[obligation.id]):
        return False
    upload_evidence(
        obligation=obligation,
        files=[file],
        title=thai.shorten(f"ผลแบบทดสอบ {version.quiz.title} ฉบับที่ {version.no}", TITLE_CHARACTERS),
        covers_from_on=obligation.period.starts_on,
        covers_to_on=obligation.period.ends_on,
        note="",
        upload_key=f"quiz-result-{version.id}",
        actor=actor,
        now=now,
    )
    return True
