"""What students really type about linear equations: every right way is right, nothing else is read as an answer."""


import pytest

from subjects.algebra import subject
from subjects.problem import Lang, Problem, Solution, Unsolved
from tests.ending import ends

SIMPLE, THIRD, NO_VALUE, EVERY_VALUE = "5x + 7 = 22", "3x = 10", "2(x+1) = 2x + 5", "2(x+1) = 2x + 2"


def solved(text: str, lang: Lang = "es", method: str | None = None) -> Solution:
    problem = subject.parse(text, lang)
    assert isinstance(problem, Problem), text
    solution = subject.solve(problem, method)
    assert isinstance(solution, Solution), text
    return solution


@pytest.mark.parametrize(
    "text",
    [
        "1 1/2 x = 3",
        "2 1/2 + x = 5",
        "5x + 7 = 2 2",
        ",5x = 1",
        "el doble de x más 3 es 9",
        "3 veces x más 2 es 11",
        "la mitad de x es 4 + 1",
        "twice x is 8 + 2",
        "2x3 + x = 9",
        "2 x 3x = 12",
        "x2 + 3 = 7",
    ],
)
def test_an_equation_that_would_be_guessed_is_not_understood(text: str) -> None:
    for lang in ("es", "en"):
        found = subject.parse(text, lang)
        assert isinstance(found, Unsolved), text


@pytest.mark.parametrize(
    ("text", "equation"),
    [
        ("5x+7=22 x=?", "5*x + 7 = 22"),
        ("(5x + 7 = 22)", "5*x + 7 = 22"),
        (r"\boxed{5x+7=22}", "5*x + 7 = 22"),
        (r"\left(x+1\right)\cdot 2=6", "(x + 1)*2 = 6"),
        ("y el siguiente 5x + 7 = 22", "5*x + 7 = 22"),
        ("ej 3 5x+7=22", "5*x + 7 = 22"),
        ("* 5x + 7 = 22", "5*x + 7 = 22"),
        ("2x = 5x\n", "2*x = 5*x"),
    ],
)
def test_an_equation_is_found_in_its_wrapping(text: str, equation: str) -> None:
    problem = subject.parse(text, "es")
    assert isinstance(problem, Problem)
    assert problem.canonical == equation


@pytest.mark.parametrize(
    "attempt",
    [
        "x=+3",
        "x: 3",
        "x -> 3",
        "(x=3)",
        r"\boxed{x=3}",
        "me ha salido 3",
        "me dio 3",
        "creo q es 3",
        "3 no?",
        "3, gracias",
        "no sé, es 3?",
        "5x = 15 x = 3",
        "5x + 7 = 22 5x = 15 x = 3",
        "5x=22-7 / 5x=15 / x=3",
        "5x=22-7 | 5x=15 | x=3",
        "- 5x=22-7\n- 5x=15\n- x=3",
        "* 5x=22-7\n* 5x=15\n* x=3",
        "x=3 porque 5·3+7=22",
        "x = 3 (15/5)",
    ],
)
def test_no_way_of_writing_makes_the_answer_wrong(attempt: str) -> None:
    verdict = subject.check(solved(SIMPLE), attempt, "es")
    assert (verdict.outcome, verdict.final, verdict.reached) == ("right", True, 4)
    assert subject.looks_like_attempt(attempt, "es")


def test_a_line_that_ends_in_the_unknown_keeps_apart_from_a_number_below() -> None:
    verdict = subject.check(solved("-x = -5x"), "-x + 5x = -5x + 5x\n4x = 0\nx = 0", "es")
    assert (verdict.outcome, verdict.final) == ("right", True)


