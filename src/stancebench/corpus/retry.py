"""When to ask a server again, and when to stop."""

from __future__ import annotations

import datetime
import email.utils
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tenacity import RetryCallState, Retrying

AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Answers after which the same request may succeed later."""


class FetchError(Exception):
    """A file that was not got.

    Args:
        reason: What the server did, the same words for the same cause, so that files can be grouped.
        again: Whether asking again may help.
        wait: Seconds that the server asks to wait.
        wrong: Whether bytes came that are not those of the manifest.
        whole: Whether every file of the source would fail alike.
    """

    def __init__(
        self, reason: str, *, again: bool = False, wait: float = 0.0, wrong: bool = False, whole: bool = False
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.again = again
        self.wait = wait
        self.wrong = wrong
        self.whole = whole


@dataclass(frozen=True)
class Patience:
    """How politely and how long a server is asked.

    Attributes:
        rate: Requests a second at most.
        tries: Requests for one file at most.
        first_wait: Seconds before the second try; later waits double.
        longest_wait: Seconds of one wait at most; a server that asks for more is given up.
        total: Seconds for one file at most, waits included.
        timeout: Seconds without a byte after which a connection is dead.
        largest: Bytes of a file whose size the manifest does not know.
        failures: A source is left alone after so many files in a row that failed for good without a clear answer.
    """

    rate: float = 2.0
    tries: int = 5
    first_wait: float = 1.0
    longest_wait: float = 60.0
    total: float = 600.0
    timeout: float = 30.0
    largest: int = 50_000_000
    failures: int = 3

    def retrying(self) -> Retrying:
        """Return the loop that repeats what raises a `FetchError` worth repeating."""
        import tenacity

        grow = tenacity.wait_exponential(multiplier=self.first_wait, max=self.longest_wait)

        def wait(state: RetryCallState) -> float:
            error = state.outcome.exception() if state.outcome else None
            return max(grow(state), error.wait if isinstance(error, FetchError) else 0.0)

        return tenacity.Retrying(
            retry=tenacity.retry_if_exception(self._worth),
            stop=tenacity.stop_after_attempt(self.tries) | tenacity.stop_before_delay(self.total),
            wait=wait,
            reraise=True,
        )

    def _worth(self, error: BaseException) -> bool:
        return isinstance(error, FetchError) and error.again and error.wait <= self.longest_wait

    def pace(self) -> Callable[[], None]:
        """Return a function that sleeps until the next request is due."""
        last = float("-inf")

        def sleep() -> None:
            nonlocal last
            time.sleep(max(0.0, last + 1 / self.rate - time.monotonic()))
            last = time.monotonic()

        return sleep


def status_error(status: int, retry_after: str | None = None) -> FetchError:
    """Return the error for an answer that is no success.

    Args:
        status: The status code.
        retry_after: The header of that name: seconds, or a date.
    """
    wait = 0.0
    if retry_after and status in AGAIN:
        try:
            wait = float(retry_after)
        except ValueError:
            try:
                then = email.utils.parsedate_to_datetime(retry_after)
                wait = (then - datetime.datetime.now(then.tzinfo or datetime.UTC)).total_seconds()
            except (ValueError, TypeError):
                wait = 0.0
    said = f" and asks to wait {wait:.0f} s" if wait > 0 else ""
    return FetchError(f"the server answers {status}{said}", again=status in AGAIN, wait=max(wait, 0.0))
