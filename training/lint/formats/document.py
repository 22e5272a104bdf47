"""A text document as paragraphs and tables, whichever program wrote it: one line a paragraph, one a row of examples.

A table whose first row names its columns is a list of examples, as a spreadsheet is; so is a table with which a document
without headings begins. Other tables are read on as text, cell by cell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from training.lint.example import Example, Read, Trouble
from training.lint.formats import markdown, table

Rows = list[list[str]]
Block = str | Rows


def read_blocks(file: str, blocks: Sequence[Block]) -> Read:
    """The examples of a document, in the order in which they stand."""
    headed = any(markdown.is_heading(line) for block in blocks for line in _flat(block))
    first = next((block for block in blocks if isinstance(block, list) or block.strip()), "")
    lines: list[str] = []
    listed: list[Read] = []
    for block in blocks:
        if isinstance(block, list) and (table.names_columns(block) or (block is first and not headed)):
            rows = [(number, row) for number, row in enumerate(block, start=len(lines) + 1)]
            listed.append(table.read_rows(file, rows))
            lines += [""] * len(block)
        else:
            lines += _flat(block)
    if not listed:
        return markdown.read(file, "\n".join(lines))
    if headed and any(markdown.is_heading(line) for line in lines):
        listed.append(markdown.read(file, "\n".join(lines)))
    return _joined(listed)


def _flat(block: Block) -> list[str]:
    if isinstance(block, str):
        return block.split("\n")
    return [line for row in block for cell in row for line in cell.split("\n")]


def _joined(reads: Sequence[Read]) -> Read:
    """The examples of several parts, numbered as they stand."""
    found: list[Example | Trouble] = []
    for read in reads:
        found += [*read.examples, *read.troubles]
    found.sort(key=lambda one: one.line)
    examples, troubles, number = list[Example](), list[Trouble](), 0
    for one in found:
        number += isinstance(one, Example) or one.example > 0
        if isinstance(one, Example):
            examples.append(replace(one, number=number))
        else:
            troubles.append(replace(one, example=number if one.example else 0))
    return Read(tuple(examples), tuple(troubles))
