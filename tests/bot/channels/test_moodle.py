"""The Moodle channel: the real client against a Moodle of this machine."""

from __future__ import annotations

import asyncio
import logging
import random
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.channels.contract import ChannelError
from bot.channels.moodle import LIMIT, Desk, MoodleChannel
from bot.message import Incoming, Tutor
from bot.outgoing import SORRY
from tests.bot.channels.fake_moodle import ANA, BOT, LEO, TOKEN, FakeMoodle, serving
from tests.bot.channels.scripted_tutor import ScriptedTutor

PROBLEM = "Resuelve 5x + 7 < 22"
REPLY = f"text: {PROBLEM}. What comes next?"
SEND = "core_message_send_instant_messages"
LIST = "core_message_get_conversations"
READ = "core_message_get_conversation_messages"


@pytest.fixture
async def site() -> AsyncIterator[FakeMoodle]:
    async with serving(FakeMoodle()) as site:
        yield site


def channel_to(site: FakeMoodle, folder: Path, token: str = TOKEN) -> MoodleChannel:
    return MoodleChannel(site.url, SecretStr(token), folder, "es", interval=0.01, settle=0.01)


@asynccontextmanager
async def online(site: FakeMoodle, tutor: Tutor, folder: Path) -> AsyncIterator[asyncio.Task[None]]:
    running = asyncio.create_task(channel_to(site, folder).run(tutor))
    try:
        yield running
    finally:
        running.cancel()
        await asyncio.wait({running})


async def looks(site: FakeMoodle, count: int = 4) -> None:
    """Let the channel look a few times more, so that what it should not do had its chance."""
    before = len(site.called(LIST))
    await site.until(lambda: len(site.called(LIST)) > before + count)


async def test_a_new_message_is_answered_once_and_marked_as_read(site: FakeMoodle, tmp_path: Path) -> None:
    tutor = ScriptedTutor()
    async with online(site, tutor, tmp_path):
        await looks(site)
        site.say(ANA, PROBLEM)
        await site.until(lambda: site.replies(ANA) and not site.unread)
        await looks(site)
    assert site.replies(ANA) == [REPLY]
    assert tutor.heard == [Incoming("moodle", str(ANA), str(ANA), PROBLEM)]


