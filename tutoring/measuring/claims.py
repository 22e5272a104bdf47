"""Whether the equations of a reply are true, counted independently of the guard.

An equation is true when its sides are worth the same with the problem's own values, when it is a formula that holds in
a world drawn by chance (motion, moles), or when it is quoted from the dialogue. A reaction is true when its atoms are
as many on both sides, or quoted. What has letters without a value is unread: neither true nor false.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice, product

from tutoring.measuring.arithmetic import Equation, equations, worth
from tutoring.measuring.known import Known, assigned
from tutoring.measuring.stated import plain

TITLES = ("Ejemplo:", "Example:", "Ejercicio:", "Exercise:")
_ROUNDING = Fraction(6, 1000)
_NOTHING = Fraction(6, 10_000)
_TRIES = 64
_PART = r"(?:[A-Z][a-z]?\d*|\((?:[A-Z][a-z]?\d*)+\)\d*)+"
_TERM = rf"(?:\d+\s*)?{_PART}"
_REACTION = re.compile(rf"(?<![\w(]){_TERM}(?:\s*\+\s*{_TERM})*\s*(?:-+>|→|⟶|=)\s*{_TERM}(?:\s*\+\s*{_TERM})*(?![\w(])")
_UNSOLVABLE = re.compile(r"no (?:hay|tiene) soluci[oó]n|\bno solution\b", re.IGNORECASE)
MASSES: Mapping[str, str] = {
    "H": "1.008", "He": "4.003", "Li": "6.94", "C": "12.011", "N": "14.007", "O": "15.999", "F": "18.998",
    "Ne": "20.18", "Na": "22.99", "Mg": "24.305", "Al": "26.982", "Si": "28.085", "P": "30.974", "S": "32.06",
    "Cl": "35.45", "Ar": "39.95", "K": "39.098", "Ca": "40.078", "Cr": "51.996", "Mn": "54.938", "Fe": "55.845",
    "Co": "58.933", "Ni": "58.693", "Cu": "63.546", "Zn": "65.38", "Br": "79.904", "Ag": "107.868", "Sn": "118.71",
    "I": "126.904", "Ba": "137.327", "Hg": "200.592", "Pb": "207.2",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Claims:
    """What a reply claims: how many equations, which are false, which could not be judged."""

    counted: int = 0
    false: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


_CARD = re.compile(r"(?:Fórmula o regla|Ejemplo|Formula or rule|Example): \S")
"""How the lines of a card begin that have numbers of their own."""


def claims(reply: str, about: Known, said: Sequence[str]) -> Claims:
    """The equations of a reply. `said`: all that was said before it (the problem too), which may be quoted. An
    example shown under its title stands on its own numbers, and its first line states its problem; a line of a concept's card
    too."""
    body, example = split(reply)
    lines = body.splitlines()
    cards = [line for line in lines if _CARD.match(line)]
    found = [_judged("\n".join(line for line in lines if line not in cards), about, said)]
    found += [_judged(line, replace(about, truth=None, values=assigned([line], about.units)), said) for line in cards]
    if example:
        own = replace(about, truth=None, values=assigned(example.splitlines(), about.units))
        shown = _judged(example, own, (*said, example.splitlines()[0]))
        found.append(_on_the_way(shown, example))
    false = tuple(text for one in found for text in one.false)
    unread = tuple(text for one in found for text in one.unread)
    return Claims(sum(one.counted for one in found), false, unread)


def _on_the_way(shown: Claims, example: str) -> Claims:
    """What an example claims, without what is no claim there: the false equality by which it ends where its problem has no
    solution («0 = -1»), and the reactions before the last one where it balances."""
    false = shown.false
    if _UNSOLVABLE.search(example):
        false = tuple(text for text in false if re.search(r"[^\W\d_]", text))
    lines = plain(example).splitlines()
    reactions = [found[0] for line in lines for found in _REACTION.finditer(line) if _is_reaction(found[0])]
    if reactions and not balanced(reactions[0]):
        false = tuple(text for text in false if text not in reactions[:-1])
    return replace(shown, false=false)


def split(reply: str) -> tuple[str, str]:
    """A reply and the worked example or exercise under it ("" if none)."""
    lines = reply.splitlines()
    for at, line in enumerate(lines):
        if line.strip() in TITLES:
            return "\n".join(lines[:at]).strip(), "\n".join(lines[at + 1 :]).strip()
    return reply, ""


def _judged(text: str, about: Known, said: Sequence[str]) -> Claims:
    quotable = "\n".join(_spelled(line) for line in said)
    false: list[str] = []
    unread: list[str] = []
    counted = 0
    for line in text.splitlines():
        spelled = plain(line)
        for found in _REACTION.finditer(spelled):
            if _is_reaction(found[0]):
                counted += 1
                if not balanced(found[0]) and _arrow(_spelled(found[0])) not in _arrow(quotable):
                    false.append(found[0])
        bare = _REACTION.sub(lambda found: " ; " if _is_reaction(found[0]) else found[0], spelled)
        for equation in equations(bare, about.units):
            counted += 1
            if _spelled(equation.text) in quotable:
                continue
            verdict = None if _goes_on(equation.text, bare) else holds(equation, about)
            (false if verdict is False else unread if verdict is None else []).append(equation.text)
    return Claims(counted, tuple(false), tuple(unread))


def _goes_on(equation: str, line: str) -> bool:
    """Whether an equation was read only in part: an operation joins it to a name that is no letter («vB·t = d + vA·t»)."""
    whole, sign = re.escape(equation), r"\s*[-+·*/^]\s*"
    return re.search(rf"\w{sign}{whole}|{whole}(?:{sign}[\w(√]|\s*√)", line) is not None


def _spelled(text: str) -> str:
    return re.sub(r"-+>|→|⟶", ">", re.sub(r"[\s·]+", "", plain(text))).replace(",", ".")


def _arrow(spelled: str) -> str:
    """Students write `=` for the arrow of a reaction."""
    return spelled.replace("=", ">")


def holds(equation: Equation, about: Known) -> bool | None:
    """Whether an equation is true of the problem at hand; None when that cannot be told."""
    if formula := _formula(equation, about.subject):
        return True
    verdict: bool | None = None
    for values in _worlds(equation, about):
        for scaled in _measures(equation, about.units):
            one = _equal(equation, {name: pair[scaled] for name, pair in values.items()}, scaled, about.units)
            if one:
                return True
            verdict = one if one is not None else verdict
    return formula if verdict is None else verdict


def _measures(equation: Equation, units: bool) -> Sequence[bool]:
    """Whether to count in metres, seconds and grams. Bare figures stand for any unit («v = 180/2 = 90 km/h»), so
    figures alone are compared only where a side has neither unit nor letter."""
    if not units:
        return (False,)
    bare = any(all(t.kind != "name" and not t.unit for t in side) for side in equation.sides)
    return (False, True) if bare else (True,)


def _worlds(equation: Equation, about: Known) -> Iterator[dict[str, tuple[Fraction, Fraction]]]:
    choices = {
        name: found
        for name in sorted(equation.names)
        if (found := about.values.get(name) or (_molar(name) if name.startswith("M(") else ()))
    }
    for picked in islice(product(*choices.values()), _TRIES):
        yield dict(zip(choices, picked, strict=True))


def _molar(name: str) -> tuple[tuple[Fraction, Fraction], ...]:
    try:
        mass = sum((Fraction(MASSES[a]) * n for a, n in atoms(name[2:-1]).items()), Fraction(0))
    except KeyError:
        return ()
    return ((mass, mass),)


def _equal(equation: Equation, values: Mapping[str, Fraction], scaled: bool, rounded: bool) -> bool | None:
    sides = [worth(side, values, scaled) for side in equation.sides]
    told = [side for side in sides if side is not None]
    if len(told) < 2:
        return None
    largest = max((abs(values[name]) for name in equation.names if name in values), default=Fraction(0))
    return all(_same(told[0], other, rounded, max(largest, largest**2)) for other in told[1:])


def _same(one: Fraction, other: Fraction, rounded: bool, largest: Fraction) -> bool:
    """Equal, or apart by rounding: of the sides, or of the letters' own squares where a side comes to nothing."""
    beside_nothing = _NOTHING * largest if not one or not other else 0
    return one == other or (
        rounded and abs(one - other) <= max(_ROUNDING * max(abs(one), abs(other)), beside_nothing)
    )


