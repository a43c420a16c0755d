"""What the whole deed costs: sign in, open, start, ten answers, submit, see the result."""

from __future__ import annotations

import json

from portal.extensions import db
from portal.people.actions import hash_password
from tests.factories.quizzes import make_quiz

MOST = 85


def test_whole_deed_stays_within_its_statements(world, client, statements):
    quiz_id = make_quiz(world.year, ["single"] * 10, shuffles_questions=True, shuffles_options=True).id
    world.staff.password_hash, username = hash_password("ถนนสายนี้ยาวไกล"), world.staff.username
    db.session.commit()
    db.session.remove()
    statements.clear()
    client.get(f"/login?next=/quizzes/{quiz_id}/intro")
    signed_in = client.post(
        "/login", {"username": username, "password": "ถนนสายนี้ยาวไกล", "next": f"/quizzes/{quiz_id}/intro"}
    )
    client.follow(signed_in)
    page = client.follow(client.post(f"/quizzes/{quiz_id}/attempts"))
    attempt = page.root.one("div", id="quiz").attrs["data-here"]
    for place in range(10):
        data = {"csrf_token": client.token(), "sequence": str(place + 1), "response": "0"}
        answer = client.send("POST", f"{attempt}/answers/{place}", data=data, headers={"Accept": "application/json"})
        assert json.loads(answer.data)["newest"] is True
    client.get(f"{attempt}/submission")
    client.follow(client.post(f"{attempt}/submission"))
    # the beginning of a transaction reads and writes nothing
    asked = [statement for statement in statements if not statement.startswith("BEGIN")]
    assert len(asked) <= MOST, len(asked)
