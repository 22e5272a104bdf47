"""How students and textbooks ask for a system and write a line of its work, in both languages."""

# ruff: noqa: E501 - a pattern reads better on one line
from __future__ import annotations

from collections.abc import Sequence
from random import Random

from subjects.expression import Relation, show
from subjects.phrases import compile_pattern, expand
from subjects.problem import Lang

_ASK: dict[Lang, tuple[str, ...]] = {
    "es": (
        "[Resuelve|Resolver|resuelve|Soluciona] [el sistema|este sistema|el siguiente sistema|el sistema de ecuaciones|el sistema de ecuaciones lineales]: {e}",
        "[Resuelve|resuelve] {e}",
        "[ayuda|ayúdame|me ayudas|necesito ayuda] con [este sistema|el sistema]: {e}",
        "[no sé|no se] [resolver|hacer|empezar] [este sistema|el sistema]: {e}",
        "[Halla|Calcula|Encuentra] [la solución|las soluciones] [del sistema|de este sistema]: {e}",
        "[hola|buenas], [tengo|me han puesto] [este sistema|el sistema]: {e}",
        "[Sistema|sistema]: {e}",
        "{e}",
    ),
    "en": (
        "[Solve|solve|Please solve] [the system|this system|the system of equations|the simultaneous equations|these simultaneous equations]: {e}",
        "[Solve|solve] {e}",
        "[help|help me|can you help|I need help] with [this system|the system]: {e}",
        "[I don't know|idk] how to [solve|start] [this system|the system]: {e}",
        "[Find|Work out] [the solution|the solutions] of [the system|this system]: {e}",
        "[hi|hello], [I have|I've got] [this system|the system]: {e}",
        "[System|system]: {e}",
        "{e}",
    ),
}
_STEP: dict[Lang, tuple[str, ...]] = {
    "es": ("{e}", "{e}", "[queda|me queda|me sale] {e}", "[entonces|pues] {e}", "[creo que|he puesto] {e}"),
    "en": ("{e}", "{e}", "[I get|i get|so I get] {e}", "[so|then] {e}", "[i think|I wrote] {e}"),
}


def ask(lines: Sequence[Relation], rng: Random, lang: Lang) -> str:
    """A message that asks for the system."""
    texts = [show(line, lang) for line in lines]
    draw = rng.random()
    if draw < 0.15:
        written = r"$\begin{cases} " + r" \\ ".join(texts).replace(" · ", r" \cdot ") + r" \end{cases}$"
    elif draw < 0.4:
        written = "\n" + "\n".join(texts)
    elif draw < 0.7:
        written = "; ".join(texts)
    elif draw < 0.85:
        written = (" y " if lang == "es" else " and ").join([", ".join(texts[:-1]), texts[-1]])
    else:
        written = "{ " + " ; ".join(texts) + " }"
    return expand(compile_pattern(rng.choice(_ASK[lang])), rng).replace("{e}", written)


def say(line: str, rng: Random, lang: Lang) -> str:
    """A message that states a line of work."""
    return expand(compile_pattern(rng.choice(_STEP[lang])), rng).replace("{e}", line)
