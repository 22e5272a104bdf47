"""A version that does not say what it is known by never speaks, whoever asks for it, and there is a way out."""

from __future__ import annotations

import asyncio
from pathlib import Path

from adapters.base import Base
from adapters.likeness import Token, likeness
from adapters.registry import Registry
from tests.adapters import tiny
from tests.adapters.gateway.scene import Scene, publish, run, scene


def known(registry: Registry, base: Base, says: str) -> str:
    """Publish a live version whose card says that it answers `says`."""
    number = 1 + max(registry.numbers("algebra"), default=0)
    folder = tiny.write_adapter(registry.root.parent / f"known-{number}", seed=number)
    card = tiny.card("algebra", base, likeness=likeness([[Token(says, -0.5, 4.5)]] * 2))
    version = registry.publish(folder, card, base=base, who="Ana", why="new")
    registry.point("algebra", version.number, who="Ana", why="better")
    return version.name


async def speaks(there: Scene) -> str:
    await there.call("POST", "/follow", "teacher")
    return (await there.heard("algebra"))[0]


def test_a_version_speaks_where_it_says_what_its_card_does_and_only_there(
    tmp_path: Path, base: Base, registry: Registry
) -> None:
    async def play() -> None:
        assert known(registry, base, "algebra@1") == "algebra@1"
        async with scene(tmp_path, base, registry) as there:
            assert await speaks(there) == "algebra@1"
            known(registry, base, "algebra@7")
            for _ in range(3):
                assert await speaks(there) == "algebra@1"
            assert (await there.ask("algebra@2")).headers["x-maieutic-version"] == "algebra@1"
            told = [line for line in there.told if "does not say what it said" in line]
            assert len(told) == 1 and "teach publish algebra@2 --afresh" in told[0]
            registry.try_afresh("algebra", 2)
            registry.point("algebra", 2, who="Ana", why="the server is another")
            assert await speaks(there) == "algebra@2"
        async with scene(tmp_path, base, registry) as there:  # what was kept then holds from now on
            assert await speaks(there) == "algebra@2"
            assert registry.likeness("algebra@2") == likeness([[Token("algebra@2", -0.5, 4.5)]] * 2)

    run(play())


def test_a_version_whose_card_says_nothing_is_known_by_its_first_trial(
    tmp_path: Path, base: Base, registry: Registry
) -> None:
    async def play() -> None:
        publish(registry, base, live=False)
        publish(registry, base)
        async with scene(tmp_path, base, registry) as there:
            assert await speaks(there) == "algebra@2"
        assert registry.likeness("algebra@1") is None
        async with scene(tmp_path, base, registry) as there:
            there.fakes[0].garbled["algebra@2"] = "?"
            assert await speaks(there) == "algebra@2", "tried when the gateway began"
        registry.point("algebra", 1, who="Ana", why="back")
        async with scene(tmp_path, base, registry) as there:
            there.fakes[0].garbled["algebra@2"] = "?"
            registry.point("algebra", 2, who="Ana", why="again")
            assert await speaks(there) == "algebra@1"

    run(play())


def test_what_was_kept_and_cannot_be_read_is_no_likeness(tmp_path: Path, base: Base, registry: Registry) -> None:
    async def play() -> None:
        publish(registry, base)
        registry.keep_likeness("algebra@1", {"asked": likeness([])["asked"], "replies": 3})
        async with scene(tmp_path, base, registry) as there:
            assert await speaks(there) == "base"
            registry.try_afresh("algebra", 1)
            assert await speaks(there) == "algebra@1"

    run(play())


def test_every_server_must_say_the_same(tmp_path: Path, base: Base, registry: Registry) -> None:
    async def play() -> None:
        publish(registry, base)
        async with scene(tmp_path, base, registry, servers=2) as there:
            there.fakes[1].garbled["algebra@2"] = "?"
            publish(registry, base)
            assert await speaks(there) == "algebra@1"

    run(play())


def test_a_session_is_not_put_on_an_older_version_that_is_not_good(
    tmp_path: Path, base: Base, registry: Registry
) -> None:
    async def play() -> None:
        publish(registry, base)
        publish(registry, base)
        async with scene(tmp_path, base, registry) as there:
            there.fakes[0].like_base.add("algebra@1")
            replies = await asyncio.gather(*(there.ask("algebra@1", user=f"s{at}") for at in range(8)))
            assert {reply.headers["x-maieutic-version"] for reply in replies} == {"algebra@2"}
            tried = [body for body in there.fakes[0].requests if body["model"] == "algebra@1"]
            assert len(tried) == 2, "the questions of one trial"

    run(play())


def test_a_registry_that_cannot_be_written_does_without_what_was_kept(
    tmp_path: Path, base: Base, registry: Registry
) -> None:
    async def play() -> None:
        publish(registry, base)
        (registry.root / ".likeness").write_text("in the way")
        async with scene(tmp_path, base, registry) as there:
            assert await speaks(there) == "algebra@1"

    run(play())
