"""Which labels a config holds."""

from __future__ import annotations

from typing import Any

import pytest
from typer.testing import CliRunner

from stancebench.cli import app
from stancebench.dataset.build import build_dataset
from stancebench.dataset.manifest import read_dataset_manifest
from stancebench.dataset.scope import Config, find_config, missing_note, scope_of
from stancebench.errors import UserError
from stancebench.files import sha256_text, write_jsonl
from stancebench.labels.gold import read_gold
from stancebench.workspace import Workspace
from tests.dataset.support import edit_gold
from tests.support.remote import add_source, facts, remote_yaml


def test_a_name_that_is_no_config_is_refused() -> None:
    assert find_config("open") == "open"
    with pytest.raises(UserError, match=r"^no config 'all'; expected one of core, open, full$"):
        find_config("all")


def test_what_is_missing_is_said_with_the_commands_that_bring_it() -> None:
    assert missing_note({}) == ""
    assert missing_note({"far": 2, "shut": 1}) == (
        "3 labelled paragraphs are missing (2 of far, 1 of shut); to get them: "
        "stancebench corpus hydrate far shut, then stancebench corpus build --all"
    )


@pytest.fixture
def three(workspace: Workspace) -> Workspace:
    """Gold of the embedded source, of an open and of a closed one that are not built here."""
    shut = {"licence": "LicenseRef-all-rights-reserved", "redistribute": False}
    for name, changes in (("far", {}), ("shut", shut)):
        source = remote_yaml(name, "folder", obtain="Ask the house.", **changes)
        document = facts(name, "1", {"1.txt": b"Words."}, licence=source["licence"])
        add_source(workspace, source, [document])
    first = read_gold(workspace)[0]
    more = [
        first.model_copy(update={"paragraph_id": f"{name}-1/000/{number:03d}", "text_sha256": sha256_text(name)})
        for name, count in (("far", 2), ("shut", 1))
        for number in range(count)
    ]
    edit_gold(workspace, lambda labels: [*labels, *more])
    return workspace


@pytest.mark.parametrize(("config", "missing"), [("core", {}), ("open", {"far": 2}), ("full", {"far": 2, "shut": 1})])
def test_each_config_holds_its_sources(three: Workspace, config: Config, missing: dict[str, int]) -> None:
    manifest = build_dataset(three, three.root / "out", config)
    assert (manifest.config, manifest.missing) == (config, missing)
    assert manifest.tables["topic/test"].rows == read_dataset_manifest(three.dataset).tables["topic/test"].rows


def test_the_command_says_what_is_missing(three: Workspace) -> None:
    result = CliRunner().invoke(app, ["dataset", "build", "--config", "open", "--out", "out"])
    assert result.exit_code == 0
    assert missing_note({"far": 2}) in result.stdout.splitlines()
    wrong = CliRunner().invoke(app, ["dataset", "build", "--config", "all", "--out", "out2"])
    assert (wrong.exit_code, wrong.stderr) == (2, "Error: no config 'all'; expected one of core, open, full\n")


def test_a_label_of_no_listed_document_is_refused(workspace: Workspace) -> None:
    first = read_gold(workspace)[0]
    stray = first.model_copy(update={"paragraph_id": "nobody-1/000/000"})
    rows: dict[str, dict[str, Any]] = {}
    with pytest.raises(UserError) as caught:
        scope_of(workspace, [stray], rows, "full")
    assert str(caught.value) == (
        "1 labelled paragraph(s) are of no document in corpus/manifests: nobody-1/000/000; "
        "to mend it: stancebench corpus manifest"
    )
    write_jsonl(workspace.gold, [stray])
