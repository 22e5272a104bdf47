"""Moodle's web services, as far as a bot that answers private messages needs them.

Each call is one POST with the token in its body, so that it stands in no address and no log. Nothing is tried
again here: a caller is told whether trying again can help. Names and limits are those of Moodle 5.1.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from types import TracebackType
from typing import Any, Final, Literal, Self

import httpx2
from pydantic import SecretStr

from tutoring.sentence import OperatorError, Sentence

ADDRESS: Final = "/webservice/rest/server.php"
PAGE: Final = 50
INDIVIDUAL: Final = 1  # two people; groups are 2, notes to oneself 3
PLAIN: Final = 2  # FORMAT_PLAIN: shown as written
NEEDED: Final = (
    "core_webservice_get_site_info",
    "core_message_get_conversations",
    "core_message_get_conversation_messages",
    "core_message_send_instant_messages",
    "core_message_mark_all_conversation_messages_as_read",
)
TOKEN: Final = Sentence(
    "Moodle no acepta el token del bot: crea uno nuevo para su usuario (Administración > Servidor > "
    "Servicios web > Gestionar tokens) y ponlo en MAIEUTIC_MOODLE_TOKEN, en .env.",
    "Moodle does not accept the bot's token: make a new one for its user (Administration > Server > "
    "Web services > Manage tokens) and put it in MAIEUTIC_MOODLE_TOKEN, in .env.",
)
RIGHTS: Final = Sentence(
    "El usuario del bot no tiene permiso en Moodle: su servicio web ha de incluir {needed}, y su rol ha de "
    "permitir usar servicios web REST (webservice/rest:use) y enviar mensajes (moodle/site:sendmessage).",
    "The bot's user lacks rights in Moodle: its web service must include {needed}, and its role must allow "
    "using REST web services (webservice/rest:use) and sending messages (moodle/site:sendmessage).",
)
ACCOUNT: Final = Sentence(
    "Moodle no deja entrar al usuario del bot: confírmalo, reactívalo o cambia su contraseña en Moodle.",
    "Moodle does not let the bot's user in: confirm it, reactivate it or change its password in Moodle.",
)
SERVICES_OFF: Final = Sentence(
    "Moodle tiene apagados los servicios web, el protocolo REST o la mensajería: pide a un administrador "
    "que los active.",
    "Moodle has web services, the REST protocol or messaging switched off: ask an administrator to turn "
    "them on.",
)
NOT_MOODLE: Final = Sentence(
    "En MAIEUTIC_MOODLE_URL no contestan los servicios web de un Moodle ({code}): pon la dirección de su "
    "portada, con https:// y sin redirecciones.",
    "No Moodle web services answer at MAIEUTIC_MOODLE_URL ({code}): put the address of its front page, "
    "with https:// and without redirections.",
)
AWAY: Final = Sentence(
    "Moodle no contesta ({code}); se volverá a intentar.",
    "Moodle does not answer ({code}); it will be tried again.",
)
FAILED: Final = Sentence(
    "Moodle no ha podido hacer {function} ({code}); se volverá a intentar.",
    "Moodle could not do {function} ({code}); it will be tried again.",
)
LASTING: Final = {
    "invalidtoken": TOKEN,
    "accessexception": RIGHTS,
    "nopermissions": RIGHTS,
    "servicenotavailable": RIGHTS,
    "requireloginerror": RIGHTS,
    "wsaccessuserdeleted": ACCOUNT,
    "wsaccessuserexpired": ACCOUNT,
    "wsaccessuserunconfirmed": ACCOUNT,
    "wsaccessusersuspended": ACCOUNT,
    "wsaccessusernologin": ACCOUNT,
    "forcepasswordchangenotice": ACCOUNT,
    "enablewsdescription": SERVICES_OFF,
    "disabled": SERVICES_OFF,
}
PASSING_STATUS: Final = frozenset({408, 425, 429})


class MoodleError(OperatorError):
    """A call that failed. `lasting`: only a person can put it right; else it may work in a while.

    `of_call`: Moodle answers, but cannot do this one thing; others may go well. Moodle may have done what was
    asked although it did not say so.
    """

    def __init__(self, text: Sentence, code: str, *, function: str = "", lasting: bool) -> None:
        filled = {"code": code, "function": function, "needed": ", ".join(NEEDED)}
        super().__init__(text.es.format(**filled), text.en.format(**filled))
        self.code = code
        self.lasting = lasting
        self.of_call = text is FAILED


class NotDelivered(Exception):
    """Moodle will not bring this person our message: blocked, gone, or messages not allowed."""


@dataclass(frozen=True, slots=True)
class Account:
    """The bot's own user, and the functions its token may call."""

    id: int
    functions: frozenset[str]


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation of two. `last`: when its newest message was written, server time; `newest`: its id."""

    id: int
    unread: int
    last: int
    newest: int


@dataclass(frozen=True, slots=True)
class Letter:
    """One message as Moodle gives it: `html` is formatted, `created` in seconds of the server's clock."""

    id: int
    sender: int
    html: str
    created: int


