"""Judges what a student wrote about a formula: an equation is right when the letter's true expression satisfies it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from subjects.algebra.judging import Judged, verdict_of
from subjects.algebra.literal.formula import chunk_at, formula_of
from subjects.algebra.literal.isolate import count, read_line
from subjects.algebra.literal.mistakes import wrong_lines
from subjects.algebra.literal.parse import Formula
from subjects.algebra.literal.solution import Solved, close, holds, number_at, places, root_of, same, solved
from subjects.algebra.statements import blanked, is_question, pairs_of
from subjects.expression import MAX_CHARS, Expr, Relation, Sym, symbols_of
from subjects.problem import Lang, Solution, Verdict
from subjects.tokens import fold

_BREAK = re.compile(r"[\n;]|,(?=\s)|(?<=[^\s=+*/(-])\s(?:y|and|luego|entonces|then|so)\s(?=[^=\n;]*=)")
_TIGHT_COLON = re.compile(r"(?<=[)\w]):(?=[\w(])")
_DENIED = re.compile(r"\b(?:no es|not|isn'?t|tampoco|nunca)\s*$")
MOST_CLAIMS = 30


@dataclass(frozen=True, slots=True)
class Claim:
    """An equation in a line, or one that cannot be read surely."""

    text: str
    at: int
    line: Relation | None = None
    odd: bool = False


@lru_cache(maxsize=512)
def claims_in(text: str, unknown: str, letters: frozenset[str], lang: Lang) -> tuple[Claim, ...]:
    """What the message states, line by line."""
    text = text[:MAX_CHARS]
    if is_question(text):
        return ()
    text = _TIGHT_COLON.sub("/", text)
    plain = blanked(text.replace("±", " ").replace("\\pm", "   "))
    names = frozenset(name for name in letters if len(name) > 1)
    claims: list[Claim] = []
    start = at = 0
    for end in [*(found.start() for found in _BREAK.finditer(plain)), len(plain)]:
        piece = plain[start:end]
        raw = text[start:end].strip(" ;,\n\t\r")
        if "=" in piece:
            claims.append(_claim(piece, raw, at, names, letters, lang))
        elif not claims and end == len(plain):
            node = formula_of(piece, lang, names, closed=True)
            if node is not None and not isinstance(node, Relation) and len(symbols_of(node)) > 1:
                line = Relation(("=",), (Sym(unknown), node))
                claims.append(Claim(raw, at, line, bool(symbols_of(line) - letters)))
        at += bool(piece.strip(" ;,$"))
        start = end + 1
    return tuple(claims) if len(claims) <= MOST_CLAIMS else (Claim(text.strip(), 0, odd=True),)


def _claim(
    piece: str, raw: str, at: int, names: frozenset[str], letters: frozenset[str], lang: Lang
) -> Claim:
    begin, end = chunk_at(piece, piece.index("="))
    last = chunk_at(piece, piece.rindex("="))[1]
    if _DENIED.search(fold(piece[:begin])):
        return Claim(raw, at, odd=True)
    node = formula_of(piece[begin : max(end, last)], lang, names, closed=True)
    if not isinstance(node, Relation) or set(node.ops) - {"="}:
        return Claim(raw, at, odd=True)
    return Claim(raw, at, node, bool(symbols_of(node) - letters - {"pi"}))


def check(solution: Solution, attempt: str, lang: Lang, history: Sequence[str], reached: int) -> Verdict:
    """Judge what the student wrote; see the module."""
    data = solution.problem.data
    done = solved(data) if isinstance(data, Formula) else None
    if done is None or len(attempt) > MAX_CHARS:
        return Verdict("unreadable", reached=reached)
    reached = min(max(reached, 0), len(done.stages))
    verdict = _judged(done, attempt, lang, history, reached)
    if verdict.outcome == "wrong":
        other = _judged(done, _SLASH.sub(r"/(\1)", attempt), lang, history, reached)
        return other if other.outcome == "right" else verdict
    return verdict


# `(v - u)/2s` is written by many for a denominator `2s`: nobody is wrong for a way of writing.
_SLASH = re.compile(r"/\s?(\d*[^\W\d_](?:_?\d)?(?:[^\W\d_](?:_?\d)?){0,2})(?![\w^²³(*·])")


def _judged(done: Solved, attempt: str, lang: Lang, history: Sequence[str], reached: int) -> Verdict:
    data = done.data
    judge = FormulaJudge(done)
    letters = symbols_of(read_line(data.equation) or Relation(("=",), (Sym(data.unknown), Sym(data.unknown))))
    for earlier in history[-6:]:
        for claim in claims_in(earlier, data.unknown, letters, lang):
            if judge.judge(claim).right:
                judge.stand(claim)
    return verdict_of(judge, claims_in(attempt, data.unknown, letters, lang), reached)


class FormulaJudge:
    """See `subjects.algebra.judging.Judge`."""

    def __init__(self, done: Solved) -> None:
        self.done = done
        self.name = done.data.unknown
        self.stands: list[Relation] = []

    def judge(self, claim: Claim) -> Judged:
        """Whether a claim holds."""
        line = claim.line
        if claim.odd or line is None:
            return Judged(None)
        if not symbols_of(line):
            return Judged(None)
        if not count(line.sides[0], self.name) and not any(count(side, self.name) for side in line.sides):
            return Judged(True if all(same(*pair[1:]) for pair in pairs_of(line)) else None)
        found = [holds(line, root, self.name) for root in self.done.roots]
        if None in found and True not in found:
            return Judged(None)
        right = True in found
        final = self.final(line)
        if not right:
            return Judged(False, final)
        return Judged(True, final, len(self.done.stages) if final else self.covered(line))

    def final(self, line: Relation) -> bool:
        """The letter alone on one side, and not on the other."""
        return any(
            one == Sym(self.name) and not count(two, self.name)
            for one, two in (line.sides[:2], line.sides[1::-1], (line.sides[0], line.sides[-1]))
        )

    def covered(self, line: Relation) -> int:
        """The last step whose line this is, its sides in either order."""
        for at in range(len(self.done.stages), 0, -1):
            after = self.done.stages[at - 1].after
            if _alike(line, after):
                return at
        return 0

    def stand(self, claim: Claim) -> None:
        """A right line is where the student stands."""
        if claim.line is not None:
            self.stands.append(claim.line)

    def explain(self, claim: Claim, reached: int) -> str | None:
        """The misconception whose transform of a step gives the wrong line."""
        line = claim.line
        if line is None:
            return None
        chain = [*zip(self.done.stages, [*self.done.stages[1:], None], strict=True)]
        stages = [*chain[reached:], *chain[:reached]]
        best: str | None = None
        for stage, following in stages:
            for name, wrong in wrong_lines(stage, self.name, following):
                if _alike(line, wrong):
                    return name
                if best is None:
                    root = root_of(wrong, self.name)
                    if root is not None and holds(line, root, self.name):
                        best = name
        return best or self.turned(line)

    def turned(self, line: Relation) -> str | None:
        """The right expression with its sign, or upside down."""
        for one, two in (line.sides[:2], line.sides[1::-1]):
            if one != Sym(self.name) or count(two, self.name):
                continue
            for place in (self.done.roots[0],):
                values = [
                    (number_at(two, at), number_at(place, at))
                    for at in places(sorted(symbols_of(two) | symbols_of(place)))
                ]
                known = [(a, b) for a, b in values if a is not None and b is not None]
                if known and all(close(a, -b) for a, b in known):
                    return "sign_on_moving_term"
                if known and all(close(a * b, 1) for a, b in known):
                    return "inverted_fraction"
        return None


def _alike(line: Relation, other: Relation) -> bool:
    """Both sides agree one by one, in either order, the letter free."""
    if len(line.sides) != 2:
        return False
    pairs: list[tuple[Expr, Expr]] = list(zip(line.sides, other.sides, strict=True))
    crossed: list[tuple[Expr, Expr]] = list(zip(line.sides[::-1], other.sides, strict=True))
    return all(same(*pair) for pair in pairs) or all(same(*pair) for pair in crossed)


def looks_like_attempt(text: str, lang: Lang) -> bool:
    """Whether an equation stands in the message."""
    del lang
    return "=" in text and not is_question(text)
