"""The commands `corpus parse`, `corpus manifest --from` and `corpus accuracy`, as they are typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from stancebench.cli import app
from stancebench.corpus.manifest import manifest_path, read_manifest
from stancebench.corpus.parse.document import ParsedDocument
from stancebench.corpus.parse.guard import parse_files
from stancebench.corpus.source import read_sources
from stancebench.errors import UserError
from stancebench.workspace import Workspace
from tests.conftest import REPOSITORY
from tests.support.remote import add_source, remote_yaml

TEXT = """Press conference by Minister Green
Rome, 5 May 2020

MINISTER GREEN: Good morning. We will build the bridge this year, and I am glad of it.

QUESTION (through interpreter): Who pays for it?

MINISTER GREEN: The state does. (Laughter.)

END
"""


@pytest.fixture
def transcript(tmp_path: Path) -> Path:
    path = tmp_path / "2020-05-05-green.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def _in_the_repository(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    if "workspace" not in request.fixturenames:
        monkeypatch.chdir(REPOSITORY)


def run(*words: str | Path) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["corpus", *map(str, words)])
    return result.exit_code, result.stdout, result.stderr


def test_it_prints_the_document_as_json(transcript: Path) -> None:
    code, out, _ = run("parse", transcript)
    document = ParsedDocument.model_validate_json(out)
    assert code == 0
    assert document.gaps() == []
    assert [(turn.role, turn.qa_role, turn.interpreted) for turn in document.turns] == [
        ("principal", "none", False),
        ("journalist", "question", True),
        ("principal", "answer", False),
    ]
    assert document.metadata["date"] == "2020-05-05"
    assert {"title", "dateline", "end mark"} <= {part.reason for part in document.left_out}


def test_it_shows_the_document_to_a_human(transcript: Path) -> None:
    code, out, _ = run("parse", transcript, "--show")
    assert code == 0
    for words in (
        "MINISTER GREEN  [green · principal]",
        "[journalist · journalist · question · interpreted]",
        "(Laughter.)",
    ):
        assert words in out
    assert "- end mark: END" in out
    assert "3 turns (2 principal, 1 journalist), 3 paragraphs" in out


def test_it_writes_a_file_and_prints_nothing(transcript: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    assert run("parse", transcript, "--output", target)[:2] == (0, "")
    assert json.loads(target.read_text(encoding="utf-8"))["source"]["name"] == transcript.name


def test_the_files_of_a_folder_are_one_document(tmp_path: Path) -> None:
    folder = tmp_path / "meeting"
    folder.mkdir()
    for number, name in enumerate(("The President", "Mr. Green (Italy)"), 1):
        (folder / f"{number}.txt").write_text(f"{name}: I give the floor to the next speaker.\n", encoding="utf-8")
    code, out, _ = run("parse", folder)
    assert code == 0
    assert [turn["speaker"] for turn in json.loads(out)["turns"]] == ["The President", "Mr. Green"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nowhere.txt"], "nowhere.txt does not exist; expected a transcript; to mend it: check the name"),
        (["{file}", "--profile", "mars"], "unknown profile 'mars'; expected auto, au-pm"),
        (["{file}", "--format", "docx"], "unknown format 'docx'; expected auto, text, html"),
        (["{file}", "--format", "pdf"], "is text, not pdf; to mend it: --format text"),
        (["{folder}"], "holds no transcript; expected files ending in .txt"),
    ],
)
def test_faults_are_one_line_and_exit_2(transcript: Path, words: list[str], message: str) -> None:
    empty = transcript.parent / "empty"
    empty.mkdir()
    code, out, err = run("parse", *(word.format(file=transcript, folder=empty) for word in words))
    assert (code, out) == (2, "")
    assert message in err
    assert len(err.splitlines()) == 1


def test_time_and_memory_are_limited(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text("QUESTION: Why?\n\nMINISTER GREEN: " + "Because it is so. " * 200_000, encoding="utf-8")
    with pytest.raises(UserError, match=r"the parser stopped on long.txt|long.txt needs too much memory"):
        parse_files([path], memory=60 * 1024 * 1024)
    with pytest.raises(UserError, match=r"long.txt was not parsed within -5 s|not parsed within"):
        parse_files([path], seconds=-4.99)


def test_a_manifest_is_made_from_a_folder(workspace: Workspace, transcript: Path, tmp_path: Path) -> None:
    add_source(workspace, remote_yaml("talks", "folder", obtain="Ask the ministry."), [])
    files = tmp_path / "files" / "2020"
    files.mkdir(parents=True)
    transcript.rename(files / transcript.name)
    (files / "empty.txt").write_text("\n", encoding="utf-8")
    code, out, err = run("manifest", "talks", "--from", tmp_path / "files")
    assert (code, out.split(" written")[0]) == (0, "1 documents")
    assert "left out: 2020/empty.txt is empty" in err
    source = next(source for source in read_sources(workspace) if source.id == "talks")
    [facts] = read_manifest(workspace, source)
    assert (facts.document_id, facts.path) == ("talks-2020-05-05-green", f"2020/{transcript.name}")
    assert facts.date.isoformat() == "2020-05-05"
    table = tmp_path / "facts.csv"
    table.write_text("key,date,title\n2020-05-05-green,2020-05-06,The bridge\n", encoding="utf-8")
    assert run("manifest", "talks", "--from", tmp_path / "files", "--facts", table)[0] == 0
    [facts] = read_manifest(workspace, source)
    assert (facts.title, facts.date.isoformat()) == ("The bridge", "2020-05-06")
    assert manifest_path(workspace, source).is_file()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["talks"],
            "the source talks is of the kind folder; expected a folder with its files; to mend it: add --from DIR",
        ),
        (["talks", "--from", "{empty}"], "holds no transcript"),
        (["talks", "--from", "nowhere"], "nowhere is no folder"),
        (["stars"], "no source 'stars'; expected one of mini, talks"),
    ],
)
def test_a_manifest_that_cannot_be_made(workspace: Workspace, tmp_path: Path, words: list[str], message: str) -> None:
    add_source(workspace, remote_yaml("talks", "folder", obtain="Ask the ministry."), [])
    empty = tmp_path / "empty"
    empty.mkdir()
    code, _, err = run("manifest", *(word.format(empty=empty) for word in words))
    assert code == 2
    assert message in err


@pytest.mark.usefixtures("workspace")
def test_accuracy_without_structures_is_one_line() -> None:
    code, _, err = run("accuracy")
    assert code == 2
    assert "holds no structure; expected one JSON a document" in err


def test_a_transcript_can_be_parsed_outside_a_workspace(transcript: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(transcript.parent)
    monkeypatch.delenv("STANCEBENCH_WORKSPACE", raising=False)
    code, out, _ = run("parse", transcript)
    assert (code, json.loads(out)["profile"]) == (0, "generic")
