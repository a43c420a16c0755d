"""Tables of quizzes: the quiz, its slots, attempts, answers, regrades, frozen results."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.briefings.models import BriefingSession
from portal.extensions import Base, UtcDateTime, freeze_rows
from portal.people.models import User
from portal.performance.models import FiscalYear


class Quiz(Base):
    """A quiz (แบบประเมินความรู้ความเข้าใจ) of an agency's fiscal year."""

    __tablename__ = "quiz"
    __table_args__ = (
        CheckConstraint("closes_at IS NULL OR opens_at IS NULL OR closes_at > opens_at", name="window"),
        CheckConstraint("time_limit_minutes IS NULL OR time_limit_minutes > 0", name="time_limit"),
        CheckConstraint("attempts_allowed BETWEEN 1 AND 20", name="attempts"),
        CheckConstraint("which_counts IN ('best', 'latest', 'first')", name="which_counts"),
        CheckConstraint("pass_mark_pct >= 0 AND pass_mark_pct <= 100", name="pass_mark"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    fiscal_year_id: Mapped[int] = mapped_column(ForeignKey("fiscal_year.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    instructions: Mapped[str] = mapped_column(Text, default="")
    # the quiz whose failed people this one is for; empty: everybody
    retake_of_id: Mapped[int | None] = mapped_column(ForeignKey("quiz.id"))
    opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    time_limit_minutes: Mapped[int | None]
    attempts_allowed: Mapped[int] = mapped_column(default=1)
    # which attempt is the person's result: best, latest or first
    which_counts: Mapped[str] = mapped_column(String(10), default="best")
    # percent of the points; the study names no figure, hence who approved it and when
    pass_mark_pct: Mapped[Decimal] = mapped_column(Numeric(5, 2), default=Decimal(60))
    pass_mark_approver: Mapped[str] = mapped_column(String(200), default="")
    pass_mark_approved_on: Mapped[date | None]
    shuffles_questions: Mapped[bool] = mapped_column(default=True)
    shuffles_options: Mapped[bool] = mapped_column(default=True)
    questions_per_page: Mapped[int] = mapped_column(default=1)
    # moment (immediately, while_open, after_close) -> list of shown things (score, answers, right, feedback)
    review: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    # only people checked in to one of the quiz's sessions may begin; others by the link for the absent
    needs_checkin: Mapped[bool] = mapped_column(default=True)
    # secret part of the address for those who were absent; empty: no such link
    absent_token: Mapped[str] = mapped_column(String(40), default="")
    # the author's work is done: slots are fixed from now on
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # the host let people in
    host_opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    host_closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # when single answers were pruned by rule (pass or fail and points stay)
    pruned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  (SQLAlchemy reads it once)

    fiscal_year: Mapped[FiscalYear] = relationship()

    @property
    def unit_path(self) -> str:
        """The agency's path."""
        return self.fiscal_year.agency.path


class QuizBriefing(Base):
    """A briefing session whose attendees are the quiz's roster."""

    __tablename__ = "quiz_briefing"

    quiz_id: Mapped[int] = mapped_column(ForeignKey("quiz.id"), primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("briefing_session.id"), primary_key=True)

    session: Mapped[BriefingSession] = relationship()


class QuizSlot(Base):
    """One place in the quiz: a fixed question, or a number of questions drawn from a category."""

    __tablename__ = "quiz_slot"
    __table_args__ = (
        UniqueConstraint("quiz_id", "no"),
        CheckConstraint("(question_id IS NULL) <> (category_id IS NULL)", name="question_or_category"),
        CheckConstraint("draws BETWEEN 1 AND 200", name="draws"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    quiz_id: Mapped[int] = mapped_column(ForeignKey("quiz.id"))
    no: Mapped[int]
    question_id: Mapped[int | None] = mapped_column(ForeignKey("question.id"))
    category_id: Mapped[int | None] = mapped_column(ForeignKey("question_category.id"))
    # how many are drawn from the category and those below it; 1 for a fixed question
    draws: Mapped[int] = mapped_column(default=1)
    # points of each question here; empty: the question's own
    points: Mapped[Decimal | None] = mapped_column(Numeric(7, 2))


class ExtraTime(Base):
    """More minutes, or a later end, for one person, with the reason."""

    __tablename__ = "quiz_extra_time"
    __table_args__ = (UniqueConstraint("quiz_id", "user_id"), CheckConstraint("minutes > 0", name="minutes"))

    id: Mapped[int] = mapped_column(primary_key=True)
    quiz_id: Mapped[int] = mapped_column(ForeignKey("quiz.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    minutes: Mapped[int]
    reason: Mapped[str] = mapped_column(String(300))
    granted_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship(foreign_keys=[user_id])


class Attempt(Base):
    """One try of one person. Open until submitted by the person or closed by the worker at its deadline."""

    __tablename__ = "quiz_attempt"
    __table_args__ = (
        UniqueConstraint("quiz_id", "user_id", "no"),
        Index("ix_quiz_attempt_open", "submitted_at", "deadline_at"),
        CheckConstraint("closed_by IN ('', 'person', 'deadline')", name="closed_by"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    quiz_id: Mapped[int] = mapped_column(ForeignKey("quiz.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    # 1, 2, 3 … per person; trials count from 1001
    no: Mapped[int]
    # the author's own try before publication: in no figure
    is_trial: Mapped[bool] = mapped_column(default=False)
    # came by the link for the absent: shown, never in the numerator
    is_absent: Mapped[bool] = mapped_column(default=False)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # server's last moment for answers; empty: open until the quiz closes
    deadline_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by: Mapped[str] = mapped_column(String(10), default="")
    # what was asked, in order: [{"version": id, "points": "1", "order": [option indexes]}, …]
    layout: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    # marked when closed, anew when a key is repaired
    score_points: Mapped[Decimal | None] = mapped_column(Numeric(9, 4))
    max_points: Mapped[Decimal] = mapped_column(Numeric(9, 2))
    is_passed: Mapped[bool | None]

    quiz: Mapped[Quiz] = relationship()
    user: Mapped[User] = relationship()

    @property
    def unit_path(self) -> str:
        """The agency's path."""
        return self.quiz.unit_path


class Answer(Base):
    """The answer to one question of an attempt: the one with the highest sequence that arrived in time."""

    __tablename__ = "quiz_answer"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("quiz_attempt.id"), primary_key=True)
    # place in the attempt's layout, from 0
    place: Mapped[int] = mapped_column(primary_key=True)
    # the sender's counter: a lower one that arrives later changes nothing
    sequence: Mapped[int]
    # as questionnaire.rules defines a response for the kind; null: cleared
    response: Mapped[Any] = mapped_column(JSON)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # share of the question's points, -1 to 1; set when the attempt is closed
    fraction: Mapped[Decimal | None] = mapped_column(Numeric(7, 5))


class KeyRepair(Base):
    """A question's key was repaired after it had been used: which version now marks which, and what it changed."""

    __tablename__ = "quiz_key_repair"
    __table_args__ = (UniqueConstraint("quiz_id", "version_id", "no"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    quiz_id: Mapped[int] = mapped_column(ForeignKey("quiz.id"))
    # the version people were asked
    version_id: Mapped[int] = mapped_column(ForeignKey("question_version.id"))
    # the version whose key marks it from now on
    marked_by_id: Mapped[int] = mapped_column(ForeignKey("question_version.id"))
    no: Mapped[int] = mapped_column(default=1)
    reason: Mapped[str] = mapped_column(Text)
    # {"attempts": n, "passed_before": n, "passed_after": n, "changes": [[attempt id, before, after], …]}
    effect: Mapped[dict[str, Any]] = mapped_column(JSON)
    actor_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class FrozenResult(Base):
    """The official figure as it stood: inputs, rule, who, when. A correction is a further row, never a change."""

    __tablename__ = "quiz_frozen_result"
    __table_args__ = (UniqueConstraint("quiz_id", "no"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    quiz_id: Mapped[int] = mapped_column(ForeignKey("quiz.id"))
    no: Mapped[int]
    # passers x 100 / attendees
    attendees: Mapped[int]
    passers: Mapped[int]
    headcount: Mapped[int]
    figure_pct: Mapped[Decimal | None] = mapped_column(Numeric(7, 4))
    target_pct: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    rule_version: Mapped[str] = mapped_column(String(40))
    # canonical JSON of the roster with each person's outcome, and its SHA-256
    inputs: Mapped[str] = mapped_column(Text)
    inputs_sha256: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(Text, default="")
    frozen_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    frozen_at: Mapped[datetime] = mapped_column(UtcDateTime)

    frozen_by: Mapped[User] = relationship()
    quiz: Mapped[Quiz] = relationship()

    @property
    def is_met(self) -> bool:
        """Whether the target is reached, the target itself included."""
        return self.passers * 100 >= self.target_pct * self.attendees

    @property
    def unit_path(self) -> str:
        """The agency's path."""
        return self.quiz.unit_path


freeze_rows(KeyRepair)
freeze_rows(FrozenResult)
