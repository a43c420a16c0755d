"""Tables of the question bank: categories, questions, their versions."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.extensions import Base, ThaiString, UtcDateTime, freeze_rows
from portal.people.models import Unit, User


class QuestionCategory(Base):
    """A folder of questions of an agency, nested to any depth."""

    __tablename__ = "question_category"
    __table_args__ = (UniqueConstraint("unit_id", "parent_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    # the agency
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("question_category.id"))
    name: Mapped[str] = mapped_column(ThaiString(200))
    position: Mapped[int] = mapped_column(default=0)

    unit: Mapped[Unit] = relationship()

    @property
    def unit_path(self) -> str:
        """The path policy predicates compare."""
        return self.unit.path


class Question(Base):
    """A question's identity; what it says stands in its versions, the newest of which is used for new quizzes."""

    __tablename__ = "question"

    id: Mapped[int] = mapped_column(primary_key=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("question_category.id"), index=True)
    # highest version number; also the version check of edits
    latest_no: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # no longer offered for new quizzes; past attempts keep it
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # the training administrator has confirmed the newest version's key and citation
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    # the form's one-time key: the same form sent again makes no second question; empty for imported ones
    submit_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    # folded text that search looks in: name and text of the newest version, tags
    search_text: Mapped[str] = mapped_column(Text, default="")

    category: Mapped[QuestionCategory] = relationship()

    @property
    def unit_path(self) -> str:
        """The path policy predicates compare."""
        return self.category.unit.path


class QuestionVersion(Base):
    """What a question said at one time, with its key and feedback; never changed."""

    __tablename__ = "question_version"
    __table_args__ = (
        UniqueConstraint("question_id", "no"),
        CheckConstraint(
            "kind IN ('single', 'multiple', 'truefalse', 'number', 'text', 'matching', 'ordering')", name="kind"
        ),
        CheckConstraint("points > 0", name="points"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    no: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    # short name in lists and imports
    name: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    # the key as questionnaire.rules defines it for the kind: options with fractions and feedback, tolerance, pairs …
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    feedback: Mapped[str] = mapped_column(Text, default="")
    points: Mapped[Decimal] = mapped_column(Numeric(7, 2), default=Decimal(1))
    # where the fact comes from, e.g. "เอกสารต้นทาง ข้อ 6.2.8"
    citation: Mapped[str] = mapped_column(String(300), default="")
    # page of the evaluation manual that explains it
    manual_page: Mapped[str] = mapped_column(String(100), default="")
    indicator_id: Mapped[int | None] = mapped_column(ForeignKey("indicator.id"))
    tags: Mapped[list[str]] = mapped_column(JSON)
    # digest, name and type of the picture in the storage; empty: none. The alternative text is for who cannot see it
    picture_sha256: Mapped[str] = mapped_column(String(64), default="")
    picture_filename: Mapped[str] = mapped_column(String(255), default="")
    picture_media_type: Mapped[str] = mapped_column(String(100), default="")
    picture_alt: Mapped[str] = mapped_column(String(300), default="")
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    question: Mapped[Question] = relationship()
    created_by: Mapped[User | None] = relationship()

    @property
    def unit_path(self) -> str:
        """The path policy predicates compare."""
        return self.question.unit_path


freeze_rows(QuestionVersion)


class QuestionImport(Base):
    """A file of questions that was read and previewed, kept until it is applied or thrown away."""

    __tablename__ = "question_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("question_category.id"))
    filename: Mapped[str] = mapped_column(String(255))
    format: Mapped[str] = mapped_column(String(20))
    sha256: Mapped[str] = mapped_column(String(64))
    # JSON text of the typed questions with their line numbers
    questions: Mapped[str] = mapped_column(Text)
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    applied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    category: Mapped[QuestionCategory] = relationship()

    @property
    def unit_path(self) -> str:
        """The path policy predicates compare."""
        return self.category.unit.path


Index("ix_question_version_indicator_id", QuestionVersion.indicator_id)
# the constraint above lets several tops of one name pass, because no parent equals no other
Index(
    "uq_question_category_top",
    QuestionCategory.unit_id,
    QuestionCategory.name,
    unique=True,
    sqlite_where=QuestionCategory.parent_id.is_(None),
    postgresql_where=QuestionCategory.parent_id.is_(None),
)
