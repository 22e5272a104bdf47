"""The model's client against a server with vLLM's answers, over a real connection."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import Any, cast

import pytest

from adapters.diagnosis import free_port
from bot.model import ChatBackend, ModelUnavailable, OpenAIBackend, Reason, Reply
from subjects.errors import StudentError
from tests.adapters.fake_vllm import WORDS, FakeVllm, serving

KEY = "the-key"
NAME = "algebra@3"


class ScriptedBackend:
    """A ChatBackend that speaks what it was given, one reply a call, and remembers what it was told."""

    def __init__(self, *replies: Sequence[str]) -> None:
        self._replies = list(replies)
        self.heard: list[tuple[str, Sequence[tuple[str, str]]]] = []

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
        self.heard.append((model, messages))
        for piece in self._replies.pop(0)[:max_tokens]:
            yield piece


@pytest.fixture
def fake() -> FakeVllm:
    fake = FakeVllm(NAME, "/base", KEY)
    fake.adapters["general@1"] = "/general"
    return fake


@pytest.fixture
async def backend(fake: FakeVllm) -> AsyncIterator[OpenAIBackend]:
    async with serving(fake) as url:
        backend = OpenAIBackend(f"{url}/v1", KEY, timeout=5.0)
        yield backend
        await backend.aclose()


async def say(backend: ChatBackend, wish: str = "hola", **options: Any) -> list[str]:
    given: dict[str, Any] = {"model": NAME, "temperature": 0.3, "max_tokens": 40} | options
    messages = [("system", "Eres un tutor."), ("user", "5x = 10"), ("assistant", "¿Y ahora?"), ("user", wish)]
    return [piece async for piece in backend.stream(messages, **given)]


async def refused(backend: ChatBackend, wish: str = "hola", **options: Any) -> ModelUnavailable:
    with pytest.raises(ModelUnavailable) as caught:
        await say(backend, wish, **options)
    return caught.value


async def test_a_reply_comes_piece_by_piece(backend: OpenAIBackend) -> None:
    assert await say(backend) == [f"{NAME}: ", *WORDS]


async def test_the_endpoint_is_told_what_was_asked_for(backend: OpenAIBackend, fake: FakeVllm) -> None:
    await say(backend, temperature=0.7, max_tokens=12, stop=["\n\n"])
    sent = fake.requests[0]
    assert (sent["model"], sent["temperature"], sent["max_tokens"], sent["stop"]) == (NAME, 0.7, 12, ["\n\n"])
    assert sent["stream"] is True
    assert [message["role"] for message in cast("list[dict[str, str]]", sent["messages"])] == [
        "system", "user", "assistant", "user",
    ]  # fmt: skip


async def test_several_adapters_answer_at_once_each_under_its_name(backend: OpenAIBackend) -> None:
    replies = await asyncio.gather(*(say(backend, model=name) for name in (NAME, "general@1", NAME)))
    assert [reply[0] for reply in replies] == [f"{NAME}: ", "general@1: ", f"{NAME}: "]


async def test_openai_itself_gets_the_new_name_of_the_limit() -> None:
    assert OpenAIBackend("https://api.openai.com/v1", "k")._limit == "max_completion_tokens"
    assert OpenAIBackend("http://localhost:11434/v1")._limit == "max_tokens"


async def test_giving_up_a_reply_ends_it_at_the_endpoint(backend: OpenAIBackend, fake: FakeVllm) -> None:
    options = {"model": NAME, "temperature": 0.0, "max_tokens": 40}
    async with aclosing(
        cast("Any", backend.stream([("user", "for ever")], **cast("Any", options)))
    ) as pieces:
        async for _piece in pieces:
            break
    async with asyncio.timeout(10):
        while not fake.closed:  # noqa: ASYNC110 - the server sets no event
            await asyncio.sleep(0.02)


@pytest.mark.parametrize(
    ("wish", "reason"),
    [
        ("status 400", "refused"),
        ("status 401", "key"),
        ("status 403", "key"),
        ("status 404", "unknown_model"),
        ("status 429", "busy"),
        ("status 500", "down"),
        ("status 503", "down"),
        ("cut", "down"),
    ],
)
async def test_every_failure_has_its_reason(backend: OpenAIBackend, wish: str, reason: Reason) -> None:
    error = await refused(backend, wish)
    assert error.reason == reason
    assert isinstance(error, StudentError)


async def test_an_unknown_adapter_is_told_apart(backend: OpenAIBackend) -> None:
    assert (await refused(backend, model="algebra@99")).reason == "unknown_model"


async def test_a_wrong_key_is_told_apart(fake: FakeVllm) -> None:
    async with serving(fake) as url:
        backend = OpenAIBackend(f"{url}/v1", "another")
        assert (await refused(backend)).reason == "key"
        await backend.aclose()


async def test_a_server_that_is_not_there_is_down() -> None:
    backend = OpenAIBackend(f"http://127.0.0.1:{free_port('127.0.0.1')}/v1", KEY)
    assert (await refused(backend)).reason == "down"
    await backend.aclose()


async def test_silence_is_a_timeout(fake: FakeVllm) -> None:
    async with serving(fake) as url:
        backend = OpenAIBackend(f"{url}/v1", KEY, timeout=0.3)
        assert (await refused(backend, "silence")).reason == "timeout"
        await backend.aclose()


async def test_a_server_that_dies_in_a_reply_is_down_after_what_it_said(tmp_path: Path) -> None:
    from tests.adapters import fake_vllm

    port = free_port("127.0.0.1")
    words = ["--model", "/base", "--served-model-name", NAME, "--host", "127.0.0.1", "--port", str(port)]
    process = await asyncio.create_subprocess_exec(
        sys.executable, fake_vllm.__file__, *words, env=os.environ | {"VLLM_API_KEY": KEY}
    )
    backend = OpenAIBackend(f"http://127.0.0.1:{port}/v1", KEY, patience=20.0)
    assert await say(backend)  # waits until it is there
    pieces: list[str] = []
    options: dict[str, Any] = {"model": NAME, "temperature": 0.0, "max_tokens": 9}
    with pytest.raises(ModelUnavailable) as caught:  # noqa: PT012 - the part before the end counts too
        async for piece in backend.stream([("user", "die after a word")], **options):
            pieces.append(piece)  # noqa: PERF401
    assert pieces == [f"{NAME}: "]
    assert caught.value.reason == "down"
    await process.wait()
    await backend.aclose()


async def test_without_patience_nothing_is_asked_twice(backend: OpenAIBackend, fake: FakeVllm) -> None:
    await refused(backend, "status 500")
    assert len(fake.requests) == 1


async def test_with_patience_a_reply_that_does_not_begin_is_asked_for_again(fake: FakeVllm) -> None:
    async with serving(fake) as url:
        backend = OpenAIBackend(f"{url}/v1", KEY, timeout=0.5, patience=2.0)
        await say(backend)  # the first import takes longer than that
        assert (await refused(backend, "never begin")).reason == "timeout"
        assert len(fake.requests) > 2
        await backend.aclose()


async def test_patience_is_not_for_a_server_that_answers(fake: FakeVllm) -> None:
    async with serving(fake) as url:
        backend = OpenAIBackend(f"{url}/v1", KEY, patience=60.0)
        for wish in ("status 400", "status 401", "status 429"):
            await refused(backend, wish)
        assert len(fake.requests) == 3
        await backend.aclose()


async def test_a_server_that_comes_back_gets_time_to_load_its_adapters(
    fake: FakeVllm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.model._LOADING", 2.0)
    port = free_port("127.0.0.1")
    backend = OpenAIBackend(f"http://127.0.0.1:{port}/v1", KEY, patience=30.0)
    saying = asyncio.create_task(say(backend, model="late@1"))
    await asyncio.sleep(2.5)  # it is away for longer than the name may be unknown
    async with serving(fake, port):
        while not fake.requests:  # noqa: ASYNC110 - another task's work
            await asyncio.sleep(0.05)
        fake.adapters["late@1"] = "/late"
        assert (await saying)[0] == "late@1: "
        assert (await refused(backend, model="wrong@1")).reason == "unknown_model"
        await backend.aclose()


async def test_a_closed_backend_can_be_used_again(backend: OpenAIBackend) -> None:
    await say(backend)
    await backend.aclose()
    assert await say(backend)


@pytest.mark.parametrize("reason", ["down", "timeout", "unknown_model", "key", "busy", "refused"])
def test_what_a_student_reads_is_kind_and_says_nothing_technical(reason: Reason) -> None:
    error = ModelUnavailable(reason, "InternalServerError 500")
    for text in (error.tell("es"), error.tell("en"), str(error)):
        assert not any(
            word in text.lower() for word in ("500", "error", "server", "servidor", "clave", "key")
        )
    assert error.tell("es") != error.tell("en")
    assert error.detail == "InternalServerError 500"


async def test_no_text_of_a_message_is_in_an_error(backend: OpenAIBackend) -> None:
    error = await refused(backend, "status 400")
    assert "status" not in error.detail


async def test_a_scripted_backend_is_a_backend() -> None:
    backend = ScriptedBackend(["¿Qué ", "harías?"], ["Otra."])
    assert await say(backend) == ["¿Qué ", "harías?"]
    assert await say(backend, model="general@1") == ["Otra."]
    assert [model for model, _ in backend.heard] == [NAME, "general@1"]


def test_importing_the_client_imports_no_langchain() -> None:
    program = "import sys, bot.model; print({'langchain_core', 'openai'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


async def test_tracing_is_off_whatever_the_environment_says(
    backend: OpenAIBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    monkeypatch.setenv("LANGCHAIN_TRACING_V2", "true")
    await say(backend)
    assert os.environ["LANGSMITH_TRACING"] == os.environ["LANGCHAIN_TRACING_V2"] == "false"
