"""Formulas as plain Unicode, for a channel that shows text only: `\\frac{1}{2}x^2` becomes `(1/2)x²`.

Meant for the few LaTeX commands that a school formula takes; what it does not know stays as it was.
"""

from __future__ import annotations

import re

SYMBOLS = {
    "cdot": "·",
    "times": "×",
    "div": "÷",
    "pm": "±",
    "le": "≤",
    "leq": "≤",
    "ge": "≥",
    "geq": "≥",
    "neq": "≠",
    "approx": "≈",
    "to": "→",
    "rightarrow": "→",
    "Rightarrow": "⇒",
    "Delta": "Δ",
    "alpha": "α",
    "pi": "π",
    "infty": "∞",
    "circ": "°",
    "left": "",
    "right": "",
    "quad": "  ",
}
HIGH = str.maketrans("0123456789+-n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ")
LOW = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")
SPANS = re.compile(r"\$\$(.+?)\$\$|\$(?!\s)([^$\n]+?)(?<!\s)\$|\\\((.+?)\\\)|\\\[(.+?)\\\]", re.DOTALL)
FRACTION = re.compile(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
ROOT = re.compile(r"\\sqrt\s*\{([^{}]*)\}")
WORDS = re.compile(r"\\(?:text|mathrm|operatorname|ce)\s*\{([^{}]*)\}")
RAISED = re.compile(r"\^(?:\{([0-9+\-n]+)\}|([0-9n](?![\w.,]))|(-?[0-9]+))")
LOWERED = re.compile(r"(?<=[A-Za-z)\]])_(?:\{([0-9+\-]+)\}|([0-9]+))")
NAMED = re.compile(r"\\([A-Za-z]+)")


def readable(text: str) -> str:
    """The text with its formulas in plain Unicode."""
    text = SPANS.sub(lambda found: next(filter(None, found.groups())), text)
    if "\\" in text:
        text = _without_commands(text)
    text = RAISED.sub(lambda found: "".join(filter(None, found.groups())).translate(HIGH), text)
    return LOWERED.sub(lambda found: "".join(filter(None, found.groups())).translate(LOW), text)


def _without_commands(text: str) -> str:
    before = ""
    while before != text:  # from the inside out: fractions stand in fractions
        before = text
        text = WORDS.sub(r"\1", text)
        text = FRACTION.sub(lambda found: f"{_whole(found[1])}/{_whole(found[2])}", text)
        text = ROOT.sub(lambda found: f"√{_whole(found[1])}", text)
    text = NAMED.sub(lambda found: SYMBOLS.get(found[1], found[0]), text)
    return text.replace("\\,", " ").replace("\\%", "%")


def _whole(part: str) -> str:
    """In parentheses where it would fall apart beside a sign."""
    part = part.strip()
    return part if re.fullmatch(r"[\w.,²³√]+", part) else f"({part})"
