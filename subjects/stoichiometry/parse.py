"""Reading a student's message as a problem of this subject.

What cannot be read surely is `Unsolved`; nothing is guessed and nothing is evaluated.
"""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction

from subjects.problem import Lang, Problem, Unsolved
from subjects.stoichiometry import reaction as reactions
from subjects.stoichiometry import words
from subjects.stoichiometry.calculation.plan import Calculation
from subjects.stoichiometry.elements import symbols
from subjects.stoichiometry.equations import NUMBERED, find_chain, find_equation
from subjects.stoichiometry.figures import GROUPED, exact, read_number, ungroup
from subjects.stoichiometry.formula import fold, plain
from subjects.stoichiometry.mentions import Measure, Mention, find_measures, find_mentions
from subjects.stoichiometry.reaction import Reaction
from subjects.stoichiometry.shorthand import with_short_names, write_letters
from subjects.stoichiometry.substances import species
from subjects.stoichiometry.task import UNITS, Task, statement, unknown

LIMIT = 2000
NAME = "stoichiometry"


def problem_of(task: Task | Calculation, text: str, lang: Lang) -> Problem:
    """The problem of a payload."""
    if isinstance(task, Calculation):
        return calculation_of(task, text, lang)
    shown = statement(task, lang)
    return Problem(NAME, task.kind, shown, unknown(task, lang), text, lang, task, task.canonical())


def parse(text: str, lang: Lang) -> Problem | Unsolved:
    """See `Subject.parse`."""
    if len(text) > LIMIT:
        return Unsolved("too_long")
    clear = write_out(write_letters(plain(unicodedata.normalize("NFC", text)), lang), lang)
    if clear is None:
        return Unsolved("not_understood", "number")
    if len(clear) > LIMIT:
        return Unsolved("too_long")
    clear = _ENCLOSED.sub(lambda found: f";{found[1]};", clear)
    task = Unsolved("not_supported", "several questions") if several_parts(clear) else read_task(clear)
    if not isinstance(task, Unsolved):
        return problem_of(task, text, lang)
    burning = _burning(clear)
    if burning is not None:
        return problem_of(burning, text, lang)
    calculation = _calculation(clear, task)
    return calculation if isinstance(calculation, Unsolved) else calculation_of(calculation, text, lang)


_ENCLOSED = re.compile(r"(?<=\s)\(((?:[^()]|\([^()]{1,20}\)){3,200}?->(?:[^()]|\([^()]{1,20}\)){1,200})\)")
"""An equation in brackets."""
_PARTS = re.compile(r"(?<![A-Za-z0-9])\(?[a-e1-4]\s?\)[^\n]*?(?<![A-Za-z0-9(])\(?[b-e2-4]\s?\)\s", re.DOTALL)
"""Two questions with letters: "a) … b) …"."""


def several_parts(text: str) -> bool:
    """Whether a text asks questions with letters: "a) … b) …"."""
    return bool(_PARTS.search(text))


def _burning(text: str) -> Task | None:
    """The combustion of one fuel that a text asks to write and balance, without any quantity."""
    folded = fold(text)
    if len(folded) != len(text) or not (words.BALANCE_WORDS.search(folded) and words.COMBUSTION.search(folded)):
        return None
    if "->" in text or find_measures(folded) or re.search(r"incomplet", folded):
        return None
    products = {"O2", "CO2", "H2O"}
    fuels = {m.species for m in find_mentions(text, None, doubtful=True) if m.species.formula not in products}
    fuel = fuels.pop() if len(fuels) == 1 else None
    if fuel is None or fuel.charge or not {"C", "H"} <= dict(fuel.atoms).keys() <= {"C", "H", "O"}:
        return None
    return Task("balance", reaction=Reaction((fuel, species("O2")), (species("CO2"), species("H2O")), (1, 1, 1, 1)))


def _calculation(text: str, before: Unsolved) -> Calculation | Unsolved:
    """The text as a problem of several relations; what the first reading found stays where this one finds none."""
    from subjects.stoichiometry.calculation.read import read

    found = find_equation(text)
    if isinstance(found, Unsolved):
        return _in_chain(text) or found
    equation, span = found
    masses, rest = _atomic_masses(blank(text, *span))
    result = read(rest, equation, masses)
    if isinstance(result, Unsolved) and result.why == "no_problem":
        return before
    return result


