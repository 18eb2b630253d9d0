"""Whether sources, manifests and built tables fit each other, byte by byte."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from stancebench.corpus.checks.finding import CorpusFinding, Level, Rows
from stancebench.corpus.manifest import DocumentFacts, read_manifest
from stancebench.corpus.source import Source, read_sources
from stancebench.corpus.tables import DOCUMENT_SCHEMA, PARAGRAPH_SCHEMA
from stancebench.corpus.texts import open_texts
from stancebench.errors import UserError, some
from stancebench.files import read_parquet, sha256_text
from stancebench.workspace import Workspace

NAME = "integrity"
_BUILD = "stancebench corpus build"
_NEEDED = ("paragraph_id", "turn", "text", "n_words")
"""Columns without which a paragraph cannot be checked."""


class Integrity:
    """Checks what lies on disk and keeps what it could read for the other checks.

    Attributes:
        findings: What was found.
        documents: Rows of ``documents.parquet``; empty when unreadable.
        paragraphs: Rows of ``paragraphs.parquet`` that belong to a document, one document after the other; empty
            when unreadable.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.findings: list[CorpusFinding] = []
        self.documents: Rows = []
        self.paragraphs: Rows = []
        self._facts: dict[str, DocumentFacts] = {}
        self._embedded: set[str] = set()
        self._check_sources(workspace)
        if workspace.paragraphs.exists() or workspace.documents.exists():
            self._check_tables(workspace)
        else:
            self._add("note", "build", "not built yet", _BUILD)

    def _add(self, level: Level, where: str, message: str, fix: str = "") -> None:
        self.findings.append(CorpusFinding.about(NAME, level, where, message, fix=fix))

    def _add_error(self, where: str, error: UserError) -> None:
        message = f"{error.found}; expected {error.expected}" if error.expected else error.found
        self._add("error", where, " ".join(message.split()), error.fix)

    def _check_sources(self, workspace: Workspace) -> None:
        for source in read_sources(workspace):
            try:
                self._check_source(workspace, source)
            except UserError as error:
                self._add_error(source.id, error)

    def _check_source(self, workspace: Workspace, source: Source) -> None:
        """Compare the texts of a source with its manifest; those of an optional source may be elsewhere."""
        manifest = read_manifest(workspace, source)
        self._facts.update({facts.document_id: facts for facts in manifest})
        if source.embedded:
            self._embedded.add(source.id)
        texts = open_texts(workspace, source)
        elsewhere = [] if source.embedded else texts.missing(manifest)
        away = {facts.document_id for facts in elsewhere}
        for problem in texts.verify([facts for facts in manifest if facts.document_id not in away]):
            self._add("error", source.id, problem, texts.mend)
        if elsewhere:
            self._add("note", source.id, f"{len(away)} of {len(manifest)} texts are not on this machine", texts.mend)
        self._add("note", source.id, f"{len(manifest)} documents in the manifest")

    def _check_tables(self, workspace: Workspace) -> None:
        try:
            documents = read_parquet(workspace.documents, columns=DOCUMENT_SCHEMA.names, fix=_BUILD).to_pylist()
            paragraphs = read_parquet(workspace.paragraphs, columns=PARAGRAPH_SCHEMA.names, fix=_BUILD).to_pylist()
        except UserError as error:
            self._add_error("build", error)
            return
        for message in (*self._stale(documents), *_paragraph_faults(documents, paragraphs)):
            self._add("error", "build", message, _BUILD)
        self._add("note", "build", f"{len(paragraphs)} paragraphs")
        self.documents = [row for row in documents if row["document_id"] and row["sha256"]]
        known = {row["document_id"] for row in self.documents}
        whole = (row for row in paragraphs if row["document_id"] in known and None not in map(row.get, _NEEDED))
        self.paragraphs = sorted(whole, key=lambda row: str(row["document_id"]))

    def _stale(self, documents: Rows) -> Iterator[str]:
        """Compare the built documents with the manifests of the sources that a build took or should have taken."""
        built = {row["document_id"]: row["sha256"] for row in documents}
        sources = self._embedded | {row["source"] for row in documents}
        listed = {name: facts.sha256 for name, facts in self._facts.items() if facts.source in sources}
        stale = sorted(name for name in built.keys() | listed.keys() if built.get(name) != listed.get(name))
        if stale:
            yield f"the built documents differ from the manifests in {some(stale)}"


def _paragraph_faults(documents: Rows, paragraphs: Rows) -> Iterator[str]:
    known = {row["document_id"] for row in documents}
    twice = sorted(name for name, times in Counter(row["paragraph_id"] for row in paragraphs).items() if times > 1)
    if twice:
        yield f"paragraph ids repeat: {some(twice)}"
    changed = [row["paragraph_id"] for row in paragraphs if sha256_text(row["text"] or "") != row["text_sha256"]]
    if changed:
        yield f"the text of {some(changed)} does not have its hash"
    orphans = [row["paragraph_id"] for row in paragraphs if row["document_id"] not in known]
    if orphans:
        yield f"{some(orphans)} belong to no document"
    without = [row["paragraph_id"] for row in paragraphs if not row["licence"]]
    if without:
        yield f"{some(without)} have no licence"
