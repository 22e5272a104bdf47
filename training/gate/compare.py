"""`teach compare`: two versions side by side as one page for a browser, that needs nothing else, in es or en.

The report is taken where there is one that still holds; else the versions are tried first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from adapters import disk
from adapters.errors import NotWritable
from adapters.registry import Registry
from subjects.problem import Lang
from training.gate import fidelity
from training.gate.command import Place, last, tried
from training.gate.judging import POINTS
from training.gate.report import Report, family_name, faults, name_of
from training.gate.run import beside
from tutoring.sentence import Sentence

HERE = Path(__file__).parent
WORDS: Mapping[str, Sentence] = {
    "beside": Sentence("junto a", "beside"),
    "asked": Sentence(
        "{count} turnos sobre problemas que ninguna ha visto, mitad en español y mitad en inglés, como se sirve en clase.",
        "{count} turns on problems that neither has seen, half in Spanish, half in English, as served in class.",
    ),
    "made": Sentence("Evaluado el {day} por {who}, sobre {base}.", "Evaluated on {day} by {who}, on {base}."),
    "worse": Sentence("Peor, y no por azar:", "Worse, and not by chance:"),
    "as_good": Sentence("No es peor en nada de lo medido.", "Not worse in anything that was measured."),
    "shares": Sentence("De cada cien respuestas", "Of a hundred replies"),
    "difference": Sentence("Diferencia", "Difference"),
    "noise": Sentence(
        "Debajo de cada cifra, entre qué valores está con un 95 % de confianza. Una diferencia cuenta cuando su intervalo no "
        "contiene el cero. Se mide lo que dice el modelo solo; en clase el filtro retiene lo que no deja pasar.",
        "Below each figure, between which values it lies with 95% confidence. A difference counts when its interval does not "
        "hold zero. Measured is what the model says alone; in class the guard keeps back what it does not let pass.",
    ),
    "families": Sentence("Por clase de problema", "By kind of problem"),
    "family": Sentence("El filtro la deja pasar, en", "The guard lets it pass, on"),
    "method": Sentence("El método de la clase", "The class's method"),
    "faithful": Sentence("como la clase", "in the class's way"),
    "otherwise": Sentence("de otro modo", "in another way"),
    "examples": Sentence("Ejemplos", "Examples"),
    "chosen": Sentence(
        "Primero aquellos en los que las versiones no coinciden.", "Those come first in which the versions do not agree."
    ),
    "passes": Sentence("pasa", "passes"),
    "held": Sentence("retenida", "held back"),
    "points": Sentence("puntos", "points"),
    "between": Sentence("de {low} a {high}", "{low} to {high}"),
}  # fmt: skip


def page_of(
    place: Place, name: tuple[str, int], other: tuple[str, int] | None, who: str, out: Path | None, lang: Lang
) -> Path:
    """Write the page; where it is. Raises OperatorError."""
    registry = place.registry or Registry()
    version = registry.load(*name)
    against = beside(registry, version) if other is None else registry.load(*other)
    report = last(registry, version, against) or tried(place, name, other, who)
    path = out or Path(f"{report.version}-{report.against or report.base}.html".replace("@", "-"))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        disk.replace(path, page(report, lang).encode())
    except OSError as error:
        raise NotWritable(
            en=f"{path} could not be written ({error.strerror}). Choose another place with --out.",
            es=f"No se pudo escribir {path} ({error.strerror}). Elige otro sitio con --out.",
        ) from error
    return path


def page(report: Report, lang: Lang) -> str:
    """The page as HTML; every text in it is escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(loader=FileSystemLoader(HERE), undefined=StrictUndefined, autoescape=True)
    other = "against" if report.against else "base"
    voices = [voice for voice in ("version", "against", "base") if voice in report.shares]
    given = {"count": report.count, "day": report.time[:10], "who": report.who, "base": report.base}
    return environment.get_template("page.html.j2").render(
        lang=lang, report=report, other=name_of(report, other), voices=[{"name": name_of(report, v)} for v in voices],
        words={name: said.tell(lang).format_map({"low": "{low}", "high": "{high}", **given}) for name, said in WORDS.items()},
        faults=[fault.tell(lang) for fault in faults(report)],
        rows=[_row(said.tell(lang), [report.shares[v].get(point) for v in voices], report.differences[other].get(point), lang)
              for point, said in POINTS.items() if point in report.shares["version"]],
        families=[_row(family_name(report, family).tell(lang), [found["version"], found["against"]], found["difference"], lang)
                  for family, found in report.families.items()],
        examples=[_example(one, report, lang) for one in report.examples],
        method=_method(report, voices, lang),
    )  # fmt: skip


