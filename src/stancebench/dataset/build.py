"""Building the Hugging Face dataset folder."""

from __future__ import annotations

import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from stancebench.corpus.licence import assert_nothing_closed, closed_documents, publishable
from stancebench.dataset.card import write_card
from stancebench.dataset.manifest import DatasetManifest, TableFacts, labels_sha256
from stancebench.dataset.near_duplicates import near_duplicates
from stancebench.dataset.pairs import stance_rows, topic_row
from stancebench.dataset.schema import LABELS, features
from stancebench.dataset.split import SPLITS, split_documents
from stancebench.errors import UserError, some
from stancebench.files import read_parquet, sha256_file, write_json, write_parquet
from stancebench.labels.codebook import Codebook, read_codebook
from stancebench.labels.event import LabelEvent, read_events
from stancebench.labels.freeze import GoldLabel, read_gold
from stancebench.params import DatasetParams, read_params
from stancebench.workspace import Workspace

Rows = list[dict[str, Any]]
_KEYS = {"stance": ("pair_id", "label"), "topic": ("paragraph_id", "label")}


def build_dataset(workspace: Workspace, folder: Path | None = None) -> DatasetManifest:
    """Build the dataset folder from corpus and gold; the same input gives the same bytes.

    The folder is built beside its place and moved there when it is whole. Texts that may not be redistributed stay out
    of it; their ids, hashes, offsets and labels do not.

    Args:
        workspace: The workspace, with built corpus and gold.
        folder: Where to build it; `dataset/` of the workspace when omitted.

    Returns:
        What was built.

    Raises:
        UserError: Corpus or gold is missing, gold speaks of a paragraph that the corpus lacks or holds changed or of
            what the codebook lacks, `folder` holds something else than an older build, or a closed text got into it.
    """
    target = folder.resolve() if folder else workspace.dataset
    if folder and not _replaceable(target):
        raise UserError(
            f"{target} exists and is no built dataset",
            expected="a new or empty folder, or an older build",
            fix="name another folder",
        )
    params, codebook, gold = read_params(workspace).dataset, read_codebook(workspace), read_gold(workspace)
    paragraphs = _paragraphs(workspace, gold)
    _check_gold(workspace, gold, paragraphs, codebook)
    documents = read_parquet(workspace.documents, fix="stancebench corpus build").to_pylist()
    labelled = {row["document_id"] for row in paragraphs.values()}
    closed = closed_documents(documents)
    duplicates = near_duplicates({name: row["text"] for name, row in paragraphs.items()}, params.near_duplicate)
    linked = [(paragraphs[a]["document_id"], paragraphs[b]["document_id"]) for a, b, _ in duplicates]
    split_of = split_documents(
        sorted(labelled),
        linked,
        validation_share=params.validation_share,
        test_share=params.test_share,
        seed=params.split_seed,
    )
    tables = _tables(gold, paragraphs, split_of, codebook, params)
    tables["annotations/train"] = [_event_row(event) for event in read_events(workspace)]
    tables["targets/train"] = _target_rows(tables, codebook)
    tables["documents/train"] = _document_rows(documents, gold, split_of)
    part = target.with_name(f".{target.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    facts = {
        name: _write(part, name, publishable(rows, closed), codebook, withheld=bool(closed))
        for name, rows in tables.items()
    }
    manifest = DatasetManifest(
        name="stancebench",
        version=params.version,
        codebook_version=codebook.version,
        tier="machine" if any(label.tier == "machine" for label in gold) else "human",
        labels=LABELS,
        documents=dict(sorted(Counter(split_of.values()).items())),
        near_duplicates={
            "pairs": len(duplicates),
            "across documents": sum(a != b for a, b in linked),
            "across splits": sum(split_of[a] != split_of[b] for a, b in linked),
        },
        tables=facts,
    )
    write_json(part / "manifest.json", manifest.model_dump(mode="json"))
    write_card(workspace, part, manifest)
    _guard(workspace, part, closed)
    shutil.rmtree(target, ignore_errors=True)
    part.rename(target)
    return manifest


def _guard(workspace: Workspace, part: Path, closed: frozenset[str]) -> None:
    if not closed:
        return

    def texts(*, of_closed: bool) -> Iterator[tuple[str, str]]:
        columns = ["paragraph_id", "document_id", "text"]
        for batch in pq.ParquetFile(workspace.paragraphs).iter_batches(columns=columns):
            for row in batch.to_pylist():
                if (row["document_id"] in closed) == of_closed:
                    yield row["paragraph_id"], row["text"]

    try:
        assert_nothing_closed(part, texts(of_closed=True), (text for _, text in texts(of_closed=False)))
    except UserError:
        shutil.rmtree(part)
        raise


def _replaceable(folder: Path) -> bool:
    if not folder.exists():
        return True
    return folder.is_dir() and ((folder / "manifest.json").is_file() or not any(folder.iterdir()))


