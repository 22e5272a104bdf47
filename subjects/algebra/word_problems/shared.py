"""Stories of work done together, of money or things handed over, of marks and of figures, read sentence by sentence.

Each sentence must be one that is known from end to end; one word more and the story is left to the other readers.
"""

# ruff: noqa: E501 - a pattern reads better on one line
from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction

from subjects.algebra.word_problems import digits
from subjects.algebra.word_problems.curved import is_curved, sensible
from subjects.algebra.word_problems.lexing import NUMBER_WORDS
from subjects.algebra.word_problems.scene import added, figure_of, less, times
from subjects.algebra.word_problems.story import Story, solved, text_of, value_at
from subjects.expression import Expr, Mul, Num, Pow, Relation, Sym, exact, number
from subjects.problem import Lang
from subjects.tokens import fold

X, Y = Sym("x"), Sym("y")
Pair = tuple[Expr, Expr]
_N = r"(\d+(?:[.,]\d+)?)"


def read(text: str, lang: Lang) -> Story | None:
    """The story, or None when it is told in another way."""
    plain = re.sub(r"\s+", " ", fold(text)).strip(" .?!¡¿").replace("¿", "").replace("ñ", "n")
    for act in (_marks, _hypotenuse, _grown_square, _apex):
        story = act(plain, lang)
        if story is not None:
            return story
    return _together(text, lang) or _handed(text) or digits.read(text)


def sentences_of(text: str) -> list[str]:
    """The sentences without their marks."""
    parts = re.split(r"[.?!;](?!\d)\s*¿?\s*", text)
    return [part.strip(" ,¿") for part in parts if part.strip(" ,¿")]


def amount_of(text: str, lang: Lang) -> Fraction:
    """A number in figures or in words."""
    if text in NUMBER_WORDS:
        return Fraction(NUMBER_WORDS[text])
    return figure_of(text, lang)


def _story(
    scene: str,
    names: Sequence[str],
    pairs: Sequence[Pair],
    asked: Sequence[tuple[str, Expr]],
    unit: str = "",
    whole: bool = False,
) -> Story | None:
    """The story, where its numbers make sense."""
    lines = tuple(text_of(*pair) for pair in pairs)
    story = Story(scene, tuple(names), lines, tuple((key, exact(node)) for key, node in asked), unit, whole)
    if is_curved(story):
        return story if len(sensible(story)) == 1 else None
    values = solved(tuple(Relation(("=",), pair) for pair in pairs), ("x", "y")[: len(names)])
    found = [] if values is None else [*values.values(), *(value_at(node, values) for _, node in asked)]
    sound = found and all(
        each is not None and each > 0 and (not whole or each.denominator == 1) for each in found
    )
    return story if sound else None


_TIME = re.compile(r"\b(\d+(?:[.,]\d+)?|[a-z]+) ?(horas?|h|hours?|minutos|minutes|min|dias|days)\b")
_UNITS = {"h": "h", "m": "min", "d": "días"}
_WORKERS = frozenset(
    re.findall(
        "[a-z]+",
        "un una el la a an the otro otra another other primer primero primera segundo segunda first second one uno b pipe tap "
        "hose pump grifo tuberia manguera bomba maquina machine pintor pintora painter albanil obrero obrera worker fontanero "
        "jardinero jardinera gardener builder caudal llave trabajador trabajadora printer impresora tubo llena llenar fill fills "
        "puede can tarda takes would podria pinta pintar paint paints hace hacer does do mow cortar corta dig cava cavar "
        "construye construir build builds termina terminar finish finishes en in to lo le y and mientras que while pero but solo "
        "sola alone by itself himself herself ella trabajando working misma mismo same job trabajo deposito piscina pool tank "
        "estanque bidon habitacion room casa house valla fence pared wall jardin garden campo field muro obra document documents "
        "documento documentos zanja ditch bath bathtub banera cistern tarea task it lawn cesped por para su cuenta si if "
    )
)
_ASKING = frozenset(
    re.findall(
        "[a-z]+",
        "cuanto tiempo cuantas horas cuantos minutos dias how long many hours minutes days tardaran tardarian tardara tardan "
        "llenaran llenan llenara llenarse haran hacen hara pintaran pintan necesitan necesitaran emplearan se abren abrimos "
        "abiertos dos los las ambos ambas juntos juntas together both vez mismo al at time will they take need them work open "
        "opened pipes taps grifos tuberias mangueras pintores obreros llenarlo llenarla pintarlo pintarla hacerlo hacerla acabar "
        "acabarlo acabarla terminarlo terminarla trabajan are do it of their entre "
    )
)
_BOTH = re.compile(
    r"\b(?:juntos|juntas|together|los dos|las dos|ambos|ambas|a la vez|al mismo tiempo|both|at the same time)\b"
)
_HOW_LONG = re.compile(
    r"\b(?:cuanto|cuantas horas|cuantos (?:minutos|dias)|how long|how many (?:hours|minutes|days))\b"
)


