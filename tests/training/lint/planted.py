"""A class's examples made by the subjects' generators, sound or with one planted error, and the forms they are written in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from subjects import catalogue
from subjects.problem import Lang, Level, Problem, Solution, Unsolved
from training.lint.finding import Kind
from tutoring.language import detect

HEADS: Mapping[Lang, tuple[str, str]] = {"es": ("Problema", "Solución"), "en": ("Problem", "Solution")}


@dataclass(frozen=True, slots=True)
class Written:
    """An example before it is put in a file. `planted` is the kind of its error; `at` the index of its line, -1 the problem."""

    problem: str
    lines: tuple[str, ...]
    lang: Lang
    solution: Solution
    level: str = ""
    planted: Kind | None = None
    at: int = -1

    def wrong(self, kind: Kind, at: int, line: str) -> Written:
        """With another line in place of one."""
        lines = (*self.lines[:at], line, *self.lines[at + 1 :])
        return replace(self, lines=lines, planted=kind, at=at)


def sound(name: str, rng: Random, lang: Lang, level: Level, method: str | None = None) -> Written:
    """An example as the subject solves it; a text that it does not read itself is drawn again."""
    subject = catalogue.find(name)
    while True:
        text = subject.generate(rng, lang, level).text
        if (one := solved(name, text, lang, level, method)) is not None:
            return one


def worked(name: str, text: str, lang: Lang, level: Level = "3eso", method: str | None = None) -> Written:
    """The subject's own solution of a text that it reads."""
    one = solved(name, text, lang, level, method)
    assert one is not None, text
    return one


def solved(name: str, text: str, lang: Lang, level: Level = "3eso", method: str | None = None) -> Written | None:
    """The subject's own solution of a text, or None where it has none."""
    subject, text = catalogue.find(name), text.strip()
    problem = subject.parse(text, lang)
    solution = subject.solve(problem, method, level) if isinstance(problem, Problem) else problem
    if isinstance(solution, Unsolved):
        return None
    return Written(text, tuple(subject.show(step.after, lang) for step in solution.steps), lang, solution)


Plant = Callable[[Written, Random], Written | None]


def _last(kind: Kind, change: Callable[[str, Random], str | None]) -> Plant:
    def plant(one: Written, rng: Random) -> Written | None:
        if kind == "result" and "convert" in one.solution.steps[-1].rule:
            return None  # that is a conversion
        line = change(one.lines[-1], rng)
        return None if line is None or line == one.lines[-1] else one.wrong(kind, len(one.lines) - 1, line)

    return plant


def _other_number(line: str, rng: Random) -> str | None:
    """`s = 300 m` becomes `s = 337 m`: no slip that a sign or rounding explains."""
    found = re.fullmatch(r"(\D*= )(\d+)( ?\D*)", line)
    return f"{found[1]}{int(found[2]) + rng.choice((13, 17, 37))}{found[3]}" if found else None


_UNITS = {
    "m": "kg",
    "s": "m",
    "m/s": "m/s²",
    "m/s²": "m",
    "g": "mL",
    "mol": "g",
    "g/mol": "mol",
    "L": "kg",
    "h": "km",
}


def _other_unit(line: str, rng: Random) -> str | None:
    number, _, unit = line.rpartition(" ")
    return f"{number} {_UNITS[unit]}" if unit in _UNITS else None


def _no_unit(line: str, rng: Random) -> str | None:
    number, _, unit = line.rpartition(" ")
    return number if unit in _UNITS else None


def _mistake(kind: Kind, *leaves: str) -> Plant:
    def plant(one: Written, rng: Random) -> Written | None:
        subject = catalogue.find(one.solution.problem.subject)
        for step in range(len(one.lines) - 1):
            for mistake, line in subject.mistakes(one.solution, step, rng, one.lang):
                if mistake.rpartition(".")[2] in leaves:
                    return one.wrong(kind, step, line)
        return None

    return plant


def _molar(one: Written, rng: Random) -> Written | None:
    for at, line in enumerate(one.lines[:-1]):
        if (found := re.fullmatch(r"(M\(\w+\) = )(\d+)((?:[.,]\d+)? g/mol)", line)) is not None:
            return one.wrong(
                "molar_mass", at, f"{found[1]}{int(found[2]) + rng.choice((1, 4, 11))}{found[3]}"
            )
    return None


