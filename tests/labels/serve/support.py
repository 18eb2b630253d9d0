"""A made-up workspace with one batch of four paragraphs, and answers to them."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from stancebench.corpus.tables import DOCUMENT_SCHEMA, PARAGRAPH_SCHEMA
from stancebench.files import sha256_text, write_jsonl
from stancebench.labels.batch import BatchItem
from stancebench.labels.serve.desk import Desk
from stancebench.labels.serve.draft import DraftAnswer, DraftStance
from stancebench.labels.serve.draft_log import DraftLog
from stancebench.labels.serve.event_log import EventLog
from stancebench.labels.serve.reading import open_reading
from stancebench.workspace import Workspace

ANNOTATOR, BATCH = "ada", "batch-001"
TIME = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)
DOCUMENT = "utopia-2009-doe"

GREETING = "Good morning, I am Doe and I am glad to see you."
QUESTION = "Will you not at last lower the ruinous taxes on us?"
TAXES = "We will cut taxes 😀 and I say it again: we will cut taxes, as surely as my name is Doe."
TARIFF = "A duty on foreign cloth guards our mills, so keep it.\r\nIt works."
ASIDE = "Let us go on with the meeting, the floor is open."
TEXTS = (GREETING, QUESTION, TAXES, TARIFF, ASIDE)

CUT, GUARD, ACCORD = "p01-cut-taxes", "p18-protective-tariffs", "p18-trade-agreements"
CANDIDATES = {QUESTION: (CUT,), TAXES: (CUT, GUARD), TARIFF: (GUARD,), ASIDE: ()}
HIDDEN = ("Doe", "Utopia", "2009", "Jane", "Friends of Order")
"""What no page may show: speaker, country, date, party."""


def key(text: str) -> str:
    """The key of a paragraph."""
    return sha256_text(text)[:12]


def span(text: str, words: str, *, last: bool = False) -> dict[str, int]:
    """Where words stand in a text."""
    start = text.rindex(words) if last else text.index(words)
    return {"start": start, "end": start + len(words)}


def codebook() -> dict[str, Any]:
    """Three topics, one with sub-codes, and three targets."""
    parts = [("18.1", "Agreements"), ("18.2", "Tariffs")]
    return {
        "schema_version": 2,
        "version": "1.0.0",
        "topics": [
            {"code": 1, "name": "Macroeconomics", "definition": "Taxes, money and the budget."},
            {
                "code": 18,
                "name": "Foreign Trade",
                "definition": "Trade with other countries.",
                "sub_codes": [
                    {"code": code, "name": name, "definition": f"The part on {name}."} for code, name in parts
                ],
            },
            {"code": 999, "name": "No policy content", "definition": "Greeting, thanks and the like."},
        ],
        "targets": [
            {
                "id": CUT,
                "topic": 1,
                "name": "Lower taxes",
                "proposition": "Taxes should be lowered.",
                "scope": "Taxes at home; <b>not</b> duties.",
            },
            {
                "id": GUARD,
                "topic": 18,
                "name": "Protective tariffs",
                "proposition": "Imports should be taxed to protect producers at home.",
                "scope": "Tariffs and quotas.",
            },
            {
                "id": ACCORD,
                "topic": 18,
                "name": "Trade agreements",
                "proposition": "Markets should be opened through treaties.",
                "scope": "Reciprocity, rounds, treaties.",
            },
        ],
    }


def make_serve_workspace(root: Path) -> Workspace:
    """Write a workspace with a built corpus of one document and a batch of its paragraphs but the first."""
    workspace = Workspace(root)
    annotators = [
        {"id": ANNOTATOR, "kind": "human", "description": "A person made up for the tests."},
        {"id": "bob", "kind": "human", "description": "Another one."},
        {"id": "pass-a", "kind": "model", "description": "A model made up for the tests."},
    ]
    files: dict[str, object] = {
        "labels/codebook.yaml": codebook(),
        "labels/annotators.yaml": {"schema_version": 1, "annotators": annotators},
    }
    for folder in ("corpus/sources", "corpus/build", "labels/batches"):
        (root / folder).mkdir(parents=True)
    for name, data in files.items():
        (root / name).write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    (root / "labels" / "GUIDELINES.md").write_text(
        "# Guidelines\n\n| label | when |\n|---|---|\n| favor | <script>alert(1)</script> |\n", encoding="utf-8"
    )
    write_corpus(workspace)
    write_jsonl(workspace.batches / f"{BATCH}.jsonl", batch_items())
    return workspace


def batch_items() -> list[BatchItem]:
    """The drawn paragraphs."""
    return [
        BatchItem(
            batch=BATCH,
            paragraph_id=f"{DOCUMENT}/000/{place:03d}",
            text_sha256=sha256_text(text),
            stratum="Friends of Order",
            inclusion_probability=1,
            seed=1,
            candidates=CANDIDATES[text],
        )
        for place, text in enumerate(TEXTS)
        if text in CANDIDATES
    ]


def write_corpus(workspace: Workspace, texts: tuple[str, ...] = TEXTS) -> None:
    """Write the tables of the built corpus."""
    common = {"document_id": DOCUMENT, "kind": "speech", "date": datetime.date(2009, 1, 20), "venue": "Hall of Utopia"}
    rows = []
    for place, text in enumerate(texts):
        is_question = text == QUESTION
        rows.append(
            {
                **common,
                "paragraph_id": f"{DOCUMENT}/000/{place:03d}",
                "turn": place if place < 3 else 2,
                "paragraph": place,
                "text": text,
                "text_sha256": sha256_text(text),
                "speaker_id": "journalist" if is_question else "jane-doe",
                "role": "journalist" if is_question else "principal",
                "qa_role": "question" if is_question else "answer" if place > 1 else "none",
            }
        )
    pq.write_table(pa.Table.from_pylist(rows, schema=PARAGRAPH_SCHEMA), workspace.paragraphs)
    document = {"document_id": DOCUMENT, "speaker_id": "jane-doe", "speaker_name": "Jane Doe", "country": "Utopia"}
    pq.write_table(pa.Table.from_pylist([document], schema=DOCUMENT_SCHEMA), workspace.documents)


def open_desk(workspace: Workspace, annotator_id: str = ANNOTATOR) -> tuple[Desk, DraftLog]:
    """Open the desk as the server does; the log has to be closed."""
    reading = open_reading(workspace, annotator_id=annotator_id, batch=BATCH, order_seed=1)
    log = DraftLog(workspace.drafts / f"{BATCH}.{annotator_id}.jsonl")
    return Desk(reading, log, EventLog(workspace, annotator_id, BATCH), clock=lambda: TIME), log


def whole_answer(text: str) -> DraftAnswer:
    """A whole answer to a paragraph."""
    if text == TAXES:
        cut = DraftStance(target=CUT, stance="favor", **span(text, "we will cut taxes", last=True), confidence=2)
        return DraftAnswer(function="position", topic=1, stances=(cut, DraftStance(target=GUARD, stance="unrelated")))
    if text == TARIFF:
        guard = DraftStance(target=GUARD, stance="favor", **span(text, "keep it"))
        return DraftAnswer(function="position", topic=18, sub="18.2", stances=(guard,), note="Short.")
    if text == QUESTION:
        cut = DraftStance(target=CUT, stance="neutral", flags=("loaded_question",))
        return DraftAnswer(function="informational", topic=1, stances=(cut,))
    return DraftAnswer(function="procedural", topic=999)


def label(desk: Desk, text: str, answer: DraftAnswer | None = None) -> None:
    """Answer a paragraph and finish it."""
    state = desk.save(key(text), desk.state(key(text)).version, answer or whole_answer(text))
    desk.finish(key(text), state.version)
