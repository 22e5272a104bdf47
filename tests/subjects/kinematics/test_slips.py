"""Wrong lines of students are named: the slip behind each, in the motions of a class."""

from __future__ import annotations

import pytest

from subjects.kinematics import subject
from subjects.problem import Problem, Solution

ON = "Un coche va a 10 m/s y acelera a 2 m/s² durante 6 s. ¿Qué distancia recorre?"
UP = "Se lanza una pelota verticalmente hacia arriba a 30 m/s. ¿Qué altura máxima alcanza? (g = 10 m/s²)"
RIDE = "Un ciclista recorre 12 km en 40 min. ¿Cuál es su velocidad en m/s?"
BRAKE = "Un coche que circula a 90 km/h frena y se detiene en 5 s. Calcula la aceleración."
SPEEDS = "Un coche acelera de 10 m/s a 20 m/s en 75 m. Calcula la aceleración."
TRAIN = "Un tren de 120 m de longitud cruza un puente de 280 m a 72 km/h. ¿Cuánto tarda en cruzarlo por completo?"
ECHO = "Una niña oye el eco de su grito a los 3 s. El sonido va a 340 m/s. ¿A qué distancia está la montaña?"
PLACE = "La posición de un móvil viene dada por x = 5 + 2t − t² (SI). Calcula su posición en t = 3 s."
SPEED = "La posición de un móvil viene dada por x = 5 + 2t − t² (SI). Calcula su velocidad en t = 3 s."
RIVER = (
    "Una barca cruza perpendicularmente un río de 120 m de ancho a 4 m/s. La corriente lleva 3 m/s. ¿Cuánto tarda en cruzar "
    "y cuál es la velocidad resultante?"
)
BALLOON = (
    "Desde un globo que asciende a 5 m/s se suelta un saco cuando está a 30 m de altura. ¿Cuánto tarda en llegar al suelo? "
    "(g = 10 m/s²)"
)
TWO = (
    "Se lanza una pelota verticalmente hacia arriba a 20 m/s. a) ¿Qué altura máxima alcanza? b) ¿Cuánto tarda en volver al "
    "suelo? (g = 10 m/s²)"
)
WRONG = [
    (ON, "s = 10 + ½·2·6² = 46 m", "unlike_quantities"),
    (ON, "s = 10·6 - ½·2·6² = 24 m", "sign_of_term"),
    (ON, "s = ½·2·6² = 36 m", "initial_velocity_ignored"),
    (UP, "h = 30·3 + ½·10·3² = 135 m", "sign_of_gravity"),
    (UP, "0 = 30 + 10·t", "sign_of_gravity"),
    (RIDE, "40 min = 4000 s", "conversion_factor"),
    (RIDE, "v = 12000/40 = 300 m/s", "time_units"),
    (BRAKE, "90 km/h = 90·3,6 = 324 m/s", "conversion_inverted"),
    (SPEEDS, "a = (20 - 10)²/(2·75) = 0,67 m/s²", "square_of_difference"),
    (TRAIN, "t = 280/20 = 14 s", "length_ignored"),
    (TRAIN, "t = 400/72 = 5,56 s", "kmh_as_ms"),
    (ECHO, "d = 340·3 = 1020 m", "there_and_back"),
    (PLACE, "x = 5 + 2·3 + 3² = 20 m", "sign_of_term"),
    (PLACE, "x = 5 + 2·3 - 3·2 = 5 m", "squared_time_forgotten"),
    (PLACE, "x = 2·3 - 3² = -3 m", "start_position_ignored"),
    (SPEED, "a = -1 m/s²", "half_forgotten"),
    (ECHO, "1020 m", "there_and_back"),
    (BALLOON, "v0 = 0 m/s", "initial_velocity_ignored"),
    (SPEED, "v = 2 - 3 = -1 m/s", "half_forgotten"),
    (RIVER, "v = 4 + 3 = 7 m/s", "components_added"),
    (RIVER, "t = 120/3 = 40 s", "components_swapped"),
    (BALLOON, "t = √(2·30/10) = 2,45 s", "initial_velocity_ignored"),
    (TWO, "b) t = 2 s", "half_flight"),
]
RIGHT = [
    (TWO, "a) h = 20 m\nb) t = 4 s"),
    (TWO, "b) t = 2 s\nt = 2·2 = 4 s"),
    (PLACE, "x = 5 + 2·3 - 3² = 2 m"),
    (SPEED, "v = 2 - 2·3 = -4 m/s"),
    (SPEED, "a = -2 m/s²"),
    (TRAIN, "s = 120 + 280 = 400 m"),
    (ECHO, "d = 340·1,5 = 510 m"),
    (ECHO, "3/2 = 1,5 s"),
    (ECHO, "t = 1,5 s"),
    (TWO, "a) 20 m b) 4 s"),
    (RIVER, "v = √(4² + 3²) = 5 m/s"),
    (BALLOON, "0 = 30 + 5t - 5t²"),
]


def solved(text: str) -> Solution:
    problem = subject.parse(text, "es")
    assert isinstance(problem, Problem), problem
    solution = subject.solve(problem)
    assert isinstance(solution, Solution)
    return solution


@pytest.mark.parametrize(("text", "line", "name"), WRONG)
def test_a_wrong_line_is_named(text: str, line: str, name: str) -> None:
    verdict = subject.check(solved(text), line, "es")
    assert (verdict.outcome, verdict.misconception) == ("wrong", f"kinematics.{name}")


def test_the_way_there_and_back_worked_out_without_a_name_is_neither_right_nor_wrong() -> None:
    assert subject.check(solved(ECHO), "340·3 = 1020 m", "es").outcome == "unknown"


@pytest.mark.parametrize(("text", "line"), RIGHT)
def test_a_right_line_of_the_same_kind_is_right(text: str, line: str) -> None:
    assert subject.check(solved(text), line, "es").outcome == "right"
