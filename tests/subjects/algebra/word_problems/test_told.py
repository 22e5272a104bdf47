"""Stories told in one set way are solved to the answers worked out by hand, and left alone when a word changes them."""

# ruff: noqa: E501 - each story on its line
from __future__ import annotations

import pytest

from subjects.algebra import subject
from subjects.algebra.word_problems import family
from subjects.problem import Lang, Problem, Solution, Unsolved

SOLVED: list[tuple[str, Lang, object]] = [
    ("Las cifras de un número de dos cifras suman 11. Al invertir las cifras, el número disminuye en 9. Halla el número.", "es", [{"number": "65"}]),
    ("The sum of the digits of a two-digit number is 12. If the digits are reversed, the number increases by 18. What is the number?", "en", [{"number": "57"}]),
    ("Los ángulos de un triángulo son proporcionales a 1, 2 y 3. Calcula cada ángulo.", "es", [{"first": "30", "second": "60", "third": "90"}]),
    ("The angles of a triangle are in the ratio 1 : 4 : 4. Find the smallest angle.", "en", 20),
    ("En un triángulo isósceles, los lados iguales miden 5 cm más que la base. El perímetro es 40 cm. ¿Cuánto mide la base?", "es", 10),
    ("¿Cuánto es el 15 % de 80?", "es", [{"part": "12"}]),
    ("What is 30% of 90?", "en", [{"part": "27"}]),
    ("Una mochila cuesta 40 € y la rebajan un 25 %. ¿Cuánto hay que pagar por ella?", "es", 30),
    ("Un abrigo cuesta 200 €. Primero sube un 10 % y después baja un 10 %. ¿Cuál es su precio final?", "es", 198),
    ("How many litres of a 10% salt solution and of a 40% salt solution must be mixed to obtain 6 litres of a 20% solution?", "en", [{"first": "4", "second": "2"}]),
    ("Las entradas cuestan 9 € para adultos y 4 € para niños. Se han vendido 50 entradas por 350 €. ¿Cuántas entradas de cada tipo se han vendido?", "es", [{"adulto": "30", "niño": "20"}]),
    ("Between them, Tom and Ana have 60 stickers. Tom has twice as many as Ana. How many does each have?", "en", [{"Tom": "40", "Ana": "20"}]),
    ("A jar holds 5p and 20p coins, 10 coins in all, worth 1.10 pounds. How many 20p coins are there?", "en", [{"20c": "4"}]),
    ("Un rectángulo tiene de largo el doble que de ancho. Si su perímetro mide 36 cm, ¿cuáles son sus dimensiones?", "es", [{"length": "12", "width": "6"}]),
]  # fmt: skip

LEFT: list[tuple[str, Lang]] = [
    ("Una mochila cuesta 40 € con un 25 % de descuento ya hecho. ¿Cuánto hay que pagar por ella?", "es"),
    ("Una mochila cuesta 40 € y la rebajan un 25 %. ¿Cuánto hay que pagar por dos mochilas?", "es"),
    ("The sum of the digits of a two-digit number is 12. If the digits are reversed, the number doubles. What is the number?", "en"),
    ("Entre Luis y Eva tienen 90 cromos. Luis tiene 18 más que Marta. ¿Cuántos tiene cada uno?", "es"),
    ("Las cifras de un número de dos cifras suman 3. Al invertir las cifras, el número aumenta en 45. Halla el número.", "es"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "lang", "wanted"), SOLVED)
def test_is_solved_to_its_answer(text: str, lang: Lang, wanted: object) -> None:
    problem = family.parse(text, lang)
    assert isinstance(problem, Problem), problem
    solution = family.solve(problem, None, "3eso")
    assert isinstance(solution, Solution)
    value = solution.answer.value
    assert (value["value"] if isinstance(value, dict) else value) == wanted or value == [
        {"angle": str(wanted)}
    ]


@pytest.mark.parametrize(("text", "lang"), LEFT)
def test_is_not_guessed(text: str, lang: Lang) -> None:
    assert isinstance(family.parse(text, lang), Unsolved)


@pytest.mark.parametrize(
    ("text", "attempt", "outcomes"),
    [
        (
            "Los ángulos de un triángulo son proporcionales a 1, 2 y 3. Calcula cada ángulo.",
            "x + 2x + 3x = 360",
            {"wrong"},
        ),
        (
            "Los ángulos de un triángulo son proporcionales a 1, 2 y 3. Calcula cada ángulo.",
            "x + 2x + 3x = 180",
            {"right"},
        ),
        (
            "Una mochila cuesta 40 € y la rebajan un 25 %. ¿Cuánto hay que pagar por ella?",
            "25% de 40 = 10",
            {"unknown", "right"},
        ),
        (
            "Una mochila cuesta 40 € y la rebajan un 25 %. ¿Cuánto hay que pagar por ella?",
            "40 - 25 = 15 €",
            {"unknown", "wrong"},
        ),
        (
            "Una mochila cuesta 40 € y la rebajan un 25 %. ¿Cuánto hay que pagar por ella?",
            "40 - 10 = 30 €",
            {"right"},
        ),
    ],
)
def test_no_wrong_work_is_right_by_accident(text: str, attempt: str, outcomes: set[str]) -> None:
    problem = family.parse(text, "es")
    assert isinstance(problem, Problem)
    solution = family.solve(problem, None, "3eso")
    assert isinstance(solution, Solution)
    assert family.check(solution, attempt, "es", (), 0).outcome in outcomes


@pytest.mark.parametrize(
    ("text", "lang", "answer"),
    [
        ("Tickets for a match cost 3 € for children and 8 € for adults. 50 tickets were sold for 275 €. "
         "How many of each kind were sold?", "en", {"child": "25", "adult": "25"}),
        ("Entre Eva y Raúl tienen 52 postales. Raúl tiene 8 menos que Eva. ¿Cuántas tiene Eva?", "es", {"Eva": "30"}),
        ("En una clase de 26 alumnos hay 2 chicos más que chicas. ¿Cuántas chicas hay?", "es", {"chicas": "12"}),
        ("In a group of 21 people there are 5 more girls than boys. How many girls are there?", "en", {"girls": "13"}),
        ("La suma de las dos cifras de un número es 8. Si se invierte el orden de sus cifras, el número aumenta en 18. "
         "¿Cuál es el número?", "es", {"number": "35"}),
    ],
)  # fmt: skip
def test_totals_with_a_difference_and_tickets_in_any_order_are_read(text: str, lang: Lang, answer: dict[str, str]) -> None:
    problem = subject.parse(text, lang)
    assert isinstance(problem, Problem), text
    solution = subject.solve(problem)
    assert isinstance(solution, Solution)
    assert solution.answer.value == [answer]


@pytest.mark.parametrize(
    "text",
    [
        "En una clase de 26 alumnos hay 3 chicos más que chicas. ¿Cuántas chicas hay?",
        "En una clase de 26 alumnos hay 2 chicos más que chicas. ¿Cuántos profesores hay?",
        "Entre Eva y Raúl tienen 52 postales. Raúl tiene 8 menos que Eva. ¿Cuántas tiene Luis?",
    ],
)
def test_what_does_not_come_out_or_is_not_told_is_not_answered(text: str) -> None:
    assert isinstance(subject.parse(text, "es"), Unsolved)
