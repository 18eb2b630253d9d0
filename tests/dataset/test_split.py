from __future__ import annotations

import datetime
import hashlib
import itertools
import random
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancebench.corpus.manifest import read_manifest
from stancebench.corpus.source import read_sources
from stancebench.dataset.near_duplicates import near_duplicates
from stancebench.dataset.split import split_documents
from stancebench.params import DatasetParams
from stancebench.workspace import Workspace

Links = list[tuple[str, str]]
names = st.text("abcdefgh0123", min_size=1, max_size=5)


def params(**changes: object) -> DatasetParams:
    shares = {"version": "1.0.0", "validation_share": 0.15, "test_share": 0.3, "split_seed": 7, "near_duplicate": 0.8}
    return DatasetParams.model_validate(shares | changes)


def row(name: str, **facts: object) -> dict[str, Any]:
    plain = {"date": datetime.date(1950, 1, 5), "source_type": "speech", "speaker_id": "berg"}
    return {"document_id": name, **plain, **facts}


def split(
    documents: list[str], linked: Links | None = None, *, seed: int = 7, recorded: dict[str, str] | None = None
) -> dict[str, str]:
    return split_documents([row(name) for name in documents], linked or [], params(split_seed=seed), recorded)


def by_hand(name: str, seed: int) -> str:
    """The rule in other words: the first eight bytes of a hash, as a share of the line from 0 to 1."""
    share = int(hashlib.sha256(f"{seed}:{name}".encode()).hexdigest()[:16], 16) / 16**16
    return "test" if share < 0.3 else "validation" if share < 0.45 else "train"


@st.composite
def documents_and_links(draw: st.DrawFn) -> tuple[list[str], Links]:
    documents = sorted(draw(st.sets(names, min_size=1, max_size=25)))
    pair = st.tuples(st.sampled_from(documents), st.sampled_from(documents))
    return documents, draw(st.lists(pair, max_size=20))


def test_no_documents() -> None:
    assert split([]) == {}


@pytest.mark.parametrize("seed", [0, 7, 13])
def test_the_documents_of_the_repository_follow_the_hash(repository: Workspace, seed: int) -> None:
    sources = read_sources(repository)
    documents = [facts.document_id for source in sources for facts in read_manifest(repository, source)]
    found = split(documents, seed=seed)
    assert found == {name: by_hand(name, seed) for name in documents}
    assert set(found.values()) == {"train", "validation", "test"}


def test_another_seed_gives_another_split() -> None:
    documents = [f"d{number}" for number in range(100)]
    assert split(documents, seed=1) != split(documents, seed=2)


def test_the_shares_are_approached_for_many_documents() -> None:
    documents = [f"document-{number}" for number in range(20_000)]
    counts = Counter(split(documents).values())
    shares = {name: count / len(documents) for name, count in counts.items()}
    assert shares == pytest.approx({"train": 0.55, "validation": 0.15, "test": 0.3}, abs=0.01)


def test_a_chain_of_links_shares_the_split_of_its_first_document() -> None:
    documents = [f"d{number}" for number in range(40)]
    assert {by_hand(name, 7) for name in ("d0", "d10", "d20", "d30")} != {by_hand("d0", 7)}
    found = split(documents, [("d30", "d20"), ("d10", "d20"), ("d10", "d0")])
    assert {found[name] for name in ("d0", "d10", "d20", "d30")} == {by_hand("d0", 7)}
    others = set(documents) - {"d10", "d20", "d30"}
    assert {name: found[name] for name in others} == {name: by_hand(name, 7) for name in others}


def test_a_copied_paragraph_of_a_real_address_pulls_its_document_over(real_paragraphs: dict[str, str]) -> None:
    documents = sorted({name.split("/")[0] for name in real_paragraphs})
    first = documents[0]
    other = next(name for name in documents if by_hand(name, 7) != by_hand(first, 7))
    source = next(name for name in real_paragraphs if name.startswith(first))
    texts = {**real_paragraphs, f"{other}/copy": real_paragraphs[source]}
    linked = [(a.split("/")[0], b.split("/")[0]) for a, b, _ in near_duplicates(texts, 0.8)]
    assert (first, other) in linked or (other, first) in linked
    assert split(documents)[other] != split(documents)[first]
    assert split(documents, linked)[other] == split(documents, linked)[first]


