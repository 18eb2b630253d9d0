"""Reading and writing files."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stancebench import files
from stancebench.errors import UserError
from stancebench.records import Record


class Point(Record):
    """A record for these tests."""

    x: int
    name: str = ""


def refusal(path: Path, reader: str = "read_jsonl", fix: str = "") -> str:
    """The message with which a reader refuses a file."""
    with pytest.raises(UserError) as caught:
        getattr(files, reader)(path, Point, fix=fix)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_hashes_are_sha256_of_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("Zoë".encode())
    assert files.sha256_text("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert files.sha256_text("Zoë") == files.sha256_file(path) == hashlib.sha256(b"Zo\xc3\xab").hexdigest()


def test_an_atomic_write_makes_the_folder_and_obeys_the_umask(tmp_path: Path) -> None:
    path = tmp_path / "new" / "deep" / "a.txt"
    old = os.umask(0o027)
    try:
        files.write_text(path, "Zoë\n")
    finally:
        os.umask(old)
    assert path.read_bytes() == b"Zo\xc3\xab\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("error", [RuntimeError("stopped"), KeyboardInterrupt(), OSError(28, "No space left")])
def test_a_write_that_fails_keeps_the_old_file(tmp_path: Path, error: BaseException) -> None:
    path = tmp_path / "a.txt"
    files.write_text(path, "old")
    with pytest.raises(type(error)), files.atomic_path(path) as temporary:
        temporary.write_text("half of the ne", encoding="utf-8")
        assert temporary.parent == tmp_path
        assert path.read_text(encoding="utf-8") == "old"
        raise error
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_write_that_fails_makes_no_file(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), files.atomic_path(tmp_path / "a.txt") as temporary:
        temporary.write_text("half", encoding="utf-8")
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_json_is_indented_and_keeps_letters(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    files.write_json(path, {"name": "Zoë", "x": [1]})
    assert path.read_text(encoding="utf-8") == '{\n  "name": "Zoë",\n  "x": [\n    1\n  ]\n}\n'


def test_json_lines_hold_one_record_a_line(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    files.write_jsonl(path, [Point(x=1, name="Zoë"), {"x": 2}])
    assert path.read_text(encoding="utf-8") == '{"schema_version": 1, "x": 1, "name": "Zoë"}\n{"x": 2}\n'
    assert files.read_jsonl(path, Point) == [Point(x=1, name="Zoë"), Point(x=2)]


@given(st.lists(st.builds(Point, x=st.integers(-(2**40), 2**40), name=st.text())))
@settings(deadline=None)
def test_json_lines_come_back_as_written(records: list[Point]) -> None:
    lines = [files.json_line(record) for record in records]
    assert all(line.index("\n") == len(line) - 1 for line in lines)
    assert [Point.model_validate(json.loads(line)) for line in lines] == records


@pytest.mark.parametrize("separator", ["\u2028", "\u0085", "\x0c"])
def test_only_a_newline_ends_a_json_line(tmp_path: Path, separator: str) -> None:
    path = tmp_path / "a.jsonl"
    record = Point(x=1, name=f"a{separator}b")
    files.write_jsonl(path, [record])
    assert files.read_jsonl(path, Point) == [record]


@pytest.mark.parametrize("reader", ["read_jsonl", "read_json", "read_yaml"])
@pytest.mark.parametrize(
    ("make", "found"),
    [
        ("", "{path} does not exist; expected a file; to mend it: make it"),
        ("folder", "{path} cannot be read (Is a directory); expected a file; to mend it: make it"),
        ("latin", "{path} is not UTF-8 (byte 5); expected text in UTF-8; to mend it: make it"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, reader: str, make: str, found: str) -> None:
    path = tmp_path / "a"
    if make == "folder":
        path.mkdir()
    elif make == "latin":
        path.write_bytes(b'{"x":\xe9}')
    assert refusal(path, reader, "make it") == found.format(path=path)


def test_a_path_below_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("", encoding="utf-8")
    path = tmp_path / "a" / "b.jsonl"
    assert refusal(path) == f"{path} cannot be read (Not a directory); expected a file"


def test_a_text_that_is_not_utf_8_can_be_converted(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xff")
    assert refusal(path) == f"{path} is not UTF-8 (byte 0); expected text in UTF-8; to mend it: iconv -t UTF-8 {path}"


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("{", "is not valid JSON (Expecting property name enclosed in double quotes): '{'"),
        ("\ufeff{}", "is not valid JSON (Unexpected UTF-8 BOM (decode using utf-8-sig)): '\\ufeff{}'"),
        ("x" * 70, f"is not valid JSON (Expecting value): {'x' * 60!r}"),
    ],
)
def test_a_line_that_is_no_json_is_named(tmp_path: Path, line: str, fault: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('\n{"x": 1}\n' + line + "\n", encoding="utf-8")
    assert refusal(path) == (
        f"{path}, line 3 {fault}; expected one whole JSON object a line; to mend it: remove or mend line 3"
    )


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("{}", "x: Field required"),
        ('{"x": "one"}', "x: Input should be a valid integer, unable to parse string as an integer, found 'one'"),
        ('{"x": 1, "y": 2}', "y: Extra inputs are not permitted, found '2'"),
        ("[1]", "top level: Input should be a valid dictionary or instance of Point, found '[1]'"),
        ('{"name": 1, "y": 2}', "x: Field required (and 2 more)"),
    ],
)
def test_a_line_that_does_not_fit_is_named(tmp_path: Path, line: str, fault: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"x": 1}\n' + line, encoding="utf-8")
    assert refusal(path) == f"{path}, line 2: {fault}; expected a Point"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            '{"x": 1,\n"na',
            "{path} is not valid JSON (Unterminated string starting at, line 2); expected a whole JSON file",
        ),
        ("", "{path} is not valid JSON (Expecting value, line 1); expected a whole JSON file"),
        ('{"x": null}', "{path}: x: Input should be a valid integer, found 'None'; expected a Point"),
    ],
)
def test_a_json_file_that_is_cut_off_or_does_not_fit(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(text, encoding="utf-8")
    assert refusal(path, "read_json") == message.format(path=path)


def test_json_and_yaml_are_read_into_a_record(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"x": 1, "name": "a"}', encoding="utf-8")
    (tmp_path / "a.yaml").write_text("x: 1\nname: a\n", encoding="utf-8")
    assert files.read_json(tmp_path / "a.json", Point) == Point(x=1, name="a")
    assert files.read_yaml(tmp_path / "a.yaml", Point) == Point(x=1, name="a")


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("x: [1", " is not valid YAML (while parsing a flow sequence in "),
        ("x: 1\n\tname: a", " is not valid YAML (while scanning for the next token found character '\\t' "),
        ("x: 2024-13-45", " is not valid YAML (month must be in 1..12)"),
        ("", ": top level: Input should be a valid dictionary or instance of Point, found 'None'; expected a Point"),
    ],
    ids=["open list", "tab", "no such day", "empty"],
)
def test_a_yaml_file_that_does_not_fit_is_named(tmp_path: Path, text: str, start: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(text, encoding="utf-8")
    message = refusal(path, "read_yaml")
    assert message.startswith(f"{path}{start}")
    assert message.endswith(f"; to mend it: edit {path}")


TABLE = pa.table({"a": ["one", "two"], "b": [1, 2]})


def test_a_table_comes_back_as_written_and_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        files.write_parquet(tmp_path / name, TABLE)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert files.read_parquet(tmp_path / "a").equals(TABLE)
    assert files.read_parquet(tmp_path / "a", columns=["b"]).to_pydict() == {"b": [1, 2]}


@pytest.mark.parametrize("keep", [0, 3, 100, -1])
def test_a_truncated_table_is_named(tmp_path: Path, keep: int) -> None:
    path = tmp_path / "a.parquet"
    files.write_parquet(path, TABLE)
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(UserError) as caught:
        files.read_parquet(path, fix="build it")
    message = str(caught.value)
    assert message.startswith(f"{path} is not a whole Parquet file (")
    assert message.endswith("); expected a Parquet file written by stancebench; to mend it: build it")


@pytest.mark.parametrize("folder", [True, False])
def test_a_missing_table_is_named(tmp_path: Path, folder: bool) -> None:
    path = tmp_path / "a.parquet"
    if folder:
        path.mkdir()
    with pytest.raises(UserError) as caught:
        files.read_parquet(path, fix="build it")
    assert str(caught.value) == f"{path} does not exist; expected a Parquet file; to mend it: build it"


def test_missing_columns_are_named_beside_those_found(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    files.write_parquet(path, TABLE)
    with pytest.raises(UserError) as caught:
        files.read_parquet(path, columns=["a", "c", "d"], fix="build it")
    assert str(caught.value) == f"{path} lacks the column(s) c, d; expected a, c, d; found a, b; to mend it: build it"


def test_a_folder_is_not_overwritten_by_a_file(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="is a folder; expected the name of a file; to mend it: add a file name"):
        files.write_text(tmp_path, "text")
    assert list(tmp_path.iterdir()) == []
