"""The description of one baseline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import yaml
from pydantic import Field

from stancebench.dataset.reader import Task
from stancebench.errors import UserError
from stancebench.files import read_yaml
from stancebench.records import Record
from stancebench.workspace import Workspace


class BaselineConfig(Record):
    """One YAML of `train/`.

    Attributes:
        name: Name of the baseline; the file's name.
        task: ``stance`` or ``topic``.
        family: The module that trains it, as in `stancebench.train.family`.
        description: One line for `train list` and the leaderboard.
        params: Settings of the family; each family checks its own.
    """

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    task: Task
    family: str
    description: str
    params: dict[str, Any] = Field(default_factory=dict)


def list_baselines(workspace: Workspace) -> list[BaselineConfig]:
    """Read every baseline, sorted by task and name.

    Raises:
        UserError: A YAML does not fit the schema or its name is not the file's.
    """
    configs = []
    for path in sorted(workspace.baselines.glob("*.yaml")):
        config = read_yaml(path, BaselineConfig)
        if config.name != path.stem:
            raise UserError(f"{path} names the baseline {config.name!r}", expected=repr(path.stem), fix=f"edit {path}")
        configs.append(config)
    return sorted(configs, key=lambda config: (config.task, config.name))


def read_baseline(workspace: Workspace, name: str, overrides: Sequence[str] = ()) -> BaselineConfig:
    """Read one baseline and set some of its params.

    Args:
        workspace: The workspace.
        name: Name of the baseline.
        overrides: ``key=value`` for params, value in YAML.

    Returns:
        The baseline with the params set.

    Raises:
        UserError: There is no such baseline, or an override is not ``key=value``.
    """
    configs = {config.name: config for config in list_baselines(workspace)}
    if name not in configs:
        raise UserError(
            f"no baseline {name!r}", expected=f"one of {', '.join(configs)}", fix=f"write train/{name}.yaml"
        )
    given: dict[str, Any] = {}
    for override in overrides:
        key, equals, value = override.partition("=")
        if not equals or not key:
            raise UserError(f"--set {override!r}", expected="key=value", fix="--set epochs=2")
        try:
            given[key.strip()] = yaml.safe_load(value)
        except yaml.YAMLError:
            raise UserError(f"--set {override!r}: the value is not valid YAML", expected="key=value") from None
    config = configs[name]
    return config.model_copy(update={"params": {**config.params, **given}})
