"""From the text of a story to its quantities, equations and question. What is not surely understood is refused."""

# ruff: noqa: E501 - a pattern reads better on one line
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import islice, pairwise, product

from subjects.algebra.word_problems.curved import SECOND, is_curved, sensible
from subjects.algebra.word_problems.grammar import VERBS, Clause
from subjects.algebra.word_problems.lexing import Tok, lex
from subjects.algebra.word_problems.scene import Equation, Scene, added
from subjects.algebra.word_problems.scenes import is_triangle_with_area, opened, priced
from subjects.algebra.word_problems.story import LETTERS, Story, Unread, solved, text_of, value_at
from subjects.expression import Expr, Mul, Relation, Sym, exact, number, symbols_of
from subjects.problem import Lang
from subjects.tokens import fold

_TELLING = frozenset(
    {
        "NUM",
        "MULT",
        "SUMOF",
        "DIFFOF",
        "SUMV",
        "DIFFER",
        "DIFFV",
        "MORE",
        "LESS",
        "PERIM",
        "AREA",
        "PRODOF",
        "PRODV",
        "SQOF",
        "SQD",
        "PERCENT",
        "EXCEEDS",
    }
)


_LONG_AS = re.compile(r"(?i)\btiene de largo (el (?:doble|triple)) (?:que )?de ancho")


_POSITIVE = re.compile(r"\b(?:positiv[eoa]s?|natural(?:es)?)\b")


_SQUARED_UNIT = re.compile(r"(?<=\d)( ?(?:cm|m|km))(?:2|\^2)(?!\d)")
_ADD_TO = re.compile(
    r"(?i)\b(?:if |when )?(?:you|i|we) (?P<act>add|subtract|take) (?P<n>\d+(?:\.\d+)?) (?P<way>to|from) (?P<what>[^.,?\d]{3,50}?),? (?=(?:you|i|we) get\b|the result is\b)"
)


def _put_first(found: re.Match[str]) -> str:
    """`if you add 7 to twice a number` as `twice a number plus 7`."""
    fits = (found["act"].lower() == "add") == (found["way"].lower() == "to")
    sign = "plus" if found["way"].lower() == "to" else "minus"
    return f"{found['what']} {sign} {found['n']} " if fits else found.group()


def read(text: str, lang: Lang) -> Story:
    """The story of a text; raises Unread with the reason."""
    text = _SQUARED_UNIT.sub(r"\1²", text)
    text = _LONG_AS.sub(r"su largo es \1 de su ancho", text)
    toks = lex(_ADD_TO.sub(_put_first, text), lang)
    if toks is None:
        raise Unread("too_long")
    kinds = {tok.kind for tok in toks}
    if not kinds & {"NUM", "GROUP", "TIME"}:
        raise Unread("no_problem")
    triangle = is_triangle_with_area(toks)
    figure = "RECT" in kinds or triangle or (kinds >= {"SQUARE", "PERIM"} and "NUMBER" not in kinds)
    if figure:
        kinds -= {"SQUARE"} if "PERIM" in kinds else set()
        if "PERIM" in kinds:
            kinds.discard("SQUARE")
    toks = priced(toks)
    kinds |= {tok.kind for tok in toks if tok.kind == "ENT"}
    squared = "SQUARE" in kinds and not _is_power(toks)
    if (
        kinds & {"NATURE", "PERCENT"}
        or squared
        or ("AREA" in kinds and not figure)
        or any(tok.name == "%" for tok in toks if "NUMBER" not in kinds)
    ):
        raise Unread("not_supported", "kind")
    positive = _POSITIVE.search(fold(text)) is not None
    scene, equations, toks = opened(toks, kinds)
    asked: list[Tok] | None = None
    questions: list[list[Tok]] = []
    for sentence, end in _sentences(toks):
        asks = end == "?" or any(tok.kind in ("ASK", "TIMEQ") for tok in sentence)
        tells = any(tok.kind in _TELLING or tok.kind == "TIMEQ" for tok in sentence)
        if asks:
            questions.append(sentence)
            asked = sentence
        if asks and not tells:
            continue
        if not tells:
            continue
        equations += _clauses(_ready(sentence, scene), scene)
    return _story(scene, equations, asked, questions, positive or scene.kind != "numbers")


