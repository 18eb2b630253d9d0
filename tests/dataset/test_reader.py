from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from typer.testing import CliRunner

from stancebench.cli import app
from stancebench.dataset.manifest import read_dataset_manifest
from stancebench.dataset.reader import Example, read_task
from stancebench.dataset.schema import LABELS
from stancebench.errors import UserError
from stancebench.workspace import Workspace
from tests.dataset.support import Planted, Row, edit, rows

REBUILD = "to mend it: stancebench dataset build"
Damage = Callable[[Path], object]


def first_row(**update: object) -> Damage:
    return lambda folder: edit(folder / "stance" / "test.parquet", lambda found: [found[0] | update, *found[1:]])


def drop_column(folder: Path) -> None:
    path = folder / "stance" / "test.parquet"
    pq.write_table(pq.ParquetFile(path).read().drop_columns(["target_id", "scored"]), path)


def label_column(values: Callable[[int], object]) -> Damage:
    def damage(folder: Path) -> None:
        path = folder / "stance" / "test.parquet"
        table = pq.ParquetFile(path).read()
        column = pa.array([values(number) for number in range(table.num_rows)])
        pq.write_table(table.set_column(table.column_names.index("label"), "label", column), path)

    return damage


def truncate(folder: Path) -> None:
    path = folder / "stance" / "test.parquet"
    path.write_bytes(path.read_bytes()[:-20])


def drop_row(folder: Path) -> None:
    edit(folder / "stance" / "test.parquet", lambda found: found[:-1])


def flip_label(folder: Path) -> None:
    def flip(found: list[Row]) -> list[Row]:
        return [found[0] | {"label": (found[0]["label"] + 1) % 3}, *found[1:]]

    edit(folder / "stance" / "test.parquet", flip)


def drop_table_facts(folder: Path) -> None:
    path = folder / "manifest.json"
    data = json.loads(path.read_text())
    del data["tables"]["stance/test"]
    path.write_text(json.dumps(data))


OTHER_ROWS = "{test} holds other ids or labels ({n} rows) than manifest.json says (60 rows); " + REBUILD
OTHER_BYTES = "{test} is not the file that manifest.json describes; " + REBUILD
UNKNOWN_CLASS = "{test} holds the class {value}; expected 0 to 2; " + REBUILD
COLUMNS = "document_id, text, label, pair_id, target_id, target, scored"

DAMAGE: dict[str, tuple[Damage, str]] = {
    "missing folder": (shutil.rmtree, "{folder}/manifest.json does not exist; expected a file; " + REBUILD),
    "missing file": (
        lambda folder: (folder / "stance" / "test.parquet").unlink(),
        "{test} does not exist; expected a Parquet file; " + REBUILD,
    ),
    "truncated file": (truncate, "{test} is not a whole Parquet file ("),
    "empty file": (
        lambda folder: (folder / "stance" / "test.parquet").write_bytes(b""),
        "{test} is not a whole Parquet file (",
    ),
    "changed label": (flip_label, OTHER_ROWS.replace("{n}", "60")),
    "removed row": (drop_row, OTHER_ROWS.replace("{n}", "59")),
    "changed id": (first_row(pair_id="mini-1900/000/000#p99"), OTHER_ROWS.replace("{n}", "60")),
    "missing columns": (drop_column, "{test} lacks the column(s) target_id, scored; expected " + COLUMNS + "; found "),
    "unknown class": (first_row(label=3), UNKNOWN_CLASS.replace("{value}", "3")),
    "hidden class": (first_row(label=-1), UNKNOWN_CLASS.replace("{value}", "-1")),
    "no class": (first_row(label=None), UNKNOWN_CLASS.replace("{value}", "None")),
    "class by name": (label_column(lambda _: "favor"), UNKNOWN_CLASS.replace("{value}", "'favor'")),
    "changed text": (first_row(text="Other words."), OTHER_BYTES),
    "changed scored": (first_row(scored=False), OTHER_BYTES),
    "manifest without the table": (
        drop_table_facts,
        "{folder}/manifest.json lists no table stance/test; expected one a split; " + REBUILD,
    ),
}


def predictions(workspace: Workspace) -> Path:
    """Predictions that are right, so that only the dataset can be at fault."""
    path = workspace.root / "right.jsonl"
    found = [{"pair_id": r["pair_id"], "label": LABELS[r["label"]]} for r in rows(workspace.dataset, "stance/test")]
    path.write_text("".join(json.dumps(line) + "\n" for line in found))
    return path


