"""Building a quiz: settings, the page of one quiz, publication, trial, retake."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal import clock, thai
from portal.access.permissions import Permission
from portal.access.policy import can
from portal.briefings.queries import sessions_of_year
from portal.errors import N_, Conflict, NotFound
from portal.performance.models import FiscalYear
from portal.performance.queries import choose, years_of_person
from portal.questionnaire.queries import categories_of
from portal.quizzes import actions, queries
from portal.quizzes.forms.quizzes import BareForm, DrawForm, QuizForm
from portal.quizzes.models import Quiz
from portal.quizzes.rules import MOMENTS, SHOWN, USUAL, opening_of
from portal.quizzes.views import bp
from portal.web import respond
from portal.web.addresses import public_root
from portal.web.filters import thai_datetime
from portal.web.guards import requires
from portal.web.ids import read_optional_id


@bp.route("/quizzes/new", methods=["GET", "POST"])
@requires(Permission.QUIZ_MANAGE)
def new() -> Response:
    """Begin a quiz of the year."""
    year = _year_to_build()
    known = _known_sessions(year)
    form = QuizForm(known=known, review=_usual_review(), sessions=_session_asked())
    if form.validate_on_submit():
        typed = {"year": year, "wanted": form.wanted, "known_sessions": [each for each, _label in known]}
        act = typed | {"actor": current_user._get_current_object(), "now": clock.now()}
        if (made := respond.carried_out(form, actions.create_quiz, **act)) is not None:
            message = _("สร้างแบบทดสอบแล้ว ขั้นต่อไปเลือกคำถาม")
            return respond.done(url_for("quizzes.quiz", quiz_id=made.id), message=message)
    status = 422 if form.errors else 200
    return respond.show("quizzes/quiz_form.html", status=status, form=form, quiz=None, year=year, **_matrix())


@bp.route("/quizzes/<id:quiz_id>/edit", methods=["GET", "POST"])
@requires(Permission.QUIZ_MANAGE, load=queries.get_quiz)
def edit(quiz: Quiz) -> Response:
    """Change the settings."""
    known = _known_sessions(quiz.fiscal_year)
    form = QuizForm(known=known, **QuizForm.values_of(quiz, queries.session_ids_of(quiz.id)))
    status = 200
    if form.validate_on_submit():
        typed = {"version": form.shown_version, "wanted": form.wanted, "known_sessions": [each for each, _l in known]}
        act = typed | {"quiz": quiz, "actor": current_user._get_current_object(), "now": clock.now()}
        try:
            if respond.carried_out(form, actions.change_quiz, **act) is not None:
                return respond.done(url_for("quizzes.quiz", quiz_id=quiz.id), message=_("บันทึกแบบทดสอบแล้ว"))
        except Conflict as conflict:
            status = _keep_typing(form, quiz, conflict)
    status = 422 if form.errors and status == 200 else status
    context = {"form": form, "quiz": quiz, "year": quiz.fiscal_year}
    return respond.show("quizzes/quiz_form.html", status=status, **context, **_matrix())


@bp.get("/quizzes/<id:quiz_id>")
@requires(Permission.QUIZ_TAKE, load=queries.get_quiz)
def quiz(quiz: Quiz) -> Response:
    """Show the quiz to those who build it; everybody else is led to its way in."""
    if not can(current_user, Permission.QUIZ_MANAGE, quiz):
        return respond.done(url_for("quizzes.intro", quiz_id=quiz.id))
    return quiz_page(quiz)


@bp.post("/quizzes/<id:quiz_id>/publication")
@requires(Permission.QUIZ_MANAGE, load=queries.get_quiz)
def publish(quiz: Quiz) -> Response:
    """Publish the quiz."""
    return carry_out(quiz, actions.publish_quiz, message=_("เผยแพร่แล้ว คำถามเปลี่ยนไม่ได้อีก ขั้นต่อไปเปิดให้ทำเมื่อถึงเวลา"))


@bp.post("/quizzes/<id:quiz_id>/publication/withdrawal")
@requires(Permission.QUIZ_MANAGE, load=queries.get_quiz)
def unpublish(quiz: Quiz) -> Response:
    """Make a quiz that nobody has taken a draft again."""
    return carry_out(quiz, actions.unpublish_quiz, message=_("ถอนการเผยแพร่แล้ว แก้ไขคำถามได้"))


@bp.post("/quizzes/<id:quiz_id>/trial")
@requires(Permission.QUIZ_MANAGE, load=queries.get_quiz)
def trial(quiz: Quiz) -> Response:
    """Begin the author's own trial."""
    made = actions.start_trial(quiz=quiz, actor=current_user._get_current_object(), now=clock.now())
    return respond.done(url_for("quizzes.attempt", attempt_id=made.id))


