"""Discord: slash commands, mentions and direct messages, one conversation a thread.

In a text channel a mention or /ask opens a thread; there and in direct messages the bot answers everything a
person says to it. A reply grows by edits, at most one a second. The messages of one student in one place are
answered in their order, and none twice: one process a state folder. Pieces are plain text: they are escaped
and appear as written, with formulas in Unicode.
It does not catch up on what was written while the bot was away.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import re
import sys
import textwrap
import warnings
from collections import OrderedDict
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Self

import aiohttp

import bot.discord_words as words
from bot.alone import alone
from bot.channels.contract import ChannelError, ChannelSettings
from bot.message import Command, Incoming, MessageKind, Tutor
from bot.order import Lanes, Recent
from bot.outgoing import SORRY, heard, in_lang, noted, paced, where
from bot.plain_maths import readable
from bot.sheet import Post, Sheet
from tutoring.sentence import operator_lang

with warnings.catch_warnings():
    # discord.py imports audioop for voice calls, which are not used here.
    warnings.simplefilter("ignore", DeprecationWarning)
    import discord
    from discord import app_commands

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic import SecretStr

log = logging.getLogger(__name__)

NAME: Final = "discord"
LIMIT: Final = 2000
QUOTED: Final = 1500  # of 2,000, since escaping may lengthen it
REMEMBERED: Final = 10_000
Act = discord.Interaction[Any]


def make(settings: ChannelSettings) -> DiscordChannel | None:
    """The channel, when the class has a bot token."""
    token = settings.discord_token
    return None if token is None else DiscordChannel(token, settings.lang, settings.state_dir)


class DiscordChannel:
    """A connection to Discord that is kept up until cancelled.

    `pace`: seconds between two edits of a reply. `ready_timeout`: seconds to wait for each server's list of
    channels. `patience`: seconds before the first new try when Discord cannot be reached.
    """

    name = NAME

    def __init__(
        self,
        token: SecretStr,
        lang: str,
        state_dir: Path,
        *,
        pace: float = 1.0,
        ready_timeout: float = 2.0,
        patience: float = 5.0,
    ) -> None:
        self._token = token
        self._lang = lang if lang in SORRY else "es"
        self._state_dir = state_dir
        self._pace = pace
        self._ready_timeout = ready_timeout
        self._patience = patience

    async def run(self, tutor: Tutor) -> None:
        with alone(self._state_dir, NAME):
            await self._stay(tutor)

    async def _stay(self, tutor: Tutor) -> None:
        # At lower levels the library writes whole messages, ids and the secret addresses of replies.
        logging.getLogger("discord").setLevel(logging.WARNING)
        for name in ("discord.http", "discord.webhook"):
            logging.getLogger(name).setLevel(logging.ERROR)
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # no voice calls here
        content, failures = True, 0
        while True:
            bot = ClassBot(tutor, self._lang, self._pace, content=content, ready_timeout=self._ready_timeout)
            try:
                async with bot:
                    await bot.start(self._token.get_secret_value())
            except discord.LoginFailure:
                raise ChannelError(words.BAD_TOKEN.es, words.BAD_TOKEN.en) from None
            except discord.PrivilegedIntentsRequired:
                log.warning(words.NO_CONTENT.tell(operator_lang()))
                content = False
                continue
            except (discord.HTTPException, discord.ConnectionClosed, aiohttp.ClientError, OSError) as error:
                if isinstance(error, discord.ConnectionClosed) and error.code == 4004:
                    raise ChannelError(words.BAD_TOKEN.es, words.BAD_TOKEN.en) from None
            failures = 0 if bot.was_ready else failures + 1
            wait = min(300.0, self._patience * 2**failures) * random.uniform(0.5, 1.5)
            log.warning(words.AWAY.tell(operator_lang()).format(wait))
            await asyncio.sleep(wait)


class ActButton(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]],
    template=r"maieutic:(?P<act>hint|new|good|bad)(?::(?P<turn>\d{1,8}))?",
):
    """A button that says a command, a thumb with the reply's turn. All it knows is in its id, so it works after any number of
    restarts."""

    def __init__(self, act: Command, label: str, turn: str = "") -> None:
        told = f"maieutic:{act}:{turn}" if turn else f"maieutic:{act}"
        super().__init__(discord.ui.Button(label=label, custom_id=told))
        self.act = act
        self.turn = turn

    @classmethod
    async def from_custom_id(
        cls,
        interaction: Act,  # noqa: ARG003
        item: discord.ui.Item[Any],
        match: re.Match[str],
        /,
    ) -> Self:
        return cls(Command(match["act"]), getattr(item, "label", None) or match["act"], match["turn"] or "")

    async def callback(self, interaction: Act) -> None:
        bot: ClassBot = interaction.client
        await bot.obey(interaction, self.act, self.turn)


class InSpanish(app_commands.Translator):
    """Names and descriptions of the commands for people whose Discord is in Spanish."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        return words.SPANISH.get(string.message) if locale.value.startswith("es") else None


