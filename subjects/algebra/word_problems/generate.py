"""Word problems with nice numbers, worded as classes word them, and siblings of a problem with other data."""

# ruff: noqa: E501 - a pattern reads better on one line
from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from random import Random

from subjects.algebra.word_problems.parse import parse
from subjects.algebra.word_problems.solving import answers_of, trace, values_of
from subjects.algebra.word_problems.story import Story
from subjects.phrases import compile_pattern, expand
from subjects.problem import Exercise, Lang, Level, Problem, Solution

Data = Mapping[str, object]
_NAMES = ("Ana", "Luis", "Marta", "Pablo", "Sara", "Hugo", "Lucía", "Diego")
_TIMES: Mapping[Lang, Mapping[int, str]] = {
    "es": {2: "el doble", 3: "el triple", 4: "el cuádruple"},
    "en": {2: "twice", 3: "three times", 4: "four times"},
}


def _number(rng: Random) -> Data:
    k, x, c = rng.choice((2, 3, 4)), rng.randint(3, 20), rng.randint(2, 15)
    return {"k": k, "c": c, "n": k * x + c}


def _two(rng: Random) -> Data:
    small, gap = rng.randint(4, 30), rng.randint(3, 15)
    return {"n": 2 * small + gap, "c": gap}


def _three(rng: Random) -> Data:
    return {"n": 3 * rng.randint(10, 60) + 3}


def _ages(rng: Random) -> Data:
    young, k, t = rng.randint(5, 15), rng.choice((2, 3, 4)), rng.randint(3, 12)
    a, b = rng.sample(_NAMES, 2)
    return {"k": k, "t": t, "a": a, "b": b, "n": young * (k + 1) + 2 * t, "m": young * (k + 1)}


def _money(rng: Random) -> Data:
    less, gap = rng.randint(5, 40), rng.randint(2, 20)
    a, b = rng.sample(_NAMES, 2)
    return {"c": gap, "n": 2 * less + gap, "a": a, "b": b}


def _rectangle(rng: Random) -> Data:
    width, gap, k = rng.randint(3, 15), rng.randint(2, 9), rng.choice((2, 3))
    return {"c": gap, "p": 4 * width + 2 * gap, "k": k, "q": 2 * width * (k + 1)}


def _product(rng: Random) -> Data:
    one, gap = rng.randint(3, 14), rng.randint(1, 9)
    a, b = rng.sample(_NAMES, 2)
    return {"s": 2 * one + gap, "c": gap + 1, "m": one * (one + gap), "q": one * (one + gap + 1), "v": one * (one + 1), "a": a, "b": b}


def _square(rng: Random) -> Data:
    one = rng.randint(3, 12)
    return {"m": one * one + one, "c": rng.choice((3, 5, 7)), "k": rng.choice((2, 3)), "n": one}


def _legs(rng: Random) -> Data:
    hens, rabbits = rng.randint(5, 30), rng.randint(5, 30)
    return {"h": hens + rabbits, "l": 2 * hens + 4 * rabbits}


def _prices(rng: Random) -> Data:
    x, y = rng.randint(1, 6), rng.randint(2, 9)
    a, b, c, d = rng.randint(2, 4), rng.randint(2, 4), rng.randint(1, 3), rng.randint(5, 6)
    return {"na": a, "nb": b, "nc": c + 1, "nd": d, "p": a * x + b * y, "q": (c + 1) * x + d * y}


def _discount(rng: Random) -> Data:
    price, share = 20 * rng.randint(2, 15), rng.choice((10, 15, 20, 25, 30, 40))
    return {"s": share, "p": f"{price * (100 - share) / 100:g}"}


