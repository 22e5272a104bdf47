"""A safe reader of school mathematics: text to a small tree of exact numbers, and back to text.

    node = read("2x/3 + 1 = 5", "es")      # Relation(("=",), (Add(...), Num(5)))
    exact(node)                            # "2*x/3 + 1 = 5"   SymPy-readable, decimal point
    show(node, "es")                       # "2x/3 + 1 = 5"    class notation, decimal comma in Spanish
    find_maths("creo que 5x = 22 - 7, ¿no?", "es")   # the spans of mathematics inside prose

Own tokenizer and recursive descent: nothing is evaluated as code, length, nesting and exponents are bounded,
and what is no mathematics is `Unsolved`, never a guess. Reading keeps the shape that was written (`15/5`
stays a division); `value` computes it exactly.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from subjects.nodes import (
    MAX_EXPONENT,
    Add,
    Div,
    Expr,
    Func,
    Mul,
    Neg,
    Node,
    Num,
    Pow,
    Relation,
    Sym,
    children,
    exact_root,
    number,
    symbols_of,
    value,
)
from subjects.notation import decimal_text, exact, show
from subjects.problem import Lang, Unsolved
from subjects.tokens import Token, tokenize

__all__ = [
    "Add", "Div", "Expr", "Func", "Mul", "Neg", "Node", "Num", "Pow", "Relation", "Span", "Sym", "children",
    "decimal_text", "exact", "exact_root", "find_maths", "number", "read", "show", "symbols_of", "value",
]  # fmt: skip

MAX_CHARS = 2000
MAX_TOKENS = 400
MAX_DEPTH = 30


@dataclass(frozen=True, slots=True)
class Span:
    """Mathematics inside prose: `text[start:end]`; `node` is None when it could not be read.

    `worded`: it holds signs or numbers written as words ("siete", "x is three").
    """

    start: int
    end: int
    text: str
    node: Node | None
    worded: bool = False


class _Unread(Exception):
    def __init__(self, why: str) -> None:
        self.why = why


_STARTS = frozenset({"num", "vulgar", "sym", "open", "frac", "sqrt"})
_ENDS = frozenset({"num", "vulgar", "sym", "close", "bar"})


class _Parser:
    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.at = 0
        self.depth = 0
        self.bars = 0

    def peek(self) -> Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def is_op(self, signs: str) -> bool:
        token = self.peek()
        return token is not None and token.kind == "op" and token.text in signs

    def whole(self) -> Node:
        sides = [self.sum()]
        ops: list[str] = []
        while (token := self.peek()) and token.kind == "rel":
            self.at += 1
            ops.append(token.text)
            sides.append(self.sum())
        if self.peek():
            raise _Unread("not_understood")
        return Relation(tuple(ops), tuple(sides)) if ops else sides[0]

    def sum(self) -> Expr:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise _Unread("too_hard")
        terms = [self.signed()]
        while self.is_op("+-"):
            minus = self.tokens[self.at].text == "-"
            self.at += 1
            term = self.signed()
            terms.append(Neg(term) if minus else term)
        self.depth -= 1
        return terms[0] if len(terms) == 1 else Add(tuple(terms))

    def signed(self) -> Expr:
        """A term with at most one sign of its own."""
        if self.is_op("+-"):
            minus = self.tokens[self.at].text == "-"
            self.at += 1
            term = self.term()
            return Neg(term) if minus else term
        return self.term()

    def term(self) -> Expr:
        left: list[Expr] = [self.power()]
        while token := self.peek():
            if token.kind == "op" and token.text in "*/":
                self.at += 1
                right = self.signed_power() if self.is_op("+-") else self.power()
                if token.text == "/":
                    left = [Div(_product(left), right)]
                else:
                    left.append(right)
            elif (token.kind in _STARTS and self.juxtaposed(token)) or (
                token.kind == "bar" and not self.bars
            ):
                left.append(self.power())
            else:
                break
        return _product(left)

    def signed_power(self) -> Expr:
        minus = self.tokens[self.at].text == "-"
        self.at += 1
        arg = self.power()
        return Neg(arg) if minus else arg

    def juxtaposed(self, token: Token) -> bool:
        """Implicit multiplication: never before a number, except `(x - 2)3`."""
        if token.kind not in ("num", "vulgar"):
            return True
        last = self.tokens[self.at - 1]
        return last.kind == "close" and last.end == token.start

    def power(self) -> Expr:
        base = self.primary()
        if self.is_op("^"):
            self.at += 1
            base = Pow(base, self.exponent())
            if self.is_op("^"):
                raise _Unread("too_hard")
        return base

    def exponent(self) -> Expr:
        if self.is_op("-"):
            self.at += 1
            return Neg(self.exponent())
        exponent = self.primary()
        bare = exponent.arg if isinstance(exponent, Neg) else exponent
        small = isinstance(bare, Num) and bare.value <= MAX_EXPONENT
        if not small and not symbols_of(bare):
            number = value(exponent) if not isinstance(bare, Num) else None
            if number is None or abs(number) > MAX_EXPONENT:
                raise _Unread("too_hard")
        return exponent

    def primary(self) -> Expr:
        token = self.peek()
        if token is None:
            raise _Unread("not_understood")
        self.at += 1
        if token.kind in ("num", "vulgar") and token.value is not None:
            return self.number(token, token.value)
        if token.kind == "sym":
            return Sym(token.text)
        if token.kind == "open":
            return self.group(")")
        if token.kind == "frac":
            top = self.argument()
            return Div(top, self.argument())
        if token.kind == "sqrt":
            return Func(token.text, self.argument())
        if token.kind == "bar":
            self.bars += 1
            inner = self.group("|")
            self.bars -= 1
            return Func("abs", inner)
        raise _Unread("not_understood")

    def number(self, token: Token, number: Fraction) -> Expr:
        after = self.peek()
        if token.kind == "vulgar":
            return Div(Num(Fraction(number.numerator)), Num(Fraction(number.denominator)))
        if (
            after is not None
            and after.kind == "vulgar"
            and after.start == token.end
            and after.value is not None
        ):
            self.at += 1
            mixed = number + after.value
            return Div(Num(Fraction(mixed.numerator)), Num(Fraction(mixed.denominator)))
        return Num(number, token.decimal)

    def group(self, closing: str) -> Expr:
        inner = self.sum()
        token = self.peek()
        if token is None or token.kind not in ("close", "bar") or token.text != closing:
            raise _Unread("not_understood")
        self.at += 1
        return inner

    def argument(self) -> Expr:
        token = self.peek()
        if token is None or token.kind not in ("open", "num", "sym"):
            raise _Unread("not_understood")
        self.at += 1
        if token.kind == "open":
            return self.group(")")
        return Sym(token.text) if token.kind == "sym" else Num(token.value or Fraction(0), token.decimal)


def _product(factors: list[Expr]) -> Expr:
    return factors[0] if len(factors) == 1 else Mul(tuple(factors))


def read(text: str, lang: Lang | None = None, names: Collection[str] = ()) -> Node | Unsolved:
    """The expression, equation or inequality that the whole text is; surrounding punctuation is ignored.

    `names` are words that count as symbols. Unsolved: `too_long`, `too_hard` or `not_understood`.
    """
    if len(text) > MAX_CHARS:
        return Unsolved("too_long")
    tokens = tokenize(text, lang, names)
    while tokens and tokens[-1].kind == "sep":
        tokens.pop()
    while tokens and tokens[0].kind == "sep":
        tokens.pop(0)
    return _parse(tokens)


def _parse(tokens: Sequence[Token]) -> Node | Unsolved:
    if len(tokens) > MAX_TOKENS:
        return Unsolved("too_long")
    if not tokens:
        return Unsolved("not_understood")
    try:
        return _Parser(tokens).whole()
    except _Unread as unread:
        return Unsolved(unread.why)


# Spanish "y", "a", "o", "e", "u" and English "a", "I" are words more often than unknowns.
_LITTLE = frozenset("yaoeui")
_IN_MATHS = frozenset({"num", "vulgar", "sym", "op", "rel", "open", "close", "frac", "sqrt", "bar"})


def find_maths(text: str, lang: Lang | None = None, names: Collection[str] = ()) -> tuple[Span, ...]:
    """The mathematics inside prose, in order: numbers, expressions, equations and inequalities.

    A single letter, sign or bracket is prose. Only the first `MAX_CHARS` characters are looked at.
    """
    return _found(text[:MAX_CHARS], lang, tuple(names))


@lru_cache(maxsize=512)
def _found(text: str, lang: Lang | None, names: tuple[str, ...]) -> tuple[Span, ...]:
    """Every subject, and each family of one, looks at the same message."""
    tokens = tokenize(text, lang, names)
    return tuple(span for run in _runs(tokens) for span in _spans(text, run))


def _runs(tokens: list[Token]) -> Iterator[list[Token]]:
    run: list[Token] = []
    depth = 0
    for at, token in enumerate(tokens):
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        split = token.kind not in _IN_MATHS or _is_conjunction(run[-1] if run else None, token, after)
        split = split or _is_preposition(tokens, at)
        if token.kind == "close" and depth == 0:
            split = True
            if (
                len(run) > 1
                and run[-1].kind == "sym"
                and run[-2].kind in _ENDS
                and run[-2].end < run[-1].start
            ):
                run.pop()  # the "b" of "… = 2 b) x - 1 = 4"
        if token.kind in ("num", "vulgar") and run and run[-1].kind in ("num", "vulgar", "sym"):
            joined = run[-1].end == token.start and token.kind == "vulgar"
            joined = joined or (len(run) > 1 and run[-2].kind == "frac")
            if not joined:
                yield run
                run, depth = [], 0
        if split:
            if run:
                yield run
            run, depth = [], 0
            continue
        depth += (token.kind == "open") - (token.kind == "close")
        run.append(token)
    if run:
        yield run


def _is_conjunction(before: Token | None, token: Token, after: Token | None) -> bool:
    """A little word standing apart between two operands or beside prose: `3 y 4`, `y 5x = 2`."""
    if token.kind != "sym" or token.text.lower() not in _LITTLE:
        return False
    left = before is None or (before.kind in _ENDS and before.end < token.start)
    right = after is not None and after.start > token.end and (after.kind in _STARTS or after.kind == "word")
    return left and right


def _is_preposition(tokens: list[Token], at: int) -> bool:
    """The `a` of "llego a -3x = 9": after a word, apart, and before a sign that belongs to the next term."""
    if at == 0 or at + 2 >= len(tokens) or tokens[at].text != "a" or tokens[at - 1].kind != "word":
        return False
    sign, term = tokens[at + 1], tokens[at + 2]
    return sign.text == "-" and sign.start > tokens[at].end and term.start == sign.end


def _spans(text: str, run: list[Token]) -> Iterator[Span]:
    if len(run) > MAX_TOKENS:
        yield Span(run[0].start, run[-1].end, text[run[0].start : run[-1].end], None)
        return
    run = _trim(run)
    if not run or (len(run) == 1 and run[0].kind not in ("num", "vulgar")):
        return
    if len(run) == 1 and run[0].worded and run[0].text.lower() in ("uno", "one"):
        return
    node = _parse(run)
    start, end = run[0].start, run[-1].end
    worded = any(token.worded for token in run)
    yield Span(start, end, text[start:end], None if isinstance(node, Unsolved) else node, worded)


def _is_numbered(run: list[Token]) -> bool:
    if len(run) < 4 or run[0].kind != "open" or run[2].kind != "close" or run[1].kind not in ("num", "sym"):
        return False
    return run[3].start > run[2].end and run[3].kind in _STARTS


def _trim(run: list[Token]) -> list[Token]:
    """Without dangling signs, brackets that nothing answers and numbering such as `(1)`."""
    if _is_numbered(run):
        run = run[3:]
    while run:
        opened = [at for at, token in enumerate(run) if token.kind == "open"]
        unclosed = len(opened) - sum(token.kind == "close" for token in run)
        last, first = run[-1], run[0]
        if last.kind in ("op", "rel", "open", "frac", "sqrt"):
            run = run[:-1]
        elif (
            first.kind in ("rel", "close")
            or (first.kind == "op" and first.text != "-")
            or (unclosed > 0 and first.kind == "open")
        ):
            run = run[1:]
        else:
            break
    return run
