"""Scoring readings of benchmark items against the labels of people; `labels/validation.json`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict

from stancebench.errors import UserError
from stancebench.files import read_json, write_json
from stancebench.labels.validation.benchmark import BENCHMARKS, Benchmark, BenchmarkItem
from stancebench.labels.validation.draw import drawn_items
from stancebench.labels.validation.reading import ValidationReading, read_validation
from stancebench.records import Record
from stancebench.workspace import Workspace

RESAMPLES = 9999
SEED = 13
MIN_ITEMS = 20
"""A coder with fewer labels of the drawn items gets no row of their own."""


class Score(BaseModel):
    """One set of labels against the labels of people.

    Attributes:
        items: How many items.
        accuracy: Share of equal labels.
        low: Lower end of its 95 % interval; percentile bootstrap over documents.
        high: Upper end.
        kappa: Cohen's kappa (Cohen 1960).
        macro_f1: Mean F1 over the classes.
        confusion: Counts by label of the people, then by label given.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    items: int
    accuracy: float
    low: float
    high: float
    kappa: float
    macro_f1: float
    confusion: dict[str, dict[str, int]]


class HumanCeiling(BaseModel):
    """How well people predict the other people.

    Attributes:
        coders: Coders with enough labels.
        accuracy: Mean over coders of the share of their labels that equal the majority of the other coders.
        kappa: The same for kappa.
        reader_accuracy: The readers' final labels against the same majorities.
        reader_rank: Place of the reader among coders and reader, 1 is the best.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    coders: int
    accuracy: float
    kappa: float
    reader_accuracy: float
    reader_rank: int


class BenchmarkValidation(BaseModel):
    """The result on one benchmark.

    Attributes:
        about: What the labels of the people are.
        strata: Items of each class when the draw was stratified.
        readers: Score of each annotator.
        final: Score of the final labels: unanimous or adjudicated ones.
        agreement: Share of items on which the blind readings agree; none with one reading.
        ceiling: The human ceiling, where raw labels of people are published.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    about: str
    strata: dict[str, int]
    readers: dict[str, Score]
    final: Score
    agreement: float | None
    ceiling: HumanCeiling | None = None


class Validation(Record):
    """Readings against labels of people; `labels/validation.json`."""

    benchmarks: dict[str, BenchmarkValidation]


def validate_benchmark(workspace: Workspace, benchmark: Benchmark, data: Path) -> BenchmarkValidation:
    """Score the readings of one benchmark and write the result into `labels/validation.json`.

    Args:
        workspace: The workspace.
        benchmark: The benchmark.
        data: Folder that holds a folder of each benchmark.

    Returns:
        The result.

    Raises:
        UserError: There are no readings, a text is another one than was read, or the benchmark's files do not fit.
    """
    items = {item.id: item for item in drawn_items(benchmark, data)}
    by_reader = read_validation(workspace, benchmark.name)
    if not set(by_reader) - {"adjudicator"}:
        raise UserError(
            f"no readings of {benchmark.name}", fix=f"stancebench labels validate {benchmark.name} --sheet FILE"
        )
    for readings in by_reader.values():
        changed = [
            r.item_id for r in readings if r.item_id not in items or items[r.item_id].text_sha256 != r.text_sha256
        ]
        if changed:
            raise UserError(f"the item {changed[0]} of {benchmark.name} is not the one that was read")
    blind = {name: readings for name, readings in by_reader.items() if name != "adjudicator"}
    final = _settled(blind, by_reader.get("adjudicator", []), items)
    if len(final) < len(items):
        left = [name for name in items if name not in final]
        raise UserError(
            f"{len(left)} item(s) are in conflict and not adjudicated, {left[0]} the first",
            fix=f"stancebench labels validate {benchmark.name} --conflicts --sheet FILE",
        )
    stances = [{r.item_id: benchmark.mapped(r.stance) for r in readings} for readings in blind.values()]
    same = [len({labels[name] for labels in stances if name in labels}) == 1 for name in items]
    result = BenchmarkValidation(
        about=benchmark.about,
        strata=benchmark.strata,
        readers={
            name: _score(benchmark, items, {r.item_id: benchmark.mapped(r.stance) for r in readings})
            for name, readings in blind.items()
        },
        final=_score(benchmark, items, {name: benchmark.mapped(reading.stance) for name, reading in final.items()}),
        agreement=round(float(np.mean(same)), 4) if len(blind) > 1 else None,
        ceiling=_ceiling(items, {name: benchmark.mapped(reading.stance) for name, reading in final.items()}),
    )
    path = workspace.root / "labels" / "validation.json"
    known = read_json(path, Validation).benchmarks if path.is_file() else {}
    merged = {name: value for name, value in {**known, benchmark.name: result}.items() if name in BENCHMARKS}
    write_json(path, Validation(benchmarks=dict(sorted(merged.items()))).model_dump(mode="json"))
    return result


