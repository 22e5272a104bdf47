"""Work on several moments, directions, bodies and legs: right in any form, wrong named, nothing wrong "
"taken for right."""

from __future__ import annotations

from functools import lru_cache
from random import Random

import pytest

from subjects.kinematics import subject
from subjects.kinematics.chain import METHODS
from subjects.kinematics.scenes.exercises import of_template, templates
from subjects.problem import LANGS, Lang, Problem, Solution

UP = (
    "Se lanza verticalmente hacia arriba un balón con una velocidad de 20 m/s. a) ¿Qué altura máxima "
    "alcanza? b) ¿Cuánto tarda en volver al suelo? c) ¿Con qué velocidad llega al suelo? (g = 10 m/s²)"
)
TOWER = (
    "Desde lo alto de una torre de 100 m se lanza hacia arriba una piedra con una velocidad de 15 "
    "m/s. ¿Cuánto tarda en llegar al suelo?"
)
CLIFF = (
    "Se lanza horizontalmente una piedra a 20 m/s desde lo alto de un acantilado de 80 m. a) ¿Cuánto "
    "tarda en llegar al agua? b) ¿A qué distancia de la base cae? c) ¿Con qué velocidad impacta? (g = 10 "
    "m/s²)"
)
SHOT = (
    "Se lanza un proyectil a 40 m/s con un ángulo de 30º sobre la horizontal. Calcula el alcance. g = 10 m/s²"
)
MEET = (
    "Dos coches salen a la vez de dos ciudades separadas 300 km, uno al encuentro del otro, a 90 km/h "
    "y 60 km/h. ¿Cuánto tardan en encontrarse?"
)
CHASE = (
    "Un ladrón huye a 6 m/s. Un policía que está 50 m detrás lo persigue a 8 m/s. ¿Cuánto tarda en "
    "alcanzarlo?"
)
START = (
    "Una moto pasa a 108 km/h junto a un coche parado, que en ese instante arranca con una "
    "aceleración de 3 m/s². ¿Cuánto tarda en alcanzarla?"
)
MEAN = "Un coche hace 100 km a 50 km/h y después 100 km a 100 km/h. ¿Cuál es su velocidad media?"
LEGS = (
    "Un tren parte del reposo y acelera a 2 m/s² durante 10 s, luego mantiene la velocidad constante "
    "durante 20 s y finalmente frena hasta pararse en 5 s. Calcula la distancia total recorrida."
)
STOP = (
    "Un conductor circula a 90 km/h. Su tiempo de reacción es de 0,8 s y frena a 5 m/s². ¿Qué "
    "distancia total recorre hasta detenerse?"
)
FALL = (
    "Se deja caer un objeto desde 125 m. a) ¿Qué velocidad lleva a los 2 s? b) ¿Qué distancia ha "
    "recorrido en ese tiempo? c) ¿Cuánto tarda en llegar al suelo? (g = 10 m/s²)"
)
MOMENTS = (
    "Un móvil parte del reposo con 2 m/s² de aceleración. a) ¿Qué velocidad lleva a los 5 s? b) "
    "¿Qué espacio ha recorrido en 10 s? c) ¿Cuánto tarda en alcanzar 30 m/s?"
)


@lru_cache(maxsize=32)
def solved(text: str) -> Solution:
    problem = subject.parse(text, "es")
    assert isinstance(problem, Problem), problem
    solution = subject.solve(problem)
    assert isinstance(solution, Solution)
    return solution


def pairs(text: str, *attempts: str) -> tuple[tuple[str, str], ...]:
    """A problem with each of several attempts."""
    return tuple((text, attempt) for attempt in attempts)


