"""Commands speak the language of the terminal."""

from __future__ import annotations

import pytest

from subjects.errors import MaieuticError
from tutoring.sentence import OperatorError, operator_lang, told


@pytest.mark.parametrize(
    ("environ", "lang"),
    [
        ({}, "en"),
        ({"LANG": "es_ES.UTF-8"}, "es"),
        ({"LANG": "es_ES.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ({"LC_MESSAGES": "es_MX", "LANG": "C"}, "es"),
        ({"LC_ALL": "", "LANG": "es"}, "es"),
        ({"LANG": "C.UTF-8"}, "en"),
    ],
)
def test_the_language_is_that_of_the_locale(environ: dict[str, str], lang: str) -> None:
    assert operator_lang(environ) == lang


def test_an_error_is_told_in_either_language() -> None:
    error = OperatorError("Cierra la puerta.", "Close the door.")
    assert [told(error, "es"), told(error, "en")] == ["Cierra la puerta.", "Close the door."]


def test_an_error_of_one_language_is_told_as_it_is() -> None:
    assert told(MaieuticError("no such thing"), "es") == "no such thing"
