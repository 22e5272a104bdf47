"""The letters of students for the quantities of a scene: which of its symbols a written letter may mean.

A class writes `t` for every time and `v` for every speed; a line is judged for each quantity that the letter may stand
for, and the kindest reading counts. A letter that can mean nothing here makes a line unreadable.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import islice, product

from subjects.kinematics.attempt import Line, Segment
from subjects.kinematics.formula import Node, read, value_of
from subjects.kinematics.motion import DIMENSIONS
from subjects.kinematics.truth import Truth
from subjects.kinematics.units import ACCELERATION, ANGLE, LENGTH, SPEED, TIME

_READINGS = 48
EXACT = "exact"
"""In place of what a student told: the names are the tutor's own, and mean what they say."""


def _family(symbol: str) -> str:
    """`t`, `v0`, `vx`, `vy`, `v`, `a`, `g`, `x`, `y`, `s`, `alpha`, `beta`."""
    if symbol in ("v0", "alpha", "g") or symbol.startswith("beta"):
        return "beta" if symbol.startswith("beta") else symbol
    dim = DIMENSIONS[symbol]
    if dim == SPEED:
        return "vx" if "x" in symbol else "vy" if "y" in symbol else "v"
    return {
        TIME: "t",
        ACCELERATION: "a",
        ANGLE: "alpha",
        LENGTH: {"x": "x", "y": "y", "h": "y"}.get(symbol[0], "s"),
    }[dim]


def _written(word: str, kind: str) -> tuple[str, ...]:
    """The families that a written letter may belong to."""
    flat = kind in ("horizontal", "oblique", "vector", "crossing")
    if word in ("alpha", "beta"):
        return ("alpha", "beta")
    if word[0] == "u" or word in ("v0",):
        return ("v0",)
    if word[0] == "v":
        return ("vx", "v0") if "x" in word[1:2] or word == "v0x" else ("vy",) if "y" in word else ("v",)
    if word[0] in "tag":
        return (word[0],) if word[0] != "a" else ("a",)
    if word[0] in "hy":
        return ("y",) if flat else ("y", "s")
    if word[0] in "xrl":
        return ("x", "s") if flat else ("s", "y", "x")
    return ("x", "s", "y") if flat else ("s", "y")


def _candidates(word: str, truth: Truth, line: Line, bare: bool, now: str, alone: bool) -> list[str]:
    """The symbols of the scene that a written letter may stand for, the likeliest first. `alone`: it is the only letter
    of the line."""
    motion = truth.work.motion
    if motion.kind == "equation":
        place = "x0" if word.endswith("0") else "x"
        meant = place if word[0] in "xsedy" else word
        return [meant] if meant in truth.env else []
    if motion.kind == "meeting" and word[-1:] in _SIDES and len(word) == 2:
        return _of_bodies(word, truth)
    if word in truth.env and word in DIMENSIONS and _exact(word, motion.kind, alone):
        return [word]
    families = _written(word, motion.kind)
    own = [symbol for symbol in truth.env if symbol in DIMENSIONS and _family(symbol) in families]
    if bare:
        own = [symbol for symbol in own if _statable(symbol, word, truth, now)]
    if word == "v" and "v0" not in own and (not bare or _is_start(truth, line)):
        own += [symbol for symbol in ("v0", "v0x") if symbol in truth.env]
    if word == "h0" and "h0" in own:
        return ["h0"]
    own.sort(key=lambda symbol: (symbol != word, symbol not in motion.wanted))
    return own


_SIDES = {"a": "AB", "b": "BA", "1": "AB", "2": "BA"}
"""Which body a mark may mean, the likelier first: students name and number the two bodies as they like."""


def _of_bodies(word: str, truth: Truth) -> list[str]:
    letter = "s" if word[0] in "xsed" else word[0]
    found = [letter + side for side in _SIDES[word[1]]]
    return [symbol for symbol in found if symbol in truth.env] or (["t"] if letter == "t" else [])


def _one_naming(words: list[str], chosen: tuple[str, ...]) -> bool:
    """Whether marks of bodies are used in one way throughout a line; positions coincide when two bodies "
    "meet."""
    used = {
        (_SIDES[word[1]][0] == symbol[-1])
        for word, symbol in zip(words, chosen, strict=True)
        if len(word) == 2 and word[1] in _SIDES and symbol[-1] in "AB" and word[0] != "x"
    }
    return len(used) < 2


def _exact(word: str, kind: str, alone: bool) -> bool:
    """Whether a letter can only mean the quantity of that very name."""
    if kind == "conversion":
        return True
    if word in ("vx", "vy"):
        return False
    if len(word) > 1:
        return not word[-1].isdigit() or kind not in ("line", "meeting")
    return not alone and kind not in ("legs", "line", "meeting")


