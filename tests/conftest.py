"""Fixtures that all rooms share."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from stancebench.workspace import Workspace
from tests.support.miniature import label_workspace, make_workspace, write_package

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

REPOSITORY = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def _site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    site = tmp_path_factory.mktemp("site")
    write_package(site)
    sys.path.insert(0, str(site))
    yield site
    sys.path.remove(str(site))


@pytest.fixture(scope="session")
def _built(_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with corpus, labels, agreement, gold and dataset; never changed, only copied."""
    from stancebench.corpus.build import build_corpus
    from stancebench.corpus.manifest import manifest_path
    from stancebench.corpus.package import PackageTexts
    from stancebench.corpus.source import read_sources
    from stancebench.dataset.build import build_dataset
    from stancebench.files import write_jsonl
    from stancebench.labels.agreement import write_agreement
    from stancebench.labels.freeze import freeze

    root = tmp_path_factory.mktemp("built")
    workspace = make_workspace(root)
    source = read_sources(workspace)[0]
    write_jsonl(manifest_path(workspace, source), PackageTexts.open(source).facts())
    build_corpus(workspace, progress=False)
    label_workspace(workspace, tmp_path_factory.mktemp("answers"))
    write_agreement(workspace)
    freeze(workspace)
    build_dataset(workspace)
    return root


@pytest.fixture
def site(_site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A private copy of the miniature package that a test may break; returns its data folder."""
    copy = tmp_path / "site"
    shutil.copytree(_site, copy)
    monkeypatch.syspath_prepend(str(copy))
    monkeypatch.setattr(sys, "path", [entry for entry in sys.path if entry != str(_site)])
    return copy / "minitexts" / "data"


@pytest.fixture
def workspace(_built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A private copy of the built miniature workspace, which is also the current folder."""
    root = tmp_path / "workspace"
    shutil.copytree(_built, root)
    monkeypatch.chdir(root)
    monkeypatch.delenv("STANCEBENCH_WORKSPACE", raising=False)
    return Workspace(root)


@pytest.fixture
def repository() -> Workspace:
    """This repository as a workspace, to be read only."""
    return Workspace(REPOSITORY)
