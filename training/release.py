"""What must hold before a version may speak to students. Going back is never asked anything: `teach rollback` is instant.

A version that has spoken to all before may speak again. The registry itself checks that its files are whole.
"""

from __future__ import annotations

from adapters.edition import stale
from adapters.registry import Registry, Version
from tutoring.sentence import OperatorError


class NotReleased(OperatorError):
    """A version may not speak; the message says why and what to do."""


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


def check(registry: Registry, subject: str, number: int) -> Version:
    """The version, if it may speak. Raises NotReleased, UnknownVersion or TamperedVersion."""
    version = registry.load(subject, number)
    if not spoke(registry, version):
        check_templates(version)
    return version