_ONE_STEP = re.compile(
    r"\b(?:cada|each|both|ambas|primer[oa]?|segund[oa]|first|second|etapas?|steps?|pasos?|stages?)\b"
)
"""Words of a yield that is of one reaction of several, not of the whole."""


def _in_chain(text: str) -> Calculation | Unsolved | None:
    """The text as a problem of several reactions one after the other, or None."""
    from subjects.stoichiometry.calculation import chains
    from subjects.stoichiometry.calculation.read import read

    text = NUMBERED.sub(lambda mark: ":" + " " * (len(mark[0]) - 1), text)
    found = find_chain(text)
    steps = chains.balanced(tuple(one for one, _ in found)) if found else None
    whole = chains.overall(steps) if steps else None
    if steps is None or whole is None:
        return None
    for _, span in found:
        text = blank(text, *span)
    masses, rest = _atomic_masses(text)
    result = read(rest, whole, masses, steps)
    if isinstance(result, Unsolved):
        return result
    keys = [given.key for given in result.givens] + [ask.key for ask in result.asks]
    if any(key.symbol == "y" for key in keys) and _ONE_STEP.search(fold(text)):
        return Unsolved("not_supported", "chain")
    return Unsolved("not_supported", "chain") if any(k.of in chains.doubtful(steps) for k in keys) else result


def calculation_of(calculation: Calculation, text: str, lang: Lang) -> Problem:
    """The problem of a calculation."""
    from subjects.stoichiometry.calculation.statement import canonical, statement, unknown

    shown = statement(calculation, lang)
    return Problem(
        NAME, "calculation", shown, unknown(calculation, lang), text, lang, calculation, canonical(calculation)
    )


_BLANK = re.compile(r"(?<![\w(])(?:_+|\.{3,}|…|[□☐▢])\s*(?=[A-Z(\[])")
_UNIT_FOLLOWS = re.compile(rf"\s*{words.ANY_UNIT}", re.IGNORECASE)
_FRACTION = re.compile(r"(?<![\w./,])(\d{1,3})\s*/\s*(\d{1,3})(?=\s*[a-z])", re.IGNORECASE)


def write_out(text: str, lang: Lang) -> str | None:
    """The text with fractions and thousands before a unit written as decimal numbers, and without the blanks
    for coefficients. None when a number can be read in two ways, such as "1.250 g" in Spanish."""
    text = _BLANK.sub("", text)
    thousands = "." if lang == "es" else ","
    for match in reversed(list(GROUPED.finditer(text))):
        if not _UNIT_FOLLOWS.match(text, match.end()):
            continue
        groups = match[2]
        if len(groups) == 4 and groups[0] != thousands:
            continue
        if len(groups) == 4 and lang == "es" and groups != ".000":
            return None
        text = text[: match.start()] + ungroup(match[0]) + text[match.end() :]
    for match in reversed(list(_FRACTION.finditer(text))):
        if not _UNIT_FOLLOWS.match(text, match.end()):
            continue
        value = Fraction(int(match[1]), int(match[2])) if int(match[2]) else Fraction(0)
        if not value or (value * 1000).denominator != 1:
            return None
        text = text[: match.start()] + exact(value) + text[match.end() :]
    return text


def read_task(text: str) -> Task | Unsolved:
    """The payload of a normalised text."""
    found = find_equation(text)
    if isinstance(found, Unsolved):
        return found
    equation, span = found
    rest = blank(text, *span)
    masses, rest = _atomic_masses(rest)
    folded = fold(rest)
    if len(folded) != len(rest):
        return Unsolved("not_understood")
    measures = find_measures(folded)
    if equation and not measures:
        return _balance(equation, folded)
    mentions = with_short_names(folded, find_mentions(rest, equation, doubtful=True), equation)
    if any(not mention.species.atoms for mention in mentions):
        return Unsolved("not_understood", "substance")
    if not measures:
        return _molar_mass(rest, folded, mentions, masses)
    if words.UNSUPPORTED.search(folded):
        return Unsolved("not_supported")
    if len(measures) > 1:
        return Unsolved("not_supported", "several quantities") if _asks(folded) else Unsolved("no_problem")
    return _quantities(rest, folded, mentions, measures[0], equation, masses)