class MoodleClient:
    """One Moodle site, seen by one user. Use as an asynchronous context; every call may raise MoodleError."""

    def __init__(self, url: str, token: SecretStr, *, timeout: float = 30.0) -> None:
        self._url = url.rstrip("/") + ADDRESS
        self._token = token
        self._http = httpx2.AsyncClient(timeout=timeout, follow_redirects=False)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def account(self) -> Account:
        """Who we are, and what we may do."""
        function = "core_webservice_get_site_info"
        told = await self._call(function)
        with _expected(function):
            return Account(
                int(told["userid"]), frozenset(str(row["name"]) for row in told.get("functions", []))
            )

    async def conversations(self, me: int, since: int = 0) -> list[Conversation]:
        """The conversations of two with something written at `since` or later, newest first."""
        found: list[Conversation] = []
        while True:
            function = "core_message_get_conversations"
            told = await self._call(
                function,
                userid=me,
                limitfrom=len(found),
                limitnum=PAGE,
                type=INDIVIDUAL,
            )
            with _expected(function):
                page = [_conversation(row) for row in told["conversations"]]
            found += page
            if len(page) < PAGE or min(one.last for one in page) < since:
                return [one for one in found if one.last >= since]

    async def letters(self, me: int, conversation: int, since: int) -> list[Letter]:
        """All messages from `since` on, oldest first; those of the present second come later."""
        return await self._letters(me, conversation, timefrom=since, limitnum=0, newest=0)

    async def newest(self, me: int, conversation: int, count: int) -> list[Letter]:
        """The last `count` messages, oldest first, the present second included."""
        return await self._letters(me, conversation, timefrom=0, limitnum=count, newest=1)

    async def _letters(self, me: int, conversation: int, **window: int) -> list[Letter]:
        function = "core_message_get_conversation_messages"
        told = await self._call(
            function,
            currentuserid=me,
            convid=conversation,
            limitfrom=0,
            **window,
        )
        with _expected(function):
            rows = [_letter(row) for row in told["messages"]]
        return sorted(rows, key=lambda letter: (letter.created, letter.id))

    async def send(self, student: int, text: str, mark: str) -> int:
        """Send up to 4,096 characters of plain text; the new message's id. `mark` is ours: letters, digits.

        Raises NotDelivered. Moodle does not look at the mark: a call repeated is a message repeated.
        """
        message = {"touserid": student, "text": text, "textformat": PLAIN, "clientmsgid": mark}
        function = "core_message_send_instant_messages"
        told = await self._call(function, messages=[message])
        with _expected(function):
            sent = int(told[0]["msgid"])
        if sent < 0:
            raise NotDelivered
        return sent

    async def mark_read(self, me: int, conversation: int) -> None:
        """Take the conversation off the unread ones."""
        name = "core_message_mark_all_conversation_messages_as_read"
        await self._call(name, userid=me, conversationid=conversation)

    async def _call(self, function: str, **arguments: Any) -> Any:
        form = {
            "wstoken": self._token.get_secret_value(),
            "wsfunction": function,
            "moodlewsrestformat": "json",
            **dict(_fields(arguments)),
        }
        try:
            response = await self._http.post(self._url, data=form)
        except httpx2.HTTPError as error:
            # `from None`: the request, token included, hangs on the original.
            raise MoodleError(AWAY, type(error).__name__, lasting=False) from None
        return _answer(response, function)


