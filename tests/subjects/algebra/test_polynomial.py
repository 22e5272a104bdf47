"""Exact polynomials: the arithmetic that expressions are compared by."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subjects.algebra.polynomial import Poly, poly_of, ratio_of, same_ratio, tree
from subjects.expression import Relation, exact, read
from subjects.problem import Unsolved

WHOLE = st.integers(-9, 9)
UNIVARIATE = st.lists(WHOLE, max_size=4).map(lambda numbers: Poly.univariate("x", numbers))


def poly(text: str) -> Poly:
    node = read(text)
    assert not isinstance(node, Unsolved | Relation)
    found = poly_of(node)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("(x + 3)^2", "x^2 + 6x + 9"),
        ("(a - b)(a + b)", "a^2 - b^2"),
        ("x(x - 1)/2", "x^2/2 - x/2"),
        ("2x - 2x", "0"),
        ("(x + y)^3", "x^3 + 3x^2 y + 3x y^2 + y^3"),
    ],
)
def test_equal_expressions_are_one_polynomial(one: str, two: str) -> None:
    assert poly(one) == poly(two)


def test_a_quotient_is_compared_by_cross_products() -> None:
    one, two = read("(x^2 - 1)/(x + 1)"), read("x - 1")
    assert not isinstance(one, Unsolved | Relation) and not isinstance(two, Unsolved | Relation)
    left, right = ratio_of(one), ratio_of(two)
    assert left is not None and right is not None and same_ratio(left, right)


@pytest.mark.parametrize("text", ["(x+1)^15(x+1)^15", "((x^9)^9)^9", "1/(x - x)", "2^x", "sqrt(x)", "|x|"])
def test_what_is_no_small_polynomial_is_none(text: str) -> None:
    node = read(text)
    assert isinstance(node, Unsolved) or (not isinstance(node, Relation) and poly_of(node) is None)


@given(UNIVARIATE, UNIVARIATE, WHOLE)
def test_arithmetic_agrees_with_the_values(one: Poly, two: Poly, at: int) -> None:
    def value(each: Poly) -> Fraction:
        return each.at({"x": Fraction(at)}).amount()

    assert value(one * two) == value(one) * value(two)
    assert value(one - two) == value(one) - value(two)


@given(UNIVARIATE)
def test_a_written_polynomial_reads_back_as_itself(one: Poly) -> None:
    assert poly(exact(tree(one))) == one
