"""Finding out the format, by content first."""

from __future__ import annotations

import pytest

from stancebench.corpus.read.detect import FORMATS, detect_format
from stancebench.corpus.read.source_text import read_source
from stancebench.errors import UserError
from tests.support.pdf import write_pdf

TEI = b"<?xml version='1.0'?><!-- a --><TEI/>"


@pytest.mark.parametrize(
    ("name", "data", "found"),
    [
        ("a.txt", b"We say it.", "text"),
        ("a", b"We say it.", "text"),
        ("a.dat", b"< 5 per cent is low", "text"),
        ("a.html", b"We say it.", "html"),
        ("a.htm", b"< 5", "html"),
        ("a.txt", b"<!DOCTYPE html><html></html>", "html"),
        ("a.txt", b"\xef\xbb\xbf\n<html><body></body></html>", "html"),
        ("a.xml", b"<html><body/></html>", "html"),
        ("a.xml", b"<?xml version='1.0'?><!DOCTYPE html PUBLIC 'x'><html/>", "html"),
        ("a", b"<!-- hello --><div>x</div>", "html"),
        ("a.txt", TEI, "xml"),
        ("a.html", TEI, "xml"),
        ("a.txt", b"<?xml version='1.0'?>", "xml"),
        ("a", b"<record/>", "xml"),
        ("a.html", b"<custom-tag>x</custom-tag>", "html"),
        ("a.xml", b"record", "xml"),
        ("a.md", b"<div>x</div>", "markdown"),
        ("a", b"---\ntitle: x\n---\nWe say it.", "markdown"),
        ("a.csv", b"text\nx", "csv"),
        ("a.tsv", b"text\nx", "csv"),
        ("a.jsonl", b'{"text": "x"}', "jsonl"),
        ("a.json", b'[{"text": "x"}]', "jsonl"),
        ("a", b'{"text": "x"}', "jsonl"),
        ("a", b"{no json}", "text"),
        ("a.txt", b"%PDF-1.4", "pdf"),
        ("a.pdf", b"\n\n%PDF-1.4", "pdf"),
    ],
)
def test_the_format(name: str, data: bytes, found: str) -> None:
    assert detect_format(data, name) == found


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.txt", b"", "a.txt is empty; expected a transcript"),
        ("a.txt", b"\xef\xbb\xbf \r\n\t\x00", "a.txt is empty; expected a transcript"),
        ("a.pdf", b"<html>", "a.pdf is called PDF and is none (it begins b'<html>'); expected a file beginning %PDF-"),
        (
            "a.docx",
            b"PK\x03\x04abc",
            f"a.docx is a ZIP archive (or a file of an office program); expected one of {', '.join(FORMATS)}; "
            "to mend it: unpack or convert it",
        ),
        (
            "a.txt",
            b"\x89PNG\r\n",
            f"a.txt is a PNG picture; expected one of {', '.join(FORMATS)}; to mend it: unpack or convert it",
        ),
    ],
    ids=["empty", "only white space", "no PDF", "office", "picture"],
)
def test_what_is_no_transcript_is_named(name: str, data: bytes, message: str) -> None:
    with pytest.raises(UserError) as caught:
        detect_format(data, name)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("text", "We say it."),
        ("html", "<p>We say it.</p>"),
        ("markdown", "# We say it."),
        ("xml", "<a><p>We say it.</p></a>"),
        ("csv", "text\nWe say it."),
        ("jsonl", '{"text": "We say it."}'),
    ],
)
def test_a_format_that_is_named_is_used(name: str, text: str) -> None:
    reading = read_source(text.encode(), "a.bin", name)
    assert reading.format == name
    assert reading.text == "We say it."


@pytest.mark.parametrize(
    ("data", "format_name", "message"),
    [
        (b"We say it.", "word", "unknown format 'word'; expected auto, " + ", ".join(FORMATS)),
        (b"We say it.", "pdf", "a.txt is text, not pdf; to mend it: --format text"),
        (write_pdf([[(72, 700, "We say it.")]]), "html", "a.txt is pdf, not html; to mend it: --format pdf"),
    ],
    ids=["unknown", "text is no PDF", "PDF is no text"],
)
def test_a_format_that_does_not_fit_is_refused(data: bytes, format_name: str, message: str) -> None:
    with pytest.raises(UserError) as caught:
        read_source(data, "a.txt", format_name)
    assert str(caught.value) == message


def test_a_source_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stancebench.corpus.read.source_text.MAX_BYTES", 9)
    with pytest.raises(UserError, match=r"a\.txt has 10 bytes; expected a transcript of at most 9 bytes"):
        read_source(b"1234567890", "a.txt")
