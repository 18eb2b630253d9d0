"""Is run B better than run A? A paired comparison on the same paragraphs."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from stancebench.dataset.reader import read_task
from stancebench.errors import IncomparableError, UserError
from stancebench.eval.interval import Interval, clustered_difference
from stancebench.eval.metrics.registry import task_metrics
from stancebench.eval.run import EvalRun, read_eval_run
from stancebench.eval.score import run_counts
from stancebench.eval.signature import Signature
from stancebench.params import read_params
from stancebench.records import Record
from stancebench.workspace import Workspace

MUST_MATCH = ("task", "split", "dataset", "dataset_version", "dataset_revision", "labels_sha256", "labels")
"""Fields of two runs that must be equal before anything is computed."""

DETECTABLE = 1.96 + 0.84
"""Standard errors of the smallest difference found in 4 of 5 tests at the 5 % level (Miller 2024, arXiv 2411.00640)."""


class Difference(BaseModel):
    """The difference in one metric.

    Attributes:
        first: Value of the first side, mean over its seeds.
        second: Value of the second side.
        difference: Second minus first with its paired 95 % interval over documents.
        detectable: The smallest true difference that a test of this size finds in four of five cases.
        verdict: Of the second side: ``better`` or ``worse`` when the interval leaves out 0, otherwise ``undecided``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    first: float
    second: float
    difference: Interval
    detectable: float
    verdict: Literal["better", "worse", "undecided"]


class Comparison(Record):
    """A paired comparison of two sides.

    Attributes:
        first: Runs of the first side.
        second: Runs of the second side.
        signature: What both sides refer to.
        metrics: The differences by metric, the headline metric first.
    """

    first: tuple[str, ...]
    second: tuple[str, ...]
    signature: str
    metrics: dict[str, Difference]

    @property
    def verdict(self) -> str:
        """The verdict on the headline metric."""
        return next(iter(self.metrics.values())).verdict

    def markdown(self) -> str:
        """Return the comparison as Markdown, for a pull request; in points of a percent."""
        lines = [
            f"**{', '.join(self.second)}** is **{self.verdict}** against {', '.join(self.first)}",
            "",
            "| metric | first | second | difference | 95 % interval | smallest visible | verdict |",
            "|---|---:|---:|---:|---|---:|---|",
        ]
        for key, item in self.metrics.items():
            gap = item.difference
            lines.append(
                f"| {key} | {100 * item.first:.1f} | {100 * item.second:.1f} | {100 * gap.value:+.1f} "
                f"| {100 * gap.low:+.1f} to {100 * gap.high:+.1f} | {100 * item.detectable:.1f} | {item.verdict} |"
            )
        return "\n".join([*lines, "", f"`{self.signature}`"]) + "\n"


def compare_runs(workspace: Workspace, first: str, second: str) -> Comparison:
    """Compare two sides on the same items.

    Args:
        workspace: The workspace, with the built dataset.
        first: A run folder, or the name of a baseline for all its seeds.
        second: The other side.

    Returns:
        The comparison.

    Raises:
        UserError: A side names no run, a run is not finished, or its predictions are not whole.
        IncomparableError: Two runs differ in task, split, dataset or labels; the field is named.
    """
    folders = [_folders(workspace, first), _folders(workspace, second)]
    runs = [(folder, read_eval_run(folder)) for side in folders for folder in side]
    for folder, run in runs:
        if run.status != "finished":
            raise UserError(
                f"the predictions in {folder} are not finished",
                fix=f"stancebench eval predict train/runs/{folder.name}",
            )
        _require_comparable(runs[0], (folder, run))
    reference = runs[0][1]
    data = read_task(workspace, reference.task)
    data.split(reference.split)
    if data.manifest.tables[f"{reference.task}/{reference.split}"].labels_sha256 != reference.labels_sha256:
        raise IncomparableError(
            f"the runs refer to {reference.dataset} {reference.dataset_version}-{reference.dataset_revision}",
            expected=f"the built dataset, {data.manifest.version}-{data.manifest.revision}",
            fix="dvc repro",
        )
    params = read_params(workspace).eval
    counts = [[run_counts(folder, data) for folder in side] for side in folders]
    metrics = {}
    for metric in task_metrics(reference.task, reference.labels):
        gap, error = clustered_difference(
            counts[0], counts[1], metric.from_counts, resamples=params.resamples, seed=params.seed
        )
        sides = [sum(metric.of(item) for item in side) / len(side) for side in counts]
        metrics[metric.key] = Difference(
            first=round(sides[0], 6),
            second=round(sides[1], 6),
            difference=gap,
            detectable=round(min(1.0, DETECTABLE * error), 6),
            verdict="better" if gap.low > 0 else "worse" if gap.high < 0 else "undecided",
        )
    return Comparison(
        first=tuple(folder.name for folder in folders[0]),
        second=tuple(folder.name for folder in folders[1]),
        signature=Signature.of(reference, params).line(),
        metrics=metrics,
    )


def _folders(workspace: Workspace, name: str) -> list[Path]:
    path = Path(name)
    if (path / "run.json").is_file():
        return [path]
    found = sorted(folder.parent for folder in workspace.eval_runs.glob("*/run.json"))
    seeds = [folder for folder in found if folder.name.rpartition("-")[0] == name]
    if not seeds:
        names = sorted({folder.name.rpartition("-")[0] for folder in found})
        raise UserError(
            f"no run {name!r}", expected=f"a run folder or one of {', '.join(names) or '(none yet)'}", fix="dvc repro"
        )
    return seeds


def _require_comparable(one: tuple[Path, EvalRun], other: tuple[Path, EvalRun]) -> None:
    for field in MUST_MATCH:
        values = getattr(one[1], field), getattr(other[1], field)
        if values[0] != values[1]:
            raise IncomparableError(
                f"{one[0].name} and {other[0].name} are not comparable: {field} is {values[0]!r} and {values[1]!r}",
                expected="runs on the same items",
            )
