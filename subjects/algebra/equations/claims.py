"""What a student's message states about an equation: lines, values, coefficients, a conclusion, sums of numbers.

Reading only; whether a claim holds is judged in `subjects.algebra.equations.check`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from subjects.algebra.conclusions import conclusion_in, short_conclusion
from subjects.algebra.equations.writing import is_unsure, plainly
from subjects.algebra.reading import is_torn, lower, lowered
from subjects.algebra.spans import apart, maths_in
from subjects.expression import MAX_CHARS, Expr, Neg, Num, Relation, Span, Sym, children, symbols_of
from subjects.nodes import Add, Div, Func, Mul, Pow
from subjects.problem import Lang
from subjects.tokens import fold

MOST_CLAIMS = 60

Kind = Literal[
    "line", "value", "none", "all", "sum", "coefficient", "discriminant", "letters", "other_letter", "definition",
    "condition", "side", "odd",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing stated. `lines`: an equation, or two of a line with `±`; `numbers`: the values of a value, a sum's two
    sides. `rejected`: the student says that the value does not count. `at`: which line. `lone`: a number that is the
    whole message, or one of several. `fresh`: a new line or a word such as "solution" stands before it."""

    text: str
    kind: Kind
    lines: tuple[Relation, ...] = ()
    numbers: tuple[Expr, ...] = ()
    letter: str = ""
    at: int = 0
    rejected: bool = False
    loosely: bool = False
    lone: bool = False
    fresh: bool = False


_QUESTION = re.compile(
    r"(?:(?:y|pero|vale|ok|oye|profe|and|but|so|wait|entonces)[ ,]+)*[¿ ]*"
    r"(?:por que\b|why\b|de donde\b|para que\b|where\b|how (?:do|did|come|much|can|is|are|would)\b"
    r"|cuanto (?:es|son|da|dan|seria|vale|hace)\b|what(?:'s| is| does| are| do)\b|que (?:significa|quiere decir|pasa|son)\b"
    r"|cuando\b|when\b|como (?:se|hago|hiciste|has|llego|llegas|sale|saco|paso|puede|es que)\b)"
)
_PLUS_MINUS = re.compile(r"±|\\pm\b|\+/-|\+/−|∓")
_NONE = re.compile(
    r"no (?:tiene|hay|existe)\w* (?:ningun\w* )?(?:raiz|raices|soluci\w*)\b(?! unic)|no (?:real )?(?:solutions?|roots?)\b"
    r"|has no (?:real )?(?:solutions?|roots?)|(?:raiz|root) (?:de un numero |of a )?negativ[oae]\w*[^.]*(?:no existe|not)"
    r"|no existe (?:la )?raiz|no se puede hacer la raiz|sin (?:raices|solucion)|∅|no (?:hay|tiene) valores"
    r"|(?:there are|tiene) (?:0|cero|zero) soluci|no es (?:un numero )?real|not (?:a )?real"
    r"|\bno existen?\s*(?:$|[.,;)!]|en (?:r\b|los reales))|(?:does not|doesn'?t) exist"
)
_REJECTED_AFTER = re.compile(
    r"[\s,;:()]*(?:que |pero |which |but |esta |esa |this |->|→|=>|⇒|es )*\(?(?:no (?:es |se )?(?:vale|valid|sirve|soluc"
    r"|cumple|puede|admit|acept)|no es (?:valid|soluc|una soluc)|(?:se )?(?:descart|rechaz|elimin)|fals[ao]|extran|ficticia"
    r"|is (?:not|extraneous|rejected|invalid|false)|isn'?t|(?:does|did)(?:n'?t| not) (?:work|satisfy|check|count)|not (?:valid"
    r"|a solution|allowed)|reject|discard|invalid|extraneous|doesn'?t|no\b(?! *\?)[^a-z?]*$|✗|❌)"
)
_OBJECT = re.compile(
    r"[a-z]*\s*(?:(?:la|el|the|solucion|solution|root|raiz|valor|value|de)\s+)*[a-z]?\s*=?\s*[-−]?\d"
)
_REJECTED_BEFORE = re.compile(
    r"(?:descart\w*|rechaz\w*|elimin\w*|reject\w*|discard\w*|excluy\w*|exclude|quit\w*|no vale|no sirve|no es soluci\w*"
    r"|falsa|extraneous)(?: (?:la|el|the|a|solucion|solution|root|raiz|is|es|porque|:))*\s*:?\s*$"
)
_TO_CHECK = re.compile(
    r"posibl|candidat|comprob|possible|to check|check (?:them|both|it)|need to check|verific"
)
_FRESH = re.compile(
    r";|soluci|respuesta|resultado|answer|solution|final|por tanto|luego|therefore|thus|entonces|\bso\b|queda"
)
_JOINS = frozenset(
    {"", "y", "o", "u", "e", "ó", "and", "or", "o bien", "y tambien", "y o", "or else", "y la otra", "&"}
)
_SAID = re.compile(
    r"(?:las?|los|el|the|mis?|my|both|ambas|dos|two|unica|only|pues|creo|que|me|te|nos|i|we|so|entonces|y|o|u|e|or|and|es|son"
    r"|are|is|sale|salen|salio|da|dan|get|got|gives|vale|valen|solucion(?:es)?|solutions?|raiz|raices|roots?|respuestas?"
    r"|answers?|resultados?|results?|valor(?:es)?|values?|queda|tengo|obtengo|have|found|think|maybe|quizas|conjunto"
    r"|doble|double|it'?s|s|sol|x|reales|real|serian|seria|a|mi|final|de|la|ecuacion|for|equation|in|por|tanto|so|luego"
    r"|puede|pueden|ser|could|can|be|tiene|tienen|has|no\??|verdad|vale|ok|right|gracias|please|porfa|aprox|aproximadamente|about|approximately)"
)


