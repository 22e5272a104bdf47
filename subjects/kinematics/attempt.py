"""Reads what a student wrote as lines of mathematics: chains of expressions with numbers, units and symbols.

Words around the mathematics are dropped; a line that keeps none is not readable. A text that can be read in two ways
("2s" is two seconds or twice s, "1.250" is a thousand or one) gives both readings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from subjects.kinematics.formula import TRIGONOMETRIC, Node, Reader, Undefined, Unreadable, symbols, value_of
from subjects.kinematics.motion import DIMENSIONS, Kind
from subjects.kinematics.notation import plain
from subjects.kinematics.scenes.letters import cleaned
from subjects.kinematics.scenes.letters import letters as spelled_letters
from subjects.kinematics.units import UNITS, Dimension, dimension, read_unit

LIMIT = 2000
_LINES = 30
_TOKENS = 120

_ALIASES: tuple[tuple[str, str], ...] = (
    (r"delta\s*", ""),
    (r"\bv\s*(?:_\s*)?\(?f(?:inal)?\)?(?![a-z])", "v"),
    (r"\b([vtsexdha])\s*\((?:total|final|max(?:im[oa]|imum)?|medi[oa]|average|recorrid[oa]|travelled)\)", r"\1"),
    (r"\b([vsexh])\s*\((?:inicial|initial|0)\)", r"\g<1>0"),
    (r"\bv\s*(?:_\s*)?(?:m|media)(?![a-z/])", "v"),
    (r"\bv\s*(?:_\s*)?(?:i|o|in|ini|inicial)(?![a-z])", "v0"),
    (r"\bvel(?:ocidad)? inicial\b|\binitial (?:velocity|speed)\b", "v0"),
    (r"\bvel(?:ocidad)? (?:final|media)\b|\bfinal (?:velocity|speed)\b|\baverage (?:velocity|speed)\b", "v"),
    (r"\b(?:velocidad|velocity|speed|vel|rapidez)\b", "v"),
    (r"\b(?:aceleracion|acceleration|deceleracion|desaceleracion|deceleration)\b", "a"),
    (r"\b(?:tiempo|time)\b", "t"),
    (r"\b(?:distancia|espacio|distance|desplazamiento|displacement|altura|height)\b", "s"),
    (r"\bgravedad\b|\bgravity\b", "g"),
    (r"\b[sxeh]0\b|\b[sxe]o\b(?= *[-+=])", " 0 "),
)  # fmt: skip
_WORD_ALIASES = tuple((re.compile(pattern), into) for pattern, into in _ALIASES)
_IS = re.compile(
    r"(?<=[a-z0-9])\s+(?:es igual a|es de|es|sera de|sera|son|vale|seria|is equal to|equals|is|"
    r"will be|would be|was|era)\s+(?=[-+(\d]|v|a\b|t\b|s\b|g\b)"
)
_SPLIT = re.compile(
    r"\n|;|->|=>|\bentonces\b|\bpor tanto\b|\bluego\b|\bso\b|\bthen\b|\btherefore\b|\bhence\b|"
    r",(?!\d)|(?<![a-z])y(?= *(?:v0?|a|t|s|g|h|e|x|d|alpha)\w{0,2} *=)|"
    r"\by\b(?= *-?\d[\d.,]* *(?:[kc]?m|s|h|min)\b)|\band\b|\be\b(?= *[a-z]+ *=)"
)
_NAMED = re.compile(
    r"\b(?:una|un|la|el|an|a|the) (?:velocidad|rapidez|aceleracion|distancia|espacio|tiempo|altura|velocity|speed|acceleration|"
    r"distance|time|height)(?: (?:final|total|maxima|media))? (?:de|of) (?=-?\d)|\b(?:final|total|maximum|average) "
    r"(?:velocity|speed|distance|time|height) of (?=-?\d)|\bha (?:recorrido|alcanzado|tardado|subido|caido) (?=\d)"
)
"""What a number is, said before it in a sentence: «alcanza una velocidad de 24 m/s»."""
_NUMBER = re.compile(r"\d{1,3}(?: \d{3})+(?!\d)|\d+(?:[.,]\d+)*(?:\s?e[-+]?\d{1,2}(?![a-z\d]))?")
_WORD = re.compile(r"[a-z]+\d?")
_WORD_OF_SCENE = re.compile(r"[a-z]+\d?[a-z]*")
SCENES = frozenset(
    {
        *("line", "equation", "passing", "sound", "crossing", "throw", "drop", "horizontal", "oblique", "meeting"),
        *("legs", "conversion", "vector"),
    }
)
_LETTER_UNIT = re.compile(r"\d\s*[sh](?![a-z])")
_GROUPED = re.compile(r"(?<!\d)\d{1,3}[.,]\d{3}(?!\d)")
_SYMBOLS = frozenset(DIMENSIONS) | {"e", "x", "d", "u", "y"}


@dataclass(frozen=True, slots=True)
class Segment:
    """One side of an equality. `unit`: a unit that stands alone at the end and holds for the whole; `units`: units
    inside; `bare`: nothing but a number; `decimals`: how many the last number is written with."""

    node: Node
    unit: str
    units: bool
    bare: bool
    decimals: int
    symbols: frozenset[str]
    numbers: tuple[Fraction, ...]

    @property
    def measured(self) -> bool:
        """Whether any unit is written."""
        return self.units or bool(self.unit)


@dataclass(frozen=True, slots=True)
class Line:
    """A chain `segment = segment = ...` and the student's own text. `symbolic`: the reading in which `s` and `h` after
    a number are quantities, not units; it counts only for formulas without data."""

    segments: tuple[Segment, ...]
    text: str
    symbolic: bool = False


class _UnitReader(Reader):
    """Also reads units, as factors of the number before them."""

    def power(self) -> Node:
        node = super().power()
        while self.peek().startswith("@"):
            node = Node("*", (node, Node("unit", name=self.take()[1:])))
        return node


_NUMBERING = re.compile(
    r"^\s*(?:(?:paso|step)\s*\d{1,2}\s*[:.)]|\d{1,2}\)|\d{1,2}\.(?= )|[a-d]\))\s*(?=\S)|^\s*-\s+(?=[a-z])"
)
"""What numbers the lines of a list: `1) v = v0 + a*t`, `paso 2: ...`, `- t = 5 s`."""


def read_lines(
    text: str, kind: Kind, meanings: Callable[[Line], Iterable[Line]] | None = None
) -> list[tuple[str, list[Line]]]:
    """`meanings`: what the letters of a line may stand for, in a scene where one letter has several.

    Each written line with its possible readings (none: not readable). Raises Unreadable for a text too long.
    """
    if len(text) > LIMIT:
        raise Unreadable("too long")
    out: list[tuple[str, list[Line]]] = []
    if _LETTERED.match(text):
        text = _NEXT_LETTER.sub("\n", text)
    for raw in re.split(r"[\n;]", text):
        for piece in _SPLIT.split(_clean(_NUMBERING.sub("", plain(raw)), kind)):
            if piece.strip() and len(out) < _LINES:
                lines = _readings(piece, kind, " ".join(raw.split()))
                if meanings:
                    lines = [meant for line in lines for meant in meanings(line)]
                out.append((" ".join(raw.split()), lines))
    return out


_LETTERED = re.compile(r"\s*\(?a\)")
_NEXT_LETTER = re.compile(r"[\s,]+(?=\(?[b-h]\)\s*[-\w])")
"""Answers to several questions on one line: `a) 30 s b) 90 m`."""
_MIXED_TIMES = (
    (re.compile(r"\b(\d+) ?(?:h|horas?|hours?|hrs?) y media\b|\b(\d+) and a half hours\b"), r"\1\2.5 h"),
    (
        re.compile(
            r"(?<![\d.,])(\d{1,4}) ?(?:h|horas?|hours?|hrs?) ?(?:,|y |and )? ?(\d{1,2}) ?(?:min\w*|')"
        ),
        lambda match: f"{60 * int(match[1]) + int(match[2])} min",
    ),
    (
        re.compile(r"(?<![\d.,])(\d{1,4}) ?min\w* ?(?:,|y |and )? ?(\d{1,2}) ?(?:s|seg\w*|sec\w*)\b"),
        lambda match: f"{60 * int(match[1]) + int(match[2])} s",
    ),
)
_CONTRACTION = re.compile(r"\b[a-z]+'[a-z]{1,2}\b")
_SPOKEN = (
    (re.compile(r"(?<=[\da-z)]) +(?:dividid[oa] (?:entre|por)|entre|divided by) +(?=[\d(])"), "/"),
    (re.compile(r"(?<=[\da-z)]) +(?:multiplicado por|por|times|multiplied by) +(?=[\d(])"), "*"),
)
_NEXT_DATUM = re.compile(
    r"(= *-?\d[\d.,]*(?: *(?:[kc]?m/(?:s|h|min)(?: ?\^? ?2)?|k?m|cm|min|s|h))?) +(?=(?:v0?|[agtexduhs])\w{0,2} *=)"
)
"""One datum after another on a line without any sign between: `v0 = 0 m/s a = 2 m/s^2`."""


_WORDS = (
    ("cero", "zero"), ("un", "uno", "una", "one"), ("dos", "two"), ("tres", "three"), ("cuatro", "four"),
    ("cinco", "five"), ("seis", "six"), ("siete", "seven"), ("ocho", "eight"), ("nueve", "nine"),
    ("diez", "ten"), ("once", "eleven"), ("doce", "twelve"),
)  # fmt: skip
_COUNTED_UNIT = (
    r"horas?|minutos?|segundos?|metros?|kilometros?|hours?|minutes?|seconds?|met(?:er|re)s?|kilomet(?:er|re)s?"
)
_NUMBER_WORD = re.compile(
    rf"\b({'|'.join(word for words in _WORDS for word in words)})(?= (?:{_COUNTED_UNIT})\b"
    r"(?! (?:despues|antes|mas|menos|later|before|y media)))"
)


_POWER_OF_TEN = re.compile(r"(?<=\d) ?(?:\*|x) ?10 ?\^ ?\(?([-+]?\d{1,2})(?![\d.,])\)?")


def _numeral(match: re.Match[str]) -> str:
    return next(str(number) for number, words in enumerate(_WORDS) if match[1] in words)


def _clean(text: str, kind: Kind) -> str:
    text = _NUMBER_WORD.sub(_numeral, text)
    for pattern, into in _MIXED_TIMES:
        text = pattern.sub(into, text)
    text = _CONTRACTION.sub(" ", text)
    text = _POWER_OF_TEN.sub(r"e\1", text)
    text = re.sub(r"[¿?¡!\"“”«»]|\.\.+", " ", text)
    text = _NAMED.sub("", text)
    for pattern, sign in _SPOKEN:
        text = pattern.sub(sign, text)
    text = re.sub(r"(?<==) *([a-z]) ?: ?(?=[a-z]\b)", r"\1/", text)
    text = re.sub(r"(?<=\d)\s*x\s*(?=\d)", "*", text)
    text = (
        re.sub(r"(?<=[\d)a-z])\s*:\s*(?=[\d(])", "/", text)
        if re.search(r"(?:[\d)]|\b[a-z])\s*:\s*[\d(]", text)
        else text
    )
    text = re.sub(r"\braiz(?: cuadrada)?(?: de)?\b|\bsquare root(?: of)?\b|\braiz\b", "sqrt", text)
    text = re.sub(r"sqrt(?=[\da-z])", "sqrt ", text)
    text = text.replace("**", "^").replace("==", "=")
    text = re.sub(r"delta\s*v(?:el\w*)?(?![a-z0-9])", "v" if kind in ("uniform", "fall") else "(v-v0)", text)
    if kind in SCENES:
        text = cleaned(text, kind)
    else:
        for pattern, into in _WORD_ALIASES:
            text = pattern.sub(into, text)
    return _NEXT_DATUM.sub(r"\1;", _IS.sub(" = ", text)).rstrip(" .,;")


def _readings(text: str, kind: Kind, raw: str) -> list[Line]:
    lines: list[Line] = []
    for spelled in _spellings(text):
        for letters in (True, False) if _LETTER_UNIT.search(text) else (True,):
            for grouped in (False, True) if _GROUPED.search(text) else (False,):
                line = _line(spelled, kind, raw, letters=letters, grouped=grouped)
                if line and not any(line.segments == other.segments for other in lines):
                    lines.append(line)
    return lines


_OPEN_ROOT = re.compile(r"sqrt(?! *\()([^=]*)")
_OPEN_BELOW = re.compile(r"(?<!\b1)/ *(\d+ ?(?:v0|[agv])[a-z]{0,2}(?:\^\d)?(?![a-z\d]))")


def _spellings(text: str) -> list[str]:
    """The text as it stands, and as it is meant where a keyboard has no long root sign and no fraction bar: `√2gh` is
    the root of all that follows, in `v²/2g` all of `2g` is below the bar."""
    wide = _OPEN_BELOW.sub(r"/(\1)", _OPEN_ROOT.sub(r"sqrt(\1)", text))
    return [text] if wide == text else [text, wide]


def _line(text: str, kind: Kind, raw: str, *, letters: bool, grouped: bool) -> Line | None:
    try:
        parts = text.split("=")
        sides = [
            _tokens(side, kind, letters=letters or (at > 1 and len(parts) > 2), grouped=grouped)
            for at, side in enumerate(parts)
        ]
        while sides and not sides[0][0]:
            sides.pop(0)
        while sides and not sides[-1][0]:
            sides.pop()
        if not sides or len(sides) > 8:
            return None
        return Line(tuple(_segment(*side) for side in sides), raw, not letters)
    except (Unreadable, Undefined, ValueError):
        return None


def _tokens(text: str, kind: Kind, *, letters: bool, grouped: bool) -> tuple[list[str], int]:
    """Tokens of one side and the decimals of its last number. Words are dropped where they stand at the edges.

    Raises Unreadable for words between pieces of mathematics.
    """
    out: list[str] = []
    decimals, at, gap = 0, 0, False
    while at < len(text):
        if len(out) > _TOKENS:
            raise Unreadable("too long")
        char = text[at]
        if char.isspace():
            at += 1
            continue
        number = _NUMBER.match(text, at)
        if number:
            if gap and out:
                raise Unreadable("words inside")
            value, decimals = _number(number[0], grouped)
            gap = False
            out.append(value)
            at = number.end()
            unit = read_unit(text, at) if text[at:].strip() else None
            skip = len(text[at:]) - len(text[at:].lstrip())
            if unit is None and skip:
                unit = read_unit(text, at + skip)
            if unit and unit[0] in UNITS and (letters or unit[0] not in ("s", "h")):
                out.append("@" + unit[0])
                at = unit[1]
            continue
        if char in "+-*/^()":
            if gap and out:
                raise Unreadable("words inside")
            gap = False
            out.append(char)
            at += 1
            if char == ")":
                at = _unit_after(text, at, out)
            continue
        word = (_WORD_OF_SCENE if kind in SCENES else _WORD).match(text, at)
        if not word:
            raise Unreadable(char)
        at = word.end()
        glued = word.start() > 0 and text[word.start() - 1] in "0123456789*/^("
        names = (
            spelled_letters(word[0], glued or _joined(text, word))
            if kind in SCENES
            else _product(word[0], kind) if word.start() and text[word.start() - 1] in "0123456789*/^(" else None
        )
        names = names or (None if kind in SCENES else _names(word[0], kind))
        alone = names is not None and re.match(r"\s+\d", text[at:]) and (len(word[0]) == 1 or word[0] == "at")
        if names is None or (alone and (not out or out[-1] not in "+-*/^(")) or (gap and out):
            gap = True
            if out and out[-1] in "+*/^(":
                raise Unreadable(word[0])
            continue
        if (
            word[0] in ("a", "y", "e", "d", "x", "s", "t", "h")
            and not out
            and re.match(r"\s+[a-z]{2,}", text[at:])
        ):
            continue
        out += names
    return out, decimals


def _joined(text: str, word: re.Match[str]) -> bool:
    """Whether a sign of calculation stands next to a word, or nothing else stands on its side."""
    before, after = text[: word.start()].rstrip(), text[word.end() :].lstrip()
    return before[-1:] in tuple("*+-/(") or after[:1] in tuple("*+-/^)") or not (before or after)


def _unit_after(text: str, at: int, out: list[str]) -> int:
    """A unit after a closed parenthesis, at the end of the side."""
    skip = len(text[at:]) - len(text[at:].lstrip())
    unit = read_unit(text, at + skip)
    if unit and unit[0] in UNITS and not text[unit[1] :].strip() and (len(unit[0]) > 1 or unit[0] in "ms"):
        if len(unit[0]) == 1 and any(item[0].isalpha() for item in out if item != "sqrt"):
            return at
        out.append("@" + unit[0])
        return unit[1]
    return at


def _number(text: str, grouped: bool) -> tuple[str, int]:
    """Decimal text of a number and its count of decimals. Raises Unreadable."""
    exponent = ""
    if "e" in text:
        text, exponent = text.split("e")
    text = text.replace(" ", "")
    marks = [char for char in text if char in ".,"]
    if len(marks) > 1:
        if len(set(marks)) == 1:
            text = text.replace(marks[0], "")
        else:
            text = text.replace(marks[0], "", len(marks) - 1) if marks[0] != marks[-1] else text
            text = text.replace(",", ".")
    elif marks:
        whole, part = text.split(marks[0])
        thousands = grouped and len(part) == 3 and 1 <= len(whole) <= 3 and whole != "0"
        text = whole + part if thousands else f"{whole}.{part}"
    if text.count(".") > 1 or len(text) > 25:
        raise Unreadable("number")
    decimals = len(text.split(".")[1]) if "." in text else 0
    if exponent:
        value = Fraction(text) * Fraction(10) ** int(exponent)
        if abs(int(exponent)) > 12:
            raise Unreadable("exponent")
        return f"{float(value):.20f}".rstrip("0").rstrip("."), decimals - int(exponent)
    return text, decimals


_PRODUCTS = re.compile(r"sqrt|v0|[vatsghexduy]")


def _names(word: str, kind: Kind) -> list[str] | None:
    """The symbols of a run of letters: `at` is a times t; None for a word."""
    if word == "sqrt":
        return ["sqrt"]
    if word == "a" and kind == "up":
        return ["(", "-", "g", ")"]
    if word in _SYMBOLS:
        return [_symbol(word, kind)]
    if word == "ut":
        return [_symbol("u", kind), "t"]
    if (
        len(word) > 5
        or not re.fullmatch(r"(?:v0|[vatsgh])+", word)
        or word in ("as", "has", "va", "asta", "gas", "hasta")
    ):
        return None
    return [part for name in _PRODUCTS.findall(word) for part in _names(name, kind) or ()]


def _product(word: str, kind: Kind) -> list[str] | None:
    """Letters written onto a number or a sign are factors, also where they look like a word: `2as`, `2ad`."""
    if not re.fullmatch(r"[agu](?:[sdexht]|t\d?)", word):
        return None
    return [part for name in _PRODUCTS.findall(word) for part in _names(name, kind) or ()]


def _symbol(name: str, kind: Kind) -> str:
    length = "h" if kind in ("fall", "up", "down") else "s"
    renamed = {"e": length, "x": length, "d": length, "y": length, "s": length, "h": length, "u": "v0"}
    name = renamed.get(name, name)
    if length == "h" and name == "a":
        return "g"
    return "a" if kind == "accelerated" and name == "g" else name


def _segment(items: list[str], decimals: int) -> Segment:
    items = _trim(items)
    if not items:
        raise Unreadable("empty")
    units = [item[1:] for item in items if item.startswith("@")]
    trailing = units[0] if len(units) == 1 and items[-1].startswith("@") else ""
    body = items[:-1] if trailing else items
    node = _UnitReader(body).whole()
    numbers = tuple(Fraction(item) for item in body if item[0].isdigit())
    plain_items = [item for item in body if item not in ("+", "-", "(", ")")]
    bare = len(plain_items) == 1 and plain_items[0][0].isdigit()
    return Segment(node, trailing, bool(units) and not trailing, bare, decimals, symbols(node), numbers)


def _trim(items: list[str]) -> list[str]:
    while items and items[-1] in ("+", "-", "*", "/", "^", "("):
        items = items[:-1]
    return items


def measure(node: Node, env: dict[str, Fraction]) -> tuple[Fraction, Dimension]:
    """Value in SI and dimension of an expression with units; `env` holds the symbols in SI.

    Raises Undefined for sums of unlike quantities.
    """
    if node.op == "unit":
        return UNITS[node.name][1], dimension(node.name)
    if node.op == "sym":
        return value_of(node, env), DIMENSIONS[node.name]
    if node.op == "num":
        return node.value, (0, 0)
    value, dim = measure(node.args[0], env)
    if node.op == "neg":
        return -value, dim
    if node.op in TRIGONOMETRIC:
        if dim != (0, 0):
            raise Undefined("function of a unit")
        return value_of(Node(node.op, (Node("num", value=value),)), {}), (0, 0)
    if node.op == "sqrt":
        if dim[0] % 2 or dim[1] % 2:
            raise Undefined("root of a unit")
        return value_of(Node("sqrt", (Node("num", value=value),)), {}), (dim[0] // 2, dim[1] // 2)
    return _measured(node, value, dim, *measure(node.args[1], env))


def _measured(
    node: Node, one: Fraction, dim: Dimension, two: Fraction, other: Dimension
) -> tuple[Fraction, Dimension]:
    numbers = Node(node.op, (Node("num", value=one), Node("num", value=two)))
    value = value_of(numbers, {})
    if node.op in "+-":
        if dim != other and one and two:
            raise Undefined("unlike quantities")
        return value, dim if one else other
    if node.op == "^":
        if two.denominator != 1 or other != (0, 0):
            raise Undefined("exponent")
        return value, (dim[0] * two.numerator, dim[1] * two.numerator)
    sign = 1 if node.op == "*" else -1
    return value, (dim[0] + sign * other[0], dim[1] + sign * other[1])


_MATHS = re.compile(r"[\d=]|\b(?:v0?|a|t|s|g|h|d|e|x)\s*=|√|½")


def looks_like_attempt(text: str) -> bool:
    """Whether a message holds a number or an equality."""
    return len(text) <= LIMIT and bool(_MATHS.search(text))
