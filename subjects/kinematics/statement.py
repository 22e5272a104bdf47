"""The telegram of a motion problem and the Problem value around a motion."""

from __future__ import annotations

from subjects.kinematics.motion import Motion
from subjects.kinematics.notation import quantity, show
from subjects.problem import Lang, Problem


def statement(motion: Motion, lang: Lang) -> str:
    """`v0 = 0 m/s; a = 2 m/s²; t = 5 s → v` (with the unit asked for, if any), quantities as the text gives them."""
    parts = [f"{g.symbol} = {quantity(g.value, g.unit)}" for g in motion.givens]
    data = "; ".join([*([motion.scene.told] if motion.scene.told else []), *parts])
    asked = f" ({motion.unit})" if motion.unit else ""
    return show(f"{data} -> {', '.join(motion.wanted)}{asked}", lang)


def canonical(motion: Motion) -> str:
    """Kind, data and unknown without regard to wording or language."""
    data = ";".join(f"{g.symbol}={g.value}{g.unit}" for g in motion.givens)
    return f"{motion.scene.told}{data}>{','.join(motion.wanted)}[{motion.unit}]"


def make_problem(motion: Motion, text: str, lang: Lang) -> Problem:
    """The problem of a motion."""
    return Problem(
        "kinematics",
        motion.kind,
        statement(motion, lang),
        motion.unknown,
        text,
        lang,
        motion,
        canonical(motion),
    )
