"""The codebook: what it must hold, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from stancebench.errors import UserError
from stancebench.labels.codebook import NO_POLICY, STANCES, Codebook, read_codebook, read_codebook_file
from stancebench.workspace import Workspace
from tests.support.miniature import SUB_CODE, codebook_yaml

MAJOR_TOPICS = [*range(1, 11), *range(12, 22), 23]


def test_the_repository_has_the_major_topics_and_no_policy(repository: Workspace) -> None:
    codes = [topic.code for topic in read_codebook(repository).topics]
    assert codes == [*MAJOR_TOPICS, NO_POLICY]
    assert len(MAJOR_TOPICS) == 21


def test_the_repository_has_enough_targets_over_enough_topics(repository: Workspace) -> None:
    codebook = read_codebook(repository)
    assert len(codebook.targets) >= 60
    assert len({target.topic for target in codebook.targets}) >= 15
    assert NO_POLICY not in {target.topic for target in codebook.targets}
    assert {target.kind for target in codebook.targets} == {"policy", "actor"}


def test_every_target_of_the_repository_is_whole(repository: Workspace) -> None:
    for target in read_codebook(repository).targets:
        assert target.reversed, target.id
        assert (len(target.paraphrases), len(target.positive), len(target.negative)) == (3, 2, 2), target.id
        if target.kind == "actor":
            assert target.proposition.startswith("The speaker approves of "), target.id


def test_every_topic_of_the_repository_has_rules_and_examples(repository: Workspace) -> None:
    for topic in read_codebook(repository).topics:
        assert topic.boundaries, topic.code
        assert topic.examples, topic.code
        assert bool(topic.sub_codes) == (topic.code in (16, 18, 19))


def test_the_propositions_of_the_repository_are_affirmative_and_distinct(repository: Workspace) -> None:
    targets = read_codebook(repository).targets
    propositions = [target.proposition for target in targets]
    negated = [text for text in propositions for word in (" not ", "oppose") if word in text.lower()]
    assert negated == []
    assert [text for text in propositions if not (text.endswith(".") and text.count(".") == 1)] == []
    wordings = [text.lower() for t in targets for text in (t.proposition, t.reversed, *t.paraphrases)]
    assert len(set(wordings)) == len(wordings)
    examples = [text for target in targets for text in (*target.positive, *target.negative)]
    assert len(set(examples)) == len(examples)


def test_the_codebook_of_the_first_release_still_loads(repository: Workspace) -> None:
    old = read_codebook_file(repository.root / "labels" / "releases" / "0.1.0" / "codebook.yaml")
    assert (old.version, len(old.targets), old.targets[0].reversed) == ("0.1.0", 55, "")


def test_every_name_of_the_repository_is_used_once(repository: Workspace) -> None:
    codebook = read_codebook(repository)
    assert len({target.name for target in codebook.targets}) == len(codebook.targets)
    assert len({topic.name for topic in codebook.topics}) == len(codebook.topics)


def test_topics_and_targets_are_found(workspace: Workspace) -> None:
    codebook = read_codebook(workspace)
    assert codebook.topic(18).label == "18 Foreign Trade"
    assert codebook.by_id["p18-protective-tariffs"].topic == 18
    with pytest.raises(KeyError):
        codebook.topic(17)


def test_the_stances_stand_in_the_order_of_the_dataset() -> None:
    assert STANCES == ("favor", "against", "mixed", "neutral", "unrelated")


def _twice(data: dict[str, Any], part: str) -> None:
    data[part].append(dict(data[part][0]))


def _set(part: str, **fields: object) -> Callable[[dict[str, Any]], None]:
    return lambda data: data[part][0].update(fields)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda data: _twice(data, "topics"), "topic code 1 is listed twice"),
        (lambda data: _twice(data, "targets"), "target id p01-cut-taxes is listed twice"),
        (_set("targets", topic=16), "target p01-cut-taxes names the topic 16"),
        (_set("targets", topic=2, id="p02-cut-taxes"), "target p02-cut-taxes names the topic 2"),
        (_set("targets", id="p1-cut-taxes"), "String should match pattern"),
        (_set("targets", id="p01-Cut"), "String should match pattern"),
        (_set("targets", proposition="Cut."), "at least 10 characters"),
        (_set("targets", scope=""), "at least 10 characters"),
        (_set("targets", side="left"), "Extra inputs are not permitted"),
        (_set("topics", code=0), "greater than or equal to 1"),
        (_set("topics", definition="All."), "at least 20 characters"),
        (_set("topics", boundaries=[{"with": 3, "rule": "Care is 3."}]), "a boundary with the unknown topic 3"),
        (_set("topics", sub_codes=[SUB_CODE]), "topic 1 holds the sub-code 16.1"),
        (lambda data: data["topics"][1].update(sub_codes=[SUB_CODE] * 2), "sub-code 16.1 is listed twice"),
        (lambda data: data.update(version="1.0"), "String should match pattern"),
        (lambda data: data.update(targets=[]), "at least 1 item"),
        (lambda data: data.update(topics=data["topics"][:1]), "at least 2 items"),
        (lambda data: data.update(schema_version=3), "schema_version 3 is newer than this stancebench reads (2)"),
    ],
)
def test_a_faulty_codebook_is_refused(
    workspace: Workspace, change: Callable[[dict[str, Any]], None], message: str
) -> None:
    data = codebook_yaml()
    change(data)
    workspace.codebook.write_text(yaml.safe_dump(data), encoding="utf-8")
    with pytest.raises(UserError) as caught:
        read_codebook(workspace)
    assert str(caught.value).startswith(f"{workspace.codebook}: ")
    assert message in str(caught.value)
    assert str(caught.value).endswith(f"to mend it: edit {workspace.codebook}")


def test_a_codebook_does_not_change(workspace: Workspace) -> None:
    codebook = read_codebook(workspace)
    assert codebook == Codebook.model_validate(codebook_yaml())
    for record in (codebook, codebook.topics[0], codebook.targets[0]):
        with pytest.raises(ValidationError, match="Instance is frozen"):
            record.name = "Other"  # type: ignore[misc,union-attr]


def test_a_missing_codebook_is_named(workspace: Workspace) -> None:
    workspace.codebook.unlink()
    with pytest.raises(UserError, match=f"^{workspace.codebook} does not exist; expected a file$"):
        read_codebook(workspace)
