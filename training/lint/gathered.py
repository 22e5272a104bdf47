"""What only the whole set shows: duplicates, near duplicates, a method that is not the others', too few examples."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from subjects import catalogue
from training.lint.examine import Examined, subject_named
from training.lint.finding import Finding
from training.lint.formats.markdown import folded
from tutoring.sentence import Sentence

ENOUGH = 10
"""Examples of a subject with which a method can be taught."""
FEW_OF_A_KIND = 2
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_CONSTANTS = {"9.8", "9.81", "10", "273", "22.4", "22.7", "0.082", "2", "3"}


def gathered(examined: Sequence[Examined]) -> Iterator[Finding]:
    """The findings of the set."""
    yield from _repeated(examined)
    yield from _methods(examined)
    yield from _few(examined)


def _repeated(examined: Sequence[Examined]) -> Iterator[Finding]:
    """Each example against those before it."""
    by_text: dict[str, Examined] = {}
    by_problem: dict[tuple[str, str, str], Examined] = {}
    by_words: dict[str, list[tuple[tuple[str, ...], Examined]]] = defaultdict(list)
    by_data: dict[tuple[str, ...], list[Examined]] = defaultdict(list)
    for each in examined:
        text = _squeezed(each.example.problem)
        words, data = _NUMBER.sub("#", text), _data(text)
        key = (each.subject, each.problem_id, each.lang)
        same = by_text.get(text)
        alike = same or (by_problem.get(key) if each.problem_id else None)
        alike = alike or _near(each, by_words[words], data) or _reworded(text, by_data[data], data)
        if alike is not None:
            yield _twin(each, alike, exact=same is not None)
        by_text.setdefault(text, each)
        by_problem.setdefault(key, each)
        by_words[words].append((data, each))
        by_data[data].append(each)


def _squeezed(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s.,+\-−*/^=()<>]", "", folded(text)).replace("−", "-").split())


def _data(text: str) -> tuple[str, ...]:
    numbers = (found.replace(",", ".") for found in _NUMBER.findall(text))
    return tuple(number for number in numbers if number not in _CONSTANTS)


def _near(
    each: Examined, others: Sequence[tuple[tuple[str, ...], Examined]], data: tuple[str, ...]
) -> Examined | None:
    """One with the same words and all data but one, of three or more."""
    if len(data) < 3 or len(each.example.problem.split()) < 8:
        return None
    for known, other in others:
        if len(known) == len(data) and sum(one != two for one, two in zip(known, data, strict=True)) == 1:
            return other
    return None


def _reworded(text: str, others: Sequence[Examined], data: tuple[str, ...]) -> Examined | None:
    """One with the same data in nearly the same words."""
    if not data or len(text.split()) < 5:
        return None
    words = text.split()
    for other in others[:20]:
        if (
            SequenceMatcher(None, words, _squeezed(other.example.problem).split(), autojunk=False).ratio()
            >= 0.75
        ):
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
    counts = Counter(each.subject or subject_named(each.example.subject) for each in examined)
    for name, count in sorted(counts.items()):
        if not name or count >= ENOUGH:
            continue
        file = next(each.example.file for each in examined if each.subject == name)
        phrases = catalogue.find(name).phrases
        es, en = (phrases.patterns(lang, "name")[0] for lang in ("es", "en"))
        said = Sentence(
            f"hay pocos ejemplos de {es}: {count}; para enseñar un método hacen falta al menos {ENOUGH}",
            f"there are few examples of {en}: {count}; teaching a method takes at least {ENOUGH}",
        )
        yield Finding(file, 0, 0, "too_few", said)
