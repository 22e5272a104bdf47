"""From a recipe to a reply: bases of three architectures are trained, published and served by the real vLLM.

The bases are tiny and random, so the replies mean nothing; that the adapter changes them does.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.base import find_base
from adapters.errors import WrongBase
from adapters.launch import ServerOptions, environment, installed
from adapters.registry import Registry
from adapters.server import Server
from bot.model import OpenAIBackend

pytestmark = [
    pytest.mark.server,
    pytest.mark.train,
    pytest.mark.timeout(900),
    pytest.mark.skipif(not installed(), reason="the light install neither trains nor serves"),
]
ARCHITECTURES = ("qwen3", "llama", "mistral")
RECIPE = {
    "subject": "algebra", "examples": 64, "held_out": 16, "epochs": 3, "batch": 8, "learning_rate": 0.02, "device": "cpu",
}  # fmt: skip


def program(module: str, *arguments: str | Path) -> list[str]:
    """The command line of a module of ours."""
    return [sys.executable, "-m", module, *map(str, arguments)]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the bases, and beside each a registry with the adapter trained on it."""
    folder = tmp_path_factory.mktemp("trained")
    recipe = folder / "small.yaml"
    recipe.write_text(json.dumps(RECIPE), encoding="utf-8")
    subprocess.run(
        program("tests.training.tiny_base", folder / "bases", *ARCHITECTURES), check=True, capture_output=True
    )
    bases = [folder / "bases" / f"tiny-{name}" for name in ARCHITECTURES]
    done = subprocess.run(
        program("tests.training.run_recipe", recipe, folder, *bases),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout.split()) == (0, ["algebra@1"] * 3), done.stderr
    return folder


def registry(place: Path, name: str) -> Registry:
    """The registry beside a base."""
    return Registry(place / f"tiny-{name}" / "registry")


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_every_architecture_learns_and_is_published_for_its_own_base(place: Path, name: str) -> None:
    base = find_base(place / "bases" / f"tiny-{name}")
    version = registry(place, name).load("algebra", 1, base=base)
    assert (version.card.base, version.card.base_digest) == (base.name, base.digest)
    assert version.card.scores["held_out_loss"] < version.card.scores["base_held_out_loss"] - 0.1


@pytest.mark.parametrize(("name", "other"), [("qwen3", "llama"), ("llama", "mistral"), ("mistral", "qwen3")])
def test_an_adapter_of_another_base_is_refused_by_name(place: Path, name: str, other: str) -> None:
    foreign = find_base(place / "bases" / f"tiny-{other}")
    own = registry(place, name)
    with pytest.raises(WrongBase) as caught:
        own.load("algebra", 1, base=foreign)
    for lang in ("es", "en"):
        said = caught.value.tell(lang)
        assert f"tiny-{name}" in said and f"tiny-{other}" in said and "MAIEUTIC_BASE" in said
    version = own.load("algebra", 1)
    with pytest.raises(WrongBase):
        Registry(place / "elsewhere").publish(
            version.folder, replace(version.card, version=0), base=foreign, who="Ana", why="by mistake"
        )
    assert Registry(place / "elsewhere").subjects() == ()


async def test_a_trained_adapter_answers_through_the_model_server(place: Path) -> None:
    options = ServerOptions(
        base=str(place / "bases" / "tiny-qwen3"), port=0, state_dir=place / "state",
        registry_dir=registry(place, "qwen3").root,
    )  # fmt: skip
    async with Server(options, lambda _notice: None) as server:
        backend = OpenAIBackend(f"{server.url}/v1", server.note().key, patience=60.0)
        note = server.note()
        assert note.model_for("algebra") == "algebra@1" == note.adapter_for("algebra")
        replies = await asyncio.gather(
            *(said(backend, model) for model in ("algebra@1", "base", "algebra@1", "base"))
        )
        await backend.aclose()
    # Three epochs on a random base may teach the adapter to end at once: it is the base that has to say something.
    assert replies[1] and replies[0] == replies[2] and replies[1] == replies[3]
    assert replies[0] != replies[1], "the adapter changes nothing"


async def said(backend: OpenAIBackend, model: str) -> str:
    """A greedy reply."""
    stream = backend.stream([("user", "Resuelve 5x + 7 = 22")], model=model, temperature=0.0, max_tokens=24)
    return "".join([piece async for piece in stream])


@pytest.mark.parametrize("name", ["llama", "mistral"])
def test_adapters_of_other_architectures_answer_too(place: Path, name: str) -> None:
    base = place / "bases" / f"tiny-{name}"
    adapter = registry(place, name).load("algebra", 1).folder
    env = environment(ServerOptions(base=str(base)), "unused") | {"PYTHONPATH": str(Path.cwd())}
    env.pop("PYTHONSAFEPATH")
    done = subprocess.run(
        program("tests.real.in_process", base, adapter), env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    replies = json.loads(done.stdout.strip().splitlines()[-1])
    assert replies["adapter"] and replies["adapter"] != replies["base"]
