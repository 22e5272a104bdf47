"""A number that somebody thinks of, what is done to it in turn, and what comes out.

Each operation acts on all that came before it: «lo multiplico por 2 y le sumo 3» is 2x + 3, «le sumo 3 y lo multiplico por
2» is 2(x + 3). The whole text must be of this way; with one word more it is left to the other readers.
"""

# ruff: noqa: E501 - a pattern reads better on one line
from __future__ import annotations

import re
from fractions import Fraction

from subjects.algebra.word_problems.scene import added, figure_of, less, times
from subjects.algebra.word_problems.story import Story, solved
from subjects.expression import Expr, Num, Relation, Sym, exact, number
from subjects.nodes import Div
from subjects.problem import Lang

X = Sym("x")
_N = r"(\d+(?:[.,]\d+)?)"
_LEAD = re.compile(
    r"(?:(?:yo )?(?:he pensado|pienso|pense|piensa|imagino) (?:en )?un numero|i(?:'m| am)? (?:think|thought|thinking) of a number|"
    r"think of a number|(?:un|cierto) numero|a (?:certain )?number)\b"
)
_JOINT = re.compile(
    r"(?:[\s,.;]|\b(?:y|e|and|if|si|i|then|luego|despues|entonces|ahora|a continuacion|por ultimo|finally|when|cuando)\b)*"
)
_IT = r"(?:al resultado |a ese resultado |the result |lo |la |le |se lo |se le |se |it is |is )*"
_THIS = r"(?: (?:it|the result|el resultado|ese numero|that number|el numero))?"
_STEPS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("times", re.compile(rf"{_IT}(?:multiplic(?:o|a|ado|amos|ue)|multipl(?:y|ied)){_THIS} (?:por|by) {_N}(?!\d|[.,]\d)")),
    ("over", re.compile(rf"{_IT}(?:divid(?:o|e|ido|imos|ed)){_THIS} (?:entre|por|by) {_N}(?!\d|[.,]\d)")),
    ("plus", re.compile(rf"{_IT}(?:sum(?:o|a|amos|ado)|anad(?:o|e|ido|imos)|add(?:ed)?|increased by|aumentado en) {_N}(?!\d|[.,]\d)"
                        r"(?: (?:to it|to the result|al resultado))?")),
    ("minus", re.compile(rf"{_IT}(?:rest(?:o|a|amos|ado)|quit(?:o|a|amos|ado)|subtract(?:ed)?|take away|decreased by|disminuido en) "
                         rf"{_N}(?!\d|[.,]\d)(?: (?:from it|from the result|al resultado))?")),
    ("2", re.compile(rf"{_IT}(?:duplic(?:o|a|amos)|doubled?)(?: it| the result)?")),
    ("3", re.compile(rf"{_IT}(?:triplic(?:o|a|amos)|tripled?)(?: it| the result)?")),
)  # fmt: skip
_RESULT = re.compile(
    rf"(?:(?:el|mi) resultado(?: final)? (?:es|ha sido|fue)|the (?:final )?(?:result|answer) (?:is|was)|obtengo|obtenemos|se obtiene|"
    rf"me (?:da|queda|sale)|da|queda|sale|resulta|i (?:get|got|end up with)|get|got|gives|is|equals|es|es igual a|da como resultado) {_N}(?!\d|[.,]\d)"
)
_QUESTION = re.compile(
    r"[\s,.]*(?:(?:cual|que numero) (?:es|era|fue)|(?:que|en que) numero (?:he pensado|pense|es|era)|what (?:is|was)|"
    r"(?:which|what) number (?:is|was) it|find|halla|calcula|averigua|encuentra)?"
    r"(?: (?:el|ese|dicho|mi|my|the|that|this))?(?: (?:numero|number))?"
    r"(?: (?:que (?:he pensado|pense|pienso|piensa)|i (?:thought|am thinking|was thinking) of|it|original|inicial|pensado))?[\s.]*"
)
_MOST = 6


def read(plain: str, lang: Lang) -> Story | None:
    """The story of a folded text, or None when it is told in another way."""
    lead = _LEAD.match(plain)
    if lead is None:
        return None
    node, at, done = _done(plain, lead.end(), lang)
    found = _RESULT.match(plain, _skipped(plain, at))
    if not done or node is None or found is None or not _QUESTION.fullmatch(plain, found.end()):
        return None
    equation = Relation(("=",), (node, number(figure_of(found[1], lang))))
    if not solved((equation,), ("x",)):
        return None
    return Story("numbers", ("x",), (exact(equation),), (("x", "x"),), positive=False)


def _done(plain: str, at: int, lang: Lang) -> tuple[Expr | None, int, int]:
    """What the operations from `at` on make of the number, where they end, and how many there are."""
    node: Expr = X
    for done in range(_MOST + 1):
        start = _skipped(plain, at)
        step = next(((name, match) for name, pattern in _STEPS if (match := pattern.match(plain, start))), None)
        if step is None:
            return node, at, done
        node, at = _applied(node, step[0], step[1], lang), step[1].end()
    return None, at, _MOST


def _skipped(plain: str, at: int) -> int:
    joint = _JOINT.match(plain, at)
    return at if joint is None else joint.end()


def _applied(node: Expr, name: str, match: re.Match[str], lang: Lang) -> Expr:
    if name in ("2", "3"):
        return times(Fraction(int(name)), node)
    amount = figure_of(match[1], lang)
    if name == "times":
        return times(amount, node)
    if name == "over":
        return Div(node, Num(amount))
    return added([node, number(amount) if name == "plus" else less(number(amount))])
