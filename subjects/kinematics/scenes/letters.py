"""How students write the quantities of a scene: words and Greek letters as names, runs of letters as "
"products."""

from __future__ import annotations

import re

_WORDS = (
    (r"(?<=\d)\s*(?:°|o\b|grados|degrees)", " "),
    (r"[αθ]|\btheta\b|\bangulo\b|\bangle\b", "alpha"),
    (r"β", "beta"),
    (r"\bsen(?=[\s(\d]|alpha)", "sin"),
    (r"\b(?:tg)(?=[\s(\d]|alpha|beta)", "tan"),
    (r"\b(?:arctg|arctan|arc tan|arctang|atan)\b|\btan\s*\^\s*\(?-1\)?", "atan"),
    (r"\b(sin|cos|tan)(?=\d|alpha|beta)", r"\1 "),
    (r"\b(?:tiempo|t)[ _]?(?:de )?(?:sub(?:ida)?|subir)\b|\btmax\b|\btime (?:up|to the top)\b", "tm"),
    (r"\bt_?v\b|\bt[ _]?(?:vuelo|total|tot)\b", "tf"),
    (r"\b[hy][ _]?max\b", "ym"),
    (r"\b(?:x[ _]?max|r)\b(?= *=)", "xf"),
    (r"\baltura max(?:ima)?\b|\b(?:maximum|max) height\b", "ym"), (r"\balcance(?: maximo)?\b|\brange\b", "xf"),
    (r"\btiempo (?:total )?de vuelo\b|\btime of flight\b|\bflight time\b|\btiempo total\b|\btotal time\b", "tf"),
    (r"\b(?:vel\w*|rapidez) media\b|\b(?:average|mean) (?:speed|velocity)\b", "vm"),
    (r"\bvel\w* inicial\b|\binitial (?:velocity|speed)\b", "v0"), (r"\bvel\w* (?:final|de impacto)\b|"
        r"\b(?:final|impact) (?:velocity|speed)\b", "vf"),
    (r"\b(?:velocidad|velocity|speed|vel|rapidez)\b", "v"), (r"\b(?:aceleracion|acceleration|deceleracion|"
        r"desaceleracion|deceleration)\b", "a"),
    (r"\b(?:tiempo|time)\b", "t"), (r"\b(?:distancia|espacio|distance|desplazamiento|"
        r"displacement)(?: total)?\b", "s"), (r"\b(?:altura|height)\b", "h"),
    (r"\bgravedad\b|\bgravity\b", "g"), (r"delta\s*", ""), (r"\b([a-z]{1,2})_\(?([a-z0-9]+)\)?", r"\1\2"),
    (r"\bv(?:i|o|ini|inicial)\b", "v0"),
    (r"\bv(?:o|i)([xy])\b", r"v0\1"),
    (r"\bv([xy])(?:0|o|i)\b", r"v0\1"),
    (r"\b(?:x0|s0|xo|so)\b(?! *=)", " 0 "),
    (r"\b([hy])o\b", "h0"),
    (r"\by0\b", "h0"),
)  # fmt: skip
_ALIASES = tuple((re.compile(pattern), into) for pattern, into in _WORDS)
_SPELLED = re.compile(
    r"(?:v0[xy]?|v[xy][f1-9]?|v(?:[abcf1-9mt]|max|med|media|final|reaccion|impacto)?|t(?:[abcdfmrstv1-9]|"
    r"max|total|tot|vuelo|sub|subida|caida|encuentro|vuelta|bajada)?"
    r"|a(?:[abc1-9])?|g|h(?:[0f1-9m]|max)?|y(?:[f1-9m]|max)?|x(?:[0abf1-9m]|max)?|s(?:[abfrt1-9]|total)?|"
    r"e(?:[abt1-9]|total)?|d(?:[abfrt1-9t]|total)?|r|l|u|alpha|beta|sqrt|sin|cos|tan|atan)"
)
_PARTS = re.compile(r"v0[xy]?|x0|v[xy]|alpha|sqrt|[vatsghxyd]")
_COMMON = frozenset({"as", "has", "va", "tas", "a", "y", "e", "los", "sa"})


_STARTS = re.compile(r"\b[xsed](?:0|o)\b")


def cleaned(text: str, kind: str) -> str:
    """Words and spellings of a scene's quantities as letters; `x0` is zero but where an equation gives it."""
    if kind == "equation":
        text = _STARTS.sub("x0", text.replace("_", ""))
    for pattern, into in _ALIASES:
        if kind != "equation" or "x0" not in pattern.pattern:
            text = pattern.sub(into, text)
    return text


def letters(word: str, glued: bool) -> list[str] | None:
    """The written symbols of a run of letters and digits (`v0t` is v0 times t); None for a word. `glued`: it stands
    right behind a number or sign, where short words are products."""
    if _SPELLED.fullmatch(word) and (glued or word not in ("as", "va", "la", "sa", "tas")):
        return [word]
    if len(word) > 7 or (word in _COMMON and not glued):
        return None
    parts = _PARTS.findall(word)
    return parts if "".join(parts) == word and len(parts) < 5 else None
