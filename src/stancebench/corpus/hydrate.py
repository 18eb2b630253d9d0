"""Bringing the texts of the manifests into the store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict
from tqdm import tqdm

from stancebench.corpus.manifest import DocumentFacts, Part, read_manifest
from stancebench.corpus.mirror import Mirror
from stancebench.corpus.retry import FetchError, Patience
from stancebench.corpus.source import Source, read_sources
from stancebench.corpus.texts import Texts, open_texts
from stancebench.errors import UserError, some
from stancebench.records import Record
from stancebench.workspace import Workspace

State = Literal["kept", "mirrored", "downloaded", "pending", "missing", "wrong"]
Fetch = Callable[[Part, Path], None]

_ORDER: tuple[State, ...] = ("wrong", "missing", "pending", "downloaded", "mirrored", "kept")
"""A document of several files is what its worst file is."""


class SourceReport(BaseModel):
    """What hydrate did for one source, in documents.

    Attributes:
        kept: Already there, with the right hash.
        mirrored: Copied from the mirror.
        downloaded: Got from the network.
        pending: Would be copied or downloaded; a dry run only.
        missing: Not there and not got.
        wrong: There or got, but not with the hash of the manifest.
        replaced: Files that were wrong in the store and are right now.
        recovery: The share of documents that are there with the right hash.
        problems: One line a cause, with what to type next.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    kind: str
    documents: int
    kept: int = 0
    mirrored: int = 0
    downloaded: int = 0
    pending: int = 0
    missing: int = 0
    wrong: int = 0
    replaced: int = 0
    recovery: float
    problems: tuple[str, ...] = ()


class HydrateReport(Record):
    """What hydrate did.

    Attributes:
        dry_run: Whether nothing was written.
        sources: One report a source, in the order of the ids.
    """

    dry_run: bool
    sources: tuple[SourceReport, ...]

    @property
    def problems(self) -> list[str]:
        """All problems, one line each."""
        return [problem for source in self.sources for problem in source.problems]


@dataclass
class _Run:
    """The work on one source."""

    texts: Texts
    mirror: Mirror | None
    patience: Patience
    fetch: Fetch | None
    dry_run: bool
    causes: dict[str, list[str]] = field(default_factory=dict)
    replaced: int = 0
    failures: int = 0

    def document(self, facts: DocumentFacts) -> State:
        """Bring the files of one document; the worst of them counts."""
        states = {self._file(part) for part in facts.files}
        return next(state for state in _ORDER if state in states)

    def _file(self, part: Part) -> State:
        fault = self.texts.fault(part)
        if not fault:
            return "kept"
        if self.texts.source.kind == "package":
            return self._failed(part, fault)
        there = False
        try:
            target = self.texts.place(part.path)
            there = target.is_file()
            state = self._look(part) if self.dry_run else self._bring(part, target)
        except UserError as error:
            return self._failed(part, error.found)
        except FetchError as error:
            self._count(error)
            return self._failed(part, error.reason, error.wrong or there)
        except (FileExistsError, NotADirectoryError, PermissionError) as error:
            return self._failed(part, f"the store cannot be written ({error.strerror})")
        self.failures = 0
        self.replaced += there and state in ("mirrored", "downloaded")
        return self._failed(part, "", there) if state == "missing" else state

    def _look(self, part: Part) -> State:
        found = self.mirror.find(self.texts.source, part) if self.mirror else None
        return "pending" if found or self.fetch else "missing"

    def _bring(self, part: Part, target: Path) -> State:
        if self.mirror and self.mirror.copy(self.texts.source, part, target):
            return "mirrored"
        if not self.fetch:
            return "missing"
        self.fetch(part, target)
        return "downloaded"

    def _count(self, error: FetchError) -> None:
        self.failures = self.failures + 1 if error.again else 0
        if error.whole or self.failures >= self.patience.failures:
            reason = f"not asked for, because of the failures before ({error.reason})"

            def refuse(part: Part, target: Path) -> None:
                raise FetchError(reason)

            self.fetch = refuse

    def _failed(self, part: Part, reason: str, wrong: bool = False) -> State:
        wrong = wrong or "sha256" in reason
        if not reason:
            other = self.mirror.other(self.texts.source, part) if self.mirror else ""
            where = "neither in the store nor in the mirror" if self.mirror else "not in the store"
            reason = f"{where}, or with another sha256 than the manifest" if wrong else where
            if other:
                reason, wrong = f"{other}the manifest says {part.sha256[:12]}…", True
        self.causes.setdefault(reason, []).append(part.path)
        return "wrong" if wrong else "missing"


