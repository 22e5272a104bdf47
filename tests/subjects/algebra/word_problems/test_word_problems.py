"""Word problems: read only where sure, solved to the known answer, set-ups and answers judged."""

# ruff: noqa: E501 - a pattern reads better on one line
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from subjects.algebra import subject
from subjects.algebra.word_problems import family
from subjects.algebra.word_problems.solving import answers_of
from subjects.kinematics import subject as kinematics
from subjects.problem import LANGS, LEVELS, Lang, Level, Problem, Solution, Unsolved, Verdict
from subjects.stoichiometry import subject as stoichiometry

SEEDS = st.integers(0, 10**9)
MANY = settings(max_examples=40, deadline=None)
AGES = "Ana tiene el doble de edad que Luis. Dentro de 10 años la suma de sus edades será 50. ¿Qué edad tiene cada uno?"
RECTANGLE = (
    "El largo de un rectángulo mide 3 m más que el ancho. Si su perímetro es 26 m, ¿cuánto mide el largo?"
)
FARM = "En una granja hay gallinas y conejos. Hay 35 cabezas y 94 patas. ¿Cuántas gallinas hay?"
SALE = "Una camiseta cuesta 24 € después de una rebaja del 20 %. ¿Cuál era el precio original?"
THREE = "La suma de tres números consecutivos es 72. Halla los números."
LATER = "Un padre tiene 40 años y su hijo 12. ¿Dentro de cuántos años la edad del padre será el doble que la del hijo?"


def solved(text: str, lang: Lang = "es") -> Solution:
    problem = subject.parse(text, lang)
    assert isinstance(problem, Problem), (text, problem)
    solution = subject.solve(problem)
    assert isinstance(solution, Solution), text
    return solution


def judged(text: str, attempt: str, lang: Lang = "es") -> Verdict:
    return subject.check(solved(text, lang), attempt, lang)


@pytest.mark.parametrize(
    ("text", "lang", "answer"),
    [
        ("El doble de un número más 3 es 15", "es", {"x": "6"}),
        ("El triple de un número menos su mitad es 20. ¿Cuál es el número?", "es", {"x": "8"}),
        ("Si al doble de un número le restamos 5 obtenemos 15. ¿Qué número es?", "es", {"x": "10"}),
        ("Dos números suman 20 y su diferencia es 4. ¿Cuáles son?", "es", {"x": "12", "y": "8"}),
        ("Halla dos números sabiendo que uno es el triple del otro y que suman 48", "es", {"x": "36", "y": "12"}),
        ("Un número es 5 unidades mayor que otro y entre los dos suman 31. Halla los números.", "es", {"x": "18", "y": "13"}),
        (THREE, "es", {"x": "23", "y": "24", "z": "25"}),
        ("La suma de dos números pares consecutivos es 46. Hállalos", "es", {"x": "22", "y": "24"}),
        ("La tercera parte de un número más su mitad es 10", "es", {"x": "12"}),
        ("El 20 % de un número es 15. ¿Cuál es el número?", "es", {"x": "75"}),
        (AGES, "es", {"Ana": "20", "Luis": "10"}),
        ("Un padre tiene el triple de edad que su hijo. Dentro de 10 años, tendrá el doble. ¿Qué edad tiene cada uno?", "es", {"father": "30", "son": "10"}),
        ("Reparte 120 € entre Ana y Luis de modo que Ana reciba el doble que Luis.", "es", {"Ana": "80", "Luis": "40"}),
        ("Reparte 100 € en partes proporcionales a 2, 3 y 5", "es", {"first": "20", "second": "30", "third": "50"}),
        ("En un triángulo, el segundo ángulo es el doble del primero y el tercero es 20º mayor que el primero. Calcula los ángulos.", "es", {"first": "40", "second": "80", "third": "60"}),
        ("2 cuadernos y 3 bolígrafos cuestan 12 €; 1 cuaderno y 2 bolígrafos cuestan 7 €. ¿Cuánto cuesta cada cosa?", "es", {"cuaderno": "3", "boligrafo": "2"}),
        ("The sum of two numbers is 20 and one is 4 more than the other. Find the numbers.", "en", {"x": "12", "y": "8"}),
        ("En una clase hay 30 alumnos. Hay 4 chicas más que chicos. ¿Cuántas chicas hay?", "es", {"girls": "17"}),
        ("There are 28 students in a class. There are 6 more girls than boys. How many boys are there?", "en", {"boys": "11"}),
        ("5 less than three times a number is 16", "en", {"x": "7"}),
        ("Find three consecutive integers whose sum is 48", "en", {"x": "15", "y": "16", "z": "17"}),
        ("John has 3 times as many euros as Ann. Together they have 48 €. How much does each have?", "en", {"John": "36", "Ann": "12"}),
    ],
)  # fmt: skip
def test_stories_are_read_and_solved(text: str, lang: Lang, answer: dict[str, str]) -> None:
    assert solved(text, lang).answer.value == [answer]


