"""From the text of a story to its quantities, equations and question. What is not surely understood is refused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise, product

from subjects.algebra.word_problems.grammar import VERBS, Clause, Equation, Scene, added, times
from subjects.algebra.word_problems.lexing import Tok, lex
from subjects.algebra.word_problems.story import LETTERS, Story, Unread, solved, text_of, value_at
from subjects.expression import Expr, Mul, Relation, Sym, exact, number, symbols_of
from subjects.problem import Lang

_ORDINALS = ("first", "second", "third", "fourth")
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
        "PERCENT",
        "EXCEEDS",
    }
)
_TURN = frozenset({"modo", "forma", "manera", "so", "such", "tal", "tales", "si", "if", "sabiendo"})


def read(text: str, lang: Lang) -> Story:
    """The story of a text; raises Unread with the reason."""
    toks = lex(text, lang)
    if toks is None:
        raise Unread("too_long")
    kinds = {tok.kind for tok in toks}
    if not kinds & {"NUM", "GROUP", "TIME"}:
        raise Unread("no_problem")
    figure = "RECT" in kinds or (kinds >= {"SQUARE", "PERIM"} and "NUMBER" not in kinds)
    if figure:
        kinds -= {"SQUARE"} if "PERIM" in kinds else set()
        kinds = {tok.kind for tok in toks if not (tok.kind == "NATURE" and tok.text in _AREA)} & (
            kinds | {"SQUARE"}
        )
        if "PERIM" in kinds:
            kinds.discard("SQUARE")
    toks = _priced(toks)
    kinds |= {tok.kind for tok in toks if tok.kind == "ENT"}
    if kinds & {"NATURE", "PERCENT", "SQUARE"} or any(
        tok.name == "%" for tok in toks if "NUMBER" not in kinds
    ):
        raise Unread("not_supported", "kind")
    scene, equations, toks = _opened(toks, kinds)
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
    return _story(scene, equations, asked, questions)


_AREA = frozenset({"area", "superficie"})
_COSTS = frozenset({"cuesta", "cuestan", "costs", "cost"})
_ARTICLES = frozenset({"un", "una", "el", "la", "a", "the", "del", "al"})


def _priced(toks: list[Tok]) -> list[Tok]:
    """`un bolígrafo cuesta …`: a word behind an article is a thing with a price."""
    if not any(tok.kind == "IS" and tok.text in _COSTS for tok in toks):
        return toks
    out: list[Tok] = []
    for at, tok in enumerate(toks):
        before = toks[at - 1] if at else Tok("END")
        thing = tok.kind == "STRANGE" and before.kind == "NOISE" and before.text in _ARTICLES
        out.append(Tok("ENT", tok.text, name=tok.text) if thing else tok)
    return out


def _opened(toks: list[Tok], kinds: set[str]) -> tuple[Scene, list[Equation], list[Tok]]:
    """The scene with what it brings along: consecutive numbers, a perimeter, angles that add up."""
    counted = [tok for tok in toks if tok.kind == "GROUP" and tok.name == "numbers"]
    if "REPART" in kinds:
        return _shares(toks)
    if "RECT" in kinds:
        scene = Scene("geometry", unit="")
        long, wide = scene.entity("length"), scene.entity("width")
        scene.perimeter = added([times(Fraction(2), long), times(Fraction(2), wide)])
        scene.closed, scene.subject, scene.object = True, "", ""
        return scene, [], [tok for tok in toks if tok.kind != "RECT"]
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
    if scene.kind == "geometry" and [tok.kind for tok in out[:3]] == ["IS", "NUM", "PERIM"]:
        out[:3] = [out[2], out[0], out[1]]  # "tiene 40 cm de perímetro"
    for at, tok in enumerate(out):
        if tok.kind == "DIFFOF" and at + 1 < len(out) and out[at + 1].kind == "NUM":
            tok = Tok("DIFFER", tok.text)
        if tok.kind == "PERIM" and at + 1 < len(out) and out[at + 1].kind == "NUM":
            joined.append(tok)
            tok = Tok("IS", "es")
        joined.append(tok)
    for tok in joined:
        if tok.kind == "STRANGE":
            raise Unread("not_understood", tok.text)
    return [tok for tok in joined if tok.kind != "UNIT"]


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
    for cuts in list(product(*gaps))[:12]:
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
        scene.kind, list(scene.names), dict(scene.nodes), scene.unit, scene.closed, scene.perimeter, scene.subject,
        scene.object, None, list(scene.shifts), list(scene.order), scene.timed,
    )  # fmt: skip


def _adopt(scene: Scene, trial: Scene) -> None:
    scene.names, scene.nodes, scene.unit = trial.names, trial.nodes, trial.unit
    scene.subject, scene.object, scene.order = trial.subject, trial.object, trial.order
    scene.shifts, scene.timed = trial.shifts, trial.timed


def _story(
    scene: Scene, equations: list[Equation], asked: list[Tok] | None, questions: list[list[Tok]]
) -> Story:
    letters = sorted({name for pair in equations for side in pair for name in symbols_of(side)})
    names = [*scene.names, *(["time"] if scene.timed else [])]
    known = LETTERS[: len(scene.names)]
    rename = "t"
    if not equations or set(letters) - {*known, rename}:
        raise Unread("missing_data", "equations")
    all_letters = (*known, *((rename,) if scene.timed else ()))
    relations = tuple(Relation(("=",), pair) for pair in equations)
    values = solved(relations, all_letters)
    if values is None:
        raise Unread("missing_data" if len(equations) < len(all_letters) else "inconsistent", "equations")
    _sensible(scene, values)
    wanted = _asked(scene, asked, questions)
    if wanted and wanted[0][0] == "area" and scene.unit:
        scene.unit += "^2"
    return Story(
        scene.kind,
        tuple(names),
        tuple(text_of(*pair) for pair in equations),
        tuple((name, exact(node)) for name, node in wanted),
        scene.unit,
        order=tuple(scene.order),
        shifts=tuple(scene.shifts),
    )


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


def _asked(scene: Scene, asked: list[Tok] | None, questions: list[list[Tok]]) -> list[tuple[str, Expr]]:
    if scene.timed:
        return [("time", Sym("t"))]
    if len(questions) > 1 or asked is None:
        plain = [q for q in questions if not any(tok.kind in _TELLING for tok in q)]
        asked = plain[0] if len(plain) == 1 else None
        if asked is None and len(plain) > 1:
            raise Unread("not_supported", "several")
    if asked is not None and any(tok.kind == "NATURE" and tok.text in _AREA for tok in asked):
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
