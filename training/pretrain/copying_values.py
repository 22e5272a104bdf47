"""Random values for copy lessons: numbers, strings, equations, quantities, formulas, reactions, lines.

They look like what students and prompts write; they are not solvable, balanced or physically sensible.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from .copying_words import Lang, words

Maker = Callable[[random.Random, Lang], str]

_UNKNOWNS = "xxxxxyztnabmkpw"
_UNITS = [
    "m",
    "km",
    "cm",
    "s",
    "h",
    "min",
    "m/s",
    "km/h",
    "m/s²",
    "m/s^2",
    "g",
    "kg",
    "mg",
    "mol",
    "g/mol",
    "L",
    "mL",
    "N",
    "J",
    "%",
    "°C",
    "K",
    "m²",
    "cm³",
    "€",
    "atm",
    "moles",
    "mol/L",
]
_ELEMENTS = [
    "H",
    "O",
    "C",
    "N",
    "S",
    "P",
    "F",
    "Cl",
    "Br",
    "I",
    "Na",
    "K",
    "Li",
    "Ca",
    "Mg",
    "Ba",
    "Al",
    "Fe",
    "Cu",
    "Zn",
    "Ag",
    "Pb",
    "Mn",
    "Cr",
    "Ni",
    "Si",
    "Sn",
    "Hg",
    "Co",
    "B",
]
_GROUPS = ("OH", "SO4", "NO3", "PO4", "CO3", "NH4", "ClO3", "CN", "HCO3", "MnO4", "Cr2O7", "C2H3O2", "H2O")
_SYMBOLS = ("v", "v0", "vf", "a", "t", "d", "e", "s", "x0", "n", "M", "m", "Δt", "F", "h", "g", "n1", "t2")
_RELATIONS = (
    "{} = {}·{}",
    "{} = ({} - {})/{}",
    "{} = {} + {}·{}",
    "{} = {}/{}",
    "{} = {}·{}²/2",
    "{} = √({} · {})",
)
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def whole(rng: random.Random, size: int | None = None) -> str:
    """A positive whole number without a leading zero; of `size` digits, or of 1 to 4."""
    digits = size or rng.choices((1, 2, 3, 4), weights=(35, 40, 18, 7))[0]
    low = 10 ** (digits - 1)
    return str(rng.randint(max(low, 1), 10 * low - 1))


def number(rng: random.Random, lang: Lang) -> str:
    """A whole or decimal number, a fraction or a power of ten; the decimal sign mostly that of the
    language.
    """
    shape = rng.random()
    minus = rng.choice(("-", "-", "−")) if rng.random() < 0.2 else ""
    if shape < 0.5:
        return minus + whole(rng)
    if shape < 0.85:
        comma = "," if (lang == "es") == (rng.random() < 0.85) else "."
        more = rng.choice(("", str(rng.randint(0, 99))))
        return f"{minus}{rng.choice(('0', whole(rng)))}{comma}{rng.randint(0, 9)}{more}"
    if shape < 0.95:
        return f"{minus}{whole(rng)}/{whole(rng)}"
    return f"{minus}{rng.randint(1, 9)}·10^{rng.choice(('', '-'))}{rng.randint(2, 23)}"


def digits(rng: random.Random, lang: Lang) -> str:  # noqa: ARG001
    """A row of digits, sometimes in groups."""
    return rng.choice(("", "", " ", "-")).join(str(rng.randint(0, 99)) for _ in range(rng.randint(2, 7)))


def letters(rng: random.Random, lang: Lang) -> str:  # noqa: ARG001
    """A row of letters and digits that is no word."""
    alphabet = rng.choice(
        ("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcxyzABC0123456789", "ñáéíóúabc")
    )
    return rng.choice(("", "", " ")).join(rng.choice(alphabet) for _ in range(rng.randint(3, 9)))


def signs(rng: random.Random, lang: Lang) -> str:  # noqa: ARG001
    """Numbers, letters and signs without any sense."""
    alphabet = "0123456789xyzabn+-=·/()^*,.:×÷√²³≤≥→½°<>−₂₃%"
    return "".join(rng.choice(alphabet) for _ in range(rng.randint(3, 12)))


def term(rng: random.Random, lang: Lang) -> str:
    """One signed term such as `+7`, `-3x`, `7/2` or `·4`."""
    letter = rng.choice((*["", ""], rng.choice(_UNKNOWNS)))
    size = number(rng, lang) if rng.random() < 0.2 else whole(rng)
    return f"{rng.choice(('+', '-', '+', '-', '', '·', '/', '+ ', '- ', ':'))}{size}{letter}"


def expression(rng: random.Random, unknown: str) -> str:
    """A sum of one to three terms in one unknown, with brackets, fractions or LaTeX now and then."""
    plus, minus = rng.choice(((" + ", " - "), (" + ", " - "), ("+", "-"), (" + ", " − ")))
    parts = [_part(rng, unknown)]
    for _ in range(rng.choices((0, 1, 2), weights=(25, 55, 20))[0]):
        parts += [rng.choice((plus, minus)), _part(rng, unknown)]
    lead = "-" if rng.random() < 0.12 else ""
    return lead + "".join(parts)


def _part(rng: random.Random, unknown: str) -> str:
    shape = rng.random()
    if shape < 0.35:
        return whole(rng)
    if shape < 0.75:
        return f"{rng.choice(('', whole(rng, 1), whole(rng)))}{unknown}"
    if shape < 0.88:
        inner = (
            f"{rng.choice(('', whole(rng, 1)))}{unknown}{rng.choice((' + ', ' - ', '+', '-'))}{whole(rng)}"
        )
        return f"{rng.choice(('', whole(rng, 1)))}({inner})"
    top, bottom = rng.choice((f"{whole(rng, 1)}{unknown}", unknown, whole(rng))), whole(rng, 1)
    return rng.choice(
        (f"{top}/{bottom}", f"{top}/{bottom}", f"\\frac{{{top}}}{{{bottom}}}", f"({top})/{bottom}")
    )


def equation(rng: random.Random, lang: Lang) -> str:  # noqa: ARG001
    """An equation (seldom an inequality) in one unknown, in one of the ways it is typed."""
    unknown = rng.choice(_UNKNOWNS)
    relation = rng.choices((" = ", "=", " ≤ ", " > ", " >= "), weights=(70, 20, 3, 4, 3))[0]
    sides = [expression(rng, unknown), rng.choice((whole(rng), whole(rng), expression(rng, unknown)))]
    text = relation.join(sides)
    return f"${text}$" if rng.random() < 0.05 else text


def result(rng: random.Random, lang: Lang) -> str:
    """A line as `x = 3,5` or `v0 = 12 m/s`."""
    name = rng.choice((*_UNKNOWNS, "v", "v0", "vf", "a", "t", "d", "e", "x0", "n", "M", "m", "Δt", "Δx"))
    value = quantity(rng, lang) if rng.random() < 0.5 else number(rng, lang)
    return f"{name}{rng.choice((' = ', ' = ', '='))}{value}"


def quantity(rng: random.Random, lang: Lang) -> str:
    """A number with a unit, with or without the space between."""
    return f"{number(rng, lang)}{rng.choice((' ', ' ', ' ', ''))}{rng.choice(_UNITS)}"


def formula(rng: random.Random, lang: Lang) -> str:  # noqa: ARG001
    """A chemical-looking formula such as `Fe2(SO4)3`, sometimes with subscript digits."""
    count = ("", "", "2", "3", "4", str(rng.randint(2, 12)))
    parts = [f"{element}{rng.choice(count)}" for element in rng.sample(_ELEMENTS, rng.randint(1, 3))]
    if rng.random() < 0.3:
        parts.append(f"({rng.choice(_GROUPS)}){rng.randint(2, 4)}")
    text = "".join(parts)
    return text.translate(_SUBSCRIPTS) if rng.random() < 0.15 else text


def reaction(rng: random.Random, lang: Lang) -> str:
    """Something like `2 H2 + O2 -> 2 H2O`; not balanced."""
    arrow = rng.choice((" -> ", " -> ", " → ", " = ", "->"))
    gap = rng.choice((" ", ""))

    def side() -> str:
        terms = (
            f"{rng.choice(('', whole(rng, 1) + gap))}{formula(rng, lang)}" for _ in range(rng.randint(1, 2))
        )
        return " + ".join(terms)

    return f"{side()}{arrow}{side()}"


def line(rng: random.Random, lang: Lang) -> str:
    """What a student writes: a phrase around an equation, a result or a quantity."""
    inner = rng.choice((equation, result, quantity, formula))(rng, lang)
    return rng.choice(words(lang).phrases).format(value=inner)


def operation(rng: random.Random, lang: Lang) -> str:
    """An arithmetic line: `12 · 4 - 3`, `45 / 1,5`."""
    parts = [number(rng, lang)]
    for _ in range(rng.randint(1, 2)):
        parts += [rng.choice((" + ", " - ", " · ", " / ", " × ", " : ", "*", "+")), number(rng, lang)]
    return "".join(parts)


def data(rng: random.Random, lang: Lang) -> str:
    """A list of data with what is asked: `v0 = 0 m/s; t = 6 s → a`."""
    names = rng.sample(_SYMBOLS, rng.randint(2, 4))
    given = "; ".join(f"{name} = {quantity(rng, lang)}" for name in names[1:])
    return f"{given}{rng.choice((' → ', ' -> ', '; '))}{names[0]}"


def relation(rng: random.Random, lang: Lang) -> str:
    """A formula of several symbols, some of them perhaps replaced by numbers: `a = (v - v0)/6`."""
    names = rng.sample(_SYMBOLS, 4)
    parts = [name if rng.random() < 0.7 else number(rng, lang).lstrip("-−") for name in names]
    shape = rng.choice(
        (
            "{} = {}·{}",
            "{} = ({} - {})/{}",
            "{} = {} + {}·{}",
            "{} = {}/{}",
            "{} = {}·{}²/2",
            "{} = √({} · {})",
        )
    )
    return shape.format(names[0], *parts[1:])


VALUES: dict[str, Maker] = {
    "number": number,
    "digits": digits,
    "letters": letters,
    "signs": signs,
    "term": term,
    "equation": equation,
    "result": result,
    "quantity": quantity,
    "formula": formula,
    "reaction": reaction,
    "line": line,
    "operation": operation,
    "data": data,
    "relation": relation,
}
