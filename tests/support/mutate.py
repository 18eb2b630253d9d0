"""Seeded damage to documents: what disks, networks, programs and attackers do to files."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from tests.support.stress import STRESS

_LARGEST = 12_000_000
"""Bytes that a mutation makes at most; the parser takes 32 MB."""
_ENCODINGS = ("utf-16", "utf-16-le", "utf-32", "cp1251", "latin-1", "utf-7", "cp500", "shift_jis", "gb18030")
_DECLARED = (b"utf-7", b"undefined", b"unicode_escape", b"rot13", b"zlib", b"idna", b"punycode", b"x", b"utf-16")
_ODD = ("\u2028", "\u2029", "\u202e", "\u200f", "\u0085", "\ufeff", "\ufffe", "\U000e0001", "a" + "\u0301" * 2000)
_INJECTED = (
    "<script>alert('spoken?')</script>",
    "<style>p{color:red}</style>",
    "<iframe src='//example.org'>spoken?</iframe>",
    "<svg onload=x()><text>spoken?</text></svg>",
    "<!-- spoken? -->",
    "<![CDATA[spoken?]]>",
    "<?php spoken? ?>",
    "<noscript>spoken?</noscript>",
    "<template>spoken?</template>",
)
_SUFFIXES = (".txt", ".html", ".md", ".xml", ".csv", ".tsv", ".jsonl", ".pdf", ".json", ".bin", "")
_FRONT = (
    "---\ntitle: [\n---\n",
    "---\ntitle: x\n",
    "---\n- a\n- b\n---\n",
    "---\n&a [*a, *a]\n---\n",
    "---\nx: &x [*x]\n---\n",
    "---\n" + "[" * 3000 + "\n---\n",
    "---\na: !!python/object/apply:os.getcwd []\n---\n",
    "---\na: !!int ''\nb: !!bool maybe\n---\n",
    "---\na: !!bool maybe\n---\n",
    "---\ndate: 2020-13-45\n---\n",
    "---\n? {a: b}\n: c\n---\n",
    "---\na0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))
    + "---\n",
    "+++\ntitle = \n+++\n",
    "{\n}\n",
)
_JSON = (
    '{"text": "half a li',
    '{"text": 1e999999}',
    '{"text": ' + "9" * 6000 + "}",
    '{"text": "\\ud800 alone \\u0000 zero"}',
    "[" * 100_000,
    '{"a":' * 50_000,
    '["a", 1, null]',
    '{"rows": [{"text": "x"}, "y", null]}',
    '{"text": {"text": []}}',
    "null",
    "NaN",
    '{"text": "a", "text": "b", "speaker": ["x"]}',
)

Mutation = Callable[[bytes, random.Random], bytes]


@dataclass(frozen=True)
class Mutant:
    """A damaged document: how it was damaged, its name, its bytes."""

    kind: str
    name: str
    data: bytes


def _cut_at(data: bytes, pattern: bytes, fill: bytes, rng: random.Random) -> bytes:
    places = [found.end() for found in re.finditer(pattern, data, re.DOTALL)]
    return data[: rng.choice(places)] if places else data[: rng.randint(0, len(data))] + fill


def _inserted(data: bytes, pieces: Sequence[bytes], rng: random.Random) -> bytes:
    places = sorted(rng.randint(0, len(data)) for _ in range(rng.choice((1, 5, 60))))
    parts = [data[a:b] + rng.choice(pieces) for a, b in zip([0, *places], places, strict=False)]
    return b"".join(parts) + data[places[-1] :]


def _flipped(data: bytes, rng: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice((1, 10, 300)) if data else 0):
        changed[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def _text(data: bytes) -> str:
    return data.decode("utf-8", errors="ignore")


def _recoded(data: bytes, rng: random.Random) -> bytes:
    return _text(data).encode(rng.choice(_ENCODINGS), errors="replace")


def _misdeclared(data: bytes, rng: random.Random) -> bytes:
    return b"<meta charset='" + rng.choice(_DECLARED) + b"'>\n\xe9\xff\\ud800\\x41+2AA- " + data


def _mojibake(data: bytes, rng: random.Random) -> bytes:
    text = "“é” " + _text(data)
    for _ in range(rng.choice((1, 2, 4))):
        text = text[:200_000].encode("utf-8").decode("cp1252", errors="replace")
    return text.encode("utf-8", errors="replace")


def _chunks(data: bytes, rng: random.Random) -> list[bytes]:
    size = max(1, len(data) // rng.choice((5, 40, 300)))
    return [data[place : place + size] for place in range(0, len(data), size)]


def _deleted(data: bytes, rng: random.Random) -> bytes:
    return b"".join(chunk for chunk in _chunks(data, rng) if rng.random() < 0.8)


def _shuffled(data: bytes, rng: random.Random) -> bytes:
    pieces = _chunks(data, rng) if rng.random() < 0.4 else data.splitlines(keepends=True)
    rng.shuffle(pieces)
    return b"".join(pieces)


def _repeated(data: bytes, rng: random.Random) -> bytes:
    line = rng.choice(data.splitlines() or [b"x"])[:2000] + rng.choice((b"\n", b"\n\n"))
    at = rng.randint(0, len(data))
    return data[:at] + b"\n" + line * min(50_000, _LARGEST // len(line)) + data[at:]


def _long_line(data: bytes, rng: random.Random) -> bytes:
    line = re.sub(rb"\s+", rng.choice((b" ", b"", b"\t")), data) or b"x"
    return line * (3_000_000 // len(line) + 1)


def _whole_repeated(data: bytes, rng: random.Random) -> bytes:
    return data * min(rng.choice((3, 30)), 4_000_000 // (len(data) + 1) + 1)


def _nested(data: bytes, rng: random.Random) -> bytes:
    left, right, times = rng.choice(
        (
            (b"<div>", b"</div>", 10_000),
            (b"<b>", b"", 10_000),
            (b"<p>", b"", 50_000),
            (b"<table><tr><td>", b"</td></tr></table>", 10_000),
            (b"<article><header>", b"", 10_000),
            (b"<u>", b"</u>", 10_000),
            (b"(", b")", 100_000),
            (b"[", b"]", 100_000),
            (b"{", b"}", 100_000),
            (b"\xe2\x80\x9c", b"\xe2\x80\x9d", 100_000),
            (b"> ", b"", 10_000),
            (b"*a_ ", b"", 10_000),
            (b"![](", b"", 10_000),
            (b"`a``", b"", 10_000),
        )
    )
    at = rng.choice((0, rng.randint(0, len(data))))
    return data[:at] + left * times + data[at:] + right * times


def _unclosed(data: bytes, rng: random.Random) -> bytes:
    return re.sub(rb"</\w+>|/>|-->|\]\]>", lambda found: found[0] if rng.random() < 0.5 else b"", data)


def _line_ends(data: bytes, rng: random.Random) -> bytes:
    return re.sub(rb"\r?\n", lambda _: rng.choice((b"\r\n", b"\r", b"\n", b"\n\r", b"\r\r\n")), data)


def _bare(data: bytes, rng: random.Random) -> bytes:
    return rng.choice((b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b" \n\t ", b"\x00" * 5000, data[:1], data[:7]))


def _random_bytes(data: bytes, rng: random.Random) -> bytes:
    return rng.choice((b"", b"%PDF-1.4\n", b"<?xml version='1.0'?>", data[:200])) + rng.randbytes(
        min(len(data), 200_000) + 10
    )


def _front_matter(data: bytes, rng: random.Random) -> bytes:
    return rng.choice(_FRONT).encode() + data


def _csv(data: bytes, rng: random.Random) -> bytes:
    lines = _text(data).splitlines()[:400] or ["x"]
    rows = "speaker,text\n" + "".join(f'"A. Berg","{line}"\n' for line in lines)
    return rng.choice(
        (
            rows.replace('"', "", 3),
            rows.replace("A", "\x00", 2),
            ",".join(["text", *map(str, range(10_000))]) + "\n" + "x\n" * 30_000,
            ",".join(map(str, range(50_000))) + "\n1,2",
            "speaker,text\n" + '"' + rows,
            ('text,"' + "',\"" * 3000) + "\n",
            ",\"'" * 3000 + rows,
            "text\n" + '""' * 100_000,
            "speaker,speaker,text,text\na,b\n\n,,,,,,\n" + rows,
        )
    ).encode("utf-8", errors="replace")


def _jsonl(data: bytes, rng: random.Random) -> bytes:
    lines = [json.dumps({"speaker": "A. Berg", "text": line}) for line in _text(data).splitlines()[:200]]
    lines.insert(rng.randint(0, len(lines)), rng.choice(_JSON))
    return rng.choice(("\n".join(lines), lines[0], rng.choice(_JSON))).encode()


def _stressed(data: bytes, rng: random.Random) -> bytes:
    run = rng.choice(list(STRESS.values()))()[: rng.choice((300, 200_000, 1_500_000))]
    at = rng.choice((0, rng.randint(0, len(data)), len(data)))
    glue = rng.choice((b"", b"\n\n"))
    return data[:at] + glue + run.encode() + glue + data[at:]


MUTATIONS: dict[str, Mutation] = {
    "untouched": lambda data, rng: data,
    "truncated": lambda data, rng: data[: rng.randint(0, len(data))],
    "truncated in a character": lambda data, rng: _cut_at(data, rb"[\xc2-\xf4]", "é".encode()[:1], rng),
    "truncated in a tag": lambda data, rng: _cut_at(data, rb"<[a-z/!?]{1,9}", b"<p class='x", rng),
    "truncated in an object": lambda data, rng: _cut_at(data, rb"(?:stream|obj|<<).{0,40}?", b"<p", rng),
    "flipped bits": _flipped,
    "zero bytes": lambda data, rng: _inserted(data, [b"\x00", b"\x00" * 100], rng),
    "control bytes": lambda data, rng: _inserted(data, [bytes([n]) for n in (*range(1, 32), 127, 0x85, 0xAD)], rng),
    "recoded": _recoded,
    "encoding misdeclared": _misdeclared,
    "mojibake": _mojibake,
    "deleted chunks": _deleted,
    "shuffled": _shuffled,
    "repeated line": _repeated,
    "repeated whole": _whole_repeated,
    "long line": _long_line,
    "nested": _nested,
    "unclosed": _unclosed,
    "injected markup": lambda data, rng: _inserted(data, [piece.encode() for piece in _INJECTED], rng),
    "wrong ending": lambda data, rng: data,
    "line ends": _line_ends,
    "odd characters": lambda data, rng: _inserted(data, [odd.encode() for odd in _ODD], rng),
    "surrogates": lambda data, rng: _inserted(data, [b"\xed\xa0\x80", b"&#xD800;", b"\\ud800", b"&#0;"], rng),
    "nearly empty": _bare,
    "random bytes": _random_bytes,
    "front matter": _front_matter,
    "csv": _csv,
    "jsonl": _jsonl,
    "stress for patterns": _stressed,
}
"""Ways to damage a document; each returns new bytes."""
_NAMED = {"front matter": ".md", "csv": ".csv", "jsonl": ".jsonl"}


def mutants(
    documents: Sequence[tuple[str, bytes]], count: int, seed: int, *, first: int = 0, largest: int = _LARGEST
) -> Iterator[Mutant]:
    """Damage documents, every kind of damage equally often.

    Args:
        documents: Name and bytes of each.
        count: How many damaged documents.
        seed: The same seed makes the same ones.
        first: Number of the first one: each depends on the seed and its number only.
        largest: Bytes at which they are cut off.

    Yields:
        The damaged documents.
    """
    kinds = list(MUTATIONS)
    for number in range(first, first + count):
        rng = random.Random(f"{seed}:{number}")
        kind = kinds[number % len(kinds)]
        name, data = rng.choice(documents)
        stem, suffix = PurePath(name).stem, PurePath(name).suffix
        if kind == "wrong ending" or rng.random() < 0.05:
            suffix = rng.choice(_SUFFIXES)
        yield Mutant(kind, stem + _NAMED.get(kind, suffix), MUTATIONS[kind](data, rng)[:largest])
