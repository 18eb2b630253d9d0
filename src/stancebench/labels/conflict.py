"""Where readings of a paragraph differ."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from stancebench.files import write_text
from stancebench.labels.codebook import Stance
from stancebench.labels.event import LabelEvent, read_events
from stancebench.labels.sheet import Passages, read_passages
from stancebench.workspace import Workspace


@dataclass(frozen=True)
class Conflict:
    """What the readings of one paragraph do not agree on.

    Attributes:
        paragraph_id: The paragraph.
        text_sha256: Hash of its text.
        topics: The primary topics given, sorted; empty when they agree.
        stances: For each target in conflict, the stances given, sorted.
    """

    paragraph_id: str
    text_sha256: str
    topics: tuple[int, ...]
    stances: dict[str, tuple[Stance, ...]]


def readings(events: Iterable[LabelEvent]) -> dict[str, list[LabelEvent]]:
    """Group the blind readings by paragraph, in order of paragraph and annotator.

    Of several rounds of one annotator the last one counts. Skipped paragraphs hold no reading.
    """
    latest: dict[tuple[str, str], LabelEvent] = {}
    for event in sorted(events, key=lambda event: (event.paragraph_id, event.annotator_id, event.round)):
        if event.kind == "label":
            latest[event.paragraph_id, event.annotator_id] = event
    grouped: dict[str, list[LabelEvent]] = defaultdict(list)
    for (paragraph_id, _), event in latest.items():
        grouped[paragraph_id].append(event)
    return dict(grouped)


def one_tier(events: Iterable[LabelEvent]) -> list[LabelEvent]:
    """Leave out the events of models on paragraphs that people read, so that tiers are never mixed."""
    events = list(events)
    human = {event.paragraph_id for event in events if event.annotator_kind == "human" and event.kind == "label"}
    return [event for event in events if event.annotator_kind == "human" or event.paragraph_id not in human]


def find_conflict(labels: list[LabelEvent]) -> Conflict | None:
    """Compare the readings of one paragraph.

    Args:
        labels: Two or more readings of the same paragraph.

    Returns:
        What differs, or None when they agree on the topic and on every target.
    """
    topics = {label.topic for label in labels if label.topic is not None}
    targets = sorted({item.target for label in labels for item in label.marked})
    stances = {target: tuple(sorted({label.stance(target) for label in labels})) for target in targets}
    split = {target: given for target, given in stances.items() if len(given) > 1}
    if len(topics) < 2 and not split:
        return None
    return Conflict(
        labels[0].paragraph_id, labels[0].text_sha256, tuple(sorted(topics)) if len(topics) > 1 else (), split
    )


def rulings(events: Iterable[LabelEvent]) -> dict[str, LabelEvent]:
    """Return the ruling on each adjudicated paragraph; a later round takes the place of an earlier one."""
    ordered = sorted(events, key=lambda event: (event.round, event.time.timestamp()))
    return {event.paragraph_id: event for event in ordered if event.kind == "adjudication"}


def settles(conflict: Conflict, ruling: LabelEvent | None) -> bool:
    """Whether a ruling speaks on everything that is in conflict."""
    if ruling is None or (conflict.topics and ruling.topic is None):
        return False
    return set(conflict.stances) <= {item.target for item in ruling.stances}


def open_conflicts(events: Iterable[LabelEvent]) -> list[tuple[Conflict, list[LabelEvent]]]:
    """Return the conflicts that no ruling settles, with their readings, in order of paragraph."""
    events = one_tier(events)
    ruled = rulings(events)
    found = []
    for paragraph_id, labels in readings(events).items():
        conflict = find_conflict(labels)
        if conflict is not None and not settles(conflict, ruled.get(paragraph_id)):
            found.append((conflict, labels))
    return found


def write_conflict_sheet(workspace: Workspace, path: Path, *, seed: int) -> int:
    """Write the sheet for the adjudicator: only conflicts not yet settled, shuffled, without names.

    Args:
        workspace: The workspace, with a built corpus.
        path: Where to write the sheet (Markdown).
        seed: Seed of the order of paragraphs and of the answers within each.

    Returns:
        The number of paragraphs on the sheet.

    Raises:
        UserError: The corpus lacks one of the paragraphs.
    """
    passages = read_passages(workspace)
    rng = random.Random(seed)
    parts = [_entry(conflict, labels, passages, rng) for conflict, labels in open_conflicts(read_events(workspace))]
    rng.shuffle(parts)
    write_text(path, f"# {len(parts)} conflicts\n\n" + "\n".join(parts))
    return len(parts)


def _entry(conflict: Conflict, labels: list[LabelEvent], passages: Passages, rng: random.Random) -> str:
    text = passages.text(conflict.paragraph_id)
    lines = [f"## {conflict.text_sha256[:12]}", passages.show(conflict.paragraph_id), ""]
    if conflict.topics:
        lines.append(f"- topic: {' or '.join(map(str, rng.sample(conflict.topics, len(conflict.topics))))}?")
    for target, given in conflict.stances.items():
        marked = [item for label in labels for item in label.marked if item.target == target]
        quotes = sorted({item.quote or text[item.start : item.end] for item in marked if item.quote or item.end})
        shown = rng.sample(given, len(given))
        lines.append(f"- {target}: {' or '.join(shown)}? Quotes given: {' | '.join(quotes) or 'none'}")
    return "\n".join(lines) + "\n"
