"""The relations of a class between the quantities of a problem, each solved for each of its quantities."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from subjects.stoichiometry.calculation.chains import links
from subjects.stoichiometry.calculation.plan import Calculation, Expr, Key, Op, over, times
from subjects.stoichiometry.formula import Species
from subjects.stoichiometry.reaction import Reaction
from subjects.stoichiometry.salts import ions_of, parts_of

HUNDRED, THOUSAND, MILLION = Fraction(100), Fraction(1000), Fraction(10**6)
NA, R, ZERO = Key("NA"), Key("R"), Key("T0")


@dataclass(frozen=True, slots=True)
class Relation:
    """`target = expr`, named by the rule that a class calls it."""

    target: Key
    rule: str
    expr: Expr
    silent: bool = False
    cost: int = 10


def inputs(expr: Expr) -> Iterator[Key]:
    """The quantities that an expression needs, constants left out."""
    if isinstance(expr, Key):
        if expr.symbol not in ("NA", "R", "T0"):
            yield expr
    elif isinstance(expr, Op):
        yield from inputs(expr.left)
        yield from inputs(expr.right)


def relations(calculation: Calculation, even: Reaction | None, limiting: bool) -> list[Relation]:
    """All relations of a problem; `even` is its balanced equation."""
    found: list[Relation] = []
    keys = {g.key for g in calculation.givens} | {a.key for a in calculation.asks}
    start = "ini" if limiting else ""
    for s in calculation.species:
        places = _places(s, keys, even, limiting)
        for place in places:
            found += _substance(calculation, s, place, keys)
        found += _sample(s, keys, start if _reactant(s, even) else "")
        found += _real(s, keys)
        found += _elements(s, keys, start if _reactant(s, even) and limiting else "")
        if s.formula in calculation.solutions:
            inside = start if _reactant(s, even) and limiting else ""
            found += _solution(calculation, s.formula, inside, "sol", keys)
            if any(key.where in ("dil", "add") and key.of == s.formula for key in keys):
                found += _diluted(s.formula, inside)
        if any(key.where == "one" and key.of == s.formula for key in keys):
            found += _mixture(s.formula)
    if calculation.topic == "same_amount" and len(calculation.species) == 2:
        one, other = (Key("n", s.formula) for s in calculation.species)
        found += [Relation(one, "same_amount", other), Relation(other, "same_amount", one)]
    if even:
        found += _reaction(calculation, even, keys, limiting)
    for step in calculation.chain:
        found += _handed_on(step, set(links(calculation.chain)))
    air = Key("phi", "O2", "air")
    if air in keys:
        found.append(Relation(Key("V", "O2", "air"), "air", over(times(Key("V", "O2"), HUNDRED), air)))
        found.append(Relation(Key("V", "O2"), "air", over(times(Key("V", "O2", "air"), air), HUNDRED)))
    if "?" in calculation.solutions:
        n = Key("n", "?")
        for place, rule in (("sol", "molarity"), ("dil", "dilution")):
            c, v = Key("c", "?", place), Key("V", "?", place)
            found.append(Relation(n, "molarity", times(c, v)))
            found.append(Relation(c, rule, over(n, v)))
            found.append(Relation(v, rule, over(n, c)))
        first, second, water = Key("V", "?", "sol"), Key("V", "?", "dil"), Key("V", "?", "add")
        found.append(Relation(water, "water_added", Op("-", second, first)))
        found.append(Relation(second, "water_added", Op("+", first, water)))
        mass, share = Key("m", "?", "sol"), Key("w", "?", "sol")
        some, solvent = Key("m", "?"), Key("m", "?", "solvent")
        found.append(Relation(share, "mass_percent", times(over(some, mass), HUNDRED)))
        found.append(Relation(mass, "solution_total", Op("+", some, solvent)))
        found.append(Relation(Key("gL", "?", "sol"), "mass_concentration", over(some, Key("V", "?", "sol"))))
        if Key("ppm", "?", "sol") in keys:
            ppm = Key("ppm", "?", "sol")
            found.append(Relation(ppm, "ppm", times(over(some, Key("V", "?", "sol")), THOUSAND)))
            found.append(Relation(ppm, "ppm", times(over(some, mass), MILLION)))
        found.append(Relation(Key("m", "?"), "mass_percent", over(times(mass, share), HUNDRED)))
        found.append(Relation(mass, "mass_percent", over(times(Key("m", "?"), HUNDRED), share)))
    elif any(key.of == "?" and key.where == "real" for key in keys):
        for symbol in ("m", "n"):
            real, ideal = Key(symbol, "?", "real"), Key(symbol, "?")
            found.append(Relation(Key("y"), "yield", times(over(real, ideal), HUNDRED)))
            found.append(Relation(real, "yield", over(times(ideal, Key("y")), HUNDRED)))
            found.append(Relation(ideal, "yield", over(times(real, HUNDRED), Key("y"))))
    elif any(key.symbol == "rho" and key.of == "?" for key in keys):
        m, v, rho = Key("m", "?"), Key("V", "?"), Key("rho", "?")
        found.append(Relation(m, "density", times(times(rho, THOUSAND), v)))
        found.append(Relation(v, "density", over(m, times(rho, THOUSAND))))
        found.append(Relation(rho, "density", over(m, times(v, THOUSAND))))
    elif any(key.of == "?" for key in keys):
        n, v = Key("n", "?"), Key("V", "?")
        if Key("M", "?") in keys:
            found += _unknown_gas(calculation, n)
        found += _product(v, "gas_volume", n, Key("Vm")) if calculation.gas == "molar" else _ideal(n, v)
        found.append(Relation(Key("p"), "ideal_gas", over(times(times(n, R), Key("T")), v)))
        found.append(Relation(Key("T"), "ideal_gas", over(times(Key("p"), v), times(n, R))))
    if calculation.gas == "ideal":
        found.append(Relation(Key("T"), "temperature", Op("+", Key("t"), ZERO)))
        found += _gas_state(calculation)
    return found


def _unknown_gas(calculation: Calculation, n: Key) -> Iterator[Relation]:
    """The molar mass of a gas without a name, by its mass or its density."""
    molar, dense = Key("M", "?"), Key("rhog", "?")
    yield Relation(molar, "molar_from_moles", over(Key("m", "?"), n))
    if calculation.gas == "molar":
        yield Relation(molar, "molar_from_density", times(dense, Key("Vm")))
    else:
        state = over(times(R, Key("T")), Key("p"))
        yield Relation(molar, "molar_from_density", times(dense, state))


def _reactant(s: Species, even: Reaction | None) -> bool:
    return bool(even and s in even.left)


def _places(s: Species, keys: set[Key], even: Reaction | None, limiting: bool) -> tuple[str, ...]:
    places = [""]
    if limiting and _reactant(s, even):
        places += ["ini", "left"]
    if any(key.of == s.formula and key.where == "real" for key in keys):
        places.append("real")
    return tuple(places)


def _product(target: Key, rule: str, one: Key, other: Expr, silent: bool = False) -> Iterator[Relation]:
    """`target = one * other`, also solved for `one` and, where it is a quantity, for `other`."""
    yield Relation(target, rule, times(one, other), silent)
    yield Relation(one, rule, over(target, other), silent)
    if isinstance(other, Key) and other.symbol not in ("NA", "R", "M", "Vm"):
        yield Relation(other, rule, over(target, one), silent)


def _substance(calculation: Calculation, s: Species, place: str, keys: set[Key]) -> Iterator[Relation]:
    f = s.formula
    m, n, v, count = (Key(symbol, f, place) for symbol in ("m", "n", "V", "N"))
    molar = Key("M", f)
    yield Relation(n, "moles_given", over(m, molar))
    yield Relation(m, "mass_asked", times(n, molar))
    if any(key.symbol == "N" for key in keys):
        yield from _product(count, "particles", n, NA)
    if f not in calculation.solutions and Key("rho", f, "") not in keys:
        if calculation.gas == "molar":
            yield from _product(v, "gas_volume", n, Key("Vm"))
        elif calculation.gas == "ideal" and (calculation.reaction is None or _asked_volume(f, keys)):
            yield from _ideal(n, v)
    rho = Key("rho", f, "")
    liquid = {Key("m", f, place), Key("V", f, place)} & keys or not calculation.gas
    if rho in keys and f not in calculation.solutions and liquid:
        yield Relation(m, "density", times(times(rho, THOUSAND), v))
        yield Relation(v, "density", over(m, times(rho, THOUSAND)))
        yield Relation(rho, "density", over(m, times(v, THOUSAND)))
    if Key("rhog", f) in keys and not place:
        if calculation.gas == "molar":
            yield Relation(Key("rhog", f), "gas_density", over(molar, Key("Vm")))
        else:
            yield Relation(Key("rhog", f), "gas_density", over(times(Key("p"), molar), times(R, Key("T"))))
    moles_known = any(g.key.of == f and g.key.symbol in ("n", "V", "N") for g in calculation.givens)
    if Key("M", f) in keys and not place and moles_known:
        yield Relation(molar, "molar_from_moles", over(m, n), cost=5)


def _asked_volume(f: str, keys: set[Key]) -> bool:
    return any(key.symbol == "V" and key.of == f for key in keys)


def _ideal(n: Key, v: Key) -> Iterator[Relation]:
    p, t = Key("p"), Key("T")
    yield Relation(n, "ideal_gas", over(times(p, v), times(R, t)))
    yield Relation(v, "ideal_gas", over(times(times(n, R), t), p))


def _gas_state(calculation: Calculation) -> Iterator[Relation]:
    """Pressure or temperature of the only gas whose amount and volume are known."""
    for s in calculation.species:
        n, v, p, t = Key("n", s.formula), Key("V", s.formula), Key("p"), Key("T")
        if s.formula not in calculation.solutions:
            yield Relation(p, "ideal_gas", over(times(times(n, R), t), v))
            yield Relation(t, "ideal_gas", over(times(p, v), times(n, R)))
    yield Relation(Key("t"), "temperature", Op("-", Key("T"), ZERO))


def _sample(s: Species, keys: set[Key], place: str) -> Iterator[Relation]:
    f = s.formula
    if not any(key.of == f and (key.where == "sample" or key.symbol == "P") for key in keys):
        return
    m, whole, purity = Key("m", f, place), Key("m", f, "sample"), Key("P", f)
    yield Relation(m, "purity", over(times(whole, purity), HUNDRED))
    yield Relation(whole, "purity", over(times(m, HUNDRED), purity))
    yield Relation(purity, "purity", times(over(m, whole), HUNDRED))
    yield Relation(Key("m", f, "waste"), "purity", Op("-", whole, m))


def _real(s: Species, keys: set[Key]) -> Iterator[Relation]:
    f, y = s.formula, Key("y")
    if not any(key.of == f and key.where == "real" for key in keys):
        return
    for symbol, unit_cost in (("m", 10), ("n", 11), ("V", 12)):
        real, ideal = Key(symbol, f, "real"), Key(symbol, f)
        yield Relation(real, "yield", over(times(ideal, y), HUNDRED), cost=unit_cost)
        yield Relation(ideal, "yield", over(times(real, HUNDRED), y), cost=unit_cost)
        yield Relation(y, "yield", times(over(real, ideal), HUNDRED), cost=unit_cost)


def _elements(s: Species, keys: set[Key], place: str) -> Iterator[Relation]:
    where = f"in:{s.formula}"
    ions = ions_of(s.formula) if any(key.where == where for key in keys) else {}
    ions |= parts_of(s.formula) if any(key.where == where for key in keys) else {}
    whole = (("atoms", sum(count for _, count in s.atoms)), ("ions", sum(ions_of(s.formula).values())))
    for element, number in (*s.atoms, *ions.items(), *whole):
        if not any(key.of == element and key.where == where for key in keys):
            continue
        n, count = Key("n", element, where), Fraction(number)
        rule = "ions_in" if element == "ions" or "^" in element else "atoms_in"
        yield from _product(n, rule, Key("n", s.formula, place), count)
        yield from _product(Key("N", element, where), "particles", n, NA)
        yield from _product(Key("N", element, where), rule, Key("N", s.formula, place), count)
        if element in ("atoms", "ions"):
            continue
        yield Relation(Key("m", element, where), "mass_asked", times(n, Key("M", element)))
        yield Relation(n, "moles_given", over(Key("m", element, where), Key("M", element)))
        if element in ions:
            continue
        share = Key("w", element, where)
        yield Relation(
            share,
            "element_share",
            times(over(times(count, Key("M", element)), Key("M", s.formula)), HUNDRED),
        )


def _solution(calculation: Calculation, f: str, inside: str, sol: str, keys: set[Key]) -> Iterator[Relation]:
    """The relations of a solution of the solute `f`; `inside` is where the solute's amount is counted."""
    m, n = Key("m", f, inside), Key("n", f, inside)
    v, whole, c, grams = (Key(symbol, f, sol) for symbol in ("V", "m", "c", "gL"))
    w, rho, ppm, phi = (Key(symbol, f, sol) for symbol in ("w", "rho", "ppm", "phi"))
    asked = {(key.symbol, key.where) for key in keys}
    yield Relation(n, "molarity", times(c, v))
    yield Relation(c, "molarity", over(n, v))
    yield Relation(v, "molarity", over(n, c))
    yield Relation(m, "mass_concentration", times(grams, v))
    yield Relation(grams, "mass_concentration", over(m, v))
    yield Relation(v, "mass_concentration", over(m, grams))
    yield Relation(grams, "concentration_change", times(c, Key("M", f)), cost=18)
    yield Relation(c, "concentration_change", over(grams, Key("M", f)), cost=18)
    yield Relation(m, "mass_percent", over(times(whole, w), HUNDRED))
    yield Relation(whole, "mass_percent", over(times(m, HUNDRED), w))
    yield Relation(w, "mass_percent", times(over(m, whole), HUNDRED))
    yield Relation(whole, "density", times(times(rho, THOUSAND), v))
    yield Relation(v, "density", over(whole, times(rho, THOUSAND)))
    yield Relation(rho, "density", over(whole, times(v, THOUSAND)))
    if ("m", "solvent") in asked or ("V", "solvent") in asked or {"b", "x"} & {key.symbol for key in keys}:
        yield from _solvent(calculation, f, m, n, whole)
    if ("ppm", sol) in asked:
        yield Relation(ppm, "ppm", times(over(m, whole), MILLION))
        yield Relation(m, "ppm", over(times(ppm, whole), MILLION))
        if calculation.topic == "aqueous_ppm":
            yield Relation(ppm, "ppm", times(over(m, v), THOUSAND))
            yield Relation(m, "ppm", over(times(ppm, v), THOUSAND))
    if ("phi", sol) in asked:
        pure = Key("V", f, "pure")
        yield Relation(phi, "volume_percent", times(over(pure, v), HUNDRED))
        yield Relation(pure, "volume_percent", over(times(phi, v), HUNDRED))
        yield Relation(v, "volume_percent", over(times(pure, HUNDRED), phi))
        rest = Key("V", f, "solvent")
        yield Relation(v, "solution_total", Op("+", pure, rest))
        yield Relation(rest, "solution_total", Op("-", v, pure))
        dense = Key("rho", f, "")
        if dense in keys:
            yield Relation(m, "density", times(times(dense, THOUSAND), pure))
            yield Relation(pure, "density", over(m, times(dense, THOUSAND)))


