"""The rows of one document: a pure function, the same in one process, in many and on a cluster."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from stancebench.corpus.manifest import DocumentFacts
from stancebench.corpus.parse.document import ParsedParagraph, ParsedStageDirection, ParsedTurn
from stancebench.corpus.parse.transcript import parse_transcript
from stancebench.corpus.source import Source
from stancebench.corpus.tables import DOCUMENT_SCHEMA
from stancebench.errors import UserError
from stancebench.files import sha256_text

ELIGIBLE_WORDS = range(20, 251)
"""How many words a paragraph has that may be labelled."""

_ELIGIBLE_ROLES = ("principal", "spokesperson")


@dataclass(frozen=True)
class DocumentRows:
    """What one document adds to the tables.

    Attributes:
        document: Its row of ``documents.parquet``.
        paragraphs: Its rows of ``paragraphs.parquet``, in order.
    """

    document: dict[str, Any]
    paragraphs: list[dict[str, Any]]


def document_rows(source: Source, facts: DocumentFacts, parts: Sequence[tuple[str, bytes]]) -> DocumentRows:
    """Parse one document.

    Args:
        source: The source it belongs to.
        facts: Its line of the manifest.
        parts: Path and verified bytes of each of its files, in order.

    Returns:
        Its rows; they depend on nothing but the arguments.

    Raises:
        UserError: A file cannot be read as what it is, or holds no speech.
    """
    try:
        parsed = parse_transcript(parts, profile=source.rules())
    except UserError as error:
        raise UserError(
            f"source {source.id}, document {facts.document_id}: {error.found}",
            expected=error.expected,
            fix=f"take its line out of corpus/manifests/{source.id}.jsonl, or mend the source",
        ) from None
    notes: dict[tuple[int, int], list[ParsedStageDirection]] = {}
    for note in parsed.stage_directions:
        notes.setdefault((note.turn, note.paragraph), []).append(note)
    rows = [row for turn in parsed.turns for row in _turn_rows(facts, turn, notes)]
    document = {
        **{name: getattr(facts, name) for name in DOCUMENT_SCHEMA.names if hasattr(facts, name)},
        "redistribute": source.redistribute,
        "n_turns": len({row["turn"] for row in rows}),
        "n_paragraphs": len(rows),
        "n_words": sum(row["n_words"] for row in rows),
    }
    return DocumentRows(document, rows)


def _turn_rows(
    facts: DocumentFacts, turn: ParsedTurn, notes: dict[tuple[int, int], list[ParsedStageDirection]]
) -> list[dict[str, Any]]:
    own = turn.speaker_id == "principal" or (turn.mark is None and bool(facts.speaker_id))
    journalist = turn.role == "journalist"
    speaker = {
        "speaker_id": facts.speaker_id if own else "journalist" if journalist else turn.speaker_id,
        "speaker_label": "" if journalist or turn.mark is None else turn.speaker,
        "role": facts.role if own and facts.role else turn.role,
        "qa_role": turn.qa_role,
        "interpreted": turn.interpreted,
    }
    said = {paragraph.paragraph: paragraph for paragraph in turn.paragraphs}
    places = sorted({*said, *(place for number, place in notes if number == turn.turn)})
    may_be_labelled = (own or turn.role in _ELIGIBLE_ROLES) and turn.qa_role != "question"
    return [
        {
            **_place(facts, turn.turn, place, said.get(place), notes.get((turn.turn, place), [])),
            "eligible": may_be_labelled and place in said and len(said[place].text.split()) in ELIGIBLE_WORDS,
            **speaker,
            "date": facts.date,
            "venue": facts.venue,
            "source_type": facts.source_type,
            "language": facts.language,
            "licence": facts.licence,
            "source_url": facts.source_url,
        }
        for place in places
    ]


def _place(
    facts: DocumentFacts,
    turn: int,
    place: int,
    paragraph: ParsedParagraph | None,
    notes: list[ParsedStageDirection],
) -> dict[str, Any]:
    text = paragraph.text if paragraph else ""
    return {
        "paragraph_id": f"{facts.document_id}/{turn:03d}/{place:03d}",
        "document_id": facts.document_id,
        "turn": turn,
        "paragraph": place,
        "kind": "speech" if paragraph else "stage_direction",
        "text": text,
        "text_sha256": sha256_text(text),
        "n_words": len(text.split()),
        "stage_directions": [{"text": note.text, "offset": note.offset or 0} for note in notes],
        "start": paragraph.start if paragraph else notes[0].start,
        "end": paragraph.end if paragraph else notes[-1].end,
    }
