"""What model servers say of their own errors: told in our words, and at nobody else's cost."""

from __future__ import annotations

import pytest

from tests.adapters.gateway.conftest import Play
from tests.adapters.gateway.raw import TEXT, keeps_quiet
from tests.adapters.gateway.scene import Scene

CODES = [400, 401, 403, 404, 405, 422, 429, 500, 503]


def test_an_error_of_a_model_server_is_told_without_its_words(play: Play) -> None:
    async def attack(there: Scene) -> None:
        for code in CODES:
            for stream in (False, True):
                wish = f"status {code} {TEXT}"
                reply = await there.ask(text=wish, stream=stream)
                assert reply.status_code == (code if code in (400, 405, 422, 429) else 503)
                keeps_quiet(there, reply.text)
                await there.until(lambda: bool(there.gate.fleet.ready))

    play(attack)


def test_too_long_a_conversation_is_told_with_the_models_own_length(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def attack(there: Scene) -> None:
        there.fakes[0].folder = "This model's maximum context length is 1024 tokens. However, you asked"
        reply = await there.ask(text="status 400")
        assert (
            reply.json()["error"]["message"]
            == "the conversation is longer than the 1024 tokens that the model takes"
        )

    play(attack)


def test_a_request_that_makes_a_model_server_fail_takes_no_server_from_the_others(play: Play) -> None:
    async def attack(there: Scene) -> None:
        for _ in range(5):
            assert (await there.ask(text="status 500")).status_code == 503
            assert len(there.gate.fleet.ready) == 2
            assert (await there.heard(user="another"))[0] == "algebra@1"

    play(attack, servers=2)


@pytest.mark.parametrize(
    ("wish", "text"), [("error event later", "algebra@1: cut"), ("cut", "algebra@1: cut")]
)
def test_an_error_within_a_stream_is_told_in_our_own_words(play: Play, wish: str, text: str) -> None:
    async def attack(there: Scene) -> None:
        assert (await there.heard(text=wish))[1] == text

    play(attack)


def test_an_error_before_the_first_word_of_a_stream_is_no_reply(play: Play) -> None:
    async def attack(there: Scene) -> None:
        _, text = await there.heard(text="error event")
        assert text.startswith("503")
        keeps_quiet(there, text)

    play(attack)
