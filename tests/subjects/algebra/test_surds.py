"""Numbers with one square root: exact sums, products, order and roots."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from subjects.algebra.surds import (
    Surd,
    less,
    minus,
    node_of,
    ordered,
    over,
    plus,
    root_of,
    roots_of,
    surd,
    surd_of,
    times,
)
from subjects.expression import exact

SMALL = st.integers(-30, 30)
NUMBERS = st.builds(
    lambda a, b, c: Surd(Fraction(a, c), Fraction(b, c), 2) if b else surd(Fraction(a, c)),
    SMALL,
    SMALL,
    st.integers(1, 9),
)
MANY = settings(max_examples=80, deadline=None)


@MANY
@given(NUMBERS, NUMBERS)
def test_arithmetic_and_order_agree_with_floats(one: Surd, two: Surd) -> None:
    total, product = plus(one, two), times(one, two)
    assert total is not None
    assert product is not None
    assert abs(total.near() - one.near() - two.near()) < 1e-9
    assert abs(product.near() - one.near() * two.near()) < 1e-6
    assert less(one, two) == (one.near() < two.near() and one != two)
    if two.sign():
        quotient = over(one, two)
        assert quotient is not None
        assert times(quotient, two) == one
    assert plus(one, minus(one)) == surd(0)


@MANY
@given(NUMBERS)
def test_a_number_is_written_and_read_back(amount: Surd) -> None:
    assert surd_of(node_of(amount)) == amount


def test_numbers_are_written_as_a_class_does() -> None:
    assert exact(node_of(Surd(Fraction(1, 2), Fraction(-1, 2), 5))) == "(1 - sqrt(5))/2"
    assert exact(node_of(Surd(Fraction(0), Fraction(-3), 2))) == "-3*sqrt(2)"
    assert root_of(Fraction(12)) == Surd(Fraction(0), Fraction(2), 3)
    assert root_of(Fraction(9, 4)) == surd(Fraction(3, 2))


@MANY
@given(st.lists(st.integers(-9, 9), min_size=1, max_size=4))
def test_the_roots_of_a_product_are_found(roots: list[int]) -> None:
    coefficients = [Fraction(1)]
    for root in roots:
        shifted = [Fraction(0), *coefficients]
        coefficients = [a - root * b for a, b in zip(shifted, [*coefficients, Fraction(0)], strict=True)]
    assert roots_of(coefficients) == ordered([surd(root) for root in roots])


def test_what_is_no_such_number_is_not_guessed() -> None:
    assert roots_of([Fraction(-2), Fraction(0), Fraction(0), Fraction(1)]) is None
    assert plus(Surd(Fraction(0), Fraction(1), 2), Surd(Fraction(0), Fraction(1), 3)) is None
