"""Sources of the kind `folder`, made for the tests."""

from __future__ import annotations

import datetime
from pathlib import Path

import yaml

from stancebench.corpus.manifest import DocumentFacts
from stancebench.files import sha256_text, write_jsonl
from stancebench.workspace import Workspace
from tests.corpus.support import make_source
from tests.support.miniature import document_text


def folder_yaml(name: str = "many", *, embedded: bool = True) -> dict[str, object]:
    """A source whose texts lie in the store of the workspace."""
    packaged = {"package", "version", "metadata", "texts", "columns", "source_types"}
    source = make_source().model_dump(exclude=packaged)
    return {**source, "id": name, "kind": "folder", "obtain": "Written by the test.", "embedded": embedded}


def folder_facts(name: str, year: int, text: str) -> DocumentFacts:
    """One document of such a source."""
    return DocumentFacts(
        document_id=f"{name}-{year}",
        source=name,
        key=str(year),
        path=f"{year}.txt",
        sha256=sha256_text(text),
        title=f"Address of {year}",
        date=datetime.date(year, 1, 5),
        speaker_id="speaker",
        speaker_name="Speaker",
        role="head_of_state",
        venue="Test House",
        country="US",
        source_type="speech",
        language="en",
        licence="CC0-1.0",
        source_url="https://example.org",
    )


def add_folder_source(root: Path, years: range, name: str = "many", *, embedded: bool = True) -> Workspace:
    """Add a source of one text a year to a workspace."""
    workspace = Workspace(root)
    texts = workspace.texts / name
    for path in (texts, workspace.sources, workspace.manifests):
        path.mkdir(parents=True, exist_ok=True)
    facts = []
    for year in years:
        text = document_text(year)
        (texts / f"{year}.txt").write_text(text, encoding="utf-8")
        facts.append(folder_facts(name, year, text))
    (workspace.sources / f"{name}.yaml").write_text(yaml.safe_dump(folder_yaml(name, embedded=embedded)), "utf-8")
    write_jsonl(workspace.manifests / f"{name}.jsonl", facts)
    return workspace
