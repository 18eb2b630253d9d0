"""The kind `hf`: the real client of the Hub against a server on this machine."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from stancebench.corpus.hydrate import SourceReport, hydrate
from stancebench.corpus.retry import Patience
from stancebench.workspace import Workspace
from tests.support.remote import COMMIT, add_source, digest, facts, remote_yaml
from tests.support.server import Answer, TextServer, text_server

pytestmark = [pytest.mark.enable_socket, pytest.mark.allow_hosts(["127.0.0.1"])]

FILES = {f"texts/{name}.txt": b"Words of the speech %s.\n" % name.encode() for name in ("one", "two")}
QUICK = Patience(rate=1000, tries=2, first_wait=0.001, longest_wait=0.1, total=20)
REPO = "/datasets/testers/speeches/resolve/" + COMMIT


def answer(data: bytes, **changes: object) -> Answer:
    headers = {"ETag": f'"{digest(data)}"', "X-Repo-Commit": COMMIT}
    return Answer(body=data, headers=headers, **changes)  # type: ignore[arg-type]


@pytest.fixture
def hub(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[TextServer]:
    """A Hub with one dataset of two texts, and a source that names it."""
    import huggingface_hub.constants

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setenv("HF_HUB_OFFLINE", "0")
    monkeypatch.setenv("HF_HUB_DISABLE_TELEMETRY", "1")
    with text_server() as server:
        monkeypatch.setenv("HF_ENDPOINT", server.address)
        for path, data in FILES.items():
            server.serve(f"{REPO}/{path}", answer(data))
        lines = [facts("hub", path[6:9], {path: data}) for path, data in FILES.items()]
        add_source(workspace, remote_yaml("hub", "hf", repo_id="testers/speeches", revision=COMMIT), lines)
        yield server


def report(workspace: Workspace) -> SourceReport:
    return hydrate(workspace, ["hub"], patience=QUICK, progress=False).sources[0]


def stored(workspace: Workspace) -> dict[str, bytes]:
    root = workspace.texts / "hub"
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_files_of_a_dataset_are_got_at_the_revision_and_kept(workspace: Workspace, hub: TextServer) -> None:
    done = report(workspace)
    assert (done.downloaded, done.recovery, done.problems) == (2, 1.0, ())
    assert stored(workspace) == FILES
    assert {path.split("/")[5] for _, path, _ in hub.requests} == {COMMIT}
    agents = {
        value for _, _, headers in hub.requests for name, value in headers.items() if name.lower() == "user-agent"
    }
    assert all(agent.startswith("stancebench/") for agent in agents)
    assert agents
    count = len(hub.requests)
    assert report(workspace).kept == 2
    assert len(hub.requests) == count


@pytest.mark.parametrize(
    ("code", "status", "reason"),
    [
        ("EntryNotFound", 404, "the server answers 404"),
        ("RevisionNotFound", 404, "the Hub has no revision 0123456789ab…"),
        ("RepoNotFound", 404, "the Hub has no dataset testers/speeches, or not for you"),
        ("GatedRepo", 403, "the Hub asks you to accept the dataset's terms and to log in (hf auth login)"),
    ],
)
def test_what_the_hub_lacks_is_named(
    workspace: Workspace, hub: TextServer, code: str, status: int, reason: str
) -> None:
    hub.serve(f"{REPO}/texts/one.txt", Answer(status, headers={"X-Error-Code": code}))
    done = report(workspace)
    assert done.missing == (1 if code == "EntryNotFound" else 2)
    assert done.problems[0].startswith(f"source hub: 1 file(s): {reason}: texts/one.txt; ")


def test_other_content_is_refused(workspace: Workspace, hub: TextServer) -> None:
    hub.serve(f"{REPO}/texts/one.txt", answer(b"Words of the speech eno.\n"))
    done = report(workspace)
    assert (done.downloaded, done.wrong) == (1, 1)
    assert stored(workspace) == {"texts/two.txt": FILES["texts/two.txt"]}


def test_half_a_body_is_got_whole(workspace: Workspace, hub: TextServer) -> None:
    data = FILES["texts/one.txt"]
    hub.serve(f"{REPO}/texts/one.txt", answer(data, cut=10), answer(data, cut=12), answer(data))
    assert report(workspace).recovery == 1.0
    assert stored(workspace) == FILES


def test_a_file_that_is_too_large_is_stopped(workspace: Workspace, hub: TextServer) -> None:
    hub.serve(f"{REPO}/texts/one.txt", answer(b"x" * 5_000_000))
    done = report(workspace)
    assert (done.downloaded, done.wrong) == (1, 1)
    assert "the server's file is larger than expected (25 bytes): texts/one.txt" in done.problems[0]


def test_a_client_that_is_offline_says_so(
    workspace: Workspace, hub: TextServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules["huggingface_hub.constants"], "HF_HUB_OFFLINE", True)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    done = report(workspace)
    assert done.missing == 2
    assert "the Hub's client is offline, as HF_HUB_OFFLINE says: texts/one.txt" in done.problems[0]
    assert hub.requests == []
