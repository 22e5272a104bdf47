"""A thumb on a reply, from the student's keys to the teacher's store, through the channels that have no buttons.

The tutor, the store and the channels are real, Moodle's server and the model are played; Discord's buttons are in `test_discord`.
"""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

import pytest
from prompt_toolkit.input import create_pipe_input
from pydantic import SecretStr

from bot.channels.moodle import MoodleChannel
from subjects.problem import LANGS, Lang
from tests.bot.channels.fake_moodle import ANA, LEO, TOKEN, FakeMoodle, serving
from tests.bot.channels.test_terminal import Desk
from tests.bot.test_tutor import PROBLEM, STUCK, Place, opened
from tutoring.classroom import ClassSettings
from tutoring.move import reviewed

GOOD = {"es": "/bien", "en": "/good"}
BAD = {"es": "/mal", "en": "/bad"}


def _has(site: FakeMoodle, who: int, replies: int) -> bool:
    return len(site.replies(who)) >= replies


async def given(place: Place) -> list[tuple[str, int]]:
    """The moves that were judged and how."""
    return [(one.move, one.thumb) for one in await place.store.thumbs()]


@pytest.mark.parametrize("lang", LANGS)
async def test_moodle_students_thumbs_are_kept_each_with_the_reply_before_it(tmp_path: Path, lang: Lang) -> None:
    async with serving(FakeMoodle()) as site, opened(tmp_path, settings=lambda: ClassSettings(lang=lang)) as place:
        channel = MoodleChannel(site.url, SecretStr(TOKEN), tmp_path, lang, interval=0.01, settle=0.01)
        running = asyncio.create_task(channel.run(place.tutor))
        typed = (
            (ANA, PROBLEM[lang]), (LEO, PROBLEM[lang]), (ANA, GOOD[lang]), (ANA, STUCK[lang]), (ANA, BAD[lang]),
        )  # fmt: skip
        for who, said in typed:
            answered = len(site.replies(who)) + 1
            site.say(who, said)
            await site.until(partial(_has, site, who, answered))
        running.cancel()
        await asyncio.wait({running})
        assert await given(place) == [("open", 1), ("nudge", -1)]


@pytest.mark.parametrize("lang", LANGS)
async def test_thumbs_typed_at_the_terminal_are_kept_and_the_later_one_counts(tmp_path: Path, lang: Lang) -> None:
    with create_pipe_input() as keys:
        async with opened(tmp_path, settings=lambda: ClassSettings(lang=lang)) as place:
            typed = (PROBLEM[lang], BAD[lang], GOOD[lang], STUCK[lang], BAD[lang], "/quit")
            await Desk(keys, lang).chat(place.tutor, *(f"{line}\r" for line in typed))
            assert await given(place) == [("open", 1), ("nudge", -1)]


@pytest.mark.parametrize("lang", LANGS)
async def test_a_thumb_with_nothing_to_judge_is_told_and_keeps_nothing(tmp_path: Path, lang: Lang) -> None:
    with create_pipe_input() as keys:
        async with opened(tmp_path, settings=lambda: ClassSettings(lang=lang)) as place:
            shown = await Desk(keys, lang).chat(place.tutor, f"{GOOD[lang]}\r", "/quit\r")
            assert await given(place) == []
            assert reviewed(lang, "fixed", "no_reply") in " ".join(shown.split())
