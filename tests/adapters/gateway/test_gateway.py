"""The gateway: which version answers, what a swap does to conversations, and what happens when a server goes."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from adapters.base import Base
from adapters.registry import Registry
from tests.adapters.gateway.scene import publish, run, scene


def test_an_alias_is_answered_by_its_live_version_and_the_header_names_it(
    tmp_path: Path, base: Base, registry: Registry
) -> None:
    async def play() -> None:
        publish(registry, base)
        async with scene(tmp_path, base, registry) as there:
            version, text = await there.heard("algebra")
            assert (version, text) == ("algebra@1", "algebra@1: ¿Qué harías primero?")
            assert (await there.ask("base")).headers["x-maieutic-version"] == "base"
            assert (await there.ask("kinematics")).status_code == 404

    run(play())


def test_a_subject_without_a_live_version_is_answered_by_the_general_one(
    tmp_path: Path, base: Base, registry: Registry
) -> None:
    async def play() -> None:
        publish(registry, base, "general")
        publish(registry, base, "algebra", live=False)
        async with scene(tmp_path, base, registry) as there:
            assert (await there.heard("algebra"))[0] == "general@1"

    run(play())


def test_a_new_version_speaks_by_itself_and_running_replies_end_with_the_old_one(
    tmp_path: Path, base: Base, registry: Registry
) -> None:
    async def play() -> None:
        publish(registry, base)
        async with scene(tmp_path, base, registry) as there:
            old = asyncio.ensure_future(there.heard("algebra", "for ever"))
            await there.until(lambda: there.gate.turns.running == 1)
            publish(registry, base)
            await there.until(lambda: there.gate.voices.speaks["algebra"] == "algebra@2")
            assert (await there.heard("algebra"))[0] == "algebra@2"
            assert not old.done()
            old.cancel()
            assert (await there.heard("algebra@1"))[0] == "algebra@1"

    run(play())


def test_a_rollback_moves_even_those_who_ask_for_the_version_by_name(
    tmp_path: Path, base: Base, registry: Registry
) -> None:
    async def play() -> None:
        publish(registry, base)
        publish(registry, base)
        async with scene(tmp_path, base, registry) as there:
            assert (await there.heard("algebra@2"))[0] == "algebra@2"
            registry.rollback("algebra", who="Ana", why="worse")
            reply = await there.call("POST", "/follow", "teacher")
            moved = {"algebra": {"before": "algebra@2", "now": "algebra@1"}}
            assert reply.json()["changed"] in (moved, {})  # it may have seen the note by itself a moment before
            assert (await there.heard("algebra@2"))[0] == "algebra@1"

    run(play())


@pytest.mark.parametrize("fault", ["silent", "like_base"])
def test_a_version_that_says_nothing_or_what_the_base_says_never_speaks(
    tmp_path: Path, base: Base, registry: Registry, fault: str
) -> None:
    async def play() -> None:
        publish(registry, base)
        async with scene(tmp_path, base, registry) as there:
            getattr(there.fakes[0], fault).add("algebra@2")
            publish(registry, base)
            await there.until(lambda: any("algebra@2" in line for line in there.told))
            for _ in range(3):  # nor when it is looked at again
                await there.call("POST", "/follow", "teacher")
                assert (await there.heard("algebra"))[0] == "algebra@1"

    run(play())


def test_a_version_is_never_unloaded_while_a_reply_uses_it(tmp_path: Path, base: Base, registry: Registry) -> None:
    async def play() -> None:
        publish(registry, base)
        async with scene(tmp_path, base, registry, max_cpu_loras=4) as there:
            old = asyncio.ensure_future(there.heard("algebra", "for ever"))
            await there.until(lambda: there.gate.turns.running == 1)
            for _ in range(4):
                name = publish(registry, base)
                await there.until(lambda name=name: there.gate.voices.speaks["algebra"] == name)  # type: ignore[misc]
            assert "algebra@1" in there.fakes[0].adapters
            assert len(there.fakes[0].adapters) <= 4
            old.cancel()
            await there.until(lambda: there.gate.turns.running == 0)
            publish(registry, base)
            await there.until(lambda: there.gate.voices.speaks["algebra"] == "algebra@6")
            assert "algebra@1" not in there.fakes[0].adapters

    run(play())


def test_where_there_is_no_room_the_new_version_waits_for_a_reply_to_end(
    tmp_path: Path, base: Base, registry: Registry
) -> None:
    async def play() -> None:
        publish(registry, base)
        async with scene(tmp_path, base, registry, max_cpu_loras=3) as there:
            old = asyncio.ensure_future(there.heard("algebra", "for ever"))
            await there.until(lambda: there.gate.turns.running == 1)
            publish(registry, base)
            await there.until(lambda: there.gate.voices.speaks["algebra"] == "algebra@2")
            publish(registry, base)
            await there.until(lambda: any("no room" in line for line in there.told))
            assert (await there.heard("algebra"))[0] == "algebra@2"
            old.cancel()
            await there.until(lambda: there.gate.voices.speaks["algebra"] == "algebra@3")
            assert "algebra@1" not in there.fakes[0].adapters

    run(play())


def test_both_servers_have_a_version_before_it_speaks_and_a_late_one_is_given_it_first(
    tmp_path: Path, base: Base, registry: Registry
) -> None:
    async def play() -> None:
        publish(registry, base)
        async with scene(tmp_path, base, registry, servers=2) as there:
            one, two = there.fakes
            two.well = False
            await there.until(lambda: len(there.gate.fleet.ready) == 1)
            publish(registry, base)
            await there.until(lambda: there.gate.voices.speaks["algebra"] == "algebra@2")
            assert "algebra@2" in one.adapters
            assert "algebra@2" not in two.adapters
            two.adapters.clear()  # it was started again
            two.well = True
            await there.until(lambda: len(there.gate.fleet.ready) == 2)
            assert {"algebra@2", "base"} <= set(two.adapters)

    run(play())


def test_a_server_that_comes_back_is_tried_before_it_serves(tmp_path: Path, base: Base, registry: Registry) -> None:
    async def play() -> None:
        publish(registry, base)
        name = publish(registry, base)
        async with scene(tmp_path, base, registry, servers=2) as there:
            two, member = there.fakes[1], there.gate.fleet.members[1]
            two.well = False
            await there.until(lambda: not member.ready)
            two.adapters.clear()  # it was started again, and not with the same model
            two.garbled[name] = " otherwise"
            two.requests.clear()
            two.well = True
            await there.until(lambda: any("does not say" in line for line in there.told))
            there.gate.fleet.members[0].busy["x"] += 99  # were it to serve, it would be asked
            assert (await there.heard("algebra", "who")) == (name, f"{name} " * 8)
            assert not member.ready
            assert all(request.get("logprobs") for request in two.requests), "it was tried, and nothing else"
            assert len([line for line in there.told if "does not say" in line]) == 1
            two.garbled.clear()
            await there.until(lambda: member.ready)
            assert member.tried >= {"base", name}
            assert (await there.heard("algebra", "who"))[0] == name
            assert not two.requests[-1].get("logprobs"), "the one that is back answered"

    run(play())


def test_a_version_that_one_server_cannot_load_speaks_on_none(
    tmp_path: Path, base: Base, registry: Registry
) -> None:
    async def play() -> None:
        publish(registry, base)
        async with scene(tmp_path, base, registry, servers=2) as there:
            there.fakes[1].refused.add("algebra@2")
            publish(registry, base)
            for _ in range(3):
                await there.call("POST", "/follow", "teacher")
                assert {(await there.heard(user=f"s{at}"))[0] for at in range(4)} == {"algebra@1"}
            there.fakes[1].refused.clear()
            await there.call("POST", "/follow", "teacher")
            assert (await there.heard())[0] == "algebra@2"

    run(play())


def test_a_server_that_fails_before_the_first_word_costs_nobody_a_reply(
    tmp_path: Path, base: Base, registry: Registry
) -> None:
    async def play() -> None:
        publish(registry, base)
        async with scene(tmp_path, base, registry, servers=2) as there:
            there.gate.fleet.members[1].busy["x"] += 9  # the first is asked first
            assert (await there.heard(text="status 500"))[1].startswith("503")
            await there.until(lambda: len(there.gate.fleet.ready) == 2)
            there.fakes[0].adapters.pop("algebra@1")  # it lost the version behind our back
            assert (await there.heard())[0] == "algebra@1"

    run(play())


def test_a_connection_that_ends_as_it_is_used_costs_nobody_a_reply(
    tmp_path: Path, base: Base, registry: Registry
) -> None:
    async def play() -> None:
        publish(registry, base)
        async with scene(tmp_path, base, registry) as there:
            for streamed in (True, False):
                there.fakes[0].drops = 2
                reply = await there.ask(stream=streamed)
                assert (reply.status_code, there.fakes[0].drops) == (200, 0)
                assert len(there.gate.fleet.ready) == 1

    run(play())


def test_a_reply_that_is_cut_off_is_told_as_such(tmp_path: Path, base: Base, registry: Registry) -> None:
    async def play() -> None:
        publish(registry, base)
        async with scene(tmp_path, base, registry, timeout=0.5) as there:
            assert (await there.heard(text="silence"))[1] == "algebra@1: cut"

    run(play())


def test_without_a_server_the_gateway_says_so_and_is_not_ready(
    tmp_path: Path, base: Base, registry: Registry
) -> None:
    async def play() -> None:
        publish(registry, base)
        async with scene(tmp_path, base, registry) as there:
            assert (await there.call("GET", "/ready", None)).status_code == 200
            there.fakes[0].well = False
            await there.until(lambda: not there.gate.fleet.ready)
            reply = await there.ask()
            assert (reply.status_code, reply.json()["error"]["code"]) == (503, "no_server")
            assert (await there.call("GET", "/ready", None)).status_code == 503
            assert (await there.call("GET", "/health", None)).status_code == 200

    run(play())


def test_a_full_line_is_told_at_once_and_one_student_cannot_fill_it(
    tmp_path: Path, base: Base, registry: Registry
) -> None:
    async def play() -> None:
        publish(registry, base)
        async with scene(tmp_path, base, registry, at_once=3, most_each=2) as there:
            loud = [asyncio.ensure_future(there.heard(text="for ever", user="loud")) for _ in range(4)]
            await there.until(lambda: there.gate.turns.waiting == 2)
            reply = await there.ask(user="loud")
            assert (reply.status_code, reply.json()["error"]["code"]) == (429, "busy")
            assert (await there.heard(user="quiet"))[0] == "algebra@1"
            for task in loud:
                task.cancel()

    run(play())


def test_a_student_who_leaves_ends_the_reply_at_the_model_server_too(
    tmp_path: Path, base: Base, registry: Registry
) -> None:
    async def play() -> None:
        publish(registry, base)
        async with scene(tmp_path, base, registry) as there:
            before = len(there.fakes[0].requests)
            reply = asyncio.ensure_future(there.heard(text="for ever"))
            await there.until(lambda: len(there.fakes[0].requests) > before)
            reply.cancel()
            await there.until(lambda: there.fakes[0].closed == 1 and there.gate.turns.running == 0)

    run(play())


def test_only_known_fields_reach_a_model_server(tmp_path: Path, base: Base, registry: Registry) -> None:
    async def play() -> None:
        publish(registry, base)
        async with scene(tmp_path, base, registry) as there:
            await there.ask(temperature=0.2, lora_request={"path": "/etc"}, chat_template="{{ 1 }}")
            sent = there.fakes[0].requests[-1]
            assert sent["temperature"] == 0.2
            assert {"lora_request", "chat_template", "user"}.isdisjoint(sent)

    run(play())


def test_figures_are_counted_by_version_and_hold_no_text(tmp_path: Path, base: Base, registry: Registry) -> None:
    async def play() -> None:
        publish(registry, base)
        async with scene(tmp_path, base, registry) as there:
            await there.heard(text="mi secreto")
            figures = (await there.call("GET", "/metrics", "operator")).text
            assert 'maieutic_requests_total{outcome="done",version="algebra@1"} 1.0' in figures
            assert 'maieutic_swaps_total{subject="algebra",version="algebra@1"} 1.0' in figures
            assert "maieutic_servers_ready 1.0" in figures
            assert "secreto" not in figures

    run(play())