def _balance(equation: Reaction, folded: str) -> Task | Unsolved:
    asked = words.BALANCE_WORDS.search(folded)
    bare = not re.search(r"[a-z]{3}", folded) and set(equation.coefficients) == {1}
    if not asked and not (bare and not reactions.is_balanced(equation)):
        return Unsolved("no_problem")
    if words.MOLAR_WORDS.search(folded) or re.search(r"\b(?:suma|sum)\s+(?:de|of)\b", folded):
        return Unsolved("not_supported")
    return Task("balance", reaction=equation)


_MOLAR_LETTER = re.compile(

        r"(?:vale|calcul\w*|hall\w*|encuentr\w*|determin\w*|obt\w+|find|work out|what is|what's"
        r"|es)\s+(?:el valor de\s+|la\s+)?"
    r"M(?:m|r)?\s*(?:\(|de\b|of\b|del\b)|^\s*M(?:m|r)?\s*\([^()=]*(?:\([^()=]*\)\d*)*[^()=]*\)\s*=?\s*\?\s*$"
    r"|^\W*M(?:m|r)?\s*(?:de|del|of|:|=|\s)\s*[^?=]{1,60}=?\s*\??\s*$",
    re.IGNORECASE,
)


def _molar_mass(
    text: str, folded: str, mentions: list[Mention], masses: tuple[tuple[str, Fraction], ...]
) -> Task | Unsolved:
    asked = words.MOLAR_WORDS.search(folded) or _MOLAR_LETTER.search(text)
    if not asked or words.UNSUPPORTED.search(folded):
        return Unsolved("no_problem")
    clear = text
    for mention in mentions:
        clear = blank(clear, mention.start, mention.end)
    if re.search(r"(?<!\w)\d+(?:[.,]\d+)?(?!\s*[).])", words.MOLAR_WORDS.sub("", fold(clear))):
        return Unsolved("no_problem")
    different = {mention.species for mention in mentions}
    if len(different) > 1:
        different = {m.species for m in mentions if m.start > asked.start()} or different
    if len(different) != 1:
        return Unsolved("not_supported" if different else "no_problem")
    return Task("molar_mass", species=different.pop(), masses=masses)


def _quantities(
    text: str,
    folded: str,
    mentions: list[Mention],
    measure: Measure,
    equation: Reaction | None,
    masses: tuple[tuple[str, Fraction], ...],
) -> Task | Unsolved:
    molar, folded = _given_molar(folded, mentions)
    if molar is None:
        return Unsolved("not_supported")
    clear = folded
    for mention in mentions:
        clear = blank(clear, mention.start, mention.end)
    asked = _asked_by_letter(text) or find_asked(clear, measure)
    if asked is None:
        return Unsolved("no_problem")
    unit, at = asked
    if not unit:
        return Unsolved("not_supported")
    given = attached(folded, mentions, measure)
    others = [m for m in mentions if m.start >= at and m is not given]
    target = others[0] if others else None
    if target and _several_asked(folded, mentions, target, given):
        return Unsolved("not_supported", "several questions")
    equation = equation or _combustion(folded, given, target)
    if equation:
        return _through_reaction(folded, equation, given, target, measure, unit, masses, molar)
    return _conversion(mentions, measure, unit, masses, molar)


def _several_asked(folded: str, mentions: list[Mention], target: Mention, given: Mention | None) -> bool:
    """Whether a second substance is asked for, beside the target or in a second question."""
    again = words.SECOND_ASK.search(folded)
    if again and (
        words.STRONG_ASK.search(folded, 0, again.start()) or words.WEAK_ASK.search(folded, 0, again.start())
    ):
        return True
    known = {target.species, given.species if given else None}
    following = next((m for m in mentions if m.start >= target.end), None)
    if following is None or following is given or following.species in known:
        return False
    return bool(words.AND_ALSO.match(folded[target.end : following.start]))


