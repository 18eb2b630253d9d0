"""PDF: reading order, page headers, paragraphs over a page end."""

from __future__ import annotations

import zlib

import pytest

from stancebench.corpus.read import pdf as module
from stancebench.corpus.read.pdf import read_pdf
from stancebench.errors import UserError
from tests.corpus.read.support import blocks, cuts, whole
from tests.support.pdf import Placed, write_pdf

FULL = "so that this line is as long as a line of a page set in this type will ever be, or nearly"


def lines(first: float, *texts: str, x: float = 72, step: float = 14) -> list[Placed]:
    """Lines one below the other."""
    return [(x, first - step * number, text) for number, text in enumerate(texts)]


def test_paragraphs_begin_at_an_indent_a_gap_and_after_a_short_line() -> None:
    page = [
        *lines(700, f"One {FULL}", f"and {FULL}", "ends here."),
        *lines(658, f"Two {FULL}", "is short."),
        *lines(602, f"Three {FULL}", f"more {FULL}"),
        (108, 574, "Four stands in from the margin"),
        *lines(560, f"and {FULL}"),
    ]
    reading = read_pdf(write_pdf([page]), "a.pdf")
    whole(reading)
    assert [text.split()[0] for _, text in blocks(reading)] == ["One", "Two", "Three", "Four"]
    assert (reading.format, reading.encoding, reading.warnings) == ("pdf", "pdf", ())


def test_page_headers_are_kept_where_they_stand_and_the_paragraph_goes_on() -> None:
    pages = [
        [(72, 800, f"The Council, {number} May"), *lines(700, *texts), (290, 30, f"- {number} -")]
        for number, texts in enumerate([(f"One {FULL}", f"which {FULL}"), (f"goes on {FULL}", "here."), ("Two.",)], 1)
    ]
    reading = read_pdf(write_pdf(pages), "a.pdf")
    whole(reading)
    assert cuts(reading) == [
        ("page header", "- 1 -"),
        ("page header", "The Council, 2 May"),
    ]
    assert [kind for kind, _ in blocks(reading)] == [
        "page_header", "text", "page_header", "page_header", "text", "page_header"
    ]  # fmt: skip
    assert blocks(reading)[1][1].endswith("here.")
    assert blocks(reading)[4][1] == "Two."


def test_two_columns_are_read_one_after_the_other() -> None:
    left = lines(660, *(f"left line {number} of the column that is read" for number in range(8)), x=60)
    right = lines(660, *(f"right line {number} of the column that is read" for number in range(8)), x=320)
    mixed = [line for pair in zip(left, right, strict=True) for line in pair]
    reading = read_pdf(write_pdf([[(200, 760, "Over both"), *mixed]]), "a.pdf")
    words = reading.text.split()
    assert words[:2] == ["Over", "both"]
    assert [word for word in words if word in ("left", "right")] == ["left"] * 8 + ["right"] * 8


def test_pieces_of_one_line_are_joined() -> None:
    reading = read_pdf(write_pdf([[(72, 700, "MS. BERG:"), (220, 700, "We say it.")]]), "a.pdf")
    assert reading.text.split() == ["MS.", "BERG:", "We", "say", "it."]
    assert len(reading.blocks) == 1


def test_facts_of_the_document() -> None:
    data = write_pdf(
        [[(72, 700, "We say it.")]], {"Title": "A  talk", "Author": " ", "CreationDate": "D:20010203", "Producer": "x"}
    )
    assert read_pdf(data, "a.pdf").metadata == {"title": "A talk", "created": "D:20010203"}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (write_pdf([[]]), "a.pdf has no text layer; expected a PDF with text; to mend it: run an OCR program, for "
         "example ocrmypdf"),
        (b"%PDF-1.4\nnothing", "a.pdf is not a whole PDF (No /Root object! - Is this really a PDF?); expected a PDF "
         "that opens in a reader"),
        (b"%PDF-1.4\ntrailer << /Root 7 >>", "a.pdf is not a whole PDF ("),
    ],
    ids=["no text", "no objects", "no root"],
)  # fmt: skip
def test_a_pdf_that_cannot_be_read_is_one_line(data: bytes, message: str) -> None:
    with pytest.raises(UserError) as caught:
        read_pdf(data, "a.pdf")
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


def test_a_pdf_of_too_many_pages_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = write_pdf([[(72, 700, "We say it.")]] * 3)
    monkeypatch.setattr(module, "MAX_PAGES", 3)
    read_pdf(data, "a.pdf")
    monkeypatch.setattr(module, "MAX_PAGES", 2)
    with pytest.raises(UserError) as caught:
        read_pdf(data, "a.pdf")
    assert str(caught.value) == "a.pdf has more than 2 pages; to mend it: split it"


def test_a_pdf_that_breaks_behind_a_page_is_read_up_to_there(monkeypatch: pytest.MonkeyPatch) -> None:
    order = module._in_order

    def breaks(lines: list[module._Line], width: float) -> list[module._Line]:
        if lines and lines[0].page == 1:
            raise KeyError("font")
        return order(lines, width)

    data = write_pdf([[(72, 700, "We say it.")], [(72, 700, "And again.")]])
    monkeypatch.setattr(module, "_in_order", breaks)
    reading = read_pdf(data, "a.pdf")
    assert reading.text == "We say it."
    assert reading.warnings == ("reading stopped on page 2: the PDF is broken there",)
    monkeypatch.setattr(module, "_in_order", lambda lines, width: 1 / 0)
    with pytest.raises(UserError, match=r"a\.pdf is not a whole PDF \(ZeroDivisionError\)"):
        read_pdf(data, "a.pdf")


def test_a_page_that_unpacks_to_more_than_a_page_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = zlib.compress(b"BT /F1 11 Tf 72 700 Td (We say it.) Tj ET" + b" " * 5000)
    plain = write_pdf([[(72, 700, "We say it.")]])
    head, _, rest = plain.partition(b"<< /Length ")
    tail = rest.partition(b"endstream")[2]
    data = head + b"<< /Filter /FlateDecode /Length %d >>\nstream\n" % len(packed) + packed + b"\nendstream" + tail
    assert read_pdf(data, "a.pdf").text == "We say it."
    monkeypatch.setattr(module, "_PAGE_BYTES", 1000)
    with pytest.raises(UserError, match=r"a\.pdf has a page of more than 1,000 bytes; expected pages of text"):
        read_pdf(data, "a.pdf")
    monkeypatch.setattr(module, "_PAGE_BYTES", 10)
    with pytest.raises(UserError, match=r"a\.pdf has a page of more than 10 bytes"):
        read_pdf(plain, "a.pdf")
