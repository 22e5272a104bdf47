"""The model as the tutor hears it: messages go in, pieces of text come out.

One Protocol and its implementation for any endpoint that speaks OpenAI's chat API (our own server or gateway, Ollama,
OpenAI, Gemini's compatible endpoint), by LangChain. It knows nothing of subjects, prompts or guards.
LangChain is imported on first use, and its tracing is off: what students write goes to the endpoint only.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from ipaddress import ip_address
from secrets import token_hex
from typing import TYPE_CHECKING, Any, Literal, Protocol
from urllib.parse import urlsplit

from adapters.gateway.headers import REPLY, VERSION
from bot.outcomes import Outcome, Outcomes
from subjects.errors import StudentError
from subjects.problem import Lang
from tutoring.sentence import Sentence

if TYPE_CHECKING:
    import httpx2
    from langchain_openai import ChatOpenAI

Reason = Literal["down", "timeout", "unknown_model", "key", "busy", "refused"]

_CONNECT_TIMEOUT = 5.0  # seconds
_RETRY_PAUSE = 0.5  # seconds
# A server that has just started again answers before it has its adapters; for longer, a name is just wrong.
_LOADING = 10.0  # seconds
_MOST_MODELS = 64  # clients kept, one a model name

_FOR_STUDENTS: dict[Reason, Sentence] = {
    "busy": Sentence(
        es="Hay mucha gente preguntando. Tu conversación está guardada: prueba otra vez en un minuto.",
        en="Many people are asking at once. Your conversation is saved: try again in a minute.",
    ),
    "refused": Sentence(
        es="No he podido leer ese mensaje. Prueba a escribirlo más corto.",
        en="I could not read that message. Try to write it shorter.",
    ),
}
_DOWN = Sentence(
    es="Ahora mismo no puedo responder. Tu conversación está guardada: prueba otra vez en un minuto.",
    en="I cannot answer right now. Your conversation is saved: try again in a minute.",
)


class ModelUnavailable(StudentError):
    """The model gave no reply, or only a part of one.

    The message may be shown to a student; `reason` and `detail` (a type and a status, never text of a
    message) are for the log.
    """

    def __init__(self, reason: Reason, detail: str) -> None:
        self.reason: Reason = reason
        self.detail = detail
        self.sentence = _FOR_STUDENTS.get(reason, _DOWN)
        super().__init__(self.sentence.en)

    def tell(self, lang: Lang) -> str:
        """What a student may read."""
        return self.sentence.tell(lang)


def _nobody(_outcome: Outcome) -> None:
    """Nobody counts what becomes of this reply."""


@dataclass(slots=True)
class Reply:
    """What goes with one reply beside its text: the pseudonym of the `student` whom it is for goes in, the `version` that
    spoke comes out, with whom to tell what became of it. Only a gateway is told the one and says the other."""

    student: str = ""
    version: str = ""
    judge: Callable[[Outcome], None] = _nobody


class ChatBackend(Protocol):
    """Something that speaks."""

    def stream(
        self,
        messages: Sequence[tuple[str, str]],
        *,
        model: str,
        temperature: float,
        max_tokens: int,
        stop: Sequence[str] = (),
        reply: Reply | None = None,
    ) -> AsyncIterator[str]:
        """Pieces of the reply to `messages`, pairs of a role (`system`, `user`, `assistant`) and a text.

        `model` is a name that the endpoint serves, such as `algebra@3`; `max_tokens` bounds the reply.
        Closing the iterator ends the reply at the endpoint too. `reply` is filled in where a gateway answers. Raises
        ModelUnavailable.
        """
        ...


class OpenAIBackend:
    """A ChatBackend on an endpoint at `base_url` (with its `/v1`).

    `timeout` is the longest silence in seconds, before the first piece or between two. For
    `patience` seconds a reply that has not begun is asked for again while the endpoint does not answer or
    says nothing: a server that is being started again costs a student a wait, not an error. `gateway`: the endpoint is
    one of ours; no other is told the student's pseudonym.
    """

    def __init__(
        self,
        base_url: str,
        key: str | None = None,
        *,
        timeout: float = 60.0,
        patience: float = 0.0,
        gateway: bool = False,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self._key = key or "none"  # the client insists on one, also where the endpoint asks for none
        self._timeout = timeout
        self._patience = patience
        self._outcomes = Outcomes(self.base_url, self._key, trust_env=not _is_here(self.base_url)) if gateway else None
        self._http: httpx2.AsyncClient | None = None
        self._chats: dict[str, ChatOpenAI] = {}

    async def aclose(self) -> None:
        """Close the connections; the backend may be used again."""
        self._chats.clear()
        if self._outcomes is not None:
            await self._outcomes.aclose()
        if self._http is not None:
            http, self._http = self._http, None
            await http.aclose()

    async def stream(
        self,
        messages: Sequence[tuple[str, str]],
        *,
        model: str,
        temperature: float,
        max_tokens: int,
        stop: Sequence[str] = (),
        reply: Reply | None = None,
    ) -> AsyncIterator[str]:
        """See ChatBackend."""
        chat = await self._chat(model)
        reply = reply or Reply()
        options = self._options(temperature, max_tokens, reply.student)
        if stop:
            options["stop"] = list(stop)
        began = answering = time.monotonic()
        waiting = True
        while waiting:
            try:
                async with aclosing(_pieces(chat, messages, options)) as pieces:
                    async for piece in pieces:
                        if isinstance(piece, str):
                            waiting = False
                            yield piece
                        else:
                            self._begun(reply, piece)
                return
            except ModelUnavailable as error:
                now = time.monotonic()
                if error.reason != "unknown_model":
                    answering = now
                if not waiting or not self._patient(error.reason, now - began, now - answering):
                    raise
            await asyncio.sleep(_RETRY_PAUSE)

    async def structured(
        self,
        messages: Sequence[tuple[str, str]],
        *,
        model: str,
        schema: Mapping[str, Any],
        max_tokens: int,
        most: int,
        student: str = "",
    ) -> str:
        """One answer in JSON, which the endpoint holds to a schema; one of more than `most` characters is cut there. It is
        asked for once. Raises ModelUnavailable, also where the endpoint takes no schema."""
        chat = await self._chat(model)
        format_ = {"type": "json_schema", "json_schema": {"name": "extraction", "strict": True, "schema": schema}}
        options = self._options(0.0, max_tokens, student)
        # Beside the client's own fields: with those it would read the answer, and fail on one that is cut off.
        options["extra_body"]["response_format"] = format_
        said = ""
        async with aclosing(_pieces(chat, messages, options)) as pieces:
            async for piece in pieces:
                if isinstance(piece, str) and len(said) < most:
                    said += piece
        return said[:most]

    def _options(self, temperature: float, max_tokens: int, student: str) -> dict[str, Any]:
        """What every request says besides its messages; `student` is a pseudonym."""
        options: dict[str, Any] = {"temperature": temperature, "extra_body": {self._limit: max_tokens}}
        if self._outcomes is not None:  # who names nobody waits behind nobody's requests
            options["user"] = student or token_hex(8)
        return options

    def _begun(self, reply: Reply, headers: Mapping[str, str]) -> None:
        """Take what a gateway says of a reply from its headers."""
        reply.version = headers.get(VERSION, "")
        number = headers.get(REPLY, "")
        if self._outcomes is not None and number:
            reply.judge = partial(self._outcomes.tell, number)

    def _patient(self, reason: Reason, waited: float, answered: float) -> bool:
        """Whether to ask again: `waited` seconds in all, `answered` of them for nothing but an unknown name."""
        if reason == "unknown_model":
            return answered < min(self._patience, _LOADING)
        # A server that goes down may hold a request without a word before it does.
        return reason in {"down", "timeout"} and waited < self._patience

    @property
    def _limit(self) -> str:
        """OpenAI's newer models take the new name only, most compatible endpoints the old one only."""
        return "max_completion_tokens" if _host(self.base_url) == "api.openai.com" else "max_tokens"

    async def _chat(self, model: str) -> ChatOpenAI:
        if model not in self._chats:
            # The first import takes over a second; other conversations go on meanwhile.
            await asyncio.to_thread(_import)
            if len(self._chats) >= _MOST_MODELS:
                self._chats.clear()
            self._chats[model] = self._build(model)
        return self._chats[model]

    def _build(self, model: str) -> ChatOpenAI:
        import httpx2
        from langchain_openai import ChatOpenAI
        from pydantic import SecretStr

        timeout = httpx2.Timeout(self._timeout, connect=_CONNECT_TIMEOUT)
        if self._http is None:
            # A proxy of the environment is for the world outside, not for our own server.
            self._http = httpx2.AsyncClient(timeout=timeout, trust_env=not _is_here(self.base_url))
        return ChatOpenAI(
            model=model,
            base_url=self.base_url,
            api_key=SecretStr(self._key),
            http_async_client=self._http,
            timeout=timeout,
            stream_chunk_timeout=self._timeout,
            max_retries=0,
            stream_usage=False,
            use_responses_api=False,
            include_response_headers=self._outcomes is not None,
        )


