"""Bodies that no student sends: bounded, refused without repeating them, and never passed on to a model server."""

from __future__ import annotations

import asyncio
import tracemalloc
from typing import Any

import pytest

from adapters.gateway.asked import MOST_MESSAGES
from adapters.gateway.body import MOST_BYTES
from tests.adapters.gateway.conftest import Play
from tests.adapters.gateway.raw import (
    CHAT,
    HOLA,
    TEXT,
    answered,
    connection,
    head,
    keeps_quiet,
    post,
    pushed,
    status,
)
from tests.adapters.gateway.scene import Scene


@pytest.mark.parametrize("path", [CHAT, "/outcome"])
def test_a_body_that_announces_too_much_is_refused_before_it_comes(play: Play, path: str) -> None:
    async def attack(there: Scene) -> None:
        for length in (10_000_000, 10**17):
            async with connection(there) as (reader, writer):
                writer.write(head(path, f"Content-Length: {length}"))
                assert b" 413 " in await asyncio.wait_for(reader.readline(), 5)

    play(attack)


def test_a_body_without_a_length_is_refused_where_it_gets_too_large(play: Play) -> None:
    async def attack(there: Scene) -> None:
        async with connection(there) as (reader, writer):
            writer.write(head(CHAT, "Transfer-Encoding: chunked", closing=False))
            for _ in range(MOST_BYTES // 0x4000 + 2):
                writer.write(b"4000\r\n" + b"x" * 0x4000 + b"\r\n")
            assert b" 413 " in await asyncio.wait_for(reader.readline(), 5)

    play(attack)


def test_a_body_that_nobody_reads_is_not_kept_and_not_awaited_for_ever(play: Play, impatient: None) -> None:
    async def attack(there: Scene) -> None:
        async with connection(there) as (reader, writer):
            writer.write(head("/adapters", "Content-Length: 100000000000", key=None, closing=False))
            assert b" 404 " in await reader.readline()
            tracemalloc.start()
            assert await pushed(writer, b"x" * 65_536) > MOST_BYTES
            _, most = tracemalloc.get_traced_memory()
            tracemalloc.stop()
            assert most < 4_000_000

    play(attack)


UNFIT: tuple[Any, ...] = (
    {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "http://169.254.169.254/"}}]}]},
    {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "file:///etc/passwd"}}]}]},
    {"messages": [{"role": "user", "content": [{"type": "input_audio", "input_audio": {"data": "x"}}]}]},
    {"messages": [{"role": "user", "content": None}]},
    {"messages": [{"role": "user", "content": {"text": TEXT}}]},
    {"messages": [{"role": "tool", "content": TEXT}]},
    {"messages": [{"role": ["user"], "content": TEXT}]},
    {"messages": [TEXT]},
    {"messages": [{"role": "user", "content": TEXT}] * (MOST_MESSAGES + 1)},
    {"messages": {"0": TEXT}},
    {"messages": [{"role": "user", "content": "\ud800"}]},
    {"user": "\ud800"},
    {"n": 100}, {"n": True, "stream": "yes"}, {"stream": 1}, {"stream_options": {"x": 1}}, {"stream_options": []},
    {"max_tokens": 10**9}, {"max_tokens": 0}, {"max_tokens": -1}, {"max_tokens": "9"}, {"max_tokens": True},
    {"max_completion_tokens": 10**30}, {"max_tokens": 1.5},
    {"temperature": float("nan")}, {"temperature": float("inf")}, {"temperature": -1}, {"temperature": "0"},
    {"top_p": 0}, {"top_p": 2}, {"seed": 2**70}, {"seed": 0.5}, {"frequency_penalty": 1e300}, {"presence_penalty": []},
    {"logprobs": 5}, {"top_logprobs": 10**6}, {"top_logprobs": -1},
    {"stop": ["x"] * 1000}, {"stop": "x" * 1000}, {"stop": [""]}, {"stop": [7]}, {"stop": {"a": 1}}, {"stop": "\ud800"},
    {"response_format": "json"}, {"response_format": {"type": "json_schema", "json_schema": {"x": "y" * 10_000}}},
    {"response_format": {"type": "json_schema", "json_schema": {"schema": {"minLength": 100_000_000}}}},
    {"response_format": {"type": "json_schema", "json_schema": {"schema": {"pattern": "(a{1,99999}){1,99999}"}}}},
)  # fmt: skip


