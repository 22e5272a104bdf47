"""What students judged becomes pairs to learn from, read from a real store, only where the class allows it and nothing else."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from bot.class_progress import as_examples
from bot.store import SavedReply, open_store
from prompts.editions import current
from tests.training.running import tiny_base
from training import pairs, preference
from training.dataset import is_held_out
from training.dialogues import Turn, turns
from training.examples.command import Asked, judged, run
from training.recipe import Recipe
from training.sft import TrainingError
from training.thumbs import Thumbs, cited, of_class, thumbs
from tutoring.classroom import read

RECIPE = Recipe(subject="algebra", examples=32, held_out=8, epochs=1, batch=4, device="cpu", pairs=16)


def asked(count: int, seen: bool = True) -> list[Turn]:
    """Hints on algebra problems that training may see, or may not."""
    found = (one for one in turns(7, "algebra") if one.move.kind in ("nudge", "scaffold") and one.lang == "es")
    return list(islice((one for one in found if is_held_out(one) != seen and one.guiding != one.plain), count))


def row(turn: Turn, reply: str, at: int, with_text: bool = True) -> SavedReply:
    """A reply as the bot keeps it."""
    problem = turn.ground.solution.problem.id if turn.ground.solution else ""
    text = {"prompt": [list(part) for part in turn.prompt], "reply": turn.told(reply), "problem": problem}
    return SavedReply(at, "algebra@1", turn.subject, turn.move.kind, turn.lang, current().number, text if with_text else None)


def stored(folder: Path, given: Sequence[tuple[SavedReply, int]]) -> list[dict[str, Any]]:
    """Keep replies with their thumbs (0: none) in a SQLite store; what `tutor feedback` exports of it."""

    async def work() -> list[dict[str, Any]]:
        async with open_store(f"sqlite+aiosqlite:///{folder / 'sessions.db'}") as store:
            for at, (reply, thumb) in enumerate(given):
                await store.save(f"s{at}", "room", {}, reply=replace(reply, turn=1))
                if thumb:
                    await store.thumb(f"s{at}", "room", thumb)
            return [json.loads(json.dumps(one)) for one in as_examples(await store.thumbs())]

    return asyncio.run(work())


def test_a_liked_question_stands_against_the_step_told_or_a_disliked_reply(tmp_path: Path) -> None:
    one, two = asked(2)
    other = f"{one.guiding.split('?')[0]} de otro modo?"
    rows = stored(tmp_path, [(row(one, one.guiding, 1), 1), (row(one, other, 1), -1), (row(two, two.guiding, 1), 1)])
    found = thumbs(rows, "algebra")
    assert found.judged == 3 and len(found.pairs) == 2
    by_prompt = {pair["prompt"][-1]["content"]: pair for pair in found.pairs}
    first, second = by_prompt[one.prompt[-1][1]], by_prompt[two.prompt[-1][1]]
    assert one.told(first["rejected"][0]["content"]) == one.told(other)
    assert "?" not in second["rejected"][0]["content"], "made: the step told, no question"
    assert "Lo que hay que hacer" in second["rejected"][0]["content"]
    for turn, pair in ((one, first), (two, second)):
        assert [message["role"] for message in pair["prompt"]] == ["system", "user"]
        assert turn.told(pair["chosen"][0]["content"]) == turn.told(turn.guiding)
    assert found.told().es == "respuestas valoradas por la clase: 3; pares que salen de ellas: 2"


def test_facts_that_a_student_read_are_labels_again_for_the_model() -> None:
    labelled = 0
    for turn in asked(40):
        back = cited(turn.told(turn.guiding), turn.prompt[-1][1])
        assert turn.told(back) == turn.told(turn.guiding)
        labelled += "[" in back
    assert labelled >= 20


@pytest.mark.parametrize(
    "change",
    [
        {"edition": current().number + 1}, {"subject": "kinematics"}, {"text": None},
        {"text": "held out"}, {"text": "telling"}, {"text": "personal"}, {"text": "no problem"},
    ],
)  # fmt: skip
def test_what_may_not_be_learned_makes_no_pair(change: dict[str, Any], tmp_path: Path) -> None:
    (turn,), (unseen,) = asked(1), asked(1, seen=False)
    reply = row(turn, turn.guiding, 1)
    text = dict(reply.text or {})
    kept: dict[str, Any] = {
        "telling": text | {"reply": "Resta 7 en los dos lados."}, "no problem": text | {"problem": None},
        "personal": text | {"prompt": [text["prompt"][0], ["user", f"{turn.prompt[1][1]}\nAlumno: soy ana.perez@correo.es"]]},
        "held out": row(unseen, unseen.guiding, 1).text,
    }  # fmt: skip
    changed = {name: kept.get(value, value) if name == "text" else value for name, value in change.items()}
    assert thumbs(stored(tmp_path, [(reply, 1)]), "algebra").pairs
    (tmp_path / "sessions.db").unlink()
    assert thumbs(stored(tmp_path, [(replace(reply, **changed), 1)]), "algebra").pairs == ()


def test_a_thumb_down_alone_and_no_thumb_make_no_pair(tmp_path: Path) -> None:
    one, two = asked(2)
    assert thumbs(stored(tmp_path, [(row(one, one.guiding, 1), -1), (row(two, two.guiding, 1), 0)]), "algebra").pairs == ()


def test_the_pairs_are_learned_from_with_the_recipes_own() -> None:
    liked = thumbs(
        [
            {"prompt": [{"role": role, "content": text} for role, text in one.prompt], "label": True, "lang": one.lang,
             "completion": [{"role": "assistant", "content": one.told(one.guiding)}], "subject": "algebra",
             "edition": current().number, "problem": one.ground.solution.problem.id}
            for one in asked(5) if one.ground.solution
        ],
        "algebra",
    ).pairs  # fmt: skip
    assert len(liked) == 5
    train, unseen = pairs.build(RECIPE.model_copy(update={"max_length": 9_000}), lambda chat: 1, liked)
    assert train[:5] == liked and len(train) == RECIPE.pairs + 5 and not set(map(str, liked)) & set(map(str, unseen))
    short, _ = pairs.build(RECIPE.model_copy(update={"max_length": 64}), lambda chat: 65 if len(str(chat)) else 0, liked)
    assert short == (), "a pair that is too long is left out"


def test_checkpoints_of_other_pairs_are_thrown_away(tmp_path: Path) -> None:
    one, two = pairs.build(RECIPE.model_copy(update={"max_length": 9_000}), lambda chat: 1)[0][:2]
    preference.forget_others(tmp_path / "pairs", [one])
    (tmp_path / "pairs" / "checkpoint-1").mkdir()
    preference.forget_others(tmp_path / "pairs", [one])
    assert (tmp_path / "pairs" / "checkpoint-1").is_dir()
    preference.forget_others(tmp_path / "pairs", [one, two])
    assert not (tmp_path / "pairs" / "checkpoint-1").exists()


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of a class of its own, with two liked replies in its database."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MAIEUTIC_STATE_DIR", str(tmp_path / "var"))
    for name in ("MAIEUTIC_DATABASE", "MAIEUTIC_CLASS_FILE"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "var").mkdir()
    stored(tmp_path / "var", [(row(one, one.guiding, 1), 1) for one in asked(2)])
    return tmp_path


def test_the_classs_own_store_is_read_where_it_allows_it(here: Path) -> None:
    (here / "class.toml").write_text("train_on_thumbs = true\n", "utf-8")
    found = of_class("algebra")
    assert (found.judged, len(found.pairs)) == (2, 2)
    assert of_class("kinematics") == Thumbs(0, ())


def test_a_class_that_does_not_allow_it_is_not_read(here: Path) -> None:
    (here / "class.toml").write_text("train_on_thumbs = false\n", "utf-8")
    with pytest.raises(TrainingError) as told:
        of_class("algebra")
    assert "teach class set train_on_thumbs no" in told.value.tell("es")


@pytest.mark.parametrize(("allowed", "count", "told"), [(False, 16, ""), (True, 0, "`pairs: 0`"), (True, 16, "2")])
def test_thumbs_are_used_where_class_and_recipe_both_say_so(
    here: Path, capsys: pytest.CaptureFixture[str], allowed: bool, count: int, told: str
) -> None:
    (here / "class.toml").write_text(f"train_on_thumbs = {str(allowed).lower()}\n", "utf-8")
    found = judged(RECIPE.model_copy(update={"pairs": count}), read(here / "class.toml"))
    assert len(found) == (2 if allowed and count else 0)
    said = capsys.readouterr().err
    assert told in said and bool(said) == bool(told)


@pytest.mark.train
@pytest.mark.timeout(600)
@pytest.mark.filterwarnings("ignore")
def test_training_says_how_many_were_used_and_the_card_keeps_the_count_alone(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("trl", reason="the light install does not train")
    (here / "class.toml").write_text("train_on_thumbs = true\n", "utf-8")
    recipe = here / "small.yaml"
    recipe.write_text(RECIPE.model_dump_json(exclude_none=True), "utf-8")
    version = run(Asked(str(recipe), (), str(tiny_base(here / "bases")), registry=here / "registry"), here / "class.toml")
    assert version is not None
    said = capsys.readouterr().err
    assert "pairs made of them: 2" in said or "pares que salen de ellas: 2" in said
    assert version.card.scores["judged_pairs"] == 2
    card = (version.folder / "card.json").read_text("utf-8")
    for turn in asked(2):
        assert turn.ground.student not in card and turn.told(turn.guiding) not in card
