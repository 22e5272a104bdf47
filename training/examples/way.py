"""How a class works, read off its worked examples: method, notation, order of the steps, and what it calls them.

Two methods stay two: each is kept with the number of examples that show it. What the examples do not show is left open.
"""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from subjects import catalogue
from subjects.problem import LANGS, Lang, Level, Problem, Solution
from training.examples.asking import open_ended, question
from training.examples.lexicon import Lexicon, Naming, gathered, leaf, operation
from training.examples.marks import found, words_of
from training.examples.notation import Notation, notation
from training.examples.worded import Worded, worded
from training.lint.bounded import each
from training.lint.examine import Examined, Wish, declared_level, examine, lost
from training.lint.example import Example
from training.lint.method import ways
from training.lint.privacy import without
from training.lint.worked import Case, judged
from tutoring.classroom import ClassSettings
from tutoring.sentence import Sentence
from tutoring.turn import method_name

QUIET = frozenset({"collect", "result", "compute", "calculate", "add_up"})
"""Rules that only tidy up: a line's words name the rule that led to them, where there is one."""


@dataclass(frozen=True, slots=True)
class Taken:
    """An example that its subject solves: by the method it shows, "" where it shows none of several."""

    example: Example
    lang: Lang
    level: Level
    solution: Solution
    method: str
    lines: tuple[Worded, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """How a class works in one subject. `methods`: (name, examples that show it), most first; `order`: names of rules."""

    subject: str
    taken: tuple[Taken, ...]
    methods: tuple[tuple[str, int], ...]
    notation: Notation
    order: tuple[str, ...]
    lexicon: Lexicon

    @property
    def choice(self) -> str | None:
        """The methods as class settings and recipes write them, or None where the examples show none."""
        return ", ".join(name for name, _ in self.methods) or None

    @property
    def langs(self) -> tuple[Lang, ...]:
        """The languages of the examples, most first."""
        return tuple(lang for lang, _ in Counter(one.lang for one in self.taken).most_common())


def ways_of(examples: Sequence[Example], settings: ClassSettings) -> tuple[Way, ...]:
    """The way of each subject that the examples are of, the one with most examples first."""
    wishes = [Wish(one, settings.lang, settings.level, {}, settings.subjects) for one in examples]
    by_subject: dict[str, list[Taken]] = defaultdict(list)
    for one in each(examine, wishes, lost):
        if (taken := _taken(one, settings)) is not None:
            by_subject[one.subject].append(taken)
    return tuple(
        way(name, tuple(group)) for name, group in sorted(by_subject.items(), key=lambda each: -len(each[1]))
    )


def _taken(one: Examined, settings: ClassSettings) -> Taken | None:
    if not one.subject or not one.lang:
        return None
    subject, lang = catalogue.find(one.subject), next(known for known in LANGS if known == one.lang)
    level = declared_level(one.example.level) or settings.level
    text = without(one.example.problem)
    problem = subject.parse(text, lang)
    if not isinstance(problem, Problem):
        return None
    lines = tuple(worded(one.example.work))
    found_ways = ways(subject, problem, level)
    method = one.method or _worded_method(one.subject, found_ways, one.example, lang)
    solution = subject.solve(problem, method or settings.method_of(one.subject), level)
    if not isinstance(solution, Solution) or not solution.steps:
        return None
    return Taken(one.example, lang, level, solution, method, lines)


def _worded_method(subject: str, found_ways: Mapping[str, Solution], example: Example, lang: Lang) -> str:
    """The method that the words of most lines name, the first named where two are: what ends one method (a value put back
    into an equation) may be how another begins."""
    lines: dict[str, list[int]] = {}
    for name in found_ways:
        words = words_of(subject, name, lang)
        if said := [at for at, line in enumerate(example.work) if found(line.text, words)]:
            lines[name] = said
    ordered = sorted(lines, key=lambda name: (-len(lines[name]), lines[name][0]))
    if len(ordered) > 1 and lines[ordered[0]] == lines[ordered[1]]:
        return ""
    return ordered[0] if ordered else ""


def way(subject: str, taken: tuple[Taken, ...]) -> Way:
    """What a subject's examples have in common."""
    reached = [(one, tuple(_rules(one))) for one in taken]
    methods = Counter(one.method for one in taken if one.method)
    works = [[line.line.text for line in one.lines] for one in taken]
    return Way(
        subject, taken, tuple(methods.most_common()), notation(works), _order(rules for _, rules in reached),
        gathered(naming for one, rules in reached for naming in _namings(one, rules)),
    )  # fmt: skip


def _rules(one: Taken) -> Iterator[tuple[str, Worded]]:
    """The rule that each line applies, by the steps that it newly covers."""
    case = Case(catalogue.find(one.solution.problem.subject), one.solution, one.lang)
    steps, reached = one.solution.steps, 0
    by_line = {id(line.line): line for line in one.lines}
    for line in judged(case, [said.line for said in one.lines]):
        now = line.verdict.reached if line.verdict.outcome in ("right", "incomplete") else 0
        covered = [leaf(step.rule) for step in steps[reached:now]]
        reached = max(reached, now)
        if covered:
            telling = [rule for rule in covered if rule not in QUIET] or covered
            yield (
                telling[-1] if len(telling) > 1 and telling[0] == "data" else telling[0],
                by_line[id(line.line)],
            )


def _order(sequences: Iterable[Sequence[tuple[str, Worded]]]) -> tuple[str, ...]:
    """The rules by their usual place in a solution; those of fewer than two solutions are left out."""
    places: dict[str, list[float]] = defaultdict(list)
    for rules in sequences:
        names = list(dict.fromkeys(rule for rule, _ in rules))
        for at, name in enumerate(names):
            places[name].append(at / max(1, len(names) - 1))
    usual = {name: sum(at) / len(at) for name, at in places.items() if len(at) > 1}
    return tuple(sorted(usual, key=lambda name: usual[name]))


def _namings(one: Taken, rules: Iterable[tuple[str, Worded]]) -> Iterator[Naming]:
    for rule, line in rules:
        if line.words and (asked := question(_of_any(line.words, one), one.lang)):
            yield Naming(rule, one.lang, line.words, asked, operation(line.words))


def _of_any(words: str, one: Taken) -> str:
    """Words that name this problem's own unknown or substance, so that they fit every problem; "" where they cannot."""
    unknown = one.solution.problem.unknown
    out = ["{unknown}" if part == unknown else part for part in words.split(" ")]
    names = {
        text
        for step in one.solution.steps
        for slot, told in step.slots.items()
        if slot in ("formula", "given", "asked")
        for text in told.values()
    }
    kept = [part for part in out if part.strip(".,;") not in names]
    if len(kept) < len(out):
        kept = kept[:-1] if kept and kept[-1] in ("de", "del", "of", "for") else []
    return " ".join(kept)


@lru_cache(maxsize=1)
def _names() -> Mapping[str, Any]:
    return tomllib.loads((Path(__file__).parent / "order.toml").read_text("utf-8"))


def told(way: Way) -> Sentence:
    """The way in a sentence: «tu clase: transposición, coma decimal, datos → fórmula → sustitución → resultado»."""
    es, en = (", ".join(_said(way, lang)) for lang in LANGS)
    open_ = Sentence("los ejemplos no dejan ver un método", "the examples do not show a method")
    return Sentence(f"tu clase: {es or open_.es}", f"your class: {en or open_.en}")


def _said(way: Way, lang: Lang) -> Iterator[str]:
    subject, names = catalogue.find(way.subject), _names()
    several = len(way.methods) > 1
    for name, count in way.methods:
        yield method_name(subject, name, lang) + (f" ({count})" if several else "")
    kept = way.notation
    for key, value in (
        ("decimal", kept.decimal),
        ("product", kept.product),
        ("results", kept.results),
        ("units", kept.units),
    ):
        if value:
            yield names[key][value][lang]
    order = dict.fromkeys(names["rule"][rule][lang] for rule in way.order if rule in names["rule"])
    if len(order) > 1:
        yield " → ".join(order)
    said = list(dict.fromkeys(open_ended(one.words) for one in way.lexicon.namings if one.lang == lang))[:4]
    if said:
        yield {"es": "dice ", "en": "says "}[lang] + ", ".join(
            f"«{words}»" if lang == "es" else f"“{words}”" for words in said
        )
