"""One person with a phone: signs in, takes the quiz as the page's script does, and compares the score that is shown.

What to answer is read off the page as a person reads it, and what it should bring is worked out here from the author's
key alone: none of the portal's marking is used.
"""

from __future__ import annotations

import html
import json
import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from urllib.parse import urlencode, urljoin

from benchmarks.browser import FORM, Browser, text_of, token
from benchmarks.quiz.world import PASSWORD, Key, World

LINES = 3
STEP = Decimal("0.00001")
QUESTION = re.compile(r'<fieldset class="question.*?</fieldset>', re.DOTALL)
CHOICE = re.compile(r'<input type="(?:radio|checkbox)"[^>]*? value="([^"]*)"[^>]*>\s*<span class="prose">(.*?)</span>')
PAIR = re.compile(r'<label class="prose"[^>]*>(.*?)</label>\s*<select.*?</select>', re.DOTALL)
OPTION = re.compile(r'<option value="(\d+)"[^>]*>(.*?)</option>')
PLACE = re.compile(r'<option value="(\d+):0".*?</select>\s*<label class="prose"[^>]*>(.*?)</label>', re.DOTALL)


class Trouble(Exception):
    """An answer that is not what it should be."""


@dataclass
class Step:
    """One request: what it was for, how long it was waited for, what it took of the database, what came back."""

    what: str
    ms: float
    statements: int
    bytes_sent: int


@dataclass
class Deed:
    """A whole attempt; `problem` is empty when all went well and the score was right."""

    steps: list[Step] = field(default_factory=list)
    problem: str = ""
    expected: Decimal = Decimal(0)
    shown: Decimal | None = None


class Phone:
    """Carries out the deed of one person."""

    def __init__(self, port: int, world: World, *, closes: bool, chance: random.Random) -> None:
        self.browser = Browser(port, lines=LINES, closes=closes)
        self.world, self.chance = world, chance
        self.deed = Deed()
        self.seen: set[str] = set()

    def take(self, username: str, pause: Callable[[], None]) -> Deed:
        """Return the deed. pause: what the person does between two taps."""
        try:
            self._take(username, pause)
        except (Trouble, OSError, AssertionError, ValueError, KeyError) as trouble:
            self.deed.problem = f"{type(trouble).__name__}: {trouble}"
        finally:
            self.browser.close()
        return self.deed

    def _take(self, username: str, pause: Callable[[], None]) -> None:
        intro = f"/quizzes/{self.world.quiz_id}/intro"
        where = self._go("open the link", "GET", intro, status=302)
        page = self._page("sign-in page", where)
        pause()
        fields = {"username": username, "password": PASSWORD, "next": intro, "csrf_token": token(page)}
        page = self._page("way in", self._go("sign in", "POST", "/login", fields))
        pause()
        start = f"/quizzes/{self.world.quiz_id}/attempts"
        attempt = self._go("start", "POST", start, {"csrf_token": token(page)})
        page = self._page("questions", attempt)
        for place, question in enumerate(QUESTION.findall(page)):
            pause()
            self._answer(page, f"{attempt}/answers/{place}", place, question)
        review = f"{attempt}/submission"
        page = self._page("check before submitting", review)
        pause()
        result = self._go("submit", "POST", review, {"csrf_token": token(page)})
        self._compare(self._page("result", result))

    def _answer(self, page: str, path: str, place: int, question: str) -> None:
        values, share = answered(question, self.world.keys, self.chance)
        self.deed.expected += self.world.points(text_in(question)) * share.quantize(STEP, ROUND_HALF_UP)
        clock = re.search(r'data-clock="(\d+)"', page)
        assert clock is not None
        sequence = int(clock[1]) + place + 1
        sent = [("csrf_token", token(page)), ("sequence", str(sequence)), *(("response", value) for value in values)]
        saved = json.loads(self._send("answer", "POST", path, urlencode(sent).encode(), accept="application/json")[1])
        if saved != {"sequence": sequence, "newest": True}:
            raise Trouble(f"answer {place}: {saved}")

    def _compare(self, page: str) -> None:
        found = re.search(r'quiz-points">\D*([\d.]+) \D*([\d.]+)', page)
        if found is None:
            raise Trouble("no score on the page")
        self.deed.shown = Decimal(found[1])
        expected = self.deed.expected.quantize(Decimal("0.01"), ROUND_HALF_UP)
        if self.deed.shown != expected:
            raise Trouble(f"shown {self.deed.shown} instead of {expected}")

    def _page(self, what: str, path: str) -> str:
        """Return the page, and fetch the files it needs that this phone does not have yet."""
        content, headers = self._send(what, "GET", path)[1:]
        page = text_of(content, headers)
        for line, name in enumerate(re.findall(r'(?:href|src)="(/static/[^"]+)"', page)):
            self._file(name, line)
        return page

    def _file(self, name: str, line: int) -> None:
        if name in self.seen:
            return
        self.seen.add(name)
        content, headers = self._send("static file", "GET", name, line=line)[1:]
        if name.partition("?")[0].endswith("portal.css"):
            for at, font in enumerate(re.findall(r'url\("?([^")]+\.woff2[^")]*)"?\)', text_of(content, headers))):
                self._file(urljoin(name, font), at)

    def _go(self, what: str, method: str, path: str, fields: dict[str, str] | None = None, *, status: int = 303) -> str:
        """Return where the answer leads."""
        body = urlencode(fields).encode() if fields else None
        _, _, headers = self._send(what, method, path, body, status=status)
        return headers["location"]

    def _send(
        self,
        what: str,
        method: str,
        path: str,
        body: bytes | None = None,
        *,
        status: int = 200,
        accept: str = "",
        line: int = 0,
    ) -> tuple[int, bytes, dict[str, str]]:
        began = time.perf_counter()
        got, content, headers = self.browser.ask(method, path, body, FORM if body else "", accept=accept, line=line)
        took = (time.perf_counter() - began) * 1000
        self.deed.steps.append(Step(what, took, int(headers.get("x-statements", 0)), len(content)))
        if got != status:
            raise Trouble(f"{what}: {got} instead of {status}")
        return got, content, headers


def answered(question: str, keys: dict[str, Key], chance: random.Random) -> tuple[list[str], Decimal]:
    """Return the values a person chooses, right or wrong by chance, and the share of the points they should bring."""
    key = keys[text_in(question)]
    knows, body = chance.random() < 0.7, key.body
    match key.kind:
        case "single":
            fractions = {option["text"]: Decimal(option["fraction"]) for option in body["options"]}
            wanted = [text for text, share in fractions.items() if (share == 1) == knows and share >= 0]
            text = chance.choice(wanted or list(fractions))
            return [labels(question)[text]], fractions[text]
        case "multiple":
            fractions = {option["text"]: Decimal(option["fraction"]) for option in body["options"]}
            right = [text for text, share in fractions.items() if share > 0]
            ticked = right if knows else right[:1]
            share = sum(fractions[text] for text in ticked) / sum(fractions[text] for text in right)
            return [labels(question)[text] for text in ticked], share
        case "truefalse":
            return ["true" if body["right"] == knows else "false"], Decimal(knows)
        case "number" | "text":
            best = next(each for each in body["answers"] if Decimal(each["fraction"]) == 1)
            typed = best.get("value", best.get("text", "")).replace("*", "")
            return [typed if knows else "987654"], Decimal(knows)
        case "matching":
            values = {html.unescape(text): value for value, text in OPTION.findall(question)}
            lefts = [html.unescape(left) for left in PAIR.findall(question)]
            rights = {pair["left"]: pair["right"] for pair in body["pairs"]}
            known = len(lefts) if knows else 1
            return [values[rights[left]] if at < known else "" for at, left in enumerate(lefts)], Decimal(known) / len(
                lefts
            )
        case _:
            positions = {html.unescape(text): value for value, text in PLACE.findall(question)}
            order = {item: place for place, item in enumerate(body["items"])}
            known = [text for text in positions if knows or order[text] < 2]
            values = [f"{positions[text]}:{order[text]}" if text in known else "" for text in positions]
            return values, Decimal(len(known) - 1) / (len(order) - 1)


def labels(question: str) -> dict[str, str]:
    """Return the text of each choice -> the value it sends."""
    return {html.unescape(text): value for value, text in CHOICE.findall(question)}


def text_in(question: str) -> str:
    """Return what the question asks."""
    found = re.search(r'-text">(.*?)</span></legend>', question, re.DOTALL)
    assert found is not None
    return html.unescape(found[1])
