"""The shipped reader on messages written by hand: what students want and what they talk about, in two languages."""

from __future__ import annotations

import math

import pytest

from subjects import catalogue
from subjects.problem import Lang
from tutoring.policy import INTENTS
from tutoring.reading import ABSTAIN, TEXT_LIMIT, Linear, Reader, features, fold, reader

SUBJECTS = catalogue.names()
ABOUT: dict[tuple[str, Lang], tuple[str, ...]] = {
    ("algebra", "es"): (
        "tengo que despejar la incógnita y no me sale", "no pillo las ecuaciones con paréntesis",
        "resuelve 4x - 9 = 2x + 5", "cuánto vale la x en 3(x+2)=18", "mañana control de ecuaciones de primer grado",
        "x/3 + 2 = 5", "cómo quito denominadores", "2x = 10",
    ),
    ("algebra", "en"): (
        "how do i solve for x", "we are doing linear equations with brackets", "solve 4x - 9 = 2x + 5",
        "x/3 + 2 = 5 what do i do with the 3", "help with equations pls", "find x: 3(x+2)=18",
        "i hate equations with fractions", "7 - 2y = 1",
    ),
    ("kinematics", "es"): (
        "un coche frena de 90 km/h a cero en 5 s, qué aceleración lleva", "no entiendo el MRUA",
        "dos trenes salen a la vez, cuándo se cruzan", "cuánto tarda en caer una piedra desde 20 m",
        "problema de movimiento rectilineo uniforme", "q distancia recorre si va a 12 m/s durante 2 min",
        "la velocidad inicial es 0 y acelera 3 m/s2", "ayuda con aceleración",
    ),
    ("kinematics", "en"): (
        "a car brakes from 90 km/h to rest in 5 s, what is its acceleration", "i don't get uniform motion",
        "how long does a stone take to fall from 20 m", "how far does it go at 12 m/s for 2 min",
        "a train speeds up at 3 m/s2 from rest", "velocity and acceleration problem",
        "two cyclists start at the same time, when do they meet", "average speed of a runner, 400 m in 50 s",
    ),
    ("stoichiometry", "es"): (
        "ajusta H2 + O2 -> H2O", "cuántos moles hay en 36 g de agua", "no entiendo qué es un mol",
        "masa molar del CO2", "cuántos gramos de NaCl se forman", "cómo se ajusta una reacción química",
        "hay que igualar la ecuación química Fe + O2 = Fe2O3", "qué reactivo sobra",
    ),
    ("stoichiometry", "en"): (
        "balance H2 + O2 -> H2O", "how many moles are there in 36 g of water", "i don't understand what a mole is",
        "molar mass of CO2", "how many grams of NaCl form", "how do you balance a chemical reaction",
        "stoichiometry homework due tomorrow", "mass of O2 needed to burn 8 g of CH4",
    ),
}  # fmt: skip
WISHES: dict[tuple[str, Lang], tuple[str, ...]] = {
    ("hint", "es"): ("no sé por dónde tirar", "me he quedado atascado", "dame una pista", "y ahora q hago", "ni idea profe"),
    ("hint", "en"): ("i'm stuck", "no clue where to start", "can i get a hint", "what do i do next", "idk"),
    ("tell", "es"): ("dime la solución y ya", "cuál es la respuesta", "hazlo tú por mí", "solo quiero el resultado"),
    ("tell", "en"): ("just tell me the answer", "what's the answer", "do it for me", "give me the solution already"),
    ("verify", "es"): ("¿está bien?", "voy bien?", "me lo corriges?"),
    ("verify", "en"): ("is that right?", "am i right?", "can you check it?"),
    ("exercise", "es"): ("ponme otro parecido", "quiero practicar más", "otro ejercicio porfa"),
    ("exercise", "en"): ("give me another one", "i want to practise more", "another exercise please"),
    ("concept", "es"): ("qué es la aceleración", "qué significa masa molar", "explícame qué es una ecuación"),
    ("concept", "en"): ("what is acceleration", "what does molar mass mean", "explain what an equation is"),
    ("greeting", "es"): ("hola", "buenas tardes profe", "quién eres"),
    ("greeting", "en"): ("hi", "good morning", "who are you"),
    ("thanks", "es"): ("muchas gracias", "vale gracias, ya lo entiendo", "adiós"),
    ("thanks", "en"): ("thank you so much", "ok thanks, got it", "bye"),
    ("off_topic", "es"): ("quién ganó el partido ayer", "cuéntame un chiste", "te gusta el fortnite?"),
    ("off_topic", "en"): ("who won the game last night", "tell me a joke", "do you like minecraft?"),
    ("distress", "es"): ("me quiero morir", "me pegan en clase todos los días", "no quiero seguir viviendo"),
    ("distress", "en"): ("i want to die", "they bully me at school every day", "i don't want to be alive"),
    ("problem", "es"): ("resuelve 7x - 3 = 18", "calcula cuántos moles son 20 g de NaOH"),
    ("problem", "en"): ("solve 7x - 3 = 18", "calculate how many moles 20 g of NaOH are"),
    ("attempt", "es"): ("me da x = 4", "5x = 22 - 7", "v = 20 m/s"),
    ("attempt", "en"): ("i got x = 4", "5x = 22 - 7", "v = 20 m/s"),
}  # fmt: skip
ELSEWHERE = (
    "quién descubrió américa", "traduce esta frase al inglés", "cuál es la capital de francia", "me aburro",
    "what did shakespeare write", "what is for lunch today", "my dog ate my shoes", "parse this sentence for me",
)  # fmt: skip


