"""The `teach` command: for teachers. Each command imports what it needs when it runs.

Errors that a person can put right are told in a sentence on standard error: exit code 2 when settings or
usage are wrong, 1 when something could not be done.
"""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from subjects.errors import MaieuticError
from subjects.problem import Lang
from tutoring.sentence import OperatorError, Sentence, operator_lang, told

HELP = {
    "teach": Sentence(
        "Para docentes: la clase, y los adaptadores hechos con sus ejemplos.",
        "For teachers: the class, and the adapters made from their examples.",
    ),
    "class": Sentence("Ver o cambiar los ajustes de la clase.", "Show or change the class settings."),
    "show": Sentence("Los ajustes de la clase como valen ahora.", "The class settings as they hold now."),
    "set": Sentence(
        "Cambiar un ajuste: teach class set level 2eso", "Change a setting: teach class set level 2eso"
    ),
    "train": Sentence(
        "Entrenar y publicar un adaptador: teach train algebra",
        "Train and publish an adapter: teach train algebra",
    ),
    "versions": Sentence(
        "Las versiones de los adaptadores, y cuál habla. Olvidar antiguas: teach versions --forget algebra@1",
        "The adapters' versions, and which one speaks. To forget old ones: teach versions --forget algebra@1",
    ),
    "rollback": Sentence(
        "Volver a la versión que hablaba antes.", "Go back to the version that spoke before."
    ),
    "concepts": Sentence(
        "Leer las fichas de conceptos de una asignatura: teach concepts algebra",
        "Read the concept cards of a subject: teach concepts algebra",
    ),
    "exercises": Sentence(
        "Ejercicios con solución y criterios, al azar o como uno dado: teach exercises kinematics --like \"…\"",
        "Exercises with solution and mark scheme, drawn or like a given one: teach exercises kinematics --like \"…\"",
    ),
    "lint": Sentence(
        "Revisar ejemplos resueltos antes de entrenar: teach lint apuntes/",
        "Check worked examples before training: teach lint notes/",
    ),
    "start": Sentence(
        "Una hoja de muestra para rellenar: teach start algebra", "A sample page to fill in: teach start algebra"
    ),
    "export": Sentence(
        "Llevar los diálogos o el adaptador a otro sitio: teach export algebra --as ollama",
        "Take the dialogues or the adapter elsewhere: teach export algebra --as ollama",
    ),
    "import": Sentence(
        "Traer un adaptador entrenado en otro sitio: teach import carpeta/ --subject algebra",
        "Bring in an adapter trained elsewhere: teach import folder/ --subject algebra",
    ),
    "publish": Sentence(
        "Poner a hablar una versión publicada: teach publish algebra@3",
        "Let a published version speak: teach publish algebra@3",
    ),
}

Why = Annotated[str, typer.Option("--why", help="kept in the history / queda en el historial")]


def setting(name: str) -> str:
    """A variable of ours, from the environment or else from `.env`; "" where neither has it."""
    from dotenv import dotenv_values

    key = f"MAIEUTIC_{name}"
    return os.environ.get(key) or dotenv_values(".env").get(key) or ""


def class_file() -> Path:
    """Where the class settings are."""
    return Path(setting("CLASS_FILE") or "class.toml")


def show() -> None:
    """The class settings."""

    def work() -> None:
        from tutoring.classroom import ALLOWED, read

        found = read(class_file()).model_dump()
        for key, allowed in ALLOWED.items():
            value = _value(found, key)
            if not isinstance(value, dict) or key == "method":
                typer.echo(f"{key} = {_shown(value)}    # {allowed.tell(operator_lang())}")

    act(work)


def set_(
    key: Annotated[str, typer.Argument(help="level, retention_days, method.algebra…")],
    value: Annotated[list[str], typer.Argument(help="2eso; 30; algebra,kinematics")],
) -> None:
    """Change a setting."""

    def work() -> None:
        from training.class_file import set_value

        typer.echo(f"{class_file()}: {set_value(class_file(), key, ' '.join(value))}")

    act(work)


def train(
    recipe: Annotated[str, typer.Argument(help="algebra…, or a recipe file / o un fichero de receta")],
    live: Annotated[bool, typer.Option("--live", help="let it speak at once / que hable enseguida")] = False,
    base: Annotated[str, typer.Option("--base", help="another base model / otro modelo base")] = "",
    why: Why = "",
) -> None:
    """Train an adapter from a recipe and publish it."""

    def work() -> None:
        from training.train import Options, train_subject

        version = train_subject(recipe, Options(chosen_base(base), live=live, who=who(), why=why))
        if live:
            _speaks(version.subject, version.name)
        else:
            typer.echo(_published(version.name).tell(operator_lang()))

    act(work)


