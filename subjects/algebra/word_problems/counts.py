"""Stories that count: purchases of two kinds, heads and legs, coins and notes, tickets, and a price before a percentage.

Found by the lists of `amount thing` in them, whatever stands around; every number of the text must have its place.
"""

# ruff: noqa: E501 - a pattern reads better on one line
from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from subjects.algebra.word_problems.lexing import NUMBER_WORDS
from subjects.algebra.word_problems.scene import added, times
from subjects.algebra.word_problems.story import LETTERS, Story, Unread, solved, text_of
from subjects.expression import Expr, Neg, Relation, Sym, number
from subjects.problem import Lang
from subjects.tokens import fold, read_number

_COUNT = r"(?P<n>\d+|un|una|a|an|one|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|two|three|four|five|six|seven|eight|nine|ten)"
_MONEY = (
    r"(?:(?P<sign>[€$£])\s?)?(?P<money>\d+(?:[.,]\d+)?)\s*(?P<unit>€|euros?|\$|dollars|dolares|£|pounds)?"
)
_STOP = frozenset(
    [
        "y",
        "e",
        "de",
        "la",
        "el",
        "los",
        "las",
        "por",
        "con",
        "que",
        "en",
        "para",
        "and",
        "the",
        "of",
        "for",
        "with",
        "cuestan",
        "cuesta",
        "valen",
        "vale",
        "cost",
        "costs",
        "euros",
        "euro",
        "kg",
        "kilos",
        "kilo",
        "litros",
        "anos",
        "pounds",
        "dollars",
        "total",
        "hay",
        "is",
        "are",
        "precio",
    ]
)
_ITEM = re.compile(
    rf"\b{_COUNT}\s+(?:(?:kg|kilos?|kilogramos|litros?|bolsas|paquetes|packs|bottles|botellas)\s+(?:de|of)\s+|(?:entradas?|billetes?|tickets?)\s+(?:de|para)\s+|de\s+)?(?P<thing>[a-zñ]{{3,}})"
)
_PAYS = re.compile(
    r"\b(?:cuestan|cuesta|costaron|costo|valen|vale|pag\w+|por|cost|costs|paid|pays|for|gast\w+|spent|cobr\w+)\b[^.;?\d]{0,30}?"
    + _MONEY
    + r"|,\s*(?:(?P<sign2>[€$£])\s?)?(?P<money2>\d+(?:[.,]\d+)?)\s*(?P<unit2>€|euros?|\$|dollars|dolares|£|pounds)"
)


def _stem(word: str) -> str:
    """One form for singular and plural."""
    return (
        re.sub(r"(?:ces)$", "z", word)
        if word.endswith("ces")
        else re.sub(r"(?<=[aeiou][lnrdj])es$|s$", "", word)
    )


@lru_cache(maxsize=1)
def _data() -> tuple[Mapping[str, int], Mapping[str, tuple[str, ...]]]:
    data = tomllib.loads((Path(__file__).parent / "counts.toml").read_text(encoding="utf-8"))
    legs = {word: int(size) for size, words in data["legs"].items() for word in words}
    return legs, {name: tuple(words) for name, words in data["words"].items()}


def _amount(text: str, lang: Lang) -> Fraction:
    if text in ("un", "una", "a", "an", "one"):
        return Fraction(1)
    if text in NUMBER_WORDS:
        return Fraction(NUMBER_WORDS[text])
    found = read_number(text, lang)
    if found is None:
        raise Unread("not_understood", text)
    return found[0]


def read(text: str, lang: Lang) -> Story | None:
    """The story, or None when it is of another kind; raises Unread for one that is not surely understood."""
    plain = fold(text)
    for act in (_legs, _purchase, _coins, _percent, _mixture, _spent):
        story = act(plain, lang)
        if story is not None:
            return story
    return None


def _figures(plain: str) -> int:
    return len(re.findall(r"\d+(?:[.,]\d+)?", plain))


