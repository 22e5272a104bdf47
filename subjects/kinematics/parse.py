"""Reads a message as a motion problem, or says why it cannot.

Cautious on purpose: every quantity must have a role, every number must be read, and words that tell of another
situation (two bodies, a throw, a slope, several phases) end the reading. Nothing is guessed.
"""

from __future__ import annotations

import re
from fractions import Fraction

from subjects.kinematics import quantities
from subjects.kinematics.motion import GRAVITY, ORDER, Given, Kind, Motion
from subjects.kinematics.notation import plain
from subjects.kinematics.quantities import Found
from subjects.kinematics.question import asked_unit, unknowns
from subjects.kinematics.solve import settled, work
from subjects.kinematics.statement import make_problem
from subjects.kinematics.units import ACCELERATION, LENGTH, SPEED, TIME, dimension
from subjects.problem import Lang, Problem, Unsolved

LIMIT = 2000

_OTHER = re.compile(
    r"\b(?:se cruzan|se encuentran|se encontraran|se cruzaran|adelanta|persigue|perseguir|otro|otra|otros|otras|alcanz\w* (?:al|a la|a un|a una|a su|a otr[oa])|quien (?:llega|gana|tarda)|limite|permitida|sonar|radar|ultrasonidos?|reflej\w*|asciende|ascendiendo|subiendo|sube|cada uno"
    r"|dos (?:coches|moviles|trenes|ciclistas|corredores|cuerpos|amigos|personas|motos|objetos|piedras|vehiculos)|ambos|ambas|los dos"
    r"|salen|a la vez|simultaneamente|se aproximan|se acercan|ventaja|se alejan|un segundo (?:coche|movil|tren|objeto|cuerpo)"
    r"|lanza|lanzan|lanzado|lanzada|lanzamos|lanzamiento|arroja|arrojan|tira(?:n|mos)?|hacia arriba|hacia abajo|altura maxima|verticalmente|horizontalmente|dispara|parabolico|angulo|grados"
    r"|plano inclinado|rampa|pendiente|cuesta|rozamiento|fuerza|masa|energia|newtons?|rebota|eco|vueltas?|circular|circunferencia|radio|ruedas|rpm|poleas?"
    r"|luego|a continuacion|posteriormente|finalmente|mas tarde|y despues(?! de)|y entonces|mantiene (?:esa|dicha|la|constante la)|sigue|continua|vuelve|regresa|ida y vuelta|tramos|etapas|primer tramo|segundo tramo|primera parte|segunda parte|descansa|durante los siguientes|siguientes"
    r"|mitad|doble|triple|cuadruple|tercio|tercera parte|cuarta parte|porcentaje|el resto|de ventaja|tiempo de reaccion|tarda en reaccionar|reacciona|ultimos?|ultimas?|quinto segundo|tercer segundo|cuarto segundo"
    r"|primeros|primeras|primer segundo|entre los|tunel|vagon|vagones|corriente|viento|rio|ascensor|globo|luna|marte|planeta|jupiter|grafica|tabla|verdadero|falso"
    r"|they meet|meet|catch(?:es)? up|overtakes?|another|other|others|who arrives|limit|reflect\w*|rising|ascending|climbing|rises|each one|by how much|second (?:car|train|cyclist|runner|body|object|ball|stone)|two (?:cars|trains|cyclists|runners|bodies|friends|people|objects|stones|balls)|both"
    r"|towards each other|head start|at the same time|apart|thrown|throws?|threw|upwards?|downwards?|vertically|horizontally|projectile|fired|launched|angle|degrees|incline|inclined|slope|ramp|friction|force|mass|energy|bounces?|echo|laps?|circular|circle|radius|wheel|pulley"
    r"|then (?:travels|continues|moves|brakes|slows|stops|keeps|maintains|accelerates|decelerates|goes|returns)|and then|after that|afterwards|later|finally|next|maintains|continues|keeps (?:going|this|that)|returns|round trip|there and back|stages?|first part|second part|rests for|for the next"
    r"|half of|half the|twice|double|triple|third of|quarter of the|percent|the rest|reaction time|last|first (?:\d|two|three|second)|during the (?:third|fourth|fifth)|tunnel|wagons?|carriages?|current|wind|river|elevator|lift|balloon|moon|mars|planet|jupiter|graph|table|true or false)\b"
)  # fmt: skip
_COUNTED = re.compile(
    r"\b(?:dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|doce|veinte|veces|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|times)\b"
)
_AVERAGE = re.compile(r"\b(?:velocidad|rapidez) (?:media|promedio)|\b(?:average|mean) (?:speed|velocity)")
_STOPS_IN = re.compile(
    r"\b(?:(?:hasta|en|tarda en|para) (?:detener|parar)\w*|(?:se detiene|se para|detiene|detenido|parado) (?:en|tras|despues|al|a los)|deteniendose|parandose|hasta que (?:se )?(?:para|detiene)"
    r"|(?:stops?|stopping|to a stop|to rest|to a halt|halts) (?:in|after|over|within|it|\d)|to (?:stop|come to rest|come to a stop)|until it (?:stops|comes)|before (?:stopping|coming)|until coming)\b"
)
_NO_STOP = re.compile(r"\b(?:bus|tram|train|coach|taxi) stops?\b|\bstop sign\b")
_CHANGE = re.compile(r"\b(?:aument\w*|disminu\w*|reduc\w*|increas\w*|decreas\w*|velocidad|speed|velocity|gana|pierde|gains|loses)\b[^.]{0,25}\b(?:en|by)\s*$")
_FALL = re.compile(
    r"\b(?:se dejan? caer|dejan? caer|dejamos caer|dejo caer|dejarlo caer|dejarla caer|dejada? caer|caida libre|se cae|cae(?! en marcha)|caen|cayo|caera|se suelta|soltamos|soltar|suelta(?:n|s)?|cayendo|en caer"
    r"|dropped|drops?|falls?|fell|free fall|freely|released from)\b"
)
_REST_START = re.compile(
    r"\b(?:parte (?:\w+ )?(?:del|desde el|de|en) reposo|partiendo (?:\w+ )?(?:del|desde el|de) reposo|parten del reposo|partio del reposo|desde el reposo|sale del reposo|del reposo|de reposo"
    r"|arranca|arrancar|arrancando|parte de parado|desde parado|estaba parado|estaba parada|esta parado|esta parada|inicialmente en reposo|inicialmente parad[oa]|en reposo|velocidad inicial (?:nula|cero|es cero|es nula)|estando parad[oa]"
    r"|from rest|starts? at rest|initially at rest|is at rest|was at rest|at rest|from a standstill|from standstill|initially stationary|from stationary|is stationary|sets off|starting from a stop)\b"
)
_REST_END = re.compile(
    r"\b(?:se detiene|se detenga|se detuvo|detenerse|detenerlo|se para(?!\w)|se paro|se pare|pararse|parar(?:lo|la)?|parase|hasta el reposo|al reposo|deteniendose|parandose|distancia de (?:frenado|frenada|parada)|braking distance|stopping distance|hasta quedar parad[oa]|queda(?:r|ndo)? en reposo|queda parad[oa]|se detendra|se parara|velocidad final (?:nula|cero|es cero|es nula)|en detenerse|detiene"
    r"|stops?|stopping|to a stop|to a halt|halts?|comes? to rest|coming to rest|came to rest|to rest|stopped|to a standstill|until rest)\b"
)
_BRAKE = re.compile(
    r"\b(?:fren[aoe]\w*|decelera\w*|desacelera\w*|reduce (?:su|la) velocidad|disminuye (?:su|la) velocidad|pierde velocidad|brakes?|braked|braking|decelerat\w*|slows? down|slowed|slowing|slows)\b"
)
_SPEEDUP = re.compile(
    r"\b(?:acelera|aceleran|acelerar|acelero|acelerara|accelerates?|accelerated|accelerating|speeds? up)\b"
)
_ACCELERATED = re.compile(
    r"\b(?:aceleracion\w*|acelera\w*|mrua|mruv|uniformemente (?:acelerado|variado|retardado)|acceleration|accelerat\w*|suvat|aumenta (?:su|la) velocidad|velocidad (?:de \w+ \w+ )?aumenta|increases)\b"
)
_MOTION_WORDS = re.compile(
    r"\b(?:velocidad\w*|recorr\w*|tarda\w*|rapidez|distancia|espacio|mru|circula|avanza|camina|corre|viaja|vuela|nada|desplaza|se mueve|speed|velocity|travel\w*|covers?|distance|drives?|walks?|runs?|moves?|moving|goes|cycles|flies|swims|sound|sonido|luz|light)\b"
)
_IGNORED = re.compile(
    r"(?<![\w.,])\d+(?:[.,]\d+)?\s*(?:kg|kilos?|kilogramos?|kilograms?|g|gramos|grams|toneladas?|t)\b(?!\s*[=/])"
)
_LABEL = re.compile(
    r"^\s*(?:(?:ejercicio|problema|exercise|problem)\s*)?\d{1,3}\s*[.):]\s*(?=[a-z¿(\\])|^\s*(?:a|1)\)\s*"
)


