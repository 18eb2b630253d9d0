"""What the formats share: offsets, cells, tokens, lines of details, answers with offsets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancebench.errors import UserError
from stancebench.labels.answer import Answer, AnswerStance, stance_labels
from stancebench.labels.exchange.cells import Cells
from stancebench.labels.exchange.details import Details
from stancebench.labels.exchange.offsets import Offsets
from stancebench.labels.exchange.one_unit import one_unit
from stancebench.labels.exchange.prodigy_tokens import prodigy_tokens

TEXT = st.text(st.sampled_from("ab 😀👍🏽e\u0301'=+-@\n\t\r,\""), max_size=20)
KEY = "0123456789ab"


@given(TEXT)
def test_units_are_told_apart_as_utf_16_does(text: str) -> None:
    offsets = Offsets(text)
    for place in range(len(text) + 1):
        units = len(text[:place].encode("utf-16-le")) // 2
        assert offsets.from_utf16(units) == place
    assert offsets.alike == (len(text.encode("utf-16-le")) == 2 * len(text))
    assert len(one_unit(text).encode("utf-16-le")) == 2 * len(text)
    assert len(one_unit(text)) == len(text)


def test_a_place_within_a_character_is_none() -> None:
    offsets = Offsets("a😀b")
    assert [offsets.from_utf16(unit) for unit in range(6)] == [0, 1, None, 2, 3, None]
    assert offsets.words(1, 3, utf16=True) == "😀"
    assert offsets.words(1, 2, utf16=False) == "😀"
    assert offsets.words(1, 2, utf16=True) is None
    assert offsets.words(2, 9, utf16=False) is None


@given(TEXT)
def test_a_guarded_cell_is_no_formula_and_comes_back(text: str) -> None:
    cell = Cells.guard(text)
    assert cell[:1] not in tuple("=+-@\t\r\n") or not cell
    assert Cells.unguard(cell) == text


@pytest.mark.parametrize("text", ["'tis", "=1", "plain"])
def test_a_cell_that_lost_its_guard_is_taken_as_it_stands(text: str) -> None:
    assert Cells.unguard(text) == text


@given(TEXT, st.data())
def test_tokens_have_their_edges_where_spans_have(text: str, data: st.DataObject) -> None:
    place = st.integers(0, len(text))
    span = st.tuples(place, place).map(lambda pair: (min(pair), max(pair))).filter(lambda pair: pair[0] < pair[1])
    spans = data.draw(st.lists(span, max_size=3)) if text else []
    tokens = prodigy_tokens(text, spans)
    assert "".join(token["text"] + " " * token["ws"] for token in tokens) == text
    assert {start for start, _ in spans} <= {token["start"] for token in tokens}
    assert {end for _, end in spans} <= {token["end"] for token in tokens}
    assert [token["id"] for token in tokens] == list(range(len(tokens)))


def test_lines_of_details_are_parted_from_the_note() -> None:
    text = "Hard to say.\n p01-cut-taxes: irony\np01: no target\np01-cut-taxes evidence: 3-5\nAnd so on: yes"
    assert Details.part(text) == (
        " p01-cut-taxes: irony\np01-cut-taxes evidence: 3-5",
        "Hard to say.\np01: no target\nAnd so on: yes",
    )


def answered(**fields: object) -> Answer:
    """An answer with one stance."""
    stance = AnswerStance.model_validate({"target": "p01-cut-taxes", "stance": "favor", **fields})
    return Answer(key=KEY, topic=1, stances=(stance,))


def test_offsets_of_an_answer_are_taken_as_they_are() -> None:
    text = "cut taxes, cut taxes"
    [label] = stance_labels(answered(start=11, end=20), text)
    assert (label.start, label.end) == (11, 20)
    [label] = stance_labels(answered(start=11, end=20, evidence="cut taxes"), text)
    assert (label.start, label.end) == (11, 20)
    [label] = stance_labels(answered(evidence="cut taxes"), text)
    assert (label.start, label.end) == (0, 9)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"start": 11}, "goes from 11 to None"),
        ({"end": 11}, "goes from None to 11"),
        ({"start": 11, "end": 21}, "goes from 11 to 21"),
        ({"start": 5, "end": 5}, "goes from 5 to 5"),
        ({"start": -1, "end": 5}, "goes from -1 to 5"),
        ({"start": 0, "end": 3, "evidence": "taxes"}, "does not stand from 0 to 3"),
        ({"evidence": "raise"}, "does not occur in the paragraph"),
        ({}, "favor without evidence"),
    ],
)
def test_wrong_offsets_of_an_answer_are_refused(fields: dict[str, object], message: str) -> None:
    with pytest.raises(UserError, match=message):
        stance_labels(answered(**fields), "cut taxes, cut taxes")
