"""The gates of a release: what a dataset must not give away, and what every row must have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from stancebench.dataset.prepare import prepare
from stancebench.dataset.probes import PairRow, ProbeScore, run_probes
from stancebench.dataset.schema import LABELS
from stancebench.dataset.scope import Config
from stancebench.files import write_json
from stancebench.records import Record
from stancebench.workspace import Workspace

CEILINGS = {"majority_per_target": 0.35, "target_only": 0.40, "metadata_only": 0.42, "text_only": 0.50}
"""Largest macro-F1 that a blind probe may reach on `test`."""

OVERLAP = 0.45
"""Largest F1 of none that the overlap rule may reach."""

GAP = 0.12
"""How far text only must stay under text and target."""

SMALLEST, LARGEST = 300, 0.55
"""Fewest pairs of a class in `test`; largest share of one class."""


class Gate(BaseModel):
    """One gate.

    Attributes:
        name: What is measured.
        value: The figure.
        goal: The figure it is held against.
        direction: Whether the value must be at most or at least the goal.
        passed: Whether it is.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    value: float
    goal: float
    direction: Literal["at most", "at least"]
    passed: bool


class Gates(Record):
    """The gates of one config; `labels/gates/<config>.json`.

    Attributes:
        config: ``core``, ``open`` or ``full``.
        version: Version of the dataset.
        revision: Its revision.
        gates: The gates.
        probes: Macro-F1 of every probe by test split.
        f1: F1 by class of every probe on `test`.
    """

    config: str
    version: str
    revision: str
    gates: tuple[Gate, ...]
    probes: dict[str, dict[str, float]]
    f1: dict[str, dict[str, float]]


def check_release(workspace: Workspace, config: Config | None = None) -> Gates:
    """Run the gates on a config of the dataset and write the result; the dataset need not be built yet.

    Args:
        workspace: The workspace, with built corpus and gold.
        config: ``core``, ``open`` or ``full``; that of the parameters when omitted.

    Returns:
        The gates with their figures.

    Raises:
        UserError: Corpus or gold is missing, or the packages of [train] are.
    """
    ready = prepare(workspace, config)
    tables = {name.split("/")[1]: rows for name, rows in ready.tables.items() if name.startswith("stance/")}
    splits = {name: [_row(row) for row in rows if row["scored"]] for name, rows in tables.items()}
    tests = [name for name in tables if name.startswith("test")]
    probes = run_probes(splits, tests)
    every = [row for rows in tables.values() for row in rows]
    labels = [row.label for row in splits["test"]]
    documents = len({row["document_id"] for row in tables["test"]})
    gates = [
        *_blind(probes["test"]),
        _at_most("near-duplicate pairs across splits", ready.near_duplicates["across splits"], 0),
        _at_most("contradictory pairs", _contradictions(every), 0),
        _at_most("rows without licence or hash", sum(not _whole(row) for row in every), 0),
        _at_least("pairs in test", len(tables["test"]), 2000),
        _at_least("documents in test", documents, 80),
        *(_at_least(f"pairs of {label} in test", labels.count(label), SMALLEST) for label in LABELS),
        _at_most("largest share of a class in test", max(map(labels.count, LABELS)) / len(labels), LARGEST),
    ]
    result = Gates(
        config=ready.config,
        version=ready.params.version,
        revision=ready.revision,
        gates=tuple(gates),
        probes={name: {probe: score.macro_f1 for probe, score in scores.items()} for name, scores in probes.items()},
        f1={probe: score.f1 for probe, score in probes["test"].items()},
    )
    write_json(gates_path(workspace, ready.config), result.model_dump(mode="json"))
    return result


def gates_path(workspace: Workspace, config: str) -> Path:
    """Return where the gates of a config lie."""
    return workspace.root / "labels" / "gates" / f"{config}.json"


def _blind(scores: dict[str, ProbeScore]) -> list[Gate]:
    found = [_at_most(f"macro-F1 of {name}", scores[name].macro_f1, goal) for name, goal in CEILINGS.items()]
    gap = scores["text_and_target"].macro_f1 - scores["text_only"].macro_f1
    found.append(_at_least("macro-F1 of text_and_target over text_only", gap, GAP))
    found.append(_at_most("F1 of none by overlap_rule", scores["overlap_rule"].f1["none"], OVERLAP))
    return found


def _row(row: Mapping[str, Any]) -> PairRow:
    return PairRow(
        text=row["text"],
        target=row["target"],
        speaker_id=row["speaker_id"] or "",
        role=row["role"],
        year=row["date"].year,
        source=row["source"],
        label=row["label"],
    )


def _contradictions(rows: Sequence[Mapping[str, Any]]) -> int:
    """Count pairs of one text and one wording with two labels."""
    seen: dict[tuple[object, object], set[object]] = {}
    for row in rows:
        seen.setdefault((row["text_sha256"], row["target"]), set()).add(row["label"])
    return sum(len(labels) > 1 for labels in seen.values())


def _whole(row: Mapping[str, Any]) -> bool:
    return all(row[name] for name in ("licence", "text_sha256"))


def _at_most(name: str, value: float, goal: float) -> Gate:
    shown = round(value, 4)
    return Gate(name=name, value=shown, goal=goal, direction="at most", passed=shown <= goal)


def _at_least(name: str, value: float, goal: float) -> Gate:
    shown = round(value, 4)
    return Gate(name=name, value=shown, goal=goal, direction="at least", passed=shown >= goal)