def parse(text: str, lang: Lang) -> Problem | Unsolved:
    """The problem in a message. Unsolved: `too_long`, `no_problem`, `not_understood`, `not_supported`,
    `missing_data`, `inconsistent`."""
    if len(text) > LIMIT:
        return Unsolved("too_long")
    body = quantities.worded(_LABEL.sub("", " ".join(plain(text).split())))
    try:
        found = quantities.find(body, lang)
    except quantities.Ambiguous as error:
        return Unsolved("not_understood", f"number: {error}")
    motion = _motion(body, found)
    if isinstance(motion, Unsolved):
        return motion
    if work(motion) is None:
        return Unsolved("inconsistent")
    return make_problem(settled(motion), text, lang)


def _motion(body: str, found: list[Found]) -> Motion | Unsolved:
    wanted = unknowns(body, [(f.start, f.end) for f in found])
    if not found or (not wanted and not _MOTION_WORDS.search(body)):
        return Unsolved("no_problem")
    if len(wanted) > 1:
        return Unsolved("not_supported", "several questions")
    if not wanted:
        return Unsolved("no_problem" if len(found) < 2 else "not_understood", "what is asked")
    left = _IGNORED.sub(" ", quantities.masked(body, found))
    if re.search(r"\d", re.sub(r"\bv_?0\b|\bx0\b|\bs0\b", " ", left)):
        return Unsolved("not_understood", "a number without a role")
    if other := _OTHER.search(left):
        return Unsolved("not_supported", other[0])
    if counted := _COUNTED.search(left):
        return Unsolved("not_supported", counted[0])
    return _Reading(body, left, found, wanted[0]).motion()


