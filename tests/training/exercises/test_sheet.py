"""Sheets of exercises: like the example, recomputed from their own text, none twice, the same for the same seed."""

from __future__ import annotations

import pytest

from subjects import catalogue
from subjects.problem import LANGS, Lang, Problem, Solution
from training.exercises.scheme import POINTS, scheme
from training.exercises.sheet import Item, NoExercises, Wish, alike, sheet, solved

EXAMPLES: list[tuple[str, Lang, str]] = [
    ("kinematics", "es", "Un coche parte del reposo y acelera a 2 m/s² durante 5 s. ¿Qué distancia recorre?"),
    ("kinematics", "en", "A car moves at 20 m/s for 15 s. How far does it go?"),
    ("algebra", "es", "Resuelve 5x + 7 = 22"),
    ("algebra", "en", "Solve 3(x - 2) = 2x + 5"),
    ("algebra", "es", "Resuelve x² - 5x + 6 = 0"),
    ("algebra", "en", "Solve the system 2x + y = 7 and x - y = 2"),
    ("algebra", "es", "Resuelve 3 - 2x > 9"),
    ("algebra", "es", "La suma de tres números consecutivos es 72. ¿Cuáles son?"),
    ("stoichiometry", "es", "¿Cuántos moles hay en 90 g de H2O?"),
    ("stoichiometry", "en", "Balance H2 + O2 -> H2O"),
]


def wish(subject: str, lang: Lang, like: str = "", count: int = 5, seed: int = 7) -> Wish:
    return Wish(catalogue.find(subject), lang, "3eso", count, seed, None, like)


@pytest.mark.parametrize(("subject", "lang", "like"), EXAMPLES)
def test_exercises_like_an_example_have_its_structure_and_other_data(subject: str, lang: Lang, like: str) -> None:
    asked = wish(subject, lang, like)
    example = solved(asked, like)
    assert example is not None
    items = sheet(asked)
    assert len(items) >= 3
    for item in items:
        assert alike(example.solution, item.solution)
    ids = {item.solution.problem.id for item in items}
    assert len(ids) == len(items)
    assert example.solution.problem.id not in ids


@pytest.mark.parametrize(("subject", "lang", "like"), EXAMPLES[:2])
def test_the_words_of_the_example_are_kept(subject: str, lang: Lang, like: str) -> None:
    def words(text: str) -> list[str]:
        return [word for word in text.split() if not any(char.isdigit() for char in word)]

    for item in sheet(wish(subject, lang, like)):
        assert words(item.text) == words(like)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("subject", catalogue.names())
def test_drawn_exercises_are_recomputed_from_their_own_text(subject: str, lang: Lang) -> None:
    asked = wish(subject, lang, count=6)
    for item in sheet(asked):
        problem = item.subject.parse(item.text, lang)
        assert isinstance(problem, Problem)
        again = item.subject.solve(problem, None, "3eso")
        assert isinstance(again, Solution)
        assert again.answer == item.solution.answer
        assert problem.id == item.solution.problem.id


def test_the_same_seed_gives_the_same_sheet_and_another_seed_another() -> None:
    def texts(seed: int) -> list[str]:
        return [item.text for item in sheet(wish("algebra", "es", seed=seed))]

    assert texts(7) == texts(7) != texts(8)


@pytest.mark.parametrize("like", ["", "   "])
def test_without_an_example_exercises_of_the_level_are_drawn(like: str) -> None:
    assert len(sheet(wish("algebra", "es", like, count=3))) == 3


@pytest.mark.parametrize("like", ["hola", "Resuelve el acertijo", "5x + = 3", "__import__('os')", "9" * 3000])
def test_an_example_that_cannot_be_used_is_told_in_both_languages(like: str) -> None:
    with pytest.raises(NoExercises) as told:
        sheet(wish("algebra", "es", like))
    assert "tutor solve" in told.value.sentence.es
    assert "tutor solve" in told.value.sentence.en


@pytest.mark.parametrize(("subject", "lang", "like"), EXAMPLES)
def test_the_marks_add_up_to_the_points(subject: str, lang: Lang, like: str) -> None:
    items: tuple[Item, ...] = sheet(wish(subject, lang, like, count=2))
    for item in items:
        marks = scheme(item)
        assert sum(mark.halves for mark in marks) == 2 * POINTS
        assert all(mark.halves > 0 and mark.what for mark in marks)
