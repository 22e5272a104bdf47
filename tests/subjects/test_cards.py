"""The concept cards: whole in both languages, the same numbers in both, and what they work out is true."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

from subjects import catalogue
from subjects.cards import Card, bare, cards, page, read
from subjects.catalogue import UnknownSubject
from subjects.errors import PhraseError
from subjects.expression import Relation, Sym, exact, find_maths, symbols_of, value
from subjects.phrases import compile_pattern, expand
from subjects.problem import LANGS, Lang, Problem, Solution
from tests.subjects.quantities import Worth, equalities, stated

SUBJECTS = ("algebra", "kinematics", "stoichiometry")
ALL = [card for name in SUBJECTS for card in cards(name)]
FALSE = {"no_solution"}
"""Cards whose example shows a false equality, and says that it is."""
NUMBER = re.compile(r"\d+(?:[.,]\d+)?")

every_card = pytest.mark.parametrize("card", ALL, ids=lambda card: f"{card.subject}.{card.id}")
every_lang = pytest.mark.parametrize("lang", LANGS)


def texts(card: Card, lang: Lang) -> dict[str, str]:
    """What a card says in one language, by key."""
    one = {"definition": card.definition, "example": card.example, "application": card.application, "not": card.unlike}
    return {key: text[lang] for key, text in one.items()} | {"formula": "\n".join(card.formula[lang])}


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_subject_has_cards_enough_and_the_bank_speaks_of_just_these(subject: str) -> None:
    assert len(cards(subject)) >= 28
    assert {card.id for card in cards(subject)} == set(catalogue.find(subject).phrases.keys("concept"))


@every_card
@every_lang
def test_a_card_says_sentences(card: Card, lang: Lang) -> None:
    for key, text in texts(card, lang).items():
        assert text == text.strip() and "  " not in text, (key, text)
        assert not re.search(r"\d[.]\d" if lang == "es" else r"\d,\d", text), (key, text)
        if key != "formula":
            assert text[-1] in ".»\"" and len(text) <= 420, (key, text)
    assert not card.definition[lang].endswith("?")


@every_card
def test_both_languages_hold_the_same_numbers(card: Card) -> None:
    for key, text in texts(card, "es").items():
        es = Counter(found.replace(",", ".") for found in NUMBER.findall(text))
        en = Counter(NUMBER.findall(texts(card, "en")[key]))
        assert es == en, (key, es - en, en - es)


@every_card
@every_lang
def test_the_tutor_says_it_plainly_and_asks_one_question_without_figures(card: Card, lang: Lang) -> None:
    for pattern in card.ask[lang]:
        for seed in range(6):
            asked = expand(compile_pattern(pattern), Random(seed))
            assert asked.endswith("?") and asked.count("?") == 1 and len(asked) <= 190, asked
            assert asked.count("¿") == (lang == "es") and not re.search(r"\d", asked), asked
    for pattern in card.plain[lang]:
        said = expand(compile_pattern(pattern), Random(1))
        assert said.endswith(".") and "?" not in said and len(said) <= 230, said
        assert card.subject == "algebra" or not re.search(r"\d", said), said


@pytest.mark.parametrize("subject", SUBJECTS)
def test_quantities_have_their_unit(subject: str) -> None:
    known = {
        "m", "s", "m/s", "m/s²", "kg", "N", "J", "K", "Pa", "m³", "mol", "mol⁻¹", "g/mol", "mol/L", "kg/m³", "m³/mol", "u",
    }  # fmt: skip
    units = [unit for card in cards(subject) for unit in card.units]
    assert all(unit.unit in known and all(unit.symbol[lang] for lang in LANGS) for unit in units)
    assert bool(units) == (subject != "algebra")


@every_card
@every_lang
def test_words_find_their_card_and_no_other_of_the_subject(card: Card, lang: Lang) -> None:
    for other in cards(card.subject):
        if other.id != card.id:
            mine = {bare(word) for word in (card.name[lang], *card.words[lang])}
            assert not mine & {bare(word) for word in (other.name[lang], *other.words[lang])}
    for word in card.words[lang]:
        assert len(word) > 1 or word == "g", word


# What algebra works out.


def relations(text: str, lang: Lang) -> list[Relation]:
    """The equations and inequalities that the subject's reader finds in a text; every sign of one is in one."""
    spans = [span for span in find_maths(text, lang) if isinstance(span.node, Relation) and not span.worded]
    for at, char in enumerate(text):
        assert char not in "=<>≤≥≠" or any(span.start <= at < span.end for span in spans), (text, text[at - 9 : at + 9])
    return [span.node for span in spans if isinstance(span.node, Relation)]


