"""Drawing items of a benchmark, and the sheet of them that an annotator reads."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Collection
from pathlib import Path

from stancebench.errors import UserError
from stancebench.files import write_text
from stancebench.labels.validation.benchmark import BENCHMARKS, Benchmark, BenchmarkItem

SEED = 20261124


def find_benchmark(name: str) -> Benchmark:
    """Return a benchmark.

    Raises:
        UserError: There is none of this name.
    """
    if name not in BENCHMARKS:
        raise UserError(f"no benchmark {name!r}", expected=f"one of {', '.join(BENCHMARKS)}")
    return BENCHMARKS[name]


def drawn_items(benchmark: Benchmark, data: Path, *, seed: int = SEED) -> list[BenchmarkItem]:
    """Draw the items that are read; the same seed draws the same ones.

    Args:
        benchmark: The benchmark.
        data: Folder that holds a folder of each benchmark.
        seed: Seed of the draw and of the order.

    Returns:
        The items, in the order of the sheet.

    Raises:
        UserError: The benchmark's files are missing or do not fit.
    """
    rng = random.Random(f"{seed}/{benchmark.name}")
    items = {item.key: item for item in benchmark.read(data / benchmark.name)}
    by_class: dict[str, list[BenchmarkItem]] = defaultdict(list)
    for item in items.values():
        by_class[item.gold].append(item)
    strange = sorted(set(by_class) - set(benchmark.classes))
    if strange:
        raise UserError(
            f"{data / benchmark.name} holds the label {strange[0]!r}", expected=", ".join(benchmark.classes)
        )
    short = [name for name, count in benchmark.strata.items() if len(by_class[name]) < count]
    if short or len(items) < benchmark.count:
        raise UserError(
            f"{data / benchmark.name} holds {len(items)} items" + (f", too few of {', '.join(short)}" if short else ""),
            expected=f"{benchmark.count} to draw",
        )
    if benchmark.strata:
        chosen = [item for name, count in benchmark.strata.items() for item in rng.sample(by_class[name], count)]
    else:
        chosen = rng.sample(list(items.values()), benchmark.count)
    rng.shuffle(chosen)
    return chosen


def write_validation_sheet(
    benchmark: Benchmark, data: Path, path: Path, *, order_seed: int, only: Collection[str] | None = None
) -> int:
    """Write the sheet: text, context and target, without the labels of people.

    Args:
        benchmark: The benchmark.
        data: Folder that holds a folder of each benchmark.
        path: Where to write it (Markdown).
        order_seed: Seed of the order.
        only: Ids of the items; all drawn ones when omitted.

    Returns:
        The number of items.

    Raises:
        UserError: The benchmark's files are missing or do not fit.
    """
    items = [item for item in drawn_items(benchmark, data) if only is None or item.id in only]
    random.Random(order_seed).shuffle(items)
    parts = [f"# {benchmark.name}: {len(items)} items\n\nAsked: {benchmark.question}.\n"]
    parts += [
        f"## {item.key}\nbefore: {item.before or '(nothing given)'}\n---\n{item.text}\n---\ntarget: {item.target}\n"
        for item in items
    ]
    write_text(path, "\n".join(parts))
    return len(items)