def _import() -> None:
    for name in ("LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2"):
        os.environ[name] = "false"
    import langchain_openai  # noqa: F401


async def _pieces(
    chat: ChatOpenAI, messages: Sequence[tuple[str, str]], options: dict[str, Any]
) -> AsyncGenerator[str | Mapping[str, str]]:
    """One attempt: the headers where they are asked for, then the text. A reply that ends without saying why was cut off."""
    import httpx2
    from openai import OpenAIError

    finished = False
    try:
        async for chunk in chat.astream(list(messages), **options):
            if headers := chunk.response_metadata.get("headers"):
                yield headers
            finished = finished or bool(chunk.response_metadata.get("finish_reason"))
            if chunk.text:
                yield str(chunk.text)
    except (OpenAIError, httpx2.TransportError, TimeoutError) as error:
        raise _unavailable(error) from error
    if not finished:
        raise ModelUnavailable("down", "the reply was cut off")


def _unavailable(error: Exception) -> ModelUnavailable:
    status = getattr(error, "status_code", None)
    detail = type(error).__name__ + (f" {status}" if status else "")
    if isinstance(error, TimeoutError) or "Timeout" in type(error).__name__:
        return ModelUnavailable("timeout", detail)
    by_status: dict[object, Reason] = {401: "key", 403: "key", 404: "unknown_model", 429: "busy"}
    if status in by_status:
        return ModelUnavailable(by_status[status], detail)
    refused = isinstance(status, int) and 400 <= status < 500
    return ModelUnavailable("refused" if refused else "down", detail)


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""


def _is_here(url: str) -> bool:
    host = _host(url)
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