class _Reading:
    """One text on its way to a motion: which kind, which role for each quantity."""

    def __init__(self, body: str, left: str, found: list[Found], wanted: str) -> None:
        self.body = body
        self.left = left
        self.found = found
        self.wanted = wanted
        bare = _NO_STOP.sub(" ", left)
        self.stops = bool(_REST_END.search(bare))
        self.starts = bool(_REST_START.search(_REST_END.sub(" ", bare)))
        self.kind = self._kind()

    def _kind(self) -> Kind:
        pulled = [f for f in self.found if dimension(f.unit) == ACCELERATION and f.symbol != "g"]
        driven = any(not Fraction(97, 10) <= abs(f.value) <= 10 for f in pulled)
        if (_FALL.search(self.left) and not (driven and self.starts)) or any(f.symbol == "g" for f in self.found):
            return "fall"
        accelerated = (
            _ACCELERATED.search(self.left)
            or _BRAKE.search(self.left)
            or self.starts
            or any(dimension(f.unit) == ACCELERATION for f in self.found)
            or (_STOPS_IN.search(self.left) and self.wanted in ("a", "s", "t"))
            or sum(dimension(f.unit) == SPEED for f in self.found) == 2
            or self.wanted in ("a", "v0")
        )
        return "accelerated" if accelerated else "uniform"

    def motion(self) -> Motion | Unsolved:
        """The motion, or why it cannot be read."""
        if _SPEEDUP.search(self.left) and _BRAKE.search(self.left):
            return Unsolved("not_supported", "several phases")
        if self.starts and self.stops and self.kind != "fall":
            return Unsolved("not_supported", "several phases")
        if self.kind != "uniform" and _AVERAGE.search(self.left):
            return Unsolved("not_supported", "average velocity")
        roles = self._roles()
        if isinstance(roles, Unsolved):
            return roles
        unknown = self._unknown(roles)
        if unknown is None or unknown in roles:
            return Unsolved("not_understood", "what is asked")
        needed = {"uniform": 2, "fall": 2, "accelerated": 3}[self.kind]
        if len(roles) != needed:
            return Unsolved("missing_data" if len(roles) < needed else "not_understood", "number of data")
        givens = tuple(sorted(roles.values(), key=lambda g: ORDER.index(g.symbol)))
        unit = asked_unit(self.body, unknown, [(f.start, f.end) for f in self.found])
        if unit is None:
            return Unsolved("not_supported", "two units")
        return Motion(self.kind, givens, unknown, unit)

    def _unknown(self, roles: dict[str, Given]) -> str | None:
        wanted = self.wanted
        if self.kind == "fall":
            return {"s": "h", "a": "g"}.get(wanted, wanted if wanted in ("h", "v", "t", "g") else None)
        if wanted == "h":
            return None
        if self.kind == "uniform":
            return wanted if wanted in ("v", "s", "t") else None
        if wanted == "v" and "v" in roles and "v0" not in roles and not _final(self.left):
            return "v0"
        return wanted

    def _roles(self) -> dict[str, Given] | Unsolved:
        roles: dict[str, Given] = {}
        speeds: list[Found] = []
        for item in self.found:
            symbol = self._symbol(item)
            if symbol is None:
                return Unsolved("not_understood", "symbol")
            if symbol == "?":
                speeds.append(item)
                continue
            if symbol in roles:
                return Unsolved("not_understood", "two quantities of one kind")
            roles[symbol] = Given(symbol, item.value, item.unit)
        if self.kind == "uniform":
            return self._uniform_roles(roles, speeds)
        if self.kind == "fall":
            return self._fall_roles(roles, speeds)
        return self._accelerated_roles(roles, speeds)

    def _symbol(self, item: Found) -> str | None:
        """The role of a quantity by its symbol or its dimension; "?" for a speed whose role words decide."""
        dim = dimension(item.unit)
        length = "h" if self.kind == "fall" else "s"
        default = {LENGTH: length, TIME: "t", ACCELERATION: "g" if self.kind == "fall" else "a"}.get(dim, "?")
        if item.symbol:
            allowed = {LENGTH: "sexdh", TIME: "t", ACCELERATION: "ag", SPEED: "v"}[dim]
            if dim == SPEED:
                named = {"v0": "v0", "u": "v0", "v": "v" if self.kind != "accelerated" else "?"}
                return named.get(item.symbol)
            if item.symbol not in allowed:
                return None
        return default

    def _uniform_roles(self, roles: dict[str, Given], speeds: list[Found]) -> dict[str, Given] | Unsolved:
        if len(speeds) > 1 or "a" in roles:
            return Unsolved("not_supported", "several speeds")
        for item in speeds:
            roles["v"] = Given("v", item.value, item.unit)
        return roles

    def _fall_roles(self, roles: dict[str, Given], speeds: list[Found]) -> dict[str, Given] | Unsolved:
        start = roles.pop("v0", None)
        if (start and start.value) or len(speeds) > 1:
            return Unsolved("not_supported", "thrown")
        if _BRAKE.search(self.left) or _SPEEDUP.search(self.left):
            return Unsolved("not_supported", "not a fall")
        for item in speeds:
            if not _arrival(self.body, item):
                return Unsolved("not_understood", "which velocity")
            roles["v"] = Given("v", item.value, item.unit)
        g = roles.get("g")
        if g is not None and not any(f.symbol == "g" for f in self.found) and not Fraction(97, 10) <= g.value <= 10:
            return Unsolved("not_supported", "not a fall")
        if g is None and self.wanted != "a":
            roles["g"] = Given("g", GRAVITY, "m/s^2", "class")
        elif g is not None and g.value < 0:
            roles["g"] = Given("g", -g.value, g.unit)
        return roles

    def _accelerated_roles(self, roles: dict[str, Given], speeds: list[Found]) -> dict[str, Given] | Unsolved:
        zero = Fraction(0)
        if self.starts and "v0" not in roles:
            roles["v0"] = Given("v0", zero, "m/s", "implied")
        if self.stops and "v" not in roles:
            roles["v"] = Given("v", zero, "m/s", "implied")
        why = self._speeds(roles, speeds)
        if why:
            return Unsolved("not_understood", why)
        return self._braking(roles)

    def _speeds(self, roles: dict[str, Given], speeds: list[Found]) -> str:
        """Gives each speed the role of initial or final velocity; returns why it cannot."""
        named = [item for item in speeds if item.symbol == "v"]
        free = [item for item in speeds if item.symbol != "v"]
        for item in named:
            if "v" in roles:
                return "two final velocities"
            roles["v"] = Given("v", item.value, item.unit)
        if len(free) == 2:
            first, second = free
            if "v0" in roles or "v" in roles or not _ordered(self.body, first, second):
                return "which velocity is first"
            roles["v0"] = Given("v0", first.value, first.unit)
            roles["v"] = Given("v", second.value, second.unit)
            return ""
        if len(free) > 2:
            return "too many velocities"
        return self._one_speed(roles, free[0]) if free else ""

    def _one_speed(self, roles: dict[str, Given], item: Found) -> str:
        before = self.body[max(0, item.start - 45) : item.start]
        initial, final = _is_initial(before), _is_final(before)
        if _CHANGE.search(before):
            return "a change of velocity"
        open_roles = [s for s in ("v0", "v") if s not in roles and s != ("v0" if self.wanted == "v0" else "")]
        if initial and not final and "v0" in open_roles and open_roles != ["v"]:
            role = "v0"
        elif final and not initial and "v" in open_roles:
            role = "v"
        elif len(open_roles) == 1 and not (final and open_roles == ["v0"]) and not _STARTS.search(before):
            role = open_roles[0]
        else:
            return "which velocity"
        roles[role] = Given(role, item.value, item.unit)
        return ""

    def _braking(self, roles: dict[str, Given]) -> dict[str, Given] | Unsolved:
        """The sign of a given acceleration: negative where the text tells of slowing down."""
        given = roles.get("a")
        if given and given.value > 0 and self._slows(roles):
            roles["a"] = Given("a", -given.value, given.unit)
        elif given and given.value < 0 and _SPEEDUP.search(self.left):
            return Unsolved("not_understood", "sign of the acceleration")
        return roles

    def _slows(self, roles: dict[str, Given]) -> bool:
        end, start = roles.get("v"), roles.get("v0")
        if _BRAKE.search(self.left):
            return True
        return bool(end and not end.value and not (start and not start.value))


