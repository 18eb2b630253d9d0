"""The store of texts: read one document at a time, verified."""

from __future__ import annotations

from pathlib import Path

import pytest

from stancebench.corpus.package import PackageTexts
from stancebench.corpus.source import read_sources
from stancebench.corpus.texts import Texts, open_texts
from stancebench.errors import UserError
from stancebench.workspace import Workspace
from tests.corpus.support import make_source
from tests.support.remote import add_source, facts, remote_yaml, write_files

FILES = {"m1/1.txt": "Café,\r\nsaid one.\n".encode(), "m1/2.txt": b"Two.\n"}
MEETING = facts("own", "m1", FILES)
OTHER = facts("own", "x", {"x.txt": b"caf\xe9"})
MEND = "stancebench corpus hydrate own --mirror DIR"


@pytest.fixture
def texts(workspace: Workspace) -> Texts:
    """A store that holds a meeting of two files and a text that is not UTF-8."""
    source = add_source(workspace, remote_yaml("own", "folder", obtain="Ask."), [MEETING, OTHER])
    write_files(workspace.texts / "own", {**FILES, "x.txt": b"caf\xe9"})
    return open_texts(workspace, source)


def test_a_package_is_opened_as_a_package(workspace: Workspace) -> None:
    assert isinstance(open_texts(workspace, read_sources(workspace)[0]), PackageTexts)


def test_no_other_kind_is_a_package() -> None:
    own = make_source().model_validate(remote_yaml("own", "folder", obtain="Ask."))
    with pytest.raises(UserError) as caught:
        PackageTexts.open(own)
    assert str(caught.value) == (
        "source own is of the kind folder; expected a source of the kind package; "
        "to mend it: stancebench corpus hydrate own"
    )


def test_parts_come_in_order_with_their_bytes(texts: Texts) -> None:
    assert texts.mend == MEND
    assert texts.parts(MEETING) == list(FILES.items())
    assert texts.text(MEETING) == "Café,\nsaid one.\n\n\nTwo.\n"
    assert texts.verify([MEETING, OTHER]) == []
    assert texts.missing([MEETING, OTHER]) == []


def test_a_text_that_is_not_utf_8_is_named(texts: Texts) -> None:
    assert texts.parts(OTHER) == [("x.txt", b"caf\xe9")]
    with pytest.raises(UserError) as caught:
        texts.text(OTHER)
    assert str(caught.value) == (
        f"{texts.root / 'x.txt'} is not UTF-8 (byte 3); expected text in UTF-8; to mend it: {MEND}"
    )


def test_a_missing_part_is_named(texts: Texts) -> None:
    (texts.root / "m1" / "2.txt").unlink()
    assert texts.missing([MEETING, OTHER]) == [MEETING]
    assert texts.verify([MEETING, OTHER]) == ["own-m1: m1/2.txt is missing"]
    with pytest.raises(UserError) as caught:
        texts.parts(MEETING)
    assert str(caught.value) == (
        f"source own: own-m1: m1/2.txt is missing; expected a text with the sha256 of the manifest; to mend it: {MEND}"
    )
    with pytest.raises(UserError, match=r"^source own: 1 of 2 documents are wrong: own-m1: m1/2\.txt is missing"):
        texts.require([MEETING, OTHER])


def test_a_changed_part_is_never_handed_out(texts: Texts) -> None:
    (texts.root / "m1" / "2.txt").write_bytes(b"Three.\n")
    with pytest.raises(UserError, match=r"own-m1: m1/2\.txt has sha256 [0-9a-f]{12}…, the manifest [0-9a-f]{12}…"):
        texts.text(MEETING)


def test_a_link_out_of_the_store_is_not_followed(texts: Texts, tmp_path: Path) -> None:
    outside = write_files(tmp_path / "outside", {"2.txt": FILES["m1/2.txt"]})
    (texts.root / "m1" / "2.txt").unlink()
    (texts.root / "m1" / "2.txt").symlink_to(outside / "2.txt")
    with pytest.raises(UserError, match=r"leads out of .* by a symbolic link"):
        texts.parts(MEETING)
    assert "leads out of" in texts.verify([MEETING])[0]


def test_a_store_that_is_itself_a_link_is_fine(texts: Texts, tmp_path: Path) -> None:
    texts.root.rename(tmp_path / "disk")
    texts.root.symlink_to(tmp_path / "disk")
    assert texts.verify([MEETING]) == []
