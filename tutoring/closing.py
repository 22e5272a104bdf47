"""What lets a student close in on a result without hearing it: bounds, parity, figures, options, directions, a yes or a no.

Text only, by patterns in both languages. Each function gives the words that tell, or "".
"""

from __future__ import annotations

import re

_PRESUPPOSED = re.compile(
    r"^.*?\b(?:(?:no )?(?:ves|notas|recuerdas|observas|te das cuenta de|sabes|estás de acuerdo en|te has fijado en) que|"
    r"(?:do(?:n't)? you |can(?:'t)? you |did you )?(?:see|notice|remember|realise|realize|know|agree) (?:now )?that)\s+",
    re.IGNORECASE,
)
"""After it stands what a question takes for granted: «¿ves que el resultado es par?»."""
_TAG = re.compile(r", ¿?(?:verdad|no|no es así|right|isn't it|is it not|correct|doesn't it)\?$", re.IGNORECASE)
_CLOSING_IN = re.compile(r"[<>≤≥]|\b(?:me acerco|frío|caliente|cerca|am i close|closer|warm|cold)\b", re.IGNORECASE)
_BE = r"(?:es|está|sale|da|vale|será|acaba|empieza|tiene|is|are|does|has|will)"
_YES_NO = re.compile(
    r"^\W*(?:(?:pues|bueno|well|so|ok|vale|mmm+|hm+)\W+)?(?:sí|si,|no[,.;:!]|no$|no (?:es|está|llega|tanto|del todo|it|quite)|"
    r"yes|yeah|yep|nope|correct[oa]?|exact[oa]?(?:mente|ly)?|así es|eso es|claro|cierto|verdad|true|false|falso|casi|almost|"
    r"más|menos|mayor|menor|higher|lower|bigger|smaller|greater|less|right|that's (?:it|right)|por ahí|cerca|close|caliente|"
    r"frío|warm|hot|cold|ni|neither|you are right|tienes razón|aciertas|acertaste|has acertado|bien (?:visto|pensado)|"
    r"good guess|lo es|it is)(?![\w])",
    re.IGNORECASE,
)
_SAID_SO = re.compile(
    r"\b(?:(?:digo|diría|contesto|respondo|respuesta es) (?:que )?(?:sí|no)|(?:i'd|i would|i) say (?:yes|no|so)|"
    r"the answer is (?:yes|no))\b",
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
_DIGIT = re.compile(
    r"\b(?:cifra|dígito|digit|figure)\b(?! signif)[^?]*\d|"
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
_DIRECTION = re.compile(
    r"\bte (?:has pasado|pasas|quedas (?:corto|corta|lejos|cerca)|has quedado cort[oa])\b|\bte falta (?:un poco|mucho|poco)\b|"
    r"(?:^|[.,;:!¡]\s*)(?:sube|baja|apunta|busca|tira|mira|muévete|vete|prueba|pon) (?:un poco|algo|bastante)?\s*(?:más )?"
    r"(?:arriba|abajo|alto|bajo|a la (?:izquierda|derecha)|por (?:arriba|abajo))\b|(?:^|[.,;:!¡]\s*)(?:sube|"
    r"baja) (?:un poco|algo|más)\b|"
    r"\b(?:más|un poco|algo) (?:a la|hacia la) (?:izquierda|derecha)\b|"
    r"\b(?:tendría|tiene|debería|habría) que ser (?:algo|un poco|bastante|mucho)? ?(?:más|menos|mayor|menor)\b|"
    r"\b(?:overshot|undershot|too (?:high|low|big|small|large))\b|\byou (?:are|were|fell|fall) (?:a (?:bit|little) )?short\b|"
    r"(?:^|[.,;:!]\s+)(?:go|aim|look|try|move) (?:further |a (?:bit|little) )?(?:up|down|higher|lower|to the (?:left|right)|"
    r"left|right)\b|"
    r"\b(?:ought|has|needs?) to be (?:a (?:bit|little) |much )?(?:more|less|bigger|smaller|higher|lower)\b|"
    r"\bfurther to the (?:left|right)\b",
    re.IGNORECASE,
)
"""Which way to go from a guess. «Look to the left-hand side» is about a member, and names it."""
_SIDE = re.compile(
    r"\b(?:miembro|lado|igual|flecha|signo|línea|paso|enunciado|apuntes|side|equals?|arrow|sign|hand|"
    r"(?<!number )line|step|notes)\b",
    re.IGNORECASE,
)
_BOUNDED = re.compile(
    r"\b(?:falls? short of|goes past|(?:no )?(?:llega a|pasa de)|como (?:mucho|poco|máximo|mínimo)|(?:anda|queda|está|sale) por "
    r"(?:encima|debajo) de|lies? (?:above|below)|(?:no )?(?:more|less|fewer) than|at (?:the )?(?:very )?(?:most|least))\s+"
    r"[-−]?\d|\b[-−]?\d[\d.,]*\s+(?:at (?:the )?(?:very )?(?:most|least)|como (?:mucho|poco))\b|"
    r"\b(?:por )?(?:encima|debajo) de cero\b|\b(?:above|below) zero\b",
    re.IGNORECASE,
)
_MADE = re.compile(
    r"\bsin que sobre nada\b|\bsobra un[oa]\b|\bnothing (?:left )?over\b|\bone (?:is )?left over\b|\b(?:itself|(?:sí|"
    r"él) mism[oa]) "
    r"(?:and|y)(?: por)? (?:one|uno|la unidad)\b|\b(?:sale|da|queda|es) exact[oa]\b|\b(?:con|sin|tiene) (?:decimales|coma)\b|"
    r"\blleva (?:coma|decimales|un menos|(?:el )?signo)\b|\bcomes? out (?:exact|even|whole)\w*|\bnot come out (?:exact|even)\w*|"
    r"\b(?:no|with|has) decimals\b|\b(?:arranca|empieza|acaba|termina) (?:con|en|por) un[oa]? ?\d\b|"
    r"\b(?:starts?|kicks?|begins?|opens?) (?:off )?with an? \d\b|\b(?:no more and no less|ni más ni menos)\b|"
    r"\b(?:comes|follows|viene|sigue) (?:an? |un )?\d\b(?!\s?[-+*·/=^])|\ban? \d (?:follows|comes)\b|\ba minus in front\b|"
    r"\bun (?:cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve)\b|"
    r"\b(?:is|carries|has|with|comes) an? (?:zero|one|two|three|four|five|six|seven|eight|nine)\b(?![-\w])|"
    r"\b(?:a la (?:derecha|izquierda) de(?:l que| lo que)|to the (?:right|left) of (?:the one|what))\b|"
    r"\b(?:empieza|acaba|termina|sigue) as[ií]\s*:|\b(?:starts?|begins?|ends?|goes on) (?:like this|so)\s*:|"
    r"\b(?:a lo que (?:apuntaste|anotaste|escribiste)|to what you (?:wrote|noted|put) down)\b|"
    r"\b(?:place|position|sitio|puesto|lugar|posición|hueco) \d+ (?:holds|has|is|va|hay|tiene|lleva|es)\b|\b(?:holds|va) an? \d|"
    r"\bva un \d|\b(?:estas|these|esas|those) (?:cifras|figures|digits)\b.*\d|"
    r"\b(?:\d|one|two|three|un[oa]?|dos|tres) (?:figures?|digits?|cifras?|dígitos?)\b(?! signif)",
    re.IGNORECASE,
)
"""How the number sought is made: what divides it, its sign, its figures."""
_OFFERED = re.compile(
    r"\b[a-d]\s?\)|\b(?:casillas?|marco|marcar|boxes|tick|mark)\b|\bopci(?:ón|ones)\b|\boptions?\b|\bmultiple choice\b|"
    r"\btest\b|\belige\b|\bcu[aá]l de\b|\bwhich (?:one|of)\b|"
    r"\d\s*,\s*\S+\s*(?:,|\bo\b|\bu\b|\bor\b)", re.IGNORECASE
)  # fmt: skip
_PICKED = re.compile(
    r"\b(?:la|el) (?:primer[oa]?|segund[oa]|tercer[oa]?|cuart[oa]|últim[oa])\b(?! (?:paso|línea|miembro|ecuación|letra|fórmula))|"
    r"\bthe (?:first|second|third|fourth|last)\b(?: one)?(?! (?:step|line|side|equation|letter|formula))|"
    r"\b(?:con|la|with|option|opción|letra|letter|marca|marcaría|pick|tick|choose|elige) (?:the )?[A-D]\b",
)


def taken_for_granted(sentence: str) -> str:
    """What a question states without asking it, as a statement; any other sentence as it is."""
    if "?" not in sentence:
        return sentence
    if tagged := _TAG.search(sentence):
        return sentence[: tagged.start()]
    bare = sentence.rpartition("¿")[2]
    found = _PRESUPPOSED.match(bare)
    return bare[found.end() :].rstrip("? ") if found else sentence


def closes_in(text: str) -> bool:
    """Whether a student asks for a property of the result, by which one question after another would find it."""
    if "?" not in text and "¿" not in text:
        return False
    asked = text.partition("¿")[2] or text
    about = re.search(rf"\b{_BE}\b", asked, re.IGNORECASE)
    return _CLOSING_IN.search(asked) is not None or bool(about and (_PROPERTY.search(asked) or _DIGIT.search(asked)))


def yes_or_no(sentence: str, begun: bool) -> str:
    """The yes or the no with which a reply answers, at its start or, once it has `begun`, said in so many words."""
    found = (None if begun else _YES_NO.match(sentence)) or _SAID_SO.search(sentence)
    return found[0] if found else ""


def quality(sentence: str, unknown: str) -> str:
    """A bound, a parity, a sign, a digit or an option said of the result. What a question really asks is left alone."""
    sentence = taken_for_granted(sentence)
    if "?" in sentence:
        return ""
    lead = re.match(_LEAD.replace("{unknown}", re.escape(unknown)), sentence, re.IGNORECASE)
    found = (lead and _PROPERTY.search(sentence)) or _DIGIT.search(sentence) or _near(sentence) or _CHOICE.search(sentence)
    found = found or _BOUNDED.search(sentence) or _MADE.search(sentence)
    return found[0] if found else ""


def direction(sentence: str) -> str:
    """Which way the result lies from a guess, also as a question: «¿no tendría que ser algo menos?»."""
    found = None if _SIDE.search(sentence) else _DIRECTION.search(sentence)
    return found[0] if found else ""


def picked(sentence: str, asked: str) -> str:
    """One of the options that the student `asked` about."""
    found = None if "?" in sentence or not _OFFERED.search(asked) else _PICKED.search(sentence)
    return found[0] if found else ""


def _near(sentence: str) -> re.Match[str] | None:
    """«Caliente, caliente»: how near a guess is. A sentence on heat that names no number is about heat."""
    physical = _HEAT.search(sentence) and not re.search(r"\d", sentence)
    return None if physical else _WARM.search(sentence)