def _system(
    names: Sequence[str],
    rows: Sequence[tuple[Sequence[Fraction], Fraction]],
    unit: str,
    scene: str,
    plain: str,
    whole: bool,
) -> Story:
    letters = [Sym(LETTERS[at]) for at in range(len(names))]
    pairs: list[tuple[Expr, Expr]] = []
    for factors, total in rows:
        terms = [times(factor, letter) for factor, letter in zip(factors, letters, strict=True) if factor]
        pairs.append((added(terms), number(total)))
    relations = tuple(Relation(("=",), pair) for pair in pairs)
    values = solved(relations, LETTERS[: len(names)])
    if values is None or any(each <= 0 or (whole and each.denominator != 1) for each in values.values()):
        raise Unread("inconsistent", "values")
    asked = _asked(plain, names)
    wanted = tuple((name, LETTERS[names.index(name)]) for name in asked)
    return Story(scene, tuple(names), tuple(text_of(*pair) for pair in pairs), wanted, unit, whole)


_QUESTION = re.compile(
    r"(?:\bcuant\w+|\bcual\w*|\bhow (?:much|many)|\bwhat|\bfind|\bcalcula\w*|\bhalla\w*|\baverigua\w*|\bdetermina\w*)([^.?]*)"
)


def _asked(plain: str, names: Sequence[str]) -> list[str]:
    """The things that the last question names; all of them when it names none or both."""
    pieces = _QUESTION.findall(plain)
    if not pieces:
        return list(names)
    words = {_stem(word) for word in re.findall(r"[a-zñ]+", pieces[-1])}
    hits = [name for name in names if name in words]
    return hits or list(names)


def _legs(plain: str, lang: Lang) -> Story | None:
    """`35 cabezas y 94 patas`, or cars and motorbikes with their wheels."""
    legs, words = _data()
    kinds = list(
        dict.fromkeys(stem for word in re.findall(r"[a-zñ]+", plain) if (stem := _stem(word)) in legs)
    )
    found: dict[str, Fraction] = {}
    for each in re.finditer(r"(\d+)\s+([a-zñ]+)", plain):
        stem = _stem(each.group(2))
        name = "heads" if stem in words["heads"] else "legs" if stem in words["legs"] else ""
        if name:
            if name in found:
                return None
            found[name] = _amount(each.group(1), lang)
    if len(kinds) != 2 or set(found) != {"heads", "legs"} or legs[kinds[0]] == legs[kinds[1]]:
        return None
    if _figures(plain) != 2:
        raise Unread("not_understood", "numbers")
    rows = [([Fraction(1), Fraction(1)], found["heads"]), ([Fraction(legs[k]) for k in kinds], found["legs"])]
    return _system(kinds, rows, "", "legs", plain, whole=True)


def _purchase(plain: str, lang: Lang) -> Story | None:
    """`2 cuadernos y 3 bolígrafos cuestan 12 €`, twice."""
    rows: list[tuple[dict[str, Fraction], Fraction]] = []
    used, unit, at = 0, "€", 0
    for paid in _PAYS.finditer(plain):
        if not any(paid.group(name) for name in ("unit", "sign", "unit2", "sign2")):
            continue
        if re.match(r"\s*(?:mas|menos|more|less|cheaper|dearer)\b", plain[paid.end() : paid.end() + 20]):
            return None  # "cuesta 2 € más que": a relation, no price
        items: dict[str, Fraction] = {}
        for item in _ITEM.finditer(plain, at, paid.start()):
            thing = _stem(item.group("thing"))
            if item.group("thing") in _STOP:
                continue
            if item.group("n") in ("un", "una", "a", "an", "one") and thing not in _things(rows) and rows:
                continue
            if thing in items:
                return None
            items[thing] = _amount(item.group("n"), lang)
            used += item.group("n").isdigit()
        unit = _unit(paid)
        at = paid.end()
        if items:
            rows.append((items, _amount(paid.group("money") or paid.group("money2"), lang)))
            used += 1
    if len(rows) < 2 or len(_things(rows)) < 2:
        return None
    first = set(rows[0][0])
    for items, _ in rows:  # "un cliente compra 2 …": a lone article before a word that is bought nowhere else
        for thing in [
            each
            for each in items
            if items[each] == 1 and sum(each in row for row, _ in rows) == 1 and len(items) > 2
        ]:
            del items[thing]
    names = _things(rows)
    if len(rows) != 2 or len(names) != 2 or used != _figures(plain) or not first:
        raise Unread("not_understood", "purchase")
    if re.search(r"descuent|rebaj|discount|devuel|change|sobr\w+ ", plain):
        raise Unread("not_supported", "purchase")
    table = [([items.get(name, Fraction(0)) for name in names], total) for items, total in rows]
    return _system(names, table, unit, "prices", plain, whole=False)