def is_question(text: str) -> bool:
    """Whether a message only asks about mathematics it names."""
    return _QUESTION.match(fold(text[:200]).strip(" ¿")) is not None


def wants_check(text: str) -> bool:
    """Whether values are stated as still to be tried in the equation."""
    return _TO_CHECK.search(fold(text)) is not None


def looks_like_attempt(text: str, lang: Lang) -> bool:
    """Whether a line, a value or a conclusion stands in the message."""
    if is_question(text):
        return False
    plain = fold(text)
    if _NONE.search(plain) or conclusion_in(text) is not None or short_conclusion(text) is not None:
        return True
    spans = maths_in(_signed(plainly(text[:MAX_CHARS]), "+"), lang)
    if any(isinstance(span.node, Relation) for span in spans):
        return True
    if len(text) < 80 and any(span.node is not None and symbols_of(span.node) for span in spans):
        return len(spans) == 1
    return bool(spans) and _only_numbers(text, spans)


@lru_cache(maxsize=1024)
def claims_in(text: str, unknown: str, lang: Lang, power_letter: bool = False) -> tuple[Claim, ...]:
    """What the message states, in order."""
    if is_question(text):
        return ()
    written = text[:MAX_CHARS]
    spread = _indexed(plainly(written), unknown)
    text = apart(spread)
    above, below = (
        [span for span in maths_in(_signed(text, sign), lang) if not _counts_things(text, span)]
        for sign in "+-"
    )
    if len(above) > MOST_CLAIMS or [span.end for span in above] != [span.end for span in below]:
        return (Claim(written.strip(), "odd"),)
    found = [(span, claim) for span, claim in _walk(text, above, below, unknown, power_letter)]
    claims = [replace(claim, at=_line_of(spread, span.start)) for span, claim in found]
    said = _conclusion(written, above, bool(claims))
    if said is not None:
        claims.append(replace(said, at=max((claim.at for claim in claims), default=0)))
    if is_unsure(text) and claims:
        claims.append(Claim(written.strip(), "odd"))
    return tuple(claims)


def _counts_things(text: str, span: Span) -> bool:
    """The "dos" of "dos soluciones"."""
    after = fold(text[span.end : span.end + 14])
    return (
        not isinstance(span.node, Relation)
        and re.match(r"\s*(?:soluci|raic|valor|solution|root|value)", after) is not None
    )


def _line_of(text: str, start: int) -> int:
    """Which written line a place is in, empty ones left out."""
    return sum(bool(line.strip()) for line in text[:start].split("\n")[:-1])


