"""Pages of a long list: their numbers, their addresses, and what they cost the database."""

import pytest
from flask import Flask, request
from sqlalchemy import ForeignKey, create_engine, event, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, joinedload, mapped_column, relationship

from portal.paging import MAX_PAGE, paginate
from portal.web.paging import page_number, page_of


class Base(DeclarativeBase):
    pass


class Shelf(Base):
    __tablename__ = "shelf"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    books: Mapped[list["Book"]] = relationship(order_by="Book.id")


class Book(Base):
    __tablename__ = "book"
    id: Mapped[int] = mapped_column(primary_key=True)
    shelf_id: Mapped[int] = mapped_column(ForeignKey("shelf.id"))


@pytest.fixture
def session():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.statements = []
        event.listen(engine, "before_cursor_execute", lambda *call: session.statements.append(call[2]))
        yield session
    engine.dispose()


def fill(session, count):
    """Put up shelves named after their numbers, two books on each."""
    session.add_all(Shelf(id=no, name=f"{no % 2}", books=[Book(), Book()]) for no in range(1, count + 1))
    session.commit()
    session.statements.clear()


IN_ORDER = select(Shelf).order_by(Shelf.id)


@pytest.mark.parametrize(
    ("count", "asked", "number", "pages", "span", "rows"),
    [
        (0, 1, 1, 1, (0, 0), []),
        (1, 1, 1, 1, (1, 1), [1]),
        (4, 1, 1, 2, (1, 3), [1, 2, 3]),
        (4, 2, 2, 2, (4, 4), [4]),
        (6, 2, 2, 2, (4, 6), [4, 5, 6]),
        (4, 99, 2, 2, (4, 4), [4]),
        (4, 0, 1, 2, (1, 3), [1, 2, 3]),
    ],
)
def test_page_holds_its_rows_and_its_place(session, count, asked, number, pages, span, rows):
    fill(session, count)
    page = paginate(IN_ORDER, asked, session=session, per_page=3)
    assert (page.number, page.pages, page.total) == (number, pages, count)
    assert (page.first_index, page.last_index) == span
    assert [shelf.id for shelf in page.items] == rows


@pytest.mark.parametrize("count", [0, 1, 3, 30])
def test_page_costs_two_statements(session, count):
    fill(session, count)
    paginate(IN_ORDER.options(joinedload(Shelf.books)), 1, session=session)
    assert len(session.statements) == 2


def test_joined_collection_does_not_multiply_rows(session):
    fill(session, 4)
    page = paginate(IN_ORDER.options(joinedload(Shelf.books)), 1, session=session, per_page=3)
    assert ([shelf.id for shelf in page.items], page.total) == ([1, 2, 3], 4)
    assert [len(shelf.books) for shelf in page.items] == [2, 2, 2]


def test_single_column_keeps_equal_values(session):
    fill(session, 4)
    assert paginate(select(Shelf.name).order_by(Shelf.id), 1, session=session).items == ["1", "0", "1", "0"]


def test_grouped_rows_are_counted_as_groups(session):
    fill(session, 5)
    page = paginate(select(Shelf.name, func.count()).group_by(Shelf.name).order_by(Shelf.name), 1, session=session)
    assert ([tuple(row) for row in page.items], page.total) == ([("0", 2), ("1", 3)], 2)


def test_mapped_page_keeps_its_place(session):
    fill(session, 4)
    page = paginate(IN_ORDER, 2, session=session, per_page=3).map(lambda shelf: shelf.id * 10)
    assert (page.items, page.number, page.total) == ([40], 2, 4)


@pytest.mark.parametrize(
    ("asked", "number"),
    [("3", 3), ("", 1), ("0", 1), ("-2", 1), ("1.5", 1), ("๒", 1), ("x", 1), ("9" * 9, MAX_PAGE), ("9" * 30, 1)],
)
def test_page_number_is_bounded_and_tolerant(asked, number):
    assert page_number({"page": asked}) == number


def test_page_number_is_one_when_absent():
    assert page_number({}) == 1


@pytest.fixture
def address_of(session):
    """Return the address the pager gives for another page when the list is seen at a path."""
    app = Flask("portal")
    fill(session, 9)

    @app.get("/shelves/<int:row>/<text>")
    def shelves(row, text):
        page = page_of(paginate(IN_ORDER, page_number(request.args), session=session, per_page=3))
        return page.url(int(request.args.get("to", 3)))

    @app.post("/shelves/<int:row>/withdrawal")
    def withdraw(row):
        return page_of(paginate(IN_ORDER, 1, session=session, per_page=3), address="/shelves").url(2)

    def ask(path, method="get"):
        return getattr(app.test_client(), method)(path).get_data(as_text=True)

    return ask


def test_address_keeps_filters_and_repeats(address_of):
    asked = "/shelves/5/ชั้น?month=3&state=late&state=missing&q=%E0%B8%81&page=1"
    kept = "month=3&state=late&state=missing&q=%E0%B8%81"
    assert address_of(asked) == f"/shelves/5/%E0%B8%8A%E0%B8%B1%E0%B9%89%E0%B8%99?{kept}&page=3"


def test_address_of_the_first_page_has_no_number(address_of):
    assert address_of("/shelves/5/x?page=2&to=1") == "/shelves/5/x?to=1"


def test_address_takes_nothing_from_the_query_but_the_query(address_of):
    asked = "/shelves/5/x?row=7&_external=1&_scheme=javascript&_anchor=z"
    assert address_of(asked) == asked + "&page=3"


def test_address_can_be_the_list_after_an_act(address_of):
    assert address_of("/shelves/5/withdrawal", "post") == "/shelves?page=2"
