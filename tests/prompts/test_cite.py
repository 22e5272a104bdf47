"""Labels: a reply that cites a fact reads as if it had written it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.cite import body, label, labels, resolve

FACTS = {"problema": "5x + 7 = 22", "incógnita": "x", "va por": "5x = 22 - 7", "magnitud": "el tiempo"}


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("¿Qué ves en [problema]?", "¿Qué ves en 5x + 7 = 22?"),
        ("Mira [va por]: ¿está sola la [incógnita]?", "Mira 5x = 22 - 7: ¿está sola la x?"),
        ("¿De qué depende el valor de [magnitud]?", "¿De qué depende el valor del tiempo?"),
        ("¿Qué letra das a [magnitud]?", "¿Qué letra das al tiempo?"),
        ("[Magnitud] falta.", "El tiempo falta."),
        ("Bien. ¿[magnitud] cambia?", "Bien. ¿El tiempo cambia?"),
        ("[incógnita] queda sola.", "x queda sola."),
        ("Sin etiquetas, 2[x + 1] = 4.", "Sin etiquetas, 2[x + 1] = 4."),
    ],
)
def test_a_label_becomes_its_fact(said: str, read: str) -> None:
    assert resolve(said, FACTS) == read


def test_a_label_that_the_prompt_does_not_have_stays_and_is_told() -> None:
    said = resolve("Mira [fórmula] y [problema].", FACTS)
    assert said == "Mira [fórmula] y 5x + 7 = 22."
    assert labels(said) == ("fórmula",)


@pytest.mark.parametrize("maths", ["2[3x - (x + 1)] = 4", "[x]", "[Fe(CN)6]", "[2; 3]", "[a, b]", "[ab]", "a[i]"])
def test_brackets_of_mathematics_are_no_labels(maths: str) -> None:
    assert resolve(maths, FACTS) == maths
    assert maths == "[ab]" or labels(maths) == ()


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("[problema] 5x + 7 = 22", "5x + 7 = 22"),
        ("[va por] x = 3", "x = 3"),
        ("Alumno: ¿y ahora: qué?", "¿y ahora: qué?"),
        ("2x = 4", "2x = 4"),
    ],
)
def test_the_body_of_a_prompt_line_is_what_it_tells(line: str, text: str) -> None:
    assert body(line) == text


@given(st.text(), st.dictionaries(st.sampled_from(sorted(FACTS)), st.text(max_size=30)))
def test_any_text_is_resolved_without_an_error(text: str, facts: dict[str, str]) -> None:
    resolve(text, facts)


def test_a_label_is_written_in_small_letters() -> None:
    assert label("Va por") == "[va por]"
