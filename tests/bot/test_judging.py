"""The guard in the workshop: mathematics that hangs or eats memory costs one reply, and nothing unjudged is shown."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.rows import Asker
from subjects import catalogue
from subjects.problem import LANGS, Lang
from tests.bot.dangerous import Spoilt
from tests.bot.scripted_model import ASK, ASKS, AtVersion, ScriptedModel
from tests.bot.test_tutor import PROBLEM, STUCK, opened
from tutoring.classroom import ClassSettings
from tutoring.turn import Lesson

OTHER = {"es": "Resuelve 3x = 12", "en": "Solve 3x = 12"}
EQUATION = {"es": "Mira: 5x + 7 - 7 = 22 - 7. ¿Qué ves?", "en": "Look: 5x + 7 - 7 = 22 - 7. What do you see?"}
LATE = "a reply took too long to be judged"


@pytest.fixture(scope="module")
def warm() -> Iterator[Spoilt]:
    shops = Spoilt()
    yield shops
    shops.close()


@pytest.fixture
def shops(warm: Spoilt) -> Iterator[Spoilt]:
    warm.act, warm.where = "", "allows"
    yield warm
    warm.act = ""


@pytest.mark.parametrize(
    ("act", "lang"), [("hang", "es"), ("hang", "en"), ("huge", "es"), ("digits", "en"), ("die", "es"), ("die", "en")]
)
async def test_a_sentence_that_cannot_be_judged_is_not_shown_and_the_next_turn_works(
    tmp_path: Path, shops: Spoilt, caplog: pytest.LogCaptureFixture, act: str, lang: Lang
) -> None:
    shops.act = act
    model = ScriptedModel(lambda _prompt: [EQUATION[lang] if shops.act else ASK[lang]])
    async with opened(tmp_path, model, lambda: ClassSettings(lang=lang)) as place:
        place.tutor._workshop = shops
        said = await place.say(PROBLEM[lang])
        assert "?" in said and not any(char.isdigit() for char in said)
        assert len(model.asked) == 1
        assert caplog.text.count(LATE) == 1
        assert "5x" not in caplog.text and said not in caplog.text
        shops.act = ""
        assert await place.say(STUCK[lang]) == ASK[lang]
        kept = await place.session()
        assert kept is not None and kept.problem == PROBLEM[lang]


@pytest.mark.parametrize("lang", LANGS)
async def test_what_was_judged_before_stays_shown_and_is_completed(
    tmp_path: Path, shops: Spoilt, lang: Lang
) -> None:
    shops.act = "hang"
    first = ASKS[lang][1].partition(". ")[0] + "."
    model = ScriptedModel(lambda _prompt: [f"{first} {EQUATION[lang]}"])
    async with opened(tmp_path, model, lambda: ClassSettings(lang=lang)) as place:
        place.tutor._workshop = shops
        said = await place.say(PROBLEM[lang])
        assert said.startswith(f"{first} ") and said.endswith("?")
        assert not any(char.isdigit() for char in said)


@pytest.mark.parametrize("lang", LANGS)
async def test_the_tutors_own_words_are_judged_there_too(tmp_path: Path, shops: Spoilt, lang: Lang) -> None:
    shops.act, shops.where = "hang", "secrets"
    model = ScriptedModel(lambda _prompt: [""])
    async with opened(tmp_path, model, lambda: ClassSettings(lang=lang)) as place:
        place.tutor._workshop = shops
        said = await place.say(PROBLEM[lang])
        assert "?" in said and not any(char.isdigit() for char in said)


async def test_another_student_is_answered_while_one_reply_hangs(tmp_path: Path) -> None:
    shops = Spoilt(deadline=60.0)
    shops.act, shops.gate = "hang", tmp_path / "gate"
    model = ScriptedModel(lambda prompt: [EQUATION["es"] if "5x + 7" in prompt[1][1] else ASK["es"]])
    async with opened(tmp_path, model) as place:
        place.tutor._workshop = shops
        hanging = asyncio.ensure_future(place.say(PROBLEM["es"]))
        await model.speaking.wait()
        assert await place.say(OTHER["es"], "eva") == ASK["es"]
        assert not hanging.done()
        shops.gate.touch()
        assert "?" in await hanging
    shops.close()


@pytest.mark.parametrize("lang", LANGS)
async def test_a_batch_row_whose_reply_cannot_be_judged_says_so_and_the_next_one_is_answered(
    shops: Spoilt, lang: Lang
) -> None:
    shops.act = "hang"
    model = ScriptedModel(lambda _prompt: [EQUATION[lang] if shops.act else ASK[lang]])
    asker = Asker(model, AtVersion(), Lesson(catalogue.names()), lang, workshop=shops)
    row = await asker.ask({"text": PROBLEM[lang]})
    assert (row["guarded"], row["refused"]) == ("replaced", ["late"])
    assert not any(char.isdigit() for char in row["reply"])
    shops.act = ""
    assert (await asker.ask({"text": PROBLEM[lang]}))["reply"] == ASK[lang]
