"""What only the whole set shows: duplicates, near duplicates, a method that is not the others', too few examples."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from subjects import catalogue
from training.lint.examine import Examined, subject_named
from training.lint.finding import Finding
from training.lint.formats.markdown import folded
from tutoring.sentence import Sentence

ENOUGH = 10
"""Examples of a subject with which a method can be taught."""
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_PUNCTUATION = re.compile(r"[¿?¡!\"'«»“”‘’`$\\{}:;…_]|(?<!\d)[.,]|[.,](?!\d)")
_AMOUNT = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)? ?(?:km/h|m/s(?:\^?2|²)?|k?m|[cm]m|s|min|h|k?g|m?l|mol|%|€)(?!\w)")
_CONSTANTS = {"9.8", "9.81", "10", "273", "22.4", "22.7", "0.082", "2", "3"}


def gathered(examined: Sequence[Examined]) -> Iterator[Finding]:
    """The findings of the set."""
    yield from _repeated(examined)
    yield from _methods(examined)
    yield from _few(examined)


@dataclass(frozen=True)
class _Asked:
    """A problem as it is compared: without case, accents and punctuation. Every sign that mathematics may use stays."""

    of: Examined
    words: tuple[str, ...]

    @classmethod
    def by(cls, of: Examined) -> _Asked:
        plain = _PUNCTUATION.sub("", folded(of.example.problem)).replace("−", "-")
        return cls(of, tuple(plain.split()))

    @cached_property
    def text(self) -> str:
        return " ".join(self.words)

    @cached_property
    def pattern(self) -> str:
        """The text with its numbers left open."""
        return _NUMBER.sub("#", self.text)

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        return tuple(found.replace(",", ".") for found in _NUMBER.findall(self.text))

    @cached_property
    def data(self) -> tuple[str, ...]:
        """The numbers that are neither constants nor found in every formula."""
        return tuple(number for number in self.numbers if number not in _CONSTANTS)

    @cached_property
    def is_rich(self) -> bool:
        """Whether it has so many data that one of them may be another's by chance no more."""
        return len(self.words) >= 8 and max(len(self.data), len(_AMOUNT.findall(self.text))) >= 3

    @cached_property
    def is_wordless(self) -> bool:
        """Whether it is in no language."""
        return not re.search(r"[^\W\d_]{3}", self.text)


def _repeated(examined: Sequence[Examined]) -> Iterator[Finding]:
    """Each example against those before it."""
    by_text: dict[str, _Asked] = {}
    by_problem: dict[tuple[str, str], list[_Asked]] = defaultdict(list)
    by_pattern: dict[str, list[_Asked]] = defaultdict(list)
    by_data: dict[tuple[str, ...], list[_Asked]] = defaultdict(list)
    for asked in map(_Asked.by, examined):
        key = (asked.of.subject, asked.of.problem_id)
        same = by_text.get(asked.text)
        alike = same or (_said_otherwise(asked, by_problem[key]) if asked.of.problem_id else None)
        alike = alike or _near(asked, by_pattern[asked.pattern]) or _reworded(asked, by_data[asked.data])
        if alike is not None:
            yield _twin(asked.of, alike.of, exact=same is not None)
        by_text.setdefault(asked.text, asked)
        by_problem[key].append(asked)
        by_pattern[asked.pattern].append(asked)
        by_data[asked.data].append(asked)


def _said_otherwise(asked: _Asked, others: Sequence[_Asked]) -> _Asked | None:
    """One with the same problem in the same language; what is in none is in all."""
    for other in others:
        if asked.of.lang == other.of.lang or asked.is_wordless or other.is_wordless:
            return other
    return None


def _near(asked: _Asked, others: Sequence[_Asked]) -> _Asked | None:
    """One with the same words and all numbers but one, of several."""
    numbers = asked.numbers
    for other in others:
        if sum(one != two for one, two in zip(numbers, other.numbers, strict=True)) == 1 and (
            asked.is_rich or other.is_rich
        ):
            return other
    return None


def _reworded(asked: _Asked, others: Sequence[_Asked]) -> _Asked | None:
    """One with the same data in nearly the same words, unless both are understood: then they are two problems."""
    if not asked.data or len(asked.words) < 5:
        return None
    for other in others[:20]:
        if asked.of.problem_id and other.of.problem_id:
            continue
        if SequenceMatcher(None, asked.words, other.words, autojunk=False).ratio() >= 0.75:
            return other
    return None


def _twin(each: Examined, twin: Examined, exact: bool) -> Finding:
    place = f"{twin.example.file}:{twin.example.line}"
    said = (
        Sentence(f"es el mismo ejemplo que {place}", f"it is the same example as {place}")
        if exact
        else Sentence(f"es casi el mismo ejemplo que {place}", f"it is almost the same example as {place}")
    )
    example = each.example
    return Finding(
        example.file, example.line, example.number, "duplicate" if exact else "near_duplicate", said
    )


def _methods(examined: Sequence[Examined]) -> Iterator[Finding]:
    """Examples solved by another method than most of their nature; where no method leads clearly, none is blamed."""
    groups: dict[tuple[str, tuple[str, ...]], list[Examined]] = defaultdict(list)
    for each in examined:
        if each.method:
            groups[each.subject, each.nature].append(each)
    for (name, _), group in groups.items():
        (most, count), *others = Counter(each.method for each in group).most_common()
        for other, fewer in others:
            if count >= 2 * fewer and count >= 2:
                yield from (_other_way(name, each, most) for each in group if each.method == other)


def _other_way(name: str, each: Examined, most: str) -> Finding:
    phrases = catalogue.find(name).phrases
    es, en = ((phrases.patterns(lang, "method", most) or (most,))[0] for lang in ("es", "en"))
    es_own, en_own = (
        (phrases.patterns(lang, "method", each.method) or (each.method,))[0] for lang in ("es", "en")
    )
    said = Sentence(
        f"está resuelto por otro método ({es_own}); los demás, por {es}",
        f"it is solved by another method ({en_own}); the others by {en}",
    )
    return Finding(each.example.file, each.method_line, each.example.number, "method", said)


def _few(examined: Sequence[Examined]) -> Iterator[Finding]:
    """The subjects of which there are too few. Of the kinds of problem within a subject none is asked for: a page of revision
    rightly has one of each."""
    files: dict[str, list[str]] = defaultdict(list)
    for each in examined:
        files[each.subject or subject_named(each.example.subject)].append(each.example.file)
    for name, (file, *more) in sorted(files.items()):
        count = 1 + len(more)
        if not name or count >= ENOUGH:
            continue
        phrases = catalogue.find(name).phrases
        es, en = (phrases.patterns(lang, "name")[0] for lang in ("es", "en"))
        said = Sentence(
            f"hay pocos ejemplos de {es}: {count}; para enseñar un método hacen falta al menos {ENOUGH}",
            f"there are few examples of {en}: {count}; teaching a method takes at least {ENOUGH}",
        )
        yield Finding(file, 0, 0, "too_few", said)
