"""Prompts are strict, bounded, the same in both languages' shape, and never hold what they were not given."""

import pytest

from prompts.editions import NUMBER
from prompts.render import STUDENT_LIMIT, Facts, PromptError, digests, messages, moves
from subjects.problem import LANGS, Lang
from tutoring.move import STEP_MOVES

FACTS = Facts(
    "álgebra", "3.º ESO", "transposición", "5x + 7 = 22", "no sé",
    step="quitar {x}", concept="c", cited=(("[va por]", "5x = 22 - 7"),),
)  # fmt: skip


def test_every_move_has_a_template_in_both_languages() -> None:
    assert {f"{lang}/{move}.j2" for lang in LANGS for move in moves()} <= digests().keys()
    assert set(moves()) >= STEP_MOVES


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("move", moves())
def test_every_template_renders_and_names_its_move_last(move: str, lang: Lang) -> None:
    (system, told), (user, asked) = messages(move, lang, FACTS)
    assert (system, user) == ("system", "user")
    assert told and asked.splitlines()[-1].startswith({"es": "Jugada: ", "en": "Move: "}[lang])
    assert "{{" not in asked and "None" not in asked


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("move", sorted(STEP_MOVES))
def test_every_step_is_asked_about_with_its_labelled_facts(move: str, lang: Lang) -> None:
    assert "[va por] 5x = 22 - 7\n" in messages(move, lang, FACTS)[1][1]


def test_latex_and_braces_of_a_student_pass_through_unharmed() -> None:
    text = r"es $\frac{3}{4}$ y {{ x }} y {% y %}"
    asked = messages("nudge", "es", Facts("álgebra", "3.º ESO", student=text))[1][1]
    assert f"Alumno: {text}\n" in asked


def test_a_long_message_is_bounded_on_one_line() -> None:
    asked = messages("nudge", "en", Facts("algebra", "year 10", student="a\n" * 5_000))[1][1]
    line = next(line for line in asked.splitlines() if line.startswith("Student: "))
    assert len(line) <= len("Student: ") + STUDENT_LIMIT and line.endswith("…")


def test_an_unknown_move_is_refused() -> None:
    with pytest.raises(PromptError, match=r"es/nothing\.j2"):
        messages("nothing", "es", FACTS)


def test_digests_change_with_the_text() -> None:
    assert len(set(digests().values())) > len(moves())
    assert all(len(digest) == 64 for name, digest in digests().items() if name != NUMBER)
