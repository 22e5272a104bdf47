"""The `tutor` command: for students, and for whoever runs the class bot.

Every command reads the settings, builds what it needs, and closes it; what it needs is imported when it runs.
Errors that a person can put right are told in a sentence on standard error: exit code 2 when settings or
usage are wrong, 1 when something could not run, 130 after Ctrl-C.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from subjects.problem import LANGS, LEVELS, Lang
from tutoring.sentence import OperatorError, Sentence, operator_lang, say

if TYPE_CHECKING:
    from bot.batch import Row
    from bot.lines import Line
    from bot.wiring import Setup

T = TypeVar("T")
INTERRUPTED = 130

HELP = {
    "tutor": Sentence(
        "Un tutor de clase que responde con una pregunta guía.",
        "A class tutor that answers with a guiding question.",
    ),
    "up": Sentence(
        "Todo: el servidor del modelo y el bot de la clase (terminal, Discord, Moodle).",
        "Everything: the model server and the class bot (terminal, Discord, Moodle).",
    ),
    "chat": Sentence("Habla con el tutor en este terminal.", "Talk with the tutor in this terminal."),
    "serve": Sentence("Solo el servidor del modelo.", "The model server alone."),
    "gateway": Sentence(
        "El servidor del modelo, o varios (MAIEUTIC_SERVERS), detrás de una pasarela con turnos, claves y cambios sin cortes.",
        "The model server, or several (MAIEUTIC_SERVERS), behind a gateway: turns, keys, swaps that nobody notices.",
    ),
    "discord": Sentence("Solo el bot de Discord.", "The Discord bot alone."),
    "moodle": Sentence("Solo el bot de Moodle.", "The Moodle bot alone."),
    "ask": Sentence(
        "Turnos del tutor: una fila JSON por línea entra, una sale.",
        "Turns of the tutor: one JSON row a line in, one out.",
    ),
    "status": Sentence(
        "Qué está en marcha, qué versiones hablan, cuántas sesiones hay.",
        "What runs, which versions speak, how many sessions there are.",
    ),
    "progress": Sentence(
        "Qué sabe hacer la clase y qué errores se repiten: tutor progress algebra",
        "What the class can do, and which mistakes come again: tutor progress algebra",
    ),
    "feedback": Sentence(
        "Qué valoran los estudiantes de las respuestas (👍 👎).",
        "What students think of the replies (👍 👎).",
    ),
    "route": Sentence(
        "Asignatura, idioma e intención de mensajes.", "Subject, language and intent of messages."
    ),
    "solve": Sentence(
        "Pasos y respuesta de problemas.",
        "Steps and answer of problems.",
    ),
    "check": Sentence("Veredicto sobre lo que escribió un estudiante.", "Verdict on what a student wrote."),
    "guard": Sentence("Si una respuesta puede enseñarse.", "Whether a reply may be shown."),
    "evaluate": Sentence(
        "Las medidas largas: conversaciones, adaptadores frente a la base, una clase a la vez. Si se para, sigue.",
        "The long measures: conversations, adapters against the base, a class at once. Stopped, it goes on.",
    ),
}

File = Annotated[
    Path | None,
    typer.Argument(
        exists=True,
        dir_okay=False,
        readable=True,
        allow_dash=True,
        help="JSONL; standard input if left out / si falta, la entrada estándar",
    ),
]
LangOption = Annotated[str | None, typer.Option("--lang", help="es | en")]
SubjectOption = Annotated[str | None, typer.Option("--subject", help="algebra, kinematics…")]
LevelOption = Annotated[str | None, typer.Option("--level", help="1eso 2eso 3eso 4eso 1bach 2bach")]
MethodOption = Annotated[
    str | None, typer.Option("--method", help="how the class solves / cómo resuelve la clase")
]


class WrongOption(OperatorError):
    """An option has a value that it cannot have; the message says which it can."""

    exit_code = 2


def up() -> None:
    """Everything."""
    act(lambda setup: converse(setup))


def chat() -> None:
    """The terminal alone."""
    act(lambda setup: converse(setup, "terminal"))


def discord() -> None:
    """Discord alone."""
    act(lambda setup: converse(setup, "discord"), aloud=True)


def moodle() -> None:
    """Moodle alone."""
    act(lambda setup: converse(setup, "moodle"), aloud=True)


def serve() -> None:
    """The model server alone."""

    def work(setup: Setup) -> int:
        from bot import serving
        from bot.wiring import server_options

        return serving.serve(server_options(setup))

    act(work, aloud=True)


def gateway() -> None:
    """The model server behind a gateway."""

    def work(setup: Setup) -> int:
        from adapters.gateway.service import GatewayService, Servers
        from bot import serving
        from bot.wiring import server_options

        key = setup.settings.server_key
        servers = Servers(setup.settings.servers.split(), key.get_secret_value() if key else "")
        options = replace(server_options(setup), host=setup.settings.gateway_host)
        return serving.serve(options, start=lambda options, tell: GatewayService(options, tell, servers))

    act(work, aloud=True)


def status(
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object / un objeto JSON")] = False,
) -> None:
    """What runs."""

    def work(setup: Setup) -> int:
        import json

        from bot.status import look, told

        found = run_async(look(setup))
        said = json.dumps(found.to_json(), ensure_ascii=False) if as_json else told(found, operator_lang())
        typer.echo(said)
        return 0

    act(work)


def route(file: File = None, lang: LangOption = None) -> None:
    """Rows of `tutor route`."""
    batch("route", file, lang=lang)


def solve(
    file: File = None,
    lang: LangOption = None,
    subject: SubjectOption = None,
    level: LevelOption = None,
    method: MethodOption = None,
) -> None:
    """Rows of `tutor solve`."""
    batch("solve", file, lang=lang, subject=subject, level=level, method=method)


def check(
    file: File = None, lang: LangOption = None, subject: SubjectOption = None, level: LevelOption = None
) -> None:
    """Rows of `tutor check`."""
    batch("check", file, lang=lang, subject=subject, level=level)


def guard(file: File = None, lang: LangOption = None) -> None:
    """Rows of `tutor guard`."""
    batch("guard", file, lang=lang)


def ask(
    file: File = None,
    lang: LangOption = None,
    level: LevelOption = None,
    adapter: Annotated[
        str | None, typer.Option("--adapter", help="base, algebra@2…: one voice for all / una voz para todo")
    ] = None,
    at_once: Annotated[
        int,
        typer.Option("--at-once", min=1, max=64, help="conversations at a time / conversaciones a la vez"),
    ] = 1,
) -> None:
    """Rows of `tutor ask`."""

    async def answer(setup: Setup) -> int:
        from bot.batch import run_rows
        from bot.lines import in_background
        from bot.wiring import open_asker

        defaults = given(lang=lang, level=level)
        lines = in_background(read_lines(file))
        async with open_asker(setup, adapter) as asker:
            return await run_rows(lines, asker.ask, sys.stdout.buffer, defaults, at_once, _conversation)

    act(lambda setup: run_async(answer(setup)), aloud=True)


def evaluate(
    conversations: Annotated[
        int, typer.Option("--conversations", min=1, max=5000, help="how many / cuántas")
    ] = 300,
    subject: Annotated[
        str | None, typer.Option("--subject", help="algebra, kinematics…, other: only it / solo esa")
    ] = None,
    lang: LangOption = None,
    quick: Annotated[bool, typer.Option("--quick", help="a few of everything / un poco de todo")] = False,
    at_once: Annotated[
        int,
        typer.Option("--at-once", min=1, max=64, help="conversations at a time / conversaciones a la vez"),
    ] = 4,
    out: Annotated[
        Path, typer.Option("--out", file_okay=False, help="folder of the report / carpeta del informe")
    ] = Path("docs"),
    sample: Annotated[
        int | None,
        typer.Option("--sample", min=1, help="print N kept replies to read / enseña N respuestas guardadas"),
    ] = None,
) -> None:
    """The long measures."""

    def work(setup: Setup) -> int:
        from bot.evaluation import run, sampling

        if sample is not None:
            lines = sampling.last_conversations(run.kept_under(setup.settings.state_dir))
            for text in sampling.drawn(lines, sample):
                print(text)  # noqa: T201
            return 0
        chosen = run.options(conversations, subject, lang, quick, at_once, out)
        page, data = run_async(run.evaluate(setup, chosen))
        say(Sentence(f"El informe está en {page} y {data}.", f"The report is in {page} and {data}."))
        return 0

    act(work, aloud=True)


def progress(
    subject: Annotated[str, typer.Argument(help="algebra…; all if left out / todas si falta")] = "",
) -> None:
    """What the class can do."""

    def work(setup: Setup) -> int:
        from bot import class_progress
        from bot.store import open_store
        from subjects import catalogue

        if subject and subject not in catalogue.names():
            there = ", ".join(catalogue.names())
            raise WrongOption(f"No hay asignatura «{subject}»; hay: {there}.", f"There is no subject '{subject}': {there}.")

        async def look() -> int:
            async with open_store(setup.settings.database_url) as store:
                learners = class_progress.learners_of(await store.learners())
            for line in class_progress.told_progress(learners, subject, operator_lang()):
                print(line)  # noqa: T201
            return 0

        return run_async(look())

    act(work)


def feedback(
    export: Annotated[
        Path | None,
        typer.Option("--export", dir_okay=False, help="JSONL of replies kept with a thumb / JSONL de respuestas valoradas"),
    ] = None,
) -> None:
    """Thumbs on replies."""

    def work(setup: Setup) -> int:
        import json

        from bot import class_progress
        from bot.store import open_store

        if export is not None:
            class_progress.allow_export(setup.classroom.current())

        async def look() -> int:
            async with open_store(setup.settings.database_url) as store:
                given = await store.thumbs()
            for line in class_progress.told_thumbs(given, operator_lang()):
                print(line)  # noqa: T201
            if export is not None:
                rows = [json.dumps(row, ensure_ascii=False) for row in class_progress.as_examples(given)]
                export.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
                say(Sentence(f"Respuestas en {export}: {len(rows)}", f"Replies in {export}: {len(rows)}"))
            return 0

        return run_async(look())

    act(work)


COMMANDS: tuple[Callable[..., None], ...] = (
    up, chat, serve, gateway, discord, moodle, ask, status, progress, feedback, route, solve, check, guard, evaluate,
)  # fmt: skip


def application(lang: Lang) -> typer.Typer:
    """The command with its help in one language."""
    app = typer.Typer(
        name="tutor",
        help=HELP["tutor"].tell(lang),
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,  # the help is plain: formatting it costs more than all else
    )
    for command in COMMANDS:
        app.command(command.__name__, help=HELP[command.__name__].tell(lang))(command)
    return app


def main() -> None:
    """Where `tutor` starts."""
    _have_streams()
    try:
        application(operator_lang())()
    except OSError as error:  # the help could not be written
        say(_refused_by_system(error))
        sys.exit(1)


def _have_streams() -> None:
    """Stand-ins for standard streams that were closed: Python leaves None in their place."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode))


