from __future__ import annotations

from pathlib import Path

import datasets
import pyarrow.parquet as pq
import pytest

from stancebench.dataset.schema import COARSE, LABELS, features, topic_names
from stancebench.labels.codebook import STANCES, read_codebook
from stancebench.workspace import Workspace
from tests.dataset.support import Planted

TOPICS = ["1 Macroeconomics", "16 Defense", "18 Foreign Trade", "999 No policy content"]
FINE = ["favor", "against", "mixed", "neutral", "unrelated"]
FILES = {
    "stance": ["train", "validation", "test"],
    "topic": ["train", "validation", "test"],
    "annotations": ["train"],
    "targets": ["train"],
    "documents": ["train"],
}


def load(planted: Planted, cache: Path, config: str | None) -> datasets.DatasetDict:
    return datasets.load_dataset(str(planted.workspace.dataset), config, cache_dir=str(cache))


def test_the_order_of_the_classes_is_fixed() -> None:
    assert LABELS == ("favor", "against", "none")
    assert list(STANCES) == FINE


def test_five_fine_labels_become_three_classes() -> None:
    assert COARSE == {
        "favor": "favor",
        "against": "against",
        "mixed": "none",
        "neutral": "none",
        "unrelated": "none",
    }


def test_topic_classes_follow_the_codebook(workspace: Workspace) -> None:
    assert topic_names(read_codebook(workspace)) == TOPICS


def test_there_is_no_other_config(workspace: Workspace) -> None:
    with pytest.raises(KeyError, match="pairs"):
        features("pairs", read_codebook(workspace))


@pytest.mark.parametrize("config", FILES)
def test_every_config_loads_with_its_splits_rows_and_columns(planted: Planted, tmp_path: Path, config: str) -> None:
    loaded = load(planted, tmp_path, config)
    assert sorted(loaded) == sorted(FILES[config])
    expected = features(config, read_codebook(planted.workspace))
    for split, table in loaded.items():
        path = planted.workspace.dataset / config / f"{split}.parquet"
        assert table.num_rows == pq.ParquetFile(path).metadata.num_rows > 0
        assert table.features == expected


@pytest.mark.parametrize(
    ("config", "column", "names"),
    [
        ("stance", "label", ["favor", "against", "none"]),
        ("stance", "stance", FINE),
        ("stance", "topic", TOPICS),
        ("stance", "target_topic", TOPICS),
        ("stance", "origin", ["unanimous", "adjudicated"]),
        ("topic", "label", TOPICS),
        ("topic", "origin", ["unanimous", "adjudicated"]),
        ("annotations", "kind", ["label", "adjudication", "skip"]),
        ("annotations", "annotator_kind", ["model", "human"]),
        ("targets", "topic", TOPICS),
    ],
)
def test_class_names_are_set(planted: Planted, tmp_path: Path, config: str, column: str, names: list[str]) -> None:
    for table in load(planted, tmp_path, config).values():
        assert isinstance(table.features[column], datasets.ClassLabel)
        assert table.features[column].names == names


def test_raw_stances_are_named_too(planted: Planted, tmp_path: Path) -> None:
    table = load(planted, tmp_path, "annotations")["train"]
    assert table.features["stances"].feature["stance"].names == FINE


def test_the_default_config_is_stance(planted: Planted, tmp_path: Path) -> None:
    default, stance = load(planted, tmp_path, None), load(planted, tmp_path, "stance")
    assert default["test"].config_name == "stance"
    assert default["test"]["pair_id"][:] == stance["test"]["pair_id"][:]


def test_a_loaded_label_is_the_name_that_was_planted(planted: Planted, tmp_path: Path) -> None:
    for table in load(planted, tmp_path, "stance").values():
        named = table.features["label"].int2str, table.features["stance"].int2str
        for row in table:
            assert named[0](row["label"]) == COARSE[named[1](row["stance"])]


@pytest.mark.parametrize("name", ["stance/test", "topic/train", "documents/train"])
def test_dates_are_dates_in_the_file(planted: Planted, name: str) -> None:
    schema = pq.ParquetFile(planted.workspace.dataset / f"{name}.parquet").schema_arrow
    assert str(schema.field("date").type) == "date32[day]"
