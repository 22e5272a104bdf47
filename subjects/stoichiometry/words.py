"""The words of the questions of this subject, folded (no accents, lower case): units, asks, kinds of
problem."""

from __future__ import annotations

import re
from fractions import Fraction

from subjects.stoichiometry.figures import NUMBER

UNIT_WORDS: dict[str, str] = {
    "kg": r"kg|kgs|kilogramos?|kilograms?|kilos?",
    "mg": r"mg|miligramos?|milligrams?",
    "g": r"g|gr|grs|gs|gramos?|grams?|gramo",
    "t": r"t|toneladas?|tonnes?",
    "mmol": r"mmol|milimol(?:es)?|millimol(?:es?)?",
    "kmol": r"kmol|kilomol(?:es)?",
    "mol": r"moles|mols|mol|mole",
    "molecules": r"moleculas?|molecules?",
    "atoms": r"atomos?|atoms?",
    "particles": r"particulas?|particles?|unidades formula|formula units?",
    "ions": r"iones?|ions?",
    "mL": r"ml|mililitros?|millilit(?:er|re)s?|cm\^?3",
    "L": r"l|litros?|lit(?:er|re)s?|dm\^?3",
    "m^3": r"m\^?3|metros cubicos|cubic met(?:er|re)s?",
}
ANY_UNIT = "(?:" + "|".join(UNIT_WORDS.values()) + r")(?![a-z0-9^])(?!\s*(?:/|por|per|·?\s*mol\^?-1))"
UNIT_PATTERN = "|".join(f"(?P<{name.replace('^', '_')}>{words})" for name, words in UNIT_WORDS.items())

COUNT_WORDS: dict[str, Fraction] = {
    word: value
    for value, words in {
        Fraction(1, 2): "medio media half",
        Fraction(1): "un una uno one",
        Fraction(2): "dos two",
        Fraction(3): "tres three",
        Fraction(4): "cuatro four",
        Fraction(5): "cinco five",
        Fraction(6): "seis six",
        Fraction(7): "siete seven",
        Fraction(8): "ocho eight",
        Fraction(9): "nueve nine",
        Fraction(10): "diez ten",
        Fraction(20): "veinte twenty",
        Fraction(100): "cien hundred",
    }.items()
    for word in words.split()
}

ALONE = (
    r"(?<!nta y )(?<!cien )(?<!ciento )(?<!cientos )(?<!mil )(?<!ty-)(?<!ty )"
    r"(?<!hundred )(?<!hundred and )(?<!thousand )(?<!thousand and )"
)
"""Before a counting word that is no end of a longer number: "treinta y cinco gramos" are not five."""

