"""Checking label events against codebook, corpus and batches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from stancebench.corpus.check import Finding
from stancebench.files import read_parquet
from stancebench.labels.annotators import read_annotators
from stancebench.labels.batch import read_batches
from stancebench.labels.codebook import Codebook, read_codebook
from stancebench.labels.event import LabelEvent, read_events
from stancebench.workspace import Workspace


class Text(NamedTuple):
    """A paragraph's text and its hash."""

    text: str
    sha256: str


def read_texts(workspace: Workspace) -> dict[str, Text]:
    """Read the texts of the built corpus by paragraph.

    Raises:
        UserError: The corpus is not built.
    """
    columns = ["paragraph_id", "text", "text_sha256"]
    table = read_parquet(workspace.paragraphs, columns=columns, fix="stancebench corpus build")
    return {row["paragraph_id"]: Text(row["text"], row["text_sha256"]) for row in table.to_pylist()}


def label_faults(event: LabelEvent, codebook: Codebook, texts: Mapping[str, Text]) -> list[str]:
    """Find what is wrong with one event.

    Args:
        event: The event.
        codebook: Topics and targets that may be used.
        texts: Text and hash of each paragraph by id; offsets and hash of a paragraph that is not there are not checked.

    Returns:
        One line a fault; empty when the event is right.
    """
    faults = []
    if major(event.codebook_version) != major(codebook.version):
        faults.append(f"codebook version {event.codebook_version} is stale, the codebook is {codebook.version}")
    faults += _topic_faults(event, codebook)
    faults += [
        f"unknown target {item.target!r}, expected one of the {len(codebook.targets)} of labels/codebook.yaml"
        for item in event.stances
        if item.target not in codebook.by_id
    ]
    if event.paragraph_id in texts:
        text, digest = texts[event.paragraph_id]
        if digest != event.text_sha256:
            faults.append(f"the text of {event.paragraph_id} has changed since it was labelled")
        faults += [
            f"the evidence for {item.target} ends at {item.end}, the paragraph at {len(text)}"
            for item in event.stances
            if item.end is not None and item.end > len(text)
        ]
        faults += [
            f"the evidence {item.quote[:50]!r} for {item.target} does not occur in the paragraph"
            for item in event.stances
            if item.quote and item.quote not in text
        ]
    return faults


def major(version: str) -> str:
    """Return the part of a semantic version that a changed meaning raises: the first number that is not zero."""
    parts = version.split(".")
    return parts[0] if parts[0] != "0" else ".".join(parts[:2])


def _topic_faults(event: LabelEvent, codebook: Codebook) -> list[str]:
    codes = [topic.code for topic in codebook.topics]
    faults = [
        f"unknown topic {code}, expected one of {', '.join(map(str, codes))}"
        for code in (event.topic, event.second_topic)
        if code is not None and code not in codes
    ]
    if faults or event.topic is None:
        return faults
    parts = [sub.code for sub in codebook.topic(event.topic).sub_codes]
    if event.sub_code and event.sub_code not in parts:
        expected = f"expected one of {', '.join(parts)}" if parts else "the topic has none"
        faults.append(f"unknown sub-code {event.sub_code!r} of topic {event.topic}, {expected}")
    return faults


def check_labels(workspace: Workspace) -> list[Finding]:
    """Check every label event.

    Args:
        workspace: The workspace, with a built corpus.

    Returns:
        The findings, errors first.

    Raises:
        UserError: The codebook, the events or the corpus cannot be read.
    """
    codebook = read_codebook(workspace)
    annotators = {annotator.id: annotator.kind for annotator in read_annotators(workspace).annotators}
    drawn = {item.paragraph_id: item for item in read_batches(workspace)}
    texts, events = read_texts(workspace), read_events(workspace)
    findings: list[Finding] = []
    for event in events:
        faults = label_faults(event, codebook, texts)
        if annotators.get(event.annotator_id) != event.annotator_kind:
            faults.append(f"annotator {event.annotator_id!r} ({event.annotator_kind}) is not in labels/annotators.yaml")
        item = drawn.get(event.paragraph_id)
        if item is None:
            faults.append("the paragraph is in no batch")
        elif item.text_sha256 != event.text_sha256:
            faults.append("the text was another one when it was drawn")
        findings += [Finding(level="error", where=event.event_id, message=fault) for fault in faults]
    findings += _contradictions(events)
    labelled = {event.paragraph_id for event in events}
    unseen = sorted(labelled - set(texts))
    if unseen:
        message = f"{len(unseen)} labelled paragraphs are not in the built corpus; their offsets are not checked"
        message += "; to check them too: stancebench corpus hydrate, then stancebench corpus build --all"
        findings.append(Finding(level="note", where="corpus", message=message))
    message = f"{len(events)} events of {len(labelled)} paragraphs"
    findings.append(Finding(level="note", where="events", message=message))
    return sorted(findings, key=lambda finding: finding.level)


def _contradictions(events: Sequence[LabelEvent]) -> list[Finding]:
    """Find one text under two ids that one annotator labelled differently."""
    seen: dict[tuple[str, str], dict[str, tuple[object, ...]]] = {}
    for event in sorted(events, key=lambda event: event.round):
        if event.kind == "label":
            said = (event.topic, tuple(sorted((item.target, item.stance) for item in event.marked)))
            seen.setdefault((event.annotator_id, event.text_sha256), {})[event.paragraph_id] = said
    return [
        Finding(level="error", where=annotator, message=f"one text, two labels: {', '.join(sorted(said))}")
        for (annotator, _), said in seen.items()
        if len(Counter(said.values())) > 1
    ]