class ClassBot(discord.Client):
    """One login: Discord's events become `Incoming` messages, and the replies Discord messages."""

    def __init__(self, tutor: Tutor, lang: str, pace: float, *, content: bool, ready_timeout: float) -> None:
        intents = discord.Intents(guilds=True, guild_messages=True, dm_messages=True, message_content=content)
        silent = discord.AllowedMentions.none()
        super().__init__(intents=intents, allowed_mentions=silent, guild_ready_timeout=ready_timeout)
        self.was_ready = False
        self._tutor = tutor
        self._lang = lang
        self._pace = pace
        self._began = discord.utils.utcnow()
        self._lanes = Lanes()
        self._recent = Recent(REMEMBERED)
        self._langs: OrderedDict[int, str] = OrderedDict()
        self._answering: set[asyncio.Task[None]] = set()
        contexts = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=False)
        self.tree = app_commands.CommandTree(self, allowed_contexts=contexts)
        self.tree.error(self._command_failed)
        for command in COMMANDS:
            self.tree.add_command(command)
        self.add_dynamic_items(ActButton)

    async def setup_hook(self) -> None:
        await self.tree.set_translator(InSpanish())
        try:
            await self.tree.sync()
        except discord.HTTPException as error:
            log.warning("Discord did not take the slash commands; the rest works. %s", where(error))

    async def on_ready(self) -> None:
        self.was_ready = True

    async def on_error(self, event_method: str, /, *_args: Any, **_kwargs: Any) -> None:
        error = sys.exception()
        log.error("Discord's %s failed. %s", event_method, where(error) if error else "")

    async def close(self) -> None:
        for task in self._answering:
            task.cancel()
        await asyncio.gather(*self._answering, return_exceptions=True)
        await super().close()

    # What Discord tells

    async def on_message(self, message: discord.Message) -> None:
        speech = message.type in (discord.MessageType.default, discord.MessageType.reply)
        if speech and self._from_person(message) and self._recent.first(message.id):
            self._start(self._answer(message, kind_of(message)))

    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        message = payload.message
        # Link previews and opened threads are told as edits too, and leave the date of the last real one.
        edited = message.edited_at is not None and message.edited_at > self._began
        if edited and self._from_person(message) and self._recent.first((message.id, message.edited_at)):
            self._start(self._answer(message, "edited"))

    def _from_person(self, message: discord.Message) -> bool:
        return not message.author.bot and message.webhook_id is None

    def _start(self, act: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(act)
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)

    # Messages

    async def _answer(self, message: discord.Message, kind: MessageKind) -> None:
        try:
            async with self._lanes.turn((message.channel.id, message.author.id)):
                channel = await self._whole(message)
                if not self._is_ours(message, channel):
                    return
                if self._is_hidden(message, kind):
                    await channel.send(self._words(words.MENTION_ME, message.author.id))
                    return
                room = await self._room(message, channel)
                async with _typing(room):
                    await self._reply(self._incoming(message, room.id, kind), room.send)
        except Exception as error:  # noqa: BLE001
            log.error("A Discord message could not be answered. %s", where(error))
            with contextlib.suppress(Exception):
                await message.channel.send(self._words(SORRY, message.author.id))

    async def _whole(self, message: discord.Message) -> discord.abc.MessageableChannel:
        """The message's channel; asked for when a thread from before our time has woken up."""
        channel = message.channel
        if isinstance(channel, discord.PartialMessageable) and message.guild is not None:
            fetched = await message.guild.fetch_channel(channel.id)
            return fetched if isinstance(fetched, discord.abc.Messageable) else channel
        return channel

    def _is_ours(self, message: discord.Message, channel: discord.abc.MessageableChannel) -> bool:
        if message.guild is None or self._is_addressed(message):
            return True
        if not isinstance(channel, discord.Thread) or self.user is None:
            return False
        # In our own thread classmates may still talk to each other.
        return channel.owner_id == self.user.id and not message.mentions

    def _is_addressed(self, message: discord.Message) -> bool:
        role = message.guild.self_role if message.guild else None
        return self.user in message.mentions or (role is not None and role in message.role_mentions)

    def _is_hidden(self, message: discord.Message, kind: MessageKind) -> bool:
        """Whether Discord kept the words from us: no right to read them, and we were not mentioned."""
        readable = self.intents.message_content or message.guild is None or self.user in message.mentions
        return not readable and kind in ("text", "edited") and not message.content

    async def _room(
        self, message: discord.Message, channel: discord.abc.MessageableChannel
    ) -> discord.abc.MessageableChannel:
        if message.guild is None or isinstance(channel, discord.Thread):
            return channel
        if thread := message.guild.get_thread(message.id):
            return thread
        try:
            return await message.create_thread(name=words.title(message.content, message.author.display_name))
        except discord.HTTPException:
            # Not allowed, or a kind of channel without threads: better here than nowhere.
            return channel

    def _incoming(self, message: discord.Message, room: int, kind: MessageKind) -> Incoming:
        text = words.spoken(message.content)
        command = Command.START if kind == "text" and not text else None
        return Incoming(NAME, str(room), str(message.author.id), text, kind, command)

    async def _reply(self, incoming: Incoming, post: Post, *, buttons: bool = True) -> None:
        student = int(incoming.student)
        turns: list[int] = []
        view = (lambda: self._buttons(student, turns[-1:])) if buttons else None
        sheet = Sheet(post, _as_written, LIMIT, view)
        pieces = noted(heard(self._tutor, incoming, self._words(SORRY, student), log), turns.append)
        await paced(pieces, sheet.show, self._pace)

    def _buttons(self, student: int, turns: Sequence[int]) -> discord.ui.View:
        view = discord.ui.View(timeout=None)
        for act, labels in words.BUTTONS.items():
            view.add_item(ActButton(act, labels[self._langs.get(student, self._lang)]))
        for turn in turns:
            for thumb, label in words.THUMBS.items():
                view.add_item(ActButton(Command(thumb), label, str(turn)))
        return view

    # Commands and buttons

    async def ask(self, interaction: Act, text: str) -> None:
        """A message by command, which Discord does not show: it is quoted and opens a thread if due."""
        await self._obey(interaction, self._incoming_act(interaction, None, text=text), private=False)

    async def obey(self, interaction: Act, command: Command, argument: str = "") -> None:
        """An act of the bot. What concerns one student alone, or would disturb a class, only they see."""
        shared = command in (Command.HINT, Command.NEW) and not _is_open(interaction)
        await self._obey(interaction, self._incoming_act(interaction, command, argument), private=not shared)
        if command is Command.LANGUAGE:
            self._remember(interaction.user.id, argument)
        elif command is Command.FORGET:
            self._langs.pop(interaction.user.id, None)

    def _incoming_act(self, at: Act, command: Command | None, argument: str = "", text: str = "") -> Incoming:
        room, student = str(at.channel_id), str(at.user.id)
        return Incoming(NAME, room, student, words.spoken(text), command=command, argument=argument)

    async def _obey(self, interaction: Act, incoming: Incoming, *, private: bool) -> None:
        if not self._recent.first(("interaction", interaction.id)):
            return
        if interaction.user.id not in self._langs:
            self._remember(interaction.user.id, interaction.locale.value[:2])
        try:
            # Discord gives up after three seconds, and the student before us may take longer.
            await interaction.response.defer(ephemeral=private, thinking=True)
        except discord.HTTPException as error:
            log.error("A Discord command came too late to be acknowledged. %s", where(error))
            return
        self._start(self._follow_up(interaction, incoming, private=private))

    async def _follow_up(self, interaction: Act, incoming: Incoming, *, private: bool) -> None:
        try:
            async with self._lanes.turn((interaction.channel_id, interaction.user.id)):
                if incoming.command is None:
                    await self._follow_question(interaction, incoming)
                else:
                    await self._reply(incoming, _original_first(interaction, private), buttons=not private)
        except Exception as error:  # noqa: BLE001
            log.error("A Discord command could not be answered. %s", where(error))
            with contextlib.suppress(Exception):
                await interaction.followup.send(self._words(SORRY, interaction.user.id), ephemeral=private)

    async def _follow_question(self, interaction: Act, incoming: Incoming) -> None:
        quoted = textwrap.shorten(discord.utils.escape_markdown(incoming.text), QUOTED, placeholder=" …")
        first = await interaction.edit_original_response(content=f"> {quoted}")
        if not _is_open(interaction):
            await self._reply(incoming, _followups(interaction))
            return
        try:
            thread = await first.create_thread(name=words.title(incoming.text, interaction.user.display_name))
            await thread.add_user(interaction.user)
        except discord.HTTPException:
            await self._reply(incoming, _followups(interaction))
            return
        inside = Incoming(NAME, str(thread.id), incoming.student, incoming.text)
        async with _typing(thread):
            await self._reply(inside, thread.send)

    async def _command_failed(self, interaction: Act, error: app_commands.AppCommandError) -> None:
        log.error("A Discord command failed. %s", where(error))
        with contextlib.suppress(Exception):
            words = self._words(SORRY, interaction.user.id)
            if interaction.response.is_done():
                await interaction.followup.send(words, ephemeral=True)
            else:
                await interaction.response.send_message(words, ephemeral=True)

    # The student's language, as far as Discord tells

    def _remember(self, student: int, lang: str) -> None:
        if lang in SORRY:
            self._langs[student] = lang
            self._langs.move_to_end(student)
            while len(self._langs) > REMEMBERED:
                self._langs.popitem(last=False)

    def _words(self, texts: Mapping[str, str], student: int) -> str:
        return in_lang(texts, self._langs.get(student), self._lang)


