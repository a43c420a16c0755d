"""A question as it is put before a person: what is shown in which order, what is chosen already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from portal.questionnaire.rules.kinds import (
    FALSE_WORD,
    TRUE_WORD,
    Body,
    Kind,
    fraction_of,
    right_index,
    rights_of,
    shown_order,
)
from portal.questionnaire.rules.responses import Response


@dataclass(frozen=True)
class Choice:
    """One option: the form's value (its position as shown), its words, what it earns, what the author says of it.

    The words of a truefalse question are marked, for the edge to translate.
    """

    value: str
    text: str
    is_chosen: bool
    fraction: Decimal
    feedback: str

    @property
    def is_right(self) -> bool:
        """Whether choosing it earns points."""
        return self.fraction > 0


@dataclass(frozen=True)
class KeyRow:
    """An option or accepted answer as the key tells it."""

    text: str
    fraction: Decimal
    feedback: str


@dataclass(frozen=True)
class Pair:
    """One left side, what the person put beside it (form's value, words; "" and None: nothing), what belongs there."""

    left: str
    value: str
    chosen: str | None
    right: str

    @property
    def is_right(self) -> bool:
        """Whether the right text was chosen."""
        return self.chosen == self.right


@dataclass(frozen=True)
class Item:
    """One thing to be put in order: its position as shown, its words, the place from 0 it was given or None."""

    position: int
    text: str
    place: int | None


@dataclass(frozen=True)
class Face:
    """What the templates lay out; only the part of the question's kind is filled."""

    kind: Kind
    choices: tuple[Choice, ...] = ()
    pairs: tuple[Pair, ...] = ()
    rights: tuple[tuple[str, str], ...] = ()
    items: tuple[Item, ...] = ()
    typed: str = ""
    # the person's order as it stands, None for an empty place
    placed: tuple[str | None, ...] = field(default=())


def face(kind: str, body: Body, order: Sequence[int] | None = None, response: Response = None) -> Face:
    """Return the question as it is shown.

    order: of options, right sides or items as drawn for the attempt; see `shown_order` where there is none
    """
    which = Kind(kind)
    shown = shown_order(kind, body, order)
    match which:
        case Kind.SINGLE | Kind.MULTIPLE:
            chosen = {response} if isinstance(response, int) else set(response or ())
            choices = (_choice(body, str(at), index, index in chosen) for at, index in enumerate(shown))
            return Face(which, choices=tuple(choices))
        case Kind.TRUEFALSE:
            return Face(which, choices=_two_choices(body, response))
        case Kind.MATCHING:
            rights = rights_of(body)
            return Face(
                which,
                pairs=tuple(_pair(body, rights, shown, left, response) for left in range(len(body["pairs"]))),
                rights=tuple((str(at), rights[index]) for at, index in enumerate(shown)),
            )
        case Kind.ORDERING:
            places = {item: place for place, item in enumerate(response or ()) if item is not None}
            texts = body["items"]
            return Face(
                which,
                items=tuple(Item(at, texts[index], places.get(index)) for at, index in enumerate(shown)),
                placed=tuple(None if item is None else texts[item] for item in response or ()),
            )
        case _:
            return Face(which, typed="" if response is None else str(response))


def key_rows(kind: str, body: Body) -> list[KeyRow]:
    """Return what each option or accepted answer brings, in the author's order; [] for kinds without."""
    if kind in (Kind.NUMBER, Kind.TEXT):
        texts = [
            row["text"] if kind == Kind.TEXT else f"{row['value']} ± {row['tolerance']}" for row in body["answers"]
        ]
        rows = zip(texts, body["answers"], strict=True)
        return [KeyRow(text, fraction_of(row), row.get("feedback", "")) for text, row in rows]
    return [KeyRow(choice.text, choice.fraction, choice.feedback) for choice in face(kind, body).choices]


def _choice(body: Body, value: str, index: int, is_chosen: bool) -> Choice:
    option = body["options"][index]
    return Choice(value, option["text"], is_chosen, fraction_of(option), option.get("feedback", ""))


def _two_choices(body: Body, response: Response) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            value,
            word,
            response is answer,
            Decimal(body["right"] is answer),
            body.get("feedback_true" if answer else "feedback_false", ""),
        )
        for value, word, answer in (("true", TRUE_WORD, True), ("false", FALSE_WORD, False))
    )


def _pair(body: Body, rights: list[str], shown: list[int], left: int, response: Response) -> Pair:
    index = response[left] if response is not None and left < len(response) else None
    return Pair(
        body["pairs"][left]["left"],
        "" if index is None else str(shown.index(index)),
        None if index is None else rights[index],
        rights[right_index(body, left)],
    )
