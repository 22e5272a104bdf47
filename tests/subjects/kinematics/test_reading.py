"""Texts that look like a problem or an attempt of one kind and are of another, and right work in unusual spelling."""

from __future__ import annotations

import pytest

from subjects.kinematics import subject
from subjects.problem import Lang, Problem, Solution, Unsolved

START = "Un coche parte del reposo y acelera a 2 m/s² durante 5 s. ¿Qué velocidad alcanza?"
BRAKE = "Un coche que circula a 108 km/h frena con una deceleración de 6 m/s². ¿Qué distancia recorre hasta detenerse?"
GAIN = "Un coche que iba a 54 km/h aceleró a 2 m/s² y recorrió 100 m. ¿Con qué velocidad acabó?"
RIDE = "Un ciclista recorre 100 m en 5 s. ¿Qué velocidad lleva?"
DROP = "Se deja caer una piedra desde 45 m. ¿Con qué velocidad llega al suelo? g = 10 m/s²"
WAY = "Un coche que va a 20 m/s acelera durante 5 s con aceleración 2 m/s². ¿Qué espacio recorre?"
TRAIN = "¿Cuánto tiempo tardará un tren que circula a 90 km/h en recorrer 225 km?"
UP = "Se lanza verticalmente hacia arriba un balón a 15 m/s. ¿Cuánto tiempo tarda en alcanzar la altura máxima? g = 10 m/s²"
FAR = "Un coche sale del reposo con a = 3 m/s². ¿Cuánto tarda en recorrer 150 m?"
TWO = "Un tren va a 72 km/h y frena hasta pararse en 40 s. Calcula la aceleración y el espacio recorrido."


def solved(text: str, lang: Lang = "es") -> Solution:
    problem = subject.parse(text, lang)
    assert isinstance(problem, Problem), problem
    solution = subject.solve(problem)
    assert isinstance(solution, Solution)
    return solution


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("es", "Ana tarda 20 s más que Luis en recorrer 200 m. ¿A qué velocidad va Ana?"),
        ("es", "Un coche va 10 km/h más rápido que un camión que va a 80 km/h. ¿Qué distancia recorre en 2 h?"),
        ("en", "A car is 5 m/s faster than a bus moving at 15 m/s. How far does the car go in 10 s?"),
        ("es", "Un coche sale a las 9 h a 80 km/h. ¿Qué distancia recorre?"),
        ("en", "A bus leaves at 8 h and drives at 50 km/h. How far does it go?"),
        ("es", "Un tren de 100 m de longitud circula a 72 km/h. ¿Cuánto tarda en cruzar un puente?"),
        ("en", "A 200 m long train moves at 20 m/s. How long does it take to cross a bridge?"),
        ("es", "Un chico de 1,7 m de altura camina a 2 m/s. ¿Cuánto tarda en llegar al colegio?"),
        ("es", "Un conductor tarda 1 s en pisar el freno. Va a 20 m/s y frena en 40 m. ¿Qué aceleración lleva?"),
        ("es", "Un coche parte del reposo y va a velocidad constante de 20 m/s durante 10 s. ¿Qué distancia recorre?"),
        ("es", "Un coche va a 20 m/s durante 10 s y frena a 2 m/s². ¿Qué distancia recorre?"),
        ("es", "Se lanza una piedra hacia abajo a 5 m/s. ¿A qué altura se encuentra al cabo de 2 s? g = 10 m/s²"),
        ("es", "Se deja caer una piedra a un pozo y se oye el golpe a los 3 s. ¿Qué profundidad tiene el pozo?"),
    ],
)  # fmt: skip
def test_differences_clock_times_sizes_and_phases_are_not_read_as_data(lang: Lang, text: str) -> None:
    assert isinstance(subject.parse(text, lang), Unsolved)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("es", "Un coche que va a 20 m/s frena a 5 m/s². ¿Qué distancia recorre en 6 s?"),
        ("en", "A ball is thrown upwards at 20 m/s. How fast is it going after 6 s? Take g = 10 m/s²"),
    ],
)
def test_a_motion_that_has_ended_by_then_is_inconsistent(lang: Lang, text: str) -> None:
    assert subject.parse(text, lang) == Unsolved("inconsistent")


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("Datos:\n- velocidad inicial: 36 km/h\n- aceleración: 2 m/s²\n- tiempo: 5 s\nCalcula la velocidad final.", 20, "m/s"),
        ("Un tren de 100 m de longitud circula a 20 m/s. ¿Cuánto tarda en pasar por delante de un poste?", 5, "s"),
        ("La lluvia cae a 8 m/s desde 400 m con velocidad constante. ¿Cuánto tarda en llegar al suelo?", 50, "s"),
        ("Un coche frena con aceleración de 3 m/s² hasta pararse en 54 m. ¿Cuánto tardó en detenerse?", 6, "s"),
        ("Se deja caer una piedra a un pozo y tarda 3 s en llegar al fondo. ¿Qué profundidad tiene? (g = 10 m/s²)", 45, "m"),
        ("Un coche va a velocidad constante de 20 m/s y frena a 5 m/s². ¿Cuánto tarda en detenerse?", 4, "s"),
        ("Un coche acelera desde 10 m/s durante 5 s a 2 m/s². ¿Qué velocidad alcanza?", 20, "m/s"),
    ],
)  # fmt: skip
def test_lists_steady_falls_and_past_tenses_are_read(text: str, value: float, unit: str) -> None:
    answer = solved(text).answer.value
    assert (answer["value"], answer["unit"]) == (value, unit)


