"""`stancebench corpus parse`: what is printed, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from stancebench.cli import app
from stancebench.corpus.parse.document import ParsedDocument
from tests.conftest import REPOSITORY
from tests.corpus.parse.samples import SAMPLES
from tests.corpus.parse.support import sample


@pytest.fixture(autouse=True)
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A current folder that lies in no workspace and holds the samples."""
    monkeypatch.delenv("STANCEBENCH_WORKSPACE", raising=False)
    monkeypatch.chdir(tmp_path)
    for name, data in SAMPLES.values():
        (tmp_path / name).write_bytes(data)
    return tmp_path


def run(*arguments: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of `corpus parse`."""
    result = CliRunner().invoke(app, ["corpus", "parse", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.stdout, result.stderr


def refused(*arguments: str) -> str:
    """The one line with which the command is refused."""
    code, stdout, stderr = run(*arguments)
    assert (code, stdout) == (2, "")
    assert stderr.startswith("Error: ")
    assert stderr.count("\n") == 1
    return stderr.removeprefix("Error: ").rstrip("\n")


def test_outside_of_a_workspace_the_general_rules_count() -> None:
    code, stdout, stderr = run("briefing.html")
    assert (code, stderr) == (0, "")
    assert ParsedDocument.model_validate_json(stdout) == sample("state")


def test_in_a_workspace_the_profile_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STANCEBENCH_WORKSPACE", str(REPOSITORY))
    assert json.loads(run("777.xml")[1])["profile"] == "au-pm"
    assert json.loads(run("777.xml", "--profile", "generic")[1])["profile"] == "generic"
    assert json.loads(run("briefing.html", "--profile", "whitehouse")[1])["profile"] == "whitehouse"


def test_it_is_shown_and_written(outside: Path) -> None:
    code, stdout, _ = run("debate.txt", "--show", "--output", "o.json")
    assert code == 0
    assert "MODERATOR  [moderator · moderator · question]" in stdout
    assert "6 turns (3 moderator, 3 principal), 6 paragraphs" in stdout
    written = (outside / "o.json").read_text(encoding="utf-8")
    assert ParsedDocument.model_validate_json(written).turns == sample("debate").turns
    assert run("debate.txt", "--output", "p.json")[:2] == (0, "")
    assert (outside / "p.json").read_text(encoding="utf-8") == written


def test_several_files_and_a_folder_are_one_document(outside: Path) -> None:
    folder = outside / "meeting"
    folder.mkdir()
    (folder / "1.txt").write_text("MS. BERG: We say it here, and we say it again.\n", encoding="utf-8")
    (folder / "2.txt").write_text("MR. HALL: So it is.\n\nMS. BERG: Thank you.\n", encoding="utf-8")
    whole = json.loads(run("meeting")[1])
    assert [turn["speaker"] for turn in whole["turns"]] == ["MS. BERG", "MR. HALL", "MS. BERG"]
    assert json.loads(run("meeting/1.txt", "meeting/2.txt")[1]) == whole


@pytest.mark.parametrize(
    ("name", "data", "arguments", "message"),
    [
        ("a.txt", b"", (), "a.txt is empty; expected a transcript"),
        ("a.pdf", b"%PDF-1.4\n%%EOF", (), "a.pdf is not a whole PDF ("),
        ("a.txt", b"MS. BERG: We\x00 say it.", (), "a.txt holds zero bytes; expected text, HTML"),
        ("a.zip", b"PK\x03\x04", (), "a.zip is a ZIP archive (or a file of an office program); expected one of text"),
        ("a.md", b"---\nx: [\n---\nWe say it.", (), "the front matter of a.md is not YAML ("),
        ("a.xml", b"<a><b></a>", (), "a.xml"),
        ("a.jsonl", b'{"text": ', (), "a.jsonl, line 1 is not valid JSON ("),
        ("a.csv", b"x,y\n1,2\n", (), "a.csv has the columns x, y; expected one of text"),
        ("a.txt", b"We say it.", ("--format", "pdf"), "a.txt is text, not pdf; to mend it: --format text"),
        ("a.txt", b"We say it.", ("--format", "docx"), "unknown format 'docx'; expected auto, text, html"),
        ("a.txt", b"We say it.", ("--profile", "senate"), "unknown profile 'senate'; expected auto, generic"),
    ],
    ids=["empty", "pdf", "zero", "zip", "front matter", "xml", "json", "csv", "format", "no format", "profile"],
)
def test_a_broken_file_is_one_line(
    outside: Path, name: str, data: bytes, arguments: tuple[str, ...], message: str
) -> None:
    (outside / name).write_bytes(data)
    assert refused(name, *arguments, "--output", "o.json").startswith(message)
    assert not (outside / "o.json").exists()


def test_a_file_that_is_not_there() -> None:
    assert refused("none.txt") == "none.txt does not exist; expected a transcript; to mend it: check the name"