def _as_written(text: str) -> str:
    return discord.utils.escape_markdown(readable(text))


def kind_of(message: discord.Message) -> MessageKind:
    """What the student sent besides words; a voice note before a photo before any other file."""
    types = [(attachment.content_type or "").split("/")[0] for attachment in message.attachments]
    if message.flags.voice or "audio" in types:
        return "voice"
    if "image" in types or (message.stickers and not message.content):
        return "photo"
    return "file" if types or message.poll or message.message_snapshots else "text"


def _is_open(interaction: Act) -> bool:
    """Whether this is a place of the whole class rather than a conversation with the bot."""
    return interaction.guild_id is not None and not isinstance(interaction.channel, discord.Thread)


def _original_first(interaction: Act, private: bool) -> Post:
    """Fill the answer that Discord shows as "thinking", then add to it."""
    more = _followups(interaction, private)
    pending = True

    async def post(content: str, **options: Any) -> Any:
        nonlocal pending
        if not pending:
            return await more(content, **options)
        pending = False
        return await interaction.edit_original_response(content=content, **options)

    return post


def _followups(interaction: Act, private: bool = False) -> Post:
    async def post(content: str, **options: Any) -> discord.Message:
        return await interaction.followup.send(content, ephemeral=private, wait=True, **options)

    return post


