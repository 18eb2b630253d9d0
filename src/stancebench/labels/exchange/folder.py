"""Several files that are written together or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from stancebench.errors import UserError
from stancebench.files import atomic_path


def write_folder(path: Path, files: Mapping[str, str]) -> None:
    """Write a new folder.

    Args:
        path: The folder; it may exist, if it is empty.
        files: Contents by the path within.

    Raises:
        UserError: Something is there already.
    """
    if path.exists() and not (path.is_dir() and not any(path.iterdir())):
        raise UserError(f"{path} exists", expected="a new or empty folder", fix="another name")
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent))
    try:
        for name, text in files.items():
            (temporary / name).parent.mkdir(parents=True, exist_ok=True)
            (temporary / name).write_text(text, encoding="utf-8", newline="")
        temporary.chmod(0o755)
        if path.exists():
            path.rmdir()
        temporary.replace(path)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def write_together(files: Mapping[Path, str]) -> None:
    """Write new files; when one cannot be written, none is left.

    Args:
        files: Contents by path; none of the files exists.
    """
    with ExitStack() as undo:
        with ExitStack() as stack:
            for path, text in files.items():
                undo.callback(path.unlink, missing_ok=True)
                stack.enter_context(atomic_path(path)).write_text(text, encoding="utf-8", newline="")
        undo.pop_all()
