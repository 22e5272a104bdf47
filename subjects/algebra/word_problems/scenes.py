"""What a story is about: its quantities, and the equations that come with the scene before a sentence is read."""

from __future__ import annotations

from fractions import Fraction

from subjects.algebra.word_problems.lexing import Tok
from subjects.algebra.word_problems.scene import Equation, Scene, added, multiplied, times
from subjects.algebra.word_problems.story import LETTERS, Unread
from subjects.expression import Div, Num, Sym, number

_ORDINALS = ("first", "second", "third", "fourth")
_TURN = frozenset({"modo", "forma", "manera", "so", "such", "tal", "tales", "si", "if", "sabiendo"})
_COSTS = frozenset({"cuesta", "cuestan", "costs", "cost"})
_ARTICLES = frozenset({"un", "una", "el", "la", "a", "the", "del", "al"})


def priced(toks: list[Tok]) -> list[Tok]:
    """`un bolígrafo cuesta …`: a word behind an article is a thing with a price."""
    if not any(tok.kind == "IS" and tok.text in _COSTS for tok in toks):
        return toks
    out: list[Tok] = []
    for at, tok in enumerate(toks):
        before = toks[at - 1] if at else Tok("END")
        thing = tok.kind == "STRANGE" and before.kind == "NOISE" and before.text in _ARTICLES
        out.append(Tok("ENT", tok.text, name=tok.text) if thing else tok)
    return out


def is_triangle_with_area(toks: list[Tok]) -> bool:
    """Whether base, height and area of one triangle are spoken of."""
    kinds, names = {tok.kind for tok in toks}, {tok.name for tok in toks if tok.kind == "ENT"}
    other = kinds & {"ANGLE", "PERIM", "ISOSCELES", "RECT", "SQUARE", "NATURE"}
    return {"TRIANGLE", "AREA"} <= kinds and {"length", "width"} == names and not other


def opened(toks: list[Tok], kinds: set[str]) -> tuple[Scene, list[Equation], list[Tok]]:
    """The scene with what it brings along: consecutive numbers, a perimeter, angles that add up."""
    counted = [tok for tok in toks if tok.kind == "GROUP" and tok.name == "numbers"]
    if "REPART" in kinds:
        return _shares(toks)
    triangle = is_triangle_with_area(toks)
    if "RECT" in kinds or triangle:
        scene = Scene("geometry", unit="")
        long, wide = scene.entity("length"), scene.entity("width")
        scene.perimeter = added([times(Fraction(2), long), times(Fraction(2), wide)])
        scene.area = Div(multiplied(long, wide), Num(Fraction(2))) if triangle else multiplied(long, wide)
        scene.perimeter = None if triangle else scene.perimeter
        scene.closed, scene.subject, scene.object = True, "", ""
        return scene, [], [tok for tok in toks if tok.kind not in ("RECT", "TRIANGLE")]
    if any(tok.kind == "SQUARE" for tok in toks) and "PERIM" in kinds and "SQUARE" not in kinds:
        scene = Scene("geometry")
        scene.perimeter = times(Fraction(4), scene.entity("side"))
        scene.closed, scene.subject, scene.object = True, "", ""
        return scene, [], [tok for tok in toks if tok.kind != "SQUARE"]
    if "ANGLE" in kinds and ("TRIANGLE" in kinds or kinds & {"COMPL", "SUPPL"}):
        return _angles(toks, kinds)
    if "TRIANGLE" in kinds or "ANGLE" in kinds:
        raise Unread("not_supported", "figure")
    if any(tok.kind == "UNIT" and tok.name == "años" for tok in toks) or any(
        tok.name == "años" for tok in toks
    ):
        return Scene("ages", unit="años"), [], toks
    if any(tok.text in ("edad", "edades", "age", "ages", "old") for tok in toks) or "TIME" in kinds:
        return Scene("ages", unit="años"), [], toks
    spoken = any(
        word in tok.text
        for tok in toks
        if tok.kind in ("ONE_OF", "OTHER", "EACH")
        for word in ("number", "numero")
    )
    if "PEOPLE" in kinds and sum(tok.kind == "ENT" for tok in toks) > 1:
        return _people(toks)
    if counted or kinds & {"NUMBER", "NUMBERS"} or spoken:
        return _numbers(toks, kinds, counted)
    if "ENT" in kinds:
        return Scene("things"), [], toks
    raise Unread("no_problem")


