"""Judges what a student wrote against the solution: line by line, by solution sets and by progress.

A line is right when it has the same solution as the equation, whatever the method. The first line that has
not is wrong, and the misconception is the one whose transform of a line where the student stood gives it.
What cannot be read, or says nothing about this equation, is `unreadable` or `unknown`, never wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from subjects.algebra.line import (
    ONE,
    UNIT,
    Line,
    Term,
    X,
    all_terms,
    forms,
    is_group,
    read_line,
    root,
    to_line,
)
from subjects.algebra.mistakes import wrong_lines
from subjects.algebra.parse import lowered
from subjects.algebra.steps import collected, gathers_right, has, is_plain, loose, trace
from subjects.expression import (
    MAX_CHARS,
    Expr,
    Num,
    Relation,
    Span,
    Sym,
    find_maths,
    symbols_of,
    value,
)
from subjects.problem import Lang, Solution, Verdict
from subjects.tokens import fold

Progress = frozenset[str]
"""What is still to be done on a line: parenthesis, denominator, mixed, loose, coefficient."""


@dataclass(frozen=True, slots=True)
class _Claim:
    """One thing the student states: a line, a value or a conclusion, or a true or false sum of numbers."""

    text: str
    line: Line | None = None
    amount: Fraction | None = None
    digits: int | None = None
    conclusion: str | None = None
    arithmetic: tuple[Fraction, Fraction] | None = None
    final: bool = False
    odd: bool = False


def looks_like_attempt(text: str, lang: Lang) -> bool:
    """Whether a line, a value or a conclusion stands in the message."""
    if _conclusion(text) is not None:
        return True
    spans = find_maths(text, lang)
    return any(isinstance(span.node, Relation) for span in spans) or _lone_number(text, spans) is not None


def check(
    solution: Solution, attempt: str, lang: Lang, history: Sequence[str] = (), reached: int = 0
) -> Verdict:
    """Judge what the student wrote; see the module."""
    if len(attempt) > MAX_CHARS:
        return Verdict("unreadable", reached=reached)
    judge = _Judge(solution, lang, reached)
    for earlier in history[-6:]:
        judge.remember(earlier)
    claims = _claims(attempt, solution.problem.unknown, lang)
    if not claims:
        return Verdict("unreadable", reached=reached)
    return judge.verdict(claims)


class _Judge:
    def __init__(self, solution: Solution, lang: Lang, reached: int) -> None:
        data = solution.problem.data
        self.unknown: str = data.unknown
        self.lang = lang
        self.stages = trace(data.equation, data.unknown, solution.method) or ()
        first = read_line(data.equation, data.unknown)
        assert first is not None  # noqa: S101 - the solution was made from it
        self.problem = first
        self.root = root(first)
        self.reached = min(max(reached, 0), len(self.stages))
        self.stands: list[Line] = [self.line_at(self.reached)]

    def line_at(self, reached: int) -> Line:
        """The line of the class's way after so many steps."""
        for stage in reversed(self.stages[:reached]):
            if stage.line is not None:
                return stage.line
        return self.problem

    def remember(self, earlier: str) -> None:
        """A right line of an earlier message is where the student may stand."""
        for claim in _claims(earlier, self.unknown, self.lang):
            if claim.line is not None and root(claim.line) == self.root:
                self.stands.append(claim.line)

    def verdict(self, claims: Sequence[_Claim]) -> Verdict:
        """Of the first claim that is wrong, else of the last."""
        final, judged, odd = False, False, False
        for at, claim in enumerate(claims):
            right = self.right(claim)
            if right is None:
                odd = True
                continue
            judged = True
            if not right:
                return Verdict(
                    "wrong",
                    final=claim.final,
                    reached=self.reached,
                    misconception=self.explain(claim),
                    at_step=at,
                    line=claim.text,
                )
            final = self.advance(claim)
        if not judged or odd:
            return Verdict("unknown" if odd else "unreadable", reached=self.reached)
        return Verdict("right", final=final, reached=self.reached)

    def right(self, claim: _Claim) -> bool | None:
        """Whether a claim holds; None where it says nothing that can be judged."""
        if claim.odd:
            return None
        if claim.arithmetic is not None:
            impossible = claim.line is not None and self.root == "none"
            return impossible or _same(claim.arithmetic[1], claim.digits, claim.arithmetic[0])
        if claim.conclusion is not None:
            return claim.conclusion == self.root
        if claim.amount is not None:
            return isinstance(self.root, Fraction) and _same(claim.amount, claim.digits, self.root)
        if claim.line is None:
            return None
        return root(claim.line) == self.root or self.rounded(claim)

    def rounded(self, claim: _Claim) -> bool:
        line = claim.line
        if line is None or claim.digits is None or not _solved(line) or not isinstance(self.root, Fraction):
            return False
        return _same(line.right[0].coefficient, claim.digits, self.root)

    def advance(self, claim: _Claim) -> bool:
        """Count the steps that a right claim covers; True when it states the answer."""
        if claim.conclusion is not None or claim.amount is not None:
            self.reached = len(self.stages)
            return True
        if claim.line is None or (claim.arithmetic is not None and root(claim.line) != self.root):
            self.computed(claim)
            return False
        if self.rounded(claim):
            self.reached = len(self.stages)
            return True
        covered = covers(self.problem, self.stages_key(), claim.line)
        self.reached = max(self.reached, covered)
        self.stands.append(claim.line)
        return _solved(claim.line)

    def stages_key(self) -> tuple[Line | None, ...]:
        return tuple(stage.line for stage in self.stages)

    def computed(self, claim: _Claim) -> None:
        """A right sum of numbers covers the next step when its value is the step's only new number."""
        if claim.arithmetic is None:
            return
        for at in (self.reached, self.reached + 1):
            if at >= len(self.stages) or (at > self.reached and self.stages[at - 1].rule != "move_term"):
                return
            stage = self.stages[at]
            if stage.line is None or stage.rule not in ("collect", "result"):
                continue
            numbers = [t.coefficient for t in all_terms(stage.line) if t.body == ONE]
            sides = (stage.before.left, stage.before.right)
            joined = not any(loose(tuple(t for t in side if t.body == X)) for side in sides)
            if joined and numbers == [claim.arithmetic[1]]:
                self.reached = at + 1
                return

    def explain(self, claim: _Claim) -> str | None:
        """The misconception that leads from where the student stood to the wrong claim."""
        if claim.conclusion is not None:
            return None
        if claim.arithmetic is not None:
            return self.explain_sum(claim)
        wrong = claim.line or self._value_line(claim.amount)
        if wrong is None:
            return None
        places = self.places()
        for same in (alike, _same_forms, _same_root):
            for place in places:
                for name, line in wrong_lines(place):
                    if same(line, wrong):
                        return f"algebra.{name}"
        return "algebra.arithmetic" if self.slip(wrong) else None

    def explain_sum(self, claim: _Claim) -> str | None:
        left, right = claim.arithmetic or (Fraction(0), Fraction(0))
        if claim.digits is not None and _same(right, claim.digits, left):
            return None
        return "algebra.sign_in_sum" if left == -right and left else "algebra.arithmetic"

    def _value_line(self, amount: Fraction | None) -> Line | None:
        if amount is None:
            return None
        return self.problem.sides((Term(UNIT, X),), (Term(amount, ONE),))

    def places(self) -> list[Line]:
        """Lines where the student may have stood: the last right ones first, then the class's next lines."""
        ahead = [self.line_at(at) for at in range(self.reached, len(self.stages) + 1)]
        return list(dict.fromkeys([*reversed(self.stands), *ahead]))

    def slip(self, wrong: Line) -> bool:
        """One number of the line is off, all else is as the class or the student would have it next."""
        for place in self.places()[:4]:
            near = place.sides(collected(place.left), collected(place.right)) if _flat(place) else place
            mine, theirs = forms(wrong), forms(near)
            pairs = [
                (m, t) for one, two in zip(mine, theirs, strict=True) for m, t in zip(one, two, strict=True)
            ]
            off = [m - t for m, t in pairs if m != t]
            if len(off) == 1 and loose_or_pending(place):
                return True
        return False


