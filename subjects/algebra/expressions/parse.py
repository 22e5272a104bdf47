"""Finds the expression that a message asks to work on, and what is to be done with it.

Everything in the message must be understood: its mathematics, the verb, and every other word. A verb without a word
that it stands for, two expressions or an equation are not read here.
"""

# ruff: noqa: E501 - a pattern reads better on one line
from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from subjects.algebra.expressions.dividing import operands
from subjects.algebra.expressions.evaluating import put_in
from subjects.algebra.expressions.shapes import is_collected, parts_of
from subjects.algebra.expressions.task import Act, Task, Wanted, ratio
from subjects.algebra.expressions.trace import trace
from subjects.algebra.reading import is_misread, is_torn
from subjects.algebra.spans import maths_in
from subjects.expression import (
    MAX_CHARS,
    Add,
    Div,
    Expr,
    Mul,
    Neg,
    Num,
    Pow,
    Relation,
    Span,
    Sym,
    exact,
    show,
    symbols_of,
    value,
)
from subjects.problem import Lang, Problem, Unsolved
from subjects.tokens import fold

_LONGEST = 300
_CALLED = re.compile(r"(?<![A-Za-z])([A-Zfgh])\s*\(\s*([a-zA-Z])\s*\)")
_AT_NUMBER = re.compile(r"(?<![A-Za-z])([A-Zfgh])\s*\(\s*([-−+]?\s*\d+(?:[.,/]\d+)?)\s*\)(?!\s*=)")
_LIST_MARK = re.compile(r"(?m)^\s*(?:\(?[a-h]\)|\d{1,2}[.)º]\)?)(?=\s)")


def _is_slashed(text: str) -> bool:
    """`12x⁵/4x²`: what stands below the stroke is read in two ways; a bare `1/2 x` in one."""
    return any(not found.group()[0].isdecimal() or "(" in found.group() for found in _SLASHED.finditer(text))


_JOINING = re.compile(
    r"(?i)\b(?:cuadrado|cubo|square|cube) (?:de|of) (?:(?:la|una|el|un|the|a) )?(?:suma|diferencia|binomio|sum|difference|binomial)\b"
    r"|\b(?:cociente|quotient|suma|sum|producto|product|diferencia|difference|resto|remainder|resta)\b"
)
_SPLIT_WORD = re.compile(r"\s(?:entre|dividid[oa] (?:entre|por)|divided by|by|into|para|por)\s")
_FIGURES = re.compile(
    r"(?i)\b(?:ejercicio|ejer|ej|exercise|question|q|actividad|problema|problem|pag|pagina)\.?\s*\d+[ .:)]?"
)


@dataclass(frozen=True, slots=True)
class _Words:
    verbs: Mapping[str, re.Pattern[str]]
    other: re.Pattern[str]
    roots: re.Pattern[str]
    around: frozenset[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    data = tomllib.loads((Path(__file__).parent / "asked.toml").read_text(encoding="utf-8"))
    verbs = {name: _pattern(words) for name, words in data["verbs"].items()}
    return _Words(
        verbs,
        _pattern(data["other"]["words"]),
        _pattern(data["roots"]["words"]),
        frozenset(data["around"]["words"]),
    )


def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    each = (re.escape(word).replace(r"\*", r"\w*").replace(r"\?", "") for word in words)
    return re.compile(rf"\b(?:{'|'.join(each)})\b")


@dataclass(slots=True)
class _Found:
    """The mathematics of a message by what it is there for."""

    names: dict[str, Expr] = field(default_factory=dict)
    values: dict[str, Expr] = field(default_factory=dict)
    wanted: list[Expr] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)


def parse(text: str, lang: Lang) -> Problem | Unsolved:
    """The problem about an expression that the message asks, or why it is none."""
    if len(text) > MAX_CHARS:
        return Unsolved("too_long")
    plain = fold(text)
    words = _words()
    acts = {name for name, pattern in words.verbs.items() if pattern.search(plain)}
    if not acts and _is_bare(text, lang):
        return _bare(text, lang)
    if not acts or words.other.search(plain) or ("factor" not in acts and words.roots.search(plain)):
        return Unsolved("no_problem")
    found = _parsed(text, plain, acts, lang)
    if isinstance(found, Unsolved) and not _CUE.search(plain):
        return Unsolved("no_problem")
    return found


_BARE = re.compile(r"[\d\s.,+\-−–*·×/÷:^²³⁴⁵⁶⁷⁸⁹()\[\]a-zA-Z]+")
_LETTERS = re.compile(r"[a-zA-Z]{3,}")


