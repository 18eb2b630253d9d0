"""The families of baselines, each in its own module, loaded when used."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, cast

from pydantic import BaseModel, ConfigDict

from stancebench.dataset.reader import Example
from stancebench.errors import UserError, some
from stancebench.extras import require_extra
from stancebench.files import validated

if TYPE_CHECKING:
    import numpy as np

FAMILIES = {
    "majority": ("stancebench.train.majority", "Majority"),
    "tfidf-logreg": ("stancebench.train.tfidf_logreg", "TfidfLogReg"),
    "encoder": ("stancebench.train.encoder", "Encoder"),
}
"""Module and class of each family. A new family is one module and one line here."""


class FamilyParams(BaseModel):
    """Settings of a family; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Family(Protocol):
    """A trainable classifier."""

    Params: ClassVar[type[FamilyParams]]

    def __init__(self, params: Any, labels: Sequence[str]) -> None:
        """Make an untrained classifier for these classes."""

    def fit(self, train: Sequence[Example], validation: Sequence[Example], *, seed: int, folder: Path) -> None:
        """Train and save into the folder.

        Args:
            train: Examples to train on.
            validation: Examples to choose on; never test.
            seed: Seed of everything that is drawn.
            folder: Where the model goes.
        """

    def load(self, folder: Path) -> None:
        """Load what `fit` saved.

        Raises:
            UserError: A file is missing or broken.
        """

    def predict_proba(self, examples: Sequence[Example]) -> np.ndarray:
        """Return probabilities of shape (examples, classes), rows summing to 1."""


def make_family(name: str, params: dict[str, Any], labels: Sequence[str]) -> Family:
    """Make an untrained classifier.

    Args:
        name: Name of the family.
        params: Its settings.
        labels: Names of the classes, in order.

    Returns:
        The classifier.

    Raises:
        UserError: There is no such family, its packages are missing, or a setting is unknown or of a wrong type.
    """
    if name not in FAMILIES:
        raise UserError(f"no family {name!r}", expected=f"one of {', '.join(FAMILIES)}")
    module_name, class_name = FAMILIES[name]
    family = cast("type[Family]", getattr(importlib.import_module(module_name), class_name))
    known = family.Params.model_fields
    unknown = sorted(set(params) - set(known))
    if unknown:
        raise UserError(
            f"family {name} has no setting {some(unknown)}", expected=f"some of {', '.join(known) or 'none'}"
        )
    return family(validated(params, family.Params, f"settings of family {name}"), labels)


def require(*modules: str) -> None:
    """Refuse to go on without the packages of the extra ``[train]``.

    Raises:
        UserError: One of them is not installed.
    """
    require_extra("train", *modules)