def _method(report: Report, voices: Sequence[str], lang: Lang) -> dict[str, Any] | None:
    """Fidelity to the way that was taught: its parts by voice, and examples; None where none was, or it could not be measured."""
    method, said = report.method, fidelity.told(report.method)
    if said is None:
        return None
    rows = []
    if method["turns"]:
        whole = [report.shares[voice].get("method") for voice in voices]
        rows = [{"name": POINTS["method"].tell(lang), "cells": [_cell(cell, lang) for cell in whole]}]
        rows += [{"name": part.tell(lang), "cells": [_cell(method["parts"][voice][name], lang) for voice in voices]}
                 for name, part in fidelity.PARTS.items()]  # fmt: skip
    return {"said": said.tell(lang), "rows": rows, "examples": [_faithful(one, report, lang) for one in method["examples"]]}


def _faithful(one: Mapping[str, Any], report: Report, lang: Lang) -> dict[str, Any]:
    said = [
        {"name": name_of(report, role), "text": reply["text"], "passes": reply["faithful"],
         "mark": WORDS["faithful" if reply["faithful"] else "otherwise"].tell(lang)}
        for role, reply in one["replies"].items()
    ]  # fmt: skip
    return {"lang": one["lang"], "problem": one["problem"], "student": one["student"], "said": said}


def _row(
    name: str, cells: list[Mapping[str, Any] | None], between: Mapping[str, Any] | None, lang: Lang
) -> dict[str, Any]:
    row: dict[str, Any] = {"name": name, "cells": [_cell(cell, lang) for cell in cells]}
    if between is None:
        return row | {"difference": "–", "noise": "", "tone": ""}
    tone = "bad" if between["high"] < 0 else "good" if between["low"] > 0 else ""
    return row | {
        "difference": f"{_figure(between['value'], lang, signed=True)} {WORDS['points'].tell(lang)}",
        "noise": _between(between, lang, signed=True), "tone": tone,
    }  # fmt: skip


def _cell(found: Mapping[str, Any] | None, lang: Lang) -> dict[str, Any]:
    if found is None or found["share"] is None:
        return {"share": "–", "noise": "", "width": 0}
    sign = " %" if lang == "es" else "%"
    share = _figure(found["share"], lang) + sign
    return {"share": share, "noise": _between(found, lang), "width": round(100 * found["share"])}


def _between(found: Mapping[str, Any], lang: Lang, signed: bool = False) -> str:
    low, high = (_figure(found[end], lang, signed) for end in ("low", "high"))
    return WORDS["between"].tell(lang).format(low=low, high=high)


def _figure(share: float, lang: Lang, signed: bool = False) -> str:
    shown = f"{100 * share:+.1f}" if signed else f"{100 * share:.1f}"
    shown = shown.replace("-", "−")
    return shown.replace(".", ",") if lang == "es" else shown


def _example(one: Mapping[str, Any], report: Report, lang: Lang) -> dict[str, Any]:
    said = []
    for role, reply in one["replies"].items():
        passes = reply["points"]["passes"]
        mark = WORDS["passes" if passes else "held"].tell(lang)
        said.append({"name": name_of(report, role), "text": reply["text"], "passes": passes, "mark": mark})
    return {"lang": one["lang"], "problem": one["problem"], "student": one["student"], "said": said}
