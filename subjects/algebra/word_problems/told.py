"""Stories told in one set way: digits of a number, angles in a ratio, an isosceles triangle, a part of a number, a price
after percentages, solutions mixed, tickets, and what two people have together.

The whole text must be of the way; a text with one word more is left to the other readers, never guessed.
"""

# ruff: noqa: E501 - a pattern reads better on one line
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from subjects.algebra.word_problems import thought
from subjects.algebra.word_problems.scene import added, figure_of, less, times
from subjects.algebra.word_problems.story import Story, solved, text_of, value_at
from subjects.expression import Expr, Mul, Num, Relation, Sym, exact, number
from subjects.problem import Lang
from subjects.tokens import fold

X, Y = Sym("x"), Sym("y")
Pair = tuple[Expr, Expr]
_N = r"(\d+(?:[.,]\d+)?)"
_EURO = r"(?:€|euros?|eur)"


def read(text: str, lang: Lang) -> Story | None:
    """The story, or None when it is told in another way."""
    plain = re.sub(r"\s+", " ", fold(text)).strip(" .?!¡¿")
    plain = re.sub(r" ?([.?!]) ?¿?", ". ", plain.replace("ñ", "n").replace("¿", "")) if plain else plain
    plain = re.sub(r"(?<=\d)\. (?=\d)", ".", plain)
    for act in (_digits, _angles, _isosceles, _part_of, _paid, _before, _to_price, _solutions, _added, _tickets, _group, thought.read):
        story = act(plain, lang)
        if story is not None:
            return story
    return _together(text) or _one_age(text)



def _story(
    scene: str,
    names: Sequence[str],
    pairs: Sequence[Pair],
    asked: Sequence[tuple[str, Expr]],
    unit: str = "",
    whole: bool = False,
) -> Story | None:
    """The story, where its numbers make sense."""
    letters = ("x", "y")[: len(names)]
    values = solved(tuple(Relation(("=",), pair) for pair in pairs), letters)
    found = [] if values is None else [*values.values(), *(value_at(node, values) for _, node in asked)]
    if not found or any(each is None or each <= 0 or (whole and each.denominator != 1) for each in found):
        return None
    lines = tuple(text_of(*pair) for pair in pairs)
    return Story(scene, tuple(names), lines, tuple((k, exact(n)) for k, n in asked), unit, whole)


_DIGITS = re.compile(
    r"(?:la suma de las(?: dos)? cifras de un numero de dos cifras (?:es|vale)|la suma de las dos cifras de un numero (?:es|vale)|las(?: dos)? cifras de un numero de dos cifras suman"
    r"|the sum of the(?: two)? digits of a two[- ]digit number is|the digits of a two[- ]digit number add up to) (\d+)"
    r"(?:\. |, (?:y |and )?| y | and )(?:si se (?:invierten|intercambian|permutan) (?:las|sus) cifras|si se (?:invierte|cambia) el orden de (?:las|sus) cifras"
    r"|al (?:invertir|intercambiar) (?:las|sus) cifras|(?:if|when) (?:the|its) digits are (?:reversed|swapped|interchanged)),? "
    r"(?:el|the) (?:numero|number|nuevo numero|new number) (?:(aumenta|increases|disminuye|decreases) (?:en|by) (\d+)(?: unidades)?"
    r"|es (\d+) unidades (mayor|menor)|is (\d+) (more|less|greater|smaller)(?: than the original(?: number)?)?)"
    r"\. (?:cual es|halla|calcula|averigua|encuentra|what is|find) (?:el|ese|dicho|the|that)(?: original)? num(?:ero|ber)(?: original| inicial)?"
)