def _solvent(calculation: Calculation, f: str, m: Key, n: Key, whole: Key) -> Iterator[Relation]:
    water, molar = Key("m", f, "solvent"), Key("M", calculation.solvent)
    yield Relation(whole, "solution_total", Op("+", m, water))
    yield Relation(water, "solution_total", Op("-", whole, m))
    yield Relation(m, "solution_total", Op("-", whole, water))
    b, x = Key("b", f, "sol"), Key("x", f, "sol")
    yield Relation(b, "molality", over(n, over(water, THOUSAND)))
    yield Relation(n, "molality", times(b, over(water, THOUSAND)))
    yield Relation(water, "molality", times(over(n, b), THOUSAND))
    moles = Key("n", f, "solvent")
    yield Relation(moles, "moles_given", over(water, molar))
    yield Relation(water, "mass_asked", times(moles, molar))
    yield Relation(x, "mole_fraction", over(n, Op("+", n, moles)))
    other = Key("x", f, "solvent")
    yield Relation(other, "mole_fraction", over(moles, Op("+", n, moles)))


def _diluted(f: str, inside: str) -> Iterator[Relation]:
    n, m = Key("n", f, inside), Key("m", f, inside)
    v, c, grams = (Key(symbol, f, "dil") for symbol in ("V", "c", "gL"))
    w, whole, rho = (Key(symbol, f, "dil") for symbol in ("w", "m", "rho"))
    yield Relation(n, "molarity", times(c, v))
    yield Relation(c, "dilution", over(n, v))
    yield Relation(v, "dilution", over(n, c))
    yield Relation(m, "mass_concentration", times(grams, v))
    yield Relation(grams, "dilution", over(m, v))
    yield Relation(v, "dilution", over(m, grams))
    yield Relation(m, "mass_percent", over(times(whole, w), HUNDRED))
    yield Relation(whole, "dilution", over(times(m, HUNDRED), w))
    yield Relation(w, "dilution", times(over(m, whole), HUNDRED))
    yield Relation(whole, "density", times(times(rho, THOUSAND), v))
    yield Relation(v, "density", over(whole, times(rho, THOUSAND)))
    water, first = Key("V", f, "add"), Key("V", f, "sol")
    yield Relation(water, "water_added", Op("-", v, first))
    yield Relation(v, "water_added", Op("+", first, water))
    yield Relation(first, "water_added", Op("-", v, water))
    added, whole_first = Key("m", f, "add"), Key("m", f, "sol")
    yield Relation(added, "water_added", Op("-", whole, whole_first))
    yield Relation(whole, "water_added", Op("+", whole_first, added))