QUANTITY = re.compile(
    rf"(?<![a-z0-9.,^])(?:(?P<number>{NUMBER})\s*|{ALONE}(?P<word>{'|'.join(COUNT_WORDS)})\s+(?:an?\s+)?)"
    rf"(?:{UNIT_PATTERN})(?![a-z0-9^])(?!\s*/)(?!\s*[·*]?\s*mol\^?-1)"
)
PER_MOLE = re.compile(
    rf"(?P<number>{NUMBER})\s*(?:g|gr|gramos|grams)\s*(?:(?:/|por(?:\s+cada)?|per|(?:en|for|in)?\s*(?:cada|each|every)|·)\s*mol(?:e|\^?-1)?(?![a-z])|mol\^?-1)"
)
MOLAR_WORDS = re.compile(
    r"\b(?:masas?|pesos?)\s+(?:molar(?:es)?|molecular(?:es)?|mol|formula|formular)\b"
    r"|\b(?:molar|molecular|formula)\s+(?:mass(?:es)?|weights?)\b"
    r"|\bmas+a?\s+molar\b|\bmasa\s+mola?\b|\bmm\b"
)
ATOMIC_WORDS = re.compile(
    r"\b(?:masas?|pesos?)\s+atomic[ao]s?\b|\b(?:relative\s+)?atomic\s+(?:mass(?:es)?|weights?)\b"
)
BALANCE_WORDS = re.compile(
    r"\b(?:re)?ajust\w*|\bbalanc\w*|\bbalanz\w*|\bvalance\w*|\biguala\w*|\bequilibr\w*|\bcoeficientes?\b|\bcoefficients?\b|\bestequiometric[ao]s?\b"
)
BALANCE_ASKED = re.compile(
    r"(?<!\bsin\s)(?<!\bpor\s)(?<!\bel\s)(?<!\bun\s)(?<!\bde\s)(?<!\bque\s)\b(?:re)?(?:ajust(?:a|e|en|ar|emos|ala|arla|o)|balance(?:a|e|ar|ala)|balanz(?:a|ea|ear)|iguala(?:r|la)?|equilibra(?:r|la)?)\b"
    r"(?=\s*(?:[:,;]|$)|\s+(?:y|la|las|esta|primero|correctamente|dicha|ecuacion|reaccion)\b)"
    r"|\b(?:re)?balance\s+(?:the|this|that|it|and|chemical|equation)\b|(?:^|[.,;]\s*)balance\s*[:,]"
    r"|\b(?:write|give|escrib\w*)\s+(?:down\s+|out\s+)?(?:(?:the|a|la)\s+)?(?:balanced\s+(?:chemical\s+)?equation"
    r"|(?:ecuacion|reaccion)\s+(?:quimica\s+)?(?:ya\s+)?ajustada)\b"
)
"""An order to balance the equation, beside what else is asked; an equation that is called balanced asks nothing."""
STRONG_ASK = re.compile(
    r"\b(?:[ckq]u?[ua]?a?nt[oa]s?|que|cual(?:es)?|how\s+many|how\s+much|how\s+heavy|what|which|number\s+of|numero\s+de)\b"
)
WEAK_ASK = re.compile(
    r"\b(?:calcul\w*|halla\w*|determin\w*|encuentra\w*|averigu\w*|obten\w*|find|work\s+out|compute|dime|convierte\w*|convertir|convert"
    r"|pasa\w*|expresa\w*|change|express|give|get|sacar?|saca)\b"
)
ASKED_UNITS: dict[str, re.Pattern[str]] = {
    "kg": re.compile(r"\b(?:kg|kilogramos?|kilograms?|kilos?)\b"),
    "mg": re.compile(r"\b(?:mg|miligramos?|milligrams?)\b"),
    "g": re.compile(r"\b(?:gramos?|grams?|grs?|g|masas?|mass|pesos?|pesan?|pesar\w*|weight|weighs?|heavy)\b"),
    "mmol": re.compile(r"\b(?:mmol|milimol(?:es)?|millimol(?:es?)?)\b"),
    "mol": re.compile(r"\b(?:moles?|mols?|cantidad de (?:sustancia|materia)|amount of substance)\b"),
    "molecules": re.compile(r"\b(?:moleculas?|molecules?|moleclas?|molecolas?)\b"),
    "atoms": re.compile(r"\b(?:atomos?|atoms?)\b"),
    "particles": re.compile(r"\b(?:particulas?|particles?|unidades formula|formula units?)\b"),
    "L": re.compile(r"\b(?:litros?|lit(?:er|re)s?|volumen|volume)\b"),
}
ASKED_IN = re.compile(
    r"\b(?:en|in)\s+(?:(?P<kg>kg|kilogramos?|kilograms?|kilos?)|(?P<mg>mg|miligramos?|milligrams?)|(?P<mmol>mmol|mil+imol(?:es?)?))\b"
)
"""The unit that the result is wanted in: "calcula la masa en kg"."""
SECOND_ASK = re.compile(
    r"\b(?:y|and)\s+(?:cuant[oa]s?|how\s+(?:much|many)|que\s+(?:masa|cantidad)|what\s+(?:mass|amount))\b"
)
AND_ALSO = re.compile(
    r"^\s*(?:,|y|e|and)\s+(?:(?:de|del|of|el|la|los|las|the|gramos|grams|moles|masa|mass)\s+){0,4}$"
)
"""What stands between two substances that are both asked for."""
MUCH = re.compile(r"\b(?:cuant[oa]|how\s+much|que\s+cantidad)\b")
UNSUPPORTED = re.compile(
    r"\b(?:rendimiento|yields?\s+of|percent(?:age)?\s+yield|pureza|purity|impurezas?|limitante|limiting|molaridad|molarity|"
    r"disoluci\w*|solutions?|concentraci\w*|densidad|density|presion|pressure|atm|mmhg|diluci\w*|dilut\w*|porcentaje|percent\w*|por\s+ciento|empiric\w*|"
    r"riqueza|exces[os]+\s+(?:de|of)\s+\d[\d.,]*|incomplet[ao]|incomplete|pierden?|doble|mitad|triple|twice|y\s+medi[oa]|and\s+a\s+half|iones|ions|cationes|aniones|cations|anions|mezcla|mixture|aleacion|alloy)\b|%|\bmol(?:es)?\s+(?:de|of)\s+(?:atomos?|atoms?)\b"
)
"""Words of problems that are not read yet: better no answer than a wrong one."""
COMBUSTION = re.compile(r"\b(?:combusti?on|quem\w+|ard\w+|burn\w*|combust\w*)\b")
SINGLE_BEFORE = re.compile(
    r"\b(?:de|del|of|g|gr|mol|mols|moles|gramos|grams|mole|kg|mg|y|and|el|the|moleculas|molecules|atomos|atoms)\s+$"
)
FILLER = re.compile(
    r"^\s*(?:(?:de|del|of|d|of\s+the|pure|puro|pura|solid|gas|el|the|la|un|una)\s+){0,3}(?:gas\s+)?$"
)
