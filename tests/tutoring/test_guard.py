"""The guard lets true guidance through and nothing else: no leak, nothing false, nothing invented, on the move."""

from dataclasses import replace

import pytest

from subjects import catalogue
from subjects.problem import Lang, Problem, Solution
from tutoring.guard import Judgement, Scene, judge, judge_reply, question, sentences

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


@pytest.mark.parametrize("cut", ["Recuerda que 5x + 7 =.", "Mira 5x ≥", "Tenemos 5x + 7 <."])
def test_a_relation_whose_other_side_is_missing_is_no_sentence(cut: str) -> None:
    assert [found.kind for found in look(cut).other] == ["form"] and look("¿Cuánto es 5x + 7 = ?").false == ()


THREES = {"es": "Resuelve 3x + 6 = 15", "en": "Solve 3x + 6 = 15"}
"""Its answer is a number of the problem, which is no leak by itself."""


@pytest.mark.parametrize(
    ("lang", "first", "second"),
    [
        ("es", "La respuesta es…", "El 3 que ya tienes delante."), ("en", "The answer is.", "The 3 in front of you."),
        ("es", "Es la mitad de…", "6, como ves."), ("en", "It is half of.", "6, as you see."),
        ("es", "Calcula la mitad.", "De 6, y ya está."), ("en", "Work out half.", "Of 6, and go on."),
    ],
)  # fmt: skip
def test_what_two_sentences_tell_together_is_a_leak_in_one_reply_and_over_two(lang: Lang, first: str, second: str) -> None:
    halves = scene(lang, text=THREES[lang])
    assert not judge(first, halves).leaks and not judge(second, halves).leaks
    assert judge(second, halves, first).leaks
    assert judge(second, replace(halves, last=f"Well. {first}")).leaks


@pytest.mark.parametrize(
    ("lang", "first", "second"),
    [
        ("es", "Vamos por partes.", "¿Qué acompaña a 3x?"), ("en", "Step by step.", "What goes with 3x?"),
        ("es", "Mira 3x + 6 = 15.", "¿Qué operación deshace sumar 6?"), ("en", "Look at 3x + 6 = 15.", "What undoes adding 6?"),
        ("es", "¿Cuál es la respuesta?", "Mira el 3."), ("en", "What is the answer?", "Look at the 3."),
    ],
)  # fmt: skip
def test_two_sentences_that_guide_are_not_joined_into_a_leak(lang: Lang, first: str, second: str) -> None:
    assert not judge(second, scene(lang, text=THREES[lang]), first).leaks


@pytest.mark.parametrize(
    ("lang", "asked", "answers"),
    [
        ("es", "¿es mayor que 5?", ("Sí, mira.", "No, es al revés.", "Exacto.", "Casi, sigue.", "Te digo que no.")),
        ("es", "¿el resultado es par?", ("Pues sí.", "Claro, muy bien.", "Falso.", "Has acertado.")),
        ("en", "is it bigger than 5?", ("Yes, look.", "No, the other way.", "Exactly.", "Lower.", "I'd say no.")),
        ("en", "is the answer even?", ("Well, yes.", "Right.", "False.", "Good guess.")),
    ],
)
def test_a_yes_or_a_no_to_a_student_who_closes_in_is_a_leak(lang: Lang, asked: str, answers: tuple[str, ...]) -> None:
    fishing = replace(scene(lang), asked=asked)
    for answer in answers:
        assert judge(answer, fishing).leaks, answer
        assert not judge(answer, replace(fishing, reached=4)).leaks
        assert not judge(answer, replace(fishing, asked="no lo entiendo, ¿me ayudas?")).leaks
    guiding = "¿Qué operación deshace el 7?" if lang == "es" else "Which operation undoes the 7?"
    assert judge(guiding, fishing).allowed


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("es", "¿Ves que el resultado es impar?"), ("es", "El resultado es positivo, ¿verdad?"), ("es", "¿No es 3?"),
        ("es", "¿Te das cuenta de que la respuesta es 3?"), ("es", "¿Podría ser 3?"), ("en",
        "Do you see that the result is odd?"),
        ("en", "The answer is positive, right?"),
        ("en", "Isn't it 3?"), ("en", "Could it be 3?"),
        ("en", "Can you see that the answer is 3?"),
    ],
)  # fmt: skip
def test_what_a_question_takes_for_granted_is_told(lang: Lang, said: str) -> None:
    assert judge(said, scene(lang, text=THREES[lang])).leaks


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("es", "¿Crees que el resultado será positivo o negativo, y por qué?"), ("es", "¿Ves el 3 que multiplica a la x?"),
        ("es", "¿Por qué se divide entre 3?"), ("en", "Do you expect a positive or a negative result, and why?"),
        ("en", "Can you see the 3 that multiplies x?"), ("en", "Why do we divide by 3?"),
    ],
)  # fmt: skip
def test_what_a_question_really_asks_is_not(lang: Lang, said: str) -> None:
    assert not judge(said, scene(lang, text=THREES[lang])).leaks


