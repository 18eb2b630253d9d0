"""The line that says what a score refers to."""

from __future__ import annotations

import pytest

from stancebench import __version__
from stancebench.eval.predict import predict_split
from stancebench.eval.run import EvalRun, read_eval_run
from stancebench.eval.score import score_run
from stancebench.eval.signature import Signature
from stancebench.labels.codebook import Stance
from stancebench.params import EvalParams
from stancebench.train.run import train_baseline
from stancebench.workspace import Workspace
from tests.eval.support import TEST_PAIR, relabel

PARAMS = EvalParams(split="test", resamples=999, seed=5)


@pytest.fixture
def run(predicted: Workspace) -> EvalRun:
    facts = {"dataset_version": "1.2.3", "dataset_revision": "abcdef0", "scored": 12, "split": "validation"}
    return read_eval_run(predicted.eval_runs / "majority-1").model_copy(update=facts)


def test_every_field_is_in_the_line(run: EvalRun) -> None:
    assert Signature.of(run, PARAMS).line() == (
        "stance-macro-f1|data:stancebench@1.2.3-abcdef0|split:validation|n:12|labels:favor.against.none"
        f"|cluster:document|bs:999|seed:5|v:{__version__}"
    )


def test_the_line_names_the_metric(run: EvalRun) -> None:
    assert Signature.of(run, PARAMS).line("macro_f1_per_target").startswith("stance-macro-f1-per-target|data:")


@pytest.mark.parametrize(("number", "shown"), [(1, "c0"), (5, "c0.c1.c2.c3.c4"), (6, "cap6"), (22, "cap22")])
def test_many_classes_are_counted_not_listed(run: EvalRun, number: int, shown: str) -> None:
    many = run.model_copy(update={"labels": tuple(f"c{index}" for index in range(number))})
    assert Signature.of(many, PARAMS).labels == shown
    assert f"|labels:{shown}|" in Signature.of(many, PARAMS).line()


@pytest.mark.parametrize(("stance", "changed"), [("favor", True), ("against", False)])
def test_the_data_of_a_score_change_with_one_label(workspace: Workspace, stance: Stance, changed: bool) -> None:
    lines = []
    for change in (False, True):
        if change:
            relabel(workspace, TEST_PAIR, stance)
        trained = train_baseline(workspace, "majority", seed=1)
        folder = predict_split(workspace, trained, split="test", out=workspace.eval_runs / f"majority-{change}")
        lines.append(score_run(workspace, folder).signature_line.split("|"))
    differing = [before.partition(":")[0] for before, after in zip(lines[0], lines[1], strict=True) if before != after]
    assert differing == (["data"] if changed else [])
