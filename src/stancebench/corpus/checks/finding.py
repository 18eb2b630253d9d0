"""What a check reports."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Level = Literal["error", "warning", "note"]

LEVELS: tuple[Level, ...] = ("error", "warning", "note")
"""From the gravest."""

ITEMS = 20
"""How many ids a finding spells out; the rest is counted."""

Rows = Sequence[dict[str, Any]]
"""Rows of a built table, in its order."""


class Finding(BaseModel):
    """One thing that a check found.

    Attributes:
        level: ``error`` makes the check fail; ``warning`` wants a look; ``note`` is for information.
        where: The source, file or document.
        message: What was found.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    level: Level
    where: str
    message: str


class CorpusFinding(Finding):
    """One thing that a check of the corpus found.

    Attributes:
        check: Short id of the kind of finding, for example ``near-duplicate``.
        fix: What to type or edit next; empty where nothing is to be done.
        items: Ids of the paragraphs, turns or documents, the first ones only.
        n_items: How many there are in all.
    """

    check: str
    fix: str = ""
    items: tuple[str, ...] = Field(default=(), max_length=ITEMS)
    n_items: int = Field(default=0, ge=0)

    @classmethod
    def about(
        cls, check: str, level: Level, where: str, message: str, *, items: Iterable[str] = (), fix: str = ""
    ) -> CorpusFinding:
        """Make a finding about some ids, which are counted and cut to the first ones.

        Args:
            check: Short id of the kind of finding.
            level: How grave it is.
            where: The source, file or document.
            message: What was found.
            items: All ids that it is about.
            fix: What to type or edit next.

        Returns:
            The finding.
        """
        ids = list(items)
        return cls(
            check=check,
            level=level,
            where=where,
            message=message,
            fix=fix,
            items=tuple(ids[:ITEMS]),
            n_items=len(ids),
        )

    @property
    def rank(self) -> tuple[int, str]:
        """Sorts the gravest first, then by kind."""
        return LEVELS.index(self.level), self.check


Check = Callable[[Rows, Rows], Iterator[CorpusFinding]]
"""A check of content: takes the rows of documents and of paragraphs."""