def _digits(plain: str, lang: Lang) -> Story | None:
    """Tens `x` and units `y` of a number of two digits, and the number turned round."""
    del lang
    found = _DIGITS.fullmatch(plain)
    if found is None:
        return None
    gap = Fraction(int(found[3] or found[4] or found[6]))
    way = found[2] or found[5] or found[7]
    if way in ("disminuye", "decreases", "menor", "less", "smaller"):
        gap = -gap
    own, turned = added([times(Fraction(10), X), Y]), added([times(Fraction(10), Y), X])
    shifted = added([own, number(gap) if gap > 0 else less(number(-gap))])
    pairs = [(added([X, Y]), number(Fraction(int(found[1])))), (turned, shifted)]
    story = _story("digits", ("tens", "units"), pairs, [("number", own)], whole=True)
    values = solved(tuple(Relation(("=",), pair) for pair in pairs), ("x", "y")) or {}
    return story if all(each <= 9 for each in values.values()) else None


_ANGLES = re.compile(
    r"(?:los(?: tres)? angulos de un triangulo (?:estan en (?:la )?(?:razon|proporcion)|son (?:directamente )?proporcionales a(?: los numeros)?)"
    r"|the(?: three)? angles of a triangle are (?:in the ratio(?: of)?|proportional to)) (\d+)(?: ?: ?|, )(\d+)(?: ?: ?|, | y |,? and )(\d+)"
    r"\. (?:halla|calcula|cuanto mide|find|calculate|what is the (?:size|measure) of|work out) (cada (?:uno|angulo)|each(?: of them| angle)?|los angulos|the angles"
    r"|the (?:size|measure) of each angle|(?:el|the) (?:angulo )?(?:mayor|menor|largest|smallest|greatest)(?: angulo| angle)?)"
)


def _angles(plain: str, lang: Lang) -> Story | None:
    del lang
    found = _ANGLES.fullmatch(plain)
    if found is None or not all(int(each) for each in found.groups()[:3]):
        return None
    parts = [Fraction(int(each)) for each in found.groups()[:3]]
    asked = list(zip(("first", "second", "third"), (times(part, X) for part in parts), strict=True))
    if re.search(r"mayor|largest|greatest", found[4]):
        asked = [("angle", times(max(parts), X))]
    elif re.search(r"menor|smallest", found[4]):
        asked = [("angle", times(min(parts), X))]
    total = added([times(part, X) for part in parts])
    return _story("angles", ("part",), [(total, Num(Fraction(180)))], asked, "°")


_ISOSCELES = re.compile(
    rf"(?:en|in) (?:un triangulo isosceles|an isosceles triangle),? (?:cada (?:uno de los lados iguales|lado igual)|los lados iguales|each(?: of the)? equal sides?|the equal sides)"
    rf" (?:miden?|is|are|son) {_N} ?(cm|m) (mas|menos|longer|shorter|more|less)(?: largos?)? (?:que|than) (?:la|the) base"
    rf"(?:\. | y |, (?:y |and )?| and )(?:si )?(?:el|su|the|its) perimet(?:ro|er) (?:es|es de|mide|is) {_N} ?(?:cm|m)"
    r"(?:\. |, )(?:cuanto mide (?:la|su) base|halla la base|calcula la base|how long is the base|find the base|what is the length of the base)"
)


def _isosceles(plain: str, lang: Lang) -> Story | None:
    found = _ISOSCELES.fullmatch(plain)
    if found is None:
        return None
    more, total = number(figure_of(found[1], lang)), number(figure_of(found[4], lang))
    side = added([X, more if found[3] in ("mas", "longer", "more") else less(more)])
    pair = (added([X, Mul((Num(Fraction(2)), side))]), total)
    return _story("geometry", ("base",), [pair], [("base", X)], found[2])


_PART_OF = re.compile(
    rf"(?:cuanto es|calcula|halla|what is|find|work out|calculate|how much is) (?:el |the )?{_N} ?(?:%|por ciento|per ?cent) (?:de|of) {_N} ?({_EURO})?"
)


def _part_of(plain: str, lang: Lang) -> Story | None:
    found = _PART_OF.fullmatch(plain)
    if found is None:
        return None
    share = figure_of(found[1], lang) / 100
    part = Mul((number(share), number(figure_of(found[2], lang))))
    return _story("part", ("part",), [(X, part)], [("part", X)], "€" if found[3] else "")


