"""The page that annotators read first."""

from __future__ import annotations

from stancebench.labels.codebook import read_codebook
from stancebench.labels.codebook_page import codebook_page
from stancebench.workspace import Workspace
from tests.labels.support import run


def test_the_page_holds_every_topic_rule_part_and_target(repository: Workspace) -> None:
    codebook = read_codebook(repository)
    page = codebook_page(codebook)
    for topic in codebook.topics:
        assert topic.definition in page
        assert all(rule.rule in page for rule in topic.boundaries)
        assert all(f"`{sub.code}`" in page for sub in topic.sub_codes)
    for target in codebook.targets:
        assert f"- `{target.id}`: **{target.proposition}** {target.scope}\n" in page


def test_twins_and_examples_of_targets_are_not_shown(repository: Workspace) -> None:
    codebook = read_codebook(repository)
    page = codebook_page(codebook)
    assert [target.id for target in codebook.targets if target.reversed in page] == []
    assert [text for target in codebook.targets for text in target.positive if text in page] == []


def test_in_reverse_the_same_lines_stand_in_another_order(repository: Workspace) -> None:
    codebook = read_codebook(repository)
    plain, turned = codebook_page(codebook), codebook_page(codebook, reverse=True)
    assert sorted(plain.splitlines()) == sorted(turned.splitlines())
    first, last = codebook.targets[0].id, codebook.targets[-1].id
    assert plain.index(f"`{first}`") < plain.index(f"`{last}`")
    assert turned.index(f"`{last}`") < turned.index(f"`{first}`")


def test_the_command_writes_the_page(workspace: Workspace) -> None:
    assert run("codebook", "page.md") == "written: page.md\n"
    assert (workspace.root / "page.md").read_text(encoding="utf-8") == codebook_page(read_codebook(workspace))
