"""Hosting a quiz: open, close, the link for the absent, more time for one person."""

from __future__ import annotations

from flask import Response, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal import clock, thai
from portal.access.permissions import Permission
from portal.people.queries import get_user, list_users
from portal.people.queries.users import UserFilter
from portal.quizzes import actions, queries
from portal.quizzes.forms.quizzes import BareForm, ExtraTimeForm, WordsForm
from portal.quizzes.models import Quiz
from portal.quizzes.views import bp
from portal.quizzes.views.building import back_from, board_asked, carry_out
from portal.web import respond
from portal.web.guards import requires


@bp.post("/quizzes/<id:quiz_id>/opening")
@requires(Permission.QUIZ_MANAGE, load=queries.get_quiz)
def open_now(quiz: Quiz) -> Response:
    """Let people in."""
    return carry_out(quiz, actions.open_quiz, message=_("เปิดให้ทำแบบทดสอบแล้ว"))


@bp.route("/quizzes/<id:quiz_id>/closing", methods=["GET", "POST"])
@requires(Permission.QUIZ_MANAGE, load=queries.get_quiz)
def close_now(quiz: Quiz) -> Response:
    """Ask, then end the quiz."""
    form = BareForm()
    if form.validate_on_submit():
        act = {"quiz": quiz, "actor": current_user._get_current_object(), "now": clock.now()}
        if respond.carried_out(form, actions.close_quiz, **act) is not None:
            return back_from(quiz, _("ปิดแบบทดสอบแล้ว ผู้ที่ยังไม่ส่งถูกปิดพร้อมคำตอบที่บันทึกไว้"))
    status, counts = 422 if form.form_errors else 200, queries.counts_of_attempts([quiz.id])[quiz.id]
    return respond.show("quizzes/close.html", quiz=quiz, still_open=counts[0], board=board_asked(quiz), status=status)


@bp.post("/quizzes/<id:quiz_id>/absent-link")
@requires(Permission.QUIZ_MANAGE, load=queries.get_quiz)
def absent_link(quiz: Quiz) -> Response:
    """Make the link for those who were absent."""
    return carry_out(quiz, actions.make_absent_link, message=_("สร้างลิงก์สำหรับผู้ไม่ได้เข้าประชุมแล้ว"))


@bp.post("/quizzes/<id:quiz_id>/absent-link/withdrawal")
@requires(Permission.QUIZ_MANAGE, load=queries.get_quiz)
def drop_link(quiz: Quiz) -> Response:
    """Take the link back."""
    return carry_out(quiz, actions.drop_absent_link, message=_("ยกเลิกลิงก์แล้ว ผู้ที่เริ่มทำแล้วยังทำต่อได้"))


@bp.route("/quizzes/<id:quiz_id>/extra-time", methods=["GET", "POST"])
@requires(Permission.QUIZ_MANAGE, load=queries.get_quiz)
def extra_time(quiz: Quiz) -> Response:
    """Find a person and grant more minutes, with the reason."""
    now = clock.now()
    search = WordsForm()
    wanted = UserFilter(words=search.words.data or "", state="active")
    found = list_users([quiz.unit_path], wanted, today=thai.bangkok_date(now), page=1) if search.words.data else None
    people = [(row.user.id, f"{row.user.name} · {row.user.unit.abbr}") for row in found.items] if found else []
    form = ExtraTimeForm(people=people)
    if form.validate_on_submit():
        typed = {"person": get_user(form.person.data or 0), "minutes": form.minutes.data, "reason": form.reason.data}
        act = {"quiz": quiz, "actor": current_user._get_current_object(), "now": now}
        if respond.carried_out(form, actions.grant_extra_time, **typed, **act) is not None:
            return respond.done(url_for("quizzes.quiz", quiz_id=quiz.id), message=_("เพิ่มเวลาให้แล้ว"))
    status = 422 if form.errors else 200
    context = {"quiz": quiz, "form": form, "search": search, "found": found}
    return respond.show("quizzes/extra_time.html", status=status, **context)