def open_items(workspace: Workspace, benchmark: Benchmark, data: Path) -> set[str]:
    """Return the ids of the items on which the readings differ and no ruling was given."""
    items = {item.id: item for item in drawn_items(benchmark, data)}
    by_reader = read_validation(workspace, benchmark.name)
    rulings = by_reader.pop("adjudicator", [])
    return set(items) - set(_settled(by_reader, rulings, items))


def _settled(
    blind: dict[str, list[ValidationReading]],
    rulings: Sequence[ValidationReading],
    items: dict[str, BenchmarkItem],
) -> dict[str, ValidationReading]:
    given: dict[str, list[ValidationReading]] = {name: [] for name in items}
    for readings in blind.values():
        for reading in readings:
            given[reading.item_id].append(reading)
    ruled = {reading.item_id: reading for reading in rulings}
    final = {}
    for name, readings in given.items():
        if len({reading.stance for reading in readings}) == 1:
            final[name] = readings[0]
        elif name in ruled:
            final[name] = ruled[name]
    return final


def _score(benchmark: Benchmark, items: dict[str, BenchmarkItem], given: dict[str, str]) -> Score:
    from scipy.stats import bootstrap
    from sklearn.metrics import cohen_kappa_score, confusion_matrix, f1_score

    names = sorted(given)
    gold, labels = [items[name].gold for name in names], [given[name] for name in names]
    right: dict[str, list[int]] = {}
    for name in names:
        right.setdefault(items[name].cluster, []).append(int(items[name].gold == given[name]))
    sums, sizes = np.array([sum(part) for part in right.values()]), np.array([len(part) for part in right.values()])
    interval = bootstrap(
        (sums, sizes),
        lambda hits, counts, axis=-1: hits.sum(axis=axis) / counts.sum(axis=axis),
        paired=True,
        vectorized=True,
        n_resamples=RESAMPLES,
        method="percentile",
        rng=np.random.default_rng(SEED),
    ).confidence_interval
    classes = list(benchmark.classes)
    matrix = confusion_matrix(gold, labels, labels=classes)
    return Score(
        items=len(names),
        accuracy=round(float(sums.sum() / sizes.sum()), 4),
        low=round(float(interval.low), 4),
        high=round(float(interval.high), 4),
        kappa=round(float(cohen_kappa_score(gold, labels, labels=classes)), 4),
        macro_f1=round(float(f1_score(gold, labels, labels=classes, average="macro", zero_division=0)), 4),
        confusion={
            name: {other: int(count) for other, count in zip(classes, row, strict=True)}
            for name, row in zip(classes, matrix, strict=True)
        },
    )


def _ceiling(items: dict[str, BenchmarkItem], final: dict[str, str]) -> HumanCeiling | None:
    from sklearn.metrics import cohen_kappa_score

    pairs: dict[str, list[tuple[str, str]]] = {}
    reader: list[bool] = []
    for item in items.values():
        for coder, label in item.codings.items():
            others = Counter(other for name, other in item.codings.items() if name != coder).most_common()
            if others and (len(others) == 1 or others[0][1] > others[1][1]):
                pairs.setdefault(coder, []).append((others[0][0], label))
        if item.codings:
            reader.append(final[item.id] == item.gold)
    pairs = {coder: given for coder, given in pairs.items() if len(given) >= MIN_ITEMS}
    if not pairs:
        return None
    accuracies = [float(np.mean([a == b for a, b in given])) for given in pairs.values()]
    kappas = [float(cohen_kappa_score([a for a, _ in given], [b for _, b in given])) for given in pairs.values()]
    own = float(np.mean(reader))
    return HumanCeiling(
        coders=len(pairs),
        accuracy=round(float(np.mean(accuracies)), 4),
        kappa=round(float(np.mean(kappas)), 4),
        reader_accuracy=round(own, 4),
        reader_rank=1 + sum(accuracy > own for accuracy in accuracies),
    )