def _together(text: str, lang: Lang) -> Story | None:
    """Two that each need a time for one job: `x/3 + x/6 = 1`. Every word must be one of such stories, or a name."""
    raw = sentences_of(re.sub(r"\s+", " ", text))
    if len(raw) != 2 or re.search(r"\d", raw[1]):
        return None
    told, asked = (fold(each).replace("ñ", "n") for each in raw)
    found = list(_TIME.finditer(told))
    names = {fold(name) for each in raw for name in re.findall(r"\b[A-ZÁÉÍÓÚÑ][a-záéíóúñ]+", each)}
    left = re.findall(r"[a-z0-9]+", _TIME.sub(" ", told))
    known = all(word in _WORKERS or word in names for word in left)
    if not known or not all(word in _ASKING | _WORKERS | names for word in re.findall(r"[a-z]+", asked)):
        return None
    if len(found) != 2 or not _BOTH.search(asked) or not _HOW_LONG.search(asked) or _BOTH.search(told):
        return None
    if not re.search(r"\b(?:y|and|mientras|while|pero|but)\b|,", told[found[0].end() : found[1].start()]):
        return None
    one, two = (amount_of(each[1], lang) for each in found)
    if found[0][2][0] != found[1][2][0] or not one or not two:
        return None
    pair = (added([times(1 / one, X), times(1 / two, X)]), Num(Fraction(1)))
    return _story("work", ("time_together",), [pair], [("time_together", X)], _UNITS[found[0][2][0]])


_MARKS = re.compile(
    rf"(?:en|in) (?:un|una|a|an) (?:examen|test|concurso|prueba|exam|quiz|contest) (?:de|of|with|con) (\d+) (?:preguntas|questions)(?: tipo test)?,? (?:(?:por )?cada|each|for each|every) (?:acierto|respuesta correcta|pregunta acertada|correct answer|right answer)"
    rf" (?:se )?(?:suman?|vale|valen|puntua|dan|da|scores|is worth|gives|earns|adds) {_N} (?:puntos?|points?),? (?:y|and) (?:(?:por )?cada|each|for each|every) (?:fallo|error|respuesta incorrecta|wrong answer|incorrect answer|mistake)"
    rf" (?:se )?(?:restan?|quitan?|loses|takes away|deducts|subtracts) {_N}(?: puntos?| points?)?$"
)
_ALL_DONE = re.compile(
    rf"(?:un|una|el|la|a|an|the|one)? ?(?:alumn[oa]|estudiante|student|[a-z]+)(?: que)? (?:contesto|respondio|ha contestado|ha respondido|answered|answers)(?: a)? (?:todas?(?: las preguntas)?|all(?: the| of the)?(?: questions)?|every question) (?:y |and |,)?(?:saco|obtuvo|ha sacado|ha obtenido|tuvo|consiguio|scored|got|scores|obtained) {_N} (?:puntos|points)"
)
_HOW_MANY = re.compile(
    r"(?:cuantas(?: preguntas| respuestas)? (?:acerto|ha acertado|correctas tuvo|contesto bien|respondio (?:bien|correctamente))|cuantos aciertos (?:tuvo|ha tenido|obtuvo)|how many(?: questions| answers)? (?:were (?:correct|right)|did (?:he|she|they|the student) (?:get right|answer correctly)))"
)


