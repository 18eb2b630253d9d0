"""The manifest of an evaluation run."""

from __future__ import annotations

import json

import pytest

from stancebench.errors import UserError
from stancebench.eval.run import EvalRun, read_eval_run
from stancebench.workspace import Workspace
from tests.eval.support import write_run


def test_what_is_written_is_read(predicted: Workspace) -> None:
    run = read_eval_run(predicted.eval_runs / "majority-1")
    write_run(predicted.eval_runs / "copy-1", run)
    assert read_eval_run(predicted.eval_runs / "copy-1") == run


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"status": "done"}, "status: Input should be 'started' or 'finished', found 'done'"),
        ({"rows": -1}, "rows: Input should be greater than or equal to 0, found '-1'"),
        ({"colour": "red"}, "colour: Extra inputs are not permitted, found 'red'"),
        ({"schema_version": 2}, "top level: Value error, schema_version 2 is newer than this stancebench reads (1)"),
    ],
)
def test_a_manifest_that_does_not_fit_is_refused(predicted: Workspace, change: dict[str, object], message: str) -> None:
    folder = predicted.eval_runs / "majority-1"
    path = folder / "run.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | change), encoding="utf-8")
    with pytest.raises(UserError) as caught:
        read_eval_run(folder)
    assert caught.value.found.startswith(f"{path}: {message}")
    assert caught.value.expected == f"a {EvalRun.__name__}"
    assert caught.value.fix == "stancebench eval predict train/runs/majority-1"
