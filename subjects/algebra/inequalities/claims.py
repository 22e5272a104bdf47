"""What a student's message states about an inequality: lines, intervals, roots, a conclusion.

A line with several bounds is one claim; where a comma may mean "and" or "or", both readings are kept. Reading only;
whether a claim holds is judged in `subjects.algebra.inequalities.check`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from subjects.algebra.conclusions import conclusion_in, short_conclusion
from subjects.algebra.inequalities.sets import Interval, RealSet, combined, mirrored, solve_condition
from subjects.algebra.inequalities.wording import intervals_in, signed
from subjects.algebra.reading import is_misread, is_torn
from subjects.algebra.statements import Piece, blanked, both_signs, is_question, pairs_of, pieces_of
from subjects.algebra.surds import Surd, surd, surd_of
from subjects.expression import MAX_CHARS, Div, Expr, Neg, Num, Relation, Span, Sym, read, symbols_of, value
from subjects.problem import Lang, Unsolved
from subjects.tokens import fold

MOST_CLAIMS = 40


@dataclass(frozen=True, slots=True)
class Claim:
    """One line: the `sets` it may state, its `relations`, and whether it only gives bounds (`solved`).

    `parts` are the single sets in it; `roots` the values of `x = 2 or x = 3`; `equal` says that all its signs are
    `=`; `conclusion` is `none` or `all`.
    """

    text: str
    at: int
    relations: tuple[Relation, ...] = ()
    sets: tuple[RealSet, ...] = ()
    parts: tuple[RealSet, ...] = ()
    roots: tuple[Surd, ...] = ()
    equal: bool = False
    solved: bool = False
    odd: bool = False
    conclusion: str = ""


_OR = re.compile(r"(?:^|[\s\W])(?:o|or|u|ó|o bien|union|unido con)(?:$|[\s\W])|[∪∨v]|\\cup")
_AND = re.compile(r"(?:^|[\s\W])(?:y|and|e|pero|but|a la vez)(?:$|[\s\W])|[∩∧&]|\\cap")
_EXCEPT = re.compile(
    r"(?:(?<![a-z])(?:r|ℝ|\\mathbb\{r\}|reales|reals)\s*(?:-|\\setminus|\\)\s*(?:\{|\\\{)"
    r"|\b(?:menos|excepto|salvo|except(?: for| when)?|distint[oa]s? de|other than)\s+(?:el |the |en |cuando |when |x\s*=\s*)*)"
    r"\s*(-?\d+(?:[.,/]\d+)?)"
)
_EVERY = re.compile(
    r"todos (?:los )?(?:numeros )?reales|cualquier (?:numero )?real|toda la recta|all (?:the )?real|every real|any real"
)
_WHOLE_LINE = re.compile(
    r"(?:x ?∈ ?)?(?:r|ℝ)|\(\s*-\s*(?:∞|inf\w*|\\infty)\s*[,;]\s*\+?\s*(?:∞|inf\w*|\\infty)\s*\)"
)
_INDEXED = re.compile(r"(?<![^\W\d_])([a-z])_?[1-4]\s*=")
_NUMBERS_THAT = re.compile(
    r"(?i)(?:\b(?:todos|all|los|the)\s+)*\b(?:n[uú]meros|valores|reales|numbers|values|reals)\s+(?:reales\s+)?"
    r"(?:que\s+(?:son|sean)\s+|that\s+are\s+)?(>=|<=|>|<)|\b[sS]\s*=\s*(?=[\[(\]])"
)
_DENIED = re.compile(r"\b(?:no es|not|isn'?t|tampoco|nunca)\s*$")


@lru_cache(maxsize=512)
def claims_in(text: str, unknown: str, lang: Lang) -> tuple[Claim, ...]:
    """What the message states, line by line."""
    text = both_signs(text[:MAX_CHARS])
    if is_question(text):
        return ()
    plain = _NUMBERS_THAT.sub(lambda found: _about(found, unknown), signed(text))
    sets = intervals_in(plain, lang)
    masked = plain
    for start, end, _ in sets:
        masked = masked[:start] + "," + " " * (end - start - 1) + masked[end:]
    claims: list[Claim] = []
    for piece in pieces_of(masked, lang) or [Piece(text, 0, len(text), 0, ())]:
        raw = text[piece.start : piece.end].strip(" ;\n\t\r")
        inside = [found for found in sets if piece.start <= found[0] < piece.end]
        claims += _of_piece(piece, raw, plain, masked, inside, unknown, lang)
    if not claims and (short := short_conclusion(text)) is not None:
        claims.append(Claim(text.strip(), 0, conclusion=short))
    return tuple(claims) if len(claims) <= MOST_CLAIMS else (Claim(text.strip(), 0, odd=True),)


def _of_piece(
    piece: Piece,
    raw: str,
    plain: str,
    masked: str,
    inside: list[tuple[int, int, RealSet]],
    unknown: str,
    lang: Lang,
) -> list[Claim]:
    without = _EXCEPT.search(fold(raw)) if not piece.relations else None
    if without is not None and (point := _point(without.group(1), lang)) is not None:
        hole = mirrored((Interval(point, point, True, True),))
        return [Claim(raw, piece.at, sets=(hole,), parts=(hole,), solved=True)]
    spans = [span for span in piece.relations if isinstance(span.node, Relation)]
    if any(span.node is None for span in piece.spans) or (
        not spans and not inside and set(raw) & set("=<>≤≥")
    ):
        return [Claim(raw, piece.at, odd=True)]
    if not spans and not inside:
        said = _concluded(raw)
        return [Claim(raw, piece.at, conclusion=said)] if said else []
    laid = blanked(masked)
    if any(
        is_torn(laid, span) or _misread(span) or _DENIED.search(fold(masked[: span.start])[-25:])
        for span in spans
    ):
        return [Claim(raw, piece.at, odd=True)]
    relations = tuple(span.node for span in spans if isinstance(span.node, Relation))
    if relations and all(set(node.ops) <= {"=", "~"} for node in relations) and not inside:
        return [_equal(raw, piece.at, relations, unknown)]
    items = _items(spans, inside, unknown)
    if items is None:
        return [Claim(raw, piece.at, relations, odd=True)]
    items.sort(key=lambda item: item[0])
    words = [fold(plain[one[1] : two[0]]) for one, two in itertools.pairwise(items)]
    parts = tuple(item[2] for item in items)
    solved = all(_is_bound(node, unknown) for node in relations)
    return [Claim(raw, piece.at, relations, _readings(parts, words), parts, solved=solved)]


def _about(found: re.Match[str], unknown: str) -> str:
    """ "todos los números > 3" as `x > 3`, the name of the solution set blanked; as long as it was."""
    said = f"{unknown} {found.group(1)}" if found.group(1) else ""
    return said.ljust(len(found.group()))


def _concluded(text: str) -> str | None:
    plain = fold(text).strip(" .,;:!$")
    if _EVERY.search(plain) or _WHOLE_LINE.fullmatch(plain):
        return "all"
    return conclusion_in(text)


def _misread(span: Span) -> bool:
    return is_misread(span) and _INDEXED.match(span.text.lower()) is None


def _point(text: str, lang: Lang) -> Surd | None:
    node = read(text, lang)
    amount = None if isinstance(node, Unsolved | Relation) else value(node)
    return None if amount is None else surd(amount)


def _items(
    spans: Sequence[Span], inside: list[tuple[int, int, RealSet]], unknown: str
) -> list[tuple[int, int, RealSet]] | None:
    items = list(inside)
    for span in spans:
        node = span.node
        if not isinstance(node, Relation) or symbols_of(node) - {unknown} or "~" in node.ops:
            return None
        if not symbols_of(node):
            continue
        found = solve_condition((tuple(pairs_of(node)),))
        if found is None:
            return None
        items.append((span.start, span.end, found))
    return items


def _readings(parts: tuple[RealSet, ...], words: list[str]) -> tuple[RealSet, ...]:
    """What a line of several sets may mean by the words between them."""
    if len(parts) < 2:
        return parts
    kinds = ["or" if _OR.search(word) else "and" if _AND.search(word) else "" for word in words]
    out: list[RealSet] = []
    for unsaid in ("and", "or"):
        groups: list[list[RealSet]] = [[parts[0]]]
        for kind, part in zip(kinds, parts[1:], strict=True):
            if (kind or unsaid) == "or":
                groups.append([part])
            else:
                groups[-1].append(part)
        out.append(combined([combined(group, True) for group in groups], False))
    return tuple(dict.fromkeys(out))


def _equal(raw: str, at: int, relations: tuple[Relation, ...], unknown: str) -> Claim:
    """Equations: values of the unknown, or an equation to be solved."""
    roots: list[Surd] = []
    plain = True
    for node in relations:
        left, right = node.sides[0], node.sides[-1]
        if symbols_of(left) and _names(left, unknown) and not symbols_of(right):
            amount = surd_of(right)
            if amount is None:
                plain = False
            else:
                roots.append(amount)
        else:
            plain = False
        if symbols_of(node) - {unknown, *(f"{unknown}{n}" for n in range(5))}:
            return Claim(raw, at, relations, odd=True)
    return Claim(raw, at, relations, roots=tuple(roots) if plain else (), equal=True, solved=plain)


def _names(node: object, unknown: str) -> bool:
    return isinstance(node, Sym) and (
        node.name == unknown or (node.name[:1] == unknown and node.name[1:].isdigit())
    )


def _is_bound(node: Relation, unknown: str) -> bool:
    """`x < 3`, `-1 < x <= 4`: only the unknown and numbers that are worked out."""
    sides = [side for side in node.sides if side != Sym(unknown)]
    return len(sides) < len(node.sides) and all(is_plain(side) for side in sides)


def is_plain(node: Expr) -> bool:
    """A number that is worked out: `3`, `-2/3`, `1.5`, `2 + sqrt(3)`; not `6/2`."""
    amount = surd_of(node)
    if amount is None:
        return False
    if amount.rational is None:
        return True
    inner = node.arg if isinstance(node, Neg) else node
    if isinstance(inner, Div):
        whole = isinstance(inner.top, Num) and isinstance(inner.bottom, Num)
        return whole and abs(amount.rational).denominator == value(inner.bottom)
    return isinstance(inner, Num)


def looks_like_attempt(text: str, lang: Lang) -> bool:
    """Whether an inequality, an interval or a conclusion stands in the message."""
    if is_question(text):
        return False
    text = text[:MAX_CHARS]
    plain = signed(text)
    if intervals_in(plain, lang) or conclusion_in(text):
        return True
    return any(isinstance(span.node, Relation) for piece in pieces_of(plain, lang) for span in piece.spans)
