"""The quorum, decided from the list alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from portal.meetings.rules import quorum_of
from tests.factories.meetings import STARTS_AT as NOW


class Listed:
    def __init__(self, kind: str, presence: str, has_left: bool) -> None:
        self.kind, self.presence, self.left_at = kind, presence, NOW if has_left else None


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["appointed", "guest"]),
            st.sampled_from(["", "present", "deputy", "excused", "absent"]),
            st.booleans(),
        )
    )
)
def test_quorum_is_half_of_the_appointed_whoever_else_is_there(rows: list[tuple[str, str, bool]]) -> None:
    quorum = quorum_of([Listed(*row) for row in rows], "half", None)
    appointed = [row for row in rows if row[0] == "appointed"]
    there = [row for row in appointed if row[1] in ("present", "deputy") and not row[2]]
    assert (quorum.present, quorum.appointed) == (len(there), len(appointed))
    assert quorum.is_met == (2 * len(there) >= len(appointed) and len(there) > 0)
