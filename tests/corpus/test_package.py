"""Texts of an installed package: found, verified, listed."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import pytest

from stancebench.corpus.manifest import read_manifest
from stancebench.corpus.package import PackageTexts
from stancebench.errors import UserError
from stancebench.workspace import Workspace
from tests.corpus.support import REINSTALL, make_source


def edit_metadata(site: Path, line: int, column: str, value: str) -> None:
    """Change one cell of the package's table; line 0 is the header."""
    path = site / "metadata.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.reader(handle))
    rows[line][rows[0].index(column)] = value
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows(rows)


def test_the_package_is_found_without_being_imported(site: Path) -> None:
    texts = PackageTexts.open(make_source())
    assert texts.root == site.parent
    assert "minitexts" not in sys.modules


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"version": "2.0"},
            "source mini: minitexts 1.0 is installed; expected minitexts==2.0; to mend it: pip install minitexts==2.0",
        ),
        (
            {"package": "no-such-texts"},
            "source mini: the package no-such-texts is not installed; expected no-such-texts==1.0; "
            "to mend it: pip install no-such-texts==1.0",
        ),
    ],
    ids=["wrong version", "not installed"],
)
def test_another_package_is_refused(site: Path, changes: dict[str, object], message: str) -> None:
    with pytest.raises(UserError) as caught:
        PackageTexts.open(make_source(**changes))
    assert str(caught.value) == message


def test_a_distribution_without_an_import_package_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    info = tmp_path / "emptytexts-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: emptytexts\nVersion: 1.0\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(UserError) as caught:
        PackageTexts.open(make_source(package="emptytexts"))
    assert str(caught.value) == "source mini: emptytexts holds no import package; expected emptytexts==1.0"


def test_a_whole_package_verifies(workspace: Workspace, site: Path) -> None:
    texts = PackageTexts.open(make_source())
    manifest = read_manifest(workspace, texts.source)
    assert texts.verify(manifest) == []
    assert len(manifest) == 24


def test_only_the_first_three_wrong_documents_are_spelled_out(workspace: Workspace, site: Path) -> None:
    for year in range(1900, 1905):
        (site / "texts" / f"{year}.txt").unlink()
    texts = PackageTexts.open(make_source())
    with pytest.raises(UserError) as caught:
        texts.require(read_manifest(workspace, texts.source))
    assert str(caught.value) == (
        "source mini: 5 of 24 documents are wrong: mini-1900: data/texts/1900.txt is missing, "
        "mini-1901: data/texts/1901.txt is missing, mini-1902: data/texts/1902.txt is missing and 2 more; "
        f"expected every text with the sha256 of the manifest; to mend it: {REINSTALL}"
    )


def test_a_text_is_read_as_utf_8(workspace: Workspace, site: Path) -> None:
    path = site / "texts" / "1900.txt"
    path.write_bytes(b"Caf\xe9")
    texts = PackageTexts.open(make_source())
    with pytest.raises(UserError) as caught:
        texts.text(read_manifest(workspace, texts.source)[0])
    assert str(caught.value) == (f"{path} is not UTF-8 (byte 3); expected text in UTF-8; to mend it: {REINSTALL}")


def test_the_facts_come_in_the_order_of_the_table(workspace: Workspace, site: Path) -> None:
    texts = PackageTexts.open(make_source())
    facts = texts.facts()
    assert [fact.document_id for fact in facts] == [f"mini-{year}" for year in range(1900, 1924)]
    assert facts == read_manifest(workspace, texts.source)


def test_an_id_holds_only_lower_case_letters_digits_and_hyphens(site: Path) -> None:
    (site / "texts" / "1900.txt").rename(site / "texts" / "A. Lincoln_1!.txt")
    edit_metadata(site, 1, "key", "A. Lincoln_1!")
    fact = PackageTexts.open(make_source()).facts()[0]
    assert (fact.key, fact.document_id) == ("A. Lincoln_1!", "mini-a-lincoln-1")


@pytest.mark.parametrize(
    ("line", "column", "value", "message"),
    [
        (0, "url", "link", "{metadata} lacks the column(s) url; to mend it: edit corpus/sources/mini.yaml"),
        (1, "key", "1800", "source mini: data/texts/1800.txt is missing; to mend it: {reinstall}"),
        (
            2,
            "sha256",
            "0" * 64,
            "{metadata}: the text of mini-1901 has another sha256 than listed; to mend it: {reinstall}",
        ),
        (
            1,
            "delivery",
            "sung",
            "source mini: 1900 has the delivery 'sung'; expected one of spoken; "
            "to mend it: add it to source_types in corpus/sources/mini.yaml",
        ),
        (
            1,
            "date",
            "5 Jan 1900",
            "source mini, document 1900: date: Input should be a valid date or datetime, invalid character in year, "
            "found '5 Jan 1900'; expected a DocumentFacts",
        ),
    ],
    ids=["column", "text", "hash", "delivery", "date"],
)
def test_a_table_that_does_not_fit_is_named(site: Path, line: int, column: str, value: str, message: str) -> None:
    edit_metadata(site, line, column, value)
    with pytest.raises(UserError) as caught:
        PackageTexts.open(make_source()).facts()
    assert str(caught.value) == message.format(metadata=site / "metadata.csv", reinstall=REINSTALL)


@pytest.mark.parametrize("text", ["", "key,date\n"])
def test_a_table_without_rows_is_refused(site: Path, text: str) -> None:
    (site / "metadata.csv").write_text(text, encoding="utf-8")
    with pytest.raises(UserError) as caught:
        PackageTexts.open(make_source()).facts()
    assert str(caught.value) == (
        f"{site / 'metadata.csv'} lacks the column(s) date, delivery, key, name, sha256 and 2 more; "
        "to mend it: edit corpus/sources/mini.yaml"
    )


def test_a_missing_table_is_named(site: Path) -> None:
    (site / "metadata.csv").unlink()
    with pytest.raises(UserError) as caught:
        PackageTexts.open(make_source()).facts()
    assert str(caught.value) == (f"{site / 'metadata.csv'} does not exist; expected a file; to mend it: {REINSTALL}")