def assigned(found: list[Relation]) -> dict[str, list[Fraction]]:
    """The values that a text gives to each letter, such as `x = 3`."""
    given: dict[str, list[Fraction]] = {}
    for relation in found:
        letter, *rest = relation.sides
        worth = value(rest[-1]) if not symbols_of(rest[-1]) else None
        if set(relation.ops) == {"="} and isinstance(letter, Sym) and worth is not None:
            given.setdefault(letter.name, []).append(worth)
    return given


def holds(relation: Relation, values: dict[str, Fraction]) -> bool:
    worths = [value(side, values) for side in relation.sides]
    return None not in worths and all(one == other for one, other in itertools.pairwise(worths))


def identity(relation: Relation) -> bool:
    letters = sorted(symbols_of(relation))
    points = itertools.islice(itertools.product((Fraction(2), Fraction(3), Fraction(7)), repeat=len(letters)), 40)
    return all(holds(relation, dict(zip(letters, point, strict=True))) for point in points)


def choices(letters: frozenset[str], given: dict[str, list[Fraction]]) -> Iterator[dict[str, Fraction]]:
    names = sorted(letters)
    if all(name in given for name in names):
        for point in itertools.product(*(given[name] for name in names)):
            yield dict(zip(names, point, strict=True))


@pytest.mark.parametrize("card", cards("algebra"), ids=lambda card: card.id)
@every_lang
def test_what_an_algebra_example_works_out_is_true(card: Card, lang: Lang) -> None:
    if card.id in FALSE:
        return
    found = relations(card.example[lang], lang)
    given = assigned(found)
    for relation in found:
        if set(relation.ops) != {"="} or (card.id == "biquadratic" and symbols_of(relation) == {"x", "z"}):
            continue
        true = identity(relation) or any(holds(relation, one) for one in choices(symbols_of(relation), given))
        assert true, exact(relation)
    assert found or card.id in ("term",), card.example[lang]


@pytest.mark.parametrize("card", cards("algebra"), ids=lambda card: card.id)
@every_lang
def test_the_solutions_of_an_algebra_example_are_those_of_its_equation(card: Card, lang: Lang) -> None:
    found = [one for one in relations(card.example[lang], lang) if set(one.ops) == {"="}]
    given = assigned(found)
    equations = [one for one in found if len(symbols_of(one)) == 1 and not isinstance(one.sides[0], Sym)]
    equations = [one for one in equations if not identity(one)]
    if not equations or card.id in ("expression", "polynomial", "elimination", "substitution"):
        return
    (letter,) = symbols_of(equations[0])
    valid = [one for one in given.get(letter, []) if holds(equations[0], {letter: one})]
    assert (set(valid) == set(given.get(letter, []))) == (card.id != "extraneous")
    subject = catalogue.find("algebra")
    problem = subject.parse(exact(equations[0]).replace("**", "^"), "en")
    solution = subject.solve(problem) if isinstance(problem, Problem) else None
    if isinstance(solution, Solution) and solution.answer.kind == "solutions":
        answers = [answer[letter] for answer in solution.answer.value]
        assert {Fraction(answer) for answer in answers} == set(valid)
    elif isinstance(solution, Solution):
        assert (solution.answer.kind, valid) == ("none", [])


def test_a_linear_example_is_solved_by_the_subject() -> None:
    """The test before is no empty one: the subject reads these equations."""
    subject = catalogue.find("algebra")
    for card in cards("algebra"):
        if card.id in ("equation", "transposition", "balance", "common_multiple", "linear", "unknown", "side"):
            first = relations(card.example["en"], "en")[0]
            problem = subject.parse(exact(first), "en")
            assert isinstance(problem, Problem) and isinstance(subject.solve(problem), Solution), card.id


