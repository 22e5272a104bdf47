"""XML as a tree that knows its lines, read by expat: no document type, no entities of its own, bounded depth and size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from training.lint.example import Unreadable

_DEEPEST = 200
_MOST = 2_000_000


@dataclass(slots=True)
class Node:
    """An element: its name without namespace, attributes likewise, its line, and texts and elements in order."""

    name: str
    line: int
    attributes: Mapping[str, str] = field(default_factory=dict)
    parts: list[str | Node] = field(default_factory=list)

    def all(self, *names: str) -> Iterator[Node]:
        """The elements of these names below, in order."""
        for part in self.parts:
            if isinstance(part, Node):
                if part.name in names:
                    yield part
                yield from part.all(*names)

    def child(self, name: str) -> Node | None:
        """The first element of that name directly below."""
        return next((part for part in self.parts if isinstance(part, Node) and part.name == name), None)

    def text(self) -> str:
        """All text below."""
        return "".join(part if isinstance(part, str) else part.text() for part in self.parts)

    def drop(self, names: frozenset[str]) -> None:
        """Take the elements of these names out, with all that is in them."""
        self.parts = [part for part in self.parts if isinstance(part, str) or part.name not in names]
        for part in self.parts:
            if isinstance(part, Node):
                part.drop(names)


def parsed(data: bytes) -> Node:
    """The tree of a document. Raises Unreadable, with the line."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    root = Node("", 0)
    open_ = [root]
    count = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if len(open_) > _DEEPEST or count > _MOST:
            raise Unreadable(
                "el XML está demasiado anidado", "the XML nests too deep", parser.CurrentLineNumber
            )
        plain = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        node = Node(name.rpartition(" ")[2], parser.CurrentLineNumber, plain)
        open_[-1].parts.append(node)
        open_.append(node)

    def end(_name: str) -> None:
        open_.pop()

    def refused(*_: object) -> None:
        raise Unreadable(
            "trae definiciones de entidades, que no se aceptan; expórtalo otra vez",
            "it brings entity definitions, which are not taken; export it again", parser.CurrentLineNumber,
        )  # fmt: skip

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = lambda text: open_[-1].parts.append(text)
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refused
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise Unreadable(
            f"el XML está roto en la línea {error.lineno}",
            f"the XML is broken at line {error.lineno}",
            error.lineno,
        ) from None
    return root