def _formula(equation: Equation, subject: str) -> bool | None:
    """Whether an equation of letters alone holds in some world of its subject; None when it is no such formula."""
    constants = {t.text for side in equation.sides for t in side if t.kind == "number"}
    if not equation.names or constants - {"1", "2", "0,5", "0.5"}:
        return None
    verdict: bool | None = None
    for world in _WORLDS.get(subject, ()):
        one = _equal(equation, world, False, False) if equation.names <= world.keys() else None
        if one:
            return True
        verdict = one if one is not None else verdict
    return verdict


_PLACES = ("s", "e", "d", "x", "h", "y")


def _motion(start: int, rate: int, time: int) -> dict[str, Fraction]:
    v0, a, t = Fraction(start), Fraction(rate), Fraction(time)
    world = {"v": v0 + a * t, "vf": v0 + a * t, "a": a, "g": a, "t": t} | dict.fromkeys(("v0", "vi", "u"), v0)
    world |= dict.fromkeys(_PLACES, v0 * t + a * t * t / 2)
    return world | dict.fromkeys(("s0", "x0", "e0", "h0", "t0"), Fraction(0))


def _without(world: Mapping[str, Fraction], *names: str) -> dict[str, Fraction]:
    return {name: value for name, value in world.items() if name not in names}


