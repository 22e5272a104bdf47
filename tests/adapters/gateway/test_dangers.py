"""What goes wrong in a model server without a word, and what keeps each of it away from the students.

vLLM 0.32 does all of this with an answer of 200 or none at all. `DANGERS` says of each by what it is kept away, and by which
tests it is noticed if that is taken away.
"""

from __future__ import annotations

import ast
import asyncio
import json
import shutil
from pathlib import Path

import pytest

from adapters import disk
from adapters.base import Base
from adapters.errors import RejectedAdapter
from adapters.registry import Registry
from tests.adapters import tiny
from tests.adapters.fake_vllm import FakeVllm, serving
from tests.adapters.gateway.scene import SERVER_KEY, publish, run, scene

TESTS = Path(__file__).parents[2]
DANGERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "a seeded request whose prompt is read in parts ends the server (CPU)": (
        "a seed is taken and not passed on",
        ("adapters/gateway/test_dangers.py::test_neither_a_seed_nor_who_asks_reaches_the_model_server",),
    ),
    "base rows of a batch get the last adapter's weights (CPU)": (
        "a plugin; `base` is an adapter of zeros, and the weights without one have a name that nobody asks for",
        (
            "real/test_mixed_batch.py::test_every_row_of_a_mixed_batch_says_what_it_says_alone",
            "real/test_mixed_batch.py::test_without_the_plugin_the_base_speaks_wrongly_beside_adapters",
            "real/test_server.py::test_replies_are_the_same_alone_and_in_a_mixed_batch",
            "adapters/gateway/test_dangers.py::test_the_weights_without_an_adapter_are_never_asked",
        ),
    ),
    "an adapter that was pushed out and cannot be read again ends the server": (
        "never more names than the server holds at once, those of a gateway before included; folders are not removed",
        (
            "adapters/gateway/test_gateway.py::test_a_version_is_never_unloaded_while_a_reply_uses_it",
            "adapters/gateway/test_dangers.py::test_names_that_another_gateway_left_count_as_names",
            "adapters/gateway/test_dangers.py::test_a_server_that_is_given_everything_again_is_not_given_too_much",
            "adapters/test_server.py::test_never_more_names_than_the_server_can_hold",
        ),
    ),
    "a reload in place changes running replies, and costs a read of the folder a token": (
        "a new version has a new name; no request asks for it in place",
        (
            "adapters/gateway/test_dangers.py::test_nothing_is_loaded_in_place_and_no_name_gets_another_folder",
            "adapters/gateway/test_swaps.py::test_the_same_students_notice_a_reload_in_place",
            "real/test_gateway.py::test_replies_under_swaps_are_each_exactly_one_versions",
        ),
    ),
    "the same name and folder with other weights answers from the old one's cache": (
        "a folder a version, written once; a number is given once; files are checked before each load",
        (
            "adapters/test_registry.py::test_the_number_of_a_removed_version_is_not_given_again",
            "adapters/test_registry.py::test_a_version_that_was_tampered_with_is_refused",
            "adapters/gateway/test_swaps.py::test_a_version_whose_files_were_changed_never_speaks",
            "adapters/gateway/test_dangers.py::test_nothing_is_loaded_in_place_and_no_name_gets_another_folder",
            "adapters/gateway/test_dangers.py::test_a_name_with_another_folder_is_loaded_anew",
        ),
    ),
    "routes without a key load adapters and generate text": (
        "the server listens on this machine only and has a key of its own; the gateway has no other routes",
        (
            "adapters/test_launch.py::test_it_listens_on_this_machine_only_and_with_a_key",
            "adapters/gateway/test_attacks.py::test_no_route_of_a_model_server_is_reachable_with_any_key",
            "adapters/gateway/test_attacks.py::test_the_list_above_has_every_route_of_the_installed_model_server",
            "adapters/gateway/test_service.py::test_its_model_server_is_reached_through_it_alone",
        ),
    ),
    "a server whose engine died ends with code 0": (
        "it is started again whatever its code",
        ("adapters/test_server.py::test_a_server_that_dies_with_code_0_is_started_again_with_all_it_had",),
    ),
    "weights that are no numbers load, and answer nothing": (
        "adapters are examined when published and before they are loaded; a probe has to say something",
        (
            "adapters/test_examine.py::test_undefined_numbers_are_refused",
            "adapters/gateway/test_dangers.py::test_a_folder_that_was_put_into_the_registry_is_examined_before_it_is_loaded",
            "adapters/gateway/test_gateway.py::test_a_version_that_says_nothing_or_what_the_base_says_never_speaks",
        ),
    ),
    "a rank other than the config's loads": (
        "shapes are compared with config and base",
        (
            "adapters/test_examine.py::test_tensors_that_the_base_does_not_know_are_refused",
            "adapters/gateway/test_dangers.py::test_a_folder_that_was_put_into_the_registry_is_examined_before_it_is_loaded",
        ),
    ),
    "a layer that the base lacks loads, and changes nothing": (
        "layers are compared with the base; a probe has to differ from the base",
        (
            "adapters/test_examine.py::test_tensors_that_the_base_does_not_know_are_refused",
            "adapters/gateway/test_dangers.py::test_a_folder_that_was_put_into_the_registry_is_examined_before_it_is_loaded",
            "adapters/gateway/test_gateway.py::test_a_version_that_says_nothing_or_what_the_base_says_never_speaks",
        ),
    ),
    "a name unloaded between choosing it and asking for it answers 404": (
        "requests are counted by name; one that waited is given its version again",
        (
            "adapters/gateway/test_gateway.py::test_a_version_is_never_unloaded_while_a_reply_uses_it",
            "adapters/gateway/test_dangers.py::test_a_version_that_was_unloaded_while_a_request_for_it_waited_is_loaded_again",
            "adapters/gateway/test_dangers.py::test_no_request_chooses_a_version_that_is_being_unloaded",
            "adapters/gateway/test_dangers.py::test_a_server_that_lost_its_versions_unseen_is_given_them_again",
        ),
    ),
    "an engine that dies in a reply ends the stream as if it were whole": (
        "a stream without its end, or with an error in it, is told as cut; one that had not begun is asked again",
        (
            "adapters/gateway/test_leaks.py::test_an_error_within_a_stream_is_told_in_our_own_words",
            "adapters/gateway/test_leaks.py::test_an_error_before_the_first_word_of_a_stream_is_no_reply",
            "adapters/gateway/test_dangers.py::test_a_reply_in_one_piece_that_is_cut_off_is_asked_again_elsewhere",
        ),
    ),
    "a model's name that is a path is loaded from there": (
        "names are aliases and versions of the registry only; the resolver plugin is not on",
        (
            "adapters/gateway/test_closed.py::test_a_name_that_is_no_alias_or_version_loads_nothing",
            "adapters/gateway/test_attacks.py::test_ten_thousand_unknown_names_load_nothing_and_leave_nothing",
            "adapters/test_launch.py::test_nothing_is_fetched_or_reported_and_no_plugin_but_ours_is_loaded",
        ),
    ),
    "the list of models tells folders": (
        "the gateway's own list has names alone",
        ("adapters/gateway/test_dangers.py::test_no_list_tells_where_anything_lies",),
    ),
}


