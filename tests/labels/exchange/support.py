"""A tiny workspace for the exchange with other tools: its paragraphs are made up, its corpus is written by hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import yaml
from typer.testing import CliRunner

from stancebench.cli import app
from stancebench.files import read_jsonl, sha256_text, write_jsonl, write_parquet
from stancebench.labels.answer import Answer, stance_labels
from stancebench.labels.batch import BatchItem
from stancebench.labels.event import LabelEvent, StanceLabel
from stancebench.workspace import Workspace

BATCH = "batch-001"
SPEAKER = "Ingrid Lindqvist"
TAX, ARMY, TARIFF, NORWAY = "p01-cut-taxes", "p16-stronger-military", "p18-protective-tariffs", "a19-norway"
TARGETS = (TAX, ARMY, TARIFF, NORWAY)

TEXTS = (
    "We will cut taxes 😀 this year, and Lindqvist says: we will cut taxes next year too.",
    '=SUM(A1) is what they wrote; "I" say: cafe\u0301 owners 👍🏽 need lower taxes & <b>more</b> ships.',
    "Our navy is too small.\nBuild ten ships,  and guard the mills with a duty on cloth.",
    "I thank the members of this house for the welcome that they have given me today.",
)
"""Paragraphs with what tools stumble over: characters beyond U+FFFF, combining ones, quotes, breaks, formula starts."""

CANDIDATES = ((TAX, ARMY), (TAX, ARMY, TARIFF), (ARMY,), ())

CODEBOOK: dict[str, Any] = {
    "schema_version": 2,
    "version": "1.0.0",
    "topics": [
        {"code": 1, "name": "Macroeconomics", "definition": "Taxes, budget, prices and the economy at large."},
        {
            "code": 16,
            "name": "Defense",
            "definition": "Forces, arms, war and alliances for defence.",
            "sub_codes": [
                {"code": "16.1", "name": "Forces", "definition": "Size, strength and readiness of forces."},
                {"code": "16.10", "name": "War", "definition": "A war, its aims, its course and its end."},
            ],
        },
        {"code": 18, "name": "Foreign Trade", "definition": "Tariffs, treaties of trade and exports."},
        {"code": 19, "name": "International Affairs", "definition": "Relations with other states without arms."},
        {"code": 999, "name": "No policy content", "definition": "Greetings, thanks and the running of a meeting."},
    ],
    "targets": [
        {
            "id": TAX,
            "topic": 1,
            "name": "Cut taxes",
            "proposition": "Taxes should be lowered.",
            "scope": "Any tax of the state.",
        },
        {
            "id": ARMY,
            "topic": 16,
            "name": "Stronger military",
            "proposition": "The country should have stronger armed forces.",
            "scope": "Army, navy and air force.",
        },
        {
            "id": TARIFF,
            "topic": 18,
            "name": "Tariffs",
            "proposition": 'Imports should be taxed "at home" & abroad.',
            "scope": "Duties and quotas on imports.",
        },
        {
            "id": NORWAY,
            "topic": 19,
            "name": "Norway",
            "proposition": "The speaker approves of what Norway does.",
            "scope": "The conduct of Norway.",
        },
    ],
}


def make_workspace(
    root: Path,
    texts: Sequence[str] = TEXTS,
    candidates: Sequence[Sequence[str]] = CANDIDATES,
    role: str = "principal",
) -> Workspace:
    """Write codebook, annotators, guidelines, one batch and a corpus of one speech with these paragraphs."""
    workspace = Workspace(root)
    workspace.sources.mkdir(parents=True)
    annotators = [
        {"id": name, "kind": "human", "description": "Made for the tests."} for name in ("human-a", "human-b")
    ]
    for path, data in (
        (workspace.codebook, CODEBOOK),
        (workspace.annotators, {"schema_version": 1, "annotators": annotators}),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True), encoding="utf-8")
    workspace.guidelines.write_text("# Guidelines\n", encoding="utf-8")
    rows = [_row(0, "Is it true, Lindqvist, that taxes go down?", "question", "journalist", "journalist")]
    rows += [_row(number, text, "answer", role, "lindqvist") for number, text in enumerate(texts, start=1)]
    write_parquet(workspace.paragraphs, pa.Table.from_pylist(rows))
    document = {"document_id": "mini-2001", "speaker_id": "lindqvist", "speaker_name": SPEAKER, "country": "SE"}
    write_parquet(workspace.documents, pa.Table.from_pylist([document]))
    items = [
        BatchItem(
            batch=BATCH,
            paragraph_id=row["paragraph_id"],
            text_sha256=row["text_sha256"],
            stratum="all",
            inclusion_probability=1.0,
            seed=1,
            candidates=tuple(wanted),
        )
        for row, wanted in zip(rows[1:], candidates, strict=True)
    ]
    write_jsonl(workspace.batches / f"{BATCH}.jsonl", items)
    return workspace


def _row(number: int, text: str, qa_role: str, role: str, speaker: str) -> dict[str, Any]:
    return {
        "paragraph_id": f"mini-2001/{0 if qa_role == 'question' else 1:03d}/{number:03d}",
        "document_id": "mini-2001",
        "turn": 0 if qa_role == "question" else 1,
        "paragraph": number,
        "text": text,
        "text_sha256": sha256_text(text),
        "speaker_id": speaker,
        "speaker_label": "",
        "role": role,
        "qa_role": qa_role,
    }


def batch_keys(workspace: Workspace) -> list[str]:
    """The keys of the batch, in the order of `TEXTS`."""
    return [item.key for item in read_jsonl(workspace.batches / f"{BATCH}.jsonl", BatchItem)]


def shown_text(text: str) -> str:
    """The text with the speaker's name masked, made without the code under test."""
    return text.replace("Lindqvist", "▮" * 9)


def write_map(path: Path, **names: str) -> Path:
    """Write a map of annotators; a name may be quoted by an underscore before a number."""
    data = {name.removeprefix("_"): pseudonym for name, pseudonym in names.items()}
    path.write_text(yaml.safe_dump({"annotators": data}), encoding="utf-8")
    return path


def events_of(workspace: Workspace, annotator: str) -> dict[str, LabelEvent]:
    """The recorded events of an annotator by key."""
    paths = sorted(workspace.events.glob(f"*.{annotator}*.jsonl"))
    return {event.text_sha256[:12]: event for path in paths for event in read_jsonl(path, LabelEvent)}


def essence(event: LabelEvent) -> tuple[object, ...]:
    """What an event says."""
    said = {item.target: _sorted(item) for item in event.stances}
    return event.kind, event.function, event.topic, event.sub_code, event.second_topic, said, event.note


def wanted(answer: Answer, text: str) -> tuple[object, ...]:
    """What the event of an answer must say."""
    if answer.skipped:
        return "skip", None, None, "", None, {}, answer.note
    said = {item.target: _sorted(item) for item in stance_labels(answer, text)}
    return "label", answer.function, answer.topic, answer.sub or "", answer.second, said, answer.note


def _sorted(item: StanceLabel) -> StanceLabel:
    return item.model_copy(update={"flags": tuple(sorted(item.flags))})


def run(*arguments: str) -> str:
    """Run a command of the room that must succeed; return what it printed."""
    result = CliRunner().invoke(app, ["labels", *arguments])
    assert (result.exit_code, result.stderr) == (0, ""), result.stderr
    return result.stdout


def fault(*arguments: str) -> str:
    """Run a command of the room that must fail; return its one line without the mark."""
    result = CliRunner().invoke(app, ["labels", *arguments])
    assert (result.exit_code, result.stdout) == (2, ""), result.stdout
    [line] = result.stderr.splitlines()
    assert line.startswith("Error: ")
    return line.removeprefix("Error: ")
