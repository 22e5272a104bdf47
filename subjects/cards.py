"""Concept cards: what a student who asks for a concept can be told, as definition → formula → example → application.

    cards("kinematics")                      # the cards of `subjects/kinematics/concepts.toml`, in their order
    page(cards("kinematics"), "es")          # the same as a Markdown page, for a teacher to read and correct

The file is read strictly: a key that is not known, a text that is empty or lacks a language, and words that two
cards share are told with file and card. It does not promise that a card is true; the tests work its examples out.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from subjects.catalogue import UnknownSubject, names
from subjects.errors import PhraseError
from subjects.problem import LANGS, Lang

Text = Mapping[Lang, str]
Texts = Mapping[Lang, tuple[str, ...]]

ONE = ("name", "definition", "example", "application", "not")
"""Keys whose value is one text a language."""
MANY = ("words", "formula", "plain", "ask")
"""Keys whose value is a list of texts a language."""
OTHER = ("units", "source")
"""Keys that a card may lack."""
CLASSROOM = "classroom"
"""The source of what was written for the class."""


@dataclass(frozen=True, slots=True)
class Unit:
    """The symbol of a quantity in each language (`P`, `W`) and the unit that a class gives it in (`N`)."""

    symbol: Text
    unit: str


@dataclass(frozen=True, slots=True)
class Card:
    """One concept, in both languages. `unlike`: what it is confused with, and the difference; `formula`: in class
    notation, or a rule in words where the concept has none; `words`: what students type for it; `plain` and `ask`
    are patterns (`subjects.phrases`) of what the tutor says; `units` is empty where the concept is no quantity."""

    subject: str
    id: str
    name: Text
    words: Texts
    definition: Text
    formula: Texts
    example: Text
    application: Text
    unlike: Text
    plain: Texts
    ask: Texts
    units: tuple[Unit, ...] = ()
    source: str = CLASSROOM


@lru_cache(maxsize=32)
def cards(subject: str) -> tuple[Card, ...]:
    """The cards of a subject in the order of its file; none where it has no file.

    Raises UnknownSubject, and PhraseError for a file that is not whole.
    """
    if subject not in names():
        raise UnknownSubject(f"there is no subject {subject!r}; there are: {', '.join(names())}")
    path = Path(__file__).parent / subject / "concepts.toml"
    return read(path, subject) if path.is_file() else ()


def read(path: Path, subject: str) -> tuple[Card, ...]:
    """The cards of a file. Raises PhraseError, naming file, card and key."""
    try:
        tree = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PhraseError(f"{path}: {error}") from error
    if set(tree) != {"concept"} or not isinstance(tree["concept"], dict):
        raise PhraseError(f"{path}: it holds [concept.…] tables and nothing else")
    found = tuple(_card(subject, name, table, f"{path}: [concept.{name}]") for name, table in tree["concept"].items())
    _distinct(found, path)
    return found


def _card(subject: str, name: str, table: object, where: str) -> Card:
    if not isinstance(table, dict):
        raise PhraseError(f"{where} is no table")
    for key in table:
        if key not in (*ONE, *MANY, *OTHER):
            raise PhraseError(f"{where}: {key!r} is no key of a card; there are: {', '.join((*ONE, *MANY, *OTHER))}")
    one = {key: {lang: _text(_in(table, key, lang, where), f"{where}: {key}.{lang}") for lang in LANGS} for key in ONE}
    many = {key: {lang: _list(_in(table, key, lang, where), f"{where}: {key}.{lang}") for lang in LANGS} for key in MANY}
    return Card(
        subject, name, one["name"], many["words"], one["definition"], many["formula"], one["example"],
        one["application"], one["not"], many["plain"], many["ask"],
        _units(table.get("units", []), f"{where}: units"), _text(table.get("source", CLASSROOM), f"{where}: source"),
    )  # fmt: skip


def _in(table: Mapping[str, Any], key: str, lang: Lang, where: str) -> object:
    """What a card says under a key in one language, when it says it in just the languages there are."""
    texts = table.get(key)
    if not isinstance(texts, dict):
        raise PhraseError(f"{where} has no {key!r} with {' and '.join(LANGS)}")
    for other in texts:
        if other not in LANGS:
            raise PhraseError(f"{where}: {key}.{other} is no language; there are: {', '.join(LANGS)}")
    if lang not in texts:
        raise PhraseError(f"{where} has no {key}.{lang}")
    return texts[lang]


def _text(value: object, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise PhraseError(f"{where} is no text, or an empty one")
    return value


def _list(value: object, where: str) -> tuple[str, ...]:
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list) or not items:
        raise PhraseError(f"{where} is no list of texts, or an empty one")
    return tuple(_text(item, where) for item in items)


def _units(value: object, where: str) -> tuple[Unit, ...]:
    if not isinstance(value, list):
        raise PhraseError(f"{where} is no list")
    found = []
    for item in value:
        if not isinstance(item, dict) or set(item) != {*LANGS, "unit"}:
            raise PhraseError(f"{where}: each is {{ {', '.join(f'{lang} = symbol' for lang in LANGS)}, unit = unit }}")
        symbol: Text = {lang: _text(item[lang], where) for lang in LANGS}
        found.append(Unit(symbol, _text(item["unit"], where)))
    return tuple(found)


def _distinct(found: Sequence[Card], path: Path) -> None:
    for lang in LANGS:
        owner: dict[str, str] = {}
        for card in found:
            for word in (card.name[lang], *card.words[lang]):
                if (first := owner.setdefault(bare(word), card.id)) != card.id:
                    raise PhraseError(f"{path}: {word!r} ({lang}) belongs to [concept.{first}] and [concept.{card.id}]")


def bare(word: str) -> str:
    """A word as triggers are compared: lower case, without accents."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    return " ".join("".join(char for char in decomposed if not unicodedata.combining(char)).split())


_TITLES: Mapping[Lang, tuple[str, ...]] = {
    "es": ("Definición", "Fórmula o regla", "Unidades", "Ejemplo", "Aplicación", "No confundir", "Palabras", "Fuente"),
    "en": ("Definition", "Formula or rule", "Units", "Example", "Application", "Not to be confused", "Words", "Source"),
}


def page(found: Sequence[Card], lang: Lang) -> str:
    """Cards as Markdown, each with the name of its table so that it is found in the file."""
    return "\n\n".join(_section(card, lang) for card in found) + "\n"


def _section(card: Card, lang: Lang) -> str:
    said = (
        card.definition[lang],
        "; ".join(f"`{text}`" for text in card.formula[lang]),
        "; ".join(f"{unit.symbol[lang]}: {unit.unit}" for unit in card.units),
        card.example[lang],
        card.application[lang],
        card.unlike[lang],
        ", ".join(card.words[lang]),
        card.source if card.source != CLASSROOM else "",
    )
    lines = [f"- **{title}.** {text}" for title, text in zip(_TITLES[lang], said, strict=True) if text]
    name = card.name[lang]
    return "\n".join((f"## {name[:1].upper()}{name[1:]} (`{card.id}`)", "", *lines))
