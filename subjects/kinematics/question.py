"""What a motion problem asks for: which quantity, and in which unit."""

from __future__ import annotations

import re
from collections.abc import Sequence

from subjects.kinematics.motion import DIMENSIONS
from subjects.kinematics.units import UNIT_PATTERN, UNITS, dimension, unit_of

_ES_NOUNS = (
    (r"velocidad(?:es)? inicial", "v0"),
    (r"rapidez inicial", "v0"),
    (r"(?:velocidad(?:es)?|rapidez|celeridad)", "v"),
    (r"(?:aceleracion|deceleracion|desaceleracion)", "a"),
    (r"(?:tiempo|duracion)", "t"),
    (r"(?:distancia|espacio|longitud|recorrido|desplazamiento|camino)", "s"),
    (r"(?:altura|profundidad)", "h"),
)
_EN_NOUNS = (
    (r"initial (?:velocity|speed)", "v0"),
    (r"(?:velocity|speed)", "v"),
    (r"(?:acceleration|deceleration|retardation)", "a"),
    (r"(?:time|duration)", "t"),
    (r"(?:distance|displacement)", "s"),
    (r"(?:height|depth)", "h"),
)
_ES_FILLER = (
    r"(?:tambien |la |el |su |sus |cual es |cual fue |cual era |cual sera |cual ha sido |que |con que |a que |"
    r"modulo de |valor de |valor )*"
)
_EN_FILLER = (
    r"(?:also |the |its |his |her |their |what |what is |what was |value of |final |average |mean |"
    r"constant |total |maximum |max |stopping |braking |magnitude of |size of |car's |object's )*"
)
_ORDER = (
    r"(?:calcula\w*|halla\w*|determina\w*|encuentra|encontrar|obten\w*|averigua\w*|di|dime|indica|"
    r"hallese|calculese|saca|sacar|busca|buscar|cual es|cual fue|cual era|cual sera|cual seria|"
    r"cual ha sido|cuales|necesito|piden)"
)
_EN_ORDER = (
    r"(?:calculate|find|determine|work out|compute|obtain|what is|what was|what will be|"
    r"what would be|what must be|what's|whats|figure out|deduce|give)"
)


def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    out: list[tuple[str, str]] = []
    for noun, symbol in _ES_NOUNS:
        out.append((rf"\b{_ORDER}:? {_ES_FILLER}{noun}\b", symbol))
        out.append((rf"\bque {noun}\b", symbol))
        out.append((rf"\bcuanta {noun}\b", symbol))
    for noun, symbol in _EN_NOUNS:
        out.append((rf"\b{_EN_ORDER}:? {_EN_FILLER}{noun}\b", symbol))
        out.append(
            (
                rf"\b(?:what|which|how much) (?:final |average |mean |constant |total |maximum |stopping |braking )*{noun}\b",
                symbol,
            )
        )
    out += [
        (r"\bcuanto tiempo\b", "t"),
        (r"\bcuant[oa] (?:espacio|distancia|camino)\b", "s"),
        (r"\bcuant[oa]s? (?:segundos|minutos|horas)\b", "t"),
        (r"\bcuanto (?:ha |habra |han )?(?:tard[aoe]\w*|dur[ao]\w*|se demora|demora|le lleva|le cuesta)\b", "t"),
        (r"\bcuanto (?:ha |habra |han |se ha )?(?:recorr\w*|avanza\w*|camina\w*|se desplaza|desplazado|anda)\b", "s"),
        (r"\bcuant[oa]s (?:metros|kilometros|km|m)\b(?! por| /|/)", "s"),
        (r"\bcuanto (?:mide|cae|baja)\b", "s"),
        (r"\b(?:a que|como de) (?:lejos)\b", "s"),
        (r"\bcuant[oa]s (?:metros por segundo|km/h|kilometros por hora)\b", "v"),
        (r"\bcomo de rapid[oa]\b", "v"),
        (r"\b(?:que|como de) alt[oa]\b", "h"),
        (r"\bhow long (?!is the|a |an |of a)", "t"),
        (r"\bhow long (?:a|an|of a) ", "s"),
        (r"\bhow much time\b", "t"),
        (r"\bhow many (?:seconds|minutes|hours)\b", "t"),
        (r"\bhow far\b", "s"),
        (r"\bhow many (?:metres|meters|kilometres|kilometers|km|m)\b(?! per)", "s"),
        (r"\bhow (?:high|tall|deep)\b", "h"),
        (r"\bhow fast\b", "v"),
        (r"(?<![a-z0-9])v0\s*=\s*\?", "v0"),
        (r"(?<![a-z0-9])v\s*=\s*\?", "v"),
        (r"(?<![a-z0-9])a\s*=\s*\?", "a"),
        (r"(?<![a-z0-9])t\s*=\s*\?", "t"),
        (r"(?<![a-z0-9])[sexd]\s*=\s*\?", "s"),
        (r"(?<![a-z0-9])h\s*=\s*\?", "h"),
    ]  # fmt: skip
    for symbol in ("v0", "v", "a", "t", "s", "h"):
        out.append((rf"->\s*{symbol}(?![a-z0-9])", symbol))
        out.append(
            (
                rf"\b(?:halla\w*|calcula\w*|find|calculate|determina\w*|determine) {symbol}(?![a-z0-9])(?!\s*=)",
                symbol,
            )
        )
    return tuple((re.compile(pattern), symbol) for pattern, symbol in out)