def test_every_danger_has_tests_that_are_there() -> None:
    for _, tests in DANGERS.values():
        assert tests
        for test in tests:
            file, _, name = test.partition("::")
            tree = ast.parse((TESTS / file).read_text("utf-8"))
            assert name in {
                node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            }, test


def test_the_weights_without_an_adapter_are_never_asked(
    tmp_path: Path, base: Base, registry: Registry
) -> None:
    async def play() -> None:
        publish(registry, base)
        async with scene(tmp_path, base, registry) as there:
            publish(registry, base)
            await there.call("POST", "/follow", "teacher")
            for model in ("base", "algebra", "algebra@1", "general"):
                assert (await there.ask(model)).status_code == 200
            assert (await there.ask("without-adapters")).status_code == 404
            asked = {request["model"] for request in there.fakes[0].requests}
            assert asked == {"base", "algebra@1", "algebra@2"}
            folder = Path(there.fakes[0].adapters["base"])
            data = (folder / "adapter_model.safetensors").read_bytes()
            start = 8 + int.from_bytes(data[:8], "little")
            assert not any(data[start:]), "the base's adapter changes nothing"

    run(play())


def test_neither_a_seed_nor_who_asks_reaches_the_model_server(tmp_path: Path, base: Base, registry: Registry) -> None:
    async def play() -> None:
        publish(registry, base)
        async with scene(tmp_path, base, registry) as there:
            assert (await there.ask("algebra", seed=7)).status_code == 200
            assert not any({"seed", "user"} & set(request) for request in there.fakes[0].requests)

    run(play())


