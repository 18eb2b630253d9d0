"""Web pages: blocks, furniture, headings, struck words, footnote marks."""

from __future__ import annotations

import pytest

from stancebench.corpus.read import html as module
from stancebench.corpus.read.html import page_metadata, parse_html
from stancebench.errors import UserError
from tests.corpus.read.support import blocks, cuts, read

PROSE = "We say so much here that whoever looks for the body of this page will find it."


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>One\n  and <b>two</b>.</p><p>Three.</p>", [("text", "One and two."), ("text", "Three.")]),
        ("<p>One<br>two<br/> three</p>", [("text", "One\ntwo\nthree")]),
        ("<div>Bare <p>inner</p> tail</div>", [("text", "Bare"), ("text", "inner"), ("text", "tail")]),
        ("<h2>Head</h2><p>One.</p>", [("heading", "Head"), ("text", "One.")]),
        ("<nav>Menu</nav><p>One.</p><footer>Foot</footer>", [("furniture", "Menu"), ("text", "One."),
                                                             ("furniture", "Foot")]),
        ("<div role='banner'>Top</div><p>One.</p>", [("furniture", "Top"), ("text", "One.")]),
        ("<p style='display: none'>Unseen</p><p hidden>Too</p><p>One.</p>", [("furniture", "Unseen"),
                                                                           ("furniture", "Too"), ("text", "One.")]),
        ("<header><p>Site</p></header><p>One.</p>", [("furniture", "Site"), ("text", "One.")]),
        ("<article><header><p>By us</p></header><p>One.</p></article>", [("text", "By us"), ("text", "One.")]),
        ("<header><h1>Title</h1></header><p>One.</p>", [("heading", "Title"), ("text", "One.")]),
        ("<p>One.</p><div class='footnotes'><p>1. See.</p><h3>x</h3></div>", [("text", "One."),
                                                                            ("footnote", "1. See."),
                                                                            ("footnote", "x")]),
        ("<dl><dt>Ms Berg</dt><dd>One.</dd></dl>", [("speaker", "Ms Berg"), ("text", "One.")]),
        ("<p class='speaker-name'>Ms Berg</p><p>One.</p>", [("speaker", "Ms Berg"), ("text", "One.")]),
        ("<div class='speaker'><p>One.</p></div>", [("text", "One.")]),
        ("<p><a href='/'>Home</a> | <a href='/b'>News</a></p><p>One.</p>", [("furniture", "Home | News"),
                                                                          ("text", "One.")]),
        ("<script>var a</script><style>p {}</style><noscript>no</noscript><p>One.</p>", [("text", "One.")]),
        ("<p>One <!-- not said -->two<?php no ?>.</p>", [("text", "One two.")]),
        ("<?xml version='1.0'?><p>One.</p>", [("text", "One.")]),
        ("<p>a&nbsp;&nbsp;b &amp; c&#8203;d</p>", [("text", "a b & cd")]),
        ("<p>One <svg><text>no</text><g>no</g></svg>two.</p>", [("text", "One two.")]),
    ],
)  # fmt: skip
def test_blocks_of_a_page(html: str, expected: list[tuple[str, str]]) -> None:
    assert blocks(read(html, "a.html")) == expected


def test_struck_words_and_footnote_marks_are_cuts() -> None:
    reading = read(
        "<p> Our <s>loss</s> gain<sup>2</sup> is 10<sup>th</sup>, <del>or</del> so<sup>[a]</sup>.</p>", "a.html"
    )
    assert reading.text == "Our loss gain2 is 10th, or so[a]."
    assert cuts(reading) == [("struck", "loss"), ("footnote mark", "2"), ("struck", "or"), ("footnote mark", "[a]")]


@pytest.mark.parametrize(
    ("html", "emphasised"),
    [
        ("<p><strong>MS DOE:</strong> Well.</p>", "MS DOE:"),
        ("<p><b>MS</b> <i>DOE</i>: Well.</p>", "MS DOE"),
        ("<p> <strong> All of it </strong></p>", "All of it"),
        ("<p>Well, <b>yes</b>.</p>", ""),
    ],
)
def test_where_the_emphasis_at_the_start_ends(html: str, emphasised: str) -> None:
    reading = read(html, "a.html")
    block = reading.blocks[0]
    assert reading.text[block.start : block.emphasis].strip() == emphasised


def test_an_indented_block_is_known() -> None:
    reading = read("<p>One.</p><p>&nbsp;&nbsp;Two.</p><p><b> </b>Three.</p>", "a.html")
    assert [block.indented for block in reading.blocks] == [False, True, True]


def test_what_lies_outside_of_the_main_content_is_furniture() -> None:
    page = (
        "<html><head><title>A talk</title></head><body><nav><a href='/'>Home</a></nav>"
        f"<div><h1>A talk</h1><p>Ms Berg</p><p>{PROSE}</p><p>Thank you.</p></div>"
        "<h2>More</h2><p>Latest news</p></body></html>"
    )
    reading = read(page, "a.html")
    assert blocks(reading) == [
        ("furniture", "Home"),
        ("heading", "A talk"),
        ("text", "Ms Berg"),
        ("text", PROSE),
        ("text", "Thank you."),
        ("furniture", "More"),
        ("furniture", "Latest news"),
    ]
    assert reading.warnings == ()
    assert reading.metadata["title"] == "A talk"


def test_a_page_whose_content_is_not_found_is_taken_whole() -> None:
    reading = read("<p>One.</p><p>Two.</p>", "a.html")
    assert reading.warnings == ("the main content of the page was not found: all of its text is taken",)


def test_a_failing_library_loses_no_page(monkeypatch: pytest.MonkeyPatch) -> None:
    import trafilatura

    def fail(*args: object, **options: object) -> str:
        raise RuntimeError("broken")

    monkeypatch.setattr(trafilatura, "extract", fail)
    monkeypatch.setattr(trafilatura, "extract_metadata", fail)
    reading = read(f"<title>T</title><p>{PROSE}</p>", "a.html")
    assert blocks(reading) == [("text", PROSE)]
    assert reading.metadata == {}


def test_metadata_of_a_page() -> None:
    page = (
        "<html><head><title>A talk</title><meta name='author' content='Anna Berg'>"
        "<meta property='article:published_time' content='2001-02-03T10:00:00Z'></head><body><p>x</p></body></html>"
    )
    assert {key: page_metadata(page).get(key) for key in ("title", "date")} == {"title": "A talk", "date": "2001-02-03"}


def test_an_unknown_page_has_no_metadata(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trafilatura.extract_metadata", lambda html: None)
    assert page_metadata("<p>x</p>") == {}


@pytest.mark.parametrize("html", ["", " \n", "<?xml version='1.0'?>"])
def test_nothing_is_no_html(html: str) -> None:
    assert parse_html(html) is None


@pytest.mark.parametrize(
    ("html", "message"),
    [
        ("<html><body><script>var a = 1</script></body></html>",
         "a.html has no visible text; expected an HTML page with a transcript"),
        ("<?xml version='1.0'?>", "a.html has no visible text; expected an HTML page with a transcript"),
    ],
)  # fmt: skip
def test_a_page_without_text_is_refused(html: str, message: str) -> None:
    from stancebench.corpus.read.decode import Decoded

    with pytest.raises(UserError) as caught:
        module.read_html(Decoded(html, "utf-8", ()), "a.html")
    assert str(caught.value) == message
