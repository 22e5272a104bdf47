"""Which reader a file needs, by its name and by what it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import PurePath

from training.lint.bounded import Apart
from training.lint.decode import decoded
from training.lint.example import Read, Trouble, Unreadable
from training.lint.formats import chat, excel, gift, markdown, moodle, odf, pdf, table, word
from training.lint.walk import File

Reader = Callable[[str, bytes], Read]


def _of_text(read: Callable[[str, str], Read]) -> Reader:
    return lambda file, data: read(file, decoded(data))


READERS: Mapping[str, Reader] = {
    ".md": _of_text(markdown.read), ".markdown": _of_text(markdown.read), ".txt": _of_text(markdown.read),
    ".tex": _of_text(markdown.read), ".csv": _of_text(table.read), ".tsv": _of_text(table.read),
    ".jsonl": _of_text(chat.read), ".ndjson": _of_text(chat.read), ".json": _of_text(chat.read), ".gift": _of_text(gift.read),
    ".xml": moodle.read, ".docx": word.read_docx, ".odt": odf.read_odt, ".ods": odf.read_ods,
    ".xlsx": excel.read_xlsx, ".xlsm": excel.read_xlsx, ".pdf": pdf.read,
}  # fmt: skip
_ELSE = Unreadable(
    f"ese tipo de fichero no se lee; guárdalo como uno de: {' '.join(READERS)}",
    f"that kind of file is not read; save it as one of: {' '.join(READERS)}",
)
_OLD = Unreadable(
    "es de un formato antiguo; ábrelo y guárdalo como .docx, .xlsx, .odt o .ods",
    "it is of an old format; open it and save it as .docx, .xlsx, .odt or .ods",
)
_OLD_NAMES = {".doc", ".xls", ".rtf", ".pages", ".numbers", ".ppt"}


def read_all(files: Iterable[File]) -> Iterator[Read]:
    """What each file holds; whatever cannot be read is a trouble with what to do."""
    with Apart() as beside:
        for file in files:
            try:
                yield _read(file, beside)
            except Unreadable as error:
                yield Read(troubles=(Trouble(file.name, error.line, 0, error.sentence),))


def _read(file: File, beside: Apart) -> Read:
    if file.trouble is not None:
        raise file.trouble
    suffix = PurePath(file.name).suffix.lower()
    if file.data.startswith(b"%PDF"):
        suffix = ".pdf"
    if suffix in _OLD_NAMES or file.data.startswith(b"\xd0\xcf\x11\xe0"):
        raise _OLD
    if not file.data.strip():
        raise Unreadable("está vacío", "it is empty")
    reader = READERS.get(suffix)
    if reader is None:
        raise _ELSE
    if suffix == ".txt" and _is_gift(file.data):
        reader = READERS[".gift"]
    if reader is pdf.read:
        return pdf.read_beside(file.name, file.data, beside)
    return reader(file.name, file.data)


def _is_gift(data: bytes) -> bool:
    """Whether a text is GIFT: Moodle exports it as .txt."""
    return data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"::", b"// question:", b"$CATEGORY:"))
