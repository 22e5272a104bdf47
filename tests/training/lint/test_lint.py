"""Every kind of error is found where it was planted and not in the sound twin, in every form and both languages."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from subjects.problem import LANGS, LEVELS, Lang
from tests.training.lint.planted import PLANTS, WRITERS, Written, dealt, markdown, planted, sound, worked
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


def mixed(seed: int, folder: Path) -> tuple[Report, dict[tuple[str, int], tuple[Written, int]]]:
    """A folder with every form: 60 planted errors and 60 sound examples; the report, and what stands where."""
    rng = Random(seed)
    kinds = list(PLANTS)
    examples = [planted(kinds[at % len(kinds)], rng, LANGS[at // len(kinds) % 2])[0] for at in range(60)]
    names = ("algebra", "kinematics", "stoichiometry")
    examples += [sound(names[at % 3], rng, LANGS[at % 2], LEVELS[at % 5 + 1]) for at in range(60)]
    rng.shuffle(examples)
    where: dict[tuple[str, int], tuple[Written, int]] = {}
    for name, hand in dealt(examples, list(WRITERS)):
        data, places = WRITERS[name](hand)
        (folder / name).write_bytes(data)
        for number, (one, (problem, steps)) in enumerate(zip(hand, places, strict=True), start=1):
            where[str(folder / name), number] = (one, problem if one.at < 0 else steps[one.at])
    return lint([folder], ClassSettings()), where


def test_sixty_planted_errors_in_every_form_are_found_where_they_stand_and_sound_examples_left_alone(
    tmp_path: Path,
) -> None:
    report, where = mixed(11, tmp_path)
    assert {(each.file, each.number) for each in report.examples} == set(where)
    by_place: dict[tuple[str, int], list[Finding]] = defaultdict(list)
    for found in told(report):
        by_place[found.file, found.example].append(found)
    hits = false = sounds = 0
    for place, (one, line) in where.items():
        found_here = by_place[place]
        if one.planted is not None:
            hits += any(
                each.kind == one.planted and (each.line == line or each.kind in WHOLE) for each in found_here
            )
        else:
            sounds += 1  # the generators may draw one problem twice: that is no false alarm
            false += any("duplicate" not in each.kind for each in found_here)
    assert hits >= 0.95 * 60
    assert false <= 0.02 * sounds


def test_a_problem_given_again_is_a_duplicate_and_one_reworded_a_near_one(tmp_path: Path) -> None:
    first = worked("kinematics", "Un coche va a 20 m/s durante 15 s. ¿Qué distancia recorre?", "es")
    again = worked("kinematics", "Un coche va a 20 m/s durante 15 s. ¿Que distancia recorre?", "es")
    other = worked("kinematics", "Una moto va a 20 m/s durante 15 s. ¿Qué espacio recorre?", "es")
    fresh = worked("kinematics", "Un coche va a 25 m/s durante 12 s. ¿Qué distancia recorre?", "es")
    found = told(linted(tmp_path, "a.md", markdown([first, again, other, fresh])[0]))
    assert [(each.kind, each.example) for each in found] == [("duplicate", 2), ("near_duplicate", 3)]
    assert all("a.md:3" in each.said.es for each in found)


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


def test_too_few_examples_of_a_subject_are_told_once_for_the_set(tmp_path: Path) -> None:
    few = [worked("algebra", f"{a}x + 7 = {a * 3 + 7}", "es") for a in range(2, 5)]
    enough = [worked("algebra", f"{a}x + 7 = {a * 3 + 7}", "es") for a in range(2, 14)]
    report = linted(tmp_path, "a.md", markdown(few)[0])
    assert [(each.kind, each.line, each.example) for each in report.findings] == [("too_few", 0, 0)]
    assert linted(tmp_path, "a.md", markdown(enough)[0]).findings == ()


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
