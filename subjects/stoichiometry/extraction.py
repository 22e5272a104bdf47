"""Judges what a model claims to have found in a text on substances that `parse` could not read.

One quantity is given and one is asked for, of the same substance or through one reaction. The quantity has to be the only one
of the text and to stand beside its substance; every substance that the text names has to be in the claim, by its formula as the
rules know its name, and no others; the question has to name its unit or how it is weighed. A reaction counts where the rules
balance it in one way only, and the text names what reacts before what is formed, with a word between that says so.
What the text says of yields, purities, gases, solutions or limits ends it, as it ends the first reading.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from subjects.extraction import Claim, Places, choice, list_of, record
from subjects.extraction import text as of_text
from subjects.problem import Lang, Problem
from subjects.stoichiometry import words
from subjects.stoichiometry.figures import read_number
from subjects.stoichiometry.formula import Species, fold, plain, read_formula
from subjects.stoichiometry.mentions import Measure, Mention, find_measures, find_mentions
from subjects.stoichiometry.parse import LIMIT, attached, blank, parse, several_parts, write_out
from subjects.stoichiometry.reaction import Reaction, balance
from subjects.stoichiometry.shorthand import write_letters
from subjects.stoichiometry.task import UNITS, Amount, Task, statement

_GIVEN, _ASKED = ("g", "kg", "mg", "mol", "mmol"), ("g", "kg", "mg", "mol", "molecules")
SCHEMA = record(
    given=record(number=of_text(16), unit=choice(_GIVEN), substance=of_text(24), quote=of_text(80)),
    asked=record(unit=choice(_ASKED), substance=of_text(24), quote=of_text(160)),
    reactants=list_of(of_text(24), 4),
    products=list_of(of_text(24), 4),
)
GUIDE: Mapping[Lang, str] = {
    "es": (
        "given: la cantidad que se da (number y unit el número y la unidad, substance la fórmula de la sustancia, quote las "
        "palabras del enunciado). asked: lo que se pide (unit, substance y quote, las palabras de la pregunta). reactants y "
        "products: las fórmulas de lo que reacciona y de lo que se forma; listas vacías si no hay reacción."
    ),
    "en": (
        "given: the quantity that is given (number and unit the number and its unit, substance the formula of the substance, "
        "quote the words of the problem). asked: what is asked (unit, substance and quote, the words of the question). reactants "
        "and products: the formulas of what reacts and of what is formed; empty lists if there is no reaction."
    ),
}

_FORMS = re.compile(
    r"\b(?:da|dan|dando|forma|forman|formando|para (?:dar|formar)|produce|producen|produciendo|queda|genera|generan|hacen|"
    r"gives?|giving|to (?:give|form|make)|forms?|forming|makes?|making|produces?|producing|yields?|yielding|leaving|leaves)\b"
)
"""What stands between the substances that react and those that are formed."""
_WEIGHED = re.compile(r"\b(?:balanza|bascula|scales?|balance)\b")
_OTHERWISE = re.compile(
    r"\b(?:no|ni|nunca|sin|sobra\w*|falta\w*|perd\w*|not|never|without|left over|lost|only half|por segundo|per second)\b"
)


def telegram(text: str, claim: Claim, lang: Lang) -> str | None:
    """See `subjects.extraction.Extraction`."""
    clear = _clear(text, lang)
    folded = fold(clear or "")
    if not clear or len(folded) != len(clear) or not _plain_enough(clear, folded):
        return None
    measures, mentions = find_measures(folded), find_mentions(clear, None, doubtful=True)
    if len(measures) != 1 or not all(mention.species.atoms for mention in mentions):
        return None
    if re.search(r"\d", _without(folded, measures, mentions)):
        return None
    places = Places(folded)
    given = _given(folded, claim["given"], measures[0], mentions, places, lang)
    asked = None if given is None else _asked(folded, claim["asked"], measures[0], mentions, places)
    task = None if given is None or asked is None else _task(given, measures[0].amount, asked, claim, mentions, folded)
    return None if task is None else _written(task, lang)


def _clear(text: str, lang: Lang) -> str | None:
    if len(text) > LIMIT:
        return None
    return write_out(write_letters(plain(unicodedata.normalize("NFC", text)), lang), lang)


def _plain_enough(clear: str, folded: str) -> bool:
    """Whether a text asks one thing, of pure substances, and gives no molar mass or equation of its own."""
    if folded.count("?") > 1 or several_parts(clear) or "->" in clear or "=" in clear:
        return False
    other = (words.UNSUPPORTED, words.MOLAR_WORDS, words.ATOMIC_WORDS, words.PER_MOLE, words.SECOND_ASK, _OTHERWISE)
    return not any(pattern.search(folded) for pattern in other)


def _without(folded: str, measures: Sequence[Measure], mentions: Sequence[Mention]) -> str:
    places = [(each.start, each.end) for each in measures] + [(each.start, each.end) for each in mentions]
    for start, end in places:
        folded = blank(folded, start, end)
    return folded


def _quoted(quote: str, places: Places, lang: Lang) -> tuple[int, int] | None:
    return places.take(fold(_clear(quote, lang) or "").strip(" ,.;:¿?"))


def _inside(mentions: Sequence[Mention], place: tuple[int, int]) -> set[Species]:
    return {m.species for m in mentions if place[0] <= m.start and m.end <= place[1]}


def _given(
    folded: str, item: Claim, measure: Measure, mentions: list[Mention], places: Places, lang: Lang
) -> Species | None:
    """The substance of the given quantity, where all of the claim is so in the text."""
    place = _quoted(item["quote"], places, lang)
    if place is None or not (place[0] <= measure.start and measure.end <= place[1]):
        return None
    amount = measure.amount
    if (amount.unit, amount.value) != (item["unit"], read_number(item["number"])) or amount.value <= 0:
        return None
    mention = attached(folded, mentions, measure)
    return mention.species if mention is not None and mention.species == read_formula(plain(item["substance"])) else None


def _asked(
    folded: str, item: Claim, measure: Measure, mentions: Sequence[Mention], places: Places
) -> tuple[Species | None, str] | None:
    """The substance that the question names, if any, and the unit that it asks for."""
    place = _quoted(item["quote"], places, "en") or _quoted(item["quote"], Places(folded), "en")
    if place is None:
        return None
    question = blank(folded, measure.start, measure.end)[place[0] : place[1]]
    if not (words.STRONG_ASK.search(question) or words.WEAK_ASK.search(question)):
        return None
    units = {unit for unit, pattern in words.ASKED_UNITS.items() if pattern.search(question)}
    if units != {item["unit"]} and not (not units and item["unit"] == "g" and _WEIGHED.search(question)):
        return None
    named = _inside([m for m in mentions if m.end <= measure.start or m.start >= measure.end], place)
    return (read_formula(plain(item["substance"])), item["unit"]) if named else (None, item["unit"])


def _task(
    given: Species,
    amount: Amount,
    asked: tuple[Species | None, str],
    claim: Claim,
    mentions: Sequence[Mention],
    folded: str,
) -> Task | None:
    species, unit = asked
    every = {mention.species for mention in mentions}
    if species is not None and species not in every:
        return None
    if not claim["reactants"] and not claim["products"]:
        same = every == {given} and species in (None, given) and UNITS[unit][0] != amount.kind
        return Task("convert", given, amount, given, unit) if same else None
    reaction = _reaction(claim, mentions, folded)
    if reaction is None or species is None or species == given or UNITS[unit][0] == "particles":
        return None
    return Task("reaction", given, amount, species, unit, reaction)


def _reaction(claim: Claim, mentions: Sequence[Mention], folded: str) -> Reaction | None:
    """The reaction of all substances that the text names, where it can be balanced in one way and the text says which
    of them are formed."""
    left, right = (tuple(read_formula(plain(each)) for each in claim[side]) for side in ("reactants", "products"))
    both = (*left, *right)
    if not left or not right or None in both or len(set(both)) < len(both) or {m.species for m in mentions} != set(both):
        return None
    reactants, products = tuple(s for s in left if s), tuple(s for s in right if s)
    reaction = Reaction(reactants, products, (1,) * len(both))
    first = {m.species: m for m in reversed(mentions)}
    last, begin = max(first[s].end for s in reactants), min(first[s].start for s in products)
    if last > begin or not _FORMS.search(folded, last, begin) or isinstance(balance(reaction), str):
        return None
    return reaction


def _written(task: Task, lang: Lang) -> str | None:
    """The task in class notation, where it is read back as just that task."""
    shown = statement(task, lang)
    read = parse(shown, lang)
    same = isinstance(read, Problem) and isinstance(read.data, Task) and read.data.canonical() == task.canonical()
    return shown if same else None
