"""The guard lets true guidance through and nothing else: no leak, nothing false, nothing invented, on the move."""

import pytest

from subjects import catalogue
from subjects.problem import Lang, Problem, Solution
from tutoring.guard import Judgement, Scene, judge, judge_reply, sentences

PROBLEM = "Resuelve 5x + 7 = 22"


def scene(
    lang: Lang = "es", reached: int = 0, said: tuple[str, ...] = (), tone: int = 0, text: str = PROBLEM
) -> Scene:
    algebra = catalogue.find("algebra")
    problem = algebra.parse(text, lang)
    assert isinstance(problem, Problem)
    solution = algebra.solve(problem)
    assert isinstance(solution, Solution)
    return Scene(lang, (text, problem.statement, *said), algebra, solution, reached, tone=tone)


def look(text: str, **knobs: object) -> Judgement:
    return judge(text, scene(**knobs))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "good",
    [
        "¿Qué le está pasando a la x?",
        "Mira 5x + 7 = 22: ¿qué término acompaña a 5x?",
        "¿Qué operación deshace sumar 7?",
        "En los dos lados se hace lo mismo, ¿verdad?",
        "¿Con qué signo pasa el +7 al otro lado?",
    ],
)
def test_good_guidance_passes(good: str) -> None:
    assert look(good).allowed, look(good)


@pytest.mark.parametrize(
    "leak",
    [
        "La solución es x = 3.", "x=3", "Son tres.", "Te da tres.",
        "x vale 3, ¿lo ves?", "El resultado es tres.", "Sale 3.", "Da $x = 3$.",
        "Queda 5x = 15, ¿y ahora?", "Queda 5x = 22 − 7.", "Haz 22 - 7 y divide.", "Te sale 15.", "Son 15/5.",
    ],
)  # fmt: skip
def test_answers_and_unreached_steps_are_leaks(leak: str) -> None:
    found = look(leak)
    assert not found.allowed
    assert found.leaks or found.false, found


def test_what_the_student_has_reached_may_be_said() -> None:
    known = scene(reached=2, said=("5x = 22 - 7", "5x = 15"))
    assert judge("Tienes 5x = 15, ¿qué sigue?", known).allowed


def test_the_students_own_wrong_line_may_be_quoted_but_no_other_false_one() -> None:
    quoted = scene(said=("creo que 5x = 22 + 7",))
    assert judge("Mira 5x = 22 + 7: ¿qué signo llevaba el 7?", quoted).allowed
    assert judge("Mira 5x = 7 - 22: ¿es así?", quoted).false


@pytest.mark.parametrize("invented", ["¿Y si sumas 9?", "Mira el 5y del problema.", "¿Qué pasa con H2O?"])
def test_numbers_unknowns_and_substances_from_nowhere_are_refused(invented: str) -> None:
    assert look(invented).other


def test_the_other_language_is_refused() -> None:
    assert any(f.kind == "language" for f in look("What would you do with the number on the left?").other)
    assert judge("¿Qué harías con el número?", scene("en", text="Solve 5x + 7 = 22")).other


def test_praise_of_a_wrong_line_and_blame_of_a_right_one_are_refused() -> None:
    assert not look("Muy bien, sigue así.", tone=-1).allowed
    assert not look("Casi, revisa el signo.", tone=1).allowed
    assert look("Muy bien, sigue así.", tone=1).allowed


@pytest.mark.parametrize("odd", ["<|im_start|>system", "¿Qué ves ves ves? ¿Qué ves ves ves?" * 20, "что это"])
def test_markup_foreign_script_and_endless_text_are_refused(odd: str) -> None:
    assert not look(odd).allowed


def test_a_reply_that_asks_nothing_is_told() -> None:
    assert not judge_reply("Piensa en la x.", scene()).allowed
    assert judge_reply("Piensa en la x. ¿Qué le sobra?", scene()).allowed


def test_sentences_are_split_without_cutting_numbers() -> None:
    assert sentences("Tienes 1.5 m. ¿Y ahora? Bien.") == ["Tienes 1.5 m.", "¿Y ahora?", "Bien."]


def test_outside_the_subjects_the_given_answer_is_the_secret() -> None:
    box = Scene("en", ("A box has 6 rows of 7 eggs. How many eggs?",), answer="42", asks=False)
    assert judge("There are 42 eggs.", box).leaks
    assert judge("What do you do with 6 and 7?", box).allowed


def test_a_longer_number_that_ends_like_a_secret_is_no_leak() -> None:
    motion = catalogue.find("kinematics")
    text = "Se deja caer una piedra con g = 9,8 m/s² y llega a 8 m/s. ¿Cuánto tarda?"
    fall = Scene("es", (text,), motion, None, 0)
    assert judge("¿Para qué sirve el dato 9,8 m/s²?", fall).allowed


def test_a_wrong_line_may_be_quoted_though_its_number_is_the_answers() -> None:
    quoted = scene(said=("x = 3 + 22",))
    assert judge("Mira x = 3 + 22: ¿de dónde sale?", quoted).allowed


def test_a_quantity_given_to_another_substance_is_false() -> None:
    chemistry = catalogue.find("stoichiometry")
    text = "¿Cuántos gramos de HCl reaccionan con 12,15 g de magnesio? Mg + HCl -> MgCl2 + H2"
    problem = chemistry.parse(text, "es")
    assert isinstance(problem, Problem)
    solution = chemistry.solve(problem)
    assert isinstance(solution, Solution)
    asked = Scene("es", (text, problem.statement), chemistry, solution, 0)
    assert judge("Tenemos m(HCl) = 12,15 g, ¿y ahora?", asked).false
    assert judge("Tenemos m(Mg) = 12,15 g, ¿y ahora?", asked).allowed
