"""Writes a tree of `subjects.nodes`: as an exact string, or in class notation in Spanish or English."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from subjects.nodes import Add, Div, Expr, Func, Mul, Neg, Node, Num, Pow, Relation, Sym, ends, symbols_of
from subjects.problem import Lang


def decimal_text(amount: Fraction) -> str:
    """An ending decimal, exactly: `0.125`. Others are given as a fraction."""
    if not ends(amount):
        return f"{amount.numerator}/{amount.denominator}"
    digits = 0
    while (amount * 10**digits).denominator != 1:
        digits += 1
    scaled = str(int(amount * 10**digits)).rjust(digits + 1, "0")
    return f"{scaled[:-digits]}.{scaled[-digits:]}" if digits else scaled


_SUM, _NEG, _PRODUCT, _POWER, _ATOM = range(5)


@dataclass(frozen=True, slots=True)
class _Style:
    times: str
    mark: str
    juxtapose: bool


_EXACT = _Style("*", ".", False)
_CLASS: dict[Lang, _Style] = {"es": _Style(" · ", ",", True), "en": _Style(" · ", ".", True)}
_RELATIONS = {"<=": "≤", ">=": "≥", "!=": "≠", "~": "≈"}


def exact(node: Node) -> str:
    """The exact string: `2*x/3 + 1.5 = 5`, `**` for powers, decimal point."""
    if isinstance(node, Relation):
        return _chain(node.ops, [_write(side, _EXACT)[0] for side in node.sides])
    return _write(node, _EXACT)[0]


def show(node: Node, lang: Lang) -> str:
    """Class notation: `2x/3 + 1,5 = 5`, `3(x - 2)`, `3 · 4`, `x²`; readable by `read` again."""
    style = _CLASS[lang]
    if isinstance(node, Relation):
        ops = [_RELATIONS.get(op, op) for op in node.ops]
        return _chain(ops, [_write(side, style)[0] for side in node.sides])
    return _write(node, style)[0]


def _chain(ops: Sequence[str], sides: list[str]) -> str:
    text = sides[0]
    for op, side in zip(ops, sides[1:], strict=True):
        text += f" {op} {side}"
    return text


def _write(node: Expr, style: _Style) -> tuple[str, int]:
    """The text of a node and how tightly it binds."""
    if isinstance(node, Num):
        if node.value.denominator == 1:
            return str(node.value.numerator), _ATOM
        text = decimal_text(node.value)
        return text.replace(".", style.mark), _PRODUCT if "/" in text else _ATOM
    if isinstance(node, Sym):
        return node.name, _ATOM
    if isinstance(node, Neg):
        return f"-{_inside(node.arg, style, _PRODUCT)}", _NEG
    if isinstance(node, Add):
        return _write_sum(node, style), _SUM
    if isinstance(node, Mul):
        return _write_product(node, style), _PRODUCT
    if isinstance(node, Div):
        return f"{_inside(node.top, style, _PRODUCT)}/{_inside(node.bottom, style, _POWER)}", _PRODUCT
    if isinstance(node, Pow):
        return _write_power(node, style), _POWER
    arg = _write(node.arg, style)[0]
    if style.juxtapose and node.name == "abs":
        return f"|{arg}|", _ATOM
    if style.juxtapose:
        return (f"√{arg}" if isinstance(node.arg, Num | Sym) else f"√({arg})"), _ATOM
    return f"{node.name}({arg})".replace("abs(", "Abs("), _ATOM


def _inside(node: Expr, style: _Style, least: int) -> str:
    text, binds = _write(node, style)
    return f"({text})" if binds < least else text


def _write_sum(node: Add, style: _Style) -> str:
    text = ""
    for at, term in enumerate(node.terms):
        if isinstance(term, Neg):
            body = _inside(term.arg, style, _PRODUCT)
            text += f" - {body}" if at else f"-{body}"
        else:
            body = _inside(term, style, _PRODUCT)
            text += f" + {body}" if at else body
    return text


def _write_product(node: Mul, style: _Style) -> str:
    text = ""
    last: Expr | None = None
    for at, factor in enumerate(node.factors):
        body = _inside(factor, style, _POWER if not (at == 0 and not style.juxtapose) else _PRODUCT)
        if last is None:
            text = body
        elif style.juxtapose and _touches(last, factor, body):
            text += body
        else:
            text += style.times + body
        last = factor
    return text


def _touches(left: Expr, right: Expr, body: str) -> bool:
    """Whether a product is written without a sign: `5x`, `3(x + 1)`, `xy`, `2√3`; not `3 · 4` nor `x · 3`."""
    if isinstance(right, Num) or body[0].isdigit():
        return False
    base = right.base if isinstance(right, Pow) else right
    if isinstance(left, Num):
        return not isinstance(base, Neg) and _holds_symbol_or_root(right)
    return isinstance(base, Sym | Add | Func) and not isinstance(left, Func)


def _holds_symbol_or_root(node: Expr) -> bool:
    return isinstance(node, Func) or bool(symbols_of(node))


def _write_power(node: Pow, style: _Style) -> str:
    base = _inside(node.base, style, _ATOM)
    exponent = node.exponent
    if not style.juxtapose:
        return f"{base}**{_inside(exponent, style, _ATOM)}"
    if isinstance(exponent, Num) and exponent.value in (2, 3):
        return base + ("²" if exponent.value == 2 else "³")
    return f"{base}^{_inside(exponent, style, _ATOM)}"
