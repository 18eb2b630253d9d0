"""The leaderboard: which runs are taken, how seeds are put together, and the Markdown."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable

import pytest

from stancebench.dataset.reader import Example, read_task
from stancebench.errors import UserError
from stancebench.eval.interval import clustered_interval
from stancebench.eval.leaderboard import Board, Leaderboard, make_leaderboard
from stancebench.eval.metrics.macro_f1 import MacroF1
from stancebench.eval.run import read_eval_run
from stancebench.eval.score import run_counts, score_run
from stancebench.eval.signature import Signature
from stancebench.params import read_params
from stancebench.workspace import Workspace
from tests.eval.support import TEST_PAIR, relabel, save_run, write_run


def board_of(leaderboard: Leaderboard, task: str) -> Board:
    """The board of one task."""
    return next(board for board in leaderboard.boards if board.task == task)


def names(leaderboard: Leaderboard) -> list[str]:
    """Names on the board of the task stance, in order."""
    return [entry.baseline for entry in board_of(leaderboard, "stance").entries]


def every(step: int) -> Callable[[int, Example], bool]:
    """Wrong on every so many items."""

    def wrong(number: int, example: Example) -> bool:
        return number % step == 0

    return wrong


@pytest.fixture
def seeds(predicted: Workspace) -> Workspace:
    """Two seeds of a good model and one of a better one, beside the baselines."""
    template = predicted.eval_runs / "majority-1"
    for seed, step in ((1, 3), (2, 5)):
        save_run(predicted, template, "good", seed=seed, wrong=every(step))
    save_run(predicted, template, "better", seed=7, wrong=every(20))
    return predicted


def test_the_boards_of_the_miniature(predicted: Workspace) -> None:
    found = make_leaderboard(predicted)
    revision = read_task(predicted, "stance").manifest.revision
    assert (found.dataset, found.tier, found.left_out) == (f"stancebench@0.1.0-{revision}", "machine", ())
    assert [board.task for board in found.boards] == ["stance", "topic"]
    for board in found.boards:
        for entry in board.entries:
            folder = predicted.eval_runs / f"{entry.baseline}-1"
            run, scores = read_eval_run(folder), score_run(predicted, folder)
            assert board.signature == Signature.of(run, read_params(predicted).eval).line() == scores.signature_line
            assert (entry.seeds, entry.spread, entry.train_seconds) == ((1,), 0.0, run.model.train_seconds)
            assert entry.metrics == scores.metrics
            assert entry.confusion == scores.confusion
            assert board.labels == run.labels
            assert list(board.titles) == list(scores.metrics)


def test_the_best_macro_f1_comes_first_and_ties_go_by_name(seeds: Workspace) -> None:
    template = seeds.eval_runs / "majority-1"
    for name in ("c-perfect", "a-perfect", "b-perfect"):
        save_run(seeds, template, name)
    board = make_leaderboard(seeds)
    assert names(board) == ["a-perfect", "b-perfect", "c-perfect", "better", "good", "tfidf-logreg", "majority"]
    values = [entry.metrics["macro_f1"].value for entry in board_of(board, "stance").entries]
    assert values == sorted(values, reverse=True)


def test_the_seeds_of_a_baseline_are_one_entry(seeds: Workspace) -> None:
    (entry,) = [item for item in board_of(make_leaderboard(seeds), "stance").entries if item.baseline == "good"]
    counts = [run_counts(seeds.eval_runs / f"good-{seed}", read_task(seeds, "stance")) for seed in (1, 2)]
    metric = MacroF1(counts[0].labels)
    single = [metric.of(item) for item in counts]
    assert entry.seeds == (1, 2)
    assert entry.metrics["macro_f1"] == clustered_interval(counts, metric.from_counts, resamples=199, seed=13)
    assert entry.metrics["macro_f1"].value == pytest.approx(sum(single) / 2, abs=1e-6)
    assert entry.spread == pytest.approx(single[1] - single[0], abs=1e-6)
    assert entry.spread > 0.05
    assert [list(row) for row in entry.confusion] == (counts[0].confusion + counts[1].confusion).tolist()


def test_the_time_of_training_is_the_mean_of_those_known(seeds: Workspace) -> None:
    for seed, seconds in ((1, 10.0), (2, 20.5)):
        run = read_eval_run(seeds.eval_runs / f"good-{seed}")
        model = run.model.model_copy(update={"train_seconds": seconds})
        write_run(seeds.eval_runs / f"good-{seed}", run.model_copy(update={"model": model}))
    run = read_eval_run(seeds.eval_runs / "better-7")
    model = run.model.model_copy(update={"train_seconds": None})
    write_run(seeds.eval_runs / "better-7", run.model_copy(update={"model": model}))
    found = {entry.baseline: entry.train_seconds for entry in board_of(make_leaderboard(seeds), "stance").entries}
    assert (found["good"], found["better"]) == (15.25, None)


def test_settings_from_the_command_line_make_another_entry(seeds: Workspace) -> None:
    run = read_eval_run(seeds.eval_runs / "good-2")
    model = run.model.model_copy(update={"overrides": ("c=1", "min_df=3")})
    write_run(seeds.eval_runs / "good-2", run.model_copy(update={"model": model}))
    assert names(make_leaderboard(seeds)) == ["better", "good c=1 min_df=3", "tfidf-logreg", "good", "majority"]


def test_runs_that_do_not_belong_are_left_out_and_named(seeds: Workspace) -> None:
    for name, update in (
        ("good-1", {"status": "started"}),
        ("good-2", {"split": "validation"}),
        ("better-7", {"dataset_revision": "0000000"}),
    ):
        write_run(seeds.eval_runs / name, read_eval_run(seeds.eval_runs / name).model_copy(update=update))
    (seeds.eval_runs / "empty").mkdir()
    (seeds.eval_runs / "notes.txt").write_text("no run", encoding="utf-8")
    board = make_leaderboard(seeds)
    assert names(board) == ["tfidf-logreg", "majority"]
    assert board.left_out == ("better-7: dataset revision 0000000", "good-1: not finished", "good-2: split validation")


def test_the_split_is_that_of_the_parameters(predicted: Workspace) -> None:
    params = predicted.params.read_text(encoding="utf-8")
    predicted.params.write_text(params.replace("split: test", "split: validation"), encoding="utf-8")
    with pytest.raises(UserError, match="holds no finished run of the built dataset"):
        make_leaderboard(predicted)


def test_a_task_without_a_run_has_no_board(predicted: Workspace) -> None:
    shutil.rmtree(predicted.eval_runs / "topic-majority-1")
    assert [board.task for board in make_leaderboard(predicted).boards] == ["stance"]


@pytest.mark.parametrize("case", ["no folder", "empty folder", "only an unfinished run", "only another dataset"])
def test_nothing_to_show_is_said_in_one_line(predicted: Workspace, case: str) -> None:
    folder = predicted.eval_runs / "majority-1"
    run = read_eval_run(folder)
    shutil.rmtree(predicted.eval_runs)
    if case == "empty folder":
        predicted.eval_runs.mkdir()
    elif case == "only an unfinished run":
        write_run(folder, run.model_copy(update={"status": "started"}))
    elif case == "only another dataset":
        write_run(folder, run)
        relabel(predicted, TEST_PAIR, "favor")
    with pytest.raises(UserError) as caught:
        make_leaderboard(predicted)
    assert str(caught.value) == (
        f"{predicted.eval_runs} holds no finished run of the built dataset;"
        " to mend it: dvc repro, or stancebench eval predict train/runs/NAME-SEED"
    )


def test_a_run_with_broken_predictions_is_named(predicted: Workspace) -> None:
    path = predicted.eval_runs / "tfidf-logreg-1" / "predictions.jsonl"
    path.write_text(path.read_text(encoding="utf-8")[:-5], encoding="utf-8")
    with pytest.raises(UserError, match=f"^{re.escape(str(path))}, line 60 is cut off"):
        make_leaderboard(predicted)


def cells(line: str) -> list[str]:
    """The cells of a Markdown table row; a bar behind a backslash does not end one."""
    return [cell.strip().replace(r"\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def test_the_markdown_tables_parse_to_the_values(seeds: Workspace) -> None:
    save_run(seeds, seeds.eval_runs / "majority-1", "a|b", wrong=every(6))
    leaderboard = make_leaderboard(seeds)
    parts = leaderboard.markdown().split("\n\n")
    assert len(parts) == 6
    for number, board in enumerate(leaderboard.boards):
        title, table, signature = parts[3 * number : 3 * number + 3]
        assert (title, signature.strip()) == (f"**{board.task}**", f"`{board.signature}`")
        head, rule, *rows = [cells(line) for line in table.split("\n")]
        assert head == ["baseline", "seeds", *board.titles.values()]
        assert rule == ["---", *["---:"] * (len(head) - 1)]
        for entry, row in zip(board.entries, rows, strict=True):
            assert len(row) == len(head)
            assert row[:2] == [entry.baseline, str(len(entry.seeds))]
            for place, (item, cell) in enumerate(zip(entry.metrics.values(), row[2:], strict=True)):
                shown = [float(value) for value in re.findall(r"[\d.]+", cell)]
                wanted = [item.value, item.low, item.high] if place < 2 else [item.value]
                assert shown == pytest.approx([100 * value for value in wanted], abs=0.0501)
    assert leaderboard.markdown().endswith("`\n")
