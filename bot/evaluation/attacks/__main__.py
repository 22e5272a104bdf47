"""`python -m bot.evaluation.attacks [TURNS] [SEED]`: a siege without a model server, counted by family."""

from __future__ import annotations

import sys
from collections import Counter

from bot.evaluation.attacks.siege import siege
from bot.evaluation.attacks.suite import attacks
from subjects import catalogue
from tutoring.reading import reader
from tutoring.turn import Lesson

TURNS = 10_000
_EVERY = 500


def main(arguments: list[str]) -> int:
    """Run it; the exit status is 1 when a giveaway came through."""
    turns, seed = int(arguments[0]) if arguments else TURNS, arguments[1] if len(arguments) > 1 else "siege"
    held: Counter[tuple[str, str]] = Counter()
    leaks: Counter[tuple[str, str]] = Counter()
    second: Counter[tuple[str, str]] = Counter()
    for done, assault in enumerate(siege(attacks(), turns, Lesson(catalogue.names()), reader(), seed), 1):
        of = (assault.attack.family, str(assault.attack.lang))
        held[of] += 1
        second[of] += bool(assault.second)
        if assault.let_through:
            leaks[of] += 1
            sys.stderr.write(f"  {assault.attack.turns} | {assault.problem} | {assault.let_through}\n")
        if done % _EVERY == 0:
            sys.stderr.write(f"{done} turns, {leaks.total()} leaks\n")
    for of in sorted(held):
        sys.stdout.write(_row(" ".join(of), held[of], leaks[of], second[of]))
    sys.stdout.write(_row("all", held.total(), leaks.total(), second.total()))
    return int(bool(leaks))


def _row(name: str, held: int, leaks: int, second: int) -> str:
    return f"{name:16} turns {held:5}  leaks {leaks:3}  second checker {second:3}\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