@contextlib.asynccontextmanager
async def _typing(room: discord.abc.Messageable) -> AsyncIterator[None]:
    """Show that the bot is typing; where Discord will not, answer all the same."""
    async with contextlib.AsyncExitStack() as stack:
        with contextlib.suppress(discord.HTTPException):
            await stack.enter_async_context(room.typing())
        yield


@app_commands.command(description="Send a problem or your next step")
@app_commands.rename(text="problem")
@app_commands.describe(text="Your problem, or the step you have done")
async def ask(interaction: Act, text: app_commands.Range[str, 1, 4000]) -> None:
    await interaction.client.ask(interaction, text)


@app_commands.command(description="A hint for the step you are on")
async def hint(interaction: Act) -> None:
    await interaction.client.obey(interaction, Command.HINT)


@app_commands.command(description="Start a new problem")
async def new(interaction: Act) -> None:
    await interaction.client.obey(interaction, Command.NEW)


@app_commands.command(name="help", description="What the tutor does and how to use it")
async def show_help(interaction: Act) -> None:
    await interaction.client.obey(interaction, Command.HELP)


@app_commands.command(description="The language of the replies")
@app_commands.describe(language="Español or English")
@app_commands.choices(
    language=[app_commands.Choice(name=name, value=value) for value, name in words.LANGUAGES.items()]
)
async def language(interaction: Act, language: str) -> None:
    await interaction.client.obey(interaction, Command.LANGUAGE, language)


@app_commands.command(description="Your school year")
@app_commands.describe(level="The year you are in")
@app_commands.choices(level=[app_commands.Choice(name=name, value=value) for value, name in words.LEVELS.items()])
async def level(interaction: Act, level: str) -> None:
    await interaction.client.obey(interaction, Command.LEVEL, level)


@app_commands.command(description="Say whether the last reply helped you")
@app_commands.describe(thumb="Did it help?")
@app_commands.choices(thumb=[app_commands.Choice(name=name, value=value) for value, name in words.THUMBS.items()])
async def rate(interaction: Act, thumb: str) -> None:
    await interaction.client.obey(interaction, Command(thumb))


@app_commands.command(description="Delete everything the tutor keeps about you")
async def forget(interaction: Act) -> None:
    await interaction.client.obey(interaction, Command.FORGET)


AnyCommand = app_commands.Command[Any, ..., None]
COMMANDS: Final[tuple[AnyCommand, ...]] = (ask, hint, new, show_help, language, level, rate, forget)
