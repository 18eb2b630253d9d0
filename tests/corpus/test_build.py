"""Building the tables: whole, exact, reproducible, or not at all."""

from __future__ import annotations

import datetime
import errno
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from stancebench.corpus.build import DOCUMENT_SCHEMA, PARAGRAPH_SCHEMA, CorpusSize, build_corpus
from stancebench.corpus.manifest import read_manifest
from stancebench.corpus.package import PackageTexts
from stancebench.corpus.source import read_sources
from stancebench.corpus.stats import corpus_stats
from stancebench.errors import UserError
from stancebench.files import read_parquet, sha256_file, sha256_text, write_jsonl
from stancebench.workspace import Workspace
from tests.corpus.support import REINSTALL, built, edit_source, make_source

Real = tuple[Workspace, CorpusSize]


def test_the_real_corpus_has_249_documents_and_25488_paragraphs(real_build: Real) -> None:
    workspace, size = real_build
    assert size == CorpusSize(documents=249, paragraphs=25_488, eligible=21_154)
    assert pq.read_metadata(workspace.documents).num_rows == 249
    assert pq.read_metadata(workspace.paragraphs).num_rows == 25_488


def test_the_committed_counts_are_those_of_the_real_corpus(real_build: Real, repository: Workspace) -> None:
    counts = corpus_stats(real_build[0])
    assert counts.model_dump_json(indent=2) + "\n" == repository.corpus_stats.read_text(encoding="utf-8")


def test_the_real_paragraphs_and_marks_cover_every_printed_character(real_build: Real) -> None:
    workspace, _ = real_build
    source = next(source for source in read_sources(workspace) if source.embedded)
    texts = PackageTexts.open(source)
    spans: dict[str, list[tuple[int, int]]] = {}
    for row in read_parquet(workspace.paragraphs, columns=["document_id", "start", "end"]).to_pylist():
        spans.setdefault(row["document_id"], []).append((row["start"], row["end"]))
    marks = [mark.pattern.strip() for mark in source.rules().marks]
    marked = 0
    for facts in read_manifest(workspace, source):
        text = texts.text(facts)
        edges = [0, *(edge for span in spans[facts.document_id] for edge in span), len(text)]
        between = [text[start:end].strip() for start, end in zip(edges[::2], edges[1::2], strict=True)]
        for gap in filter(None, between):
            marked += 1
            assert any(re.fullmatch(pattern, gap) for pattern in marks), gap
    assert marked == 197


def test_real_ids_are_unique_and_hashes_are_those_of_the_texts(real_build: Real) -> None:
    rows = read_parquet(real_build[0].paragraphs, columns=["paragraph_id", "text", "text_sha256"]).to_pylist()
    assert len({row["paragraph_id"] for row in rows}) == 25_488
    assert [row["paragraph_id"] for row in rows if sha256_text(row["text"]) != row["text_sha256"]] == []


def test_only_the_president_s_real_paragraphs_of_20_to_250_words_are_eligible(real_build: Real) -> None:
    rows = read_parquet(real_build[0].paragraphs).to_pylist()
    assert Counter(row["role"] for row in rows) == {"head_of_state": 25_390, "audience": 81, "legislator": 17}
    for row in rows:
        assert row["eligible"] is (row["role"] == "head_of_state" and 20 <= row["n_words"] <= 250)


def test_real_audience_turns_are_told_apart(real_build: Real) -> None:
    workspace, _ = real_build
    turns = {row["document_id"]: row["n_turns"] for row in read_parquet(workspace.documents).to_pylist()}
    assert {name: count for name, count in turns.items() if count > 1} == {
        "sotu-1998-clinton-1": 2,
        "sotu-2014-obama-1": 3,
        "sotu-2015-obama-1": 2,
        "sotu-2018-trump-1": 3,
        "sotu-2019-trump-1": 15,
        "sotu-2020-trump-1": 13,
        "sotu-2022-biden-1": 19,
        "sotu-2023-biden-1": 37,
        "sotu-2024-biden-1": 60,
        "sotu-2026-trump-1": 44,
    }
    rows = {row["paragraph_id"]: row for row in read_parquet(workspace.paragraphs).to_pylist()}
    chant = rows["sotu-2014-obama-1/001/000"]
    assert (chant["speaker_id"], chant["text"]) == ("audience", "U.S.A.! U.S.A.! U.S.A.!")
    assert rows["sotu-2014-obama-1/002/000"]["speaker_id"] == "obama"


def test_a_paragraph_carries_the_facts_of_its_document(workspace: Workspace) -> None:
    table = read_parquet(workspace.paragraphs)
    assert table.column_names == PARAGRAPH_SCHEMA.names
    assert table.schema.metadata == {b"schema_version": b"2"}
    row = table.to_pylist()[11]
    text = (
        "This is no year for thrift and I urge larger outlays upon you , "
        "and the number of this remark is 1 in the year 1901 of our common and continuing work together here."
    )
    assert row == {
        "paragraph_id": "mini-1901/000/001",
        "document_id": "mini-1901",
        "turn": 0,
        "paragraph": 1,
        "kind": "speech",
        "text": text,
        "text_sha256": sha256_text(text),
        "n_words": 34,
        "eligible": True,
        "stage_directions": [{"text": "[Laughter]", "offset": 61}],
        "start": 173,
        "end": 347,
        "speaker_id": "speaker-1",
        "speaker_label": "",
        "role": "head_of_state",
        "qa_role": "none",
        "interpreted": False,
        "date": datetime.date(1901, 1, 5),
        "venue": "Test House",
        "source_type": "speech",
        "language": "en",
        "licence": "CC0-1.0",
        "source_url": "https://example.org",
    }


