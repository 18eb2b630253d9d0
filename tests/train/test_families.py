"""The cheap families: what they predict, how they are saved, what they refuse to load."""

from __future__ import annotations

import pickle
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from stancebench.dataset.reader import Example, read_task
from stancebench.errors import UserError
from stancebench.train.family import Family, make_family, require
from stancebench.workspace import Workspace

LABELS = ("favor", "against", "none")


def examples(rows: Sequence[tuple[str, str]]) -> list[Example]:
    return [
        Example(str(number), "doc", f"text {number}", target, f"about {target}", label)
        for number, (target, label) in enumerate(rows)
    ]


def fitted(name: str, train: list[Example], folder: Path, **params: object) -> Family:
    family = make_family(name, params, LABELS)
    family.fit(train, [], seed=1, folder=folder)
    fresh = make_family(name, params, LABELS)
    fresh.load(folder)
    return fresh


def test_majority_goes_by_target_and_falls_back_to_all(tmp_path: Path) -> None:
    train = examples([("a", "favor"), ("a", "favor"), ("a", "none"), ("b", "against"), ("b", "none"), ("c", "none")])
    model = fitted("majority", train, tmp_path)
    found = model.predict_proba(examples([("a", "none"), ("b", "none"), ("unseen", "favor")]))
    assert found.argmax(axis=1).tolist() == [0, 2, 2]
    assert found.sum(axis=1) == pytest.approx(1.0)
    assert found[0] == pytest.approx([0.999 * 2 / 3 + 0.001 / 3, 0.001 / 6, 0.999 / 3 + 0.001 / 2])


def test_majority_of_nothing_to_predict(tmp_path: Path) -> None:
    model = fitted("majority", examples([("a", "favor")]), tmp_path)
    assert model.predict_proba([]).shape == (0, 3)


def test_tfidf_learns_the_miniature_and_survives_saving(workspace: Workspace, tmp_path: Path) -> None:
    data = read_task(workspace, "stance")
    model = fitted("tfidf-logreg", data.split("train"), tmp_path, min_df=1, char_ngrams=0)
    again = make_family("tfidf-logreg", {"min_df": 1, "char_ngrams": 0}, LABELS)
    again.fit(data.split("train"), [], seed=1, folder=tmp_path / "again")
    test = data.split("test")
    found = model.predict_proba(test)
    assert found.shape == (len(test), 3)
    assert found.sum(axis=1) == pytest.approx(1.0)
    assert np.array_equal(found, again.predict_proba(test))
    right = np.mean([LABELS[row.argmax()] == example.label for row, example in zip(found, test, strict=True)])
    assert right > 0.6


def test_a_class_never_seen_gets_no_probability(tmp_path: Path) -> None:
    train = examples([("a", "favor"), ("a", "none"), ("b", "favor"), ("b", "none")])
    model = fitted("tfidf-logreg", train, tmp_path, min_df=1)
    assert model.predict_proba(train)[:, LABELS.index("against")].tolist() == [0.0] * 4


def test_only_skops_with_trusted_types_is_loaded(tmp_path: Path) -> None:
    model = make_family("tfidf-logreg", {}, LABELS)
    with pytest.raises(UserError, match=r"model\.skops does not exist; expected a trained model"):
        model.load(tmp_path)
    path = tmp_path / "model.skops"
    path.write_bytes(pickle.dumps({"not": "skops"}))
    with pytest.raises(UserError, match=r"model\.skops is not a whole skops file"):
        model.load(tmp_path)
    fitted("tfidf-logreg", examples([("a", "favor"), ("b", "none")]), tmp_path / "good", min_df=1)
    good = (tmp_path / "good" / "model.skops").read_bytes()
    path.write_bytes(good[: len(good) // 2])
    with pytest.raises(UserError, match=r"model\.skops is not a whole skops file"):
        model.load(tmp_path)


def test_a_model_with_a_foreign_type_is_refused(tmp_path: Path) -> None:
    import skops.io

    skops.io.dump({"where": Path("elsewhere"), "callback": zipfile.ZipFile}, tmp_path / "model.skops")
    with pytest.raises(UserError, match=r"holds the type\(s\) .*; expected only trusted types"):
        make_family("tfidf-logreg", {}, LABELS).load(tmp_path)


def test_no_saved_model_is_a_pickle(workspace: Workspace, tmp_path: Path) -> None:
    data = read_task(workspace, "stance")
    fitted("majority", data.split("train"), tmp_path / "models" / "majority")
    fitted("tfidf-logreg", data.split("train"), tmp_path / "models" / "tfidf", min_df=1)
    files = [path for path in (tmp_path / "models").rglob("*") if path.is_file()]
    assert sorted(path.suffix for path in files) == [".json", ".skops"]


def test_broken_counts_are_named(tmp_path: Path) -> None:
    (tmp_path / "counts.json").write_text('{"schema_version": 1, "overall"', encoding="utf-8")
    with pytest.raises(UserError, match=r"counts\.json is not valid JSON"):
        make_family("majority", {}, LABELS).load(tmp_path)


def test_a_missing_package_names_the_extra() -> None:
    with pytest.raises(UserError, match=r"no_such_package is not installed; expected the extra \[train\]"):
        require("json", "no_such_package")
