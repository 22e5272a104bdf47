"""Fine-tuning of one LoRA adapter with TRL and PEFT: from examples, and then from pairs where the recipe asks for them.

All linear layers, loss on the assistant's tokens only, nothing cut, no telemetry, works offline. A run that was
stopped goes on from its last whole checkpoint to the same result, if recipe, base and examples are still the same.
The result is a plain PEFT folder; publishing it is `training.publish`'s affair.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import time
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from adapters.base import base_config, base_digest, context_length, parameters
from adapters.likeness import ASKED, TOKENS, Token, likeness, named
from adapters.registry import WORDING
from training import arguments, pairs, preference
from training.dataset import Dataset, Source, build
from training.pretrain.progress import Bar, left
from training.recipe import Recipe
from training.run_folder import same_run
from training.wording import learned
from tutoring.sentence import OperatorError, Sentence, operator_lang, say

MARK = "run.json"
_UNWRITTEN = re.compile(r"PytorchStreamWriter|file write failed|No space left|File too large|os error (?:27|28)")
"""How torch and safetensors tell that a disk is full; neither does it by an OSError."""
LARGE = 1_000_000_000
"""Parameters above which activations are computed twice rather than kept (gradient checkpointing)."""


SMALL = 100_000_000
"""Parameters below which a model is held to the words that it learned (`tutoring.wording`)."""


class TrainingError(OperatorError):
    """A training cannot start or go on here; the message says what to change."""


@dataclass(frozen=True, slots=True)
class Trained:
    """What a run left: the adapter's folder, what it learned from, its figures, and what it is known by."""

    folder: Path
    dataset: Dataset
    scores: Mapping[str, Any]
    likeness: Mapping[str, Any] = field(default_factory=dict)


