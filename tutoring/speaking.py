"""What is said: takes the model's text as it comes and lets safe sentences out; the tutor's own words where it fails.

Nothing here waits, stores or calls: who asks the model hands its text in, and gets back what to show and the session to keep.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import Literal, Protocol

from prompts.cite import labels, resolve
from tutoring.guard import Judgement, Scene, judge, question, sentences
from tutoring.move import bank, word
from tutoring.session import Session
from tutoring.spans import equations, normal
from tutoring.turn import Plan
from tutoring.wording import Wording

MODEL_TRIES = 3
"""How often a model may word one turn before the tutor's own words are taken."""
TRIES = 8
"""Wordings of the tutor's own that are tried before a question without facts."""
Guarded = Literal["passed", "retried", "replaced", "fixed"]


class Guard(Protocol):
    """Who judges a reply and words the tutor's own: here, or in a process that a deadline can kill."""

    def judge(self, sentence: str, scene: Scene, before: str) -> Judgement: ...

    def own_words(self, plan: Plan, reaction: bool) -> str: ...


class Speaking:
    """Takes the model's text as it comes and lets out the sentences that the guard allows.

    `feed` and `end` return what may be shown now. After a refusal `refused` is true: stop the model. When no question had
    been shown and the model may try again, `again()` is true; what it says then goes on from what was shown.
    `complete()` gives the tutor's own words for what is still missing ("" when nothing is), and the exhibit. `wording` holds a
    small model to what it was taught; without it every wording is fine.
    """

    def __init__(self, plan: Plan, guard: Guard | None = None) -> None:
        """Without a guard of another place, the mathematics runs here and now."""
        self.plan = plan
        self.guard = guard
        self.wording: Wording | None = None
        self.shown = ""
        self.refused = False
        self.findings: list[str] = []
        self.guard_ms = 0.0
        self._held = ""
        self._tries = 1
        self._goes_on = False
        self._completed = False

    @property
    def guarded(self) -> Guarded:
        """How the reply came about."""
        if self.plan.fixed:
            return "fixed"
        if self._completed:
            return "replaced"
        return "passed" if self._tries == 1 else "retried"

    def feed(self, delta: str) -> list[str]:
        """Text of the model as it comes; returns the sentences to show now."""
        return self.let_out(done) if (done := self.take(delta)) else []

    def take(self, delta: str) -> list[str]:
        """Text of the model as it comes; returns the sentences that it finished, not judged yet."""
        if self.refused:
            return []
        self._held += delta
        *done, last = sentences(self._held + "\x00") or [""]
        if not done:
            return []
        self._held = last.rstrip("\x00")
        return done

    def end(self) -> list[str]:
        """The model has finished; returns the last sentences to show."""
        if self.refused:
            return []
        rest, self._held = sentences(self._held), ""
        if rest and rest[-1][-1:] not in '.?!…)»”":':
            rest, cut = rest[:-1], rest[-1]
            self.findings.append(f"cut: {len(cut)} characters")
            shown = self.let_out(rest)
            self.refused = True
            return shown
        shown = self.let_out(rest)
        if not self.refused and (not self.shown or (self.plan.scene.asks and "?" not in self.shown)):
            self.refused = True
            self.findings.append("form")
        return shown

    def let_out(self, done: Sequence[str]) -> list[str]:
        """Judge finished sentences in order; returns those to show, up to the first refused."""
        shown = []
        for said in self._new(done) if self._tries > 1 else done:
            sentence = resolve(said, self.plan.cited)
            started = time.perf_counter()
            judgement = self._judge(sentence)
            self.guard_ms += 1000 * (time.perf_counter() - started)
            found = [one.kind for one in (*judgement.leaks, *judgement.false, *judgement.other)]
            if labels(sentence):
                found = ["label"]
            elif judgement.allowed and self._second_question(sentence):
                found = ["questions"]
            elif judgement.allowed and self.wording is not None and not self.wording.holds(said, self.plan.topics):
                found = ["wording"]
            if found or not judgement.allowed:
                self.refused = True
                self.findings += found
                break
            for part in self._with_card(sentence):
                shown.append(part)
                self.shown += part
        return shown

    def _new(self, done: Sequence[str]) -> list[str]:
        """The sentences of another try that go on from what was shown: no second reaction, nothing said twice."""
        skips = self._goes_on and bool(done) and "?" not in done[0]
        self._goes_on = self._goes_on and not done
        return [said for said in done[skips:] if not _is_said(resolve(said, self.plan.cited), self.shown)]

    def _with_card(self, sentence: str) -> list[str]:
        """A sentence as it is shown; before the question about a concept stands its card: definition, formula, example,
        application, and then the student's turn."""
        card = self.plan.card if "?" in sentence and self.plan.card not in self.shown else ""
        parts = [f"\n\n{card}" if self.shown else card] if card else []
        return [*parts, f"\n\n{sentence}" if card else f" {sentence}" if self.shown else sentence]

    def _judge(self, sentence: str) -> Judgement:
        said = self.shown.replace(self.plan.card, "") if self.plan.card else self.shown
        return (judge if self.guard is None else self.guard.judge)(sentence, self.plan.scene, said)

    def _second_question(self, sentence: str) -> bool:
        return "?" in sentence and self.shown.count("?") >= 2

    def give_up(self) -> None:
        """The model is gone: what was shown stays, and the tutor's own words complete it."""
        self.refused, self._tries, self._held = True, MODEL_TRIES, ""

    def again(self) -> bool:
        """Whether the model may try once more: what it has shown asks nothing yet."""
        asked = bool(self.shown) and ("?" in self.shown or not self.plan.scene.asks)
        if not self.refused or asked or self._tries >= MODEL_TRIES:
            return False
        self._tries, self.refused, self._held = self._tries + 1, False, ""
        self._goes_on = bool(self.shown)
        return True

    def complete(self) -> str:
        """The tutor's own words where the model's were refused, then the exhibit."""
        parts = []
        if self.plan.fixed:
            parts.append(self.plan.fixed)
        elif self.refused or not self.shown:
            self._completed = True
            if self.shown.count("?") == 0 or not self.plan.scene.asks:
                words = own_words if self.guard is None else self.guard.own_words
                said = sentences(words(self.plan, not self.shown))
                # «Perfecto. Bien. ¿Y ahora?»: these words react by themselves.
                said = [one for one in said if not self.shown or self.plan.move.kind != "next" or "?" in one]
                parts.append(self._own(" ".join(one for one in said if not _is_said(one, self.shown))))
        apart = [self.plan.note] if self.plan.note else []
        if self.plan.move.exhibit:
            apart = [f"{_exhibit_title(self.plan)}\n{self.plan.move.exhibit}", *apart]
        text = "\n\n".join(part for part in (*parts, *apart) if part)
        glue = "" if not self.shown or not text else " " if parts else "\n\n"
        self.shown += glue + text
        return glue + text

    def _own(self, words: str) -> str:
        """The tutor's own words, with the card of a concept in its place."""
        if not self.plan.card or self.plan.card in self.shown:
            return words
        shown, self.shown = self.shown, ""
        parts = []
        for sentence in sentences(words):
            parts += self._with_card(sentence)
            self.shown = "".join(parts)
        self.shown = shown
        return "".join(parts)

    def session(self) -> Session:
        """The session to keep after this reply."""
        own = self.shown.replace(self.plan.note, "") if self.plan.note else self.shown
        asked = [question(sentence) for sentence in sentences(own) if "?" in sentence]
        return self.plan.session.heard(self.plan.text, self.shown, asked)


