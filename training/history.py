"""The versions of an adapter and what became of them, as lines for a terminal: scores, who speaks, every change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from adapters import reports
from adapters.history import Act, Change
from adapters.registry import Registry, Version
from subjects.problem import Lang
from tutoring.sentence import Sentence

_SPEAKS = Sentence("habla", "speaks")
_TRIAL = Sentence("a prueba", "on trial")
_UNTRIED = Sentence("sin evaluar", "not evaluated")
_PASSES = Sentence("el filtro deja pasar el", "the guard lets pass")
_METHOD = Sentence("como lo hace la clase, el", "in the class's way")
_ACTS: dict[Act, Sentence] = {
    "publish": Sentence("{to} entra en el registro", "{to} enters the registry"),
    "point": Sentence("habla {to}", "{to} speaks"),
    "rollback": Sentence("vuelve {to}", "{to} is back"),
    "undone": Sentence("el cambio a {old} no llegó a hacerse: sigue {to}", "the change to {old} never happened: {to} goes on"),
    "share": Sentence("{to} a prueba con el {percent} %", "{to} on trial with {percent}%"),
    "unshare": Sentence("{old} deja de estar a prueba", "{old} is no longer on trial"),
    "forget": Sentence("{old} olvidada", "{old} forgotten"),
}


def listed(registry: Registry, subjects: Iterable[str], lang: Lang) -> Iterator[str]:
    """Every version of the subjects, and under them what was done, oldest first."""
    live = registry.aliases()
    for subject in subjects:
        canary = registry.canary(subject)
        for version in registry.versions(subject):
            mark = f"  ← {_SPEAKS.tell(lang)}" if live.get(subject) == version.number else ""
            if canary is not None and canary.number == version.number:
                mark += f"  ← {_TRIAL.tell(lang)}: {canary.percent} %"
            card = version.card
            yield f"{version.name}  {card.time}  {card.base}  {card.published_by}  {_score(registry, version, lang)}{mark}"
        for change in registry.history(subject):
            yield f"    {_day(change.time)}  {change.who}  {_did(change, lang)}"


def _score(registry: Registry, version: Version, lang: Lang) -> str:
    found = reports.kept(registry.root, version.name)
    try:
        shares = found[-1]["shares"]["version"]
        shown = [_shown(_PASSES, shares["passes"]["share"], lang)]
        if "method" in shares:
            shown.append(_shown(_METHOD, shares["method"]["share"], lang))
    except (IndexError, KeyError, TypeError):
        return _UNTRIED.tell(lang)
    return ", ".join(shown)


def _shown(what: Sentence, share: float, lang: Lang) -> str:
    shown = f"{what.tell(lang)} {100 * share:.1f}"
    return f"{shown.replace('.', ',')} %" if lang == "es" else f"{shown}%"


def _day(time: str) -> str:
    return time[:16].replace("T", " ")


def _did(change: Change, lang: Lang) -> str:
    names = {end: f"{change.subject}@{number}" for end, number in (("old", change.old), ("to", change.to))}
    did = _ACTS[change.act].tell(lang).format(**names, percent=change.percent)
    return f"{did}: {change.why}" if change.why else did
