"""A version for Ollama: the model file, the adapter in the form that Ollama takes for this base, and all in one file.

Ollama reads safetensors adapters for Llama and Gemma 2 only (`convert/convert.go`), so other bases get a GGUF adapter. From
0.34.1 on `ollama create` takes no adapter any more (ollama/ollama#14969), so wherever a GGUF of the whole can be made, there
is a second model file, `Modelfile.merged`, that needs none.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from adapters.base import Base, base_config, context_length
from adapters.registry import Version
from training.dataset import build
from training.export import gguf_adapter, gguf_model
from training.export.architecture import NAMES
from training.export.chat_template import template
from training.export.gguf_words import Way, nearest
from training.export.merged import merge
from training.export.peft_folder import copy, described
from training.export.place import NotExported
from training.export.source import Source

SAFETENSORS = ("llama", "mistral", "gemma2")
"""Kinds of base whose adapters Ollama converts itself."""
SHOWN = 60
"""Dialogues by which the ways of cutting text are compared."""


def write(source: Source, folder: Path) -> None:
    """Write Modelfile, Modelfile.merged and what they name. Raises NotExported, WrongBase, BaseMissing, UnknownVersion."""
    version, base = source.with_base()
    kind = str(base_config(base.folder).get("model_type", "?"))
    if kind not in (*NAMES, *SAFETENSORS):
        there = ", ".join(sorted({*NAMES, *SAFETENSORS}))
        raise NotExported(
            f"Para Ollama se exportan bases de arquitectura {there}; esta es {kind}. Usa --as merged.",
            f"Bases of the architectures {there} are exported to Ollama; this one is {kind}. Use --as merged.",
        )
    way = Way("", 1.0)
    if kind in SAFETENSORS:
        (folder / "adapter").mkdir()
        copy(version, folder / "adapter")
    else:
        gguf_adapter.write(version.folder, base.folder, folder / "adapter.gguf")
    if kind in NAMES:
        way = nearest(base.folder, _texts(source))
        gguf_model.write(base.folder, folder / "base.gguf", base.name, way.name)
        _write_merged(version, base, folder, way.name)
    adapter = "./adapter" if kind in SAFETENSORS else "./adapter.gguf"
    from_ = "./base.gguf" if kind in NAMES else base.name
    _model_file(folder / "Modelfile", base, [f"FROM {from_}", f"ADAPTER {adapter}"])
    if kind in NAMES:
        _model_file(folder / "Modelfile.merged", base, ["FROM ./merged.gguf"])
    described(
        version, "ollama", folder, adapter=adapter, whole=kind in NAMES, agreement=round(100 * way.agreement)
    )


def _write_merged(version: Version, base: Base, folder: Path, way: str) -> None:
    with TemporaryDirectory(dir=folder) as draft:
        merge(version, base, Path(draft))
        gguf_model.write(Path(draft), folder / "merged.gguf", version.name, way)


def _model_file(path: Path, base: Base, first: list[str]) -> None:
    parts = template(base.folder)
    lines = [*first, f'TEMPLATE """{parts.go()}"""', "PARAMETER temperature 0"]
    lines += [f'PARAMETER stop "{mark}"' for mark in (parts.after_said.strip(),) if mark]
    if (context := context_length(base.folder)) is not None:
        lines.append(f"PARAMETER num_ctx {min(context, 4096)}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _texts(source: Source) -> list[str]:
    """What the tutor sends and hears, to compare ways of cutting by."""
    found = build(source.recipe().model_copy(update={"examples": SHOWN, "held_out": 0}), lambda _: 0)
    return [each["content"] for example in found.train for each in example]