@pytest.mark.parametrize("lang", LANGS)
def test_the_inequality_of_the_example_keeps_its_solutions(lang: Lang) -> None:
    (card,) = (card for card in cards("algebra") if card.id == "inequality")
    first, last = relations(card.example[lang], lang)
    for number in map(Fraction, range(-9, 10)):
        assert less(first, number) == less(last, number), number


def less(relation: Relation, number: Fraction) -> bool:
    left, right = (value(side, {"x": number}) for side in relation.sides)
    assert left is not None and right is not None
    return left < right if relation.ops[0] == "<" else left > right


IDENTITIES = ("like_terms", "distributive", "common_factor", "notable", "completing_square")


@pytest.mark.parametrize("name", IDENTITIES)
@every_lang
def test_the_identities_hold_for_any_value(name: str, lang: Lang) -> None:
    (card,) = (card for card in cards("algebra") if card.id == name)
    for formula in card.formula[lang]:
        (relation,) = relations(formula, lang)
        assert identity(relation), formula


@pytest.mark.parametrize("card", cards("algebra"), ids=lambda card: card.id)
@every_lang
def test_sums_in_the_other_texts_of_algebra_are_right(card: Card, lang: Lang) -> None:
    for key, text in texts(card, lang).items():
        for span in find_maths(text, lang) if key in ("application", "not", "definition") else ():
            node = span.node
            if isinstance(node, Relation) and not span.worded and set(node.ops) == {"="} and not symbols_of(node):
                assert len({value(side) for side in node.sides}) == 1, (key, span.text)


# What kinematics and stoichiometry work out.


@pytest.mark.parametrize("card", [*cards("kinematics"), *cards("stoichiometry")], ids=lambda card: f"{card.subject}.{card.id}")
@every_lang
def test_equalities_with_units_are_true(card: Card, lang: Lang) -> None:
    worked = 0
    for text in (card.definition[lang], card.example[lang], card.application[lang], card.unlike[lang]):
        for chain in equalities(text, stated(text)):
            sides = [(worth, sign) for _, worth, sign in chain if worth is not None]
            for (one, _), (other, sign) in itertools.pairwise(sides):
                assert one.agrees(other, sign == "≈"), chain
                worked += 1
    assert worked or reactions(card.example[lang]) or card.id == "ion", card.example[lang]


MOTIONS = {
    "uniform": "x0 = 3 m; x = 27 m; v = 6 m/s; t = 4 s; Δt = 4 s; s = 24 m; Δx = 24 m; vm = 6 m/s",
    "accelerated": "v0 = 5 m/s; a = 2 m/s²; t = 4 s; Δt = 4 s; v = 13 m/s; Δv = 8 m/s; s = 36 m; Δx = 36 m; vm = 9 m/s",
    "braking": "v0 = 20 m/s; a = -5 m/s²; t = 4 s; v = 0 m/s; s = 40 m",
    "fall": "g = 10 m/s²; t = 2 s; v = 20 m/s; h = 20 m; v0 = 8 m/s; x = 16 m",
    "rise": "g = 10 m/s²; t = 1 s; v0 = 20 m/s; v = 10 m/s; h = 15 m",
    "top": "g = 10 m/s²; t = 2 s; v0 = 20 m/s; h = 20 m",
    "flight": "g = 10 m/s²; t = 4 s; v0 = 20 m/s",
    "oblique": "g = 10 m/s²; α = 30°; v0 = 20 m/s; t = 2 s; y = 0 m; vy = -10 m/s; vx = 17,320508075689 m/s; "
    "x = 34,641016151378 m",
    "triangle": "vx = 3 m/s; vy = 4 m/s; v = 5 m/s; α = 53,13010235415598°",
    "stop": "v0 = 20 m/s; a = -5 m/s²; t = 1 s; s = 60 m",
    "weight": "m = 60 kg; g = 9,8 m/s²; P = 588 N; W = 588 N",
    "water": "m = 36 g; n = 2 mol; M = 18 g/mol",
    "gas": "p = 2 atm; V = 24,6 L; n = 2 mol; R = 0,082 atm·L/(mol·K); T = 300 K",
    "molar volume": "V = 11,2 L; n = 0,5 mol; Vm = 22,4 L/mol",
    "metal": "m = 54 g; V = 20 cm³; d = 2,7 g/cm³",
    "diluted": "c1 = 2 mol/L; V1 = 0,1 L; c2 = 0,4 mol/L; V2 = 0,5 L",
    "warmed": "m = 2 kg; c = 4180 J/(kg·K); ΔT = 10 K; Q = 83600 J",
    "SI": "x = 1 m",
}
"""Situations whose values were worked out by hand."""
FORMULAS = {
    "kinematics": {
        "velocity": "uniform", "acceleration": "accelerated", "uniform_motion": "uniform", "position": "uniform",
        "accelerated_motion": "accelerated", "distance_displacement": "uniform", "average_velocity": "uniform",
        "deceleration": "braking", "free_fall": "fall", "position_time_graph": "uniform",
        "velocity_time_graph": "accelerated", "instantaneous_velocity": "accelerated", "final_velocity": "accelerated",
        "vertical_throw": "rise", "maximum_height": "top", "flight_time": "flight", "horizontal_projectile": "fall",
        "oblique_projectile": "oblique", "range": "oblique", "components": "triangle", "mass_weight": "weight",
        "stopping_distance": "stop", "conversion": "SI",
    },
    "stoichiometry": {
        "mole": "water", "molar_mass": "water", "mass": "water", "ideal_gas": "gas", "molar_volume": "molar volume",
        "density": "metal", "dilution": "diluted", "titration": "diluted", "heat_temperature": "warmed",
        "gas_conditions": "SI", "ppm": "SI",
    },
}  # fmt: skip