def _conclusion(written: str, spans: Sequence[Span], others: bool) -> Claim | None:
    plain = fold(written)
    found = _NONE.search(plain)
    kind = "none" if found else conclusion_in(written)
    if kind is None and not others:
        kind = short_conclusion(written)
    if kind is None:
        return None
    if found:
        lines = [
            span.node for span in spans if isinstance(span.node, Relation) and span.end <= found.start() + 2
        ]
        last = tuple(lowered(line) for line in lines[-1:] if line.ops == ("=",))
        return Claim(written.strip(), "none", lines=last)
    return Claim(written.strip(), "none" if kind == "none" else "all")


def _signed(text: str, sign: str) -> str:
    """`±` as one of its signs, every place in the text kept."""
    return _PLUS_MINUS.sub(lambda found: sign + " " * (len(found.group()) - 1), text)


_SET = re.compile(
    r"\\?[{\[(]\s*([-−+]?\s*[\d./√]+(?:\s*(?:[,;]|\by\b|\band\b)\s*[-−+]?\s*[\d./√]+)+)\s*\\?[}\])]"
)


def _indexed(text: str, unknown: str) -> str:
    """`x_1`, `x₁` and `x1 =` as `x`, `x = +-3` as `x = ±3`, `/2a` as what is meant."""
    text = re.sub(
        rf"(?i)(?<![a-zñáéíóú])({unknown})\s?(?:_\{{?[1-6]\}}?|[₁₂₃₄₅₆]|[1-6](?=\s*(?:=|≈|:)))", r"\1", text
    )
    text = re.sub(rf"(?i)(?<![a-z])({unknown})['′’]{{1,2}}(?=\s*=)", r"\1", text)
    text = (
        re.sub(rf"(?i)(?<=[{unknown}])\s*[∈:]\s*(?=[{{\d(±√-])", " = ", text)
        if re.search("[∈:]", text)
        else text
    )
    text = (
        re.sub(r"(=[^=\n;]*?)\+[ ]?[-−](?=\s*[\d√s\\(])", r"\1±", text)
        if "+-" in text or "+−" in text
        else text
    )
    text = _SET.sub(r" \1 ", text)
    text = re.sub(rf"(?i)(?<=[\d)])[ ]*\((?=\s*{unknown}\s*(?:=|≠|!=))", " ; ", text)
    text = re.sub(
        r"(?i)\b(?:el |the )?(?:discriminante?|delta)\b(?= *(?:=|:|es\b|vale\b|is\b|da\b|sale\b))", "Δ", text
    )
    if unknown != "s":
        text = re.sub(r"(?<![^\W\d_])(?:S|Sol|sol)\s*=\s*(?=[-−±\d\s])", f"{unknown} = ", text)
    text = re.sub(r"(?<=[\s\d)])ó(?=\s)", "o", text)
    words = "".join(word for word in "yeou" if word != unknown or "=" not in text)
    text = re.sub(rf"(?<=[\d)}}])[ ]+[{words}][ ]+(?=[-−–±√(])", " ; ", text)
    if "=" not in text and "±" in text:
        text = re.sub(r"^((?:[^\W\d_]{2,}[ :]+)*)±", rf"\1{unknown} = ±", text)
    if unknown != "a":
        text = re.sub(r"/\s*2\s*[·*]?\s*a\b", "/(2a)", text)
    return text


def _walk(
    text: str, above: Sequence[Span], below: Sequence[Span], unknown: str, power_letter: bool
) -> Iterator[tuple[Span, Claim]]:
    last, end = "", 0
    lone = not any(isinstance(span.node, Relation) for span in above)
    for one, two in zip(above, below, strict=True):
        start = min(one.start, two.start)
        one = replace(one, start=start, text=text[start : one.end])
        gap = fold(text[end : one.start]).strip(" .,;:{}()[]$\\\n→⇒")
        if isinstance(one.node, Relation) and isinstance(two.node, Relation):
            claims = list(_stated(text, one, two, unknown, power_letter))
            fresh = _FRESH.search(fold(text[end : one.start])) is not None
            for claim in claims:
                yield one, replace(claim, rejected=_is_rejected(text, one), fresh=fresh)
            last = claims[-1].kind if claims else ""
        elif one.node is not None and two.node is not None and not isinstance(one.node, Relation):
            if isinstance(two.node, Relation):
                yield one, Claim(one.text, "odd")
            elif not symbols_of(one.node):
                follows = last in ("value", "line") and gap in _JOINS
                if follows or (lone and _only_numbers(text, above)):
                    numbers = (one.node,) if one.node == two.node else (one.node, two.node)
                    yield (
                        one,
                        Claim(
                            one.text, "value", numbers=numbers, rejected=_is_rejected(text, one), lone=lone
                        ),
                    )
                    last = "value"
            elif lone and len(above) == 1 and symbols_of(one.node) <= {unknown, unknown.upper()}:
                yield one, Claim(one.text, "side", numbers=(lower(one.node),))
        elif one.node is None and any(sign in one.text for sign in "=<>"):
            yield one, Claim(one.text, "odd")
        end = one.end