def _is_power(toks: Sequence[Tok]) -> bool:
    """Whether every `cuadrado` is that of a number: `su cuadrado`, `whose square`."""
    return all(at > 0 and toks[at - 1].kind == "POSS" for at, tok in enumerate(toks) if tok.kind == "SQUARE")


def _sentences(toks: Sequence[Tok]) -> Iterator[tuple[list[Tok], str]]:
    sentence: list[Tok] = []
    for at, tok in enumerate(toks):
        after = next((each for each in toks[at + 1 : at + 3] if each.kind != "NOISE"), Tok(""))
        turns = tok.kind == "COMMA" and after.kind == "ASK" and after.text != "cuando"
        if turns and any(each.kind in _TELLING for each in sentence):
            yield sentence, ","
            sentence = []
        elif tok.kind == "END":
            if sentence:
                yield sentence, tok.text
            sentence = []
        else:
            sentence.append(tok)
    if sentence:
        yield sentence, ""


def _ready(sentence: list[Tok], scene: Scene) -> list[Tok]:
    """Without the words that ask, and without quantities that are only announced (`halla dos números …`)."""
    out = [tok for tok in sentence if tok.kind not in ("NOISE", "ASK", "GIVEN", "EACH")]
    first = next((at for at, tok in enumerate(out) if tok.kind not in ("COMMA", "THAN")), None)
    if first is not None and out[first].kind in ("GROUP", "NUMBER", "NUMBERS"):
        after = out[first + 1].kind if first + 1 < len(out) else ""
        twice = out[first + 2].kind if first + 2 < len(out) else ""
        if out[first].kind == "NUMBER" and after == "THAN" and twice in ("PLUS", "MINUS", "TIMESBY", "OVER"):
            return [
                each for each in out if each is not out[first + 1]
            ]  # "un número que sumado con su mitad …"
        announced = after in (
            "THAN",
            "POSS",
            "COMMA",
            "ONE_OF",
            "SUMOF",
            "DIFFOF",
            "NUMBERS",
            "DIFFER",
            "DIFFV",
            "MULT",
            "PRODV",
            "PRODOF",
            "SQOF",
        )
        if announced or (after in ("AND", "SUMV") and out[first].kind == "NUMBERS"):
            if out[first].kind == "NUMBER" and not scene.nodes:
                scene.entity("x")
            out = out[:first] + out[first + 1 :]
    joined: list[Tok] = []
    kinds = [tok.kind for tok in out[:4]]
    if (
        scene.kind == "numbers"
        and kinds[:1] == ["IS"]
        and kinds[1:2] in (["POSS"], ["NUMBER"])
        and kinds[2:3] == ["POSS"]
    ):
        scene.entity("x")  # "¿Cuál es el número cuyo triple …?"
        out = out[2:]
    if scene.kind == "geometry" and [tok.kind for tok in out[:3]] in (["IS", "NUM", "PERIM"], ["IS", "NUM", "AREA"]):
        out[:3] = [out[2], out[0], out[1]]  # "tiene 40 cm de perímetro"
    for at, tok in enumerate(out):
        if tok.kind == "DIFFOF" and at + 1 < len(out) and out[at + 1].kind == "NUM":
            tok = Tok("DIFFER", tok.text)
        if tok.kind in _SAID and at + 1 < len(out) and out[at + 1].kind == "NUM":
            joined.append(tok)
            tok = Tok("IS", "es")
        joined.append(tok)
    for tok in joined:
        if tok.kind == "STRANGE":
            raise Unread("not_understood", tok.text)
    return [tok for tok in joined if tok.kind != "UNIT"]


