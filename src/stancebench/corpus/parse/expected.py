"""How right the parser is: precision and recall against structures that readers wrote down by hand."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from stancebench.corpus.parse.document import ParsedDocument, ParsedTurn, QaRole
from stancebench.corpus.parse.labels import fold
from stancebench.records import Record


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ExpectedTurn(_Part):
    """A turn as a reader found it.

    Attributes:
        start: Where its words begin in the normalised source, behind the mark.
        speaker: Hash of the speaker's name within the document (`speaker_hash`).
        role: The role.
        qa_role: ``question``, ``answer`` or ``none``.
        interpreted: Whether the words are an interpreter's.
    """

    start: int
    speaker: str
    role: str
    qa_role: QaRole
    interpreted: bool = False


class ExpectedRun(_Part):
    """A run that nobody said, as a reader found it."""

    start: int
    end: int
    reason: str


class ExpectedStructure(Record):
    """The structure of one real document: offsets, roles and hashes, no text.

    Attributes:
        source: Id of the source.
        document_id: Id in the manifest, or empty for a file that is in none.
        files: Names of its files, in order.
        sha256: Hash of its bytes (`SourceFacts.sha256`).
        text_sha256: Hash of the normalised source that the offsets count.
        turns: In order.
        left_out: In order.
        left_out_complete: Whether every run that nobody said is listed.
        n_paragraphs: Number of paragraphs, those that are a note alone included; null where the layout does not tell.
        unseen: Whether it was written down from a document that nobody had looked at while the parser was written:
            its figures at first sight are in `corpus/parse_accuracy_first_sight.json`.
    """

    source: str
    document_id: str = ""
    files: tuple[str, ...]
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    text_sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    turns: tuple[ExpectedTurn, ...]
    left_out: tuple[ExpectedRun, ...] = ()
    left_out_complete: bool = True
    n_paragraphs: int | None = None
    unseen: bool = False


class Score(_Part):
    """Precision, recall and their harmonic mean (F1), from 0 to 1, and on how many things."""

    precision: float
    recall: float
    f1: float
    expected: int
    found: int
    right: int


class StructureScore(_Part):
    """How right one document, or a source, is parsed.

    Attributes:
        name: The document or source.
        documents: How many documents.
        turns: Turns that begin where they should.
        speakers: Turns that begin where they should and have the right speaker, ids matched one to one.
        roles: The same with the right role.
        qa_roles: The same with the right part in questions and answers; over turns that ask or answer.
        interpreted: The same for turns in an interpreter's words.
        left_out_recall: Share of the characters that nobody said which are no paragraph; null when none are listed.
        speech_kept: Share of the characters of speech that are in a paragraph, a mark or a note; null when what
            was left out is not completely listed.
        paragraphs_expected: Paragraphs, notes that stand alone included, where the readers could tell.
        paragraphs_found: Paragraphs found in the same documents.
    """

    name: str
    documents: int
    turns: Score
    speakers: Score
    roles: Score
    qa_roles: Score
    interpreted: Score
    left_out_recall: float | None
    speech_kept: float | None
    paragraphs_expected: int
    paragraphs_found: int


def speaker_hash(name: str) -> str:
    """Return the short hash by which a speaker stands in a fixture."""
    return hashlib.sha256(fold(name).encode()).hexdigest()[:12]


def score_structures(name: str, pairs: Iterable[tuple[ExpectedStructure, ParsedDocument]]) -> StructureScore:
    """Compare parsed documents with what readers wrote down.

    Speakers are matched one to one within a document by the assignment that agrees most (Kuhn 1955, as
    `scipy.optimize.linear_sum_assignment`), as is usual for speaker diarisation.

    Args:
        name: What to call the result.
        pairs: Expected structure and parsed document.

    Returns:
        Micro-averaged counts over all pairs.
    """
    counts: Counter[str] = Counter()
    documents = 0
    for expected, parsed in pairs:
        documents += 1
        _count_turns(expected, parsed, counts)
        _count_characters(expected, parsed, counts)
        if expected.n_paragraphs is not None:
            counts["paragraphs expected"] += expected.n_paragraphs
            alone = sum(note.offset is None for note in parsed.stage_directions)
            counts["paragraphs found"] += sum(len(turn.paragraphs) for turn in parsed.turns) + alone
    return StructureScore(
        name=name,
        documents=documents,
        turns=_score(counts, "turn"),
        speakers=_score(counts, "speaker"),
        roles=_score(counts, "role"),
        qa_roles=_score(counts, "qa"),
        interpreted=_score(counts, "interpreted"),
        left_out_recall=_share(counts["left out right"], counts["left out"]),
        speech_kept=_share(counts["speech right"], counts["speech"]),
        paragraphs_expected=counts["paragraphs expected"],
        paragraphs_found=counts["paragraphs found"],
    )


def said_at(parsed: ParsedDocument, turn: ParsedTurn) -> int:
    """Return where the words of a turn begin: behind its mark, or at its first paragraph."""
    position = turn.mark[1] if turn.mark else turn.paragraphs[0].start if turn.paragraphs else len(parsed.text)
    return behind_mark(parsed.text, position)


def behind_mark(text: str, position: int) -> int:
    """Return the first place from `position` that is neither white space nor the stop of a mark."""
    while position < len(text) and (text[position].isspace() or text[position] in ":."):
        position += 1
    return position


def _count_turns(expected: ExpectedStructure, parsed: ParsedDocument, counts: Counter[str]) -> None:
    found = {said_at(parsed, turn): turn for turn in parsed.turns}
    wanted = {turn.start: turn for turn in expected.turns}
    matched = [(wanted[start], found[start]) for start in wanted.keys() & found.keys()]
    names = _assignment([(one.speaker, other.speaker_id) for one, other in matched])
    right: dict[str, Callable[[ExpectedTurn, ParsedTurn], bool]] = {
        "turn": lambda one, other: True,
        "speaker": lambda one, other: names.get(one.speaker) == other.speaker_id,
        "role": lambda one, other: one.role == other.role,
    }
    for key, test in right.items():
        counts[f"{key} expected"] += len(expected.turns)
        counts[f"{key} found"] += len(parsed.turns)
        counts[f"{key} right"] += sum(test(one, other) for one, other in matched)
    counts["qa expected"] += sum(turn.qa_role != "none" for turn in expected.turns)
    counts["qa found"] += sum(turn.qa_role != "none" for turn in parsed.turns)
    counts["qa right"] += sum(one.qa_role == other.qa_role != "none" for one, other in matched)
    counts["interpreted expected"] += sum(turn.interpreted for turn in expected.turns)
    counts["interpreted found"] += sum(turn.interpreted for turn in parsed.turns)
    counts["interpreted right"] += sum(one.interpreted and other.interpreted for one, other in matched)


def _count_characters(expected: ExpectedStructure, parsed: ParsedDocument, counts: Counter[str]) -> None:
    size = len(parsed.text)
    spoken, kept = bytearray(size), bytearray(size)
    for start, end, kind in parsed.spans():
        if kind == "paragraph":
            spoken[start:end] = b"\1" * (end - start)
        if kind in ("paragraph", "mark", "stage direction"):
            kept[start:end] = b"\1" * (end - start)
    unsaid = bytearray(size)
    for run in expected.left_out:
        unsaid[run.start : run.end] = b"\1" * (run.end - run.start)
    ink = [index for index, char in enumerate(parsed.text) if not char.isspace()]
    counts["left out"] += sum(unsaid[index] for index in ink)
    counts["left out right"] += sum(unsaid[index] and not spoken[index] for index in ink)
    if expected.left_out_complete:
        counts["speech"] += sum(not unsaid[index] for index in ink)
        counts["speech right"] += sum(not unsaid[index] and kept[index] for index in ink)


def _assignment(pairs: list[tuple[str, str]]) -> dict[str, str]:
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    ones, others = sorted({one for one, _ in pairs}), sorted({other for _, other in pairs})
    if not pairs:
        return {}
    table: Any = np.zeros((len(ones), len(others)))
    for one, other in pairs:
        table[ones.index(one), others.index(other)] += 1
    rows, columns = linear_sum_assignment(table, maximize=True)
    return {ones[row]: others[column] for row, column in zip(rows, columns, strict=True) if table[row, column]}


def _score(counts: Counter[str], key: str) -> Score:
    expected, found, right = (counts[f"{key} {what}"] for what in ("expected", "found", "right"))
    precision, recall = right / found if found else 1.0, right / expected if expected else 1.0
    f1 = 2 * right / (expected + found) if expected + found else 1.0
    return Score(precision=precision, recall=recall, f1=f1, expected=expected, found=found, right=right)


def _share(right: int, every: int) -> float | None:
    return right / every if every else None