def _marks(plain: str, lang: Lang) -> Story | None:
    """Right and wrong answers of a test in which all were answered."""
    parts = sentences_of(plain)
    if len(parts) != 3:
        return None
    rules, done, asks = (
        _MARKS.fullmatch(parts[0]),
        _ALL_DONE.fullmatch(parts[1]),
        _HOW_MANY.fullmatch(parts[2]),
    )
    if rules is None or done is None or asks is None:
        return None
    asked, plus, minus = (amount_of(each, lang) for each in rules.groups())
    score = number(amount_of(done[1], lang))
    pairs = [(added([X, Y]), number(asked)), (added([times(plus, X), less(times(minus, Y))]), score)]
    return _story("marks", ("right", "wrong"), pairs, [("right", X)], whole=True)


_LEN = r"(cm|m|dm|km|mm)"
_HYPOTENUSE = re.compile(
    rf"(?:(?:en|in) (?:un triangulo rectangulo|a right(?:-angled)? triangle),? |(?:un triangulo rectangulo|a right(?:-angled)? triangle) (?:tiene|has) )(?:un cateto|uno de los catetos|one leg|one of the legs|un cateto que) (?:mide |is |es )?{_N} ?{_LEN} (?:mas (?:largo )?que el otro|mayor que el otro|longer than the other(?: leg| one)?|more than the other(?: leg)?)"
    rf",? (?:y|and) (?:la|su|the|its) (?:hipotenusa|hypotenuse) (?:mide|es|is|es de|measures) {_N} ?{_LEN}"
)
_LEGS_ASKED = re.compile(
    r"(?:cuanto miden (?:los|sus) catetos|halla los catetos|calcula (?:la longitud de )?los catetos|how long are the legs|find the (?:length of the )?legs|halla la longitud de los catetos|find the lengths of the legs)"
)


def _hypotenuse(plain: str, lang: Lang) -> Story | None:
    """The legs of a right triangle from their difference and the hypotenuse."""
    parts = sentences_of(plain)
    if len(parts) != 2:
        return None
    found, asks = _HYPOTENUSE.fullmatch(parts[0]), _LEGS_ASKED.fullmatch(parts[1])
    if found is None or asks is None or found[2] != found[4]:
        return None
    longer = added([X, number(amount_of(found[1], lang))])
    squares = added([Pow(longer, Num(Fraction(2))), Pow(X, Num(Fraction(2)))])
    pair = (squares, Pow(number(amount_of(found[3], lang)), Num(Fraction(2))))
    return _story("triangle", ("leg",), [pair], [("first", longer), ("second", X)], found[2])


_GROWN = re.compile(
    rf"(?:si )?(?:el lado de un cuadrado (?:aumenta(?: en)?|se aumenta en)|if the side of a square (?:increases|is increased) by|si (?:se )?(?:aumenta|aumentamos)(?: en)?) {_N} ?{_LEN}(?: el lado de un cuadrado)?,? "
    rf"(?:(?:su|el|its|the) area (?:pasa a ser(?: de)?|es(?: de)?|sera(?: de)?|becomes|is) (?P<total>\d+(?:[.,]\d+)?)|(?:su|el|its|the) area (?:aumenta(?: en)?|increases by) (?P<more>\d+(?:[.,]\d+)?)) ?(?P<unit>cm|m|dm|km|mm)(?:2|²|\^2)"
)
_SQUARE_AREA = re.compile(
    rf"(?:el area de un cuadrado (?:es(?: de)?|mide)|un cuadrado tiene (?:un area de|de area)|the area of a square is|a square has an area of) {_N} ?{_LEN}(?:2|²|\^2)"
)
_SIDE_ASKED = re.compile(
    r"(?:cuanto (?:mide|media) (?:el|su) lado(?: del cuadrado| inicial| original)?|halla (?:el|su) lado(?: del cuadrado| inicial)?|calcula (?:el|su) lado(?: del cuadrado| inicial)?|how long (?:is|was) the side(?: of the square)?|find the (?:original )?side(?: of the square)?)"
)


def _grown_square(plain: str, lang: Lang) -> Story | None:
    """A square whose side grows: its new area, or by how much the area grows."""
    parts = sentences_of(plain)
    if len(parts) != 2:
        return None
    found, asks = _GROWN.fullmatch(parts[0]), _SIDE_ASKED.fullmatch(parts[1])
    plainly = _SQUARE_AREA.fullmatch(parts[0])
    if plainly is not None and asks is not None:
        pair = (Pow(X, Num(Fraction(2))), number(amount_of(plainly[1], lang)))
        return _story("square", ("side",), [pair], [("side", X)], plainly[2])
    if found is None or asks is None or found[2] != found["unit"]:
        return None
    new = Pow(added([X, number(amount_of(found[1], lang))]), Num(Fraction(2)))
    right: Expr = number(amount_of(found["total"] or found["more"], lang))
    if found["more"]:
        right = added([Pow(X, Num(Fraction(2))), right])
    return _story("square", ("side",), [(new, right)], [("side", X)], found["unit"])


