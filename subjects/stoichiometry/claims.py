"""What a student's lines claim: equations, atom counts, quantities, set-ups, proportions, formulas.

Reading only; nothing is judged here. What cannot be read yields no claim.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from subjects.stoichiometry import substances, words
from subjects.stoichiometry.elements import symbols
from subjects.stoichiometry.equations import find_equation
from subjects.stoichiometry.figures import NUMBER, quantum, read_number, significant
from subjects.stoichiometry.formula import Species, fold, plain, read_formula
from subjects.stoichiometry.measure import Value, evaluate
from subjects.stoichiometry.mentions import find_measures, find_mentions
from subjects.stoichiometry.reaction import Reaction

LIMIT = 2000


@dataclass(frozen=True, slots=True)
class Equation:
    """A chemical equation."""

    reaction: Reaction


@dataclass(frozen=True, slots=True)
class Counts:
    """Atoms by element: `left` alone for a formula, both sides for an equation."""

    left: tuple[tuple[str, Fraction], ...]
    right: tuple[tuple[str, Fraction], ...] = ()


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value with what it is said to be: `letter` is m, n, M, N or V or "", `unit` None when none was
    written. `parts` are the values of the expressions it is set equal to; `setup` means that no result
    was written."""

    value: Value
    letter: str = ""
    species: Species | None = None
    parts: tuple[Value, ...] = ()
    setup: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """Two quantities that correspond: 16 g CH4 -> 44 g CO2."""

    first: tuple[Value, Species | None]
    second: tuple[Value, Species | None]