RIGHT = (
    *pairs(
        UP,
        "h = v0²/2g = 20 m",
        "0 = 20 - 10t",
        "t = 2 s",
        "t = 4 s",
        "v = -20 m/s",
        "0 = 20t - 5t²",
        "y = 20t - 5t^2",
        "t = 0 s o t = 4 s",
        "20 m; 4 s; 20 m/s",
    ),
    *((TOWER, a) for a in ("y = 100 + 15t - 4,9t²", "0 = 100 + 15·t - 4,9·t²", "t = 6,3 s", "t = 6,3 s o "
        "t = -3,24 s", "6,3 s", "t=6.22 s", "tarda 6,3 segundos", "v = -46,8 m/s")),
    *pairs(
        CLIFF,
        "t = √(2h/g) = √(2·80/10) = 4 s",
        "x = 20·4 = 80 m",
        "vy = 10·4 = 40 m/s",
        "v = √(20² + 40²) = 44,7 m/s",
        "x = v·t",
        "80 = 5t²",
        "y = 80 - 5t²",
    ),
    *pairs(
        SHOT,
        "vx = 40·cos30 = 34,64 m/s",
        "v0x = 40·cos 30º = 34,6 m/s",
        "v0y = 20 m/s",
        "vy = 40·sen30 = 20 m/s",
        "t = 4 s",
        "x = 34,64·4 = 138,6 m",
        "138,56 m",
        "R = v0²·sen(2α)/g",
    ),
    *((MEET, a) for a in ("90t + 60t = 300", "150t = 300", "2 horas", "120 min", "xA = 90t", "xB = 300 - "
        "60t", "90t = 300 - 60t", "t = 300/150 = 2 h", "7200 s")),
    *pairs(
        CHASE,
        "8t = 50 + 6t",
        "2t = 50",
        "8t - 6t = 50",
        "25 s",
    ),
    *((START, a) for a in ("30t = 1,5t²", "30·t = ½·3·t²", "t = 20 s", "t=0 s y t=20 s", "v = 108 km/h = "
        "30 m/s")),
    *pairs(
        MEAN,
        "t1 = 100/50 = 2 h",
        "t2 = 1 h",
        "v = 200/3 = 66,7 km/h",
        "18,5 m/s",
        "t = 3 h",
    ),
    *pairs(
        LEGS,
        "v = 2·10 = 20 m/s",
        "s1 = 100 m",
        "s2 = 20·20 = 400 m",
        "100 + 400 + 50 = 550 m",
        "a = -4 m/s²",
    ),
    *pairs(
        STOP,
        "sr = 25·0,8 = 20 m",
        "0 = 25² - 2·5·s",
        "82,5 m",
        "20 + 62,5 = 82,5 m",
    ),
    *pairs(
        FALL,
        "v = 20 m/s",
        "s = 20 m",
        "h = ½·g·t²",
        "125 = 5t²",
        "t = 5 s",
    ),
    *((MOMENTS, a) for a in ("v = 10 m/s", "s = 100 m", "v = 10 m/s, s = 100 m, t = 15 s", "a) v = 2·5 = "
        "10 m/s")),
)  # fmt: skip
WRONG = (
    (UP, "hmax = 40 m", "half_forgotten"),
    (UP, "y = 20t + 5t²", "sign_of_gravity"),
    (TOWER, "t = -3,24 s", "negative_root_kept"),
    (TOWER, "6,3 m", "unit_wrong"),
    (TOWER, "63 s", None),
    (TOWER, "100 = 15t + 4,9t²", "sign_of_gravity"),
    (TOWER, "t = 4,52 s", "initial_velocity_ignored"),
    (CLIFF, "v = 60 m/s", "components_added"),
    (CLIFF, "v = 40 m/s", "component_for_speed"),
    (CLIFF, "t = 16 s", "root_forgotten"),
    (CLIFF, "x = 160 m", "horizontal_accelerated"),
    (SHOT, "vx = 40·sen30 = 20 m/s", "components_swapped"),
    (SHOT, "x = 160 m", "angle_ignored"),
    (SHOT, "138,56 s", "unit_wrong"),
    (MEET, "90t - 60t = 300", "closing_speed_wrong"),
    (MEET, "t = 10 h", "closing_speed_wrong"),
    (MEET, "20 h", None),
    (CHASE, "8t = 6t", "head_start_ignored"),
    (CHASE, "t = 50/14 = 3,57 s", "closing_speed_wrong"),
    (START, "108t = 1,5t²", "kmh_as_ms"),
    (START, "t = 10 s", "half_forgotten"),
    (MEAN, "75 km/h", "speeds_averaged"),
    (MEAN, "66,67 m/s", "unit_wrong"),
    (LEGS, "600 m", None),
    (STOP, "62,5 m", "reaction_ignored"),
    (FALL, "t = 25 s", "root_forgotten"),
    (MOMENTS, "s = 10 m", "squared_time_forgotten"),
)


