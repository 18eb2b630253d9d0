"""Measuring the parser against structures written down by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from stancebench.corpus.accuracy import (
    BEGIN,
    END,
    ParseAccuracy,
    accuracy_path,
    accuracy_table,
    expected_folder,
    parse_accuracy,
    write_accuracy,
)
from stancebench.corpus.manifest import read_manifest
from stancebench.corpus.parse.document import ParsedDocument
from stancebench.corpus.parse.expected import (
    ExpectedRun,
    ExpectedStructure,
    ExpectedTurn,
    score_structures,
    speaker_hash,
)
from stancebench.corpus.parse.profile import read_profiles
from stancebench.corpus.parse.transcript import parse_transcript
from stancebench.corpus.source import read_sources
from stancebench.corpus.texts import open_texts
from stancebench.errors import UserError
from stancebench.files import read_json, write_json
from stancebench.workspace import Workspace
from tests.conftest import REPOSITORY

TEXT = """Statement by the Minister

5 May 2020

MINISTER GREEN: We will build the bridge, and we will build it this year.

QUESTION: Who pays for it?

MINISTER GREEN: The state does.

QUESTION: All of it?

MINISTER GREEN: All of it.
"""
STARTS = [
    TEXT.index(words) for words in ("We will build the", "Who pays", "The state does", "All of it?", "All of it.")
]


def parsed(text: str = TEXT) -> ParsedDocument:
    return parse_transcript([("green.txt", text.encode())])


def expected(document: ParsedDocument, **changes: object) -> ExpectedStructure:
    turns = [
        ExpectedTurn(
            start=start,
            speaker=speaker_hash("Green" if number % 2 == 0 else "journalist"),
            role="principal" if number % 2 == 0 else "journalist",
            qa_role="none" if number == 0 else "answer" if number % 2 == 0 else "question",
        )
        for number, start in enumerate(STARTS)
    ]
    structure = ExpectedStructure(
        source="mini",
        files=("green.txt",),
        sha256=document.source.sha256,
        text_sha256=document.source.text_sha256,
        turns=tuple(turns),
        left_out=(ExpectedRun(start=0, end=TEXT.index("MINISTER"), reason="title"),),
        n_paragraphs=5,
    )
    return structure.model_copy(update=changes)


def test_a_document_parsed_as_written_down_scores_one() -> None:
    document = parsed()
    score = score_structures("green", [(expected(document), document)])
    assert [part.f1 for part in (score.turns, score.speakers, score.roles, score.qa_roles)] == [1.0] * 4
    assert (score.left_out_recall, score.speech_kept) == (1.0, 1.0)
    assert (score.paragraphs_expected, score.paragraphs_found) == (5, 5)


def test_a_turn_missed_a_role_missed_and_a_title_spoken_are_counted() -> None:
    document = parsed()
    right = expected(document)
    turns = list(right.turns)
    turns[2] = turns[2].model_copy(update={"role": "spokesperson", "speaker": speaker_hash("somebody else")})
    turns[4] = turns[4].model_copy(update={"start": STARTS[4] + 3})
    wrong = expected(
        document, turns=tuple(turns), left_out=(ExpectedRun(start=STARTS[1], end=STARTS[1] + 8, reason="title"),)
    )
    score = score_structures("green", [(wrong, document)])
    assert (score.turns.right, score.turns.expected, score.turns.found) == (4, 5, 5)
    assert (score.speakers.right, score.roles.right, score.qa_roles.right) == (3, 3, 3)
    assert score.turns.f1 == pytest.approx(0.8)
    assert score.left_out_recall == 0.0
    assert score.speech_kept is not None
    assert score.speech_kept < 1.0


def test_speakers_are_matched_whatever_they_are_called() -> None:
    document = parsed()
    names = {"Green": "X", "journalist": "Y"}
    turns = tuple(
        turn.model_copy(update={"speaker": speaker_hash(names["Green" if number % 2 == 0 else "journalist"])})
        for number, turn in enumerate(expected(document).turns)
    )
    assert score_structures("green", [(expected(document, turns=turns), document)]).speakers.f1 == 1.0


def written(workspace: Workspace) -> ExpectedStructure:
    """Write the structure of the first miniature address, one turn, into the workspace."""
    source = read_sources(workspace)[0]
    facts = read_manifest(workspace, source)[0]
    document = parse_transcript(open_texts(workspace, source).parts(facts), profile=source.rules())
    structure = ExpectedStructure(
        source="mini",
        document_id=facts.document_id,
        files=("1900.txt",),
        sha256=facts.sha256,
        text_sha256=document.source.text_sha256,
        turns=(ExpectedTurn(start=0, speaker=speaker_hash("x"), role=document.turns[0].role, qa_role="none"),),
    )
    write_json(expected_folder(workspace) / "one.json", structure.model_dump(mode="json"))
    return structure


@pytest.mark.usefixtures("site")
def test_figures_are_written_with_the_table_of_the_readme(workspace: Workspace) -> None:
    written(workspace)
    readme = workspace.root / "README.md"
    readme.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    found = parse_accuracy(workspace)
    assert [(score.name, score.turns.f1) for score in found.scores] == [("mini", 1.0), ("all", 1.0)]
    write_accuracy(workspace, found)
    assert read_json(accuracy_path(workspace), ParseAccuracy) == found
    assert readme.read_text(encoding="utf-8") == f"before\n{BEGIN}\n{accuracy_table(found)}\n{END}\nafter\n"


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"document_id": "mini-1066"}, "expects mini-1066, which no manifest lists"),
        ({"source": "elsewhere"}, "which no manifest lists"),
        ({"text_sha256": "0" * 64}, "is read into another text than its expected structure counts"),
    ],
)
def test_structures_that_do_not_fit(workspace: Workspace, changes: dict[str, object], message: str) -> None:
    structure = written(workspace).model_copy(update=changes)
    write_json(expected_folder(workspace) / "one.json", structure.model_dump(mode="json"))
    with pytest.raises(UserError, match=message):
        parse_accuracy(workspace)


def test_without_structures_it_says_so(workspace: Workspace) -> None:
    with pytest.raises(UserError, match="holds no structure; expected one JSON a document"):
        parse_accuracy(workspace)


STAGED: Path = REPOSITORY.parent / "shared" / "data"


@pytest.mark.shared
@pytest.mark.skipif(not STAGED.is_dir(), reason="needs the real transcripts beside the repository")
def test_the_committed_figures_are_those_of_today(tmp_path: Path) -> None:
    import shutil

    from stancebench.corpus.hydrate import hydrate

    for part in ("sources", "profiles", "manifests", "expected"):
        shutil.copytree(REPOSITORY / "corpus" / part, tmp_path / "corpus" / part)
    workspace = Workspace(tmp_path)
    hydrate(workspace, (), mirror=STAGED, progress=False)
    assert parse_accuracy(workspace) == read_json(accuracy_path(Workspace(REPOSITORY)), ParseAccuracy)


@pytest.mark.shared
@pytest.mark.skipif(not STAGED.is_dir(), reason="needs the real transcripts beside the repository")
def test_the_news_conference_comes_out_exactly() -> None:
    path = next((STAGED / "t-mid-news-conference").glob("*.txt"))
    document = parse_transcript([(path.name, path.read_bytes())], profiles=read_profiles(Workspace(REPOSITORY)))
    said = {
        speaker: sum(len(turn.paragraphs) for turn in document.turns if turn.speaker_id == speaker)
        for speaker in {turn.speaker_id for turn in document.turns}
    }
    assert said == {"lavrov": 37, "journalist": 3}
    assert [turn.qa_role for turn in document.turns] == ["none", *["question", "answer"] * 3]
    opening = document.turns[0]
    assert (opening.speaker, opening.mark, opening.role, len(opening.paragraphs)) == (
        "Sergey Lavrov",
        None,
        "principal",
        20,
    )
    facts = ("2023-01-19", "67-19-01-2023", "Minsk")
    assert tuple(document.metadata[key] for key in ("date", "document_number", "place")) == facts
    reasons = [part.reason for part in document.left_out if part.reason != "white space"]
    assert reasons == ["furniture"] * 3 + ["title", "dateline", "document number"] + ["furniture"] * 2
    assert document.gaps() == []


@pytest.mark.shared
@pytest.mark.skipif(not STAGED.is_dir(), reason="needs the real documents beside the repository")
@pytest.mark.parametrize("folder", sorted(path.name for path in STAGED.glob("*") if path.is_dir()))
def test_no_character_of_a_real_document_is_lost(folder: str) -> None:
    profiles = read_profiles(Workspace(REPOSITORY))
    files = [path for path in (STAGED / folder).rglob("*") if path.is_file() and path.stat().st_size < 3_000_000]
    wrong: dict[str, object] = {}
    for path in files:
        try:
            document = parse_transcript([(path.name, path.read_bytes())], profiles=profiles)
        except UserError:  # a table of labels, an archive: no transcript
            continue
        unknown = [part.text for part in document.left_out if part.reason == "unclassified"]
        if document.gaps() or unknown:
            wrong[path.name] = document.gaps() or unknown
    assert wrong == {}