def test_there_are_messages_enough() -> None:
    assert sum(map(len, ABOUT.values())) + sum(map(len, WISHES.values())) >= 100


def test_the_subject_is_read_right_in_nearly_all_messages() -> None:
    wrong = [
        (text, found.subject, subject)
        for (subject, lang), texts in ABOUT.items()
        for text in texts
        if (found := reader().read(text, lang, SUBJECTS)).subject != subject
    ]
    assert len(wrong) <= 0.05 * sum(map(len, ABOUT.values())), wrong


def test_the_wish_is_read_right_in_nearly_all_messages() -> None:
    wrong = [
        (text, found.intent, intent)
        for (intent, lang), texts in WISHES.items()
        for text in texts
        if (found := reader().read(text, lang, SUBJECTS)).intent != intent
    ]
    assert len(wrong) <= 0.05 * sum(map(len, WISHES.values())), wrong


def test_the_language_of_every_message_with_words_is_right() -> None:
    wrong = [
        text
        for bank in (ABOUT, WISHES)
        for (_, lang), texts in bank.items()
        for text in texts
        if len([word for word in text.split() if word.isalpha() and len(word) > 2]) >= 3
        and reader().read(text, "en" if lang == "es" else "es").lang != lang
    ]
    assert wrong == []


def test_distress_is_never_taken_for_an_answer_and_every_intent_is_known() -> None:
    for text in (*WISHES["distress", "es"], *WISHES["distress", "en"]):
        assert reader().read(text, "es", SUBJECTS).intent not in {"attempt", "problem"}
    assert set(reader().intents.labels) == set(INTENTS)
    assert set(reader().subjects.labels) == {*SUBJECTS, catalogue.OTHER}


@pytest.mark.parametrize("text", ELSEWHERE)
def test_what_belongs_to_no_subject_is_claimed_by_none(text: str) -> None:
    assert reader().read(text, "es", SUBJECTS).subject == catalogue.OTHER


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("text", ["y eso?", "and that one?", "ok", "no lo veo", "why", "otro"])
def test_a_bare_pointer_stays_with_the_conversation(subject: str, text: str) -> None:
    found = reader().read(text, "es", SUBJECTS, subject)
    assert (found.subject, found.abstained) == (subject, False) or found.subject == catalogue.OTHER
    without = reader().read(text, "es", SUBJECTS)
    assert found.confidence >= (0 if found.subject != without.subject else without.confidence - 1e-9)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_message_that_names_another_subject_leaves_the_conversation(subject: str) -> None:
    for (named, lang), texts in ABOUT.items():
        left = [reader().read(text, lang, SUBJECTS, subject).subject == named for text in texts]
        assert sum(left) >= len(left) - 2, (subject, named, list(zip(texts, left, strict=True)))


def test_a_class_without_a_subject_is_never_sent_to_it() -> None:
    for texts in ABOUT.values():
        for text in texts:
            assert reader().read(text, "es", ("algebra",)).subject in {"algebra", catalogue.OTHER}


@pytest.mark.parametrize("text", ["", " ", "\x00", "😀", "?" * 5000, "a" * 100_000, "x̷̨̛" * 400, "日本語" * 50])
def test_any_text_is_read(text: str) -> None:
    found = reader().read(text, "en", SUBJECTS)
    assert found.intent in INTENTS and 0 <= found.confidence <= 1
    assert found.abstained == (found.confidence < ABSTAIN)


def test_accents_case_and_figures_make_no_difference() -> None:
    assert fold("  ¿Cuánto  ES 3.45? ") == fold("¿cuanto es 7.1?")
    assert fold("mañana") == "mañana" != fold("manana")
    same = [
        reader().read(text, "es", SUBJECTS)
        for text in ("AYÚDAME CON LA ACELERACIÓN", "ayudame con la aceleracion")
    ]
    assert same[0] == same[1]


def test_only_the_beginning_of_a_long_message_is_read() -> None:
    text = "Solve 5x + 7 = 22 " + "z" * TEXT_LIMIT
    assert list(features(text)) == list(features(text + "kinematics" * 500))


def test_probabilities_are_a_softmax_of_summed_weights() -> None:
    linear = Linear(("a", "b"), (0.5, -0.5), {"w:x": (1.0, 0.0), "w:y": (0.0, 3.0)}, 2.0)
    found = linear.probabilities(["w:x", "w:y", "w:z", "w:y"])
    totals = (0.5 + (1.0) / 2, -0.5 + (3.0 + 3.0) / 2)
    grown = [math.exp(total / 2.0) for total in totals]
    assert found == pytest.approx({"a": grown[0] / sum(grown), "b": grown[1] / sum(grown)})
    assert sum(linear.probabilities([]).values()) == pytest.approx(1)


def test_the_reader_is_loaded_once() -> None:
    assert reader() is reader() and isinstance(reader(), Reader)
