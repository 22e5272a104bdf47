"""A folder that mixes every form of file, planted errors and sound examples, with folders and a zip inside.

No problem is drawn twice by chance: what lint tells as a duplicate was planted, or is a false alarm.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from subjects import catalogue
from subjects.problem import LANGS, LEVELS
from tests.training.lint.planted import BESIDE, PLANTS, Places, Written, other_way, planted, sound
from tests.training.lint.written import WRITERS, gift, markdown, moodle, xlsx, zipped
from training.lint.finding import Kind

ENOUGH = 10
"""Examples of a subject of which there are not too few."""
ZIP = "n.zip"
FORMS: Mapping[str, Callable[[Sequence[Written]], tuple[bytes, Places]]] = {
    **WRITERS, f"{ZIP}/l.xlsx": xlsx, f"{ZIP}/unit 1/a.md": markdown, f"{ZIP}/unit 1/h.gift": gift,
    "unit 2/g.xml": moodle,
}  # fmt: skip
"""The files in the order in which lint reads them."""
LEVELLED = [name for name in FORMS if name.endswith((".md", ".csv", "f.jsonl", ".ods", ".xlsx"))]
"""Those with a place for a declared level."""
Where = Mapping[tuple[str, int], tuple[Written, int]]
"""(file, example's number) → the example, and the line where its error stands."""


@dataclass(slots=True)
class Deck:
    """Draws examples. Of the `scarce` subject it gives fewer than are enough."""

    rng: Random
    scarce: str = ""
    known: set[tuple[str, str]] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)

    def has(self, name: str) -> bool:
        """Whether there is one of a subject left."""
        return name != self.scarce or self.counts[name] < ENOUGH - 1

    def fresh(self, draw: Callable[[], Written]) -> Written:
        """An example whose problem was not drawn before."""
        while True:
            one = draw()
            problem = one.solution.problem
            if (one.lang, problem.id) not in self.known:
                self.known.add((one.lang, problem.id))
                self.counts[problem.subject] += 1
                return one


def mixed(folder: Path, seed: int, errors: int, sounds: int, scarce: str = "") -> Where:
    """Write a folder with as many planted errors (too few of the scarce subject are one of them) and sound examples."""
    deck = Deck(Random(seed), scarce)
    hands = _dealt(deck, _errors(deck, errors - bool(scarce)), _sound(deck, sounds))
    written: dict[str, bytes] = {}
    where: dict[tuple[str, int], tuple[Written, int]] = {}
    for name, hand in hands.items():
        written[name], places = FORMS[name](hand)
        for number, (one, (problem, steps)) in enumerate(zip(hand, places, strict=True), start=1):
            where[str(folder / name), number] = (one, problem if one.at < 0 else steps[one.at])
    _put(folder, written)
    return where


def _put(folder: Path, written: Mapping[str, bytes]) -> None:
    zipped_ = {name.removeprefix(f"{ZIP}/"): data for name, data in written.items() if name.startswith(f"{ZIP}/")}
    plain = {name: data for name, data in written.items() if not name.startswith(f"{ZIP}/")}
    for name, data in {**plain, ZIP: zipped(zipped_)}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def _errors(deck: Deck, count: int) -> list[Kind | Written]:
    """As many errors of all kinds in turn; those that stand beside another example are yet to be drawn."""
    kinds, found, at = [*PLANTS, *BESIDE, "method"], list[Kind | Written](), 0
    while len(found) < count:
        kind, lang = kinds[at % len(kinds)], LANGS[at // len(kinds) % 2]
        at += 1
        if kind in BESIDE:
            found.append(kind)
        elif kind == "method":
            name = next(each for each in ("kinematics", "stoichiometry") if each != deck.scarce)
            found.append(deck.fresh(lambda: other_way(name, deck.rng, lang, "3eso")))  # noqa: B023
        elif deck.has(PLANTS[kind][0]):
            found.append(deck.fresh(lambda: planted(kind, deck.rng, lang)[0]))  # noqa: B023
    return found


def _sound(deck: Deck, count: int) -> list[Written]:
    found: list[Written] = []
    at = 0
    while len(found) < count:
        name, lang, level = catalogue.names()[at % 3], LANGS[at // 3 % 2], LEVELS[at % 5 + 1]
        at += 1
        if deck.has(name):
            found.append(deck.fresh(lambda: sound(name, deck.rng, lang, level)))  # noqa: B023
    return found


def _dealt(deck: Deck, errors: Sequence[Kind | Written], sounds: Sequence[Written]) -> dict[str, list[Written]]:
    """The examples over the files; what stands beside another is in the same file or a later one."""
    hands: dict[str, list[Written]] = defaultdict(list)
    alone = [*(one for one in errors if isinstance(one, Written)), *sounds]
    deck.rng.shuffle(alone)
    for at, one in enumerate(alone):
        pool = LEVELLED if one.level else list(FORMS)
        hands[pool[at % len(pool)]].append(one)
    names = sorted(hands, key=list(FORMS).index)
    free = [(at, one) for at, name in enumerate(names) for one in hands[name] if one in sounds]
    deck.rng.shuffle(free)
    for kind in (each for each in errors if not isinstance(each, Written)):
        at, beside = _beside(deck, kind, free)
        hands[names[deck.rng.randrange(at, len(names))]].append(beside)
    return {name: hands[name] for name in names}


def _beside(deck: Deck, kind: Kind, free: list[tuple[int, Written]]) -> tuple[int, Written]:
    """What is planted beside a sound example, which is taken, and where that one's file stands."""
    for at, one in free:
        name = one.solution.problem.subject
        if name != deck.scarce and (found := BESIDE[kind](one, deck.rng)) is not None:
            free.remove((at, one))
            return at, found
    raise AssertionError(f"no example for {kind}")
