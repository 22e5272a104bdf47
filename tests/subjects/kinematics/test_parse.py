"""Word problems as textbooks and students write them: read rightly, or not read at all."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from subjects.kinematics import subject
from subjects.problem import LANGS, Lang, Problem, Solution, Unsolved

READ: tuple[tuple[Lang, str, float, str], ...] = (
    ("es", "Un coche parte del reposo y acelera a 2 m/s² durante 5 s. ¿Qué velocidad alcanza?", 10, "m/s"),
    ("es", "un coche parte del reposo y acelera a 2m/s2 durante 5s que velocidad alcanza", 10, "m/s"),
    ("es", "¿Cuánto tiempo tardará un tren que circula a 90 km/h en recorrer 225 km?", 2.5, "h"),
    ("es", "Un avión aterriza a 216 km/h y se detiene en 30 s. ¿Qué aceleración ha tenido?", -2, "m/s^2"),
    ("es", "Un objeto se mueve con MRU a 5 m/s. ¿Qué espacio recorre en 2 minutos?", 600, "m"),
    ("es", "Se deja caer una piedra desde 45 m. Calcula el tiempo de caída. (g = 10 m/s²)", 3, "s"),
    ("es", "SE DEJA CAER UNA PIEDRA Y TARDA 2 S EN LLEGAR AL SUELO. ¿DESDE QUE ALTURA CAE?", 19.6, "m"),
    ("es", "Un coche de 1200 kg parte del reposo y alcanza 20 m/s en 8 s. ¿Cuál es su aceleración?", 2.5, "m/s^2"),
    ("es", "Un tren pasa de 0 a 100 km/h en 10 s. ¿Qué aceleración tiene?", 2.777777778, "m/s^2"),
    ("es", "La luz viaja a 300.000 km/s. ¿Cuánto tarda en recorrer 150.000.000 km?", 500, "s"),
    ("es", "Una persona camina a 5 km/h durante tres cuartos de hora. ¿Qué distancia recorre?", 3.75, "km"),
    ("es", "Un coche va a 50 km/h durante dos horas y media. ¿Qué distancia recorre?", 125, "km"),
    ("es", "Un coche va a 6 m/s durante dos segundos y medio. ¿Qué distancia recorre?", 15, "m"),
    ("en", "A car goes at 6 m/s for two minutes and a half. How far does it go?", 900, "m"),
    ("es", "Un coche a 72 km/h se detiene en 40 m. ¿Qué aceleración tiene (m/s²)?", -5, "m/s^2"),
    ("es", "Un barco recorre 150 km en 1 h 30 min. ¿Cuál es su velocidad?", 100, "km/h"),
    ("es", "Una moto va a 90 km/h y frena a 5 m/s². ¿Qué distancia recorre hasta que se para?", 62.5, "m"),
    ("es", "Un coche frena con aceleración de -4 m/s² y se detiene en 5 s. ¿A qué velocidad iba?", 20, "m/s"),
    ("es", "v0=0, a=2 m/s², t=5 s, v=?", 10, "m/s"),
    ("es", "Va a $10\\ \\text{m/s}$ y acelera a $1\\,\\frac{m}{s^2}$. Calcula el tiempo que tarda en llegar a 54 km/h", 5, "s"),
    ("es", "Un atleta recorre 100 metros en 10 segundos. Calcula su velocidad en km/h", 36, "km/h"),
    ("es", "un tren q va a 90km/h frena y para en 25s cual es la aceleracion?", -1, "m/s^2"),
    ("es", "Un coche va a 90 km/h y tarda 5 s en detenerse. Calcula: a) la aceleración; b) la distancia", 62.5, "m"),
    ("en", "a car goes 0 to 60 km/h in 4 s find acceleration", 4.166666667, "m/s^2"),
    ("en", "A car brakes from 72 km/h and stops in 4 s; find the acceleration", -5, "m/s^2"),
    ("en", "A train travels 300 km in 2.5 hours. What is its average speed?", 120, "km/h"),
    ("en", "Light travels at 3 x 10^8 m/s. How long does it take to travel 1.5 x 10^11 m?", 500, "s"),
    ("en", "u = 5 m/s, a = 2 m/s^2, t = 10 s. Find v.", 25, "m/s"),
    ("en", "A ball is dropped from a roof 45 m high. How fast is it going when it hits the ground? Take g = 10 m/s²", 30, "m/s"),
    ("en", "A bus traveling at 54 km/h comes to rest in 50 m. Determine the acceleration.", -2.25, "m/s^2"),
    ("en", "A cyclist has an initial velocity of 4 m/s and accelerates at 0.5 m/s² for 12 s. Find the distance.", 84, "m"),
    ("en", "A car's speed increases from 36 km/h to 108 km/h in 10 s. Find its acceleration.", 2, "m/s^2"),
)  # fmt: skip

NOT_READ: tuple[tuple[Lang, str], ...] = (
    ("es", "Dos coches salen de dos ciudades separadas 200 km a 60 km/h y 40 km/h. ¿Cuándo se encuentran?"),
    ("es", "Un coche acelera a 2 m/s² durante 10 s, luego sigue a 20 m/s durante 5 s. ¿Qué distancia recorre?"),
    ("es", "Un tren de 150 m de longitud circula a 20 m/s. ¿Cuánto tiempo está dentro de un túnel de 250 m?"),
    ("es", "Un coche circula a 50 km/h y otro a 70 km/h. ¿Qué distancia los separa tras 2 h?"),
    ("es", "Un coche parte del reposo y recorre 100 m en 5 s. ¿Cuál es su velocidad media?"),
    ("es", "Un tren sale a las 8:30 y llega por la tarde. Si recorre 135 km, ¿qué velocidad lleva?"),
    ("es", "Un nadador hace cuatro largos de 25 m en 80 s. ¿Cuál es su velocidad?"),
    ("es", "Un coche aumenta su velocidad en 10 m/s en 5 s. ¿Qué velocidad tiene?"),
    ("es", "Un coche recorre 1.250 m en 5 s. ¿Cuál es su velocidad?"),
    ("es", "¿Qué fuerza hace falta para acelerar un coche de 1000 kg a 2 m/s²?"),
    ("es", "¿Qué es la velocidad?"),
    ("es", "Resuelve 5x + 7 = 22"),
    ("en", "A car travels 60 miles in 2 hours. What is its speed?"),
    ("en", "A projectile is fired at 20 m/s at an angle. What is its range?"),
    ("en", "Two trains travel towards each other at 60 km/h and 80 km/h. When do they meet?"),
    ("en", "How many moles are there in 36 g of water?"),
)  # fmt: skip


@pytest.mark.parametrize(("lang", "text", "value", "unit"), READ)
def test_a_problem_that_can_be_read_is_solved(lang: Lang, text: str, value: float, unit: str) -> None:
    problem = subject.parse(text, lang)
    assert isinstance(problem, Problem), problem
    solution = subject.solve(problem)
    assert isinstance(solution, Solution)
    assert solution.answer.value["value"] == pytest.approx(value)
    assert solution.answer.value["unit"] == unit


@pytest.mark.parametrize(("lang", "text"), NOT_READ)
def test_what_cannot_be_read_surely_is_unsolved(lang: Lang, text: str) -> None:
    assert isinstance(subject.parse(text, lang), Unsolved)


def test_a_text_of_another_subject_is_no_problem_here() -> None:
    assert subject.parse("Resuelve 5x + 7 = 22", "es") == Unsolved("no_problem")
    assert subject.parse("hola, ¿me ayudas?", "es") == Unsolved("no_problem")


HOSTILE = (
    *("9" * 2000, "(" * 2000, "v=" + "1+" * 900 + "1", "x" * 100_000, "9^9^9^9", "1/" * 900, "v0 " * 600),
    *("√" * 500, "", "\x00\x01", "__import__('os')", "de " * 700, "1 m/s " * 330),
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_refused(text: str) -> None:
    solution = subject.solve(subject.parse(READ[0][1], "es"))  # type: ignore[arg-type]
    assert isinstance(solution, Solution)
    assert isinstance(subject.parse(text, "es"), Unsolved)
    assert subject.check(solution, text, "es").outcome in ("unreadable", "unknown", "wrong")
    assert subject.allows(text, solution, 0) is not True
    assert isinstance(subject.looks_like_attempt(text, "es"), bool)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200), st.sampled_from(LANGS))
def test_any_text_is_answered_by_a_value(text: str, lang: Lang) -> None:
    assert isinstance(subject.parse(text, lang), Problem | Unsolved)


def test_two_questions_are_answered_in_turn() -> None:
    problem = subject.parse(
        "Un móvil va a 20 m/s y acelera a 2 m/s² durante 10 s. Calcula la velocidad final y el espacio recorrido.",
        "es",
    )
    assert isinstance(problem, Problem)
    solution = subject.solve(problem)
    assert isinstance(solution, Solution)
    assert [(label, part.value["value"]) for label, part in subject.parts(solution)] == [
        ("v", 40),
        ("s", 300),
    ]
    assert solution.answer.value == {"value": 300, "unit": "m", "symbol": "s"}
    assert not subject.check(solution, "s = 300 m", "es").final
    assert subject.check(solution, "v = 40 m/s; s = 300 m", "es").final
    assert subject.check(solution, "s = 300 m; v = 40 m/s", "es").final
    sibling = subject.sibling(solution, 4, "es")
    assert sibling is not None
    again = subject.parse(sibling.text, "es")
    assert isinstance(again, Problem)
    assert again.data.wanted == problem.data.wanted


@pytest.mark.parametrize(
    ("lang", "text", "value", "unit"),
    [
        (
            "es",
            "Se lanza verticalmente hacia arriba una piedra a 20 m/s. ¿Qué altura alcanza? (g = 10 m/s²)",
            20,
            "m",
        ),
        (
            "en",
            "A ball is thrown upwards at 30 m/s. How fast is it going after 5 s? Take g = 10 m/s²",
            -20,
            "m/s",
        ),
        (
            "es",
            "Se lanza hacia abajo una piedra a 5 m/s. ¿Qué velocidad lleva a los 2 s? g = 10 m/s²",
            25,
            "m/s",
        ),
    ],
)
def test_vertical_throws_are_read(lang: Lang, text: str, value: float, unit: str) -> None:
    problem = subject.parse(text, lang)
    assert isinstance(problem, Problem), problem
    solution = subject.solve(problem)
    assert isinstance(solution, Solution)
    assert (solution.answer.value["value"], solution.answer.value["unit"]) == (value, unit)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("es", "Desde una azotea se lanza hacia arriba una piedra a 20 m/s. ¿Qué altura máxima alcanza sobre el suelo?"),
        ("en", "A ball is thrown at 20 m/s. How far does it go?"),
    ],
)  # fmt: skip
def test_throws_that_do_not_say_from_where_or_which_way_are_not_read(lang: Lang, text: str) -> None:
    assert isinstance(subject.parse(text, lang), Unsolved)


@pytest.mark.parametrize(("lang", "text"), [
    ("es", "Un coche va a 5 m/s durante treinta y cinco segundos. ¿Qué distancia recorre?"),
    ("en", "A car goes at 5 m/s for twenty-five seconds. How far does it go?"),
    ("en", "A car goes at 5 m/s for two hundred and five seconds. How far does it go?"),
])  # fmt: skip
def test_the_end_of_a_longer_number_in_words_is_no_number_of_its_own(lang: Lang, text: str) -> None:
    assert isinstance(subject.parse(text, lang), Unsolved)
