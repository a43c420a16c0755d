"""Ids from addresses and forms stay within what a database takes."""

import pytest
from flask import Flask

from portal.web.ids import BoundedIdConverter, read_id, read_optional_id


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("1", 200),
        (str(2**31 - 1), 200),
        (str(2**31), 404),
        ("0", 404),
        ("01", 404),
        ("9" * 20, 404),
        ("-1", 404),
        ("๑", 404),
    ],
)
def test_id_in_an_address_is_bounded(path, status):
    app = Flask("portal")
    app.url_map.converters["id"] = BoundedIdConverter
    app.add_url_rule("/things/<id:thing_id>/parts", view_func=lambda thing_id: str(thing_id + 1), endpoint="parts")
    assert app.test_client().get(f"/things/{path}/parts").status_code == status


def test_optional_id_takes_the_empty_choice():
    assert [read_optional_id(""), read_optional_id(None), read_optional_id("7"), read_id("7")] == [None, None, 7, 7]
