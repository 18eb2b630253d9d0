"""Showing a parsed document to a human."""

from __future__ import annotations

from collections import Counter
from typing import Any

from stancebench.corpus.parse.document import ParsedDocument, ParsedTurn

_COLOURS = {
    "principal": "bold cyan",
    "spokesperson": "bold blue",
    "journalist": "bold yellow",
    "moderator": "bold magenta",
    "interpreter": "bold green",
    "audience": "bold white",
}


def show_document(document: ParsedDocument) -> Any:
    """Make a Rich renderable of a document: turns in colour, notes in italics, what was left out dimmed.

    Args:
        document: The document.

    Returns:
        The renderable.
    """
    from rich.console import Group
    from rich.text import Text

    lines: list[Text] = [Text(f"{document.metadata.get('title', document.source.name)}", style="bold underline")]
    facts = [document.metadata.get(key, "") for key in ("date", "place", "document_number", "source_type")]
    lines.append(Text(" · ".join([*filter(None, facts), f"profile {document.profile}", document.source.format])))
    frame = [(part.start, part) for part in document.left_out if part.reason != "white space"]
    for turn in document.turns:
        start = turn.mark[0] if turn.mark else turn.paragraphs[0].start if turn.paragraphs else 0
        while frame and frame[0][0] < start:
            lines.append(_left(frame.pop(0)[1]))
        lines += _turn(document, turn)
    lines += [_left(part) for _, part in frame]
    lines += [Text(f"warning: {warning}", style="red") for warning in document.warnings]
    roles = Counter(turn.role for turn in document.turns)
    counts = ", ".join(f"{count} {role}" for role, count in roles.most_common())
    paragraphs = sum(len(turn.paragraphs) for turn in document.turns)
    lines.append(Text(f"{len(document.turns)} turns ({counts}), {paragraphs} paragraphs", style="bold"))
    return Group(*lines)


def _turn(document: ParsedDocument, turn: ParsedTurn) -> list[Any]:
    from rich.text import Text

    style = _COLOURS.get(turn.role, "bold")
    head = Text(f"\n{turn.speaker or '(no mark)'}", style=style)
    about = [turn.speaker_id, turn.role, turn.qa_role if turn.qa_role != "none" else ""]
    head.append(f"  [{' · '.join(filter(None, [*about, 'interpreted' if turn.interpreted else '']))}]", style="dim")
    lines = [head]
    notes = [note for note in document.stage_directions if note.turn == turn.turn]
    for paragraph in turn.paragraphs:
        text = Text(f"  {paragraph.text}")
        text.append(f"  {paragraph.start}-{paragraph.end}", style="dim")
        lines.append(text)
    lines += [Text(f"  {note.text}", style="italic green") for note in notes]
    return lines


def _left(part: Any) -> Any:
    from rich.text import Text

    return Text(f"- {part.reason}: {' '.join(part.text.split())[:160]}", style="dim")