@pytest.mark.parametrize(
    ("first", "again"),
    [
        ("A ver, ¿qué acompaña a 5x?", "Con calma: ¿qué acompaña a 5x?"),
        ("Let's see: what goes with 5x?", "Look closely: what goes with 5x?"), ("¿Y ahora?", "Bien, ¿y ahora?"),
    ],
)
def test_a_question_is_the_same_whatever_leads_up_to_it(first: str, again: str) -> None:
    assert question(first) == question(again)
    lang: Lang = "es" if "¿" in first else "en"
    found = judge(again, replace(scene(lang), earlier=(question(first),)))
    assert "asked before" in {one.why for one in found.other}


def test_a_short_tail_or_data_before_a_colon_belong_to_the_question() -> None:
    assert question("In 3x: what now?") != question("In 5x: what now?")
    assert question("With 3x = 9: which number undoes it?") != question("With 4x = 8: which number undoes it?")


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


EGGS = Scene(
    "en", ("There are 8 boxes of 12 eggs; 3/4 are sold for $2 each. How much is earned?", "8 x 12 = 96, then 72 x 2 = $144"),
    answer="144", asks=False,
)  # fmt: skip
HUEVOS = Scene(
    "es", ("Hay 8 cajas de 12 huevos y se venden tres cuartos a 2 € cada uno. ¿Cuánto se gana?", "8 · 12 = 96, 72 · 2 = 144 €"),
    answer="144", asks=False,
)  # fmt: skip


@pytest.mark.parametrize(
    ("reply", "scene"),
    [
        ("That's right, so what is earned is only from the eggs sold, which is $144.", EGGS),
        ("You have arrived at the right answer of 144 dollars.", EGGS), ("Then 72 x 2 gives you 144.", EGGS),
        ("The total would actually be $144, not $192.", EGGS), ("Good, and that makes one hundred and forty-four.", EGGS),
        ("Bien, lo que se gana es solo de los vendidos, que son 144 €.", HUEVOS),
        ("Has llegado a la respuesta correcta, 144 euros.", HUEVOS), ("Entonces salen 144 €.", HUEVOS),
        ("Therefore, $144 is what they take in.", EGGS), ("They need to take 144 dollars home, not 192.", EGGS),
        ("Por tanto, 144 € es lo que entra en caja.", HUEVOS), ("Necesitan llevarse 144 €, no 192.", HUEVOS),
    ],
)  # fmt: skip
def test_outside_the_subjects_the_answer_given_out_is_a_leak_though_it_was_written_on_the_way(reply: str, scene: Scene) -> None:
    assert judge_reply(reply, scene).leaks


@pytest.mark.parametrize(
    ("reply", "scene"),
    [
        ("How did you get 144, and does it count eggs that were not sold?", EGGS),
        ("You wrote 72 x 2 = $144 and then you went on; what does the question ask for?", EGGS),
        ("You multiplied 8 by 12 and got 96 eggs; what part of them is sold?", EGGS),
        ("Has multiplicado 8 por 12. ¿Qué parte se vende?", HUEVOS), ("¿De dónde sale tu 144?", HUEVOS),
        ("You wrote $144 in that line. Which eggs does it count?", EGGS), ("Look at the 144 again.", EGGS),
        ("Escribiste 144 € en esa línea. ¿Qué huevos cuenta?", HUEVOS), ("Mira otra vez el 144.", HUEVOS),
    ],
)  # fmt: skip
def test_outside_the_subjects_a_number_on_the_way_may_be_spoken_of(reply: str, scene: Scene) -> None:
    assert not judge_reply(reply, scene).leaks


def test_outside_the_subjects_a_datum_is_no_answer_until_it_is_called_one() -> None:
    cents = Scene("en", ("A pen costs 100 cents and ten are sold for the price of one. Price in cents?",), answer="100")
    assert not judge("Remember that a dollar is 100 cents.", cents).leaks
    assert judge("So the answer is 100.", cents).leaks