async def test_the_token_stands_in_no_address_and_no_log(
    site: FakeMoodle, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with online(site, ScriptedTutor(), tmp_path):
        site.say(ANA, PROBLEM)
        await site.until(lambda: site.replies(ANA))
    assert set(site.addresses) == {"/aula/webservice/rest/server.php"}
    assert TOKEN not in caplog.text
    assert PROBLEM not in caplog.text


async def test_what_was_unread_at_the_first_start_is_answered_and_the_rest_is_not(
    site: FakeMoodle, tmp_path: Path
) -> None:
    site.say(ANA, "read long ago")
    site.unread.clear()
    site.say(LEO, "unread")
    tutor = ScriptedTutor()
    async with online(site, tutor, tmp_path):
        await site.until(lambda: site.replies(LEO))
        site.say(ANA, "new")
        await site.until(lambda: site.replies(ANA))
        await looks(site)
    assert [one.text for one in tutor.heard] == ["unread", "new"]


async def test_a_message_read_before_the_first_start_is_left(site: FakeMoodle, tmp_path: Path) -> None:
    site.say(ANA, "read long ago")
    site.unread.clear()
    async with online(site, ScriptedTutor(), tmp_path):
        await looks(site)
    assert site.replies(ANA) == []


async def test_messages_of_one_student_in_order_while_another_is_answered(
    site: FakeMoodle, tmp_path: Path
) -> None:
    gate = asyncio.Event()

    def script(message: Incoming) -> Sequence[str | asyncio.Event]:
        return [gate, "first"] if message.text == "1" else [f"to {message.text}"]

    async with online(site, ScriptedTutor(script), tmp_path):
        site.say(ANA, "1")
        site.say(ANA, "2")
        site.say(LEO, "3")
        await site.until(lambda: site.replies(LEO) == ["to 3"])
        assert site.replies(ANA) == []
        gate.set()
        await site.until(lambda: site.replies(ANA) == ["first", "to 2"])


async def test_a_message_written_while_another_is_answered_is_not_lost(
    site: FakeMoodle, tmp_path: Path
) -> None:
    gate = asyncio.Event()
    tutor = ScriptedTutor(lambda message: [gate, message.text] if message.text == "1" else [message.text])
    async with online(site, tutor, tmp_path):
        site.say(ANA, "1")
        await asyncio.wait_for(tutor.asked.wait(), 10)
        site.say(ANA, "2")
        site.now += 1_000
        site.say(LEO, "3")
        await site.until(lambda: site.replies(LEO))
        await looks(site)
        gate.set()
        await site.until(lambda: len(site.replies(ANA)) == 2)
        await looks(site)
    assert site.replies(ANA) == ["1", "2"]
    assert [one.text for one in tutor.heard] == ["1", "3", "2"]


async def test_after_a_restart_nothing_is_answered_again(site: FakeMoodle, tmp_path: Path) -> None:
    tutor = ScriptedTutor()
    async with online(site, tutor, tmp_path):
        site.say(ANA, PROBLEM)
        await site.until(lambda: site.replies(ANA) and not site.unread)
    async with online(site, tutor, tmp_path):
        await looks(site)
        site.say(ANA, "5x < 15")
        await site.until(lambda: len(site.replies(ANA)) == 2)
        await looks(site)
    assert [one.text for one in tutor.heard] == [PROBLEM, "5x < 15"]


async def test_what_came_while_the_bot_was_away_is_answered(site: FakeMoodle, tmp_path: Path) -> None:
    tutor = ScriptedTutor()
    async with online(site, tutor, tmp_path):
        site.say(LEO, "hola")
        await site.until(lambda: site.replies(LEO) and not site.unread)
    site.say(ANA, "1")
    site.now += 10_000
    site.say(ANA, "2")
    site.unread.clear()
    async with online(site, tutor, tmp_path):
        await site.until(lambda: len(site.replies(ANA)) == 2)
    assert [one.text for one in tutor.heard] == ["hola", "1", "2"]


async def test_killed_after_the_message_arrived_it_is_not_sent_again(
    site: FakeMoodle, tmp_path: Path
) -> None:
    """The answer never reached us, and the process died before it could look."""
    tutor = ScriptedTutor()
    site.fails[SEND] = ["sent but cut"]
    site.fails[READ] = []
    async with online(site, tutor, tmp_path):
        site.say(ANA, PROBLEM)
        await site.until(lambda: site.called(SEND))
    async with online(site, tutor, tmp_path):
        await site.until(lambda: not site.unread)
        await looks(site)
    assert site.replies(ANA) == [REPLY]
    assert len(site.called(SEND)) == 1
    assert len(tutor.heard) == 1


async def test_killed_before_the_message_arrived_it_is_sent_without_asking_the_tutor_again(
    site: FakeMoodle, tmp_path: Path
) -> None:
    tutor = ScriptedTutor()
    site.fails[SEND] = ["cut"]
    async with online(site, tutor, tmp_path):
        site.say(ANA, PROBLEM)
        await site.until(lambda: site.called(SEND))
    assert site.replies(ANA) == []
    async with online(site, tutor, tmp_path):
        await site.until(lambda: not site.unread)
        await looks(site)
    assert site.replies(ANA) == [REPLY]
    assert len(tutor.heard) == 1


async def test_an_equal_reply_to_an_earlier_message_is_not_taken_for_this_one(
    site: FakeMoodle, tmp_path: Path
) -> None:
    tutor = ScriptedTutor(lambda _: ["Type it for me, please."])
    async with online(site, tutor, tmp_path):
        site.say(ANA, "1")
        await site.until(lambda: site.replies(ANA) and not site.unread)
        site.fails[SEND] = ["500"]
        site.say(ANA, "2")
        await site.until(lambda: len(site.replies(ANA)) == 2)
        await looks(site)
    assert site.replies(ANA) == ["Type it for me, please."] * 2


async def test_killed_while_the_tutor_was_thinking_the_message_is_answered_later(
    site: FakeMoodle, tmp_path: Path
) -> None:
    stuck = ScriptedTutor(lambda _: [asyncio.Event()])
    async with online(site, stuck, tmp_path):
        site.say(ANA, PROBLEM)
        await asyncio.wait_for(stuck.asked.wait(), 10)
    async with online(site, ScriptedTutor(), tmp_path):
        await site.until(lambda: site.replies(ANA))
        await looks(site)
    assert site.replies(ANA) == [REPLY]


@pytest.mark.parametrize("failure", ["500", "page", "cut"])
@pytest.mark.parametrize("function", [LIST, READ, SEND, "core_webservice_get_site_info"])
async def test_a_failing_site_is_waited_for(
    site: FakeMoodle, tmp_path: Path, function: str, failure: str
) -> None:
    site.say(ANA, PROBLEM)
    site.fails[function] = [failure, failure]  # type: ignore[list-item]
    async with online(site, ScriptedTutor(), tmp_path):
        await site.until(lambda: site.replies(ANA) and not site.unread)
        await looks(site)
    assert site.replies(ANA) == [REPLY]


def test_the_waits_double_and_end_at_five_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(random, "uniform", lambda _low, high: high)
    desk = Desk.__new__(Desk)
    desk._interval = 2.0
    assert [desk._wait(failures) for failures in (0, 1, 2, 3, 50)] == [2.0, 4.0, 8.0, 16.0, 300.0]


async def test_a_site_that_is_back_is_looked_at_often_although_a_reply_is_being_written(
    site: FakeMoodle, tmp_path: Path
) -> None:
    gate = asyncio.Event()
    tutor = ScriptedTutor(lambda _: [gate, "x"])
    async with online(site, tutor, tmp_path):
        site.say(ANA, PROBLEM)
        await asyncio.wait_for(tutor.asked.wait(), 10)
        site.fails[LIST] = ["500"] * 7
        await site.until(lambda: not site.fails[LIST])
        async with asyncio.timeout(4):  # one wait more as long as the last, and the usual ones
            await looks(site, 8)
        gate.set()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("invalidtoken", "MAIEUTIC_MOODLE_TOKEN"),
        ("accessexception", "core_message_get_conversations"),
        ("enablewsdescription", "REST"),
    ],
)
async def test_what_only_a_person_can_mend_is_told_in_a_sentence(
    site: FakeMoodle, tmp_path: Path, code: str, words: str
) -> None:
    site.envelope = {"exception": "moodle_exception", "errorcode": code, "message": "in the site's language"}
    with pytest.raises(ChannelError) as caught:
        await asyncio.wait_for(channel_to(site, tmp_path).run(ScriptedTutor()), 10)
    assert words in caught.value.tell("es")
    assert words in caught.value.tell("en")


