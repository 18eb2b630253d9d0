"""Which sources `corpus build` takes."""

from __future__ import annotations

import pytest

from stancebench.corpus.choice import choose_sources
from stancebench.errors import UserError
from stancebench.files import read_parquet
from stancebench.workspace import Workspace
from tests.corpus.folders import add_folder_source
from tests.corpus.support import built, edit_source
from tests.corpus.test_cli import refused, run

LACKING = (
    "source extra: 1 of 3 documents are not there; expected every text of the source; "
    "to mend it: stancebench corpus hydrate extra --mirror DIR"
)


@pytest.fixture
def extra(workspace: Workspace) -> Workspace:
    """The miniature workspace with a source that is not embedded."""
    return add_folder_source(workspace.root, range(1800, 1803), "extra", embedded=False)


def documents(workspace: Workspace) -> list[str]:
    """Ids of the built documents."""
    ids: list[str] = read_parquet(workspace.documents)["document_id"].to_pylist()
    return ids


def test_only_embedded_sources_are_built_unless_asked(extra: Workspace) -> None:
    before = built(extra)
    assert run("build", "--quiet")[0] == 0
    assert built(extra) == before


@pytest.mark.parametrize("arguments", [("--source", "extra"), ("--source", "mini", "--source", "extra"), ("--all",)])
def test_other_sources_are_added_in_the_order_of_their_ids(extra: Workspace, arguments: tuple[str, ...]) -> None:
    mini = documents(extra)
    code, stdout, stderr = run("build", "--quiet", *arguments)
    assert (code, stderr) == (0, "")
    assert stdout.startswith("27 documents, 270 paragraphs, 243 eligible for labelling\n")
    assert documents(extra) == ["extra-1800", "extra-1801", "extra-1802", *mini]


def test_a_named_source_without_its_texts_is_refused(extra: Workspace) -> None:
    before = built(extra)
    (extra.texts / "extra" / "1801.txt").unlink()
    assert refused("build", "--source", "extra") == LACKING
    assert built(extra) == before


def test_all_leaves_out_what_is_not_there_and_says_so(extra: Workspace) -> None:
    before = built(extra)
    (extra.texts / "extra" / "1801.txt").unlink()
    code, stdout, stderr = run("build", "--quiet", "--all")
    assert (code, stderr) == (0, f"left out: {LACKING}\n")
    assert stdout.startswith("24 documents")
    assert built(extra) == before


def test_all_leaves_out_a_package_that_is_not_installed(extra: Workspace) -> None:
    edit_source(extra, version="9.9", embedded=False)
    choice = choose_sources(extra, everything=True)
    assert [source.id for source in choice.sources] == ["extra"]
    assert choice.skipped == (
        "left out: source mini: minitexts 1.0 is installed; expected minitexts==9.9; "
        "to mend it: pip install minitexts==9.9",
    )


def test_an_unknown_source_is_named(extra: Workspace) -> None:
    assert refused("build", "--source", "nope") == "no source 'nope'; expected one of extra, mini"


def test_a_workspace_without_embedded_sources_says_what_to_type(extra: Workspace) -> None:
    edit_source(extra, embedded=False)
    assert refused("build") == (
        "no source is embedded, so there is nothing to build; expected one of extra, mini by name; "
        "to mend it: stancebench corpus build --source extra"
    )
    (extra.texts / "extra" / "1801.txt").unlink()
    edit_source(extra, version="9.9", embedded=False)
    with pytest.raises(UserError, match=r"^nothing to build; left out: source extra: 1 of 3 documents are not there; "):
        choose_sources(extra, everything=True)


def test_workers_and_ray_exclude_each_other(extra: Workspace) -> None:
    assert refused("build", "--workers", "2", "--ray", "local") == (
        "--workers and --ray do not go together; expected one of them"
    )
