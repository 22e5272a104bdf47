"""Reading what is asked: the quantity words after an interrogative, each with its unit and substance."""

from __future__ import annotations

import re
from dataclasses import dataclass

from subjects.stoichiometry.calculation import lexicon as lex
from subjects.stoichiometry.calculation.facts import Scene
from subjects.stoichiometry.mentions import Mention


@dataclass(frozen=True, slots=True)
class Wish:
    """A quantity asked for: `symbol` as in `Key`, or `lim`, `excess`, `empirical`, `molecular`, `composition`."""

    symbol: str
    unit: str
    start: int
    end: int
    mention: Mention | None = None
    label: str = ""
    context: str = ""


_NOUNS: tuple[tuple[str, str, str], ...] = (
    ("lim", "",
        r"(?:(?:reactivo|reactant|reagent)\s+(?:que\s+)?(?:limita|limits|runs\s+out|is\s+used\s+up|se\s+agota|se\s+acaba)(?:\s+(?:first|primero|antes))?|reactivo\s+limitante|reactivo\s+limitador|limitante|limiting\s+(?:reactant|reagent)|limiting(?!\s+(?:mass|amount|step))"
        r"|limits\s+the\s+reaction)"),
    ("excess", "",
        r"(?:(?:reactivo|sustancia|reactant|reagent)\s+(?:que\s+)?(?:esta\s+)?(?:en|is\s+in"
        r"|in)\s+exces[os]+|(?:reactant|reagent|reactivo|substance|sustancia)\s+(?:(?:that|que|which)\s+)?(?:(?:is|will\s+be)\s+)?(?:left\s+over|remains|sobra\w*|queda\s+sin\s+reaccionar)|excess\s+(?:reactant|reagent)|(?:reactivo"
        r"|reactant)\s+(?:que\s+)?sobra)"),
    ("composition", "%",
        r"(?:composicion\s+(?:centesimal|porcentual)|percent(?:age)?\s+composition"
        r"|composition\s+by\s+mass|composicion\s+en\s+(?:porcentaje|tanto\s+por\s+ciento))"),
    ("empirical", "",
        r"(?:formula\s+(?:empirica|mas\s+sencilla|mas\s+simple|minima)|(?:empirical"
        r"|simplest)\s+formula)"),
    ("molecular", "", r"(?:formula\s+molecular|molecular\s+formula)"),
    ("M", "g/mol",
        r"(?:masas?\s+(?:molar|molecular|formula)|peso\s+(?:molecular|formula)|(?:molar|molecular"
        r"|formula)\s+(?:mass|weight))"),
    ("x", "", r"(?:fraccion(?:es)?\s+molar(?:es)?|mole\s+fractions?)"),
    ("b", "mol/kg", r"(?:molalidad|molality|concentracion\s+molal)"),
    ("gL", "g/L",
        r"(?:concentracion\s+(?:\w+\s+){0,3}?(?:en|expresada\s+en)\s+(?:g\s*/\s*l"
        r"|gramos\s+por\s+litro|g[·*\s]*l\^?-1|g\s*/\s*dm\^?3)"
        r"|concentration\s*,?\s+(?:\w+\s+){0,3}?in\s+(?:g\s*/\s*l|grams\s+per\s+lit(?:er|re)"
        r"|g\s*/\s*dm\^?3)|(?:los\s+)?(?:g\s*/\s*l|gramos\s+por\s+litro)|mass\s+concentration"
        r"|concentracion\s+en\s+masa(?!\s*\()|concentracion\s+masica)"),
    ("gL", "mg/L", r"(?:concentra[ct]ion\s+en\s+mg\s*/\s*l|concentration\s+in\s+mg\s*/\s*l)"),
    ("ppm", "ppm",
        r"(?:(?:concentra[ct]ion\s+(?:de\s+\w+\s+)?(?:en|in)\s+)?(?:ppm|partes\s+por\s+millon"
        r"|parts\s+per\s+million))"),
    ("phi", "%",
        r"(?:(?:porcentaje|tanto\s+por\s+ciento|concentracion|percent(?:age)?|concentration"
        r"|%)\s*(?:en|by|in|de)\s+volum(?:en|e)|volume\s+percent(?:age)?|%\s*v\s*/\s*v"
        r"|grado\s+alcoholico)"),
    ("w", "%",
        r"(?:(?:porcentaje|tanto\s+por\s+ciento|concentracion|percent(?:age)?|concentration"
        r"|%)\s*(?:,?\s*(?:en|by|de)\s+(?:masa|peso|mass|weight)|\(?\s*[mw]\s*/\s*[mw]\)?)|(?:mass"
        r"|weight)\s+percent(?:age)?|(?:mass|weight)\s+%|%\s*(?:en\s+)?(?:masa|mass)"
        r"|concentracion\s+en\s+(?:%|tanto\s+por\s+ciento|porcentaje)(?:\s+en\s+masa)?)"),
    ("c", "mol/L",
        r"(?:molaridad(?:es)?|molarity|concentracion\s+molar|molar\s+concentration"
        r"|concentra[ct]ion\s+(?:\w+\s+){0,3}?(?:en|in)\s+(?:mol(?:es)?\s*(?:/|por|per)\s*(?:l"
        r"|litro|lit(?:er|re)|dm\^?3)|mol[·*\s]*(?:l|dm)\^?-[13])|concentrac?ion|concentration)"),
    ("y", "%", r"(?:rendimiento|(?:percent(?:age)?\s+)?yield)"),
    ("P", "%",
        r"(?:(?:porcentaje\s+de\s+|tanto\s+por\s+ciento\s+de\s+)?(?:pureza|riqueza)"
        r"|(?:percent(?:age)?\s+)?purity|grado\s+de\s+pureza)"),
    ("w", "%", r"(?:porcentaje|tanto\s+por\s+ciento|percent(?:age)?|%)"),
    ("rho", "g/mL", r"(?:densidad|density)"),
    ("p", "atm", r"(?:presion|pressure)"),
    ("T", "K", r"(?:temperatura|temperature)"),
    ("m", "kg", r"(?:kilogramos|kilograms|kilos|kg|masa\s+en\s+(?:kg|kilogramos))"),
    ("m", "mg", r"(?:miligramos|milligrams|mg)"),
    ("m", "t", r"(?:toneladas|tonnes)"),
    ("n", "mol",
        r"(?:(?:numero\s+de\s+|number\s+of\s+)?moles?\s+(?:de|of)\s+(?:atomos|atoms)\b(?#atoms)"
        r"|(?:numero\s+de\s+|number\s+of\s+)?moles|mols|mol|cantidad\s+de\s+(?:sustancia|materia)"
        r"|amount\s+of\s+substance|mole)"),
    ("n", "mmol", r"(?:mmol|milimoles)"),
    ("V", "mL",
        r"(?:mililitros|millilit(?:er|re)s|ml|cm\^?3|volum(?:en|e)\s*,?\s*(?:en|in)\s+(?:ml"
        r"|mililitros|cm\^?3|millilit(?:er|re)s))"),
    ("V", "m^3", r"(?:metros\s+cubicos|m\^?3)"),
    ("V", "L",
        r"(?:litros|lit(?:er|re)s|l|dm\^?3|volum(?:en|e)(?:\s*,?\s*(?:en|in)\s+(?:l|litros"
        r"|lit(?:er|re)s|dm\^?3))?)"),
    ("N", "ions", r"(?:(?:numero\s+(?:total\s+)?de\s+|(?:total\s+)?number\s+of\s+)?(?:entidades|entities))"),
    ("N", "molecules", r"(?:(?:numero\s+de\s+|number\s+of\s+)?(?:moleculas|molecules))"),
    ("N", "atoms", r"(?:(?:numero\s+(?:total\s+)?de\s+|number\s+of\s+)?(?:atomos|atoms))"),
    ("m", "g", r"(?:gramos|grams|grs?|g|masa|mass|peso|pesan?|weight|weighs?|cantidad\s+en\s+gramos)"),
    ("much", "", r"(?:cantidad|quantity|amount)"),
)  # fmt: skip
NOUN = re.compile(
    r"(?<![a-z])(?:" + "|".join(f"(?P<k{i}>{p})" for i, (_, _, p) in enumerate(_NOUNS)) + r")(?![a-z0-9/])"
)
_LEAD = re.compile(
    r"(?:\s|,|:|(?:el|la|los|las|the|es|sera|seria|is|are|of|de|del|que|cual|cuales|cuantos?"
    r"|cuantas?|how|many|much|what|which|total|maxima?|maximum|minim[ao]|minimum|tambien"
    r"|real|teoric[oa]|theoretical|actual|su|sus|its|valor|value|number|numero|y|and|also|un"
    r"|una|a|was|will|be|would|fue|ha|sido|cada|each|uno|nueva|new|final|resultante|resulting"
    r"|masica|reactivo|reactant|reagent|one)\b)*"
)
_OTHER_UNIT = re.compile(
    r"\s*(?:,|y|and)\s+(?:en|in)\s+(?:(?P<c>mol(?:es)?\s*(?:/|por|per)\s*(?:l|dm\^?3|litro|lit(?:er|re)))"
    r"|(?P<gL>g\s*/\s*(?:l|dm\^?3)|gramos\s+por\s+litro)|(?P<w>%\s*(?:en|by)\s+(?:masa|mass)|porcentaje\s+en\s+masa))"
)
_AND = re.compile(r"\s*(?:,|;|y|e|and|as\s+well\s+as|asi\s+como|,\s*y|,\s*and)(?=\s)")


