"""Readings of benchmark items against labels of people, on made-up files in the layout of the benchmarks."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from stancebench.errors import UserError
from stancebench.files import read_json
from stancebench.labels.validation.benchmark import BENCHMARKS
from stancebench.labels.validation.draw import drawn_items, find_benchmark, write_validation_sheet
from stancebench.labels.validation.reading import readings_path
from stancebench.labels.validation.score import Validation
from stancebench.workspace import Workspace
from tests.labels.support import cells, fault, run

STANCES = ("FAVOR", "AGAINST", "NONE")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A VAST of 240 comments and a coal debate of 160 sentences with three coders."""
    folder = tmp_path / "data"
    for name in ("vast", "ep-coal-debate"):
        (folder / name).mkdir(parents=True)
    with (folder / "vast" / "vast_val_zerostance.csv").open("w", newline="", encoding="utf-8") as handle:
        writer = csv.writer(handle)
        writer.writerow(["Tweet", "Target 1", "Stance 1"])
        writer.writerows([f"Comment {n} on bees", "bees", STANCES[n % 3]] for n in range(240))
    with (folder / "ep-coal-debate" / "ep_coal_sentences.csv").open("w", newline="", encoding="utf-8") as handle:
        writer = csv.writer(handle)
        writer.writerow(["language", "speechno", "sentenceid", "pre_sentence", "sentence_text"])
        writer.writerows(["EN", n // 10, n, "", f"Sentence {n}."] for n in range(160))
    with (folder / "ep-coal-debate" / "ep_coal_codings.csv").open("w", newline="", encoding="utf-8") as handle:
        writer = csv.writer(handle)
        writer.writerow(["language", "sentenceid", "coder", "label"])
        names = ("Pro-Subsidy", "Anti-Subsidy", "Neutral or inapplicable")
        for n in range(160):
            odd = names[(n + 1) % 3]
            writer.writerows(["EN", n, coder, names[n % 3]] for coder in ("c1", "c2"))
            writer.writerow(["EN", n, "c3", odd])
    return folder


def answer(workspace: Workspace, data: Path, name: str, annotator: str, wrong: int = 0) -> None:
    """Answer all items right but the first so many."""
    back = {"favor": "favor", "against": "against", "none": "neutral"}
    lines = []
    for number, item in enumerate(drawn_items(BENCHMARKS[name], data)):
        stance = "mixed" if number < wrong else back[item.gold]
        lines.append(json.dumps({"key": item.key, "stance": stance}))
    Path("answers.jsonl").write_text("\n".join(lines))
    run("validate", name, "--data", str(data), "--answers", "answers.jsonl", "--annotator", annotator)


def test_the_draw_is_the_same_every_time_and_the_sheet_hides_the_labels(data: Path, tmp_path: Path) -> None:
    vast = find_benchmark("vast")
    items = drawn_items(vast, data)
    assert items == drawn_items(vast, data)
    assert len({item.key for item in items}) == 200
    assert write_validation_sheet(vast, data, tmp_path / "sheet.md", order_seed=1) == 200
    text = (tmp_path / "sheet.md").read_text()
    assert not any(word in text for word in STANCES)


def test_right_answers_score_one_and_wrong_ones_less(workspace: Workspace, data: Path) -> None:
    answer(workspace, data, "vast", "pass-a")
    answer(workspace, data, "vast", "pass-b")
    rows = {row[0]: row[1:] for row in cells(run("validate", "vast", "--data", str(data)))}
    assert rows["final"] == ["200", "1.000", "1.000", "1.000", "1.000", "1.000"]
    found = read_json(workspace.root / "labels" / "validation.json", Validation).benchmarks["vast"]
    assert (found.agreement, found.ceiling) == (1.0, None)
    assert found.final.confusion["favor"]["favor"] == sum(
        item.gold == "favor" for item in drawn_items(BENCHMARKS["vast"], data)
    )


def test_a_conflict_must_be_ruled_and_the_ruling_counts(workspace: Workspace, data: Path) -> None:
    answer(workspace, data, "vast", "pass-a")
    answer(workspace, data, "vast", "pass-b", wrong=4)
    line = fault("validate", "vast", "--data", str(data))
    assert line.startswith("4 item(s) are in conflict and not adjudicated, ")
    assert line.endswith(" the first; to mend it: stancebench labels validate vast --conflicts --sheet FILE")
    run("validate", "vast", "--data", str(data), "--conflicts", "--sheet", "open.md")
    assert Path("open.md").read_text().count("\n## ") == 4
    keys = [line[3:] for line in Path("open.md").read_text().splitlines() if line.startswith("## ")]
    Path("rulings.jsonl").write_text("\n".join(json.dumps({"key": key, "stance": "unrelated"}) for key in keys))
    run("validate", "vast", "--data", str(data), "--answers", "rulings.jsonl", "--annotator", "adjudicator")
    result = json.loads(run("validate", "vast", "--data", str(data), "--json"))
    assert result["readers"]["pass-a"]["accuracy"] == 1.0
    assert 0.98 <= result["final"]["accuracy"] <= 1.0
    assert result["agreement"] >= 0.98


def test_the_readings_stand_among_the_coders(workspace: Workspace, data: Path) -> None:
    answer(workspace, data, "ep-coal-debate", "pass-a")
    result = json.loads(run("validate", "ep-coal-debate", "--data", str(data), "--json"))
    # c3 never agrees with the majority of the others; c1 and c2 have no majority, as the others differ.
    assert result["ceiling"]["coders"] == 1
    assert (result["ceiling"]["accuracy"], result["ceiling"]["reader_accuracy"]) == (0.0, 1.0)
    assert result["ceiling"]["reader_rank"] == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda lines: lines[1:], "answers.jsonl: 1 item(s) missing: "),
        (lambda lines: [*lines, lines[0]], "answers.jsonl: 1 item(s) answered twice: "),
        (lambda lines: [*lines, '{"key": "ffffffffffff", "stance": "favor"}'], "answers.jsonl: 1 item(s) not on the "),
        (lambda lines: ['{"key": "ffffffffffff", "stance": "pro"}'], "answers.jsonl, line 1: stance: Input should be "),
    ],
)
def test_answers_that_do_not_fit_are_one_line(workspace: Workspace, data: Path, change: object, message: str) -> None:
    items = drawn_items(BENCHMARKS["vast"], data)
    lines = [json.dumps({"key": item.key, "stance": "favor"}) for item in items]
    assert callable(change)
    Path("answers.jsonl").write_text("\n".join(change(lines)))
    found = fault(*("validate", "vast", "--data", str(data), "--answers", "answers.jsonl", "--annotator", "pass-a"))
    assert found.startswith(message)
    assert not readings_path(workspace, "vast", "pass-a").exists()