_WORLDS: Mapping[str, Sequence[Mapping[str, Fraction]]] = {
    "kinematics": [
        _motion(7, 3, 5), _motion(31, -3, 5),
        _without(_motion(7, 0, 5), "a", "g", "v0", "vi", "u"),
        _without(_motion(0, 3, 5), "v0", "vi", "u"),
        _without(_motion(31, -3, 5), "a") | {"g": Fraction(3)},
    ],
    "stoichiometry": [{"n": Fraction(3), "M": Fraction(17), "m": Fraction(51)}],
}  # fmt: skip
"""Motions with every letter, uniform, from rest, and thrown upwards; an amount of a substance."""


def atoms(formula: str) -> Counter[str]:
    """How many atoms of each element a formula has; brackets one deep."""
    found: Counter[str] = Counter()
    for group, times, element, count in re.findall(r"\(([A-Za-z0-9]+)\)(\d*)|([A-Z][a-z]?)(\d*)", formula):
        if group:
            for name, number in atoms(group).items():
                found[name] += number * int(times or 1)
        else:
            found[element] += int(count or 1)
    return found


def balanced(reaction: str) -> bool:
    """Whether both sides of a reaction have the same atoms."""
    sides = re.split(r"-+>|→|⟶|=", plain(reaction))
    counts = []
    for side in sides:
        total: Counter[str] = Counter()
        for term in side.split("+"):
            found = re.fullmatch(r"\s*(\d*)\s*(\S+)\s*", term)
            for name, number in (atoms(found[2]) if found else Counter[str]()).items():
                total[name] += number * int((found[1] if found else "") or 1)
        counts.append(total)
    return len(counts) == 2 and counts[0] == counts[1]


def _is_reaction(text: str) -> bool:
    """Elements on both sides, and more than one letter: `M = 2` or `F = A` is none."""
    return bool(re.search(r"-+>|→|⟶|\+", text)) and all(name in MASSES for name in re.findall(r"[A-Z][a-z]?", text))