_FAILS = re.compile(
    r"\s*[,;(:]*\s*(?:no\b(?!\s+(?:se|me|lo|tiene|s[ée])\b)|fals[eo]\b|✗|❌|not true|contradic|imposible|impossible|mal\b)"
)


def _is_rejected(text: str, span: Span) -> bool:
    after, before = fold(text[span.end : span.end + 60]), fold(text[max(0, span.start - 50) : span.start])
    behind = _REJECTED_AFTER.match(after)
    if behind is not None and _OBJECT.match(after[behind.end() :]):
        behind = None  # what follows the verb is what is rejected
    if isinstance(span.node, Relation) and not symbols_of(span.node) and _FAILS.match(after):
        return True
    return behind is not None or _REJECTED_BEFORE.search(before.rstrip(" ¿(")) is not None


def _only_numbers(text: str, spans: Sequence[Span]) -> bool:
    """Whether a message is nothing but an answer: numbers, and words that present them."""
    if any(isinstance(span.node, Relation) or span.node is None or symbols_of(span.node) for span in spans):
        return False
    rest, end = [], 0
    for span in spans:
        rest.append(text[end : span.start])
        end = span.end
    words = re.findall(r"[^\W\d_]+(?:'[a-z]+)?", fold(" ".join([*rest, text[end:]])))
    strange = [word for word in words if not _SAID.fullmatch(word)]
    denied = any(word in ("no", "not", "ni", "paso", "step") for word in words[:-1])
    return not strange and not denied and len(spans) <= 8


def _stated(text: str, one: Span, two: Span, unknown: str, power_letter: bool) -> Iterator[Claim]:
    """The claims of one written relation; a chain makes one for each pair of neighbours."""
    above, below = _without_repeats(lowered(one.node)), _without_repeats(lowered(two.node))
    before = fold(text[max(0, one.start - 40) : one.start])
    if is_torn(_signed(text, "+"), one) or re.search(
        r"\b(?:no|not|isn'?t)(?: (?:me|es|sale|da))*\s*$", before
    ):
        yield Claim(one.text, "odd")
        return
    letters = symbols_of(above)
    if any(op not in ("=", "~") for op in above.ops):
        ends = next(at for at, op in enumerate(above.ops) if op not in ("=", "~"))
        known = (
            symbols_of(Relation(above.ops[ends:], above.sides[ends:]))
            <= {unknown, "a", "b", "c"} | _DISCRIMINANT
        )
        yield Claim(
            one.text, "condition" if known else "odd", lines=(Relation(above.ops[ends:], above.sides[ends:]),)
        )
        if not ends:
            return
        above, below = (Relation(each.ops[:ends], each.sides[: ends + 1]) for each in (above, below))
        letters = symbols_of(above)
    loosely = "~" in above.ops or re.match(r"\s*(?:\.\.|…)", text[one.end :]) is not None
    if letters - {unknown}:
        yield _with_letters(one.text, above, below, unknown, power_letter)
        return
    pairs = zip(
        zip(above.sides, above.sides[1:], strict=False),
        zip(below.sides, below.sides[1:], strict=False),
        strict=False,
    )
    first = above.sides[0]
    for (left, right), (left2, right2) in pairs:
        lines = _distinct(Relation(("=",), (left, right)), Relation(("=",), (left2, right2)))
        if unknown in symbols_of(lines[0]):
            yield replace(_line(one.text, lines, unknown), loosely=loosely)
        elif len(lines) == 2 and right == right2:
            yield Claim(
                one.text, "value", numbers=(right,), loosely=loosely
            )  # `(5 ± 1)/2 = 3`, the first of two
        elif not (len(lines) == 2 and left == left2 and isinstance(left, Func)):  # `√4 = ±2`, as many write
            for line in lines:
                yield Claim(one.text, "sum", numbers=line.sides, loosely=loosely)
    if len(above.sides) > 2 and unknown in symbols_of(first):
        last = _distinct(
            Relation(("=",), (first, above.sides[-1])), Relation(("=",), (first, below.sides[-1]))
        )
        yield replace(_line(one.text, last, unknown), loosely=loosely)


