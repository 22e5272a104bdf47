"""How students and textbooks ask for an equation and write a line of work, in both languages."""

# ruff: noqa: E501 - a pattern reads better on one line
from __future__ import annotations

from random import Random

from subjects.expression import Relation, show
from subjects.phrases import compile_pattern, expand
from subjects.problem import Lang

_ASK: dict[Lang, tuple[str, ...]] = {
    "es": (
        "Resuelve {e}",
        "[Resuelve|Resolver|resuelve|Soluciona|soluciona] [la ecuación|la ecuacion|esta ecuación|la siguiente ecuación|]:? {e}",
        "[cuanto|cuánto|Cuánto|Cuanto] vale {u} en {e}[?|]",
        "¿[Cuánto vale|Qué valor tiene|Cuál es el valor de] {u} [si|en|cuando] {e}?",
        "[Halla|halla|Calcula|calcula|Encuentra|Hallar|Determina|saca|Averigua] [{u}|el valor de {u}|la {u}] [en|si|sabiendo que|de] {e}",
        "[despeja|Despeja|despejar|Despejar] [{u}|la {u}] [de|en|en la ecuación|:] {e}",
        "[ayuda|Ayuda|ayudame|ayúdame|me ayudas|ayuda porfa|necesito ayuda] [con|con esto|con esta|con la ecuación]:? {e}",
        "[no sé|no se|no sé como|no se como|nose como] [hacer|resolver|empezar|seguir con] [esta|esto|la ecuación|]:? {e}",
        "[como|cómo|Cómo] se [resuelve|hace|empieza] {e}[?|]",
        "[hola|Hola|buenas|holaa|Buenas tardes][,|] [tengo|me sale|me han puesto|tengo que resolver|me toca] {e}",
        "{e}",
        "{e}",
        "[a ver|venga|mira][,|] {e}",
        "tengo que [hacer|resolver] {e} [y no sé por dónde empezar|y no se como|para mañana|de deberes]",
        "[Ejercicio|ejercicio|Ej] [3|5|12|7]: [resuelve|resolver|] {e}",
        "[la profe|el profe|mi profe] [nos ha puesto|puso|quiere que hagamos] {e}",
        "me [lío|lio|pierdo] con {e}",
        "[quiero|necesito] [resolver|practicar|entender] {e}[, me ayudas?|, ¿me ayudas?|]",
        "[Resuelve la ecuación de primer grado|Resuelve esta ecuación de primer grado|Ecuación]: {e}",
        "[Dada|dada|Con] la ecuación {e}, [halla|calcula|despeja|determina] {u}",
        "[Si|si] {e}, [cuánto vale|cuanto vale|cuánto es|qué vale] {u}?",
        "[puedes|podrías|podrias|me puedes] [ayudarme con|explicarme|ayudar con] {e}[?|]",
        "es {e} y [no me sale|no lo pillo|estoy atascado|estoy atascada|me sale mal]",
        "[otra|otra más|la siguiente|la b|y esta|y esta otra]: {e}",
        "ecuacion {e} [porfa|por favor|gracias|]",
    ),
    "en": (
        "Solve {e}",
        "[Solve|solve|Please solve|Work out] [the equation|this equation|the following equation|]:? {e}",
        "[solve|Solve] for {u}: {e}",
        "[solve|Solve] {e} for {u}",
        "[what is|What is|whats|what's|What's] {u} [in|if|when] {e}[?|]",
        "[Find|find|Work out|Calculate|Determine|get] [{u}|the value of {u}] [in|if|given that|when|from] {e}",
        "[Find the unknown|Find the value of the unknown|find the unknown]: {e}",
        "[help|Help|help me|can you help|i need help|please help] [with|with this|with this one|with the equation]:? {e}",
        "[how do i|how do you|How do I|how can i] [solve|do|start|work out] {e}[?|]",
        "[i dont know|I don't know|idk|not sure] how to [solve|do|start] [this|this one|]:? {e}",
        "[hi|Hi|hello|hey|Hello][,|] [i have|I've got|i got|I need to solve|we have] {e}",
        "{e}",
        "{e}",
        "[ok|so|well][,|] {e}",
        "[my homework is|homework:|hw:|for homework we have] {e}",
        "[Exercise|exercise|Question|Q] [3|5|12|7]: [solve|] {e}",
        "[my teacher|the teacher|our teacher] [gave us|set|wants us to solve] {e}",
        "[im|I'm|i am] [stuck on|lost with|confused by] {e}",
        "[I want to|i need to|I have to] [solve|practise|understand] {e}[, can you help?|, any help?|]",
        "[Solve the linear equation|Linear equation|Equation]: {e}",
        "[Given|given|With] the equation {e}, [find|work out|solve for] {u}",
        "[If|if] {e}, [what is|whats|how much is|find] {u}[?|]",
        "[can you|could you|would you] [help me with|explain|go through] {e}[?|]",
        "it's {e} and [i keep getting it wrong|i cant do it|I don't get it|I'm stuck]",
        "[another one|next one|and this one|part b|one more]: {e}",
        "[isolate|Isolate|make {u} the subject, or solve|get {u} alone in] {e}",
    ),
}
_STEP: dict[Lang, tuple[str, ...]] = {
    "es": (
        "{e}", "{e}", "{e}", "{e}", "{e}", "[queda|me queda|quedaría|entonces queda] {e}", "[me sale|me da|sale] {e}",
        "[entonces|pues|vale,|y entonces] {e}", "[creo que|yo pondría|pongo|sería|serían] {e}", "{e} [?|no?|¿no?|¿está bien?|asi?]",
        "[he puesto|he llegado a|yo tengo|llego a|tengo] {e}",
    ),
    "en": (
        "{e}", "{e}", "{e}", "{e}", "{e}", "[i get|I get|i got|so I get|then I get] {e}", "[so|then|ok so|and then] {e}",
        "[i think|maybe|I think it's|would it be|is it] {e}", "{e} [?|right?|is that right?|ok?]",
        "[I wrote|i have|that leaves|it becomes|now I have] {e}",
    ),
}  # fmt: skip


