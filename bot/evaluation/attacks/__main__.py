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
        of = (assault.attack.family, assault.attack.lang)
        held[of] += 1
        second[of] += bool(assault.second)
        if assault.let_through:
            leaks[of] += 1
            print(f"  {assault.attack.turns} | {assault.problem} | {assault.let_through}", file=sys.stderr)
        if done % _EVERY == 0:
            print(f"{done} turns, {leaks.total()} leaks", file=sys.stderr, flush=True)
    for of in sorted(held):
        print(f"{of[0]:12} {of[1]}  turns {held[of]:5}  leaks {leaks[of]:3}  second checker {second[of]:3}")
    print(f"{'all':15}  turns {held.total():5}  leaks {leaks.total():3}  second checker {second.total():3}")
    return int(bool(leaks))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
