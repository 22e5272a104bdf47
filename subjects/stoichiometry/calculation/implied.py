"""Reactions that a text speaks of without writing them: told in words, complete combustions, neutralisations, metals
with acids, and the reactions of school books whose substances are named.

A reaction is implied only when it is certain: every substance of the text takes part, and it has exactly one balance.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from math import gcd
from pathlib import Path

from subjects.problem import Unsolved
from subjects.stoichiometry import reaction as reactions
from subjects.stoichiometry.calculation import lexicon as lex
from subjects.stoichiometry.calculation.facts import Scene
from subjects.stoichiometry.equations import find_equation
from subjects.stoichiometry.formula import Species
from subjects.stoichiometry.reaction import Reaction
from subjects.stoichiometry.substances import species

_GIVES = re.compile(
    r"(?:\b(?:(?:y|and)\s+)?(?:(?:se\s+)?(?:da|dan|dar|dando|forma|forman|formar|formando"
    r"|produce|producen|producir|produciendo|obtiene|obtienen|obtener|origina|originan"
    r"|originando"
    r"|genera|generan|generar|generando|desprende|desprenden|desprendiendo|desprendiendose"
    r"|libera|liberan|liberando|liberandose|formandose|obteniendose|produciendose|dandose)"
    r"|descomp\w+(?:\s+(?:por|con|mediante|al|termicamente|with|on|when|heated|heating|accion"
    r"|el|del|la|calor\w*|calent\w+|strongly)){0,5}\s+(?:en|into|to|para|produciendo|dando|dar|give"
    r"|form)"
    r"|transform\w+\s+en|conviert\w+\s+en|oxida\s+a|reduce\s+a"
    r"|to\s+(?:give|form|produce|make|yield)|gives?|giving|forms?|forming|produces?|producing"
    r"|yields?|yielding|makes?|releas\w+)\b)"
)
_ASKING = re.compile(
    r"\b(?:cuant[oa]s?|que\s+(?:masa|volumen|cantidad)|how\s+(?:many|much)|what|which|calcul\w*|hall[ae]\w*|determin\w*|find)\b"
)
"""Words of a question: what stands before its verb is asked, no reactant."""
_TOLD = re.compile(
    r"\b(?:reacci\w+|react\w*|se\s+combina\w*|combin\w+|descomp\w+|decompos\w+|quem\w+|arde\w*"
    r"|burn\w*|combust\w*|oxid\w+|trata\w*|treat\w*|atac\w+|ataque|neutrali[sz]\w+|calcin\w+"
    r"|calent\w+|heat\w*"
    r"|obten\w+|obtien\w+|sintetiz\w+|sintesis|fabric\w+|synthesi\w+|produc\w+|made|form\w+"
    r"|reduc\w+|precipit\w+)\b"
)


def implied(scene: Scene, ignored: frozenset[Species]) -> Reaction | None:
    """The reaction that a text implies, without its coefficients, or None."""
    named = [m.species for m in scene.mentions if m.species not in ignored]
    if not _TOLD.search(scene.folded) and not lex.NEUTRAL.search(scene.folded):
        return None
    for maker in (_told, _combustion, _neutralisation, _metal_and_acid, _listed):
        found = maker(scene, named)
        if found is not None:
            even = reactions.balance(found.skeleton)
            if not isinstance(even, str) and all(s in found.species for s in named):
                return found.skeleton
    return None


def _reaction(left: list[Species], right: list[Species]) -> Reaction | None:
    one, other = tuple(dict.fromkeys(left)), tuple(dict.fromkeys(right))
    if not one or not other or set(one) & set(other):
        return None
    return Reaction(one, other, (1,) * (len(one) + len(other)))


def _told(scene: Scene, named: list[Species]) -> Reaction | None:
    """ "A reacciona con B para dar C y D": what stands before the verb and what stands after it in one sentence."""
    for sentence in re.finditer(r"[^.;?!¿\n]+(?:[.,](?=\d)[^.;?!¿\n]+)*", scene.rest):
        for verb in _GIVES.finditer(sentence[0]):
            at = sentence.start() + verb.start()
            if _ASKING.search(scene.rest, sentence.start(), at):
                continue
            inside = [m for m in scene.mentions if sentence.start() <= m.start < sentence.end()]
            left = [m.species for m in inside if m.end <= at and m.species in named]
            right = [m.species for m in inside if m.start >= at and m.species in named]
            if not left and right:
                continue
            found = _completed(scene, left, right)
            if found is not None:
                return found
    return None


def _completed(scene: Scene, left: list[Species], right: list[Species]) -> Reaction | None:
    """The reaction as it was told; with oxygen where something burns or is oxidised."""
    found = _reaction(left, right)
    if found is None:
        return None
    if not isinstance(reactions.balance(found), str):
        return found
    if re.search(
        r"\b(?:combust\w*|quem\w+|burn\w*|oxid\w+|arde\w*|air|aire|oxig\w+|oxyg\w+|tosta\w*|roast\w*)\b",
        scene.folded,
    ):
        more = _reaction([*left, species("O2")], right)
        if more is not None and not isinstance(reactions.balance(more), str):
            return more
    return None


_OXIDES = {"H2": "H2O", "Mg": "MgO", "Al": "Al2O3", "S": "SO2", "C": "CO2", "CO": "CO2", "Ca": "CaO"}
"""What some elements burn to, when nothing else is said."""


def _combustion(scene: Scene, named: list[Species]) -> Reaction | None:
    """The complete combustion of a fuel of carbon, hydrogen and oxygen, or of an element."""
    if not lex.COMBUSTION.search(scene.folded):
        return None
    oxygen, products = species("O2"), (species("CO2"), species("H2O"))
    elements = [s for s in dict.fromkeys(named) if s.formula in _OXIDES]
    burnt = [s for s in elements if species(_OXIDES[s.formula]) in named or set(named) <= {s, oxygen}]
    if len(elements) == 1 and burnt:
        return Reaction((burnt[0], oxygen), (species(_OXIDES[burnt[0].formula]),), (1, 1, 1))
    fuels = [s for s in dict.fromkeys(named) if s not in (oxygen, *products)]
    if len(fuels) != 1 or fuels[0].charge:
        return None
    if not {"C", "H"} <= dict(fuels[0].atoms).keys() <= {"C", "H", "O"}:
        return None
    return Reaction((fuels[0], oxygen), products, (1, 1, 1, 1))


_ANIONS: dict[str, tuple[str, int]] = {
    "HCl": ("Cl", 1), "HBr": ("Br", 1), "HI": ("I", 1), "HF": ("F", 1), "HNO3": ("NO3", 1), "H2SO4": ("SO4", 2),
    "H3PO4": ("PO4", 3),
    "HClO4": ("ClO4", 1), "CH3COOH": ("CH3COO", 1), "H2S": ("S", 2),
}  # fmt: skip
_CATIONS = {
    "Na": 1, "K": 1, "Li": 1, "Ca": 2, "Mg": 2, "Ba": 2, "Sr": 2, "Al": 3, "Zn": 2, "NH4": 1,
}  # fmt: skip
_ACTIVE = {"Mg": 2, "Zn": 2, "Al": 3, "Ca": 2}


def salt(cation: str, charge: int, acid: str) -> Species | None:
    """The neutral salt of a cation and an acid, or None."""
    anion, other = _ANIONS[acid]
    divisor = gcd(charge, other)
    a, b = other // divisor, charge // divisor
    if anion == "CH3COO":
        text = f"{anion}{cation}" if b == 1 else f"({anion}){b}{cation}"
    else:
        one = (f"({cation}){a}" if len(cation) > 2 else f"{cation}{a}") if a > 1 else cation
        two = (f"({anion}){b}" if len(anion) > 2 else f"{anion}{b}") if b > 1 else anion
        text = one + two
    try:
        return species(text)
    except LookupError:
        return None


def _neutralisation(scene: Scene, named: list[Species]) -> Reaction | None:
    del scene
    acids = [s for s in dict.fromkeys(named) if s.formula in _ANIONS]
    bases = [s for s in dict.fromkeys(named) if re.fullmatch(r"[A-Z][a-z]?(?:OH|\(OH\)\d)", s.formula)]
    ammonia = species("NH3") in named
    if len(acids) != 1 or len(bases) + ammonia != 1:
        return None
    if ammonia:
        made = salt("NH4", 1, acids[0].formula)
        return _reaction([acids[0], species("NH3")], [made]) if made else None
    metal = bases[0].atoms[0][0]
    charge = dict(bases[0].atoms)["O"]
    if metal not in _CATIONS and metal not in ("Fe", "Cu"):
        return None
    made = salt(metal, charge, acids[0].formula)
    return _reaction([acids[0], bases[0]], [made, species("H2O")]) if made else None


def _metal_and_acid(scene: Scene, named: list[Species]) -> Reaction | None:
    """An active metal, or a carbonate, with an acid that does not oxidise."""
    del scene
    acids = [s for s in dict.fromkeys(named) if s.formula in ("HCl", "HBr", "H2SO4", "CH3COOH")]
    metals = [s for s in dict.fromkeys(named) if s.formula in _ACTIVE]
    if len(acids) != 1 or len(metals) > 1:
        return None
    if metals:
        made = salt(metals[0].formula, _ACTIVE[metals[0].formula], acids[0].formula)
        return _reaction([metals[0], acids[0]], [made, species("H2")]) if made else None
    carbonates = [
        s for s in dict.fromkeys(named) if re.fullmatch(r"(?:Na2|K2|Li2|Ca|Mg|Ba)CO3|(?:Na|K)HCO3", s.formula)
    ]
    if len(carbonates) != 1:
        return None
    metal, number = carbonates[0].atoms[0]
    charge = 1 if number == 2 or "H" in dict(carbonates[0].atoms) else 2
    made = salt(metal, charge, acids[0].formula)
    return _reaction([carbonates[0], acids[0]], [made, species("CO2"), species("H2O")]) if made else None


@lru_cache(maxsize=1)
def known_reactions() -> tuple[Reaction, ...]:
    """The reactions of the table."""
    tables = tomllib.loads((Path(__file__).parent.parent / "reactions.toml").read_text(encoding="utf-8"))
    found = []
    for texts in tables.values():
        for text in texts:
            one = find_equation(text)
            if not isinstance(one, Unsolved) and one[0] is not None:
                found.append(one[0])
    return tuple(dict.fromkeys(found))


_FREE = frozenset(("O2", "H2O"))


def _listed(scene: Scene, named: list[Species]) -> Reaction | None:
    """The only reaction of the table that holds all substances named, all its reactants among them."""
    if not named:
        return None
    burning = bool(
        re.search(
            r"\b(?:combust\w*|quem\w+|burn\w*|oxid\w+|arde\w*|air|aire|tosta\w*|roast\w*)\b", scene.folded
        )
    )
    breaking = bool(lex.DECOMPOSE.search(scene.folded))
    fitting = []
    for one in known_reactions():
        if not all(s in one.species for s in named):
            continue
        reactants = {s.formula for s in one.left} - (_FREE if burning else set())
        if not reactants <= {s.formula for s in named}:
            continue
        products = [s for s in one.right if s in named]
        if products or (len(one.left) == 1 and breaking):
            fitting.append(one)
    exact = [r for r in fitting if set(r.left) <= set(named)] or fitting
    return exact[0] if len(exact) == 1 else None
