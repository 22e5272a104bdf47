"""The words of a story as tokens with a meaning: quantities, relations, verbs, names; `STRANGE` for any other word."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from subjects.problem import Lang
from subjects.tokens import fold, read_number

MOST_WORDS = 220


@dataclass(frozen=True, slots=True)
class Tok:
    """`kind` is the meaning, `amount` a number or factor, `name` an entity or a unit, `text` what was written."""

    kind: str
    text: str = ""
    amount: Fraction | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Phrases by their words; the longest has this many."""

    phrases: Mapping[tuple[str, ...], Tok]
    longest: int


_FIRST = ("NATURE", "PLUS", "MINUS", "BIG", "SMALL")
_SPLIT = re.compile(r"km/h|m/s|\d+(?:[.,]\d+)?(?:/\d+)?|[€$£%°º]|[^\W\d_]+(?:[-/'’][^\W\d_]+)*|[.,;:?!¿¡\n]")


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Read from `lexicon.toml` on first use."""
    data = tomllib.loads((Path(__file__).parent / "lexicon.toml").read_text(encoding="utf-8"))
    phrases: dict[tuple[str, ...], Tok] = {}
    for word in data["noise"]["words"]:
        phrases[_key(word)] = Tok("NOISE", word)
    tags = sorted(data["tag"].items(), key=lambda pair: pair[0] in _FIRST)
    for tag, words in tags:
        for word in words:
            phrases[_key(word)] = Tok(tag, word)
    for value, words in data["mult"].items():
        for word in words:
            for lead in ("", "el ", "la ", "un ", "una ", "las ", "los "):
                phrases[_key(lead + word)] = Tok("MULT", word, Fraction(value))
    for unit, words in data["unit"].items():
        for word in words:
            phrases[_key(word)] = Tok("UNIT", word, name=unit)
    for name, words in data["entity"].items():
        for word in words:
            phrases[_key(word)] = Tok("ENT", word, name=name)
    return Lexicon(phrases, max(map(len, phrases)))


def _key(phrase: str) -> tuple[str, ...]:
    return tuple(_SPLIT.findall(phrase))


NUMBER_WORDS: Mapping[str, int] = {
    word: at
    for words in (
        "cero un dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete"
        " dieciocho diecinueve veinte",
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
        " seventeen eighteen nineteen twenty",
    )
    for at, word in enumerate(words.split())
    if at > 1
}


def lex(text: str, lang: Lang) -> list[Tok] | None:
    """The tokens of a text; None when it is too long to be a story of a class."""
    raw = [found.group() for found in _SPLIT.finditer(text)]
    if len(raw) > MOST_WORDS:
        return None
    words = [re.sub(r"['’]s$", "", fold(word)) for word in raw]
    out: list[Tok] = []
    at = 0
    while at < len(words):
        found, size = _phrase(words, raw, at, lang)
        out.append(found)
        at += size
    return _joined(out)


def _phrase(words: Sequence[str], raw: Sequence[str], at: int, lang: Lang) -> tuple[Tok, int]:
    known = lexicon()
    if raw[at].lower() == "qué" or (words[at] == "que" and (not at or words[at - 1] in ".;?!\n¿")):
        return Tok("ASK", words[at]), 1
    if raw[at].lower() == "dé":
        return Tok("IS", "de"), 1
    for size in range(min(known.longest, len(words) - at), 0, -1):
        tok = known.phrases.get(tuple(words[at : at + size]))
        if tok is not None and not (tok.kind == "NOISE" and words[at] in NUMBER_WORDS):
            return tok, size
    word = words[at]
    if word[0].isdecimal():
        return _number(word, lang), 1
    if word in NUMBER_WORDS:
        return Tok("NUM", word, Fraction(NUMBER_WORDS[word])), 1
    if word in ".;?!\n:¿":
        return Tok("END", word), 1
    if word in ",":
        return Tok("COMMA", word), 1
    if word in "¡":
        return Tok("NOISE", word), 1
    if raw[at][0].isupper() and len(word) > 1:
        return Tok("ENT", raw[at], name=re.sub(r"['’]s$", "", raw[at])), 1
    return Tok("STRANGE", word), 1


def _number(word: str, lang: Lang) -> Tok:
    top, _, bottom = word.partition("/")
    found = read_number(top, lang)
    if found is None or (bottom and int(bottom) == 0):
        return Tok("STRANGE", word)
    amount = found[0] / int(bottom) if bottom else found[0]
    return Tok("NUM", word, amount, "/" if bottom else "")


def _joined(toks: list[Tok]) -> list[Tok]:
    """Numbers with their units, factors such as `3 veces` or `20 %`, and moments such as `dentro de 5 años`."""
    out: list[Tok] = []
    at = 0
    while at < len(toks):
        tok, after = toks[at], toks[at + 1 : at + 3]
        kinds = [each.kind for each in after]
        named = (
            tok.kind == "ENT" and tok.text.islower() and kinds[:1] == ["ENT"] and not after[0].text.islower()
        )
        if named:  # "su hermano Luis"
            at += 1
        elif tok.kind == "UNIT" and tok.name in ("€", "$", "£") and kinds[:1] == ["NUM"]:
            out.append(Tok("NUM", tok.text, after[0].amount, tok.name))
            at += 2
        elif tok.kind == "NUM" and kinds[:1] == ["UNIT"] and tok.name != "/":
            cents = after[0].name == "c€"
            amount = (tok.amount or Fraction(0)) / (100 if cents else 1)
            out.append(Tok("NUM", tok.text, amount, "€" if cents else after[0].name))
            at += 2
        elif tok.kind == "NUM" and kinds[:1] in (["TIMESW"], ["PERCENT"]):
            share = after[0].kind == "PERCENT"
            amount = (tok.amount or Fraction(0)) / (100 if share else 1)
            out.append(Tok("MULT", tok.text, amount, "%" if share else ""))
            at += 2
        elif tok.kind == "NUM" and kinds[:1] == ["NUMBERS"]:
            out.append(Tok("GROUP", tok.text, tok.amount, "numbers"))
            at += 2
        else:
            out.append(tok)
            at += 1
    return _moments(_numbers_behind(out))


def _numbers_behind(toks: list[Tok]) -> list[Tok]:
    """`tres consecutivos pares números`: the count goes with the word wherever it stands close by."""
    out = list(toks)
    for at, tok in enumerate(toks):
        if tok.kind == "NUM" and not tok.name:
            near = [each.kind for each in toks[at + 1 : at + 4]]
            if "NUMBERS" in near and all(
                kind in ("CONSEC", "EVEN", "ODD", "NUMBERS") for kind in near[: near.index("NUMBERS")]
            ):
                out[at] = Tok("GROUP", tok.text, tok.amount, "numbers")
    return out


def _moments(toks: list[Tok]) -> list[Tok]:
    out: list[Tok] = []
    at = 0
    while at < len(toks):
        tok, after = toks[at], toks[at + 1 : at + 4]
        years = after[:1] and after[0].kind == "NUM" and after[0].name == "años"
        asked = (
            len(after) > 1 and after[0].kind == "ASK" and after[1].kind == "UNIT" and after[1].name == "años"
        )
        if tok.kind in ("IN_FUTURE", "SINCE") and (years or asked):
            sign = -1 if tok.kind == "SINCE" else 1
            amount = None if asked else sign * (after[0].amount or Fraction(0))
            out.append(Tok("TIMEQ" if asked else "TIME", tok.text, amount, "-" if sign < 0 else "+"))
            at += 3 if asked else 2
            if at < len(toks) and toks[at].kind == "HENCE":
                at += 1
        elif tok.kind == "NUM" and tok.name == "años" and after[:1] and after[0].kind in ("AGO", "HENCE"):
            sign = -1 if after[0].kind == "AGO" else 1
            out.append(Tok("TIME", tok.text, sign * (tok.amount or Fraction(0))))
            at += 2
        elif tok.kind == "TIMEASK":
            out.append(Tok("TIMEQ", tok.text, None, "+"))
            at += 1
        elif tok.kind in ("IN_FUTURE", "HENCE"):
            out.append(Tok("NOISE", tok.text))
            at += 1
        else:
            out.append(tok)
            at += 1
    return out