@bp.post("/quizzes/<id:quiz_id>/retake")
@requires(Permission.QUIZ_MANAGE, load=queries.get_quiz)
def retake(quiz: Quiz) -> Response:
    """Make the quiz for those who have not passed."""
    title = _("%(title)s (สอบซ่อม)", title=thai.shorten(quiz.title, 180))
    made = actions.make_retake(quiz=quiz, title=title, actor=current_user._get_current_object(), now=clock.now())
    message = _("สร้างแบบทดสอบซ่อมแล้ว ตรวจคำถามแล้วกดเผยแพร่")
    return respond.done(url_for("quizzes.quiz", quiz_id=made.id), message=message)


def carry_out(quiz: Quiz, action: Any, *, message: str) -> Response:
    """Carry out a deed that needs nothing typed; a refusal is said on the quiz's page."""
    form = BareForm(formdata=None)
    act = {"quiz": quiz, "actor": current_user._get_current_object(), "now": clock.now()}
    if respond.carried_out(form, action, **act) is None:
        return quiz_page(quiz, status=422, problem=form.form_errors[0])
    return back_from(quiz, message)


def board_asked(quiz: Quiz) -> str:
    """Return the board's address where the deed was begun there, else nothing."""
    board = url_for("quizzes.board", quiz_id=quiz.id)
    return board if request.values.get("back") == board else ""


def back_from(quiz: Quiz, message: str) -> Response:
    """Return to the board, which says itself how the quiz stands, or to the quiz's page with the sentence."""
    board = board_asked(quiz)
    return respond.done(board) if board else respond.done(url_for("quizzes.quiz", quiz_id=quiz.id), message=message)


def quiz_page(quiz: Quiz, *, status: int = 200, problem: str = "", draw_form: DrawForm | None = None) -> Response:
    """Return the page of one quiz for those who build and host it."""
    now = clock.now()
    rows = queries.slot_rows(quiz.id)
    nodes = categories_of(quiz.fiscal_year.agency) if quiz.published_at is None else []
    choices = category_choices(nodes)
    return respond.show(
        "quizzes/quiz.html",
        status=status,
        quiz=quiz,
        problem=problem,
        opening=opening_of(quiz, now),
        rows=rows,
        missing=actions.missing_of(quiz, now) if quiz.published_at is None else [],
        sessions=queries.sessions_of_quiz(quiz.id),
        extra_times=queries.extra_times_of(quiz.id),
        counts=queries.counts_of_attempts([quiz.id])[quiz.id],
        retakes=queries.retakes_of(quiz),
        root=public_root(),
        draw_form=draw_form or DrawForm(categories=choices, formdata=None),
        may_names=can(current_user, Permission.QUIZ_RESULTS, quiz),
    )


def category_choices(nodes: Sequence[Any]) -> list[tuple[int, str]]:
    """Return (id, name with how many usable questions) for select fields."""
    return [(each.category.id, _("%(name)s (มี %(count)s ข้อ)", name=each.label, count=each.total)) for each in nodes]


def _keep_typing(form: QuizForm, quiz: Quiz, conflict: Conflict) -> int:
    """Put the sentence at the head of the form; what was typed stays, and sending again overwrites knowingly."""
    respond.keep_nothing()
    form.form_errors.append(respond.say(conflict))
    form.version.raw_data, form.version.data = None, str(quiz.version)
    return conflict.status


def _year_to_build() -> FiscalYear:
    asked = request.args.get("year", "")
    year_be = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else None
    year = choose(years_of_person(current_user), year_be, thai.bangkok_date(clock.now()))
    if year is None or not can(current_user, Permission.QUIZ_MANAGE, year):
        raise NotFound(N_("ไม่พบปีงบประมาณที่จะสร้างแบบทดสอบ"))
    return year


def _session_asked() -> list[int]:
    """Return the session whose page led here, to be ticked already."""
    try:
        asked = read_optional_id(request.args.get("session"))
    except ValueError:
        asked = None
    return [asked] if asked else []


def _known_sessions(year: FiscalYear) -> list[tuple[int, str]]:
    return [
        (each.id, f"{each.title} · {thai_datetime(each.starts_at)}")
        for each in sessions_of_year(year)
        if each.cancelled_at is None
    ]


def _usual_review() -> list[str]:
    return [f"{moment}.{thing}" for moment, things in USUAL.items() for thing in things]


def _matrix() -> dict[str, Any]:
    return {"moments": [each.value for each in MOMENTS], "things": [each.value for each in SHOWN]}
