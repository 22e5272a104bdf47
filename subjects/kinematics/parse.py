"""Reads a message as a motion problem, or says why it cannot.

Cautious on purpose: every quantity must have a role, every number must be read, and words that tell of another
situation (two bodies, a throw, a slope, several phases) end the reading. Nothing is guessed.
"""

from __future__ import annotations

import re

from subjects.kinematics import quantities
from subjects.kinematics.cues import cue
from subjects.kinematics.motion import Motion
from subjects.kinematics.notation import plain
from subjects.kinematics.quantities import Found
from subjects.kinematics.question import unknowns
from subjects.kinematics.roles import Reading
from subjects.kinematics.scenes.asking import further_question, listed
from subjects.kinematics.scenes.scene import read as read_scene
from subjects.kinematics.solve import settled, work
from subjects.kinematics.statement import make_problem
from subjects.kinematics.units import LENGTH, TIME, dimension
from subjects.problem import Lang, Problem, Unsolved

LIMIT = 2000

_IGNORED = re.compile(
    r"(?<![\w.,])\d+(?:[.,]\d+)?\s*(?:kg|kilos?|kilogramos?|kilograms?|g|gramos|grams|toneladas?|t)\b(?!\s*[=/])"
)
_LABEL = re.compile(
    r"^\s*(?:(?:ejercicio|problema|exercise|problem)\s*)?\d{1,3}\s*[.):]\s*(?=[a-z¿(\\])|^\s*(?:a|1)\)\s*"
)


def spoken(text: str) -> str:
    """The text without the words that say that a graph of velocity tells it."""
    flat = plain(text)
    return _GRAPH.sub("", flat) if _GRAPH.search(flat) else text


def parse(text: str, lang: Lang) -> Problem | Unsolved:
    """The problem in a message. Unsolved: `too_long`, `no_problem`, `not_understood`, `not_supported`,
    `missing_data`, `inconsistent`."""
    if len(text) > LIMIT:
        return Unsolved("too_long")
    text = spoken(text)
    body = body_of(text)
    try:
        found = quantities.find(body, lang)
    except quantities.Ambiguous as error:
        return Unsolved("not_understood", f"number: {error}")
    motion = Unsolved("not_supported", "two bodies") if meets(body) else _motion(body, found)
    if not isinstance(motion, Unsolved) and not further_question(text, lang, len(motion.wanted)):
        return make_problem(settled(motion), text, lang) if work(motion) else Unsolved("inconsistent")
    if not isinstance(motion, Unsolved):
        motion = Unsolved("not_understood", "a further question")
    return _scene(text, lang, motion)


def body_of(text: str) -> str:
    """A text in plain notation on one line: labels off, numbers before units and times by the clock in figures."""
    body = quantities.worded(_unlabelled(_LABEL.sub("", " ".join(plain(text).split()))))
    return quantities.with_gravity_unit(_timed(body))


def has_number(left: str) -> bool:
    """Whether a digit is left that is neither the index of a symbol nor the power of a unit."""
    return bool(re.search(r"\d", re.sub(r"\bv_?0\b|\bx0\b|\bs0\b|(?<=/[sh])\s?\^\s?2\b", " ", left)))


def leftover(body: str, found: list[Found]) -> str:
    """What is left of a text without its quantities, and without masses, on which no motion of these depends."""
    return _IGNORED.sub(" ", quantities.masked(body, found))


_CLOCK = r"(?:a las|at) (\d{1,2})[:.](\d\d)(?: ?h\b)?"
_CLOCKS = re.compile(
    rf"\b(?:sale|parte|leaves|departs|sets off|starts) (?:(?:de|from) [a-z]+ )?{_CLOCK},? (?:y|and) "
    rf"(?:llega|arrives) (?:(?:a|in|at) [a-z]+ )?{_CLOCK}(?! ?(?:de la|am|pm|a\.|p\.|del))"
)


_OTHER_CLOCK = re.compile(
    r"\b(?:siguiente|dia despues|manana|tarde|noche|next|following|later|local(?:es)?|zona|zone|am|pm|"
    r"para(?:da|das|ndo)?|descansa\w*|descanso|stop\w*|rest\w*|break\w*)\b"
)
"""Another day, half of the day or time zone, or a halt on the way."""


