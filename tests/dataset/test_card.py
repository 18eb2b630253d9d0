from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from huggingface_hub import DatasetCard

from stancebench.dataset.card import write_card
from stancebench.dataset.manifest import DatasetManifest, TableFacts, read_dataset_manifest
from stancebench.errors import UserError
from stancebench.files import read_json
from stancebench.labels.agreement import Agreement
from stancebench.labels.event import read_events
from stancebench.labels.gold import read_gold
from stancebench.workspace import Workspace
from tests.dataset.support import Planted, rows

BANNER = (
    "**The labels of this dataset are machine-generated: language models read the paragraphs and labelled them; "
    "no person has checked them.**"
)


def load(folder: Path) -> Any:
    """Load the card of a folder as the Hub does."""
    return DatasetCard.load(folder / "README.md")


def card_text(planted: Planted) -> str:
    """The text of the card with every run of white space folded."""
    return " ".join(load(planted.workspace.dataset).text.split())


def table(planted: Planted, first: str) -> dict[str, dict[str, str]]:
    """Read the Markdown table whose first column has this name: the cells by row and column."""
    lines = iter((planted.workspace.dataset / "README.md").read_text().splitlines())
    head = next(line for line in lines if line.startswith(f"| {first} |"))
    columns = [cell.strip() for cell in head.strip("|").split("|")]
    assert re.fullmatch(r"\|(-+:?\|)+", next(lines))
    found = {}
    for line in lines:
        if not line.startswith("|"):
            break
        name, *cells = [cell.strip() for cell in line.strip("|").split("|")]
        found[name] = dict(zip(columns[1:], cells, strict=True))
    return found


def manifest_of(planted: Planted) -> DatasetManifest:
    return read_dataset_manifest(planted.workspace.dataset)


def written(workspace: Workspace, folder: Path, **update: object) -> Any:
    """Write a card for a changed manifest and load it."""
    manifest = read_dataset_manifest(workspace.dataset).model_copy(update=update)
    write_card(workspace, folder, manifest, read_gold(workspace))
    return load(folder)


def test_the_head_of_the_card_loads(planted: Planted) -> None:
    data = load(planted.workspace.dataset).data.to_dict()
    assert data["language"] == ["en"]
    assert data["license"] == "cc-by-4.0"
    assert data["annotations_creators"] == ["machine-generated"]
    assert data["size_categories"] == ["n<1K"]
    assert data["task_categories"] == ["text-classification"]


def test_the_configs_of_the_card_name_every_file_once_and_stance_as_default(planted: Planted) -> None:
    data = load(planted.workspace.dataset).data.to_dict()
    named = {}
    for config in data["configs"]:
        for part in config["data_files"]:
            assert part["path"] == f"{config['config_name']}/{part['split']}.parquet"
            named[part["path"].removesuffix(".parquet")] = config.get("default", False)
    assert set(named) == set(manifest_of(planted).tables)
    assert {name for name, default in named.items() if default} == {"stance/train", "stance/validation", "stance/test"}
    assert len(named) == sum(len(config["data_files"]) for config in data["configs"])


def test_the_first_line_says_machine_generated(planted: Planted) -> None:
    assert load(planted.workspace.dataset).text.strip().splitlines()[0] == BANNER


def test_labels_of_people_are_not_called_machine_generated(workspace: Workspace, tmp_path: Path) -> None:
    card = written(workspace, tmp_path, tier="human")
    assert card.data.to_dict()["annotations_creators"] == ["expert-generated"]
    assert "machine-generated" not in card.content
    assert card.text.strip().splitlines()[0] == "# stancebench 0.1.0"


def test_the_table_of_splits_equals_the_manifest(planted: Planted) -> None:
    manifest = manifest_of(planted)
    found = table(planted, "split")
    assert list(found) == ["train", "validation", "test"]
    for split, cells in found.items():
        pairs = manifest.tables[f"stance/{split}"]
        assert {name: int(cell) for name, cell in cells.items()} == {
            "documents": manifest.documents[split],
            "paragraphs": manifest.tables[f"topic/{split}"].rows,
            "pairs": pairs.rows,
            **{label: pairs.label_counts[label] for label in ("favor", "against", "none")},
        }


def test_a_class_that_a_split_lacks_counts_nought(workspace: Workspace, tmp_path: Path) -> None:
    tables = read_dataset_manifest(workspace.dataset).tables
    tables["stance/test"] = tables["stance/test"].model_copy(update={"label_counts": {"favor": 60}})
    card = written(workspace, tmp_path, tables=tables)
    assert "| test | 5 | 45 | 60 | 60 | 0 | 0 |\n" in card.text


def test_the_table_of_agreement_equals_the_agreement_file(planted: Planted) -> None:
    agreement = read_json(planted.workspace.agreement, Agreement)
    stance, topic = agreement.layers["stance"].alpha, agreement.layers["topic"].alpha
    assert stance is not None
    assert topic is not None
    assert stance < topic < 1
    assert table(planted, "layer") == {
        name: {
            "items": str(layer.items),
            "raw": f"{layer.raw:.3f}",
            "alpha": "not defined" if layer.alpha is None else f"{layer.alpha:.3f}",
            "interval": "" if layer.low is None else f"{layer.low:.3f} to {layer.high:.3f}",
        }
        for name, layer in agreement.layers.items()
    }
    assert f"**Inter-model agreement** of 2 blind readings on {agreement.paragraphs} paragraphs" in card_text(planted)


