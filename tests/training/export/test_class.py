"""Dialogues for other services hold a teacher's own examples, in the class's way, where their files are named."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from adapters.registry import Registry
from prompts.editions import current
from tests.adapters import tiny
from tests.training.examples.classes import PAGES, page, written
from training.examples.lessons import NothingToLearn
from training.examples.taught import row_of, taught
from training.export.command import Asked, run
from training.export.place import WrongExport

PAGE = PAGES / "algebra-balanza.md"
COUNT = 240
"""Enough that problems of the teacher's own are among them: they are drawn."""


def exported(destination: str, folder: Path, *paths: Path, what: str = "algebra", count: int = COUNT) -> Path:
    """The folder of an export with these files."""
    out = folder / f"{destination}-{len(paths)}"
    run(Asked(what, destination, out, count, "", paths), Registry(folder / "registry"))
    return out


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def texts(folder: Path, destination: str) -> list[list[str]]:
    """What is said in each training example."""
    if destination == "gemini":
        return [
            [row["systemInstruction"]["parts"][0]["text"], *(turn["parts"][0]["text"] for turn in row["contents"])]
            for row in rows(folder / "train.jsonl")
        ]
    name = "data/train.jsonl" if destination == "huggingface" else "train.jsonl"
    return [[message["content"] for message in row["messages"]] for row in rows(folder / name)]


@pytest.mark.parametrize("destination", ["openai", "gemini", "huggingface"])
def test_the_teachers_problems_and_words_are_in_every_form(destination: str, tmp_path: Path) -> None:
    folder = exported(destination, tmp_path, PAGE)
    found = texts(folder, destination)
    assert len(found) == COUNT
    way = page("algebra-balanza.md")
    own = {one.solution.problem.statement for one in way.taken}
    assert any(statement in said[1] for statement in own for said in found), "her own problems"
    spoken = [said for said in found if "los dos lados" in said[-1]]
    assert len(spoken) > COUNT // 10, "in her words"
    usual = texts(exported(destination, tmp_path), destination)
    assert sum("los dos lados" in said[-1] for said in usual) < len(spoken) // 3
    told = json.loads((folder / "origin.json").read_text("utf-8"))
    assert taught(told["recipe"]) == taught({"made_from": row_of(way)})
    readme = (folder / "README.md").read_text("utf-8")
    assert "10 ejemplos tuyos" in readme and "10 examples of yours" in readme


def test_no_problem_of_the_teachers_own_is_held_out(tmp_path: Path) -> None:
    folder = exported("openai", tmp_path, PAGE)
    own = {one.solution.problem.statement for one in page("algebra-balanza.md").taken}
    held = [row["messages"][1]["content"] for row in rows(folder / "validation.jsonl")]
    assert len(held) == COUNT // 10
    assert not [text for text in held for statement in own if f" {statement}\n" in text]


def test_examples_with_errors_are_left_out_and_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = written(tmp_path, ("Resuelve 2x + 6 = 20", "Restamos 6 en los dos lados: $2x = 26$\n$x = 13$"))
    with pytest.raises(NothingToLearn, match=r"page\.md:1"):
        exported("openai", tmp_path, wrong)
    exported("openai", tmp_path, PAGE, wrong)
    assert "page.md:1" in capsys.readouterr().err


def test_a_destination_that_takes_weights_takes_no_examples(tmp_path: Path) -> None:
    with pytest.raises(WrongExport) as told:
        exported("peft", tmp_path, PAGE)
    assert "teach train algebra" in told.value.tell("es") and "teach train algebra" in told.value.tell("en")
    with pytest.raises(WrongExport, match="--insist"):
        run(Asked("algebra", "openai", tmp_path / "out", COUNT, "", (), ("page.md:1",)), Registry(tmp_path / "registry"))


def test_dialogues_of_a_version_that_learned_from_examples_say_that_they_lack_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base = tiny.write_base(tmp_path / "base")
    card = replace(
        tiny.card("algebra", base), prompt_digests=dict(current().digests),
        recipe={"made_from": {"examples": 10, "examples_digest": "0" * 64}},
    )  # fmt: skip
    Registry(tmp_path / "registry").publish(tiny.write_adapter(tmp_path / "a"), card, base=base, who="ana", why="test")
    exported("openai", tmp_path, what="algebra@1", count=100)
    said = capsys.readouterr().err
    assert "algebra@1" in said and "10" in said
    exported("openai", tmp_path, PAGE, what="algebra@1", count=100)
    said = capsys.readouterr().err
    assert "algebra@1 learned from other examples" in said or "algebra@1 aprendió de otros ejemplos" in said
