"""Paths that a manifest may list."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from stancebench.corpus.address import address_fault
from stancebench.corpus.safe_path import SafePath

PATHS: TypeAdapter[str] = TypeAdapter(SafePath)


@pytest.mark.parametrize("path", ["a.txt", "a/b c/d.txt", "Ä/ö.xml", "a..b/c...txt", "1:2", "x" * 240])
def test_a_plain_path_is_taken(path: str) -> None:
    assert PATHS.validate_python(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        ".",
        "..",
        "/",
        "/etc/passwd",
        "//host/share",
        "../a",
        "a/../b",
        "a/..",
        "a//b",
        "./a",
        "a/./b",
        "a/",
        "a\\b",
        "..\\a",
        "C:/a",
        "c:a",
        "a\nb",
        "a\x00b",
        "a\x7f",
        "a\x85b",
        ".hidden",
        "a/.hub/b",
        "a.txt.part",
        "a.txt.part.json",
        "x" * 241,
        "ä" * 121,
    ],
)
def test_any_other_path_is_refused(path: str) -> None:
    with pytest.raises(ValidationError):
        PATHS.validate_python(path)


@given(st.text(alphabet="ab./\\: \n~$", max_size=12))
def test_what_is_taken_never_leaves_its_folder(path: str) -> None:
    import posixpath

    try:
        PATHS.validate_python(path)
    except ValidationError:
        return
    assert posixpath.normpath(posixpath.join("/store/x", path)) == f"/store/x/{path}"


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("https://example.org/a", ""),
        ("http://localhost:80/a", ""),
        ("http://[::1]/a", ""),
        ("http://127.0.0.1.example.org/a", "its scheme is http, not https"),
        ("http://localhost.example.org/a", "its scheme is http, not https"),
        ("//example.org/a", "its scheme is missing, not https"),
        ("https://", "it names no host"),
        ("https://user@example.org", "it holds a user name or password"),
    ],
)
def test_addresses(url: str, fault: str) -> None:
    assert address_fault(url) == fault
