"""Keys are found on their lines, whatever stands around them."""

from __future__ import annotations

from tutoring.toml_lines import key_lines

TEXT = '''# lang = "es"
level = "3eso"

[ helpline ] # whom to call
"es" = """
level = "inside a text"
[model]
"""
en = 'x'
[a.b]
c = 1
'''


def test_every_key_and_table_has_its_line() -> None:
    assert key_lines(TEXT) == {
        "level": 2,
        "helpline": 4,
        "helpline.es": 5,
        "helpline.en": 9,
        "a.b": 10,
        "a.b.c": 11,
    }