def loose_or_pending(line: Line) -> bool:
    """Whether numbers wait to be computed on the line."""
    return (
        loose(line.left)
        or loose(line.right)
        or not all(is_plain((t,)) for t in all_terms(line) if t.body == ONE)
    )


def _flat(line: Line) -> bool:
    return not any(is_group(term) for term in all_terms(line))


def _same_forms(one: Line, two: Line) -> bool:
    return forms(one) == forms(two) or forms(one) == forms(two)[::-1]


def _same_root(one: Line, two: Line) -> bool:
    solution = root(one)
    return _finished(two) and isinstance(solution, Fraction) and solution == root(two)


def _finished(line: Line) -> bool:
    return {line.left, line.right} & {(Term(UNIT, X),)} != set()


def _solved(line: Line) -> bool:
    """`x = 3` or `3 = x`, with nothing left to compute."""
    one = (Term(UNIT, X),)
    return (line.left == one and is_plain(line.right)) or (line.right == one and is_plain(line.left))


def _same(stated: Fraction, digits: int | None, exact: Fraction) -> bool:
    """Equal, or the exact value rounded to the digits written (two at least) where it has more of them."""
    if stated == exact:
        return True
    if digits is None or digits < 2:
        return False
    scaled = abs(exact) * 10**digits
    if scaled.denominator == 1:
        return False
    return abs(stated) == Fraction(int(scaled + Fraction(1, 2)), 10**digits) and (stated < 0) == (exact < 0)