_SAID = frozenset({"PERIM", "AREA", "PRODOF"})
"""A quantity that may stand before its number without a verb: `su producto, 56`."""


def _clauses(toks: list[Tok], scene: Scene) -> list[Equation]:
    """The equations of a sentence: split between verbs wherever both sides can be read, in one way only."""
    verbs = [at for at, tok in enumerate(toks) if tok.kind in VERBS]
    if not verbs:
        raise Unread("not_understood", "verb")
    gaps = []
    for one, two in pairwise(verbs):
        places = [at for at in range(one + 1, two) if toks[at].kind in ("AND", "COMMA")]
        places = [at for at in places if at - 1 not in places]
        if not places:
            raise Unread("not_understood", "clauses")
        gaps.append(places)
    found: dict[tuple[str, ...], tuple[list[Equation], Scene]] = {}
    failure: Unread | None = None
    for cuts in islice(product(*gaps), 12):
        trial = _copied(scene)
        try:
            read = _cut(toks, cuts, trial)
        except Unread as unread:
            failure = failure or unread
            continue
        found[tuple(text_of(*pair) for pair in read)] = (read, trial)
    if any(one == two for read, _ in found.values() for one, two in read):
        raise Unread("not_understood", "nothing said")
    if len(found) != 1:
        raise failure if failure is not None and not found else Unread("not_understood", "several readings")
    ((equations, trial),) = found.values()
    _adopt(scene, trial)
    return equations


def _cut(toks: list[Tok], cuts: Sequence[int], scene: Scene) -> list[Equation]:
    out: list[Equation] = []
    edges = [0, *cuts, len(toks)]
    for start, end in pairwise(edges):
        out += Clause(toks[start:end], scene).equations()
    return out


def _copied(scene: Scene) -> Scene:
    return Scene(
        scene.kind, list(scene.names), dict(scene.nodes), scene.unit, scene.closed, scene.perimeter, scene.area,
        scene.subject, scene.object, None, list(scene.shifts), list(scene.order), scene.timed,
    )  # fmt: skip


def _adopt(scene: Scene, trial: Scene) -> None:
    scene.names, scene.nodes, scene.unit = trial.names, trial.nodes, trial.unit
    scene.subject, scene.object, scene.order = trial.subject, trial.object, trial.order
    scene.shifts, scene.timed = trial.shifts, trial.timed


def _story(
    scene: Scene,
    equations: list[Equation],
    asked: list[Tok] | None,
    questions: list[list[Tok]],
    positive: bool,
) -> Story:
    letters = sorted({name for pair in equations for side in pair for name in symbols_of(side)})
    names = [*scene.names, *(["time"] if scene.timed else [])]
    known = LETTERS[: len(scene.names)]
    rename = "t"
    if not equations or set(letters) - {*known, rename}:
        raise Unread("missing_data", "equations")
    all_letters = (*known, *((rename,) if scene.timed else ()))
    relations = tuple(Relation(("=",), pair) for pair in equations)
    wanted = _asked(scene, asked, questions)
    unit = scene.unit + ("^2" if wanted and wanted[0][0] == "area" and scene.unit else "")
    story = Story(
        scene.kind,
        tuple(names),
        tuple(text_of(*pair) for pair in equations),
        tuple((name, exact(node)) for name, node in wanted),
        unit,
        order=tuple(scene.order),
        shifts=tuple(scene.shifts),
    )
    if is_curved(story):
        return _curved(scene, replace(story, positive=positive))
    values = solved(relations, all_letters)
    if values is None:
        raise Unread("missing_data" if len(equations) < len(all_letters) else "inconsistent", "equations")
    _sensible(scene, values)
    return story