def _statable(symbol: str, word: str, truth: Truth, now: str) -> bool:
    """Whether `word = number` may state this quantity. What is found on the way, or not needed, could be mistaken for
    what is asked where both are of one kind; then it has to be named, or to be the step that is due."""
    motion = truth.work.motion
    if symbol in motion.wanted or motion.given(symbol) or symbol == word:
        return True
    if symbol in motion.scene.shown or symbol == now:
        return True
    across = _family(symbol) in ("x", "vx", "vy", "v")
    rivals = [asked for asked in motion.wanted if DIMENSIONS[asked] == DIMENSIONS[symbol]]
    return not any(not across or _family(asked) == _family(symbol) for asked in rivals)


def _is_start(truth: Truth, line: Line) -> bool:
    """Whether the line converts the initial velocity of the text: `v = 72 km/h = 20 m/s`."""
    start = truth.work.motion.given("v0")
    if start is None:
        return False
    if not any(symbol.startswith("v") and symbol != "v0" for symbol in truth.env):
        return True
    return start.unit != truth.work.units["v0"] and any(
        segment.bare and segment.unit == start.unit and value_of(segment.node, {}) == start.value
        for segment in line.segments
    )


def resolved(line: Line, truth: Truth, now: str) -> Iterator[Line]:
    """The line once for each meaning of its letters; the line itself where it has none. `now`: the "
    "quantity due."""
    words = sorted({name for segment in line.segments for name in segment.symbols})
    if not words:
        yield line
        return
    bare = len(words) == 1 and all(segment.bare or segment.node.op == "sym" for segment in line.segments)
    choices = [_candidates(word, truth, line, bare, now, len(words) == 1) for word in words]
    if now == EXACT and all(word in truth.env for word in words):
        choices = [[word] for word in words]
    for chosen in islice(product(*choices), _READINGS):
        if (
            len(set(chosen)) == len(words)
            and _one_naming(words, chosen)
            and not _squared_alone(chosen, words, line, truth)
        ):
            names = dict(zip(words, chosen, strict=True))
            yield replace(line, segments=tuple(_renamed(segment, names) for segment in line.segments))


def _squared_alone(chosen: tuple[str, ...], words: list[str], line: Line, truth: Truth) -> bool:
    """An equation of the second degree in one letter is about what is found, not about a moment on the way that makes
    it true by chance (`0 = 20t - 10t^2` at the highest point)."""
    if len(words) > 1 or chosen[0] in truth.work.values:
        return False
    return any(_has_square(segment.node) for segment in line.segments)


def _has_square(node: Node) -> bool:
    if node.op == "^" and node.args[0].op == "sym":
        return True
    return any(_has_square(arg) for arg in node.args)


def _renamed(segment: Segment, names: Mapping[str, str]) -> Segment:
    if not segment.symbols:
        return segment
    return replace(
        segment,
        node=_node(segment.node, names),
        symbols=frozenset(names[name] for name in segment.symbols),
    )


def _node(node: Node, names: Mapping[str, str]) -> Node:
    if node.op == "sym":
        return Node("sym", name=names[node.name])
    return replace(node, args=tuple(_node(arg, names) for arg in node.args)) if node.args else node


_AT_TOP = re.compile(r"(?<![\d.,])0\s*=\s*\d|\bv\w*\s*=\s*0(?![\d.,])|"
    r"\d\s*=\s*\d[\d.,]*\s*[·*]?\s*t(?!\s*[\^²])\b|subi|arriba|\btop\b")


def meanings(truth: Truth, reached: int, told: str) -> Callable[[Line], Iterator[Line]] | None:
    """What the letters of a line may stand for in this motion; None where each letter has one meaning. `told`: all that
    the student wrote, which may speak of the highest point."""
    if not truth.work.motion.uses:
        return None
    if told == EXACT:
        return lambda line: resolved(line, truth, EXACT)
    marks = truth.work.marks
    mark = marks[min(reached, len(marks) - 1)]
    now = truth.work.stages[mark.stage][1] if reached > 1 else ""
    if "tm" in truth.env and _AT_TOP.search(told):
        now = now or "tm"
    return lambda line: resolved(line, truth, now)


_ROOT = re.compile(r"(?<![\w.,^/*(])[-+]?\s?\d+(?:[.,]\d+)?(?=\s*(?:s|seg\w*|sec\w*|h)?\b)")


def roots_stated(text: str, truth: Truth) -> int | None:
    """The stage whose two roots a line gives (`t = 4 s y t = -1 s`), or None."""
    if not any(formula.other for formula, _ in truth.work.stages):
        return None
    numbers = _ROOT.findall(re.sub(r"\bt\d\b", "t", text.replace("−", "-")))
    if len(numbers) != 2:
        return None
    values = [Fraction(number.replace(" ", "").replace(",", ".").replace("+", "")) for number in numbers]
    for stage, (formula, symbol) in enumerate(truth.work.stages):
        if not formula.other:
            continue
        roots = (truth.work.values[symbol], value_of(read(formula.other), truth.env))
        if all(any(abs(v - r) <= abs(r) / 80 + Fraction(1, 200) for v in values) for r in roots):
            return stage
    return None
