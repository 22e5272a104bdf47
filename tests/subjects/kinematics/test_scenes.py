"""Texts of several moments, directions, bodies and legs are read, planned and solved; what is not sure is not read."""

from __future__ import annotations

import pytest

from subjects.kinematics import subject
from subjects.problem import Lang, Problem, Solution, Unsolved

READ: tuple[tuple[Lang, str, tuple[float, ...]], ...] = (
    (
        "es",
        "Un móvil sale del reposo con 2 m/s² de aceleración. a) ¿Qué velocidad lleva a los 5 "
        "s? b) ¿Cuánto tarda en alcanzar 30 m/s? c) ¿Qué espacio ha recorrido en 10 s?",
        (10, 15, 100),
    ),
    (
        "es",
        "Un tren va a 72 km/h y frena a razón de 0,5 m/s². Calcula: a) ¿Cuánto tiempo tarda en "
        "detenerse? b) ¿Qué velocidad lleva a los 10 s?",
        (40, 15),
    ),
    (
        "en",
        "A car starts from rest and accelerates at 3 m/s^2. a) What is its speed after 6 s? b) "
        "How far does it travel in that time?",
        (18, 54),
    ),
    (
        "es",
        "Se lanza verticalmente hacia arriba un balón a 20 m/s. a) ¿Qué altura máxima alcanza? "
        "b) ¿Cuánto tarda en volver al suelo? c) ¿Con qué velocidad llega al suelo? g = 10 "
        "m/s²",
        (20, 4, 20),
    ),
    (
        "es",
        "Desde una terraza de 100 m de altura se lanza hacia arriba una piedra con una "
        "velocidad de 15 m/s. ¿Cuánto tarda en llegar al suelo?",
        (6.2997,),
    ),
    (
        "en",
        "A ball is thrown straight up and returns to the thrower's hand after 4 s. Find its "
        "initial speed and the maximum height.",
        (19.6, 19.6),
    ),
    (
        "es",
        "Se deja caer una bola desde 80 m. a) ¿A qué altura se encuentra a los 2 s? b) ¿Cuánto "
        "tarda en llegar al suelo? g = 10 m/s²",
        (60, 4),
    ),
    (
        "en",
        "A stone is thrown downwards at 5 m/s from a bridge 30 m above the water. How long "
        "does it take to hit the water and with what speed does it hit it?",
        (2.0165, 24.762),
    ),
    (
        "es",
        "Se lanza horizontalmente una piedra a 20 m/s desde lo alto de un acantilado de 80 m. "
        "a) ¿Cuánto tarda en llegar al agua? b) ¿A qué distancia de la base cae? c) ¿Con qué "
        "velocidad impacta? (g = 10 m/s²)",
        (4, 80, 44.7214),
    ),
    (
        "es",
        "Una avioneta que vuela a 720 km/h a 500 m de altura suelta un paquete. ¿A qué "
        "distancia horizontal cae? g = 10 m/s²",
        (2000,),
    ),
    (
        "es",
        "Se lanza un proyectil a 40 m/s con un ángulo de 30º sobre la horizontal. Calcula la "
        "altura máxima, el tiempo de vuelo y el alcance. g = 10 m/s²",
        (20, 4, 138.564),
    ),
    (
        "en",
        "A projectile is fired at 50 m/s at 60° to the horizontal. Find the components of its "
        "initial velocity.",
        (25, 43.3013),
    ),
    (
        "es",
        "Un balón sale con una velocidad de 25 m/s y un ángulo de 37°. ¿Cuál es su posición a "
        "los 2 s? Se lanza desde el suelo, g = 10 m/s²",
        (39.9318, 10.0908),
    ),
    (
        "es",
        "Dos trenes salen a la vez de dos ciudades A y B separadas 300 km, uno al encuentro "
        "del otro, a 90 km/h y 60 km/h. ¿Cuánto tardan en cruzarse? ¿A qué distancia de A se "
        "cruzan?",
        (2, 180),
    ),
    (
        "en",
        "A thief runs at 5 m/s. A police officer 30 m behind chases him at 8 m/s. How long "
        "does it take to catch him?",
        (10,),
    ),
    (
        "es",
        "Un camión sale a 80 km/h. Una hora después sale un coche en la misma dirección a 100 "
        "km/h. ¿Cuánto tarda en alcanzarlo y a qué distancia de la salida?",
        (4, 400),
    ),
    (
        "es",
        "Una moto pasa a 108 km/h junto a un coche parado, que en ese instante arranca con una "
        "aceleración de 3 m/s². ¿Cuánto tarda en alcanzarla? ¿Qué velocidad lleva en ese "
        "momento?",
        (20, 60),
    ),
    (
        "es",
        "Un coche hace 100 km a 50 km/h y después 100 km a 100 km/h. ¿Cuál es su velocidad "
        "media?",
        (66.6667,),
    ),
    (
        "en",
        "A cyclist rides at 20 km/h for 1.5 h and then at 30 km/h for 0.5 h. Find the total "
        "distance and the average speed.",
        (45, 22.5),
    ),
    (
        "es",
        "Un móvil recorre la mitad del camino a 40 km/h y la otra mitad a 60 km/h. ¿Cuál es su "
        "velocidad media?",
        (48,),
    ),
    (
        "es",
        "Un tranvía parte del reposo y acelera a 2 m/s² durante 10 s, luego mantiene la "
        "velocidad constante durante 20 s y finalmente frena hasta pararse en 5 s. Halla la "
        "distancia total recorrida.",
        (550,),
    ),
    (
        "es",
        "Una conductora circula a 90 km/h. Su tiempo de reacción es de 0,8 s y frena a 5 m/s². "
        "¿Qué distancia total recorre hasta detenerse?",
        (82.5,),
    ),
    ("es", "La posición de un móvil viene dada por x = 5 + 2t − t² (en unidades del SI). Calcula su posición en t = 3 s.", (2,)),
    ("es", "Un móvil se mueve según la ecuación x(t) = 3t² + 2t + 1 (SI). Halla la velocidad a los 4 s.", (26,)),
    ("es", "El movimiento de un objeto sigue s = 20 − 4t (m y s). ¿En qué instante pasa por el origen?", (5,)),
    ("es", "La ecuación de un móvil es x = 4t − t² (SI). ¿En qué instante vuelve al origen?", (4,)),
    (
        "en", "The position of a particle is x = 2t² − 8 (SI units). What are its initial position, initial velocity and "
        "acceleration?", (-8, 0, 4),
    ),
    ("es", "La ecuación de la velocidad de un móvil es v = 20 − 4t (SI). ¿Cuánto tarda en pararse?", (5,)),
    ("en", "A train 120 m long crosses a bridge in 20 s at 72 km/h. How long is the bridge?", (280,)),
    ("es", "Un tren de 100 m de longitud tarda 15 s en cruzar un puente de 200 m. ¿Cuál es su velocidad?", (20,)),
    ("es", "Una persona grita frente a una montaña y oye el eco a los 3 s. Sonido: 340 m/s. ¿A qué distancia está?", (510,)),
    ("en", "You see lightning and hear the thunder 4 s later. The speed of sound is 340 m/s. How far away was it?", (1360,)),
    (
        "en", "A boat heads straight across a river 200 m wide at 5 m/s. The current flows at 2 m/s. How long does it take to "
        "cross and how far downstream does it land?", (40, 80),
    ),
    (
        "es", "Una lancha que navega a 12 m/s en aguas tranquilas sube por un río cuya corriente es de 4 m/s. ¿Cuánto tarda en "
        "recorrer 400 m aguas arriba?", (50,),
    ),
    ("es", "Se deja caer un objeto desde 80 m. ¿Qué espacio recorre en el último segundo de caída? g = 10 m/s²", (35,)),
    ("es", "Un coche parte del reposo con aceleración de 2 m/s². ¿Qué distancia recorre durante el quinto segundo?", (9,)),
    (
        "es", "Desde un globo que asciende a 5 m/s se suelta un saco cuando está a 30 m de altura. ¿Cuánto tarda en llegar al "
        "suelo? (g = 10 m/s²)", (3,),
    ),
    ("en", "A particle moves from the point (1, 2) m to the point (4, 6) m. Find the magnitude of its displacement.", (5,)),
    (
        "es", "La distancia de la Tierra a la Luna es 3,84·10⁵ km. ¿Cuánto tarda en llegar la luz? (velocidad de la luz: 3·10⁵ "
        "km/s)", (1.28,),
    ),
    ("en", "A v-t graph shows that a car speeds up uniformly from 5 m/s to 17 m/s in 6 s. Find its acceleration.", (2,)),
    (
        "es", "Un tren arranca con una aceleración de 0,5 m/s² hasta alcanzar 20 m/s, luego mantiene esa velocidad durante 5 "
        "minutos y finalmente frena con una aceleración de 1 m/s² hasta pararse. Calcula el tiempo total.", (360,),
    ),
    (
        "es", "Dos ciudades distan 180 km. De A sale un coche a 70 km/h y de B, a la vez, otro a 50 km/h hacia A. ¿Cuánto tardan "
        "en encontrarse y a qué distancia de A?", (1.5, 105),
    ),
)  # fmt: skip