def test_names_that_another_gateway_left_count_as_names(
    tmp_path: Path, base: Base, registry: Registry
) -> None:
    async def play() -> None:
        names = [publish(registry, base) for _ in range(6)]
        fake = FakeVllm("without-adapters", str(base.folder), SERVER_KEY)
        for number, name in enumerate(names[:4], 1):
            fake.adapters[name] = str(registry.load("algebra", number).folder)
        async with (
            serving(fake) as url,
            scene(tmp_path, base, registry, servers=0, more=[url], max_cpu_loras=5) as there,
        ):
            assert (await there.heard())[0] == "algebra@6"
            assert (await there.heard("algebra@1"))[0] == "algebra@1"
            assert {"base", "algebra@6", "algebra@1"} <= set(fake.adapters)
        assert fake.most_names <= 5

    run(play())


def test_a_server_that_is_given_everything_again_is_not_given_too_much(
    tmp_path: Path, base: Base, registry: Registry
) -> None:
    async def play() -> None:
        for _ in range(4):
            publish(registry, base)
        async with scene(tmp_path, base, registry, max_cpu_loras=4) as there:
            fake = there.fakes[0]
            for number in (1, 2, 3):
                await there.heard(f"algebra@{number}")
            folder = registry.load("algebra", 3).folder
            fake.well = False
            await there.until(lambda: not there.gate.fleet.ready)
            fake.adapters = {f"kinematics@{number}": str(folder) for number in (1, 2)} | {
                "algebra@4": str(folder)
            }
            fake.most_names = 0
            fake.well = True
            await there.until(lambda: bool(there.gate.fleet.ready))
            assert (await there.heard())[0] == "algebra@4"
            assert fake.most_names <= 4
            assert fake.adapters["algebra@4"] == str(registry.load("algebra", 4).folder)

    run(play())


def test_nothing_is_loaded_in_place_and_no_name_gets_another_folder(
    tmp_path: Path, base: Base, registry: Registry
) -> None:
    async def play() -> None:
        for _ in range(3):
            publish(registry, base)
        async with scene(tmp_path, base, registry, max_cpu_loras=3) as there:
            for at in range(9):
                registry.point("algebra", 1 + at % 3, who="Ana", why="try")
                await there.call("POST", "/follow", "teacher")
            loads = there.fakes[0].loads
            assert len(loads) > 6, "versions come and go"
            assert all(set(load) == {"lora_name", "lora_path"} for load in loads)
            pairs = {(load["lora_name"], load["lora_path"]) for load in loads}
            assert len({name for name, _ in pairs}) == len({path for _, path in pairs}) == len(pairs)

    run(play())


def test_a_name_with_another_folder_is_loaded_anew(tmp_path: Path, base: Base, registry: Registry) -> None:
    async def play() -> None:
        publish(registry, base)
        fake = FakeVllm("without-adapters", str(base.folder), SERVER_KEY)
        fake.adapters |= {"base": "/elsewhere/base", "algebra@1": "/elsewhere/algebra/1"}
        async with serving(fake) as url, scene(tmp_path, base, registry, servers=0, more=[url]) as there:
            assert (await there.heard())[0] == "algebra@1"
            assert fake.adapters["algebra@1"] == str(registry.load("algebra", 1).folder)
            assert "elsewhere" not in fake.adapters["base"]

    run(play())


def _put(registry: Registry, base: Base, fault: str) -> None:
    """Version 2 of algebra, copied into the registry by hand with digests that fit."""
    folder = registry.root / "algebra" / "2"
    shutil.copytree(registry.load("algebra", 1).folder, folder)
    for path in folder.iterdir():
        path.chmod(0o644)
    weights = folder / "adapter_model.safetensors"
    data = weights.read_bytes()
    if fault == "no numbers":
        weights.write_bytes(data[:-2] + b"\xc0\x7f")
    elif fault == "another rank":
        tiny.write_tensors(weights, tiny.lora_shapes(8))
    else:
        tiny.write_tensors(
            weights, {name.replace("layers.1.", "layers.7."): s for name, s in tiny.lora_shapes().items()}
        )
    names = ("adapter_config.json", "adapter_model.safetensors", "card.json")
    (folder / "digests.json").write_text(json.dumps({name: disk.sha256(folder / name) for name in names}))


