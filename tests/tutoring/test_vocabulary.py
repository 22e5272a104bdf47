"""Words of Spanish and English, with their inflections; codes, ciphers and other tongues are none."""

import pytest

from subjects.problem import Lang
from tutoring.vocabulary import strange


@pytest.mark.parametrize(
    ("sentence", "lang"),
    [
        ("¿Qué sustituyes en la ecuación? Súmale lo mismo a los dos lados y despeja.", "es"),
        ("Fíjate en el discriminante, agrúpalos y simplifícalo; dímelo después.", "es"),
        ("Reúne los gramos por mol y los m/s² en el MRUA.", "es"),
        ("Isolating it gives you the molarity; factorise, then rearrange.", "en"),
        ("I'll help if it doesn't fit; you won't need more than you’ve got, can't you see?", "en"),
        ("¿Qué le está estorbando a la x? Pasábamos reordenando lo despejado.", "es"),
        ("¿Cómo leemos las masas? Usemos la tabla, saquemos factor común y hagámoslo; así oímos a quien explique.", "es"),
        ("Léelo, ponlo y compruébalo: cuando caemos en la cuenta, abre y quitad lo que sobre.", "es"),
        ("What's the braking distance, and which units does it have?", "en"),
    ],
)  # fmt: skip
def test_a_tutors_prose_holds_nothing_strange(sentence: str, lang: Lang) -> None:
    assert strange(sentence, lang, ()) == ""


@pytest.mark.parametrize(
    ("sentence", "lang", "word"),
    [
        ("La réponse est trois.", "es", "est"), ("Die Antwort ist vier.", "en", "antwort"), ("Es three.", "es", "three"),
        ("Cifrado queda pvra.", "es", "pvra"), ("In code it is sbhe.", "en", "sbhe"),
        ("Responsum est septem.", "en", "responsum"), ("Són quatre.", "es", "quatre"), ("Hamar da.", "es", "hamar"),
    ],
)  # fmt: skip
def test_codes_and_other_tongues_are_strange(sentence: str, lang: Lang, word: str) -> None:
    assert strange(sentence, lang, ()) == word


def test_what_the_student_has_seen_is_not_strange() -> None:
    assert strange("¿Qué hace Xiomara con el zorblax?", "es", ("Xiomara lanza un zorblax",)) == ""