def _curved(scene: Scene, story: Story) -> Story:
    """A story of the second degree with its one answer, or with both where both make sense."""
    whole = scene.kind == "numbers" and any(node != Sym(name) for name, node in scene.nodes.items())
    story = replace(story, whole=whole)
    found = () if scene.timed else sensible(story)
    if not found:
        raise Unread("inconsistent", "no sensible solution")
    for values in found:
        _sensible(scene, values)
    if len(found) == 1:
        return story
    if story.unit:
        raise Unread("not_understood", "two answers")
    return replace(story, asked=(*story.asked, *((name + SECOND, text) for name, text in story.asked)))


def _sensible(scene: Scene, values: dict[str, Fraction]) -> None:
    """Refuses a reading whose numbers make no sense: it was misread, or the data contradict each other."""
    found = {name: value_at(node, values) for name, node in scene.nodes.items()}
    if scene.kind != "numbers" and any(amount is None or amount <= 0 for amount in found.values()):
        raise Unread("inconsistent", "negative")
    if scene.timed and values.get("t", Fraction(0)) < 0:
        raise Unread("inconsistent", "time")
    if any(node != Sym(name) for name, node in scene.nodes.items() if scene.kind == "numbers") and any(
        amount is None or amount.denominator != 1 for amount in found.values()
    ):
        raise Unread("inconsistent", "consecutive")
    for big, small in scene.order:
        one, two = found[big], found[small]
        if one is None or two is None or one < two:
            raise Unread("inconsistent", "order")


def _wants_area(asked: list[Tok]) -> bool:
    """Whether the area is asked for, not told."""
    place = next((at for at, tok in enumerate(asked) if tok.kind == "AREA"), None)
    return place is not None and all(tok.kind not in ("NUM", "IS") for tok in asked[place:])


def _asked(scene: Scene, asked: list[Tok] | None, questions: list[list[Tok]]) -> list[tuple[str, Expr]]:
    if scene.timed:
        return [("time", Sym("t"))]
    if len(questions) > 1 or asked is None:
        plain = [q for q in questions if not any(tok.kind in _TELLING for tok in q)]
        asked = plain[0] if len(plain) == 1 else None
        if asked is None and len(plain) > 1:
            raise Unread("not_supported", "several")
    if asked is not None and _wants_area(asked):
        sides = list(scene.nodes.values())
        if any(tok.kind in ("ENT", "EACH", "PERIM") for tok in asked):
            raise Unread("not_supported", "several")
        return [("area", Mul((sides[0], sides[-1])))]
    names: list[str] = []
    moment: Expr | None = None
    if asked is not None and not any(tok.kind in _TELLING for tok in asked):
        names, moment = _named_in(asked, scene)
    if not names:
        names = list(scene.nodes)
    return [
        (name, scene.nodes[name] if moment is None else added([scene.nodes[name], moment])) for name in names
    ]


_PLACES = {"BIG": 0, "FIRST": 0, "SMALL": 1, "SECOND": 1, "THIRD": 2}


def _named_in(asked: list[Tok], scene: Scene) -> tuple[list[str], Expr | None]:
    names: list[str] = []
    moment: Expr | None = None
    by_name = {name.lower(): name for name in scene.nodes}
    every = any(tok.kind in ("EACH", "GROUP", "NUMBERS") for tok in asked)
    for tok in asked:
        if tok.kind == "ENT":
            if tok.name.lower() not in by_name:
                raise Unread("not_understood", tok.name)
            names.append(by_name[tok.name.lower()])
        elif tok.kind in _PLACES and len(scene.nodes) > _PLACES[tok.kind] and not every:
            names.append(list(scene.nodes)[_PLACES[tok.kind]])
        elif tok.kind == "TIME":
            moment = number(tok.amount or Fraction(0))
        elif tok.kind == "STRANGE":
            raise Unread("not_understood", tok.text)
        elif tok.kind in ("PERIM", "OTHER", "SELF"):
            raise Unread("not_supported", "asked")
    if scene.order == [] and any(tok.kind in ("BIG", "SMALL") for tok in asked) and not every:
        raise Unread("not_understood", "order")
    return list(dict.fromkeys(names)), moment
