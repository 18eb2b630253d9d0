"""Where things lie: the rooms of a workspace and the files that stages hand on."""

from __future__ import annotations

import os
from pathlib import Path

from stancebench.errors import UserError


class Workspace:
    """A folder with the four rooms `corpus/`, `labels/`, `train/` and `eval/`.

    Args:
        root: The folder that holds the rooms.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    @classmethod
    def find(cls, start: Path | None = None) -> Workspace:
        """Find the workspace: ``STANCEBENCH_WORKSPACE``, or the nearest folder upwards.

        Args:
            start: Where to begin looking; the current folder when omitted.

        Returns:
            The workspace.

        Raises:
            UserError: No folder from `start` upwards holds `corpus/sources`.
        """
        named = os.environ.get("STANCEBENCH_WORKSPACE")
        begin = (Path(named) if named else start or Path.cwd()).absolute()
        for folder in [begin] if named else [begin, *begin.parents]:
            if (folder / "corpus" / "sources").is_dir():
                return cls(folder)
        raise UserError(
            f"no workspace at {begin}" + ("" if named else " or above it"),
            expected="a folder that holds corpus/sources",
            fix="cd into a clone of stancebench, or set STANCEBENCH_WORKSPACE",
        )

    @property
    def sources(self) -> Path:
        """Source descriptions, one YAML each."""
        return self.root / "corpus" / "sources"

    @property
    def manifests(self) -> Path:
        """Facts and hashes of every document, one JSONL a source."""
        return self.root / "corpus" / "manifests"

    @property
    def texts(self) -> Path:
        """Texts that hydrate brought, one folder a source; never committed."""
        return self.root / "corpus" / "texts"

    @property
    def documents(self) -> Path:
        """The built table of documents."""
        return self.root / "corpus" / "build" / "documents.parquet"

    @property
    def paragraphs(self) -> Path:
        """The built table of paragraphs."""
        return self.root / "corpus" / "build" / "paragraphs.parquet"

    @property
    def corpus_stats(self) -> Path:
        """Counts of the built corpus."""
        return self.root / "corpus" / "stats.json"

    @property
    def codebook(self) -> Path:
        """Topics and targets."""
        return self.root / "labels" / "codebook.yaml"

    @property
    def guidelines(self) -> Path:
        """How to label."""
        return self.root / "labels" / "GUIDELINES.md"

    @property
    def batches(self) -> Path:
        """Which paragraphs were drawn for labelling, one JSONL a batch."""
        return self.root / "labels" / "batches"

    @property
    def events(self) -> Path:
        """Raw label events, one JSONL an annotator and batch."""
        return self.root / "labels" / "events"

    @property
    def drafts(self) -> Path:
        """Unfinished answers of the labelling page, one JSONL an annotator and batch; never committed."""
        return self.root / "labels" / "drafts"

    @property
    def annotators(self) -> Path:
        """Who labelled: human or model, and what is known of it."""
        return self.root / "labels" / "annotators.yaml"

    @property
    def gold(self) -> Path:
        """Frozen labels."""
        return self.root / "labels" / "gold" / "gold.jsonl"

    @property
    def agreement(self) -> Path:
        """Agreement between the label passes."""
        return self.root / "labels" / "agreement.json"

    @property
    def dataset(self) -> Path:
        """The built Hugging Face dataset folder."""
        return self.root / "dataset"

    @property
    def params(self) -> Path:
        """Parameters of the pipeline."""
        return self.root / "params.yaml"

    @property
    def baselines(self) -> Path:
        """Baseline descriptions, one YAML each."""
        return self.root / "train"

    @property
    def train_runs(self) -> Path:
        """Trained models, one folder a run."""
        return self.root / "train" / "runs"

    @property
    def eval_runs(self) -> Path:
        """Predictions and metrics, one folder a run."""
        return self.root / "eval" / "runs"

    @property
    def leaderboard(self) -> Path:
        """The leaderboard in Markdown."""
        return self.root / "eval" / "leaderboard.md"

    @property
    def report(self) -> Path:
        """The report page."""
        return self.root / "eval" / "report.html"