def exercises(
    subject: Annotated[str, typer.Argument(help="kinematics…")],
    like: Annotated[str, typer.Option("--like", help="an example / un ejemplo")] = "",
    count: Annotated[int, typer.Option("-n", "--count", min=1, max=200, help="how many / cuántos")] = 10,
    level: Annotated[str, typer.Option("--level", help="1eso 2eso 3eso 4eso 1bach 2bach")] = "",
    lang: Annotated[str, typer.Option("--lang", help="es | en")] = "",
    seed: Annotated[int, typer.Option("--seed", help="the same seed, the same sheet / la misma semilla, la misma hoja")] = 1,
    format_: Annotated[str, typer.Option("--format", help="md | html | moodle | gift")] = "md",
    method: Annotated[str, typer.Option("--method", help="how the class solves / cómo resuelve la clase")] = "",
    out: Annotated[Path | None, typer.Option("--out", dir_okay=False, help="file / fichero")] = None,
) -> None:
    """Exercises with worked solutions and mark schemes."""

    def work() -> None:
        from training.exercises import command

        asked = command.Asked(subject, like, count, level, lang, seed, format_, method)
        typer.echo(command.run(asked, class_file(), out), nl=False)

    act(work)


def lint(
    paths: Annotated[list[Path], typer.Argument(help="files, folders, zips / ficheros, carpetas, zips")],
    json: Annotated[bool, typer.Option("--json", help="one JSON object a finding / un objeto JSON por hallazgo")] = False,
    fix: Annotated[bool, typer.Option("--fix", help="corrected copies beside / copias corregidas al lado")] = False,
) -> None:
    """Check worked examples: every line recomputed."""

    def work() -> None:
        from training.lint import command

        if code := command.run(command.Asked(paths, json, fix), class_file()):
            raise typer.Exit(code)

    act(work)


def start(
    subject: Annotated[str, typer.Argument(help="algebra…")],
    level: Annotated[str, typer.Option("--level", help="1eso 2eso 3eso 4eso 1bach 2bach")] = "",
    lang: Annotated[str, typer.Option("--lang", help="es | en")] = "",
    out: Annotated[Path | None, typer.Option("--out", dir_okay=False, help="file / fichero")] = None,
) -> None:
    """A sample page of worked examples to fill in."""

    def work() -> None:
        from training.exercises.command import Asked, wish
        from training.lint import sample

        asked = Asked(subject, "", sample.SHOWN, level, lang, 1, "md", "")
        typer.echo(sample.write(wish(asked, class_file()), out or Path(f"{subject}.md")))

    act(work)


def _published(name: str) -> Sentence:
    return Sentence(
        f"{name} está publicada y aún no habla: teach publish {name}",
        f"{name} is published and does not speak yet: teach publish {name}",
    )


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

        registry = Registry()
        pairs = [_parsed(name) for name in forget or ()]
        gone = forget_these(registry, pairs, who(), why)
        if keep is not None:
            gone += forget_old(registry, [subject] if subject else registry.subjects(), keep, who(), why)
        for said in gone:
            typer.echo(said.tell(operator_lang()))
        live = registry.aliases()
        speaks = Sentence("habla", "speaks").tell(operator_lang())
        for name in [subject] if subject else registry.subjects():
            canary = registry.canary(name)
            for version in registry.versions(name):
                mark = f"  ← {speaks}" if live.get(name) == version.number else ""
                if canary is not None and canary.number == version.number:
                    mark += f"  ← {Sentence('a prueba', 'on trial').tell(operator_lang())}: {canary.percent} %"
                card = version.card
                typer.echo(f"{version.name}  {card.time}  {card.base}  {card.published_by}{mark}")

    act(work)


def export(
    what: Annotated[str, typer.Argument(help="algebra, algebra@3")],
    as_: Annotated[str, typer.Option("--as", help="openai | gemini | huggingface | peft | ollama | merged")],
    out: Annotated[Path | None, typer.Option("--out", help="a new folder / una carpeta nueva")] = None,
    count: Annotated[
        int,
        typer.Option("-n", "--count", min=32, max=1_000_000, help="how many dialogues / cuántos diálogos"),
    ] = 500,
    base: Annotated[str, typer.Option("--base", help="another base model / otro modelo base")] = "",
) -> None:
    """Take the training dialogues, or a version of the adapter, elsewhere."""

    def work() -> None:
        from training.export import command

        said = command.run(command.Asked(what, as_, out, count, chosen_base(base)))
        typer.echo(said.tell(operator_lang()))

    act(work)


def import_(
    path: Annotated[Path, typer.Argument(help="a folder or zip by PEFT / una carpeta o zip de PEFT")],
    subject: Annotated[str, typer.Option("--subject", help="algebra…")],
    base: Annotated[str, typer.Option("--base", help="another base model / otro modelo base")] = "",
    same_base: Annotated[
        bool, typer.Option("--same-base", help="its base has another name / su base se llama de otro modo")
    ] = False,
    why: Why = "",
) -> None:
    """Bring in an adapter trained elsewhere, as a version that does not speak yet."""

    def work() -> None:
        from training.imports import command

        version = command.run(command.Asked(path, subject, chosen_base(base), same_base, who(), why))
        typer.echo(command.told(version).tell(operator_lang()))

    act(work)