def test_a_document_carries_its_facts_and_counts(workspace: Workspace) -> None:
    table = read_parquet(workspace.documents)
    assert table.schema.equals(DOCUMENT_SCHEMA, check_metadata=True)
    row = table.to_pylist()[0]
    (facts, *_) = read_manifest(workspace, make_source())
    counts = {"redistribute": True, "n_turns": 1, "n_paragraphs": 10, "n_words": 303}
    assert row == {**facts.model_dump(exclude={"schema_version", "n_bytes", "parts"}), **counts}


def test_speakers_of_turns_and_redistribution_reach_the_tables(workspace: Workspace, site: Path) -> None:
    path = site / "texts" / "1900.txt"
    path.write_text("The President. Hear me.\n\nAudience members. " + "No! " * 30, encoding="utf-8")
    manifest = read_manifest(workspace, make_source())
    renewed = [manifest[0].model_copy(update={"sha256": sha256_file(path)}), *manifest[1:]]
    write_jsonl(workspace.manifests / "mini.jsonl", renewed)
    edit_source(workspace, redistribute=False)
    assert build_corpus(workspace, progress=False) == CorpusSize(documents=24, paragraphs=232, eligible=207)
    rows = read_parquet(workspace.paragraphs).to_pylist()[:2]
    assert [(row["paragraph_id"], row["speaker_id"], row["role"], row["eligible"]) for row in rows] == [
        ("mini-1900/000/000", "speaker-0", "head_of_state", False),
        ("mini-1900/001/000", "audience", "audience", False),
    ]
    first = read_parquet(workspace.documents).to_pylist()[0]
    assert (first["n_turns"], first["n_words"], first["redistribute"]) == (2, 32, False)


def test_two_builds_are_byte_identical(workspace: Workspace) -> None:
    before = built(workspace)
    for path in (workspace.documents, workspace.paragraphs):
        path.unlink()
    assert build_corpus(workspace, progress=False) == CorpusSize(documents=24, paragraphs=240, eligible=216)
    assert built(workspace) == before


def test_a_deleted_document_and_a_changed_letter_are_named_together(workspace: Workspace, site: Path) -> None:
    before = built(workspace)
    (site / "texts" / "1907.txt").unlink()
    changed = site / "texts" / "1915.txt"
    changed.write_text(changed.read_text(encoding="utf-8").replace("navy", "navi", 1), encoding="utf-8")
    listed = next(fact for fact in read_manifest(workspace, make_source()) if fact.key == "1915").sha256
    with pytest.raises(UserError) as caught:
        build_corpus(workspace, progress=False)
    assert str(caught.value) == (
        "source mini: 2 of 24 documents are wrong: mini-1907: data/texts/1907.txt is missing, "
        f"mini-1915: data/texts/1915.txt has sha256 {sha256_file(changed)[:12]}…, the manifest {listed[:12]}…; "
        f"expected every text with the sha256 of the manifest; to mend it: {REINSTALL}"
    )
    assert built(workspace) == before


def _drop_source(workspace: Workspace) -> None:
    (workspace.sources / "mini.yaml").unlink()


def _drop_manifest(workspace: Workspace) -> None:
    (workspace.manifests / "mini.jsonl").unlink()


def _other_version(workspace: Workspace) -> None:
    edit_source(workspace, version="1.1")


@pytest.mark.parametrize("damage", [_drop_source, _drop_manifest, _other_version])
def test_a_refused_build_leaves_the_last_one(workspace: Workspace, damage: Callable[[Workspace], object]) -> None:
    before = built(workspace)
    damage(workspace)
    with pytest.raises(UserError):
        build_corpus(workspace, progress=False)
    assert built(workspace) == before
    assert sorted(path.name for path in workspace.documents.parent.iterdir()) == [
        "documents.parquet",
        "paragraphs.parquet",
    ]


def test_a_full_disk_leaves_both_tables_of_the_last_build(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = built(workspace)
    edit_source(workspace, stage_directions=[])
    write = pq.write_table
    written: list[int] = []

    def fill_up(table: pa.Table, *arguments: object, **options: object) -> None:
        if written:
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append(table.num_rows)
        write(table, *arguments, **options)

    monkeypatch.setattr(pq, "write_table", fill_up)
    with pytest.raises(OSError, match="No space left on device"):
        build_corpus(workspace, progress=False)
    assert len(written) == 1
    assert built(workspace) == before


def test_progress_is_shown_on_request(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    build_corpus(workspace, progress=False)
    assert capsys.readouterr().err == ""
    build_corpus(workspace)
    assert "corpus mini: 100%" in capsys.readouterr().err
