"""Bytes as text, whatever program wrote them: a byte order mark, UTF-8, or else the likeliest encoding."""

from __future__ import annotations

import codecs

from training.lint.example import Unreadable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_LIKELY = ["cp1252", "utf_16_le", "utf_16_be", "mac_roman", "cp850"]


def decoded(data: bytes) -> str:
    """The text with `\\n` line ends. Raises Unreadable where the bytes are no text."""
    text = _text(data).replace("\r\n", "\n").replace("\r", "\n")
    if "\x00" in text:
        raise _no_text()
    return text


def _text(data: bytes) -> str:
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    try:
        if encoding is not None:
            return data.decode(encoding)
        if b"\x00" not in data:
            return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    from charset_normalizer import from_bytes

    best = from_bytes(data, cp_isolation=_LIKELY).best()
    if best is None:
        raise _no_text()
    return str(best)


def _no_text() -> Unreadable:
    return Unreadable(
        "no es texto que se pueda leer; guárdalo otra vez como texto en UTF-8, o en Word u OpenDocument",
        "this is no text that can be read; save it again as UTF-8 text, or as Word or OpenDocument",
    )