async def test_a_token_that_loses_its_worth_at_work_ends_it(site: FakeMoodle, tmp_path: Path) -> None:
    async with online(site, ScriptedTutor(), tmp_path) as running:
        await looks(site)
        site.token = "another"
        await asyncio.wait({running}, timeout=10)
        assert isinstance(running.exception(), ChannelError)


async def test_a_service_without_a_needed_function_is_named(site: FakeMoodle, tmp_path: Path) -> None:
    site.functions = tuple(name for name in site.functions if name != SEND)
    with pytest.raises(ChannelError) as caught:
        await asyncio.wait_for(channel_to(site, tmp_path).run(ScriptedTutor()), 10)
    assert SEND in caught.value.tell("es")


async def test_an_address_that_is_no_moodle_is_told(site: FakeMoodle, tmp_path: Path) -> None:
    site.url = site.url.replace("/aula/", "/other")
    with pytest.raises(ChannelError) as caught:
        await asyncio.wait_for(channel_to(site, tmp_path).run(ScriptedTutor()), 10)
    assert "MAIEUTIC_MOODLE_URL" in caught.value.tell("en")


async def test_an_unknown_error_of_moodle_is_waited_out(
    site: FakeMoodle, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    site.envelope = {"exception": "dml_read_exception", "errorcode": "dmlreadexception", "message": "x"}
    async with online(site, ScriptedTutor(), tmp_path):
        await site.until(lambda: len(site.calls) > 2)
        site.envelope = None
        site.say(ANA, PROBLEM)
        await site.until(lambda: site.replies(ANA))
    assert "dmlreadexception" in caplog.text


async def test_a_long_reply_comes_in_parts_each_sent_once(site: FakeMoodle, tmp_path: Path) -> None:
    sentence = "Fíjate en el 7 & en el <signo>. "
    tutor = ScriptedTutor(lambda _: [sentence] * 400)
    site.fails[SEND] = ["500", "sent but cut", "500"]
    async with online(site, tutor, tmp_path):
        site.say(ANA, PROBLEM)
        await site.until(lambda: not site.unread)
    parts = site.replies(ANA)
    assert " ".join(parts) == (sentence * 400).strip()
    assert len(parts) > 2
    assert all(len(part) <= LIMIT for part in parts)


async def test_a_student_who_cannot_be_written_to_does_not_stop_the_others(
    site: FakeMoodle, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    site.blocked.add(ANA)
    async with online(site, ScriptedTutor(), tmp_path):
        site.say(ANA, PROBLEM)
        site.say(LEO, PROBLEM)
        await site.until(lambda: site.replies(LEO))
        await looks(site)
    assert len([one for one in site.called(SEND) if one["messages[0][touserid]"] == str(ANA)]) == 1
    assert "Moodle" in caplog.text


@pytest.mark.parametrize("function", [READ, SEND])
async def test_a_conversation_that_moodle_cannot_serve_does_not_hold_up_the_others(
    site: FakeMoodle, tmp_path: Path, function: str
) -> None:
    def answered(count: int) -> bool:
        return len(site.replies(LEO)) == count

    site.broken[ANA] = function
    tutor = ScriptedTutor()
    async with online(site, tutor, tmp_path):
        site.say(ANA, PROBLEM)
        await looks(site, 10)
        for count in range(1, 7):  # failures enough for a long wait, were it everybody's
            site.say(LEO, PROBLEM)
            async with asyncio.timeout(3):
                await site.until(partial(answered, count))
        site.broken.clear()
        await site.until(lambda: site.replies(ANA))
        await looks(site)
    assert site.replies(ANA) == [REPLY]
    assert sum(one.student == str(ANA) for one in tutor.heard) == 1


async def test_a_deleted_message_is_not_waited_for_for_ever(site: FakeMoodle, tmp_path: Path) -> None:
    stuck = ScriptedTutor(lambda _: [asyncio.Event()])
    async with online(site, stuck, tmp_path):
        number = site.say(ANA, PROBLEM)
        await asyncio.wait_for(stuck.asked.wait(), 10)
    site.messages[ANA] = [one for one in site.messages[ANA] if one["id"] != number]
    site.now += 1_000
    site.messages[ANA].append({"id": 900, "useridfrom": BOT, "text": "x", "timecreated": site.now})
    async with online(site, ScriptedTutor(), tmp_path):
        await looks(site)
        site.now += 1_000
        site.say(LEO, PROBLEM)
        await site.until(lambda: site.replies(LEO))
        await looks(site)
    with sqlite3.connect(tmp_path / "moodle.db") as db:
        assert db.execute("SELECT count(*) FROM message WHERE NOT done").fetchone() == (0,)
    db.close()


async def test_a_broken_tutor_is_told_kindly(
    site: FakeMoodle, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    tutor = ScriptedTutor(lambda message: [ValueError(message.text)])
    async with online(site, tutor, tmp_path):
        site.say(ANA, PROBLEM)
        await site.until(lambda: site.replies(ANA))
    assert site.replies(ANA) == [f"{SORRY['es']}\n\n{SORRY['en']}"]
    assert "ValueError" in caplog.text
    assert PROBLEM not in caplog.text


async def test_no_word_of_a_student_and_nobodys_id_is_kept(site: FakeMoodle, tmp_path: Path) -> None:
    async with online(site, ScriptedTutor(), tmp_path):
        site.say(ANA, "una palabra reconocible")
        await site.until(lambda: site.replies(ANA) and not site.unread)
    assert b"reconocible" not in (tmp_path / "moodle.db").read_bytes()
    with sqlite3.connect(tmp_path / "moodle.db") as db:
        columns = {row[1] for row in db.execute("PRAGMA table_info(message)")}
    db.close()
    assert columns == {"id", "created", "done", "reply", "part", "after"}
    assert (tmp_path / "moodle.db").stat().st_mode & 0o077 == 0


async def test_two_bots_on_one_folder_would_answer_twice(site: FakeMoodle, tmp_path: Path) -> None:
    async with online(site, ScriptedTutor(), tmp_path):
        await looks(site)
        with pytest.raises(ChannelError) as caught:
            await channel_to(site, tmp_path).run(ScriptedTutor())
    assert "moodle.db" in caught.value.tell("es")


@pytest.mark.parametrize("spoil", ["a file for a folder", "not a database"])
async def test_a_folder_that_cannot_be_used_is_told(site: FakeMoodle, tmp_path: Path, spoil: str) -> None:
    folder = tmp_path / "state"
    if spoil == "not a database":
        folder.mkdir()
        (folder / "moodle.db").write_bytes(b"something else entirely" * 100)
    else:
        folder.write_text("x")
    with pytest.raises(ChannelError) as caught:
        await channel_to(site, folder).run(ScriptedTutor())
    assert str(folder) in caught.value.tell("en")


async def test_many_conversations_are_read_page_by_page(site: FakeMoodle, tmp_path: Path) -> None:
    students = range(1_000, 1_055)
    async with online(site, ScriptedTutor(), tmp_path):
        await looks(site)
        for student in students:
            site.say(student, PROBLEM)
        await site.until(lambda: all(site.replies(student) for student in students))
        await looks(site)
    assert all(site.replies(student) == [REPLY] for student in students)


async def test_quiet_conversations_are_not_asked_for_again(site: FakeMoodle, tmp_path: Path) -> None:
    async with online(site, ScriptedTutor(), tmp_path):
        for student in (ANA, LEO):
            site.say(student, PROBLEM)
        await site.until(lambda: site.replies(ANA) and site.replies(LEO) and not site.unread)
        site.now += 60
        site.say(ANA, "5x < 15")
        await site.until(lambda: len(site.replies(ANA)) == 2 and not site.unread)
        await looks(site)
        before = len(site.called(READ))
        await looks(site)
        assert {one["convid"] for one in site.called(READ)[before:]} == {str(ANA)}
        site.say(LEO, "5x < 15")
        await site.until(lambda: len(site.replies(LEO)) == 2)


async def test_formulas_are_sent_as_plain_text(site: FakeMoodle, tmp_path: Path) -> None:
    async with online(site, ScriptedTutor(lambda _: [r"Mira $\frac{x}{2}$."]), tmp_path):
        site.say(ANA, PROBLEM)
        await site.until(lambda: site.replies(ANA))
    assert site.replies(ANA) == ["Mira x/2."]


async def test_a_picture_is_told_to_the_tutor(site: FakeMoodle, tmp_path: Path) -> None:
    tutor = ScriptedTutor()
    async with online(site, tutor, tmp_path):
        site.say(ANA, '<p>mira <img src="x.jpg"></p>', as_html=True)
        await site.until(lambda: site.replies(ANA))
    assert [(one.kind, one.text) for one in tutor.heard] == [("photo", "mira")]
