"""A calculation as a short telegram in class notation, and its canonical form."""

from __future__ import annotations

from subjects.problem import Lang
from subjects.stoichiometry import figures
from subjects.stoichiometry import reaction as reactions
from subjects.stoichiometry.calculation.lines import label
from subjects.stoichiometry.calculation.notation import localise
from subjects.stoichiometry.calculation.plan import Ask, Calculation
from subjects.stoichiometry.calculation.units import SIZES, shown

_ASKED: dict[str, dict[Lang, str]] = {
    "balance": {"es": "ecuación ajustada", "en": "balanced equation"},
    "lim": {"es": "reactivo limitante", "en": "limiting reactant"},
    "excess": {"es": "reactivo en exceso", "en": "excess reactant"},
    "empirical": {"es": "fórmula empírica", "en": "empirical formula"},
    "hydrate": {"es": "fórmula del hidrato", "en": "formula of the hydrate"},
    "molecular": {"es": "fórmula molecular", "en": "molecular formula"},
}


def asked_label(ask: Ask, lang: Lang) -> str:
    """What an ask looks for, in class notation."""
    named = _ASKED.get(ask.key.symbol)
    return named[lang] if named else localise(label(ask.key), lang)


def statement(calculation: Calculation, lang: Lang) -> str:
    """The problem as a short telegram."""
    written = calculation.chain or ((calculation.reaction,) if calculation.reaction else ())
    parts = [figures.localise(reactions.write(one), lang) for one in written]
    for given in calculation.givens:
        value = figures.localise(figures.exact(given.value / SIZES[given.unit][1]), lang)
        parts.append(f"{localise(label(given.key), lang)} = {value} {shown(given.unit, lang)}".rstrip())
    if calculation.gas == "molar" and not any(g.key.symbol == "Vm" for g in calculation.givens):
        parts.append("c.n." if lang == "es" else "STP")
    for ask in calculation.asks:
        unit = f" ({shown(ask.unit, lang)})" if ask.unit else ""
        parts.append(f"{asked_label(ask, lang)} = ?{unit}")
    return "; ".join(parts)


def unknown(calculation: Calculation, lang: Lang) -> str:
    """What is asked, the last of several questions."""
    return asked_label(calculation.asks[-1], lang)


def canonical(calculation: Calculation) -> str:
    """The same for every wording and language."""
    parts = [calculation.topic, calculation.gas]
    if calculation.reaction:
        parts.append(reactions.write(calculation.reaction))
    parts += [f"{label(g.key)}={g.value}" for g in calculation.givens]
    parts += [f"{label(a.key)}?{a.unit}{a.kind}" for a in calculation.asks]
    parts += [f"{name}={value}" for name, value in (*calculation.masses, *calculation.molar)]
    return "; ".join(parts)
