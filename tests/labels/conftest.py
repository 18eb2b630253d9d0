"""The labels of the repository beside its corpus, built once from the installed package."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from stancebench.corpus.build import build_corpus
from stancebench.workspace import Workspace
from tests.conftest import REPOSITORY


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The repository's labels with a fresh build of the corpus, in a temporary workspace; never changed."""
    root: Path = tmp_path_factory.mktemp("labels")
    for room in ("corpus/sources", "corpus/manifests", "corpus/profiles", "labels"):
        shutil.copytree(REPOSITORY / room, root / room)
    shutil.copy(REPOSITORY / "params.yaml", root / "params.yaml")
    workspace = Workspace(root)
    build_corpus(workspace, progress=False)
    return workspace


@pytest.fixture
def real_copy(real: Workspace, tmp_path: Path) -> Workspace:
    """A private copy of `real`."""
    root = tmp_path / "real"
    shutil.copytree(real.root, root)
    return Workspace(root)
