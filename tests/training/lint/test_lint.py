"""Every kind of error is found where it was planted and not in the sound twin, in every form and both languages."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import get_args

import pytest

from subjects.problem import LANGS, Lang
from tests.training.lint.mixed import Where, mixed
from tests.training.lint.planted import BESIDE, PLANTS, Written, planted, worked
from tests.training.lint.written import markdown
from training.lint.finding import Finding, Kind
from training.lint.lint import Report, lint
from tutoring.classroom import ClassSettings

SET: frozenset[Kind] = frozenset({"too_few"})
WHOLE: frozenset[Kind] = frozenset({"too_long", "scheme"})
"""Kinds told at the beginning of the example or of its work."""


def linted(folder: Path, name: str, data: bytes, settings: ClassSettings | None = None) -> Report:
    (folder / name).write_bytes(data)
    return lint([folder], settings or ClassSettings())


def told(report: Report) -> list[Finding]:
    return [found for found in report.findings if found.kind not in SET]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("kind", PLANTS)
def test_a_planted_error_is_found_in_its_line_and_not_in_its_sound_twin(
    tmp_path: Path, kind: Kind, lang: Lang
) -> None:
    wrong, twin = planted(kind, Random(f"{kind}{lang}"), lang)
    data, ((problem, steps),) = markdown([wrong])
    found = told(linted(tmp_path, "a.md", data))
    line = problem if wrong.at < 0 else steps[wrong.at]
    assert [(each.kind, each.example) for each in found] == [(kind, 1)], (wrong, found)
    assert kind in WHOLE or found[0].line == line
    assert told(linted(tmp_path, "a.md", markdown([twin])[0])) == []


def test_every_kind_of_finding_is_planted() -> None:
    assert {*PLANTS, *BESIDE, "method", *SET} == set(get_args(Kind))


@pytest.mark.parametrize(
    ("seed", "scarce"), [(11, ""), (12, "algebra"), (13, "kinematics"), (14, "stoichiometry")]
)
def test_sixty_planted_errors_in_every_form_are_found_where_they_stand_and_sound_examples_left_alone(
    tmp_path: Path, seed: int, scarce: str
) -> None:
    where = mixed(tmp_path, seed, errors=60, sounds=60, scarce=scarce)
    report = lint([tmp_path], ClassSettings())
    assert {(each.file, each.number) for each in report.examples} == set(where)
    missed, false, astray = judged(report, where)
    assert len(missed) <= 0.05 * 60, missed
    assert len(false) <= 0.02 * 60, false
    assert astray == []
    few = [found for found in report.findings if found.kind == "too_few"]
    assert [(each.line, each.example, scarce in each.said.en) for each in few] == [(0, 0, True)] * bool(scarce)


def judged(report: Report, where: Where) -> tuple[list[Written], list[Finding], list[Finding]]:
    """The planted errors that were not found in their place, what is told of sound examples, and what of no example."""
    by_place: dict[tuple[str, int], list[Finding]] = defaultdict(list)
    for found in told(report):
        by_place[found.file, found.example].append(found)
    missed = [
        one
        for place, (one, line) in where.items()
        if one.planted is not None
        and not any(
            each.kind == one.planted and (each.line == line or each.kind in WHOLE) for each in by_place[place]
        )
    ]
    sounds = {place for place, (one, _) in where.items() if one.planted is None}
    false = {place: found for place, found in by_place.items() if place in sounds}
    astray = [each for place, found in by_place.items() if place not in where for each in found]
    return missed, [found[0] for found in false.values()], astray


def test_a_problem_given_again_is_a_duplicate_and_one_reworded_a_near_one(tmp_path: Path) -> None:
    first = worked("kinematics", "Un coche va a 20 m/s durante 15 s. ¿Qué distancia recorre?", "es")
    again = worked("kinematics", "Un coche va a 20 m/s durante 15 s. ¿Que distancia recorre?", "es")
    other = worked("kinematics", "Una moto va a 20 m/s durante 15 s. ¿Qué espacio recorre?", "es")
    fresh = worked("kinematics", "Un coche va a 25 m/s durante 12 s. ¿Qué distancia recorre?", "es")
    found = told(linted(tmp_path, "a.md", markdown([first, again, other, fresh])[0]))
    assert [(each.kind, each.example) for each in found] == [("duplicate", 2), ("near_duplicate", 3)]
    assert all("a.md:3" in each.said.es for each in found)


@pytest.mark.parametrize(
    ("name", "texts"),
    [("algebra", ("Resuelve la ecuación siguiente: |x + 1| = 5", "Resuelve la ecuación siguiente: x + 1 = 5")),
     ("algebra", ("Resuelve la inecuación siguiente: x + 3 ≤ 7", "Resuelve la inecuación siguiente: x + 3 ≥ 7")),
     ("stoichiometry", ("Find the volume of 120 g of NO2 at STP.", "Find the volume of 120 g of O2 at STP.")),
     ("algebra", ("Una granja tiene gallinas y conejos: 30 cabezas y 100 patas. ¿Cuántos conejos hay?",
                  "Una granja tiene gallinas y conejos: 30 cabezas y 100 patas. ¿Cuántas gallinas hay?")),
     ("algebra", ("Resuelve la ecuación siguiente: 2x + 5 = 11", "Resuelve la ecuación siguiente: 2x + 7 = 11"))],
)  # fmt: skip
def test_another_problem_in_like_words_is_no_duplicate(tmp_path: Path, name: str, texts: tuple[str, str]) -> None:
    pair = [worked(name, text, "en" if text.startswith("Find") else "es") for text in texts]
    assert told(linted(tmp_path, "a.md", markdown(pair)[0])) == []


def test_one_number_changed_of_several_is_a_near_duplicate_and_so_is_an_equation_in_words(tmp_path: Path) -> None:
    trip = "Una ciclista va a 15 km/h durante 2 h y luego a {} km/h durante 3 h. Calcula la velocidad media."
    texts = [("kinematics", trip.format(25), "es"), ("kinematics", trip.format(26), "es"),
             ("algebra", "4(2y - 1) = 3(3y - 8) + 18", "es"), ("algebra", "Solve 4(2y - 1) = 3(3y - 8) + 18", "en")]  # fmt: skip
    page = markdown([worked(name, text, "es" if lang == "es" else "en") for name, text, lang in texts])[0]
    found = told(linted(tmp_path, "a.md", page))
    assert [(each.kind, each.example) for each in found] == [("near_duplicate", 2), ("near_duplicate", 4)]


def test_one_solved_by_another_method_than_the_rest_is_told_and_two_equal_halves_are_not(
    tmp_path: Path,
) -> None:
    texts = ("5x + 7 = 22", "3x - 4 = 11", "2x + 9 = 21", "7x - 5 = 30")
    ways = ("transposition", "transposition", "balance", "transposition")
    odd = [worked("algebra", text, "es", method=way) for text, way in zip(texts, ways, strict=True)]
    assert [(each.kind, each.example) for each in told(linted(tmp_path, "a.md", markdown(odd)[0]))] == [
        ("method", 3)
    ]
    halves = [
        worked("algebra", text, "es", method=way) for text, way in zip(texts, ways[1:3] * 2, strict=True)
    ]
    assert told(linted(tmp_path, "a.md", markdown(halves)[0])) == []


def test_smaller_steps_are_no_other_method(tmp_path: Path) -> None:
    texts = ("5x + 7 = 22", "3x - 4 = 11", "2x + 9 = 21")
    usual = [worked("algebra", text, "es", method="transposition") for text in texts]
    small = worked("algebra", "2y + 19 = y + 33", "es", "1eso", "transposition")
    assert "2y - y + 19 = 33" in small.lines
    assert told(linted(tmp_path, "a.md", markdown([*usual, small])[0])) == []


def test_too_few_examples_of_a_subject_are_told_once_for_the_set(tmp_path: Path) -> None:
    few = [worked("algebra", f"{a}x + 7 = {a * 3 + 7}", "es") for a in range(2, 5)]
    enough = [worked("algebra", f"{a}x + 7 = {a * 3 + 7}", "es") for a in range(2, 14)]
    report = linted(tmp_path, "a.md", markdown(few)[0])
    assert [(each.kind, each.line, each.example) for each in report.findings] == [("too_few", 0, 0)]
    assert linted(tmp_path, "a.md", markdown(enough)[0]).findings == ()


def test_a_subject_that_is_only_declared_is_counted_too(tmp_path: Path) -> None:
    page = "Asignatura: álgebra\n## Problema\n¿Cuánto es el amor?\n## Solución\nx = 3\n"
    found = linted(tmp_path, "a.md", page.encode()).findings
    assert [(each.kind, each.example) for each in found] == [("too_few", 0), ("unreadable", 1)]


def test_the_pages_that_come_along_are_sound() -> None:
    for page in sorted((Path(__file__).parents[3] / "docs" / "examples").glob("*.md")):
        assert lint([page], ClassSettings()).findings == (), page


@pytest.mark.parametrize(
    ("text", "last"),
    [("3x^2 = 6x", "x = 0 o x - 2 = 0"), ("x + y = 0; 3x - 2y = 40", "y = -8; x = -(-8)")],
)
def test_values_still_to_be_worked_out_are_no_end(tmp_path: Path, text: str, last: str) -> None:
    one = worked("algebra", text, "es")
    at = one.lines.index(last)
    assert told(linted(tmp_path, "a.md", markdown([one])[0])) == []
    cut = replace(one, lines=one.lines[: at + 1])
    assert [each.kind for each in told(linted(tmp_path, "a.md", markdown([cut])[0]))] == ["unfinished"]


def test_a_wrong_last_digit_is_rounding_after_words_and_after_a_conversion_too(tmp_path: Path) -> None:
    ammonia = "Mezclamos 20 g de N2 con 64 g de H2. ¿Cuántos gramos de amoniaco se forman? N2 + H2 -> NH3"
    acid = "¿Qué volumen de H2SO4 6 M se necesita para preparar 250 mL de H2SO4 0,4 M?"
    for text, line in ((ammonia, "m(NH3) = 24,2 g"), (acid, "V(H2SO4) = 16,6 mL")):
        one = worked("stoichiometry", text, "es")
        wrong = one.wrong("rounding", len(one.lines) - 1, line)
        assert [each.kind for each in told(linted(tmp_path, "a.md", markdown([wrong])[0]))] == ["rounding"], text


def test_a_sign_that_would_save_the_result_by_chance_is_not_blamed(tmp_path: Path) -> None:
    wrong = worked("algebra", "(x - 9)/3 + (x - 5)/5 ≤ 2", "es").wrong("step", 0, "8x/15 - 8 ≤ 2")
    (found,) = told(linted(tmp_path, "a.md", markdown([wrong])[0]))
    assert (found.kind, found.line) == ("step", 7)


@pytest.mark.parametrize(
    "kind", ["result", "unit_missing", "unit_wrong", "molar_mass", "rounding", "unbalanced"]
)
def test_the_corrected_line_is_the_sound_one(tmp_path: Path, kind: Kind) -> None:
    wrong, twin = planted(kind, Random(f"fix{kind}"), "es")
    found = told(linted(tmp_path, "a.md", markdown([wrong])[0]))
    assert found[0].fix.strip("$") == twin.lines[wrong.at]


def test_a_turned_sign_is_turned_back_with_the_words_around_it(tmp_path: Path) -> None:
    wrong = worked("algebra", "5x + 7 = 22", "es").wrong("sign", 0, "Paso 1: $5x = 22 + 7$")
    assert told(linted(tmp_path, "a.md", markdown([wrong])[0]))[0].fix == "Paso 1: $5x = 22 - 7$"


def test_an_equation_left_unbalanced_is_told_and_one_balanced_later_is_not(tmp_path: Path) -> None:
    one = worked("stoichiometry", "¿Cuántos gramos de agua se obtienen al quemar 4 g de hidrógeno? H2 + O2 -> H2O", "es")
    lines = [line for line in one.lines if "→" not in line]
    left = replace(one, lines=("H2 + O2 → H2O", *lines))
    found = told(linted(tmp_path, "a.md", markdown([left])[0]))
    assert [(each.kind, each.line, each.fix) for each in found] == [("unbalanced", 7, "$2 H2 + O2 → 2 H2O$")]
    later = replace(one, lines=("H2 + O2 → H2O", "2 H2 + O2 → 2 H2O", *lines))
    assert told(linted(tmp_path, "a.md", markdown([later])[0])) == []


def test_the_correction_keeps_the_classs_words(tmp_path: Path) -> None:
    farm = "Una granja tiene gallinas y conejos: 30 cabezas y 100 patas. ¿Cuántos conejos hay?"
    one = replace(worked("algebra", farm, "es"), lines=("x + y = 30", "2x + 4y = 100", "x = 10", "Respuesta: hay 10 conejos"))
    (found,) = told(linted(tmp_path, "a.md", markdown([one])[0]))
    assert (found.kind, found.fix) == ("other_answer", "Respuesta: hay 20 conejos")


def test_messages_are_in_the_classs_language(tmp_path: Path) -> None:
    wrong, _ = planted("unit_missing", Random(1), "es")
    found = told(linted(tmp_path, "a.md", markdown([wrong])[0]))[0]
    assert "falta la unidad" in json.loads(found.row("es"))["message"]
    row = json.loads(found.row("en"))
    assert "the unit is missing" in row["message"]
    assert set(row) == {"file", "line", "example", "kind", "severity", "message", "fix"}


def test_personal_data_are_not_repeated_in_the_message(tmp_path: Path) -> None:
    wrong, _ = planted("personal_data", Random(2), "es")
    found = told(linted(tmp_path, "a.md", markdown([wrong])[0]))[0]
    assert wrong.problem.rpartition("(")[2].rstrip(")") not in found.row("es")