_ALL: tuple[tuple[int, Callable[[Random], Data], Mapping[Lang, tuple[str, ...]]], ...] = (
    (0, _number, {
        "es": ("{K} de un número más {c} es [igual a |]{n}. ¿[Cuál es el número|Qué número es]?", "[Halla|Busca|Averigua] un número sabiendo que {K} del número más {c} es {n}", "[Hola, |]si {al} de un número le [sumamos|sumo] {c} [obtenemos|obtengo] {n}. ¿Cuál es el número?"),
        "en": ("{K} a number plus {c} is [equal to |]{n}. [Find the number|What is the number?]", "{c} more than {K} a number is {n}. What is the number?")}),
    (0, _two, {
        "es": ("Dos números suman {n} y su diferencia es {c}. [¿Cuáles son?|Halla los números.]", "La suma de dos números es {n} y uno es {c} unidades mayor que el otro. [Halla los números.|¿Cuáles son?]", "[Halla|Encuentra] dos números cuya suma es {n} y cuya diferencia es {c}"),
        "en": ("The sum of two numbers is {n} and their difference is {c}. Find the numbers.", "The sum of two numbers is {n} and one is {c} more than the other. Find the numbers.")}),
    (0, _three, {
        "es": ("La suma de tres números consecutivos es {n}. [¿Cuáles son?|Halla los números.|Calcula los números]", "[Halla|Busca] tres números consecutivos que suman {n}"),
        "en": ("The sum of three consecutive numbers is {n}. Find the numbers.", "Find three consecutive integers whose sum is {n}")}),
    (0, _money, {
        "es": ("{a} tiene {c} € más que {b} y entre los dos tienen {n} €. ¿Cuánto dinero tiene [cada uno|{a}]?", "{a} tiene {c} euros más que {b}. [Juntos|Entre los dos] tienen {n} euros. ¿Cuánto tiene {b}?"),
        "en": ("{a} has {c} € more than {b}. Together they have {n} €. How much does {a} have?", "{a} has {c} € more than {b}. Together they have {n} €. How much does each have?")}),
    (1, _ages, {
        "es": ("{a} tiene {K} de [años|edad] que {b}. Dentro de {t} años la suma de sus edades será {n}. ¿[Cuántos años|Qué edad] tiene cada uno?", "La edad de {a} es {K} que la de {b} y entre los dos suman {m} años. ¿Qué edad tiene {b}?"),
        "en": ("{a} is {K} as old as {b}. In {t} years, the sum of their ages will be {n}. How old are they now?", "{a} is {K} as old as {b}. Together they have {m} years. How old is {b}?")}),
    (1, _rectangle, {
        "es": ("El largo de un rectángulo mide {c} cm más que el ancho y su perímetro es {p} cm. [Calcula sus dimensiones|¿Cuánto miden sus lados?]", "La base de un rectángulo es {K} que la altura. El perímetro mide {q} cm. ¿Cuánto mide la base?"),
        "en": ("The length of a rectangle is {c} cm more than the width. The perimeter is {p} cm. Find the length and the width.", "The length of a rectangle is {K} the width. Its perimeter is {q} cm. Find the width.")}),
    (1, _legs, {
        "es": ("En una granja hay gallinas y conejos. En total hay {h} cabezas y {l} patas. ¿Cuántas gallinas hay?", "En un corral hay conejos y gallinas: {h} animales y {l} patas. ¿Cuántos hay de cada?"),
        "en": ("A farm has hens and rabbits, {h} heads and {l} legs. How many rabbits are there?", "A farm has chickens and rabbits: {h} animals and {l} legs in total. How many of each are there?")}),
    (2, _prices, {
        "es": ("{na} cuadernos y {nb} bolígrafos cuestan {p} €. {nc} cuadernos y {nd} bolígrafos cuestan {q} €. ¿Cuánto cuesta cada cosa?", "Por {na} cafés y {nb} zumos pagamos {p} €, y otro día por {nc} cafés y {nd} zumos pagamos {q} €. ¿Cuánto vale un café?"),
        "en": ("{na} notebooks and {nb} pens cost {p} €. {nc} notebooks and {nd} pens cost {q} €. Find the price of a pen.",)}),
    (2, _product, {
        "es": ("La suma de dos números es {s} y su producto es {m}. [¿Cuáles son?|Halla los números.]", "El producto de dos números naturales consecutivos es {v}. [¿Cuáles son?|Hállalos.]", "El largo de un rectángulo mide {c} cm más que el ancho y su área es {q} cm². [Calcula sus dimensiones|Halla los lados del rectángulo].", "{a} tiene {c} años más que {b} y el producto de sus edades es {q}. ¿[Qué edad|Cuántos años] tiene {a}?"),
        "en": ("The sum of two numbers is {s} and their product is {m}. Find the numbers.", "The product of two consecutive positive integers is {v}. Find the integers.", "The length of a rectangle is {c} cm more than the width. The area is {q} cm². Find the length and the width.", "{a} is {c} years older than {b} and the product of their ages is {q}. How old is {a}?")}),
    (2, _square, {
        "es": ("La suma de un número y su cuadrado es {m}. [¿Qué número es?|Halla el número.]",),
        "en": ("The sum of a number and its square is {m}. Find the number.",)}),
    (2, _discount, {
        "es": ("Tras una rebaja del {s} % una camisa cuesta {p} €. ¿Cuánto costaba antes?", "Me hacen un descuento del {s} % y pago {p} €. ¿Cuál era el precio original?"),
        "en": ("After a {s}% discount, a jacket costs {p} €. What was the original price?",)}),
)  # fmt: skip
_REACH: Mapping[Level, int] = {"1eso": 0, "2eso": 1, "3eso": 2, "4eso": 2, "1bach": 2, "2bach": 2}


