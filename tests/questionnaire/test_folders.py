"""The tree of categories, as a rule."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from portal.questionnaire.rules.folders import Folder, ids_above, ids_below, in_tree_order

TREE = [Folder(3, 1, "ข"), Folder(1, None, "ก", 2), Folder(2, None, "ฮ", 1), Folder(4, 3, "ค"), Folder(5, 1, "ก")]


@st.composite
def forests(draw: st.DrawFn) -> list[Folder]:
    count = draw(st.integers(0, 12))
    parents = [draw(st.none() | st.integers(0, no - 1)) if no else None for no in range(count)]
    folders = [Folder(no, parent, f"หมวด {no % 3}", no % 2) for no, parent in enumerate(parents)]
    return draw(st.permutations(folders))


def test_tree_order_by_position_then_name():
    assert [(placed.folder.id, placed.depth) for placed in in_tree_order(TREE)] == [
        (2, 0),
        (1, 0),
        (5, 1),
        (3, 1),
        (4, 2),
    ]
    assert in_tree_order(TREE)[-1].path == ("ก", "ข", "ค")


@given(forests())
def test_tree_holds_every_folder_once_after_its_parent(folders):
    placed = in_tree_order(folders)
    assert sorted(each.folder.id for each in placed) == sorted(folder.id for folder in folders)
    places = {each.folder.id: place for place, each in enumerate(placed)}
    assert all(places[f.parent_id] < places[f.id] for f in folders if f.parent_id is not None)


@given(forests())
def test_above_and_below_are_each_others_turn(folders):
    for one in folders:
        for other in folders:
            assert (one.id in ids_below(folders, other.id)) == (other.id in ids_above(folders, one.id))


def test_folders_that_hang_in_a_ring_are_walked_once():
    ring = [Folder(1, 2, "ก"), Folder(2, 1, "ข")]
    assert ids_above(ring, 1) == ids_below(ring, 1) == {1, 2}
