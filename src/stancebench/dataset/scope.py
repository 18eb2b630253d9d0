"""Which labelled paragraphs a config of the dataset holds, and which of them the corpus here lacks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from stancebench.corpus.manifest import read_manifest
from stancebench.corpus.source import Source, read_sources
from stancebench.errors import UserError, some
from stancebench.labels.gold import GoldLabel
from stancebench.workspace import Workspace

Config = Literal["core", "open", "full"]
CONFIGS: tuple[Config, ...] = ("core", "open", "full")

EMBEDDED = "package"
"""Kind of a source that a Python package carries, which a fresh clone can always build."""


@dataclass(frozen=True)
class Scope:
    """The labels of one config.

    Attributes:
        gold: Labels whose paragraphs the built corpus holds.
        missing: Labelled paragraphs that it lacks, by source.
    """

    gold: list[GoldLabel]
    missing: dict[str, int]


def missing_note(missing: Mapping[str, int]) -> str:
    """Return one line that says what is missing and how to get it; empty when nothing is."""
    if not missing:
        return ""
    parts = ", ".join(f"{count} of {source}" for source, count in missing.items())
    return (
        f"{sum(missing.values())} labelled paragraphs are missing ({parts}); to get them: "
        f"stancebench corpus hydrate {' '.join(missing)}, then stancebench corpus build --all"
    )


def scope_of(
    workspace: Workspace, gold: Sequence[GoldLabel], paragraphs: Mapping[str, Mapping[str, Any]], config: Config
) -> Scope:
    """Choose the labels of a config.

    Args:
        workspace: The workspace; its manifests say which source a document is of.
        gold: All frozen labels.
        paragraphs: Rows of the built corpus by paragraph id.
        config: ``core``, ``open`` or ``full``.

    Returns:
        The labels, and what is missing.

    Raises:
        UserError: A labelled document is in no manifest, or `core` is not whole.
    """
    source_of: dict[str, str] = {}
    allowed: set[str] = set()
    for source in read_sources(workspace):
        source_of |= {facts.document_id: source.id for facts in read_manifest(workspace, source)}
        if _fits(source, config):
            allowed.add(source.id)
    named = [(label, source_of.get(label.paragraph_id.split("/")[0])) for label in gold]
    unknown = [label.paragraph_id for label, source in named if source is None]
    if unknown:
        raise UserError(
            f"{len(unknown)} labelled paragraph(s) are of no document in corpus/manifests: {some(unknown, 3)}",
            fix="stancebench corpus manifest",
        )
    chosen = [(label, str(source)) for label, source in named if source in allowed]
    missing = Counter(source for label, source in chosen if label.paragraph_id not in paragraphs)
    if config == "core" and missing:
        lacking = [label.paragraph_id for label, _ in chosen if label.paragraph_id not in paragraphs]
        raise UserError(
            f"the corpus lacks {len(lacking)} labelled paragraph(s): {some(lacking, 3)}", fix="stancebench corpus build"
        )
    present = [label for label, _ in chosen if label.paragraph_id in paragraphs]
    return Scope(present, dict(sorted(missing.items())))


def find_config(name: str) -> Config:
    """Return the config of this name.

    Raises:
        UserError: There is none.
    """
    for config in CONFIGS:
        if config == name:
            return config
    raise UserError(f"no config {name!r}", expected=f"one of {', '.join(CONFIGS)}")


def _fits(source: Source, config: Config) -> bool:
    if config == "core":
        return source.kind == EMBEDDED
    return config == "full" or source.redistribute
