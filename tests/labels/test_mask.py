"""Masking a speaker's name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancebench.labels.mask import MASK, mask_name


@pytest.mark.parametrize(
    ("text", "name", "shown"),
    [
        ("Mr. Berg said: Berg goes, bergs stay.", "Anna Berg", "Mr. ▮▮▮▮ said: ▮▮▮▮ goes, bergs stay."),
        ("BERG and Bergen", "MS. BERG", "▮▮▮▮ and Bergen"),
        ("Nobody is named.", "Anna Berg", "Nobody is named."),
        ("An Ox went by.", "Li Ox", "An Ox went by."),
        ("Text", "", "Text"),
        ("Brainard spoke.", "Brainard", "▮▮▮▮▮▮▮▮ spoke."),
        ("The Minister spoke.", "PRIME MINISTER", "The Minister spoke."),
    ],
)
def test_only_the_family_name_is_masked(text: str, name: str, shown: str) -> None:
    assert mask_name(text, name) == shown


@given(st.text(max_size=80), st.sampled_from(["Anna Berg", "MR. O'NEIL", "Özil", ""]))
def test_the_length_and_everything_else_stay(text: str, name: str) -> None:
    shown = mask_name(text, name)
    assert len(shown) == len(text)
    assert all(new in (old, MASK) for old, new in zip(text, shown, strict=True))
