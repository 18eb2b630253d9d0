"""Saved predictions: writing them so that a stopped run can go on, reading them without trust."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from pydantic import Field, model_validator

from stancebench.dataset.reader import Example
from stancebench.errors import UserError, some
from stancebench.files import json_line, read_text, validated
from stancebench.records import Record

TOLERANCE = 1e-3
"""How far the sum of probabilities may be from 1."""


class Prediction(Record):
    """What a model says of one item; one line of `predictions.jsonl`.

    Attributes:
        pair_id: Id of the pair; for topic, of the paragraph.
        document_id: The document; checked against the dataset.
        label: The predicted class.
        probabilities: Probability by class; may be left out by models that give none.
    """

    pair_id: str
    document_id: str = ""
    label: str
    probabilities: dict[str, float] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _check(self) -> Prediction:
        if not self.probabilities:
            return self
        values = self.probabilities.values()
        if any(not math.isfinite(value) or value < 0 for value in values) or abs(sum(values) - 1) > TOLERANCE:
            raise ValueError("the probabilities are not a distribution")
        if self.label not in self.probabilities:
            raise ValueError(f"label {self.label!r} has no probability")
        if self.probabilities[self.label] < max(values) - TOLERANCE:
            raise ValueError(f"label {self.label!r} is not the most probable class")
        return self


def read_predictions(path: Path, examples: Sequence[Example], labels: Sequence[str]) -> list[Prediction]:
    """Read predictions and match them with the examples, by id.

    Args:
        path: The JSON-lines file, in any order.
        examples: The items that must be predicted, each once.
        labels: The classes that may be predicted.

    Returns:
        One prediction an example, in the order of the examples.

    Raises:
        UserError: The file is missing or cut off, an id is missing, unknown or there twice, a label or class is
            unknown, or a document differs. The file is left as it is.
    """
    predictions = _read_lines(path)
    counts = Counter(prediction.pair_id for prediction in predictions)
    wanted = {example.id: example for example in examples}
    fix = "stancebench eval predict"
    twice = sorted(name for name, count in counts.items() if count > 1)
    unknown = sorted(name for name in counts if name not in wanted)
    missing = [name for name in wanted if name not in counts]
    for word, names in (("there twice", twice), ("not in this split", unknown), ("missing", missing)):
        if names:
            raise UserError(
                f"{path}: {len(names)} of the ids are {word}: {some(names, 3)}",
                expected=f"each of the {len(wanted)} ids of the split once",
                fix=fix,
            )
    for prediction in predictions:
        strange = sorted({prediction.label, *prediction.probabilities} - set(labels))
        if strange:
            raise UserError(
                f"{path}: {prediction.pair_id} has the unknown label {some(strange)}",
                expected=f"one of {', '.join(labels)}",
                fix="map the labels of your model to these names",
            )
        document = wanted[prediction.pair_id].document_id
        if prediction.document_id not in ("", document):
            raise UserError(
                f"{path}: {prediction.pair_id} names the document {prediction.document_id!r}", expected=repr(document)
            )
    by_id = {prediction.pair_id: prediction for prediction in predictions}
    return [by_id[example.id] for example in examples]


def resume_predictions(path: Path) -> list[Prediction]:
    """Read what a stopped run has written; a last line that was cut off is dropped from the file.

    Raises:
        UserError: A line other than the last is broken.
    """
    if not path.exists():
        return []
    if path.is_file():
        with path.open("r+b") as handle:
            handle.truncate(handle.read().rfind(b"\n") + 1)
    return _read_lines(path)


def append_predictions(path: Path, predictions: Iterable[Prediction]) -> None:
    """Append predictions to the file, one a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8", newline="\n") as handle:
        handle.write("".join(json_line(prediction) for prediction in predictions))


def _read_lines(path: Path) -> list[Prediction]:
    text = read_text(path, fix="stancebench eval predict")
    predictions = []
    lines = text.split("\n")
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        where = f"{path}, line {number}"
        try:
            data = json.loads(line)
        except json.JSONDecodeError as error:
            cut = number == len(lines)
            raise UserError(
                f"{where} is {'cut off' if cut else 'not valid JSON'} ({error.msg}): {line[:60]!r}",
                expected="one whole JSON object a line",
                fix="stancebench eval predict, which goes on where the file ends" if cut else f"mend line {number}",
            ) from None
        predictions.append(validated(data, Prediction, where, fix=f"mend line {number}"))
    return predictions
