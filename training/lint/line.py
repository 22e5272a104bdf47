"""A worked line without what surrounds its mathematics: bullets, numbers of steps, labels, dollar signs, bold."""

from __future__ import annotations

import re
from dataclasses import dataclass

from training.lint.formats.markdown import folded

_MARKS = re.compile(
    r"^(?:>\s*)?(?:[-*•·–]\s+|\(?\d{1,2}[.)ºª]\s+|\(?[a-h]\)\s+|(?:paso|step)\s*\d+\s*[:.)-]?\s*)",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^((?:\*\*|__|\*)?(?=[^\W\d_]{3})[^\d=<>|:$`→]{3,80}?(?:\*\*|__)?\s*[:.]\s*(?:\*\*|__|\*)?\s*)(?=\S)"
)
_WRAP = re.compile(r"(\$\$|\$|`|\*\*|\\\(|\\\[)(.+?)(\$\$|\$|`|\*\*|\\\)|\\\])[.,;]?")
_DATA, _ANSWER = {"datos", "dato", "data", "given", "knowns"}, {
    "solucion", "resultado", "respuesta", "solution", "result", "answer", "por tanto", "therefore", "final answer",
    "resultado final", "solucion final",
}  # fmt: skip
_MATHS = re.compile(r"\d|=|<|>|≤|≥|→|⟶|->")


@dataclass(frozen=True, slots=True)
class Bare:
    """`text` is the mathematics; `before` + text + `after` is the line as written."""

    before: str
    text: str
    after: str

    @property
    def label(self) -> str:
        """The label before the mathematics, folded, without marks."""
        return re.sub(r"[^\w ]", "", folded(self.before)).strip()

    @property
    def is_data(self) -> bool:
        """Whether the label says that data follow."""
        return self.label in _DATA

    @property
    def is_answer(self) -> bool:
        """Whether the label says that the answer follows."""
        return self.label in _ANSWER

    @property
    def mathematical(self) -> bool:
        """Whether anything in it could be judged."""
        return _MATHS.search(self.text) is not None

    def with_text(self, text: str) -> str:
        """The line as written with other mathematics."""
        return f"{self.before}{text}{self.after}"


def bare(line: str) -> Bare:
    """The parts of a line."""
    rest = line.strip()
    before = ""
    if marks := _MARKS.match(rest):
        before, rest = rest[: marks.end()], rest[marks.end() :]
    if label := _LABEL.match(rest):
        before, rest = before + label[0], rest[label.end() :]
    after = ""
    if (wrap := _WRAP.fullmatch(rest)) and wrap[1] not in wrap[2]:
        start, end = wrap.span(2)
        before, rest, after = before + rest[:start], rest[start:end], rest[end:]
    kept = rest.rstrip(" .,;&\\")
    return Bare(before, kept.replace("&", ""), rest[len(kept) :].replace("&", "") + after)
