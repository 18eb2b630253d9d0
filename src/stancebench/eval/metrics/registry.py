"""Which metrics a task is scored with."""

from __future__ import annotations

from collections.abc import Sequence

from stancebench.dataset.reader import Task
from stancebench.eval.metrics.accuracy import Accuracy
from stancebench.eval.metrics.base import CountMetric
from stancebench.eval.metrics.class_f1 import ClassF1
from stancebench.eval.metrics.f_avg import FAvg
from stancebench.eval.metrics.macro_f1 import MacroF1
from stancebench.eval.metrics.target_macro_f1 import TargetMacroF1


def task_metrics(task: Task, labels: Sequence[str]) -> list[CountMetric]:
    """Return the metrics of a task, the headline metric first.

    Args:
        task: ``stance`` or ``topic``.
        labels: Names of the classes.

    Returns:
        The metrics.
    """
    if task == "topic":
        return [MacroF1(labels), Accuracy(labels)]
    per_class = [ClassF1(labels, label) for label in labels]
    return [MacroF1(labels), TargetMacroF1(labels), FAvg(labels), Accuracy(labels), *per_class]
