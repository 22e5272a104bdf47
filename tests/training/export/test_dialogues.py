"""Dialogues for other services: each line as the service's own rules want it, read back, and nothing shared with the held-out."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from adapters.registry import Registry
from training.export import gemini, openai
from training.export.command import Asked, run
from training.export.place import NotExported, WrongExport
from training.export.source import Source
from training.lint.formats import chat
from training.recipe import RecipeError

COUNT = 100


def export(destination: str, folder: Path, count: int = COUNT) -> Path:
    """The folder of an export of algebra."""
    run(Asked("algebra", destination, folder / destination, count, ""), Registry(folder / "registry"))
    return folder / destination


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the dialogues for OpenAI and Gemini."""
    folder = tmp_path_factory.mktemp("exports")
    export("openai", folder)
    export("gemini", folder)
    return folder


def rows(path: Path) -> list[dict[str, Any]]:
    """The objects of a file of JSON lines, which must end with a line end and hold no empty line."""
    lines = path.read_bytes().decode("utf-8").split("\n")
    assert lines[-1] == "" and all(lines[:-1])
    return [json.loads(line) for line in lines[:-1]]


@pytest.mark.parametrize(("name", "count"), [("train", COUNT), ("validation", COUNT // 10)])
def test_openais_rules_hold_for_every_line(place: Path, name: str, count: int) -> None:
    found = rows(place / "openai" / f"{name}.jsonl")
    assert len(found) == count >= openai.FEWEST
    for row in found:
        assert list(row) == ["messages"]
        roles = [message["role"] for message in row["messages"]]
        assert roles[0] == "system" and roles[1] == "user" and roles[-1] == "assistant"
        for message in row["messages"]:
            assert isinstance(message["content"], str) and message["content"].strip()
            assert set(message) == (
                {"role", "content", "weight"} if message["role"] == "assistant" else {"role", "content"}
            )
        assert row["messages"][-1]["weight"] in (0, 1)


@pytest.mark.parametrize("name", ["train", "validation"])
def test_geminis_rules_hold_for_every_line(place: Path, name: str) -> None:
    for row in rows(place / "gemini" / f"{name}.jsonl"):
        assert set(row) == {"systemInstruction", "contents"} and set(row["systemInstruction"]) == {"parts"}
        roles = [turn["role"] for turn in row["contents"]]
        assert set(roles) <= {"user", "model"} and roles[0] == "user" and roles[-1] == "model"
        assert all(a != b for a, b in pairwise(roles))
        for turn in (row["systemInstruction"], *row["contents"]):
            assert all(list(part) == ["text"] and part["text"].strip() for part in turn["parts"])


@pytest.mark.parametrize("destination", ["openai", "gemini"])
def test_our_own_reader_reads_every_line_back(place: Path, destination: str) -> None:
    text = (place / destination / "train.jsonl").read_text("utf-8")
    found = chat.read("train.jsonl", text)
    assert (len(found.examples), found.troubles) == (COUNT, ())


def test_both_services_get_the_same_words(place: Path) -> None:
    for one, two in zip(
        rows(place / "openai" / "train.jsonl"), rows(place / "gemini" / "train.jsonl"), strict=True
    ):
        system, *said = [message["content"] for message in one["messages"]]
        assert [system] == [part["text"] for part in two["systemInstruction"]["parts"]]
        assert said == [turn["parts"][0]["text"] for turn in two["contents"]]


def test_what_is_held_out_shares_no_problem_with_what_is_learned(place: Path) -> None:
    def problems(name: str) -> set[str]:
        asked = [
            row["messages"][1]["content"].splitlines()[0] for row in rows(place / "openai" / f"{name}.jsonl")
        ]
        return {line for line in asked if line.startswith("[problem")}

    assert problems("validation") and not problems("train") & problems("validation")


def test_a_talk_without_instructions_has_no_empty_ones_for_gemini() -> None:
    said = [{"role": "user", "content": "2x = 4"}, {"role": "assistant", "content": "¿Qué quitarías?"}]
    assert gemini.row(said) == {
        "contents": [
            {"role": "user", "parts": [{"text": "2x = 4"}]},
            {"role": "model", "parts": [{"text": "¿Qué quitarías?"}]},
        ]
    }


def test_hugging_faces_loader_reads_the_folder_without_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    datasets = pytest.importorskip("datasets", reason="the light install does not train")
    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)
    folder = export("huggingface", tmp_path, 40)
    found = datasets.load_dataset(str(folder), cache_dir=str(tmp_path / "cache"))
    assert {name: len(part) for name, part in found.items()} == {"train": 40, "test": 4}
    assert [each["role"] for each in found["test"][0]["messages"]] == ["system", "user", "assistant"]
    from huggingface_hub import DatasetCard

    card = DatasetCard.load(folder / "README.md")
    assert card.data.license == "mit" and card.data.language == ["es", "en"]


@pytest.mark.parametrize("destination", ["openai", "gemini"])
def test_the_page_beside_says_where_it_goes_in_both_languages(place: Path, destination: str) -> None:
    page = (place / destination / "README.md").read_text("utf-8")
    assert "## Español" in page and "## English" in page and "check them" in page and "compr" in page


def test_too_few_for_openai_is_refused_with_what_to_do_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(NotExported, match="--count"):
        export("openai", tmp_path, 40)
    assert list(tmp_path.iterdir()) == []


def test_a_file_too_large_for_the_service_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotExported, match="--count"):
        openai.write_lines(tmp_path / "train.jsonl", [{"text": "x" * 2_000_000}], 1 << 20)
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "openai").mkdir()
    (tmp_path / "openai" / "mine.txt").write_text("mine")
    with pytest.raises(NotExported, match="--out"):
        export("openai", tmp_path)
    assert [path.name for path in (tmp_path / "openai").iterdir()] == ["mine.txt"]


def test_a_disk_that_is_full_leaves_nothing_and_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(NotExported, match="No space left on device"):
        export("gemini", tmp_path, 32)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("what", "destination", "named"),
    [("algbra", "openai", "algebra"), ("algebra", "opnai", "openai"), ("algebra@x", "peft", "algebra@3")],
)
def test_a_wrong_word_names_the_right_one(tmp_path: Path, what: str, destination: str, named: str) -> None:
    with pytest.raises(WrongExport) as told:
        run(Asked(what, destination, tmp_path / "out", 40, ""), Registry(tmp_path / "registry"))
    assert named in told.value.tell("es") and named in told.value.tell("en") and told.value.exit_code == 2


def test_a_subject_without_recipe_says_which_have_one(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="algebra"):
        Source("history", None, "", 40, Registry(tmp_path)).dialogues()