@pytest.mark.parametrize(
    ("equation", "attempt", "right"),
    [
        (THIRD, "x = 3 1/3", True),
        (THIRD, "3 1/3", True),
        (THIRD, "x ≈ 3,3", True),
        (THIRD, "x = 3,333...", True),
        (THIRD, "3,33 = x", True),
        (THIRD, "x ≈ 3,4", False),
        (THIRD, "x = 3 1/2", False),
        ("-3x = 10", "x = -3 1/3", True),
        ("-3x = 10", "x = 3 1/3", False),
        ("3x = 2", "x = 0,666...", True),
        ("3x = 2", "0.666…", True),
        ("3x = 2", "x = 0,66", False),
        ("3x = 2", "x = 0,65...", False),
        ("4x = 10", "x = 2 1/2", True),
    ],
)
def test_mixed_numbers_and_decimals_are_judged_by_their_value(
    equation: str, attempt: str, right: bool
) -> None:
    assert (subject.check(solved(equation), attempt, "es").outcome == "right") is right


@pytest.mark.parametrize(
    ("attempt", "lang"),
    [
        ("x=3 o 4", "es"),
        ("¿x es 3 o 4?", "es"),
        ("x = 3 or x = 4", "en"),
        ("no es 3", "es"),
        ("x no es 3", "es"),
        ("it's not 3", "en"),
        ("tengo 3 dudas", "es"),
        ("son 3 pasos?", "es"),
        ("son las 3", "es"),
        ("in step 3 i got lost", "en"),
        ("what is step 3", "en"),
        ("tengo 13 años", "es"),
        ("el doble de x es 4", "es"),
        ("x = 0,3 periódico", "es"),
        ("5x", "es"),
    ],
)
def test_doubt_denial_and_counted_things_are_no_answer(attempt: str, lang: Lang) -> None:
    verdict = subject.check(solved(SIMPLE), attempt, lang)
    assert verdict.outcome in ("unreadable", "unknown")
    assert (verdict.final, verdict.reached) == (False, 0)


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("¿por qué x = 3?", "es"),
        ("por que 5x = 15?", "es"),
        ("de donde sale el 15?", "es"),
        ("cuanto es 22-7", "es"),
        ("¿cuánto es 15/5?", "es"),
        ("how did you get 5x = 15?", "en"),
        ("why 22 - 7?", "en"),
        ("que son las identidades notables", "es"),
        ("¿cuándo no tiene solución una ecuación?", "es"),
    ],
)
def test_a_question_about_mathematics_is_no_attempt(text: str, lang: Lang) -> None:
    assert not subject.looks_like_attempt(text, lang)
    for equation in (SIMPLE, NO_VALUE):
        verdict = subject.check(solved(equation), text, lang)
        assert (verdict.outcome, verdict.reached) == ("unreadable", 0)


@pytest.mark.parametrize(
    ("attempt", "right"),
    [
        ("2x + 2 = 2x + 5", True),
        ("2x - 2x = 5 - 2", True),
        ("x + 1 = x + 2,5", True),
        ("4x + 4 = 4x + 10", True),
        ("2 = 5", True),
        ("0x = 3", True),
        ("0 = -3", True),
        ("0 = 1", True),
        ("5 - 2 = 3", True),
        ("2x + 1 = 2x + 5", False),
        ("0 = 4", False),
        ("7 = 2", False),
        ("0 = 0", False),
        ("3 = 3", False),
        ("x = 3", False),
    ],
)
def test_a_line_of_an_equation_without_solution_must_follow_from_it(attempt: str, right: bool) -> None:
    for method in subject.methods:
        verdict = subject.check(solved(NO_VALUE, method=method), attempt, "es")
        assert verdict.outcome == ("right" if right else "wrong")


def test_a_wrong_distribution_is_named_also_where_no_line_has_a_solution() -> None:
    verdict = subject.check(solved(NO_VALUE), "2x + 1 = 2x + 5", "es")
    assert verdict.misconception == "algebra.distribute_first_only"