_DOWN = r"(?:rebaj\w+|baja\w*|descuent\w+|disminuy\w+|reduc\w+|cut|falls?|discount\w*|off)"
_UP = r"(?:sube\w*|aument\w+|increment\w+|increas\w+|rais\w+|rises?)"
_PAID = re.compile(
    rf"(?:el|la|los|las|un|una|unos|unas|a|an|the|some) [a-z]+(?: de [a-z]+)? (?:cuestan?|valen?|costs?) (?:€ ?)?{_N} ?(?:€|euros?)?(?P<rest>[^.]*(?:\. [^.]*%[^.]*)?)"
    r"\. (?:cuanto (?:hay que pagar|pagaremos|pagare|se paga|se pagara|pagamos|costaran?|cuestan? ahora|cuestan? despues)(?: por \w+)?"
    r"|cual (?:es|sera) (?:el|su) precio (?:final|rebajado)|what is (?:the|its) (?:final|sale|new) price|how much (?:do|does|will) (?:you|he|she|i|we|it) (?:pay|cost)(?: now)?)"
)
_STEP = re.compile(
    rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN}))(?: (?:un|el|by|del|de|su|precio|of|en|a|hace|hacen|le|del)){{0,3}} {_N} ?(?:%|por ciento|per ?cent)"
)
_UNSURE = re.compile(
    r"\b(?:ya|incluid\w+|including|included|tras|after|despues de|con|with|cada|each|iva|vat|ahorr\w+)\b"
)


def _paid(plain: str, lang: Lang) -> Story | None:
    """A price, the percentages that it goes down or up by, and what is paid then."""
    found = _PAID.fullmatch(plain)
    if found is None or _UNSURE.search(found["rest"]) or not re.search("€|euro", plain):
        return None
    steps = list(_STEP.finditer(found["rest"]))
    shares = [figure_of(step[3], lang) / 100 for step in steps]
    if not steps or len(steps) != len(re.findall(r"\d+(?:[.,]\d+)?", found["rest"])) or len(steps) > 3:
        return None
    price = number(figure_of(found[1], lang))
    if len(steps) == 1:
        part = Mul((number(shares[0]), price))
        right: Expr = added([price, part if steps[0]["up"] else less(part)])
    else:
        factors = [1 + share if step["up"] else 1 - share for share, step in zip(shares, steps, strict=True)]
        right = Mul((*(number(factor) for factor in factors), price))
    return _story("final_price", ("price",), [(X, right)], [("price", X)], "€")


_BEFORE = re.compile(
    r"(?:(?:the|a) price(?: of (?:a|an|the) [a-z]+)?|el precio(?: de (?:un|una|el|la) [a-z]+)?) "
    rf"(?:(?P<up>{_UP}|goes up)|(?P<down>{_DOWN}|drops?|goes down))(?: (?:by|un|en un|el))? {_N} ?% "
    rf"(?:to|and (?:is now|now is|becomes|it now costs)|hasta(?: los)?|y (?:ahora )?(?:es de|pasa a ser(?: de)?|se queda en|queda en|cuesta|vale)) (?:€ ?)?{_N} ?{_EURO}"
    r"\. (?:what was (?:the|its) (?:original|initial|old|previous) price|(?:cual era|cuanto era) (?:el|su) precio(?: inicial| original| anterior| antes)?|cuanto (?:costaba|valia)(?: antes| al principio)?)"
)


def _before(plain: str, lang: Lang) -> Story | None:
    """What a price was before it went up or down by a percentage."""
    found = _BEFORE.fullmatch(plain)
    if found is None:
        return None
    share = figure_of(found[3], lang) / 100
    part = times(share, X)
    left = added([X, part if found["up"] else less(part)])
    return _story("percentage", ("price",), [(left, number(figure_of(found[4], lang)))], [("price", X)], "€")


