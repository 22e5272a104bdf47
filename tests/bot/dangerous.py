"""A subject whose mathematics holds or eats a process when a reply is judged or worded, for tests of the guard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from bot.workshops import Workshops
from subjects import catalogue
from subjects.problem import Secret, Solution
from tests.bot import workshop_acts as acts

ACTS = {"hang": acts.hang, "huge": acts.huge, "digits": acts.digits, "die": acts.die}


class Dangerous:
    """Algebra, but for one act of the guard's."""

    def __init__(self, act: str, where: str) -> None:
        self.act = act
        self.where = where

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(catalogue.find("algebra"), name)

    def secrets(self, solution: Solution, reached: int) -> Sequence[Secret]:
        """See Subject."""
        if self.where == "secrets":
            ACTS[self.act]()
        return catalogue.find("algebra").secrets(solution, reached)

    def allows(self, equation: str, solution: Solution, reached: int) -> bool | None:
        """See Subject."""
        if self.where == "allows":
            ACTS[self.act]()
        return catalogue.find("algebra").allows(equation, solution, reached)


class Spoilt(Workshops):
    """Workshops whose plans hold a dangerous subject, while `act` is set and the message has the word `meant`."""

    act = ""
    where = "allows"
    meant = "5x"

    async def run(self, act: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """See Workshop."""
        plan = act(*args, **kwargs)  # made here, so that only the guard meets the deadline
        if not self.act or self.meant not in plan.text:
            return plan
        return replace(plan, scene=replace(plan.scene, subject=Dangerous(self.act, self.where)))


