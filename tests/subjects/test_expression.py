"""The reader of expressions: what it reads, what it refuses, what it finds in prose."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from subjects.expression import Node, Relation, exact, find_maths, read, show, value
from subjects.problem import Unsolved
from subjects.tokens import read_number


def node_of(text: str, lang: str | None = None) -> Node:
    node = read(text, lang)  # type: ignore[arg-type]
    assert not isinstance(node, Unsolved), text
    return node


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("5x + 7 = 22", "5*x + 7 = 22"),
        ("5X+7=22", "5*X + 7 = 22"),
        ("2x/3 + 1 = 5", "2*x/3 + 1 = 5"),
        ("3(x-2)=9", "3*(x - 2) = 9"),
        (r"$\frac{2x}{3} + 1 = 5$", "2*x/3 + 1 = 5"),
        (r"\left(x+1\right) \cdot 2 \leq 4", "(x + 1)*2 <= 4"),
        ("5 x más 3 igual a 18", "5*x + 3 = 18"),
        ("five x plus three equals eighteen", "5*x + 3 = 18"),
        ("x menos siete es igual a treinta y cinco", "x - 7 = 35"),
        ("0,5x − 1,2 = 3", "0.5*x - 1.2 = 3"),
        ("1'5x = 3", "1.5*x = 3"),
        ("½x = 4", "1/2*x = 4"),
        ("2½ = x", "5/2 = x"),
        ("x² · 3 ÷ 2", "x**2*3/2"),
        ("15:5 = 3", "15/5 = 3"),
        ("3 x 4 = 12", "3*4 = 12"),
        ("-(x-3)=2(4-x)", "-(x - 3) = 2*(4 - x)"),
        ("x⁻¹", "x**(-1)"),
        ("|x-3|=2", "Abs(x - 3) = 2"),
        ("√(x+1) = 3", "sqrt(x + 1) = 3"),
        ("5xy+3", "5*x*y + 3"),
        ("v₀ + v_1", "v0 + v1"),
        ("𝑥 + 1 = 2", "x + 1 = 2"),
    ],
)
def test_reads_the_notations_of_students_and_textbooks(text: str, meaning: str) -> None:
    assert exact(node_of(text)) == meaning


@pytest.mark.parametrize(
    "text", ["", "hola", "5 +", "x = = 3", "(x + 1", "3 4", "x $ 2", "import os", "5x + 7 = 22 hola"]
)
def test_what_is_no_mathematics_is_not_understood(text: str) -> None:
    assert isinstance(read(text), Unsolved)


@pytest.mark.parametrize(
    "text",
    [
        "9**9**9",
        "9^9^9",
        "x^99999",
        "(" * 60 + "x" + ")" * 60,
        "x+" * 5000 + "1",
        "2^(10^9)",
        "\\frac" * 300,
        "-" * 1900,
    ],
)
def test_hostile_input_is_refused(text: str) -> None:
    assert isinstance(read(text), Unsolved)


@pytest.mark.parametrize(
    ("text", "lang", "number"),
    [
        ("1.500", "es", 1500),
        ("1,500", "es", Fraction(3, 2)),
        ("1,500", "en", 1500),
        ("1.500", "en", Fraction(3, 2)),
        ("0.125", "es", Fraction(1, 8)),
        ("1.234.567,5", "es", Fraction(2469135, 2)),
        ("1,234.5", "en", Fraction(2469, 2)),
        ("1,2,3", "es", None),
    ],
)
def test_decimal_marks_and_thousands_follow_the_language(text: str, lang: str, number: object) -> None:
    found = read_number(text, lang)  # type: ignore[arg-type]
    assert (found and found[0]) == number


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("cuanto vale x en 3(x-2)=9", ["3*(x - 2) = 9"]),
        ("tengo 5x + 7 = 22 y no sé seguir", ["5*x + 7 = 22"]),
        ("creo que 5x = 22 - 7, ¿no?", ["5*x = 22 - 7"]),
        ("la x vale tres", ["x = 3"]),
        ("al menos 3 lados", ["3"]),
        ("a) 5x + 3 = 2 b) x - 1 = 4", ["5*x + 3 = 2", "x - 1 = 4"]),
        ("x + y = 5 y x - y = 1", ["x + y = 5", "x - y = 1"]),
        ("(por ejemplo x = 3)", ["x = 3"]),
        ("despeja x: 5x + 7 = 22", ["5*x + 7 = 22"]),
        ("5x = 15 → x = 15/5 → x = 3", ["5*x = 15", "x = 15/5", "x = 3"]),
        ("**5x + 7 = 22**", ["5*x + 7 = 22"]),
        ("I think it's s = -2", ["s = -2"]),
        ("llego a -3x = 9", ["-3*x = 9"]),
        ("x=2,5", ["x = 2.5"]),
        ("x = 2, 5", ["x = 2", "5"]),
        ("$5x+7=22$ y luego", ["5*x + 7 = 22"]),
        ("resta 7 a 22", ["7", "22"]),
        ("hola, ¿qué tal?", []),
    ],
)
def test_finds_mathematics_inside_prose(text: str, found: list[str]) -> None:
    spans = find_maths(text)
    assert [exact(span.node) for span in spans if span.node is not None] == found
    for span in spans:
        assert text[span.start : span.end] == span.text


def test_units_are_symbols_only_where_they_are_named() -> None:
    assert [span.text for span in find_maths("72 km/h", "es")] == ["72"]
    assert [span.text for span in find_maths("72 km/h", "es", names={"km", "h"})] == ["72 km/h"]


def test_value_is_exact_and_refuses_what_has_none() -> None:
    assert value(node_of("0,1 + 0,2")) == Fraction(3, 10)  # type: ignore[arg-type]
    assert value(node_of("(2/3)^2 - √(1/9)")) == Fraction(1, 9)  # type: ignore[arg-type]
    assert value(node_of("1/(2-2)")) is None  # type: ignore[arg-type]
    assert value(node_of("x + 1")) is None  # type: ignore[arg-type]
    assert value(node_of("x + 1"), {"x": Fraction(2)}) == 3  # type: ignore[arg-type]


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(text: str) -> None:
    read(text)
    for span in find_maths(text, "es"):
        assert text[span.start : span.end] == span.text


_LEAF = st.one_of(st.integers(0, 99).map(str), st.just("x"), st.sampled_from(["1.5", "0.25"]))
_TREE = st.recursive(
    _LEAF,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda p: f"({p[0]} + {p[1]})"),
        st.tuples(inner, inner).map(lambda p: f"({p[0]} - {p[1]})"),
        st.tuples(inner, inner).map(lambda p: f"({p[0]})*({p[1]})"),
        st.tuples(inner, inner).map(lambda p: f"({p[0]})/({p[1]})"),
        inner.map(lambda p: f"-({p})"),
        inner.map(lambda p: f"({p})^2"),
    ),
    max_leaves=8,
)


@settings(max_examples=200, deadline=None)
@given(_TREE, _TREE)
def test_what_is_written_reads_back_with_the_same_value(left: str, right: str) -> None:
    node = node_of(f"{left} = {right}")
    assert isinstance(node, Relation)
    for text in (exact(node), show(node, "es"), show(node, "en")):
        again = node_of(text, "es" if "," in text else "en")
        assert isinstance(again, Relation)
        for one, two in zip(node.sides, again.sides, strict=True):
            at = {"x": Fraction(7, 3)}
            assert value(one, at) == value(two, at), text