def _things(rows: Sequence[tuple[Mapping[str, Fraction], Fraction]]) -> list[str]:
    return list(dict.fromkeys(thing for items, _ in rows for thing in items))


def _unit(found: re.Match[str]) -> str:
    text = "".join(found.group(name) or "" for name in ("sign", "unit", "sign2", "unit2"))
    return "$" if "$" in text or "dol" in text else "£" if "£" in text or "pound" in text else "€"


_VALUES = re.compile(
    r"(?:(?:monedas|billetes|coins|notes|bills)\s+(?:de|of)\s+)(?P<a>\d+(?:[.,]\d+)?)\s*(?P<ua>€|euros?|centimos|cts?|cents)?"
    r"\s*(?:,|y|and)\s*(?:(?:monedas|billetes|coins|notes|bills)?\s*(?:otr[ao]s\s*)?(?:de|of)\s+)?(?P<b>\d+(?:[.,]\d+)?)\s*"
    r"(?P<ub>€|euros?|centimos|cts?|cents)"
)
_IN_ALL = re.compile(r"(\d+(?:[.,]\d+)?)\s*(€|euros|pounds|dollars)")
_ENGLISH_COINS = re.compile(r"\b(\d+)(?:[- ]cent|p|c) and (\d+)(?:[- ]cent|p|c) (coins)")
_ENGLISH_COIN = re.compile(r"\b(\d+)(?:[- ]cent|p|c) (coins)")


def _coins(plain: str, lang: Lang) -> Story | None:
    """Coins or notes of two values, how many they are and what they are worth."""
    plain = _ENGLISH_COINS.sub(lambda m: f"{m[3]} of {m[1]} cents and {m[2]} cents", plain)
    plain = _ENGLISH_COIN.sub(r"\2 of \1 cents", plain)
    values = _VALUES.search(plain)
    if values is None:
        return None
    # the value that the question names counts nothing: "¿cuántos billetes de 10 tiene?"
    plain = re.sub(
        r"(\bcuant\w+|\bhow many) (\w+) (?:de|of) (\d+(?:[.,]\d+)?)", lambda m: f"{m[1]} v{m[3]}", plain
    )
    asked = re.findall(r"\bv(\d+(?:[.,]\d+)?)", plain)
    plain = re.sub(r"\bv\d+(?:[.,]\d+)?\s*(?:€|euros?|centimos|cts?|cents)?", "", plain)
    values = _VALUES.search(plain) or values
    rest = plain[: values.start()] + " @ " + plain[values.end() :]
    counts = re.findall(r"\b(\d+)\s+(?:@|monedas|billetes|coins|notes|bills|en total)", rest)
    totals = [each.group(1) for each in _IN_ALL.finditer(rest)]
    if len(counts) != 1 or len(totals) != 1 or _figures(plain) != 4:
        raise Unread("not_understood", "coins")
    scale = [_worth(values.group("a"), values.group("ua") or values.group("ub"), lang)]
    scale.append(_worth(values.group("b"), values.group("ub"), lang))
    if scale[0] == scale[1]:
        raise Unread("not_understood", "coins")
    names = [
        f"{values.group('a')}{_cents(values.group('ua') or values.group('ub'))}",
        f"{values.group('b')}{_cents(values.group('ub'))}",
    ]
    rows = [([Fraction(1), Fraction(1)], _amount(counts[0], lang)), (scale, _amount(totals[0], lang))]
    story = _system(names, rows, "", "coins", plain, whole=True)
    hits = tuple(pair for pair in story.asked if pair[0].rstrip("c") in asked)
    if asked and not hits:
        raise Unread("not_understood", "coins")
    return replace(story, asked=hits) if hits else story


def _cents(unit: str) -> str:
    return "c" if unit.startswith("c") else ""


def _worth(text: str, unit: str, lang: Lang) -> Fraction:
    return _amount(text, lang) / (100 if unit.startswith("c") else 1)