def _is_bare(text: str, lang: Lang) -> bool:
    """Whether the message is one expression and nothing else, with brackets to be worked out: `3x(x - 2) - 2(x + 1)`.

    A factored form, a lone bracket or a power is left alone: it may as well be an answer.
    """
    whole = text.strip()
    if not _BARE.fullmatch(whole) or _LETTERS.search(whole) or "(" not in whole:
        return False
    spans = maths_in(whole, lang)
    if len(spans) != 1 or len(spans[0].text) < len(whole) - 1:
        return False
    node = spans[0].node
    if isinstance(node, Div):
        return ":" in whole and bool(symbols_of(node.bottom))
    return isinstance(node, Add) and any(isinstance(_unsigned(term), Mul) for term in node.terms)


def _unsigned(node: Expr) -> Expr:
    return node.arg if isinstance(node, Neg) else node


def _bare(text: str, lang: Lang) -> Problem | Unsolved:
    asked = {"es": "Calcula", "en": "Work out"}[lang]
    found = parse(f"{asked} {text.strip()}", lang)
    return found if isinstance(found, Unsolved) else replace(found, text=text)


_CUE = re.compile(
    r"\b(?:simplif\w+|factori\w+|descompon\w*|desarroll\w+|expand\w*|polinomi\w+|polynomial\w*|monomi\w+|binomi\w+"
    r"|expresion\w*|expression\w*|valor numerico|factor comun|common factor|ruffini|fraccion(?:es)? algebraica\w*"
    r"|identidad(?:es)? notables?|productos? notables?|like terms|terminos semejantes|parentesis|brackets)\b"
)


def _parsed(text: str, plain: str, acts: set[str], lang: Lang) -> Problem | Unsolved:
    read = _read(text, plain, acts, lang)
    if isinstance(read, Unsolved):
        return read
    found, strange = read
    task = _task(found, acts, plain)
    if isinstance(task, Unsolved):
        return task
    if strange:
        return Unsolved("not_understood", strange)
    return build(task, text, lang)


def build(task: Task, text: str, lang: Lang) -> Problem | Unsolved:
    """The problem of a task; what needs no work, or too much of it, is none."""
    if len(task.expression) > _LONGEST:
        return Unsolved("too_hard")
    if trace(task) is None:
        return Unsolved("not_supported", task.act)
    letters = sorted(symbols_of(task.node))
    canonical = f"{task.expression} | {task.wanted} | {task.values}"
    statement = show(task.node, lang)
    if task.values:
        statement += "; " + ", ".join(f"{name} = {show(_node(number), lang)}" for name, number in task.values)
    return Problem(
        "algebra", task.act, statement, letters[0] if letters else "x", text, lang, task, canonical
    )


def _node(text: str) -> Expr:
    return Task("expansion", text).node


def _read(text: str, plain: str, acts: set[str], lang: Lang) -> tuple[_Found, str] | Unsolved:
    """The mathematics, and the first word around it that is not known."""
    text = _FIGURES.sub(lambda found: " " * len(found.group()), text)
    text = _LIST_MARK.sub(lambda found: " " * len(found.group()), text)
    called = _AT_NUMBER.findall(text)
    text = _AT_NUMBER.sub(" ", text)
    text = _CALLED.sub(lambda found: f"({found.group(1)})", text)
    text = grouped(text)
    if "divide" in acts or re.search(r"\bmultipl", plain):
        text = _SPLIT_WORD.sub(" ; ", text)
    found, strange = _Found(), ""
    at = 0
    outside: list[str] = []
    for span in maths_in(text, lang):
        outside.append(text[at : span.start])
        at = span.end
        why = _sort(span, text, found)
        if why == "no_problem":
            return Unsolved("no_problem")
        strange = strange or why
    outside.append(text[at:])
    for name, number in called:
        amount = _number(number, lang)
        if amount is None:
            return Unsolved("not_understood", "value")
        found.values[name] = amount
    if not found.wanted and len(found.names) == 1 and not called:
        found.wanted.append(next(iter(found.names.values())))
    if not found.wanted and not called:
        return Unsolved("no_problem")
    return found, strange or _strange(outside, found)


def _number(text: str, lang: Lang) -> Expr | None:
    spans = [span.node for span in maths_in(f"({text})", lang)]
    node = spans[0] if len(spans) == 1 else None
    return None if node is None or isinstance(node, Relation) or value(node) is None else node


