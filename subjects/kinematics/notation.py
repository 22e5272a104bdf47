"""One plain notation for what people type: Unicode, LaTeX, accents, capitals; and class notation back.

`plain` loses nothing that matters to the mathematics of motion and evaluates nothing.
"""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction

from subjects.problem import Lang

_CHARS = str.maketrans(
    {
        "₀": "0", "ₒ": "0", "½": "1/2", "¼": "1/4", "¾": "3/4",
        "·": "*", "×": "*", "∙": "*", "⋅": "*", "•": "*", "÷": "/", "∕": "/", "⁄": "/", "−": "-", "–": "-", "—": "-",
        "√": "sqrt", "≈": "=", "≃": "=", "≅": "=", "→": " -> ", "⇒": " -> ", "⟹": " -> ", "′": "'", "’": "'",
        "\u00a0": " ", "\u202f": " ", "\u2009": " ", "Δ": "delta ", "∆": "delta ", "…": "...", "\t": " ",
    }
)  # fmt: skip
_LATEX = (
    (re.compile(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}"), r"(\1)/(\2)"),
    (re.compile(r"\\sqrt\s*\{([^{}]*)\}"), r"sqrt(\1)"),
    (re.compile(r"\\(?:text|mathrm|mathit|mathbf|textrm|operatorname|si|unit)\s*\{([^{}]*)\}"), r" \1 "),
    (re.compile(r"\{,\}"), ","),
    (re.compile(r"_\s*\{\s*([^{}]*)\s*\}"), r"_\1"),
    (re.compile(r"\^\s*\{\s*([^{}]*)\s*\}"), r"^\1"),
)
_COMMANDS = {
    "cdot": "*", "times": "*", "div": "/", "to": " -> ", "rightarrow": " -> ", "Rightarrow": " -> ", "implies": " -> ",
    "approx": "=", "left": "", "right": "", "quad": " ", "qquad": " ", "mathrm": " ", "rm": " ", "Delta": "delta ",
    "ce": "", "sqrt": "sqrt", "circ": "°",
    "alpha": "alpha", "theta": "alpha", "beta": "beta",
    "sin": "sin ", "cos": "cos ", "tan": "tan ", "sen": "sin ", "displaystyle": " ",
}  # fmt: skip
_UNIT_IN_PARENTHESES = re.compile(r"\(\s*(km|m|cm|mm)\s*\)\s*/\s*\(\s*(h|s|min)\s*(\^2)?\s*\)")
_BRACED = re.compile(r"[{}$]")
_SUPER = re.compile(r"⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_LOWERED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def _latex(text: str) -> str:
    for _ in range(4):
        before = text
        for pattern, into in _LATEX:
            text = pattern.sub(into, text)
        if text == before:
            break
    text = re.sub(r"\\([A-Za-z]+)", lambda m: _COMMANDS.get(m[1], " "), text)
    text = re.sub(r"\\[,;:! ]", " ", text).replace("\\(", " ").replace("\\)", " ").replace("\\[", " ")
    return _BRACED.sub(" ", text.replace("\\]", " ").replace("\\\\", "\n"))


def plain(text: str) -> str:
    """Lower case ASCII-like text with `^`, `*`, `/`, `sqrt`, `v0`; line breaks are kept."""
    text = _SUPER.sub(lambda m: "^" + m[0].translate(_LOWERED), text).translate(_CHARS)
    if "\\" in text or "$" in text or "{" in text:
        text = _latex(text)
    text = unicodedata.normalize("NFKD", text)
    text = "".join(c for c in text if not unicodedata.combining(c)).lower()
    text = _UNIT_IN_PARENTHESES.sub(lambda m: f"{m[1]}/{m[2]}{m[3] or ''}", text)
    return re.sub(r"\b([vxsh])\s?_\s?([0if])\b", lambda m: _indexed(m[1], m[2]), text)


def _indexed(letter: str, index: str) -> str:
    return letter if index == "f" else letter + "0"


def decimal(value: Fraction, digits: int = 4) -> str:
    """The number with a decimal point: exact when it has few decimals, else rounded to `digits` "
    "significant ones."""
    sign, value = ("-" if value < 0 else ""), abs(value)
    if value.denominator == 1 and value < 10**9:
        return sign + str(value.numerator)
    scaled = value * 10**4
    if scaled.denominator == 1 and value < 10**6:
        return sign + _point(scaled.numerator, 4)
    if not Fraction(1, 10**3) <= value < 10**9:
        mantissa, power = f"{float(value):.{digits - 1}e}".split("e")
        return sign + (mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa) + f"e{int(power)}"
    places = max(0, digits - len(str(int(value)))) if value >= 1 else digits - 1 + _leading_zeros(value)
    return sign + _point(round(value * 10**places), places)


def _leading_zeros(value: Fraction) -> int:
    count = 0
    while value * 10 < 1:
        value, count = value * 10, count + 1
    return count


def _point(scaled: int, places: int) -> str:
    if not places:
        return str(scaled)
    whole, part = divmod(scaled, 10**places)
    return f"{whole}.{part:0{places}d}".rstrip("0").rstrip(".")


def quantity(value: Fraction, unit: str) -> str:
    """Exact string of a number with its unit."""
    return f"{decimal(value)} {unit}" if unit else decimal(value)


_POWER = re.compile(r"\^(2|3)(?!\d)")
_HALF = re.compile(r"(?<![\d.*/])1/2\*")
_TEN = re.compile(r"(?<=\d)e(-?\d{1,2})(?![\w.])")
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def show(exact: str, lang: Lang) -> str:
    """Class notation: `s = v0*t + 1/2*a*t^2` becomes `s = v0·t + ½·a·t²`; decimal comma in Spanish."""
    text = _HALF.sub("½·", exact)
    text = _POWER.sub(lambda m: "²" if m[1] == "2" else "³", text)
    text = _TEN.sub(lambda m: f"·10{m[1].translate(_RAISED)}", text)
    text = re.sub(r"sqrt\(", "√(", text).replace("*", "·").replace("->", "→")
    text = re.sub(r"\balpha\b", "α", re.sub(r"\bbeta\d?\b", "β", text)).replace("atan(", "arctan(")
    if lang == "es":
        text = re.sub(r"\bsin\(", "sen(", text).replace(" or ", " o ")
        text = re.sub(r"(?<=\d)\.(?=\d)", ",", text)
    return text