NOT_READ: tuple[tuple[Lang, str], ...] = (
    ("es", "Se lanza una piedra hacia arriba a 20 m/s y 2 s después otra a 25 m/s. ¿Cuándo se encuentran?"),
    ("es", "Un coche parte del reposo con 2 m/s². ¿Qué distancia recorre durante el tercer segundo? ¿Y a los 5 s?"),
    ("es", "Se lanza hacia arriba un cohete con 30 m/s desde una altura de 10 m. ¿En qué instante pasa por 20 m de altura?"),
    ("es", "Un balón se lanza a 20 m/s con un ángulo de 40° y hay una valla a 15 m. ¿Pasa por encima?"),
    ("es", "Un autobús arranca a 1 m/s² y un viajero que está a 10 m detrás corre a 5 m/s. ¿Cuándo lo alcanza?"),
    ("en", "Two cars leave two towns at 60 km/h and 80 km/h. When do they meet?"),
    ("en", "A bus travels at 20 m/s for a while and then accelerates at 2 m/s² for 5 s. How far does it travel in total?"),
    ("es", "Un conductor va a 90 km/h, tarda 0,5 s en reaccionar y frena a 6 m/s². ¿Chocará con un árbol a 60 m?"),
    ("es", "La posición de un móvil es x = 2 + 3t + t² (SI). Calcula la velocidad media entre t = 1 s y t = 3 s."),
    ("en", "A body moves with x = 10 + 5t (SI). Find the position at t = 0 and at t = 4 s."),
    ("es", "La posición de un móvil es x = 10 − 6t + t² (SI). ¿Qué distancia recorre en los primeros 5 s?"),
    ("es", "La ecuación de un móvil es x = 6 − 5t + t² (SI). ¿En qué instante pasa por el origen?"),
    ("es", "La posición de una partícula es x = 3t² + 2 en cm y segundos. Calcula la velocidad a los 2 s."),
    ("es", "Dos móviles siguen las ecuaciones x = 2t y x = 10 − 3t (SI). ¿Cuándo se encuentran?"),
    ("es", "Un tren de 100 m de longitud a 20 m/s se cruza con otro de 150 m a 30 m/s. ¿Cuánto tardan en cruzarse?"),
    ("es", "Un tren de 120 m a 20 m/s está completamente dentro de un túnel de 500 m. ¿Durante cuánto tiempo?"),
    ("es", "Un niño oye el eco de su voz 2 s después de gritar. El sonido viaja a 340 m/s. ¿Qué distancia recorre el sonido?"),
    ("es", "Un coche va a 20 m/s hacia una montaña y oye el eco a los 4 s. El sonido va a 340 m/s. ¿A qué distancia está?"),
    ("es", "Una barca cruza un río de 80 m de ancho a 4 m/s con una corriente de 3 m/s. ¿Qué ángulo debe llevar?"),
    ("es", "Un nadador nada a 2 m/s río arriba y vuelve río abajo; la corriente es de 1 m/s y recorre 300 m. ¿Cuánto tarda?"),
    ("es", "Una piedra se deja caer desde 100 m. ¿Qué distancia recorre en los dos últimos segundos?"),
    ("es", "Un globo desciende a 5 m/s y a 60 m de altura se suelta un saco. ¿Cuánto tarda en llegar al suelo?"),
    ("es", "Un globo asciende a 6 m/s durante 10 s y entonces se suelta un saco. ¿Cuánto tarda en llegar al suelo?"),
    ("es", "La Luna está a 384 000 km. ¿Cuánto tarda un láser en ir y volver si la velocidad de la luz es 300 000 km/s?"),
    ("es", "De Madrid sale un tren a 80 km/h y de Toledo sale otro a 60 km/h hacia Cuenca. Distan 70 km. ¿Cuándo se encuentran?"),
    ("es", "Desde una barca que va a 3 m/s se lanza una pelota a 10 m/s con un ángulo de 30º. ¿Qué alcance tiene?"),
)  # fmt: skip


