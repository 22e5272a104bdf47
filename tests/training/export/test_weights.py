"""Adapters for other programs: read back by PEFT and transformers, and run by the real llama.cpp, token for token."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from adapters.base import EMBEDDED_BASE, find_base
from adapters.card import Card
from adapters.errors import UnknownVersion, WrongBase
from adapters.registry import Registry, Version
from training.dialogues import turns
from training.export import gguf_adapter, gguf_model
from training.export.chat_template import template
from training.export.command import Asked, run
from training.export.gguf_words import nearest
from training.export.place import NotExported

pytest.importorskip("peft", reason="the light install has no models")
pytestmark = [pytest.mark.train, pytest.mark.timeout(600), pytest.mark.filterwarnings("ignore")]

TOKENS = 40


def program(module: str, *arguments: str | Path, said: str = "") -> str:
    """What a program of ours prints."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    done = subprocess.run(command, input=said, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def prompts(count: int = 6) -> list[list[dict[str, str]]]:
    """What the tutor would send."""
    return [
        [{"role": role, "content": text} for role, text in turn.prompt]
        for turn in islice(turns(9, "algebra"), count)
    ]


def tokens_of(base: Path) -> tuple[Any, list[list[int]]]:
    """The tokenizer of a base, and the prompts as token ids."""
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(base)
    asked = [
        tokenizer.apply_chat_template(each, add_generation_prompt=True, return_dict=True)
        for each in prompts()
    ]
    return tokenizer, [list(each["input_ids"]) for each in asked]


def greedy(model: Any, ids: Sequence[list[int]]) -> list[list[int]]:
    """The tokens that a model adds to each prompt."""
    import torch

    with torch.no_grad():
        return [
            model.generate(torch.tensor([each]), max_new_tokens=TOKENS, do_sample=False)[
                0, len(each) :
            ].tolist()
            for each in ids
        ]


TIE = 0.02
"""Least lead of the best token, in logits, that another program is sure to find too."""


def least_lead(model: Any, ids: list[int]) -> float:
    """By how little the best token of a greedy reply leads the next one, in logits, where it is least."""
    import torch

    with torch.no_grad():
        found = model.generate(
            torch.tensor([ids]), max_new_tokens=TOKENS, do_sample=False, output_logits=True, return_dict_in_generate=True
        )
    tops = (logits[0].topk(2).values for logits in found.logits)
    return min(float(best - second) for best, second in tops)


def adapted(base: Path, adapter: Path) -> Any:
    """Base and adapter by PEFT, in float32."""
    import torch
    from peft import PeftModel
    from transformers import AutoModelForCausalLM

    model = AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32)
    return PeftModel.from_pretrained(model, adapter).eval()


def llama_cpp(tokenizer: Any, ids: object, model: Path, *adapter: Path) -> list[str]:
    """Greedy replies of llama.cpp."""
    out = program("tests.training.export.llama_cpp", model, *adapter, said=json.dumps(ids))
    return list(json.loads(out.splitlines()[-1]))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """The adapter that speaks for algebra, exported everywhere, with what base and adapter say by PEFT."""
    folder = tmp_path_factory.mktemp("exports")
    for name in ("peft", "merged", "ollama"):
        run(Asked("algebra", name, folder / name, 100, str(EMBEDDED_BASE)))
    tokenizer, ids = tokens_of(EMBEDDED_BASE)
    version = Registry().live("algebra")
    assert version is not None
    said = greedy(adapted(EMBEDDED_BASE, version.folder), ids)
    return SimpleNamespace(folder=folder, tokenizer=tokenizer, ids=ids, version=version, said=said)


def test_peft_reads_the_folder_and_it_says_the_same(place: SimpleNamespace) -> None:
    assert greedy(adapted(EMBEDDED_BASE, place.folder / "peft"), place.ids) == place.said
    config = json.loads((place.folder / "peft" / "adapter_config.json").read_text("utf-8"))
    assert config["base_model_name_or_path"] == place.version.card.base
    assert Card.from_json((place.folder / "peft" / "card.json").read_text("utf-8")) == place.version.card
    page = (place.folder / "peft" / "README.md").read_text("utf-8")
    assert page.startswith("---\nlibrary_name: peft\n") and place.version.card.base_digest in page


