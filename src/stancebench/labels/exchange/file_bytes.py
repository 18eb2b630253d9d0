"""Reading what a tool exported."""

from __future__ import annotations

from pathlib import Path

from stancebench.errors import UserError


def file_bytes(path: Path, *, fix: str) -> bytes:
    """Read a file.

    Args:
        path: The file.
        fix: What the user should do when it is not there.

    Returns:
        Its bytes.

    Raises:
        UserError: It is missing, is a folder or may not be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise UserError(f"{path} does not exist", expected="a file", fix=fix) from None
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror})", expected="a file", fix=fix) from None