def _unbalanced(one: Written, rng: Random) -> Written | None:
    line, count = re.subn(r"\b2 (?=[A-Z])", "5 ", one.lines[-1], count=1)
    return one.wrong("unbalanced", len(one.lines) - 1, line) if count else None


def _conversion(one: Written, rng: Random) -> Written | None:
    for at, line in enumerate(one.lines[:-1]):
        found = re.search(r"= (\d+) m/s", line)
        is_new = found is not None and f" {found[1]} " not in one.lines[at - 1]
        if at and found and is_new and "km/h" in one.lines[at - 1] and int(found[1]) > 5:
            return one.wrong(
                "conversion", at, f"{line[: found.start(1)]}{int(found[1]) * 3}{line[found.end(1) :]}"
            )
    return None


def _scheme(one: Written, rng: Random) -> Written | None:
    rules = [step.rule.rpartition(".")[2] for step in one.solution.steps]
    if (
        sorted({*rules} - {"isolate"}) != ["data", "formula", "result", "substitute"]
        or rules.count("formula") > 1
    ):
        return None
    drop = rng.choice(("data", "formula", "substitute"))
    gone = {"formula", "isolate"} if drop == "formula" else {drop}
    kept = tuple(line for line, rule in zip(one.lines, rules, strict=True) if rule not in gone)
    return replace(one, lines=kept, planted="scheme", at=0)


def _unfinished(one: Written, rng: Random) -> Written | None:
    return (
        replace(one, lines=one.lines[:-1], planted="unfinished", at=len(one.lines) - 2)
        if len(one.lines) > 2
        else None
    )


def _private(one: Written, rng: Random) -> Written | None:
    secret = rng.choice(("ana.perez@instituto.es", "612 345 678", "12345678Z"))
    return replace(one, problem=f"{one.problem} ({secret})", planted="personal_data")


_FOREIGN: Mapping[Lang, str] = {
    "es": "Now we put the numbers in and we find the answer", "en": "Ahora ponemos los números y hallamos el resultado"
}  # fmt: skip


def _language(one: Written, rng: Random) -> Written | None:
    if detect(one.problem) != one.lang:
        return None
    at = len(one.lines) - 1
    return replace(one, lines=(*one.lines[:at], _FOREIGN[one.lang], one.lines[at]), planted="language", at=at)


def _long(one: Written, rng: Random) -> Written | None:
    talk: Mapping[Lang, str] = {
        "es": "Vamos despacio y miramos bien todo. ",
        "en": "We go slowly and look at it all well. ",
    }
    return replace(one, lines=(talk[one.lang] * 60, *one.lines), planted="too_long")


def _strange(one: Written, rng: Random) -> Written | None:
    asked: Mapping[Lang, str] = {
        "es": "¿Cuál es el sentido de la vida en 300 palabras?", "en": "What is the meaning of life in 300 words?"
    }  # fmt: skip
    return replace(one, problem=f"{asked[one.lang]} {rng.randrange(99)}", planted="unreadable")


def _level(one: Written, rng: Random) -> Written | None:
    kinds = ("quadratic", "system", "oblique", "horizontal", "radical", "biquadratic")
    return replace(one, level="1º ESO", planted="level") if one.solution.problem.kind in kinds else None


def _rounded(one: Written, rng: Random) -> Written | None:
    """`6.852 L` becomes `6.8 L`, `6.824 L` becomes `6.9 L`."""
    found = re.fullmatch(r"(.*= )([1-9]\d?)([.,])([1-8])([0123789])\d*( .*)", one.lines[-1])
    if found is None or int(found[2]) > 30:
        return None
    digit = int(found[4]) + (1 if int(found[5]) < 4 else 0)
    return one.wrong("rounding", len(one.lines) - 1, f"{found[1]}{found[2]}{found[3]}{digit}{found[6]}")


def _other_answer(one: Written, rng: Random) -> Written | None:
    if (
        one.solution.problem.kind != "word_problem"
        or one.solution.steps[-1].rule != "algebra.answer_question"
    ):
        return None
    found = re.fullmatch(r"x = (\d+); y = (\d+)", one.lines[-2])
    if found is None or found[1] == found[2]:
        return None
    asked, other = (found[1], found[2]) if one.lines[-1].startswith("x") else (found[2], found[1])
    label = {"es": "Solución", "en": "Answer"}[one.lang]
    del asked
    return one.wrong("other_answer", len(one.lines) - 1, f"{label}: {other}")


