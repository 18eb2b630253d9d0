"""The descriptions of the baselines."""

from __future__ import annotations

import re

import pytest
import yaml

from stancebench.errors import UserError
from stancebench.train.config import list_baselines, read_baseline
from stancebench.train.family import FAMILIES, make_family
from stancebench.workspace import Workspace


def test_the_repository_offers_the_three_baselines_for_both_tasks(repository: Workspace) -> None:
    names = {config.name: config.task for config in list_baselines(repository)}
    for name in ("majority", "tfidf-logreg", "minilm"):
        assert names[name] == "stance"
        assert names[f"topic-{name}"] == "topic"


def test_every_baseline_of_the_repository_fits_its_family(repository: Workspace) -> None:
    for config in list_baselines(repository):
        assert config.family in FAMILIES
        assert make_family(config.family, config.params, ("a", "b")).labels == ("a", "b")  # type: ignore[attr-defined]


def test_settings_are_read_as_yaml(workspace: Workspace) -> None:
    config = read_baseline(workspace, "tfidf-logreg", ["c=0.5", "class_weight=null", "char_ngrams=3"])
    assert config.params == {"min_df": 1, "char_ngrams": 3, "c": 0.5, "class_weight": None}


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        (["c"], "--set 'c'; expected key=value; to mend it: --set epochs=2"),
        (["=1"], "--set '=1'; expected key=value"),
        (["c=[1"], "--set 'c=[1': the value is not valid YAML"),
    ],
)
def test_a_bad_setting_is_named(workspace: Workspace, overrides: list[str], message: str) -> None:
    with pytest.raises(UserError, match=re.escape(message)):
        read_baseline(workspace, "tfidf-logreg", overrides)


def test_an_unknown_baseline_lists_the_known_ones(workspace: Workspace) -> None:
    with pytest.raises(UserError, match="no baseline 'bert'; expected one of majority, tfidf-logreg, topic-majority"):
        read_baseline(workspace, "bert")


def test_a_baseline_is_named_as_its_file(workspace: Workspace) -> None:
    path = workspace.baselines / "other.yaml"
    path.write_text((workspace.baselines / "majority.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(UserError, match="names the baseline 'majority'; expected 'other'"):
        list_baselines(workspace)


@pytest.mark.parametrize(
    ("family", "params", "message"),
    [
        ("nothing", {}, "no family 'nothing'; expected one of majority, tfidf-logreg, encoder"),
        ("majority", {"c": 1}, "family majority has no setting c; expected some of none"),
        ("tfidf-logreg", {"cc": 1}, "family tfidf-logreg has no setting cc; expected some of c, word_ngrams"),
        ("tfidf-logreg", {"c": "many"}, "settings of family tfidf-logreg: c: Input should be a valid number"),
        ("encoder", {"model": "x", "epochs": 0}, "settings of family encoder: epochs: Input should be greater than 0"),
    ],
)
def test_a_wrong_setting_is_one_clear_line(family: str, params: dict[str, object], message: str) -> None:
    with pytest.raises(UserError) as caught:
        make_family(family, params, ("a", "b"))
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


def test_a_yaml_with_an_unknown_key_is_refused(workspace: Workspace) -> None:
    path = workspace.baselines / "majority.yaml"
    data = {**yaml.safe_load(path.read_text(encoding="utf-8")), "colour": "red"}
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    with pytest.raises(UserError, match="colour: Extra inputs are not permitted"):
        list_baselines(workspace)
