"""The Discord channel: the real client library against a Discord of this machine."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yarl
from pydantic import SecretStr

from bot.alone import AlreadyServed
from bot.channels.contract import ChannelError
from bot.channels.discord import LIMIT, DiscordChannel
from bot.discord_words import BUTTONS, MENTION_ME, SPANISH, spoken, title
from bot.message import Command, Incoming, Tutor
from bot.outgoing import SORRY
from tests.bot.channels.fake_discord import ANA, CHANNEL, LEO, ROLE, TOKEN, FakeDiscord, serving
from tests.bot.channels.scripted_tutor import ScriptedTutor

PROBLEM = "Resuelve 5x + 7 = 22"


@pytest.fixture
async def fake(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[FakeDiscord]:
    async with serving(FakeDiscord(folder=tmp_path)) as fake:
        monkeypatch.setattr("discord.http.Route.BASE", fake.base)
        monkeypatch.setattr("discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY", yarl.URL(fake.gateway))
        yield fake


@asynccontextmanager
async def online(fake: FakeDiscord, tutor: Tutor, pace: float = 0.0, lang: str = "es") -> AsyncIterator[None]:
    """The channel at work, from the moment it has taken its place in the class."""
    logins = len(fake.identified)
    channel = DiscordChannel(SecretStr(TOKEN), lang, fake.folder, pace=pace, ready_timeout=0.0, patience=0.01)
    running = asyncio.create_task(channel.run(tutor))
    try:
        await fake.until(lambda: len(fake.identified) > logins and fake._sockets)
        yield
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        fake._sockets.clear()


def labels(message: dict[str, Any]) -> list[str]:
    return [button["label"] for row in message["components"] for button in row["components"]]


async def test_a_private_message_is_answered_in_the_same_place(fake: FakeDiscord) -> None:
    tutor = ScriptedTutor()
    async with online(fake, tutor):
        await fake.say(ANA, PROBLEM)
        room = fake.private(ANA)
        await fake.until(lambda: fake.said_in(room) == [f"text: {PROBLEM}. What comes next?"])
    assert tutor.heard == [Incoming("discord", str(room), str(ANA), PROBLEM)]
    assert ("POST", f"/channels/{room}/typing") in fake.requests


async def test_a_mention_opens_a_thread_that_goes_on_without_mentions(fake: FakeDiscord) -> None:
    tutor = ScriptedTutor()
    async with online(fake, tutor):
        first = await fake.say(ANA, f"<@900> {PROBLEM}", CHANNEL)
        thread = int(first["id"])
        await fake.until(lambda: len(fake.said_in(thread)) == 1)
        await fake.say(ANA, "5x = 15", thread)
        await fake.until(lambda: len(fake.said_in(thread)) == 2)
    assert fake.said_in(CHANNEL) == []
    assert fake.threads[thread]["name"] == PROBLEM
    heard = [(one.room, one.text) for one in tutor.heard]
    assert heard == [(str(thread), PROBLEM), (str(thread), "5x = 15")]


async def test_what_is_not_said_to_the_bot_is_left_alone(fake: FakeDiscord) -> None:
    tutor = ScriptedTutor()
    async with online(fake, tutor):
        first = await fake.say(ANA, f"<@&{ROLE}> {PROBLEM}", CHANNEL)
        await fake.until(lambda: fake.said_in(int(first["id"])))
        await fake.say(LEO, "¿Quedamos luego?", CHANNEL)
        await fake.say(LEO, f"<@{ANA}> mira esto", int(first["id"]))
        await fake.say(LEO, "la última")
        await fake.until(lambda: fake.said_in(fake.private(LEO)))
    assert [one.text for one in tutor.heard] == [PROBLEM, "la última"]


async def test_without_the_right_to_open_threads_the_answer_comes_in_the_channel(fake: FakeDiscord) -> None:
    fake.threads_allowed = False
    tutor = ScriptedTutor()
    async with online(fake, tutor):
        await fake.say(ANA, f"<@900> {PROBLEM}", CHANNEL)
        await fake.until(lambda: len(fake.said_in(CHANNEL)) == 1)
    assert tutor.heard[0].room == str(CHANNEL)


async def test_a_bare_mention_is_greeted(fake: FakeDiscord) -> None:
    tutor = ScriptedTutor()
    async with online(fake, tutor):
        first = await fake.say(ANA, "<@900>", CHANNEL)
        await fake.until(lambda: fake.said_in(int(first["id"])))
    assert tutor.heard[0].command is Command.START
    assert fake.threads[int(first["id"])]["name"] == "User 101"


async def test_a_message_told_twice_is_answered_once(fake: FakeDiscord) -> None:
    tutor = ScriptedTutor()
    async with online(fake, tutor):
        message = await fake.say(ANA, PROBLEM)
        await fake.repeat(message)
        await fake.say(ANA, "5x = 15")
        await fake.until(lambda: len(fake.said_in(fake.private(ANA))) == 2)
    assert [one.text for one in tutor.heard] == [PROBLEM, "5x = 15"]


async def test_one_student_in_order_another_meanwhile(fake: FakeDiscord) -> None:
    gate = asyncio.Event()

    def script(message: Incoming) -> Sequence[str | asyncio.Event]:
        return [gate, "first"] if message.text == "1" else [f"to {message.text}"]

    tutor = ScriptedTutor(script)
    async with online(fake, tutor):
        await fake.say(ANA, "1")
        await fake.say(ANA, "2")
        for answered in (["to 3"], ["to 3", "to 3"], ["to 3", "to 3", "to 3"]):
            await fake.say(LEO, "3")
            await fake.until(partial(lambda said: fake.said_in(fake.private(LEO)) == said, answered))
        assert fake.said_in(fake.private(ANA)) == []
        gate.set()
        await fake.until(lambda: fake.said_in(fake.private(ANA)) == ["first", "to 2"])


async def test_a_reply_grows_by_whole_sentences(fake: FakeDiscord) -> None:
    gate = asyncio.Event()
    tutor = ScriptedTutor(lambda _: ["One.", gate, " Two.", " Three."])
    async with online(fake, tutor):
        await fake.say(ANA, PROBLEM)
        await fake.until(lambda: fake.said_in(fake.private(ANA)) == ["One."])
        gate.set()
        await fake.until(lambda: fake.said_in(fake.private(ANA)) == ["One. Two. Three."])
    assert {text for _, text in fake.edits} <= {"One. Two.", "One. Two. Three."}


async def test_edits_keep_the_pace(fake: FakeDiscord) -> None:
    pace = 0.2
    tutor = ScriptedTutor(lambda _: [f"Sentence {n}. " for n in range(30)])
    async with online(fake, tutor, pace):
        await fake.say(ANA, PROBLEM)
        await fake.until(lambda: "Sentence 29." in "".join(fake.said_in(fake.private(ANA))))
    # Thirty sentences at once: the first is posted, and one edit brings all the others.
    assert len(fake.edits) == 1


async def test_a_long_reply_is_cut_where_a_reader_would_and_keeps_its_signs(fake: FakeDiscord) -> None:
    sentence = "Mira 2*x*3 y x_a con cuidado. "
    tutor = ScriptedTutor(lambda _: [sentence] * 150)
    async with online(fake, tutor):
        await fake.say(ANA, PROBLEM)
        room = fake.private(ANA)
        await fake.until(lambda: "".join(fake.said_in(room)).count("cuidado") == 150)
    said = fake.said_in(room)
    assert len(said) > 2
    assert all(len(part) <= LIMIT and part.endswith("cuidado.") for part in said)
    assert "2\\*x\\*3 y x\\_a" in said[0]
    assert [labels(one) for one in fake.messages[room][1:]] == [[]] * (len(said) - 1) + [
        ["Pista", "Problema nuevo"]
    ]


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({"attachments": [("a.jpg", "image/jpeg")]}, "photo"),
        ({"attachments": [("a.ogg", "audio/ogg")], "flags": 1 << 13}, "voice"),
        ({"attachments": [("a.pdf", "application/pdf")]}, "file"),
        ({"attachments": [("a.bin", None)]}, "file"),
        ({"sticker_items": [{"id": "1", "name": "hola", "format_type": 1}]}, "photo"),
    ],
)
async def test_what_is_not_text_is_told_to_the_tutor(
    fake: FakeDiscord, more: dict[str, Any], kind: str
) -> None:
    files = [
        {"id": str(at), "filename": name, "size": 9, "url": "x", "proxy_url": "x"}
        | ({"content_type": content} if content else {})
        for at, (name, content) in enumerate(more.get("attachments", []))
    ]
    tutor = ScriptedTutor()
    async with online(fake, tutor):
        await fake.say(ANA, "", **(more | {"attachments": files}))
        await fake.until(lambda: len(fake.said_in(fake.private(ANA))) == 1)
    assert [(one.kind, one.command) for one in tutor.heard] == [(kind, None)]


async def test_an_edited_message_is_told_once_and_a_link_preview_never(fake: FakeDiscord) -> None:
    tutor = ScriptedTutor()
    async with online(fake, tutor):
        message = await fake.say(ANA, PROBLEM)
        await fake.until(lambda: len(fake.said_in(fake.private(ANA))) == 1)
        await fake.edit(message, None)
        await fake.edit(message, "Resuelve 5x + 7 = 32")
        await fake.edit(message, None)
        await fake.until(lambda: len(fake.said_in(fake.private(ANA))) == 2)
        await fake.say(ANA, "fin")
        await fake.until(lambda: len(fake.said_in(fake.private(ANA))) == 3)
    assert [(one.kind, one.text) for one in tutor.heard] == [
        ("text", PROBLEM),
        ("edited", "Resuelve 5x + 7 = 32"),
        ("text", "fin"),
    ]


async def test_an_edit_of_an_older_message_is_noticed_after_a_restart(fake: FakeDiscord) -> None:
    tutor = ScriptedTutor()
    async with online(fake, tutor):
        message = await fake.say(ANA, PROBLEM)
        await fake.until(lambda: fake.said_in(fake.private(ANA)))
    async with online(fake, tutor):
        await fake.edit(message, None)
        await fake.edit(message, "Resuelve 5x + 7 = 32")
        await fake.until(lambda: len(fake.said_in(fake.private(ANA))) == 2)
    assert [one.kind for one in tutor.heard] == ["text", "edited"]


async def test_a_command_is_acknowledged_before_the_tutor_has_finished(fake: FakeDiscord) -> None:
    gate = asyncio.Event()
    tutor = ScriptedTutor(lambda _: [gate, "Look at the 7."])
    async with online(fake, tutor):
        token = await fake.command(ANA, "hint")
        await fake.until(lambda: fake.responses[token]["acknowledged"])
        await asyncio.wait_for(tutor.asked.wait(), 10)
        assert fake.responses[token]["acknowledged"]["type"] == 5
        assert fake.responses[token]["messages"][0]["content"] == ""
        gate.set()
        await fake.until(lambda: fake.responses[token]["messages"][0]["content"] == "Look at the 7.")
    assert tutor.heard == [Incoming("discord", str(fake.private(ANA)), str(ANA), command=Command.HINT)]


@pytest.mark.parametrize(
    ("name", "options", "argument"),
    [
        ("language", {"language": "en"}, "en"),
        ("level", {"level": "3eso"}, "3eso"),
        ("forget", {}, ""),
        ("help", {}, ""),
    ],
)
async def test_what_concerns_one_student_only_they_see(
    fake: FakeDiscord, name: str, options: dict[str, str], argument: str
) -> None:
    tutor = ScriptedTutor()
    async with online(fake, tutor):
        token = await fake.command(ANA, name, CHANNEL, **options)
        answer = fake.responses[token]["messages"]
        await fake.until(lambda: answer and answer[0]["content"] == f"{name}: {argument}. What comes next?")
    assert answer[0]["flags"] == 64
    assert answer[0]["components"] == []
    assert (tutor.heard[0].command, tutor.heard[0].argument) == (Command(name), argument)


async def test_asking_by_command_in_a_channel_opens_a_thread(fake: FakeDiscord) -> None:
    tutor = ScriptedTutor()
    async with online(fake, tutor):
        token = await fake.command(ANA, "ask", CHANNEL, problem=PROBLEM)
        replied = [f"text: {PROBLEM}. What comes next?"]
        await fake.until(lambda: [*map(fake.said_in, fake.threads)] == [replied])
    (thread,) = fake.threads
    assert fake.responses[token]["messages"][0]["content"] == f"> {PROBLEM}"
    assert tutor.heard == [Incoming("discord", str(thread), str(ANA), PROBLEM)]
    assert ("PUT", f"/channels/{thread}/thread-members/{ANA}") in fake.requests


async def test_asking_by_command_in_private_is_answered_there(fake: FakeDiscord) -> None:
    tutor = ScriptedTutor()
    async with online(fake, tutor):
        await fake.command(ANA, "ask", problem=PROBLEM)
        said = [f"> {PROBLEM}", f"text: {PROBLEM}. What comes next?"]
        await fake.until(lambda: fake.said_in(fake.private(ANA)) == said)
    assert [one.room for one in tutor.heard] == [str(fake.private(ANA))]


async def test_a_button_works_after_a_restart(fake: FakeDiscord) -> None:
    tutor = ScriptedTutor()
    room = fake.private(ANA)
    async with online(fake, tutor):
        await fake.say(ANA, PROBLEM)
        await fake.until(lambda: fake.said_in(room))
    message = fake.messages[room][-1]
    assert labels(message) == [BUTTONS[Command.HINT]["es"], BUTTONS[Command.NEW]["es"]]
    async with online(fake, tutor):
        token = await fake.press(ANA, message["components"][0]["components"][0]["custom_id"], message)
        await fake.until(lambda: len(fake.said_in(room)) == 2 and fake.said_in(room)[1])
    assert fake.responses[token]["acknowledged"]["type"] == 5
    assert tutor.heard[1] == Incoming("discord", str(room), str(ANA), command=Command.HINT)


@pytest.mark.parametrize(("at", "thumb"), [(2, Command.GOOD), (3, Command.BAD)])
async def test_a_thumb_under_a_reply_is_given_to_that_reply_after_a_restart(
    fake: FakeDiscord, at: int, thumb: Command
) -> None:
    tutor = ScriptedTutor(turn=7)
    room = fake.private(ANA)
    async with online(fake, tutor):
        await fake.say(ANA, PROBLEM)
        await fake.until(lambda: fake.said_in(room))
    message = fake.messages[room][-1]
    assert labels(message)[2:] == ["👍", "👎"]
    async with online(fake, tutor):
        token = await fake.press(ANA, message["components"][0]["components"][at]["custom_id"], message)
        answer = fake.responses[token]["messages"]
        await fake.until(lambda: answer and answer[0]["content"])
    assert tutor.heard[1] == Incoming("discord", str(room), str(ANA), command=thumb, argument="7")
    assert answer[0]["flags"] == 64, "only who gave it sees the thanks"


@pytest.mark.parametrize("thumb", ["good", "bad"])
async def test_a_thumb_is_given_by_command_and_only_its_giver_sees_it(fake: FakeDiscord, thumb: str) -> None:
    tutor = ScriptedTutor()
    async with online(fake, tutor):
        token = await fake.command(ANA, "rate", CHANNEL, thumb=thumb)
        answer = fake.responses[token]["messages"]
        await fake.until(lambda: tutor.heard and answer)
    assert tutor.heard[0].command == Command(thumb)
    assert answer[0]["flags"] == 64


async def test_the_commands_are_there_in_spanish_too(fake: FakeDiscord) -> None:
    async with online(fake, ScriptedTutor()):
        await fake.until(lambda: fake.commands)
    assert {one["name"] for one in fake.commands} == {
        "ask",
        "hint",
        "new",
        "help",
        "language",
        "level",
        "rate",
        "forget",
    }
    for command in fake.commands:
        for described in (command, *command.get("options", [])):
            assert described["description_localizations"]["es-ES"] == SPANISH[described["description"]]
        assert command["name_localizations"] == dict.fromkeys(("es-ES", "es-419"), SPANISH[command["name"]])
    levels = next(one for one in fake.commands if one["name"] == "level")["options"][0]["choices"]
    assert [one["value"] for one in levels] == ["1eso", "2eso", "3eso", "4eso", "1bach", "2bach"]


async def test_a_broken_tutor_is_told_kindly_and_leaves_no_words_in_the_log(
    fake: FakeDiscord, caplog: pytest.LogCaptureFixture
) -> None:
    tutor = ScriptedTutor(lambda message: ["Let us see.", ValueError(f"cannot read {message.text}")])
    async with online(fake, tutor):
        await fake.say(ANA, PROBLEM)
        await fake.until(lambda: any("Sorry" in one for one in fake.said_in(fake.private(ANA))))
    (told,) = fake.said_in(fake.private(ANA))
    # Her language is not known from a message, so both; what she was shown stays.
    assert told == f"Let us see.\n\n{SORRY['es']}\n\n{SORRY['en']}"
    assert "ValueError" in caplog.text
    assert PROBLEM not in caplog.text
    assert str(ANA) not in caplog.text


async def test_the_kind_words_come_in_the_language_of_the_students_discord(fake: FakeDiscord) -> None:
    tutor = ScriptedTutor(lambda _: [RuntimeError()])
    async with online(fake, tutor):
        token = await fake.command(ANA, "hint", locale="en-GB")
        await fake.until(lambda: fake.said_in(fake.private(ANA)) == [SORRY["en"]])
        assert fake.responses[token]["messages"][0]["content"] == SORRY["en"]
        await fake.say(ANA, "?")
        await fake.until(lambda: fake.said_in(fake.private(ANA)) == [SORRY["en"], SORRY["en"]])


async def test_a_tutor_that_says_nothing_is_not_silence(fake: FakeDiscord) -> None:
    async with online(fake, ScriptedTutor(lambda _: [])):
        await fake.command(ANA, "new")
        await fake.until(lambda: fake.said_in(fake.private(ANA)) == [SORRY["es"]])


async def test_without_the_right_to_read_threads_it_says_so(
    fake: FakeDiscord, caplog: pytest.LogCaptureFixture
) -> None:
    fake.content_allowed = False
    tutor = ScriptedTutor()
    async with online(fake, tutor):
        await fake.until(lambda: len(fake.identified) == 2 and fake._sockets)
        first = await fake.say(ANA, f"<@900> {PROBLEM}", CHANNEL)
        thread = int(first["id"])
        await fake.until(lambda: len(fake.said_in(thread)) == 1)
        await fake.say(ANA, "5x = 15", thread)
        await fake.until(lambda: len(fake.said_in(thread)) == 2)
        await fake.say(ANA, "<@900> 5x = 15", thread)
        await fake.until(lambda: len(fake.said_in(thread)) == 3)
    assert fake.said_in(thread)[1] == f"{MENTION_ME['es']}\n\n{MENTION_ME['en']}"
    assert [one.text for one in tutor.heard] == [PROBLEM, "5x = 15"]
    assert "Message Content Intent" in caplog.text


async def test_a_cut_connection_is_taken_up_again(fake: FakeDiscord) -> None:
    tutor = ScriptedTutor()
    async with online(fake, tutor):
        await fake.drop()
        await fake.until(lambda: any(not one.closed for one in fake._sockets))
        await fake.say(ANA, PROBLEM)
        await fake.until(lambda: fake.said_in(fake.private(ANA)))
    assert len(tutor.heard) == 1


async def test_a_wrong_token_is_told_in_a_sentence(fake: FakeDiscord) -> None:
    channel = DiscordChannel(SecretStr("a-wrong-secret"), "es", fake.folder, ready_timeout=0.0)
    with pytest.raises(ChannelError) as caught:
        await channel.run(ScriptedTutor())
    assert "MAIEUTIC_DISCORD_TOKEN" in caught.value.tell("es")
    assert "MAIEUTIC_DISCORD_TOKEN" in caught.value.tell("en")
    assert "a-wrong-secret" not in caught.value.tell("es") + caught.value.tell("en")


async def test_two_bots_on_one_folder_would_answer_twice(fake: FakeDiscord) -> None:
    async with online(fake, ScriptedTutor()):
        with pytest.raises(AlreadyServed, match="discord"):
            await DiscordChannel(SecretStr(TOKEN), "es", fake.folder).run(ScriptedTutor())
    async with online(fake, ScriptedTutor()):
        assert len(fake.identified) == 2, "the one that stopped has let go"


async def test_it_waits_for_a_discord_that_is_away(
    fake: FakeDiscord, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    monkeypatch.setattr("discord.http.Route.BASE", "http://127.0.0.1:9/api")
    channel = DiscordChannel(SecretStr(TOKEN), "es", fake.folder, ready_timeout=0.0, patience=0.01)
    running = asyncio.create_task(channel.run(ScriptedTutor()))
    async with asyncio.timeout(10):
        while "Discord" not in caplog.text:  # noqa: ASYNC110 - a log wakes nobody
            await asyncio.sleep(0.01)
    monkeypatch.setattr("discord.http.Route.BASE", fake.base)
    await fake.until(lambda: fake._sockets)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


def test_words_are_heard_without_mentions() -> None:
    assert spoken("<@900>  5x = 15 <@!101> <#600> <@&700> <:si:123>") == "5x = 15    :si:"


@pytest.mark.parametrize("content", ["", "<@900>", "x" * 300, "uno dos " * 40, "5x + 7 = 22"])
def test_a_thread_has_a_name_of_a_length_that_discord_takes(content: str) -> None:
    assert 1 <= len(title(content, "Ana")) <= 70
