"""Damaged documents: each is parsed whole or refused with a clear error, and in time."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from stancebench.corpus.parse.profile import read_profiles
from stancebench.workspace import Workspace
from tests.conftest import REPOSITORY
from tests.corpus.fuzz.documents import invented, packaged
from tests.support.mutate import MUTATIONS, Mutant, mutants
from tests.support.outcome import outcome

SECONDS = 10.0
SEED = 20_230_119
STAGED: Path = REPOSITORY.parent / "shared" / "data"
PROFILES = read_profiles(Workspace(REPOSITORY))


def _survives(mutant: Mutant) -> str:
    begin = time.perf_counter()
    became = outcome(mutant.name, mutant.data, profiles=PROFILES)
    assert time.perf_counter() - begin < SECONDS
    return became


@pytest.mark.parametrize(("name", "data"), invented(), ids=lambda value: value if isinstance(value, str) else "")
def test_every_invented_document_is_parsed(name: str, data: bytes) -> None:
    assert outcome(name, data) == "parsed"


@pytest.mark.parametrize("name", [name for name, _ in packaged(4)])
def test_every_packaged_document_is_parsed(name: str) -> None:
    assert outcome(name, dict(packaged(4))[name], profiles=PROFILES) == "parsed"


def test_the_same_seed_damages_alike_and_another_otherwise() -> None:
    first, second, third = (list(mutants(invented(), len(MUTATIONS), seed, largest=10_000)) for seed in (1, 1, 2))
    assert first == second
    changed = [one.kind for one, other in zip(first, third, strict=True) if one.data != other.data]
    assert len(changed) > len(MUTATIONS) / 2
    assert [mutant.kind for mutant in first] == list(MUTATIONS)


def test_damaged_documents() -> None:
    became = [_survives(mutant) for mutant in mutants([*invented(), *packaged(8)], 203, SEED, largest=100_000)]
    assert len(became) == 203
    assert {"parsed", "warned", "refused"} == set(became)


@pytest.mark.shared
@pytest.mark.skipif(not STAGED.is_dir(), reason="needs the real transcripts beside the repository")
def test_damaged_real_documents() -> None:
    found = sorted(path for path in STAGED.rglob("*") if path.is_file() and path.stat().st_size < 400_000)
    documents = [(path.name, path.read_bytes()) for path in found]
    became = [_survives(mutant) for mutant in mutants(documents, 290, SEED, largest=400_000)]
    assert {"parsed", "warned", "refused"} == set(became)
