"""Words that tell, in a conversation, what a message does: it takes or declines an offer, says goodbye, gives a reason, reads
the data out, tells a step, asks for help. They are matched on a folded message (`tutoring.reading.fold`).

A cue alone decides nothing: grounding looks at it beside what was asked and what the subject reads.
"""

from __future__ import annotations

import re

YES = re.compile(
    r"^\W*(?:(?:si|sip|vale|ok|okay|okey|claro|venga|dale|va|bueno|por favor|porfa|perfecto|genial|quiero|otro|uno mas|adelante|"
    r"yes|yeah|yep|sure|please|go on|go ahead|of course|alright|all right|another|one more|why not)\b\W*)+$"
)
PRAISE = re.compile(
    r"^\W*(?:te quiero|eres (?:el|la|un) (?:mejor|crack|genio|maquina)|you(?:'?re| are) (?:the best|great|cool)|love you)\b"
)
SORRY = re.compile(r"^\W*(?:(?:vale|ok|uy|oh|lo)\W+)*(?:perdon\w*|disculp\w*|siento|sorry|my bad|i apologi[sz]e)\b")
MORE = re.compile(r"^\W*(?:(?:oh|ah|ay|uy|vale|ok|a)\W+)*(?:y|and|o|or|tambien|also)\b")
"""Something added to what was written before: «y -3», "and also -3"."""
_LEADS = (
    r"^\W*(?:(?:vale|ok|bueno|y|ahora|pues|venga|espera|un momento|primero|antes|and|now|so|then|wait|hold on|hang on|first)\W+)*"
    r"(?:(?:vamos|voy|paso|pasamos|quiero|tengo|hago|probamos|let'?s|i have|i want|i'?ve got|try|do|move on|here is)\b"
    r"[^=:]{0,20}?)?"
)
_NOUN = r"(?:problema|ejercicio|ecuacion|one|problem|exercise|equation|question)"
ANOTHER = re.compile(
    _LEADS + r"(?:\b(?:otr[oa]|nuev[oa]|another|new)\b"
    r"(?!\W*(?:forma|manera|vez|lado|modo|cosa|linea|solucion|numero|miembro|termino|paso|respuesta|opcion|way|time|side|"
    r"thing|line|solution|step|term|number|answer|option)\b)|"
    rf"\b(?:siguiente|next) {_NOUN}\b|\best[ea]\b\W*(?:otr[oa]\b)?\W*:|\best[ea] otr[oa]\b|\bthis (?:other )?one\b|"
    r"\bquiero (?:hacer|resolver)\b|\bi want to (?:do|solve)\b|"
    r"\b(?:y |and )?(?:si (?:fuera|fuese|es|pongo)|what (?:if|about)|if it (?:was|were))\b)"
)
"""Another problem is brought up: «otro: 2z + 1 = 7», "what about 3x = 12"."""
ANOTHER_PROBLEM = re.compile(_LEADS + rf"(?:otr[oa]|nuev[oa]|siguiente|another|new|next) {_NOUN}\b")
"""The same with its noun: then even what could be a line of the open problem is one of its own."""
TASK = re.compile(
    r"^\W*(?:find|solve|work out|calculate|simplify|factori[sz]e|expand|what is [a-z] if|resuelve|halla|calcula|encuentra|"
    r"despeja|simplifica|factoriza|desarrolla|cuanto vale (?:la )?[a-z] si|que vale (?:la )?[a-z] si)\b"
)
"""A task is set, whatever is open: «solve 2x = 6», «¿cuánto vale x si…?»."""
NO = re.compile(r"^\W*(?:no|nop|nope|nah|ahora no|hoy no|not now|no gracias|no thanks|no thank you)\W*$")
BYE = re.compile(
    r"^\W*(?:(?:pues|bueno|vale|ok|gracias|thanks|thank you|well)\W+)*(?:adios|hasta (?:luego|ma[nñ]ana|otra|pronto|el \w+)|chao|"
    r"nos vemos|me (?:tengo que ir|voy ya)|bye|goodbye|good bye|see (?:you|ya)|(?:i )?(?:gotta|got to|have to|must) go)\b"
)
REASON = re.compile(
    r"\b(?:porque|pq|xq|ya que|puesto que|como|asi que|para|entonces|he|because|cuz|since|so that|as|so|first i|i (?:did|moved|"
    r"divided|multiplied|subtracted|added|used|put))\b"
)
"""Words by which a reason is given, somewhere in the message."""
BECAUSE = re.compile(
    r"^\W*(?:pues |es |it'?s |it is |just )?(?:porque|pq|xq|ya que|because|cuz|por (?:la|el)|usando|aplicando|using|"
    r"by (?:the|using))\b[^?]*$"
)
"""A message that is a reason from its first word."""
PLAN = re.compile(
    r"^\W*(?:(?:pues|vale|ok|entonces|ahora|primero|yo|voy a|hay que|then|so|now|first|i|i'?d|i would|i'?ll|i will|we|"
    r"let'?s)\W+)*(?!paso(?: de\b.*)?\W*$)"
    r"(?:sum(?:o|ar|ando)|rest(?:o|ar|ando)|multiplic(?:o|ar|ando)|divid(?:o|ir|iendo)|pas(?:o|ar|ando)|"
    r"despej(?:o|ar|ando)|sustitu(?:yo|ir|yendo)|igual(?:o|ar|ando)|quit(?:o|ar|ando)|agrup(?:o|ar|ando)|us(?:o|ar|ando)|"
    r"aplic(?:o|ar|ando)|add|subtract|multiply|divide|move|isolate|substitute|equate|expand|collect|use|apply)\b[^?]*$"
)
"""A step told in words: «sumo las dos», "I divide by 5"."""
STUCK = re.compile(
    r"\b(?:no (?:se|lo se|entiendo|puedo|me sale)|nose|ni idea|como|ayuda|pista|idk|don'?t (?:know|get|understand)|no idea|how|"
    r"help|hint|stuck|lost|perdido)\b"
)
DATA = re.compile(
    r"\b(?:me (?:dan|da(?! igual)|piden|pide)|nos (?:dan|piden)|los datos|datos|la incognita|tengo que|hay que|se pide|piden|"
    r"busco|given|i (?:have|know|need|am given|must|have to)|they (?:give|ask)|it (?:gives|asks)|asked|the unknown|data|find)\b"
)
"""Words by which a student tells what is given and what is asked."""
CHECKED = re.compile(
    r"\b(?:comprobad[oa]s?|comprobe|repasad[oa]s?|repase|verificad[oa]s?|verifique|revisad[oa]s?|revise|sustituid[oa]s?|sustitui|"
    r"(?:me )?(?:cuadran?|encajan?)|coinciden?|se cumplen?|(?:sale|da|queda|dan|salen) (?:lo mismo|igual en|igual a los dos)|"
    r"son iguales|checked|rechecked|verified|tested|substituted|plugged|(?:went|gone|been) (?:back )?(?:over|through)|"
    r"(?:it|they|both|everything|all)(?: \w+)? (?:fits?|works?|match(?:es)?|agrees?|checks? out|comes? out|holds?|adds? up)|"
    r"same on (?:both|each)|both sides (?:are|give|equal|match|come))\b"
)
"""Words by which a student says that the result has been checked, and that it fits."""
DENIED = re.compile(r"\b(?:no|not|never|nunca|tampoco|sin|cannot|without)\b|n't\b")


_RIGHT = frozenset(
    ("correcto", "correcta", "correctos", "correctas", "bien", "verdad", "cierto", "right", "correct", "ok", "okay", "true")
)
_BEING = frozenset(
    ("es", "son", "seria", "sería", "está", "esta", "estan", "están", "is", "are", "would", "be", "it", "that")
)


def line_asked(text: str) -> str:
    """What stands between the words that ask whether it is right: «¿v = 12 m/s es correcto?», "is v = 12 m/s right?"; "" where
    nothing asks so. Read word by word: a pattern with both ends open takes minutes of a long message."""
    words = text.split()
    if not words or words.pop().strip("¿?¡!.,;:").lower() not in _RIGHT:
        return ""
    while words and words[-1].strip(",?¿").lower() in _BEING:
        words.pop()
    if words and words[0].lstrip("¿¡").lower() in _BEING:
        words.pop(0)
    return " ".join(words).lstrip("¿ ").rstrip(" ,?")