_PER = r"(?:€|euros?)(?: ?/ ?| el | per | a |/)(?:l|kg|litro|litre|liter|kilo|kilogramo)"
_TO_PRICE = re.compile(
    rf"(?:se (?:mezclan|quieren mezclar)|mezclamos|we mix|a shopkeeper mixes) {_N} (?P<unit>l|kg|litros|litres|liters|kilos) (?:de|of) (?P<what>[a-z]+) (?:de|a|at|that costs) {_N} ?{_PER}"
    rf" (?:con|with) (?:otr[oa] )?(?P=what) (?:de|a|at|that costs) {_N} ?{_PER} (?:para que (?:la mezcla )?(?:salga|cueste|resulte) a|to (?:get|make|obtain) a (?:mixture|blend) (?:at|of|that costs)) {_N} ?{_PER}"
    r"\. (?:cuant[oa]s (?:l|kg|litros|kilos)|how many (?:l|kg|litres|liters|kilos))(?: (?:del?|of the)(?: [a-z]+){1,3})?(?: (?:hacen falta|se necesitan|hay que (?:poner|usar|anadir|echar)|are needed|must be added))?"
)


def _to_price(plain: str, lang: Lang) -> Story | None:
    """How much of a second price makes a mixture of a given price with so much of the first."""
    found = _TO_PRICE.fullmatch(plain)
    if found is None or re.search(r"barat|cheap", plain[found.end("what") :]):
        return None
    amount, one, two, mixed = (figure_of(found[at], lang) for at in (1, 4, 5, 6))
    if not min(one, two) < mixed < max(one, two):
        return None
    paid = added([number(amount * one), times(two, X)])
    unit = "kg" if found["unit"].startswith("k") else "L"
    return _story("mixture", ("second",), [(paid, times(mixed, added([number(amount), X])))], [("second", X)], unit)


_SOLUTION = r"(?:disolucion|solucion|solution|mezcla|mixture)"
_SOLUTIONS = re.compile(
    rf"(?:how many (litres|liters) of an? {_N} ?% (?:[a-z]+ )?{_SOLUTION} and (?:how many (?:litres|liters) )?of an? {_N} ?% (?:[a-z]+ )?{_SOLUTION} (?:must|should) be mixed"
    rf" to (?:obtain|get|make|produce) {_N} (?:litres|liters) of an? {_N} ?% (?:[a-z]+ )?{_SOLUTION}"
    rf"|cuantos (litros) de una {_SOLUTION}(?: de [a-z]+)? al {_N} ?% y (?:cuantos )?de otra al {_N} ?% (?:hay que|se deben|debemos|se han de) mezclar"
    rf" para (?:obtener|conseguir) {_N} litros (?:de (?:una )?{_SOLUTION} )?al {_N} ?%)"
)


def _solutions(plain: str, lang: Lang) -> Story | None:
    """So many litres of two strengths for so many of a third one."""
    found = _SOLUTIONS.fullmatch(plain)
    if found is None:
        return None
    first, second, litres, strength = (
        (figure_of(each, lang) for each in found.groups()[1:5] if each)
        if found[1]
        else (figure_of(each, lang) for each in found.groups()[6:10])
    )
    if first == second or not min(first, second) < strength < max(first, second):
        return None
    pure = added([times(first / 100, X), times(second / 100, Y)])
    pairs = [(added([X, Y]), number(litres)), (pure, number(strength / 100 * litres))]
    return _story("mixture", ("first", "second"), pairs, [("first", X), ("second", Y)], "L")


_ADDED = re.compile(
    rf"(?:how many (?:litres|liters) of an? {_N} ?% (?:[a-z]+ )?{_SOLUTION} (?:must|should) be added to {_N} (?:litres|liters) of an? {_N} ?% (?:[a-z]+ )?{_SOLUTION} to (?:get|obtain|make|produce) an? {_N} ?% (?:[a-z]+ )?{_SOLUTION}"
    rf"|cuantos litros de una {_SOLUTION}(?: de [a-z]+)? al {_N} ?% (?:hay que|se deben|debemos) (?:anadir|agregar|echar) a {_N} litros de (?:otra|una)(?: {_SOLUTION})? al {_N} ?% para (?:obtener|conseguir|que quede) (?:una|otra)(?: {_SOLUTION})? al {_N} ?%)"
)


