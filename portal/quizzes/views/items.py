"""Item analysis: the figures of the test and of each question, with their flags in words, and the spreadsheet."""

from __future__ import annotations

from flask import Response, send_file
from flask_babel import gettext as _
from flask_login import current_user

from portal import clock
from portal.access.permissions import Permission
from portal.access.policy import can
from portal.extensions import write_transaction
from portal.quizzes import exports
from portal.quizzes.actions.records import record_export
from portal.quizzes.models import Quiz
from portal.quizzes.queries import get_quiz
from portal.quizzes.queries.sheets import analysis_of
from portal.quizzes.rules.items import Flag
from portal.quizzes.views import bp
from portal.quizzes.views.results import XLSX
from portal.web import respond
from portal.web.guards import requires


def flag_words() -> dict[str, str]:
    """Return what each flag says."""
    return {
        Flag.TOO_EASY.value: _("ง่ายเกินไป (ค่าความยากเกิน 0.80)"),
        Flag.TOO_HARD.value: _("ยากเกินไป (ค่าความยากต่ำกว่า 0.20)"),
        Flag.WEAK.value: _("จำแนกได้น้อย (อำนาจจำแนกต่ำกว่า 0.20)"),
        Flag.NEGATIVE.value: _("จำแนกกลับทาง คนที่ได้คะแนนมากกลับตอบผิด โปรดตรวจเฉลย"),
        Flag.INEFFICIENT.value: _("ประสิทธิภาพการจำแนกต่ำกว่าร้อยละ 15"),
        Flag.UNCHOSEN.value: _("มีตัวลวงที่ไม่มีใครเลือก"),
        Flag.ATTRACTS_UPPER.value: _("กลุ่มคะแนนสูงเลือกตัวลวงมากกว่าข้อที่ถูก โปรดตรวจเฉลย"),
    }


@bp.get("/quizzes/<id:quiz_id>/items")
@requires(Permission.QUIZ_RESULTS, load=get_quiz)
def items(quiz: Quiz) -> Response:
    """Show the item analysis."""
    found = analysis_of(quiz)
    return respond.show(
        "quizzes/items.html",
        quiz=quiz,
        analysis=found,
        statistics=found.statistics,
        words=flag_words(),
        may_manage=can(current_user, Permission.QUIZ_MANAGE, quiz),
    )


@bp.get("/quizzes/<id:quiz_id>/items.xlsx")
@requires(Permission.QUIZ_RESULTS, load=get_quiz)
def items_export(quiz: Quiz) -> Response:
    """Send the item analysis as a spreadsheet; the download is on record."""
    now, actor = clock.now(), current_user._get_current_object()
    file = exports.items_workbook(quiz, analysis_of(quiz), now)
    year = quiz.fiscal_year
    name = f"วิเคราะห์ข้อสอบ-{year.agency.abbr}-{year.year_be}.xlsx"
    with write_transaction():
        record_export(quiz=quiz, what="items", with_names=False, actor=actor, now=now)
    return send_file(file, mimetype=XLSX, as_attachment=True, download_name=name)