def _numbers(toks: list[Tok], kinds: set[str], counted: list[Tok]) -> tuple[Scene, list[Equation], list[Tok]]:
    scene = Scene("numbers")
    sizes = {tok.amount for tok in counted}
    if len(sizes) > 1 or any(size not in (2, 3) for size in sizes if size is not None):
        raise Unread("not_supported", "how many")
    if counted:
        size = int(next(iter(sizes)) or 0)
        if "CONSEC" in kinds:
            gap = 2 if kinds & {"EVEN", "ODD"} else 1
            first = scene.entity("x")
            for at in range(1, size):
                scene.nodes[LETTERS[at]] = added([first, number(gap * at)])
        elif kinds & {"EVEN", "ODD"}:
            raise Unread("not_supported", "parity")
        else:
            for at in range(size):
                scene.entity(LETTERS[at])
        scene.closed, scene.subject, scene.object = True, "", ""
    elif "CONSEC" in kinds:
        raise Unread("not_understood", "how many")
    drop = {"CONSEC", "EVEN", "ODD"}
    return scene, [], [tok for tok in toks if tok.kind not in drop]


def _people(toks: list[Tok]) -> tuple[Scene, list[Equation], list[Tok]]:
    """`30 alumnos. Hay 4 chicas más que chicos`: the words put in the order of other stories."""
    out: list[Tok] = []
    at = 0
    bare = [tok for tok in toks if tok.kind not in ("NOISE",)]
    while at < len(bare):
        kinds = [tok.kind for tok in bare[at : at + 5]]
        is_, than = Tok("IS", "hay"), Tok("THAN", "que")
        if kinds[:2] == ["NUM", "PEOPLE"]:
            out += [Tok("GROUP", "en total"), is_, bare[at]]
            at += 2
        elif kinds[:2] == ["NUM", "ENT"] and kinds[2:3] and kinds[2] in ("PLUS", "MINUS", "MORE", "LESS"):
            skip = 4 if kinds[3:4] == ["THAN"] else 3
            if len(bare) <= at + skip or bare[at + skip].kind != "ENT":
                raise Unread("not_understood", "people")
            more = Tok("MORE" if kinds[2] in ("PLUS", "MORE") else "LESS", bare[at + 2].text)
            out += [bare[at + 1], is_, bare[at], more, than, bare[at + skip]]
            at += skip + 1
        elif kinds[:1] == ["IS"] and kinds[2:3] == ["ENT"] and out and out[-1].kind == "ENT" and bare[at + 1].amount:
            out += bare[at : at + 3]  # "el número de chicos es 2/3 del de chicas"
            at += 3
        elif kinds[:1] == ["IS"] and kinds[1:2] and kinds[1] in ("NUM", "MULT"):
            at += 1
        elif (
            kinds[:1] == ["NUM"] and kinds[1:3] in (["MORE", "ENT"], ["LESS", "ENT"]) and "ENT" in kinds[3:5]
        ):
            skip = 3 if kinds[3] == "ENT" else 4
            out += [bare[at + 2], is_, bare[at], Tok(kinds[1], ""), than, bare[at + skip]]
            at += skip + 1
        elif kinds[:2] == ["MULT", "ENT"] and "ENT" in kinds[2:4]:
            skip = 2 if kinds[2] == "ENT" else 3
            out += [bare[at + 1], is_, bare[at], bare[at + skip]]
            at += skip + 1
        else:
            if bare[at].kind == "PEOPLE":
                raise Unread("not_understood", "people")
            out.append(bare[at])
            at += 1
    scene = Scene("people")
    for tok in out:
        if tok.kind == "ENT":
            scene.entity(tok.name)
    if len(scene.nodes) != 2:
        raise Unread("not_understood", "people")
    scene.closed = True
    return scene, [], [tok for tok in out if not (tok.kind == "GROUP" and tok.text != "en total")]


