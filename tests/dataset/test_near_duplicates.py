from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stancebench.dataset.near_duplicates import near_duplicates

Texts = dict[str, str]


def exact_pairs(texts: Texts, threshold: float) -> list[tuple[str, str, float]]:
    """All pairs by brute force, written out anew: sets of three words in a row."""
    sets = {}
    for name, text in texts.items():
        words = re.findall(r"\w+", text.lower())
        sets[name] = set(zip(words, words[1:], words[2:], strict=False)) or {tuple(words)}
    found = []
    for a, b in itertools.combinations(sorted(texts), 2):
        index = len(sets[a] & sets[b]) / len(sets[a] | sets[b])
        if index >= threshold:
            found.append((a, b, index))
    return found


def with_copies(texts: Texts) -> Texts:
    """Plant copies in which none to five words, far from each other, are replaced."""
    planted = dict(texts)
    for number, name in enumerate(sorted(texts)[::5]):
        words = texts[name].split()
        for place in range(number % 6):
            words[(place * 7 + len(words) // 2) % len(words)] = f"replaced{place}"
        planted[f"copy-{number:02d}"] = " ".join(words)
    return planted


def longest(texts: Texts) -> str:
    return max(texts.values(), key=lambda text: len(text.split()))


def test_an_exact_copy_has_the_index_one(real_paragraphs: Texts) -> None:
    text = longest(real_paragraphs)
    assert near_duplicates({"a": text, "b": text}, 0.8) == [("a", "b", 1.0)]


def test_case_and_punctuation_do_not_matter() -> None:
    texts = {"a": "Our navy, I say, is small.", "b": "our navy (I SAY) is small"}
    assert near_duplicates(texts, 1.0) == [("a", "b", 1.0)]


def test_one_changed_word_in_a_long_text_is_found(real_paragraphs: Texts) -> None:
    text = longest(real_paragraphs)
    words = text.split()
    assert len(words) > 200
    words[len(words) // 2] = "zzz"
    [(first, second, index)] = near_duplicates({"a": text, "b": " ".join(words)}, 0.8)
    assert (first, second) == ("a", "b")
    # Three of the shingles hold the changed word, on either side.
    shingles = len({*zip(*(re.findall(r"\w+", text.lower())[shift:] for shift in range(3)), strict=False)})
    assert index == pytest.approx((shingles - 3) / (shingles + 3))


def test_unrelated_paragraphs_are_not_found(real_paragraphs: Texts) -> None:
    first, second = list(real_paragraphs.values())[:2]
    assert near_duplicates({"a": first, "b": second}, 0.1) == []


@pytest.mark.parametrize(
    ("threshold", "found"),
    [(2 / 4, True), (2 / 4 + 1e-9, False)],
    ids=["at the threshold", "just above it"],
)
def test_the_threshold_itself_counts(threshold: float, found: bool) -> None:
    # Shingles: "one two three", "two three four", "three four five" against the first two and one other.
    texts = {"a": "one two three four five", "b": "one two three four six"}
    assert near_duplicates(texts, threshold) == ([("a", "b", 0.5)] if found else [])


@pytest.mark.parametrize("threshold", [0.5, 0.8, 0.95, 1.0])
def test_the_result_equals_brute_force_over_all_pairs(real_paragraphs: Texts, threshold: float) -> None:
    texts = with_copies(real_paragraphs)
    expected = exact_pairs(texts, threshold)
    assert len(expected) >= 10
    assert near_duplicates(texts, threshold) == expected


def test_the_order_of_the_texts_does_not_matter(real_paragraphs: Texts) -> None:
    texts = with_copies(dict(itertools.islice(real_paragraphs.items(), 70)))
    backwards = dict(reversed(texts.items()))
    found = near_duplicates(texts, 0.5)
    assert len(found) >= 5
    assert near_duplicates(backwards, 0.5) == found


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ({}, []),
        ({"a": "alone in the room"}, []),
        ({"a": "", "b": "..."}, [("a", "b", 1.0)]),
        ({"a": "two words", "b": "two words"}, [("a", "b", 1.0)]),
        ({"a": "two words", "b": "other words"}, []),
        ({"a": "", "b": "two words"}, []),
    ],
    ids=["none", "one", "no words", "two words", "other words", "one empty"],
)
def test_short_texts(texts: Texts, expected: list[tuple[str, str, float]]) -> None:
    assert near_duplicates(texts, 0.8) == expected


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(
        st.text("xyz", min_size=1, max_size=3),
        st.lists(st.sampled_from(["tax", "navy", "trade", "schools"]), min_size=1, max_size=6).map(" ".join),
        max_size=8,
    )
)
def test_every_identical_pair_is_found_and_every_index_is_exact(texts: Texts) -> None:
    found = near_duplicates(texts, 0.8)
    exact = exact_pairs(texts, 0.8)
    assert set(found) <= set(exact)
    assert {pair for pair in exact if pair[2] == 1.0} <= set(found)