def exercise(rng: Random, lang: Lang, level: Level) -> Exercise:
    """A random story of a level that reads back."""
    fitting = [kind for kind in _ALL if kind[0] <= _REACH[level]]
    while True:
        _, maker, patterns = rng.choice(fitting)
        made = _worded(rng.choice(patterns[lang]), maker(rng), rng, lang)
        if made is not None:
            return made


def _worded(pattern: str, data: Data, rng: Random, lang: Lang) -> Exercise | None:
    slots = {name: str(value) for name, value in data.items()}
    if "k" in data:
        slots["K"] = _TIMES[lang][int(slots["k"])]
        slots["al"] = slots["K"].replace("el ", "al ", 1)
    if "p" in slots and lang == "es":
        slots["p"] = slots["p"].replace(".", ",")
    text = expand(compile_pattern(pattern), rng).format_map(slots)
    text = text[:1].upper() + text[1:]
    problem = parse(text, lang)
    return Exercise(text, problem) if isinstance(problem, Problem) else None


def like(solution: Solution, rng: Random, lang: Lang) -> Exercise | None:
    """A story of the same scene solved by the same rules with other values."""
    story: Story = solution.problem.data
    rules = [step.rule for step in solution.steps]
    mine = set(values_of(story).values()) | set(answers_of(story).values())
    for _ in range(120):
        made = _varied(solution.problem, rng) if solution.problem.lang == lang else None
        if made is None or rng.random() < 0.3:
            _, maker, patterns = rng.choice(_ALL)
            made = _worded(rng.choice(patterns[lang]), maker(rng), rng, lang)
        if made is None or made.problem.data.scene != story.scene:
            continue
        other: Story = made.problem.data
        stages = trace(other) or ()
        theirs = set(values_of(other).values()) | set(answers_of(other).values())
        if [f"algebra.{stage.rule}" for stage in stages] == rules and not mine & theirs and other != story:
            return made
    return None


def _varied(problem: Problem, rng: Random) -> Exercise | None:
    """The same words with other numbers."""

    def other(found: re.Match[str]) -> str:
        number = int(found.group())
        return str(max(2, number + rng.choice((-1, 1)) * rng.randint(1, max(3, number // 2))))

    text = re.sub(r"(?<![\d.,])\d{1,4}(?![\d.,]*\d)", other, problem.text)
    made = parse(text, problem.lang)
    if not isinstance(made, Problem):
        return None
    nice = all(amount.denominator == 1 for amount in values_of(made.data).values())
    return Exercise(text, made) if nice else None
