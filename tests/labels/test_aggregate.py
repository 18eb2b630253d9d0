"""Aggregation by crowd-kit against counts by hand."""

from __future__ import annotations

from collections import Counter

import pytest

from stancebench.errors import UserError
from stancebench.files import read_jsonl
from stancebench.labels.aggregate import METHODS, Aggregated, Method, aggregate
from stancebench.labels.codebook import Codebook
from stancebench.labels.event import LabelEvent
from stancebench.workspace import Workspace
from tests.labels.support import cells, event_path, fault, make_event, run
from tests.support.miniature import codebook_yaml

CODEBOOK = Codebook.model_validate(codebook_yaml())
TAX = "p01-cut-taxes"


def three(*votes: str) -> list[LabelEvent]:
    """One paragraph for each word of votes such as ``favor,favor,against``."""
    return [
        make_event(f"d{number:03d}/000/000", f"reader-{place}", 1, {TAX: stance})
        for number, vote in enumerate(votes)
        for place, stance in enumerate(vote.split(","))
    ]


def by_item(events: list[LabelEvent], method: Method) -> dict[str, Aggregated]:
    return {item.item: item for item in aggregate(events, CODEBOOK, method) if item.layer == "stance"}


def test_the_majority_has_its_share_and_margin() -> None:
    found = by_item(three("favor,favor,against", "favor,favor,favor", "favor,against,neutral"), "majority")
    first, second, third = found.values()
    assert (first.label, first.probability, first.margin, first.tie) == ("favor", 0.666667, 0.333333, False)
    assert (second.label, second.probability, second.margin, second.readings) == ("favor", 1.0, 1.0, 3)
    assert (third.margin, third.tie) == (0.0, True)


@pytest.mark.parametrize("method", METHODS)
def test_a_reader_who_is_always_alone_does_not_decide(method: Method) -> None:
    votes = ["favor,favor,against", "against,against,favor", "favor,favor,against", "neutral,neutral,favor"] * 6
    found = by_item(three(*votes), method)
    assert [item.label for item in found.values()] == [vote.split(",")[0] for vote in votes]


def test_two_who_differ_are_a_tie_and_two_who_agree_are_sure() -> None:
    found = by_item(three("favor,against", "favor,favor"), "majority")
    assert [item.tie for item in found.values()] == [True, False]


def test_readings_of_one_annotator_cannot_be_aggregated() -> None:
    with pytest.raises(UserError, match=r"^no paragraph was read by two annotators"):
        aggregate(three("favor"), CODEBOOK, "majority")


def test_the_command_writes_every_item(workspace: Workspace) -> None:
    printed = run("aggregate", "out.jsonl", "--method", "majority")
    items = read_jsonl(workspace.root / "out.jsonl", Aggregated)
    counts = Counter(item.layer for item in items)
    assert counts == {"topic": 216, "stance": 192}
    assert sum(item.tie for item in items) == 21
    assert cells(printed)[1][:3] == ["stance", "192", "21"]


def test_an_unknown_method_is_one_line(workspace: Workspace) -> None:
    assert fault("aggregate", "out.jsonl", "--method", "vote") == (
        "no method 'vote'; expected one of majority, dawid-skene, mace"
    )
    event_path(workspace, "pass-b").unlink()
    assert fault("aggregate", "out.jsonl").startswith("no paragraph was read by two annotators")