_APEX = re.compile(
    rf"(?:en|in) (?:un triangulo isosceles|an isosceles triangle),? (?:el angulo desigual|the (?:unequal|vertex|apex) angle) (?:mide|es|is) {_N} ?(?:°|º|grados|degrees) (?P<way>mas|menos|more|less|larger|smaller|mayor|menor) (?:que|than) (?:cada uno de los(?: angulos)?(?: otros)? iguales|cada uno de los otros(?: dos)?|each (?:of the )?(?:equal angles?|other two(?: angles)?|other angles?)|los iguales|los otros dos)"
)
_ANGLES_ASKED = re.compile(
    r"(?:calcula|halla|find|cuanto miden|work out|calculate) (?:los|the|sus|los tres|the three|its)(?: three)? (?:angulos|angles)(?: del triangulo| of the triangle)?|(?:calcula|halla|find) cada angulo|cuanto mide cada angulo"
)


def _apex(plain: str, lang: Lang) -> Story | None:
    """The angles of an isosceles triangle from how much the unequal one differs."""
    parts = sentences_of(plain)
    if len(parts) != 2:
        return None
    found, asks = _APEX.fullmatch(parts[0]), _ANGLES_ASKED.fullmatch(parts[1])
    if found is None or asks is None:
        return None
    gap = number(amount_of(found[1], lang))
    other = added([X, gap if found["way"] in ("mas", "more", "larger", "mayor") else less(gap)])
    pair = (added([times(Fraction(2), X), other]), Num(Fraction(180)))
    return _story("angles", ("equal",), [pair], [("equal", X), ("unequal", other)], "°")


_NAME = r"([A-ZÁÉÍÓÚÑ][a-záéíóúñ]+)"
_THING = r"(?:€|euros?|[a-záéíóúñ]{3,12}s)"
_SUMS = r"(?:de |of )?(?:dinero |money )?"
_FACTOR: Mapping[str, Fraction] = {
    "el doble": Fraction(2), "twice": Fraction(2), "double": Fraction(2), "el triple": Fraction(3), "three times": Fraction(3),
    "la mitad": Fraction(1, 2), "half": Fraction(1, 2), "el cuadruple": Fraction(4), "four times": Fraction(4),
    "el cuádruple": Fraction(4), "triple": Fraction(3),
}  # fmt: skip
_TIMES = r"(el doble|el triple|la mitad|el cu[aá]druple|twice|double|half|three times|triple|four times)"
_SAME = (
    r"(?:los dos|ambos|las dos|ambas|they|they both|both|they will(?: both)?|both will)? ?(?:tienen|tendrán|tendran|tendrían|tendrian|have|will have|would have) (?:lo mismo|la misma cantidad|igual cantidad|el mismo número|the same(?: amount| number)?)"
    + rf"(?: (?:de|of) (?:dinero|money|{_THING}))?"
)
_GIVES = rf"(?:[Ss]i|[Ii]f) {_NAME} (?:le (?:da|diera|diese|regala)|gives|gave) (?:{_NAME} )?(?:€ ?)?(\d+) ?(?:{_THING})?(?: (?:a|to) {_NAME})?,? "
_EQUAL_AFTER = re.compile(rf"{_GIVES}(?:entonces |then )?{_SAME}")
_TIMES_AFTER = re.compile(
    rf"{_GIVES}(?:entonces |then )?(?:{_NAME}|ella|él|el|este|éste|esta|ésta|she|he) (?:tiene|tendrá|tendra|tendría|has|will have|would have) {_TIMES}(?: {_SUMS}{_THING}?)?(?: ?(?:que|de los que (?:le quedan a|tiene|tendrá)|de lo que (?:le queda a|tiene)|as much as|as many(?: {_THING})? as|as much(?: money)? as|than|what|that) ?(?:{_NAME}|él|el|ella|him|her|he|she)?)?(?: has)?"
)
_TOTAL = re.compile(
    rf"(?:(?:Entre|entre) (?:los dos|las dos|ambos)|[Jj]untos|[Jj]untas|[Tt]ogether(?: they)?|(?:Entre|entre) {_NAME} y {_NAME}|[Bb]etween them(?: they)?) (?:tienen|have) (?:€ ?)?(\d+) ?{_THING}?"
)
_HAS_TIMES = re.compile(
    rf"{_NAME} (?:tiene|has) {_TIMES} {_SUMS}(?:as (?:much|many) )?(?:de )?(?:money |{_THING} )?(?:que|as|de los que tiene) {_NAME}"
)
_HAS_MORE = re.compile(
    rf"{_NAME} (?:tiene|has) (?:€ ?)?(\d+) ?{_THING}? (más|mas|menos|more|less|fewer) (?:que|than) {_NAME}"
)
_EACH_ASKED = re.compile(
    rf"(?:[Cc]uánt[oa]s?|[Cc]uant[oa]s?)(?: dinero| {_THING})? tiene(?:n)? (?:ahora )?(?:cada (?:uno|una)|los dos)|[Hh]ow (?:much|many)(?: money| {_THING})? (?:does|do|did) (?:each(?: of them| one)?|they(?: each)?) have(?: now)?"
)


