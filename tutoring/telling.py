"""What a sentence tells of the answer other than by writing its equation: in a phrase, by a property, by a sum, in code.

Text only, by patterns in both languages. A question that leads is no telling; one that holds the answer as a supposition
(«¿y si fuera 6?») is. Each function gives the words that tell, or "".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from fractions import Fraction
from itertools import permutations

from tutoring.numbers import Number, words
from tutoring.spans import normal

_GAP = r"[^\d.;:?!]{0,40}$"
_NAMES = (
    r"daría|saldría|sería|respuestas?|resultado|soluci[oó]n(?:es)?|solucionario|inc[oó]gnita|valor|vale|sale|obtienes|quedan?|"
    r"da|llamad[oa]|acertado|prueba|pon|answers?|result|solution|value|unknown|worth|comes? to|gives?|gets?|you got it with|"
    r"got|called|key|try|put|paso es|step is"
)
_STATED = re.compile(rf"\b(?:{_NAMES})\b{_GAP}", re.IGNORECASE)
_ZERO = re.compile(
    r"\b(?:respuesta|resultado|soluci[oó]n|valor|llamad[oa]|answer|result|solution|value|called)\b[^\d.;:?!]{0,30}$",
    re.IGNORECASE,
)
"""Before «cero»: a product that gives zero is a rule of the class, no result."""
_SUPPOSED = re.compile(
    r"(?:\b(?:fuera|fuese|pruebas? con|probamos con|pones|(?:y|qué) si [\w ]{0,12}?(?:es|vale)|crees que (?:da|sale|es|vale)|"
    r"were|was|you try|if (?:it|\w) (?:is|equals)|think it (?:gives|is))\s*)$",
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
    r"\b(?:is|are|it's|called|es|son|está|están|se llaman?)(?: (?:actually|really|in fact|just|simply|realmente|en realidad|solo))?"
    r"(?: (?:in|on|en))?(?: (?:an?|the|una?|el|la|los|las|del?))?(?: (?:number|número))? "
)
_IS = re.compile(r"(?:^|[,;:.])\s*(?:(?:it|that) )?(?:es|son|is|are|it's)$", re.IGNORECASE)
_ALONE = re.compile(
    r"^\W*(?:(?:pues|sí|no|vale|bueno|well|yes|so|ok|es|son|it is|it's|aproximadamente|approximately|about|unos|unas)\b"
    r"[\s,:]*)*$",
    re.IGNORECASE,
)
_LEAD = (
    r"^\W*(?:(?:sí|si|no|vale|bueno|pues|bien|yes|well|ok|right|not)\b[\s,.:]*)*"
    r"(?:(?:el|la|los|las|tu|su|the|your)\s+(?:resultado|n[uú]mero|valor|respuesta|soluci[oó]n|inc[oó]gnita|result|number|"
    r"value|answer|solution|unknown)(?:\s+final)?\s+|it\s+|{unknown}\s+|[a-z]\s+)?"
    r"(?:no\s+)?(?:es|está|son|sale|saldrá|será|da|acaba|empieza|termina|tiene|is|lies|ends|starts|begins|has|will be|"
    r"is not|isn't|comes out)\b"
)
_FIGURED = (
    r"(?=.*?(?:\d|\b(?:cero|un[oa]?|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|zero|one|two|three|four|five|six|seven|eight|"
    r"nine|par|impar|even|odd|vocal|consonante|vowel|consonant|letra|letter)\b))"
)
_PROPERTY = re.compile(
    r"\b(?:im)?par(?:es)?\b|\benter[oa]s?\b|\bpositiv[oa]s?\b|\bnegativ[oa]s?\b|\b(?:cifra|dígito|digit)s?\b(?! signif)|"
    r"\bprimo\b|\bmúltiplo\b|\bmayor(?:es)?\b|\bmenor(?:es)?\b|\bmás (?:grande|pequeñ[oa]|alt[oa]|baj[oa])\b|\bentre\b.*\d|"
    rf"\b(?:acaba en|empieza (?:por|con)|ends? in|starts? with)\b{_FIGURED}|\bodd\b|"
    r"\beven\b|\bwhole number\b|\binteger\b|\bpositive\b|\bnegative\b|\bprime\b|"
    r"\bmultiple\b|\bgreater\b|\bless\b|\b(?:bigg|small|larg|high|low)er\b|\bbetween\b.*\d|\bdecimal\b",
    re.IGNORECASE,
)
_AMONG = re.compile(r"\b(?:in|en|of|de|from|with|con|for|por|para)$", re.IGNORECASE)
_DIGIT = re.compile(
    r"\b(?:cifra|dígito|digit)\b(?! signif)[^?]*\d|"
    r"\b(?:primera|última|segunda|tercera|first|last|second|third) (?:cifra|digit)\b",
    re.IGNORECASE,
)
_WARM = re.compile(r"\b(?:caliente|templado|fr[ií]o,|warm|hot|warmer|colder|cold,)(?!\w)", re.IGNORECASE)
_HEAT = re.compile(
    r"\b(?:calor|temperatura|term[oó]metro|agua|l[ií]quido|gas|metal|cuerpos?|objetos?|cosas?|"
    r"heat|temperature|thermometer|water|liquid|metal|bod(?:y|ies)|objects?|things?)\b", re.IGNORECASE
)  # fmt: skip
"""What is hot or cold by itself: «lo caliente» of a concept is no word about how near a guess is."""
_CHOICE = re.compile(
    r"\b(?:opci[oó]n|option|la (?:buena|correcta)|right one|correct one)\b[^?]*\b[a-d]\b\W*$|^\W*(?:es|it is) (?:la )?[a-d]\W*$",
    re.IGNORECASE,
)
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
_TIMES = frozenset({"·", "×", "*", "por", "times"})
_CODES = re.compile(
    r"\b(?:base ?64|rot ?13|morse|binari[oa]|binary|hexadecimal|cifrad[oa]|encrypted|c[ée]sar|caesar|deletre\w+|spell(?:ed|ing)?|"
    r"al revés se lee|invertid[oa] se|backwards (?:it|:)|números romanos|roman numerals?|(?:las|the) (?:rayas|marks)|"
    r"(?:el|en) código|in code|the code|0x[0-9a-f]+)\b",
    re.IGNORECASE,
)
_PROGRAM = re.compile(r"\b(?:print|eval)\s*\(|\bassert \w|\breturn [-\d]|==|\{\s*[\"'“]|\w;\s*$|\s#\s")
_LETTER_BY_LETTER = re.compile(r"(?<![^\W\d_])(?:[^\W\d_]-){2,}[^\W\d_](?![^\W\d_])|(?:(?<![\w])[^\W\d_][\s.]+){4,}")
_MIXED = re.compile(
    r"(?<![\w.,])(?:[a-z]+\d+[a-z]\w*|\d+[a-z]{2,}\d\w*|[a-z]{2,}\d+|[a-z]\d{2,}|(?=[A-Za-z0-9+/]*(?:[a-z][A-Z]|\d[a-z]{2}))"
    r"[A-Za-z0-9+/]{6,}={0,2})(?![\w])|\w{3,}==?(?!\s?\S)"
)
_LISTED = re.compile(r":\s*((?:[A-Za-z]\s)*[A-Za-z])[.\s]*$")
_TALLY = re.compile(r"\|\||([^\s.\d])\1{3,}")
_SIGNALS = re.compile(r"(?<![\w.])\.{4,}(?![\w.])|(?<![\w])(?=[-.·•]*[.·•])(?=[-.·•]*-)[-.·•]{3,}(?![\w])")
_CAPITAL = re.compile(r"(?<![\w'’.])[B-DF-HJ-NP-XZ](?![\w'’(/·*^=+-])|(?<=[:\s])[AEIOY](?=[.\s]*$)")
_ROMAN = re.compile(r"(?<![\w])[IVXLCDM]{2,}(?![\w])")
_REPERTOIRE = re.compile(
    r"[\s!-~¿¡«»“”‘’…–—−·×÷⋅∙•√∛±≤≥≠≈→⟶⇒⇔⇌↔←°ºª½⅓⅔¼¾⅕⅖⅗⅘⅙⅛⅜⅝⅞⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼ⁿ₀₁₂₃₄₅₆₇₈₉₊₋πΔαβγθλμµρωΩσφ∞€£%‰′″∆∈∉∪∩∅ℝ"
    r"áàâäéèêëíìîïóòôöúùûüñçÁÀÉÈÍÌÓÒÚÙÜÑÇ]"
)
_PICTURE = re.compile("[\U0001f300-\U0001f51e\U0001f520-\U0001f54f\U0001f568-\U0001faff\u2600-\u26ff\u2700-\u2775\u2794-\u27bf]")


def result(sentence: str, numbers: Iterable[Number], is_answer: Callable[[Number], bool]) -> str:
    """A number of the sentence that is stated as the result, or supposed to be: «la respuesta es 6», «¿y si fuera 6?»,
    «6.»."""
    asked = "?" in sentence
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


def quality(sentence: str, unknown: str) -> str:
    """A bound, a parity, a sign, a digit or an option said of the result. Questions are left alone."""
    if "?" in sentence:
        return ""
    lead = re.match(_LEAD.replace("{unknown}", re.escape(unknown)), sentence, re.IGNORECASE)
    found = (lead and _PROPERTY.search(sentence)) or _DIGIT.search(sentence) or _near(sentence) or _CHOICE.search(sentence)
    return found[0] if found else ""


def _near(sentence: str) -> re.Match[str] | None:
    """«Caliente, caliente»: how near a guess is. A sentence on heat that names no number is about heat."""
    physical = _HEAT.search(sentence) and not re.search(r"\d", sentence)
    return None if physical else _WARM.search(sentence)


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
    for found in _SUMS.finditer(sentence):
        if _worked(found) in answers and normal(found[0]) not in known:
            return found[0]
    return ""


def _value(text: str) -> Fraction:
    above, _, below = text.replace("−", "-").replace(",", ".").partition("/")
    return Fraction(above) / (Fraction(below or 1) or 1)


def _worked(found: re.Match[str]) -> Fraction:
    one, sign, two = _value(found[1]), found[2].lower(), _value(found[3])
    if sign in _TIMES:
        return one * two
    if sign in ("/", "entre"):
        return one / two if two else one
    return one - two if sign in ("-", "−", "–", "menos", "minus") else one + two


def code(sentence: str, known: str, names: Collection[str], own: Collection[str] | None = None) -> str:
    """What is no prose and no mathematics of a class: codes, ciphers, letters apart, tallies, other alphabets. `names`
    are the letters that stand for something in what is `known`, `own` those of the problem (default: the same)."""
    if found := _CODES.search(sentence) or _PROGRAM.search(sentence):
        return found[0]
    strange = next((char for char in sentence if not _REPERTOIRE.match(char) and not _PICTURE.match(char)), "")
    if strange or len(_PICTURE.findall(sentence)) > 1:
        return strange or "pictures"
    for pattern in (_LETTER_BY_LETTER, _TALLY, _SIGNALS, _MIXED, _ROMAN):
        for found in pattern.finditer(sentence):
            if normal(found[0]) not in known:
                return found[0]
    listed = _LISTED.search(sentence)
    if listed and not set(listed[1].split()) <= set(names if own is None else own):
        return listed[0]
    return next((found[0] for found in _CAPITAL.finditer(sentence) if not {found[0], found[0].lower()} & set(names)), "")


def worded(sentence: str) -> list[Number]:
    """The numbers said in words of either language."""
    return [*words(sentence, "es"), *words(sentence, "en")]
