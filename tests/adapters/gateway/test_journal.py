"""The gateway's log: what happened can be read from it, and nothing that a student wrote or that opens a door."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from adapters.base import Base
from adapters.gateway import journal
from adapters.gateway.journal import Journal
from adapters.registry import Registry
from tests.adapters.gateway.scene import KEYS, SERVER_KEY, publish, run, scene

SECRET = "mi-secreto"


def lines(tmp_path: Path) -> list[dict[str, Any]]:
    text = (tmp_path / "state" / journal.FILE).read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def of(tmp_path: Path, event: str) -> list[dict[str, Any]]:
    return [line for line in lines(tmp_path) if line["event"] == event]


def test_replies_swaps_moves_and_outcomes_are_written_with_what_an_operator_asks(
    tmp_path: Path, base: Base, registry: Registry
) -> None:
    async def play() -> None:
        publish(registry, base)
        async with scene(tmp_path, base, registry, servers=2) as there:
            there.gate.fleet.members[1].busy["x"] += 9  # the first is asked first
            there.fakes[0].adapters.pop("algebra@1")  # and has lost the version
            await there.heard("algebra", user="ana")
            reply = await there.ask("algebra", user="luis")
            said = {"reply": reply.headers["x-maieutic-reply"], "outcome": "rejected"}
            await there.call("POST", "/outcome", json=said)
            await there.ask(text="status 400", user="ana")
            publish(registry, base)
            await there.until(lambda: there.gate.voices.speaks["algebra"] == "algebra@2")
            registry.rollback("algebra", who="Ana", why="worse")
            await there.until(lambda: there.gate.voices.speaks["algebra"] == "algebra@1")
            await there.ask("algebra@2", user="ana")
            await there.call("GET", "/metrics", "chat")
        first, second, third, last = of(tmp_path, "reply")
        assert (first["version"], first["asked"], first["status"], first["outcome"]) == ("algebra@1", "algebra", 200, "done")
        assert first["tries"] == 2 and first["pieces"] > 1 and 0 < first["first_ms"] <= first["ms"]
        assert first["who"] == third["who"] != second["who"]
        assert (third["status"], third["outcome"]) == (400, "refused")
        assert last["version"] == "algebra@1"
        assert [(line["before"], line["version"]) for line in of(tmp_path, "swap")[1:]] == [
            ("algebra@1", "algebra@2"), ("algebra@2", "algebra@1"),
        ]  # fmt: skip
        (moved,) = of(tmp_path, "moved")
        assert (moved["asked"], moved["version"], moved["who"]) == ("algebra@2", "algebra@1", first["who"])
        (outcome,) = of(tmp_path, "outcome")
        assert (outcome["version"], outcome["outcome"]) == ("algebra@1", "rejected")
        assert [(line["route"], line["status"]) for line in of(tmp_path, "no_key")] == [("/metrics", 403)]
        assert any("serves" in line["text"] for line in of(tmp_path, "notice"))

    run(play())


def test_no_text_of_a_message_no_key_and_no_user_is_ever_written(
    tmp_path: Path, base: Base, registry: Registry
) -> None:
    async def play() -> None:
        publish(registry, base)
        async with scene(tmp_path, base, registry, timeout=0.5) as there:
            there.fakes[0].says["algebra@1"] = [SECRET]
            for text in (SECRET, f"status 400 {SECRET}", f"status 500 {SECRET}", "silence"):
                await there.heard("algebra", text, user=f"{SECRET}@example.org")
                await there.until(lambda: bool(there.gate.fleet.ready))
            for model in (SECRET, f"algebra {SECRET}", f"{SECRET}@1"):
                await there.ask(model)
            await there.ask(user={"name": SECRET})  # type: ignore[arg-type]  # as a careless client would
            await there.call("POST", "/outcome", json={"reply": SECRET, "outcome": SECRET})
            await there.call("POST", "/v1/chat/completions", content=SECRET.encode())
            for header in (f"Bearer {SECRET}", SECRET):
                await there.client.get(f"{there.url}/v1/models?{SECRET}", headers={"Authorization": header})
        text = (tmp_path / "state" / journal.FILE).read_text("utf-8")
        assert len(of(tmp_path, "reply")) == 5
        assert len(of(tmp_path, "no_key")) == 2
        for hidden in (SECRET, "secreto", *KEYS.values(), SERVER_KEY, "example.org"):
            assert hidden not in text, hidden

    run(play())


def test_a_log_that_cannot_be_written_stops_nothing(tmp_path: Path, base: Base, registry: Registry) -> None:
    async def play() -> None:
        publish(registry, base)
        (tmp_path / "state" / journal.FILE).mkdir(parents=True)
        async with scene(tmp_path, base, registry) as there:
            assert (await there.heard("algebra"))[0] == "algebra@1"

    run(play())


def test_the_log_is_bounded_and_keeps_the_newest_lines_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "_BYTES", 1000)
    for start in (0, 50):  # a gateway that starts again goes on with the file that is there
        with Journal(tmp_path, b"key") as log:
            for at in range(start, start + 50):
                log.write("notice", text=f"{at} {'á' * 20}")
    files = [tmp_path / journal.FILE, *(tmp_path / f"{journal.FILE}.{n}" for n in (1, 2, 3))]
    assert sorted(tmp_path.iterdir()) == sorted(files)
    assert all(file.stat().st_size <= 1000 for file in files)
    kept = [json.loads(line)["text"] for file in reversed(files) for line in file.read_text("utf-8").splitlines()]
    numbers = [int(text.split()[0]) for text in kept]
    assert numbers == list(range(100))[-len(numbers) :] and len(numbers) > 20


def test_a_student_is_a_digest_that_another_key_changes(tmp_path: Path) -> None:
    with Journal(tmp_path, b"one") as one, Journal(tmp_path, b"two") as two:
        assert one.who("ana") == one.who("ana") != one.who("eva")
        assert one.who("ana") != two.who("ana")
        assert "ana" not in one.who("ana")
        assert one.who("") == ""