def _handed(text: str) -> Story | None:
    """Money or things that one gives another: each sentence an equation."""
    parts = sentences_of(re.sub(r"\s+", " ", text))
    if len(parts) != 3 or _EACH_ASKED.fullmatch(parts[2]) is None:
        return None
    names: list[str] = []
    for part in parts[:2]:
        names += [
            name
            for name in re.findall(_NAME, part)
            if name not in ("Si", "If", "Entre", "Juntos", "Juntas", "Together", "Between")
            and name not in names
        ]
    if len(names) != 2:
        return None
    letters = dict(zip(names, (X, Y), strict=True))
    pairs = [_handed_line(part, letters) for part in parts[:2]]
    kept = [pair for pair in pairs if pair is not None]
    handed = any(_EQUAL_AFTER.fullmatch(part) or _TIMES_AFTER.fullmatch(part) for part in parts[:2])
    if len(kept) < 2 or not handed:
        return None
    unit = "€" if re.search(r"€|\beuros?\b|dinero|money", text) else ""
    return _story("things", names, kept, list(letters.items()), unit, whole=not unit)


def _handed_line(part: str, letters: Mapping[str, Sym]) -> Pair | None:
    """The equation of one sentence about two people."""
    x, y = letters.values()
    if (found := _TOTAL.fullmatch(part)) is not None:
        named = {name for name in found.groups()[:2] if name}
        return (added([x, y]), number(Fraction(int(found[3])))) if named in (set(), set(letters)) else None
    if (found := _HAS_TIMES.fullmatch(part)) is not None and {found[1], found[3]} == set(letters):
        return letters[found[1]], times(_FACTOR[found[2]], letters[found[3]])
    if (found := _HAS_MORE.fullmatch(part)) is not None and {found[1], found[4]} == set(letters):
        amount = number(Fraction(int(found[2])))
        more = found[3] in ("más", "mas", "more")
        return letters[found[1]], added([letters[found[4]], amount if more else less(amount)])
    return _after_giving(part, letters)


def _after_giving(part: str, letters: Mapping[str, Sym]) -> Pair | None:
    equal, multiple = _EQUAL_AFTER.fullmatch(part), _TIMES_AFTER.fullmatch(part)
    found = equal or multiple
    if found is None:
        return None
    giver, taker = found[1], found[2] or found[4]
    if {giver, taker} != set(letters) or (found[2] and found[4]):
        return None
    amount = number(Fraction(int(found[3])))
    left, more = added([letters[giver], less(amount)]), added([letters[taker], amount])
    if equal is not None:
        return left, more
    assert multiple is not None  # noqa: S101 - one of the two was found
    owner, other = multiple[5] or taker, multiple[7]
    if owner == giver and not multiple[5]:
        return None
    if owner not in letters or (other is not None and (other == owner or other not in letters)):
        return None
    after = {giver: left, taker: more}
    rest = next(name for name in letters if name != owner)
    return after[owner], Mul((number(_FACTOR[multiple[6]]), after[rest]))
