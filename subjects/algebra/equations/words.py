"""How students and textbooks ask for an equation and write a line of work, in both languages."""

# ruff: noqa: E501 - a pattern reads better on one line
from __future__ import annotations

from collections.abc import Sequence
from random import Random

from subjects.algebra.equations.way import ALL_VALUES, AND_ALSO, NO_SOLUTION, OR, Stage
from subjects.algebra.notation import show_exact
from subjects.phrases import compile_pattern, expand
from subjects.problem import Lang

_ASK: dict[Lang, tuple[str, ...]] = {
    "es": (
        "Resuelve {e}",
        "{e}",
        "{e}",
        "[Resuelve|Resolver|resuelve|Soluciona|resuelveme] [la ecuación|la ecuacion|esta ecuación|la siguiente ecuación|]:? {e}",
        "[Halla|Encuentra|Calcula|halla] [las soluciones|todas las soluciones|las raíces|la solución o soluciones] de [la ecuación|la ecuacion|] {e}",
        "¿[Cuánto vale|Qué valores puede tomar|Cuáles son los valores de] {u} [si|en|cuando] {e}?",
        "[ayuda|Ayuda|ayudame|me ayudas|ayuda porfa|necesito ayuda] [con|con esto|con esta|con la ecuación]:? {e}",
        "[no sé|no se|no sé como|nose como] [hacer|resolver|empezar|seguir con] [esta|esto|la ecuación|]:? {e}",
        "[como|cómo|Cómo] se [resuelve|hace|empieza] {e}[?|]",
        "[hola|Hola|buenas|Buenas tardes][,|] [tengo|me sale|me han puesto|tengo que resolver|me toca] {e}",
        "[Ejercicio|ejercicio|Ej] [3|5|12|7]: [resuelve|resolver|] {e}",
        "tengo que [hacer|resolver] {e} [y no sé por dónde empezar|y no se como|para mañana|de deberes]",
        "[la profe|el profe|mi profe] [nos ha puesto|puso|quiere que hagamos] {e}",
        "[Si|si] {e}, [cuánto vale|cuanto vale|qué vale] {u}?",
        "[puedes|podrías|me puedes] [ayudarme con|explicarme|ayudar con] {e}[?|]",
        "[otra|otra más|la siguiente|y esta otra]: {e}",
    ),
    "en": (
        "Solve {e}",
        "{e}",
        "{e}",
        "[Solve|solve|Please solve|Work out] [the equation|this equation|the following equation|]:? {e}",
        "[Find|find] [the solutions|all solutions|all the solutions|the roots] of [the equation|] {e}",
        "[solve|Solve] for {u}: {e}",
        "[solve|Solve] {e} for {u}",
        "[what is|What is|whats|what's] {u} [if|when] {e}[?|]",
        "[help|Help|help me|can you help|i need help|please help] [with|with this|with this one|with the equation]:? {e}",
        "[how do i|how do you|How do I|how can i] [solve|do|start] {e}[?|]",
        "[i dont know|I don't know|idk|not sure] how to [solve|do|start] [this|this one|]:? {e}",
        "[hi|Hi|hello|hey][,|] [i have|I've got|i got|I need to solve|we have] {e}",
        "[Exercise|exercise|Question|Q] [3|5|12|7]: [solve|] {e}",
        "[my teacher|the teacher|our teacher] [gave us|set|wants us to solve] {e}",
        "[im|I'm|i am] [stuck on|lost with|confused by] {e}",
        "[can you|could you] [help me with|go through] {e}[?|]",
        "[another one|next one|and this one|one more]: {e}",
    ),
}
_STEP: dict[Lang, tuple[str, ...]] = {
    "es": (
        "{e}", "{e}", "{e}", "{e}", "[queda|me queda|entonces queda] {e}", "[me sale|me da|sale] {e}", "[entonces|pues] {e}",
        "[creo que|yo pondría|pongo] {e}", "{e} [?|no?|¿no?]", "[he puesto|he llegado a|tengo] {e}",
    ),
    "en": (
        "{e}", "{e}", "{e}", "{e}", "[i get|I get|so I get|then I get] {e}", "[so|then] {e}", "[i think|maybe] {e}",
        "{e} [?|right?|ok?]", "[I wrote|i have|it becomes|now I have] {e}",
    ),
}  # fmt: skip
_NONE: dict[Lang, tuple[str, ...]] = {
    "es": ("no tiene solución", "no tiene solución real", "no hay solución", "no tiene soluciones reales", "sin solución"),
    "en": ("no solution", "there is no real solution", "it has no real solutions", "no real roots", "there is no solution"),
}  # fmt: skip
_EVERY: dict[Lang, tuple[str, ...]] = {
    "es": ("infinitas soluciones", "se cumple para todos los valores", "vale cualquier número"),
    "en": ("infinitely many solutions", "it's true for all values", "any number works"),
}
_POSSIBLE: dict[Lang, tuple[str, ...]] = {
    "es": (
        "posibles soluciones: {e}",
        "{e}, falta comprobar",
        "candidatas: {e}",
        "{e} (hay que comprobarlas)",
    ),
    "en": ("possible solutions: {e}", "{e}, still to check", "candidates: {e}", "{e} (need to check)"),
}
_OR: dict[Lang, tuple[str, ...]] = {"es": (" o ", " y ", ", "), "en": (" or ", " and ", ", ")}


def ask(equation: str, unknown: str, rng: Random, lang: Lang) -> str:
    """A message that asks for an exact equation."""
    return _dress(rng.choice(_ASK[lang]), typed(show_exact(equation, lang), rng), unknown, rng)


def say_stage(stages: Sequence[Stage], step: int, rng: Random, lang: Lang) -> str:
    """A message that states the line of a stage."""
    after = stages[step].after
    if after in (NO_SOLUTION, ALL_VALUES):
        return rng.choice((_NONE if after == NO_SOLUTION else _EVERY)[lang])
    if stages[step].rule == "forbidden_values":
        excluded = after.split(AND_ALSO)[1:]
        return rng.choice(_OR[lang][1:]).join(show_exact(each, lang) for each in excluded)
    if AND_ALSO in after:
        return ", ".join(show_exact(each, lang) for each in after.split(AND_ALSO))
    line = _joined(after, rng, lang)
    following = stages[step + 1].rule if step + 1 < len(stages) else ""
    if following.startswith("discard"):
        return rng.choice(_POSSIBLE[lang]).replace("{e}", line)
    return _dress(rng.choice(_STEP[lang]), typed(line, rng), "", rng)


def _joined(after: str, rng: Random, lang: Lang) -> str:
    shown = show_exact(after, lang)
    if OR not in after or "±" in shown:
        return shown
    return rng.choice(_OR[lang]).join(show_exact(each, lang) for each in after.split(OR))


def _dress(pattern: str, written: str, unknown: str, rng: Random) -> str:
    text = expand(compile_pattern(pattern.replace(":?", "[:|]")), rng)
    return " ".join(text.replace("{e}", written).replace("{u}", unknown).split())


def typed(text: str, rng: Random) -> str:
    """The line as it is typed: with or without spaces, `^2` for `²`, `sqrt` for `√`."""
    draw = rng.random()
    if draw < 0.4:
        return text
    if draw < 0.6:
        return text.replace(" + ", "+").replace(" - ", "-").replace(" = ", "=")
    if draw < 0.8:
        return text.replace("²", "^2").replace("³", "^3")
    if draw < 0.9:
        return text.replace("²", "^2").replace("³", "^3").replace(" · ", "*").replace("√(", "sqrt(")
    return text.replace("-", "−").replace(" · ", "·")