@pytest.mark.parametrize(
    ("lang", "problem", "told", "fine"),
    [
        ("en", "Which is greater, 5 or 3?", ("The greatest number is 5.", "5 is greater than 3."), "Put 5 and 3 on a line."),
        ("es", "¿Cuál es mayor, 5 o 3?", ("El número mayor es 5.", "5 es mayor que 3."), "Pon 5 y 3 en una recta."),
    ],
)
def test_outside_the_subjects_a_datum_is_an_answer_where_it_is_ranked(
    lang: Lang, problem: str, told: tuple[str, ...], fine: str
) -> None:
    compared = Scene(lang, (problem,), answer="5", asks=False)
    assert all(judge(reply, compared).leaks for reply in told)
    assert not judge(fine, compared).leaks


@pytest.mark.parametrize(
    ("lang", "problem", "answer", "told", "fine"),
    [
        ("en", "Is 39 prime or composite?", "composite", "Actually, 39 is composite.", "A composite number has more divisors."),
        ("es", "¿39 es primo o compuesto?", "compuesto", "En realidad, 39 es compuesto.", "Un compuesto tiene más divisores."),
    ],
)  # fmt: skip
def test_outside_the_subjects_one_of_the_words_offered_is_an_answer_where_it_is_said_to_be(
    lang: Lang, problem: str, answer: str, told: str, fine: str
) -> None:
    offered = Scene(lang, (problem,), answer=answer, asks=False)
    assert judge(told, offered).leaks
    assert not judge(fine, offered).leaks
    assert not judge("¿Cuál de los dos es?" if lang == "es" else "Which of the two is it?", offered).leaks


@pytest.mark.parametrize(
    ("lang", "problem", "told", "fine"),
    [
        ("en", "How many times does 1000 go into 7000?", "1000 goes into 7000 seven times.", "Count one thousand at a time."),
        ("es", "¿Cuántas veces cabe 1000 en 7000?", "1000 cabe siete veces en 7000.", "Cuenta de mil en mil, uno a uno."),
    ],
)
def test_outside_the_subjects_an_answer_in_a_word_is_a_leak_where_it_is_told(
    lang: Lang, problem: str, told: str, fine: str
) -> None:
    assert judge(told, Scene(lang, (problem,), answer="7", asks=False)).leaks
    assert not judge(fine, Scene(lang, (problem,), answer="1", asks=False)).leaks


@pytest.mark.parametrize(("lang", "said"), [("en", "There are 2,520,000 dots."), ("es", "Hay 2.520.000 puntos.")])
def test_outside_the_subjects_thousands_are_read_as_they_are_written(lang: Lang, said: str) -> None:
    dots = Scene(lang, ("2100 · 1200",), answer="2520000", asks=False)
    assert [finding.kind for finding in judge(said, dots).leaks] == ["answer"]


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


@pytest.mark.parametrize(("lang", "text", "said"), [
    ("es", "Despeja la m de d = m/V", "Es d V."), ("es", "Despeja la m de d = m/V", "Es V·d."),
    ("en", "rearrange d = m/V to make m the subject", "It is d V."),
])  # fmt: skip
def test_a_product_of_two_letters_is_an_answer_and_no_name(lang: Lang, text: str, said: str) -> None:
    subject = catalogue.find("algebra")
    problem = subject.parse(text, lang)
    assert isinstance(problem, Problem)
    solution = subject.solve(problem, None, "4eso")
    assert isinstance(solution, Solution)
    scene = Scene(lang=lang, subject=subject, solution=solution, reached=0, known=(text,))
    assert judge_reply(said, scene).leaks
    # Also when another exercise has taken its place.
    other = Scene(lang=lang, subject=subject, known=("c = n/V",), left=((subject, solution, 0),))
    assert judge_reply(said, other).leaks


def test_the_name_of_what_is_asked_is_no_answer_though_it_has_two_letters() -> None:
    text = "A ball is thrown straight up at 18 m/s. a) What is its maximum height? b) How long does it take to land? g = 10 m/s²"
    kinematics = catalogue.find("kinematics")
    problem = kinematics.parse(text, "en")
    assert isinstance(problem, Problem)
    solution = kinematics.solve(problem)
    assert isinstance(solution, Solution)
    held = Scene("en", (text, problem.statement, "ym = v0²/(2·g)"), kinematics, solution, 3, asks=False)
    assert judge("Put the data into ym = v0²/(2·g) to obtain ym.", held).allowed
    assert not judge("Then you obtain ym = 16.2 m.", held).allowed
