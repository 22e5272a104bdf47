"""Which move the tutor makes: a pure function of the session, what the student wants, and the verdict.

It reads as a table: first what holds without a problem, then what an attempt asks for, then what a wish asks for, then
what is left to do on a solved problem.
"""

from __future__ import annotations

from typing import Literal

from subjects.problem import Verdict
from tutoring.move import RUNGS, Move, MoveKind, Rung
from tutoring.session import Session

Intent = Literal[
    "problem",
    "attempt",
    "hint",
    "tell",
    "verify",
    "concept",
    "exercise",
    "greeting",
    "thanks",
    "off_topic",
    "distress",
]
INTENTS: tuple[Intent, ...] = (
    "problem", "attempt", "hint", "tell", "verify", "concept", "exercise", "greeting", "thanks", "off_topic", "distress",
)  # fmt: skip
Wish = Intent | Literal["explain", "plan", "checked", "silence", "nod", "back", "bye", "worry", "insult"]
"""What a message wants in its conversation: an intent of its words alone, or what only the conversation shows: an
explanation that was asked for, a step told in words, a result that has been checked, no words at all, a mere «vale», an
earlier problem, a farewell, what may be more than a bad day, an insult."""

FIXED: dict[Wish, str] = {"distress": "distress", "worry": "worry", "insult": "insult", "bye": "bye"}
"""Wishes answered by a reviewed text wherever they are said."""
WITHOUT_PROBLEM: dict[Wish, Move] = {
    "greeting": Move("fixed", fixed="greeting"), "silence": Move("fixed", fixed="empty"),
    "back": Move("fixed", fixed="nothing_left"), "thanks": Move("thanks"), "off_topic": Move("bring_back"),
    "nod": Move("ask_problem"), "hint": Move("ask_problem"), "tell": Move("ask_problem"),
    "verify": Move("ask_problem"), "exercise": Move("ask_problem"),
}  # fmt: skip
ABOUT_UNREAD: tuple[Wish, ...] = ("hint", "tell", "verify", "explain", "silence")
"""Wishes that are about a problem which could not be read."""
RESUMED: tuple[Wish, ...] = ("thanks", "greeting", "nod", "back")
"""Wishes answered in a word, and then the open step goes on."""
KIND_OF_RUNG: dict[Rung, MoveKind] = {
    "nudge": "nudge",
    "scaffold": "scaffold",
    "sibling": "sibling",
    "last": "last",
}
FADED = 2
"""Right steps in a row without help after which confirming names the next step no more."""
REASON = 3
"""Right steps in a row without help after which a reason is asked for, once a problem."""
MISSES = 3
"""Wrong attempts at one step after which an example says more than pointing once again."""


def next_move(
    session: Session,
    wish: Wish,
    verdict: Verdict | None,
    steps: int,
    last_rung: Rung = "last",
    concept: str | None = None,
    leap: bool = False,
    rule: str = "",
) -> Move:
    """The move of this turn. `steps` is the length of the solution, 0 when there is none; `last_rung` is the highest
    rung the teacher allows; `leap`: a right attempt took several steps at once, or a way that is not the class's; `rule`:
    that of the step now due, by which the student's mastery of it is known."""
    if wish in FIXED:
        return Move("fixed", fixed=FIXED[wish])
    if wish == "concept" and concept:
        return Move("concept", concept=concept)
    if not steps:
        return (
            Move("unsolved")
            if session.problem and wish in ABOUT_UNREAD
            else WITHOUT_PROBLEM.get(wish, Move("unsolved"))
        )
    if wish == "problem":
        return Move("open", step=0)
    if wish == "attempt" and verdict is not None:
        return after_attempt(session, verdict, steps, last_rung, leap, rule)
    if wish == "off_topic":
        return Move("bring_back")
    if session.solved:
        return after_solved(session, wish, steps)
    return after_wish(session, wish, steps, last_rung, rule)


