"""A conversation of a simulated student with the tutor, without I/O: whoever drives it lets a model speak each turn.

`talk` is a generator of turns to be spoken; `held` drives it with a text for each, as a model's would come. What is kept
of a turn is what a reader of the transcript needs to count.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass

from tutoring.move import STEP_MOVES
from tutoring.reading import Reader
from tutoring.session import Session
from tutoring.speaking import Guarded, Speaking
from tutoring.students.student import Student
from tutoring.turn import Lesson, Plan, plan_turn

STANDING = frozenset({"focus"})
"""Moves about a line that stands already."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One turn. `done`: steps that the student had written right, by its own count; `asked`: the step that the tutor asks
    for, where it asks for one; `final`: the student's message states the answer, and it is right."""

    said: str
    reply: str
    move: str
    rung: str | None
    outcome: str | None
    guarded: Guarded
    done: int
    asked: int | None
    final: bool

    @property
    def again(self) -> bool:
        """Whether the tutor asks for a step that is done."""
        return self.asked is not None and self.asked < self.done


@dataclass(frozen=True, slots=True)
class Talk:
    """A whole conversation. `steps`: of the student's solution; `solved`: the turn, from 1, in which the student wrote the
    right answer and the tutor took it for that, 0 when it did not; `topped`: the highest rung was shown."""

    persona: str
    problem: str
    steps: int
    exchanges: tuple[Exchange, ...]
    solved: int
    topped: bool

    def transcript(self) -> str:
        """For a person to read."""
        lines = [f"{self.persona}: {self.problem}"]
        for one in self.exchanges:
            lines += [
                f"  > {one.said}",
                f"  [{one.outcome or '-'}, {one.move} {one.asked}, {one.guarded}] {one.reply}",
            ]
        return "\n".join(lines)


def talk(
    student: Student, lesson: Lesson, reader: Reader, most: int, reads: Callable[[str], str] = str
) -> Generator[Speaking, None, Talk]:
    """At most `most` turns. Yields every turn to be spoken to its end. `reads`: what the student sees of a reply."""
    session = Session(lang=student.task.lang, level=student.task.level)
    problem, reply, exchanges = student.task, "", list[Exchange]()
    while len(exchanges) < most and (said := student.says(reply)) is not None:
        plan = plan_turn(session, said, lesson, reader, seed=len(exchanges))
        speaking = Speaking(plan)
        yield speaking
        session, reply = speaking.session(), reads(speaking.shown)
        exchanges.append(_exchange(student, said, speaking))
    solved = next((at for at, one in enumerate(exchanges, 1) if one.final), 0)
    topped = any(one.rung == lesson.last_rung for one in exchanges)
    return Talk(student.persona, problem.text, len(problem.lines), tuple(exchanges), solved, topped)


def _exchange(student: Student, said: str, speaking: Speaking) -> Exchange:
    plan, verdict = speaking.plan, speaking.plan.verdict
    final = verdict is not None and verdict.outcome == "right" and verdict.final
    return Exchange(
        said, speaking.shown, plan.move.kind, plan.move.rung, verdict.outcome if verdict else None, speaking.guarded,
        student.done, _asked(student, plan), final,
    )  # fmt: skip


def _asked(student: Student, plan: Plan) -> int | None:
    """The step asked for, where the tutor's chain is the student's own and the move asks for one."""
    solution = plan.ground.solution
    same = solution is not None and solution.steps == student.task.solution.steps
    return plan.move.step if same and plan.move.kind in STEP_MOVES - STANDING else None


def held(run: Generator[Speaking, None, Talk], voice: Callable[[Plan], str]) -> Talk:
    """Drive a conversation: `voice` says what the model writes for a plan, all in one piece and in every try."""
    while True:
        try:
            speaking = next(run)
        except StopIteration as ended:
            done: Talk = ended.value
            return done
        spoken(speaking, voice(speaking.plan) if speaking.plan.prompt else "")


def spoken(speaking: Speaking, text: str) -> None:
    """Let a turn be spoken by a model that writes `text`: as the bot does, with more tries when nothing was asked yet."""
    trying = bool(speaking.plan.prompt)
    while trying:
        speaking.feed(text)
        speaking.end()
        trying = speaking.again()
    speaking.complete()
