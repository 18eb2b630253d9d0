"""Manifests from folders: what is found in the files, and what a table overrules."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from stancebench.corpus.listing import list_documents
from stancebench.corpus.source import Source
from stancebench.errors import UserError
from stancebench.files import joined_sha256
from tests.support.remote import COMMIT, digest, remote_yaml, write_files

TALK = b"Talk of 5 May 2001\n\nMS. BERG: We say it here, and we say it again.\n\nMS. BERG: So it is.\n"
PRESS = b"MS. BERG: We say it here.\n\nQUESTION: Why is that so?\n\nMS. BERG: It is so.\n"


def source(kind: str = "folder", **fields: object) -> Source:
    """A source of texts in a folder, parsed by the general rules."""
    given = {"obtain": "Ask us."} if kind == "folder" else {"url": f"https://example.org/{COMMIT}/{{path}}"}
    described = remote_yaml("far", kind, **given, country="NO", venue="Oslo", language="en", **fields)
    from stancebench.corpus.parse.profile import GENERIC

    return Source.model_validate(described).model_copy(update={"parser": GENERIC})


def table(path: Path, text: str) -> Path:
    """Write a table of facts."""
    path.write_text(text, encoding="utf-8")
    return path


def test_the_facts_are_what_the_parser_finds(tmp_path: Path) -> None:
    folder = write_files(tmp_path / "d", {"b/Press_2001-02-03.txt": PRESS, "a/Talk 1.txt": TALK, "a/notes.docx": b"PK"})
    listing = list_documents(source("http"), folder)
    assert listing.skipped == []
    first, second = listing.facts
    assert (first.document_id, first.key, first.path) == ("far-talk-1", "Talk 1", "a/Talk 1.txt")
    assert (first.sha256, first.n_bytes, first.parts) == (digest(TALK), len(TALK), ())
    assert first.date == datetime.date(2001, 5, 5)
    assert (first.speaker_id, first.speaker_name) == ("berg", "MS. BERG")
    assert first.source_url == f"https://example.org/{COMMIT}/a/Talk%201.txt"
    assert (first.country, first.venue, first.language, first.licence) == ("NO", "Oslo", "en", "CC0-1.0")
    assert (second.document_id, second.date) == ("far-press-2001-02-03", datetime.date(2001, 2, 3))
    assert (second.speaker_id, second.speaker_name) == ("", "")
    assert second.title == "Press_2001-02-03"


def test_a_folder_of_files_is_one_document(tmp_path: Path) -> None:
    files = {"m1/1_2001-02-03.txt": PRESS, "m1/2.txt": b"MR. HALL: So do we, and so do all of us.\n"}
    (facts,) = list_documents(source(documents="folders"), write_files(tmp_path, files)).facts
    assert (facts.document_id, facts.key, facts.path) == ("far-m1", "m1", "m1")
    assert [(part.path, part.sha256) for part in facts.parts] == [(name, digest(data)) for name, data in files.items()]
    assert facts.sha256 == joined_sha256([part.sha256 for part in facts.parts])
    assert facts.n_bytes == sum(map(len, files.values()))
    assert facts.source_url == ""


def test_a_table_overrules_what_is_found(tmp_path: Path) -> None:
    folder = write_files(tmp_path / "d", {"a.txt": TALK, "b.txt": PRESS})
    facts = table(tmp_path / "t.csv", "key,date,title,role\na,,A talk,minister\nb,1999-01-02,,\nc,1990-01-01,x,y\n")
    first, second = list_documents(source(), folder, facts).facts
    assert (first.title, first.role, first.date) == ("A talk", "minister", datetime.date(2001, 5, 5))
    assert (second.title, second.role, second.date) == ("b", "", datetime.date(1999, 1, 2))


def test_what_is_no_transcript_is_skipped_and_told(tmp_path: Path) -> None:
    folder = write_files(tmp_path, {"a.txt": TALK, "b.txt": b"", "c.txt": b"12 March 2001\n"})
    listing = list_documents(source(), folder)
    assert [facts.key for facts in listing.facts] == ["a"]
    assert listing.skipped == [
        "b.txt is empty; expected a transcript",
        "c.txt holds no speech; expected a transcript with at least one paragraph",
    ]


@pytest.mark.parametrize(
    ("files", "facts", "message"),
    [
        ({}, "", "{folder} holds no transcript; expected files ending in .txt, .htm"),
        ({"b.txt": b"12 March 2001"}, "", "{folder} holds no transcript; expected files ending in .txt, .htm"),
        ({"a.txt": PRESS}, "", "a.txt holds no date; expected a date in it, in its name or in a table; to mend it: "
         "--facts TABLE.csv"),
        ({"a.txt": PRESS}, "key,date\na,2001-13-01\n", "far, a.txt: date: Input should be a valid date or datetime, "
         "month value is outside expected range of 1-12, found '2001-13-01'"),
        ({"a.txt": TALK}, "key,party\na,x\n", "{table} has the columns key, party; expected key and names of manifest "
         "fields; to mend it: edit {table}"),
        ({"a.txt": TALK}, "title\nx\n", "{table} has the columns title; expected key and names of"),
        ({"a.txt": TALK}, "key\n", "{table} has the columns none; expected key and names of"),
        ({"a.txt": TALK}, "key\na,x\n", "{table} has the columns key, (more cells than columns); expected key"),
        ({"x/a.txt": TALK, "y/A.txt": TALK}, "", "{folder} holds two documents with the id far-a; to mend it: rename "
         "one of the files"),
    ],
    ids=["no file", "no speech", "no date", "no such day", "unknown column", "no key", "no row", "long row", "one id"],
)  # fmt: skip
def test_what_cannot_be_listed_is_one_line(tmp_path: Path, files: dict[str, bytes], facts: str, message: str) -> None:
    folder = tmp_path / "d"
    folder.mkdir()
    write_files(folder, files)
    path = table(tmp_path / "t.csv", facts) if facts else None
    with pytest.raises(UserError) as caught:
        list_documents(source(), folder, path)
    assert str(caught.value).startswith(message.format(folder=folder, table=path))
    assert "\n" not in str(caught.value)


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"a\.txt is no folder; expected a folder with the files of the source"):
        list_documents(source(), tmp_path / "a.txt")