def hydrate(
    workspace: Workspace,
    names: Sequence[str] = (),
    *,
    mirror: Path | None = None,
    patience: Patience | None = None,
    dry_run: bool = False,
    progress: bool = True,
) -> HydrateReport:
    """Bring every text into the store, from a mirror or from the network, and verify all.

    A file gets its name only when its bytes have the hash of the manifest. So a stopped run goes on where it was,
    and a good file is never replaced by a bad one.

    Args:
        workspace: The workspace.
        names: Ids of the sources; all when empty.
        mirror: A folder that holds texts already.
        patience: How politely and how long servers are asked.
        dry_run: Only say what would be got.
        progress: Whether to show a progress bar.

    Returns:
        What was done and what is still wrong.

    Raises:
        UserError: A source or its manifest does not fit, there is no such source, or the mirror is no folder.
    """
    sources = {source.id: source for source in read_sources(workspace)}
    unknown = sorted(set(names) - set(sources))
    if unknown:
        raise UserError(f"no source {unknown[0]!r}", expected=f"one of {', '.join(sources)}")
    chosen = [source for source in sources.values() if not names or source.id in names]
    manifests = [read_manifest(workspace, source) for source in chosen]
    folder = Mirror.open(mirror) if mirror else None
    reports = [
        _one(workspace, source, manifest, folder, patience or Patience(), dry_run=dry_run, progress=progress)
        for source, manifest in zip(chosen, manifests, strict=True)
    ]
    return HydrateReport(dry_run=dry_run, sources=tuple(reports))


def _one(
    workspace: Workspace,
    source: Source,
    manifest: list[DocumentFacts],
    mirror: Mirror | None,
    patience: Patience,
    *,
    dry_run: bool,
    progress: bool,
) -> SourceReport:
    count = len(manifest)
    try:
        texts = open_texts(workspace, source)
    except UserError as error:
        return SourceReport(
            id=source.id, kind=source.kind, documents=count, missing=count, recovery=0.0, problems=(str(error),)
        )
    with _fetcher(source, texts, patience) as fetch:
        run = _Run(texts, mirror, patience, fetch, dry_run)
        bar = tqdm(manifest, desc=f"hydrate {source.id}", unit="doc", disable=not progress)
        states = Counter(run.document(facts) for facts in bar)
    good = states["kept"] + states["mirrored"] + states["downloaded"]
    return SourceReport(
        id=source.id,
        kind=source.kind,
        documents=count,
        **{state: states[state] for state in _ORDER},
        replaced=run.replaced,
        recovery=good / count,
        problems=tuple(_problem(texts, reason, paths) for reason, paths in run.causes.items()),
    )


@contextmanager
def _fetcher(source: Source, texts: Texts, patience: Patience) -> Iterator[Fetch | None]:
    if source.kind == "http":
        from stancebench.corpus.fetch import Fetcher

        with Fetcher(patience) as fetcher:
            yield lambda part, target: fetcher.fetch(source.address(part.path), part, target)
    elif source.kind == "hf":
        from stancebench.corpus.hub import HubFetcher

        hub = HubFetcher(source, texts.root, patience)
        try:
            yield hub.fetch
        finally:
            hub.close()
    else:
        yield None


def _problem(texts: Texts, reason: str, paths: list[str]) -> str:
    source = texts.source
    again = f"stancebench corpus hydrate {source.id}"
    fixes = {
        "package": texts.mend,
        "folder": f"{source.obtain.rstrip('. ')}; then {again} --mirror DIR",
        "http": f"{again}, or {again} --mirror DIR with a folder that holds the files",
    }
    error = UserError(
        f"source {source.id}: {len(paths)} file(s): {reason}: {some(paths, 3)}",
        expected="every text with the sha256 of the manifest",
        fix=fixes.get(source.kind, fixes["http"]),
    )
    return str(error)