@pytest.mark.parametrize(
    ("text", "lang", "value", "unit"),
    [
        (RECTANGLE, "es", 8, "m"),
        (
            "Luis gastó la mitad de su dinero y después la tercera parte de lo que le quedaba. Si aún le quedan 12 €, ¿cuánto tenía al principio?",
            "es",
            36,
            "€",
        ),
        (
            "¿Cuántos kg de café de 8 €/kg hay que mezclar con 20 kg de café de 12 €/kg para que la mezcla salga a 9 €/kg?",
            "es",
            60,
            "kg",
        ),
        (SALE, "es", 30, "€"),
        (LATER, "es", 16, "years"),
        (
            "Mary is 4 years older than John. In 5 years, the sum of their ages will be 44. How old is Mary?",
            "en",
            19,
            "years",
        ),
        ("After a 25% discount a jacket costs $60. What was the original price?", "en", 80, "$"),
    ],
)
def test_one_asked_quantity_has_its_unit(text: str, lang: Lang, value: int, unit: str) -> None:
    found = solved(text, lang).answer
    assert (found.kind, found.value["value"], found.value["unit"]) == ("quantity", value, unit)


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("El producto de dos números es 20 y su suma es 7", "es"),
        ("El producto de dos números es 20", "es"),
        ("El producto de tres números consecutivos es 60. ¿Cuáles son?", "es"),
        ("Un rectángulo tiene un área de 40 cm². ¿Cuánto miden sus lados?", "es"),
        ("La suma de las edades de Ana y Luis es 13 y el producto de sus edades es 40. ¿Qué edad tiene Ana?", "es"),
        ("El doble de un número cuyo producto es 12", "es"),
        ("La suma de los cubos de dos números es 20 y su suma es 2", "es"),
        ("Ana tiene 12 años y Luis es un poco mayor. ¿Qué edad tiene Luis?", "es"),
        ("Ana tiene el doble de edad que Luis. ¿Qué edad tiene cada uno?", "es"),
        ("Un coche sale a 90 km/h y otro a 60 km/h. ¿Cuándo se encuentran?", "es"),
        (
            "3 cuadernos y 2 lápices cuestan 12 €. Un cuaderno cuesta 2 € más que un lápiz. ¿Cuánto cuesta un lápiz?",
            "es",
        ),
        ("La suma de las cifras de un número es 9", "es"),
        ("Resuelve 2x + 3 = 15", "es"),
        ("Two numbers are such that one is bigger", "en"),
    ],
)
def test_what_is_not_surely_understood_is_refused(text: str, lang: Lang) -> None:
    assert isinstance(family.parse(text, lang), Unsolved)


@pytest.mark.parametrize("other", [kinematics, stoichiometry])
def test_stories_of_other_subjects_are_none_of_algebra(other: object) -> None:
    for seed in range(120):
        rng, lang, level = Random(seed), LANGS[seed % 2], LEVELS[seed % len(LEVELS)]
        text = other.generate(rng, lang, level).text  # type: ignore[attr-defined]
        found = family.parse(text, lang)
        assert isinstance(found, Unsolved) and found.why == "no_problem", text