def quiet() -> None:
    """No telemetry, no network: to be called before any library of the hub is imported."""
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    os.environ.setdefault("TRL_EXPERIMENTAL_SILENCE", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")


def train(
    recipe: Recipe,
    base: Path,
    work: Path,
    threads: int | None = None,
    source: Source | None = None,
    parent: Path | None = None,
    judged: Sequence[pairs.Pair] = (),
) -> Trained:
    """Train one adapter of `recipe` on the base model in `base`; files go under `work`.

    Progress is shown on standard error. `threads`: of the processor, by default all cores. `source`: turns other than the
    recipe's usual ones. `parent`: the folder of an adapter whose weights it starts from. `judged`: pairs of replies that a
    class judged, learned from with the recipe's own. Raises TrainingError and RecipeError.
    """
    quiet()
    os.environ.setdefault("HF_HUB_OFFLINE", "1")  # the base is a folder here: nothing is left to fetch
    gpu = _prepare(recipe, threads)
    tokenizer = tokenizer_of(base)
    limit = min(recipe.max_length, context_length(base) or recipe.max_length)
    dataset = build(
        recipe.model_copy(update={"max_length": limit}), lambda example: len(_ids(tokenizer, example)), source
    )
    say(_examples(recipe, dataset, limit))
    run = _run_folder(work, recipe, base, dataset, parent)
    with _told_errors(recipe):
        model = _model(base, gpu, recipe.quantize == "4bit")
        trainer = make_trainer(recipe, model, tokenizer, dataset, run, gpu, parent)
        _go_on(trainer, run)
        preferred = _prefer(recipe, trainer.model, tokenizer, limit, run / "pairs", judged, gpu) if recipe.pairs else {}
        scores = _scores(trainer) | preferred
        known = likeness(greedy(trainer.model, tokenizer))
        folder = work / "adapter"
        shutil.rmtree(folder, ignore_errors=True)
        # The vocabulary is the base's: an adapter that carried embeddings would be refused by the model server.
        trainer.model.save_pretrained(folder, save_embedding_layers=False)
        if parameters(base) < SMALL:
            replies = ((about, chat[-1]["content"]) for about, chat in zip(dataset.topics, dataset.train, strict=True))
            (folder / WORDING).write_bytes(learned(recipe.subject, replies, parent).to_bytes())
    return Trained(folder, dataset, scores, known)


def make_trainer(
    recipe: Recipe,
    model: Any,
    tokenizer: Any,
    dataset: Dataset,
    run: Path,
    gpu: bool = False,
    parent: Path | None = None,
) -> Any:
    """The TRL trainer of a run, nothing trained yet; checkpoints go into `run`."""
    import datasets
    from peft import LoraConfig, PeftModel
    from transformers import PrinterCallback
    from trl import SFTConfig, SFTTrainer

    datasets.disable_progress_bars()
    if not gpu:
        score_answers_alone()
    lora: LoraConfig | None = LoraConfig(
        r=recipe.rank, lora_alpha=recipe.alpha, lora_dropout=recipe.dropout, target_modules="all-linear",
        task_type="CAUSAL_LM",
    )  # fmt: skip
    if parent is not None:
        model, lora = PeftModel.from_pretrained(model, parent, is_trainable=True), None
    config = SFTConfig(
        **arguments.shared(recipe, model, run, gpu), num_train_epochs=recipe.epochs, learning_rate=recipe.learning_rate,
        packing=False, assistant_only_loss=True, gradient_checkpointing=model.num_parameters() > LARGE,
    )  # fmt: skip
    held = as_table(dataset.held_out) if dataset.held_out else None
    trainer = SFTTrainer(
        model=model, args=config, train_dataset=as_table(dataset.train), eval_dataset=held,
        processing_class=tokenizer, peft_config=lora, callbacks=[_progress(recipe.subject)],
    )  # fmt: skip
    trainer.remove_callback(PrinterCallback)  # it writes on standard output
    return trainer


def score_answers_alone() -> None:
    """Let TRL project onto the vocabulary the positions that count towards the loss, and no others, on the processor too.

    It does so by itself where it has Triton; elsewhere it scores every position, so that compilers of fixed shapes need not
    compile anew for each batch (`trl.trainer.utils.add_fused_lm_head`). Nothing is compiled here, and of a turn of the
    tutor's about one position in five counts. The loss is the same; a TRL without that switch trains as it is.
    """
    from trl.trainer import utils

    if hasattr(utils, "_use_triton"):
        utils._use_triton = lambda _device: True


def _go_on(trainer: Any, run: Path) -> None:
    """Train to the end, from the last whole checkpoint where there is one."""
    last = last_checkpoint(run)
    trainer.train(resume_from_checkpoint=str(last) if last else None)


def _prefer(
    recipe: Recipe, model: Any, tokenizer: Any, limit: int, run: Path, judged: Sequence[pairs.Pair], gpu: bool
) -> dict[str, float]:
    """Learn from pairs; figures on unseen ones, and how many pairs were the class's."""
    within = recipe.model_copy(update={"max_length": limit})
    found = pairs.build(within, lambda chat: len(_ids(tokenizer, chat)), judged)
    if not all(found):
        raise TrainingError(
            f"Casi ningún par de respuestas cabe en {limit} tokens: sube `max_length` o pon `pairs: 0`.",
            f"Hardly any pair of replies fits into {limit} tokens: raise `max_length`, or put `pairs: 0`.",
        )
    own = sum(pair in judged for pair in found[0])
    say(preference.told(len(found[0]) - own, own))
    preference.forget_others(run, found[0])
    trainer = preference.make_trainer(
        within, model, tokenizer, found, run, _progress(f"{recipe.subject} ({len(found[0])} ≻)"), gpu
    )
    _go_on(trainer, run)
    scores = preference.scores(trainer) | ({"judged_pairs": own} if judged else {})
    preference.settle(model)
    return scores


def as_table(examples: tuple[list[dict[str, str]], ...]) -> Any:
    """Examples as the table that TRL reads."""
    from datasets import Dataset as Rows

    return Rows.from_list([{"messages": example} for example in examples])


def last_checkpoint(run: Path) -> Path | None:
    """The newest checkpoint that was written to its end: the trainer's state is the last of its files."""
    found = sorted(run.glob("checkpoint-*"), key=lambda path: int(path.name.rpartition("-")[2]))
    return next((path for path in reversed(found) if _whole(path)), None)


def _whole(checkpoint: Path) -> bool:
    try:
        json.loads((checkpoint / "trainer_state.json").read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return (checkpoint / "adapter_model.safetensors").is_file() and (checkpoint / "optimizer.pt").is_file()


def _run_folder(
    work: Path, recipe: Recipe, base: Path, dataset: Dataset, parent: Path | None = None
) -> Path:
    """Where checkpoints go; those of another recipe, base or data are thrown away."""
    run = work / "run"
    mark = {"recipe": recipe.model_dump(), "base": base_digest(base), "data": dataset.digest}
    mark |= {"parent": "/".join(parent.parts[-2:])} if parent is not None else {}
    text = json.dumps(mark, sort_keys=True)
    if same_run(run, MARK, text) and (last := last_checkpoint(run)):
        step = last.name.rpartition("-")[2]
        say(Sentence(f"sigue desde el paso {step}", f"going on from step {step}"))
    return run


def _prepare(recipe: Recipe, threads: int | None) -> bool:
    """Set torch up; whether a GPU is used."""
    try:
        import peft  # noqa: F401
        import torch
        import trl  # noqa: F401
    except ImportError:
        raise TrainingError(
            "Esta instalación ligera no entrena: instala la completa con `make test` o `make run`.",
            "This light install does not train: get the full one with `make test` or `make run`.",
        ) from None
    import transformers

    # PEFT looks for the base by its name; that the vocabulary is the base's is known.
    warnings.filterwarnings("ignore", message="Could not find a config file")
    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    there = bool(torch.cuda.is_available())
    if recipe.device == "cuda" and not there:
        raise TrainingError(
            "La receta pide `device: cuda` y aquí no hay GPU que torch pueda usar. Pon `device: auto` para entrenar "
            "con el procesador, o instala el controlador de NVIDIA.",
            "The recipe asks for `device: cuda`, and there is no GPU here that torch can use. Put `device: auto` to "
            "train on the processor, or install NVIDIA's driver.",
        )
    gpu = there and recipe.device != "cpu"
    if recipe.quantize != "none":
        _check_quantizer(gpu)
    if threads:
        torch.set_num_threads(threads)
    return gpu


def _check_quantizer(gpu: bool) -> None:
    """Raise TrainingError where a base cannot be held in four bits."""
    if not gpu:
        raise TrainingError(
            "`quantize: 4bit` (QLoRA) necesita una GPU de NVIDIA: en el procesador es más lento y no ahorra. Pon "
            "`quantize: none`, o un modelo base más pequeño.",
            "`quantize: 4bit` (QLoRA) needs an NVIDIA GPU: on the processor it is slower and saves nothing. Put "
            "`quantize: none`, or a smaller base model.",
        )
    if importlib.util.find_spec("bitsandbytes") is None:
        raise TrainingError(
            "`quantize: 4bit` necesita bitsandbytes, que trae la instalación para GPU (requirements/cuda.lock).",
            "`quantize: 4bit` needs bitsandbytes, which comes with the install for a GPU (requirements/cuda.lock).",
        )


def tokenizer_of(base: Path) -> Any:
    """The tokenizer of a base, with a chat template. Raises TrainingError."""
    from transformers import AutoTokenizer

    try:
        tokenizer = AutoTokenizer.from_pretrained(base)
    except (OSError, ValueError, KeyError) as error:
        raise TrainingError(
            f"El modelo base {base} no trae un tokenizador que se pueda leer ({type(error).__name__}).",
            f"The base model {base} has no tokenizer that can be read ({type(error).__name__}).",
        ) from None
    if not tokenizer.chat_template:
        raise TrainingError(
            f"El modelo base {base} no tiene plantilla de chat: elige su variante «instruct» o «chat».",
            f"The base model {base} has no chat template: choose its instruct or chat variant.",
        )
    return tokenizer


def _model(base: Path, gpu: bool, four_bits: bool = False) -> Any:
    """The base model: float32 on the processor, bfloat16 on a GPU that has it, or there in four bits (the adapter is float32
    on all)."""
    import torch
    from safetensors import SafetensorError
    from transformers import AutoModelForCausalLM

    dtype = torch.bfloat16 if gpu and torch.cuda.is_bf16_supported() else torch.float32
    more = {"quantization_config": quantization(dtype), "device_map": {"": 0}} if four_bits else {}
    try:
        return AutoModelForCausalLM.from_pretrained(base, dtype=dtype, **more)
    except (OSError, ValueError, KeyError, SafetensorError) as error:
        kind = base_config(base).get("model_type", "?")
        raise TrainingError(
            f"No se puede cargar el modelo base {base} (arquitectura {kind}): {_first_line(error)}",
            f"The base model {base} (architecture {kind}) cannot be loaded: {_first_line(error)}",
        ) from None


def quantization(dtype: Any) -> Any:
    """Four bits as QLoRA has them: NF4, its constants quantized too, and products in `dtype`."""
    from transformers import BitsAndBytesConfig

    return BitsAndBytesConfig(
        load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_use_double_quant=True, bnb_4bit_compute_dtype=dtype
    )


def greedy(model: Any, tokenizer: Any) -> list[list[Token]]:
    """What a model says to the questions by which a gateway will know it again."""
    import torch

    model.eval()
    return [_greedy(torch, model, tokenizer, question) for question in ASKED]


def _greedy(torch: Any, model: Any, tokenizer: Any, question: str) -> list[Token]:
    chat = [{"role": "user", "content": question}]
    asked = tokenizer.apply_chat_template(chat, add_generation_prompt=True, return_tensors="pt", return_dict=True)
    asked = asked.to(model.device)
    with torch.no_grad():
        said = model.generate(
            **asked, max_new_tokens=TOKENS, do_sample=False, repetition_penalty=1.0, use_cache=True,
            output_logits=True, return_dict_in_generate=True,
        )  # fmt: skip
    chosen = said.sequences[0, asked["input_ids"].shape[1] :].tolist()
    scores = [step[0].float().log_softmax(-1).topk(2).values.tolist() for step in said.logits]
    return [Token(named(number), best, best - next_) for number, (best, next_) in zip(chosen, scores, strict=True)]


def _ids(tokenizer: Any, example: list[dict[str, str]]) -> list[int]:
    found = tokenizer.apply_chat_template(example, tokenize=True, return_dict=True)["input_ids"]
    return list(found)


@contextmanager
def _told_errors(recipe: Recipe) -> Iterator[None]:
    """What a person can put right, said in a sentence; everything else is a fault of ours and stays as it is."""
    try:
        yield
    except KeyboardInterrupt:
        say(
            Sentence("parado: la misma orden sigue desde aquí", "stopped: the same command goes on from here")
        )
        raise
    except (MemoryError, RuntimeError) as error:
        if _UNWRITTEN.search(str(error)):
            raise _not_written("") from None
        if not isinstance(error, MemoryError) and "memory" not in str(error).lower():
            raise
        raise TrainingError(
            f"No hay memoria para entrenar así. Baja `batch` (ahora {recipe.batch}) o `max_length` "
            f"(ahora {recipe.max_length}) en la receta, o usa un modelo base más pequeño.",
            f"There is not enough memory to train like this. Lower `batch` (now {recipe.batch}) or `max_length` "
            f"(now {recipe.max_length}) in the recipe, or use a smaller base model.",
        ) from None
    except ValueError as error:
        if "template" not in str(error):
            raise
        raise TrainingError(
            "La plantilla de chat del modelo base no dice qué parte es la respuesta: no se sabría qué aprender. "
            "Añádele marcas {% generation %} o elige otro modelo base.",
            "The base model's chat template does not tell which part is the reply: what to learn would be unknown. "
            "Add {% generation %} marks to it, or choose another base model.",
        ) from None
    except OSError as error:
        raise _not_written(f" ({error.strerror})") from None
    except Exception as error:  # safetensors has an error of its own, torch's is above
        if not _UNWRITTEN.search(str(error)):
            raise
        raise _not_written("") from None


def _not_written(why: str) -> TrainingError:
    return TrainingError(
        f"No se pudo escribir durante el entrenamiento{why}: haz sitio en el disco y repite la orden; sigue desde el último "
        "punto guardado.",
        f"Could not write while training{why}: make room on the disk and give the command again; it goes on from the last "
        "point that was saved.",
    )


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]


def _progress(name: str) -> Any:
    """A bar on standard error that moves with the trainer's steps."""
    from transformers import TrainerCallback

    bar = Bar(name)

    class Progress(TrainerCallback):  # type: ignore[misc]
        """Draws; decides nothing. The time left is told by the steps of this run, not by those before a checkpoint."""

        loss = ""
        began: tuple[float, int] | None = None

        def on_step_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
            self.began = self.began or (time.monotonic(), state.global_step)

        def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
            done, whole = state.global_step, max(state.max_steps, 1)
            note = f"{done}/{whole}{self.loss}"
            if self.began is not None and done < whole:
                began, first = self.began
                rest = left(time.monotonic() - began, done - first, whole - first)
                note += f"  {rest.tell(operator_lang())}"
            bar.show(done / whole, note, last=done >= whole)

        def on_log(self, args: Any, state: Any, control: Any, logs: Any = None, **kwargs: Any) -> None:
            if logs and "loss" in logs:
                self.loss = f"  loss {float(logs['loss']):.3f}"

    return Progress()


def _scores(trainer: Any) -> dict[str, Any]:
    """Losses per assistant token, in nats; `base_held_out_loss` is the base's without the adapter."""
    logged = [entry for entry in trainer.state.log_history if "loss" in entry]
    scores: dict[str, Any] = {"train_loss": round(float(logged[-1]["loss"]), 4)} if logged else {}
    if trainer.eval_dataset is None:
        return scores
    scores["held_out_loss"] = round(float(trainer.evaluate()["eval_loss"]), 4)
    told = next(e for e in reversed(trainer.state.log_history) if "eval_loss" in e)
    if "eval_mean_token_accuracy" in told:
        scores["held_out_token_accuracy"] = round(float(told["eval_mean_token_accuracy"]), 4)
    with trainer.model.disable_adapter():
        scores["base_held_out_loss"] = round(float(trainer.evaluate()["eval_loss"]), 4)
    return scores


def _examples(recipe: Recipe, dataset: Dataset, limit: int) -> Sentence:
    train, held, long = len(dataset.train), len(dataset.held_out), dataset.too_long
    return Sentence(
        f"{recipe.subject}: {train} ejemplos y {held} apartados; {long} no entraron por pasar de {limit} tokens; "
        f"huella {dataset.digest[:12]}",
        f"{recipe.subject}: {train} examples and {held} held out; {long} left out for being over {limit} tokens; "
        f"digest {dataset.digest[:12]}",
    )
