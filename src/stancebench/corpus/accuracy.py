"""Measuring the parser on real documents whose structure readers wrote down."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from stancebench.corpus.manifest import read_manifest
from stancebench.corpus.parse.document import ParsedDocument
from stancebench.corpus.parse.expected import ExpectedStructure, StructureScore, score_structures
from stancebench.corpus.parse.transcript import parse_transcript
from stancebench.corpus.source import read_sources
from stancebench.corpus.texts import open_texts
from stancebench.errors import UserError, some
from stancebench.files import read_json, read_text, write_json, write_text
from stancebench.records import Record
from stancebench.workspace import Workspace

BEGIN, END = "<!-- parser: begin -->", "<!-- parser: end -->"
"""Between these marks the README holds the table of the figures."""


class Unmeasured(BaseModel):
    """A document that could not be measured, and why."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    document_id: str
    reason: str


class ParseAccuracy(Record):
    """How right the parser is, by source and over all; written to `corpus/parse_accuracy.json`.

    Attributes:
        scores: One line a source, sorted by id; the last one is ``all``.
        unmeasured: Documents whose text is not on this machine.
    """

    scores: tuple[StructureScore, ...]
    unmeasured: tuple[Unmeasured, ...] = ()


def expected_folder(workspace: Workspace) -> Path:
    """Return where the structures written down by hand lie."""
    return workspace.root / "corpus" / "expected"


def accuracy_path(workspace: Workspace) -> Path:
    """Return where the measured figures lie."""
    return workspace.root / "corpus" / "parse_accuracy.json"


def first_sight_path(workspace: Workspace) -> Path:
    """Return where the figures lie that were measured once on documents that the parser had never met."""
    return workspace.root / "corpus" / "parse_accuracy_first_sight.json"


def accuracy_table(found: ParseAccuracy, first_sight: ParseAccuracy | None = None) -> str:
    """Return the figures as a Markdown table, in percent.

    Args:
        found: The figures of today.
        first_sight: Those measured once on documents that the parser had never met; the last line of the table.

    Returns:
        The table.
    """
    rows = [
        "| source | documents | turns | turn boundaries F1 | speakers F1 | roles F1 | question/answer F1 | "
        "left out, recall |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    last = [first_sight.scores[-1].model_copy(update={"name": "at first sight"})] if first_sight else []
    for score in (*found.scores, *last):
        parts = (score.turns, score.speakers, score.roles, score.qa_roles)
        figures = [f"{100 * part.f1:.1f}" if part.expected else "-" for part in parts]
        left = "-" if score.left_out_recall is None else f"{100 * score.left_out_recall:.1f}"
        cells = [score.name, str(score.documents), str(score.turns.expected), *figures, left]
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


def write_accuracy(workspace: Workspace, found: ParseAccuracy) -> None:
    """Write the figures to `corpus/parse_accuracy.json`, and their table between the marks of the README.

    Raises:
        UserError: Documents were not measured.
    """
    if found.unmeasured:
        raise UserError(
            f"{len(found.unmeasured)} document(s) were not measured",
            expected="all of them",
            fix="stancebench corpus hydrate",
        )
    write_json(accuracy_path(workspace), found.model_dump(mode="json"))
    readme = workspace.root / "README.md"
    text = read_text(readme) if readme.exists() else ""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if begin and end:
        path = first_sight_path(workspace)
        first_sight = read_json(path, ParseAccuracy) if path.exists() else None
        write_text(readme, f"{before}{BEGIN}\n{accuracy_table(found, first_sight)}\n{END}{after}")


def parse_accuracy(workspace: Workspace) -> ParseAccuracy:
    """Parse every document with an expected structure whose text is there, and compare.

    Args:
        workspace: The workspace; texts come from packages and from `stancebench corpus hydrate`.

    Returns:
        The figures.

    Raises:
        UserError: No structure or no text is there, a structure names a document that no manifest lists, or the
            text of a document is read into another normalised source than its offsets count.
    """
    folder = expected_folder(workspace)
    structures = [read_json(path, ExpectedStructure) for path in sorted(folder.glob("*.json"))]
    if not structures:
        raise UserError(f"{folder} holds no structure", expected="one JSON a document")
    sources = {source.id: source for source in read_sources(workspace)}
    pairs: dict[str, list[tuple[ExpectedStructure, ParsedDocument]]] = {}
    unmeasured: list[Unmeasured] = []
    for expected in structures:
        source = sources.get(expected.source)
        listed = read_manifest(workspace, source) if source else []
        facts = next((one for one in listed if one.document_id == expected.document_id), None)
        if source is None or facts is None:
            raise UserError(
                f"{folder} expects {expected.document_id}, which no manifest lists", fix="edit the expected structure"
            )
        texts = open_texts(workspace, source)
        if texts.missing([facts]):
            unmeasured.append(Unmeasured(document_id=facts.document_id, reason="its text is not on this machine"))
            continue
        parsed = parse_transcript(texts.parts(facts), profile=source.rules())
        if parsed.source.text_sha256 != expected.text_sha256:
            raise UserError(
                f"{facts.document_id} is read into another text than its expected structure counts",
                expected="the same normalised source",
                fix="mark its structure anew, or undo the change of the reader",
            )
        pairs.setdefault(source.id, []).append((expected, parsed))
    if not pairs:
        names = sorted({expected.source for expected in structures})
        raise UserError(
            f"no text of {some(names)} is on this machine", fix="stancebench corpus hydrate, best with --mirror DIR"
        )
    scores = [score_structures(name, items) for name, items in sorted(pairs.items())]
    every = [pair for items in pairs.values() for pair in items]
    return ParseAccuracy(scores=(*scores, score_structures("all", every)), unmeasured=tuple(unmeasured))
