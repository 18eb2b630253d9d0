"""TF-IDF n-grams with logistic regression."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from pydantic import Field

from stancebench.dataset.reader import Example
from stancebench.errors import UserError, some
from stancebench.files import atomic_path
from stancebench.train.family import FamilyParams, require

TRUSTED = ("numpy.dtype", "scipy.sparse._csr.csr_matrix", "sklearn.feature_extraction.text.TfidfTransformer")
"""Types beyond skops' own list that a saved model may hold."""


class TfidfLogRegParams(FamilyParams):
    """Settings.

    Attributes:
        c: Inverse strength of the L2 penalty.
        word_ngrams: Longest word n-gram.
        char_ngrams: Longest character n-gram, within words; 0 leaves characters out.
        min_df: Fewest paragraphs an n-gram must occur in.
        class_weight: ``balanced``, or null.
    """

    c: float = Field(default=4.0, gt=0)
    word_ngrams: int = Field(default=2, ge=1, le=5)
    char_ngrams: int = Field(default=5, ge=0, le=8)
    min_df: int = Field(default=2, ge=1)
    class_weight: str | None = Field(default="balanced", pattern="^balanced$")


class TfidfLogReg:
    """Word and character n-grams of the text, word n-grams of the target, one logistic regression.

    Args:
        params: Settings.
        labels: Names of the classes.
    """

    Params: ClassVar[type[FamilyParams]] = TfidfLogRegParams

    def __init__(self, params: TfidfLogRegParams, labels: Sequence[str]) -> None:
        self.params = params
        self.labels = tuple(labels)
        self.model: Any = None

    def fit(self, train: Sequence[Example], validation: Sequence[Example], *, seed: int, folder: Path) -> None:
        """Fit on the training split and save with skops; validation is not used."""
        require("skops")
        import skops.io
        from sklearn.compose import ColumnTransformer
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import Pipeline

        params = self.params
        words: dict[str, Any] = {"ngram_range": (1, params.word_ngrams), "sublinear_tf": True}
        parts: list[tuple[str, Any, int]] = [("words", TfidfVectorizer(min_df=params.min_df, **words), 0)]
        if params.char_ngrams:
            characters = TfidfVectorizer(
                analyzer="char_wb", ngram_range=(2, params.char_ngrams), min_df=params.min_df, sublinear_tf=True
            )
            parts.append(("characters", characters, 0))
        if any(example.target for example in train):
            parts.append(("target", TfidfVectorizer(**words), 1))
        self.model = Pipeline(
            [
                ("features", ColumnTransformer(parts)),
                (
                    "logreg",
                    LogisticRegression(C=params.c, class_weight=params.class_weight, max_iter=2000, random_state=seed),
                ),
            ]
        )
        self.model.fit(_table(train), [example.label for example in train])
        with atomic_path(folder / "model.skops") as temporary:
            skops.io.dump(self.model, temporary)

    def load(self, folder: Path) -> None:
        """Load the model; types that skops does not know are refused.

        Raises:
            UserError: The file is missing, broken, or holds a type that is not trusted.
        """
        require("skops")
        import skops.io

        path = folder / "model.skops"
        retrain = "stancebench train run"
        if not path.is_file():
            raise UserError(f"{path} does not exist", expected="a trained model", fix=retrain)
        try:
            unknown = [name for name in skops.io.get_untrusted_types(file=path) if name not in TRUSTED]
        except Exception as error:  # skops lets through whatever its zip and JSON readers raise on a broken file
            raise UserError(f"{path} is not a whole skops file ({type(error).__name__})", fix=retrain) from None
        if unknown:
            raise UserError(f"{path} holds the type(s) {some(unknown)}", expected="only trusted types", fix=retrain)
        self.model = skops.io.load(path, trusted=list(TRUSTED))

    def predict_proba(self, examples: Sequence[Example]) -> np.ndarray:
        """Return probabilities, shape (examples, classes); a class never seen in training gets 0."""
        found = self.model.predict_proba(_table(examples))
        probabilities = np.zeros((len(examples), len(self.labels)))
        for column, label in enumerate(self.model.classes_):
            probabilities[:, self.labels.index(str(label))] = found[:, column]
        return probabilities


def _table(examples: Sequence[Example]) -> np.ndarray:
    return np.array([[example.text, example.target] for example in examples], dtype=object)