@pytest.mark.parametrize(("lang", "text", "values"), READ)
def test_a_text_with_several_moments_bodies_or_legs_is_solved(
    lang: Lang, text: str, values: tuple[float, ...]
) -> None:
    problem = subject.parse(text, lang)
    assert isinstance(problem, Problem), problem
    solution = subject.solve(problem)
    assert isinstance(solution, Solution)
    found = [answer.value["value"] for _, answer in subject.parts(solution)]
    assert (found or [solution.answer.value["value"]]) == pytest.approx(list(values), rel=1e-3)
    assert solution.answer.value["value"] == pytest.approx(values[-1], rel=1e-3)


@pytest.mark.parametrize("side", ["1 " * 900 + "^", "11111" * 380 + "/", "2 t " * 450 + "z", "t " * 900 + "*", "- " * 900])
def test_an_endless_equation_is_refused(side: str) -> None:
    assert isinstance(subject.parse(f"x = {side} (SI). ¿Dónde está a los 3 s?"[:2000], "es"), Unsolved)


@pytest.mark.parametrize(("lang", "text"), NOT_READ)
def test_what_could_mean_two_things_or_needs_more_is_not_read(lang: Lang, text: str) -> None:
    assert isinstance(subject.parse(text, lang), Unsolved)


def test_letters_of_the_text_label_the_answers() -> None:
    problem = subject.parse(READ[0][1], "es")
    assert isinstance(problem, Problem)
    solution = subject.solve(problem)
    assert isinstance(solution, Solution)
    assert [label for label, _ in subject.parts(solution)] == ["a", "b", "c"]