def test_what_is_not_there_is_one_line(workspace: Workspace, data: Path) -> None:
    assert fault("validate", "vast", "--data", str(data)) == (
        "no readings of vast; to mend it: stancebench labels validate vast --sheet FILE"
    )
    assert fault("validate", "bees", "--data", str(data)).startswith("no benchmark 'bees'; expected one of vast, ")
    path = data / "vast" / "vast_val_zerostance.csv"
    path.write_text("Tweet,Target 1\na,b\n")
    assert fault("validate", "vast", "--data", str(data), "--sheet", "s.md") == (
        f"{path} lacks the column(s) Stance 1; expected Tweet, Target 1, Stance 1"
    )
    path.unlink()
    with pytest.raises(UserError, match="does not exist; expected the benchmark's file; to mend it: --data FOLDER"):
        drawn_items(BENCHMARKS["vast"], data)


def test_a_text_that_changed_is_refused(workspace: Workspace, data: Path) -> None:
    answer(workspace, data, "ep-coal-debate", "pass-a")
    path = data / "ep-coal-debate" / "ep_coal_sentences.csv"
    path.write_text(path.read_text().replace("Sentence", "Words"))
    assert "of ep-coal-debate is not the one that was read" in fault("validate", "ep-coal-debate", "--data", str(data))
