"""Parsing in a process of its own, with limits."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest

from stancebench.corpus.parse import guard
from stancebench.corpus.parse.guard import parse_files
from stancebench.corpus.parse.profile import Profile
from stancebench.corpus.parse.transcript import parse_transcript
from stancebench.errors import UserError
from tests.corpus.parse.samples import SAMPLES
from tests.corpus.parse.support import profiles, sample


def write(folder: Path, name: str, data: bytes) -> Path:
    """Write a file."""
    path = folder / name
    path.write_bytes(data)
    return path


def refused(*paths: Path, **options: float) -> str:
    """The one line with which files are refused."""
    with pytest.raises(UserError) as caught:
        parse_files(paths, **options)  # type: ignore[arg-type]
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_the_document_is_the_same_as_in_this_process(tmp_path: Path) -> None:
    name, data = SAMPLES["white house"]
    assert parse_files([write(tmp_path, name, data)], profiles=profiles()) == sample("white house")


def test_a_folder_stands_for_its_files_in_order(tmp_path: Path) -> None:
    second = write(tmp_path, "b.txt", b"MR. HALL: So it is, and so it will be.\n\nMS. BERG: Thank you.\n")
    first = write(tmp_path, "a.txt", b"MS. BERG: We say it here, and we say it again.\n")
    write(tmp_path, "notes.docx", b"PK")
    own = Profile(id="own", own_role="delegate")
    document = parse_files([tmp_path], profile=own)
    parts = [(path.name, path.read_bytes()) for path in (first, second)]
    assert document == parse_transcript(parts, profile=own)
    assert [turn.role for turn in document.turns] == ["delegate"] * 3


def test_files_that_cannot_be_read_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    file = write(tmp_path, "a.txt", b"We say it here.")
    assert refused(tmp_path / "none.txt") == (
        f"{tmp_path / 'none.txt'} does not exist; expected a transcript; to mend it: check the name"
    )
    assert refused(empty).startswith(f"{empty} holds no transcript; expected files ending in .txt, .htm, .html")
    assert refused(write(tmp_path, "b.txt", b"")) == "b.txt is empty; expected a transcript"
    assert refused(Path("/dev/null")) == "/dev/null is no file; expected a file"
    assert refused(file / "inside.txt") == (
        f"{file / 'inside.txt'} cannot be read (Not a directory); expected a transcript"
    )
    monkeypatch.setattr(guard, "MAX_BYTES", 20)
    assert refused(file, file) == (
        "a.txt has 15 bytes, with the files before it too many; expected a transcript of at most 20 bytes; "
        "to mend it: split it"
    )
    monkeypatch.setattr(guard, "MAX_BYTES", 14)
    assert refused(file).startswith("a.txt has 15 bytes; expected a transcript of at most 14 bytes")


def test_what_the_parser_refuses_comes_through(tmp_path: Path) -> None:
    assert refused(write(tmp_path, "a.txt", b"12 March 2001")) == (
        "a.txt holds no speech; expected a transcript with at least one paragraph"
    )


def test_too_little_time_and_too_little_memory(tmp_path: Path) -> None:
    file = write(tmp_path, "a.html", SAMPLES["state"][1])
    assert refused(file, seconds=0.001) == (
        "a.html was not parsed within 0 s; expected a transcript; to mend it: split it"
    )
    message = refused(file, memory=24 * 1024 * 1024)
    assert message.startswith(("a.html needs too much memory", "the parser stopped on a.html (exit code", "the parser"))


class Pipe:
    """Keeps what the worker sends."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, object]] = []

    def send(self, item: tuple[str, object]) -> None:
        self.sent.append(item)


@pytest.mark.parametrize(
    ("error", "found"),
    [
        (MemoryError(), "a.txt needs too much memory"),
        (RecursionError(), "a.txt needs too deep a nesting"),
        (KeyError("x"), "the parser failed on a.txt (KeyError)"),
        (UserError("a.txt is odd"), "a.txt is odd"),
    ],
)
def test_what_the_worker_sends(monkeypatch: pytest.MonkeyPatch, error: Exception, found: str) -> None:
    import gc
    import logging

    def fails(*arguments: object, **options: object) -> None:
        raise error

    monkeypatch.setattr(guard, "_limit", lambda memory: None)
    monkeypatch.setattr(logging, "disable", lambda: None)
    monkeypatch.setattr(gc, "disable", lambda: None)
    parts = [("a.txt", b"MS. BERG: We say it here.")]
    good, bad = Pipe(), Pipe()
    guard._work(good, parts, "auto", {}, 0)  # type: ignore[arg-type]
    guard._work(good, parts, "auto", Profile(id="own"), 0)  # type: ignore[arg-type]
    assert [kind for kind, _ in good.sent] == ["ready", "document"] * 2
    monkeypatch.setattr("stancebench.corpus.parse.transcript.parse_transcript", fails)
    guard._work(bad, parts, "auto", {}, 0)  # type: ignore[arg-type]
    kind, value = bad.sent[-1]
    assert kind == "error"
    assert isinstance(value, tuple)
    assert value[0] == found


def test_no_process_is_left(tmp_path: Path) -> None:
    refused(write(tmp_path, "a.txt", b"12 March 2001"))
    assert multiprocessing.active_children() == []
