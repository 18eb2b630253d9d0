"""A source that may not be redistributed: its labels are published, its texts are not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import yaml
from datasets import load_dataset

from stancebench.corpus.licence import assert_nothing_closed
from stancebench.dataset.build import build_dataset
from stancebench.dataset.manifest import read_dataset_manifest
from stancebench.dataset.reader import read_task
from stancebench.errors import UserError
from stancebench.files import sha256_text
from stancebench.workspace import Workspace
from tests.dataset.support import all_rows, digests, edit, edit_event, rows

CLOSED = {f"mini-{year}" for year in range(1900, 1912)}


def close(workspace: Workspace, documents: set[str]) -> dict[str, str]:
    """Say in the built corpus that documents may not be redistributed; returns their paragraphs by id."""
    edit(
        workspace.documents,
        lambda found: [row | {"redistribute": row["document_id"] not in documents} for row in found],
    )
    table = pq.ParquetFile(workspace.paragraphs).read().to_pylist()
    return {row["paragraph_id"]: row["text"] for row in table if row["document_id"] in documents}


def strings(folder: Path) -> Iterator[str]:
    """Every file of a folder as text, tables as JSON."""
    for path in folder.rglob("*"):
        if path.suffix == ".parquet":
            yield json.dumps(pq.ParquetFile(path).read().to_pylist(), ensure_ascii=False, default=str)
        elif path.is_file():
            yield path.read_text(encoding="utf-8")


@pytest.mark.parametrize("documents", [CLOSED, {f"mini-{year}" for year in range(1900, 1924)}], ids=["half", "all"])
def test_no_text_is_published_and_every_label_is(workspace: Workspace, documents: set[str]) -> None:
    before = {config: all_rows(workspace.dataset, config) for config in ("stance", "topic")}
    was = read_dataset_manifest(workspace.dataset)
    texts = close(workspace, documents)
    manifest = build_dataset(workspace)
    assert manifest.revision == was.revision
    joined = "\n".join(strings(workspace.dataset))
    tails = {text.split(", and ")[-1] for text in texts.values() if ", and " in text}
    assert len(tails) == 9 * len(documents)
    assert [tail for tail in tails if tail in joined] == []
    for config, old in before.items():
        key = "pair_id" if config == "stance" else "paragraph_id"
        wanted = {row[key]: row for row in old}
        for row in all_rows(workspace.dataset, config):
            own = wanted[row[key]]
            withheld = row.pop("withheld")
            assert withheld == (row["document_id"] in documents)
            if withheld:
                assert row["text"] is None
                assert row["text_sha256"] == sha256_text(own["text"])
                assert [(span["start"], span["end"], span["text"]) for span in row.get("evidence", [])] == [
                    (span["start"], span["end"], None) for span in own.get("evidence", [])
                ]
                own = own | {"text": None, "evidence": row.get("evidence")}
                row.setdefault("evidence", None)
            assert row == own


def test_events_of_closed_paragraphs_keep_labels_and_lose_quotes(workspace: Workspace) -> None:
    before = {row["event_id"]: row for row in rows(workspace.dataset, "annotations/train")}
    close(workspace, CLOSED)
    build_dataset(workspace)
    found = rows(workspace.dataset, "annotations/train")
    assert len(found) == len(before)
    for row in found:
        old = before[row["event_id"]]
        closed = row["paragraph_id"].split("/")[0] in CLOSED
        assert row["withheld"] == closed
        assert [(s["target_id"], s["stance"]) for s in row["stances"]] == [
            (s["target_id"], s["stance"]) for s in old["stances"]
        ]
        if closed:
            assert {row["note"], row["reason"]} == {None}
        assert row["stances"] == old["stances"]


def test_the_folder_still_loads_with_the_public_library(workspace: Workspace, tmp_path: Path) -> None:
    close(workspace, CLOSED)
    build_dataset(workspace)
    data = load_dataset(str(workspace.dataset), "stance", cache_dir=str(tmp_path / "cache"))
    assert set(data) == {"train", "validation", "test"}
    for split in data.values():
        assert all((text is None) == withheld for text, withheld in zip(split["text"], split["withheld"], strict=True))


def test_a_source_closed_in_its_yaml_is_closed_in_the_dataset(workspace: Workspace) -> None:
    from stancebench.corpus.build import build_corpus

    path = workspace.sources / "mini.yaml"
    path.write_text(
        yaml.safe_dump(yaml.safe_load(path.read_text(encoding="utf-8")) | {"redistribute": False}), encoding="utf-8"
    )
    build_corpus(workspace, progress=False)
    build_dataset(workspace)
    assert {row["text"] for row in all_rows(workspace.dataset, "topic")} == {None}
    assert {row["redistribute"] for row in rows(workspace.dataset, "documents/train")} == {False}
    card = (workspace.dataset / "README.md").read_text(encoding="utf-8")
    assert "Its texts may not be redistributed: `text` is null where `withheld` is true." in card


def test_a_quote_in_a_note_of_an_open_paragraph_stops_the_build(workspace: Workspace) -> None:
    before = digests(workspace.dataset)
    texts = close(workspace, CLOSED)
    quote = texts["mini-1900/000/004"].split(", and ")[-1]
    edit_event(workspace, "pass-a", "mini-1920/000/000", note=f"Compare: {quote.upper()}!")
    with pytest.raises(UserError) as caught:
        build_dataset(workspace)
    assert str(caught.value).startswith("the folder to be published holds words of mini-1900/000/004, ")
    assert ", whose licence does not allow it; expected no text of a source with redistribute: false; " in str(
        caught.value
    )
    assert quote not in str(caught.value)
    assert digests(workspace.dataset) == before
    assert not (workspace.root / ".dataset.part").exists()


@pytest.mark.parametrize("task", ["stance", "topic"])
def test_texts_come_back_from_the_corpus_here(workspace: Workspace, task: str) -> None:
    whole = read_task(workspace, task)  # type: ignore[arg-type]
    close(workspace, CLOSED)
    build_dataset(workspace)
    again = read_task(workspace, task)  # type: ignore[arg-type]
    assert (again.splits, again.unscored) == (whole.splits, whole.unscored)


@pytest.mark.parametrize("damage", ["no corpus", "lacks one", "other text"])
def test_without_the_corpus_nothing_is_trained_or_scored_silently(workspace: Workspace, damage: str) -> None:
    close(workspace, CLOSED)
    build_dataset(workspace)
    first = next(row["paragraph_id"] for row in rows(workspace.dataset, "topic/train") if row["withheld"])
    if damage == "no corpus":
        workspace.paragraphs.unlink()
    elif damage == "lacks one":
        edit(workspace.paragraphs, lambda found: [row for row in found if row["paragraph_id"] != first])
    else:
        edit(
            workspace.paragraphs,
            lambda found: [row | {"text": "Other."} if row["paragraph_id"] == first else row for row in found],
        )
    with pytest.raises(UserError) as caught:
        read_task(workspace, "topic")
    message = str(caught.value)
    assert message.startswith(f"{workspace.dataset / 'topic' / 'train.parquet'} withholds the text of ")
    assert first in message
    assert message.endswith("to mend it: stancebench corpus hydrate, then stancebench corpus build --all")
    if damage != "no corpus":
        assert " 1 paragraph(s)" in message


EIGHT = "one two three four five six seven eight"


@pytest.mark.parametrize(
    ("published", "closed", "refused"),
    [
        (f"He said: {EIGHT}.", f"And {EIGHT}, nine.", True),
        ("ONE, two; three four\nfive six — seven 'eight'", f"zero {EIGHT}", True),
        ("one two three four five six seven", f"zero {EIGHT}", False),
        ("We shall meet again.", "we shall meet again", True),
        ("We shall meet again soon.", "we shall meet again", False),
        ("Thank you.", "Thank you.", False),
    ],
)
def test_eight_words_in_a_row_are_a_piece_of_a_text(tmp_path: Path, published: str, closed: str, refused: bool) -> None:
    (tmp_path / "README.md").write_text(published, encoding="utf-8")
    if refused:
        with pytest.raises(UserError, match="holds words of doc/1, whose licence"):
            assert_nothing_closed(tmp_path, [("doc/1", closed)], ["unrelated words of an open text in a row"])
        assert_nothing_closed(tmp_path, [("doc/1", closed)], [f"Quoted openly: {EIGHT}", "we shall meet again"])
    else:
        assert_nothing_closed(tmp_path, [("doc/1", closed)])