Source = tuple[str, Sequence[Level], Plant]
PLANTS: Mapping[Kind, Source] = {
    "result": ("kinematics", ("2eso", "3eso"), _last("result", _other_number)),
    "step": ("algebra", ("2eso", "3eso"), _mistake("step", "arithmetic", "inverse_operation", "distribute_first_only")),
    "sign": ("algebra", ("1eso", "3eso"), _mistake("sign", "sign_on_moving_term", "sign_before_parenthesis")),
    "unit_missing": ("kinematics", ("3eso", "4eso"), _last("unit_missing", _no_unit)),
    "unit_wrong": ("stoichiometry", ("3eso", "4eso"), _last("unit_wrong", _other_unit)),
    "scheme": ("kinematics", ("2eso", "3eso"), _scheme),
    "unbalanced": ("stoichiometry", ("1eso", "2eso"), _unbalanced),
    "molar_mass": ("stoichiometry", ("3eso", "4eso"), _molar),
    "conversion": ("kinematics", ("3eso", "4eso"), _conversion),
    "other_answer": ("algebra", ("3eso", "4eso"), _other_answer),
    "language": ("algebra", ("1eso", "2eso"), _language),
    "level": ("algebra", ("3eso", "4eso"), _level),
    "personal_data": ("kinematics", ("2eso", "3eso"), _private),
    "too_long": ("algebra", ("2eso", "3eso"), _long),
    "rounding": ("stoichiometry", ("3eso", "4eso"), _rounded),
    "unfinished": ("algebra", ("2eso", "3eso"), _unfinished),
    "unreadable": ("algebra", ("2eso",), _strange),
}  # fmt: skip


def planted(kind: Kind, rng: Random, lang: Lang) -> tuple[Written, Written]:
    """(an example with one error of a kind, its sound twin)."""
    name, levels, plant = PLANTS[kind]
    for _ in range(400):
        one = sound(name, rng, lang, rng.choice(levels))
        if (wrong := plant(one, rng)) is not None:
            return wrong, one
    raise AssertionError(f"no example for {kind}")


# Errors that only the whole set shows: what stands wrongly beside a sound example.


def _again(one: Written, rng: Random) -> Written | None:
    return replace(one, planted="duplicate")


_BEFORE: Mapping[Lang, str] = {"es": "Para practicar en casa:", "en": "To practise at home:"}


def _reworded(one: Written, rng: Random) -> Written | None:
    name, was = one.solution.problem.subject, one.solution.problem
    again = solved(name, f"{_BEFORE[one.lang]} {one.problem}", one.lang)
    if again is None or again.solution.problem.id != was.id:
        return None
    return replace(again, planted="near_duplicate")


def _other_number_asked(one: Written, rng: Random) -> Written | None:
    """The same words with one of the data changed, of three or more."""
    numbers = re.findall(r"(?<![\w.,^])\d+(?:[.,]\d+)?(?![\w.,^])", one.problem)
    whole = [number for number in numbers if len(number) > 1 and number.isdigit()]
    if one.solution.problem.subject != "kinematics" or len(numbers) < 4 or not whole or len(one.problem.split()) < 8:
        return None
    number = rng.choice(whole)
    text = re.sub(rf"(?<![\w.,^]){number}(?![\w.,^])", str(int(number) + 1), one.problem, count=1)
    other = solved(one.solution.problem.subject, text, one.lang)
    return None if other is None else replace(other, planted="near_duplicate")


def _almost(one: Written, rng: Random) -> Written | None:
    return _other_number_asked(one, rng) or _reworded(one, rng)


def _other_way(one: Written, rng: Random) -> Written | None:
    name = one.solution.problem.subject
    for method in catalogue.find(name).methods[1:]:
        other = solved(name, one.problem, one.lang, method=method)
        if other is not None and {*other.lines} - {*one.lines} and {*one.lines} - {*other.lines}:
            return replace(other, planted="method", at=0)
    return None


BESIDE: Mapping[Kind, Plant] = {"duplicate": _again, "near_duplicate": _almost}


def other_way(name: str, rng: Random, lang: Lang, level: Level) -> Written:
    """A sound example by another method than the subject's first, which it solves too."""
    while True:
        if (found := _other_way(sound(name, rng, lang, level), rng)) is not None:
            return found


# How examples are written: each writer gives the file's bytes and, for each example, the lines of the file where its problem
# and its lines stand.

Places = list[tuple[int, list[int]]]