def test_the_sign_convention_and_the_root_that_is_discarded_are_steps() -> None:
    problem = subject.parse(READ[4][1], "es")
    assert isinstance(problem, Problem)
    solution = subject.solve(problem)
    assert isinstance(solution, Solution)
    rules = [step.rule.removeprefix("kinematics.") for step in solution.steps]
    assert rules == ["data", "convention", "formula", "substitute", "roots", "discard"]
    assert solution.steps[4].after == "tf = 6.3 or tf = -3.24"


def test_a_conversion_is_its_own_step() -> None:
    problem = subject.parse(READ[16][1], "es")
    assert isinstance(problem, Problem)
    solution = subject.solve(problem)
    assert isinstance(solution, Solution)
    assert solution.steps[1].rule == "kinematics.convert"
    assert "vA = 30 m/s" in solution.steps[1].after


@pytest.mark.parametrize(
    ("lang", "text", "value", "unit"),
    [
        ("es", "Pasa 72 km/h a m/s", 20, "m/s"),
        ("en", "How many km/h is 12.5 m/s?", 45, "km/h"),
        ("es", "Un móvil tiene velocidad v = (3, 4) m/s. Halla su módulo.", 5, "m/s"),
        ("es", "Camina 30 m hacia el este y 40 m hacia el norte. ¿Cuál es el módulo del desplazamiento?", 50, "m"),
        ("en", "What angle does the velocity v = (5, 5) m/s make with the x axis?", 45, "deg"),
        ("es", "Dos motos salen del mismo sitio en sentidos opuestos a 60 km/h y 80 km/h. ¿Qué distancia las separa tras 2 h?",
         280, "km"),
    ],
)  # fmt: skip
def test_conversions_vectors_and_separations_are_solved(lang: Lang, text: str, value: float, unit: str) -> None:
    problem = subject.parse(text, lang)
    assert isinstance(problem, Problem), problem
    solution = subject.solve(problem)
    assert isinstance(solution, Solution)
    assert solution.answer.value["value"] == pytest.approx(value)
    assert solution.answer.value["unit"] == unit
