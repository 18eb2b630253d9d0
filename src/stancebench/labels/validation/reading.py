"""Readings of benchmark items, kept with the project; the texts are not."""

from __future__ import annotations

import datetime
from pathlib import Path

from pydantic import Field

from stancebench.corpus.manifest import HASH
from stancebench.errors import UserError, some
from stancebench.files import read_jsonl, read_text, sha256_text, write_jsonl
from stancebench.labels.annotators import read_annotators
from stancebench.labels.codebook import SEMVER, Stance, read_codebook
from stancebench.labels.validation.benchmark import Benchmark
from stancebench.labels.validation.draw import drawn_items
from stancebench.records import Record
from stancebench.workspace import Workspace


class ValidationReading(Record):
    """One annotator's label of one item; a line of `labels/validation/<benchmark>.<annotator>.jsonl`.

    Attributes:
        benchmark: Its name.
        item_id: Id within the benchmark.
        text_sha256: Hash of the text that was read.
        annotator_id: Who, as in `labels/annotators.yaml`.
        order: Place on the sheet.
        codebook_version: Version of the codebook.
        guidelines_sha256: Hash of the guidelines.
        prompt_sha256: Hash of the instruction, for models.
        stance: The label.
        confidence: 3 sure, 2, 1 a guess.
        note: What was hard.
        time: When it was recorded.
    """

    benchmark: str
    item_id: str
    text_sha256: str = Field(pattern=HASH)
    annotator_id: str
    order: int = Field(ge=0)
    codebook_version: str = Field(pattern=SEMVER)
    guidelines_sha256: str = Field(pattern=HASH)
    prompt_sha256: str | None = Field(default=None, pattern=HASH)
    stance: Stance
    confidence: int = Field(default=3, ge=1, le=3)
    note: str = ""
    time: datetime.datetime


class ValidationAnswer(Record):
    """One line of answers.

    Attributes:
        key: Key on the sheet.
        stance: The label.
        confidence: 3 sure, 2, 1 a guess.
        note: What was hard.
    """

    key: str = Field(pattern=r"^[0-9a-f]{12}$")
    stance: Stance
    confidence: int = Field(default=3, ge=1, le=3)
    note: str = ""


def readings_path(workspace: Workspace, benchmark: str, annotator_id: str) -> Path:
    """Return where the readings of one annotator lie."""
    return workspace.root / "labels" / "validation" / f"{benchmark}.{annotator_id}.jsonl"


def record_validation(
    workspace: Workspace,
    benchmark: Benchmark,
    data: Path,
    path: Path,
    *,
    annotator_id: str,
    prompt: Path | None = None,
    partial: bool = False,
) -> Path:
    """Take an annotator's answers in; nothing is written unless all are right.

    Args:
        workspace: The workspace.
        benchmark: The benchmark.
        data: Folder that holds a folder of each benchmark.
        path: The answers, one JSON object a line.
        annotator_id: Who answered.
        prompt: The instruction that a model was given.
        partial: Whether some items may be missing, as in an adjudication.

    Returns:
        The file written.

    Raises:
        UserError: The annotator is unknown, an item is missing, unknown or answered twice, or the file exists.
    """
    annotator, codebook = read_annotators(workspace).find(annotator_id), read_codebook(workspace)
    out = readings_path(workspace, benchmark.name, annotator.id)
    if out.exists():
        raise UserError(f"{out} exists", expected="no readings of this annotator", fix="another annotator")
    items = {item.key: item for item in drawn_items(benchmark, data)}
    answers = read_jsonl(path, ValidationAnswer)
    keys = [answer.key for answer in answers]
    unknown = [key for key in keys if key not in items]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    missing = [] if partial else sorted(set(items) - set(keys))
    for word, names in (("not on the sheet", unknown), ("answered twice", twice), ("missing", missing)):
        if names:
            raise UserError(f"{path}: {len(names)} item(s) {word}: {some(names)}", expected="one line an item")
    guidelines = sha256_text(read_text(workspace.guidelines))
    prompt_sha256 = sha256_text(read_text(prompt)) if prompt else None
    now = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
    readings = [
        ValidationReading(
            benchmark=benchmark.name,
            item_id=items[answer.key].id,
            text_sha256=items[answer.key].text_sha256,
            annotator_id=annotator.id,
            order=order,
            codebook_version=codebook.version,
            guidelines_sha256=guidelines,
            prompt_sha256=prompt_sha256,
            stance=answer.stance,
            confidence=answer.confidence,
            note=answer.note,
            time=now,
        )
        for order, answer in enumerate(answers)
    ]
    write_jsonl(out, readings)
    return out


def read_validation(workspace: Workspace, benchmark: str) -> dict[str, list[ValidationReading]]:
    """Read the readings of a benchmark by annotator."""
    folder = workspace.root / "labels" / "validation"
    return {
        path.name.removesuffix(".jsonl").rpartition(".")[2]: read_jsonl(path, ValidationReading)
        for path in sorted(folder.glob(f"{benchmark}.*.jsonl"))
    }
