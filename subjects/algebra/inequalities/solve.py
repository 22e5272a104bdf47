"""Solves inequalities in one unknown as a class does, and verifies the chain against the set found exactly.

Linear ones line by line; a double one in its three parts; of the second degree, factored and rational ones by their
roots and signs; absolute values by their two cases; several by their intersection or union.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from subjects.algebra.inequalities.parse import Inequality
from subjects.algebra.inequalities.sets import (
    ALL,
    NONE,
    Condition,
    RealSet,
    changes,
    solve_condition,
    text_of,
)
from subjects.algebra.inequalities.steps import TURNED, Stage, linear_stages
from subjects.algebra.notation import ALL_VALUES, NO_SOLUTION
from subjects.algebra.polynomial import Poly, poly_of, ratio_of, tree
from subjects.algebra.statements import pairs_of
from subjects.algebra.surds import Surd, node_of, ordered
from subjects.expression import (
    Add,
    Div,
    Expr,
    Func,
    Mul,
    Neg,
    Num,
    Pow,
    Relation,
    Sym,
    children,
    exact,
    number,
    read,
    value,
)


@dataclass(frozen=True, slots=True)
class Solved:
    """`shape`: linear, double, roots, rational, absolute, several. `parts`: sets of its single conditions, where a
    student may work on one alone; `critical`: where the sign may change."""

    data: Inequality
    shape: str
    stages: tuple[Stage, ...]
    found: RealSet
    parts: tuple[RealSet, ...] = ()
    critical: tuple[Surd, ...] = ()


@lru_cache(maxsize=1024)
def solved(data: Inequality) -> Solved | None:
    """None where no supported way is known, or the way does not end in the exact set."""
    found = solve_condition(data.condition())
    nodes = data.nodes()
    if found is None or len(nodes) != len(data.relations):
        return None
    shape = shape_of(nodes)
    stages = _STAGES[shape](data, nodes, found)
    if not stages:
        return None
    last, wanted = stages[-1], conclusion(found, data.unknown)
    if last.after != wanted and not _same(last.after, found):
        return None
    if last.after != wanted:
        stages[-1] = Stage(last.rule, last.before, wanted, last.line, last.named)
    parts, critical = _parts(nodes, shape, data)
    return Solved(data, shape, tuple(stages), found, parts, critical)


def conclusion(found: RealSet, name: str) -> str:
    """The exact string of a whole answer."""
    if found == ALL:
        return ALL_VALUES
    return NO_SOLUTION if found == NONE else text_of(found, name)


def _same(text: str, found: RealSet) -> bool:
    node = read(text)
    if not isinstance(node, Relation):
        return False
    return solve_condition((tuple(pairs_of(node)),)) == found


def shape_of(nodes: list[Relation]) -> str:
    """Which way leads to the solution."""
    if len(nodes) > 1:
        return "several"
    node = nodes[0]
    if any(_has_absolute(side) for side in node.sides):
        return "absolute" if len(node.sides) == 2 else "several"
    ratios = [ratio_of(side) for side in node.sides]
    if any(ratio is None for ratio in ratios):
        return "several"
    if any(ratio is not None and ratio[1].letters for ratio in ratios):
        return "rational" if len(node.sides) == 2 else "several"
    polys = [poly_of(side) for side in node.sides]
    if len(node.sides) == 3:
        middle = polys[1]
        plain = all(poly is not None and not poly.letters for poly in (polys[0], polys[2]))
        return "double" if plain and middle is not None and middle.degree == 1 else "several"
    gap = (polys[0] or Poly()) - (polys[1] or Poly())
    return "linear" if gap.degree <= 1 else "roots"


def _has_absolute(node: Expr) -> bool:
    return (isinstance(node, Func) and node.name == "abs") or any(
        _has_absolute(child) for child in children(node)
    )


def _linear(data: Inequality, nodes: list[Relation], found: RealSet) -> list[Stage] | None:
    del found
    return linear_stages(nodes[0], data.unknown)


def _double(data: Inequality, nodes: list[Relation], found: RealSet) -> list[Stage] | None:
    """`-3 < 2x + 1 <= 7`: the number away from all three parts, then all three divided."""
    node, name = nodes[0], data.unknown
    before, stages = exact(node), []
    polys = [poly_of(side) for side in node.sides]
    if any(poly is None for poly in polys):
        return None
    low, middle, high = (poly for poly in polys if poly is not None)
    constant, times = Poly.constant(middle.amount()), middle.amount(((name, 1),))
    if constant.terms or exact(tree(middle)) != exact(node.sides[1]):
        parts = (low - constant, middle - constant, high - constant)
        moved = Relation(node.ops, tuple(tree(part) for part in parts))
        stages.append(Stage("three_parts", before, exact(moved), node))
        before = exact(moved)
    if times != 1 or not stages:
        rule = "three_parts_flip" if times < 0 else "divide_three_parts"
        stages.append(Stage(rule if times != 1 else "three_parts", before, conclusion(found, name), None))
    elif stages:
        stages[-1] = Stage("three_parts", stages[-1].before, conclusion(found, name), node)
    return stages


def _roots(data: Inequality, nodes: list[Relation], found: RealSet) -> list[Stage] | None:
    """All on one side, the roots, the signs between them."""
    node, name = nodes[0], data.unknown
    before, stages = exact(node), []
    polys = [poly_of(side) for side in node.sides]
    gap = (polys[0] or Poly()) - (polys[1] or Poly())
    factored = value(node.sides[1]) == 0
    flat = Relation(node.ops, (tree(gap), Num(Fraction(0))))
    if not factored and flat != node:
        stages.append(Stage("all_to_one_side", before, exact(flat), node))
        before = exact(flat)
    return _by_signs(data, stages, before, found, changes(node.sides[0], node.sides[1], name) or [], name)


def _by_signs(
    data: Inequality, stages: list[Stage], before: str, found: RealSet, points: list[Surd], name: str
) -> list[Stage]:
    places = ordered(points)
    if not places:
        stages.append(Stage("sign_without_roots", before, conclusion(found, name)))
        return stages
    text = " or ".join(f"{name} = {exact(node_of(place))}" for place in places)
    rule = "critical_points" if data.relations and shape_of(data.nodes()) == "rational" else "boundary_roots"
    stages.append(Stage(rule, before, text))
    answer = conclusion(found, name)
    if answer == text:
        stages[-1] = Stage(rule, before, answer)
    else:
        stages.append(Stage("choose_intervals", text, answer))
    return stages


def _rational(data: Inequality, nodes: list[Relation], found: RealSet) -> list[Stage] | None:
    """One fraction compared with 0, where it can change its sign, the signs."""
    node, name = nodes[0], data.unknown
    before, stages = exact(node), []
    left, right = (ratio_of(side) for side in node.sides)
    if left is None or right is None:
        return None
    if value(node.sides[1]) != 0 or not isinstance(node.sides[0], Div):
        top = left[0] * right[1] - right[0] * left[1]
        bottom = left[1] * right[1]
        flat = Relation(node.ops, (Div(tree(top), tree(bottom)), Num(Fraction(0))))
        stages.append(Stage("all_to_one_side", before, exact(flat), node))
        before = exact(flat)
    return _by_signs(data, stages, before, found, changes(node.sides[0], node.sides[1], name) or [], name)


def cases_of(node: Relation) -> tuple[str, Relation, Relation] | None:
    """`|A| < c` as `-c < A` and `A < c`, `|A| > c` as `A < -c` or `A > c`: the joining word and the two cases."""
    op, left, right = node.ops[0], *node.sides
    if isinstance(right, Func):
        op, left, right = TURNED[op], right, left
    if not (isinstance(left, Func) and left.name == "abs") or value(right) is None:
        return None
    bound = number(value(right) or Fraction(0))
    opposite = number(-(value(right) or Fraction(0)))
    first, last = Relation((TURNED[op],), (left.arg, opposite)), Relation((op,), (left.arg, bound))
    return ("and" if op[0] == "<" else "or"), first, last


def _absolute(data: Inequality, nodes: list[Relation], found: RealSet) -> list[Stage] | None:
    node, name = nodes[0], data.unknown
    before, stages = exact(node), []
    alone = _isolated(node)
    if alone is not None and alone != node:
        stages.append(Stage("leave_absolute_alone", before, exact(alone), node))
        before = exact(alone)
    cases = cases_of(alone or node)
    bound = value(alone.sides[1]) if alone is not None else None
    if cases is None or bound is None:
        stages.append(Stage("solve_cases", before, conclusion(found, name)))
        return stages
    if bound < 0 or (bound == 0 and found in (ALL, NONE)):
        stages.append(Stage("absolute_never_negative", before, conclusion(found, name)))
        return stages
    word, first, last = cases
    text = f"{exact(first)} {word} {exact(last)}"
    stages.append(Stage("split_absolute", before, text, alone))
    answer = conclusion(found, name)
    if text != answer:
        stages.append(Stage("solve_cases", text, answer))
    return stages


def _isolated(node: Relation) -> Relation | None:
    """`2|x - 1| + 3 < 9` as `|x - 1| < 3`; None where the absolute value is not alone in it."""
    op, left, right = node.ops[0], *node.sides
    if _has_absolute(right):
        op, left, right = TURNED[op], right, left
    if _has_absolute(right):
        return None
    inside: list[Func] = []
    plain = _replaced(left, inside)
    poly, other = poly_of(plain), poly_of(right)
    if len(set(inside)) != 1 or poly is None or other is None or poly.letters != {"|"} or other.letters:
        return None
    times = poly.amount((("|", 1),))
    if poly.degree != 1 or not times:
        return None
    bound = (other.amount() - poly.amount()) / times
    return Relation((op if times > 0 else TURNED[op],), (inside[0], number(bound)))


def _replaced(node: Expr, inside: list[Func]) -> Expr:
    if isinstance(node, Func) and node.name == "abs":
        inside.append(node)
        return Sym("|")
    parts = tuple(_replaced(child, inside) for child in children(node))
    if isinstance(node, Add):
        return Add(parts)
    if isinstance(node, Mul):
        return Mul(parts)
    if isinstance(node, Div):
        return Div(*parts)
    if isinstance(node, Pow):
        return Pow(*parts)
    return Neg(parts[0]) if isinstance(node, Neg) else node


def _several(data: Inequality, nodes: list[Relation], found: RealSet) -> list[Stage] | None:
    """Each solved, then what they share, or all of them."""
    name = data.unknown
    before = (" or " if data.either else "; ").join(data.relations)
    atoms = [atom for node in nodes for atom in pairs_of(node)]
    sets = [solve_condition(((atom,),)) for atom in atoms]
    if any(each is None for each in sets):
        return None
    text = ("; " if not data.either else " or ").join(conclusion(each or (), name) for each in sets)
    answer = conclusion(found, name)
    stages = [] if text == before else [Stage("solve_each_inequality", before, text)]
    if text != answer:
        stages.append(Stage("unite" if data.either else "intersect", text, answer))
    return stages


def _parts(
    nodes: list[Relation], shape: str, data: Inequality
) -> tuple[tuple[RealSet, ...], tuple[Surd, ...]]:
    """The sets of single conditions, and the places where signs change."""
    conditions: list[Condition] = []
    if shape in ("several", "double"):
        conditions = [((atom,),) for node in nodes for atom in pairs_of(node)]
    if shape == "absolute":
        alone = _isolated(nodes[0])
        cases = cases_of(alone) if alone is not None else None
        conditions = [(tuple(pairs_of(case)),) for case in cases[1:]] if cases is not None else []
    sets = [found for condition in conditions if (found := solve_condition(condition)) is not None]
    points: list[Surd] = []
    for node in nodes:
        for _, left, right in pairs_of(node):
            points += changes(left, right, data.unknown) or []
    return tuple(sets), ordered(points)


_STAGES = {
    "linear": _linear, "double": _double, "roots": _roots, "rational": _rational, "absolute": _absolute,
    "several": _several,
}  # fmt: skip
