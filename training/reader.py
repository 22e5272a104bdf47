"""Fits the reader of `tutoring.reading` in seconds from the subjects' own generators and invented messages.

    python -m training.reader [--out tutoring/reader.json] [--report FILE]

scikit-learn fits, plain Python infers. The report holds accuracy, coverage and calibration on messages made with
other seeds; hand-written messages are measured in the tests and by `make evaluate`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

from subjects import catalogue
from subjects.problem import LANGS, LEVELS, Lang, Unsolved
from training import students
from tutoring.policy import INTENTS
from tutoring.reading import WEIGHTS, Linear, features

Example = tuple[str, str]
KEPT = 9_000
"""Features kept a classifier, by the size of their weights."""
ASKS = {
    "es": (
        "",
        "",
        "resuelve ",
        "calcula ",
        "ayuda con ",
        "tengo este problema: ",
        "como hago esto: ",
        "necesito resolver ",
    ),
    "en": (
        "",
        "",
        "solve ",
        "find ",
        "help with ",
        "i have this problem: ",
        "how do i do this: ",
        "i need to solve ",
    ),
}


def _lang(rng: Random) -> Lang:
    return rng.choice(LANGS)


def problem_text(name: str, lang: Lang, rng: Random) -> str:
    """A problem of a subject, often typed carelessly."""
    text = catalogue.find(name).generate(rng, lang, rng.choice(LEVELS)).text
    text = rng.choice(ASKS[lang]) + text if rng.random() < 0.3 else text
    return students.careless(text, lang, rng) if rng.random() < 0.5 else text


def attempt_text(name: str, lang: Lang, rng: Random) -> str | None:
    """A student's line on a problem of a subject."""
    subject = catalogue.find(name)
    solution = subject.solve(subject.generate(rng, lang, "3eso").problem)
    if isinstance(solution, Unsolved) or not solution.steps:
        return None
    line = subject.attempt_line(solution, rng.randrange(len(solution.steps)), rng, lang)
    return students.message("attempt", lang, rng, {"line": line})


def topic_text(name: str, lang: Lang, rng: Random) -> tuple[str, str]:
    """A message that names a topic of the subject, and its intent."""
    phrases = catalogue.find(name).phrases
    if rng.random() < 0.5:
        concept = rng.choice(phrases.keys("concept"))
        words = [
            phrases.patterns(lang, "concept", concept, "name")[0],
            *phrases.patterns(lang, "concept", concept, "words"),
        ]
        return students.message("concept", lang, rng, {"concept": rng.choice(words)}), "concept"
    word = rng.choice((*phrases.patterns(lang, "words"), *phrases.patterns(lang, "name")))
    lead = {
        "es": (
            "no entiendo {}",
            "ayuda con {}",
            "problema de {}",
            "ejercicios de {}",
            "tengo un examen de {}",
            "{}",
            "lo de {}",
            "deberes de {}",
            "cómo se hace lo de {}",
            "no me sale {} y mañana hay control",
        ),
        "en": (
            "i don't get {}",
            "help with {}",
            "a {} problem",
            "{} exercises",
            "i have a test on {}",
            "{}",
            "the {} thing",
            "{} homework",
            "how do i do {}",
            "stuck on {} and the test is tomorrow",
        ),
    }[lang]
    return students.careless(rng.choice(lead).format(word), lang, rng), "hint"


def cut(text: str, rng: Random) -> str:
    """The beginning of a problem, as far as a hurried student types it."""
    words = text.split()
    return " ".join(words[: rng.randint(min(4, len(words)), len(words))])


