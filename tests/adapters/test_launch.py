"""The command line and the environment of the model server: private, quick, and nobody else's secrets."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from adapters.base import Base
from adapters.launch import RAW_NAME, ServerOptions, arguments, environment, on_gpu, slot_rank

KEY = "server-key"


def options(**changes: Any) -> ServerOptions:
    return ServerOptions(**({"base": "x", "device": "cpu"} | changes))


def value(words: list[str], flag: str) -> str:
    return words[words.index(flag) + 1]


def test_it_listens_on_this_machine_only_and_with_a_key(base: Base) -> None:
    words = arguments(options(), base, 8111, 0)
    assert value(words, "--host") == "127.0.0.1"
    assert KEY not in " ".join(words)
    assert environment(options(), KEY)["VLLM_API_KEY"] == KEY


def test_the_raw_weights_have_a_name_that_nobody_asks_for(base: Base) -> None:
    assert value(arguments(options(), base, 8111, 0), "--served-model-name") == RAW_NAME != "base"


@pytest.mark.parametrize(("rank", "slots"), [(0, "16"), (4, "16"), (17, "32"), (33, "64")])
def test_slots_are_as_small_as_the_live_adapters_allow(base: Base, rank: int, slots: str) -> None:
    assert value(arguments(options(), base, 8111, rank), "--max-lora-rank") == slots


def test_a_rank_beyond_all_slots_gets_the_largest() -> None:
    assert slot_rank(10_000) == 512


@pytest.mark.parametrize(("asked", "length"), [(None, "512"), (256, "256"), (2048, "2048")])
def test_the_context_is_the_bases_own_unless_told(base: Base, asked: int | None, length: str) -> None:
    assert value(arguments(options(max_model_len=asked), base, 8111, 0), "--max-model-len") == length


def test_on_cpu_nothing_is_compiled_and_the_engine_shares_a_process(base: Base) -> None:
    assert "--enforce-eager" in arguments(options(), base, 8111, 0)
    env = environment(options(), KEY, {})
    assert env["VLLM_ENABLE_V1_MULTIPROCESSING"] == "0"
    assert env["VLLM_CPU_KVCACHE_SPACE"] == "1"
    assert int(env["OMP_NUM_THREADS"]) == max(1, len(os.sched_getaffinity(0)) - 1)


def test_on_a_gpu_vllm_keeps_its_own_ways(base: Base) -> None:
    assert "--enforce-eager" not in arguments(options(device="cuda"), base, 8111, 0)
    env = environment(options(device="cuda"), KEY, {})
    assert not {"VLLM_ENABLE_V1_MULTIPROCESSING", "VLLM_CPU_KVCACHE_SPACE", "OMP_NUM_THREADS"} & set(env)


def test_secrets_of_the_bot_stay_with_the_bot() -> None:
    outer = {
        "PATH": "/bin",
        "MAIEUTIC_DISCORD_TOKEN": "t",
        "MOODLE_PASSWORD": "p",
        "OPENAI_API_KEY": "k",
        "VLLM_API_KEY": "old",
        "MAIEUTIC_CLIENT_SECRET": "s",
    }
    env = environment(options(), KEY, outer)
    assert set(env.values()).isdisjoint({"t", "p", "k", "old", "s"})
    assert env["PATH"] == "/bin"


def test_nothing_is_fetched_or_reported_and_no_plugin_but_ours_is_loaded() -> None:
    env = environment(
        options(), KEY, {"PYTHONDONTWRITEBYTECODE": "1", "VLLM_PLUGINS": "lora_filesystem_resolver"}
    )
    assert (env["HF_HUB_OFFLINE"], env["VLLM_NO_USAGE_STATS"], env["DO_NOT_TRACK"]) == ("1", "1", "1")
    assert env["VLLM_PLUGINS"] == "maieutic_cpu_lora"
    assert "PYTHONDONTWRITEBYTECODE" not in env


def test_a_persons_own_number_of_threads_is_kept() -> None:
    assert environment(options(), KEY, {"OMP_NUM_THREADS": "3"})["OMP_NUM_THREADS"] == "3"


def test_the_device_is_as_told() -> None:
    assert on_gpu("cuda")
    assert not on_gpu("cpu")


def test_options_show_no_key() -> None:
    assert "hidden-one" not in repr(options(api_key="hidden-one", state_dir=Path("x")))
