"""What a reader hands on: the normalised source and the blocks in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Block:
    """A run of the normalised source that the published format itself sets apart.

    Attributes:
        start: First character in the normalised source.
        end: One past the last character.
        kind: ``text``, ``heading``, ``furniture``, ``page_header``, ``footnote``, ``speaker`` (the block is the
            name of a speaker) or ``stage_direction``.
        speaker: Who speaks, where the format says so.
        role: The role that the format names: a word such as ``question``, or empty.
        new_turn: Whether the format says that a turn begins here.
        emphasis: Where the emphasised (bold, italic) run at the block's start ends; `start` when there is none.
        indented: Whether the block began with white space in the source.
    """

    start: int
    end: int
    kind: str = "text"
    speaker: str = ""
    role: str = ""
    new_turn: bool = False
    emphasis: int = -1
    indented: bool = False


@dataclass(frozen=True)
class Cut:
    """A run inside a block that is not part of what was said: struck words, a footnote mark, a page header."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True)
class Reading:
    r"""A source as read.

    Attributes:
        text: The normalised source: decoded, mojibake mended, line ends ``\\n``, every space character a plain
            space. All offsets of the parser count its characters.
        format: ``text``, ``html``, ``markdown``, ``xml``, ``csv``, ``jsonl`` or ``pdf``.
        encoding: The character encoding found.
        blocks: In order, not overlapping; between them lies only white space.
        cuts: In order; each within one block.
        metadata: What the format says of the document.
        warnings: What had to be mended or guessed, one sentence each.
    """

    text: str
    format: str
    encoding: str
    blocks: tuple[Block, ...]
    cuts: tuple[Cut, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


class ReadingBuilder:
    """Puts a normalised source together block by block, with an empty line between blocks."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self.length = 0
        self.blocks: list[Block] = []
        self.cuts: list[Cut] = []

    def add(
        self,
        text: str,
        *,
        kind: str = "text",
        speaker: str = "",
        role: str = "",
        new_turn: bool = False,
        emphasis: int = -1,
        indented: bool = False,
        cuts: tuple[tuple[int, int, str], ...] = (),
    ) -> None:
        """Append one block.

        Args:
            text: Its text, without white space at either end.
            kind: As in `Block`.
            speaker: As in `Block`.
            role: As in `Block`.
            new_turn: As in `Block`.
            emphasis: End of the emphasised run, counted from the start of `text`; -1 for none.
            indented: As in `Block`.
            cuts: Runs within `text` that were not said: start, end, reason.
        """
        if not text:
            return
        if self._parts:
            self._parts.append("\n\n")
            self.length += 2
        start = self.length
        self._parts.append(text)
        self.length += len(text)
        self.cuts += [Cut(start + first, start + last, reason) for first, last, reason in cuts]
        self.blocks.append(Block(start, self.length, kind, speaker, role, new_turn, start + max(emphasis, 0), indented))

    @property
    def text(self) -> str:
        """The normalised source so far."""
        return "".join(self._parts)

    def reading(
        self, format_name: str, encoding: str, metadata: Mapping[str, str], warnings: tuple[str, ...] = ()
    ) -> Reading:
        """Return what was built."""
        return Reading(self.text, format_name, encoding, tuple(self.blocks), tuple(self.cuts), dict(metadata), warnings)


def joined(readings: Sequence[Reading]) -> Reading:
    """Join the readings of the files that one document is published in, with an empty line between them.

    Args:
        readings: The readings in order; all of one format.

    Returns:
        One reading; metadata of the first that names a fact, every warning once.
    """
    texts, blocks, cuts, position = [], [], [], 0
    metadata: dict[str, str] = {}
    for reading in readings:
        text = reading.text.strip("\n")
        shift = position - (len(reading.text) - len(reading.text.lstrip("\n")))
        blocks += [
            replace(block, start=block.start + shift, end=block.end + shift, emphasis=block.emphasis + shift)
            for block in reading.blocks
        ]
        cuts += [Cut(cut.start + shift, cut.end + shift, cut.reason) for cut in reading.cuts]
        metadata = {**reading.metadata, **metadata}
        texts.append(text)
        position += len(text) + 2
    warnings = tuple(dict.fromkeys(warning for reading in readings for warning in reading.warnings))
    first = readings[0]
    return Reading("\n\n".join(texts), first.format, first.encoding, tuple(blocks), tuple(cuts), metadata, warnings)