def test_the_merged_model_says_token_for_token_what_base_and_adapter_say(place: SimpleNamespace) -> None:
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    merged = place.folder / "merged"
    model = AutoModelForCausalLM.from_pretrained(merged, dtype="auto").eval()
    assert model.dtype == torch.float32
    assert greedy(model, place.ids) == place.said
    tokenizer = AutoTokenizer.from_pretrained(merged)
    asked = prompts()[0]
    assert tokenizer.apply_chat_template(asked, tokenize=False) == place.tokenizer.apply_chat_template(
        asked, tokenize=False
    )


def test_llama_cpp_says_the_same_with_base_and_adapter_and_merged(place: SimpleNamespace) -> None:
    wanted = [place.tokenizer.decode(said, skip_special_tokens=True) for said in place.said]
    folder = place.folder / "ollama"
    assert llama_cpp(place.tokenizer, place.ids, folder / "base.gguf", folder / "adapter.gguf") == wanted
    assert llama_cpp(place.tokenizer, place.ids, folder / "merged.gguf") == wanted
    assert llama_cpp(place.tokenizer, place.ids, folder / "base.gguf") != wanted


def test_the_gguf_adapter_holds_pefts_numbers_under_llama_cpps_names(place: SimpleNamespace) -> None:
    import numpy as np
    from gguf import GGUFReader
    from safetensors.numpy import load_file

    reader = GGUFReader(place.folder / "ollama" / "adapter.gguf")
    told = {name: reader.get_field(name).contents() for name in (
        "general.architecture", "general.type", "adapter.type", "adapter.lora.alpha")}  # fmt: skip
    assert told == {
        "general.architecture": "qwen3",
        "general.type": "adapter",
        "adapter.type": "lora",
        "adapter.lora.alpha": 32.0,
    }
    own = load_file(place.version.folder / "adapter_model.safetensors")
    found = {tensor.name: tensor.data for tensor in reader.tensors}
    assert len(found) == len(own) == 2 * 7 * 6
    for side in "ab":
        name = f"base_model.model.model.layers.3.mlp.gate_proj.lora_{side.upper()}.weight"
        np.testing.assert_array_equal(
            found[f"blk.3.ffn_gate.weight.lora_{side}"], own[name].astype(np.float32)
        )


def go(text: str, system: str, asked: str) -> str:
    """A template as Go would fill it in, as far as ours go, up to the reply."""
    before, _, rest = text.partition("{{ if .System }}")
    inside, _, after = rest.partition("{{ end }}")
    filled = before + (inside if system else "") + after
    return (
        filled.replace("{{ .System }}", system)
        .replace("{{ .Prompt }}", asked)
        .partition("{{ .Response }}")[0]
    )


@pytest.mark.parametrize("system", ["", "Eres tutor."])
def test_ollamas_template_writes_what_the_bases_own_writes(place: SimpleNamespace, system: str) -> None:
    chat = [{"role": "system", "content": system}] if system else []
    chat.append({"role": "user", "content": "2x = 4"})
    wanted = place.tokenizer.apply_chat_template(chat, tokenize=False, add_generation_prompt=True)
    assert go(template(EMBEDDED_BASE).go(), system, "2x = 4") == wanted


@pytest.mark.parametrize(("name", "first"), [
    ("Modelfile", ["FROM ./base.gguf", "ADAPTER ./adapter.gguf"]), ("Modelfile.merged", ["FROM ./merged.gguf"]),
])  # fmt: skip
def test_a_model_file_names_files_that_are_there(place: SimpleNamespace, name: str, first: list[str]) -> None:
    folder = place.folder / "ollama"
    text = (folder / name).read_text("utf-8")
    assert text.splitlines()[: len(first)] == first
    assert all((folder / line.split()[1]).is_file() for line in first)
    assert text.count('"""') == 2 and 'PARAMETER stop "<|im_end|>"' in text


def test_a_tokenizer_that_llama_cpp_lacks_is_owned_up_to(place: SimpleNamespace) -> None:
    assert nearest(EMBEDDED_BASE, ["Hello. There"]).agreement == 1.0
    assert nearest(EMBEDDED_BASE, ["en 3.º ESO, breve: ¿qué?"]).agreement == 0.0
    page = (place.folder / "ollama" / "README.md").read_text("utf-8")
    assert "cut alike" in page and "se corta igual" in page


