"""Bytes to text: encodings, mojibake, line ends and spaces."""

from __future__ import annotations

import pytest

from stancebench.corpus.read import decode as module
from stancebench.corpus.read.decode import decode, normalise
from stancebench.errors import UserError

CAFE = "The café is “open” – said Mme Lefèvre, who was there herself. "
RUSSIAN = "Вопрос: Скажите, пожалуйста, что будет дальше с этим договором? Ответ: Мы его подпишем. " * 5


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        (CAFE.encode(), CAFE, "utf-8"),
        (b"\xef\xbb\xbf" + CAFE.encode(), CAFE, "utf-8"),
        (CAFE.encode("utf-16"), CAFE, "utf-16"),
        (CAFE.encode("utf-32"), CAFE, "utf-32"),
        (b"\xfe\xff" + CAFE.encode("utf-16-be"), CAFE, "utf-16"),
        (b"\x00\x00\xfe\xff" + CAFE.encode("utf-32-be"), CAFE, "utf-32"),
        (b'<meta charset="iso-8859-1">' + CAFE.encode("cp1252"), '<meta charset="iso-8859-1">' + CAFE, "cp1252"),
        (b"<?xml encoding='windows-1251'?>" + RUSSIAN.encode("cp1251"), None, "cp1251"),
        ((CAFE * 20).encode("cp1252"), CAFE * 20, "cp1252"),
        (RUSSIAN.encode("cp1251"), RUSSIAN, "cp1251"),
        (b'charset="no-such" ' + (CAFE * 20).encode("cp1252"), 'charset="no-such" ' + CAFE * 20, "cp1252"),
        (b'charset="utf-7" ' + (CAFE * 20).encode("cp1252"), 'charset="utf-7" ' + CAFE * 20, "cp1252"),
        (b'charset="utf-8" ' + (CAFE * 20).encode("cp1252"), 'charset="utf-8" ' + CAFE * 20, "cp1252"),
    ],
    ids=[
        "utf-8", "bom", "utf-16", "utf-32", "utf-16 big", "utf-32 big", "latin-1 is cp1252", "declared", "western",
        "cyrillic", "unknown charset", "forbidden charset", "wrong charset",
    ],
)  # fmt: skip
def test_the_encoding_is_found(data: bytes, text: str | None, encoding: str) -> None:
    decoded = decode(data, "a.txt")
    assert decoded.encoding == encoding
    assert text is None or decoded.text == text
    assert decoded.warnings == (() if encoding == "utf-8" else (f"read as {encoding}",))


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("a\u00a0b\u2003c\td\u3000e", "a b c d e"),
        ("a\x0cb\u2028c\x85d", "a\nb\nc\nd"),
        ("in\u00adter\u200best\ufeff\u202e", "interest"),
        ("a\x01b\x7fc\x1bd", "abcd"),
        ("half \ud800 pair", "half \ufffd pair"),
        ("as it is – “so”", "as it is – “so”"),
    ],
    ids=["line ends", "spaces", "separators", "no width", "controls", "half a pair", "nothing to do"],
)
def test_spaces_and_line_ends(raw: str, clean: str) -> None:
    assert normalise(raw) == clean
    assert normalise(clean) == clean


def test_mojibake_is_mended_and_said() -> None:
    broken = "The caf\u00e9 isn\u2019t far, said the Minister \u2013 twice. ".encode().decode("cp1252")
    decoded = decode(broken.encode(), "a.txt")
    assert decoded.text == "The caf\u00e9 isn\u2019t far, said the Minister \u2013 twice. "
    assert decoded.warnings == ("wrongly decoded characters (mojibake) were mended",)


@pytest.mark.parametrize("text", ["ﬁne", "ＡＢＣ", "“so”", "&amp; more", "cafe\u0301"])
def test_what_is_no_mojibake_stays(text: str) -> None:
    assert decode(text.encode(), "a.txt").text == text


def test_what_cannot_be_decoded_is_counted() -> None:
    decoded = decode(b"\xef\xbb\xbfgood \xff\xfe bad", "a.txt")
    assert decoded.text == "good \ufffd\ufffd bad"
    assert decoded.warnings == ("2 characters could not be decoded",)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"a\x00b", "a.txt holds zero bytes; expected text, HTML, Markdown, XML, CSV, JSONL or PDF"),
        (bytes(range(128, 256)) * 8 + bytes(range(32)) * 9, "a.txt is not text"),
    ],
    ids=["zero bytes", "noise"],
)
def test_what_is_no_text_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(UserError, match=message.replace(".", r"\.")):
        decode(data, "a.txt")


def test_what_unpacks_to_too_many_characters_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_CHARACTERS", 9)
    assert decode(b"123456789", "a.txt").text == "123456789"
    with pytest.raises(UserError, match=r"a\.txt has 10 characters; expected a transcript of at most 9"):
        decode(b"1234567890", "a.txt")


def test_tabs_are_kept_for_a_table() -> None:
    assert decode(b"a\tb\x0bc\r\n", "a.csv", tabs=True).text == "a\tb c\n"
    assert decode(b"a\tb\x0bc\r\n", "a.txt").text == "a b c\n"