def _combustion(folded: str, given: Mention | None, target: Mention | None) -> Reaction | None:
    """The complete combustion that a text speaks of without writing it: a fuel of carbon, hydrogen and oxygen."""
    if not given or not target or not words.COMBUSTION.search(folded):
        return None
    oxygen, products = species("O2"), (species("CO2"), species("H2O"))
    fuels = [m.species for m in (given, target) if m.species not in (oxygen, *products)]
    if len(fuels) != 1 or fuels[0].charge or not {"C", "H"} <= dict(fuels[0].atoms).keys() <= {"C", "H", "O"}:
        return None
    return Reaction((fuels[0], oxygen), products, (1, 1, 1, 1))


def _conversion(
    mentions: list[Mention],
    measure: Measure,
    unit: str,
    masses: tuple[tuple[str, Fraction], ...],
    molar: tuple[tuple[str, Fraction], ...],
) -> Task | Unsolved:
    different = {mention.species for mention in mentions}
    if not different:
        return Unsolved("missing_data", "substance")
    if len(different) > 1:
        return Unsolved("not_supported", "no equation")
    one = different.pop()
    if unit == "particles":
        unit = "atoms" if one.single else "molecules"
    kinds = (measure.amount.kind, UNITS[unit][0])
    if "L" in kinds or kinds[0] == kinds[1] or measure.amount.value <= 0:
        return Unsolved("not_supported")
    if (unit == "atoms" and not one.single) or (unit == "molecules" and one.single):
        return Unsolved("not_supported")
    if measure.amount.unit == "atoms" and not one.single:
        return Unsolved("not_supported")
    return Task("convert", one, measure.amount, one, unit, masses=masses, molar=molar)


def _through_reaction(
    folded: str,
    equation: Reaction,
    given: Mention | None,
    target: Mention | None,
    measure: Measure,
    unit: str,
    masses: tuple[tuple[str, Fraction], ...],
    molar: tuple[tuple[str, Fraction], ...],
) -> Task | Unsolved:
    if given is None or target is None:
        return Unsolved("missing_data", "substance")
    if given.species not in equation.species or target.species not in equation.species:
        return Unsolved("inconsistent", "substance")
    kinds = (measure.amount.kind, UNITS[unit][0])
    if given.species == target.species or not set(kinds) <= {"g", "mol"} or measure.amount.value <= 0:
        return Unsolved("not_supported")
    asked_too = bool(words.BALANCE_ASKED.search(folded))
    return Task(
        "reaction", given.species, measure.amount, target.species, unit, equation, masses, molar, balancing=asked_too
    )


_LETTER_ASKED = re.compile(r"(?<![A-Za-z])([mnN])\s*\((?=[^=]*\)\s*=\s*\?)|(?<![A-Za-z])([mnN])\s*=\s*\?")


def _asked_by_letter(text: str) -> tuple[str, int] | None:
    """`n(H2O) = ?` in a telegram."""
    found = _LETTER_ASKED.search(text)
    if not found:
        return None
    unit = {"m": "g", "n": "mol", "N": "particles"}[found[1] or found[2]]
    kilo = re.match(r"[^;]*\?\s*\((kg|mg|mmol)\)", text[found.start() :])
    return (kilo[1] if kilo else unit), found.start()


def find_asked(folded: str, measure: Measure) -> tuple[str, int] | None:
    """The unit that is asked for and where the question starts; an empty unit when two are asked."""
    found = _asked_by_word(folded, measure)
    wanted = words.ASKED_IN.search(blank(folded, measure.start, measure.end))
    unit = wanted.lastgroup if wanted else None
    if found and unit and found[0] in UNITS and UNITS[found[0]][0] == UNITS[unit][0]:
        return unit, found[1]
    return found


