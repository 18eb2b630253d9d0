"""What the tests of the evaluation share: items, saved runs, relabelled datasets and the command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from typer.testing import CliRunner, Result

from stancebench.cli import app
from stancebench.dataset.build import build_dataset
from stancebench.dataset.manifest import DatasetManifest
from stancebench.dataset.reader import Example, read_task
from stancebench.dataset.schema import LABELS
from stancebench.eval.counts import Counts, count
from stancebench.eval.predictions import Prediction, append_predictions
from stancebench.eval.run import EvalRun, read_eval_run
from stancebench.files import read_jsonl, write_json, write_jsonl
from stancebench.labels.codebook import Stance
from stancebench.labels.gold import GoldLabel
from stancebench.workspace import Workspace

ALONE = """
import importlib.machinery, json, socket, sys

class Without(importlib.machinery.PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return None if name.partition(".")[0] in {"torch", "transformers"} else super().find_spec(name, path, target)

class Closed(socket.socket):
    def __init__(self, *arguments, **options):
        raise AssertionError("a socket was opened")

sys.meta_path[:] = [Without if item is importlib.machinery.PathFinder else item for item in sys.meta_path]
socket.socket = Closed
"""
"""Start of a script for a Python where torch and transformers are not installed and no socket can be opened."""

Item = tuple[str, str, str, str]
"""Document, target, gold class, predicted class."""

TEST_PAIR = "mini-1906/000/000#p18-protective-tariffs"
"""The first pair of the test split of the miniature."""


def examples_of(items: Iterable[Item]) -> list[Example]:
    """Make examples from items."""
    return [
        Example(id=f"{number:04d}", document_id=document, text="", target_id=target, target=target, label=gold)
        for number, (document, target, gold, _) in enumerate(items)
    ]


def counts_of(items: Sequence[Item], labels: Sequence[str] = LABELS) -> Counts:
    """Count items."""
    return count(examples_of(items), [item[3] for item in items], labels)


def invoke(*arguments: object) -> Result:
    """Run the command line."""
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def fault(*arguments: object, code: int = 2) -> str:
    """Run a command that must fail with one line on standard error and nothing on standard output; return the line."""
    result = invoke(*arguments)
    assert (result.exit_code, result.stdout) == (code, ""), result.output
    assert result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1
    assert result.stderr.endswith("\n")
    return result.stderr[:-1]


def run_alone(script: str, *arguments: object, home: Path) -> subprocess.CompletedProcess[str]:
    """Run a script in a new process without torch, transformers, sockets and caches."""
    return subprocess.run(
        [sys.executable, "-c", ALONE + script, *map(str, arguments)],
        env={**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def other(label: str) -> str:
    """Return the next class."""
    return LABELS[(LABELS.index(label) + 1) % len(LABELS)]


def gold_lines(workspace: Workspace, split: str = "test") -> list[dict[str, object]]:
    """Return one right prediction a pair, with no more than id and label."""
    return [{"pair_id": item.id, "label": item.label} for item in read_task(workspace, "stance").split(split)]


def write_lines(path: Path, lines: Iterable[dict[str, object]]) -> Path:
    """Write JSON lines by hand."""
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def save_run(
    workspace: Workspace,
    template: Path,
    baseline: str,
    *,
    seed: int = 1,
    wrong: Callable[[int, Example], bool] = lambda number, example: False,
    **update: object,
) -> Path:
    """Save a finished stance run that is right except where told.

    Args:
        workspace: The workspace.
        template: A finished run of the same task and split, which gives the rest of the manifest.
        baseline: Name of the model.
        seed: Its seed.
        wrong: Whether the prediction of an example, given with its number, is wrong.
        update: Other fields of the manifest.

    Returns:
        The run folder.
    """
    run = read_eval_run(template)
    model = run.model.model_copy(update={"baseline": baseline, "seed": seed, "overrides": ()})
    folder = workspace.eval_runs / f"{''.join(letter for letter in baseline if letter.isalnum())}-{seed}"
    write_run(folder, run.model_copy(update={"model": model, **update}))
    append_predictions(
        folder / "predictions.jsonl",
        (
            Prediction(pair_id=example.id, label=other(example.label) if wrong(number, example) else example.label)
            for number, example in enumerate(read_task(workspace, "stance").split("test"))
        ),
    )
    return folder


def write_run(folder: Path, run: EvalRun) -> None:
    """Write the manifest of a run."""
    write_json(folder / "run.json", run.model_dump(mode="json"))


def relabel(workspace: Workspace, pair_id: str, stance: Stance) -> DatasetManifest:
    """Change one gold label and build the dataset again."""
    paragraph_id, _, target = pair_id.partition("#")
    changed = []
    for label in read_jsonl(workspace.gold, GoldLabel):
        stances = [
            item.model_copy(update={"stance": stance})
            if (label.paragraph_id, item.target) == (paragraph_id, target)
            else item
            for item in label.stances
        ]
        changed.append(label.model_copy(update={"stances": tuple(stances)}))
    write_jsonl(workspace.gold, changed)
    return build_dataset(workspace)
