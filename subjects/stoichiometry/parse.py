"""Reading a student's message as a problem of this subject.

What cannot be read surely is `Unsolved`; nothing is guessed and nothing is evaluated.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction

from subjects.problem import Lang, Problem, Unsolved
from subjects.stoichiometry import reaction as reactions
from subjects.stoichiometry import substances, words
from subjects.stoichiometry.elements import symbols
from subjects.stoichiometry.figures import read_number
from subjects.stoichiometry.formula import Species, fold, plain, read_formula
from subjects.stoichiometry.reaction import Reaction
from subjects.stoichiometry.task import UNITS, Amount, Task, statement, unknown

LIMIT = 2000
NAME = "stoichiometry"


@dataclass(frozen=True, slots=True)
class Mention:
    """A substance named in a text."""

    start: int
    end: int
    species: Species


@dataclass(frozen=True, slots=True)
class Measure:
    """A quantity written in a text."""

    start: int
    end: int
    amount: Amount


def problem_of(task: Task, text: str, lang: Lang) -> Problem:
    """The problem of a payload."""
    shown = statement(task, lang)
    return Problem(NAME, task.kind, shown, unknown(task, lang), text, lang, task, task.canonical())


def parse(text: str, lang: Lang) -> Problem | Unsolved:
    """See `Subject.parse`."""
    if len(text) > LIMIT:
        return Unsolved("too_long")
    task = read_task(plain(unicodedata.normalize("NFC", text)))
    return task if isinstance(task, Unsolved) else problem_of(task, text, lang)


def read_task(text: str) -> Task | Unsolved:
    """The payload of a normalised text."""
    found = find_equation(text)
    if isinstance(found, Unsolved):
        return found
    equation, span = found
    rest = _blank(text, *span)
    masses, rest = _atomic_masses(rest)
    folded = fold(rest)
    if len(folded) != len(rest):
        return Unsolved("not_understood")
    measures = find_measures(folded)
    if equation and not measures:
        return _balance(equation, folded)
    mentions = find_mentions(rest, equation, doubtful=True)
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
    if words.MOLAR_WORDS.search(folded):
        return Unsolved("not_supported")
    return Task("balance", reaction=equation)


_MOLAR_LETTER = re.compile(
    r"(?:vale|calcul\w*|hall\w*|encuentr\w*|determin\w*|obt\w+|find|work out|what is|what's|es)\s+(?:el valor de\s+|la\s+)?"
    r"M(?:m|r)?\s*(?:\(|de\b|of\b|del\b)|^\s*M(?:m|r)?\s*\([^()=]*(?:\([^()=]*\)\d*)*[^()=]*\)\s*=\s*\?\s*$",
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
        clear = _blank(clear, mention.start, mention.end)
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
    asked = _asked_by_letter(text) or find_asked(folded, measure)
    if asked is None:
        return Unsolved("no_problem")
    unit, at = asked
    if not unit:
        return Unsolved("not_supported")
    given = _attached(folded, mentions, measure)
    others = [m for m in mentions if m.start >= at and m is not given]
    target = others[0] if others else None
    if equation:
        return _through_reaction(equation, given, target, measure, unit, masses, molar)
    return _conversion(mentions, measure, unit, masses, molar)


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
    species = different.pop()
    if unit == "particles":
        unit = "atoms" if species.single else "molecules"
    kinds = (measure.amount.kind, UNITS[unit][0])
    if "L" in kinds or kinds[0] == kinds[1] or measure.amount.value <= 0:
        return Unsolved("not_supported")
    if (unit == "atoms" and not species.single) or (unit == "molecules" and species.single):
        return Unsolved("not_supported")
    if measure.amount.unit == "atoms" and not species.single:
        return Unsolved("not_supported")
    return Task("convert", species, measure.amount, species, unit, masses=masses, molar=molar)


def _through_reaction(
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
    return Task("reaction", given.species, measure.amount, target.species, unit, equation, masses, molar)


_LETTER_ASKED = re.compile(r"(?<![A-Za-z])([mnN])\s*\((?=[^=]*\)\s*=\s*\?)|(?<![A-Za-z])([mnN])\s*=\s*\?")


def _asked_by_letter(text: str) -> tuple[str, int] | None:
    """`n(H2O) = ?` in a telegram."""
    found = _LETTER_ASKED.search(text)
    if not found:
        return None
    unit = {"m": "g", "n": "mol", "N": "particles"}[found[1] or found[2]]
    kilo = re.match(r"[^;]*\?\s*\((kg|mg)\)", text[found.start() :])
    return (kilo[1] if kilo else unit), found.start()


def find_asked(folded: str, measure: Measure) -> tuple[str, int] | None:
    """The unit that is asked for and where the question starts; an empty unit when two are asked."""
    clear = _blank(words.MOLAR_WORDS.sub(lambda m: " " * len(m[0]), folded), measure.start, measure.end)
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
    if len(nearest) > 1 and nearest != {"g", "kg"}:
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


def _attached(folded: str, mentions: list[Mention], measure: Measure) -> Mention | None:
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
        species = named.species if named else different.pop() if len(different) == 1 else None
        if species is None or not value:
            return None, folded
        found.append((species.formula, value))
        folded = _blank(folded, match.start(), match.end())
    return tuple(found), folded


def find_measures(folded: str) -> list[Measure]:
    """Quantities with a unit of mass, amount, particles or volume; molar masses are none."""
    measures = []
    for match in words.QUANTITY.finditer(folded):
        unit = next(name for name in UNITS if match[name.replace("^", "_")])
        value = read_number(match["number"]) if match["number"] else words.COUNT_WORDS[match["word"]]
        if value is not None and not (match["word"] and re.match(r"\s*(?:\?|$)", folded[match.end() :])):
            measures.append(Measure(match.start(), match.end(), Amount(value, unit)))
    return measures


_FORMULA_RUN = re.compile(
    r"(?<![\w^])[A-Za-z(\[][A-Za-z0-9()\[\]]*(?:[·.*]\d*H2O)?(?:\^\d?[+-]|\d?[+-](?=[\s?.,)]|$))?(?!\w)"
)


_LABELLED = re.compile(r"^[mnMNV][mr]?\((.+)\)$")
_CLASS_BEFORE = re.compile(r"(\w*(?:oxido|uro|ato|ito))\s+(?:de|del)\s+$")
_CLASS_AFTER = re.compile(
    r"\s*(?:\([ivx]+\)\s*)?(\w*(?:ide|ate|ite))\b|\s*(?:\([ivx]+\))?\s*(\w*(?:hidratad|hydrat)\w*)|\s*\([ivx]+\)"
)
_CLASS_ELEMENTS: dict[str, tuple[str, ...]] = {
    "hidrox": ("O", "H"), "hydrox": ("O", "H"), "hidrogenocarb": ("H", "C", "O"), "bicarb": ("H", "C", "O"), "oxid": ("O",),
    "clorur": ("Cl",), "chlorid": ("Cl",), "bromur": ("Br",), "bromid": ("Br",), "yodur": ("I",), "iodid": ("I",),
    "fluorur": ("F",), "fluorid": ("F",), "sulfur": ("S",), "sulfid": ("S",), "sulphid": ("S",), "sulfat": ("S", "O"),
    "sulphat": ("S", "O"), "nitrat": ("N", "O"), "carbonat": ("C", "O"), "fosfat": ("P", "O"), "phosphat": ("P", "O"),
    "clorat": ("Cl", "O"), "chlorat": ("Cl", "O"), "nitrur": ("N",), "nitrid": ("N",), "hidrur": ("H",), "hydrid": ("H",),
}  # fmt: skip
_UNKNOWN = Species("?", ())


def _compound(found: Species, folded: str, start: int, end: int, equation: Reaction | None) -> Species:
    """The same, unless the name is only a part of the name of a compound that is not in the table: then the only
    substance of the equation made of those elements, or an unknown one."""
    before, after = _CLASS_BEFORE.search(folded[:start]), _CLASS_AFTER.match(folded, end)
    kind = before[1] if before else (after[1] or after[2] or "?") if after else ""
    if not kind:
        return found
    others = next((atoms for stem, atoms in _CLASS_ELEMENTS.items() if stem in kind), None)
    if equation is None or others is None or len(found.atoms) != 1:
        return _UNKNOWN
    wanted = {found.atoms[0][0], *others}
    same = [s for s in equation.species if {symbol for symbol, _ in s.atoms} == wanted]
    return same[0] if len(same) == 1 else _UNKNOWN


def find_mentions(text: str, equation: Reaction | None = None, doubtful: bool = False) -> list[Mention]:
    """Substances by formula and by name, in order; names give way to what the equation holds. With `doubtful`,
    compounds whose name is not in the table are listed too, with no atoms."""
    folded = fold(text)
    mentions: list[Mention] = []
    for match in substances.name_pattern().finditer(folded):
        found = substances.by_name(match[0])
        if found:
            named = _compound(found, folded, match.start(), match.end(), equation)
            named = _in_equation(named, equation) if named is found else named
            mentions.append(Mention(match.start(), match.end(), named))
    taken = [(m.start, m.end) for m in mentions]
    for match in _FORMULA_RUN.finditer(text):
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        label = _LABELLED.match(match[0])
        run = label[1] if label else match[0]
        found = _formula_in_text(run, folded, match.start(), equation) or (
            read_formula(run) if label else None
        )
        if found:
            mentions.append(Mention(match.start(), match.end(), found))
    kept = mentions if doubtful else [mention for mention in mentions if mention.species.atoms]
    return sorted(kept, key=lambda m: m.start)


def _in_equation(found: Species, equation: Reaction | None) -> Species:
    """Oxygen is O2, but O where the equation has only that; the same for the other elements."""
    if equation is None or found in equation.species or len(found.atoms) > 1:
        return found
    same = [
        s
        for s in equation.species
        if len(s.atoms) == 1 and s.atoms[0][0] == found.atoms[0][0] and not s.charge
    ]
    return same[0] if len(same) == 1 else found


def _formula_in_text(run: str, folded: str, start: int, equation: Reaction | None) -> Species | None:
    run = run.rstrip(".,")
    while (run.startswith("(") and run.endswith(")") and run.count("(") == 1) or run.count("(") < run.count(
        ")"
    ):
        run = run[1:-1] if run.startswith("(") else run[:-1]
    found = read_formula(run)
    if found and equation and found in equation.species and not (run in symbols() and start < 3):
        return found
    if found and re.search(r"\d", run):
        return found
    if found and run in symbols():
        return found if words.SINGLE_BEFORE.search(folded[:start]) else None
    if found and (substances.is_known(run) or not run.isupper()) and run != "NO":
        return found
    if found and run == "NO":
        return found if words.SINGLE_BEFORE.search(folded[:start]) else None
    if re.search(r"\d", run) or run.lower() in (
        "nacl",
        "hcl",
        "naoh",
        "koh",
        "kcl",
        "cao",
        "mgo",
        "cuo",
        "agcl",
    ):
        return substances.by_case(run)
    return None


_ATOMIC = re.compile(
    r"(?<![A-Za-z0-9])(?:A[rR]?\s*\(\s*|M\s*\(\s*)?([A-Z][a-z]?)\s*\)?\s*[=:]\s*(\d{1,3}(?:[.,]\d{1,4})?)"
    r"\s*(?:u\.?m\.?a\.?|u|amu|g/mol)?(?![A-Za-z0-9])"
)


def _atomic_masses(text: str) -> tuple[tuple[tuple[str, Fraction], ...], str]:
    """Atomic masses that the text gives ("Ar(H) = 1", "O: 16 u"), and the text without them."""
    found: dict[str, Fraction] = {}
    for match in _ATOMIC.finditer(text):
        value = read_number(match[2])
        if match[1] in symbols() and value:
            found[match[1]] = value
            text = _blank(text, match.start(), match.end())
    return tuple(sorted(found.items())), text


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]


_BREAK_LEFT = re.compile(r"[:;\n?!¿¡,\"«»]|\.\s|\.$")
_BREAK_RIGHT = re.compile(r"[:;\n?!¿¡,\"«»]|\.\s|\.$|\s\.")


def find_equation(text: str) -> tuple[Reaction | None, tuple[int, int]] | Unsolved:
    """The only equation of a text and where it stands; more than one is not supported."""
    arrows = [match.span() for match in re.finditer("->", text)]
    if len(arrows) > 1:
        return Unsolved("not_supported", "several equations")
    if not arrows:
        arrows = [m.span() for m in re.finditer(r"(?<![=<>])=(?![=<>])", text)][:4]
        for span in arrows:
            found = _sides(text, *span)
            if found and (len(found[0].left) > 1 or len(found[0].right) > 1):
                return found
        return None, (0, 0)
    found = _sides(text, *arrows[0])
    return found if found else Unsolved("not_understood", "equation")


def _resolve(text: str) -> Species | None:
    return substances.by_name(text) or substances.by_case(text)


def _sides(text: str, start: int, end: int) -> tuple[Reaction, tuple[int, int]] | None:
    breaks = [m.end() for m in _BREAK_LEFT.finditer(text, 0, start)]
    begin = breaks[-1] if breaks else 0
    stop_match = _BREAK_RIGHT.search(text, end)
    stop = stop_match.start() if stop_match else len(text)
    starts = [begin + m.start() for m in re.finditer(r"\S+", text[begin:start])][-40:]
    ends = [end + m.end() for m in re.finditer(r"\S+", text[end:stop])][:40]
    left = next((side for at in starts if (side := _side(text, at, start))), None)
    right = next((side for at in reversed(ends) if (side := _side(text, end, at))), None)
    if not left or not right:
        return None
    return reactions.make(left[0], right[0]), (left[1][0], right[1][1])


def _side(text: str, start: int, end: int) -> tuple[list[tuple[Fraction, Species]], tuple[int, int]] | None:
    if text[:start].rstrip().endswith("+") or re.match(r"\s*\+\s*\S", text[end:]):
        return None
    terms = reactions.read_side(text[start:end], _resolve)
    return (terms, (start, end)) if terms else None
