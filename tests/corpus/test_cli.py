"""`stancebench corpus`: what is printed, and where."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from stancebench.cli import app
from stancebench.corpus.build import CorpusSize
from stancebench.workspace import Workspace
from tests.corpus.support import REINSTALL, built, drop_column, edit_manifest, edit_source

COMMANDS = ["build", "check", "stats", "manifest"]


def run(*arguments: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a command that ends on its own terms."""
    result = CliRunner().invoke(app, ["corpus", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.stdout, result.stderr


def refused(*arguments: str) -> str:
    """The one line with which a command is refused, without its prefix."""
    code, stdout, stderr = run(*arguments)
    assert (code, stdout) == (2, "")
    assert stderr.startswith("Error: ")
    assert stderr.index("\n") == len(stderr) - 1
    return stderr.removeprefix("Error: ").rstrip("\n")


def test_build_writes_tables_and_counts(workspace: Workspace) -> None:
    before = built(workspace)
    workspace.documents.unlink()
    code, stdout, stderr = run("build", "--quiet")
    assert (code, stderr) == (0, "")
    assert stdout == (
        f"24 documents, 240 paragraphs, 216 eligible for labelling\nwritten: {workspace.root / 'corpus' / 'build'}\n"
    )
    assert built(workspace) == before
    assert json.loads(workspace.corpus_stats.read_text(encoding="utf-8"))["parts"][0]["documents"] == 24


def test_build_shows_progress_on_standard_error(workspace: Workspace) -> None:
    code, stdout, stderr = run("build")
    assert code == 0
    assert "corpus mini: 100%" in stderr
    assert "corpus mini" not in stdout


def test_build_names_the_missing_and_the_changed_document_at_once(workspace: Workspace, site: Path) -> None:
    before = built(workspace)
    (site / "texts" / "1901.txt").unlink()
    changed = site / "texts" / "1902.txt"
    changed.write_text(changed.read_text(encoding="utf-8").replace("tax", "tix", 1), encoding="utf-8")
    message = refused("build")
    assert message.startswith(
        "source mini: 2 of 24 documents are wrong: mini-1901: data/texts/1901.txt is missing, "
        "mini-1902: data/texts/1902.txt has sha256 "
    )
    assert message.endswith(f"; expected every text with the sha256 of the manifest; to mend it: {REINSTALL}")
    assert built(workspace) == before


def test_build_names_a_wrong_hash_in_the_manifest(workspace: Workspace) -> None:
    before = built(workspace)
    edit_manifest(workspace, 5, sha256="ab" * 32)
    message = refused("build")
    assert message.startswith("source mini: 1 of 24 documents are wrong: mini-1904: data/texts/1904.txt has sha256 ")
    assert ", the manifest abababababab…; " in message
    assert built(workspace) == before


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"version": "9.9"},
            "source mini: minitexts 1.0 is installed; expected minitexts==9.9; to mend it: pip install minitexts==9.9",
        ),
        (
            {"package": "no-such-texts"},
            "source mini: the package no-such-texts is not installed; expected no-such-texts==1.0; "
            "to mend it: pip install no-such-texts==1.0",
        ),
    ],
    ids=["wrong version", "missing package"],
)
def test_build_and_manifest_name_the_package_to_install(
    workspace: Workspace, changes: dict[str, object], message: str
) -> None:
    edit_source(workspace, **changes)
    assert refused("build") == message
    assert refused("manifest", "mini") == message


def test_check_of_a_whole_workspace(workspace: Workspace) -> None:
    code, stdout, stderr = run("check", "--quiet")
    assert (code, stderr) == (0, "")
    assert "24 documents in the manifest" in stdout
    assert stdout.splitlines()[-1] == "0 error(s), 0 warning(s), 2 note(s)"


def test_check_shows_progress_on_standard_error(workspace: Workspace) -> None:
    code, stdout, stderr = run("check", "--only", "turns", "--only", "dates")
    assert code == 0
    assert "check: 100%" in stderr
    assert "check:" not in stdout


def test_check_lists_errors_and_exits_with_1(workspace: Workspace, site: Path) -> None:
    (site / "texts" / "1910.txt").unlink()
    code, stdout, stderr = run("check", "--quiet", "--only", "turns")
    assert (code, stderr) == (1, "")
    (line,) = [line for line in stdout.splitlines() if "mini-1910" in line]
    assert [cell.strip() for cell in line.strip("│").split("│")[:3]] == ["integrity", "error", "mini"]
    assert REINSTALL in stdout
    assert stdout.splitlines()[-1] == "1 error(s), 0 warning(s), 2 note(s)"