def test_values_that_no_student_sends_are_refused_and_reach_no_model_server(play: Play) -> None:
    async def attack(there: Scene) -> None:
        before = len(there.fakes[0].requests)
        for unfit in UNFIT:
            reply = await answered(there, post({**HOLA, **unfit}))
            assert status(reply) == 400, (unfit, reply)
            keeps_quiet(there, reply)
        for depth in (200, 900, 50_000):
            nested = b'{"model": "algebra", "messages": ' + b"[" * depth + b"]" * depth + b"}"
            assert status(await answered(there, post(nested))) == 400
            start = b'{"model": "algebra", "messages": [{"content": "x"}], "response_format": '
            nested = start + b'{"a":' * depth + b"1" + b"}" * (depth + 1)
            reply = await answered(there, post(nested))
            assert status(reply) in (400, 413)
            keeps_quiet(there, reply)
        assert len(there.fakes[0].requests) == before

    play(attack)


def test_fields_that_open_doors_in_a_model_server_are_left_out(play: Play) -> None:
    doors = {
        "lora_path": "/etc", "lora_request": {"path": "/etc"}, "lora_name": "x", "load_inplace": True, "best_of": 1000,
        "chat_template": "{{ 1 }}", "chat_template_kwargs": {"x": 1}, "mm_processor_kwargs": {"x": 1}, "echo": True,
        "documents": [{}], "tools": [{}], "tool_choice": "auto", "guided_regex": "(a+)+$",
        "structured_outputs": {"regex": "(a+)+$"},
        "prompt_logprobs": 10**6, "logit_bias": {"1": 100}, "min_tokens": 10**6, "ignore_eos": True, "cache_salt": "x",
        "kv_transfer_params": {"remote_host": "10.0.0.1"}, "vllm_xargs": {"x": 1}, "request_id": "x", "priority": -9,
        "add_generation_prompt": False, "continue_final_message": True, "return_token_ids": True, "extra_body": {"x": 1},
        "truncate_prompt_tokens": -1, "include_stop_str_in_output": True, "stop_token_ids": [1], "bad_words": ["a"],
        "repetition_penalty": 1e9, "user": "s1", "metadata": {}, "store": True, "__proto__": {}, "model ": "base",
    }  # fmt: skip

    async def attack(there: Scene) -> None:
        parts = [{"type": "text", "text": "ho"}, {"type": "text", "text": "la"}]
        message = {"role": "user", "content": parts, "name": "x", "x": 1}
        reply = await answered(
            there, post({"model": "algebra", "messages": [message], "temperature": 0, "stop": None, **doors})
        )
        assert status(reply) == 200
        sent = there.fakes[0].requests[-1]
        assert sent == {
            "model": "algebra@1",
            "messages": [{"role": "user", "content": "hola"}],
            "temperature": 0,
        }

    play(attack)


KINDS = [("Content-Type: multipart/form-data; boundary=x",), ("Content-Type: application/xml",), ("Content-Encoding: gzip",),
     ("Content-Type: application/json; charset=utf-16",)]  # fmt: skip


def test_a_body_of_another_kind_is_no_json(play: Play) -> None:
    async def attack(there: Scene) -> None:
        for lines in KINDS:
            for body in (
                b"--x\r\n\r\n{}",
                b"<a>" + TEXT.encode() + b"</a>",
                b"\x1f\x8b\x08" + b"x" * 50,
                "{}".encode("utf-16"),
            ):
                reply = await answered(there, post(body, *lines))
                assert status(reply) == 400
                keeps_quiet(there, reply)

    play(attack)
