"""Random exercises with nice numbers, worded as students and books do, and siblings of a problem."""

from __future__ import annotations

import tomllib
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from random import Random

from subjects.phrases import Phrases
from subjects.problem import Exercise, Lang, Level, Unsolved
from subjects.stoichiometry import figures, substances
from subjects.stoichiometry import reaction as reactions
from subjects.stoichiometry.equations import find_equation
from subjects.stoichiometry.formula import Species, fold, molar_mass
from subjects.stoichiometry.parse import problem_of
from subjects.stoichiometry.reaction import Reaction
from subjects.stoichiometry.stages import balanced
from subjects.stoichiometry.task import AVOGADRO, Amount, Task, present, show_amount, unit_word

_HERE = Path(__file__).parent
_MOLES = [
    Fraction(n, 20)
    for n in (
        1,
        2,
        4,
        5,
        6,
        8,
        10,
        12,
        15,
        16,
        20,
        24,
        25,
        30,
        35,
        40,
        45,
        50,
        60,
        70,
        80,
        90,
        100,
        120,
        140,
        160,
        200,
    )
]
_MASSES = [
    Fraction(n)
    for n in (
        2,
        4,
        5,
        6,
        8,
        10,
        12,
        15,
        18,
        20,
        24,
        25,
        30,
        35,
        40,
        45,
        50,
        60,
        64,
        75,
        80,
        90,
        100,
        120,
        150,
        200,
        250,
        300,
        500,
    )
]
_RARE = frozenset(("He", "Ne", "Ar", "Au", "P", "C8H10N4O2", "C9H8O4", "C8H9NO2", "PH3", "C12H22O11"))
_EARLY = ("2eso", "3eso")
_LATE = frozenset(
    ("ideal", "empirical", "molecular", "molality", "concentrated", "titration", "purity", "yield", "limiting", "solution_needed")
)
"""Kinds that the first years do not see."""
_LEVEL_POOLS: dict[Level, tuple[str, ...]] = {
    "1eso": ("easy",),
    "2eso": ("easy",),
    "3eso": ("easy", "easy", "medium"),
    "4eso": ("easy", "medium", "medium"),
    "1bach": ("easy", "medium", "medium", "hard"),
    "2bach": ("medium", "medium", "hard"),
}


@lru_cache(maxsize=1)
def questions() -> Phrases:
    """The bank of question wordings."""
    return Phrases.read(_HERE / "questions.toml")


@lru_cache(maxsize=8)
def pool(name: str) -> tuple[Reaction, ...]:
    """Unbalanced reactions of one difficulty."""
    texts = tomllib.loads((_HERE / "reactions.toml").read_text(encoding="utf-8"))[name]
    found = []
    for text in texts:
        one = find_equation(text)
        found.append(present(None if isinstance(one, Unsolved) else one[0]))
    return tuple(found)


@lru_cache(maxsize=2)
def formulas(simple: bool) -> tuple[str, ...]:
    """Formulas to ask about; `simple` ones have at most three elements and no hydrate."""
    table = tomllib.loads((_HERE / "substances.toml").read_text(encoding="utf-8"))["es"]
    kept = [formula for formula in table if formula not in _RARE]
    return tuple(f for f in kept if not simple or ("·" not in f and len(substances.species(f).atoms) <= 3))


def generate(rng: Random, lang: Lang, level: Level) -> Exercise:
    """See `Subject.generate`."""
    share = {"1eso": 0.0, "2eso": 0.25}.get(level, 0.55)
    if rng.random() < share:
        from subjects.stoichiometry.calculation.examples import exercise as chained
        from subjects.stoichiometry.calculation.examples import kinds

        found = chained(rng.choice([k for k in kinds() if level not in _EARLY or k not in _LATE]), rng, lang)
        if found is not None:
            return found
    kind = rng.choices(("molar_mass", "convert", "reaction", "balance"), (20, 28, 30, 22))[0]
    return exercise(random_task(kind, rng, level), rng, lang)


def random_task(kind: str, rng: Random, level: Level) -> Task:
    """A task of a kind with fresh data."""
    if kind == "molar_mass":
        return _molar_task(rng, level)
    if kind == "convert":
        return _convert_task(rng, level)
    reaction = rng.choice(pool(rng.choice(_LEVEL_POOLS[level])))
    if kind == "balance":
        while reactions.is_balanced(reaction):
            reaction = rng.choice(pool(rng.choice(_LEVEL_POOLS[level])))
        return Task("balance", reaction=reaction)
    return reaction_task(reaction, rng)


def _molar_task(rng: Random, level: Level) -> Task:
    species = substances.species(rng.choice(formulas(level in ("1eso", "2eso"))))
    while species.single:
        species = substances.species(rng.choice(formulas(False)))
    return Task("molar_mass", species)


def _convert_task(rng: Random, level: Level) -> Task:
    species = substances.species(rng.choice(formulas(level in ("1eso", "2eso", "3eso"))))
    particles = "atoms" if species.single else "molecules"
    routes = (("g", "mol"), ("mol", "g"), ("mol", particles), (particles, "mol"), ("g", particles))
    given_unit, asked_unit = rng.choices(routes, (40, 30, 12, 8, 10))[0]
    if particles == "molecules" and not molecular(species) and "molecules" in (given_unit, asked_unit):
        given_unit, asked_unit = rng.choice((("g", "mol"), ("mol", "g")))
    amount = amount_of(species, given_unit, rng)
    return Task("convert", species, amount, species, asked_unit)