def _is_said(sentence: str, shown: str) -> bool:
    """Whether the student reads a statement already: the same sentence, or a fact that stands in what was shown. What is asked
    is never said."""
    if not shown or "?" in sentence:
        return False
    return normal(sentence) in normal(shown) or not set(equations(shown)).isdisjoint(equations(sentence))


def own_words(plan: Plan, reaction: bool = True) -> str:
    """The subject's own hint for the move, judged like any other text; a question without facts when none is fit."""
    rng = Random(f"{plan.seed}/{plan.session.turns}/{plan.text}/own")
    # On a long way «¿y ahora?» runs out of words that were not said before: then the step is named.
    named = [replace(plan.move, kind="confirm")] if plan.move.kind == "next" else []
    for move in (plan.move, *named):
        for _ in range(TRIES):
            said = word(move, plan.ground, rng, reaction)
            if said and all(judge(sentence, plan.scene).allowed for sentence in sentences(said)):
                return said
    return _without_facts(plan, rng)


def safe_words(plan: Plan) -> str:
    """A reviewed question without facts: what may be said where nothing can be judged."""
    return _without_facts(plan, Random(f"{plan.seed}/{plan.session.turns}/{plan.text}/safe"))


def _without_facts(plan: Plan, rng: Random) -> str:
    """One that was not asked before, as long as there is one; where a problem is open, about its next step."""
    key = "stuck" if plan.scene.solution is not None else "unsolved"
    said = ""
    for _ in range(TRIES):
        said = bank().say(plan.lang, {}, rng, key) or ""
        if not any(question(sentence) in plan.scene.earlier for sentence in sentences(said)):
            break
    return said


def _exhibit_title(plan: Plan) -> str:
    key = "exercise" if plan.move.kind == "exercise" else "example"
    return {
        "exercise": {"es": "Ejercicio:", "en": "Exercise:"},
        "example": {"es": "Ejemplo:", "en": "Example:"},
    }[key][plan.lang]