def wishes(scene: Scene, start: int, end: int, label: str = "") -> list[Wish] | None:
    """The quantities asked for between two places; None when a question has no quantity that is known."""
    found: list[Wish] = []
    rest = scene.rest
    for match in lex.INTERROGATIVE.finditer(rest, start, end):
        if found and match.start() < found[-1].end:
            continue
        if match[0] in ("que", "what", "which", "cual") and not _asking(rest, match.start(), match.end()):
            continue
        at = match.end()
        named = _named_first(scene, match.start(), at, end, label)
        got = [named] if named else _series(scene, match.start(), at, end, label)
        found += [wish for wish in got if all(w.start != wish.start for w in found)]
        if not got and re.match(r"cuantos|cuantas|how\s+many", match[0]):
            mention, after = _target(scene, match.end(), end)
            if (
                not found
                or mention is None
                or mention.species in {w.mention.species for w in found if w.mention}
            ):
                return None
            last = found[-1]
            found.append(Wish(last.symbol, last.unit, match.start(), after, mention, label, last.context))
            continue
        if not got and match[0].startswith(("cuant", "how")):
            much = _much(scene, match, end, label)
            if much is None:
                return None
            found.append(much)
    return found


def _named_first(scene: Scene, opening: int, at: int, end: int, label: str) -> Wish | None:
    """A substance before its quantity word: "how many oxygen atoms …"."""
    lead = _LEAD.match(scene.rest, at, end)
    place = lead.end() if lead else at
    mention = next((m for m in scene.mentions if m.start == place), None)
    noun = NOUN.match(scene.rest, mention.end + 1, end) if mention else None
    if mention is None or noun is None:
        return None
    symbol, unit, _ = next(row for i, row in enumerate(_NOUNS) if noun[f"k{i}"])
    if symbol not in ("N", "n"):
        return None
    return Wish(symbol, unit, opening + 1, noun.end(), mention, label, scene.rest[opening : noun.end() + 40])


