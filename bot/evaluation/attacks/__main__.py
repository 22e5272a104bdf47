"""`python -m bot.evaluation.attacks [TURNS] [--processes N] [--open]`: a siege without a model server, by family.

Finished rounds are kept in `build/siege`; the same command goes on where it was stopped. `--open` takes the guard
away: then nearly every turn must leak, or the siege proves nothing.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from bot.evaluation.attacks.record import added, hold, name_of, rounds_for
from bot.evaluation.promises import came_through, proved
from tutoring.measuring.progress import Progress
from tutoring.measuring.recording import Recording, digest_of_files
from tutoring.sentence import OperatorError, Sentence, operator_lang

TURNS = 10_000
ROOT = Path(__file__).resolve().parents[3]
DECIDES = ("subjects", "prompts", "tutoring", "bot/evaluation/attacks")
"""What a round's counts depend on: another text or code in here starts anew."""
NAME = Sentence("rondas de ataques", "rounds of attacks")


def main(arguments: list[str] | None = None) -> int:
    """Run it; the exit status is 1 when a giveaway, by either count, or something false came through the guard, and
    without the guard when too little did."""
    parser = argparse.ArgumentParser(prog="python -m bot.evaluation.attacks", description=__doc__)
    parser.add_argument("turns", type=int, nargs="?", default=TURNS, help="attacked turns at least")
    parser.add_argument("--seed", default="siege")
    parser.add_argument("--processes", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--open", action="store_true", help="without the guard")
    parser.add_argument(
        "--keep", type=Path, default=ROOT / "build" / "siege", help="where finished rounds are kept"
    )
    given = parser.parse_args(arguments)
    try:
        told = held(given)
    except OperatorError as error:
        sys.stderr.write(f"{error.tell(operator_lang())}\n")
        return 2
    except KeyboardInterrupt:
        return 130
    sys.stdout.write(table(told))
    every = told["all"].get("all")
    return int(every is not None and bool(not proved(every) if given.open else came_through(every)))


def held(given: argparse.Namespace) -> dict[str, Any]:
    """The rates of at least so many turns. Raises NotKept."""
    key = digest_of_files([ROOT / name for name in DECIDES])
    kept, rounds = Recording(given.keep / f"{key}.jsonl"), range(rounds_for(given.turns))
    names = [name_of(given.seed, number, not given.open) for number in rounds]
    progress = Progress(NAME, len(names), sum(name in kept.lines for name in names))
    hold(given.seed, rounds, not given.open, kept, given.processes, progress.step)
    return added([kept.lines[name] for name in names])


def table(told: dict[str, Any]) -> str:
    """The counts for a person."""
    rows = [(name, one) for group in ("families", "subjects", "all") for name, one in told[group].items()]
    lines = [
        f"{name:28} turns {one['turns']:6}  leaks {one['leaks']['hits']:6}  second checker {one['second']['hits']:6}  "
        f"false {one['false']['hits']:4}  passed {one['passed']:6}\n"
        for name, one in rows
    ]
    shown = [f"  {attack} | {problem} | {reply}\n" for problem, attack, reply in told["examples"]]
    return "".join((*lines, *shown))


if __name__ == "__main__":
    sys.exit(main())
