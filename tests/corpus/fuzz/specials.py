"""Files made to hurt whoever reads them, and what is to happen: a clear error, or a document."""

from __future__ import annotations

import gzip
import json
import os
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
_PARAMETERS = "".join(f'<!ENTITY % p{n} "{f"&#37;p{n - 1};" * 10}">' for n in range(1, 12))
_SAID = "<u who='a'><p>We said it here, and we say it there.</p>{}</u>"
SECRET = "root:x:0"
"""What no output may hold: the file that an external entity names."""


def _xml(inside: str, subset: str = "") -> bytes:
    return f"<?xml version='1.0'?><!DOCTYPE t [{subset}]><t>{_SAID.format(inside)}</t>".encode()


def _aliased(first: str, rest: str) -> bytes:
    lines = [f"a{n}: &a{n} {rest.format(', '.join([f'*a{n - 1}'] * 9))}" for n in range(1, 12)]
    front = "\n".join([f"a0: &a0 {first}", *lines])
    return f"---\n{front}\n---\nWe said it here, and we say it there.\n".encode()


def _zipped(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.txt", "w") as entry:
        for _ in range(16):
            entry.write(b"\x00" * 2**24)


def _gzipped(path: Path) -> None:
    with gzip.open(path, "wb", compresslevel=1) as file:
        for _ in range(16):
            file.write(b"a" * 2**24)


def _deflated(chunk: bytes, times: int) -> bytes:
    packer = zlib.compressobj(1)
    return b"".join(packer.compress(chunk) for _ in range(times)) + packer.flush()


def pdf(stream: bytes, *, filters: str = "/FlateDecode", kids: str = "3 0 R", more: str = "", page: str = "") -> bytes:
    """Make a PDF of one page; its objects are found by reading on, as it has no table of them."""
    font = "/Resources << /Font << /F 5 0 R >> /XObject << /X 6 0 R >> >>"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R {font} {page} >>",
    ]
    head = "".join(f"{number} 0 obj\n{body}\nendobj\n" for number, body in enumerate(objects, start=1))
    rest = (
        "5 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>\nendobj\n"
        "6 0 obj\n<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 5 "
        "/Resources << /XObject << /X 6 0 R >> >> >>\nstream\n/X Do\nendstream\nendobj\n"
    )
    return b"".join(
        (
            b"%PDF-1.4\n",
            head.encode(),
            f"4 0 obj\n<< /Length {len(stream)} /Filter [{filters}] >>\nstream\n".encode(),
            stream,
            b"\nendstream\nendobj\n",
            (rest + more + "trailer\n<< /Root 1 0 R >>\n%%EOF\n").encode(),
        )
    )


_WORDS = zlib.compress(b"BT /F 12 Tf 50 700 Td (We said it here, and we say it there.) Tj ET /X Do")
_RUNS = b"BT /F 12 Tf " + b"(We said it here.) Tj 0 1 Td " * 20_000


def _bytes(data: Callable[[], bytes]) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(data())


def _single_line(path: Path) -> None:
    path.write_bytes(b"a")
    os.truncate(path, 200 * 2**20)


def _full_line(path: Path) -> None:
    path.write_bytes(b"We said it here, and we say it there. " * 300_000)


def _loop(path: Path) -> None:
    other = path.with_name("other.txt")
    path.symlink_to(other)
    other.symlink_to(path)


