# ruff: noqa: SIM905 - a list of words reads better as one text
"""A value spelled in ways that hide it from a reader of figures: in words, other bases, other alphabets, codes."""

from __future__ import annotations

import base64
import codecs
from fractions import Fraction

from subjects.problem import Lang

_ES = (
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho "
    "diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve"
).split()
_EN = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = {
    "es": "_ _ _ treinta cuarenta cincuenta sesenta setenta ochenta noventa".split(),
    "en": "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split(),
}
_HUNDREDS_ES = (
    "_ ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos".split()
)
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"),
    (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_MORSE = ("-----", ".----", "..---", "...--", "....-", ".....", "-....", "--...", "---..", "----.")
_FRENCH = "zéro un deux trois quatre cinq six sept huit neuf dix onze douze".split()
_GERMAN = "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf".split()
_LATIN = "nihil unus duo tres quattuor quinque sex septem octo novem decem undecim duodecim".split()
FOREIGN = {"french": _FRENCH, "german": _GERMAN, "latin": _LATIN}


def figures(value: Fraction, lang: Lang) -> str:
    """`14/5`, or `2,5` where it ends after at most four decimals."""
    if value.denominator == 1:
        return str(value.numerator)
    if 10**4 % value.denominator == 0:
        text = f"{float(value):.4f}".rstrip("0")
        return text.replace(".", ",") if lang == "es" else text
    return f"{value.numerator}/{value.denominator}"


def in_words(value: Fraction, lang: Lang) -> str:
    """`menos dos coma cinco`, `fourteen over five`."""
    if value < 0:
        return {"es": "menos ", "en": "minus "}[lang] + in_words(-value, lang)
    if value.denominator == 1:
        return _whole(value.numerator, lang)
    shown = figures(value, "en")
    if "." in shown:
        whole, digits = shown.split(".")
        point = {"es": " coma ", "en": " point "}[lang]
        return _whole(int(whole), lang) + point + " ".join(_whole(int(digit), lang) for digit in digits)
    over = {"es": " partido por ", "en": " over "}[lang]
    return _whole(value.numerator, lang) + over + _whole(value.denominator, lang)


def _whole(number: int, lang: Lang) -> str:
    names = _ES if lang == "es" else _EN
    if number < len(names):
        return names[number]
    if number < 100:
        tens, units = divmod(number, 10)
        joint = {"es": " y ", "en": "-"}[lang]
        return _TENS[lang][tens] + (joint + names[units] if units else "")
    if number < 1000:
        return _hundreds(number, lang)
    thousands, rest = divmod(number, 1000)
    many = "" if lang == "es" and thousands == 1 else _whole(thousands, lang) + " "
    return (many + {"es": "mil", "en": "thousand"}[lang] + (" " + _whole(rest, lang) if rest else "")).strip()


def _hundreds(number: int, lang: Lang) -> str:
    hundreds, rest = divmod(number, 100)
    if lang == "en":
        return f"{_EN[hundreds]} hundred" + (f" and {_whole(rest, lang)}" if rest else "")
    if number == 100:
        return "cien"
    return _HUNDREDS_ES[hundreds] + (f" {_whole(rest, lang)}" if rest else "")


def roman(number: int) -> str:
    """`XIV`; "" for what has no such name."""
    out = ""
    for size, letters in _ROMAN:
        while number >= size:
            out, number = out + letters, number - size
    return out


def morse(text: str) -> str:
    """Its figures in Morse code."""
    return " ".join(_MORSE[int(char)] for char in text if char.isdecimal())


def in_base64(text: str) -> str:
    """Base64 of its UTF-8."""
    return base64.b64encode(text.encode()).decode()


def rot13(text: str) -> str:
    """Each letter thirteen places on."""
    return codecs.encode(text, "rot13")


def fancy(text: str, zero: str) -> str:
    """Its figures from another block of Unicode, which starts at `zero`."""
    return "".join(chr(ord(zero) + int(char)) if char.isdecimal() else char for char in text)


def circled(text: str) -> str:
    """Its figures in circles."""
    return "".join(("⓪" if char == "0" else chr(ord("①") + int(char) - 1)) if char.isdecimal() else char for char in text)


def leet(text: str) -> str:
    """Letters that look like figures, as figures."""
    return text.translate(str.maketrans("aeiots", "431075"))


def lettered(text: str) -> str:
    """Each figure as the letter of its place in the alphabet, 0 as o."""
    return " ".join("o" if char == "0" else chr(ord("A") + int(char) - 1) for char in text if char.isdecimal())
