"""Moodle: a bot user that answers private messages, over web services.

Moodle does not call, so it is asked every few seconds, and more rarely while it fails. Students are answered
at once, each one's messages in their order. A message is answered once: what is about to be done is written
to the ledger first, and a sending whose end is unknown is looked for in the conversation before it is
repeated. Group conversations are left alone. At the first start of all, what is unread is answered and the
rest is not.
"""

from __future__ import annotations

import asyncio
import logging
import random
import re
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from bot.channels.contract import ChannelError, ChannelSettings
from bot.message import Incoming, Tutor
from bot.moodle_client import (
    NEEDED,
    RIGHTS,
    Conversation,
    Letter,
    MoodleClient,
    MoodleError,
    NotDelivered,
    said,
)
from bot.moodle_ledger import Ledger, LedgerInUse
from bot.outgoing import SORRY, heard, in_lang, split, where
from bot.plain_maths import readable
from tutoring.sentence import Sentence, operator_lang

if TYPE_CHECKING:
    from pydantic import SecretStr

log = logging.getLogger(__name__)

NAME: Final = "moodle"
LIMIT: Final = 4096
OVERLAP: Final = 120  # seconds; a message may appear a little after the time it bears
SETTLED: Final = 10  # seconds after which no message with an earlier time or id appears in a conversation
LOOK_BACK: Final = 50  # messages of a conversation in which one of ours is looked for
TRIES: Final = 5  # failed looks before the first start goes on without a conversation
HERE: Final = frozenset({"localhost", "127.0.0.1", "::1"})
LONGEST_WAIT: Final = 300.0
UNENCRYPTED: Final = Sentence(
    "MAIEUTIC_MOODLE_URL empieza por http://: el token y los mensajes viajan sin cifrar. Usa https://.",
    "MAIEUTIC_MOODLE_URL starts with http://: the token and the messages travel unencrypted. Use https://.",
)


def make(settings: ChannelSettings) -> MoodleChannel | None:
    """The channel, when the class has both an address and a token."""
    if not settings.moodle_url or settings.moodle_token is None:
        return None
    return MoodleChannel(settings.moodle_url, settings.moodle_token, settings.state_dir, settings.lang)


class MoodleChannel:
    """One bot user on one site.

    `interval`: seconds between looks; `settle`: seconds in which a sending that broke off may arrive.
    """

    name = NAME

    def __init__(
        self,
        url: str,
        token: SecretStr,
        state_dir: Path,
        lang: str,
        *,
        interval: float = 2.0,
        settle: float = 2.0,
    ) -> None:
        self._url = url
        self._token = token
        self._path = state_dir / "moodle.db"
        self._lang = lang
        self._interval = interval
        self._settle = settle

    async def run(self, tutor: Tutor) -> None:
        address = urlsplit(self._url)
        if address.scheme == "http" and address.hostname not in HERE:
            log.warning(UNENCRYPTED.tell(operator_lang()))
        try:
            with Ledger(self._path) as ledger:
                async with MoodleClient(self._url, self._token) as client:
                    desk = Desk(client, ledger, tutor, self._lang, self._interval, self._settle)
                    await desk.serve()
        except MoodleError as error:
            raise ChannelError(error.sentence.es, error.sentence.en) from None
        except LedgerInUse:
            raise ChannelError(
                f"Otro proceso contesta ya en Moodle con {self._path}: páralo o usa otra carpeta de estado.",
                f"Another process answers in Moodle with {self._path}: stop it or use another state folder.",
            ) from None
        except (OSError, sqlite3.Error):
            raise ChannelError(
                f"No se puede escribir en {self._path}: da permiso, haz sitio o quítalo si está dañado.",
                f"{self._path} cannot be written: give permission, make room or remove it if it is damaged.",
            ) from None


