"""The class settings: what `class.toml` may say, and its reading.

Secrets and addresses are not here: they live in the environment. Nothing is read at import. A file that is
missing means the defaults; a file that is wrong is told with its line, what is allowed and the nearest name,
all faults at once.
"""

from __future__ import annotations

import difflib
import logging
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StrictStr, ValidationError

from subjects import catalogue
from subjects.methods import unknown_in
from subjects.problem import LANGS, LEVELS, Lang, Level, Missing
from tutoring.correction import CRITERIA
from tutoring.sentence import OperatorError, Sentence
from tutoring.toml_lines import key_lines

log = logging.getLogger(__name__)

LastRung = Literal["nudge", "scaffold", "sibling", "last"]
TEACHER = re.compile(r"[a-z]+:\S+")


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Helpline(_Table):
    """What a student in distress is told, besides kind words: whom to call. Reviewed by the school."""

    es: StrictStr = (
        "Habla hoy con una persona adulta de confianza. En España puedes llamar gratis, a cualquier hora, "
        "al 116 111 (ANAR, infancia y adolescencia) o al 024; si hay peligro, al 112."
    )
    en: StrictStr = (
        "Talk today with an adult you trust. In Spain you can call 116 111 (ANAR, children and teenagers) "
        "or 024, free and at any hour; in danger, 112."
    )


class ModelChoice(_Table):
    """Which base model speaks. Empty: the one that comes with Maieutic, on this machine."""

    base: StrictStr = ""
    endpoint: StrictStr = ""
    name: StrictStr = ""


class ClassSettings(_Table):
    """What a teacher decides for the class. Every field has a default; `class.toml` explains them."""

    subjects: tuple[StrictStr, ...] = Field(default_factory=catalogue.names)
    level: Level = "3eso"
    lang: Lang = "es"
    last_rung: LastRung = "last"
    criteria: tuple[Missing, ...] = CRITERIA
    exam_lock: StrictBool = False
    train_on_thumbs: StrictBool = False
    retention_days: Annotated[StrictInt, Field(ge=1, le=3650)] = 30
    teachers: tuple[StrictStr, ...] = ()
    method: dict[str, StrictStr] = Field(default_factory=dict)
    helpline: Helpline = Helpline()
    model: ModelChoice = ModelChoice()

    def method_of(self, subject: str) -> str | None:
        """The method the teacher chose for a subject, or one for each nature of its problems (`subjects.methods`); None
        means the subject's own default."""
        return self.method.get(subject)


TEXT = Sentence("un texto entre comillas", "a text in quotes")
ALLOWED: Mapping[str, Sentence] = {
    "subjects": Sentence(
        'una lista de asignaturas, como ["algebra"]', 'a list of subjects, such as ["algebra"]'
    ),
    "level": Sentence(f"uno de: {', '.join(LEVELS)}", f"one of: {', '.join(LEVELS)}"),
    "lang": Sentence(f"uno de: {', '.join(LANGS)}", f"one of: {', '.join(LANGS)}"),
    "last_rung": Sentence(
        f"uno de: {', '.join(get_args(LastRung))}", f"one of: {', '.join(get_args(LastRung))}"
    ),
    "criteria": Sentence(
        f"una lista con algunos de: {', '.join(CRITERIA)}", f"a list of some of: {', '.join(CRITERIA)}"
    ),
    "exam_lock": Sentence("true o false", "true or false"),
    "train_on_thumbs": Sentence("true o false", "true or false"),
    "retention_days": Sentence("un número entero de 1 a 3650", "a whole number from 1 to 3650"),
    "teachers": Sentence(
        'una lista como ["discord:1234", "moodle:7"]', 'a list such as ["discord:1234", "moodle:7"]'
    ),
    "method": Sentence('una tabla: asignatura = "método"', 'a table: subject = "method"'),
    "helpline": Sentence("una tabla con los textos es y en", "a table with the texts es and en"),
    "helpline.es": TEXT,
    "helpline.en": TEXT,
    "model": Sentence("una tabla con base, endpoint y name", "a table with base, endpoint and name"),
    "model.base": TEXT,
    "model.endpoint": Sentence(
        'la dirección de un servidor, como "http://127.0.0.1:8000/v1", o ""',
        'the address of a server, such as "http://127.0.0.1:8000/v1", or ""',
    ),
    "model.name": TEXT,
}
"""What each key may hold, for people."""


class ClassroomError(OperatorError):
    """`class.toml` cannot be used; the message names every fault with its line."""

    exit_code = 2


