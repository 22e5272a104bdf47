"""PDF with text: its lines, page after page, read as a page of text is; a scan or a locked document is told kindly.

Lines are counted through the document, and each page's first line is kept, so that a finding can name its page. Of formulas
only powers come through as such.
"""

from __future__ import annotations

from dataclasses import replace

from training.lint.bounded import Apart
from training.lint.example import Read, Trouble, Unreadable
from training.lint.formats import markdown
from training.lint.formats.pdf_text import PAGES, SECONDS, Pages, pages
from tutoring.sentence import Sentence

FEWEST = 12
"""Letters of a page below which it is taken for a picture."""
_WHY = {
    "locked": Sentence(
        "está protegido con contraseña; guárdalo sin ella, o da el documento original (.docx, .odt)",
        "it is locked by a password; save it without, or give the original document (.docx, .odt)",
    ),
    "broken": Sentence(
        "está dañado o incompleto; vuelve a exportarlo, o da el documento original (.docx, .odt)",
        "it is damaged or cut short; export it again, or give the original document (.docx, .odt)",
    ),
    "slow": Sentence(
        f"tarda demasiado en leerse (más de {SECONDS:.0f} s); da el documento original (.docx, .odt), o pártelo",
        f"it takes too long to read (over {SECONDS:.0f} s); give the original document (.docx, .odt), or part it",
    ),
    "large": Sentence(
        "es demasiado grande por dentro; da el documento original (.docx, .odt), o pártelo",
        "it is too large inside; give the original document (.docx, .odt), or part it",
    ),
}
_SCAN = Sentence(
    "es un escaneo o una foto: no tiene texto. Da el documento original, pásalo por un programa de OCR y revísalo, o teclea "
    "los ejemplos (teach start da una hoja)",
    "it is a scan or a photo: it has no text. Give the original document, run it through OCR and check that, or type the "
    "examples (teach start gives a page)",
)


def read(file: str, data: bytes) -> Read:
    """The examples of one PDF. Raises Unreadable where there is no text to be had of it."""
    with Apart() as beside:
        return read_beside(file, data, beside)


def read_beside(file: str, data: bytes, beside: Apart) -> Read:
    """As `read`, in a process that is kept for the next one."""
    found = beside.run(pages, data, 2 * SECONDS)
    if found is None:
        found = Pages(trouble="large")
    if found.trouble:
        raise _unreadable(_WHY[found.trouble])
    bare = [at for at, lines in enumerate(found.lines, start=1) if sum(map(len, lines)) < FEWEST]
    if len(bare) == len(found.lines):
        raise _unreadable(_SCAN)
    read_ = markdown.read(file, "\n".join(line for lines in found.lines for line in lines))
    starts = _starts(found)
    pictures = [Trouble(file, starts[at - 1], 0, _picture(at)) for at in bare if _is_within(at, found)]
    more = [Trouble(file, 0, 0, _TOO_MANY)] if found.more else []
    return replace(read_, troubles=(*read_.troubles, *pictures, *more), pages=starts)


_TOO_MANY = Sentence(
    f"tiene más de {PAGES} páginas; solo se leen esas", f"it has over {PAGES} pages; only those are read"
)


def _picture(page: int) -> Sentence:
    return Sentence(
        f"la página {page} es una imagen o está vacía: si trae ejemplos, tecléalos",
        f"page {page} is a picture or empty: if there are examples on it, type them",
    )


def _is_within(page: int, found: Pages) -> bool:
    """Whether more text follows: an empty last page is no loss."""
    return any(found.lines[page:])


def _starts(found: Pages) -> tuple[int, ...]:
    """The number of the first line of each page."""
    starts, at = [], 1
    for lines in found.lines:
        starts.append(at)
        at += len(lines)
    return tuple(starts)


def _unreadable(said: Sentence) -> Unreadable:
    return Unreadable(said.es, said.en)
