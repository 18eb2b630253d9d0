from __future__ import annotations

import json
import shutil
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from stancebench.dataset.build import build_dataset
from stancebench.dataset.manifest import read_dataset_manifest
from stancebench.errors import UserError
from stancebench.files import sha256_file, sha256_text
from stancebench.labels.gold import GoldLabel, GoldSpan, read_gold
from stancebench.workspace import Workspace
from tests.dataset.support import Planted, all_rows, digests, edit, edit_gold, rows

FIRST = "mini-1900/000/000"


def set_param(workspace: Workspace, name: str, value: object) -> None:
    data = yaml.safe_load(workspace.params.read_text())
    data["dataset"][name] = value
    workspace.params.write_text(yaml.safe_dump(data))


def change_text(workspace: Workspace, paragraph_id: str, text: str) -> None:
    """Change a paragraph of the built corpus, its hash included."""
    new = {"text": text, "text_sha256": sha256_text(text)}
    edit(workspace.paragraphs, lambda old: [row | new if row["paragraph_id"] == paragraph_id else row for row in old])


def drop(workspace: Workspace, *paragraph_ids: str) -> None:
    edit(workspace.paragraphs, lambda old: [row for row in old if row["paragraph_id"] not in paragraph_ids])


def replace_first(change: Callable[[GoldLabel], GoldLabel]) -> Callable[[Workspace], None]:
    return lambda workspace: edit_gold(workspace, lambda labels: [change(labels[0]), *labels[1:]])


def with_first_stance(**update: object) -> Callable[[Workspace], None]:
    def change(label: GoldLabel) -> GoldLabel:
        return label.model_copy(update={"stances": (label.stances[0].model_copy(update=update),)})

    return replace_first(change)


def test_two_builds_are_byte_identical(workspace: Workspace, tmp_path: Path) -> None:
    build_dataset(workspace, tmp_path / "one")
    build_dataset(workspace, tmp_path / "deeper" / "two")
    before = digests(workspace.dataset)
    assert len(before) == 11
    assert digests(tmp_path / "one") == digests(tmp_path / "deeper" / "two") == before
    build_dataset(workspace)
    assert digests(workspace.dataset) == before


def test_the_order_of_the_gold_lines_does_not_change_a_byte(workspace: Workspace) -> None:
    before = digests(workspace.dataset)
    edit_gold(workspace, lambda labels: labels[::-1])
    build_dataset(workspace)
    assert digests(workspace.dataset) == before


def test_a_build_replaces_what_was_there_and_leaves_nothing_beside_it(workspace: Workspace) -> None:
    before, beside = digests(workspace.dataset), sorted(path.name for path in workspace.root.iterdir())
    (workspace.dataset / "stale.parquet").write_bytes(b"old")
    (workspace.root / ".dataset.part").mkdir()
    (workspace.root / ".dataset.part" / "half.parquet").write_bytes(b"half")
    build_dataset(workspace)
    assert digests(workspace.dataset) == before
    assert sorted(path.name for path in workspace.root.iterdir()) == beside


