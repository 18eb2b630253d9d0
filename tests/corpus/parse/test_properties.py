"""Whatever a transcript holds: no character is lost, and the same bytes give the same document."""

from __future__ import annotations

import html
import json
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from stancebench.corpus.parse.document import ParsedDocument
from stancebench.corpus.parse.profile import Profile
from stancebench.corpus.parse.transcript import parse_transcript
from stancebench.errors import UserError
from tests.corpus.parse.support import profiles

Turn = tuple[str, list[str]]
"""A label, and the paragraphs behind it."""

LABELS = [
    "MS. BERG",
    "Q",
    "QUESTION",
    "Prime Minister Hall",
    "THE INTERPRETER",
    "Mr. OST (via interpreter)",
    "MODERATOR",
]
FURNITURE = ["", "* * *", "12 March 2001", "- 2 -", "Share this page", "END", "© 2001", "S/PV.12", "./ 2"]
WORDS = ["we", "say", "it.", "Why?", "(Laughter.)", "[applause]", "Hall:", "–", "“so”", "Q", "1985.", "naïve", "да",
         "日本", "e\u0301", "\u00a0", "\u200b", "\u2028", "\t", "\x0c", "#", "&", "<", "*", "_", "---",
         "A:", "\U0001f600"]  # fmt: skip
SPACES = [" ", "  ", "\n", " \n ", "\u00a0 ", "\r\n"]

paragraphs = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(SPACES)), min_size=1, max_size=25).map(
    lambda pairs: "".join(word + space for word, space in pairs)
)
turns = st.lists(st.tuples(st.sampled_from(LABELS), st.lists(paragraphs, max_size=3)), min_size=1, max_size=6)
frames = st.tuples(st.sampled_from(FURNITURE), st.sampled_from(FURNITURE))


def as_text(spoken: list[Turn], head: str, foot: str) -> str:
    """Plain text: a mark, paragraphs parted by empty lines."""
    said = "\n\n".join(f"{label}: " + "\n\n".join(words) for label, words in spoken)
    return f"{head}\n\n{said}\n\n{foot}\n"


def as_markdown(spoken: list[Turn], head: str, foot: str) -> str:
    """Markdown with front matter, the marks in bold."""
    said = "\n\n".join(f"**{label}:** " + "\n\n".join(words) for label, words in spoken)
    return f"---\ntitle: A talk\n---\n{head}\n\n{said}\n\n{foot}\n"


def as_html(spoken: list[Turn], head: str, foot: str) -> str:
    """A page with a menu; a note mark and a struck word in every turn."""
    said = "".join(
        f"<p><strong>{label}:</strong> We <s>never</s> say it<sup>1</sup>.</p>"
        + "".join(f"<p>{html.escape(text)}</p>" for text in words)
        for label, words in spoken
    )
    return f"<nav>{html.escape(head)}</nav><main><h1>A talk</h1>{said}</main><footer>{html.escape(foot)}</footer>"


def as_xml(spoken: list[Turn], head: str, foot: str) -> str:
    """Speeches as elements."""
    said = "".join(
        f"<speech by='{label}'>" + "".join(f"<p>{html.escape(text)}</p>" for text in words) + "</speech>"
        for label, words in spoken
    )
    return f"<d><heading>{html.escape(head)}</heading>{said}<scene>{html.escape(foot)}</scene></d>".replace("\x0c", "")


def as_record(spoken: list[Turn], head: str, foot: str) -> str:
    """One field of a record that holds HTML, its lines parted by br."""
    lines = [head, *(f"{label}: {' '.join(words)}" for label, words in spoken), foot]
    return f"<r><title>A talk</title><body>{html.escape('<br />'.join(lines) + '<br />')}</body></r>".replace(
        "\x0c", ""
    )


