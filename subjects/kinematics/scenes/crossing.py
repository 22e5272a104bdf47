"""A boat or a swimmer in a river: across the current (two uniform motions at right angles), or along it."""

from __future__ import annotations

import re

from subjects.kinematics.motion import Given, Motion, Scene
from subjects.kinematics.scenes.asking import Ask, listed
from subjects.kinematics.scenes.page import Page, parts_of
from subjects.kinematics.scenes.plan import Relation
from subjects.kinematics.scenes.result import finished
from subjects.problem import Unsolved

ACROSS = (
    Relation("d = vy*t", {"t": "d/vy", "d": "vy*t", "vy": "d/t"}),
    Relation("x = vx*t", {"x": "vx*t", "vx": "x/t"}),
    Relation("v^2 = vx^2 + vy^2", {"v": "sqrt(vx^2 + vy^2)"}),
)


def _listed(name: str) -> str:
    return listed("crossing", name)


def read(page: Page) -> Motion | Unsolved:
    """The motion, or `no_problem` where there is no river with a current."""
    if not all(page.seen(_listed(name)) for name in ("river", "boat", "current")):
        return Unsolved("no_problem")
    if found := page.left(_listed("other")):
        return Unsolved("not_supported", found[0])
    return _across(page) if page.seen(_listed("across")) else _along(page)


def _datum(page: Page, symbol: str, name: str) -> list[Given]:
    match = page.take(_listed(name))
    return [page.given(symbol, page.items[int(next(g for g in match.groups() if g))])] if match else []


def _rest(page: Page, letters: dict[str, str]) -> list[Given] | str:
    """What is left, each kind of quantity once."""
    out: list[Given] = []
    for match in list(re.finditer(r"\{([satlg])(\d+)\}", page.text)):
        symbol = letters.pop(match[1], "")
        if not symbol:
            return "a quantity without a role"
        out.append(page.given(symbol, page.items[int(match[2])]))
        page.blank(*match.span())
    return out


def _across(page: Page) -> Motion | Unsolved:
    given = [*_datum(page, "vx", "current"), *_datum(page, "d", "width")]
    rest = _rest(page, {"s": "vy"} if len(given) == 2 else {"s": "vy", "l": "d"})
    if isinstance(rest, str) or not any(g.symbol == "vx" for g in given):
        return Unsolved("not_understood", rest if isinstance(rest, str) else "the current")
    page.take(_listed("across"))
    questions = _questions(page, (("x", _listed("drift")), ("v", _listed("whole")), ("t", listed("noun", "time"))), set())
    givens = sorted([*given, *rest], key=lambda each: ("vy", "vx", "d").index(each.symbol))
    return finished(page, "crossing", givens, ACROSS, [ask.noun for ask in questions], questions)


def _along(page: Page) -> Motion | Unsolved:
    up, down = page.seen(_listed("up")), page.seen(_listed("down"))
    if up == down or not page.seen(_listed("still")):
        return Unsolved("not_understood", "against the current or with it")
    given = _datum(page, "v2", "current")
    rest = _rest(page, {"s": "v1", "l": "s", "t": "t"})
    if isinstance(rest, str) or not given:
        return Unsolved("not_understood", rest if isinstance(rest, str) else "the current")
    sign = "-" if up else "+"
    laws = [
        Relation(f"v = v1 {sign} v2", {"v": f"v1 {sign} v2"}),
        Relation("s = v*t", {"s": "v*t", "t": "s/v", "v": "s/t"}),
    ]
    asked = (
        ("t", listed("noun", "time")),
        ("v", rf"{_listed('whole')}|{listed('noun', 'speed')}"),
        ("s", listed("noun", "distance")),
    )
    questions = _questions(page, asked, {one.symbol for one in rest})
    givens = sorted([*rest, *given], key=lambda each: ("v1", "v2", "t", "s").index(each.symbol))
    wanted, scene = [ask.noun for ask in questions], Scene(bounds=(("0", "v"),))
    return finished(page, "crossing", givens, laws, wanted, questions, scene)


def _questions(page: Page, nouns: tuple[tuple[str, str], ...], known: set[str]) -> list[Ask]:
    """What is asked, in the order of the text; a noun with its own value is no question."""
    hits: list[tuple[int, Ask]] = []
    for clause in page.clauses:
        for part in parts_of(page, clause) if clause.asks else ():
            for symbol, pattern in nouns:
                match = page.take(pattern, part)
                if match and symbol not in known:
                    hits.append((match.start(), Ask(symbol, None, part.label, part)))
                while match and page.take(pattern, part):
                    pass
    return [ask for _, ask in sorted(hits, key=lambda hit: hit[0])]