@pytest.mark.parametrize(
    ("text", "attempt", "final"),
    [
        (AGES, "x = 2y; x + 10 + y + 10 = 50", False),
        (AGES, "A = 2L", False),
        (AGES, "x + 2x + 20 = 50", False),
        (AGES, "Ana tiene 20 años y Luis 10 años", True),
        (AGES, "20 y 10", True),
        (THREE, "(x-1)+x+(x+1)=72", False),
        (THREE, "son 23, 24 y 25", True),
        (SALE, "0,8x = 24", False),
        (SALE, "el precio era 30 €", True),
        (RECTANGLE, "2x+2(x+3)=26", False),
        (FARM, "2x + 4(35-x) = 94", False),
        (FARM, "hay 23 gallinas y 12 conejos", True),
        (LATER, "40 + x = 2(12 + x)", False),
        (LATER, "dentro de 16 años", True),
    ],
)
def test_set_ups_in_any_letters_and_answers_in_words_are_right(text: str, attempt: str, final: bool) -> None:
    verdict = judged(text, attempt)
    assert (verdict.outcome, verdict.final) == ("right", final)


@pytest.mark.parametrize(
    ("text", "attempt", "name"),
    [
        (AGES, "2A = L", "reversal"),
        (AGES, "x = edad de Ana, y = edad de Luis; 2x = y", "reversal"),
        (AGES, "x + y + 10 = 50", "time_for_one_only"),
        (AGES, "Ana 10 y Luis 20", "other_unknown"),
        (THREE, "x + 2x + 3x = 72", "consecutive_as_multiples"),
        ("El doble de un número más 3 es 15", "x + 2 + 3 = 15", "times_as_plus"),
        ("El triple de un número menos 5 es 16", "5 - 3x = 16", "subtraction_reversed"),
        (SALE, "28,80 €", "percentage_of_wrong_base"),
        (SALE, "x - 20 = 24", "percentage_as_amount"),
        (RECTANGLE, "x + x + 3 = 26", "half_perimeter"),
        (RECTANGLE, "5 m", "other_unknown"),
        (FARM, "g + c = 35, 4g + 2c = 94", "weights_swapped"),
        (LATER, "40 = 2(12 + x)", "time_for_one_only"),
    ],
)
def test_wrong_set_ups_and_answers_are_named(text: str, attempt: str, name: str) -> None:
    verdict = judged(text, attempt)
    assert (verdict.outcome, verdict.misconception) == ("wrong", f"algebra.{name}")


def test_a_number_without_its_unit_is_incomplete_and_a_wrong_unit_wrong() -> None:
    assert judged(RECTANGLE, "8").missing == ("unit",)
    assert judged(RECTANGLE, "8 cm").outcome == "wrong"


@pytest.mark.parametrize("attempt", ["31 €", "29 €", "-30 €", "300 €", "3 €"])
def test_wrong_answers_are_wrong(attempt: str) -> None:
    assert judged(SALE, attempt).outcome == "wrong"


@MANY
@given(SEEDS)
def test_generated_stories_are_solved_and_checked(seed: int) -> None:
    rng, lang = Random(seed), LANGS[seed % 2]
    level: Level = LEVELS[seed % len(LEVELS)]
    exercise = family.generate(rng, lang, level)
    assert subject.parse(exercise.text, lang) == exercise.problem
    solution = subject.solve(exercise.problem)
    assert isinstance(solution, Solution)
    for step, done in enumerate(solution.steps):
        assert step == 0 or done.before == solution.steps[step - 1].after
        right = subject.check(solution, subject.attempt_line(solution, step, rng, lang), lang, (), step)
        assert (right.outcome, right.reached >= step + 1) == ("right", True), done
        for name, line in subject.mistakes(solution, step, rng, lang):
            wrong = subject.check(solution, line, lang)
            assert (wrong.outcome, wrong.misconception is not None) == ("wrong", True), (name, line)
        for line in done.after.split("; "):
            assert subject.allows(line, solution, len(solution.steps)) is True