SPECIALS: dict[str, tuple[str, Callable[[Path], object]]] = {
    "200 MB in one line": ("a.txt", _single_line),
    "11 MB in one line": ("a.txt", _full_line),
    "zip bomb": ("a.zip", _zipped),
    "zip bomb as text": ("a.txt", _zipped),
    "zip bomb as XML": ("a.xml", _zipped),
    "zip bomb as PDF": ("a.pdf", _zipped),
    "gzip bomb": ("a.txt.gz", _gzipped),
    "gzip bomb as HTML": ("a.html", _gzipped),
    "PDF bomb of zeros": ("a.pdf", _bytes(lambda: pdf(_deflated(b"\x00" * 2**24, 72)))),
    "PDF bomb in two layers": (
        "a.pdf",
        _bytes(lambda: pdf(zlib.compress(_deflated(b" " * 2**24, 72)), filters="/FlateDecode /FlateDecode")),
    ),
    "PDF bomb of words": ("a.pdf", _bytes(lambda: pdf(_deflated(_RUNS, 60)))),
    "PDF whose pages are their own": ("a.pdf", _bytes(lambda: pdf(_WORDS, kids="2 0 R 2 0 R 3 0 R"))),
    "PDF whose form draws itself": ("a.pdf", _bytes(lambda: pdf(_WORDS))),
    "PDF whose page says its size is itself": (
        "a.pdf",
        _bytes(lambda: pdf(_WORDS, page="/Rotate 7 0 R", more="7 0 obj 7 0 R endobj\n")),
    ),
    "PDF cut short": ("a.pdf", _bytes(lambda: pdf(_WORDS)[:300])),
    "PDF of brackets": ("a.pdf", _bytes(lambda: b"%PDF-1.4\n1 0 obj " + b"[" * 200_000 + b"<<" * 200_000)),
    "billion laughs": ("a.xml", _bytes(lambda: _xml("&l11;", f'<!ENTITY l0 "ha">{_LAUGHS}'))),
    "billion laughs in an attribute": ("a.xml", _bytes(lambda: _xml("<p n='&l11;'/>", f'<!ENTITY l0 "ha">{_LAUGHS}'))),
    "billion laughs of parameters": ("a.xml", _bytes(lambda: _xml("", f'<!ENTITY % p0 "ha">{_PARAMETERS} %p11;'))),
    "quadratic entities": ("a.xml", _bytes(lambda: _xml("&a;" * 50_000, f'<!ENTITY a "{"a" * 50_000}">'))),
    "external entity": ("a.xml", _bytes(lambda: _xml("<p>&x; said</p>", '<!ENTITY x SYSTEM "file:///etc/passwd">'))),
    "external parameter": ("a.xml", _bytes(lambda: _xml("", '<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;'))),
    "external DTD": (
        "a.xml",
        _bytes(lambda: b"<!DOCTYPE t SYSTEM 'http://127.0.0.1:9/a.dtd'><t>" + _SAID.format("").encode() + b"</t>"),
    ),
    "XInclude": (
        "a.xml",
        _bytes(
            lambda: _xml(
                "<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='file:///etc/passwd' parse='text'/>"
            )
        ),
    ),
    "external entity in HTML": (
        "a.html",
        _bytes(lambda: b"<!DOCTYPE html [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><p>We said it here: &x;</p>"),
    ),
    "aliases in front matter": (
        "a.md",
        _bytes(lambda: _aliased("[x, x]", "[{}]")),
    ),
    "merged aliases in front matter": (
        "a.md",
        _bytes(lambda: _aliased("{b: c, d: e}", "{{<<: [{}]}}")),
    ),
    "brackets in front matter": ("a.md", _bytes(lambda: b"---\na: " + b"[" * 200_000 + b"\n---\nWe said it.\n")),
    "brackets in JSON": ("a.json", _bytes(lambda: b'{"text":' + b"[" * 500_000)),
    "a number of a million digits": ("a.jsonl", _bytes(lambda: b'{"text": ' + b"9" * 1_000_000 + b"}")),
    "short rows under a wide head": (
        "a.csv",
        _bytes(lambda: ",".join(["text", *map(str, range(60_000))]).encode() + b"\nWe said it.\n" + b"a\n" * 30_000),
    ),
    "facts for many rows": (
        "a.json",
        _bytes(
            lambda: json.dumps(
                {**{f"k{n}": n for n in range(20_000)}, "rows": [{"text": "We said it."}] * 20_000}
            ).encode()
        ),
    ),
    "link to itself": ("a.txt", _loop),
    "pipe": ("a.txt", os.mkfifo),
    "empty folder": ("a", lambda path: path.mkdir()),
    "a name that is no UTF-8": ("a\udce9.txt", _bytes(lambda: b"We said it here, and we say it there.")),
    "a name that is too long": ("a" * 300 + ".txt", lambda path: None),
}
"""By what it is: the file's name, and how it is made."""
