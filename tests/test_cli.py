"""The command line as a whole: faults become one line, help is quick, the rooms hold no code."""

from __future__ import annotations

import errno
import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest
import typer
from typer.testing import CliRunner

from stancebench import __version__
from stancebench.cli import app
from stancebench.console import Group, group, out, out_json, out_table
from stancebench.errors import IncomparableError, UserError
from stancebench.workspace import Workspace

GROUPS = ["corpus", "labels", "dataset", "train", "eval"]
ROOMS = ["corpus", "labels", "train", "eval"]
HEAVY = {"torch", "transformers", "datasets", "evaluate", "pandas", "pyarrow", "sklearn", "scipy", "numpy"}


def raising(error: BaseException) -> typer.Typer:
    """A command line of the project's own group whose command `go` raises."""
    faulty = typer.Typer(cls=Group)
    inner = group("Inner.")
    faulty.add_typer(inner, name="inner")

    @inner.command()
    def go() -> NoReturn:
        out("begun")
        raise error

    @inner.command()
    def stay() -> None:
        pass

    return faulty


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (UserError("a is wrong", expected="b", fix="make c"), 2, "a is wrong; expected b; to mend it: make c"),
        (IncomparableError("a is not b"), 3, "a is not b"),
        (
            OSError(errno.ENOSPC, "No space left on device", "/data/a.parquet"),
            2,
            "the disk is full (/data/a.parquet); free some space, run again",
        ),
        (
            OSError(errno.ENOSPC, "No space left on device"),
            2,
            "the disk is full (while writing); free some space, run again",
        ),
        (
            KeyboardInterrupt(),
            130,
            "stopped; what was finished is kept, run the same command again to go on",
        ),
    ],
    ids=["user", "incomparable", "disk full", "disk full, no name", "interrupt"],
)
def test_a_fault_is_one_line_without_a_traceback(error: BaseException, code: int, line: str) -> None:
    result = CliRunner().invoke(raising(error), ["inner", "go"])
    assert (result.exit_code, result.stdout, result.stderr) == (code, "begun\n", f"Error: {line}\n")
    assert isinstance(result.exception, SystemExit)


@pytest.mark.parametrize("error", [OSError(errno.EACCES, "Permission denied"), RuntimeError("a defect")])
def test_a_defect_keeps_its_traceback(error: Exception) -> None:
    result = CliRunner().invoke(raising(error), ["inner", "go"])
    assert result.exception is error
    assert (result.exit_code, result.stderr) == (1, "")


def test_a_disk_that_fills_up_while_writing_is_one_line(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, target: Path) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device", str(target))

    before = workspace.paragraphs.read_bytes()
    monkeypatch.setattr(Path, "replace", full)
    result = CliRunner().invoke(app, ["corpus", "build", "--quiet"])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Error: the disk is full (")
    assert result.stderr.endswith("); free some space, run again\n")
    assert result.stderr.count("\n") == 1
    assert workspace.paragraphs.read_bytes() == before


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="needs the device /dev/full")
def test_output_to_a_full_device_is_one_line(workspace: Workspace) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "stancebench", "corpus", "stats", "--json"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr == "Error: the disk is full (while writing); free some space, run again\n"


def test_the_version_is_printed() -> None:
    result = CliRunner().invoke(app, ["--version"])
    assert (result.exit_code, result.stdout, result.stderr) == (0, f"stancebench {__version__}\n", "")


@pytest.mark.parametrize("arguments", [["nope"], ["corpus", "nope"], ["corpus", "stats", "--nope"]])
def test_a_mistyped_command_exits_with_2(arguments: list[str]) -> None:
    result = CliRunner().invoke(app, arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "nope" in result.stderr
    assert "Traceback" not in result.stderr


def test_help_lists_every_group() -> None:
    result = CliRunner().invoke(app, ["--help"])
    assert result.exit_code == 0
    for name in GROUPS:
        assert f"│ {name} " in result.stdout


def test_the_module_runs_as_the_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "stancebench", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout == f"stancebench {__version__}\n"


@pytest.mark.parametrize("arguments", [[], *([name] for name in GROUPS)], ids=["root", *GROUPS])
def test_help_loads_no_heavy_package(arguments: list[str]) -> None:
    code = (
        "import json, sys\n"
        "from stancebench.cli import app\n"
        "app([*sys.argv[1:], '--help'], standalone_mode=False)\n"
        "print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
    loaded = set(json.loads(done.stderr))
    assert "stancebench" in loaded
    assert loaded & HEAVY == set()


def test_help_takes_less_than_four_tenths_of_a_second() -> None:
    """Processor time, the best of three: on an idle machine the same as the time on the clock."""
    durations = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-m", "stancebench", "--help"], capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        durations.append(after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)
    assert 0 < min(durations) < 0.4


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_holds_no_code_and_says_where_its_code_is(repository: Workspace, room: str) -> None:
    folder = repository.root / room
    assert sorted(path.name for path in folder.rglob("*.py")) == []
    first = (folder / "README.md").read_text(encoding="utf-8").splitlines()[0]
    assert f"`src/stancebench/{room}`" in first
    assert (repository.root / "src" / "stancebench" / room / "cli.py").is_file()


def test_json_is_printed_readably(capsys: pytest.CaptureFixture[str]) -> None:
    out_json({"name": "Zoë", "path": Path("a/b")})
    assert capsys.readouterr().out == '{\n  "name": "Zoë",\n  "path": "a/b"\n}\n'


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        (
            [["ten", 10, 0.5], ["one hundred", 100, 0.12345]],
            [
                "┃ name        ┃ count ┃ share ┃",
                "│ ten         │    10 │ 0.500 │",
                "│ one hundred │   100 │ 0.123 │",
            ],
        ),
        (
            [["ten", "n/a", 1.0], ["one", 1, 2]],
            [
                "┃ name ┃ count ┃ share ┃",
                "│ ten  │ n/a   │ 1.000 │",
                "│ one  │ 1     │     2 │",
            ],
        ),
        ([], ["┃ name ┃ count ┃ share ┃"]),
    ],
    ids=["numbers to the right", "mixed to the left", "no rows"],
)
def test_tables_are_aligned(rows: list[list[object]], lines: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    out_table("Title", ["name", "count", "share"], rows)
    title, *table = capsys.readouterr().out.splitlines()
    assert title.rstrip() == "Title"
    assert [line for line in table if line[0] in "┃│"] == lines