def _percent(plain: str, lang: Lang) -> Story | None:
    """A price after a discount or a rise; the price before it is asked."""
    _, words = _data()
    shares = re.findall(r"(\d+(?:[.,]\d+)?)\s*(?:%|por ciento|percent|per cent)", plain)
    prices = re.findall(
        r"(?:[€$£]\s?(\d+(?:[.,]\d+)?))|(\d+(?:[.,]\d+)?)\s*(€|euros?|\$|dollars|£|pounds)", plain
    )
    if len(shares) != 1 or len(prices) != 1 or _figures(plain) != 2:
        return None
    tokens = re.findall(r"[a-zñ]+", plain)
    down, up = (any(word in tokens for word in words[name]) for name in ("down", "up"))
    question = " ".join(_QUESTION.findall(plain))
    before = any(re.search(rf"\b{word}\b", question) for word in words["before"])
    if down == up or not before:
        return None
    share = _amount(shares[0], lang) / 100
    factor = 1 - share if down else 1 + share
    price = _amount(prices[0][0] or prices[0][1], lang)
    if factor <= 0 or re.search(
        r"\bahorr\w+|\bsaved?\b|descuento de \d+ ?(?:€|euro)|de descuento en euros", plain
    ):
        raise Unread("not_understood", "percentage")
    letter = Sym("x")
    part = times(share, letter)
    left = added([letter, part]) if up else added([letter, Neg(part)])
    unit = "$" if "$" in plain or "dollar" in plain else "£" if "£" in plain or "pound" in plain else "€"
    return Story("percentage", ("price",), (text_of(left, number(price)),), (("price", "x"),), unit)


_RATE = re.compile(
    r"(\d+(?:[.,]\d+)?)\s*(?:€|euros?)\s*(?:/|el|por|per|a|cada)\s*(?:kg|kilos?|kilogramo|litros?|l|litres?|liters?)\b"
)
_WEIGHT = re.compile(r"(\d+(?:[.,]\d+)?)\s*(kg|kilos|litros|l|litres|liters)\b")
_MIX = re.compile(r"\bmezcl\w*|\bmix\w*|\bblend\w*")


def _mixture(plain: str, lang: Lang) -> Story | None:
    """Coffee or oil of two prices: so much of one with the other, or so much of the mixture."""
    rates = list(_RATE.finditer(plain))
    if _MIX.search(plain) is None or not rates:
        return None
    places = [found.span() for found in rates]
    weights = [w for w in _WEIGHT.finditer(plain) if not any(a <= w.start() < b for a, b in places)]
    if len(rates) != 3 or len(weights) != 1 or _figures(plain) != 4:
        raise Unread("not_understood", "mixture")
    weight = weights[0]
    prices = [_amount(found.group(1), lang) for found in rates]
    ahead = [at for at, (start, _) in enumerate(places) if start > weight.start()]
    last = prices[2]
    if not min(prices[:2]) < last < max(prices[:2]) or not ahead:
        raise Unread("not_understood", "mixture")
    amount, unit = _amount(weight.group(1), lang), "kg" if weight.group(2)[0] == "k" else "L"
    near = re.sub(r"[^a-z]+", " ", plain[max(0, weight.start() - 30) : places[ahead[0]][0]])
    if ahead[0] == 2 or re.search(
        r"\b(?:obtener|conseguir|mezcla de|hacer|to get|to make|mixture of)\b", near
    ):
        if ahead[0] != 2:
            raise Unread("not_understood", "mixture")
        rows = [([Fraction(1), Fraction(1)], amount), (prices[:2], last * amount)]
        return _system(("first", "second"), rows, unit, "mixture", plain, whole=False)
    own, other = prices[ahead[0]], prices[1 - ahead[0]]
    letter = Sym("x")
    left = added([times(other, letter), number(own * amount)])
    right = times(last, added([letter, number(amount)]))
    if not re.search(r"\b(?:cuant\w+|how m\w+)\b", plain):
        raise Unread("not_understood", "mixture")
    return Story("mixture", ("amount",), (text_of(left, right),), (("amount", "x"),), unit)