def _without_repeats(relation: Relation) -> Relation:
    """`x₁ = x₂ = -3` says one thing."""
    if len(relation.sides) < 3:
        return relation
    kept = [0, *(at for at in range(1, len(relation.sides)) if relation.sides[at] != relation.sides[at - 1])]
    if len(kept) < 2:
        return relation
    return Relation(tuple(relation.ops[at - 1] for at in kept[1:]), tuple(relation.sides[at] for at in kept))


def _distinct(one: Relation, two: Relation) -> tuple[Relation, ...]:
    return (one,) if one == two else (one, two)


def _line(text: str, lines: tuple[Relation, ...], unknown: str) -> Claim:
    numbers = []
    for line in lines:
        left, right = line.sides
        if left == Sym(unknown) and not symbols_of(right):
            numbers.append(right)
        elif right == Sym(unknown) and not symbols_of(left):
            numbers.append(left)
    if len(numbers) == len(lines):
        return Claim(text, "value", lines=lines, numbers=tuple(numbers))
    return Claim(text, "line", lines=lines)


_DISCRIMINANT = frozenset({"d", "δ", "delta", "∆", "disc"})


def _with_letters(text: str, above: Relation, below: Relation, unknown: str, power_letter: bool) -> Claim:
    letters = symbols_of(above) - {unknown}
    first, last = above.sides[0], above.sides[-1]
    lone = first if isinstance(first, Sym) else last if isinstance(last, Sym) else None
    rest = [side for side in above.sides if side is not lone]
    plain = all(not symbols_of(side) for side in rest)
    if lone is not None and plain and len(letters) == 1:
        if lone.name in ("a", "b", "c") and len(rest) == 1:
            return Claim(text, "coefficient", numbers=(rest[0],), letter=lone.name)
        if lone.name in _DISCRIMINANT:
            return Claim(text, "discriminant", numbers=tuple(rest))
    if letters <= {"a", "b", "c"} | _DISCRIMINANT:
        return Claim(text, "letters", lines=_distinct(above, below))
    others = letters - {"a", "b", "c"} - _DISCRIMINANT
    if power_letter and len(others) == 1 and len(letters) > 1 and unknown not in symbols_of(above):
        return Claim(text, "letters", lines=_distinct(above, below), letter=next(iter(others)))
    if len(letters) == 1 and power_letter:
        letter = next(iter(letters))
        if unknown in symbols_of(above):
            return Claim(text, "definition", lines=(above,), letter=letter)
        return Claim(text, "other_letter", lines=_distinct(above, below), letter=letter)
    return Claim(text, "odd")


def digits_of(node: Expr) -> int | None:
    """How many decimals a written decimal has."""
    if isinstance(node, Neg):
        return digits_of(node.arg)
    if isinstance(node, Num) and node.decimal:
        digits = 0
        while (node.value * 10**digits).denominator != 1:
            digits += 1
        return digits
    return None


def put(node: Expr, amounts: dict[str, Expr]) -> Expr:
    """The expression with others in the place of letters."""
    if isinstance(node, Sym):
        return amounts.get(node.name, node)
    if isinstance(node, Num):
        return node
    parts = tuple(put(child, amounts) for child in children(node))
    if isinstance(node, Add):
        return Add(parts)
    if isinstance(node, Mul):
        return Mul(parts)
    if isinstance(node, Div):
        return Div(*parts)
    if isinstance(node, Pow):
        return Pow(*parts)
    return Neg(parts[0]) if isinstance(node, Neg) else Func(node.name, parts[0])