def after_attempt(
    session: Session, verdict: Verdict, steps: int, last_rung: Rung = "last", leap: bool = False, rule: str = ""
) -> Move:
    """What a judged attempt asks for. "Cannot tell" is asked about, never marked."""
    step = min(verdict.reached, steps - 1)
    if verdict.outcome == "wrong":
        return after_miss(session, verdict, step, last_rung)
    if verdict.outcome in ("unreadable", "unknown"):
        return Move("clarify")
    if session.solved:
        return after_solved(session, "attempt", steps)
    if verdict.outcome == "incomplete":
        return Move("missing", step=step, missing=verdict.missing[0] if verdict.missing else "conclusion")
    if verdict.final:
        return Move("why", step=step, manner="answer") if leap else Move("check", step=step)
    if verdict.reached >= steps:
        return Move("missing", step=step, missing="conclusion")
    return after_right(session, step, leap, rule)


def after_miss(session: Session, verdict: Verdict, step: int, last_rung: Rung) -> Move:
    """The line is pointed at, not put right; every few misses at one step, an example shows the way."""
    if session.misses and session.misses % MISSES == 0 and RUNGS.index(last_rung) >= RUNGS.index("sibling"):
        return Move("sibling", rung="sibling", step=step, manner="wrong")
    return Move("focus", step=step, misconception=verdict.misconception)


def after_right(session: Session, step: int, leap: bool, rule: str = "") -> Move:
    """A right step: its reason is asked for where it leaps, and once when all goes well; else it is confirmed, in fewer
    words the more the student does alone, or where the next rule is mastered; never where that one mostly goes wrong."""
    if leap:
        return Move("why", step=step, manner="leap")
    if session.streak >= REASON and not session.explained:
        return Move("why", step=step, manner="step")
    faded = rule in session.able or (session.streak >= FADED and rule not in session.shaky)
    return Move("next" if faded else "confirm", step=step)


def after_wish(session: Session, wish: Wish, steps: int, last_rung: Rung, rule: str = "") -> Move:
    """What a student asks for who has an open problem and made no attempt in this message. Where the rule due mostly goes
    wrong, help begins at the smaller question."""
    step = min(session.reached, steps - 1)
    if wish == "explain":
        return Move("heard", step=step, manner=session.asked)
    if wish == "plan":
        return Move("heard", step=step, manner="plan")
    if wish in RESUMED:
        return Move("resume", step=step, manner=wish)
    if wish == "verify" and session.attempts:
        return Move("guess", step=step)
    ahead = rule in session.shaky and last_rung != "nudge"
    rung = rung_for(session.stuck + ahead, last_rung)
    if wish == "tell":
        return Move("tell", rung=rung, step=step)
    if wish == "silence" and rung == "nudge":  # who says nothing is asked less, not sooner shown more
        rung = "scaffold" if last_rung != "nudge" else "nudge"
    return Move(KIND_OF_RUNG[rung], rung=rung, step=step, manner="silence" if wish == "silence" else "")


def after_solved(session: Session, wish: Wish, steps: int) -> Move:
    """What is left to do on a solved problem: the check, help with the check, then the end and one more."""
    if wish == "back":  # an earlier one that is kept would be at hand by now
        return Move("fixed", fixed="nothing_left")
    if session.asked == "why" and wish != "checked":
        return Move("check", step=steps - 1, manner="why")
    if session.asked == "check" and wish in ("hint", "tell", "silence"):
        return Move("guess", step=steps - 1)
    return Move("thanks" if wish == "thanks" else "close", step=steps - 1)


def rung_for(stuck: int, last_rung: Rung) -> Rung:
    """The rung after `stuck` hints at one step: it climbs to the teacher's last rung, then goes back to the smaller
    question and the example in turn, so that "I don't know" repeated never runs into a wall or the answer."""
    top = RUNGS.index(last_rung)
    if stuck <= top:
        return RUNGS[stuck]
    return RUNGS[top] if (stuck - top) % 2 == 0 else "scaffold"
