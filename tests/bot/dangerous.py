"""A subject whose mathematics holds or eats a process when a reply is judged or worded, for tests of the guard."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.workshops import Workshops
from subjects import catalogue
from subjects.problem import Secret, Solution
from tests.bot import workshop_acts as acts

ACTS = {"hang": acts.hang, "huge": acts.huge, "digits": acts.digits, "die": acts.die}


class Dangerous:
    """Algebra, but for one act of the guard's."""

    def __init__(self, act: str, where: str, gate: Path | None = None) -> None:
        """With a `gate` the act is to wait until that file is there."""
        self.act = act
        self.where = where
        self.gate = gate

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(catalogue.find("algebra"), name)

    def secrets(self, solution: Solution, reached: int) -> Sequence[Secret]:
        """See Subject."""
        self._spoil("secrets")
        return catalogue.find("algebra").secrets(solution, reached)

    def allows(self, equation: str, solution: Solution, reached: int) -> bool | None:
        """See Subject."""
        self._spoil("allows")
        return catalogue.find("algebra").allows(equation, solution, reached)

    def _spoil(self, where: str) -> None:
        if self.where != where:
            return
        if self.gate is None:
            ACTS[self.act]()
            return
        while not self.gate.exists():
            time.sleep(0.01)


class Spoilt(Workshops):
    """Workshops whose plans hold a dangerous subject, while `act` is set and the message has the word `meant`."""

    act = ""
    where = "allows"
    meant = "5x"
    gate: Path | None = None

    async def run(self, act: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """See Workshop."""
        plan = act(*args, **kwargs)  # made here, so that only the guard meets the deadline
        if not self.act or self.meant not in plan.text:
            return plan
        return replace(plan, scene=replace(plan.scene, subject=Dangerous(self.act, self.where, self.gate)))