def _asked_by_word(folded: str, measure: Measure) -> tuple[str, int] | None:
    clear = blank(words.MOLAR_WORDS.sub(lambda m: " " * len(m[0]), folded), measure.start, measure.end)
    clear = words.ATOMIC_WORDS.sub(lambda m: " " * len(m[0]), clear)
    hits = sorted(
        (m.start(), unit) for unit, pattern in words.ASKED_UNITS.items() for m in pattern.finditer(clear)
    )
    strong = [m.start() for m in words.STRONG_ASK.finditer(clear)]
    weak = [m.start() for m in words.WEAK_ASK.finditer(clear)]
    much = words.MUCH.search(clear)
    if not hits:
        return ("g", much.start()) if much and measure.amount.kind == "g" else None
    nearest = {unit for start in strong for at, unit in hits if 0 <= at - start <= 22}
    if len(nearest) > 1 and not nearest <= {"g", "kg", "mg"}:
        return "", 0
    for starts in (strong, weak):
        for start in starts:
            after = [hit for hit in hits if hit[0] >= start]
            if after:
                return after[0][1], start
    units = {unit for _, unit in hits}
    return (hits[0][1], hits[0][0]) if len(units) == 1 and not re.search(r"[=]", clear) else None


def _asks(folded: str) -> bool:
    return bool(words.STRONG_ASK.search(folded) or words.WEAK_ASK.search(folded)) and "=" not in folded


def attached(folded: str, mentions: list[Mention], measure: Measure) -> Mention | None:
    """The substance right after a quantity ("36 g de agua"), or the only one before it ("m(H2O) = 36 g")."""
    for mention in mentions:
        if mention.start >= measure.end and words.FILLER.match(folded[measure.end : mention.start] + " "):
            return mention
    for mention in mentions:
        if mention.end <= measure.start and re.fullmatch(
            r"\s*\)?\s*[=:]\s*", folded[mention.end : measure.start]
        ):
            return mention
    return None


def _given_molar(folded: str, mentions: list[Mention]) -> tuple[tuple[tuple[str, Fraction], ...] | None, str]:
    """Molar masses that the text gives; None when it is not clear whose they are."""
    found: list[tuple[str, Fraction]] = []
    for match in words.PER_MOLE.finditer(folded):
        value = read_number(match["number"])
        before = [m for m in mentions if m.end <= match.start() and match.start() - m.end <= 12]
        named = (
            before[-1]
            if before
            and re.fullmatch(r"\s*\)?\s*(?:=|:|es|is|de)?\s*", folded[before[-1].end : match.start()])
            else None
        )
        different = {m.species for m in mentions}
        own = named.species if named else different.pop() if len(different) == 1 else None
        if own is None or not value:
            return None, folded
        found.append((own.formula, value))
        folded = blank(folded, match.start(), match.end())
    return tuple(found), folded


_ATOMIC = re.compile(
    r"(?<![A-Za-z0-9])(?<![mnNV]\()(?:A[rR]?\s*\(\s*|M\s*\(\s*)?([A-Z][a-z]?)\s*\)?\s*[=:]\s*(\d{1,3}(?:[.,]\d{1,4})?)"
    r"\s*(?:u\.?m\.?a\.?|u|amu|g/mol)?(?![A-Za-z0-9])"
)


_ATOMIC_LISTED = re.compile(
    r"(?<![A-Za-z0-9])([A-Z][a-z]?)\s+(\d{1,3}(?:[.,]\d{1,4})?)(?=\s*(?:u\b|[;,.)]|y\b|and\b|$))"
)
"""Masses in a list that says what it is: "masas atómicas: Fe 56; O 16"."""


def _atomic_masses(text: str) -> tuple[tuple[tuple[str, Fraction], ...], str]:
    """Atomic masses that the text gives ("Ar(H) = 1", "O: 16 u"), and the text without them."""
    found: dict[str, Fraction] = {}
    named = words.ATOMIC_WORDS.search(fold(text))
    listed = _ATOMIC_LISTED.finditer(text, named.end()) if named else ()
    for match in (*_ATOMIC.finditer(text), *listed):
        value = read_number(match[2])
        if match[1] in symbols() and value:
            found[match[1]] = value
            text = blank(text, match.start(), match.end())
    return tuple(sorted(found.items())), text


def blank(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]