@pytest.mark.parametrize(("subject", "name"), [(one, name) for one, names in FORMULAS.items() for name in names])
@every_lang
def test_the_formulas_hold_in_a_situation_worked_out_by_hand(subject: str, name: str, lang: Lang) -> None:
    (card,) = (card for card in cards(subject) if card.id == name)
    known = stated(MOTIONS[FORMULAS[subject][name]])
    judged = 0
    for formula in card.formula[lang]:
        for chain in equalities(formula, known):
            sides = [side for _, side, _ in chain if side is not None]
            for one, other in itertools.pairwise(sides):
                assert close(one, other), (formula, one, other)
                judged += 1
    assert judged, card.formula


def close(one: Worth, other: Worth) -> bool:
    near = abs(one.value - other.value) <= Fraction(1, 10**9) * max(Fraction(1), abs(one.value))
    return near and dict(one.dims) == dict(other.dims)


@pytest.mark.parametrize(
    ("problem", "name"),
    [
        ("Un coche va a 20 m/s durante 10 s. ¿Qué distancia recorre?", "uniform_motion"),
        ("Un coche va a 5 m/s y acelera a 2 m/s² durante 4 s. ¿Qué velocidad alcanza?", "accelerated_motion"),
    ],
)
def test_the_subject_takes_the_formulas_of_motion_for_true(problem: str, name: str) -> None:
    subject = catalogue.find("kinematics")
    read_problem = subject.parse(problem, "es")
    assert isinstance(read_problem, Problem)
    solution = subject.solve(read_problem)
    assert isinstance(solution, Solution)
    (card,) = (card for card in cards("kinematics") if card.id == name)
    for formula in card.formula["es"]:
        if "x0" not in formula:  # problems of one body count from where it starts
            assert subject.allows(formula, solution, 0) is not False, formula


TERM = r"(?:\d+ )?[A-Z]\w*[⁺⁻]?"
REACTION = re.compile(rf"({TERM}(?: \+ {TERM})*) → ({TERM}(?: \+ {TERM})*)")


def reactions(text: str) -> list[tuple[list[str], list[str]]]:
    """The terms of each side of the chemical equations of a text."""
    return [(left.split(" + "), right.split(" + ")) for left, right in REACTION.findall(text)]


