"""The log of drafts: every change of every answer, one line each, on disk before the page says "saved"."""

from __future__ import annotations

import json
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock, Timeout
from pydantic import ValidationError

from stancebench.errors import UserError
from stancebench.files import json_line, read_jsonl
from stancebench.labels.serve.draft import Draft


class DraftLog:
    """An append-only file of drafts, held by one server at a time.

    Each line is flushed and synced before `append` returns. A last line that a crash left half-written was never
    confirmed to anyone; it is cut off when the log is opened, so that every line of the file stays whole JSON.

    Args:
        path: The file; it and its folder are made when missing.

    Raises:
        UserError: Another server holds the file, or a line that is not the last one is broken.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = FileLock(path.with_name(f"{path.name}.lock"))
        try:
            self._lock.acquire(blocking=False)
        except Timeout:
            raise UserError(
                f"{path} is in use",
                expected="one labelling page an annotator and batch",
                fix="use the page that is running, or stop it first",
            ) from None
        try:
            path.touch()
            _mend_end(path)
            self._latest = {draft.key: draft for draft in read_jsonl(path, Draft)}
            self._handle = path.open("ab", buffering=0)
        except BaseException:
            self._lock.release()
            raise

    def __enter__(self) -> Self:
        """Use the log in a `with` block, which closes it."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the log."""
        self.close()

    def latest(self, key: str) -> Draft | None:
        """Return the last draft of a paragraph."""
        return self._latest.get(key)

    def append(self, draft: Draft) -> None:
        """Write one draft; it is on disk when this returns.

        Raises:
            OSError: The disk is full or refuses; then the log is as it was before.
        """
        size = os.fstat(self._handle.fileno()).st_size
        rest = memoryview(json_line(draft).encode("utf-8"))
        try:
            while rest:
                rest = rest[self._handle.write(rest) :]
            os.fsync(self._handle.fileno())
        except OSError:
            os.ftruncate(self._handle.fileno(), size)
            raise
        self._latest[draft.key] = draft

    def close(self) -> None:
        """Close the file and let others have it."""
        self._handle.close()
        self._lock.release()


def _mend_end(path: Path) -> None:
    """Cut a half-written last line off; a whole one that only lacks its newline gets it."""
    data = path.read_bytes()
    end = data.rfind(b"\n") + 1
    if end == len(data):
        return
    with path.open("r+b") as handle:
        if _is_whole(data[end:]):
            handle.seek(0, os.SEEK_END)
            handle.write(b"\n")
        else:
            handle.truncate(end)
        handle.flush()
        os.fsync(handle.fileno())


def _is_whole(line: bytes) -> bool:
    try:
        Draft.model_validate(json.loads(line))
    except (ValueError, ValidationError):
        return False
    return True
