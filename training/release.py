"""What must hold before a version may speak to students. Going back is never asked anything: `teach rollback` is instant.

The registry itself checks that a version's files are whole.
"""

from __future__ import annotations

from adapters.edition import stale
from adapters.registry import Registry, Version
from training.gate.command import Place, last, tried
from training.gate.report import Report, faults, verdict
from training.gate.run import SHORT_SECONDS
from tutoring.sentence import OperatorError, Sentence, operator_lang, say


class NotReleased(OperatorError):
    """A version may not speak; the message says why and what to do."""


class WrongInsisting(OperatorError):
    """Whoever insists names another version than the one to be published."""

    exit_code = 2


def check(registry: Registry, place: Place, subject: str, number: int, insisted: str, who: str) -> str:
    """Raise NotReleased where a version may not speak; what the history is to hold of it, "" for nothing.

    A version that was never tried beside the live one is tried first, shortly. `insisted` is the name of the version, typed
    by somebody who wants it although it is worse.
    """
    version = registry.load(subject, number)
    if insisted not in ("", version.name):
        raise WrongInsisting(
            f"--even-if-worse {insisted}: para insistir escribe el nombre de la versión, {version.name}.",
            f"--even-if-worse {insisted}: to insist, write the version's name, {version.name}.",
        )
    if not spoke(registry, version):
        check_templates(version)
    live = registry.aliases().get(subject)
    if live == number:
        return ""
    return _tried(registry, place, version, live, insisted, who)


def spoke(registry: Registry, version: Version) -> bool:
    """Whether a version was live before, or is."""
    changes = registry.history(version.subject)
    return any(change.act in ("point", "rollback") and change.to == version.number for change in changes)


def check_templates(version: Version) -> None:
    """Raise NotReleased where a version learned templates that are not the newest."""
    if stale(version.card):
        raise NotReleased(
            f"{version.name} se entrenó con plantillas que ya no son las actuales y no se publica. "
            f"Entrénala otra vez: teach train {version.subject}",
            f"{version.name} was trained on templates that are no longer current, so it is not published. "
            f"Train it again: teach train {version.subject}",
        )


def _tried(
    registry: Registry, place: Place, version: Version, live: int | None, insisted: str, who: str
) -> str:
    against = None if live is None else registry.load(version.subject, live)
    try:
        report = last(registry, version, against) or _short(place, version, who)
    except OperatorError as error:
        if not insisted:
            raise _untried(version, error) from error
        return _UNTRIED.tell(operator_lang())
    found = faults(report)
    if found and not insisted:
        raise _worse(report)
    lang = operator_lang()
    if not found:
        return ""
    more = Sentence(f" (y {len(found) - 1} más)", f" (and {len(found) - 1} more)").tell(lang) if len(found) > 1 else ""
    return f"{_INSISTED.tell(lang)}: {found[0].tell(lang)}{more}"


_UNTRIED = Sentence("se insistió sin haberla evaluado", "insisted on without a trial")
_INSISTED = Sentence("se insistió aunque es peor", "insisted on although worse")


def _short(place: Place, version: Version, who: str) -> Report:
    minutes = round(SHORT_SECONDS / 60)
    said = Sentence(
        f"{version.name} no se ha evaluado junto a la que habla: primero una prueba corta "
        f"(preguntar llevará {minutes} min como mucho).",
        f"{version.name} was not evaluated beside the one that speaks: a short trial first "
        f"(asking takes {minutes} min at most).",
    )
    say(said)
    return tried(place, (version.subject, version.number), None, who, short=True)


def _untried(version: Version, error: OperatorError) -> NotReleased:
    return NotReleased(
        f"{error.sentence.es} Así {version.name} no se puede evaluar, y no se publica. "
        f"Si insistes: teach publish {version.name} --even-if-worse {version.name}",
        f"{error.sentence.en} So {version.name} cannot be evaluated, and it is not published. "
        f"If you insist: teach publish {version.name} --even-if-worse {version.name}",
    )


def _worse(report: Report) -> NotReleased:
    said, name = verdict(report), report.version
    return NotReleased(
        f"{said.es}\nNo se publica. Míralo: teach compare {name}. "
        f"Si insistes: teach publish {name} --even-if-worse {name}",
        f"{said.en}\nIt is not published. Have a look: teach compare {name}. "
        f"If you insist: teach publish {name} --even-if-worse {name}",
    )