@pytest.mark.parametrize(
    ("equation", "attempt", "outcome"),
    [
        (NO_VALUE, "ninguna", "right"),
        (NO_VALUE, "∅", "right"),
        (NO_VALUE, "no hay ningún x", "right"),
        (NO_VALUE, "2=5, imposible", "right"),
        (NO_VALUE, "infinitas soluciones", "wrong"),
        (EVERY_VALUE, "todos", "right"),
        (EVERY_VALUE, "x ∈ ℝ", "right"),
        (EVERY_VALUE, "true for all x", "right"),
        (EVERY_VALUE, "x can be anything", "right"),
        (EVERY_VALUE, "no tiene infinitas soluciones", "unreadable"),
        (EVERY_VALUE, "not all values", "unreadable"),
        (SIMPLE, "ninguna", "unreadable"),
        (SIMPLE, "esto es imposible", "unreadable"),
        (SIMPLE, "es imposible que me salga", "unreadable"),
        (SIMPLE, "infinitas gracias", "unreadable"),
        (SIMPLE, "no tiene solución única?", "unreadable"),
        (SIMPLE, "es imposible", "wrong"),
    ],
)
def test_a_conclusion_is_read_only_where_one_is_said(equation: str, attempt: str, outcome: str) -> None:
    assert subject.check(solved(equation), attempt, "es").outcome == outcome


@pytest.mark.parametrize(
    ("attempt", "at_step"),
    [
        ("5x = 15\nx = 15/5 = 5", 1),
        ("5x = 22 - 7 = 16", 0),
        ("5x = 22 - 7 = 15; x = 15/5 = 4", 0),
        ("5x = 22 - 7 = 15\n\nx = 15/5 = 4", 1),
    ],
)
def test_a_wrong_line_is_counted_by_the_lines_of_the_message(attempt: str, at_step: int) -> None:
    assert subject.check(solved(SIMPLE), attempt, "es").at_step == at_step


def test_a_quotient_computed_beside_its_line_covers_the_result() -> None:
    verdict = subject.check(solved(SIMPLE), "15/5=3", "es", ["5x = 15"], 2)
    assert (verdict.outcome, verdict.final, verdict.reached) == ("right", False, 4)


@pytest.mark.parametrize(
    ("equation", "shown"),
    [
        (SIMPLE, ("5·3 + 7 = 22", "15 + 7 = 22", "7 + 15 = 22", "5·3 = 15")),
        ("3x + 2 = 11", ("3·3 + 2 = 11", "9 + 2 = 11", "3·3 = 9")),
        ("3(x-2) = 9", ("3(5-2) = 9",)),
        ("4x = 10", ("4·2,5 = 10",)),
    ],
)
def test_the_answer_put_into_the_equation_is_not_let_through_before_it_is_found(
    equation: str, shown: tuple[str, ...]
) -> None:
    solution = solved(equation)
    for line in shown:
        allowed = [subject.allows(line, solution, reached) for reached in range(len(solution.steps) + 1)]
        assert allowed == [False] * len(solution.steps) + [True], line


def test_a_reached_rewriting_and_every_line_of_a_solved_equation_may_be_said() -> None:
    solution = solved("3(x-2) = 9")
    assert [subject.allows("3(x-2) = 3x - 6", solution, reached) for reached in (0, 1)] == [False, True]
    assert subject.allows("-2(x-3) = -2x + 6", solved("5 - 2(x-3) = 7"), 1) is True
    assert subject.allows("3x - 15 = 0", solution, len(solution.steps)) is True
    assert subject.allows("3x - 15 = 1", solution, len(solution.steps)) is False


def test_another_contradiction_is_no_line_of_an_equation_without_solution() -> None:
    solution = solved(NO_VALUE)
    for reached in range(len(solution.steps) + 1):
        assert subject.allows("2x + 1 = 2x + 5", solution, reached) is False


HOSTILE = [
    "9**9**9 = x",
    "x=3\n" * 500,
    "+".join(["x"] * 190) + "=1",
    "x" * 100_000,
    "(" * 29 + "x" + ")" * 29 + "=3",
    "es igual a " * 180,
    "- x=3\n" * 280,
    "x = 3 / " * 240,
    "3 1/3 " * 330,
    "=1" + " " * 1900 + "x",
    "x = 3 " + "(" * 1900,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_costs_little(text: str) -> None:
    solution = solved(SIMPLE)
    with ends():
        subject.parse(text, "es")
        subject.check(solution, text, "es", [text] * 6, 1)
        subject.looks_like_attempt(text, "es")
        subject.allows(text, solution, 1)
