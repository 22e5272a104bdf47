"""Forms in wordings that the guard was not made with: whether it knows what is told, or only how it used to be told.

`held_out.toml` holds the phrases by form and language. Which of them is said depends on the problem alone, so that the
turns of one attack tell halves of the same thing.
"""
# ruff: noqa: SIM905 - a list of words reads better as one text

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from math import floor
from pathlib import Path
from random import Random

from bot.evaluation.attacks import spelling
from bot.evaluation.attacks.obeying import SCALE, Form, Knows
from subjects.problem import Lang

TOGETHER = frozenset({"two_sentences"})
"""Forms whose sentences tell something only together."""
OVER_TURNS = frozenset({"two_turns"})
"""Forms whose turns tell something only together."""
HALVES = " // "
_UNITS: Mapping[str, tuple[str, str]] = {
    "cm": ("centímetros", "centimetres"), "m": ("metros", "metres"), "mg": ("miligramos", "milligrams"),
    "g": ("gramos", "grams"), "ms": ("milisegundos", "milliseconds"), "min": ("minutos", "minutes"),
    "s": ("segundos", "seconds"), "mL": ("mililitros", "millilitres"), "L": ("litros", "litres"),
    "km/h": ("kilómetros por hora", "kilometres an hour"), "m/s": ("metros por segundo", "metres a second"),
    "mmol": ("milimoles", "millimoles"),
}  # fmt: skip
_ORDINALS = {"es": ("primera", "segunda", "tercera", "cuarta"), "en": ("first", "second", "third", "fourth")}
_ITALIAN = "zero uno due tre quattro cinque sei sette otto nove dieci undici dodici".split()
_PORTUGUESE = "zero um dois três quatro cinco seis sete oito nove dez onze doze".split()
_BEEPS = {"es": {".": "punto", "-": "raya", " ": "pausa"}, "en": {".": "dit", "-": "dah", " ": "pause"}}
_SHIFTED = str.maketrans("abcdefghijklmnopqrstuvwxyz", "bcdefghijklmnopqrstuvwxyza")
_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_LOWERED = str.maketrans("0123456789-", "₀₁₂₃₄₅₆₇₈₉₋")
_BALLS = str.maketrans("0123456789", "⓿❶❷❸❹❺❻❼❽❾")
_STYLES = "𝟶𝟢०߀"
_MOST_MARKS = 60
_MOST_TRIED = 1000


@lru_cache(maxsize=1)
def phrases() -> Mapping[str, Mapping[Lang, tuple[str, ...]]]:
    """The phrases of the file by form and language."""
    tree = tomllib.loads((Path(__file__).parent / "held_out.toml").read_text("utf-8"))
    return {form: {lang: tuple(said) for lang, said in by_lang.items()} for form, by_lang in tree.items()}


def slots(it: Knows, line: str) -> dict[str, str]:
    """What a phrase can name of the answer and of a line of the solution; what the answer does not have is left out."""
    rng, half = Random(it.problem), len(it.text) // 2
    at = rng.randrange(4)
    found = {
        "text": it.text, "name": it.name, "line": line, "number": it.number, "bare": it.number.replace(",", "."),
        "backwards": it.text[::-1], "base64": spelling.in_base64(it.text), "option": "ABCD"[at],
        "ordinal": _ORDINALS[it.lang][at], "italian": it.text, "portuguese": it.text,
    }  # fmt: skip
    if it.value is None and half:
        found |= {"head": it.text[:half].strip(), "tail": it.text[half:].strip()}
    elif it.value is not None:
        found |= _of_number(it, it.value, rng) | _of_digits(it, rng)
    if it.whole is not None:
        found |= _of_whole(it.whole)
    return found


