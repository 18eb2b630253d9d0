"""Sources whose texts are not in a package: their YAML, manifest and store."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import yaml

from stancebench.corpus.manifest import DocumentFacts, Part, manifest_path
from stancebench.corpus.source import Source, read_sources
from stancebench.files import joined_sha256, write_jsonl
from stancebench.workspace import Workspace

COMMIT = "0123456789abcdef0123456789abcdef01234567"


def digest(data: bytes) -> str:
    """Hash some bytes."""
    return hashlib.sha256(data).hexdigest()


def remote_yaml(name: str, kind: str, **fields: object) -> dict[str, Any]:
    """The description of a source without a package."""
    return {
        "schema_version": 2,
        "id": name,
        "title": "Remote texts",
        "kind": kind,
        "licence": "CC0-1.0",
        "licence_url": "https://example.org/licence",
        "redistribute": True,
        "attribution": "Written for the tests.",
        **fields,
    }


def facts(name: str, key: str, files: dict[str, bytes], *, sized: bool = True, **changes: object) -> DocumentFacts:
    """The line of a document of one or several files."""
    parts = tuple(
        Part(path=path, sha256=digest(data), n_bytes=len(data) if sized else None) for path, data in files.items()
    )
    several = len(parts) > 1
    return DocumentFacts.model_validate(
        {
            "document_id": f"{name}-{key}",
            "source": name,
            "key": key,
            "path": parts[0].path.rpartition("/")[0] if several else parts[0].path,
            "sha256": joined_sha256([part.sha256 for part in parts]),
            "n_bytes": sum(part.n_bytes or 0 for part in parts) if sized else None,
            "parts": parts if several else (),
            "title": key,
            "date": "2001-02-03",
            "speaker_id": "",
            "speaker_name": "",
            "role": "delegate",
            "venue": "Test House",
            "country": "US",
            "source_type": "debate",
            "language": "en",
            "licence": "CC0-1.0",
            "source_url": "https://example.org",
            **changes,
        }
    )


def add_source(workspace: Workspace, source: dict[str, Any], manifest: list[DocumentFacts]) -> Source:
    """Write YAML and manifest of a source into a workspace."""
    path = workspace.sources / f"{source['id']}.yaml"
    path.write_text(yaml.safe_dump(source, sort_keys=False), encoding="utf-8")
    read = next(item for item in read_sources(workspace) if item.id == source["id"])
    write_jsonl(manifest_path(workspace, read), manifest)
    return read


def write_files(folder: Path, files: dict[str, bytes]) -> Path:
    """Write files below a folder."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder
