"""A long body that passes a bridge or goes through a tunnel: it covers both lengths.

`Un tren de 120 m cruza un puente de 280 m a 20 m/s. ¿Cuánto tarda?`
"""

from __future__ import annotations

import re

from subjects.kinematics.motion import Given, Motion
from subjects.kinematics.scenes.asking import Ask, listed
from subjects.kinematics.scenes.page import Page, parts_of
from subjects.kinematics.scenes.plan import Relation
from subjects.kinematics.scenes.result import finished
from subjects.kinematics.units import LENGTH, SPEED, TIME, dimension
from subjects.problem import Unsolved

_LONG = r"(?:,? (?:de )?(?:largo|longitud|long|in length|of length))?"
_SUM = Relation("s = s1 + s2", {"s": "s1 + s2", "s1": "s - s2", "s2": "s - s1"})
_WAY = Relation("s = v*t", {"s": "v*t", "v": "s/t", "t": "s/v"})
_HOW_LONG = r"(?:longitud|largo|length|cuanto mide|how long is)(?: \w+){0,3} "


def _listed(name: str) -> str:
    return listed("passing", name)


def read(page: Page) -> Motion | Unsolved:
    """The motion, or `no_problem` where no long body passes a long place."""
    if not all(page.seen(_listed(name)) for name in ("body", "place", "passes")):
        return Unsolved("no_problem")
    if found := page.left(_listed("other")):
        return Unsolved("not_supported", found[0])
    questions = _questions(page)
    givens = _givens(page)
    if isinstance(givens, str) or not questions:
        return Unsolved("not_understood", givens if isinstance(givens, str) else "what is asked")
    wanted = [ask.noun for ask in questions]
    if not {"s1", "s2"} <= {*wanted, *(given.symbol for given in givens)}:
        return Unsolved("missing_data")
    return finished(page, "passing", givens, [_SUM, _WAY], wanted, questions)


def _givens(page: Page) -> list[Given] | str:
    """Both lengths by their words, one speed, one time."""
    givens: list[Given] = []
    for symbol, name in (("s1", "body"), ("s2", "place")):
        ahead = rf"{_listed(name)}(?: {_listed('of')})*,? <L>{_LONG}"
        if match := page.take(ahead) or page.take(rf"<L>(?:[- ]long)? (?:\w+ )?{_listed(name)}"):
            givens.append(page.given(symbol, page.item(match)))
    for match in list(re.finditer(r"\{([satlg])(\d+)\}", page.text)):
        item = page.items[int(match[2])]
        symbol = {SPEED: "v", TIME: "t"}.get(dimension(item.unit), "")
        if not symbol or dimension(item.unit) == LENGTH or any(given.symbol == symbol for given in givens):
            return "a quantity without a role"
        givens.append(page.given(symbol, item))
        page.blank(*match.span())
    order = ("s1", "s2", "v", "t")
    return sorted(givens, key=lambda given: order.index(given.symbol))


def _questions(page: Page) -> list[Ask]:
    out = []
    for clause in page.clauses:
        for part in parts_of(page, clause) if clause.asks else ():
            for symbol, name in (("s2", "place"), ("s1", "body")):
                if page.take(_HOW_LONG + _listed(name), part):
                    out.append(Ask(symbol, None, part.label, part))
            for noun, symbol in (("speed", "v"), ("time", "t")):
                if _asks_for(page, part.start, part.end, noun):
                    while page.take(listed("noun", noun), part):
                        pass
                    out.append(Ask(symbol, None, part.label, part))
    return out


def _asks_for(page: Page, start: int, end: int, noun: str) -> bool:
    """Whether a noun stands in what is left of a question without a value of its own."""
    for match in re.finditer(listed("noun", noun), page.text[start:end]):
        if not re.match(r"(?: (?:de|of|es|is|constante|constant))* \{", page.text[start + match.end() : end]):
            return True
    return False
