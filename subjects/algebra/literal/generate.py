"""Formulas of geometry, physics and chemistry, and how a message asks for a letter of one."""

from __future__ import annotations

from random import Random

from subjects.phrases import compile_pattern, expand
from subjects.problem import Lang, Level

FORMULAS: tuple[tuple[str, str, bool], ...] = (
    ("v = v0 + a·t", "t a v0", False), ("e = v·t", "v t", False), ("A = b·h/2", "b h", False),
    ("P = 2(a + b)", "a b", False), ("F = m·a", "m a", False), ("d = m/V", "m V", False), ("V = I·R", "I R", False),
    ("p = m·v", "m v", False), ("P = F/S", "F S", False), ("W = F·d", "F d", False), ("Q = m·c·t", "m c t", False),
    ("y = m·x + n", "x m n", False), ("a·x + b = c", "x a b", False), ("C = 2πr", "r", False),
    ("P·V = n·R·T", "P V n T", False), ("A = (B + b)·h/2", "B h", False), ("s = s0 + v·t", "v t s0", False),
    ("F = k·x", "k x", False), ("c = n/V", "n V", False), ("m = n·M", "n M", False), ("E = m·g·h", "m h", False),
    ("A = πr²", "r", True), ("V = πr²h", "h r", True), ("E = m·v²/2", "m v", True), ("c² = a² + b²", "a b", True),
    ("v² = v0² + 2a·s", "s a v0", True), ("V = a³", "a", True), ("F = G·M·m/r²", "M r", True),
    ("a·x + b = c·x + d", "x", True), ("a·x - b·x = c", "x", True), ("T = 2π√(L/g)", "L", True),
    ("y = (x + a)/(x - b)", "x", True), ("v = √(2g·h)", "h", True), ("m·x + n = p·x + q", "x", True),
)  # fmt: skip
_ASK: dict[Lang, tuple[str, ...]] = {
    "es": (
        "[Despeja|despeja|Despejar] {u} [de|en] {e}", "[Despeja|despeja] la {u} [de|en] {e}",
        "[Despeja|despeja] {u}: {e}", "[ayuda|ayúdame] a despejar {u} de {e}",
        "[no sé|no se] despejar la {u} en {e}", "[Dada la fórmula|En la fórmula|Si] {e}, despeja {u}",
    ),
    "en": (
        "[Solve|solve] for {u}: {e}", "[Solve|solve] {e} for {u}", "[Make|make] {u} the subject of {e}",
        "[Isolate|isolate] {u} in {e}", "[Rearrange|rearrange] {e} to make {u} the subject",
        "[help|help me] solve {e} for {u}",
    ),
}  # fmt: skip
_STEP: dict[Lang, tuple[str, ...]] = {
    "es": ("{e}", "{e}", "{e}", "[queda|me queda|me sale] {e}", "[entonces|pues] {e}"),
    "en": ("{e}", "{e}", "{e}", "[I get|so I get] {e}", "[so|then] {e}"),
}


def formula(rng: Random, level: Level) -> tuple[str, str]:
    """A formula fit for the level, and the letter to isolate."""
    fitting = [row for row in FORMULAS if not row[2] or level in ("4eso", "1bach", "2bach")]
    text, letters, _ = rng.choice(fitting)
    return text, rng.choice(letters.split())


def ask(text: str, unknown: str, rng: Random, lang: Lang) -> str:
    """A message that asks for the letter."""
    return expand(compile_pattern(rng.choice(_ASK[lang])), rng).replace("{e}", text).replace("{u}", unknown)


def say(line: str, rng: Random, lang: Lang) -> str:
    """A message that states a line of work."""
    return expand(compile_pattern(rng.choice(_STEP[lang])), rng).replace("{e}", line)
