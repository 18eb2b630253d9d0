"""Which sources a build takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stancebench.corpus.manifest import read_manifest
from stancebench.corpus.source import Source, read_sources
from stancebench.corpus.texts import open_texts
from stancebench.errors import UserError, some
from stancebench.workspace import Workspace


@dataclass(frozen=True)
class Choice:
    """The sources of a build.

    Attributes:
        sources: What is built, sorted by id.
        skipped: One line for each source that `--all` left out, with what to type.
    """

    sources: tuple[Source, ...]
    skipped: tuple[str, ...] = ()


def choose_sources(workspace: Workspace, *, named: Sequence[str] = (), everything: bool = False) -> Choice:
    """Choose the sources of a build.

    Args:
        workspace: The workspace.
        named: Ids of sources to build besides the embedded ones.
        everything: Whether to take every source whose texts are all there.

    Returns:
        The sources, and why others are left out.

    Raises:
        UserError: A named source is unknown, one of its texts is not there, or nothing is left to build.
    """
    known = read_sources(workspace)
    ids = [source.id for source in known]
    for name in named:
        if name not in ids:
            raise UserError(f"no source {name!r}", expected=f"one of {some(ids, 20)}")
    taken: list[Source] = []
    skipped: list[str] = []
    for source in known:
        if not (source.embedded or source.id in named or everything):
            continue
        try:
            if not source.embedded:
                _require_present(workspace, source)
            taken.append(source)
        except UserError as error:
            if source.id in named:
                raise
            skipped.append(f"left out: {error}")
    if not taken:
        raise UserError(
            f"nothing to build; {skipped[0]}" if skipped else "no source is embedded, so there is nothing to build",
            expected="" if skipped else f"one of {some(ids, 20)} by name",
            fix="" if skipped else f"stancebench corpus build --source {ids[0]}",
        )
    return Choice(tuple(taken), tuple(skipped))


def _require_present(workspace: Workspace, source: Source) -> None:
    manifest = read_manifest(workspace, source)
    texts = open_texts(workspace, source)
    missing = texts.missing(manifest)
    if missing:
        raise UserError(
            f"source {source.id}: {len(missing)} of {len(manifest)} documents are not there",
            expected="every text of the source",
            fix=texts.mend,
        )
