"""The one exception class for faults that the user can mend."""

from __future__ import annotations

from collections.abc import Iterable


class UserError(Exception):
    """A fault in the input, printed as one line without a traceback; exit code 2.

    The message says what was found, what was expected and what to type next.

    Args:
        found: What is wrong, naming the file and the place in it.
        expected: What should have been there.
        fix: The command or edit that mends it.
    """

    exit_code = 2

    def __init__(self, found: str, *, expected: str = "", fix: str = "") -> None:
        self.found = found
        self.expected = expected
        self.fix = fix
        parts = [found.rstrip(".")]
        if expected:
            parts.append(f"expected {expected.rstrip('.')}")
        if fix:
            parts.append(f"to mend it: {fix.rstrip('.')}")
        super().__init__("; ".join(" ".join(part.split()) for part in parts))


class IncomparableError(UserError):
    """Two runs that must not be compared; exit code 3."""

    exit_code = 3


def some(names: Iterable[object], limit: int = 5) -> str:
    """List the first few names for a message and count the rest.

    Args:
        names: Anything printable.
        limit: How many to spell out.

    Returns:
        For example ``a, b, c and 7 more``.
    """
    items = [str(name) for name in names]
    shown = ", ".join(items[:limit])
    rest = len(items) - limit
    return f"{shown} and {rest} more" if rest > 0 else shown