def ask(relation: Relation, unknown: str, rng: Random, lang: Lang) -> str:
    """A message that asks for the equation."""
    written = typed(relation, rng, lang, words=True)
    return _dress(rng.choice(_ASK[lang]), written, unknown, rng)


def say_line(relation: Relation, rng: Random, lang: Lang) -> str:
    """A message that states a line of work."""
    return _dress(rng.choice(_STEP[lang]), typed(relation, rng, lang), "", rng)


def _dress(pattern: str, written: str, unknown: str, rng: Random) -> str:
    text = expand(compile_pattern(pattern.replace(":?", "[:|]")), rng)
    return " ".join(text.replace("{e}", written).replace("{u}", unknown).split())


def typed(relation: Relation, rng: Random, lang: Lang, words: bool = False) -> str:
    """The equation as it is typed: with or without spaces, stars, other signs, now and then LaTeX or in words."""
    text = show(relation, lang)
    draw = rng.random()
    if draw < 0.45:
        return text
    if draw < 0.75:
        return text.replace(" ", "")
    if draw < 0.82:
        return text.replace(" = ", "=")
    if draw < 0.87:
        return text.replace("-", "−").replace(" · ", "·")
    if draw < 0.91:
        return text.replace(" · ", "*").replace(" + ", "+")
    if draw < 0.94:
        return "$" + text.replace(" · ", r" \cdot ") + "$"
    if draw < 0.97 and lang == "es":
        return text.replace(",", ".").replace(" · ", "*")
    if words and "/" not in text and "(" not in text and not text.startswith("-") and "= -" not in text:
        return _spoken(text, lang)
    return text


def _spoken(text: str, lang: Lang) -> str:
    plus, minus, equal = (
        (" más ", " menos ", " igual a ") if lang == "es" else (" plus ", " minus ", " equals ")
    )
    return text.replace(" + ", plus).replace(" - ", minus).replace(" = ", equal)
