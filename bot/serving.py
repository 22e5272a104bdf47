"""The model server as the commands use it: in the foreground, or for as long as a command needs one.

`serve` is `tutor serve`; `model_server` lends an endpoint, of the server that already runs from the same
state folder or of one started for the purpose and stopped after it. What is said goes to standard error,
since standard output belongs to replies.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, Self, TextIO

from adapters import loop
from adapters.base import find_base
from adapters.engine import Engine
from adapters.errors import AdapterError, AlreadyRunning, ServerFailed
from adapters.launch import BASE_NAME, ServerOptions
from adapters.notice import Notice, Tell
from adapters.running import Running, find_running
from adapters.server import Server
from subjects.problem import Lang
from tutoring.sentence import operator_lang


class Serves(Protocol):
    """A model server or a gateway, while its context is entered."""

    def note(self) -> Running:
        """Where it listens and what speaks."""
        ...

    async def wait(self) -> None:
        """Return when it ends."""
        ...

    async def __aenter__(self) -> Self: ...

    async def __aexit__(self, kind: object, error: object, trace: object, /) -> None: ...


Start = Callable[[ServerOptions, Tell], Serves]

_POLL = 0.5  # seconds
_EVERY = 5.0  # seconds between passing lines where they cannot be overwritten


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the model answers; which version speaks is read anew each time, so a swap needs no restart."""

    state_dir: Path
    first: Running = field(repr=False)

    @property
    def base_url(self) -> str:
        """The address of its chat API, with `/v1`."""
        return f"{self.first.url}/v1"

    @property
    def key(self) -> str:
        """The key it asks for; it stays the same for a state folder."""
        return self.first.key

    @property
    def gateway(self) -> bool:
        """Whether a gateway of ours answers."""
        return self.first.pins

    def base_for(self, _subject: str | None) -> str:
        """The name of the base, without any adapter."""
        return BASE_NAME

    def model_for(self, subject: str | None) -> str:
        """The name to ask for: the subject's live version, else the general one, else the base's."""
        return self._now().model_for(subject)

    def alias_for(self, subject: str | None) -> str:
        """The name to ask for where a gateway may choose the version."""
        return self._now().alias_for(subject)

    def adapter_for(self, subject: str | None) -> str | None:
        """The live version that speaks for a subject (`general` where it has none), if any does."""
        return self._now().adapter_for(subject)

    def stay(self, subject: str | None, before: str) -> str | None:
        """The version that a session stays on which `before` spoke to last; None: the live one."""
        return self._now().stay(subject, before)

    def _now(self) -> Running:
        return find_running(self.state_dir) or self.first


class Printer:
    """Prints notices on a stream, in one language; passing ones overwrite each other on a terminal."""

    def __init__(self, stream: TextIO | None = None, lang: Lang | None = None) -> None:
        self._stream = stream or sys.stderr
        self._lang: Lang = lang or operator_lang()
        self._terminal = self._stream.isatty()
        self._passing = False
        self._last = float("-inf")

    def __call__(self, notice: Notice) -> None:
        """Print one notice."""
        if notice.passing and not self._terminal:
            if time.monotonic() - self._last < _EVERY:
                return
            self._last = time.monotonic()
        begin = "\r\x1b[K" if self._passing else ""
        self._passing = notice.passing and self._terminal
        end = "" if self._passing else "\n"
        print(begin + notice.tell(self._lang), end=end, file=self._stream, flush=True)


def serve(options: ServerOptions, tell: Tell | None = None, *, start: Start = Server) -> int:
    """Run the model server until Ctrl-C, SIGTERM or the terminal's end.

    The exit code: 0, or 1 if it did not start. An error is told in a sentence, not raised.
    """
    tell = tell or Printer()
    try:
        loop.run(_serve(options, tell, start))
    except AdapterError as error:
        tell(Notice(es=error.sentence.es, en=error.sentence.en))
        return 1
    return 0


async def _serve(options: ServerOptions, tell: Tell, start: Start) -> None:
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stop.set)
    asked = asyncio.create_task(stop.wait())
    running = asyncio.create_task(_run(start(options, tell), tell))
    await asyncio.wait({asked, running}, return_when=asyncio.FIRST_COMPLETED)
    if stop.is_set():
        tell(Notice(es="servidor del modelo: cerrando", en="model server: stopping"))
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.remove_signal_handler(number)  # a second Ctrl-C ends it at once
        running.cancel()
    asked.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


async def _run(server: Serves, tell: Tell) -> None:
    async with server:
        note = server.note()
        tell(
            Notice(
                es=f"servidor del modelo: listo en {note.url} con {note.base}. Ctrl-C lo cierra.",
                en=f"model server: ready at {note.url} with {note.base}. Ctrl-C stops it.",
            )
        )
        await server.wait()


@contextlib.asynccontextmanager
async def model_server(
    options: ServerOptions, tell: Tell | None = None, *, start: Start = Server
) -> AsyncIterator[Endpoint]:
    """An endpoint for as long as the block runs.

    Uses the server that runs from `options.state_dir`, waiting for it if it is being started; else starts one
    and stops it afterwards. Raises an AdapterError if there is none to be had, AlreadyRunning if the one that
    runs has another base model.
    """
    tell = tell or Printer()
    async with contextlib.AsyncExitStack() as stack:
        yield await _endpoint(options, tell, stack, start)


async def _endpoint(
    options: ServerOptions, tell: Tell, stack: contextlib.AsyncExitStack, start: Start
) -> Endpoint:
    began = time.monotonic()
    state = options.state_dir.absolute()
    while time.monotonic() - began < options.start_timeout:
        found = find_running(state)
        if found is not None and await _usable(found, options):
            return Endpoint(state, found)
        if found is None:
            try:
                server = await stack.enter_async_context(start(options, tell))
            except AlreadyRunning:
                pass  # another command is starting one from this folder
            else:
                return Endpoint(state, server.note())
        seconds = time.monotonic() - began
        tell(
            Notice(
                es=f"servidor del modelo: lo está arrancando otra orden … {seconds:.0f} s",
                en=f"model server: another command is starting it … {seconds:.0f} s",
                passing=True,
            )
        )
        await asyncio.sleep(_POLL)
    raise ServerFailed(
        es=f"El servidor del modelo que arrancaba desde {state} no contestó. Ciérralo y prueba otra vez.",
        en=f"The model server that was being started from {state} never answered. Stop it and try again.",
    )


async def _usable(found: Running, options: ServerOptions) -> bool:
    """Whether it answers; raises AlreadyRunning if it has another base model than the one asked for."""
    base = await asyncio.to_thread(find_base, options.base)
    if base.digest != found.base_digest:
        raise AlreadyRunning(
            es=f"El servidor que está en marcha usa el modelo base {found.base}, no {base.name}. "
            "Ciérralo o pon otra carpeta en MAIEUTIC_STATE_DIR y otro MAIEUTIC_PORT.",
            en=f"The server that runs has the base model {found.base}, not {base.name}. "
            "Stop it, or set another MAIEUTIC_STATE_DIR and another MAIEUTIC_PORT.",
        )
    engine = Engine(found.url, found.key)
    try:
        return await engine.healthy()
    finally:
        await engine.aclose()