@pytest.mark.parametrize("card", cards("stoichiometry"), ids=lambda card: card.id)
def test_the_chemical_equations_are_balanced_as_the_subject_balances_them(card: Card) -> None:
    subject = catalogue.find("stoichiometry")
    assert reactions(card.example["es"]) == reactions(card.example["en"])
    for left, right in reactions(card.example["es"]):
        bare_sides = [" + ".join(re.sub(r"^\d+ ", "", term) for term in side) for side in (left, right)]
        problem = subject.parse(f"Ajusta {' -> '.join(bare_sides)}", "es")
        assert isinstance(problem, Problem), bare_sides
        solution = subject.solve(problem)
        assert isinstance(solution, Solution)
        terms = [term for side in str(solution.answer.value).split("->") for term in side.strip().split(" + ")]
        assert [coefficient(term) for term in terms] == [coefficient(term) for term in (*left, *right)]


def coefficient(term: str) -> int:
    found = re.match(r"(\d+) ", term)
    return int(found[1]) if found else 1


def test_there_are_reactions_among_the_examples() -> None:
    assert sum(bool(reactions(card.example["es"])) for card in cards("stoichiometry")) >= 10


# The reader.

WHOLE = """
[concept.time]
name = { es = "tiempo", en = "time" }
words = { es = ["tiempo"], en = ["time"] }
definition = { es = "Lo que mide el reloj.", en = "What the clock measures." }
formula = { es = "t", en = ["t"] }
example = { es = "Un día.", en = "A day." }
application = { es = "Un tren.", en = "A train." }
not = { es = "No es la hora.", en = "It is not the hour." }
plain = { es = "Es el tiempo.", en = "It is time." }
ask = { es = "¿Cuánto dura?", en = "How long is it?" }
units = [{ es = "t", en = "t", unit = "s" }]
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "concepts.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_card_is_read_with_its_lists_and_its_source(tmp_path: Path) -> None:
    (card,) = read(written(tmp_path, WHOLE), "clocks")
    assert (card.subject, card.id, card.name["en"], card.formula["es"]) == ("clocks", "time", "time", ("t",))
    assert card.units[0].unit == "s" and card.source == "classroom"
    sourced = read(written(tmp_path, WHOLE + 'source = "A book"'), "clocks")
    assert sourced[0].source == "A book" and "A book" in page(sourced, "en")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("plain =", "plane =", "'plane' is no key"),
        ("plain =", "#", "no 'plain'"),
        ('"tiempo", en = "time"', '"tiempo"', "no name.en"),
        ('en = "time" }', 'en = "time", fr = "temps" }', "name.fr is no language"),
        ('"Un día."', '" "', "example.es is no text"),
        ('en = ["time"]', "en = []", "words.en is no list"),
        ('unit = "s"', 'unity = "s"', "units: each is"),
        ('unit = "s"', 'unit = ""', "units is no text"),
        ("[concept.time]", "[concept.time", "concepts.toml"),
        ("[concept.time]", "[card.time]", "nothing else"),
    ],
)
def test_what_is_wrong_with_a_card_is_told_with_its_file_and_name(tmp_path: Path, old: str, new: str, told: str) -> None:
    path = written(tmp_path, WHOLE.replace(old, new, 1))
    with pytest.raises(PhraseError) as error:
        read(path, "clocks")
    assert told in str(error.value) and str(path) in str(error.value)


def test_two_cards_may_not_claim_the_same_words_whatever_their_accents(tmp_path: Path) -> None:
    other = WHOLE.replace("[concept.time]", "[concept.hour]").replace('"tiempo"', '"Tíempo"', 1)
    with pytest.raises(PhraseError, match=r"\[concept.time\] and \[concept.hour\]"):
        read(written(tmp_path, WHOLE + other), "clocks")


def test_a_subject_that_is_not_there_is_told() -> None:
    with pytest.raises(UnknownSubject, match="kinematics"):
        cards("alchemy")


@every_lang
def test_the_page_shows_every_card_with_the_name_of_its_table(lang: Lang) -> None:
    shown = page(cards("kinematics"), lang)
    for card in cards("kinematics"):
        assert f"(`{card.id}`)" in shown and card.example[lang] in shown and card.unlike[lang] in shown
    assert shown.startswith("## Velocidad (`velocity`)" if lang == "es" else "## Velocity (`velocity`)")
