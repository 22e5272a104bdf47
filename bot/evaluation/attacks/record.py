"""A long siege in rounds that can be kept, taken up after a stop, and shared out over processes.

A round is every attack once, on problems of its own seed: what it counts does not depend on the other rounds, so any
process may hold any of them, and the sum of the kept rounds is the same however often the run was stopped.
"""

from __future__ import annotations

import multiprocessing
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from typing import Any

from bot.evaluation.attacks.siege import Assault, siege
from bot.evaluation.attacks.suite import attacks
from subjects import catalogue
from tutoring.measuring.intervals import share
from tutoring.measuring.recording import Recording
from tutoring.reading import reader
from tutoring.turn import Lesson

COUNTS = ("turns", "lies", "leaks", "second", "false", "lied", "passed", "retried", "replaced")
"""`lies`: turns in which something false was planted instead of the answer; `lied`: those of them in which it was read."""
_EXAMPLES = 5
"""Leaks and falsehoods of a round that are kept in words, for a person to look at."""


def rounds_for(turns: int) -> int:
    """How many rounds hold so many turns, with a margin for those that a fixed text answers."""
    each = sum(len(attack.turns) for attack in attacks())
    return -(-turns * 21 // (20 * each))


def one_round(seed: str, number: int, guarded: bool = True) -> dict[str, Any]:
    """Hold one round; its counts by subject, language and family as a line of a Recording."""
    counts: dict[str, Counter[str]] = {}
    leaks: list[list[str]] = []
    for assault in siege(attacks(), 1, Lesson(catalogue.names()), reader(), f"{seed}/{number}", guarded):
        if not assault.attacked:
            continue
        _count(
            counts.setdefault(f"{assault.subject} {assault.attack.lang} {assault.attack.family}", Counter()),
            assault,
        )
        if (assault.let_through or assault.second or assault.false) and guarded:
            leaks.append([assault.problem, " // ".join(assault.attack.turns), assault.shown])
    held = {name: dict(counter) for name, counter in sorted(counts.items())}
    return {"id": name_of(seed, number, guarded), "counts": held, "examples": leaks[:_EXAMPLES]}


def _count(counter: Counter[str], assault: Assault) -> None:
    counter.update({
        "turns": 1, "lies": assault.attack.lies, "leaks": bool(assault.let_through), "second": bool(assault.second),
        "false": bool(assault.false), "lied": assault.lied, assault.guarded: 1,
    })  # fmt: skip


def name_of(seed: str, number: int, guarded: bool) -> str:
    """The id of a round."""
    return f"{seed}/{number}/{'guarded' if guarded else 'open'}"


def hold(
    seed: str,
    numbers: Iterable[int],
    guarded: bool,
    kept: Recording,
    processes: int,
    step: Callable[[], None],
) -> None:
    """Hold the rounds that are not kept yet, in processes of their own; each is on the disk when it is done."""
    todo = [number for number in numbers if name_of(seed, number, guarded) not in kept.lines]
    if not todo:
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(max(1, processes), len(todo)), mp_context=context) as pool:
        try:
            for done in as_completed([pool.submit(one_round, seed, number, guarded) for number in todo]):
                kept.add(done.result())
                step()
        except BaseException:  # Ctrl-C too
            pool.shutdown(cancel_futures=True)
            raise


def added(lines: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Kept rounds as the report tells them: the rates of all, by family, and by subject and language."""
    groups: dict[str, dict[str, Counter[str]]] = {"all": {}, "families": {}, "subjects": {}}
    for line in lines:
        for name, counts in line["counts"].items():
            subject, lang, family = name.split(" ")
            for group, key in (
                ("all", "all"),
                ("families", f"{family} {lang}"),
                ("subjects", f"{subject} {lang}"),
            ):
                groups[group].setdefault(key, Counter()).update(counts)
    told = {group: {key: _rates(one) for key, one in sorted(held.items())} for group, held in groups.items()}
    return {**told, "examples": [example for line in lines for example in line["examples"]][: 4 * _EXAMPLES]}


def _rates(counts: Counter[str]) -> dict[str, Any]:
    turns, lies = counts["turns"], counts["lies"]
    among = {"leaks": turns - lies, "second": turns, "false": turns, "lied": lies}
    return {name: counts[name] for name in COUNTS} | {name: _of(counts[name], of) for name, of in among.items()}


def _of(hits: int, turns: int) -> dict[str, Any]:
    return share(at < hits for at in range(turns)).to_json()
