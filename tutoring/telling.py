"""What a sentence tells of the answer other than by writing its equation: in a phrase, by a property, by a sum, in code.

Text only, by patterns in both languages. A question that leads is no telling; one that holds the answer as a supposition
(«¿y si fuera 6?») is. Each function gives the words that tell, or "".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from fractions import Fraction
from itertools import permutations

from tutoring.closing import taken_for_granted
from tutoring.numbers import Number, figures, words
from tutoring.spans import normal

_GAP = r"[^\d.;:?!]{0,40}$"
_NAMES = (
    r"(?:antes de |para |al )?lleg(?:ar|as|a|ó|arás|amos) a|quedar(?:á|te)?|ends? up with|ended up with|reach(?:es|ed|ing)?|"
    r"getting to|"
    r"hay que (?:poner|escribir)|(?:sheet|hoja|libro|book)(?: \w+){0,3} (?:has|have|says?|brings|pone|dice|tiene|trae)|"
    r"anda por|ronda|"
    r"(?:somewhere )?around|(?:back|last) pages?|sali(?:ó|eron|era)|handed|"
    r"given to me|me (?:dieron|han dado|pasaron)|"
    r"written down|apuntado|últimas páginas|no es otr[oa] que|(?:no|none) other than|daría|"
    r"saldría|sería|respuestas?|resultado|"
    r"soluci[oó]n(?:es)?|solucionario|inc[oó]gnita|"
    r"valor|vale|sale|obtienes|quedan?|"
    r"da|llamad[oa]|acertado|prueba|pon|answers?|result|solution|value|unknown|worth|comes? (?:out )?(?:at|to|as)|gives?|"
    r"gets?|you got it with|"
    r"got|called|key|try|put|paso es|step is"
)
_STATED = re.compile(rf"\b(?:{_NAMES})\b{_GAP}", re.IGNORECASE)
_WHY = re.compile(r"\b(?:por qué|why)\b", re.IGNORECASE)
_ZERO = re.compile(
    r"\b(?:respuesta|resultado|soluci[oó]n|valor|llamad[oa]|answer|result|solution|value|called)\b[^\d.;:?!]{0,30}$",
    re.IGNORECASE,
)
"""Before «cero»: a product that gives zero is a rule of the class, no result."""
_SUPPOSED = re.compile(
    r"(?:\b(?:fuera|fuese|pruebas? con|probamos con|pones|poner|poniendo|putting|pensaras? en|"
    r"supongamos(?: \w+){0,4} que (?:es|da|sale|"
    r"llegas a)|imagina que (?:es|da|sale)|"
    r"antes de llegar a|llegas a|en el caso de|(?:fit|encaja|cuadra|encajaría|cuadraría) con|fits? with|(?:in )?the case of|"
    r"van? a (?:ser|dar|salir|quedar)|(?:going to|gonna) be|"
    r"(?:that|if) (?:you|we) (?:reach|get|"
    r"got)|(?:cuando|una vez que) tengas(?: (?:tus?|el|la|los|las))?|once you have (?:your|"
    r"the|a)?|thinking of|picture it being|"
    r"imagine (?:it|that it)(?: is| being)?|suppose (?:it|that it) is|"
    r"before (?:you )?(?:reach|reaching|getting to|get to)|(?:y|qué) si [\w ]{0,12}?(?:es|vale)|crees que (?:da|sale|es|vale)|"
    r"no (?:es|será|sería|vale)|pod(?:ría|rá) ser|puede ser|were|was|you try|if (?:it|\w) (?:is|equals)|think it (?:gives|is)|"
    r"(?:isn't|couldn't|could|might|can) (?:it|that|\w)(?: not)?(?: be)?)\s*)$",
    re.IGNORECASE,
)
_MONEY = r"(?:a total of |un total de |exactly |actually |only |just |about |sólo |solo )?[$€£]?\s*"
_FINAL = re.compile(
    r"\b(?:answers?|result|solution|total|respuesta|resultado|soluci[oó]n)\b[^\d.;:?!]{0,40}$", re.IGNORECASE
)
_COMES = re.compile(
    r"(?:=|≈|\b(?:which|that|it|lo que|que)(?:'s| is| are| was| would be| es| son| sería)|"
    r"\b(?:equals?|gives?|gave|gets?|got|makes?|making|leaves?|leaving|comes? to|"
    r"(?:should|would|will|must|has to) (?:actually |then )?be|"
    r"adds? up to|totals?|earns?|earned|spends?|spent|pays?|paid|saves?|saved|bought|sold|costs?|"
    r"da|dan|sale|salen|queda|quedan|obtienes|obtenemos|suman?|hacen|ganan?|gana|ganó|gasta|gastó|paga|pagó|cuesta|cuestan|"
    r"debería ser|deberían ser|tiene que ser)(?: (?:you|us|her|him|them|te|nos|le|it))?) $",
    re.IGNORECASE,
)
_THEIRS = re.compile(
    r"\b(?:the|that|this|those|these|your|el|la|los|las|ese|esa|esos|esas|este|esta|estos|estas|tu|tus) $|"
    r"\byou(?:'ve| have| had)?(?: \w+ly)? (?:said|wrote|put|got|found|had|have|think|thought|used|counted|added|subtracted|"
    r"multiplied|divided|calculated|computed|obtained|reached|stated|mentioned|came|worked|started)\b[^.;:?!]*$|"
    r"\b(?:your|tus?|(?:has|habías) (?:\w+[dt]o|dicho|hecho)|\w{2,}aste|escribiste|pusiste|dijiste|dividiste|"
    r"obtuviste|hiciste|te (?:dio|salió|salía|quedó|ha dado|ha salido))\b[^.;:?!]*$",
    re.IGNORECASE,
)
"""Before a number that the student is said to have written, or that is pointed at: «your 49», «el 105», «you got 30»."""
_MOST = r"(?:great|bigg|larg|small|high|low)(?:est|er)|most|least|mayor|menor|más (?:grande|pequeñ[oa]|alt[oa]|baj[oa])"
_RANKED = (
    re.compile(rf"\b(?:{_MOST})\b.*\b(?:is|es|son|are|sería|would be) $", re.IGNORECASE),
    re.compile(rf"^\s*(?:is|es)\s+(?:the |el |la )?(?:{_MOST})\b", re.IGNORECASE),
)
"""What stands before and after a datum that is said to be the one sought: «the greatest number is 5», «5 is greater than 3»."""
_CALLS = (
    r"\b(?:is|are|it's|called|es|son|está|están|se llaman?)(?: (?:actually|really|just|simply|realmente|en realidad|solo))?"
    r"(?: (?:in|on|en))?(?: (?:an?|the|una?|el|la|los|las|del?))?(?: (?:number|número))? "
)
_IS = re.compile(r"(?:^|[,;:.]|\b(?:pero|but))\s*(?:(?:it|that) )?(?:es|son|era|fue|va|is|are|was|it's)$", re.IGNORECASE)
_ALONE = re.compile(
    r"^\W*(?:(?:pues|sí|no|vale|bueno|well|yes|so|ok|bingo|redondeando|rounding(?: it)?|roughly|aproximando|más o menos|"
    r"casi|almost|"
    r"exacto|exactly|es|son|it is|it's|aproximadamente|"
    r"approximately|about|unos|unas)\b"
    r"[\s,:]*)*$",
    re.IGNORECASE,
)
_AMONG = re.compile(r"\b(?:in|en|of|de|from|with|con|for|por|para)$", re.IGNORECASE)
_NONE = re.compile(
    r"\bno (?:tiene|hay|existe)\b[^?]*\bsoluci|\bsin soluci|\b(?:es imposible|incompatible)\b|"
    r"\bno solutions?\b|\bis impossible\b",
    re.IGNORECASE,
)
_ALL = re.compile(
    r"\binfinit[ao]s\b|\binfinitely\b|\bcualquier (?:valor|número)|\bany (?:value|number)|\ball (?:values|numbers|reals)|"
    r"\btodos los (?:números|valores|reales)",
    re.IGNORECASE,
)
_NUMBER = r"([-−]?\d+(?:[.,]\d+)?(?:/\d+)?)"
_SHARES: tuple[tuple[re.Pattern[str], Fraction], ...] = tuple(
    (re.compile(rf"\b(?:{words_})\s+(?:de|of)?\s*{_NUMBER}", re.IGNORECASE), factor)
    for words_, factor in (
        ("mitad|half", Fraction(1, 2)), ("doble|twice|double", Fraction(2)), ("triple|three times", Fraction(3)),
        ("tercio|tercera parte|a third", Fraction(1, 3)), ("cuarta parte|a quarter", Fraction(1, 4)),
    )
)  # fmt: skip
_SUMS = re.compile(
    rf"{_NUMBER}\s*(\+|[-−–]|·|×|\*|/|más|menos|por|entre|plus|minus|times|and|y)\s*{_NUMBER}", re.IGNORECASE
)
_PERCENT_OF_ONE = re.compile(rf"{_NUMBER}\s*%\s+(?:de|of)\s+(?:un[oa]|one|1)\b(?![.,]\d)", re.IGNORECASE)
_OF_IT = re.compile(
    rf"{_NUMBER}[^?\d]{{0,30}}\b(?:(?P<half>half|mitad)|(?P<double>twice|double|doble)|(?P<triple>triple|three times))\b"
    r"(?:(?: of| de)?(?: it| that| él| ella| eso| esto| ese)\b|\W*$)", re.IGNORECASE
)  # fmt: skip
_THEN = re.compile(
    rf"{_NUMBER}[^?\d]{{0,20}}\b(add|súmale|suma(?:le)?|añáde(?:le)?|añade|take away|subtract|quíta(?:le)?|quita|réstale|"
    rf"resta|multiply by|"
    r"multiplica(?:lo)? por|multiplícalo por|divide(?: it)? by|divídelo (?:entre|por))\s+" + _NUMBER, re.IGNORECASE
)  # fmt: skip
_SHORT_OF = re.compile(
    rf"{_NUMBER}\s+(short of|less than|fewer than|below|menos que|por debajo de|more than|above|más que|"
    rf"por encima de)\s+{_NUMBER}|"
    rf"\b(?:take|subtract|quítale|réstale|quita|resta)\s+{_NUMBER}\s+(?:from|a|de)\s+{_NUMBER}|"
    rf"\b(?:falta|faltan|le faltan?)\s+{_NUMBER}\s+para\s+{_NUMBER}", re.IGNORECASE
)  # fmt: skip
_FACTOR = {"half": Fraction(1, 2), "double": Fraction(2), "triple": Fraction(3)}
_PARTS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(\w+)\s+(?:parts? out of|partes? (?:de|entre)|out of|de cada)\s+(\w+)",
        r"\b(?:share|split|divide|reparte|divide) (\w+) (?:among|between|into|entre) (\w+)",
        r"\b(?:ratio|quotient|cociente|razón) (?:of|de|entre) (\w+)\s+(?:to|and|y|entre)\s+(\w+)",
    )
)
_TIMES_SOUGHT = re.compile(
    r"\b(?:mitad|doble|triple|tercio|cuarta parte|\w+ veces|half|twice|double|\w+ times|a third|a quarter)\s+(?:de |of )?"
    r"(?:lo que (?:buscas|sale|te piden)|el resultado|del resultado|la respuesta|what you (?:want|seek|look for|are looking for)|"
    r"the (?:answer|result))\b", re.IGNORECASE
)  # fmt: skip
_RAISED = re.compile(
    r"(?:(?<=[\s:«(])|^)([⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+(?:[.,][⁰¹²³⁴⁵⁶⁷⁸⁹]+)?|"
    r"[₋]?[₀₁₂₃₄₅₆₇₈₉]+(?:[.,][₀₁₂₃₄₅₆₇₈₉]+)?)(?=[\s.,;:!?»)]|$)"
)
_SMALL_FIGURES = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹₋₀₁₂₃₄₅₆₇₈₉", "-0123456789-0123456789")
_WORKED_OUT = re.compile(
    rf"(?<![\w.,=+*·/^-]){_NUMBER}\s*(más|menos|por|entre|plus|minus|times|divided by)\s*{_NUMBER}\s*"
    rf"(?:es|son|da|dan|is|are|makes?|gives?|equals?)\s+{_NUMBER}(?![\w,.]*[\w/*^+-])",
    re.IGNORECASE,
)
_FEWEST = 3
"""Below it number words are articles and pairs."""
_TIMES = frozenset({"·", "×", "*", "por", "times"})


def result(sentence: str, numbers: Iterable[Number], is_answer: Callable[[Number], bool]) -> str:
    """A number of the sentence that is stated as the result, or supposed to be: «la respuesta es 6», «¿y si fuera 6?»,
    «6.»."""
    told = taken_for_granted(sentence)
    asked = "?" in told and _WHY.search(told) is None
    for number in numbers:
        if not is_answer(number) or _in_expression(sentence, number):
            continue
        if number.worded and not number.value and not _ZERO.search(sentence[: number.start]):
            continue
        ahead = sentence[: number.start]
        before = ahead.rstrip(" $\\({[«\"'-−")
        if number.worded and number.value == 1 and _AMONG.search(before):  # «in one equation»: an article
            continue
        if asked and _SUPPOSED.search(before):
            return sentence[max(0, number.start - 20) : number.end]
        if not asked and (_STATED.search(before) or _IS.search(before) or _lone(sentence, number)):
            return sentence[max(0, number.start - 20) : number.end]
    return ""


def handed(sentence: str, numbers: Iterable[Number], given: bool) -> str:
    """A number of these that the sentence gives out, and does not only point at or lay to the student: «which is $96», «they
    need 8 more», «10 · 6 = 60». Of a number that is a datum of the problem (`given`) only «the answer is …» counts, and what
    ranks it."""
    for number in () if "?" in sentence else numbers:
        if _in_expression(sentence, number):
            continue
        before = re.sub(_MONEY + "$", "", sentence[: number.start].rstrip(" $\\({[\"'"), flags=re.IGNORECASE).rstrip() + " "
        told = _COMES.search(before) or not (_article(number) or _THEIRS.search(before))
        ranked = _RANKED[0].search(before) or _RANKED[1].search(sentence[number.end :])
        if _FINAL.search(before) or (ranked if given else told):
            return sentence[max(0, number.start - 20) : number.end]
    return ""


def called(sentence: str, answer: str) -> str:
    """An answer in words that a sentence gives out, though the words are known: of «prime or composite?», «39 is composite»."""
    if "?" in sentence:
        return ""
    said = re.compile(rf"{_CALLS}{re.escape(answer)}(?:e?s)?\b", re.IGNORECASE)
    return next((found[0] for found in said.finditer(sentence) if not _THEIRS.search(sentence[: found.start()] + " ")), "")


def _article(number: Number) -> bool:
    """Whether it may be an article or a pair, as in «one of them», «the two sides», rather than a count."""
    return number.worded and abs(number.value) <= 2


def _in_expression(sentence: str, number: Number) -> bool:
    """Whether the number is a coefficient or a term: `3(2x - 1)`, `5x`, `7 = 2y`."""
    return not number.worded and re.match(r"[^\W\d_]|\s*[-−+*·×/^=<>≤≥²³(]", sentence[number.end :]) is not None


def _lone(sentence: str, number: Number) -> bool:
    """Whether the sentence is little else than the number, with a sign and a unit."""
    after = re.sub(r"[a-zA-Z°]{1,3}(?:[/·^]?[a-zA-Z\d²³]{1,2})*", "", sentence[number.end :], count=1)
    ahead = re.sub(r"\\\w+", "", sentence[: number.start]).rstrip(" -−$({")
    return _ALONE.match(ahead) is not None and not re.search(r"\w", after)


def nature(sentence: str, kind: str) -> str:
    """That there is no solution, or that all are, where that is the answer."""
    found = {"none": _NONE, "all": _ALL}[kind].search(sentence) if kind in ("none", "all") else None
    return found[0] if found else ""


_PRODUCT = "·⋅×*"
_FACTORS = 3
"""Letters of a product that are looked for in any order."""


def phrase(sentence: str, expression: str) -> bool:
    """Whether an expression is stated as the result: «la respuesta es x - 3»."""
    bare = [char for char in expression if not char.isspace() and char not in _PRODUCT]
    if len(bare) < 2 or "?" in sentence:
        return False
    orders = permutations(bare) if len(bare) <= _FACTORS and "".join(bare).isalpha() else (bare,)
    spellings = (rf"[\s{_PRODUCT}]*".join(map(re.escape, order)) for order in orders)
    found = next((match for spelling in spellings if (match := re.search(spelling, sentence))), None)
    if found is None:
        return False
    before = sentence[: found.start()].rstrip(" $\\({[«\"'")
    return _STATED.search(before) is not None or _IS.search(before) is not None


_THESE = re.compile(
    r"\b(?:l[oa]s|est[oa]s|es[oa]s|otr[oa]s|ambos|qué|en|de|the|these|those|other|which|into|in|of)\s+$", re.IGNORECASE
)
"""What stands before a «dos» that only points: «los dos», "into two", «qué dos»."""
_COUNTED = re.compile(
    r"^\s+(?:\w+ )?(?:lados?|miembros?|términos?|ecuaci\w+|incógnitas?|pasos?|líneas?|paréntesis|números?|partes?|"
    r"fracciones|cosas?|"
    r"veces|datos?|valores|soluciones|letras?|sitios?|opciones|elementos?|reactivos?|cuerpos?|tramos?|móviles|cantidades|"
    r"maneras|formas|"
    r"sides?|members?|terms?|equations?|unknowns?|steps?|lines?|brackets?|numbers?|parts?|fractions?|things?|times|pieces?|"
    r"data|values|"
    r"solutions?|letters?|places?|options?|elements?|reactants?|bodies|stages?|quantities|ways|of|de|más|more)\b",
    re.IGNORECASE,
)
"""What a number word may count in ordinary guidance: «los dos lados», «one more step»."""


def in_words(sentence: str, numbers: Iterable[Number], is_answer: Callable[[Number], bool]) -> str:
    """The answer as a number word that counts nothing of the mathematics: «te lo digo con letras: cuatro», «a castle with four
    towers». In a question only one that closes it: «¿y si pensaras en doce?»."""
    for number in numbers:
        ahead, after = sentence[: number.start], sentence[number.end :]
        alone = ahead.rstrip().endswith(":") and not after.strip(" .!»\"")
        article = number.value < 2 or _THESE.search(ahead) is not None
        few = not alone and article and 0 <= number.value < _FEWEST and number.value.denominator == 1
        if not number.worded or not is_answer(number) or few or _COUNTED.match(after):
            continue
        if "?" not in sentence or not after.strip(" ?.!,"):
            return sentence[max(0, number.start - 20) : number.end]
    return ""


def raised(sentence: str, answers: Collection[Fraction]) -> str:
    """The answer in small figures that stand by themselves: «⁻³», «₀,₂»."""
    for found in _RAISED.finditer(sentence):
        if _value(found[1].translate(_SMALL_FIGURES)) in answers:
            return found[1]
    return ""


def falsely_worked(sentence: str) -> str:
    """A sum said in a sentence that is not so: «1 plus 1 is 4», «ocho más seis son dieciséis»."""
    found = _WORKED_OUT.search(sentence)
    return found[0] if found and _worked(found) != _value(found[4]) else ""


def spaced(sentence: str, answers: Collection[Fraction]) -> str:
    """The answer with gaps between its figures: «5 1»."""
    for found in re.finditer(r"(?<![\d.,])\d(?: [\d.,])+(?![\d])", sentence):
        if re.fullmatch(r"\d+(?:[.,]\d+)?", joined := found[0].replace(" ", "")) and _value(joined) in answers:
            return found[0]
    return ""


def derived(sentence: str, answers: Collection[Fraction], known: str) -> str:
    """An operation between numbers that comes to the answer, which nobody has written before: «la mitad de 12»."""
    if "?" in sentence:
        return ""
    for pattern, factor in _SHARES:
        for found in pattern.finditer(sentence):
            if _value(found[1]) * factor in answers:
                return found[0]
    if (sought := _TIMES_SOUGHT.search(sentence)) and re.search(r"\d", sentence):
        return sought[0]
    for pattern, worth in (
        (_OF_IT, _of_it), (_PERCENT_OF_ONE, _hundredths), (_SHORT_OF, _apart_from), (_THEN, _done),
        *((one, _ratio) for one in _PARTS),
    ):  # fmt: skip
        for found in pattern.finditer(sentence):
            if worth(found) in answers:
                return found[0]
    for found in _SUMS.finditer(sentence):
        if _worked(found) in answers and normal(found[0]) not in known:
            return found[0]
    return ""


def _value(text: str) -> Fraction:
    above, _, below = text.replace("−", "-").replace(",", ".").partition("/")
    return Fraction(above) / (Fraction(below or 1) or 1)


def _count(text: str) -> Fraction | None:
    """A number in figures or in words, of either language."""
    if re.fullmatch(r"\d+", text):
        return Fraction(text)
    return next((number.value for number in worded(text)), None)


def _of_it(found: re.Match[str]) -> Fraction:
    """«Think of 12, keep half of it»."""
    return _value(found[1]) * _FACTOR[found.lastgroup or "half"]


def _hundredths(found: re.Match[str]) -> Fraction:
    """«300 % of one»."""
    return _value(found[1]) / 100


def _ratio(found: re.Match[str]) -> Fraction | None:
    """«Ten parts out of five», "the ratio of 12 to 2"; None where it is none of numbers."""
    one, two = _count(found[1]), _count(found[2])
    return one / two if one is not None and two else None


def _apart_from(found: re.Match[str]) -> Fraction:
    """«2 short of 10», «quítale 4 a 2», «faltan 2 para 10»."""
    if found[2]:
        more = found[2].lower() in ("more than", "above", "más que", "por encima de")
        return _value(found[3]) + (_value(found[1]) if more else -_value(found[1]))
    one, two = (found[4], found[5]) if found[4] else (found[6], found[7])
    return _value(two) - _value(one)


def _done(found: re.Match[str]) -> Fraction:
    """«Take 19 and add 2»."""
    one, verb, two = _value(found[1]), found[2].lower(), _value(found[3])
    if verb.startswith(("add", "suma", "súma", "añ")):
        return one + two
    if verb.startswith("mult"):
        return one * two
    return one / (two or 1) if verb.startswith("div") else one - two


def _worked(found: re.Match[str]) -> Fraction:
    one, sign, two = _value(found[1]), found[2].lower(), _value(found[3])
    if sign in _TIMES:
        return one * two
    if sign in ("/", "entre", "divided by"):
        return one / two if two else one
    return one - two if sign in ("-", "−", "–", "menos", "minus") else one + two


def stated(sentence: str) -> tuple[Number, ...]:
    """Every number of a sentence, in figures and in words."""
    return (*figures(sentence), *worded(sentence))


def worded(sentence: str) -> list[Number]:
    """The numbers said in words of either language."""
    return [*words(sentence, "es"), *words(sentence, "en")]
