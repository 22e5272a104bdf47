"""A problem is called what it is: the guard lets no equation be called an inequality, nor a single one a system."""

from __future__ import annotations

from random import Random

import pytest

from subjects import catalogue
from subjects.problem import LANGS, LEVELS, Lang
from training.dialogues import scene_of, subject_turn
from tutoring.grounding import solved
from tutoring.guard import Scene, judge, judge_reply
from tutoring.miscalled import miscalled
from tutoring.move import MoveKind

CLOSES = {
    "es": ("Con esto queda resuelta la inecuación, y lo has pensado tú.", "Así queda resuelto el sistema."),
    "en": ("That settles the inequality, and the thinking was yours.", "You have solved the system yourself."),
}


@pytest.mark.parametrize("lang", LANGS)
def test_an_equation_is_called_neither_an_inequality_nor_a_system(lang: Lang) -> None:
    solution = solved("algebra", "5x + 7 = 22", lang, "", "3eso")
    assert solution is not None
    scene = Scene(lang, ("5x + 7 = 22", "x = 3"), catalogue.find("algebra"), solution, len(solution.steps), asks=False)
    assert [judge(said, scene).allowed for said in CLOSES[lang]] == [False, False]


@pytest.mark.parametrize("lang", LANGS)
def test_what_is_an_inequality_or_a_system_may_be_called_so(lang: Lang) -> None:
    inequality, system = CLOSES[lang]
    assert not miscalled(inequality, "2x + 3 ≤ 9", []) and not miscalled(inequality, "x", ["x >= 3"])
    assert not miscalled(system, "x + y = 5; x - y = 1", []) and not miscalled(system, "x = 3", ["un sistema", "a system"])
    units = {"es": "Mira el Sistema Internacional.", "en": "Look at the system of units."}[lang]
    assert not miscalled(units, "v = 3 m/s", [])


@pytest.mark.parametrize(
    ("said", "sound"),
    [
        ("¿Cómo sabes que tu resultado es igual a 8 = 2a - 6?", False), ("¿Es igual a 2a - 6, que es = 8?", True),
        ("How do you know that your result is equal to 5x = 15?", False), ("Is it equal to 3(x + 2)?", True),
        ("¿Cómo compruebas que es igual a 3(x + 2), dando un valor a x?", True),
    ],
)  # fmt: skip
def test_a_result_equals_no_equation(said: str, sound: bool) -> None:
    assert (miscalled(said, "2a - 6 = 8", []) == "") == sound


@pytest.mark.parametrize("lang", LANGS)
def test_the_tutors_own_checks_and_closings_are_never_refused(lang: Lang) -> None:
    subject, rng, seen = catalogue.find("algebra"), Random(4), 0
    for seed in range(120):
        drawn = subject.generate(Random(f"{lang}/{seed}"), lang, LEVELS[seed % len(LEVELS)])
        solution = solved("algebra", drawn.text, lang, "", "3eso")
        kind: MoveKind = rng.choice(("close", "check"))
        turn = subject_turn(subject, solution, drawn.text, kind, "3eso", lang, rng) if solution else None
        if turn is not None:
            seen += 1
            assert judge_reply(turn.told(turn.guiding), scene_of(turn.move, turn.ground, turn.prompt)).allowed, turn.guiding
    assert seen > 60
