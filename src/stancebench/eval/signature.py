"""What a score refers to, in one line that can be printed beside it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from stancebench import __version__
from stancebench.eval.run import EvalRun
from stancebench.params import EvalParams


class Signature(BaseModel):
    """The signature of a score, in the manner of sacrebleu (Post 2018).

    Scores compare only if data, split, labels and metric are equal; seed and version may differ.

    Attributes:
        task: ``stance`` or ``topic``.
        data: Name, version and revision of the dataset.
        split: The split.
        n: Items scored.
        labels: The classes, or how many for a long list.
        cluster: What the interval draws.
        resamples: Draws of the interval.
        seed: Seed of the interval.
        version: Version of stancebench.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    task: str
    data: str
    split: str
    n: int
    labels: str
    cluster: str
    resamples: int
    seed: int
    version: str

    @classmethod
    def of(cls, run: EvalRun, params: EvalParams) -> Signature:
        """Make the signature of a run's scores."""
        labels = ".".join(run.labels) if len(run.labels) <= 5 else f"cap{len(run.labels)}"
        return cls(
            task=run.task,
            data=f"{run.dataset}@{run.dataset_version}-{run.dataset_revision}",
            split=run.split,
            n=run.scored,
            labels=labels,
            cluster="document",
            resamples=params.resamples,
            seed=params.seed,
            version=__version__,
        )

    def line(self, metric: str = "macro_f1") -> str:
        """Return the signature of one metric, fields separated by bars."""
        return (
            f"{self.task}-{metric.replace('_', '-')}|data:{self.data}|split:{self.split}|n:{self.n}"
            f"|labels:{self.labels}|cluster:{self.cluster}|bs:{self.resamples}|seed:{self.seed}|v:{self.version}"
        )
