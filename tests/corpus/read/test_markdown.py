"""Markdown: front matter, hard wraps, markup taken off."""

from __future__ import annotations

import pytest

from stancebench.errors import UserError
from tests.corpus.read.support import blocks, cuts, read


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("One *and* **two**.\n\nThree.", [("text", "One and two."), ("text", "Three.")]),
        ("One\nand two.\n \nThree.", [("text", "One\nand two."), ("text", "Three.")]),
        ("One  \ntwo\\\nthree.", [("text", "One\ntwo\nthree.")]),
        ("# Title\n\nOne.", [("heading", "Title"), ("text", "One.")]),
        ("    Four spaces are no code.\n\n1985. It was no list.", [("text", "Four spaces are no code."),
                                                                  ("text", "1985. It was no list.")]),
        ("- So it is\n- and so", [("text", "- So it is\n- and so")]),
        ("\\[sic\\] &amp; \\#\\#\\#", [("text", "[sic] & ###")]),
        ("Q\u00a0 \u00a0 Why?\n\n* * *", [("text", "Q Why?"), ("text", "* * *")]),
        ("> Quoted.\n\nOne.", [("text", "Quoted."), ("text", "One.")]),
        ("[one](https://one.example) and https://two.example", [("text", "one and https://two.example")]),
        ("One <b>two</b>.\n\n<p>Three.</p>", [("text", "One two."), ("text", "Three.")]),
    ],
)  # fmt: skip
def test_blocks(body: str, expected: list[tuple[str, str]]) -> None:
    reading = read(body, "a.md")
    assert blocks(reading) == expected
    assert (reading.format, reading.metadata) == ("markdown", {})


def test_struck_words_are_cuts() -> None:
    reading = read("The <s>losses</s> \\[gains\\] are large.", "a.md")
    assert reading.text == "The losses [gains] are large."
    assert cuts(reading) == [("struck", "losses")]


@pytest.mark.parametrize(
    ("front", "facts"),
    [
        ("title: A  talk\ndate: 2001-02-03", {"title": "A talk", "date": "2001-02-03"}),
        ("tags: [a, b]\nempty:\nblank: ''\nflag: yes\n1: one", {"tags": "a, b", "flag": "True", "1": "one"}),
        ("title: >-\n  Two\n  lines", {"title": "Two lines"}),
        ("a: &x word\nb: *x", {"a": "word", "b": "word"}),
        ("- a\n- b", {}),
        ("just words", {}),
        ("", {}),
    ],
    ids=["facts", "other values", "folded", "alias of a word", "a list", "words", "empty"],
)
def test_front_matter_is_metadata(front: str, facts: dict[str, str]) -> None:
    reading = read(f"---\n{front}\n---\n\nWe say it.\n", "a.md")
    assert reading.metadata == facts
    assert blocks(reading) == [("text", "We say it.")]


def test_a_rule_that_opens_and_never_ends_is_no_front_matter() -> None:
    assert [text for _, text in blocks(read("---\n\nWe say it.", "a.md"))] == ["---", "We say it."]


@pytest.mark.parametrize(
    ("front", "reason"),
    [
        ("title: [", "while parsing a flow node"),
        ("a: &a [x, x]\nb: [*a, *a]", "it repeats itself by aliases, or is too large"),
        ("a: &a [*a]", "it repeats itself by aliases, or is too large"),
        ("a: !!bool maybe", "'maybe'"),
        ("a: !!int ''", ""),
        ("date: 2020-13-45", "month must be in 1..12"),
        ("a: !!python/object/apply:os.getcwd []", "could not determine a constructor for the tag"),
        ("[" + "[a], " * 10_001 + "]", "it repeats itself by aliases, or is too large"),
    ],
    ids=["broken", "aliases", "recursion", "no bool", "no int", "no date", "a program", "too many"],
)
def test_front_matter_that_is_no_yaml_is_one_line(front: str, reason: str) -> None:
    with pytest.raises(UserError) as caught:
        read(f"---\n{front}\n---\nWe say it.", "a.md")
    message = str(caught.value)
    assert message.startswith(f"the front matter of a.md is not YAML ({reason}")
    assert message.endswith("to mend it: edit a.md")
    assert "\n" not in message


@pytest.mark.parametrize("text", ["---\ntitle: x\n---\n", "<!-- nothing -->"])
def test_markdown_without_text_is_refused(text: str) -> None:
    with pytest.raises(UserError) as caught:
        read(text, "a.md")
    assert str(caught.value) == "a.md has no text; expected Markdown with a transcript"
