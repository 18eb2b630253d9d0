"""Shared content words."""

from __future__ import annotations

import pytest

from stancebench.dataset.overlap import overlaps


@pytest.mark.parametrize(
    ("text", "target", "shared"),
    [
        ("We must cut taxes.", "Taxes should be lowered.", True),
        ("Taxation is theft.", "Taxes should be lowered.", False),
        ("The tariffs robbed us.", "A tariff should be paid.", True),
        ("The government should act.", "The government should build ships.", False),
        ("Our NAVY is small.", "The navy should grow.", True),
        ("He did it at once.", "It should be done at once.", False),
        ("", "Taxes should be lowered.", False),
    ],
)
def test_content_words_count_by_their_first_six_letters(text: str, target: str, shared: bool) -> None:
    assert overlaps(text, target) is shared
