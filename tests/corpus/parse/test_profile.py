"""Profiles: each of the repository's is sound, and a document finds its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from stancebench.corpus.parse.profile import GENERIC, Match, Profile, choose_profile, read_profiles
from stancebench.corpus.read.reading import Reading
from stancebench.errors import UserError
from stancebench.workspace import Workspace
from tests.conftest import REPOSITORY
from tests.corpus.parse.support import profiles

PATHS = sorted((REPOSITORY / "corpus" / "profiles").glob("*.yaml"))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_profile_of_the_repository(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    profile = profiles()[path.stem]
    assert text.startswith("# ")
    assert profile.title
    assert yaml.safe_load(text)["schema_version"] == Profile.CURRENT
    reasons = {rule.reason for rule in (*profile.lines, *profile.cuts)}
    known = {"furniture", "dateline", "page header", "title", "document number", "end mark", "heading", "footnote"}
    assert reasons <= known | {"stage direction"}
    assert all(re.compile(pattern).groups <= 1 for pattern in profile.facts.values())


def test_the_general_profile_is_always_there(tmp_path: Path) -> None:
    assert read_profiles(Workspace(tmp_path)) == {"generic": GENERIC}
    assert set(profiles()) == {"generic", *(path.stem for path in PATHS)}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("schema_version: 1\nid: other\n", "own.yaml has the id 'other'; expected the id own; to mend it: edit"),
        ("schema_version: 1\nid: own\nmarks: [{pattern: '('}]\n",
         "own.yaml: marks.0.pattern: Value error, not a regular expression: missing ), unterminated subpattern at "
         "position 0, found '('"),
        ("schema_version: 1\nid: own\nlayout: page\n", "own.yaml: layout: Input should be 'auto', 'blank-line' or"),
        ("schema_version: 1\nid: own\nnotes: []\n", "own.yaml: notes: Extra inputs are not permitted"),
    ],
    ids=["other id", "no pattern", "unknown layout", "unknown field"],
)  # fmt: skip
def test_a_profile_that_does_not_fit_is_one_line(tmp_path: Path, text: str, message: str) -> None:
    folder = tmp_path / "corpus" / "profiles"
    folder.mkdir(parents=True)
    (folder / "own.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(UserError) as caught:
        read_profiles(Workspace(tmp_path))
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("match", "fits"),
    [
        (None, False),
        (Match(), True),
        (Match(formats=("text", "pdf")), True),
        (Match(formats=("html",)), False),
        (Match(name=r"^UNSC_\d+"), True),
        (Match(name="FOMC"), False),
        (Match(head="^of Norland"), True),
        (Match(head="Westland"), False),
        (Match(metadata={"period": r"\d"}), True),
        (Match(metadata={"period": r"\d", "author": "."}), False),
    ],
    ids=["none", "all", "format", "other format", "name", "other name", "head", "other head", "fact", "two facts"],
)
def test_whether_a_document_is_of_a_family(match: Match | None, fits: bool) -> None:
    reading = Reading("The council\nof Norland met.", "text", "utf-8", (), (), {"period": "1999"})
    profile = Profile(id="own", match=match)
    assert profile.fits(reading, "UNSC_1999.txt") is fits
    chosen = choose_profile({"own": profile, "generic": GENERIC}, reading, "UNSC_1999.txt")
    assert chosen == (profile if fits else GENERIC)
