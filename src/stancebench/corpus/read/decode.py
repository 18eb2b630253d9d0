"""Bytes to text: encoding, mojibake, line ends and spaces."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from stancebench.errors import UserError

MAX_BYTES = 32 * 1024 * 1024
"""Largest source that is read, in bytes; the longest transcript known to us has under 2 MB."""

MAX_CHARACTERS = 12_000_000
"""Largest text that is read, markup counted."""

_DECLARED = re.compile(rb"""(?:charset\s*=\s*["']?|encoding\s*=\s*["'])([A-Za-z0-9_.:-]{2,40})""")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# One character for one, so that offsets hold: every space is a plain one, every line end a line feed.
_SPACES = dict.fromkeys(
    map(ord, "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t\v"),
    " ",
)
_LINES = dict.fromkeys(map(ord, "\x0c\x1c\x1d\x1e\x85\u2028\u2029"), "\n")
_NOTHING = dict.fromkeys([0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0x202A, 0x202F)], None)
_CONTROLS = dict.fromkeys([*range(9), *range(14, 28), 31, 127], None)
# Halves of a UTF-16 pair that stand alone are no characters and cannot be written to a file.
_HALVES = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
_TABLE = {**_SPACES, **_LINES, **_NOTHING, **_CONTROLS, **_HALVES}
_CLEAN = re.compile("[" + "".join(re.escape(chr(code)) for code in _TABLE if code not in _HALVES) + "\r\ud800-\udfff]")
_NO_CHARSETS = ("utf-7", "unicode_escape", "raw-unicode-escape", "raw_unicode_escape", "idna", "punycode", "undefined")


@dataclass(frozen=True)
class Decoded:
    """A decoded source: its text, the encoding found and what had to be mended."""

    text: str
    encoding: str
    warnings: tuple[str, ...]


def decode(data: bytes, name: str, *, tabs: bool = False) -> Decoded:
    r"""Decode and normalise a source.

    The encoding is, in this order: a byte order mark, UTF-8 when it fits, the declared one when it fits, the best
    guess of charset-normalizer. Mojibake is mended by ftfy where its heuristic finds any.

    Args:
        data: The bytes.
        name: What to call the source in errors.
        tabs: Whether tabs are kept: in a table they may part the columns.

    Returns:
        The text with ``\\n`` line ends, plain spaces, no zero-width or control characters.

    Raises:
        UserError: It is empty or no text, or its text is too long.
    """
    text, encoding = _decoded(data, name)
    if len(text) > MAX_CHARACTERS:
        raise UserError(
            f"{name} has {len(text):,} characters",
            expected=f"a transcript of at most {MAX_CHARACTERS:,}",
            fix="split it",
        )
    warnings = [] if encoding.startswith(("utf-8", "ascii")) else [f"read as {encoding}"]
    if "\x00" in text:
        raise UserError(f"{name} holds zero bytes", expected="text, HTML, Markdown, XML, CSV, JSONL or PDF")
    mended = _mended(text)
    if mended != text:
        warnings.append("wrongly decoded characters (mojibake) were mended")
    text = "\t".join(map(normalise, mended.split("\t"))) if tabs else normalise(mended)
    if "\ufffd" in text:
        warnings.append(f"{text.count(chr(0xFFFD))} characters could not be decoded")
    return Decoded(text, encoding, tuple(warnings))


def normalise(text: str) -> str:
    r"""Make line ends ``\\n`` and spaces plain; take zero-width and control characters out."""
    if not _CLEAN.search(text):
        return text
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_TABLE)


def _decoded(data: bytes, name: str) -> tuple[str, str]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace"), encoding.removesuffix("-sig")
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    declared = _DECLARED.search(data[:4096])
    if declared:
        try:
            encoding = codecs.lookup(declared[1].decode("ascii")).name
            # Pages that declare Latin-1 are read as Windows-1252 by every browser (WHATWG Encoding Standard).
            encoding = "cp1252" if encoding in ("iso8859-1", "ascii") else encoding
            if encoding != "utf-8" and encoding not in _NO_CHARSETS:
                return data.decode(encoding), encoding
        except (LookupError, UnicodeError):
            pass
    from charset_normalizer import from_bytes

    found = from_bytes(data[:500_000])
    best = found.best()
    western = next((match for match in found if "cp1252" in (match.encoding, *match.could_be_from_charset)), None)
    if best is None:
        if sum(byte < 9 or 13 < byte < 32 for byte in data[:4096]) > len(data[:4096]) // 50:
            raise UserError(f"{name} is not text", expected="text, HTML, Markdown, XML, CSV, JSONL or PDF")
        return data.decode("utf-8", errors="replace"), "utf-8"
    # Code pages of one family read a text alike but for a few letters; the western one is by far the commonest.
    if western is not None and best.encoding.startswith("cp125") and western.chaos <= best.chaos + 0.02:
        return data.decode("cp1252", errors="replace"), "cp1252"
    return data.decode(best.encoding, errors="replace"), best.encoding


def _mended(text: str) -> str:
    if text.isascii():
        return text
    from ftfy import TextFixerConfig, fix_text
    from ftfy.badness import is_bad

    if not is_bad(text):
        return text
    return fix_text(
        text,
        TextFixerConfig(
            unescape_html=False,
            fix_latin_ligatures=False,
            fix_character_width=False,
            uncurl_quotes=False,
            fix_line_breaks=False,
            remove_control_chars=False,
            normalization=None,
        ),
    )
