"""The report: order, counts, examples, and its way to disk and back."""

from __future__ import annotations

from pathlib import Path

from stancebench.corpus.checks.finding import ITEMS, CorpusFinding, Level
from stancebench.corpus.checks.report import EXAMPLES, CheckReport
from stancebench.files import read_json, write_json


def finding(check: str, level: Level, where: str = "mini-a", items: int = 0) -> CorpusFinding:
    ids = [f"{where}/{number}" for number in range(items)]
    return CorpusFinding.about(check, level, where, "found", items=ids, fix="edit")


def report(*findings: CorpusFinding) -> CheckReport:
    return CheckReport.of(findings, checks=["integrity"], kinds=["integrity", "date"], rows=(2, 9))


def test_the_gravest_come_first_and_every_kind_is_counted() -> None:
    made = report(finding("date", "note"), finding("mojibake", "warning"), finding("date", "error"))
    assert [item.level for item in made.findings] == ["error", "warning", "note"]
    assert made.count_rows() == [["integrity", 0, 0, 0], ["date", 1, 0, 1], ["mojibake", 0, 1, 0]]
    assert made.summary == "1 error(s), 1 warning(s), 1 note(s)"
    assert made.failed
    assert not report(finding("date", "warning")).failed


def test_a_finding_counts_what_it_does_not_spell_out() -> None:
    long = finding("date", "error", items=ITEMS + 5)
    assert (len(long.items), long.n_items) == (ITEMS, ITEMS + 5)


def test_the_table_spells_out_a_few_of_each_kind() -> None:
    many = [finding("date", "warning", f"mini-{number:02d}") for number in range(30)]
    rows = list(report(*many, finding("date", "error")).example_rows())
    assert rows[0] == ["date", "error", "mini-a", "found; to mend it: edit"]
    assert len(rows) == 1 + EXAMPLES["warning"] + 1
    assert rows[-1] == ["date", "warning", "…", f"{30 - EXAMPLES['warning']} more: stancebench corpus check --json"]


def test_it_comes_back_from_disk(tmp_path: Path) -> None:
    made = report(finding("date", "error", items=3), finding("integrity", "note"))
    write_json(tmp_path / "report.json", made.model_dump(mode="json"))
    assert read_json(tmp_path / "report.json", CheckReport) == made