def _asking(rest: str, start: int, end: int) -> bool:
    """Whether "que" asks, rather than joining clauses."""
    before = rest[max(0, start - 3) : start].rstrip()
    if re.match(r"\s+volum", rest[end:]) and re.search(r"\bhasta\s*$", rest[max(0, start - 14) : start]):
        return True
    if re.search(
        r"\b(?:para|hasta|de\s+forma|sabiendo|suponiendo|si|ya|lo|los|las|la)\s*$",
        rest[max(0, start - 14) : start],
    ):
        return False
    return (
        before.endswith(("¿", ".", ":", ")", "?", ","))
        or not before
        or bool(
            re.match(
                r"\s*(?:es|son|is|are)?\s*(?:el|la|los|the)?\s*(?:masa|volum|cantidad|mass|amount|reactiv"
                r"|reactant|reagent|porcentaje|percent|peso|presion|temper|conc|molar)",
                rest[end:],
            )
        )
    )


def _series(scene: Scene, opening: int, at: int, end: int, label: str) -> list[Wish]:
    """A quantity word right after the interrogative, and those joined to it."""
    found: list[Wish] = []
    while True:
        lead = _LEAD.match(scene.rest, at, end)
        place = lead.end() if lead else at
        noun = _noun_at(scene, at, place, end)
        if noun is None:
            return found
        index = next(i for i in range(len(_NOUNS)) if noun[f"k{i}"])
        symbol, unit, _ = _NOUNS[index]
        mention, after = _target(scene, noun.end(), end)
        context = scene.rest[opening : min(end, after + 40)]
        found.append(Wish(symbol, unit, noun.start(), after, mention, label, context))
        twice = _OTHER_UNIT.match(scene.rest, after, end)
        if twice and symbol in ("c", "gL", "w"):
            again, per = ("c", "mol/L") if twice["c"] else ("gL", "g/L") if twice["gL"] else ("w", "%")
            found.append(Wish(again, per, twice.start() + 1, twice.end(), mention, label, context))
            after = twice.end()
        joined = _AND.match(scene.rest, after, end)
        if not joined:
            return found
        second = _second_target(scene, joined.end(), end, found[-1])
        if second:
            found.append(second)
            joined = _AND.match(scene.rest, second.end, end)
            if not joined:
                return found
        at = joined.end()