def _paragraphs(workspace: Workspace, gold: list[GoldLabel]) -> dict[str, dict[str, Any]]:
    table = read_parquet(workspace.paragraphs, fix="stancebench corpus build").to_pylist()
    rows = {row["paragraph_id"]: row for row in table}
    missing = [label.paragraph_id for label in gold if label.paragraph_id not in rows]
    if missing:
        raise UserError(
            f"the corpus lacks {len(missing)} labelled paragraph(s): {some(missing, 3)}", fix="stancebench corpus build"
        )
    changed = [g.paragraph_id for g in gold if rows[g.paragraph_id]["text_sha256"] != g.text_sha256]
    if changed:
        raise UserError(f"the text of {some(changed, 3)} changed since it was labelled", fix="stancebench labels check")
    return {label.paragraph_id: rows[label.paragraph_id] for label in gold}


def _check_gold(
    workspace: Workspace, gold: list[GoldLabel], paragraphs: dict[str, dict[str, Any]], codebook: Codebook
) -> None:
    fix, codes = "stancebench labels freeze", {topic.code for topic in codebook.topics}
    twice = [name for name, count in Counter(label.paragraph_id for label in gold).items() if count > 1]
    if twice:
        raise UserError(f"{workspace.gold} lists {some(twice, 3)} twice", expected="one line a paragraph", fix=fix)
    for label in gold:
        name = label.paragraph_id
        if label.topic not in codes:
            raise UserError(f"{name} has the topic {label.topic}, which {workspace.codebook} lacks", fix=fix)
        for item in label.stances:
            if item.target not in codebook.by_id:
                raise UserError(f"{name} has the target {item.target}, which {workspace.codebook} lacks", fix=fix)
            for quote in item.evidence:
                if quote not in paragraphs[name]["text"]:
                    raise UserError(f"the evidence {quote[:50]!r} does not occur in {name}", fix=fix)


def _tables(
    gold: list[GoldLabel],
    paragraphs: dict[str, dict[str, Any]],
    split_of: dict[str, str],
    codebook: Codebook,
    params: DatasetParams,
) -> dict[str, Rows]:
    tables: dict[str, Rows] = {f"{config}/{split}": [] for config in ("stance", "topic") for split in SPLITS}
    for label in sorted(gold, key=lambda label: label.paragraph_id):
        row = paragraphs[label.paragraph_id]
        split = split_of[row["document_id"]]
        tables[f"topic/{split}"].append(topic_row(label, row, codebook))
        tables[f"stance/{split}"] += stance_rows(label, row, codebook, negatives=params.negatives_per_paragraph)
    empty = [name for name, rows in tables.items() if not rows]
    if empty:
        raise UserError(f"no rows in {some(empty)}", expected="rows in every split", fix="label more documents")
    return tables


def _event_row(event: LabelEvent) -> dict[str, Any]:
    row = event.model_dump(mode="json", exclude={"schema_version", "topic", "stances"})
    marked = [{"target_id": s.target, "stance": s.stance, "evidence": s.evidence} for s in event.stances]
    return {**row, "cap_code": event.topic, "stances": marked}


def _target_rows(tables: dict[str, Rows], codebook: Codebook) -> Rows:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for split in SPLITS:
        for row in tables[f"stance/{split}"]:
            counts[row["target_id"]][row["stance"]] += 1
    return [
        {
            "target_id": target.id,
            "topic": codebook.topic(target.topic).label,
            "name": target.name,
            "proposition": target.proposition,
            "scope": target.scope,
            **{stance: counts[target.id][stance] for stance in ("favor", "against", "mixed", "neutral")},
        }
        for target in codebook.targets
    ]


def _document_rows(documents: Rows, gold: list[GoldLabel], split_of: dict[str, str]) -> Rows:
    labelled = Counter(label.paragraph_id.split("/")[0] for label in gold)
    return [
        {**row, "split": split_of.get(row["document_id"], ""), "n_labelled": labelled[row["document_id"]]}
        for row in documents
    ]


def _write(folder: Path, name: str, rows: Rows, codebook: Codebook, *, withheld: bool) -> TableFacts:
    config, split = name.split("/")
    schema = features(config, codebook, withheld=withheld)
    encoded = [schema.encode_example({key: row[key] for key in schema}) for row in rows]
    path = folder / config / f"{split}.parquet"
    write_parquet(path, pa.Table.from_pylist(encoded, schema=schema.arrow_schema))
    key, label = _KEYS.get(config, ("", ""))
    return TableFacts(
        rows=len(rows),
        file_sha256=sha256_file(path),
        labels_sha256=labels_sha256((row[key], row[label]) for row in rows) if key else "",
        label_counts=dict(sorted(Counter(row[label] for row in rows).items())) if key else {},
    )