def act(work: Callable[[Setup], int], *, aloud: bool = False) -> None:
    """Read the settings, do the work, and end with its exit code; errors become one sentence."""
    code = 1
    try:
        from bot import logs
        from bot.wiring import read_setup

        setup = read_setup()
        logs.set_up(setup.settings.state_dir, aloud=aloud)
        code = work(setup)
    except OperatorError as error:
        say(error.sentence)
        code = error.exit_code
    except KeyboardInterrupt:
        code = INTERRUPTED
    except BrokenPipeError:  # whoever read our output has gone; nothing can be told there any more
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Exception as error:  # noqa: BLE001  # the outer edge: a sentence here, the place in the log
        say(unexpected(error))
    raise typer.Exit(code)


def unexpected(error: Exception) -> Sentence:
    """Log where an unforeseen error came from, and say so."""
    import logging

    from bot.outgoing import where

    logging.getLogger(__name__).error("the command failed: %s", where(error))
    kind = type(error).__name__
    if isinstance(error, OSError):
        return _refused_by_system(error)
    return Sentence(
        f"Ha fallado algo imprevisto ({kind}). El registro tutor.log de la carpeta de estado dice dónde.",
        f"Something unforeseen failed ({kind}). The log tutor.log in the state folder says where.",
    )


def _refused_by_system(error: OSError) -> Sentence:
    why = error.strerror or type(error).__name__
    return Sentence(
        f"No se ha podido leer o escribir ({why}): mira si hay sitio en el disco y permiso para hacerlo.",
        f"Something could not be read or written ({why}): see whether the disk has room and you may do so.",
    )