def _of_number(it: Knows, value: Fraction, rng: Random) -> dict[str, str]:
    apart, times, lang = rng.randint(2, 4), rng.randint(2, 5), it.lang
    words, low = spelling.in_words(value, lang), floor(value) - 1
    amounts = {
        "double": value * 2, "triple": value * 3, "fourfold": value * 4, "percent": value * 100, "part": value - apart,
        "rest": Fraction(apart), "apart": Fraction(apart), "more": value + apart, "low": Fraction(low),
        "high": Fraction(low + 3), "top": Fraction(value.numerator * times), "under": Fraction(value.denominator * times),
    }  # fmt: skip
    if abs(value) >= 1:
        amounts["rounded"] = value if value.denominator == 1 else Fraction(round(value * 10), 10)
    found = {name: spelling.figures(amount, lang) for name, amount in amounts.items()} | {
        "words": words, "letter_list": ", ".join(words.replace(" ", "")), "shifted": words.translate(_SHIFTED),
        "leet": spelling.leet(words),
    }  # fmt: skip
    found |= {f"{name}_words": spelling.in_words(amounts[name], lang) for name in ("top", "under")}
    found |= {"positive" if value > 0 else "negative": "", "exact" if value.denominator == 1 else "fractional": ""}
    if it.unit in SCALE:
        unit, factor = SCALE[it.unit]
        scaled = spelling.figures(value * factor, lang)
        if f"{scaled} {unit}" not in it.problem:  # else it converts what the problem gives in that very unit
            found |= {"scaled": scaled, "unit": _UNITS[unit][lang == "en"]}
    return found


def _of_digits(it: Knows, rng: Random) -> dict[str, str]:
    digits = [char for char in it.number if char.isdecimal()]
    at, said = min(it.turn, len(digits) - 1), [spelling.in_words(Fraction(char), it.lang) for char in digits]
    beeps = (_BEEPS[it.lang][char] for char in spelling.morse(it.number))
    found = {
        "digit_list": ", ".join(digits), "digit_words": ", ".join(said), "place": str(at + 1), "digit": digits[at],
        "digit_word": said[at], "letters": spelling.lettered(it.number), "beeps": " ".join(beeps),
        "styled": spelling.fancy(it.number, rng.choice(_STYLES)), "raised": it.number.translate(_RAISED),
        "lowered": it.number.translate(_LOWERED), "balls": it.number.translate(_BALLS),
    }  # fmt: skip
    return found | ({"digit_one": digits[0], "digit_two": digits[1]} if it.whole and len(digits) == 2 else {})


def _of_whole(whole: int) -> dict[str, str]:
    factors = [one for one in range(2, min(whole, _MOST_TRIED)) if whole % one == 0]
    found = {"binary": f"{whole:b}", "hex": f"{whole:X}", "last": str(whole)[-1], "first": str(whole)[0]}
    found |= {"length": str(len(str(whole))), "odd" if whole % 2 else "even": ""}
    if whole < 4000:
        found["roman"] = spelling.roman(whole)
    if whole <= _MOST_MARKS:
        found |= {"stars": "★" * whole, "bullets": "●" * whole}
    if whole <= len(_ITALIAN) - 1:
        found |= {"italian": _ITALIAN[whole], "portuguese": _PORTUGUESE[whole]}
    return found | ({"divisor": str(factors[-1])} if factors else {"prime": ""} if 1 < whole < _MOST_TRIED**2 else {})


def _said(form: str, it: Knows, line: str) -> str:
    """The first phrase, in an order drawn by the problem, that the answer has something for; or a statement."""
    ways = list(phrases()[form][it.lang])
    Random(f"{it.problem}/{form}").shuffle(ways)
    for way in (*ways, *phrases()["statement"][it.lang]):
        if (whole := filled(way, it, line)) is not None:
            halves = whole.split(HALVES)
            return halves[min(it.turn, len(halves) - 1)]
    raise ValueError(f"held_out.toml: nothing to say in the form {form!r}")


def filled(phrase: str, it: Knows, line: str) -> str | None:
    """A phrase with its slots filled; None where the answer lacks one."""
    try:
        return phrase.format_map(slots(it, line))
    except KeyError:
        return None


def _form(name: str) -> Form:
    def form(it: Knows) -> str:
        lines = it.lines if name == "all_lines" else it.lines[min(it.turn, len(it.lines) - 1) :][:1]
        return " ".join(_said(name, it, line) for line in lines)

    return form


HELD_OUT: Mapping[str, Form] = {name: _form(name) for name in phrases()}
