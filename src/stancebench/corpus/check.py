"""Checking sources, manifests, the built tables and what they say."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from tqdm import tqdm

from stancebench.corpus.checks.aliases import check_aliases
from stancebench.corpus.checks.dates import check_dates
from stancebench.corpus.checks.duplicates import check_duplicates
from stancebench.corpus.checks.finding import Check, Finding
from stancebench.corpus.checks.integrity import Integrity
from stancebench.corpus.checks.language import check_language
from stancebench.corpus.checks.mojibake import check_mojibake
from stancebench.corpus.checks.report import CheckReport
from stancebench.corpus.checks.turns import check_turns
from stancebench.errors import UserError
from stancebench.workspace import Workspace

__all__ = ["CHECKS", "Finding", "check_corpus"]


@dataclass(frozen=True)
class _Content:
    """A check of content and the kinds of finding that it looks for."""

    run: Check
    kinds: tuple[str, ...]


CHECKS: Mapping[str, _Content] = {
    "duplicates": _Content(check_duplicates, ("repeated-speech", "exact-duplicate", "near-duplicate")),
    "mojibake": _Content(check_mojibake, ("mojibake",)),
    "language": _Content(check_language, ("wrong-language",)),
    "turns": _Content(check_turns, ("empty-turn",)),
    "aliases": _Content(check_aliases, ("speaker-alias", "shared-speaker-id")),
    "dates": _Content(check_dates, ("date",)),
}
"""Checks of content by name. Integrity is always checked."""


def check_corpus(workspace: Workspace, *, only: Collection[str] = (), progress: bool = False) -> CheckReport:
    """Check everything that can be checked, without stopping at the first fault.

    Args:
        workspace: The workspace; the corpus need not be built.
        only: Names of `CHECKS` to run besides integrity; all when empty.
        progress: Whether to show a progress bar.

    Returns:
        The findings, errors first, with their counts.

    Raises:
        UserError: No source can be read at all, or a check is unknown.
    """
    unknown = sorted(set(only) - set(CHECKS))
    if unknown:
        raise UserError(f"no check {unknown[0]!r}", expected=f"one of {', '.join(CHECKS)}")
    integrity = Integrity(workspace)
    findings = list(integrity.findings)
    names = [name for name in CHECKS if not only or name in only] if integrity.documents else []
    for name in (bar := tqdm(names, desc="check", disable=not progress)):
        bar.set_postfix_str(name)
        findings.extend(CHECKS[name].run(integrity.documents, integrity.paragraphs))
    return CheckReport.of(
        findings,
        checks=("integrity", *names),
        kinds=("integrity", *(kind for name in names for kind in CHECKS[name].kinds)),
        rows=(len(integrity.documents), len(integrity.paragraphs)),
    )