def test_the_figures_in_the_text_equal_what_was_planted(planted: Planted) -> None:
    manifest, text = manifest_of(planted), card_text(planted)
    assert f"Revision `{manifest.revision}`, codebook 0.1.0." in text
    assert "216 paragraphs of 24 documents; 289 paragraph-target pairs; 4 targets; 4 topics." in text
    assert sum(manifest.tables[f"stance/{split}"].rows for split in ("train", "validation", "test")) == 289
    assert "24 paragraphs held a conflict; all were adjudicated with a reason." in text
    assert (
        "The answers on targets are 95 favor, 95 against, 1 mixed, 1 neutral and 2 unrelated, "
        "of which 2 were ruled so; 23 answers and 1 topics are adjudicated." in text
    )


def test_the_figures_in_the_text_equal_gold_and_events(planted: Planted) -> None:
    gold, text = read_gold(planted.workspace), card_text(planted)
    marked = [item for label in gold for item in label.stances]
    stances = Counter(item.stance for item in marked)
    rulings = sum(event.kind == "adjudication" for event in read_events(planted.workspace))
    found = re.search(
        r"(\d+) paragraphs held a conflict.* targets are (\d+) favor, (\d+) against, (\d+) mixed, (\d+) neutral "
        r"and (\d+) unrelated, of which (\d+) were ruled so; (\d+) answers and (\d+) topics",
        text,
    )
    assert found is not None
    assert [int(number) for number in found.groups()] == [
        rulings,
        *(stances[name] for name in ("favor", "against", "mixed", "neutral", "unrelated")),
        sum(item.stance == "unrelated" for item in marked if item.origin == "adjudicated"),
        sum(item.origin == "adjudicated" for item in marked),
        sum(label.topic_origin == "adjudicated" for label in gold),
    ]


def test_unrelated_answers_are_told_from_rulings(planted: Planted, tmp_path: Path) -> None:
    workspace = planted.workspace
    gold = read_gold(workspace)
    place = next(n for n, label in enumerate(gold) if any(item.stance == "unrelated" for item in label.stances))
    answered = tuple(
        item.model_copy(update={"origin": "unanimous"}) if item.stance == "unrelated" else item
        for item in gold[place].stances
    )
    gold[place] = gold[place].model_copy(update={"stances": answered})
    write_card(workspace, tmp_path, manifest_of(planted), gold)
    assert "and 2 unrelated, of which 1 were ruled so; 22 answers" in " ".join(load(tmp_path).text.split())


def test_the_near_duplicates_come_from_manifest_and_parameters(workspace: Workspace, tmp_path: Path) -> None:
    counts = {"pairs": 12, "across documents": 7, "across splits": 3}
    text = " ".join(written(workspace, tmp_path, near_duplicates=counts).text.split())
    threshold = yaml.safe_load(workspace.params.read_text())["dataset"]["near_duplicate"]
    assert threshold == 0.95
    assert (
        "Paragraphs with a Jaccard index of 0.95 and more (MinHash) lie on one side: "
        "12 such pairs were found, 3 of them across splits." in text
    )


def test_readers_and_sources_are_named(planted: Planted) -> None:
    text = card_text(planted)
    for name in sorted({row["annotator_id"] for row in rows(planted.workspace.dataset, "annotations/train")}):
        assert f"- `{name}` (model): Made for the tests." in text
    assert "- **Miniature addresses**: CC0-1.0 (https://example.org/licence). Written for the tests." in text


@pytest.mark.parametrize(
    ("pairs", "size"),
    [
        (999, "n<1K"),
        (1_000, "1K<n<10K"),
        (9_999, "1K<n<10K"),
        (10_000, "10K<n<100K"),
        (100_000, "100K<n<1M"),
        (1_000_000, "1M<n<10M"),
    ],
)
def test_the_size_category_counts_the_pairs(workspace: Workspace, tmp_path: Path, pairs: int, size: str) -> None:
    tables = read_dataset_manifest(workspace.dataset).tables
    for split, count in (("train", pairs - 2), ("validation", 1), ("test", 1)):
        tables[f"stance/{split}"] = TableFacts(rows=count, file_sha256="0" * 64)
    assert written(workspace, tmp_path, tables=tables).data.to_dict()["size_categories"] == [size]


def test_no_line_of_the_template_is_left_over(planted: Planted) -> None:
    text = (planted.workspace.dataset / "README.md").read_text()
    assert "{{" not in text
    assert "{%" not in text
    assert text.endswith("```\n")


def test_a_card_needs_the_agreement(workspace: Workspace, tmp_path: Path) -> None:
    manifest = read_dataset_manifest(workspace.dataset)
    workspace.agreement.write_text("{")
    with pytest.raises(UserError) as raised:
        write_card(workspace, tmp_path, manifest, read_gold(workspace))
    assert str(raised.value).startswith(f"{workspace.agreement} is not valid JSON (")
    assert str(raised.value).endswith("; expected a whole JSON file; to mend it: stancebench labels agreement")
    assert not (tmp_path / "README.md").exists()
