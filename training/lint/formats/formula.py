"""Formulas in a line: those of Word's editor (OMML) and MathML, and raised text, as powers.

Fractions are written `(a)/(b)`, powers `^`, roots `√( )`; lines of a system are parted by semicolons.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from training.lint.formats.xml_tree import Node

Write = Callable[[Node], str]
_RAISED = re.compile("\ue000(.*?)\ue001", re.DOTALL)
_ORDINALS = {"o", "a", "os", "as", "er", "ero", "era", "st", "nd", "rd", "th"}
_SIGNS = {"mi", "mn", "mo", "ms"}
_UNSAID = re.compile("[\u2061-\u2064]")
"""Signs of MathML for what is not written: a product, the brackets of a function."""
_ROWS = "\ue002"
"""Parts the rows of aligned formulas until it is known what is around them."""


def raised(text: str) -> str:
    """Raised text, marked until its neighbours are known: a program may raise `-` and `1` apart."""
    return f"\ue000{text}\ue001" if text else ""


def settled(text: str) -> str:
    """The text with what is raised written as powers; what makes a number an ordinal is none."""
    joined = text.replace("\ue001\ue000", "").replace(_ROWS, "\n")
    out, end = "", 0
    for found in _RAISED.finditer(joined):
        out += joined[end : found.start()]
        end = found.end()
        small = found[1].strip()
        ordinal = small.lower().strip(".") in _ORDINALS and out[-1:].isdigit()
        out += small if ordinal or not small else f"^{bracketed(small)}"
        out += found[1][len(found[1].rstrip()) :]
    return out + joined[end:]


def bracketed(text: str) -> str:
    """A power of more than one sign between brackets."""
    return text if re.fullmatch(r"\w+", text.strip()) else f"({text})"


def element(node: Node, write: Write) -> str | None:
    """A part of a formula in a line, or None where the element is no such part. `write` gives the text of what is in it."""
    if node.name in _SIGNS:
        return _UNSAID.sub("", node.text().strip())
    act = _OMML.get(node.name) or _MATHML.get(node.name)
    return None if act is None else act(node, write)


def _of(node: Node, name: str, write: Write) -> str:
    child = node.child(name)
    return "" if child is None else write(child)


def _all_of(node: Node, name: str, write: Write) -> list[str]:
    return [write(part) for part in node.parts if isinstance(part, Node) and part.name == name]


def _child(node: Node, at: int, write: Write) -> str:
    children = [part for part in node.parts if isinstance(part, Node)]
    return write(children[at]) if at < len(children) else ""


def _fraction(above: str, below: str) -> str:
    return f"({above})/({below})"


def _root(inner: str, degree: str) -> str:
    return f"√({inner})" if degree.strip() in ("", "2") else f"({inner})^(1/{degree.strip()})"


def _power(base: str, small: str, power: str) -> str:
    return f"{base}{small}" + (f"^{bracketed(power)}" if power.strip() else "")


def _fenced(begin: str, inner: str, end: str) -> str:
    """What brackets hold; a brace before rows makes them a system."""
    if _ROWS in inner:
        inner = "; ".join(row.strip() for row in inner.split(_ROWS))
        begin, end = ("", "") if begin == "{" else (begin, end)
    return f"{begin}{inner}{end}"


def _set(node: Node, name: str, usual: str) -> str:
    """What the properties of an element set: the sign of a bracket or an arrow."""
    properties = node.child(f"{node.name}Pr")
    told = None if properties is None else properties.child(name)
    return usual if told is None else told.attributes.get("val", "")


def _brackets(node: Node, write: Write) -> str:
    inner = _set(node, "sepChr", "|").join(_all_of(node, "e", write))
    return _fenced(_set(node, "begChr", "("), inner, _set(node, "endChr", ")"))


def _function(node: Node, write: Write) -> str:
    name, of = _of(node, "fName", write), _of(node, "e", write)
    return f"{name} {of}" if name[-1:].isalpha() and of[:1].isalnum() else f"{name}{of}"


def _group(node: Node, write: Write) -> str:
    """An arrow with words above is the arrow."""
    sign = _set(node, "chr", "")
    return sign if sign in "→←⇌⇄⟶" and sign else _of(node, "e", write)


_OMML: Mapping[str, Callable[[Node, Write], str]] = {
    "f": lambda node, write: _fraction(_of(node, "num", write), _of(node, "den", write)),
    "rad": lambda node, write: _root(_of(node, "e", write), _of(node, "deg", write)),
    "sSup": lambda node, write: _power(_of(node, "e", write), "", _of(node, "sup", write)),
    "sSub": lambda node, write: _power(_of(node, "e", write), _of(node, "sub", write), ""),
    "sSubSup": lambda node, write: _power(_of(node, "e", write), _of(node, "sub", write), _of(node, "sup", write)),
    "d": _brackets, "func": _function, "groupChr": _group,
    "eqArr": lambda node, write: _ROWS.join(_all_of(node, "e", write)),
    "m": lambda node, write: _ROWS.join(_all_of(node, "mr", write)),
    "limUpp": lambda node, write: _of(node, "e", write), "limLow": lambda node, write: _of(node, "e", write),
}  # fmt: skip

def _fence(node: Node, write: Write) -> str:
    inner = ",".join(write(part) for part in node.parts if isinstance(part, Node))
    return _fenced(node.attributes.get("open", "("), inner, node.attributes.get("close", ")"))


def _row(node: Node, write: Write) -> str:
    """Parts side by side. A brace before a table, closed or not, makes its rows a system."""
    parts = [write(part) for part in node.parts if isinstance(part, Node)]
    if len(parts) in (2, 3) and _ROWS in parts[1] and parts[0] == "{":
        return _fenced("{", parts[1], "")
    return "".join(parts)


def _first(node: Node, write: Write) -> str:
    return _child(node, 0, write)


_MATHML: Mapping[str, Callable[[Node, Write], str]] = {
    "mfrac": lambda node, write: _fraction(_child(node, 0, write), _child(node, 1, write)),
    "msqrt": lambda node, write: _root(_row(node, write), ""),
    "mroot": lambda node, write: _root(_child(node, 0, write), _child(node, 1, write)),
    "msup": lambda node, write: _power(_child(node, 0, write), "", _child(node, 1, write)),
    "msub": lambda node, write: _power(_child(node, 0, write), _child(node, 1, write), ""),
    "msubsup": lambda node, write: _power(*(_child(node, at, write) for at in (0, 1, 2))),
    "mfenced": _fence, "mrow": _row, "math": _row, "mstyle": _row, "mtd": _row, "mpadded": _row, "semantics": _first,
    "mtable": lambda node, write: _ROWS.join(_all_of(node, "mtr", write)),
    "mtr": lambda node, write: "".join(_all_of(node, "mtd", write)),
    "mover": _first, "munder": _first, "munderover": _first,
}  # fmt: skip


def mathml(node: Node) -> str:
    """A whole formula in MathML."""
    told = element(node, mathml)
    return "".join(mathml(part) if isinstance(part, Node) else part for part in node.parts) if told is None else told
