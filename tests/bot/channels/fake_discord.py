"""A Discord of one server on this machine: the gateway, and what a class bot uses of the REST interface.

It keeps messages, threads and interactions as Discord does, tells the bot of them over the gateway, and lets
a test speak as a student. Permissions and rate limits are not played.
"""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiohttp import WSMsgType, web

Data = dict[str, Any]

BOT = 900
GUILD = 500
CHANNEL = 600
ROLE = 700
ANA = 101
LEO = 102
TOKEN = "token-of-the-bot"
CONTENT_INTENT = 1 << 15
WAIT = 10.0


def user(number: int, *, bot: bool = False) -> Data:
    return {
        "id": str(number),
        "username": f"user{number}",
        "discriminator": "0",
        "avatar": None,
        "global_name": f"User {number}",
        "bot": bot,
    }


def member(number: int) -> Data:
    return {
        "user": user(number, bot=number == BOT),
        "roles": [str(ROLE)] if number == BOT else [],
        "joined_at": "2026-01-01T00:00:00+00:00",
        "deaf": False,
        "mute": False,
        "flags": 0,
    }


@dataclass
class FakeDiscord:
    """Everything a test can look at: what stands in each channel, and every request that came."""

    content_allowed: bool = True
    token: str = TOKEN
    threads_allowed: bool = True
    folder: Path = Path()  # where the bot keeps its state
    base: str = ""
    gateway: str = ""
    messages: dict[int, list[Data]] = field(default_factory=dict)
    threads: dict[int, Data] = field(default_factory=dict)
    responses: dict[str, Data] = field(default_factory=dict)
    commands: list[Data] = field(default_factory=list)
    requests: list[tuple[str, str]] = field(default_factory=list)
    identified: list[Data] = field(default_factory=list)
    edits: list[tuple[float, str]] = field(default_factory=list)
    _sockets: list[web.WebSocketResponse] = field(default_factory=list)
    _intents: int = 0
    _ids: Any = field(default_factory=lambda: itertools.count(10_000))
    _sequence: Any = field(default_factory=lambda: itertools.count(1))
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    # What a test does

    async def say(self, student: int, text: str, channel: int | None = None, **more: Any) -> Data:
        """Write as a student: in a channel or thread, or by default in private."""
        message = self._message(student, text, channel or self.private(student), **more)
        await self._tell_message("MESSAGE_CREATE", message)
        return message

    async def repeat(self, message: Data) -> None:
        """Tell of a message a second time, as happens after a reconnection."""
        await self._tell_message("MESSAGE_CREATE", message)

    async def edit(self, message: Data, text: str | None) -> None:
        """Change a message as its author, or, without a text, as Discord does for a link preview."""
        if text is not None:
            message |= {"content": text, "edited_timestamp": datetime.now(UTC).isoformat()}
        await self._tell_message("MESSAGE_UPDATE", message)

    async def command(
        self, student: int, name: str, channel: int | None = None, locale: str = "es-ES", **options: str
    ) -> str:
        """Use a slash command; the interaction's token, under which its responses are found."""
        chosen = [{"name": key, "type": 3, "value": value} for key, value in options.items()]
        data = {"id": "1", "name": name, "type": 1, "options": chosen}
        return await self._interact(student, 2, data, channel, locale)

    async def press(self, student: int, custom_id: str, message: Data, locale: str = "es-ES") -> str:
        """Press a button under a message."""
        data = {"custom_id": custom_id, "component_type": 2}
        return await self._interact(student, 3, data, int(message["channel_id"]), locale, message=message)

    async def drop(self) -> None:
        """Cut the connection as a failing network does."""
        for socket in self._sockets:
            await socket.close(code=1011)

    async def until(self, what: Callable[[], Any]) -> Any:
        """Wait until `what` answers something true, and hand that back."""
        async with self._changed, asyncio.timeout(WAIT):
            while not (found := what()):
                await self._changed.wait()
            return found

    def said_in(self, channel: int) -> list[str]:
        """What the bot's messages in a channel say now."""
        return [one["content"] for one in self.messages.get(channel, []) if one["author"]["id"] == str(BOT)]

    def private(self, student: int) -> int:
        return 2_000 + student

    # How it works inside

    def _message(self, author: int, text: str, channel: int, **more: Any) -> Data:
        mentioned = [number for number in (BOT, ANA, LEO) if f"<@{number}>" in text]
        message = {
            "id": str(next(self._ids)),
            "channel_id": str(channel),
            "author": user(author, bot=author == BOT),
            "content": text,
            "timestamp": datetime.now(UTC).isoformat(),
            "edited_timestamp": None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [user(number, bot=number == BOT) for number in mentioned],
            "mention_roles": [str(ROLE)] if f"<@&{ROLE}>" in text else [],
            "attachments": [],
            "embeds": [],
            "components": [],
            "pinned": False,
            "type": 0,
            **more,
        }
        self.messages.setdefault(channel, []).append(message)
        return message

    async def _tell_message(self, event: str, message: Data) -> None:
        told = dict(message)
        if int(message["channel_id"]) in (CHANNEL, *self.threads):
            told |= {"guild_id": str(GUILD), "member": member(int(message["author"]["id"]))}
            named = any(one["id"] == str(BOT) for one in message["mentions"])
            if not (self._intents & CONTENT_INTENT or named or message["author"]["id"] == str(BOT)):
                told |= {"content": "", "attachments": []}
        await self._tell(event, told)

    async def _tell(self, event: str, data: Data) -> None:
        for socket in self._sockets:
            if not socket.closed:
                packet = {"op": 0, "t": event, "s": next(self._sequence), "d": data}
                await socket.send_str(json.dumps(packet))
        await self._note()

    async def _note(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def _interact(
        self, student: int, kind: int, data: Data, channel: int | None, locale: str, **more: Any
    ) -> str:
        number = next(self._ids)
        token = f"interaction-{number}"
        where = channel or self.private(student)
        place: Data = {"id": str(where), "type": 1, "recipients": [user(student)]}
        who: Data = {"user": user(student)}
        if where == CHANNEL or where in self.threads:
            place = self.threads.get(where) or self._channel()
            who = {"member": member(student) | {"permissions": "8"}, "guild_id": str(GUILD)}
        told = {
            "id": str(number),
            "application_id": str(BOT),
            "type": kind,
            "data": data,
            "token": token,
            "version": 1,
            "channel": place,
            "channel_id": str(where),
            "locale": locale,
            "attachment_size_limit": 10_000_000,
            "entitlements": [],
            "authorizing_integration_owners": {},
        }
        self.responses[token] = {"acknowledged": None, "channel": where, "messages": []}
        await self._tell("INTERACTION_CREATE", told | who | more)
        return token

    def _channel(self) -> Data:
        return {
            "id": str(CHANNEL),
            "type": 0,
            "name": "maths",
            "position": 0,
            "permission_overwrites": [],
            "nsfw": False,
            "parent_id": None,
            "guild_id": str(GUILD),
        }

    def _guild(self) -> Data:
        roles: list[Data] = [
            {"id": str(GUILD), "name": "@everyone", "permissions": "0"},
            {"id": str(ROLE), "name": "Tutor", "permissions": "8", "tags": {"bot_id": str(BOT)}},
        ]
        plain = {"color": 0, "hoist": False, "position": 0, "managed": False, "mentionable": True, "flags": 0}
        return {
            "id": str(GUILD),
            "name": "Class",
            "owner_id": "1",
            "roles": [plain | role for role in roles],
            "emojis": [],
            "features": [],
            "members": [member(BOT)],
            "member_count": 3,
            "channels": [self._channel()],
            "threads": list(self.threads.values()),
            "presences": [],
            "voice_states": [],
            "verification_level": 0,
            "default_message_notifications": 0,
            "explicit_content_filter": 0,
            "mfa_level": 0,
            "nsfw_level": 0,
            "premium_tier": 0,
            "system_channel_flags": 0,
            "preferred_locale": "es-ES",
            "afk_timeout": 60,
            "unavailable": False,
        }

    async def _connect(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_str(json.dumps({"op": 10, "d": {"heartbeat_interval": 60_000}}))
        async for received in socket:
            if received.type != WSMsgType.TEXT:
                continue
            packet = json.loads(received.data)
            if packet["op"] == 1:
                await socket.send_str(json.dumps({"op": 11}))
            elif packet["op"] in (2, 6):
                await self._identify(socket, packet)
        return socket

    async def _identify(self, socket: web.WebSocketResponse, packet: Data) -> None:
        resumed = packet["op"] == 6
        if not resumed:
            self._intents = packet["d"]["intents"]
            self.identified.append(packet["d"])
            if self._intents & CONTENT_INTENT and not self.content_allowed:
                await socket.close(code=4014)
                return
        self._sockets.append(socket)
        ready = {
            "v": 10,
            "user": user(BOT, bot=True),
            "guilds": [{"id": str(GUILD), "unavailable": True}],
            "session_id": "session",
            "resume_gateway_url": self.gateway,
            "application": {"id": str(BOT), "flags": 0},
        }
        for event, data in (
            [("RESUMED", {})] if resumed else [("READY", ready), ("GUILD_CREATE", self._guild())]
        ):
            packet = {"op": 0, "t": event, "s": next(self._sequence), "d": data}
            await socket.send_str(json.dumps(packet))
        await self._note()

    async def _rest(self, request: web.Request) -> web.StreamResponse:
        path = "/" + request.match_info["path"]
        self.requests.append((request.method, path))
        if path.startswith("/users") and request.headers.get("Authorization") != f"Bot {self.token}":
            return web.json_response({"message": "401: Unauthorized", "code": 0}, status=401)
        body = await request.json() if request.can_read_body else {}
        parts = path.strip("/").split("/")
        answer = await self._act(request.method, parts, body, request)
        await self._note()
        if isinstance(answer, web.Response):
            return answer
        # The real client takes only exactly this type for JSON.
        return web.Response(body=json.dumps(answer).encode(), headers={"Content-Type": "application/json"})

    async def _act(self, method: str, parts: list[str], body: Any, request: web.Request) -> Any:
        match [method, *parts]:
            case ["GET", "users", "@me"]:
                return user(BOT, bot=True)
            case ["GET", "oauth2", "applications", "@me"]:
                return self._application()
            case ["PUT", "applications", _, "commands"]:
                self.commands = [
                    command | {"id": str(at), "application_id": str(BOT), "version": "1"}
                    for at, command in enumerate(body, 1)
                ]
                return self.commands
            case ["POST", "channels", _, "typing"]:
                return web.Response(status=204)
            case ["POST", "channels", channel, "messages"]:
                return await self._post(int(channel), body)
            case ["PATCH", "channels", channel, "messages", message]:
                return await self._change(self._find(int(channel), message), body)
            case ["POST", "channels", channel, "messages", message, "threads"]:
                return await self._open(int(channel), int(message), body)
            case ["PUT", "channels", _, "thread-members", _]:
                return web.Response(status=204)
            case ["GET", "channels", thread]:
                return self.threads[int(thread)]
            case ["POST", "interactions", _, token, "callback"]:
                return self._acknowledge(token, body)
            case ["PATCH", "webhooks", _, token, "messages", "@original"]:
                return await self._fill(token, body)
            case ["PATCH", "webhooks", _, token, "messages", message]:
                return await self._change(self._find(self.responses[token]["channel"], message), body)
            case ["POST", "webhooks", _, token]:
                return await self._follow(token, body)
        raise AssertionError(f"the bot asked for something this Discord does not know: {method} {parts}")

    def _application(self) -> Data:
        names = {
            "id": str(BOT),
            "name": "Tutor",
            "icon": None,
            "description": "",
            "verify_key": "",
            "flags": 0,
        }
        return names | {"bot_public": True, "bot_require_code_grant": False, "owner": user(1), "team": None}

    async def _post(self, channel: int, body: Data) -> Data:
        message = self._message(BOT, body["content"], channel, components=body.get("components") or [])
        assert body.get("allowed_mentions", {}).get("parse") == []
        await self._tell_message("MESSAGE_CREATE", message)
        return message

    async def _change(self, message: Data, body: Data) -> Data:
        message |= {key: value for key, value in body.items() if key in ("content", "components")}
        self.edits.append((asyncio.get_running_loop().time(), message["content"]))
        return message

    def _find(self, channel: int, number: str) -> Data:
        return next(one for one in self.messages[channel] if one["id"] == number)

    async def _open(self, channel: int, message: int, body: Data) -> Any:
        if not self.threads_allowed:
            return web.json_response({"message": "Missing Permissions", "code": 50013}, status=403)
        thread = {
            "id": str(message),
            "type": 11,
            "name": body["name"],
            "parent_id": str(channel),
            "guild_id": str(GUILD),
            "owner_id": str(BOT),
            "message_count": 0,
            "member_count": 2,
            "thread_metadata": {
                "archived": False,
                "auto_archive_duration": 1440,
                "archive_timestamp": datetime.now(UTC).isoformat(),
                "locked": False,
            },
        }
        self.threads[message] = thread
        await self._tell("THREAD_CREATE", thread | {"newly_created": True})
        return thread

    def _acknowledge(self, token: str, body: Data) -> Any:
        self.responses[token]["acknowledged"] = body
        response = self.responses[token]
        message = self._message(BOT, "", response["channel"], flags=(body.get("data") or {}).get("flags", 0))
        response["messages"].append(message)
        if (content := (body.get("data") or {}).get("content")) is not None:
            message["content"] = content
        resource = {"type": body["type"], "message": message}
        return {
            "interaction": {"id": "1", "type": 2, "response_message_id": message["id"]},
            "resource": resource,
        }

    async def _fill(self, token: str, body: Data) -> Data:
        return await self._change(self.responses[token]["messages"][0], body)

    async def _follow(self, token: str, body: Data) -> Data:
        response = self.responses[token]
        more = {"components": body.get("components") or [], "flags": body.get("flags", 0)}
        message = self._message(BOT, body["content"], response["channel"], **more)
        response["messages"].append(message)
        return message


@asynccontextmanager
async def serving(discord: FakeDiscord) -> AsyncIterator[FakeDiscord]:
    """Let it listen on a free port of this machine."""
    app = web.Application()
    app.router.add_get("/gateway/", discord._connect)
    app.router.add_route("*", "/api/{path:.*}", discord._rest)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    discord.base, discord.gateway = f"http://127.0.0.1:{port}/api", f"ws://127.0.0.1:{port}/gateway/"
    try:
        yield discord
    finally:
        await runner.cleanup()