def examples(seed: int, count: int) -> tuple[list[Example], list[Example]]:
    """(text, intent) and (text, subject) pairs."""
    rng = Random(seed)
    intents: list[Example] = []
    subjects: list[Example] = []
    wishes = [intent for intent in INTENTS if intent not in ("problem", "attempt", "concept")]
    while len(intents) < count:
        lang, name = _lang(rng), rng.choice(catalogue.names())
        problem = problem_text(name, lang, rng)
        intents.append((problem, "problem"))
        subjects += [(problem, name)] * 1
        if attempt := attempt_text(name, lang, rng):
            intents.append((attempt, "attempt"))
            subjects.append((attempt, name))
        topic, wish = topic_text(name, lang, rng)
        intents.append((topic, wish))
        subjects += [(topic, name), (topic_text(name, lang, rng)[0], name), (cut(problem, rng), name)]
        other = students.message("other_problem", lang, rng)
        intents.append((other, "problem"))
        subjects.append((other, catalogue.OTHER))
        for wish in wishes:
            text = students.message(wish, lang, rng)
            intents.append((text, wish))
            if wish in ("off_topic", "greeting", "thanks", "distress"):
                subjects.append((text, catalogue.OTHER))
    return intents, subjects


def fit(pairs: Sequence[Example], held: Sequence[Example]) -> dict[str, Any]:
    """One classifier as JSON: labels, bias, weights by feature, temperature."""
    import numpy as np
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    counts = Counter(name for text, _ in pairs for name in set(features(text)))
    vocabulary = {name: at for at, (name, n) in enumerate(counts.most_common(40_000)) if n >= 3}

    def matrix(texts: Sequence[str]) -> Any:
        rows, columns, values = [], [], []
        for row, text in enumerate(texts):
            found = list(features(text))
            for name in found:
                if name in vocabulary:
                    rows.append(row)
                    columns.append(vocabulary[name])
                    values.append(1.0 / max(len(found), 1) ** 0.5)
        return csr_matrix((values, (rows, columns)), shape=(len(texts), len(vocabulary)))

    model = LogisticRegression(C=6.0, max_iter=300)
    model.fit(matrix([text for text, _ in pairs]), [label for _, label in pairs])
    weights, bias = model.coef_, model.intercept_
    if len(weights) == 1:  # two labels share one row: one side each
        weights, bias = np.vstack((-weights, weights)) / 2, np.array((-bias[0], bias[0])) / 2
    kept = np.argsort(-np.abs(weights).max(axis=0))[:KEPT]
    names = {at: name for name, at in vocabulary.items()}
    state: dict[str, Any] = {
        "labels": [str(label) for label in model.classes_],
        "bias": [round(float(b), 3) for b in bias],
        "weights": {
            names[int(at)]: [round(float(w), 2) for w in weights[:, at]] for at in sorted(map(int, kept))
        },
        "temperature": 1.0,
    }
    state["temperature"] = _temperature(state, held)
    return state


def _temperature(state: dict[str, Any], held: Sequence[Example]) -> float:
    """The softmax temperature under which held-out probabilities fit best."""
    import math

    def loss(temperature: float) -> float:
        linear = Linear.from_json(state | {"temperature": temperature})
        chances = (linear.probabilities(list(features(text))).get(label, 0.0) for text, label in held[:1500])
        return -sum(math.log(max(chance, 1e-9)) for chance in chances)

    return min((0.6, 0.8, 1.0, 1.25, 1.6, 2.0), key=loss)


def accuracy(state: dict[str, Any], held: Sequence[Example]) -> float:
    """Share of texts given their label."""
    linear = Linear.from_json(state)
    right = 0
    for text, label in held:
        chances = linear.probabilities(list(features(text)))
        right += max(chances, key=lambda name: chances[name]) == label
    return right / len(held)


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit, measure, write."""
    parser = argparse.ArgumentParser(
        prog="python -m training.reader", description=__doc__.splitlines()[0] if __doc__ else ""
    )
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    parser.add_argument("--count", type=int, default=24_000, help="messages to fit on")
    options = parser.parse_args(arguments)
    pairs, held = examples(7, options.count), examples(1_000_003, max(options.count // 6, 1_000))
    state = {"intents": fit(pairs[0], held[0]), "subjects": fit(pairs[1], held[1])}
    options.out.write_text(json.dumps(state, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    for name, test in zip(("intents", "subjects"), held, strict=True):
        sys.stderr.write(
            f"{name}: accuracy {accuracy(state[name], test):.4f} on {len(test)} unseen messages\n"
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