@pytest.fixture(scope="module")
def others(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Bases of other architectures, each with two adapters in the registry: a plain one, and one with its own scales."""
    folder = tmp_path_factory.mktemp("others")
    program("tests.training.tiny_base", folder, "llama", "mistral")
    kinds = {
        "plain": {},
        "scaled": {"use_rslora": True, "alpha_pattern": {"q_proj": 24}, "rank_pattern": {"v_proj": 2}},
    }
    for name in ("llama", "mistral"):
        program(
            "tests.training.export.wild_adapter", folder / f"tiny-{name}", folder / name, json.dumps(kinds)
        )
    return folder


@pytest.mark.parametrize("name", ["llama", "mistral"])
@pytest.mark.parametrize("kind", ["plain", "scaled"])
def test_llama_cpp_says_the_same_for_other_architectures_and_scales(
    others: Path, tmp_path: Path, name: str, kind: str
) -> None:
    base, adapter = others / f"tiny-{name}", others / name / kind
    gguf_model.write(base, tmp_path / "base.gguf", base.name, "viking")
    gguf_adapter.write(adapter, base, tmp_path / "adapter.gguf")
    tokenizer, ids = tokens_of(base)
    model = adapted(base, adapter)
    wanted = [tokenizer.decode(said, skip_special_tokens=True) for said in greedy(model, ids)]
    said = llama_cpp(tokenizer, ids, tmp_path / "base.gguf", tmp_path / "adapter.gguf")
    other = [each for each, one, two in zip(ids, wanted, said, strict=True) if one != two]
    # Two programs add numbers up in another order: where the two best tokens are as good as equal, either may be taken.
    assert len(other) <= len(ids) // 3 and all(least_lead(model, each) < TIE for each in other), (said, wanted)


def published(base: Path, adapter: Path, registry: Registry) -> Version:
    """An adapter of a base in a registry."""
    model = find_base(base)
    card = Card(
        "algebra", 0, model.name, model.digest, "", {}, {}, {}, "2026-11-26T00:00:00+00:00", {}, "Ana"
    )
    return registry.publish(adapter, card, base=model, who="Ana", why="test")


def test_for_a_llama_ollama_gets_the_safetensors_adapter(others: Path, tmp_path: Path) -> None:
    registry = Registry(tmp_path / "registry")
    version = published(others / "tiny-llama", others / "llama" / "plain", registry)
    run(Asked(version.name, "ollama", tmp_path / "out", 40, str(others / "tiny-llama")), registry)
    text = (tmp_path / "out" / "Modelfile").read_text("utf-8")
    assert text.startswith("FROM ./base.gguf\nADAPTER ./adapter\n")
    assert {path.name for path in (tmp_path / "out" / "adapter").iterdir()} == {
        "adapter_config.json",
        "adapter_model.safetensors",
    }
    adapted(others / "tiny-llama", tmp_path / "out" / "adapter")


def test_another_base_than_the_adapters_is_refused_and_leaves_nothing(others: Path, tmp_path: Path) -> None:
    for destination in ("merged", "ollama"):
        with pytest.raises(WrongBase, match="tiny-llama"):
            run(Asked("algebra", destination, tmp_path / "out", 40, str(others / "tiny-llama")))
    assert list(tmp_path.iterdir()) == []


def test_a_base_that_is_not_known_is_refused_with_another_way(tmp_path: Path) -> None:
    from training.export.architecture import architecture

    for config in ({"model_type": "phi3"}, {"model_type": "llama", "rope_scaling": {"rope_type": "llama3"}}):
        with pytest.raises(NotExported, match="--as merged"):
            architecture(config)


def test_where_no_version_speaks_it_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(UnknownVersion, match="teach train algebra"):
        run(Asked("algebra", "peft", tmp_path / "out", 40, ""), Registry(tmp_path / "registry"))


@pytest.mark.parametrize("targets", ["all-linear", None, ["q_proj", "k_proj"]])
def test_a_version_of_which_little_is_known_goes_out_too(tmp_path: Path, targets: object) -> None:
    from tests.adapters import tiny

    base, registry = tiny.write_base(tmp_path / "base"), Registry(tmp_path / "registry")
    folder = tiny.write_adapter(tmp_path / "a", config=tiny.lora_config(target_modules=targets))
    version = published(base.folder, folder, registry)
    run(Asked(version.name, "peft", tmp_path / "out", 40, ""), registry)
    page = (tmp_path / "out" / "README.md").read_text("utf-8")
    named = ", ".join(sorted(targets)) if isinstance(targets, list) else str(targets or "?")
    assert f"alpha = 8; {named} |" in page and "| data sha256 | `?` |" in page
