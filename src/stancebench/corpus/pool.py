"""Building shards in this process or in several."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from pathlib import Path

from stancebench.corpus.shards import Receipt, Shard
from stancebench.errors import UserError
from stancebench.workspace import Workspace

QUEUED = 2
"""Shards handed out for each worker: one at work, one waiting."""


class Pool:
    """Worker processes that build shards; with one worker, this process does.

    The processes start at the first shard. They end with this process, also when it is killed.

    Args:
        workspace: The workspace.
        folder: Where the shards are written.
        workers: How many processes.
    """

    def __init__(self, workspace: Workspace, folder: Path, workers: int) -> None:
        self.workspace = workspace
        self.folder = folder
        self.workers = workers
        self._executor: ProcessPoolExecutor | None = None

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        if self._executor:
            self._executor.shutdown(cancel_futures=True)

    def __call__(self, shards: Iterable[Shard]) -> Iterator[tuple[Shard, Receipt]]:
        """Build shards; no more than a few are in memory.

        Args:
            shards: The shards to build.

        Yields:
            Each shard with its receipt, in the order in which they are done.

        Raises:
            UserError: A text is missing or wrong, or a worker process ended too early.
        """
        if self.workers == 1:
            yield from ((shard, shard.build(self.workspace, self.folder)) for shard in shards)
            return
        try:
            yield from self._spread(iter(shards))
        except BrokenProcessPool:
            raise UserError(
                "a worker process ended before its work was done, as happens when memory runs out",
                expected=f"room for {self.workers} workers",
                fix="stancebench corpus build --workers 1 (it goes on where this one stopped)",
            ) from None

    def _spread(self, shards: Iterator[Shard]) -> Iterator[tuple[Shard, Receipt]]:
        if self._executor is None:
            context = multiprocessing.get_context("spawn")
            self._executor = ProcessPoolExecutor(self.workers, mp_context=context, initializer=_begin)
        running: dict[Future[Receipt], Shard] = {}
        try:
            while True:
                for shard in islice(shards, QUEUED * self.workers - len(running)):
                    running[self._executor.submit(shard.build, self.workspace, self.folder)] = shard
                if not running:
                    return
                for done in wait(running, return_when=FIRST_COMPLETED).done:
                    yield running.pop(done), done.result()
        finally:
            for future in running:
                future.cancel()


def default_workers() -> int:
    """Return the number of processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _begin() -> None:
    """Leave Ctrl-C to the parent, and end with it: a worker would wait for work for ever."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow, daemon=True).start()


def _follow() -> None:
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)