@lru_cache(maxsize=512)
def molecular(species: Species) -> bool:
    metals = {
        "Na",
        "K",
        "Li",
        "Ca",
        "Mg",
        "Al",
        "Fe",
        "Cu",
        "Zn",
        "Ag",
        "Pb",
        "Ba",
        "Hg",
        "Mn",
        "Cr",
        "Ti",
        "Ni",
        "Sn",
    }
    return (
        not metals & {symbol for symbol, _ in species.atoms}
        and "NH4" not in species.formula
        and species.formula != "SiO2"
    )


def amount_of(species: Species, unit: str, rng: Random) -> Amount:
    moles = rng.choice(_MOLES)
    if unit == "mol":
        return Amount(moles, "mol")
    if unit in ("molecules", "atoms"):
        return Amount(figures.rounded(moles * AVOGADRO), unit)
    mass = moles * molar_mass(species)
    if rng.random() < 0.25:
        mass = rng.choice(_MASSES)
    if rng.random() < 0.06 and (mass * 10).denominator == 1:
        return (
            Amount(mass / 10, "kg")
            if mass < 1000 and (mass / 10 * 1000).denominator == 1
            else Amount(mass, "g")
        )
    return Amount(mass, "g")


def reaction_task(reaction: Reaction, rng: Random) -> Task:
    """A question through this reaction; one time in three the equation comes balanced."""
    task = Task("reaction", reaction=reaction)
    even = balanced(task)
    indices = list(range(len(reaction.species)))
    given = rng.choice(indices[: len(reaction.left)] if rng.random() < 0.85 else indices)
    asked = rng.choice([i for i in indices if i != given])
    first, second = reaction.species[given], reaction.species[asked]
    units = rng.choices((("g", "g"), ("g", "mol"), ("mol", "g"), ("mol", "mol")), (60, 14, 16, 10))[0]
    amount = Amount(rng.choice(_MOLES) * even.coefficients[given], "mol")
    if amount.value > 40:
        amount = Amount(amount.value / 20, "mol")
    if units[0] == "g":
        mass = amount.value * molar_mass(first) if rng.random() < 0.8 else rng.choice(_MASSES)
        amount = Amount(mass, "g")
    shown = even if rng.random() < 0.33 else reaction
    return Task("reaction", first, amount, second, units[1], shown)


def exercise(task: Task, rng: Random, lang: Lang) -> Exercise:
    """The task with a sentence that asks it."""
    section = task.kind if task.kind != "convert" else f"to_{_target(task)}"
    if task.kind == "reaction" and task.reaction and task.asked in task.reaction.left:
        section = "reactant"
    text = present(questions().say(lang, _slots(task, rng, lang), rng, section))
    return Exercise(text, problem_of(task, _casual(text, rng, lang), lang))


def _target(task: Task) -> str:
    return task.asked_unit if task.asked_unit in ("mol", "g") else "particles"


def _slots(task: Task, rng: Random, lang: Lang) -> dict[str, str]:
    unicode_ = rng.random() < 0.12
    slots: dict[str, str] = {}
    if task.reaction:
        slots["equation"] = _equation(task.reaction, rng, unicode_)
    if task.species:
        slots["substance"] = slots["given"] = _named(task.species, rng, lang, unicode_)
    if task.given:
        shown = show_amount(task.given, lang)
        if task.given.unit == "mol" and task.given.value != 1 and rng.random() < 0.5:
            shown = shown.removesuffix("mol") + ("moles" if lang == "es" or rng.random() < 0.9 else "mol")
        if task.given.unit == "g" and rng.random() < 0.25:
            shown = shown.removesuffix("g") + ("gramos" if lang == "es" else "grams")
        slots["quantity"] = shown
    if task.asked:
        slots["asked"] = _named(task.asked, rng, lang, unicode_)
        slots |= _unit_slots(task.asked_unit, rng, lang)
    return slots


def _unit_slots(unit: str, rng: Random, lang: Lang) -> dict[str, str]:
    es = lang == "es"
    words = {"g": "gramos" if es else "grams", "mol": "moles", "kg": "kg"}.get(unit) or unit_word(unit, lang)
    gender = "a" if es and words.endswith("as") else "o"
    much = f"Cuánt{gender}s {words}"
    the = f"{'las' if gender == 'a' else 'los'} {words}"
    if unit == "g" and rng.random() < 0.35:
        much, the = "Qué masa", "la masa"
    if not es:
        the = "the mass" if unit == "g" else f"the number of {words}"
    return {"unit": words, "gender": gender, "much": much, "the": the}


_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def _formula(species: Species, unicode_: bool) -> str:
    return (
        species.formula.translate(_SUBSCRIPTS) if unicode_ and "·" not in species.formula else species.formula
    )


def _named(species: Species, rng: Random, lang: Lang, unicode_: bool) -> str:
    name = substances.name(species.formula, lang)
    if name and rng.random() < 0.4 and substances.by_name(name) == species:
        return name
    return _formula(species, unicode_)


def _equation(reaction: Reaction, rng: Random, unicode_: bool) -> str:
    arrow = rng.choices((" -> ", " → ", "->", " = ", " ⟶ "), (60, 24, 6, 6, 4))[0]
    gap = rng.choice((" ", "", ""))
    terms = [
        (f"{c}{gap}" if c != 1 else "") + _formula(s, unicode_)
        for c, s in zip(reaction.coefficients, reaction.species, strict=True)
    ]
    cut = len(reaction.left)
    return " + ".join(terms[:cut]) + arrow + " + ".join(terms[cut:])


def _casual(text: str, rng: Random, lang: Lang) -> str:
    """Now and then without accents and opening marks, as students type."""
    if lang == "es" and rng.random() < 0.3:
        text = text.replace("¿", "").replace("¡", "")
        plain = fold(text)
        if len(plain) == len(text):
            text = "".join(p if c.islower() else c for c, p in zip(text, plain, strict=True))
    return text