def progress(line: Line) -> Progress:
    """What is still to be done on a line."""
    todo = set()
    if any(is_group(term) for term in all_terms(line)):
        todo.add("parenthesis")
    if any(
        term.over != 1 and (term.body != ONE or len(line.left) + len(line.right) > 2)
        for term in all_terms(line)
    ):
        todo.add("denominator")
    left, right = has(line.left, X), has(line.right, X)
    here = line.right if gathers_right(line) else line.left
    if (left and right) or has(here, ONE) or _hidden(line):
        todo.add("mixed")
    if (
        loose(line.left)
        or loose(line.right)
        or not all(is_plain((t,)) for t in all_terms(line) if t.body == ONE)
    ):
        todo.add("loose")
    if any(term.body == X and term.times not in (1,) for term in all_terms(line)) or "parenthesis" in todo:
        todo.add("coefficient")
    return frozenset(todo)


def _hidden(line: Line) -> bool:
    """Unknowns inside parentheses stand with their numbers."""
    return any(is_group(term) for term in all_terms(line))


@lru_cache(maxsize=4096)
def covers(problem: Line, way: tuple[Line | None, ...], line: Line) -> int:
    """How many steps of the way a right line covers: up to the last step that leaves no less to do."""
    if _solved(line):
        return len(way)
    for at in range(len(way), 0, -1):
        if way[at - 1] is not None and alike(way[at - 1], line):
            return at
    if alike(problem, line):
        return 0
    todo = progress(line)
    for at in range(len(way), 0, -1):
        after = way[at - 1]
        if after is None:
            if not has(line.left, X) and not has(line.right, X) and _flat(line):
                return at - 1
            continue
        if todo <= progress(after) and _further(line, after):
            return at
    return 0


def _further(line: Line, after: Line) -> bool:
    """Not more terms than the class's line."""
    return len(line.left) + len(line.right) <= len(after.left) + len(after.right) + 1


def alike(one: Line | None, two: Line) -> bool:
    """The same terms on the same sides, in any order and either way round."""
    if one is None:
        return False
    mine, theirs = _bag(one), _bag(two)
    return mine == theirs or mine == theirs[::-1]


def _bag(line: Line) -> tuple[frozenset[tuple[Term, int]], ...]:
    return tuple(
        frozenset((term, side.count(term)) for term in side if term.times or len(side) == 1)
        for side in (line.left, line.right)
    )


_NONE = re.compile(
    r"no (?:tiene|hay|existe)\w* (?:ninguna )?soluci|sin soluci|\bincompatible|\bimposible|\bimpossible"
    r"|no solution|no tiene respuesta|nothing works|never true|nunca se cumple"
    r"|ningun (?:valor|numero)|no value"
)
_ALL = re.compile(
    r"infinitas|infinite|todos los (?:valores|numeros)|cualquier (?:valor|numero)|all (?:values|numbers)"
    r"|any (?:value|number)|every (?:value|number)|\bidenti|siempre se cumple|always true|all real"
)


