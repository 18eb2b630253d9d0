"""Finding out the format of a source."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Literal

from stancebench.errors import UserError

Format = Literal["text", "html", "markdown", "xml", "csv", "jsonl", "pdf"]
FORMATS: tuple[Format, ...] = ("text", "html", "markdown", "xml", "csv", "jsonl", "pdf")

_SUFFIXES: dict[str, Format] = {
    ".txt": "text",
    ".text": "text",
    ".htm": "html",
    ".html": "html",
    ".xhtml": "html",
    ".md": "markdown",
    ".markdown": "markdown",
    ".xml": "xml",
    ".tei": "xml",
    ".akn": "xml",
    ".csv": "csv",
    ".tsv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".pdf": "pdf",
}
_OTHERS = (
    (b"PK\x03\x04", "a ZIP archive (or a file of an office program)"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\xd0\xcf\x11\xe0", "a file of an old office program"),
    (b"PAR1", "a Parquet table"),
    (b"\x7fELF", "a program"),
    (b"{\\rtf", "Rich Text"),
)
_SKIPPED = re.compile(rb"\s*(?:<\?.*?\?>|<!--.*?-->|<!doctype[^>]*>)", re.IGNORECASE | re.DOTALL)
_DOCTYPE_HTML = re.compile(rb"<!doctype\s+html", re.IGNORECASE)
_ROOT = re.compile(rb"\s*<\s*([A-Za-z][\w:.-]*)")
_HTML_ROOTS = ("html", "head", "body", "div", "p", "article", "section", "main", "table", "center")


def detect_format(data: bytes, name: str) -> Format:
    """Find out the format by content, and by the name's ending where the content does not tell.

    Args:
        data: The bytes.
        name: The file's name.

    Returns:
        The format.

    Raises:
        UserError: It is empty, or a format that holds no text: an archive, a picture.
    """
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise UserError(f"{name} is empty", expected="a transcript")
    for magic, what in _OTHERS:
        if data.startswith(magic):
            raise UserError(f"{name} is {what}", expected=f"one of {', '.join(FORMATS)}", fix="unpack or convert it")
    if b"%PDF-" in data[:1024]:
        return "pdf"
    head = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n")
    by_name = _SUFFIXES.get(PurePath(name).suffix.lower())
    if by_name == "pdf":
        raise UserError(
            f"{name} is called PDF and is none (it begins {head[:12]!r})", expected="a file beginning %PDF-"
        )
    return _of_text(head, data, by_name)


def _of_text(head: bytes, data: bytes, by_name: Format | None) -> Format:
    if by_name in ("csv", "jsonl", "markdown"):
        return by_name
    found: Format = by_name if by_name in ("html", "xml") else "text"
    if head.startswith(b"<"):
        found = _of_markup(data, found)
    elif by_name is None and head.startswith(b"---\n") and b"\n---" in data[4:8192]:
        found = "markdown"
    elif by_name is None and head.startswith(b"{") and b'"' in head[:40]:
        found = "jsonl"
    return found


def _of_markup(data: bytes, by_name: Format) -> Format:
    """Tell HTML and XML apart by their root element."""
    head = data[:8192].lstrip(b"\xef\xbb\xbf \t\r\n")
    if _DOCTYPE_HTML.search(head[:512]):
        return "html"
    declared = head.startswith(b"<?xml")
    position = 0
    while found := _SKIPPED.match(head, position):
        position = found.end()
    root = _ROOT.match(head, position)
    if root is None:
        return "xml" if declared else by_name
    name = root[1].decode("ascii", errors="replace").lower()
    if name in _HTML_ROOTS:
        return "html"
    return "xml" if declared or by_name != "html" else by_name