@pytest.mark.parametrize("fault", ["no numbers", "another rank", "a layer too many"])
def test_a_folder_that_was_put_into_the_registry_is_examined_before_it_is_loaded(
    tmp_path: Path, base: Base, registry: Registry, fault: str
) -> None:
    async def play() -> None:
        publish(registry, base)
        _put(registry, base, fault)
        registry.point("algebra", 2, who="Ana", why="by hand")
        async with scene(tmp_path, base, registry) as there:
            assert any("algebra@2" in line for line in there.told)
            assert (await there.ask("algebra@2")).headers["x-maieutic-version"] == "base"
            assert [load["lora_name"] for load in there.fakes[0].loads] == ["base"]

    run(play())
    assert issubclass(RejectedAdapter, Exception)


def test_a_version_that_was_unloaded_while_a_request_for_it_waited_is_loaded_again(
    tmp_path: Path, base: Base, registry: Registry
) -> None:
    async def play() -> None:
        publish(registry, base)
        async with scene(tmp_path, base, registry, at_once=1, max_cpu_loras=3) as there:
            first = asyncio.ensure_future(there.heard("base", "for ever", user="first"))
            await there.until(lambda: there.gate.turns.running == 1)
            waiting = asyncio.ensure_future(there.heard("algebra@1", user="waits"))
            await there.until(lambda: there.gate.turns.waiting == 1)
            for _ in range(2):
                publish(registry, base)
                await there.call("POST", "/follow", "teacher")
            assert "algebra@1" not in there.fakes[0].adapters
            first.cancel()
            assert await waiting == ("algebra@1", "algebra@1: ¿Qué harías primero?")

    run(play())


def test_no_request_chooses_a_version_that_is_being_unloaded(tmp_path: Path, base: Base, registry: Registry) -> None:
    async def play() -> None:
        publish(registry, base)
        publish(registry, base)
        async with scene(tmp_path, base, registry, max_cpu_loras=3) as there:
            assert (await there.heard("algebra@1"))[0] == "algebra@1"
            there.fakes[0].may_unload.clear()
            publish(registry, base)
            await there.until(lambda: "algebra@1" not in there.fakes[0].adapters)
            asked = asyncio.ensure_future(there.heard("algebra@1"))
            assert (await there.heard("algebra"))[0] == "algebra@2"
            assert there.gate.fleet.ready, "nothing was asked for in vain"
            there.fakes[0].may_unload.set()
            assert (await asked)[1].endswith("¿Qué harías primero?")

    run(play())


def test_a_server_that_lost_its_versions_unseen_is_given_them_again(
    tmp_path: Path, base: Base, registry: Registry
) -> None:
    async def play() -> None:
        publish(registry, base)
        async with scene(tmp_path, base, registry) as there:
            there.fakes[0].adapters.clear()  # it was started again between two looks
            assert (await there.ask()).status_code == 503
            await there.until(lambda: bool(there.gate.fleet.ready))
            assert (await there.heard())[0] == "algebra@1"

    run(play())


def test_a_reply_in_one_piece_that_is_cut_off_is_asked_again_elsewhere(
    tmp_path: Path, base: Base, registry: Registry
) -> None:
    async def play() -> None:
        publish(registry, base)
        async with scene(tmp_path, base, registry, servers=2) as there:
            there.fakes[0].halves = True
            there.gate.fleet.members[1].busy["x"] += 9  # the first is asked first
            reply = await there.ask()
            assert reply.json()["choices"][0]["message"]["content"] == "algebra@1"
            assert there.fakes[0].requests[-1] == there.fakes[1].requests[-1]

    run(play())


def test_no_list_tells_where_anything_lies(tmp_path: Path, base: Base, registry: Registry) -> None:
    async def play() -> None:
        publish(registry, base)
        async with scene(tmp_path, base, registry, servers=2) as there:
            for path in ("/v1/models", "/versions", "/metrics", "/ready", "/health"):
                text = (await there.call("GET", path, "operator")).text
                assert str(tmp_path) not in text
                assert SERVER_KEY not in text
                assert there.gate.options.servers[0].removeprefix("http://") not in text

    run(play())