def _timed(body: str) -> str:
    """A start and a later arrival by the clock as the time in between; any other clocks are left to fail."""
    clocks = _CLOCKS.search(body)
    if clocks is None or len(re.findall(r"\d:\d\d", body)) != 2 or _OTHER_CLOCK.search(body):
        return body
    hours, minutes, later, past = (int(part) for part in clocks.groups())
    spent = 60 * (later - hours) + past - minutes
    if not 0 < spent < 24 * 60 or max(hours, later) > 24 or max(minutes, past) > 59:
        return body
    verb = "tarda" if clocks[0].startswith(("sale", "parte")) else "takes"
    return f"{body[: clocks.start()]}{verb} {spent} min{body[clocks.end() :]}"


def _scene(text: str, lang: Lang, why: Unsolved) -> Problem | Unsolved:
    """What the readers of several moments, directions or bodies make of a text that has no simple motion."""
    try:
        scene = read_scene(text, lang)
    except quantities.Ambiguous as error:
        return Unsolved("not_understood", f"number: {error}")
    if isinstance(scene, Unsolved):
        return why if scene.why == "no_problem" or why.why == "no_problem" else scene
    if work(scene) is None:
        return Unsolved("inconsistent")
    return make_problem(settled(scene), text, lang)


def not_of_the_motion(body: str, item: Found, left: str) -> bool:
    """A quantity that tells by how much two things differ, what the clock shows, or how large the body itself is (which
    is the way only where it passes a point)."""
    before, after = body[: item.start], body[item.end :]
    dim = dimension(item.unit)
    if cue("compared").match(after.lstrip()):
        return True
    if dim == TIME and re.search(rf"{cue('clock').pattern}\s*$", before[-60:]):
        return True
    if dim != LENGTH or cue("point").search(left):
        return False
    owned = re.search(rf"{cue('body').pattern}\s*$", before[-60:]) and cue("sized").match(after.lstrip())
    return bool(owned or cue("sized_body").match(after.lstrip()))


def meets(body: str) -> bool:
    """Whether a text tells of one body that chases or meets another."""
    return bool(re.search(listed("scene", "meeting"), body))


_PART = re.compile(r"(?<![a-z0-9(])([a-d])\s?\)\s*")


def _unlabelled(body: str) -> str:
    """Questions `a) ... b) ...` as one sentence; the shorthand of messages and names with a digit written out."""
    body = _PART.sub(lambda match: "" if match[1] == "a" else "y ", body)
    return re.sub(r"\bq\b(?!\s*=)", "que", body).replace("formula 1", "formula uno")


_LIGHT = re.compile(
    r"\b(?:velocidad de la luz|speed of light|la luz|light|laser|senal de radio|radio signal)\b"
    r"(?!.*\b(?:cae|caer|drop|fall))"
)
_LIGHT_WAY = re.compile(r"\b(?:luna|marte|planeta|jupiter|moon|mars|planet)\b")
"""Heavenly bodies are no other situation for light: it travels at one speed everywhere."""
_GRAPH = re.compile(
    r"\b(?:(?:(?:en|segun) )?(?:la|una) (?:grafica|grafico) "
    r"(?:v ?[-–/] ?t|velocidad ?[-–/] ?tiempo|de (?:la )?velocidad frente al? tiempo)(?: de (?:un|una) \w+)?,?"
    r"(?: (?:(?:se )?(?:observa|ve|muestra)|vemos|observamos|indica) que)?|"
    r"(?:on |in )?(?:the|a) (?:velocity|speed|v) ?[-–/] ?(?:time|t) graph(?: of a \w+)?,?(?: (?:shows|tells us) that)?) "
    r"(?!tien|es |is |has )"
)
"""A graph of velocity that a text tells in words: what it tells is the motion itself."""


def _motion(body: str, found: list[Found]) -> Motion | Unsolved:
    wanted = unknowns(body, [(f.start, f.end) for f in found])
    if not found or (not wanted and not cue("motion_words").search(body)):
        return Unsolved("no_problem")
    if not wanted:
        return Unsolved("no_problem" if len(found) < 2 else "not_understood", "what is asked")
    left = leftover(body, found)
    if has_number(left):
        return Unsolved("not_understood", "a number without a role")
    if other := cue("other_situation").search(_LIGHT_WAY.sub(" ", left) if _LIGHT.search(left) else left):
        return Unsolved("not_supported", other[0])
    if counted := cue("counted").search(left):
        return Unsolved("not_supported", counted[0])
    if apart := next((f for f in found if not_of_the_motion(body, f, left)), None):
        return Unsolved("not_supported", body[apart.start : apart.end])
    return Reading(body, left, found, wanted).motion()