_PATTERNS = _patterns()
_NOUNS = tuple((re.compile(pattern), symbol) for pattern, symbol in (*_ES_NOUNS, *_EN_NOUNS))
_AND = re.compile(
    r"\s*(?:final|media|inicial|recorrid[oa]|empleado|de frenado|taken|travelled|traveled|covered|"
    r"that it reaches|que alcanza|que recorre|average)?\s*[;.,]?\s*(?:,|y|e|and)\s+(?:tambien |"
    r"also )?(?:el|la|su|the|its|cual es (?:el|la)|what is (?:the|its)|que|what)?\s*(?:total |final |"
    r"average |braking |stopping )?"
)


def unknowns(text: str, spans: Sequence[tuple[int, int]] = ()) -> list[str]:
    """The quantities asked for, each once, in order of appearance. `spans`: where quantities with values stand."""
    hits: list[tuple[int, int, str]] = []
    for pattern, symbol in _PATTERNS:
        places = (match.span() for match in pattern.finditer(text))
        hits += [(at, to, symbol) for at, to in places if not any(start <= at < end for start, end in spans)]
    hits.sort(key=lambda hit: (hit[0], -hit[1]))
    kept: list[tuple[int, int, str]] = []
    for hit in hits:
        if not kept or hit[0] >= kept[-1][1]:
            kept.append(hit)
    found: list[str] = []
    for _, end, symbol in kept:
        found += [symbol, *_more(text, end)]
    return list(dict.fromkeys(found))


def _more(text: str, at: int) -> list[str]:
    """Further quantities in the same question: `the acceleration and the distance`."""
    found = []
    while match := _AND.match(text, at):
        noun = next(((m, s) for p, s in _NOUNS if (m := p.match(text, match.end()))), None)
        if noun is None:
            break
        found.append(noun[1])
        at = noun[0].end()
    return found


_UNIT_ASKED = re.compile(
    rf"\b(?:en|in|cuantos|cuantas|how many)\s+(?:unidades de\s+|units of\s+)?(?:{UNIT_PATTERN})(?!\s*\d)"
)


def asked_unit(text: str, unknown: str, spans: Sequence[tuple[int, int]] = ()) -> str | None:
    """The unit in which the answer is wanted, or ""; only one that fits the unknown. None: two different ones."""
    wanted = ""
    for match in _UNIT_ASKED.finditer(text):
        if any(start < match.end() and match.start() < end for start, end in spans):
            continue
        unit = unit_of(match)
        if unit in UNITS and dimension(unit) == DIMENSIONS[unknown]:
            also = re.match(rf"\s*(?:,|y|e|and)\s+(?:en |in )?(?:{UNIT_PATTERN})", text[match.end() :])
            if (wanted and wanted != unit) or also:
                return None
            wanted = unit
    return wanted
