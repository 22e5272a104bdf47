"""Problems that the rules cannot read, with what a careful model would find in each, and what they are.

`CASES`: text, language, subject, claim, class notation. The first of each subject and language is used where one will do.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from subjects.problem import Lang


class Case(NamedTuple):
    """A text, what a model says of it, and the problem it is."""

    text: str
    lang: Lang
    subject: str
    claim: dict[str, Any]
    statement: str


def _moving(data: list[tuple[str, str, str, str]], asked: str, question: str, *beside: str) -> dict[str, Any]:
    names = ("symbol", "number", "unit", "quote")
    return {
        "data": [dict(zip(names, each, strict=True)) for each in data],
        "beside": [{"quote": quote} for quote in beside],
        "asked": {"symbol": asked, "quote": question},
    }


def _reacting(
    given: tuple[str, str, str, str],
    asked: tuple[str, str, str],
    reactants: tuple[str, ...] = (),
    products: tuple[str, ...] = (),
) -> dict[str, Any]:
    return {
        "given": dict(zip(("number", "unit", "substance", "quote"), given, strict=True)),
        "asked": dict(zip(("unit", "substance", "quote"), asked, strict=True)),
        "reactants": list(reactants),
        "products": list(products),
    }


def _equal(left: str, right: str, unknown: str = "x", **values: str) -> dict[str, Any]:
    pairs = [{"letter": letter, "number": number} for letter, number in values.items()]
    return {"left": left, "right": right, "unknown": unknown, "values": pairs}


CASES: tuple[Case, ...] = (
    Case(
        "Ana, de 15 años, corre a 4 m/s durante 30 s. ¿Qué distancia recorre?", "es", "kinematics",
        _moving([("v", "4", "m/s", "a 4 m/s"), ("t", "30", "s", "durante 30 s")], "s", "Qué distancia recorre", "de 15 años"),
        "v = 4 m/s; t = 30 s → s",
    ),
    Case(
        "Un autobús con 40 pasajeros va a 20 m/s y frena a razón de 4 m/s². ¿Cuánto tiempo tarda en parar?", "es", "kinematics",
        _moving(
            [("v0", "20", "m/s", "va a 20 m/s"), ("a", "4", "m/s^2", "4 m/s²"), ("v", "0", "m/s", "parar")],
            "t", "Cuánto tiempo tarda", "con 40 pasajeros",
        ),
        "v0 = 20 m/s; v = 0 m/s; a = -4 m/s² → t",
    ),
    Case(
        "Un coche circula a 20 m/s; el conductor pisa el freno y a los 5 s está quieto. ¿Qué aceleración tuvo?", "es",
        "kinematics",
        _moving(
            [("v0", "20", "m/s", "20 m/s"), ("t", "5", "s", "a los 5 s"), ("v", "0", "m/s", "está quieto")],
            "a", "Qué aceleración tuvo",
        ),
        "v0 = 20 m/s; v = 0 m/s; t = 5 s → a",
    ),
    Case(
        "Una moto pasa de ir a 10 m/s a ir a 30 m/s y tarda 4 s. ¿Cuánto ha acelerado?", "es", "kinematics",
        _moving(
            [("v0", "10", "m/s", "10 m/s"), ("v", "30", "m/s", "30 m/s"), ("t", "4", "s", "4 s")], "a", "Cuánto ha acelerado"
        ),
        "v0 = 10 m/s; v = 30 m/s; t = 4 s → a",
    ),
    Case(
        "Un corredor hace ciento cincuenta metros en veinticinco segundos. ¿A qué velocidad va?", "es", "kinematics",
        _moving(
            [("s", "150", "m", "ciento cincuenta metros"), ("t", "veinticinco", "s", "veinticinco segundos")],
            "v", "A qué velocidad va",
        ),
        "t = 25 s; s = 150 m → v",
    ),
    Case(
        "La pelota rueda 7,5 m a 2,5 m/s, ¿cuánto rato está rodando?", "es", "kinematics",
        _moving([("s", "7,5", "m", "7,5 m"), ("v", "2,5", "m/s", "2,5 m/s")], "t", "cuánto rato está rodando"),
        "v = 2,5 m/s; s = 7,5 m → t",
    ),
    Case(
        "A bus with 40 passengers travels at 20 m/s for 30 s. How far does it go?", "en", "kinematics",
        _moving([("v", "20", "m/s", "20 m/s"), ("t", "30", "s", "30 s")], "s", "How far does it go", "with 40 passengers"),
        "v = 20 m/s; t = 30 s → s",
    ),
    Case(
        "A bike doing 6 m/s picks up speed at 2 m/s² for 4 s. What speed does it end up with?", "en", "kinematics",
        _moving(
            [("v0", "6", "m/s", "6 m/s"), ("a", "2", "m/s^2", "2 m/s²"), ("t", "4", "s", "4 s")],
            "v", "What speed does it end up with",
        ),
        "v0 = 6 m/s; a = 2 m/s²; t = 4 s → v",
    ),
    Case(
        "A sprinter covers one hundred metres in ten seconds. How fast does she run?", "en", "kinematics",
        _moving([("s", "100", "m", "one hundred metres"), ("t", "ten", "s", "ten seconds")], "v", "How fast does she run"),
        "t = 10 s; s = 100 m → v",
    ),
    Case(
        "¿Cuántos moles son doscientos gramos de NaOH?", "es", "stoichiometry",
        _reacting(("200", "g", "NaOH", "doscientos gramos de NaOH"), ("mol", "NaOH", "Cuántos moles son")),
        "m(NaOH) = 200 g; n(NaOH) = ?",
    ),
    Case(
        "El nitrógeno con el hidrógeno da amoniaco. Partimos de 28 g de nitrógeno: ¿cuántos moles de amoniaco salen?", "es",
        "stoichiometry",
        _reacting(
            ("28", "g", "N2", "28 g de nitrógeno"), ("mol", "NH3", "cuántos moles de amoniaco salen"), ("N2", "H2"), ("NH3",)
        ),
        "N2 + H2 → NH3; m(N2) = 28 g; n(NH3) = ?",
    ),
    Case(
        "Necesito 2,5 mol de NaCl para la práctica, ¿qué echo en la balanza?", "es", "stoichiometry",
        _reacting(("2,5", "mol", "NaCl", "2,5 mol de NaCl"), ("g", "NaCl", "qué echo en la balanza")),
        "n(NaCl) = 2,5 mol; m(NaCl) = ?",
    ),
    Case(
        "I have one hundred and eighty grams of water. How many moles is it?", "en", "stoichiometry",
        _reacting(("180", "g", "H2O", "one hundred and eighty grams of water"), ("mol", "H2O", "How many moles is it")),
        "m(H2O) = 180 g; n(H2O) = ?",
    ),
    Case(
        "Iron rusts with oxygen to give Fe2O3. How many grams of Fe2O3 come from 112 g of iron?", "en", "stoichiometry",
        _reacting(
            ("112", "g", "Fe", "112 g of iron"), ("g", "Fe2O3", "How many grams of Fe2O3 come from"), ("Fe", "O2"), ("Fe2O3",)
        ),
        "Fe + O2 → Fe2O3; m(Fe) = 112 g; m(Fe2O3) = ?",
    ),
    Case("tengo 3x+5 y tiene que dar 20", "es", "algebra", _equal("3x+5", "20"), "3x + 5 = 20"),
    Case(
        "Halla el valor de x para que 2x - 7 y x + 3 sean iguales", "es", "algebra", _equal("2x - 7", "x + 3"),
        "2x - 7 = x + 3",
    ),
    Case(
        "Resuelve ax²+bx+c=0 con a=1, b=-5 y c=6", "es", "algebra", _equal("ax²+bx+c", "0", a="1", b="-5", c="6"),
        "x² - 5x + 6 = 0",
    ),
    Case("El polinomio x²-5x+6, ¿cuándo se anula?", "es", "algebra", _equal("x²-5x+6", "0"), "x² - 5x + 6 = 0"),
    Case("For which x are 2x - 7 and x + 3 equal?", "en", "algebra", _equal("2x - 7", "x + 3"), "2x - 7 = x + 3"),
    Case("What value of x makes 3x + 5 come to 20?", "en", "algebra", _equal("3x + 5", "20"), "3x + 5 = 20"),
)  # fmt: skip