_LEFT = re.compile(
    r"\b(?:quedan?|quedaron|sobran?|sobraron|quedaban)\b[^.?\d]{0,25}?(?P<a>\d+(?:[.,]\d+)?)\s*(?P<ua>€|euros?|litros|l|km|m|paginas|kg)?"
    r"|(?P<b>\d+(?:[.,]\d+)?)\s*(?P<ub>€|euros|litres|liters|km|m|pages|kg)?\s*(?:left|remain\w*)"
    r"|\b(?:has|had|are)\s*(?P<sc>[€$£])?(?P<c>\d+(?:[.,]\d+)?)\s*(?P<uc>€|euros|litres|liters|pages)?\s*(?:left|remaining)"
)
_OF_REST = re.compile(
    r"(?:\s*(?:parte|partes))?\s*(?:de lo que|del resto|of what|of the rest|of the remain\w+|de los que|del dinero que)\b"
)
_START = re.compile(
    r"\b(?:tenia|habia|al principio|inicial\w*|al salir|capacidad|mide|media|tiene (?:el|la)|at first|start\w*|originally|begin\w*|did \w+ have|in all)\b"
)
_PART = re.compile(
    r"(?P<n>\d+)/(?P<d>\d+)|\b(?P<w>la mitad|half|un tercio|a third|one third|la tercera parte|un cuarto|a quarter|one quarter"
    r"|la cuarta parte|un quinto|a fifth|la quinta parte|dos tercios|two thirds|tres cuartos|three quarters|dos quintos"
    r"|two fifths|tres quintos|three fifths|la sexta parte|un sexto|la decima parte)\b"
)
_WORDS = {
    "mitad": "1/2", "half": "1/2", "tercio": "1/3", "third": "1/3", "tercera": "1/3", "cuarto": "1/4", "quarter": "1/4",
    "cuarta": "1/4", "quinto": "1/5", "fifth": "1/5", "quinta": "1/5", "sexta": "1/6", "sexto": "1/6", "decima": "1/10",
}  # fmt: skip
_COUNTED = {
    "dos tercios": "2/3",
    "two thirds": "2/3",
    "tres cuartos": "3/4",
    "three quarters": "3/4",
    "dos quintos": "2/5",
    "two fifths": "2/5",
    "tres quintos": "3/5",
    "three fifths": "3/5",
}


def _spent(plain: str, lang: Lang) -> Story | None:
    """Parts of a quantity spent one after the other, and what is left; the whole is asked."""
    left = list(_LEFT.finditer(plain))
    parts = list(_PART.finditer(plain))
    if len(left) != 1 or not parts or len(parts) > 3:
        return None
    question = " ".join(_QUESTION.findall(plain))
    if not _START.search(question) or re.search(r"\b(?:gasto|gasta|gastado|spend|spent)\b", question):
        return None
    shares = []
    for part in parts:
        share = (
            Fraction(int(part["n"]), int(part["d"])) if part["n"] and int(part["d"]) else _spoken(part["w"])
        )
        if share is None or not 0 < share < 1:
            raise Unread("not_understood", "parts")
        shares.append((share, _OF_REST.match(plain, part.end()) is not None))
    figures = sum(2 for part in parts if part["n"]) + 1
    if _figures(plain) != figures:
        raise Unread("not_understood", "numbers")
    rest: Expr = Sym("x")
    terms: list[Expr] = [rest]
    for share, of_rest in shares:
        base = added(list(terms)) if of_rest else Sym("x")
        terms.append(Neg(times(share, base)))
    found = left[0]
    amount = _amount(found["a"] or found["b"] or found["c"], lang)
    unit = _tail_unit(found["ua"] or found["ub"] or found["uc"] or found["sc"] or "")
    equation = text_of(added(terms), number(amount))
    values = solved((Relation(("=",), (added(terms), number(amount))),), ("x",))
    if values is None or values["x"] <= amount:
        raise Unread("inconsistent", "parts")
    return Story("parts", ("whole",), (equation,), (("whole", "x"),), unit)


def _spoken(text: str | None) -> Fraction | None:
    if text is None:
        return None
    if text in _COUNTED:
        return Fraction(_COUNTED[text])
    return next((Fraction(_WORDS[word]) for word in text.split() if word in _WORDS), None)


def _tail_unit(text: str) -> str:
    if text.startswith(("€", "eur")):
        return "€"
    return "L" if text in ("l", "litros", "litres", "liters") else "" if text.startswith("pag") else text
