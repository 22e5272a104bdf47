"""The `teach` command: for teachers. Each command imports what it needs when it runs.

Errors that a person can put right are told in a sentence on standard error: exit code 2 when settings or
usage are wrong, 1 when something could not be done.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from subjects.problem import Lang
from training.shell import Why, act, chosen_base, class_file, who
from training.versions import compare, evaluate, let_speak, publish, rollback, try_out, versions
from tutoring.sentence import OperatorError, Sentence, operator_lang

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
        "Entrenar una versión del adaptador, también con tus ejemplos: teach train algebra apuntes/",
        "Train a version of the adapter, also with your examples: teach train algebra notes/",
    ),
    "evaluate": Sentence(
        "Probar una versión con problemas no vistos, frente a la que habla y a la base: teach evaluate algebra@4",
        "Try a version on unseen problems, against the one that speaks and the base: teach evaluate algebra@4",
    ),
    "compare": Sentence(
        "Dos versiones, una al lado de otra, en una página: teach compare algebra@4 algebra@3",
        "Two versions side by side, as a page: teach compare algebra@4 algebra@3",
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
    files: Annotated[
        list[Path] | None, typer.Argument(help="your examples: files, folders, zips / tus ejemplos")
    ] = None,
    live: Annotated[bool, typer.Option("--live", help="let it speak at once / que hable enseguida")] = False,
    trial: Annotated[bool, typer.Option(help="try it afterwards / probarla al acabar")] = True,
    base: Annotated[str, typer.Option("--base", help="another base model / otro modelo base")] = "",
    insist: Annotated[
        list[str] | None,
        typer.Option("--insist", help="page.md:3: train on it though it has errors / aunque tenga errores"),
    ] = None,
    preview: Annotated[
        int, typer.Option("--preview", min=0, max=1000, help="show N examples, train nothing / solo enseñar N")
    ] = 0,
    why: Why = "",
) -> None:
    """Train an adapter from a recipe, or from worked examples, and publish it."""

    def work() -> None:
        from training.examples import command

        asked = command.Asked(
            recipe, tuple(files or ()), chosen_base(base), tuple(insist or ()), preview, who(), why
        )
        version = command.run(asked, class_file())
        if version is None:
            return
        if live:
            let_speak(version.subject, version.number, base=base, why=why or "trained")
            return
        if trial:
            try_out(version.name, base)
        typer.echo(_published(version.name).tell(operator_lang()))

    act(work)


def _published(name: str) -> Sentence:
    return Sentence(
        f"{name} está publicada y aún no habla: teach publish {name}",
        f"{name} is published and does not speak yet: teach publish {name}",
    )


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


def export(
    what: Annotated[str, typer.Argument(help="algebra, algebra@3")],
    files: Annotated[
        list[Path] | None, typer.Argument(help="your examples, for dialogues / tus ejemplos, para diálogos")
    ] = None,
    *,
    as_: Annotated[str, typer.Option("--as", help="openai | gemini | huggingface | peft | ollama | merged")],
    out: Annotated[Path | None, typer.Option("--out", help="a new folder / una carpeta nueva")] = None,
    count: Annotated[
        int,
        typer.Option("-n", "--count", min=32, max=1_000_000, help="how many dialogues / cuántos diálogos"),
    ] = 500,
    insist: Annotated[
        list[str] | None, typer.Option("--insist", help="page.md:3: take it though it has errors / aunque tenga errores")
    ] = None,
    base: Annotated[str, typer.Option("--base", help="another base model / otro modelo base")] = "",
) -> None:
    """Take the training dialogues, or a version of the adapter, elsewhere."""

    def work() -> None:
        from training.export import command
        from tutoring.classroom import read

        asked = command.Asked(
            what, as_, out, count, chosen_base(base), tuple(files or ()), tuple(insist or ()), read(class_file())
        )
        said = command.run(asked)
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


def application(lang: Lang) -> typer.Typer:
    """The command with its help in one language."""
    app = _typer("teach", lang)
    settings = _typer("class", lang)
    settings.command("show", help=HELP["show"].tell(lang))(show)
    settings.command("set", help=HELP["set"].tell(lang))(set_)
    app.add_typer(settings, name="class")
    for command in (
        start, lint, exercises, train, evaluate, compare, versions, publish, rollback, export, import_, concepts,
    ):  # fmt: skip
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