def read(path: Path) -> ClassSettings:
    """The settings in a file; the defaults where there is none.

    Raises ClassroomError.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return ClassSettings()
    except OSError as error:
        raise ClassroomError(
            f"No se puede leer {path}: {error.strerror}.", f"{path} cannot be read: {error.strerror}."
        ) from None
    try:
        return parse(data.decode("utf-8-sig"), str(path))
    except UnicodeDecodeError:
        raise ClassroomError(
            f"{path} no está en UTF-8: guárdalo así.", f"{path} is not UTF-8: save it so."
        ) from None


def parse(text: str, name: str = "class.toml") -> ClassSettings:
    """The settings in a text; `name` is the file named in messages.

    Raises ClassroomError with a line for each fault.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(name, str(error), text) from None
    try:
        settings = ClassSettings.model_validate(data)
        faults = list(_unfit(settings))
    except ValidationError as error:
        faults = [_fault([str(part) for part in found["loc"]], found["type"]) for found in error.errors()]
    if faults:
        raise _faulty(name, text, faults)
    return settings


def _not_toml(name: str, message: str, text: str) -> ClassroomError:
    place = re.search(r"\(at line (\d+)", message)
    line = int(place.group(1)) if place else len(text.splitlines())
    why = re.sub(r" \(at .*\)$", "", message)
    return ClassroomError(
        f"{name}:{line}: esto no es TOML válido ({why}).", f"{name}:{line}: this is not valid TOML ({why})."
    )


Fault = tuple[str, Sentence]
"""The dotted key at fault and what is wrong with it."""


def _fault(where: Sequence[str], kind: str) -> Fault:
    key = ".".join(part for part in where if not part.isdigit())
    if kind == "extra_forbidden":
        parent = key.rpartition(".")[0]
        siblings = [name for name in ALLOWED if name.rpartition(".")[0] == parent]
        return key, _unknown(key, siblings)
    allowed = ALLOWED.get(key, TEXT)
    return key, Sentence(f"{key} ha de ser {allowed.es}", f"{key} must be {allowed.en}")


def _unknown(key: str, names: Sequence[str]) -> Sentence:
    leaf = key.rpartition(".")[2]
    if leaf != key and leaf in ALLOWED:
        return Sentence(f"«{leaf}» va antes de la primera [tabla]", f"'{leaf}' goes above the first [table]")
    near = difflib.get_close_matches(key, names, n=1, cutoff=0.5)
    if not near:
        listed = ", ".join(names)
        return Sentence(f"no existe «{key}»; hay: {listed}", f"there is no '{key}'; there are: {listed}")
    return Sentence(
        f"no existe «{key}»: ¿será «{near[0]}»?", f"there is no '{key}': did you mean '{near[0]}'?"
    )


def _unfit(settings: ClassSettings) -> Iterator[Fault]:
    """Faults that need the subjects to be seen."""
    there = catalogue.names()
    yield from (("subjects", _unknown(name, there)) for name in settings.subjects if name not in there)
    if "subjects" in settings.model_fields_set and not settings.subjects:
        yield "subjects", Sentence("subjects está vacío", "subjects is empty")
    for subject, method in settings.method.items():
        key = f"method.{subject}"
        if subject not in there:
            yield key, _unknown(key if subject in ALLOWED else subject, there)
        elif (stray := unknown_in(method, methods := catalogue.find(subject).methods)) is not None:
            yield key, _unknown(stray, methods)
    for teacher in settings.teachers:
        if not TEACHER.fullmatch(teacher):
            yield _fault(("teachers",), "teacher")
    endpoint = settings.model.endpoint
    if endpoint and not endpoint.startswith(("http://", "https://")):
        yield _fault(("model", "endpoint"), "address")


def _faulty(name: str, text: str, faults: Sequence[Fault]) -> ClassroomError:
    lines = key_lines(text)
    placed = sorted({(_line(lines, key), fault.es, fault.en) for key, fault in faults})
    return ClassroomError(
        "\n".join(f"{name}:{line}: {es}" for line, es, _ in placed),
        "\n".join(f"{name}:{line}: {en}" for line, _, en in placed),
    )


def _line(lines: Mapping[str, int], key: str) -> int:
    """The line of a key, or of the nearest table around it."""
    while key and key not in lines:
        key = key.rpartition(".")[0]
    return lines.get(key, 1)


class SettingsFile:
    """`class.toml` as it is now: read again when it changed; while an edit is broken, the last good one."""

    def __init__(self, path: Path) -> None:
        """Read the file. Raises ClassroomError: a class does not start on broken settings."""
        self.path = path
        self._stamp = self._look()
        self._settings = read(path)

    def current(self) -> ClassSettings:
        """The settings for the turn that starts now (one `stat` where nothing changed)."""
        stamp = self._look()
        if stamp != self._stamp:
            self._stamp = stamp
            self._reread(gone=stamp is None)
        return self._settings

    def _reread(self, gone: bool) -> None:
        if gone:
            log.warning("%s is gone; the last settings stay in force", self.path)
            return
        try:
            self._settings = read(self.path)
            log.info("%s was read again", self.path)
        except ClassroomError as error:
            log.warning("the last good class settings stay in force: %s", error)

    def _look(self) -> tuple[int, int, int] | None:
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino
