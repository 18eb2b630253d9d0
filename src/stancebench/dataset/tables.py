"""From gold labels to the tables of the dataset."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from stancebench.dataset.pairs import stance_row, topic_row
from stancebench.dataset.select import select_pairs
from stancebench.dataset.split import SPLITS
from stancebench.errors import UserError, some
from stancebench.labels.codebook import Codebook
from stancebench.labels.event import LabelEvent
from stancebench.labels.gold import GoldLabel
from stancebench.params import DatasetParams

Rows = list[dict[str, Any]]
TRAINED = ("train", "validation")
"""Splits in which no held-out speaker has a word, not even within a document of several speakers."""


def label_tables(
    gold: list[GoldLabel],
    paragraphs: dict[str, dict[str, Any]],
    split_of: dict[str, str],
    codebook: Codebook,
    params: DatasetParams,
) -> dict[str, Rows]:
    """Make the tables `stance` and `topic` of every split that has rows.

    Args:
        gold: The frozen labels.
        paragraphs: Labelled rows of the corpus by paragraph id.
        split_of: Split of each document.
        codebook: Topics and targets.
        params: How pairs are chosen.

    Returns:
        Rows by ``config/split``, in the order of the splits.

    Raises:
        UserError: Train, validation or test is empty.
    """
    tables: dict[str, Rows] = defaultdict(list)
    by_id = {label.paragraph_id: label for label in gold}
    texts = {name: row["text"] for name, row in paragraphs.items()}
    for split, pairs in select_pairs(gold, texts, split_of, codebook, params).items():
        for pair in pairs:
            name = pair.paragraph_id
            if split in TRAINED and paragraphs[name]["speaker_id"] in params.unseen_speakers:
                continue
            tables[f"stance/{split}"].append(stance_row(by_id[name], paragraphs[name], pair, codebook))
    for name, label in sorted(by_id.items()):
        row = paragraphs[name]
        tables[f"topic/{split_of[row['document_id']]}"].append(topic_row(label, row, codebook))
    needed = [f"{config}/{split}" for config in ("stance", "topic") for split in ("train", "validation", "test")]
    empty = [name for name in needed if not tables[name]]
    if empty:
        raise UserError(f"no rows in {some(empty)}", expected="rows in every split", fix="label more documents")
    order = [f"{config}/{split}" for config in ("stance", "topic") for split in SPLITS]
    return {name: tables[name] for name in order if tables[name]}


def side_tables(
    tables: dict[str, Rows],
    *,
    events: list[LabelEvent],
    documents: Rows,
    gold: list[GoldLabel],
    split_of: dict[str, str],
    codebook: Codebook,
    params: DatasetParams,
) -> dict[str, Rows]:
    """Make the tables `annotations`, `targets` and `documents`, each as one split.

    Args:
        tables: What `label_tables` made.
        events: Label events of the labelled paragraphs.
        documents: Rows of the table of documents.
        gold: The frozen labels.
        split_of: Split of each document.
        codebook: Topics and targets.
        params: Which targets are held out.

    Returns:
        Rows by ``config/train``.
    """
    return {
        "annotations/train": [_event_row(event) for event in events],
        "targets/train": _target_rows(tables, codebook, params),
        "documents/train": _document_rows(documents, gold, split_of),
    }


def _event_row(event: LabelEvent) -> dict[str, Any]:
    left = {"schema_version", "topic", "second_topic", "stances"}
    row = event.model_dump(mode="json", exclude=left)
    marked = [
        {
            **item.model_dump(mode="json", exclude={"target", "quote"}),
            "target_id": item.target,
            "reported": item.reported or "",
        }
        for item in event.stances
    ]
    return {
        **row,
        "function": event.function or "",
        "cap_code": event.topic,
        "second_cap_code": event.second_topic,
        "stances": marked,
    }


def _target_rows(tables: dict[str, Rows], codebook: Codebook, params: DatasetParams) -> Rows:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for name, rows in tables.items():
        for row in rows if name.startswith("stance/") else ():
            if not row["reversed"]:
                counts[row["target_id"]][row["stance"]] += 1
    return [
        {
            "target_id": target.id,
            "topic": codebook.topic(target.topic).label,
            **target.model_dump(include={"name", "kind", "proposition", "scope", "reversed"}),
            "kind": target.kind,
            **{name: list(getattr(target, name)) for name in ("paraphrases", "positive", "negative")},
            "n_favor": counts[target.id]["favor"],
            "n_against": counts[target.id]["against"],
            "n_mixed": counts[target.id]["mixed"],
            "n_neutral": counts[target.id]["neutral"],
            "held_out": target.id in params.unseen_targets,
        }
        for target in codebook.targets
    ]


def _document_rows(documents: Rows, gold: list[GoldLabel], split_of: dict[str, str]) -> Rows:
    labelled = Counter(label.paragraph_id.split("/")[0] for label in gold)
    return [
        {**row, "split": split_of.get(row["document_id"], ""), "n_labelled": labelled[row["document_id"]]}
        for row in documents
    ]
