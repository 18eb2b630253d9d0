"""The command: what it refuses, and that nothing heavy is loaded for its help."""

from __future__ import annotations

import json
import socket
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from stancebench.cli import app
from stancebench.files import write_jsonl
from stancebench.labels.serve.reading import open_reading
from stancebench.workspace import Workspace
from tests.labels.serve.support import ANNOTATOR, BATCH, TEXTS, batch_items, open_desk, write_corpus

HYDRATE = "to mend it: stancebench corpus hydrate, then stancebench corpus build --all"


@pytest.fixture
def _installed() -> None:
    for name in ("starlette", "uvicorn"):
        pytest.importorskip(name, reason=f'{name} is not installed: pip install "stancebench[serve]"')


def fault(*more: str, annotator: str = ANNOTATOR, batch: str = BATCH) -> str:
    """Run the command, which must fail with one line."""
    result = CliRunner().invoke(app, ["labels", "serve", "--annotator", annotator, "--batch", batch, *more])
    assert (result.exit_code, result.stdout) == (2, "")
    [line] = result.stderr.splitlines()
    assert line.startswith("Error: ")
    return line.removeprefix("Error: ")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.0.7", "example.org", "127.0.0.2", ""])
def test_only_this_machine_itself_is_served(room: Workspace, host: str) -> None:
    assert fault("--host", host) == (
        f"the host {host!r} is refused; expected an address of this machine itself: 127.0.0.1, localhost, ::1; "
        "to mend it: leave --host out"
    )


@pytest.mark.usefixtures("_installed")
def test_a_model_may_not_label_here(room: Workspace) -> None:
    assert fault(annotator="pass-a") == (
        "annotator 'pass-a' is a model; expected a person (kind: human); labels by models are taken in with "
        "`stancebench labels record`; to mend it: add yourself to labels/annotators.yaml with kind: human"
    )
    assert not room.drafts.exists()


@pytest.mark.usefixtures("_installed")
def test_unknown_names_are_one_line(room: Workspace) -> None:
    assert fault(annotator="eve") == (
        "no annotator 'eve'; expected one of ada, bob, pass-a; to mend it: add it to labels/annotators.yaml"
    )
    assert fault(batch="../batch") == (
        "no batch '../batch'; expected one of batch-001; to mend it: stancebench labels sample"
    )


@pytest.mark.usefixtures("_installed")
def test_a_corpus_that_is_not_there_or_lacks_texts_is_one_line(room: Workspace) -> None:
    write_corpus(room, (*TEXTS[:3], "", ""))
    lacks = f"the corpus lacks 2 of the 4 paragraphs of {BATCH}; expected the text of every paragraph of the batch"
    assert fault() == f"{lacks}; {HYDRATE}"
    write_corpus(room, TEXTS[:2])
    assert fault().startswith(f"the corpus lacks 3 of the 4 paragraphs of {BATCH}; ")
    write_corpus(room, tuple(text + "!" for text in TEXTS))
    assert fault().startswith(f"the corpus has other texts for 4 of the 4 paragraphs of {BATCH}; ")
    room.documents.unlink()
    room.paragraphs.unlink()
    assert fault() == f"{room.paragraphs} does not exist; expected a Parquet file; to mend it: stancebench corpus build"


@pytest.mark.usefixtures("_installed")
def test_a_candidate_that_the_codebook_lacks_is_one_line(room: Workspace) -> None:
    items = [item.model_copy(update={"candidates": ("p18-gone",)}) for item in batch_items()]
    write_jsonl(room.batches / f"{BATCH}.jsonl", items)
    assert fault().startswith(f"{BATCH} names the candidate 'p18-gone', which labels/codebook.yaml lacks; ")


@pytest.mark.usefixtures("_installed")
@pytest.mark.parametrize("name", ["codebook", "annotators"])
def test_broken_yaml_is_one_line(room: Workspace, name: str) -> None:
    (room.root / "labels" / f"{name}.yaml").write_text("a: [1", encoding="utf-8")
    assert f"{name}.yaml is not valid YAML" in fault()


@pytest.mark.usefixtures("_installed")
def test_a_second_page_of_the_same_batch_and_annotator_is_refused(room: Workspace) -> None:
    _, log = open_desk(room)
    assert "batch-001.ada.jsonl is in use; expected one labelling page an annotator and batch" in fault("--port", "0")
    log.close()


@pytest.mark.usefixtures("_installed")
@pytest.mark.enable_socket
@pytest.mark.allow_hosts(["127.0.0.1"])
def test_a_port_in_use_is_one_line(room: Workspace) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert fault("--port", str(port)) == (
            f"port {port} of 127.0.0.1 is in use; expected a free port of this machine; "
            "to mend it: --port 0 takes a free one"
        )


def test_a_missing_extra_is_one_line(room: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert fault() == (
        'starlette, uvicorn is not installed; expected the extra [serve]; to mend it: pip install "stancebench[serve]"'
    )


def test_a_port_out_of_range_names_the_option(room: Workspace) -> None:
    arguments = ["labels", "serve", "--annotator", ANNOTATOR, "--batch", BATCH, "--port", "65536"]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 2
    assert "--port" in result.stderr


def test_help_loads_nothing_of_the_page() -> None:
    script = (
        "import json, sys\nfrom typer.testing import CliRunner\nfrom stancebench.cli import app\n"
        "print(CliRunner().invoke(app, ['labels', 'serve', '--help']).exit_code)\n"
        "print(json.dumps(sorted(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    code, modules = done.stdout.splitlines()
    assert code == "0"
    names = {"starlette", "uvicorn", "jinja2", "pyarrow", "stancebench.labels.serve.server"}
    assert names & set(json.loads(modules)) == set()


def test_the_order_is_that_of_the_sheet_with_the_same_seed(room: Workspace) -> None:
    from stancebench.labels.sheet import write_sheet

    for seed in (1, 2, 3):
        reading = open_reading(room, annotator_id=ANNOTATOR, batch=BATCH, order_seed=seed)
        write_sheet(room, BATCH, room.root / "sheet.md", order_seed=seed)
        sheet = (room.root / "sheet.md").read_text(encoding="utf-8")
        places = [sheet.index(item.key) for item in reading.items]
        assert places == sorted(places)


def test_the_page_ships_with_the_package() -> None:
    import tomllib
    from importlib.resources import files

    from tests.conftest import REPOSITORY

    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = project["tool"]["setuptools"]["package-data"]["stancebench"]
    assert {"*/templates/*.j2", "*/static/*"} <= set(patterns)
    room = files("stancebench.labels")
    assert sorted(item.name for item in (room / "static").iterdir()) == ["label.css", "label.js"]
    assert all(item.name.endswith(".html.j2") for item in (room / "templates").iterdir())
