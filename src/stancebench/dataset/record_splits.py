"""Adding labelled documents to the record of splits."""

from __future__ import annotations

from stancebench.dataset.membership import extend_membership, read_membership
from stancebench.dataset.prepare import assign_splits, corpus_rows
from stancebench.files import read_parquet
from stancebench.labels.gold import read_gold
from stancebench.params import read_params
from stancebench.workspace import Workspace


def record_splits(workspace: Workspace) -> tuple[int, int]:
    """Give every labelled document of the built corpus its split, and add it to `labels/splits.jsonl`.

    Run it with every source built, so that near-duplicates across sources are seen.

    Args:
        workspace: The workspace, with built corpus and gold.

    Returns:
        How many documents were added, and how many have a split.

    Raises:
        UserError: Corpus or gold is missing, or a document would change its split.
    """
    params = read_params(workspace).dataset
    documents = read_parquet(workspace.documents, fix="stancebench corpus build --all").to_pylist()
    rows = corpus_rows(workspace, documents)
    gold = [label for label in read_gold(workspace) if label.paragraph_id in rows]
    split_of, _ = assign_splits(workspace, documents, {g.paragraph_id: rows[g.paragraph_id] for g in gold}, params)
    added = extend_membership(workspace, split_of, params.version)
    return added, len(read_membership(workspace))
