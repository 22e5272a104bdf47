"""The commands about an adapter's versions: try, compare, let speak, go back, look, forget."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from subjects.problem import LANGS
from training.shell import Why, act, chosen_base, setting, state_dir, who
from tutoring.sentence import OperatorError, Sentence, operator_lang

if TYPE_CHECKING:
    from training.gate.command import Place

Base = Annotated[str, typer.Option("--base", help="another base model / otro modelo base")]


def versions(
    subject: Annotated[str | None, typer.Argument(help="algebra…")] = None,
    forget: Annotated[
        list[str] | None, typer.Option("--forget", help="algebra@1: remove it for good / borrarla para siempre")
    ] = None,
    keep: Annotated[
        int | None,
        typer.Option("--keep", min=1, help="forget the oldest, keep N / olvidar las más antiguas, dejar N"),
    ] = None,
    why: Why = "",
) -> None:
    """The versions of one subject's adapter, or of all; forgets old ones if so asked."""

    def work() -> None:
        from adapters.registry import Registry
        from training.forget import forget_old, forget_these
        from training.history import listed

        registry = Registry()
        pairs = [_parsed(name) for name in forget or ()]
        gone = forget_these(registry, pairs, who(), why)
        if keep is not None:
            gone += forget_old(registry, [subject] if subject else registry.subjects(), keep, who(), why)
        for said in gone:
            typer.echo(said.tell(operator_lang()))
        for line in listed(registry, [subject] if subject else registry.subjects(), operator_lang()):
            typer.echo(line)

    act(work)


def rollback(subject: Annotated[str, typer.Argument(help="algebra…")], why: Why = "") -> None:
    """Go back to the version that spoke before."""

    def work() -> None:
        from adapters.registry import Registry

        _speaks(subject, Registry().rollback(subject, who=who(), why=why).name)

    act(work)


def evaluate(
    version: Annotated[str, typer.Argument(help="algebra@4")],
    against: Annotated[
        str, typer.Option("--against", help="another version than the live one / otra que la que habla")
    ] = "",
    count: Annotated[
        int, typer.Option("-n", "--count", min=24, max=5_000, help="turns to ask / turnos que preguntar")
    ] = 240,
    base: Base = "",
) -> None:
    """Try a version on unseen problems, in the model server."""

    def work() -> None:
        from training.gate.command import said, tried

        beside = _parsed(against) if against else None
        report = tried(_place(base), _parsed(version), beside, who(), count=count)
        typer.echo(said(report, operator_lang()))

    act(work)


def try_out(name: str, base: str) -> None:
    """A short trial of a version that was just trained, told on standard error; where none can be made, why not."""
    from training.gate.command import said, tried

    try:
        found = said(tried(_place(base), _parsed(name), None, who(), short=True), operator_lang())
    except OperatorError as error:
        found = error.sentence.tell(operator_lang())
    typer.echo(found, err=True)


def compare(
    version: Annotated[str, typer.Argument(help="algebra@4")],
    other: Annotated[str | None, typer.Argument(help="algebra@3")] = None,
    out: Annotated[Path | None, typer.Option("--out", dir_okay=False, help="file / fichero")] = None,
    lang: Annotated[str, typer.Option("--lang", help="es | en")] = "",
    base: Base = "",
) -> None:
    """Two versions side by side, as a page for a browser."""

    def work() -> None:
        from training.gate.compare import page_of

        chosen = next((known for known in LANGS if known == lang), operator_lang())
        beside = _parsed(other) if other else None
        path = page_of(_place(base), _parsed(version), beside, who(), out, chosen)
        typer.echo(path)

    act(work)


def publish(
    version: Annotated[str, typer.Argument(help="algebra@3")],
    share: Annotated[
        int | None, typer.Option("--share", min=1, max=99, help="% of the students / % de los estudiantes")
    ] = None,
    afresh: Annotated[
        bool, typer.Option("--afresh", help="take what it says now for what it is known by / probarla de nuevo")
    ] = False,
    even_if_worse: Annotated[
        str, typer.Option("--even-if-worse", help="algebra@3: insist by name / insistir por su nombre")
    ] = "",
    base: Base = "",
    why: Why = "",
) -> None:
    """Let a published version speak, to all or to a share of the students, unless it is worse."""

    def work() -> None:
        let_speak(*_parsed(version), base=base, share=share, afresh=afresh, insisted=even_if_worse, why=why)

    act(work)


def let_speak(
    subject: str,
    number: int,
    *,
    base: str = "",
    share: int | None = None,
    afresh: bool = False,
    insisted: str = "",
    why: str = "",
) -> None:
    """Let a version speak if it may, and tell what happened. Raises OperatorError."""
    from adapters.registry import Registry
    from training.release import check

    registry = Registry()
    note = check(registry, _place(base), subject, number, insisted, who())
    reason = "; ".join(part for part in (why, note) if part)
    if afresh:
        registry.try_afresh(subject, number)
    if share is None:
        _speaks(subject, registry.point(subject, number, who=who(), why=reason).name)
        return
    name = registry.share(subject, number, share, who=who(), why=reason).name
    typer.echo(_on_trial(name, share).tell(operator_lang()))


def _place(base: str) -> Place:
    from training.gate.command import Place

    return Place(chosen_base(base), state_dir(), setting("API_KEY"))


def _parsed(version: str) -> tuple[str, int]:
    """The subject and number of `algebra@3`. Raises WrongVersion."""
    subject, _, number = version.partition("@")
    if not number.isascii() or not number.isdecimal():
        raise WrongVersion(
            f"«{version}» no es una versión: se escribe algebra@3.",
            f"'{version}' is no version: write algebra@3.",
        )
    return subject, int(number)


def _on_trial(name: str, percent: int) -> Sentence:
    return Sentence(
        f"{name} está a prueba: a través de la pasarela la oye el {percent} % de los estudiantes. "
        f"Para todos: teach publish {name}. Para retirarla: teach rollback {name.partition('@')[0]}",
        f"{name} is on trial: through the gateway {percent}% of the students hear it. "
        f"For everybody: teach publish {name}. To take it back: teach rollback {name.partition('@')[0]}",
    )


class WrongVersion(OperatorError):
    """What was typed is not the name of a version."""

    exit_code = 2


def _speaks(subject: str, name: str) -> None:
    """Tell that a version speaks: as a running gateway says it, else as the registry does."""
    from adapters.gateway.news import follow_now

    news = follow_now(state_dir(), subject)
    now = name if news is None else news.speaks.get(subject, name)
    if now != name:
        raise NotSpeaking(
            f"{name} no pudo hablar y sigue {now}; el registro de la pasarela dice por qué. "
            f"Para dejarlo así: teach rollback {subject}",
            f"{name} could not speak and {now} goes on; the gateway's log says why. "
            f"To leave it so: teach rollback {subject}",
        )
    where = Sentence("", "")
    if news is not None:
        took = f"{news.ready}/{news.servers}"
        where = Sentence(
            f" (en {took} servidores, {_comma(news.seconds)} s)", f" (on {took} servers, {news.seconds:.1f} s)"
        )
    said = Sentence(f"{subject}: ahora habla {name}{where.es}", f"{subject}: {name} speaks now{where.en}")
    typer.echo(said.tell(operator_lang()))


def _comma(seconds: float) -> str:
    return f"{seconds:.1f}".replace(".", ",")


class NotSpeaking(OperatorError):
    """A version was pointed at, and the gateway kept the one before."""
