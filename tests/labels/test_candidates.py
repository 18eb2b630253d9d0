"""Candidates by meaning."""

from __future__ import annotations

import pytest

from stancebench.labels.candidates import suggest_targets
from stancebench.labels.codebook import read_codebook
from stancebench.workspace import Workspace


def test_no_text_and_no_count_need_no_encoder(repository: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stancebench.sentence_encoder.encode", None)
    codebook = read_codebook(repository)
    assert suggest_targets([], codebook, 3) == []
    assert suggest_targets(["Words."], codebook, 0) == [()]


@pytest.mark.weights
def test_what_is_spoken_of_is_among_the_candidates(repository: Workspace) -> None:
    codebook = read_codebook(repository)
    texts = {
        "We will build a wall and send home those who crossed the border without papers.": "p09-restrict-immigration",
        "Every gun sale should need a background check.": "p12-gun-control",
        "The tariff on steel protects our mills against foreign dumping.": "p18-protective-tariffs",
    }
    found = suggest_targets(list(texts), codebook, 3)
    assert [len(set(row)) for row in found] == [3, 3, 3]
    assert all(target in row for target, row in zip(texts.values(), found, strict=True))