def _fields(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Nested arguments as Moodle's REST protocol writes them: `messages[0][text]=…`."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _fields(inner, f"{name}[{key}]" if name else str(key))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for at, inner in enumerate(value):
            yield from _fields(inner, f"{name}[{at}]")
    else:
        yield name, str(int(value) if isinstance(value, bool) else value)


def _answer(response: httpx2.Response, function: str) -> Any:
    code = f"HTTP {response.status_code}"
    if response.status_code >= 500 or response.status_code in PASSING_STATUS:
        raise MoodleError(AWAY, code, lasting=False)
    if response.status_code != 200:
        raise MoodleError(SERVICES_OFF if response.status_code == 403 else NOT_MOODLE, code, lasting=True)
    try:
        told = json.loads(response.content)
    except ValueError:
        # A page in place of data: another site, or one that is being updated.
        raise MoodleError(NOT_MOODLE, "HTML", lasting=False) from None
    if isinstance(told, dict) and "exception" in told:
        code = str(told.get("errorcode") or told["exception"])
        text = LASTING.get(code, FAILED)
        raise MoodleError(text, code, function=function, lasting=code in LASTING)
    return told


@contextmanager
def _expected(function: str) -> Iterator[None]:
    """Data of another shape than Moodle promises is a failed call."""
    try:
        yield
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        raise MoodleError(FAILED, "?", function=function, lasting=False) from None


def _letter(row: dict[str, Any]) -> Letter:
    return Letter(int(row["id"]), int(row["useridfrom"]), str(row["text"]), int(row["timecreated"]))


def _conversation(row: dict[str, Any]) -> Conversation:
    last = max(((int(one["timecreated"]), int(one["id"])) for one in row.get("messages", [])), default=(0, 0))
    return Conversation(int(row["id"]), int(row.get("unreadcount") or 0), *last)


@dataclass(frozen=True, slots=True)
class Said:
    """A message without its HTML: the words, and what was sent with them."""

    text: str
    holds: Literal["text", "photo", "voice", "file"]


def said(html: str) -> Said:
    """The text of a formatted message: a line a block, powers as `^`, formulas and emoticons by name."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.text).split("\n"))
    return Said(re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip(), reader.holds)


class _Reader(HTMLParser):
    BLOCKS = frozenset(
        {"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre"}
    )
    ALONE = frozenset({"br", "li", "tr"})  # no empty line after them
    SILENT = frozenset({"script", "style"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.holds: Literal["text", "photo", "voice", "file"] = "text"
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in self.SILENT
        if tag in self.BLOCKS:
            self.text.append("\n")
        elif tag == "sup":
            self.text.append("^")
        elif tag == "img":
            self._picture(dict(attrs))
        elif tag in ("audio", "video", "object"):
            self.holds = "voice" if tag == "audio" else "file"

    def _picture(self, attributes: dict[str, str | None]) -> None:
        # Moodle draws emoticons and TeX as pictures whose alternative text is what was typed.
        kinds = set((attributes.get("class") or "").split())
        if kinds & {"emoticon", "texrender", "icon"}:
            self.text.append(attributes.get("alt") or "")
        elif self.holds == "text":
            self.holds = "photo"

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in self.SILENT and self._silent > 0
        if tag in self.BLOCKS - self.ALONE:
            self.text.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            # A line's end in HTML is a space; only tags make lines.
            self.text.append(re.sub(r"\s+", " ", data))
