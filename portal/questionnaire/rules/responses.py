"""What a person answered: read from a form, checked against the question, put in words.

A response by kind, in ORIGINAL indexes whatever order was shown; None is unanswered:
 single: index of the option · multiple: sorted indexes · truefalse: bool · number, text: what was typed
 matching: for each left side the index into `rights_of`, None where nothing is chosen yet
 ordering: for each place the index of the item put there, None where nothing is put yet
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from portal import thai
from portal.errors import N_, RuleBroken
from portal.questionnaire.rules.kinds import (
    ANSWER_CHARACTERS,
    FALSE_WORD,
    TRUE_WORD,
    Body,
    Kind,
    fraction_of,
    option_count,
    right_index,
    rights_of,
)
from portal.questionnaire.rules.wildcards import number_or_none, without_stars

Response = Any
_POSITION = re.compile("[0-9]{1,3}")
_PLACED = re.compile("[0-9]{1,3}:[0-9]{1,3}")


def response_from_form(kind: str, values: Sequence[str], order: Sequence[int]) -> Response:
    """Return the response of a plain HTML post: `values` are all values sent under the question's name, in order.

    order: what `shown_order` gave when the page was made. Values count positions as shown, never original indexes,
    which would tell the right order to whoever reads the page's source.
    single: a position · multiple: the ticked positions · truefalse: "true" or "false" · matching: one value for each
    left side, "" where nothing is chosen · ordering: one value "position:place" for each item, "" where no place is
    chosen; the same place given to two puts the later one on the next free place. Nothing or only blanks: None.
    Raises RuleBroken for what none of the question's fields sends.
    """
    given = [value.strip() for value in values]
    if not any(given):
        return None
    match Kind(kind):
        case Kind.SINGLE:
            return _index(_only(given), order)
        case Kind.MULTIPLE:
            return sorted({_index(value, order) for value in given if value})
        case Kind.TRUEFALSE:
            return {"true": True, "false": False}[_expected(_only(given), ("true", "false"))]
        case Kind.NUMBER | Kind.TEXT:
            return _only(given)
        case Kind.MATCHING:
            return [_index(value, order) if value else None for value in given]
        case Kind.ORDERING:
            return _placed(given, order)


def form_values(kind: str, response: Response, order: Sequence[int]) -> list[str]:
    """Return the values a form sends for the response; `response_from_form` with the same order reads them back."""
    if response is None:
        return []
    at = {index: str(position) for position, index in enumerate(order)}
    match Kind(kind):
        case Kind.SINGLE:
            return [at[response]]
        case Kind.MULTIPLE:
            return [at[index] for index in response]
        case Kind.TRUEFALSE:
            return ["true" if response else "false"]
        case Kind.MATCHING:
            return ["" if index is None else at[index] for index in response]
        case Kind.ORDERING:
            places = {item: place for place, item in enumerate(response) if item is not None}
            return [f"{at[item]}:{places[item]}" if item in places else "" for item in order]
        case _:
            return [str(response)]


def check_response(kind: str, body: Body, response: Response) -> None:
    """Raise RuleBroken (field "response") unless the response is one the question can have."""
    if response is None:
        return
    count = option_count(kind, body)
    match Kind(kind):
        case Kind.SINGLE:
            is_right = _is_index(response, count)
        case Kind.MULTIPLE:
            is_right = (
                isinstance(response, list)
                and bool(response)
                and all(_is_index(each, count) for each in response)
                and response == sorted(set(response))
            )
        case Kind.TRUEFALSE:
            is_right = isinstance(response, bool)
        case Kind.NUMBER:
            is_right = _is_number(response)
        case Kind.TEXT:
            is_right = _is_short_text(response)
        case Kind.MATCHING:
            is_right = _is_row_of(response, len(body["pairs"]), count)
        case Kind.ORDERING:
            placed = [each for each in response if each is not None] if isinstance(response, list) else []
            is_right = _is_row_of(response, count, count) and len(set(placed)) == len(placed)
    if not is_right:
        raise _malformed()


def is_complete(response: Response) -> bool:
    """Return whether nothing of the answer is left open; a matching or ordering may be answered in part."""
    return response is not None and not (isinstance(response, list) and None in response)


def right_response(kind: str, body: Body) -> Response:
    """Return a response that earns the full mark."""
    match Kind(kind):
        case Kind.SINGLE:
            return next(no for no, option in enumerate(body["options"]) if fraction_of(option) == 1)
        case Kind.MULTIPLE:
            return [no for no, option in enumerate(body["options"]) if fraction_of(option) > 0]
        case Kind.TRUEFALSE:
            return body["right"]
        case Kind.NUMBER:
            return next(answer["value"] for answer in body["answers"] if fraction_of(answer) == 1)
        case Kind.TEXT:
            return next((without_stars(each["text"]) for each in body["answers"] if fraction_of(each) == 1), "") or None
        case Kind.MATCHING:
            return [right_index(body, left) for left in range(len(body["pairs"]))]
        case Kind.ORDERING:
            return list(range(len(body["items"])))


def describe_response(kind: str, body: Body, response: Response) -> list[str]:
    """Return the response in words, a line for each part; [] for unanswered.

    The line of a truefalse question is a marked word (TRUE_WORD, FALSE_WORD) that the edge translates.
    """
    if response is None:
        return []
    match Kind(kind):
        case Kind.SINGLE:
            return [body["options"][response]["text"]]
        case Kind.MULTIPLE:
            return [body["options"][index]["text"] for index in response]
        case Kind.TRUEFALSE:
            return [TRUE_WORD if response else FALSE_WORD]
        case Kind.NUMBER | Kind.TEXT:
            return [str(response)]
        case Kind.MATCHING:
            rights = rights_of(body)
            return [
                f"{pair['left']} – {'…' if index is None else rights[index]}"
                for pair, index in zip(body["pairs"], response, strict=True)
            ]
        case Kind.ORDERING:
            return [
                f"{place}. {'…' if item is None else body['items'][item]}" for place, item in enumerate(response, 1)
            ]


def describe_key(kind: str, body: Body) -> list[str]:
    """Return what earns the full mark, in words: every answer that does, tolerances included."""
    if kind == Kind.SINGLE:
        return [option["text"] for option in body["options"] if fraction_of(option) == 1]
    if kind == Kind.NUMBER:
        return [
            answer["value"] if not float(answer["tolerance"]) else f"{answer['value']} ± {answer['tolerance']}"
            for answer in body["answers"]
            if fraction_of(answer) == 1
        ]
    if kind == Kind.TEXT:
        return [answer["text"] for answer in body["answers"] if fraction_of(answer) == 1]
    return describe_response(kind, body, right_response(kind, body))


def _placed(given: Sequence[str], order: Sequence[int]) -> list[int | None]:
    """Return the items by place: each at the place it was given or the next free one, else the last free one."""
    wanted = []
    for no, value in enumerate(given):
        if value:
            if not _PLACED.fullmatch(value):
                raise _malformed()
            position, at = value.split(":")
            wanted.append((int(at), no, _index(position, order)))
    if len(given) != len(order) or len({item for _, _, item in wanted}) != len(wanted):
        raise _malformed()
    row: list[int | None] = [None] * len(given)
    for place, _, item in sorted(wanted):
        free = [at for at, there in enumerate(row) if there is None]
        row[next((at for at in free if at >= place), free[-1])] = item
    return row


def _is_number(response: Response) -> bool:
    if not isinstance(response, str):
        return False
    if number_or_none(response) is None:
        raise RuleBroken(N_("อ่านจำนวนไม่ได้ โปรดพิมพ์เป็นตัวเลข เช่น 1,250 หรือ 12.5"), field="response")
    return True


def _is_short_text(response: Response) -> bool:
    if not isinstance(response, str) or not response.strip() or "\x00" in response:
        return False
    if len(response) > ANSWER_CHARACTERS:
        raise RuleBroken(N_("คำตอบยาวได้ไม่เกิน %(most)s ตัวอักษร"), field="response", most=ANSWER_CHARACTERS)
    return True


def _is_index(value: object, count: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < count


def _is_row_of(response: object, length: int, count: int) -> bool:
    return (
        isinstance(response, list)
        and len(response) == length
        and all(each is None or _is_index(each, count) for each in response)
        and any(each is not None for each in response)
    )


def _index(value: str, order: Sequence[int]) -> int:
    """Return the original index of what stands at the position sent."""
    if not _POSITION.fullmatch(value) or int(value) >= len(order):
        raise _malformed()
    return order[int(value)]


def _only(given: Sequence[str]) -> str:
    if len(given) != 1:
        raise _malformed()
    return given[0]


def _expected(value: str, allowed: Sequence[str]) -> str:
    if value not in allowed:
        raise _malformed()
    return value


def _malformed() -> RuleBroken:
    return RuleBroken(N_("คำตอบที่ส่งมาไม่ตรงกับคำถามข้อนี้ โปรดโหลดหน้าใหม่แล้วตอบอีกครั้ง"), field="response")


def normalised(kind: str, response: Response) -> Response:
    """Return the response as it is kept: typed text spelt one way, without spaces at its ends."""
    if kind in (Kind.NUMBER, Kind.TEXT) and isinstance(response, str):
        return thai.normalise(response).strip() or None
    return response