def _sort(span: Span, text: str, found: _Found) -> str:
    """Puts one span where it belongs; says what is wrong with it, `no_problem` when the message is another's."""
    node = span.node
    if node is None:
        return "part"
    if isinstance(node, Relation):
        return _relation(node, found)
    letters = symbols_of(node)
    if not letters:
        return "" if span.worded else "number"
    if any(len(name) > 1 for name in letters) or is_misread(span):
        return "no_problem"
    if _is_slashed(span.text):
        return "slash"
    masked = _JOINING.sub(lambda found: " " * len(found.group()), text)
    if is_torn(masked, span) or _loosely_worded(span, node):
        return "part"
    found.wanted.append(node)
    found.spans.append(span)
    return ""


def _loosely_worded(span: Span, node: Expr) -> bool:
    """Words for times, over or a power beside a sum mean one thing to one reader and another to the next."""
    bracket = "(" in span.text
    return (
        span.worded
        and not bracket
        and isinstance(node, Add)
        and any(isinstance(part, Mul | Div) and not is_collected(part) for part in parts_of(node))
    )


def _relation(node: Relation, found: _Found) -> str:
    if node.ops != ("=",):
        return "no_problem" if symbols_of(node) else "part"
    left, right = node.sides
    if not isinstance(left, Sym) or left.name in symbols_of(right):
        return "no_problem" if symbols_of(node) else "part"
    if value(right) is not None:
        found.values[left.name] = right
        return ""
    if not (left.name.isupper() or left.name in "fgh") or len(left.name) > 1 or left.name in found.names:
        return "no_problem"
    found.names[left.name] = right
    return ""


_WORD = re.compile(r"[^\W\d_]+")


def _strange(outside: Sequence[str], found: _Found) -> str:
    words = _words()
    named = {name.lower() for name in (*found.names, *found.values)}
    letters = {name for node in found.wanted for name in symbols_of(node)}
    for piece in outside:
        plain = re.sub(r"\\[a-zA-Z]+", " ", fold(piece))
        for word in map(str, _WORD.findall(plain)):
            known = word in words.around or word in named or word in letters
            if not known and not any(pattern.fullmatch(word) for pattern in words.verbs.values()):
                return word
    return ""


def _task(found: _Found, acts: set[str], plain: str) -> Task | Unsolved:
    """What the mathematics and the verbs ask together."""
    if any(symbols_of(node) & set(found.names) for node in found.names.values()):
        return Unsolved("not_understood", "names")
    names = tuple((name, exact(node)) for name, node in found.names.items())
    numbers = {name: number for name, number in found.values.items() if name not in found.names}
    called = [name for name in found.values if name in found.names]
    if called:
        return _called(found, called, names)
    asked = [put_in(node, found.names) for node in found.wanted]
    if (
        len(found.names) == len(asked) == 1
        and "divide" in acts
        and asked == found.wanted != [*found.names.values()]
    ):
        asked.insert(0, next(iter(found.names.values())))  # "dividir P(x) = … entre x - 1"
    if len(asked) == 1 and _SQUARED.search(plain):
        asked = [Pow(asked[0], Num(Fraction(2)))]
    if any(name.isupper() for node in asked for name in symbols_of(node)):
        return Unsolved("no_problem")
    joined = _joined(asked, acts, plain)
    if isinstance(joined, Unsolved):
        return joined
    if numbers:
        if set(numbers) != symbols_of(joined):
            return Unsolved("not_understood", "values")
        given = tuple(sorted((name, exact(number)) for name, number in numbers.items()))
        return Task("numeric_value", exact(joined), values=given, names=names)
    if not symbols_of(joined):
        return Unsolved("no_problem")
    return _by_act(joined, acts, plain, names)


def _called(found: _Found, called: Sequence[str], names: tuple[tuple[str, str], ...]) -> Task | Unsolved:
    """`P(2)` of a defined polynomial in one letter."""
    if len(called) > 1 or found.wanted or len(found.values) > 1 or len(found.names) > 1:
        return Unsolved("not_supported", "several")
    node = found.names[called[0]]
    letters = sorted(symbols_of(node))
    if len(letters) != 1:
        return Unsolved("not_understood", "values")
    given = ((letters[0], exact(found.values[called[0]])),)
    return Task("numeric_value", exact(node), values=given, names=names)


_SQUARED = re.compile(r"\bsquare the\b|\belev\w+ al cuadrado\b")
_PRODUCT = re.compile(r"\bmultipl|\bproduct")
_SUM = re.compile(r"\bsum|\badd\b|\badding\b")
_LESS = re.compile(r"\brest(?:a|ar|e|ad|ale|ando)\b|\bdiferencia\b|\bsubtract|\bdifference\b")
_FROM = re.compile(r"\brest\w+ .* (?:de|a) |\bsubtract\w* .* from ")