def as_csv(spoken: list[Turn], head: str, foot: str) -> str:
    """A table of turns."""
    rows = [(label, text.replace('"', "'")) for label, words in spoken for text in words]
    return "speaker,text\n" + "".join(f'"{label}","{text}"\n' for label, text in rows)


def as_jsonl(spoken: list[Turn], head: str, foot: str) -> str:
    """A line a turn."""
    rows = [{"speaker": label, "text": text, "title": head} for label, words in spoken for text in words]
    return "".join(json.dumps(row) + "\n" for row in rows)


WRITERS: dict[str, Callable[[list[Turn], str, str], str]] = {
    "talk.txt": as_text,
    "talk.md": as_markdown,
    "talk.html": as_html,
    "talk.xml": as_xml,
    "record.xml": as_record,
    "talk.csv": as_csv,
    "talk.jsonl": as_jsonl,
}


def squeezed(text: str) -> str:
    """A text without white space."""
    return "".join(text.split())


def check(document: ParsedDocument) -> None:
    """Check what every document promises."""
    assert document.gaps() == []
    notes = {(note.turn, note.paragraph): [] for note in document.stage_directions}  # type: ignore[var-annotated]
    for note in document.stage_directions:
        assert squeezed(document.text[note.start : note.end]) == squeezed(note.text)
        notes[note.turn, note.paragraph].append(note.offset)
    for number, turn in enumerate(document.turns):
        assert turn.turn == number
        places = [paragraph.paragraph for paragraph in turn.paragraphs]
        assert places == sorted(set(places))
        for paragraph in turn.paragraphs:
            runs = "".join(document.text[start:end] for start, end in paragraph.spans)
            assert squeezed(runs) == squeezed(paragraph.text)
            assert paragraph.text == " ".join(paragraph.text.split())
            assert all(0 <= offset <= len(paragraph.text) for offset in notes.get((number, paragraph.paragraph), []))
    for part in document.left_out:
        assert part.text == document.text[part.start : part.end]
        assert part.reason != "unclassified"


@pytest.mark.parametrize("name", WRITERS)
@given(spoken=turns, frame=frames, profile=st.sampled_from([None, "au-pm", "unsc", "whitehouse"]))
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_no_character_is_lost(name: str, spoken: list[Turn], frame: tuple[str, str], profile: str | None) -> None:
    data = WRITERS[name](spoken, *frame).encode()
    rules: Profile | None = profiles()[profile] if profile else None
    try:
        document = parse_transcript([(name, data)], profile=rules)
    except UserError as error:
        assert "\n" not in str(error)
        assume(False)
        return
    check(document)
    again = parse_transcript([(name, data)], profile=rules)
    assert again.model_dump_json() == document.model_dump_json()


@pytest.mark.parametrize("name", ["talk.txt", "talk.md", "talk.html", "talk.xml", "talk.csv", "talk.jsonl"])
@given(
    order=st.lists(st.sampled_from(["MS. BERG", "MR. OST", "QUESTION"]), min_size=4, max_size=9),
    counts=st.lists(st.integers(min_value=1, max_value=3), min_size=9, max_size=9),
)
@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_every_speaker_and_paragraph_is_found(name: str, order: list[str], counts: list[int]) -> None:
    order = [label for number, label in enumerate(order) if number == 0 or label != order[number - 1]]
    assume(len(order) >= 4)
    said = [
        (label, [f"We say here what is number {place} of the words of turn {number}." for place in range(count)])
        for number, (label, count) in enumerate(zip(order, counts, strict=False))
    ]
    document = parse_transcript([(name, plain(name, said).encode())])
    check(document)
    assert [turn.speaker for turn in document.turns] == order
    assert [[paragraph.text for paragraph in turn.paragraphs] for turn in document.turns] == [
        words for _, words in said
    ]


def plain(name: str, said: list[Turn]) -> str:
    """Write turns without anything that is not said."""
    return WRITERS[name](said, "", "").replace(" We <s>never</s> say it<sup>1</sup>.</p><p>", " ")
