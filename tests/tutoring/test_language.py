"""Spanish or English, with and without accents; mathematics alone is neither."""

import pytest

from tutoring.language import detect


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Resuelve 5x + 7 = 22", "es"), ("solve 5x=3", "en"), ("no se", "es"), ("idk", "en"), ("5x = 3", None),
        ("y = 3x", None), ("¿y ahora?", "es"), ("masa molar de CaCO3", "es"), ("what now", "en"), ("", None),
        ("Un tren parte del reposo", "es"), ("A train starts from rest", "en"), ("🙂🙂", None),
    ],
)  # fmt: skip
def test_detect(text: str, lang: str | None) -> None:
    assert detect(text) == lang
