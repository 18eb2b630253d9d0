"""Equal and nearly equal texts, against a comparison of every pair."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from stancebench.corpus.checks.similar import NEAR, SimilarTexts, normal_words
from tests.corpus.checks.support import OTHER, SPEECH

LONG = " ".join(SPEECH)


def jaccard(left: str, right: str) -> float:
    """The index by its definition, on the strings themselves."""
    sets = []
    for text in (left, right):
        words = normal_words(text).split()
        sets.append({tuple(words[start : start + 3]) for start in range(max(1, len(words) - 2))})
    return len(sets[0] & sets[1]) / len(sets[0] | sets[1])


def test_case_punctuation_and_spacing_do_not_make_another_text() -> None:
    similar = SimilarTexts.among(["Bread, and  wages!", OTHER[0], "bread and wages", "BREAD AND WAGES."])
    assert similar.same == ((0, 2, 3),)
    assert similar.near == ()


def test_a_near_pair_has_its_exact_index() -> None:
    changed = LONG.replace("winter", "summer")
    similar = SimilarTexts.among([LONG, *OTHER, changed])
    assert similar.near == ((0, 6, jaccard(LONG, changed)),)
    assert NEAR < similar.near[0][2] < 1


def test_a_text_below_the_threshold_is_no_pair() -> None:
    changed = LONG.replace("winter", "summer").replace("grain", "corn").replace("harbour", "port")
    changed = changed.replace("republic", "state").replace("railway", "coast").replace("bread", "milk")
    assert jaccard(LONG, changed) < NEAR
    assert SimilarTexts.among([LONG, changed]).near == ()


def test_partners_join_equal_and_near_texts() -> None:
    similar = SimilarTexts.among([LONG, OTHER[0], LONG.upper(), LONG.replace("winter", "summer")])
    assert similar.partners() == {0: {2, 3}, 2: {0, 3}, 3: {0, 2}}


def test_no_text_has_no_pair() -> None:
    assert SimilarTexts.among([]) == SimilarTexts((), ())


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.sampled_from("abcd"), min_size=1, max_size=8).map(" ".join), max_size=8, unique=True))
def test_no_pair_is_invented_and_the_index_is_exact(texts: list[str]) -> None:
    similar = SimilarTexts.among(texts)
    assert similar.same == ()
    index = {pair: jaccard(texts[pair[0]], texts[pair[1]]) for pair in combinations(range(len(texts)), 2)}
    for left, right, found in similar.near:
        assert found == index[left, right] >= NEAR
    same_shingles = {pair for pair, value in index.items() if value == 1}
    assert same_shingles <= {(left, right) for left, right, _ in similar.near}
