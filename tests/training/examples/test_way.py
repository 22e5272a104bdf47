"""What is read off a class's examples: its method, notation, order and words."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.training.examples.classes import page, read, written
from training.examples.notation import Notation, notation
from training.examples.way import told

TRANSPOSED = ("Resuelve 4x - 7 = 21", "Pasamos el 7 sumando: $4x = 21 + 7$\nPasamos el 4 dividiendo: $x = 7$")
BALANCED = (
    "Resuelve 3x + 8 = 23",
    "Restamos 8 en los dos lados: $3x = 15$\nDividimos los dos lados entre 3: $x = 5$",
)
ELIMINATED = (
    "Resuelve el sistema: x + y = 10; x - y = 2",
    "Por reducción, sumamos las ecuaciones: $2x = 12$\n$x = 6$\nSustituimos: $6 + y = 10$\n$x = 6; y = 4$",
)


@pytest.mark.parametrize(
    ("name", "method", "said"),
    [
        ("algebra-balanza.md", "balance", "balanza, paréntesis → términos → coeficiente"),
        ("algebra-balance.md", "balance", "balance, brackets → terms → coefficient"),
        ("algebra-transposicion.md", "transposition", "transposición, paréntesis → términos → coeficiente"),
        ("estequiometria-proporciones.md", "proportions", "proporciones, coma decimal"),
        ("stoichiometry-proportions.md", "proportions", "proportions, decimal point"),
    ],
)
def test_the_method_and_order_are_read_off_ten_examples_and_told(name: str, method: str, said: str) -> None:
    way = page(name)
    assert way.choice == method and way.methods == ((method, 10),)
    assert said in told(way).tell(way.langs[0])


def test_the_order_of_a_problem_of_chemistry_goes_from_the_data_to_the_result() -> None:
    said = told(page("estequiometria-proporciones.md")).tell("es")
    assert (
        "datos → masa molar" in said
        and "→ proporción → resultado" in said
        and "unidades en cada línea" in said
    )


def test_the_words_of_the_steps_are_kept_by_what_they_do() -> None:
    kept = {(one.rule, one.does, one.asked) for one in page("algebra-balanza.md").lexicon.namings}
    assert ("same_both_sides", "-", "¿qué restamos en los dos lados?") in kept
    assert ("same_both_sides", "+", "¿qué sumamos en los dos lados?") in kept
    assert ("divide_both_sides", "/", "¿entre qué dividimos los dos lados?") in kept


def test_two_methods_in_one_class_stay_two_methods(tmp_path: Path) -> None:
    way = read(
        written(
            tmp_path,
            TRANSPOSED,
            BALANCED,
            (
                "Resuelve 2x + 6 = 20",
                BALANCED[1]
                .replace("8", "6")
                .replace("3x = 15", "2x = 14")
                .replace("entre 3: $x = 5", "entre 2: $x = 7"),
            ),
        )
    )
    assert way.methods == (("balance", 2), ("transposition", 1))
    assert "balanza (2), transposición (1)" in told(way).tell("es")


def test_methods_of_two_kinds_of_problem_are_chosen_side_by_side(tmp_path: Path) -> None:
    way = read(written(tmp_path, BALANCED, ELIMINATED))
    assert {name for name, _ in way.methods} == {"balance", "elimination"}


def test_the_notation_is_that_of_most_solutions() -> None:
    works = [["v = 2,5 × 4", "v = 10 m/s"], ["v = 1,5 × 4", "v = 6 m/s"], ["s = 3 · 2", "s = 6 m"]]
    assert notation(works) == Notation(",", "×", "", "end")
    assert notation([["3x = 2", "x = 2/3"], ["x = 0.5"]]).decimal == "."
    assert notation([["3x = 2", "x = 2/3"], ["x = 1/3"], ["x = 0.5"]]).results == "fraction"
