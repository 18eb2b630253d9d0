"""The report of `stancebench corpus check`, for programs and for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pydantic import BaseModel, ConfigDict

from stancebench.corpus.checks.finding import LEVELS, CorpusFinding, Level
from stancebench.records import Record

EXAMPLES: Mapping[Level, int] = {"error": 20, "warning": 4, "note": 4}
"""How many findings of one kind the table spells out."""


class CheckCount(BaseModel):
    """How many findings of one kind there are at each level."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    check: str
    error: int
    warning: int
    note: int


class CheckReport(Record):
    """Everything that the checks found, the gravest first.

    Attributes:
        checks: The checks that were run.
        documents: How many built documents were read.
        paragraphs: How many built paragraphs were read.
        counts: Findings by kind; kinds that were looked for and not found have zeros.
    """

    checks: tuple[str, ...]
    documents: int
    paragraphs: int
    counts: tuple[CheckCount, ...]
    findings: tuple[CorpusFinding, ...]

    @classmethod
    def of(
        cls, findings: Iterable[CorpusFinding], *, checks: Iterable[str], kinds: Iterable[str], rows: tuple[int, int]
    ) -> CheckReport:
        """Sort and count findings.

        Args:
            findings: What was found; those of one level and kind keep their order.
            checks: The checks that were run.
            kinds: The kinds of finding that they look for, in the order of the table.
            rows: Number of documents and of paragraphs.

        Returns:
            The report.
        """
        ordered = sorted(findings, key=lambda finding: finding.rank)
        names = list(dict.fromkeys([*kinds, *(finding.check for finding in ordered)]))
        counts = []
        for name in names:
            levels = [finding.level for finding in ordered if finding.check == name]
            counts.append(CheckCount(check=name, **{level: levels.count(level) for level in LEVELS}))
        documents, paragraphs = rows
        return cls(
            checks=tuple(checks),
            documents=documents,
            paragraphs=paragraphs,
            counts=tuple(counts),
            findings=tuple(ordered),
        )

    @property
    def failed(self) -> bool:
        """Whether there is a finding of level error."""
        return any(finding.level == "error" for finding in self.findings)

    @property
    def summary(self) -> str:
        """The last line that people read."""
        levels = [finding.level for finding in self.findings]
        return ", ".join(f"{levels.count(level)} {level}(s)" for level in LEVELS)

    def count_rows(self) -> list[list[object]]:
        """Return the rows of the table of counts."""
        return [[count.check, count.error, count.warning, count.note] for count in self.counts]

    def example_rows(self) -> Iterator[list[object]]:
        """Give the rows of the table of examples: a few of each kind and level, the rest counted.

        Yields:
            Check, level, place and message.
        """
        for count in self.counts:
            for level in LEVELS:
                same = [item for item in self.findings if item.check == count.check and item.level == level]
                for finding in same[: EXAMPLES[level]]:
                    message = f"{finding.message}; to mend it: {finding.fix}" if finding.fix else finding.message
                    yield [count.check, level, finding.where, message]
                rest = len(same) - EXAMPLES[level]
                if rest > 0:
                    yield [count.check, level, "…", f"{rest} more: stancebench corpus check --json"]