@MANY
@given(SEEDS)
def test_wrong_answers_to_generated_stories_are_wrong(seed: int) -> None:
    lang: Lang = LANGS[seed % 2]
    exercise = family.generate(Random(seed), lang, LEVELS[seed % len(LEVELS)])
    solution = subject.solve(exercise.problem)
    assert isinstance(solution, Solution)
    found = list(answers_of(exercise.problem.data).values())
    unit = exercise.problem.data.unit if len(found) == 1 else ""
    for wrong in (-found[0], found[0] + 1, found[0] - 1, found[0] * 10, found[0] / 10):
        said = [wrong, *found[1:]]
        if sorted(said) != sorted(found):
            text = " y ".join(subject.show(str(each), lang) for each in said)
            assert subject.check(solution, f"{text} {unit}", lang).outcome == "wrong", (exercise.text, text)


@pytest.mark.parametrize("lang", LANGS)
def test_every_step_can_be_spoken(lang: Lang) -> None:
    rng, bank = Random(5), subject.phrases
    for seed in range(60):
        exercise = family.generate(Random(seed), lang, LEVELS[seed % len(LEVELS)])
        solution = subject.solve(exercise.problem)
        assert isinstance(solution, Solution)
        assert bank.say(lang, {"unknown": "x"}, rng, "open", "word_problem")
        for step, done in enumerate(solution.steps):
            for kind in ("name", "plain", "nudge", "scaffold", "sibling"):
                slots = dict(subject.slots(solution, step, lang))
                assert bank.say(lang, slots, rng, "rule", done.rule[8:], kind), (done.rule, kind)
            for name, line in subject.mistakes(solution, step, rng, lang):
                assert bank.say(lang, {**slots, "line": line}, rng, "misconception", name[8:], "focus"), name


@pytest.mark.parametrize(
    "text",
    [
        "un número " * 9000,
        "Dos números suman " + "9" * 5000,
        "el doble de " * 110 + "un número es 3",
        "Ana tiene " + "y " * 600 + "3 años",
    ],
)
def test_hostile_text_is_refused_quickly(text: str) -> None:
    family.parse("El doble de un número es 4", "es")
    assert isinstance(family.parse(text, "es"), Unsolved)


@pytest.mark.parametrize(
    ("text", "lang", "answer"),
    [
        ("The price of a coat rises by 12% to 67.20 euros. What was the original price?", "en", 60),
        ("El precio de un libro sube un 10 % y ahora cuesta 22 €. ¿Cuánto costaba antes?", "es", 20),
        ("Hace 5 años Marta tenía la mitad de la edad que tendrá dentro de 9 años. ¿Qué edad tiene?", "es", 19),
        ("4 years ago Tom was half as old as he will be in 8 years. How old is he now?", "en", 16),
        ("Se mezclan 20 L de aceite de 3 €/L con aceite de 5 €/L para que la mezcla salga a 4,5 €/L. "
         "¿Cuántos litros del caro hacen falta?", "es", 60),
    ],
)  # fmt: skip
def test_prices_before_one_persons_ages_and_mixtures_to_a_price(text: str, lang: Lang, answer: int) -> None:
    problem = family.parse(text, lang)
    assert isinstance(problem, Problem)
    solution = family.solve(problem, None, "3eso")
    assert isinstance(solution, Solution)
    assert solution.answer.value["value"] == answer


AREA = "El largo de un rectángulo mide 3 cm más que el ancho y su área es 40 cm². Calcula sus dimensiones."
PAIR = "La suma de dos números es 15 y su producto es 56. ¿Cuáles son?"


