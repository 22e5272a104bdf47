"""Finds the equation that a message asks to solve, when it is one in one unknown and not linear as it is written.

Nothing is guessed: two equations, two unknowns, another question about the equation (how many solutions, the
positive one, a check) or a mere answer are no problem of this family.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from subjects.algebra.equations.surd_way import has_surds
from subjects.algebra.equations.trace import trace
from subjects.algebra.equations.way import FORMULA
from subjects.algebra.equations.writing import is_unsure, plainly
from subjects.algebra.polynomial import poly_of
from subjects.algebra.reading import is_misread, is_torn, lower, lowered
from subjects.algebra.spans import apart, maths_in
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


@dataclass(frozen=True, slots=True)
class Equation:
    """The payload of a problem: the exact equation and its unknown, in lower case; when solved, the detail
    of its steps."""

    equation: str
    unknown: str
    detail: str = ""


_SURELY = re.compile(r"(?i)\b(?:despeja\w*|solve for|isolate)\s+(?:la |the )?([a-z])\b")
_PERHAPS = re.compile(
    r"(?i)\b(?:vale|valor de|valores de|values? of|find|halla\w*|calcula\w*|what(?:'s| is)?)"
    r"\s+(?:la |el valor de |the values? of )?([b-df-hj-np-tv-xz])\b"
)
_OTHER_TASK = re.compile(
    r"\bpositiv|\bnegativ|\bmayor\b(?! que)|\bmenor\b(?! que)|largest|smallest|greatest|\blarger|\bsmaller|\bgreater|\bless\b"
    r"|ℂ|mathbb\{c\}|complej|complex|imaginari|\benter[oa]s?\b|integers?\b|numeros? natural|natural numbers?"
    r"|\b(?:suma|producto|diferencia) de (?:sus|las|los|ambas)|(?:sum|product|difference) of (?:its|the)"
    r"|sin resolver|without solving|grafic|graph|vertice|vertex|parabola|deriva|integral|integra\b|limite|limit\b"
    r"|dominio|domain|recorrido|range of|inversa|inverse of|parametr|parameter|for (?:which|what) values? of k"
    r"|escribe (?:la|una) ecuacion|write (?:an?|the) equation|traduc|traslad|translate"
    r"|(?:encuentra|halla|busca|corrige|find|spot) (?:el|the) (?:error|fallo|mistake)|\bmaxim|\bminim(?!o comun)"
    r"|es (?:x|una|la) .{0,12}soluci|is x .{0,20}(?:a )?(?:solution|root)|intervalo|interval\b|entre 0 y|between 0 and"
)
_UNLESS_SOLVED = re.compile(
    r"discriminante?\b|cuant[ao]s (?:soluciones|raices)|numero de (?:soluciones|raices)"
    r"|how many (?:real |distinct )?(?:solution|root)|number of (?:real )?(?:solution|root)|naturaleza de|nature of the"
    r"|comprueb|comprobar|verific|verify|check (?:that|if|whether)|demuestr|demostrar|prove|simplif|factoriz|factoris"
    r"|\bfactor\b|desarrolla|expand\b|efectua|explica|explain"
)
_ASKS_TO_SOLVE = re.compile(
    r"resuelv|resolver|\bsoluciona(?:r|me)?\b|\bsolv|(?:halla|encuentra|calcula|busca)\w* (?:todas )?las (?:soluciones|raices)"
    r"|find (?:(?!how|number)[\w-]+ ){0,4}(?:solutions?|roots?)\b"
)
_IN_THE_WORLD = re.compile(
    r"\b(?:metros?|cm|mm|km|euros?|anos|edad|edades|area de|perimetro|el lado|lado del?|rectangulo|triangulo|jardin"
    r"|precio|segundos|minutos|horas?|velocidad|altura|perimeter|sides? of a|rectangle|triangle|garden|\bages?\b|price"
    r"|seconds|minutes|hours?|metres?|meters?|feet|speed|height|width|length|years old|tickets?|entradas?)\b"
)
_ROOTS_OF = re.compile(
    r"(?:raices|ceros|zeros|zeroes|roots)(?: reales| real)? (?:de|del|of)\b|donde se anula|se anule|vanish"
)
_LONGEST = 400
"""Characters of an equation that a class would solve; longer ones only cost time."""


def parse(text: str, lang: Lang) -> Problem | Unsolved:
    """The equation in one unknown that the message asks for."""
    if len(text) > MAX_CHARS:
        return Unsolved("too_long")
    text = apart(plainly(text))
    all_spans = maths_in(text, lang)
    spans = [
        span
        for span in all_spans
        if isinstance(span.node, Relation) and symbols_of(span.node) and not _is_new_letter(span.node)
    ]
    if not spans:
        return _roots_of(text, all_spans, lang)
    relations = {exact(lowered(span.node)): span for span in spans}
    open_ones = {
        key: span for key, span in relations.items() if not _is_answer(span.node) and not _is_condition(span)
    }
    if not open_ones:
        return Unsolved("no_problem")
    span = next(iter(open_ones.values()))
    relation = lowered(span.node)
    letters = symbols_of(relation)
    if len(open_ones) > 1 or any(symbols_of(lowered(each.node)) != letters for each in spans):
        mine = any(_is_mine(lowered(each.node)) for each in open_ones.values())
        return Unsolved("not_supported", "several") if mine else Unsolved("no_problem")
    if not _is_mine(relation):
        return Unsolved("no_problem")
    if is_torn(text, span) or is_misread(span) or is_unsure(text) or _cut(text, span):
        return Unsolved("not_understood", "part")
    return build(relation, text, text[: span.start] + " " + text[span.end :], lang)


_NUMBERED = re.compile(
    r"(?:ejercicio|ejer|ej|problema|apartado|actividad|numero|exercise|question|problem|number|page|pagina|n[oº°]|#)\.?$"
)
_LOOSE_PRODUCT = re.compile(r"(?i)/\s*(?:\d+[a-z]?|[a-z])\s?\(|/\s*\([^()]*\)\s?[(a-z]")
_LOOSE_ROOT = re.compile(r"(?i)√(?:\s*\d+(?:[.,]\d+)?[a-z(]|\s+\d+(?:[.,]\d+)?\s+[a-z(]|\s*[a-z]\s*[\^²³(])")
_ROOT_AND_LETTER = re.compile(r"(?i)√(\d+)([a-z])(?![a-z])")
_LOOSE_LETTER = re.compile(r"(?i)/\s*\d+(?:[.,]\d+)?[a-z](?![a-z])")


def _under_the_root(text: str, lang: Lang) -> bool:
    """Whether the equation has a way too when the letters of `2√3x` stand under their roots."""
    spans = maths_in(_ROOT_AND_LETTER.sub(r"√(\1\2)", text), lang)
    found = [lowered(span.node) for span in spans if isinstance(span.node, Relation) and symbols_of(span.node)]
    if len(found) != 1 or len(symbols_of(found[0])) != 1:
        return True
    return trace(exact(found[0]), next(iter(symbols_of(found[0]))), FORMULA) is not None


def _ambiguous(text: str, kind: str) -> bool:
    """Whether what follows a slash may stand under it or not: `1/2x` among fractions of x, `3/(x - 1)(x + 2)`; the same of
    what follows a root sign, `√2x`."""
    if _LOOSE_ROOT.search(text):
        return True
    return _LOOSE_PRODUCT.search(text) is not None or (
        kind == "rational" and _LOOSE_LETTER.search(text) is not None
    )


def _cut(text: str, span: Span) -> bool:
    """Whether a bar, a root or an unread sign stands beside the equation."""
    before, after = text[: span.start].rstrip(" $([{"), text[span.end :].lstrip(" $)]}")
    if _NUMBERED.search(fold(before[-30:])) and re.match(r"\d+[ \t]", span.text):
        return True
    return before[-1:] in ("|", "±", "√", "_") or after[:1] in ("|", "±", "√", "^", "_")


def _is_mine(relation: Relation) -> bool:
    letters = symbols_of(relation)
    if len(letters) != 1 or relation.ops != ("=",):
        return False
    unknown = next(iter(letters))
    return len(unknown) == 1 and not all(_is_linear(side) for side in relation.sides)


def _is_linear(node: Expr) -> bool:
    """Whether linear equations read the side."""
    if isinstance(node, Num | Sym):
        return True
    if isinstance(node, Neg):
        return _is_linear(node.arg)
    if isinstance(node, Add):
        return all(_is_linear(term) for term in node.terms)
    if isinstance(node, Mul):
        unknowns = [factor for factor in node.factors if symbols_of(factor)]
        numbers = all(symbols_of(factor) or value(factor) is not None for factor in node.factors)
        return numbers and len(unknowns) <= 1 and all(_is_linear(factor) for factor in unknowns)
    if isinstance(node, Div):
        return bool(value(node.bottom)) and _is_linear(node.top)
    if isinstance(node, Pow) and isinstance(node.exponent, Num) and node.exponent.value == 1:
        return _is_linear(node.base)
    return not symbols_of(node) and value(node) is not None


def build(relation: Relation, text: str, around: str, lang: Lang) -> Problem | Unsolved:
    """The problem of an equation, or why it is none. `around`: the message without the equation."""
    unknown = next(iter(symbols_of(relation)))
    asked = {name.lower() for name in (*_SURELY.findall(around), *_PERHAPS.findall(around))}
    if asked and unknown not in asked:
        return Unsolved("not_understood", "unknown")
    plain = fold(around)
    asks_otherwise = _UNLESS_SOLVED.search(plain) and not _ASKS_TO_SOLVE.search(plain)
    if asks_otherwise or _OTHER_TASK.search(plain) or _IN_THE_WORLD.search(plain) or len(plain.split()) > 40:
        return Unsolved("not_supported", "question")
    equation = exact(relation)
    if len(equation) > _LONGEST:
        return Unsolved("too_hard")
    way = trace(equation, unknown, FORMULA)
    written = text
    if has_surds(relation, unknown) and not _under_the_root(text, lang):
        written = _ROOT_AND_LETTER.sub(r"√\1 \2", text)
    if way is not None and _ambiguous(written, way.kind):
        return Unsolved("not_understood", "division")
    if way is None:
        return Unsolved("too_hard")
    data = Equation(equation, unknown)
    return Problem("algebra", way.kind, show(relation, lang), unknown, text, lang, data, equation)


def _roots_of(text: str, spans: list[Span], lang: Lang) -> Problem | Unsolved:
    """ "Halla las raíces de x² - 5x + 6": the polynomial set to zero."""
    plain = fold(text)
    asked = [span for span in spans if span.node is not None and symbols_of(span.node)]
    if not _ROOTS_OF.search(plain) or len(asked) != 1 or isinstance(asked[0].node, Relation):
        return Unsolved("no_problem")
    span = asked[0]
    assert span.node is not None and not isinstance(span.node, Relation)  # noqa: S101 - narrowed above
    side = lower(span.node)
    relation = Relation(("=",), (side, Num(Fraction(0))))
    if not _is_mine(relation) or poly_of(side) is None:
        return Unsolved("no_problem")
    if is_torn(text, span) or is_unsure(text) or _cut(text, span):
        return Unsolved("not_understood", "part")
    return build(relation, text, text[: span.start] + " " + text[span.end :], lang)


def _is_answer(node: object) -> bool:
    """`x = 3` or `3 = x`: an answer, not a question."""
    if not isinstance(node, Relation) or len(node.sides) != 2:
        return False
    left, right = node.sides
    return (isinstance(left, Sym) and not symbols_of(right)) or (
        isinstance(right, Sym) and not symbols_of(left)
    )


def _is_new_letter(node: Relation) -> bool:
    """The `u = x²` of "solve by letting u = x²"."""
    if len(node.sides) != 2 or len(symbols_of(node)) != 2:
        return False
    left, right = sorted(node.sides, key=lambda side: not isinstance(side, Sym))
    return isinstance(left, Sym) and isinstance(right, Pow) and isinstance(right.base, Sym)


def _is_condition(span: Span) -> bool:
    return isinstance(span.node, Relation) and set(span.node.ops) == {"!="}
