"""Why the page may not do what it asked for."""

from __future__ import annotations

from collections.abc import Sequence

from stancebench.labels.serve.fault import Fault


class RefusedError(Exception):
    """A request that is answered with an error that the page shows.

    Args:
        message: What is wrong and what to do, for the annotator.
        status: Status code of HTTP.
        faults: What the answer lacks, where that is the reason.
    """

    def __init__(self, message: str, status: int, faults: Sequence[Fault] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.faults = tuple(faults)
