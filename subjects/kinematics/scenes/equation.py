"""A motion told by its equation: `x = 5 + 2t - t²` or `v = 4 + 3t`, in SI, with questions about a moment, a place or the
numbers in it. The equation is compared with `x = x0 + v0·t + ½·a·t²`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from subjects.kinematics import quantities
from subjects.kinematics.formula import root as square_root
from subjects.kinematics.motion import Given, Motion, Scene
from subjects.kinematics.notation import decimal
from subjects.kinematics.scenes.asking import Ask, listed
from subjects.kinematics.scenes.page import Clause, Page, parts_of, zero
from subjects.kinematics.scenes.plan import Relation, names
from subjects.kinematics.scenes.result import finished
from subjects.problem import Unsolved

_EQUATION = re.compile(
    r"(?<![a-z0-9])(?P<name>[xsedyv]) ?(?:\( ?t ?\))? ?= ?(?P<side>[-+*/^.,\dt ]{1,90})(?![a-z0-9^*/])"
)
_PIECE = re.compile(r"(?P<sign>[-+]?)(?P<n>\d+(?:\.\d+)?(?:/\d+)?)?\*?(?P<t>t(?:\^2|2)?)?")
_UNITS = re.compile(
    r"(?:,|\(|;)?\s*(?:x|s|e|t|d|la posicion|el tiempo)?\s*(?:(?:se )?(?:expresa|mide)\w*)?\s*\b(?:en|in) (?:m|s)\b"
)


@dataclass(frozen=True, slots=True)
class Told:
    """The equation: which side it gives (`x` or `v`) and its numbers in SI."""

    name: str
    x0: Fraction
    v0: Fraction
    a: Fraction


def _listed(name: str) -> str:
    return listed("equation", name)


def read(page: Page) -> Motion | Unsolved:
    """The motion, or `no_problem` where the text gives no such equation in SI."""
    found = list(_EQUATION.finditer(page.text))
    found = [match for match in found if "t" in match["side"]]
    if not found:
        return Unsolved("no_problem")
    if len(found) > 1:
        return Unsolved("not_supported", "several equations")
    told = _told(found[0])
    if told is None:
        return Unsolved("not_understood", "the equation")
    if not page.seen(_listed("system")):
        return Unsolved("not_understood", "the units of the equation")
    page.blank(*found[0].span())
    while page.take(_listed("system")):
        pass
    for match in _UNITS.finditer(page.text):
        page.blank(*match.span())
    return _questions(page, told)


def _told(match: re.Match[str]) -> Told | None:
    """The coefficients; None where a power occurs twice or cannot be read."""
    side = re.sub(r"\s", "", match["side"].rstrip(" ,.")).replace(",", ".")
    powers: dict[int, Fraction] = {}
    at = 0
    while at < len(side):
        piece = _PIECE.match(side, at)
        if piece is None or piece.end() == at or (at and not piece["sign"]) or not (piece["n"] or piece["t"]):
            return None
        power = {None: 0, "t": 1}.get(piece["t"], 2)
        if power in powers:
            return None
        value = quantities.number(piece["n"], "en") if piece["n"] else Fraction(1)
        powers[power] = -value if piece["sign"] == "-" else value
        at = piece.end()
    zero_, one, two = (powers.get(power, Fraction(0)) for power in range(3))
    if match["name"] == "v":
        return None if two else Told("v", Fraction(0), zero_, one)
    return Told("x", zero_, one, 2 * two)


def _laws(told: Told) -> list[Relation]:
    """The general equations, each symbol alone where a class gets it."""
    if not told.a:
        return [Relation("x = x0 + v0*t", {"x": "x0 + v0*t", "t": "(x - x0)/v0"})] if told.name == "x" else []
    velocity = Relation("v = v0 + a*t", {"v": "v0 + a*t", "t": "(v - v0)/a"})
    if told.name == "v":
        return [velocity]
    return [Relation("x = x0 + v0*t + 1/2*a*t^2", {"x": "x0 + v0*t + 1/2*a*t^2"}), velocity]


def _questions(page: Page, told: Told) -> Motion | Unsolved:
    wanted: list[str] = []
    whose: list[Ask] = []
    moments: list[Given] = []
    for clause in page.clauses:
        for part in parts_of(page, clause) if clause.asks else ():
            one = _asked(page, part, told, moments)
            if isinstance(one, str):
                return Unsolved("not_understood", one)
            wanted += one
            whose += [Ask("", None, clause.label, part)] * len(one)
    moments = list(dict.fromkeys(moments))
    if len(moments) > 1 or not wanted:
        return Unsolved("not_supported", "several moments" if wanted else "what is asked")
    return _planned(page, told, wanted, whose, moments)


def _asked(page: Page, part: Clause, told: Told, moments: list[Given]) -> list[str] | str:
    """What a part of a question asks for; notes the moment or place that it names."""
    start = bool(page.take(_listed("start"), part))
    when = page.take(_listed("at"), part)
    if when:
        item = page.item(when, next(at for at, group in enumerate(when.groups(), 1) if group))
        moments.append(Given("t", item.value, item.unit))
    origin, still = page.take(_listed("origin"), part), page.take(_listed("still"), part)
    if re.search(listed("noun", "mean_speed"), page.text[part.start : part.end]) or (start and when):
        return "at which moment"
    hits = []
    for noun, symbol in (("acceleration", "a"), ("speed", "v"), ("position", "x"), ("time", "t")):
        if match := page.take(listed("noun", noun), part):
            hits.append((match.start(), symbol))
            while page.take(listed("noun", noun), part):
                pass
    out = [symbol for _, symbol in sorted(hits)]
    if still and {*out} <= {"v", "t"} and out != ["v"]:
        out = ["t"]
    if origin:
        out = ["t"]
    if not out:
        return [] if not (when or origin or still or start) else "what is asked"
    if "t" in out:
        if out != ["t"] or bool(origin) == bool(still) or when:
            return "at which moment"
        moments.append(zero("v") if still else Given("x", Fraction(0), "m", "implied"))
    if start and not when:
        return [{"x": "x0", "v": "v0"}.get(symbol, symbol) for symbol in out]
    if "v" in out and not told.a:
        return ["v0"] if out == ["v"] else "a velocity that does not change"
    return out


def _planned(
    page: Page, told: Told, wanted: list[str], whose: list[Ask], moments: list[Given]
) -> Motion | Unsolved:
    laws = _laws(told)
    numbers = {"x0": (told.x0, "m"), "v0": (told.v0, "m/s"), "a": (told.a, "m/s^2")}
    if told.name == "v":
        del numbers["x0"]
    if ("x" in wanted or "x0" in wanted) and told.name == "v":
        return Unsolved("missing_data")
    if not moments and {"x", "v", "t"} & {*wanted}:
        return Unsolved("not_understood", "at which moment")
    target = moments[0].symbol if moments else ""
    if target == "x" and told.a:
        roots = _roots(told, again=page.seen(r"vuelve|de nuevo|regresa|returns?|again|back"))
        if roots is None:
            return Unsolved("not_supported", "not one moment")
        form, other = roots
        laws[0] = Relation(laws[0].text, {"t": form}, {"t": other})
    asked = {symbol for symbol in wanted if symbol in numbers}
    used = {name for name in numbers if any(name in names(law.text) for law in _needed(laws, wanted, target))}
    givens = [Given(name, value, unit) for name, (value, unit) in numbers.items() if name in used - asked]
    spare = tuple((name, decimal(value)) for name, (value, _) in numbers.items() if name not in used | asked)
    scene = Scene(told=_text(told) if asked else "", extras=spare)
    read_off = [_compared(name, numbers[name][0]) for name in numbers if name in asked]
    return finished(page, "equation", [*givens, *moments], [*read_off, *laws], wanted, whose, scene)


def _compared(name: str, value: Fraction) -> Relation:
    """A number of the equation, found by comparing it with the general one."""
    if name != "a":
        return Relation(f"{name} = {decimal(value)}", {name: decimal(value)})
    half = decimal(value / 2)
    return Relation(f"1/2*a = {half}", {"a": f"2*({half})" if value < 0 else f"2*{half}"})


def _text(told: Told) -> str:
    """The equation as exact text."""
    first, second = (told.x0, told.v0) if told.name == "x" else (told.v0, told.a)
    terms = [(first, ""), (second, "t"), *([(told.a / 2, "t^2")] if told.name == "x" else [])]
    parts = [(value, name) for value, name in terms if value]
    out = ""
    for value, name in parts:
        size = decimal(abs(value))
        piece = size if not name else name if size == "1" else f"{size}*{name}"
        out += (" - " if value < 0 else " + ") + piece
    return f"{told.name} = " + out.removeprefix(" + ").replace(" - ", "-", 1 if out.startswith(" - ") else 0)


def _needed(laws: list[Relation], wanted: list[str], target: str) -> list[Relation]:
    """The laws that the questions use."""
    ends = {*wanted, target} - {"t", ""}
    return [law for law in laws if law.text.split(" = ")[0] in ends]


def _roots(told: Told, *, again: bool) -> tuple[str, str] | None:
    """The form of the only moment after the start at which it is at the origin, and that of the other one. `again`: the
    text knows that it starts there."""
    root = "sqrt(v0^2 - 2*a*(x0 - x))"
    plus, minus = f"({root} - v0)/a", f"(0 - v0 - {root})/a"
    inside = told.v0**2 - 2 * told.a * told.x0
    if inside <= 0 or (not told.x0 and not again):
        return None
    gap = square_root(inside)
    moments = {plus: (gap - told.v0) / told.a, minus: (-told.v0 - gap) / told.a}
    later = [form for form, moment in moments.items() if moment > 0]
    return (later[0], plus if later[0] == minus else minus) if len(later) == 1 else None