@pytest.mark.parametrize(
    ("text", "lang", "answer"),
    [
        (PAIR, "es", [{"x": "7", "y": "8"}]),
        (AREA, "es", [{"length": "8", "width": "5"}]),
        ("El producto de dos números naturales consecutivos es 156. ¿Cuáles son?", "es", [{"x": "12", "y": "13"}]),
        ("El producto de dos números enteros consecutivos es 12. Hállalos.", "es", [{"x": "3", "y": "4"}, {"x": "-4", "y": "-3"}]),
        ("The sum of a number and its square is 42. Find the number.", "en", [{"x": "6"}, {"x": "-7"}]),
        ("The sum of a positive number and its square is 42. Find the number.", "en", [{"x": "6"}]),
        ("Halla un número cuyo cuadrado menos su triple es 10.", "es", [{"x": "5"}, {"x": "-2"}]),
        ("The sum of the squares of two consecutive positive integers is 85. Find the integers.", "en", [{"x": "6", "y": "7"}]),
        ("La base de un triángulo mide 4 cm más que su altura y su área es 48 cm². Halla la base y la altura.", "es", [{"length": "12", "width": "8"}]),
        ("Ann is 3 years older than Ben and the product of their ages is 180. How old are they?", "en", [{"Ann": "15", "Ben": "12"}]),
        ("Calcula dos números naturales consecutivos cuyo producto sea 182", "es", [{"x": "13", "y": "14"}]),
        ("Two numbers have a sum of 13 and a product of 40. What are the numbers?", "en", [{"x": "5", "y": "8"}]),
        ("El perímetro de un rectángulo es 34 cm y su área 60 cm². Halla sus lados.", "es", [{"length": "12", "width": "5"}]),
        ("Un rectángulo tiene 40 cm2 de área y el largo mide 3 cm más que el ancho. Halla sus lados.", "es", [{"length": "8", "width": "5"}]),
        ("La suma de dos números es 12 y la suma de sus cuadrados es 74. ¿Cuáles son?", "es", [{"x": "7", "y": "5"}]),
        ("El producto de la suma de dos números por 3 es 30 y su diferencia es 2. Hállalos.", "es", [{"x": "6", "y": "4"}]),
        ("If you add 7 to three times a number you get 31. What is the number?", "en", [{"x": "8"}]),
    ],
)  # fmt: skip
def test_stories_of_the_second_degree_keep_the_solutions_that_make_sense(
    text: str, lang: Lang, answer: list[dict[str, str]]
) -> None:
    assert solved(text, lang).answer.value == answer


def test_the_root_that_makes_no_sense_is_discarded_in_a_step_of_its_own() -> None:
    steps = solved(AREA).steps
    assert [step.rule.rpartition(".")[2] for step in steps] == [
        "set_up", "substitute_relation", "order_equation", "both_roots", "discard_root", "other_unknowns"
    ]  # fmt: skip
    assert (steps[3].after, steps[4].after) == ("x = y + 3; y = 5 or y = -8", "x = y + 3; y = 5")


@pytest.mark.parametrize(
    ("text", "attempt", "outcome", "final", "named"),
    [
        (PAIR, "x(15 - x) = 56", "right", False, None),
        (PAIR, "x² - 15x + 56 = 0", "right", False, None),
        (PAIR, "x = 7 o x = 8", "right", True, None),
        (PAIR, "8 y 7", "right", True, None),
        (PAIR, "-7 y -8", "wrong", False, None),
        (PAIR, "x² - 15x - 56 = 0", "wrong", False, None),
        (AREA, "largo 8 cm y ancho 5 cm", "right", True, None),
        (AREA, "x(x + 3) = 40", "right", False, None),
        (AREA, "x = 5 o x = -8", "right", False, None),
        (AREA, "x = -8", "wrong", False, "algebra.meaningless_root"),
        (AREA, "x + x + 3 = 40", "wrong", False, "algebra.product_as_sum"),
        (AREA, "largo 5 y ancho 8", "wrong", False, "algebra.other_unknown"),
    ],
)
def test_work_on_a_story_of_the_second_degree_is_judged(
    text: str, attempt: str, outcome: str, final: bool, named: str | None
) -> None:
    verdict = judged(text, attempt)
    assert (verdict.outcome, verdict.final, verdict.misconception) == (outcome, final, named)


@MANY
@given(st.integers(2, 30), st.integers(1, 20))
def test_two_numbers_are_found_from_their_sum_and_product(one: int, gap: int) -> None:
    other = one + gap
    text = f"La suma de dos números es {one + other} y su producto es {one * other}. Halla los números."
    assert sorted(answers_of(solved(text).problem.data).values()) == [one, other]
