"""Reading PDF: lines in reading order, page headers, paragraphs across pages."""

from __future__ import annotations

import io
import itertools
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

from stancebench.corpus.read.decode import normalise
from stancebench.corpus.read.reading import Reading, ReadingBuilder
from stancebench.errors import UserError

MAX_PAGES = 400
"""Pages that are read; the longest meeting record known to us has under 120."""
_PAGE_BYTES = 2_000_000
"""Bytes that draw one page, unpacked; in the documents known to us at most 13,000."""

_PAGE_NUMBER = re.compile(r"[-–—\s]*(?:page\s*)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?[-–—\s]*", re.IGNORECASE)
_ENDED = re.compile(r"""[.?!:;)\]"'”’…—-]\s*$""")
_SAME_LINE = 3.0
_INDENT = 8.0


@dataclass(frozen=True)
class _Line:
    page: int
    x0: float
    x1: float
    y: float
    text: str
    header: bool = False


def read_pdf(data: bytes, name: str) -> Reading:
    """Read the text layer of a PDF.

    Lines that stand at the top or foot of many pages, numbers aside, are page headers; they are kept in the
    normalised source where they stand. A paragraph begins at an indent, at a wider gap, or after a short line that
    ends a sentence; a paragraph goes on over a page end.

    Args:
        data: The bytes.
        name: What to call it in errors.

    Returns:
        The reading.

    Raises:
        UserError: It is no whole PDF, is encrypted, has too many pages or no text layer.
    """
    lines, metadata, warnings = _extract(data, name)
    if not any(line.text.strip() for line in lines):
        raise UserError(
            f"{name} has no text layer", expected="a PDF with text", fix="run an OCR program, for example ocrmypdf"
        )
    builder = ReadingBuilder()
    for chunk in _paragraphs(_mark_headers(lines)):
        _add(builder, chunk)
    return builder.reading("pdf", "pdf", metadata, tuple(warnings))


def _extract(data: bytes, name: str) -> tuple[list[_Line], dict[str, str], list[str]]:
    from pdfminer.high_level import extract_pages
    from pdfminer.layout import LAParams, LTTextContainer, LTTextLine
    from pdfminer.pdfdocument import PDFDocument
    from pdfminer.pdfexceptions import PDFException
    from pdfminer.pdfpage import PDFPage
    from pdfminer.pdfparser import PDFParser
    from pdfminer.psexceptions import PSException

    lines: list[_Line] = []
    warnings: list[str] = []
    metadata: dict[str, str] = {}
    try:
        document = PDFDocument(PDFParser(io.BytesIO(data)))
        for info in document.info[:1]:
            metadata = _info(info)
        for sheet in itertools.islice(PDFPage.create_pages(document), MAX_PAGES):
            if any(_is_bomb(item) for item in sheet.contents):
                raise UserError(
                    f"{name} has a page of more than {_PAGE_BYTES:,} bytes",
                    expected="pages of text",
                    fix="print it to a new PDF",
                )
        for number, page in enumerate(extract_pages(io.BytesIO(data), maxpages=MAX_PAGES + 1, laparams=LAParams())):
            if number == MAX_PAGES:
                raise UserError(f"{name} has more than {MAX_PAGES} pages", fix="split it")
            found = [
                _Line(number, item.x0, item.x1, item.y1, normalise(item.get_text()).strip("\n"))
                for box in page
                if isinstance(box, LTTextContainer)
                for item in (box if not isinstance(box, LTTextLine) else [box])
                if isinstance(item, LTTextLine) and item.get_text().strip()
            ]
            lines += _in_order(found, page.width)
    except UserError:
        raise
    except (PDFException, PSException) as error:
        reason = " ".join(str(error).split())[:80] or type(error).__name__
        raise UserError(f"{name} is not a whole PDF ({reason})", expected="a PDF that opens in a reader") from None
    except Exception as error:  # pdfminer raises TypeError, KeyError and others on broken objects
        if not lines:
            raise UserError(
                f"{name} is not a whole PDF ({type(error).__name__})", expected="a PDF that opens in a reader"
            ) from None
        warnings.append(f"reading stopped on page {lines[-1].page + 2}: the PDF is broken there")
    return lines, metadata, warnings


def _is_bomb(item: Any) -> bool:
    """Tell whether what draws a page is, packed or unpacked, larger than any page of text."""
    from pdfminer.pdftypes import LITERALS_FLATE_DECODE, PDFStream, resolve1

    stream = resolve1(item)
    raw = stream.rawdata if isinstance(stream, PDFStream) else None
    if not raw or len(raw) > _PAGE_BYTES:
        return bool(raw)
    filters = stream.get_filters()
    if not filters or filters[0][0] not in LITERALS_FLATE_DECODE:
        return False
    try:
        return len(zlib.decompressobj().decompress(raw, _PAGE_BYTES + 1)) > _PAGE_BYTES
    except zlib.error:
        return False


def _info(info: dict[str, Any]) -> dict[str, str]:
    from pdfminer.utils import decode_text

    facts = {}
    for key in ("Title", "Author", "Subject", "CreationDate"):
        value = info.get(key)
        if isinstance(value, bytes):
            text = " ".join(normalise(decode_text(value)).split())
            if text:
                facts["created" if key == "CreationDate" else key.lower()] = text
    return facts