def _added(plain: str, lang: Lang) -> Story | None:
    """How much of one strength is added to so much of another for a third one."""
    found = _ADDED.fullmatch(plain)
    if found is None:
        return None
    first, litres, second, strength = (figure_of(each, lang) for each in found.groups() if each)
    if not min(first, second) < strength < max(first, second):
        return None
    pure = added([times(first / 100, X), number(second / 100 * litres)])
    whole = times(strength / 100, added([X, number(litres)]))
    return _story("mixture", ("first",), [(pure, whole)], [("first", X)], "L")


_TICKETS = re.compile(
    rf"(?:las )?(?:tickets|entradas)(?: (?:for|to|de|para|del|a)(?: an?| the| un| una| el| la)? [a-z]+)? (?:cost|cuestan|valen) {_N} ?{_EURO}(?: for| para| a)? (?:los )?(?P<one>adults?|adultos?|child(?:ren)?|ninos?)"
    rf",? (?:and|y) {_N} ?{_EURO}(?: for| para| a)? (?:los )?(?P<two>adults?|adultos?|child(?:ren)?|ninos?)\. (?:se (?:han vendido|vendieron|venden) )?(\d+) (?:tickets were sold|entradas)"
    rf"(?: for| por|,? y se (?:han recaudado|recaudaron|recaudan)| and {_N} euros were taken)(?: un total de| a total of)? {_N} ?{_EURO}"
    r"\. (?:how many|cuantas)(?: entradas(?: de)?)? (?P<asked>adult|child|children's|adultos?|ninos?|(?:tickets )?of each(?: kind| type)?|cada (?:tipo|clase))(?: tickets)?(?: were sold| se (?:vendieron|han vendido))?"
)


def _tickets(plain: str, lang: Lang) -> Story | None:
    found = _TICKETS.fullmatch(plain)
    if found is None or found[6] is not None:
        return None
    kinds = [word.startswith("adult") for word in (found["one"], found["two"])]
    if kinds[0] == kinds[1]:
        return None
    english = "child" in found["one"] + found["two"]
    names = [("adult" if english else "adulto") if adult else ("child" if english else "niño") for adult in kinds]
    prices = [figure_of(found[1], lang), figure_of(found[3], lang)]
    sold, taken = Fraction(int(found[5])), figure_of(found[7], lang)
    pairs = [
        (added([X, Y]), number(sold)),
        (added([times(prices[0], X), times(prices[1], Y)]), number(taken)),
    ]
    asked = [(names[0], X), (names[1], Y)]
    if found["asked"].startswith(("adult", "child", "nino")):
        asked = [each for each, adult in zip(asked, kinds, strict=True) if adult == found["asked"].startswith("adult")]
    return _story("coins", names, pairs, asked, whole=True)


_PART = {
    "la mitad": Fraction(1, 2), "half": Fraction(1, 2), "un tercio": Fraction(1, 3), "la tercera parte": Fraction(1, 3),
    "a third of": Fraction(1, 3), "el doble": Fraction(2), "twice": Fraction(2), "el triple": Fraction(3),
    "three times": Fraction(3),
}  # fmt: skip
_ONE_AGE = re.compile(
    r"\s*(?:Hace (\d+) años,? ([A-ZÁÉÍÓÚÑ][a-záéíóúñ]+) tenía (la mitad|un tercio|la tercera parte|el doble|el triple) de la edad que tendrá dentro de (\d+) años"
    r"|(\d+) years ago,? ([A-Z][a-z]+) was (half|a third of|twice|three times) (?:as old as|the age) (?:s?he|they) will be in (\d+) years)\.\s*"
    r"¿?(?:Qué edad tiene|Cuántos años tiene|How old is) ?(?:ahora|now|she|he|[A-ZÁÉÍÓÚÑ][a-záéíóúñ]+)?(?: now| ahora)?\s*[.?]*\s*"
)