@dataclass(frozen=True, slots=True)
class Proportion:
    """A proportion with one unknown, solved for it."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Formula:
    """A relation of letters, without spaces: `n=m/M`."""

    text: str


Claim = Equation | Counts | Quantity | Pair | Proportion | Formula


_HENCE = (
    r"(?<=[^\s→>+]),?\s+(?:so|(?i:luego|entonces|therefore|hence|thus|por\s+(?:lo\s+)?tanto|as[ií]\s+que|de\s+modo\s+que))\s+(?=[^\n;]*\d)"
    r"|,\s+(?=\d[\d.,]*\s*[A-Za-z]{1,8}\s+(?:(?:de|of)\s+\w+\s+)?(?:(?:dan?|gives?|corresponden?|equivalen?)\s|->|→))"
)
"""Where a line goes on with what follows from it, or with another pair of quantities."""


def lines_of(attempt: str) -> list[str]:
    """The lines of an attempt as the student wrote them."""
    return [line.strip() for line in re.split(rf"[\n;]|\\\\|{_HENCE}", attempt) if line.strip()]


def numbered(attempt: str) -> list[tuple[int, str]]:
    """The statements of an attempt, each with the index of the line that it stands in."""
    written = enumerate(attempt.strip("\n").split("\n"))
    return [(index, statement) for index, line in written for statement in lines_of(line)]


_TOO_MUCH = re.compile(r"\d{60}|(?:=[^=]*){15}|(?:\+[^+]*){60}")
"""No line of a student: numbers and chains that would only cost time."""


def read_line(line: str) -> list[Claim]:
    """The claims of one line, in order."""
    text = plain(unicodedata.normalize("NFC", line)).strip().strip(".?!¿¡ ")
    folded = fold(text)
    if not text or len(text) > LIMIT or len(folded) != len(text) or _TOO_MUCH.search(text):
        return []
    formula = _formula(text)
    if formula:
        return [formula]
    if _RULE_OF_THREE.fullmatch(text):
        return []
    pair = _pair(text)
    if pair:
        return [pair]
    equation = find_equation(text) if "->" in text or "=" in text else None
    if isinstance(equation, tuple) and equation[0] is not None:
        return [Equation(equation[0])]
    counts = _counts(text)
    if counts:
        return [counts]
    return _quantities(text, folded)


_RULE_OF_THREE = re.compile(
    r"[^=]*\d[^=]*(?:->|-{2,}|_{2,}|\.{3,}|:|\s[-–—]\s)\s*[xX](?![A-Za-z0-9])[^=\d]{0,20}"
    r"|\s*[xX](?:\s+[A-Za-z][^=\d]{0,20}\d?)?\s*(?:->|-{2,}|_{2,}|\.{3,}|:|\s[-–—]\s)[^=]*\d[^=]*"
)
"""The line of a rule of three with its unknown: "8 g -> x". It says nothing that could be wrong alone."""

_LETTER_FORMULA = re.compile(r"^([nmMNV])\s*=\s*([nmMNVA](?:\s*[/·*×x:]?\s*(?:N_?A|[nmMNV]))?)\s*$")


def _formula(text: str) -> Formula | None:
    text = re.sub(r"\(([nmMNV]|NA|N_A)\)", r"\1", text)
    bare = re.sub(
        r"\([A-Z][^()]*(?:\([^()]*\)\d*)*[^()]*\)", "", re.sub(r"^\(([^()]*)\)/\(([^()]*)\)$", r"\1/\2", text)
    )
    bare = re.sub(r"M[mr]\b", "M", bare).replace("(m)/(M)", "m/M")
    found = _LETTER_FORMULA.match(bare.strip())
    if not found:
        return None
    right = re.sub(r"[·*×x]|\s", "*", found[2].replace(" ", ""))
    right = right.replace(":", "/").replace("N_A", "NA")
    if len(right) == 2 and right != "NA":
        right = f"{right[0]}*{right[1]}"
    return Formula(f"{found[1]}={right}")


def _measure_of(text: str) -> tuple[Value, Species | None] | None:
    found = re.match(
        rf"^\s*((?:{NUMBER}\s*[·*×]\s*)?{NUMBER}\s*[A-Za-zéáíóú]+)\s*(?:de\s+|of\s+)?(.*)$", text.strip()
    )
    if not found:
        return None
    value = evaluate(fold(found[1]))
    if value is None or value.dims is None:
        return None
    rest = re.sub(r"^(?:un|el|la|the)\s+", "", found[2].strip())
    species = (read_formula(rest) or substances.by_name(rest)) if rest else None
    return (value, species) if species or not rest else None


def _pair(text: str) -> Pair | None:
    text = re.sub(r"^\s*(?:si|if|como|as|since)\s+(?=\d)", "", text)
    sides = re.split(
        r"->|(?<=[a-z\d)])\s+[-–—]\s+(?=\d[^=]*$)|-{2,}|_{2,}|\.{3,}"
        r"|\bequivale[n]? a\b|\bcorresponden? a\b|\bgives?\b|\bdan?\b",
        text,
    )
    if len(sides) != 2:
        return None
    first, second = _measure_of(sides[0]), _measure_of(sides[1])
    return Pair(first, second) if first and second else None


def _same_thing(parts: list[str]) -> Pair | None:
    """One amount in two kinds of unit: "90 g = 5 mol", "90 g de agua son 5 moles"."""
    if len(parts) != 2:
        return None
    first, second = _measure_of(parts[0]), _measure_of(parts[1])
    if not first or not second:
        return None
    kinds = {first[0].unit(), second[0].unit()}
    different = first[1] is not None and second[1] is not None and first[1] != second[1]
    if not kinds <= {"g", "mol", "particles", *(("L",) if different else ())}:
        return None
    return Pair(first, second) if len(kinds) == 2 or different else None


_COUNT = re.compile(
    r"(?<![A-Za-z(])([A-Z][a-z]?)\s*[:=]\s*(\d{1,4}(?:[.,]\d+)?)(?![\d.,]*\d)"
    r"(?:\s*(?:\||/|y|and|-|vs\.?|(?:a|en) la izquierda y|on the left and)\s*(\d{1,4}))?"
)
_COUNT_FIRST = re.compile(
    r"(?<![\w.,])(\d{1,3})\s*(?:atomos?\s+de\s+|átomos?\s+de\s+|atoms?\s+of\s+|de\s+|of\s+)?([A-Z][a-z]?)(?![A-Za-z0-9(])"
)


@lru_cache(maxsize=1)
def _element_names() -> re.Pattern[str]:
    """A number before the name of an element: "2 hidrógenos", "4 átomos de oxígeno", "one... of sulfur"."""
    names = "|".join(sorted(substances.element_names(), key=len, reverse=True))
    return re.compile(
        rf"(\b\d{{1,3}}\s+)(?:[aá]tomos?\s+de\s+|atoms?\s+of\s+)?({names})(?:e?s)?\b", re.IGNORECASE
    )


def _element_symbol(name: str) -> str:
    return substances.element_names()[fold(name)]


_MASS_LIST = re.compile(
    r"[A-Z][a-z]?\s+\d{1,3}(?:[.,]\d+)?(?:\s*(?:,\s|;|y|and)\s*[A-Z][a-z]?\s+\d{1,3}(?:[.,]\d+)?)*"
)


def _counts(text: str) -> Counts | None:
    if _MASS_LIST.fullmatch(text):
        text = re.sub(r"(?<=[A-Za-z])\s+(?=\d)", ": ", text)
    text = _element_names().sub(lambda m: m[1] + _element_symbol(m[2]), text)
    left: list[tuple[str, Fraction]] = []
    right: list[tuple[str, Fraction]] = []
    for match in _COUNT.finditer(text):
        number = read_number(match[2])
        if match[1] not in symbols() or number is None:
            return None
        left.append((match[1], number))
        if match[3]:
            right.append((match[1], Fraction(int(match[3]))))
    pattern = _COUNT
    if not left:
        pattern = _COUNT_FIRST
        for match in _COUNT_FIRST.finditer(text):
            if match[2] not in symbols():
                return None
            left.append((match[2], Fraction(int(match[1]))))
    if not left or (right and len(right) != len(left)):
        return None
    rest = pattern.sub(" ", text)
    if re.search(r"\d|[*/·=]", rest) or re.search(r"[A-Z][a-z]?\d", rest):
        return None
    return Counts(tuple(left), tuple(right))


_LABEL = re.compile(
    r"^\s*(?:[a-zA-Záéíóúñ,. ]*?\b)?(?P<letter>[mnMNV])[mr]?"
    r"\s*(?:\(\s*(?P<of>[^=]*?)\s*\)|_?\{?(?P<sub>[A-Z][A-Za-z0-9()]*)\}?)?\s*$"
)
_LABEL_WORDS = (
    ("M", words.MOLAR_WORDS),
    ("n", re.compile(r"\b(?:moles|amount of substance|cantidad de sustancia)\b")),
    ("m", re.compile(r"\b(?:masa|mass|peso|gramos|grams)\b")),
)


def _label(text: str) -> tuple[str, Species | None, bool]:
    """Letter, substance, and whether the text is a label at all."""
    found = _LABEL.match(text)
    if found:
        name = found["of"] or found["sub"] or ""
        return found["letter"], (read_formula(name) or substances.by_name(name)) if name else None, True
    folded = fold(text)
    mentions = find_mentions(text)
    species = mentions[-1].species if mentions else read_formula(text.strip())
    for letter, pattern in _LABEL_WORDS:
        if pattern.search(folded):
            return letter, species, not re.search(r"\d", _without_species(text, folded))
    return "", species, species is not None and not re.search(r"\d", _without_species(text, folded))


def _without_species(text: str, folded: str) -> str:
    for mention in find_mentions(text):
        folded = folded[: mention.start] + " " * (mention.end - mention.start) + folded[mention.end :]
    one = read_formula(text.strip())
    return "" if one else folded


def _expression(text: str) -> Value | None:
    """The value of an expression in which substances may stand beside units."""
    folded = fold(text)
    clear = _without_species(text, folded)
    clear = re.sub(r"(?<=[a-z])\s+(?:de|of)\s+(?=\s|$|[-+*/·×=)])", " ", clear + " ").strip()
    clear = re.sub(r"\(\s*(?:de|of)?\s*\)", " ", clear)
    return evaluate(clear)


_HEADING = re.compile(r"^\d*\s*[A-Z][A-Za-z0-9()]*\s*:\s*(?=[\d(].*[·*×x+])")
"""A substance or element before its own computation: "O: 2·16 = 32"."""
_CLAUSE = re.compile(r"(?:,\s|\by\b|\band\b)(?=\s*(?:(?:los|the|luego|entonces|asi\s+que|so|then)\s+)?\d)")


def _quantities(text: str, folded: str) -> list[Claim]:
    proportion = _proportion(text)
    if proportion:
        return [proportion]
    clauses = _CLAUSE.split(text)
    if len(clauses) > 1 and len(re.findall(r"=|\bson\b|\bis\b|\bare\b", text)) > 1:
        return [claim for clause in clauses[:6] for claim in _quantities(clause, fold(clause))]
    heading = _HEADING.match(text)
    if heading:
        text = text[heading.end() :]
        folded = fold(text)
    parts = re.split(r"=|≈|~|\baprox\.?|\bson\b(?=\s*\d)|\bes igual a\b", text)
    same = _same_thing(parts)
    if same:
        return [same]
    if len(parts) > 1:
        claim = _chain(parts)
        if claim:
            return [claim]
    elif not find_measures(folded) or re.search(r"[*/·×+]|\dx\d", text):
        value = _expression(text)
        if value is not None:
            return [Quantity(value, setup=not value.plain)]
    return _from_sentence(text, folded)


def _chain(parts: list[str]) -> Quantity | None:
    letter, species, is_label = _label(parts[0])
    values = parts[1:] if is_label else parts
    read = [_expression(part) for part in values]
    if not read or read[-1] is None:
        tail = _from_sentence(values[-1], fold(values[-1])) if values else []
        if len(tail) != 1 or not isinstance(tail[0], Quantity):
            return None
        read[-1] = tail[0].value
        species = species or tail[0].species
    last = read[-1]
    if last is None:
        return None
    if not is_label:
        letter, species = "", None if _FACTORS.search(parts[0]) else _trailing_species(parts[0])
    ending = _trailing_species(values[-1])
    named = (species or ending) if is_label else (ending or species)
    known = tuple(value for value in read[:-1] if value is not None)
    return Quantity(last, letter, named, known, setup=not last.plain)


_FACTORS = re.compile(r"[·*×/]|\dx\d|\)\s*\(")
"""What multiplies an amount: the result may be of another substance, "8 g H2 · 36/4"."""


def _trailing_species(text: str) -> Species | None:
    """The only substance of a text."""
    different = {mention.species for mention in find_mentions(text)}
    return different.pop() if len(different) == 1 else None


def _proportion(text: str) -> Proportion | None:
    sides = text.split("=")
    if len(sides) != 2 or not re.search(r"(?<![A-Za-z])[xX](?![A-Za-z])", text):
        return None
    values: list[Value | None] = []
    for side in sides:
        cleaned = side.strip()
        above, slash, below = _split_fraction(cleaned)
        if not slash:
            return None
        values += [_or_unknown(above), _or_unknown(below)]
    holes = [index for index, value in enumerate(values) if value is None]
    if len(holes) != 1:
        return None
    a, b, c, d = (value.value if value else Fraction(1) for value in values)
    hole = holes[0]
    try:
        solved = (b * c / d, a * d / c, a * d / b, b * c / a)[hole]
    except ZeroDivisionError:
        return None
    return Proportion(solved)


def _split_fraction(text: str) -> tuple[str, str, str]:
    found = re.match(r"^\(([^()]*)\)\s*/\s*\(([^()]*)\)$", text)
    if found:
        return found[1], "/", found[2]
    pieces = re.split(r"/(?!\s*mol\b)|:", text)
    return (pieces[0], "/", pieces[1]) if len(pieces) == 2 else (text, "", "")


def _or_unknown(text: str) -> Value | None:
    if re.match(r"^\s*\(?\s*[xX](?:\s+[a-zA-Z].*)?\)?\s*$", text):
        return None
    value = _expression(text)
    return value if value is not None else Value(Fraction(0))


_QUESTION = re.compile(
    r"\b(?:cuant[oa]s?|how\s+(?:many|much)|por\s+que\s+(?:hay|se|es)|why|what\s+if)\b|^(?:y|and)\s+(?:si|if)\b"
)
_SAID = re.compile(
    r"\b(?:(?:creo|pienso|diria)\s+que|(?:numero|cantidad|total|molar|moles|gramos)\s+del?|igual\s+a|tal\s+vez|por\s+tanto|(?:number|mass|moles|grams)\s+of"
    r"|i\s+(?:got|get|think|have)|i'?d\s+say|would\s+be|equals?(?:\s+to)?"
    r"|creo|me|a|mi|da|dan|dio|sale|salen|salio|son|es|sera|seria|entonces|pues|el|la|los|resultado|respuesta|solucion"
    r"|final|total|unos|unas|aprox\w*|como|hay|tengo|obtengo|queda|quedan|x|n|m|no|si|verdad|vale|asi|quizas?|masa|molar"
    r"|molecular|moles|gramos|numero|luego|ahora|y|ya|ok|it'?s|its|it|is|that'?s|that|gives?|so|then|the|answer|result|about"
    r"|around|maybe|my|are|there|molar|mass|moles|grams|right)\b|[^\w]"
)
"""The words around a bare number that is said as a result; a number among others ("el paso 2") is none."""


def _from_sentence(text: str, folded: str) -> list[Claim]:
    """Quantities named in words: "creo que son 2 moles de agua", "me da 18"."""
    if _QUESTION.search(folded):
        return []
    claims: list[Claim] = []
    mentions = find_mentions(text)
    clear = _without_species(text, folded)
    per_mole = list(words.PER_MOLE.finditer(folded))
    for match in per_mole:
        value = evaluate(match["number"] + " g/mol")
        near = [m for m in mentions if m.end <= match.start() or m.start >= match.end()]
        if value:
            claims.append(Quantity(value, "M", near[-1].species if len(near) == 1 else None))
    measures = [m for m in find_measures(folded) if not any(p.start() <= m.start < p.end() for p in per_mole)]
    for index, measure in enumerate(measures):
        value = evaluate(folded[measure.start : measure.end]) or _worded(folded[measure.start : measure.end])
        limit = measures[index + 1].start if index + 1 < len(measures) else len(text)
        after = [m for m in mentions if measure.end <= m.start < limit and m.start - measure.end < 16]
        if value and re.search(r"(?:^|[\s=:(])-\s?$", folded[: measure.start]):
            value = replace(value, value=-value.value)
        if value:
            claims.append(Quantity(value, "", after[0].species if after else None))
    if claims:
        return claims
    numbers = list(re.finditer(rf"(?<![\w.,]){NUMBER}(?![\w]*[A-Za-z])", clear))
    if len(numbers) == 1 and not _SAID.sub("", clear[: numbers[0].start()] + " " + clear[numbers[0].end() :]):
        number = numbers[0][0]
        value_of = read_number(number)
        if value_of is not None:
            return [
                Quantity(
                    Value(value_of, None, quantum(number), significant(number), True), _label_letter(folded)
                )
            ]
    return []


def _label_letter(folded: str) -> str:
    for letter, pattern in _LABEL_WORDS:
        if pattern.search(folded):
            return letter
    return ""


def _worded(folded: str) -> Value | None:
    word, _, rest = folded.partition(" ")
    count = words.COUNT_WORDS.get(word)
    unit = evaluate("1 " + rest.strip()) if count is not None else None
    if count is None or unit is None:
        return None
    return Value(count * unit.value, unit.dims, Fraction(0), 2, True)