@pytest.mark.parametrize(
    ("text", "attempt", "final"),
    [
        (GAIN, "v² = v0² + 2as", False),
        (GAIN, "vf^2 = vi^2 + 2ad", False),
        (GAIN, "v^2-v0^2=2aΔx", False),
        (WAY, "s = ut + 1/2at^2", False),
        (BRAKE, "s=-v0²/2a", False),
        (BRAKE, "0 = 900 - 12s", False),
        (BRAKE, "12 s = 900", False),
        (DROP, "v = √900 = 30 m/s", True),
        (DROP, "v = √2gh", False),
        (FAR, "t=√(2s/a)=√100 = 10 s", True),
        (UP, "t = v0/g = 1,5 s", True),
        (RIDE, "v=s:t", False),
        (RIDE, "100 entre 5 = 20 m/s", True),
        (RIDE, "e = 100m t=5s", False),
        (START, "v0=0 a=2 t=5", False),
        (START, "a=2m/s2 t=5s v0=0m/s", False),
        (START, "it's 10 m/s", True),
        (START, "1) v = v0 + a·t\n2) v = 0 + 2·5\n3. v = 10 m/s", True),
        (START, "paso 2: v = 10 m/s", True),
        (START, "- v0 = 0 m/s\n- a = 2 m/s²", False),
        (TWO, "a) -0,5 m/s²\nb) 400 m", True),
        (TRAIN, "2 h 30 min", True),
        (TRAIN, "2 horas y media", True),
        (TRAIN, "t = 225000/25 = 9000 s", True),
        (TWO, "-0,5 m/s² y 400 m", True),
        (WAY, "20·5 = 100", False),
        (WAY, "5² = 25", False),
    ],
)
def test_right_work_is_right_in_the_spelling_of_keyboards(text: str, attempt: str, final: bool) -> None:
    verdict = subject.check(solved(text), attempt, "es")
    assert (verdict.outcome, verdict.final) == ("right", final)


@pytest.mark.parametrize(
    ("text", "attempt"),
    [
        (START, "a=2m/s2 t=6s v0=0m/s"),
        (TRAIN, "2h 50min"),
        (DROP, "v = √90 = 9,49 m/s"),
        (GAIN, "v = √225 + √400 = 35 m/s"),
        (WAY, "20·5 = 100 m"),
        (WAY, "s = 20·5"),
        (GAIN, "v² = v0² + 4as"),
        (START, "10 kg"),
        (UP, "t = g/v0 = 1,5 s"),
    ],
)
def test_wrong_work_stays_wrong_in_the_spelling_of_keyboards(text: str, attempt: str) -> None:
    assert subject.check(solved(text), attempt, "es").outcome == "wrong"


@pytest.mark.parametrize(
    "attempt",
    [
        *("no es 10 m/s", "no creo que sea 10 m/s", "v ≠ 10 m/s", "v != 10 m/s", "it isn't 10 m/s", "más de 10 m/s"),
        *("between 9 and 11 m/s", "tengo 3 hermanos", "estoy en 3º de ESO", "no entiendo el apartado 2", "tengo 10 años"),
    ],
)  # fmt: skip
def test_a_number_that_is_denied_or_counts_something_else_is_no_attempt(attempt: str) -> None:
    assert subject.check(solved(START), attempt, "es").outcome == "unreadable"


@pytest.mark.parametrize(
    ("text", "reached", "equation", "allowed"),
    [
        (RIDE, 0, "5·20 = 100", False),
        (RIDE, 0, "s = 5·20", False),
        (TRAIN, 0, "90·2,5 = 225", False),
        (TRAIN, 0, "2 h 30 min", False),
        (DROP, 0, "v0 = 0 m/s", True),
        (START, 3, "v = 2·5", True),
        (START, 3, "v = 20/2", False),
        (START, 2, "v = 2·5", False),
        (START, 3, "v = 10 m/s", False),
    ],
)
def test_a_reply_may_say_what_is_reached_and_no_factor_of_what_is_not(
    text: str, reached: int, equation: str, allowed: bool
) -> None:
    assert subject.allows(equation, solved(text), reached) is allowed
