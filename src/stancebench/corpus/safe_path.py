"""Paths in manifests: relative, plain, and never out of their source."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path, PurePosixPath
from typing import Annotated

from pydantic import AfterValidator

from stancebench.errors import UserError

_LONGEST = 240
"""Bytes of one name; file systems take 255, and a download adds ``.part.json``."""


def _safe(path: str) -> str:
    if any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in path):
        raise ValueError("the path holds a control character")
    if "\\" in path or re.match(r"[A-Za-z]:", path):
        raise ValueError("expected a path with forward slashes and no drive")
    parts = PurePosixPath(path).parts
    if not parts or path.startswith("/") or ".." in parts:
        raise ValueError("expected a path within the source")
    if str(PurePosixPath(*parts)) != path:
        raise ValueError(f"expected the plain path {str(PurePosixPath(*parts))!r}")
    for part in parts:
        if part.startswith(".") or part.endswith((".part", ".part.json")):
            raise ValueError("hidden names and names of unfinished downloads are kept for the store")
        if len(part.encode("utf-8")) > _LONGEST:
            raise ValueError(f"a name is longer than {_LONGEST} bytes")
    return path


SafePath = Annotated[str, AfterValidator(_safe)]
"""A relative path with forward slashes that cannot leave its folder."""


def confined(root: Path, path: str) -> Path:
    """Return where a safe path lies below a folder.

    Args:
        root: The folder; it may itself be a symbolic link.
        path: A path that a manifest lists.

    Returns:
        The full path; nothing need lie there.

    Raises:
        UserError: A symbolic link on the way leads out of the folder.
    """
    full = root / path
    if not full.resolve().is_relative_to(root.resolve()):
        raise UserError(f"{full} leads out of {root} by a symbolic link", expected="a file", fix=f"rm {full}")
    return full
