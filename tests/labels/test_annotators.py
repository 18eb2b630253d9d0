"""Who labelled, and what may be said of them."""

from __future__ import annotations

import pytest
import yaml

from stancebench.errors import UserError
from stancebench.labels.annotators import read_annotators
from stancebench.labels.event import read_events
from stancebench.workspace import Workspace


def test_an_annotator_is_found_by_id(workspace: Workspace) -> None:
    annotator = read_annotators(workspace).find("pass-b")
    assert (annotator.id, annotator.kind) == ("pass-b", "model")


def test_an_unknown_annotator_is_one_clear_line(workspace: Workspace) -> None:
    with pytest.raises(UserError) as caught:
        read_annotators(workspace).find("pass-c")
    assert str(caught.value) == (
        "no annotator 'pass-c'; expected one of pass-a, pass-b, adjudicator; "
        "to mend it: add it to labels/annotators.yaml"
    )


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"id": "Pass A"}, "annotators.0.id: String should match pattern"),
        ({"kind": "crowd"}, "annotators.0.kind: Input should be 'human' or 'model'"),
        ({"email": "a@example.org"}, "annotators.0.email: Extra inputs are not permitted"),
    ],
)
def test_a_faulty_annotator_is_refused(workspace: Workspace, fields: dict[str, str], message: str) -> None:
    annotator = {"id": "pass-a", "kind": "model", "description": "A reader.", **fields}
    workspace.annotators.write_text(yaml.safe_dump({"annotators": [annotator]}), encoding="utf-8")
    with pytest.raises(UserError) as caught:
        read_annotators(workspace)
    assert str(caught.value).startswith(f"{workspace.annotators}: {message}")


def test_every_annotator_of_the_repository_is_a_model_and_is_called_one(repository: Workspace) -> None:
    annotators = {annotator.id: annotator.kind for annotator in read_annotators(repository).annotators}
    assert {annotators[event.annotator_id] for event in read_events(repository)} == {"model"}
    assert {event.annotator_kind for event in read_events(repository)} == {"model"}