@pytest.mark.parametrize("name", DAMAGE)
def test_a_damaged_dataset_gives_one_clear_line_and_is_not_scored(workspace: Workspace, name: str) -> None:
    damage, message = DAMAGE[name]
    path = predictions(workspace)
    assert CliRunner().invoke(app, ["eval", "score", str(path)]).exit_code == 0
    damage(workspace.dataset)
    result = CliRunner().invoke(app, ["eval", "score", str(path)])
    test = workspace.dataset / "stance" / "test.parquet"
    expected = message.format(folder=workspace.dataset, test=test)
    assert result.exit_code == 2
    assert result.stdout == ""
    [line] = result.stderr.splitlines()
    assert line.startswith(f"Error: {expected}")
    assert line.endswith(REBUILD)
    with pytest.raises(UserError) as raised:
        read_task(workspace, "stance")
    assert f"Error: {raised.value}" == line


def test_damage_to_another_task_does_not_matter(workspace: Workspace) -> None:
    truncate(workspace.dataset)
    assert len(read_task(workspace, "topic").split("test")) == 45


def test_every_split_is_read_and_checked(workspace: Workspace) -> None:
    (workspace.dataset / "stance" / "train.parquet").unlink()
    with pytest.raises(UserError, match=r"stance/train\.parquet does not exist"):
        read_task(workspace, "stance")


def test_examples_are_the_scored_rows_sorted_by_id(planted: Planted) -> None:
    data = read_task(planted.workspace, "stance")
    assert (data.task, data.labels) == ("stance", ("favor", "against", "none"))
    assert list(data.splits) == ["train", "validation", "test"]
    assert sum(data.unscored.values()) == 1
    for split, examples in data.splits.items():
        found = rows(planted.workspace.dataset, f"stance/{split}")
        assert examples == [
            Example(
                id=row["pair_id"],
                document_id=row["document_id"],
                text=row["text"],
                target_id=row["target_id"],
                target=row["target"],
                label=LABELS[row["label"]],
            )
            for row in sorted(found, key=lambda row: str(row["pair_id"]))
            if row["scored"]
        ]
        assert data.unscored[split] == len(found) - len(examples)
        assert planted.mixed not in {example.id.split("#")[0] for example in examples}


def test_topic_examples_have_no_target_and_all_are_scored(planted: Planted) -> None:
    data = read_task(planted.workspace, "topic")
    assert data.labels == ("1 Macroeconomics", "16 Defense", "18 Foreign Trade", "999 No policy content")
    assert data.unscored == {"train": 0, "validation": 0, "test": 0}
    by_id = {example.id: example for examples in data.splits.values() for example in examples}
    assert len(by_id) == 216
    assert by_id[planted.retopic].label == "16 Defense"
    assert {(example.target_id, example.target) for example in by_id.values()} == {("", "")}


def test_the_manifest_comes_with_the_examples(planted: Planted) -> None:
    assert read_task(planted.workspace, "topic").manifest == read_dataset_manifest(planted.workspace.dataset)


def test_a_dataset_in_another_folder_is_read(workspace: Workspace, tmp_path: Path) -> None:
    expected = read_task(workspace, "stance")
    shutil.move(workspace.dataset, tmp_path / "elsewhere")
    assert read_task(workspace, "stance", tmp_path / "elsewhere") == expected


def test_an_unknown_split_is_refused(planted: Planted) -> None:
    with pytest.raises(UserError) as raised:
        read_task(planted.workspace, "stance").split("dev")
    assert str(raised.value) == ("no split 'dev'; expected one of train, validation, test; to mend it: --split test")


@pytest.mark.parametrize("kept", [[1, 16], [1, 16, 18]], ids=["two topics fewer", "one topic fewer"])
def test_a_codebook_that_lost_topics_since_the_build_is_noticed(workspace: Workspace, kept: list[int]) -> None:
    data = yaml.safe_load(workspace.codebook.read_text())
    data["topics"] = [topic for topic in data["topics"] if topic["code"] in kept]
    data["targets"] = [target for target in data["targets"] if target["topic"] in kept]
    workspace.codebook.write_text(yaml.safe_dump(data))
    path = workspace.dataset / "topic" / "train.parquet"
    with pytest.raises(UserError) as raised:
        read_task(workspace, "topic")
    first = next(row["label"] for row in rows(workspace.dataset, "topic/train") if row["label"] >= len(kept))
    assert str(raised.value) == f"{path} holds the class {first}; expected 0 to {len(kept) - 1}; {REBUILD}"