def test_check_prints_json_alone_and_writes_the_same(workspace: Workspace, tmp_path: Path) -> None:
    drop_column(workspace.documents, "licence")
    output = tmp_path / "reports" / "check.json"
    code, stdout, stderr = run("check", "--json", "--quiet", "--output", str(output))
    report = json.loads(stdout)
    assert (code, stderr) == (1, "")
    assert json.loads(output.read_text(encoding="utf-8")) == report
    assert report["schema_version"] == 1
    assert report["counts"] == [{"check": "integrity", "error": 1, "warning": 0, "note": 1}]
    findings = report["findings"]
    assert [(finding["level"], finding["where"]) for finding in findings] == [("error", "build"), ("note", "mini")]
    assert findings[0]["message"].startswith(f"{workspace.documents} lacks the column(s) licence; expected ")


def test_check_refuses_an_unknown_check(workspace: Workspace) -> None:
    assert refused("check", "--only", "spelling") == (
        "no check 'spelling'; expected one of duplicates, mojibake, language, turns, aliases, dates"
    )


def test_check_of_the_real_corpus(real_build: tuple[Workspace, CorpusSize], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STANCEBENCH_WORKSPACE", str(real_build[0].root))
    code, stdout, _ = run("check", "--json", "--quiet")
    report = json.loads(stdout)
    assert (code, report["documents"], report["paragraphs"]) == (0, 249, 25_488)
    assert [finding for finding in report["findings"] if finding["level"] == "error"] == []
    excerpts = [finding["items"] for finding in report["findings"] if finding["check"] == "repeated-speech"]
    assert excerpts == [["sotu-1945-roosevelt-1", "sotu-1945-roosevelt-2"]]


def test_stats_prints_a_table(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    code, stdout, stderr = run("stats")
    assert (code, stderr) == (0, "")
    lines = stdout.splitlines()
    assert lines[0].strip() == "Corpus"
    cells = [[cell.strip() for cell in line.strip("┃│").replace("┃", "│").split("│")] for line in lines]
    assert ["part", "documents", "speakers", "turns", "paragraphs", "eligible", "stage directions", "words"] in cells
    assert [row for row in cells if len(row) == 8 and row[1] == "24"] == [
        [name, "24", "5", "24", "240", "216", "48", "7272"]
        for name in ("all", "source mini", "type speech", "from 1900")
    ]


def test_stats_prints_json_alone(workspace: Workspace) -> None:
    code, stdout, stderr = run("stats", "--json")
    assert (code, stderr) == (0, "")
    data = json.loads(stdout)
    assert [part["name"] for part in data["parts"]] == ["all", "source mini", "type speech", "from 1900"]
    assert data["parts"][0]["words"] == 7272


def test_stats_of_a_truncated_table_is_one_line(workspace: Workspace) -> None:
    path = workspace.paragraphs
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    message = refused("stats")
    assert message.startswith(f"{path} is not a whole Parquet file (")
    assert message.endswith("; expected a Parquet file written by stancebench; to mend it: stancebench corpus build")


def test_manifest_is_written_anew(workspace: Workspace) -> None:
    path = workspace.manifests / "mini.jsonl"
    before = path.read_bytes()
    path.unlink()
    assert run("manifest", "mini") == (0, f"24 documents written to {path}\n", "")
    assert path.read_bytes() == before


def test_manifest_of_an_unknown_source_is_refused(workspace: Workspace) -> None:
    assert refused("manifest", "nope") == "no source 'nope'; expected one of mini"


@pytest.mark.parametrize("command", COMMANDS)
def test_outside_a_workspace_every_command_says_where_to_go(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("STANCEBENCH_WORKSPACE", raising=False)
    monkeypatch.chdir(tmp_path)
    arguments = [command, "mini"] if command == "manifest" else [command]
    assert refused(*arguments) == (
        f"no workspace at {tmp_path} or above it; expected a folder that holds corpus/sources; "
        "to mend it: cd into a clone of stancebench, or set STANCEBENCH_WORKSPACE"
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str) -> None:
    code, stdout, stderr = run(command, "--help")
    assert (code, stderr) == (0, "")
    assert f"corpus {command} [OPTIONS]" in stdout