def _mixture(f: str) -> Iterator[Relation]:
    """Two solutions of one solute poured together: moles and volumes add up."""
    for place in ("one", "two", "mix"):
        n, c, v = (Key(symbol, f, place) for symbol in ("n", "c", "V"))
        yield Relation(n, "molarity", times(c, v))
        yield Relation(c, "molarity", over(n, v))
        yield Relation(v, "molarity", over(n, c))
    for symbol in ("n", "V"):
        whole, one, two = (Key(symbol, f, place) for place in ("mix", "one", "two"))
        yield Relation(whole, "mixture_total", Op("+", one, two))


def _reaction(calculation: Calculation, even: Reaction, keys: set[Key], limiting: bool) -> Iterator[Relation]:
    gases = not calculation.gas and any(key.symbol == "V" for key in keys)
    for one in even.species:
        for other in even.species:
            if one == other:
                continue
            a, b = Fraction(even.coefficient(one)), Fraction(even.coefficient(other))
            ratio = over(b, a)
            n = Key("n", one.formula)
            yield Relation(Key("n", other.formula), "mole_ratio", times(n, ratio))
            pair = {one.formula, other.formula}
            liquid = any(key.symbol == "rho" and key.of in pair for key in keys)
            if (gases or _volumes_only(keys)) and not pair & set(calculation.solutions) and not liquid:
                v = Key("V", one.formula)
                yield Relation(Key("V", other.formula), "volume_ratio", times(v, ratio), cost=9)
    if limiting:
        for s in even.left:
            for symbol in ("n",):
                start, used, rest = (Key(symbol, s.formula, place) for place in ("ini", "", "left"))
                yield Relation(rest, "excess_left", Op("-", start, used))


def _handed_on(step: Reaction, passed: set[Species]) -> Iterator[Relation]:
    """The ratios of one reaction of a chain to what it gets from the one before or hands on."""
    for one in step.species:
        for other in step.species:
            if one != other and {one, other} & passed:
                ratio = over(Fraction(step.coefficient(other)), Fraction(step.coefficient(one)))
                n = Key("n", one.formula)
                yield Relation(Key("n", other.formula), "mole_ratio", times(n, ratio), cost=25)


def _volumes_only(keys: set[Key]) -> bool:
    """Whether every amount of the problem is a volume of gas."""
    amounts = {key.symbol for key in keys if key.symbol in ("m", "n", "N", "V", "c")}
    return amounts == {"V"}