_FINAL_QUESTION = re.compile(
    r"\b(?:final|alcanza|alcanzara|al final|al cabo|reach(?:es)?|at the end|after|despues de|a los)\b"
)


def _final(left: str) -> bool:
    return bool(_FINAL_QUESTION.search(left))


_INITIAL = re.compile(
    r"(?:velocidad inicial|rapidez inicial|initial (?:velocity|speed)|\bva|\biba|\bcircula(?:ba)?|\blleva(?:ba)?|\bviaja(?:ba)?|\bmarcha(?:ba)?|\bse mueve|\bse movia|\bconduce|\bavanza(?:ba)?|\bcorre|\bvuela|\bllevando|\bcirculando|\byendo|\bmoviendose"
    r"|\bfrena desde|\bfrena de|\bpasa de|\bdesde|\bacelera de|\breduce (?:su|la) velocidad de|\baumenta (?:su|la) velocidad de|\bparte con|\bsale con|\bentra|\binicialmente|\binitially"
    r"|\bmoving|\btravell?ing|\bgoing|\bdriving|\bfrom|\bmoves|\btravels|\bgoes|\bdrives|\bis at|\bhas a (?:speed|velocity)|\brunning|\bflying|\bcycling|\blands?|\baterriza)"
    r"(?:\s+(?:a|at|con|with|una|de|of|la|velocidad|rapidez|speed|velocity|an|the|initial|inicial|constante|constant|in|en|linea|recta|straight|line|por|carretera|autopista|along|road|on|motorway|highway|es|is|=|,))*\s*$"
)
_FINALLY = re.compile(
    r"(?:velocidad final|final (?:velocity|speed)|alcanz\w*|lleg(?:a|ar|ue|o)\b|hasta|reach\w*|until|\bto\b|up to|arrives?|acquires?|adquier\w*|consigue|termina|acaba|acelera a(?= )|velocidad pasa a|a los|al cabo)"
    r"(?:\s+(?:a|at|al|con|with|una|de|of|la|velocidad|rapidez|speed|velocity|an|the|final|los|it|reaches|alcanzar|llegar|un|que|tener|llevar|lleva|tiene|es|is|=|,))*\s*$"
)


_STARTS = re.compile(r"\b(?:inicial|initial)\b")


def _is_initial(before: str) -> bool:
    return bool(_INITIAL.search(before))


def _is_final(before: str) -> bool:
    return bool(_FINALLY.search(before))


def _ordered(body: str, first: Found, second: Found) -> bool:
    """Two speeds: the words between must tell that the second is the later one."""
    between = body[first.end : second.start]
    if len(between) > 90:
        return False
    before = body[max(0, first.start - 45) : first.start]
    later = re.search(r"\b(?:a|hasta|to|until|alcanza\w*|llega\w*|reach\w*|final)\b", between)
    return bool(later) and not _is_final(before) and not re.search(r"\b(?:desde|from)\b", between)


def _arrival(body: str, item: Found) -> bool:
    """A speed in a fall text is the one on arrival or after the fall."""
    around = body[max(0, item.start - 60) : item.end + 40]
    return bool(
        re.search(
            r"\b(?:llega\w*|suelo|choca\w*|impacta\w*|golpea\w*|alcanz\w*|tiene|lleva|hits?|reach\w*|ground|lands?|strikes?|final)\b",
            around,
        )
    ) and not re.search(r"\b(?:inicial|initial)\b", around)
