"""What a config of the dataset holds, before anything is written."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from stancebench.dataset.manifest import labels_sha256, revision_of
from stancebench.dataset.membership import read_membership
from stancebench.dataset.near_duplicates import near_duplicates
from stancebench.dataset.scope import Config, Scope, scope_of
from stancebench.dataset.split import split_documents
from stancebench.dataset.tables import Rows, label_tables
from stancebench.errors import UserError, some
from stancebench.files import read_parquet
from stancebench.labels.batch import read_batches
from stancebench.labels.codebook import Codebook, read_codebook
from stancebench.labels.gold import GoldLabel, read_gold
from stancebench.params import DatasetParams, read_params
from stancebench.workspace import Workspace

KEYS = {"stance": "pair_id", "topic": "paragraph_id"}
"""The column that names a row, for tables that hold a class."""


@dataclass(frozen=True)
class Prepared:
    """A config of the dataset in memory.

    Attributes:
        config: ``core``, ``open`` or ``full``.
        params: How it was made.
        codebook: Topics and targets.
        scope: Its gold labels, and what is missing.
        paragraphs: Labelled rows of the corpus by paragraph id.
        documents: Rows of the table of documents, labelled or not.
        split_of: Split of each labelled document.
        near_duplicates: Pairs of near-duplicate paragraphs, in all, across documents and across splits.
        tables: Rows of `stance` and `topic` by ``config/split``.
    """

    config: Config
    params: DatasetParams
    codebook: Codebook
    scope: Scope
    paragraphs: dict[str, dict[str, Any]]
    documents: Rows
    split_of: dict[str, str]
    near_duplicates: dict[str, int]
    tables: dict[str, Rows]

    @property
    def revision(self) -> str:
        """The revision that the built dataset will have."""
        return revision_of({name: table_sha256(name, rows) for name, rows in self.tables.items()})


def prepare(workspace: Workspace, config: Config | None = None) -> Prepared:
    """Choose labels, give documents their splits, and make the rows of stance and topic.

    Args:
        workspace: The workspace, with built corpus and gold.
        config: ``core``, ``open`` or ``full``; that of the parameters when omitted.

    Returns:
        The config in memory.

    Raises:
        UserError: Corpus or gold is missing, or gold speaks of a paragraph that the corpus lacks or holds changed or
            of what the codebook lacks.
    """
    params, codebook = read_params(workspace).dataset, read_codebook(workspace)
    documents = read_parquet(workspace.documents, fix="stancebench corpus build").to_pylist()
    rows = corpus_rows(workspace, documents)
    scope = scope_of(workspace, read_gold(workspace), rows, config or params.config)
    strange = sorted(set(params.unseen_targets) - set(codebook.by_id))
    if strange:
        raise UserError(
            f"params.yaml holds out the target(s) {some(strange)}, which {workspace.codebook} lacks",
            expected="ids of the registry",
            fix="stancebench labels targets",
        )
    paragraphs = {label.paragraph_id: rows[label.paragraph_id] for label in scope.gold}
    _check_gold(workspace, scope.gold, paragraphs, codebook)
    split_of, duplicates = assign_splits(workspace, documents, paragraphs, params)
    return Prepared(
        config=config or params.config,
        params=params,
        codebook=codebook,
        scope=scope,
        paragraphs=paragraphs,
        documents=documents,
        split_of=split_of,
        near_duplicates=duplicates,
        tables=label_tables(scope.gold, paragraphs, split_of, codebook, params),
    )


def table_sha256(name: str, rows: Rows) -> str:
    """Hash the ids and labels of a table; empty for one that holds no class."""
    key = KEYS.get(name.split("/", maxsplit=1)[0])
    return labels_sha256((row[key], row["label"]) for row in rows) if key else ""


def assign_splits(
    workspace: Workspace, documents: Rows, paragraphs: dict[str, dict[str, Any]], params: DatasetParams
) -> tuple[dict[str, str], dict[str, int]]:
    """Find near-duplicate paragraphs and give every labelled document its split.

    Args:
        workspace: The workspace; its record of splits is kept.
        documents: Rows of the table of documents.
        paragraphs: Labelled rows of the corpus by paragraph id.
        params: Shares and thresholds.

    Returns:
        The split of each document, and how many pairs of near-duplicate paragraphs there are, across documents and
        across splits.
    """
    duplicates = near_duplicates({name: row["text"] for name, row in paragraphs.items()}, params.near_duplicate)
    linked = [(paragraphs[a]["document_id"], paragraphs[b]["document_id"]) for a, b, _ in duplicates]
    labelled = {row["document_id"] for row in paragraphs.values()}
    recorded = {name: line.split for name, line in read_membership(workspace).items()}
    split_of = split_documents([row for row in documents if row["document_id"] in labelled], linked, params, recorded)
    return split_of, {
        "pairs": len(duplicates),
        "across documents": sum(a != b for a, b in linked),
        "across splits": sum(split_of[a] != split_of[b] for a, b in linked),
    }


def corpus_rows(workspace: Workspace, documents: Rows) -> dict[str, dict[str, Any]]:
    """Return the rows of the built corpus by paragraph id, with source and inclusion probability."""
    source_of = {row["document_id"]: row["source"] for row in documents}
    chances = {item.paragraph_id: item.inclusion_probability for item in read_batches(workspace)}
    table = read_parquet(workspace.paragraphs, fix="stancebench corpus build").to_pylist()
    return {
        row["paragraph_id"]: {
            **row,
            "source": source_of[row["document_id"]],
            "inclusion_probability": chances.get(row["paragraph_id"]),
        }
        for row in table
    }


def _check_gold(
    workspace: Workspace, gold: list[GoldLabel], paragraphs: dict[str, dict[str, Any]], codebook: Codebook
) -> None:
    fix, codes = "stancebench labels freeze", {topic.code for topic in codebook.topics}
    twice = [name for name, count in Counter(label.paragraph_id for label in gold).items() if count > 1]
    if twice:
        raise UserError(f"{workspace.gold} lists {some(twice, 3)} twice", expected="one line a paragraph", fix=fix)
    changed = [
        label.paragraph_id for label in gold if paragraphs[label.paragraph_id]["text_sha256"] != label.text_sha256
    ]
    if changed:
        raise UserError(f"the text of {some(changed, 3)} changed since it was labelled", fix="stancebench labels check")
    for label in gold:
        name, text = label.paragraph_id, paragraphs[label.paragraph_id]["text"]
        if label.second_topic is not None and label.second_topic not in codes:
            raise UserError(f"{name} has the topic {label.second_topic}, which {workspace.codebook} lacks", fix=fix)
        if label.topic not in codes:
            raise UserError(f"{name} has the topic {label.topic}, which {workspace.codebook} lacks", fix=fix)
        for item in label.stances:
            if item.target not in codebook.by_id:
                raise UserError(f"{name} has the target {item.target}, which {workspace.codebook} lacks", fix=fix)
            if any(span.end > len(text) for span in item.evidence) or any(q not in text for q in item.quotes):
                raise UserError(f"the evidence for {item.target} does not lie in {name}", fix=fix)
