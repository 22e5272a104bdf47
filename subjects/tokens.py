"""Mathematical tokens of ordinary text: plain, Unicode, LaTeX or in words, in Spanish and English.

Every token knows where it stands in the text, so that mathematics can be found inside prose. What is no
mathematics becomes a token of kind `word`, `other` or `sep`; nothing is ever evaluated and no text is refused
here: the reader (`subjects.expression`) bounds and judges.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from subjects.problem import Lang

Kind = Literal[
    "num", "vulgar", "sym", "op", "rel", "open", "close", "frac", "sqrt", "bar", "sep", "word", "other"
]


@dataclass(frozen=True, slots=True)
class Token:
    """One token: `text` is canonical (`*`, `<=`, `x`), `start`/`end` its place in the source text."""

    kind: Kind
    text: str
    start: int
    end: int
    value: Fraction | None = None
    decimal: bool = False
    worded: bool = False


_CHARS: dict[str, tuple[Kind, str]] = {
    "+": ("op", "+"), "-": ("op", "-"), "*": ("op", "*"), "/": ("op", "/"), "^": ("op", "^"),
    "−": ("op", "-"), "–": ("op", "-"), "—": ("op", "-"), "‐": ("op", "-"), "‑": ("op", "-"),
    "﹣": ("op", "-"),
    "⁻": ("op", "-"), "·": ("op", "*"), "∙": ("op", "*"), "⋅": ("op", "*"), "•": ("op", "*"),
    "×": ("op", "*"),
    "✕": ("op", "*"), "✖": ("op", "*"), "∗": ("op", "*"), "÷": ("op", "/"), "⁄": ("op", "/"),
    "∕": ("op", "/"),
    "∶": ("op", "/"), "➕": ("op", "+"), "➖": ("op", "-"), "➗": ("op", "/"),
    "=": ("rel", "="), "<": ("rel", "<"), ">": ("rel", ">"), "≤": ("rel", "<="), "⩽": ("rel", "<="),
    "≥": ("rel", ">="), "⩾": ("rel", ">="), "≠": ("rel", "!="), "≈": ("rel", "~"), "≃": ("rel", "~"),
    "(": ("open", "("), "[": ("open", "("), "{": ("open", "("), ")": ("close", ")"), "]": ("close", ")"),
    "}": ("close", ")"), "|": ("bar", "|"), "√": ("sqrt", "sqrt"),
    ",": ("sep", ","), ";": ("sep", ";"), ".": ("sep", "."), "?": ("sep", "?"), "!": ("sep", "!"),
    "¿": ("sep", "¿"), "¡": ("sep", "¡"), "\n": ("sep", "\n"), "→": ("sep", "→"), "⇒": ("sep", "→"),
    "⟹": ("sep", "→"), "⟶": ("sep", "→"), "⇔": ("sep", "→"), "↔": ("sep", "→"), "∴": ("sep", "→"),
    "…": ("sep", "…"), "$": ("sep", "$"), "➡": ("sep", "→"),
}  # fmt: skip
_PAIRS: dict[str, tuple[Kind, str]] = {
    "<=": ("rel", "<="), "=<": ("rel", "<="), ">=": ("rel", ">="), "!=": ("rel", "!="), "==": ("rel", "="),
    "=>": ("sep", "→"), "->": ("sep", "→"), "**": ("op", "^"),
}  # fmt: skip
_LATEX: dict[str, tuple[Kind, str] | None] = {
    "frac": ("frac", "frac"), "dfrac": ("frac", "frac"), "tfrac": ("frac", "frac"), "cfrac": ("frac", "frac"),
    "cdot": ("op", "*"), "times": ("op", "*"), "ast": ("op", "*"), "div": ("op", "/"),
    "sqrt": ("sqrt", "sqrt"),
    "leq": ("rel", "<="), "le": ("rel", "<="), "leqslant": ("rel", "<="), "geq": ("rel", ">="),
    "ge": ("rel", ">="), "geqslant": ("rel", ">="), "neq": ("rel", "!="), "ne": ("rel", "!="),
    "lt": ("rel", "<"),
    "gt": ("rel", ">"), "approx": ("rel", "~"), "lbrace": ("open", "("), "rbrace": ("close", ")"),
    "Rightarrow": ("sep", "→"), "rightarrow": ("sep", "→"), "to": ("sep", "→"), "implies": ("sep", "→"),
    "Longrightarrow": ("sep", "→"), "iff": ("sep", "→"), "therefore": ("sep", "→"),
    "begin": ("other", "begin"),
    "end": ("other", "end"), "lvert": ("bar", "|"), "rvert": ("bar", "|"), "vert": ("bar", "|"),
    **dict.fromkeys(
        ("left", "right", "big", "Big", "bigl", "bigr", "displaystyle", "textstyle", "quad", "qquad", "text",
         "mathrm", "mathit", "mathbf", "textbf", "boxed", "limits", "ce", "rm", "bf", "hspace"),
    ),
}  # fmt: skip
_BRACES = str.maketrans("", "", "{}")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")

_DIGITS = frozenset("0123456789")
_NUMBER = re.compile(r"\d+(?:(?:[.,'’´]|\{[.,]\})\d+)*|\.\d+")
_LETTER = r"[^\W\d_\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u2089\u2150-\u218b]"
_LETTERS = re.compile(f"{_LETTER}+(?:['’](?:s|t|m|re|ve|ll|d)(?!{_LETTER}))?")
_SUFFIX = re.compile(r"_\{?([^\W_]{1,6})\}?|[₀-₉]{1,3}|\d{1,2}(?![\d.,]*\d)")
_COMMAND = re.compile(r"\\([A-Za-z]+|.)", re.DOTALL)
_ENVIRONMENT = re.compile(r"\\(?:begin|end)\{[A-Za-z]{1,12}\*?\}(?:\{[lcr| ]{1,12}\})?")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:([.,'’])\d{3})(?:\1\d{3})*")

_ES: dict[str, tuple[Kind, str]] = {
    "mas": ("op", "+"), "menos": ("op", "-"), "por": ("op", "*"), "entre": ("op", "/"),
    "multiplicado por": ("op", "*"), "dividido entre": ("op", "/"), "dividido por": ("op", "/"),
    "dividido para": ("op", "/"), "partido por": ("op", "/"), "partido entre": ("op", "/"),
    "sobre": ("op", "/"), "igual": ("rel", "="), "igual a": ("rel", "="), "es igual a": ("rel", "="),
    "es": ("rel", "="), "vale": ("rel", "="), "da": ("rel", "="), "al cuadrado": ("op", "^2"),
    "elevado al cuadrado": ("op", "^2"), "al cubo": ("op", "^3"), "elevado a": ("op", "^"),
    "es mayor que": ("rel", ">"), "es menor que": ("rel", "<"), "mayor que": ("rel", ">"),
    "menor que": ("rel", "<"), "mayor o igual que": ("rel", ">="), "menor o igual que": ("rel", "<="),
    "es mayor o igual que": ("rel", ">="), "es menor o igual que": ("rel", "<="), "equis": ("sym", "x"),
    "elevado a la": ("op", "^"), "raiz cuadrada de": ("sqrt", "sqrt"), "raiz de": ("sqrt", "sqrt"),
}  # fmt: skip
_EN: dict[str, tuple[Kind, str]] = {
    "plus": ("op", "+"), "minus": ("op", "-"), "times": ("op", "*"), "multiplied by": ("op", "*"),
    "over": ("op", "/"), "divided by": ("op", "/"), "equals": ("rel", "="), "equal": ("rel", "="),
    "equal to": ("rel", "="), "is equal to": ("rel", "="), "equals to": ("rel", "="), "is": ("rel", "="),
    "gives": ("rel", "="), "squared": ("op", "^2"), "cubed": ("op", "^3"), "to the power of": ("op", "^"),
    "is greater than": ("rel", ">"), "is less than": ("rel", "<"), "greater than": ("rel", ">"),
    "less than": ("rel", "<"), "greater than or equal to": ("rel", ">="),
    "less than or equal to": ("rel", "<="),
    "is greater than or equal to": ("rel", ">="), "is less than or equal to": ("rel", "<="),
    "square root of": ("sqrt", "sqrt"),
}  # fmt: skip
_SPANISH: dict[str, int] = {
    **{w: n for n, w in enumerate(
        ["cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once",
         "doce", "trece", "catorce", "quince", "dieciseis", "diecisiete", "dieciocho", "diecinueve",
         "veinte", "veintiuno", "veintidos", "veintitres", "veinticuatro", "veinticinco", "veintiseis",
         "veintisiete", "veintiocho", "veintinueve", "treinta"]
    )},
    "cuarenta": 40, "cincuenta": 50, "sesenta": 60, "setenta": 70, "ochenta": 80, "noventa": 90, "cien": 100,
}  # fmt: skip
_ENGLISH: dict[str, int] = {
    **{w: n for n, w in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
         "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
         "twenty"]
    )},
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    "hundred": 100,
}  # fmt: skip
_NUMBER_WORDS: dict[Lang | None, dict[str, int]] = {
    "es": _SPANISH,
    "en": _ENGLISH,
    None: {**{w: n for w, n in _SPANISH.items() if w != "once"}, **_ENGLISH},
}
_TENS = frozenset({20, 30, 40, 50, 60, 70, 80, 90})
_PHRASES = {**_ES, **_EN}
_LONGEST = 6
_GREEK = frozenset(["alpha", "beta", "gamma", "delta", "lambda", "mu", "theta", "omega", "rho", "pi"])
_AFTER_PRODUCT = frozenset("^(²³")
_AFTER_FACTOR = frozenset(("", *"+-−*/·^=)<>≤≥²³"))
_SIGNS = frozenset("+-−*/·^=<>≤≥")
_SHORT_WORDS = frozenset({"ya", "by", "bay", "cab", "az"})
_PRODUCT = re.compile(r"[abcxyz]{2,3}|mn|mnp|pq")


@lru_cache(maxsize=4096)
def fold(word: str) -> str:
    """Lower case without accents (ñ becomes n)."""
    if word.isascii():
        return word.lower()
    return "".join(c for c in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(c))


def read_number(text: str, lang: Lang | None = None) -> tuple[Fraction, bool] | None:
    """A written number and whether it has a decimal part: `1,5`, `1.5`, `1'5`, `1.234,5`, `12,000`.

    One separator before exactly three digits is thousands where the language writes them so (`1.500` in
    Spanish, `1,500` in English) and a decimal mark otherwise. None for anything else (`1,2,3`).
    """
    marks = [c for c in text if not c.isdigit()]
    if not marks:
        return Fraction(int(text)), False
    if _THOUSANDS.fullmatch(text) and (len(marks) > 1 or marks[0] == {"es": ".", "en": ","}.get(lang or "")):
        return Fraction(int("".join(c for c in text if c.isdigit()))), False
    whole, _, part = text.rpartition(marks[-1])
    if len(marks) > 1:
        if marks[-1] in marks[:-1] or not _THOUSANDS.fullmatch(whole):
            return None
        whole = "".join(c for c in whole if c.isdigit())
    return Fraction(int((whole or "0") + part), 10 ** len(part)), True


def tokenize(text: str, lang: Lang | None = None, names: Collection[str] = ()) -> list[Token]:
    """All tokens of `text`. `names` are words of two or more letters that count as symbols (units)."""
    return _Lexer(text, lang, names).run()


class _Lexer:
    def __init__(self, text: str, lang: Lang | None, names: Collection[str]) -> None:
        self.text = text
        self.lang = lang
        self.names = names
        self.at = 0
        self.out: list[Token] = []

    def run(self) -> list[Token]:
        text, size = self.text, len(self.text)
        while self.at < size:
            char = text[self.at]
            if char in " \t\r\u00a0\u2009\u202f\u2003\u200b\ufe0f&":
                self.at += 1
            elif char in "0123456789" or (char == "." and text[self.at + 1 : self.at + 2] in _DIGITS):
                self._number()
            elif text[self.at : self.at + 2] in _PAIRS:
                self._put(*_PAIRS[text[self.at : self.at + 2]], 2)
            elif char == "." and self._is_product_dot():
                self._put("op", "*", 1)
            elif char in _CHARS:
                self._put(*_CHARS[char], 1)
            elif char == "\\":
                self._latex()
            elif char == ":":
                self._colon()
            elif char.isalpha() and unicodedata.decomposition(char)[:7] != "<super>":
                self._letters()
            else:
                self._rare(char)
        return _settle(self.out)

    def _is_product_dot(self) -> bool:
        """`2.x` with nothing between: a product, not the end of a sentence."""
        if self.at == 0 or self.text[self.at - 1] not in _DIGITS:
            return False
        found = _LETTERS.match(self.text, self.at + 1)
        if found is None or len(found.group()) != 1:
            return False
        return self.text[found.end() : found.end() + 3].lstrip()[:1] in _AFTER_FACTOR

    def _put(
        self, kind: Kind, text: str, size: int, value: Fraction | None = None, decimal: bool = False
    ) -> None:
        self.out.append(Token(kind, text, self.at, self.at + size, value, decimal))
        self.at += size

    def _number(self) -> None:
        found = _NUMBER.match(self.text, self.at)
        if not found:  # a digit of another script
            self._put("other", self.text[self.at], 1)
            return
        if self._is_argument():
            self._put("num", found.group()[0], 1, Fraction(int(found.group()[0])))
            return
        text = found.group()
        number = read_number(text.translate(_BRACES), self.lang) if len(text) <= 30 else None
        if number is None:
            self._put("other", text, len(text))
        else:
            self._put("num", text, len(text), number[0], number[1])

    def _is_argument(self) -> bool:
        """A digit without braces behind `\\frac`: `\\frac12` is one half, each argument one digit."""
        last, at = self.out[-1:], self.at
        if last and last[0].kind == "frac":
            return self.text[at : at + 1] in _DIGITS
        before = self.out[-2:-1]
        bare = bool(before) and before[0].kind == "frac" and last[0].kind in ("num", "sym")
        return bare and last[0].end - last[0].start == 1 and self.text[at : at + 1] in _DIGITS

    def _latex(self) -> None:
        layout = _ENVIRONMENT.match(self.text, self.at)
        if layout:
            self._put("sep", "\n", len(layout.group()))
            return
        found = _COMMAND.match(self.text, self.at)
        if not found:
            self._put("other", "\\", 1)
            return
        name, size = found.group(1), len(found.group())
        if name == "sqrt" and self.text[self.at + size : self.at + size + 1] == "[":
            self._put("other", name, size)  # a root of another order
        elif name in _LATEX:
            known = _LATEX[name]
            if known is None:
                self.at += size
            else:
                self._put(*known, size)
        elif name in _GREEK:
            self._put("sym", name, size)
        elif name in "()[]\\":
            self._put("sep", "$" if name != "\\" else "\n", size)
        elif name in ",;:! ":
            self.at += size
        elif name in "{}|":
            self._put(*_CHARS[name], size)
        else:
            self._put("other", found.group(), size)

    def _colon(self) -> None:
        """`15:5` and `15 : 5` divide, `despeja x: …` does not."""
        before = self.text[self.at - 1 : self.at]
        after = self.text[self.at + 1 : self.at + 2]
        last = self.out[-1].kind if self.out else "sep"
        spaced = before.isspace() and after.isspace()
        tight = bool(before) and bool(after) and not before.isspace() and not after.isspace()
        named = len(self.out) > 1 and self.out[-2].kind == "word"
        divides = last in ("num", "close") or (last == "sym" and (spaced or not named))
        if divides and (spaced or tight):
            self._put("op", "/", 1)
        elif after == "=":
            self._put("rel", "=", 2)
        else:
            self._put("sep", ":", 1)

    def _rare(self, char: str) -> None:
        if char in "⁰¹²³⁴⁵⁶⁷⁸⁹":
            if not (self.out and self.out[-1].text == "-" and self.text[self.at - 1] == "⁻"):
                self.out.append(Token("op", "^", self.at, self.at))
            else:
                minus = self.out.pop()
                self.out += [Token("op", "^", minus.start, minus.start), minus]
            end = self.at
            while end < len(self.text) and self.text[end] in "⁰¹²³⁴⁵⁶⁷⁸⁹":
                end += 1
            digits = self.text[self.at : end].translate(_SUPERSCRIPTS)
            self._put("num", digits, end - self.at, Fraction(int(digits[:9])))
            return
        pieces = unicodedata.decomposition(char).split()
        if pieces[:1] == ["<fraction>"]:
            top, _, bottom = unicodedata.normalize("NFKC", char).partition("⁄")
            if top.isdecimal() and bottom.isdecimal() and int(bottom):
                self._put("vulgar", f"{top}/{bottom}", 1, Fraction(int(top), int(bottom)))
                return
        plain = unicodedata.normalize("NFKC", char)
        if plain in _CHARS:
            self._put(*_CHARS[plain], 1)
        elif len(plain) == 1 and plain.isdecimal() and plain.isascii():
            self._put("num", plain, 1, Fraction(int(plain)))
        else:
            self._put("other", char, 1)

    def _letters(self) -> None:
        found = _LETTERS.match(self.text, self.at)
        word = unicodedata.normalize("NFKC", found.group()) if found else self.text[self.at]
        size = len(found.group()) if found else 1
        if size == 1 or len(word) == 1:
            self._symbol(word, size)
        elif word in self.names:
            self._put("sym", word, size)
        elif fold(word) in ("sqrt", "raiz"):
            if not self._phrase():
                self._put("sqrt", "sqrt", size)
        elif word in ("abs", "Abs"):
            self._put("sqrt", "abs", size)
        elif self._phrase():
            return
        elif _PRODUCT.fullmatch(word.lower()) and self._joined(size):
            for letter in word:
                self._put("sym", letter, 1)
        else:
            self._put("word", word, size)

    def _symbol(self, letter: str, size: int) -> None:
        last = self.out[-1] if self.out else None
        rest = self.text[self.at + size : self.at + size + 9].lstrip(" \t\u00a0")[:1]
        if letter in "xX" and last and last.kind == "num" and rest.isdecimal() and not last.worded:
            self._put("op", "*", size)
            return
        suffix = _SUFFIX.match(self.text, self.at + size)
        name = letter
        if suffix and not (last and last.kind == "frac"):
            name += (suffix.group(1) or suffix.group()).translate(_SUBSCRIPTS)
            size += len(suffix.group())
        self._put("sym", name, size)

    def _joined(self, size: int) -> bool:
        """Whether a word of two or three letters touches a digit or bracket, or has a sign beside it."""
        end = self.at + size
        before, after = self.text[self.at - 1 : self.at], self.text[end : end + 1]
        if before in _DIGITS or (before == ")" and self.at) or after in _AFTER_PRODUCT:
            return True
        signs = self.text[max(0, self.at - 3) : self.at].rstrip()[-1:], self.text[end : end + 3].lstrip()[:1]
        if self.text[self.at : end].lower() in _SHORT_WORDS:  # `bx + by`, but `(x^2 + 1) by x`
            return signs[0] in _SIGNS and signs[0] != "" and signs[1] in ("", *_SIGNS, ")", ".", "?", "$")
        return (before == "(" and after == ")") or any(sign in _SIGNS for sign in signs)

    def _phrase(self) -> bool:
        """Words that are signs (`más`, `is equal to`) or numbers (`siete`); the longest phrase wins."""
        words: list[tuple[str, int]] = []
        at = self.at
        while len(words) < _LONGEST and (found := _LETTERS.match(self.text, at)):
            words.append((fold(found.group()), found.end()))
            at = found.end()
            if self.text[at : at + 1] != " ":
                break
            at += 1
        for count in range(len(words), 0, -1):
            known = _PHRASES.get(" ".join(word for word, _ in words[:count]))
            if known:
                self._worded(known, words[count - 1][1])
                return True
        return self._number_word(words)

    def _worded(self, known: tuple[Kind, str], end: int) -> None:
        kind, text = known
        if len(text) == 2 and text[0] == "^":
            self.out.append(Token("op", "^", self.at, self.at, worded=True))
            self.out.append(Token("num", text[1], self.at, end, Fraction(int(text[1])), worded=True))
        else:
            self.out.append(Token(kind, text, self.at, end, worded=True))
        self.at = end

    def _number_word(self, words: list[tuple[str, int]]) -> bool:
        numbers = _NUMBER_WORDS[self.lang]
        if not words or words[0][0] not in numbers:
            return False
        value, end = numbers[words[0][0]], words[0][1]
        link = 2 if len(words) > 2 and words[1][0] == "y" else 1
        if value in _TENS and len(words) > link:
            unit = numbers.get(words[link][0], 0)
            if 0 < unit < 10:
                value, end = value + unit, words[link][1]
        text = self.text[self.at : end]
        self.out.append(Token("num", text, self.at, end, Fraction(value), worded=True))
        self.at = end
        return True


_OPERAND_END = frozenset({"num", "vulgar", "sym", "close"})
_OPERAND_START = frozenset({"num", "vulgar", "sym", "open", "frac", "sqrt"})


def _settle(tokens: list[Token]) -> list[Token]:
    """Signs in words stay signs only where a sign can stand; elsewhere they are prose (`al menos 3`)."""
    out: list[Token] = []
    for at, token in enumerate(tokens):
        if token.worded and token.kind in ("op", "rel"):
            after = tokens[at + 1] if at + 1 < len(tokens) else None
            opens = after is not None and (after.kind in _OPERAND_START or after.text == "-")
            closes = bool(out) and out[-1].kind in _OPERAND_END
            signs = token.text == "-" and bool(out) and out[-1].kind in ("op", "rel", "open")
            if not opens or not (closes or signs):
                token = Token("word", token.text, token.start, token.end, worded=True)
        out.append(token)
    return out
