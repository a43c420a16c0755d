"""What is true of each kind of notice, and the facts read back from JSON."""

from __future__ import annotations

from datetime import UTC, date, datetime

from portal.config import ROOT
from portal.notifications.rules import LABELS, Channel, NoticeKind, default_channel, facts


def test_labels_name_every_kind():
    assert set(LABELS) == set(NoticeKind)


def test_every_kind_has_a_text():
    folder = ROOT / "templates" / "notifications" / "text"
    names = {path.stem for path in folder.glob("*.txt") if not path.stem.startswith("_")}
    assert names == {kind.value for kind in NoticeKind}


def test_default_channel_of_an_unknown_kind_is_the_inbox():
    assert default_channel("gone") is Channel.INBOX
    assert default_channel(NoticeKind.DIGEST) is Channel.EMAIL


def test_facts_dates_and_instants_are_typed():
    found = facts({"due_on": "2026-12-20", "done_at": "2026-12-09T02:30:00+00:00", "items": [{"due_on": "2026-12-21"}]})
    assert found["due_on"] == date(2026, 12, 20)
    assert found["done_at"] == datetime(2026, 12, 9, 2, 30, tzinfo=UTC)
    assert found["items"][0]["due_on"] == date(2026, 12, 21)


def test_facts_absent_or_broken_are_empty():
    assert facts({"due_on": "never"})["due_on"] == ""
    assert facts({})["reason"] == ""


def test_facts_keep_one_line_but_for_reasons():
    found = facts({"item": "ก\r\nBcc: x", "reason": "ก\nข", "count": 3})
    assert (found["item"], found["reason"], found["count"]) == ("ก Bcc: x", "ก\nข", 3)