def _in_order(lines: list[_Line], width: float) -> list[_Line]:
    """Put the lines of one page in reading order; two columns are read one after the other."""
    middle = width / 2
    body = [line for line in lines if line.x1 - line.x0 > width / 5]
    left = sum(line.x1 < middle + 12 for line in body)
    right = sum(line.x0 > middle - 12 for line in body)
    columns = len(body) > 10 and left > 0.3 * len(body) and right > 0.25 * len(body)
    ordered: list[_Line] = []
    groups: list[list[_Line]] = [lines]
    if columns:
        top = max((line.y for line in body if line.x1 < middle + 12 or line.x0 > middle - 12), default=0.0)
        across = [line for line in lines if line.x0 < middle - 12 and line.x1 > middle + 12]
        groups = [
            [line for line in lines if line.y > top + 2],
            [line for line in lines if line.y <= top + 2 and line.x0 < middle - 12 and line not in across],
            [line for line in lines if line.y <= top + 2 and line.x0 >= middle - 12],
            [line for line in across if line.y <= top + 2],
        ]
    for group in groups:
        merged: list[_Line] = []
        for line in sorted(group, key=lambda line: (-line.y, line.x0)):
            if merged and abs(merged[-1].y - line.y) < _SAME_LINE and line.x0 >= merged[-1].x1 - 1:
                last = merged.pop()
                whole = f"{last.text.rstrip()}  {line.text.lstrip()}"
                merged.append(_Line(line.page, last.x0, line.x1, last.y, whole))
            else:
                merged.append(line)
        ordered += merged
    return ordered


def _mark_headers(lines: list[_Line]) -> list[_Line]:
    pages: dict[int, list[_Line]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line)

    def edge(page: list[_Line]) -> list[_Line]:
        by_height = sorted(page, key=lambda line: -line.y)
        return [*by_height[:4], *by_height[-3:]]

    counts = Counter(key for page in pages.values() for key in {_edge_key(line) for line in edge(page)})
    need = max(2, round(0.4 * len(pages)))
    headers = set()
    for page in pages.values():
        for line in edge(page):
            if (counts[_edge_key(line)] >= need and len(pages) > 1) or _PAGE_NUMBER.fullmatch(line.text):
                headers.add(id(line))
    return [
        _Line(line.page, line.x0, line.x1, line.y, line.text, header=True) if id(line) in headers else line
        for line in lines
    ]


def _edge_key(line: _Line) -> str:
    return re.sub(r"\d+", "#", re.sub(r"\s+", " ", line.text.strip())).casefold() + f"@{round(line.y / 8)}"


def _paragraphs(lines: list[_Line]) -> Iterator[list[_Line]]:
    body = [line for line in lines if not line.header]
    gaps = [a.y - b.y for a, b in itertools.pairwise(body) if a.page == b.page and 2 < a.y - b.y < 60]
    gap = median(gaps) if gaps else 12.0
    rights = sorted(line.x1 for line in body)
    right = rights[int(0.9 * (len(rights) - 1))] if rights else 0.0
    margins = Counter(round(line.x0) for line in body)
    common = [x for x, count in margins.items() if count >= max(3, 0.05 * len(body))]
    chunk: list[_Line] = []
    previous: _Line | None = None
    for line in lines:
        if line.header:
            chunk.append(line)
            continue
        if previous is not None and _begins(previous, line, gap, right, common):
            tail = []
            while chunk and chunk[-1].header:
                tail.append(chunk.pop())
            if chunk:
                yield chunk
            for header in reversed(tail):
                yield [header]
            chunk = []
        chunk.append(line)
        previous = line
    if chunk:
        yield chunk


def _begins(previous: _Line, line: _Line, gap: float, right: float, margins: list[int]) -> bool:
    margin = max((x for x in margins if x <= line.x0 + 1), default=round(line.x0))
    left = min((x for x in margins if x >= margin - 60 and x <= line.x0 + 1), default=margin)
    same_page = previous.page == line.page and previous.y > line.y
    if same_page and previous.y - line.y > 1.45 * gap:
        return True
    indented = line.x0 > left + _INDENT
    if indented and previous.x0 < line.x0 - _INDENT:
        return True
    ended = bool(_ENDED.search(previous.text))
    if indented and ended:
        return True
    column_right = right if previous.x1 > right / 2 + 40 or right < 350 else right / 2
    short = previous.x1 < column_right - 0.15 * (column_right - left)
    return ended and short and not line.text[:1].islower()


def _add(builder: ReadingBuilder, chunk: list[_Line]) -> None:
    if all(line.header for line in chunk):
        for line in chunk:
            builder.add(line.text.strip(), kind="page_header")
        return
    while chunk[0].header:
        builder.add(chunk[0].text.strip(), kind="page_header")
        chunk = chunk[1:]
    trailing = []
    while chunk[-1].header:
        trailing.append(chunk[-1])
        chunk = chunk[:-1]
    text, cuts = "", []
    for line in chunk:
        piece = line.text.strip()
        if text:
            text += "\n"
        if line.header:
            cuts.append((len(text), len(text) + len(piece), "page header"))
        text += piece
    builder.add(text, cuts=tuple(cuts))
    for line in reversed(trailing):
        builder.add(line.text.strip(), kind="page_header")
