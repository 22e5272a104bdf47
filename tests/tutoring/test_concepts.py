"""A concept that a student asks for is found, as students type it; in its own subject no other card wins for it."""

from __future__ import annotations

import itertools

import pytest

from subjects import catalogue
from subjects.cards import cards
from subjects.problem import LANGS, Lang
from tutoring.mention import find_concept
from tutoring.reading import fold, reader
from tutoring.session import Session
from tutoring.speaking import own_words
from tutoring.turn import Lesson, plan_turn

HAVE_CARDS = [name for name in catalogue.names() if cards(name)]
SHARED: dict[Lang, set[str]] = {
    "es": {"coeficiente", "coeficientes", "signos", "reduccion", "intervalo", "masa", "factor de conversion",
           "factores de conversion"},
    "en": {"coefficient", "coefficients", "balance", "signs", "solution", "solutions", "interval", "mass", "conversion factor",
           "conversion factors"},
}  # fmt: skip
"""Words that mean something else in another subject: which card they find depends on what the student is at."""


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("subject", HAVE_CARDS)
def test_every_word_finds_its_card_while_the_student_is_at_its_subject(subject: str, lang: Lang) -> None:
    others = [name for name in HAVE_CARDS if name != subject]
    for card in cards(subject):
        for word in (card.name[lang], *card.words[lang]):
            for typed in (word, word.upper(), fold(word), f"¿{word}?"):
                assert find_concept(typed, lang, [subject, *others]) == (card.id, subject), (typed, card.id)


@pytest.mark.parametrize("lang", LANGS)
def test_no_card_of_another_subject_wins_but_for_words_of_both(lang: Lang) -> None:
    for subject, order in itertools.product(HAVE_CARDS, (HAVE_CARDS, HAVE_CARDS[::-1])):
        for card in cards(subject):
            for word in (card.name[lang], *card.words[lang]):
                if fold(word) not in SHARED[lang]:
                    assert find_concept(word, lang, order) == (card.id, subject), (word, card.id)


@pytest.mark.parametrize(
    ("text", "lang", "subject", "card"),
    [
        ("¿qué es la velocidad media?", "es", "kinematics", "average_velocity"),
        ("k es la velocidad", "es", "kinematics", "velocity"),
        ("en q se diferencia la rapidez y la velocidad", "es", "kinematics", "speed_velocity"),
        ("diferencia entre distancia y desplazamiento??", "es", "kinematics", "distance_displacement"),
        ("cual es la diferencia entre la masa y el peso", "es", "kinematics", "mass_weight"),
        ("no entiendo q es el mrua", "es", "kinematics", "accelerated_motion"),
        ("QUE ES UN VECTOR", "es", "kinematics", "scalar_vector"),
        ("whats the difference between speed and velocity", "en", "kinematics", "speed_velocity"),
        ("what's a projectile", "en", "kinematics", "oblique_projectile"),
        ("what does from rest mean", "en", "kinematics", "rest"),
        ("k es la masa molar", "es", "stoichiometry", "molar_mass"),
        ("explicame lo del reactivo limitante", "es", "stoichiometry", "limiting"),
        ("que es una ecuacion quimica ajustada", "es", "stoichiometry", "balanced_equation"),
        ("diferencia entre calor y temperatura", "es", "stoichiometry", "heat_temperature"),
        ("q es la molaridad", "es", "stoichiometry", "molarity"),
        ("what is the mole ratio", "en", "stoichiometry", "mole_ratio"),
        ("whats stp", "en", "stoichiometry", "gas_conditions"),
        ("difference between empirical and molecular formula", "en", "stoichiometry", "molecular_formula"),
        ("que es una ecuacion", "es", "algebra", "equation"),
        ("diferencia entre una ecuación y una identidad", "es", "algebra", "identity"),
        ("q es el mcm", "es", "algebra", "common_multiple"),
        ("no entiendo lo de las ecuaciones de segundo grado", "es", "algebra", "quadratic"),
        ("que significa despejar", "es", "algebra", "isolate"),
        ("what is a quadratic equation", "en", "algebra", "quadratic"),
        ("what does like terms mean", "en", "algebra", "like_terms"),
        ("whats the order of operations", "en", "algebra", "order_of_operations"),
    ],
)
def test_what_students_type_finds_the_card_whatever_subject_comes_first(
    text: str, lang: Lang, subject: str, card: str
) -> None:
    for order in itertools.permutations(HAVE_CARDS):
        assert find_concept(text, lang, order) == (card, subject), order


@pytest.mark.parametrize(
    ("text", "lang", "subject", "card"),
    [
        ("¿qué es la velocidad media?", "es", "kinematics", "average_velocity"),
        ("qué es el número de oxidación", "es", "stoichiometry", "oxidation_number"),
        ("what is the discriminant", "en", "algebra", "discriminant"),
    ],
)
def test_the_tutor_explains_the_concept_and_asks(text: str, lang: Lang, subject: str, card: str) -> None:
    plan = plan_turn(Session(lang=lang), text, Lesson(catalogue.names()), reader())
    assert (plan.move.kind, plan.move.concept, plan.speaker) == ("concept", card, subject)
    said = own_words(plan)
    assert said.count("?") == 1 and len(said) > 60
