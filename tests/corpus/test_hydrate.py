"""Bringing texts into the store: from a server, a mirror, or not at all."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from stancebench.cli import app
from stancebench.corpus.hydrate import SourceReport, hydrate
from stancebench.corpus.manifest import DocumentFacts, manifest_path, read_manifest
from stancebench.corpus.retry import Patience
from stancebench.corpus.source import read_sources
from stancebench.corpus.texts import open_texts
from stancebench.errors import UserError
from stancebench.files import write_jsonl
from stancebench.workspace import Workspace
from tests.corpus.support import REINSTALL
from tests.support.remote import COMMIT, add_source, facts, remote_yaml, write_files
from tests.support.server import Answer, TextServer, text_server

pytestmark = [pytest.mark.enable_socket, pytest.mark.allow_hosts(["127.0.0.1"])]

QUICK = Patience(rate=1000, tries=2, first_wait=0.001, longest_wait=0.1, total=20, timeout=2)
FILES = {f"day {number}/speech.txt": b"What was said on day %d.\n" % number for number in range(1, 7)}
MEETING = {f"meetings/m1/{number}.txt": b"Speech %d of the meeting.\n" % number for number in (1, 2)}
ALL = {**FILES, **MEETING}
MEND = (
    "stancebench corpus hydrate web, or stancebench corpus hydrate web --mirror DIR with a folder that holds the files"
)
EXPECTED = "expected every text with the sha256 of the manifest; to mend it: "


@pytest.fixture
def server() -> Iterator[TextServer]:
    with text_server() as running:
        for path, data in ALL.items():
            running.serve(address(path), Answer(body=data))
        yield running


def address(path: str) -> str:
    return f"/raw/{COMMIT}/" + path.replace(" ", "%20")


def lines(name: str) -> list[DocumentFacts]:
    single = [facts(name, f"d{number}", {path: data}) for number, (path, data) in enumerate(FILES.items(), 1)]
    return [*single, facts(name, "m1", MEETING)]


def web(workspace: Workspace, server: TextServer | None = None) -> Workspace:
    """Add a source of seven documents in eight files."""
    base = server.address if server else "https://texts.example.org"
    source = remote_yaml("web", "http", url=f"{base}/raw/{COMMIT}/{{path}}", mirror="web-texts")
    add_source(workspace, source, lines("web"))
    return workspace


def folder(workspace: Workspace) -> Workspace:
    add_source(workspace, remote_yaml("own", "folder", obtain="Ask the archive for the disc."), lines("own"))
    return workspace


def store(workspace: Workspace, name: str = "web") -> dict[str, bytes]:
    root = workspace.texts / name
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def report(
    workspace: Workspace, name: str = "web", *, mirror: Path | None = None, dry_run: bool = False
) -> SourceReport:
    done = hydrate(workspace, [name], mirror=mirror, patience=QUICK, dry_run=dry_run, progress=False)
    [only] = done.sources
    assert only.documents == only.kept + only.mirrored + only.downloaded + only.pending + only.missing + only.wrong
    return only


def test_every_file_is_downloaded_once_and_then_kept(workspace: Workspace, server: TextServer) -> None:
    web(workspace, server)
    first = report(workspace)
    assert (first.downloaded, first.recovery, first.problems) == (7, 1.0, ())
    assert store(workspace) == ALL
    assert len(server.requests) == 8
    second = report(workspace)
    assert (second.kept, second.downloaded, second.recovery) == (7, 0, 1.0)
    assert len(server.requests) == 8
    source = read_sources(workspace)[1]
    assert open_texts(workspace, source).verify(read_manifest(workspace, source)) == []


@pytest.mark.parametrize("status", [404, 410, 403, 429, 500])
def test_one_file_that_fails_does_not_stop_the_others(workspace: Workspace, server: TextServer, status: int) -> None:
    web(workspace, server)
    server.serve(address("day 2/speech.txt"), Answer(status))
    done = report(workspace)
    assert (done.downloaded, done.missing, done.wrong) == (6, 1, 0)
    assert done.recovery == pytest.approx(6 / 7)
    assert done.problems == (f"source web: 1 file(s): the server answers {status}: day 2/speech.txt; {EXPECTED}{MEND}",)
    server.serve(address("day 2/speech.txt"), Answer(body=FILES["day 2/speech.txt"]))
    assert report(workspace).recovery == 1.0


def test_a_meeting_with_one_speech_missing_is_missing(workspace: Workspace, server: TextServer) -> None:
    web(workspace, server)
    server.serve(address("meetings/m1/2.txt"), Answer(404))
    done = report(workspace)
    assert (done.downloaded, done.missing) == (6, 1)
    assert "meetings/m1/1.txt" in store(workspace)


def test_wrong_content_is_wrong_and_never_stored(workspace: Workspace, server: TextServer) -> None:
    web(workspace, server)
    server.serve(address("day 3/speech.txt"), Answer(body=b"Sorry, log in first. "))
    done = report(workspace)
    assert (done.downloaded, done.wrong, done.missing) == (6, 1, 0)
    assert "the server's file has another sha256 than the manifest: day 3/speech.txt" in done.problems[0]
    assert "day 3/speech.txt" not in store(workspace)


def test_a_wrong_hash_in_the_manifest_keeps_the_file_that_is_there(workspace: Workspace, server: TextServer) -> None:
    web(workspace, server)
    report(workspace)
    source = read_sources(workspace)[1]
    manifest = read_manifest(workspace, source)
    manifest[0] = manifest[0].model_copy(update={"sha256": "ab" * 32})
    write_jsonl(manifest_path(workspace, source), manifest)
    done = report(workspace)
    assert (done.kept, done.wrong) == (6, 1)
    assert store(workspace) == ALL


def test_a_spoilt_file_is_replaced_when_a_good_one_is_in_hand(workspace: Workspace, server: TextServer) -> None:
    web(workspace, server)
    report(workspace)
    path = workspace.texts / "web" / "day 1/speech.txt"
    path.write_bytes(b"spoilt")
    server.serve(address("day 1/speech.txt"), Answer(404), Answer(body=ALL["day 1/speech.txt"]))
    first = report(workspace)
    assert (first.kept, first.wrong, first.replaced) == (6, 1, 0)
    assert path.read_bytes() == b"spoilt"
    second = report(workspace)
    assert (second.kept, second.downloaded, second.replaced) == (6, 1, 1)
    assert store(workspace) == ALL


def test_a_dead_server_is_left_alone_after_three_files(workspace: Workspace) -> None:
    with text_server() as gone:
        pass
    web(workspace, gone)
    done = report(workspace)
    assert (done.missing, done.recovery) == (7, 0.0)
    assert [problem.split(": ", 2)[1:] for problem in done.problems] == [
        ["3 file(s)", done.problems[0].split(": ", 2)[2]],
        ["5 file(s)", done.problems[1].split(": ", 2)[2]],
    ]
    assert "not asked for, because of the failures before (the server cannot be reached)" in done.problems[1]


LAYOUTS: dict[str, Callable[[str], str]] = {
    "its own folder": lambda path: f"web-texts/{path}",
    "only names, flat": lambda path: f"web-texts/{path.replace('/', '_')}",
    "the id of the source": lambda path: f"web/{path}",
    "the mirror itself": lambda path: path,
    "other names, deep": lambda path: f"a/b/c/{len(path)}-{path.replace('/', '-')}.bak",
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("sized", [True, False])
def test_a_mirror_in_any_layout_serves_without_a_network(
    workspace: Workspace, tmp_path: Path, layout: str, sized: bool
) -> None:
    web(workspace)
    if not sized:
        single = [facts("web", f"d{n}", {path: data}, sized=False) for n, (path, data) in enumerate(ALL.items())]
        write_jsonl(workspace.manifests / "web.jsonl", single)
    mirror = write_files(tmp_path / "mirror", {LAYOUTS[layout](path): data for path, data in ALL.items()})
    done = report(workspace, mirror=mirror)
    assert (done.mirrored, done.recovery) == (done.documents, 1.0)
    assert store(workspace) == ALL


def test_a_mirror_with_other_content_is_not_believed(workspace: Workspace, server: TextServer, tmp_path: Path) -> None:
    web(workspace, server)
    false = {path: data.replace(b"h", b"k") for path, data in ALL.items()}
    done = report(workspace, mirror=write_files(tmp_path / "mirror", {f"web-texts/{p}": d for p, d in false.items()}))
    assert (done.mirrored, done.downloaded, done.recovery) == (0, 7, 1.0)
    assert store(workspace) == ALL


def test_a_folder_source_says_where_its_files_come_from(workspace: Workspace, tmp_path: Path) -> None:
    folder(workspace)
    empty = tmp_path / "empty"
    empty.mkdir()
    for mirror, where in ((None, "not in the store"), (empty, "neither in the store nor in the mirror")):
        done = report(workspace, "own", mirror=mirror)
        assert (done.missing, done.recovery) == (7, 0.0)
        assert done.problems == (
            f"source own: 8 file(s): {where}: day 1/speech.txt, day 2/speech.txt, day 3/speech.txt and 5 more; "
            f"{EXPECTED}Ask the archive for the disc; then stancebench corpus hydrate own --mirror DIR",
        )
    assert report(workspace, "own", mirror=write_files(tmp_path / "disc", ALL)).recovery == 1.0
    assert store(workspace, "own") == ALL


def test_what_a_mirror_holds_instead_is_said(workspace: Workspace, tmp_path: Path) -> None:
    folder(workspace)
    done = report(workspace, "own", mirror=write_files(tmp_path / "disc", {**ALL, "day 2/speech.txt": b"other"}))
    assert (done.wrong, done.mirrored) == (1, 6)
    [problem] = done.problems
    assert "the mirror holds 5 bytes there with the sha256 d9298a10d1b0…, the manifest says" in problem


def test_a_dry_run_writes_nothing_and_asks_nobody(workspace: Workspace, server: TextServer, tmp_path: Path) -> None:
    web(workspace, server)
    folder(workspace)
    write_files(workspace.texts / "web", {"day 1/speech.txt": FILES["day 1/speech.txt"]})
    done = report(workspace, dry_run=True)
    assert (done.kept, done.pending, done.recovery, done.problems) == (1, 6, 1 / 7, ())
    own = report(workspace, "own", dry_run=True, mirror=write_files(tmp_path / "mirror", FILES))
    assert (own.pending, own.missing) == (6, 1)
    assert server.requests == []
    assert not (workspace.texts / "own").exists()


def test_a_link_out_of_the_store_is_refused(workspace: Workspace, server: TextServer, tmp_path: Path) -> None:
    web(workspace, server)
    outside = tmp_path / "outside"
    outside.mkdir()
    (workspace.texts / "web").mkdir(parents=True)
    (workspace.texts / "web" / "meetings").symlink_to(outside)
    done = report(workspace)
    assert (done.downloaded, done.missing) == (6, 1)
    assert "leads out of" in done.problems[0]
    assert list(outside.iterdir()) == []


def test_a_file_where_a_folder_must_be_is_one_line(workspace: Workspace, server: TextServer) -> None:
    web(workspace, server)
    write_files(workspace.texts, {"web/meetings": b"a file"})
    done = report(workspace)
    assert (done.downloaded, done.missing) == (6, 1)
    assert len(done.problems) == 1
    assert (workspace.texts / "web" / "meetings").read_bytes() == b"a file"


def test_packages_are_verified(workspace: Workspace, site: Path) -> None:
    assert report(workspace, "mini").kept == 24
    (site / "texts" / "1901.txt").unlink()
    (site / "texts" / "1902.txt").write_bytes(b"other")
    done = report(workspace, "mini")
    assert (done.kept, done.missing, done.wrong) == (22, 1, 1)
    assert all(problem.endswith(REINSTALL) for problem in done.problems)


def test_unknown_sources_and_mirrors_are_refused(workspace: Workspace) -> None:
    with pytest.raises(UserError, match=r"^no source 'nope'; expected one of mini$"):
        hydrate(workspace, ["nope"])
    with pytest.raises(UserError, match=r"nowhere is no folder; expected a folder with texts"):
        hydrate(workspace, mirror=workspace.root / "nowhere")


def test_the_command_prints_a_table_and_one_line_a_problem(workspace: Workspace, server: TextServer) -> None:
    web(workspace, server)
    server.serve(address("day 2/speech.txt"), Answer(404))
    server.serve(address("day 4/speech.txt"), Answer(404))
    result = CliRunner().invoke(app, ["corpus", "hydrate", "web", "--quiet", "--rate", "20"])
    assert result.exit_code == 2
    assert "0.714" in result.stdout
    assert result.stderr == (
        f"Error: source web: 2 file(s): the server answers 404: day 2/speech.txt, day 4/speech.txt; {EXPECTED}{MEND}\n"
    )
    for path in ("day 2/speech.txt", "day 4/speech.txt"):
        server.serve(address(path), Answer(body=FILES[path]))
    result = CliRunner().invoke(app, ["corpus", "hydrate", "--json", "--rate", "20", "-q"])
    assert (result.exit_code, result.stderr) == (0, "")
    data = json.loads(result.stdout)
    assert [(part["id"], part["recovery"]) for part in data["sources"]] == [("mini", 1.0), ("web", 1.0)]


def test_a_killed_run_goes_on_between_two_files_and_within_one(workspace: Workspace, server: TextServer) -> None:
    big = b"".join(b"%08d\n" % number for number in range(100_000))
    listed = [facts("web", f"d{n}", {f"{n}.txt": big + b"%d" % n}) for n in range(3)]
    add_source(workspace, remote_yaml("web", "http", url=server.address + "/raw/{path}"), listed)
    for n in range(3):
        server.serve(f"/raw/{n}.txt", Answer(body=big + b"%d" % n))
    server.serve("/raw/1.txt", Answer(body=big + b"1", cut=299_999))
    command = [sys.executable, "-m", "stancebench", "corpus", "hydrate", "web", "--rate", "4", "-q"]
    running = subprocess.Popen(command, cwd=workspace.root, env={**os.environ}, stderr=subprocess.PIPE)
    until = time.monotonic() + 30
    while not server.asked("/raw/1.txt") and time.monotonic() < until:
        time.sleep(0.01)
    running.kill()
    running.communicate()
    assert running.returncode == -signal.SIGKILL
    server.serve("/raw/1.txt", Answer(body=big + b"1"))
    before = server.asked("/raw/0.txt")
    assert (workspace.texts / "web" / "0.txt").read_bytes() == big + b"0"
    assert not (workspace.texts / "web" / "1.txt").exists()
    assert report(workspace).recovery == 1.0
    assert server.asked("/raw/0.txt") == before
    assert store(workspace) == {f"{n}.txt": big + b"%d" % n for n in range(3)}