FAULTS: dict[str, tuple[Callable[[Workspace], object], str]] = {
    "missing paragraph": (
        lambda w: drop(w, FIRST),
        f"the corpus lacks 1 labelled paragraph(s): {FIRST}; to mend it: stancebench corpus build",
    ),
    "missing paragraphs": (
        lambda w: drop(w, *(f"mini-1900/000/{number:03d}" for number in range(9))),
        "the corpus lacks 8 labelled paragraph(s): mini-1900/000/000, mini-1900/000/001, mini-1900/000/002 "
        "and 5 more; to mend it: stancebench corpus build",
    ),
    "changed text": (
        lambda w: change_text(w, FIRST, "Other words."),
        f"the text of {FIRST} changed since it was labelled; to mend it: stancebench labels check",
    ),
    "paragraph there twice": (
        lambda w: edit_gold(w, lambda labels: [*labels, labels[0]]),
        f"{{gold}} lists {FIRST} twice; expected one line a paragraph; to mend it: stancebench labels freeze",
    ),
    "unknown topic": (
        replace_first(lambda label: label.model_copy(update={"topic": 3})),
        f"{FIRST} has the topic 3, which {{codebook}} lacks; to mend it: stancebench labels freeze",
    ),
    "unknown target": (
        with_first_stance(target="p01-thrift"),
        f"{FIRST} has the target p01-thrift, which {{codebook}} lacks; to mend it: stancebench labels freeze",
    ),
    "foreign evidence": (
        with_first_stance(evidence=(GoldSpan(start=0, end=9999),)),
        f"the evidence for p01-cut-taxes does not lie in {FIRST}; to mend it: stancebench labels freeze",
    ),
    "empty gold": (
        lambda w: w.gold.write_text(""),
        "no rows in stance/train, stance/validation, stance/test, topic/train, topic/validation and 1 more; "
        "expected rows in every split; to mend it: label more documents",
    ),
    "one linked group": (
        lambda w: set_param(w, "near_duplicate", 0.1),
        "no rows in stance/validation, stance/test, topic/validation, topic/test; "
        "expected rows in every split; to mend it: label more documents",
    ),
    "no gold": (
        lambda w: w.gold.unlink(),
        "{gold} does not exist; expected a file; to mend it: stancebench labels freeze",
    ),
    "no corpus": (
        lambda w: w.paragraphs.unlink(),
        "{paragraphs} does not exist; expected a Parquet file; to mend it: stancebench corpus build",
    ),
    "no agreement": (
        lambda w: w.agreement.unlink(),
        "{agreement} does not exist; expected a file; to mend it: stancebench labels agreement",
    ),
    "no events": (
        lambda w: shutil.rmtree(w.events),
        "{events} holds no label event; to mend it: stancebench labels record",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_failing_build_says_why_and_leaves_the_old_folder(workspace: Workspace, name: str) -> None:
    break_it, message = FAULTS[name]
    before = digests(workspace.dataset)
    break_it(workspace)
    with pytest.raises(UserError) as raised:
        build_dataset(workspace)
    places = ("gold", "paragraphs", "agreement", "events", "codebook")
    assert str(raised.value) == message.format(**{place: getattr(workspace, place) for place in places})
    assert digests(workspace.dataset) == before


def test_a_build_after_a_failed_one_is_whole(workspace: Workspace) -> None:
    before, agreement = digests(workspace.dataset), workspace.agreement.read_text()
    workspace.agreement.unlink()
    with pytest.raises(UserError, match="agreement"):
        build_dataset(workspace)
    workspace.agreement.write_text(agreement)
    build_dataset(workspace)
    assert digests(workspace.dataset) == before
    assert not (workspace.root / ".dataset.part").exists()


@pytest.mark.parametrize("place", ["labels", "labels/codebook.yaml", "."])
def test_a_folder_that_is_no_dataset_is_never_replaced(workspace: Workspace, place: str) -> None:
    before = digests(workspace.root)
    with pytest.raises(UserError) as raised:
        build_dataset(workspace, Path(place))
    assert str(raised.value) == (
        f"{(workspace.root / place).resolve()} exists and is no built dataset; "
        "expected a new or empty folder, or an older build; to mend it: name another folder"
    )
    assert digests(workspace.root) == before


def test_an_empty_folder_and_an_older_build_are_replaced(workspace: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "given"
    folder.mkdir()
    for _ in range(2):
        build_dataset(workspace, folder)
        assert digests(folder) == digests(workspace.dataset)


def test_the_manifest_says_what_the_files_hold(planted: Planted) -> None:
    folder = planted.workspace.dataset
    manifest = read_dataset_manifest(folder)
    files = {path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.parquet")}
    assert set(manifest.tables) == files
    splits: dict[str, set[str]] = defaultdict(set)
    for name, facts in manifest.tables.items():
        found = rows(folder, name)
        assert facts.rows == len(found) > 0
        assert facts.file_sha256 == sha256_file(folder / f"{name}.parquet")
        config, split = name.split("/")
        if config == "stance":
            named = Counter(manifest.labels[row["label"]] for row in found)
        elif config == "topic":
            topics = {1: "1 Macroeconomics", 16: "16 Defense", 18: "18 Foreign Trade", 999: "999 No policy content"}
            named = Counter(topics[row["cap_code"]] for row in found)
            splits[split] = {row["document_id"] for row in found}
        else:
            named = Counter()
        assert facts.label_counts == dict(named)
    assert manifest.documents == {split: len(names) for split, names in splits.items()}
    assert json.loads((folder / "manifest.json").read_text())["schema_version"] == 1


def test_a_copied_paragraph_brings_two_documents_into_one_split(workspace: Workspace) -> None:
    split_of = {row["document_id"]: row["split"] for row in rows(workspace.dataset, "documents/train")}
    old = {label.paragraph_id: label for label in read_gold(workspace)}
    texts = {row["paragraph_id"]: row["text"] for row in all_rows(workspace.dataset, "topic")}
    source, copy = next(
        (a, b)
        for a in sorted(old)
        for b in sorted(old)
        if a < b
        and old[a].stances
        and split_of[a.split("/")[0]] != split_of[b.split("/")[0]]
        and [item.evidence for item in old[a].stances] == [item.evidence for item in old[b].stances]
    )
    change_text(workspace, copy, texts[source])
    digest = {"text_sha256": sha256_text(texts[source])}
    edit_gold(workspace, lambda all_: [g.model_copy(update=digest) if g.paragraph_id == copy else g for g in all_])
    manifest = build_dataset(workspace)
    assert manifest.near_duplicates == {"pairs": 1, "across documents": 1, "across splits": 0}
    first, second = source.split("/")[0], copy.split("/")[0]
    now = {row["document_id"]: row["split"] for row in rows(workspace.dataset, "documents/train")}
    assert now == {**split_of, second: split_of[first]}


def test_a_document_without_labels_has_no_split(workspace: Workspace) -> None:
    edit_gold(workspace, lambda labels: [g for g in labels if not g.paragraph_id.startswith("mini-1905/")])
    manifest = build_dataset(workspace)
    found = {row["document_id"]: row for row in rows(workspace.dataset, "documents/train")}
    assert len(found) == 24
    assert (found["mini-1905"]["split"], found["mini-1905"]["n_labelled"]) == ("", 0)
    assert (found["mini-1906"]["n_labelled"], found["mini-1906"]["n_paragraphs"]) == (9, 10)
    assert sum(manifest.documents.values()) == 23
