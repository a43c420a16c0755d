"""One transaction per unsafe request: begun by the guard, committed when the answer is below 400, else rolled back."""

from __future__ import annotations

from flask import Flask, Response, g
from sqlalchemy.exc import IntegrityError, OperationalError

from portal.errors import N_, Conflict
from portal.extensions import begin_write, db, end_write


def begin() -> None:
    """Begin the request's write transaction; a second call in the same request is a no-op."""
    if not g.get("write_begun"):
        begin_write()
        g.write_begun = True


def finish() -> None:
    """Commit now, before anything else of the request runs; used where an answer must follow the commit."""
    if g.pop("write_begun", False):
        try:
            db.session.commit()
        finally:
            end_write()


def init_app(app: Flask) -> None:
    """Commit or roll back after each request, before its answer leaves."""

    @app.after_request
    def close(response: Response) -> Response:
        if not g.pop("write_begun", False):
            return response
        try:
            if response.status_code < 400:
                db.session.commit()
            else:
                db.session.rollback()
        except (IntegrityError, OperationalError) as error:
            db.session.rollback()
            app.logger.warning("commit refused: %s", error)
            conflict = Conflict(N_("มีผู้อื่นบันทึกพร้อมกัน ข้อมูลยังไม่ถูกบันทึก โปรดลองอีกครั้ง"))
            return app.make_response(app.handle_user_exception(conflict))
        finally:
            end_write()
        return response

    @app.teardown_request
    def abandon(error: BaseException | None) -> None:
        if g.pop("write_begun", False):
            db.session.rollback()
            end_write()