class Desk:
    """The bot at work: looks for messages, and answers each conversation in a task of its own."""

    def __init__(
        self, client: MoodleClient, ledger: Ledger, tutor: Tutor, lang: str, interval: float, settle: float
    ) -> None:
        self._client = client
        self._ledger = ledger
        self._tutor = tutor
        self._sorry = in_lang(SORRY, None, lang)
        self._interval = interval
        self._settle = settle
        self._me = 0
        self._failures = 0
        self._busy: dict[int, asyncio.Task[None]] = {}
        self._newest = 0
        self._read: dict[int, tuple[int, set[int]]] = {}  # conversation: its newest message, what was due
        self._hurt: dict[int, tuple[int, float]] = {}  # conversation: failures in a row, when to try again

    async def serve(self) -> None:
        """Answer until cancelled. Raises a MoodleError that lasts."""
        try:
            while True:
                try:
                    await self._look()
                except MoodleError as error:
                    if error.lasting:
                        raise
                    self._failures += 1
                    log.warning(error.tell(operator_lang()))
                await asyncio.sleep(self._wait(self._failures))
        finally:
            for task in self._busy.values():
                task.cancel()
            await asyncio.gather(*self._busy.values(), return_exceptions=True)

    def _leave(self, conversation: int) -> None:
        """Leave one conversation alone for a while; the others go on."""
        failures = self._hurt.get(conversation, (0, 0.0))[0] + 1
        self._hurt[conversation] = failures, asyncio.get_running_loop().time() + self._wait(failures)

    def _wait(self, failures: int) -> float:
        """Seconds to the next try: doubled with each failure, and spread so that bots fall out of step."""
        if not failures:
            return self._interval
        return min(LONGEST_WAIT, self._interval * 2.0 ** min(failures, 20)) * random.uniform(0.5, 1.0)

    async def _look(self) -> None:
        if not self._me:
            await self._enter()
        cursor = self._ledger.cursor
        if cursor is None:
            await self._begin()
            cursor = self._ledger.cursor or 0
        floor = min([cursor, *self._ledger.waiting().values()])
        active = await self._client.conversations(self._me, floor)
        complete = [await self._look_at(conversation, floor, cursor) for conversation in active]
        # Only after every conversation was seen: a failure above must leave the cursor where it was.
        if all(complete):
            self._ledger.advance(self._newest - OVERLAP)
            self._forget_deleted({due for one in active for due in self._read[one.id][1]}, cursor)
        self._failures = 0

    async def _look_at(self, conversation: Conversation, floor: int, cursor: int) -> bool:
        """Whether one conversation was seen; where only it cannot be, the others must not wait for it."""
        if self._hurt.get(conversation.id, (0, 0.0))[1] > asyncio.get_running_loop().time():
            return False
        if self._is_read(conversation):
            return True
        try:
            letters = await self._client.letters(self._me, conversation.id, floor)
        except MoodleError as error:
            if not error.of_call:
                raise
            log.warning(error.tell(operator_lang()))
            self._leave(conversation.id)
            return False
        self._newest = max([self._newest, *(letter.created for letter in letters)])
        self._sort(conversation, letters, cursor)
        return True

    def _forget_deleted(self, seen: set[int], cursor: int) -> None:
        """Settle what was waiting and has been deleted in Moodle since."""
        for letter, created in self._ledger.waiting().items():
            if letter not in seen and created < cursor:
                self._ledger.done(letter)

    async def _enter(self) -> None:
        account = await self._client.account()
        if set(NEEDED) - account.functions:
            raise MoodleError(RIGHTS, "accessexception", lasting=True)
        self._me = account.id

    async def _begin(self) -> None:
        """Draw the line between before and now: unread messages wait, all others are settled."""
        conversations = await self._client.conversations(self._me)
        cursor = max((one.last for one in conversations), default=0)
        waiting: set[tuple[int, int]] = set()
        settled: set[tuple[int, int]] = set()
        for one in conversations:
            unread = await self._before(one, one.unread) if one.unread else []
            waiting |= {(letter.id, letter.created) for letter in unread if letter.sender != self._me}
            if one.last >= cursor:
                recent = await self._before(one, LOOK_BACK)
                settled |= {(letter.id, letter.created) for letter in recent if letter.created >= cursor}
        self._ledger.begin(cursor, waiting, settled - waiting)

    async def _before(self, conversation: Conversation, count: int) -> list[Letter]:
        """Its last messages at the first start; none, after some tries, where Moodle cannot give them."""
        try:
            return await self._client.newest(self._me, conversation.id, count)
        except MoodleError as error:
            if not error.of_call or self._failures < TRIES:
                raise
            log.warning(error.tell(operator_lang()))
            return []

    def _is_read(self, conversation: Conversation) -> bool:
        """Whether asking for its messages again would bring nothing: spares the site most of the calls."""
        newest, due = self._read.get(conversation.id, (0, set()))
        old = conversation.last < self._newest - SETTLED
        being_done = conversation.id in self._busy or not due & self._ledger.waiting().keys()
        return old and newest == conversation.newest and being_done

    def _sort(self, conversation: Conversation, letters: Sequence[Letter], cursor: int) -> None:
        """Take what is new, and set to work on what waits unless that is being done."""
        theirs = [letter for letter in letters if letter.sender != self._me]
        for letter in theirs:
            if letter.created >= cursor and not self._ledger.knows(letter.id):
                self._ledger.take(letter.id, letter.created)
        waiting = self._ledger.waiting()
        due = [letter for letter in theirs if letter.id in waiting]
        shown = max((letter.id for letter in letters), default=0)
        self._read[conversation.id] = shown, {letter.id for letter in due}
        if due and conversation.id not in self._busy:
            task = asyncio.create_task(self._answer_all(conversation.id, due))
            self._busy[conversation.id] = task
            task.add_done_callback(lambda _: self._busy.pop(conversation.id))

    async def _answer_all(self, conversation: int, due: Sequence[Letter]) -> None:
        for letter in due:
            try:
                await self._answer(conversation, letter)
            except NotDelivered:
                log.warning("Moodle does not let the bot write to a student who wrote to it.")
                self._ledger.done(letter.id)
            except MoodleError as error:
                # The rest waits for the next look, so that the order is kept.
                log.warning(error.tell(operator_lang()))
                self._leave(conversation)
                return
            except Exception as error:  # noqa: BLE001
                log.error("A Moodle message could not be answered. %s", where(error))
                self._leave(conversation)
                return

    async def _answer(self, conversation: int, letter: Letter) -> None:
        entry = self._ledger.entry(letter.id)
        reply = entry.reply or await self._write(conversation, letter)
        for at, part in list(enumerate(split(reply, LIMIT)))[entry.part :]:
            mark = f"maieutic-{letter.id}-{at}"
            await self._bring(conversation, letter, part, mark)
        self._ledger.done(letter.id)
        self._hurt.pop(conversation, None)
        await self._client.mark_read(self._me, conversation)

    async def _write(self, conversation: int, letter: Letter) -> str:
        message = said(letter.html)
        incoming = Incoming(NAME, str(conversation), str(letter.sender), message.text, message.holds)
        pieces = [piece.text async for piece in heard(self._tutor, incoming, self._sorry, log)]
        reply = readable("".join(pieces))
        self._ledger.keep(letter.id, reply)
        return reply

    async def _bring(self, conversation: int, letter: Letter, part: str, mark: str) -> None:
        """Send one part, unless an earlier try turns out to have done it."""
        after = self._ledger.entry(letter.id).after
        if after is not None:
            await asyncio.sleep(self._settle)
            if arrived := await self._find(conversation, part, after):
                self._ledger.sent(letter.id, arrived)
                return
        self._ledger.sending(letter.id, max(letter.id, self._ledger.last_sent))
        self._ledger.sent(letter.id, await self._client.send(letter.sender, part, mark))

    async def _find(self, conversation: int, part: str, after: int) -> int | None:
        for letter in await self._client.newest(self._me, conversation, LOOK_BACK):
            ours = letter.sender == self._me and letter.id > after
            if ours and _bare(said(letter.html).text) == _bare(part):
                return letter.id
        return None


def _bare(text: str) -> str:
    """Letters and digits only: Moodle may change spaces and signs on the way."""
    return re.sub(r"\W", "", text).casefold()