def _joined(asked: Sequence[Expr], acts: set[str], plain: str) -> Expr | Unsolved:
    """The one expression that is meant: alone, or two that a verb joins."""
    if len(asked) == 1:
        return asked[0]
    if len(asked) == 2:
        one, two = asked
        if "divide" in acts and ratio(two) is not None:
            return Div(one, two)
        hits = [bool(pattern.search(plain)) for pattern in (_PRODUCT, _SUM, _LESS)]
        if sum(hits) == 1 and "factor" not in acts:
            if hits[0]:
                return Mul((one, two))
            if hits[1]:
                return Add((one, two))
            return Add((two, Neg(one))) if _FROM.search(plain) else Unsolved("not_understood", "order")
    return Unsolved("not_supported", "several")


_ONLY_REST = re.compile(r"\b(?:resto|remainder|residuo)\b")
_QUOTIENT = re.compile(r"\b(?:cociente|quotient)\b")


def _by_act(node: Expr, acts: set[str], plain: str, names: tuple[tuple[str, str], ...]) -> Task | Unsolved:
    text = exact(node)
    if "value" in acts - {"factor"} and not acts - {"value"}:
        return Unsolved("missing_data", "values")
    over = _letters_below(node)
    if "factor" in acts and not over:
        if acts & {"divide"} and "ruffini" not in plain:
            return Unsolved("not_understood", "act")
        return Task("factorization", text, names=names)
    found = operands(node)
    if found is not None and ("divide" in acts or isinstance(node, Div)) and "factor" not in acts:
        rest, whole = _ONLY_REST.search(plain), _QUOTIENT.search(plain)
        if "divide" in acts and len(found[1].terms) > 1 and "simplify" not in acts:
            wanted: Wanted = (
                "both" if rest and whole else "remainder" if rest else "quotient" if whole else "value"
            )
            return Task("polynomial_division", text, wanted, names=names)
        long = found[0].degree >= found[1].degree and len(found[1].terms) > 1 and ":" in plain
        if long and "simplify" not in acts:
            return Task("polynomial_division", text, names=names)
    act: Act = "algebraic_fraction" if over else "expansion"
    return Task(act, text, names=names)


_SLASHED = re.compile(r"[a-z²³)\d]\s*/\s*\d+\s*[a-z(]")
_COLON = re.compile(r"\s*(?::|÷|\\div)\s*")


def grouped(text: str) -> str:
    """`12x⁵ : 4x²` and `(a/b) : c/d` with brackets around what a colon divides: it parts two wholes."""
    if len(_COLON.findall(text)) > 8:
        return text
    out, at = text, 0
    while (found := _COLON.search(out, at)) is not None:
        start, end = _left(out, found.start()), _right(out, found.end())
        left, right = out[start : found.start()], out[found.end() : end]
        if not _is_operand(left) or not _is_operand(right):
            at = found.end()
            continue
        body = f"(({left}):({right}))"
        out, at = out[:start] + body + out[end:], start + len(body)
    return out


_OPERAND = re.compile(r"[\w²³⁴⁵⁶⁷⁸⁹⁰¹^*/·×.,+\-−()\[\]{}\\ ]+")


def _is_operand(text: str) -> bool:
    """Mathematics without a word in it."""
    words = re.findall(r"[a-zA-Záéíóúüñ]{2,}", re.sub(r"\\[a-z]+", "", text))
    letters = all(re.fullmatch(r"[abcxyzmnpq]{2,3}", word) for word in words)
    return bool(text.strip()) and _OPERAND.fullmatch(text) is not None and letters


def _left(text: str, end: int) -> int:
    depth, at = 0, end
    while at:
        char = text[at - 1]
        if char in ")]}":
            depth += 1
        elif char in "([{":
            depth -= 1
            if depth < 0:
                break
        elif not depth and (
            char in "+-−=;,:\n¿?$"
            or (char == " " and re.search(r"[^\W\d_]{2,}$", text[max(0, at - 12) : at - 1]))
        ):
            break
        at -= 1
    while at < end and text[at] == " ":
        at += 1
    return at


def _right(text: str, start: int) -> int:
    depth, at = 0, start
    while at < len(text):
        char = text[at]
        if char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
            if depth < 0:
                break
        elif not depth and char in "+-−=;,:\n¿?$·×*÷ " and at > start:
            break
        at += 1
    return at


def _letters_below(node: Expr) -> bool:
    if any(isinstance(part, Pow) and isinstance(part.exponent, Neg) for part in parts_of(node)):
        return True
    return any(isinstance(part, Div) and symbols_of(part.bottom) for part in parts_of(node))
