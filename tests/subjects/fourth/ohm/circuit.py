"""What a problem and a student's line hold: quantities of a circuit, read from text with exact numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from subjects.notation import decimal_text
from subjects.problem import Lang, Problem, Unsolved
from subjects.tokens import fold

UNIT = {"V": "V", "I": "A", "R": "ohm"}
FORMULA = {"V": "I*R", "I": "V/R", "R": "V/I"}
_UNITS: dict[str, tuple[str, Fraction]] = {
    "v": ("V", Fraction(1)), "volt": ("V", Fraction(1)), "voltio": ("V", Fraction(1)), "kv": ("V", Fraction(1000)),
    "a": ("I", Fraction(1)), "amp": ("I", Fraction(1)), "ampere": ("I", Fraction(1)), "amperio": ("I", Fraction(1)),
    "ma": ("I", Fraction(1, 1000)), "ω": ("R", Fraction(1)), "ohm": ("R", Fraction(1)), "ohmio": ("R", Fraction(1)),
    "kω": ("R", Fraction(1000)), "kohm": ("R", Fraction(1000)),
}  # fmt: skip
_QUANTITY = re.compile(r"(\d{1,9}(?:[.,]\d{1,6})?) ?([a-zω]+)\b")
_ASKED = {
    "V": re.compile(r"\b(?:voltaje|tension|diferencia de potencial|voltage|potential difference)\b"),
    "I": re.compile(r"\b(?:intensidad|corriente|current)\b"),
    "R": re.compile(r"\b(?:resistencia|resistance)\b"),
}
_QUESTION = re.compile(r"(?:que|cual|cuanta|calcula|halla|what|find|calculate)\b(.*)")


@dataclass(frozen=True, slots=True)
class Circuit:
    """Two known values in V, A and ohm, and the letter that is asked."""

    known: tuple[tuple[str, Fraction], ...]
    asked: str

    @property
    def answer(self) -> Fraction:
        """The third value, in the unit of `UNIT`."""
        values = dict(self.known)
        if self.asked == "V":
            return values["I"] * values["R"]
        return values["V"] / values["R" if self.asked == "I" else "I"]


def quantities(text: str) -> Iterator[tuple[str, Fraction, bool]]:
    """(letter, value in the base unit, whether the unit has a prefix) of each quantity; other units are left out."""
    for found in _QUANTITY.finditer(fold(text.replace("Ω", "ω"))):
        name = found[2] if found[2] in _UNITS else found[2].removesuffix("es").removesuffix("s")
        if name in _UNITS:
            letter, factor = _UNITS[name]
            yield letter, Fraction(found[1].replace(",", ".")) * factor, factor != 1


def read(text: str, lang: Lang) -> Problem | Unsolved:
    """The problem of a text that gives two quantities and asks the third. Nothing is guessed."""
    if len(text) > 2000:
        return Unsolved("too_long")
    known = {letter: value for letter, value, _ in quantities(text)}
    found = _QUESTION.search(fold(text))
    asked = [letter for letter, words in _ASKED.items() if found and words.search(found[1])]
    if not known or len(asked) != 1:
        return Unsolved("no_problem")
    if len(known) != 2 or asked[0] in known or not all(known.values()):
        return Unsolved("missing_data" if len(known) < 2 else "inconsistent")
    circuit = Circuit(tuple(sorted(known.items())), asked[0])
    exact = data_line(circuit)
    shown = f"{show(exact, lang)} → {circuit.asked}"
    return Problem("ohm", "ohm", shown, circuit.asked, text, lang, circuit, f"{exact} -> {circuit.asked}")


def data_line(circuit: Circuit) -> str:
    """`V = 12 V; R = 4 ohm`."""
    return "; ".join(f"{letter} = {decimal_text(value)} {UNIT[letter]}" for letter, value in circuit.known)


def show(exact: str, lang: Lang) -> str:
    """Class notation: Ω, and a decimal comma in Spanish."""
    text = exact.replace("ohm", "Ω").replace("*", "·")
    return re.sub(r"(\d)\.(\d)", r"\1,\2", text) if lang == "es" else text
