"""A Moodle on this machine: the web services of private messages, with Moodle's habits that a bot must know.

Its clock moves with each call. Messages of the present second are left out when asked for from a time on;
text is given back as HTML; errors come with status 200 in Moodle's envelope. It can fail as sites fail.
"""

from __future__ import annotations

import asyncio
import html
import itertools
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from aiohttp import web

from bot.moodle_client import NEEDED

Data = dict[str, Any]
Failure = Literal["500", "page", "cut", "sent but cut"]

BOT = 7
ANA = 101
LEO = 102
TOKEN = "0123456789abcdef0123456789abcdef"
LONGEST = 4096
WAIT = 10.0


@dataclass
class FakeMoodle:
    """The site; `fails` says, a call at a time and by function, how it goes wrong."""

    url: str = ""
    token: str = TOKEN
    now: int = 1_800_000_000
    functions: tuple[str, ...] = NEEDED
    messages: dict[int, list[Data]] = field(default_factory=dict)
    unread: dict[int, int] = field(default_factory=dict)
    blocked: set[int] = field(default_factory=set)
    broken: dict[int, str] = field(default_factory=dict)  # conversation: the function that fails there
    fails: dict[str, list[Failure]] = field(default_factory=dict)
    envelope: Data | None = None
    calls: list[tuple[str, Data]] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    _ids: Any = field(default_factory=lambda: itertools.count(1))
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    # What a test does

    def say(self, student: int, text: str, *, as_html: bool = False) -> int:
        """Write to the bot in private; the message's id. A second passes."""
        body = text if as_html else f'<div class="text_to_html">{html.escape(text)}</div>'
        number = self._add(student, student, body)
        self.unread[student] = self.unread.get(student, 0) + 1
        self.now += 1
        return number

    def replies(self, student: int) -> list[str]:
        """What the bot's messages to a student say."""
        sent = [one["text"] for one in self.messages.get(student, []) if one["useridfrom"] == BOT]
        return [html.unescape(re.sub(r"<br />\n?", "\n", text)) for text in sent]

    def called(self, function: str) -> list[Data]:
        return [arguments for name, arguments in self.calls if name == function]

    async def until(self, what: Callable[[], Any]) -> None:
        """Wait until `what` answers something true; each call lets a second pass."""
        async with self._changed, asyncio.timeout(WAIT):
            while not what():
                await self._changed.wait()

    # How it works inside

    def _add(self, conversation: int, sender: int, text: str) -> int:
        number = int(next(self._ids))
        message = {"id": number, "useridfrom": sender, "text": text, "timecreated": self.now}
        self.messages.setdefault(conversation, []).append(message)
        return number

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        self.addresses.append(str(request.rel_url))
        form = {key: str(value) for key, value in (await request.post()).items()}
        function = form.pop("wsfunction")
        failures = self.fails.get(function, [])
        failure = failures.pop(0) if failures else None
        token, kind = form.pop("wstoken"), form.pop("moodlewsrestformat")
        assert kind == "json"
        self.calls.append((function, form))
        self.now += 1
        answer = self._refuse(token, function, form) or (
            self._act(function, form) if failure in (None, "sent but cut") else None
        )
        async with self._changed:
            self._changed.notify_all()
        if failure == "500":
            return web.Response(status=500, text="Internal Server Error")
        if failure == "page":
            return web.Response(text="<html>Maintenance</html>", content_type="text/html")
        if failure in ("cut", "sent but cut"):
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        return web.json_response(answer)

    def _refuse(self, token: str, function: str, form: Data) -> Data | None:
        if self.envelope is not None:
            return self.envelope
        if self.broken.get(int(form.get("convid") or form.get("messages[0][touserid]") or 0)) == function:
            return {"exception": "invalid_response_exception", "errorcode": "invalidresponse", "message": "x"}
        if token != self.token:
            return {
                "exception": "core\\exception\\moodle_exception",
                "errorcode": "invalidtoken",
                "message": "x",
            }
        if function not in self.functions:
            return {
                "exception": "webservice_access_exception",
                "errorcode": "accessexception",
                "message": "x",
            }
        return None

    def _act(self, function: str, form: Data) -> Any:
        match function:
            case "core_webservice_get_site_info":
                return {
                    "userid": BOT,
                    "functions": [{"name": name, "version": "1"} for name in self.functions],
                }
            case "core_message_get_conversations":
                return self._conversations(form)
            case "core_message_get_conversation_messages":
                return self._messages(form)
            case "core_message_send_instant_messages":
                return [self._send(form)]
            case "core_message_mark_all_conversation_messages_as_read":
                self.unread.pop(int(form["conversationid"]), None)
                return None
        raise AssertionError(f"the bot called something this Moodle does not know: {function}")

    def _conversations(self, form: Data) -> Data:
        assert (form["userid"], form["type"]) == (str(BOT), "1")
        newest = sorted(self.messages, key=lambda one: self.messages[one][-1]["id"], reverse=True)
        start = int(form["limitfrom"])
        page = newest[start : start + int(form["limitnum"])]
        return {
            "conversations": [
                {
                    "id": one,
                    "type": 1,
                    "unreadcount": self.unread.get(one),
                    "messages": self.messages[one][-1:],
                }
                for one in page
            ]
        }

    def _messages(self, form: Data) -> Data:
        conversation, since = int(form["convid"]), int(form["timefrom"])
        found = [one for one in self.messages[conversation] if one["timecreated"] >= since]
        if since:
            found = [one for one in found if one["timecreated"] < self.now]
        if int(form["newest"]):
            found = found[::-1]
        return {"id": conversation, "members": [], "messages": found[: int(form["limitnum"]) or None]}

    def _send(self, form: Data) -> Data:
        student, text = int(form["messages[0][touserid]"]), form["messages[0][text]"]
        assert form["messages[0][textformat]"] == "2"
        assert re.fullmatch(r"[\w-]+", form["messages[0][clientmsgid]"], re.ASCII)
        told = {"clientmsgid": form["messages[0][clientmsgid]"]}
        if student in self.blocked or len(text) > LONGEST:
            return told | {"msgid": -1, "errormessage": "no"}
        return told | {"msgid": self._add(student, BOT, html.escape(text).replace("\n", "<br />\n"))}


@asynccontextmanager
async def serving(moodle: FakeMoodle) -> AsyncIterator[FakeMoodle]:
    """Let it listen on a free port of this machine, in a folder as many schools have it."""
    app = web.Application()
    app.router.add_post("/aula/webservice/rest/server.php", moodle._serve)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    moodle.url = f"http://127.0.0.1:{runner.addresses[0][1]}/aula/"
    try:
        yield moodle
    finally:
        await runner.cleanup()