def chosen_base(typed: str) -> str:
    """The base model: as typed, else of the environment, else the class's, else the one that comes with us."""
    from adapters.base import EMBEDDED_BASE
    from tutoring.classroom import read

    return typed or setting("BASE") or read(class_file()).model.base or str(EMBEDDED_BASE)


def rollback(subject: Annotated[str, typer.Argument(help="algebra…")], why: Why = "") -> None:
    """Go back to the version that spoke before."""

    def work() -> None:
        from adapters.registry import Registry

        _speaks(subject, Registry().rollback(subject, who=who(), why=why).name)

    act(work)


def publish(
    version: Annotated[str, typer.Argument(help="algebra@3")],
    share: Annotated[
        int | None, typer.Option("--share", min=1, max=99, help="% of the students / % de los estudiantes")
    ] = None,
    afresh: Annotated[
        bool, typer.Option("--afresh", help="take what it says now for what it is known by / probarla de nuevo")
    ] = False,
    why: Why = "",
) -> None:
    """Let a published version speak, to all or to a share of the students."""

    def work() -> None:
        from adapters.registry import Registry
        from training.release import check

        subject, number = _parsed(version)
        check(Registry(), subject, number)
        if afresh:
            Registry().try_afresh(subject, number)
        if share is None:
            _speaks(subject, Registry().point(subject, number, who=who(), why=why).name)
            return
        name = Registry().share(subject, number, share, who=who(), why=why).name
        typer.echo(_on_trial(name, share).tell(operator_lang()))

    act(work)


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


def concepts(
    subject: Annotated[str, typer.Argument(help="algebra…")],
    lang: Annotated[str, typer.Option("--lang", help="es, en")] = "",
) -> None:
    """The concept cards of a subject, as Markdown."""

    def work() -> None:
        from subjects.cards import cards, page
        from subjects.catalogue import UnknownSubject, names
        from subjects.problem import LANGS

        chosen = next((known for known in LANGS if known == lang), None if lang else operator_lang())
        if chosen is None:
            there = ", ".join(LANGS)
            raise WrongName(f"No hay idioma «{lang}»; hay: {there}.", f"There is no language '{lang}'; there are: {there}.")
        try:
            found = cards(subject)
        except UnknownSubject as error:
            there = ", ".join(names())
            raise WrongName(
                f"No hay asignatura «{subject}»; hay: {there}.", f"There is no subject '{subject}'; there are: {there}."
            ) from error
        typer.echo(page(found, chosen), nl=False)

    act(work)


class WrongName(OperatorError):
    """What was typed is not the name of a subject or of a language."""

    exit_code = 2


class WrongVersion(OperatorError):
    """What was typed is not the name of a version."""

    exit_code = 2


def _speaks(subject: str, name: str) -> None:
    """Tell that a version speaks: as a running gateway says it, else as the registry does."""
    from adapters.gateway.news import follow_now

    news = follow_now(Path(setting("STATE_DIR") or "var"), subject)
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


def who() -> str:
    """Who is recorded as the author of a change: the name of this machine's user."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "somebody"


def _value(settings: dict[str, object], key: str) -> object:
    value: object = settings
    for part in key.split("."):
        value = value[part] if isinstance(value, dict) else None
    return value


def _shown(value: object) -> str:
    import json

    if isinstance(value, dict):
        return "{" + ", ".join(f"{name} = {json.dumps(item)}" for name, item in value.items()) + "}"
    return json.dumps(value, ensure_ascii=False)


def act(work: Callable[[], None]) -> None:
    """Do the work; errors become a sentence and an exit code."""
    try:
        work()
    except MaieuticError as error:
        print(told(error, operator_lang()), file=sys.stderr)  # noqa: T201
        raise typer.Exit(getattr(error, "exit_code", 1)) from None
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def application(lang: Lang) -> typer.Typer:
    """The command with its help in one language."""
    app = _typer("teach", lang)
    settings = _typer("class", lang)
    settings.command("show", help=HELP["show"].tell(lang))(show)
    settings.command("set", help=HELP["set"].tell(lang))(set_)
    app.add_typer(settings, name="class")
    for command in (start, lint, exercises, train, versions, publish, rollback, export, import_, concepts):
        name = command.__name__.rstrip("_")
        app.command(name, help=HELP[name].tell(lang))(command)
    return app


def _typer(name: str, lang: Lang) -> typer.Typer:
    return typer.Typer(
        name=name,
        help=HELP[name].tell(lang),
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,  # the help is plain: formatting it costs more than all else
    )


def main() -> None:
    """Where `teach` starts."""
    application(operator_lang())()
