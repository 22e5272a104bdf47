"""The base that comes with Maieutic, served by the real vLLM, asked what stands in problems: the server holds it to the schema.

It is far too small to say anything right; whatever it says is well formed, and counts only where the text bears it out.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from adapters.base import EMBEDDED_BASE
from adapters.launch import BASE_NAME, ServerOptions, installed
from adapters.server import Server
from bot.extracting import Extractor
from bot.model import ModelUnavailable, OpenAIBackend
from subjects import extraction
from tests.tutoring.extractions import CASES
from tutoring.extraction import ANSWER_LIMIT, MAX_TOKENS, TEXT_LIMIT, accept, request

pytestmark = [
    pytest.mark.server,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(600),
    pytest.mark.skipif(not installed(), reason="the light install has no model server"),
]
FEW = [next(c for c in CASES if (c.subject, c.lang) == (subject, lang))
       for subject in ("algebra", "kinematics", "stoichiometry") for lang in ("es", "en")]  # fmt: skip


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def backend(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[OpenAIBackend]:
    folder = tmp_path_factory.mktemp("extraction")
    options = ServerOptions(
        base=str(EMBEDDED_BASE), port=0, state_dir=folder / "state", registry_dir=folder / "registry"
    )
    async with Server(options, lambda _notice: None) as server:
        backend = OpenAIBackend(f"{server.url}/v1", server.note().key, patience=90.0)
        yield backend
        await backend.aclose()


async def test_the_server_holds_the_model_to_every_subjects_schema(backend: OpenAIBackend) -> None:
    extractor = Extractor(backend, lambda _subject: BASE_NAME, seconds=120.0)
    whole = 0
    for case in FEW:
        wanted, judge = request(case.subject, case.text, case.lang), extraction.find(case.subject)
        assert wanted is not None and judge is not None
        found = await extractor.ask(wanted)
        assert found is not None, extractor.outcomes
        assert found.answer.startswith("{")
        try:
            claim = json.loads(found.answer)
        except ValueError:
            continue  # cut off by the limit of tokens: no object, so no claim
        whole += 1
        assert extraction.fits(claim, judge.SCHEMA)
        solution = accept(case.text, found, case.lang, "3eso")
        assert solution is None or solution.problem.statement == case.statement
    assert whole  # the bounds of the schemas let a model come to an end
    assert not extractor.outcomes


async def test_without_the_schema_the_same_model_gives_no_claim(backend: OpenAIBackend) -> None:
    """So the test above shows the server's doing, not the model's."""
    case = FEW[0]
    wanted = request(case.subject, case.text, case.lang)
    assert wanted is not None
    stream = backend.stream(wanted.prompt, model=BASE_NAME, temperature=0.0, max_tokens=64)
    assert not "".join([piece async for piece in stream]).startswith("{")


async def test_the_longest_text_fits_in_the_models_context(backend: OpenAIBackend) -> None:
    case = next(case for case in FEW if case.subject == "kinematics")
    wanted = request(case.subject, (f"{case.text} " * TEXT_LIMIT)[:TEXT_LIMIT], case.lang)
    assert wanted is not None
    assert len(wanted.text) == TEXT_LIMIT
    answer = await backend.structured(
        wanted.prompt, model=BASE_NAME, schema=wanted.schema, max_tokens=MAX_TOKENS, most=ANSWER_LIMIT
    )
    assert answer.startswith("{")


async def test_a_schema_that_the_server_cannot_compile_is_refused(backend: OpenAIBackend) -> None:
    schema = {"type": "object", "properties": {"a": {"type": "no such type"}}}
    with pytest.raises(ModelUnavailable):
        await backend.structured([("user", "5")], model=BASE_NAME, schema=schema, max_tokens=8, most=100)