def _conclusion(text: str) -> str | None:
    plain = fold(text)
    if _NONE.search(plain):
        return "none"
    return "all" if _ALL.search(plain) else None


_SAYS = re.compile(
    r"\b(?:es|sale|da|sera|seria|respuesta|solucion|resultado|vale|valor|queda|creo|pues|it'?s|is|answer|solution"
    r"|get|got|gives|result|value|think|maybe|so|equals|tengo|obtengo|entonces)\b"
)


def _lone_number(text: str, spans: Sequence[Span]) -> tuple[Fraction, Span] | None:
    """The number of a message that is only an answer: `3`, `-2?`, `me sale 3`, `the answer is 3/2`."""
    numbers = [span for span in spans if span.node is not None and not isinstance(span.node, Relation)]
    if len(spans) != 1 or len(numbers) != 1:
        return None
    span = numbers[0]
    node = span.node
    amount = value(node) if node is not None and not isinstance(node, Relation) else None
    if amount is None or not _is_number(node):
        return None
    rest = fold(text[: span.start] + " " + text[span.end :]).strip(" .,;:!?¿¡()")
    return (amount, span) if not rest or (_SAYS.search(rest) and len(rest.split()) <= 6) else None


def _is_number(node: object) -> bool:
    from subjects.expression import Div, Neg

    if isinstance(node, Neg):
        return _is_number(node.arg)
    if isinstance(node, Div):
        return _is_number(node.top) and _is_number(node.bottom)
    return isinstance(node, Num)


def _claims(text: str, unknown: str, lang: Lang) -> list[_Claim]:
    spans = find_maths(text[:MAX_CHARS], lang)
    claims = [claim for span in spans if isinstance(span.node, Relation) for claim in _split(span, unknown)]
    said = _conclusion(text)
    if said is not None:
        claims.append(_Claim(text.strip(), conclusion=said, final=True))
    if claims:
        return claims
    lone = _lone_number(text, spans)
    if lone is None:
        return []
    return [_Claim(lone[1].text, amount=lone[0], digits=_digits(lone[1].node), final=True)]


def _split(span: Span, unknown: str) -> Iterator[_Claim]:
    """The claims of one relation; a chain `5x = 22 - 7 = 15` makes one for each pair of neighbours."""
    relation = lowered(span.node)
    if any(op not in ("=", "~") for op in relation.ops):
        yield _Claim(span.text, odd=True)
        return
    letters = symbols_of(relation)
    if letters - {unknown}:
        yield _Claim(span.text, odd=True)
        return
    pairs = list(zip(relation.sides, relation.sides[1:], strict=False))
    for left, right in pairs:
        yield _pair(span.text, left, right, unknown)
    if len(pairs) > 1 and symbols_of(relation.sides[0]):
        yield _pair(span.text, relation.sides[0], relation.sides[-1], unknown)


def _pair(text: str, left: Expr, right: Expr, unknown: str) -> _Claim:
    digits = _digits(right) if _digits(right) is not None else _digits(left)
    if not symbols_of(left) and not symbols_of(right):
        one, two = value(left), value(right)
        if one is None or two is None:
            return _Claim(text, odd=True)
        bare = _is_number(left) and _is_number(right)
        line = to_line(Relation(("=",), (left, right)), unknown) if bare else None
        return _Claim(text, line=line, arithmetic=(one, two), digits=digits)
    line = to_line(Relation(("=",), (left, right)), unknown)
    if line is None:
        return _Claim(text, odd=True)
    return _Claim(text, line=line, digits=digits, final=_solved(line) and isinstance(left, Sym | Num))


def _digits(node: object) -> int | None:
    """How many decimals a written decimal has."""
    from subjects.expression import Neg

    if isinstance(node, Neg):
        return _digits(node.arg)
    if isinstance(node, Num) and node.decimal:
        digits = 0
        while (node.value * 10**digits).denominator != 1:
            digits += 1
        return digits
    return None
