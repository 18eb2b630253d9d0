"""A tiny writer of PDFs: lines of Helvetica at given places, nothing compressed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Placed = tuple[float, float, str]
"""A line: how far from the left, how far from the foot of the page, its words."""


def _literal(text: str) -> bytes:
    escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return b"(" + escaped.encode("cp1252") + b")"


def write_pdf(pages: Sequence[Sequence[Placed]], info: Mapping[str, str] | None = None, size: float = 11) -> bytes:
    """Make a PDF of A4-wide pages (595 by 842 points).

    Args:
        pages: The lines of each page.
        info: Entries of the document information, such as Title.
        size: Size of the type in points.

    Returns:
        The bytes.
    """
    objects: list[bytes] = []
    kids = b" ".join(b"%d 0 R" % (5 + 2 * number) for number in range(len(pages)))
    facts = b" ".join(b"/" + key.encode() + b" " + _literal(value) for key, value in (info or {}).items())
    objects.append(b"<< /Type /Catalog /Pages 2 0 R >>")
    objects.append(b"<< /Type /Pages /Kids [" + kids + b"] /Count %d >>" % len(pages))
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    objects.append(b"<< " + facts + b" >>")
    for number, lines in enumerate(pages):
        drawn = b"".join(
            b"BT /F1 %.1f Tf 1 0 0 1 %.1f %.1f Tm %s Tj ET\n" % (size, x, y, _literal(text)) for x, y, text in lines
        )
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            b"/Contents %d 0 R >>" % (6 + 2 * number)
        )
        objects.append(b"<< /Length %d >>\nstream\n" % len(drawn) + drawn + b"endstream")
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R /Info 4 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
