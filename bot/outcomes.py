"""What became of the gateway's replies, told to it: a version on trial is judged by what the guard made of its words.

Each reply of a gateway has a number that counts once. Nothing waits for the telling, and a telling that fails costs a
count, never a student's reply. No text is told.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import httpx2

log = logging.getLogger(__name__)

Outcome = Literal["passed", "rejected", "failed"]
"""All of it was shown; the guard did not let all of it pass; it broke off."""

_TIMEOUT = 3.0  # seconds


class Outcomes:
    """Tells the gateway at `base_url` (with its `/v1`); `trust_env`: through the proxy of the environment."""

    def __init__(self, base_url: str, key: str, *, trust_env: bool = False) -> None:
        self._url = f"{base_url.rstrip('/').removesuffix('/v1')}/outcome"
        self._headers = {"Authorization": f"Bearer {key}"}
        self._trust_env = trust_env
        self._client: httpx2.AsyncClient | None = None
        self._telling: set[asyncio.Task[None]] = set()

    def tell(self, number: str, outcome: Outcome) -> None:
        """Begin to tell what became of a reply, and return at once."""
        task = asyncio.create_task(self._tell(number, outcome))
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    async def aclose(self) -> None:
        """Finish what is being told, and close the connections."""
        await asyncio.gather(*self._telling)
        if self._client is not None:
            client, self._client = self._client, None
            await client.aclose()

    async def _tell(self, number: str, outcome: Outcome) -> None:
        import httpx2

        if self._client is None:
            self._client = httpx2.AsyncClient(
                timeout=_TIMEOUT, headers=self._headers, trust_env=self._trust_env
            )
        try:
            reply = await self._client.post(self._url, json={"reply": number, "outcome": outcome})
        except httpx2.HTTPError as error:
            log.warning("an outcome was not told: %s", type(error).__name__)
            return
        if not reply.is_success:
            log.info("an outcome did not count: %s", reply.status_code)
