"""Saved predictions: what is refused and how it is said, and how a stopped file is gone on with."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancebench.dataset.reader import Example
from stancebench.dataset.schema import LABELS
from stancebench.errors import UserError
from stancebench.eval.predictions import Prediction, append_predictions, read_predictions, resume_predictions
from stancebench.files import json_line
from stancebench.workspace import Workspace
from tests.eval.support import TEST_PAIR, fault, gold_lines, write_lines

Line = dict[str, Any]
AGAIN = "; to mend it: stancebench eval predict"
ONCE = "; expected each of the 60 ids of the split once" + AGAIN
PLAIN = {"favor": 0.1, "against": 0.7, "none": 0.2}


def first(**update: object) -> Callable[[list[Line]], list[Line]]:
    """Change the first line."""
    return lambda lines: [{**lines[0], **update}, *lines[1:]]


SEMANTIC = [
    pytest.param(lambda lines: lines[1:], f": 1 of the ids are missing: {TEST_PAIR}{ONCE}", id="missing id"),
    pytest.param(
        lambda lines: lines[4:],
        ": 4 of the ids are missing: mini-1906/000/000#p18-protective-tariffs, mini-1906/000/002#p01-cut-spending,"
        f" mini-1906/000/002#p01-cut-taxes and 1 more{ONCE}",
        id="more missing ids than are listed",
    ),
    pytest.param(
        lambda lines: [*lines, lines[0]], f": 1 of the ids are there twice: {TEST_PAIR}{ONCE}", id="duplicate id"
    ),
    pytest.param(first(pair_id="elsewhere"), f": 1 of the ids are not in this split: elsewhere{ONCE}", id="unknown id"),
    pytest.param(
        first(label="pro"),
        f": {TEST_PAIR} has the unknown label pro; expected one of favor, against, none;"
        " to mend it: map the labels of your model to these names",
        id="unknown label",
    ),
    pytest.param(
        first(probabilities={"against": 0.6, "neutral": 0.2, "other": 0.2}),
        f": {TEST_PAIR} has the unknown label neutral, other; expected one of favor, against, none;"
        " to mend it: map the labels of your model to these names",
        id="unknown class in probabilities",
    ),
    pytest.param(
        first(document_id="mini-1900"),
        f": {TEST_PAIR} names the document 'mini-1900'; expected 'mini-1906'",
        id="wrong document",
    ),
]


def one_line(place: str, problem: str, found: str) -> str:
    """What is said of a line that does not fit."""
    return f", line 1: {place}: {problem}, found {found!r}; expected a Prediction; to mend it: mend line 1"


def distribution(problem: str, update: Line) -> str:
    """What is said of probabilities that do not fit; what was found is cut after 60 characters."""
    line = {"pair_id": TEST_PAIR, "label": "against", **update, "schema_version": 1}
    return one_line("top level", f"Value error, {problem}", str(line)[:60])


NO_DISTRIBUTION = [
    pytest.param({**PLAIN, "none": 0.3}, id="sum above 1"),
    pytest.param({**PLAIN, "none": 0.198}, id="sum a little below 1"),
    pytest.param({**PLAIN, "favor": -0.1, "none": 0.4}, id="negative"),
    pytest.param({**PLAIN, "none": float("nan")}, id="NaN"),
    pytest.param({**PLAIN, "none": float("inf")}, id="infinite"),
]
SHAPE = [
    pytest.param(
        {"probabilities": {"favor": 0.5, "against": 0.3, "none": 0.2}},
        distribution("label 'against' is not the most probable class", {}),
        id="label is not the argmax",
    ),
    pytest.param(
        {"probabilities": {"favor": 1.0}},
        distribution("label 'against' has no probability", {}),
        id="label without probability",
    ),
    pytest.param({"label": 3}, one_line("label", "Input should be a valid string", "3"), id="label is a number"),
    pytest.param(
        {"probabilities": {"favor": "high"}},
        one_line("probabilities.favor", "Input should be a valid number, unable to parse string as a number", "high"),
        id="probability is a word",
    ),
    pytest.param({"note": "x"}, one_line("note", "Extra inputs are not permitted", "x"), id="unknown field"),
    pytest.param(
        {"schema_version": 2},
        f", line 1: top level: Value error, schema_version 2 is newer than this stancebench reads (1), found "
        f"{str({'pair_id': TEST_PAIR, 'label': 'against'})[:60]!r}; expected a Prediction; to mend it: mend line 1",
        id="newer schema",
    ),
]
BYTES = [
    pytest.param(
        lambda text: text[:-9].encode(),
        ', line 60 is cut off (Expecting value): \'{"pair_id": "mini-1920/000/009#p01-cut-taxes", "label":\';'
        " expected one whole JSON object a line;"
        " to mend it: stancebench eval predict, which goes on where the file ends",
        id="truncated last line",
    ),
    pytest.param(
        lambda text: text.replace("{", "", 2).encode(),
        ', line 1 is not valid JSON (Extra data): \'"pair_id": "mini-1906/000/000#p18-protective-tariffs", "labe\';'
        " expected one whole JSON object a line; to mend it: mend line 1",
        id="broken first line",
    ),
    pytest.param(
        lambda text: "\n".join("{]" if place == 30 else line for place, line in enumerate(text.split("\n"))).encode(),
        ", line 31 is not valid JSON (Expecting property name enclosed in double quotes): '{]';"
        " expected one whole JSON object a line; to mend it: mend line 31",
        id="broken middle line",
    ),
    pytest.param(
        lambda text: ("[1]\n" + text).encode(),
        one_line("top level", "Input should be a valid dictionary or instance of Prediction", "[1]"),
        id="a list",
    ),
    pytest.param(
        lambda text: (json.dumps({"id": "x"}) + "\n").encode(),
        ", line 1: pair_id: Field required (and 2 more); expected a Prediction; to mend it: mend line 1",
        id="other fields",
    ),
    pytest.param(
        lambda text: b"",
        ": 60 of the ids are missing: mini-1906/000/000#p18-protective-tariffs, mini-1906/000/002#p01-cut-spending,"
        f" mini-1906/000/002#p01-cut-taxes and 57 more{ONCE}",
        id="empty file",
    ),
    pytest.param(
        lambda text: text.replace("mini", "min\u00ed").encode("latin-1"),
        " is not UTF-8 (byte 16); expected text in UTF-8" + AGAIN,
        id="not UTF-8",
    ),
    pytest.param(
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        ", line 1 is not valid JSON (Unexpected UTF-8 BOM (decode using utf-8-sig)): "
        '\'\\ufeff{"pair_id": "mini-1906/000/000#p18-protective-tariffs", "la\';'
        " expected one whole JSON object a line; to mend it: mend line 1",
        id="byte order mark",
    ),
]


def refused(path: Path) -> str:
    """Score a file that must be refused and left alone; return what is said after its name."""
    before = path.read_bytes()
    line = fault("eval", "score", path)
    assert path.read_bytes() == before
    assert line.startswith(f"Error: {path}")
    return line.removeprefix(f"Error: {path}")


@pytest.mark.parametrize(("change", "message"), SEMANTIC)
def test_predictions_that_do_not_fit_the_split(
    workspace: Workspace, change: Callable[[list[Line]], list[Line]], message: str
) -> None:
    assert refused(write_lines(workspace.root / "mine.jsonl", change(gold_lines(workspace)))) == message


@pytest.mark.parametrize("probabilities", NO_DISTRIBUTION)
def test_probabilities_that_are_no_distribution(workspace: Workspace, probabilities: dict[str, float]) -> None:
    lines = first(probabilities=probabilities)(gold_lines(workspace))
    message = distribution("the probabilities are not a distribution", {"probabilities": probabilities})
    assert refused(write_lines(workspace.root / "mine.jsonl", lines)) == message


@pytest.mark.parametrize(("update", "message"), SHAPE)
def test_a_line_that_does_not_fit(workspace: Workspace, update: Line, message: str) -> None:
    lines = first(**update)(gold_lines(workspace))
    assert refused(write_lines(workspace.root / "mine.jsonl", lines)) == message


@pytest.mark.parametrize(("change", "message"), BYTES)
def test_a_file_that_is_damaged(workspace: Workspace, change: Callable[[str], bytes], message: str) -> None:
    path = write_lines(workspace.root / "mine.jsonl", gold_lines(workspace))
    path.write_bytes(change(path.read_text(encoding="utf-8")))
    assert refused(path) == message


def test_a_missing_file(workspace: Workspace) -> None:
    path = workspace.root / "mine.jsonl"
    assert fault("eval", "score", path) == f"Error: {path} does not exist; expected a file{AGAIN}"
    assert not path.exists()


def test_a_folder_instead_of_the_file(predicted: Workspace) -> None:
    folder = predicted.eval_runs / "majority-1"
    path = folder / "predictions.jsonl"
    path.unlink()
    path.mkdir()
    assert fault("eval", "score", folder) == f"Error: {path} cannot be read (Is a directory); expected a file{AGAIN}"


def examples(ids: list[str]) -> list[Example]:
    """Examples with these ids."""
    return [Example(id=name, document_id="d", text="", target_id="t", target="t", label="none") for name in ids]


def test_they_come_in_the_order_of_the_examples(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "p.jsonl", [{"pair_id": name, "label": "none"} for name in ("b", "c", "a")])
    path.write_text("\n" + path.read_text(encoding="utf-8").replace("\n", "\r\n\r\n"), encoding="utf-8")
    found = read_predictions(path, examples(["c", "a", "b"]), LABELS)
    assert [prediction.pair_id for prediction in found] == ["c", "a", "b"]


@pytest.mark.parametrize("probabilities", [{}, PLAIN, {**PLAIN, "none": 0.2009}, {"favor": 0.5, "against": 0.4995}])
def test_what_a_line_may_say(tmp_path: Path, probabilities: dict[str, float]) -> None:
    line: Line = {"pair_id": "a", "label": "against", "document_id": "d", "probabilities": probabilities}
    path = write_lines(tmp_path / "p.jsonl", [line])
    (found,) = read_predictions(path, examples(["a"]), LABELS)
    assert found.model_dump() == {"schema_version": 1, **line}


SOME = [
    Prediction(pair_id=f"mi\u00f1i-{number}\u2028", label="none", probabilities={"none": 1.0}) for number in range(3)
]
WHOLE = "".join(map(json_line, SOME)).encode()


@given(cut=st.integers(0, len(WHOLE)))
def test_a_file_cut_anywhere_is_gone_on_with(tmp_path_factory: pytest.TempPathFactory, cut: int) -> None:
    path = tmp_path_factory.mktemp("cut") / "predictions.jsonl"
    path.write_bytes(WHOLE[:cut])
    done = resume_predictions(path)
    assert done == SOME[: WHOLE[:cut].count(b"\n")]
    append_predictions(path, SOME[len(done) :])
    assert path.read_bytes() == WHOLE


def test_nothing_is_done_where_there_is_no_file(tmp_path: Path) -> None:
    assert resume_predictions(tmp_path / "predictions.jsonl") == []
    assert list(tmp_path.iterdir()) == []


def test_a_stopped_file_that_is_broken_before_its_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "predictions.jsonl"
    path.write_bytes(b"{]\n" + WHOLE)
    with pytest.raises(UserError, match=r"line 1 is not valid JSON .*; to mend it: mend line 1$"):
        resume_predictions(path)
    assert path.read_bytes() == b"{]\n" + WHOLE


def test_appending_makes_the_folder_and_keeps_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "new" / "predictions.jsonl"
    append_predictions(path, SOME[:2])
    append_predictions(path, SOME[2:])
    assert path.read_bytes() == WHOLE
