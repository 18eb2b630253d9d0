"""Checking sources, manifests and the built tables."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from stancebench.corpus.build import DOCUMENT_SCHEMA, PARAGRAPH_SCHEMA
from stancebench.corpus.manifest import DocumentFacts, read_manifest
from stancebench.corpus.package import PackageTexts
from stancebench.corpus.source import read_sources
from stancebench.errors import UserError, some
from stancebench.files import read_parquet, sha256_text
from stancebench.workspace import Workspace


class Finding(BaseModel):
    """One thing that a check found.

    Attributes:
        level: ``error`` makes the check fail; ``note`` is for information.
        where: The source, file or document.
        message: What was found and what to type next.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    level: Literal["error", "note"]
    where: str
    message: str


def check_corpus(workspace: Workspace) -> list[Finding]:
    """Check everything that can be checked, without stopping at the first fault.

    Args:
        workspace: The workspace; the corpus need not be built.

    Returns:
        The findings, errors first.

    Raises:
        UserError: No source can be read at all.
    """
    findings: list[Finding] = []
    manifests: list[DocumentFacts] = []
    for source in read_sources(workspace):
        try:
            manifest = read_manifest(workspace, source)
            manifests.extend(manifest)
            texts = PackageTexts.open(source)
        except UserError as error:
            findings.append(Finding(level="error", where=source.id, message=str(error)))
            continue
        problems = texts.verify(manifest)
        findings.extend(
            Finding(level="error", where=source.id, message=f"{problem}; to mend it: {texts.reinstall}")
            for problem in problems
        )
        findings.append(Finding(level="note", where=source.id, message=f"{len(manifest)} documents in the manifest"))
    if workspace.paragraphs.exists() or workspace.documents.exists():
        findings.extend(_check_tables(workspace, manifests))
    else:
        findings.append(Finding(level="note", where="build", message="not built yet: stancebench corpus build"))
    return sorted(findings, key=lambda finding: finding.level)


def _check_tables(workspace: Workspace, manifests: list[DocumentFacts]) -> list[Finding]:
    rebuild = "stancebench corpus build"
    try:
        documents = read_parquet(workspace.documents, columns=DOCUMENT_SCHEMA.names, fix=rebuild).to_pylist()
        paragraphs = read_parquet(workspace.paragraphs, columns=PARAGRAPH_SCHEMA.names, fix=rebuild).to_pylist()
    except UserError as error:
        return [Finding(level="error", where="build", message=str(error))]
    wrong: list[str] = []
    built = {row["document_id"]: row["sha256"] for row in documents}
    listed = {facts.document_id: facts.sha256 for facts in manifests}
    stale = sorted(name for name in built.keys() | listed.keys() if built.get(name) != listed.get(name))
    if stale:
        wrong.append(f"the built documents differ from the manifests in {some(stale)}")
    wrong.extend(_check_paragraphs(paragraphs, set(built)))
    findings = [Finding(level="error", where="build", message=f"{text}; to mend it: {rebuild}") for text in wrong]
    return [*findings, Finding(level="note", where="build", message=f"{len(paragraphs)} paragraphs")]


def _check_paragraphs(paragraphs: list[dict[str, Any]], documents: set[str]) -> list[str]:
    wrong = []
    ids = [row["paragraph_id"] for row in paragraphs]
    if len(set(ids)) < len(ids):
        wrong.append(f"paragraph ids repeat: {some(sorted({name for name in ids if ids.count(name) > 1}))}")
    changed = [row["paragraph_id"] for row in paragraphs if sha256_text(row["text"]) != row["text_sha256"]]
    if changed:
        wrong.append(f"the text of {some(changed)} does not have its hash")
    orphans = [row["paragraph_id"] for row in paragraphs if row["document_id"] not in documents]
    if orphans:
        wrong.append(f"{some(orphans)} belong to no document")
    without = [row["paragraph_id"] for row in paragraphs if not row["licence"]]
    if without:
        wrong.append(f"{some(without)} have no licence")
    return wrong
