"""Committees and working groups: appointment orders, dated members, the order of their agenda, quorum, numbering.

A member's place comes from an order (คำสั่งแต่งตั้ง) and is held by a person, or by whoever heads a unit on the day; it is
ended, never deleted, so that "who belonged on that day" can always be answered.
"""

from pathlib import Path

AGENDAS = Path(__file__).parent / "data" / "agendas.yaml"