def converse(setup: Setup, only: str | None = None) -> int:
    """Run channels until they end."""
    from bot import up as channels
    from bot.wiring import open_tutor

    return run_async(channels.run(setup, open_tutor, say, only))


def run_async(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end; SIGTERM stops it as Ctrl-C does, so that everything is closed."""
    import asyncio
    import signal

    async def watched() -> T:
        task = asyncio.current_task()
        if task is not None:
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
        return await work

    try:
        return asyncio.run(watched())
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None


def batch(name: str, file: Path | None, **options: str | None) -> None:
    """Answer rows with one of the handlers of `bot.rows`."""

    def work(setup: Setup) -> int:
        from bot.answering import Answering
        from bot.batch import run_batch

        settings = setup.classroom.current()
        defaults: dict[str, Any] = given(**options)
        if name in ("solve", "check"):
            defaults = {"level": settings.level, **defaults}
        handler = Answering(name, methods=settings.method)
        return run_batch(read_lines(file), handler, sys.stdout.buffer, defaults)

    act(work, aloud=True)


def read_lines(file: Path | None) -> Iterable[Line]:
    """The lines of a file, or of standard input."""
    from bot.lines import descriptor, split

    if file is None or str(file) == "-":
        return split(descriptor(sys.stdin.fileno()))
    return split(descriptor(os.open(file, os.O_RDONLY)))


def given(**options: str | None) -> dict[str, str]:
    """The options that were set, as defaults of rows. Raises WrongOption."""
    chosen = {name: value for name, value in options.items() if value is not None}
    for name, value in chosen.items():
        if not _is_allowed(name, value, allowed := _allowed(name, chosen)):
            listed = ", ".join(allowed)
            raise WrongOption(
                f"--{name} {value}: ha de ser uno de: {listed}.",
                f"--{name} {value}: must be one of: {listed}.",
            )
    return chosen


def _is_allowed(name: str, value: str, allowed: tuple[str, ...]) -> bool:
    from subjects.methods import unknown_in

    return unknown_in(value, allowed) is None if name == "method" else value in allowed


def _allowed(name: str, chosen: dict[str, str]) -> tuple[str, ...]:
    """What an option may be; a method is one of the subject that was chosen, or of any."""
    from subjects import catalogue

    if name == "lang":
        return LANGS
    if name == "level":
        return LEVELS
    if name == "subject":
        return (*catalogue.names(), catalogue.OTHER)
    subject = chosen.get("subject", catalogue.OTHER)
    among = catalogue.names() if subject == catalogue.OTHER else (subject,)
    return tuple(dict.fromkeys(method for one in among for method in catalogue.find(one).methods))


def _conversation(row: Row) -> str | None:
    name = row.get("session") or row.get("student")
    return None if name is None else str(name)
