"""Making the manifest of a source from a folder that holds its files."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stancebench.corpus.manifest import DocumentFacts, Part
from stancebench.corpus.parse.document import ParsedDocument
from stancebench.corpus.parse.labels import fold
from stancebench.corpus.parse.transcript import parse_transcript
from stancebench.corpus.source import Source
from stancebench.errors import UserError, some
from stancebench.files import joined_sha256, read_text, validated

_SUFFIXES = (".txt", ".htm", ".html", ".md", ".xml", ".csv", ".jsonl", ".pdf")


@dataclass(frozen=True)
class Listing:
    """What a folder holds.

    Attributes:
        facts: One line of the manifest a document, by id.
        skipped: Files that are no transcript, and why.
    """

    facts: list[DocumentFacts]
    skipped: list[str]


def list_documents(source: Source, folder: Path, table: Path | None = None) -> Listing:
    """List every document in a folder that mirrors a source.

    Title, date, address and kind of a document are what the parser finds in it; `table` overrules them.

    Args:
        source: The source; its `documents` says whether a document is a file or a folder of files.
        folder: A folder in which the files lie as in the source.
        table: A CSV with a column ``key`` and columns named as fields of the manifest.

    Returns:
        The documents.

    Raises:
        UserError: The folder holds no file, a document has no date, two have one id, or the table does not fit.
    """
    if not folder.is_dir():
        raise UserError(f"{folder} is no folder", expected="a folder with the files of the source")
    known = _table(table) if table else {}
    files = sorted(path for path in folder.rglob("*") if path.suffix.lower() in _SUFFIXES and path.is_file())
    groups: dict[Path, list[Path]] = {}
    for path in files:
        groups.setdefault(path.parent if source.documents == "folders" else path, []).append(path)
    facts, skipped = [], []
    for place, members in sorted(groups.items()):
        try:
            parts = [(str(path.relative_to(folder)), path.read_bytes()) for path in members]
            parsed = parse_transcript(parts, profile=source.rules())
        except UserError as error:
            skipped.append(str(error))
            continue
        facts.append(_facts(source, place.relative_to(folder), parts, parsed, known))
    if not facts:
        raise UserError(f"{folder} holds no transcript", expected=f"files ending in {', '.join(_SUFFIXES)}")
    ids = Counter(fact.document_id for fact in facts)
    twice = [name for name, count in ids.items() if count > 1]
    if twice:
        raise UserError(f"{folder} holds two documents with the id {some(twice)}", fix="rename one of the files")
    return Listing(facts, skipped)


def _facts(
    source: Source,
    place: Path,
    parts: list[tuple[str, bytes]],
    parsed: ParsedDocument,
    table: dict[str, dict[str, str]],
) -> DocumentFacts:
    path, several = place.as_posix(), source.documents == "folders"
    key = place.name if several else place.stem
    known = table.get(key, {})
    hashes = [Part(path=name, sha256=hashlib.sha256(data).hexdigest(), n_bytes=len(data)) for name, data in parts]
    found = parsed.metadata
    speaker = _own_speaker(parsed)
    date = known.get("date") or found.get("date", "")
    if not date:
        raise UserError(
            f"{path} holds no date", expected="a date in it, in its name or in a table", fix="--facts TABLE.csv"
        )
    data: dict[str, Any] = {
        "schema_version": DocumentFacts.CURRENT,
        "document_id": f"{source.id}-{fold(key)}".replace("_", "-"),
        "source": source.id,
        "key": key,
        "path": path,
        "sha256": joined_sha256([part.sha256 for part in hashes]),
        "n_bytes": sum(len(data) for _, data in parts),
        "parts": hashes if several else (),
        "title": found.get("title", key),
        "speaker_id": fold(speaker[0]),
        "speaker_name": speaker[1],
        "role": "",
        "venue": found.get("place") or source.venue,
        "country": source.country,
        "source_type": found.get("source_type", ""),
        "language": source.language,
        "licence": source.licence,
        "source_url": found.get("url") or (source.address(path) if source.kind == "http" else ""),
        **{name: value for name, value in known.items() if name != "key" and value},
        "date": date,
    }
    return validated(data, DocumentFacts, f"{source.id}, {path}")


def _own_speaker(parsed: ParsedDocument) -> tuple[str, str]:
    """Return id and name of the speaker of a document in which only one person speaks."""
    speakers = {(turn.speaker_id, turn.speaker) for turn in parsed.turns if turn.role not in ("moderator", "audience")}
    return speakers.pop() if len(speakers) == 1 else ("", "")


def _table(path: Path) -> dict[str, dict[str, str]]:
    rows = list(csv.DictReader(read_text(path).splitlines(), restkey="(more cells than columns)"))
    fields = set(DocumentFacts.model_fields) | {"key"}
    strange = sorted({name for row in rows for name in row if name not in fields})
    if strange or not rows or "key" not in rows[0]:
        raise UserError(
            f"{path} has the columns {', '.join(rows[0]) if rows else 'none'}",
            expected="key and names of manifest fields",
            fix=f"edit {path}",
        )
    return {row["key"]: {name: value or "" for name, value in row.items()} for row in rows}