def _one_age(text: str) -> Story | None:
    """One person's age in the past against the same person's in the future."""
    found = _ONE_AGE.fullmatch(text)
    if found is None:
        return None
    ago, name, part, later = (group for group in found.groups() if group)
    left = added([X, less(number(Fraction(int(ago))))])
    right = times(_PART[part], added([X, number(Fraction(int(later)))]))
    story = _story("ages", (name,), [(left, right)], [(name, X)], "años")
    return None if story is None else replace(story, shifts=(-int(ago), int(later)))


_NAME = r"([A-ZÁÉÍÓÚÑ][a-záéíóúñ]+)"
_TOGETHER = re.compile(
    rf"\s*(?:Entre {_NAME} y {_NAME} tienen|Between them,? {_NAME} and {_NAME} have) (\d+) [a-záéíóúñ]+\. {_NAME} (?:tiene|has) "
    rf"(?:(\d+)(?: [a-z]+)? (más|mas|menos|more|fewer|less)|(el doble|twice as many|el triple|three times as many))(?: [a-z]+)? (?:que|than|as|de los que tiene) {_NAME}\.\s*"
    rf"¿?(?:Cuántos|Cuántas|Cuantos|Cuantas|How many)(?: [a-z]+)? (?:tiene cada (?:uno|una)|does each(?: of them)? have|does each one have|tiene {_NAME}|does {_NAME} have)\s*[.?]*\s*"
)


def _together(text: str) -> Story | None:
    """What two people have together, and how much more one has than the other."""
    found = _TOGETHER.fullmatch(text)
    if found is None:
        return None
    names = [found[1], found[2]] if found[1] else [found[3], found[4]]
    if {found[6], found[10]} != set(names) or len(set(names)) != 2:
        return None
    letters = dict(zip(names, (X, Y), strict=True))
    one, other = letters[found[6]], letters[found[10]]
    if found[9]:
        right = times(Fraction(2 if found[9] in ("el doble", "twice as many") else 3), other)
    else:
        amount = number(Fraction(int(found[7])))
        right = added([other, amount if found[8] in ("más", "mas", "more") else less(amount)])
    pairs = [(added([X, Y]), number(Fraction(int(found[5])))), (one, right)]
    one_asked = found[11] or found[12]
    if one_asked is not None and one_asked not in letters:
        return None
    asked = [(name, node) for name, node in letters.items() if one_asked in (None, name)]
    return _story("things", names, pairs, asked, whole=True)


_GROUP = re.compile(
    rf"(?:en|in) (?:un|una|a|an|the|la|el) [a-z]+(?: (?:de|of))? {_N} [a-z]+,? (?:hay|there are) {_N} (?:(?P<a>[a-z]+) (?P<es>mas|menos) que (?P<b>[a-z]+)"
    r"|(?P<en>more|fewer|less) (?P<c>[a-z]+) than (?P<d>[a-z]+))\. (?:cuant[oa]s|how many) (?P<asked>[a-z]+)(?: y (?:cuant[oa]s )?(?P<too>[a-z]+)| and (?:how many )?(?P<also>[a-z]+))?"
    r"(?: hay(?: en (?:la|el) [a-z]+)?| are there(?: in the [a-z]+)?)?"
)


def _group(plain: str, lang: Lang) -> Story | None:
    """How many there are of two kinds in all, and how many more of one than of the other."""
    found = _GROUP.fullmatch(plain)
    if found is None:
        return None
    many, few = (found["a"], found["b"]) if found["a"] else (found["c"], found["d"])
    wanted = [name for name in (found["asked"], found["too"], found["also"]) if name]
    if many == few or not set(wanted) <= {many, few}:
        return None
    gap = number(figure_of(found[2], lang))
    right = added([Y, gap if (found["es"] or found["en"]) in ("mas", "more") else less(gap)])
    pairs = [(added([X, Y]), number(figure_of(found[1], lang))), (X, right)]
    asked = [(name, node) for name, node in ((many, X), (few, Y)) if name in wanted]
    return _story("things", (many, few), pairs, asked, whole=True)
