"""The right line of a step as a student would type it."""

from __future__ import annotations

from random import Random

from subjects.kinematics.chain import Mark, Work
from subjects.kinematics.motion import Given
from subjects.kinematics.notation import decimal, quantity, show
from subjects.problem import Lang

_WORDS = {
    "m/s": ("metros por segundo", "metres per second"),
    "km/h": ("km por hora", "km per hour"),
    "s": ("segundos", "seconds"),
    "m": ("metros", "metres"),
    "h": ("horas", "hours"),
    "min": ("minutos", "minutes"),
    "km": ("kilómetros", "kilometres"),
}


def attempt_line(work: Work, step: int, rng: Random, lang: Lang) -> str:
    """One of several ways to write the line; `check` takes each for right."""
    mark = work.marks[step]
    after = work.lines[step][1]
    if mark.rule == "data":
        return _typed(
            after.replace("; ", rng.choice((", ", "; ", " , ", " y " if lang == "es" else " and "))),
            rng,
            lang,
        )
    if mark.rule == "convert" and mark.given:
        return _conversion(work, mark, mark.given, rng, lang)
    if mark.rule == "convention":
        return _typed(after.replace("; ", rng.choice(("; ", "\n"))), rng, lang)
    if mark.rule in ("result", "discard"):
        symbol = work.stages[mark.stage][1]
        before = "" if mark.rule == "discard" else work.lines[step][0]
        line = _result(work.numbers[symbol], work.units[symbol], symbol, before, rng, lang)
        on_the_way = work.motion.uses and symbol not in work.motion.wanted
        return _typed(f"{symbol} = {work.shown(symbol)}", rng, lang) if on_the_way and "=" not in line else line
    if mark.rule == "convert_result":
        number = work.final.split(" ", 1)[0]
        return _result(number, work.unit, work.motion.unknown, "", rng, lang)
    return _typed(after, rng, lang)


def _conversion(work: Work, mark: Mark, given: Given, rng: Random, lang: Lang) -> str:
    unit = mark.unit
    here, there = quantity(given.value, given.unit), work.converted_text(mark)
    lines = [f"{here} = {there}", f"{given.symbol} = {there}", f"{given.symbol} = {here} = {there}"]
    if (given.unit, unit) == ("km/h", "m/s"):
        lines += [f"{decimal(given.value)}/3.6 = {there}", f"{here} : 3.6 = {there}"]
    if (given.unit, unit) == ("min", "s"):
        lines.append(f"{decimal(given.value)}*60 = {there}")
    return _typed(rng.choice(lines), rng, lang)


def _result(number: str, unit: str, symbol: str, before: str, rng: Random, lang: Lang) -> str:
    there = f"{number} {unit}"
    lines = [f"{symbol} = {there}", there, f"{symbol}={there}"]
    if before.startswith(f"{symbol} = ") and len(before) < 40:
        lines.append(f"{before} = {there}")
    if unit in _WORDS and rng.random() < 0.25:
        words = f"{number} {_WORDS[unit][lang == 'en']}"
        return _typed(f"son {words}" if lang == "es" else f"it is {words}", rng, lang)
    line = rng.choice(lines)
    if rng.random() < 0.15:
        line = ("creo que " if lang == "es" else "i think ") + line
    return _typed(line, rng, lang)


def _typed(line: str, rng: Random, lang: Lang) -> str:
    """Class notation or keyboard notation, with or without spaces."""
    text = show(line, lang)
    if rng.random() < 0.6:
        text = text.replace("½", "1/2").replace("·", rng.choice(("*", "·", " * "))).replace("√(", "sqrt(")
        text = text.replace("²", rng.choice(("^2", "²")))
    if rng.random() < 0.35:
        text = text.replace(" = ", "=")
    if rng.random() < 0.2:
        text = text.replace(" + ", "+").replace(" - ", "-")
    return text