def _noun_at(scene: Scene, start: int, place: int, end: int) -> re.Match[str] | None:
    """The first quantity word whose lead holds only leading words."""
    for match in NOUN.finditer(scene.rest, start, end):
        if match.start() > place:
            return None
        if _is_measured(scene, match):
            continue
        return match
    return None


def _is_measured(scene: Scene, noun: re.Match[str]) -> bool:
    """Whether a quantity word only introduces its own value: "un volumen de 250 mL"."""
    symbol = next(s for i, (s, _, _) in enumerate(_NOUNS) if noun[f"k{i}"])
    following = next((m for m in scene.measures if m.start >= noun.end()), None)
    if following is None or not re.fullmatch(
        r"\s*(?:de|of|es\s+de|=|:)?\s*", scene.rest[noun.end() : following.start]
    ):
        return False
    return following.symbol == symbol or (symbol == "w" and following.symbol == "%")


_BEFORE_TARGET = re.compile(
    r"(?:\s|\(|(?:de|del|of|la|el|los|las|the|gas|puro|pura|pure|una|un|a|an|dicha|esta|esa"
    r"|this|that|disolucion|solucion|solution|acuosa|aqueous|acido|que|hay|en|in|are|there"
    r"|contain\w*"
    r"|contien\w*|se|necesita\w*|have|has|do|i|you|we|is|there|present|inicial|original"
    r"|resultante|final|concentrad[ao]|comercial|commercial|concentrated|elemento|element|cada"
    r"|each|necesari[oa]s?"
    r"|atomos|atoms|moleculas|molecules|liquid[oa]?|solid[oa]?|gaseos[oa]|impur[oa]|diluted?"
    r"|reactivo|al|forman?|obtien\w+|produc\w+|necesit\w+|reaccion\w*|sobra\w*|quedar?\w*"
    r"|needed|reagent|one|molecule|molecula|cn)\b)*"
)


def _target(scene: Scene, start: int, end: int) -> tuple[Mention | None, int]:
    """The substance after a quantity word, and where the phrase ends."""
    following = next((m for m in scene.mentions if start <= m.start < end), None)
    if following is None:
        return None, start
    lead = _BEFORE_TARGET.match(scene.rest, start, end)
    inner = scene.rest[start : following.start]
    if lead and lead.end() >= following.start and "\x00" not in inner:
        return following, following.end
    bare = re.fullmatch(
        r"(?:\s|\x00|de|del|of|la|una|a|an|the|disolucion|solucion|solution|acuosa|aqueous|al|acido)*", inner
    )
    if bare and "\x00" in inner:
        return following, following.end
    return None, start


def _second_target(scene: Scene, start: int, end: int, wish: Wish) -> Wish | None:
    """Another substance of the same quantity: "gramos de CO2 y de H2O"."""
    following = next((m for m in scene.mentions if start <= m.start < end), None)
    if following is None or wish.mention is None:
        return None
    if re.fullmatch(r"(?:\s|de|del|of|la|el|los|las|the)*", scene.rest[start : following.start]):
        return Wish(
            wish.symbol, wish.unit, wish.start + 1, following.end, following, wish.label, wish.context
        )
    return None


def _much(scene: Scene, match: re.Match[str], end: int, label: str) -> Wish | None:
    """ "¿Cuánto CO2 …?", "how much water …?"."""
    mention, after = _target(scene, match.end(), end)
    solute = re.match(r"\s*(?:de\s+|of\s+)?(?:soluto|solute)\b", scene.rest[match.end() : end])
    if solute:
        return Wish("m", "g", match.start(), match.end() + solute.end(), None, label, scene.rest[match.start() : after + 40])
    if mention is None and not re.search(
        r"\b(?:sobra\w*|queda\w*|remain\w*|left)\b", scene.rest[match.end() : end]
    ):
        return None
    return Wish("much", "", match.start(), after, mention, label, scene.rest[match.start() : after + 40])