def _angles(toks: list[Tok], kinds: set[str]) -> tuple[Scene, list[Equation], list[Tok]]:
    scene = Scene("angles", unit="°")
    size, total = (3, 180) if "TRIANGLE" in kinds else (2, 90 if "COMPL" in kinds else 180)
    if "ISOSCELES" in kinds:
        raise Unread("not_supported", "figure")
    for at in range(size):
        scene.entity(_ORDINALS[at])
    scene.closed, scene.subject, scene.object = True, "", ""
    drop = {"TRIANGLE", "ANGLE", "COMPL", "SUPPL"}
    out = []
    for at, tok in enumerate(toks):
        nearby = [
            each
            for each in toks[at + 1 : at + 3]
            if each.kind != "NOISE" or each.text in ("tal", "tales", "such")
        ]
        if (
            tok.kind == "IS"
            and nearby
            and (nearby[0].kind in ("COMPL", "SUPPL") or nearby[0].text in ("tales", "such"))
        ):
            continue
        if tok.kind == "GROUP" and any(each.kind == "ANGLE" for each in toks[at + 1 : at + 2]):
            continue
        counts = (
            tok.kind == "NUM"
            and tok.amount in (2, 3)
            and any(t.kind == "ANGLE" for t in toks[at + 1 : at + 2])
        )
        if tok.kind not in drop and not counts:
            out.append(tok)
    return scene, [(added(list(scene.nodes.values())), number(total))], out


def _shares(toks: list[Tok]) -> tuple[Scene, list[Equation], list[Tok]]:
    """`Reparte 120 € entre Ana y Luis de modo que …`, or in parts proportional to numbers."""
    start = next(at for at, tok in enumerate(toks) if tok.kind == "REPART")
    scene = Scene("things")
    totals = [tok for tok in toks if tok.kind == "NUM" and tok.name in ("€", "$", "£", "kg", "m")]
    if not totals:
        raise Unread("not_understood", "total")
    total = totals[0]
    scene.unit = total.name
    parts = next((at for at, tok in enumerate(toks) if tok.kind == "PROPORTION"), None)
    turn = next(
        (at for at in range(start, len(toks)) if toks[at].kind == "NOISE" and toks[at].text in _TURN), None
    )
    until = parts if parts is not None else turn
    if until is None or until < start:
        raise Unread("not_understood", "shares")
    head = [tok for tok in toks[:until] if tok is not total]
    names = list(dict.fromkeys(tok.name for tok in head if tok.kind == "ENT"))
    sizes = [tok.amount for tok in head if tok.kind in ("NUM", "GROUP") and tok.amount is not None]
    if parts is not None:
        return _proportional(scene, toks[parts + 1 :], total, names, sizes)
    if sizes and (len(sizes) > 1 or sizes[0] not in (2, 3) or names):
        raise Unread("not_understood", "shares")
    names = names or [_ORDINALS[at] for at in range(int(sizes[0]))] if sizes or names else []
    if not 1 < len(names) < 5:
        raise Unread("not_understood", "shares")
    for name in names:
        scene.entity(name)
    scene.closed, scene.subject, scene.object = True, "", ""
    return scene, [(added(list(scene.nodes.values())), number(total.amount or 0))], toks[until + 1 :]


def _proportional(
    scene: Scene, rest: list[Tok], total: Tok, names: list[str], sizes: list[Fraction]
) -> tuple[Scene, list[Equation], list[Tok]]:
    ratios: list[Fraction] = []
    at = 0
    while at < len(rest) and rest[at].kind in ("NUM", "COMMA", "AND", "NOISE"):
        if rest[at].kind == "NUM":
            ratios.append(rest[at].amount or Fraction(0))
        at += 1
    if not names:
        names = [_ORDINALS[place] for place in range(len(ratios))] if len(ratios) < 5 else []
    if len(names) != len(ratios) or len(ratios) < 2 or (sizes and sizes != [len(ratios)]):
        raise Unread("not_understood", "shares")
    letter = Sym("x")
    scene.names = ["part"]
    scene.nodes = {name: times(ratio, letter) for name, ratio in zip(names, ratios, strict=True)}
    scene.closed = True
    return scene, [(added(list(scene.nodes.values())), number(total.amount or 0))], rest[at:]