@given(documents_and_links())
def test_linked_documents_share_a_split_transitively(case: tuple[list[str], Links]) -> None:
    documents, linked = case
    found = split(documents, linked)
    assert sorted(found) == documents
    groups = {name: {name} for name in documents}
    for a, b in linked:
        merged = groups[a] | groups[b]
        for name in merged:
            groups[name] = merged
    for name in documents:
        assert found[name] == by_hand(min(groups[name]), 7)


@given(documents_and_links(), st.sets(names, max_size=25), st.booleans())
def test_adding_documents_never_moves_an_old_one_that_is_not_linked_to_them(
    case: tuple[list[str], Links], added: set[str], attach: bool
) -> None:
    documents, linked = case
    new = sorted(added - set(documents))
    links = list(itertools.pairwise(new)) + [(name, documents[0]) for name in new[:1] if attach]
    before, after = split(documents, linked), split(documents + new, linked + links)
    touched = {documents[0]} if attach else set()
    for _ in documents:
        touched |= {name for pair in linked if touched & set(pair) for name in pair}
    kept = set(documents) - touched
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}


@given(documents_and_links(), st.randoms())
def test_the_order_of_documents_and_links_does_not_matter(case: tuple[list[str], Links], rng: random.Random) -> None:
    documents, linked = case
    expected = split(documents, linked)
    shuffled, turned = list(documents), [(b, a) for a, b in linked]
    rng.shuffle(shuffled)
    rng.shuffle(turned)
    assert split(shuffled, turned) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"source_type": "press_conference"}, "test_press"),
        ({"source_type": "debate", "date": datetime.date(2025, 1, 1), "speaker_id": "held"}, "test_press"),
        ({"date": datetime.date(2022, 1, 1)}, "test_recent"),
        ({"date": datetime.date(2022, 1, 1), "speaker_id": "held"}, "test_recent"),
        ({"date": datetime.date(2021, 12, 31), "speaker_id": "held"}, "test_unseen_speaker"),
        ({"source_type": "press_briefing"}, by_hand("d", 7)),
    ],
)
def test_what_a_document_is_decides_before_the_hash(facts: dict[str, object], expected: str) -> None:
    held = params(recent_from="2022-01-01", unseen_speakers=["held"])
    assert split_documents([row("d", **facts)], [], held) == {"d": expected}


def test_no_document_of_a_held_out_speaker_is_trained_on() -> None:
    held = params(unseen_speakers=["held"])
    documents = [row(f"d{number}", speaker_id="held" if number % 3 else "berg") for number in range(300)]
    found = split_documents(documents, [], held)
    assert {found[item["document_id"]] for item in documents if item["speaker_id"] == "held"} == {"test_unseen_speaker"}


@given(documents_and_links(), st.sampled_from(["train", "validation", "test", "test_recent"]))
def test_a_recorded_split_is_kept_and_draws_its_group(case: tuple[list[str], Links], kept: str) -> None:
    documents, linked = case
    recorded = {documents[-1]: kept}
    found = split(documents, linked, recorded=recorded)
    assert found[documents[-1]] == kept
    for a, b in linked:
        assert found[a] == found[b]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [({"speaker_id": "held"}, "test_unseen_speaker"), ({"source_type": "debate"}, "test_press")],
)
def test_a_link_never_pulls_a_held_out_document_into_train(facts: dict[str, object], expected: str) -> None:
    held = params(unseen_speakers=["held"])
    plain = next(f"a{number}" for number in range(99) if by_hand(f"a{number}", 7) == "train")
    found = split_documents([row(plain), row("z", **facts)], [(plain, "z")], held)
    assert found == {plain: expected, "z": expected}