@pytest.mark.parametrize(("text", "attempt"), RIGHT)
def test_right_work_is_right(text: str, attempt: str) -> None:
    assert subject.check(solved(text), attempt, "es").outcome == "right"


@pytest.mark.parametrize(("text", "attempt", "name"), WRONG)
def test_wrong_work_is_wrong_and_named(text: str, attempt: str, name: str | None) -> None:
    verdict = subject.check(solved(text), attempt, "es")
    assert (verdict.outcome, verdict.at_step, verdict.line) == ("wrong", 0, attempt)
    assert verdict.misconception == (f"kinematics.{name}" if name else None)


def test_a_number_without_its_unit_is_incomplete() -> None:
    for text, attempt in ((TOWER, "6,3"), (SHOT, "138,56"), (MEET, "2")):
        assert subject.check(solved(text), attempt, "es").missing == ("unit",)


def test_all_answers_of_a_text_end_it_and_one_does_not() -> None:
    assert subject.check(solved(UP), "20 m; 4 s; 20 m/s", "es").final
    assert not subject.check(solved(UP), "20 m/s", "es").final


def test_the_usual_values_of_g_are_right_only_where_the_text_gives_none() -> None:
    assert subject.check(solved(TOWER), "t = 6,22 s", "es").outcome == "right"
    assert subject.check(solved(CLIFF), "t = 4,04 s", "es").outcome == "wrong"


@pytest.mark.parametrize("index", range(len(templates())))
@pytest.mark.parametrize("lang", LANGS)
def test_each_line_is_right_and_guarded_and_each_mistake_wrong_and_named(index: int, lang: Lang) -> None:
    rng = Random(index)
    exercise = of_template(templates()[index], rng, lang)
    assert exercise is not None
    for method in METHODS:
        solution = subject.solve(exercise.problem, method)
        assert isinstance(solution, Solution)
        for at, step in enumerate(solution.steps):
            line = subject.attempt_line(solution, at, rng, lang)
            verdict = subject.check(solution, line, lang, reached=at)
            assert verdict.outcome == "right", line
            assert verdict.reached >= at + 1, line
            shown = subject.show(step.after, lang)
            assert subject.allows(shown, solution, len(solution.steps)) is True, shown
            rule = step.rule.removeprefix("kinematics.")
            if rule in ("isolate", "substitute", "result", "roots", "discard"):
                assert subject.allows(shown, solution, at) is False, shown
            for name, wrong in subject.mistakes(solution, at, rng, lang):
                found = subject.check(solution, wrong, lang, reached=at)
                assert found.outcome == "wrong", wrong
                assert found.misconception == name or _alike(name, found.misconception), (wrong, found)


def _alike(one: str, two: str | None) -> bool:
    """Two names for one line: a general one and a narrower one, or two that give the same line."""
    wide = {
        "kinematics.wrong_formula",
        "kinematics.isolation_wrong",
        "kinematics.arithmetic",
        "kinematics.half_forgotten",
    }
    return two is not None and bool({one, two} & wide)


@pytest.mark.parametrize("index", range(len(templates())))
def test_a_scene_has_siblings_in_both_languages(index: int) -> None:
    exercise = of_template(templates()[index], Random(index), "es")
    assert exercise is not None
    solution = subject.solve(exercise.problem)
    assert isinstance(solution, Solution)
    for lang in LANGS:
        sibling = subject.sibling(solution, 3, lang)
        assert sibling is not None
        assert sibling.problem.data.wanted == exercise.problem.data.wanted
        assert subject.parse(sibling.text, lang) == sibling.problem
