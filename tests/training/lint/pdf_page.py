"""PDFs written by hand: pages of lines, with powers raised, pictures, and the tricks of hostile ones."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Mapping, Sequence

SIZE, SMALL = 12.0, 8.0


def pdf(pages: Sequence[Sequence[str]]) -> bytes:
    """A document of pages of lines; `^2` becomes a small raised 2."""
    signs = sorted({sign for lines in pages for line in lines for sign in line})
    codes = {sign: at for at, sign in enumerate(signs, start=1)}
    return document([_drawn(lines, codes) for lines in pages], codes=codes)


def scan(count: int = 1) -> bytes:
    """A document of pages that are pictures."""
    return document([b"q 400 0 0 400 100 300 cm /Im0 Do Q"] * count)


_IMAGE = "<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>"


def document(
    contents: Sequence[bytes], extra: Sequence[bytes] = (), codes: Mapping[str, int] | None = None
) -> bytes:
    """A document of pages with these contents, in a font whose codes stand for these signs; `extra` objects follow the pages."""
    kids = " ".join(f"{6 + 2 * at} 0 R" for at in range(len(contents)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 5 0 R >>",
        f"{_IMAGE}\nstream\n\x00\nendstream".encode(),
        _stream(_unicode(codes or {})),
    ]
    form = 6 + 2 * len(contents)
    for at, content in enumerate(contents):
        resources = f"<< /Font << /F1 3 0 R >> /XObject << /Im0 4 0 R /Fm0 {form} 0 R >> >>"
        page = f"/MediaBox [0 0 595 842] /Resources {resources} /Contents {7 + 2 * at} 0 R"
        objects += [f"<< /Type /Page /Parent 2 0 R {page} >>".encode(), _stream(content)]
    return _file([*objects, *extra])


def _stream(content: bytes) -> bytes:
    packed = zlib.compress(content, 9)
    return b"<< /Filter /FlateDecode /Length %d >>\nstream\n" % len(packed) + packed + b"\nendstream"


def _unicode(codes: Mapping[str, int]) -> bytes:
    """Which sign each code stands for, as word processors tell it."""
    rows = "".join(f"<{code:02x}> <{sign.encode('utf-16-be').hex()}>\n" for sign, code in codes.items())
    parts = [
        "1 begincodespacerange <00> <ff> endcodespacerange",
        f"{len(codes)} beginbfchar\n{rows}endbfchar",
    ]
    return "\n".join(
        ["/CIDInit /ProcSet findresource begin 1 dict begin begincmap", *parts, "endcmap end end"]
    ).encode()


def _file(objects: Sequence[bytes]) -> bytes:
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n" % number + body + b"\nendobj\n")
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
    return out.getvalue()


def _drawn(lines: Sequence[str], codes: Mapping[str, int]) -> bytes:
    drawn = []
    for at, line in enumerate(lines):
        x, y = 72.0, 800.0 - 20 * at
        for part in re.split(r"(\^\w+)", line):
            size, rise = (SMALL, 5.0) if part.startswith("^") else (SIZE, 0.0)
            text = bytes(codes[sign] for sign in part.removeprefix("^")).hex()
            drawn.append(f"BT /F1 {size} Tf 1 0 0 1 {x:.1f} {y + rise:.1f} Tm <{text}> Tj ET")
            x += 0.5 * size * len(part)
    return "\n".join(drawn).encode()


def locked(data: bytes, password: str) -> bytes:
    """The document, locked: with an empty password it opens for reading and is locked against changes only."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(PdfReader(io.BytesIO(data)))
    writer.encrypt(user_password=password, owner_password="owner", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
