"""Works a calculation out half way, as a class does on the board: powers and brackets, products before sums."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from subjects.kinematics.formula import TRIGONOMETRIC, Node, read, value_of
from subjects.kinematics.rounding import rounded, significant, written

_INNER = frozenset({"+", "-", "^", "sqrt"}) | TRIGONOMETRIC
_IN_FULL = 6
"""Significant figures of a number on the way that is not rounded."""
_BINDS = {"+": 1, "-": 1, "neg": 1, "*": 2, "/": 2, "^": 3}


def operated(calculation: str, value: Fraction, figures: int) -> str:
    """The calculation with its inner parts worked out to so many figures; "" where nothing is left to do in between, or
    where the rounding would be felt in the result."""
    tree = read(calculation)
    if tree.op in ("+", "-", "/", "sqrt"):
        half = replace(tree, args=tuple(_number(arg, figures) for arg in tree.args))
    else:
        half = _reduced(tree, figures)
    text = _text(half)
    if _signed(half) or text in (calculation, _text(tree)):
        return ""
    found = value_of(half, {})
    felt = found != value and (significant(value) <= figures or abs(found - value) * 1000 > abs(value))
    return "" if felt else text


def _number(node: Node, figures: int) -> Node:
    value = value_of(node, {})
    return Node("num", value=value if significant(value) <= _IN_FULL else rounded(value, figures))


def _reduced(node: Node, figures: int) -> Node:
    """Products stay; sums, powers and functions inside them become numbers."""
    if node.op in _INNER:
        return _number(node, figures)
    if node.op == "neg" and not node.args[0].args:
        return node
    return replace(node, args=tuple(_reduced(arg, figures) for arg in node.args)) if node.args else node


def _signed(node: Node) -> bool:
    return not node.args or (node.op == "neg" and not node.args[0].args)


def _text(node: Node) -> str:
    """Exact text of a calculation with numbers."""
    if node.op == "num":
        return written(node.value, 12)
    if node.op == "neg":
        return f"-{_inside(node, 0)}"
    if node.op in _BINDS:
        sign = f" {node.op} " if node.op in "+-" else node.op
        return f"{_inside(node, 0)}{sign}{_inside(node, 1)}"
    return f"{node.op}({_text(node.args[0])})"


def _inside(node: Node, at: int) -> str:
    """A part of a calculation, between parentheses where the notation needs them."""
    arg = node.args[at]
    text = _text(arg)
    loose = _BINDS.get(arg.op, 4) < _BINDS[node.op] + (at if node.op in "-/^" else 0)
    return f"({text})" if loose or (text.startswith("-") and (at or node.op == "^")) else text
