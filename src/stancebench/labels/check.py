"""Checking label events against codebook, corpus and batches."""

from __future__ import annotations

from collections.abc import Mapping

from stancebench.corpus.check import Finding
from stancebench.files import read_parquet
from stancebench.labels.annotators import read_annotators
from stancebench.labels.codebook import Codebook, read_codebook
from stancebench.labels.event import LabelEvent, read_events
from stancebench.labels.sample import read_batches
from stancebench.workspace import Workspace


def label_faults(event: LabelEvent, codebook: Codebook, texts: Mapping[str, tuple[str, str]]) -> list[str]:
    """Find what is wrong with one event.

    Args:
        event: The event.
        codebook: Topics and targets that may be used.
        texts: Text and hash of each paragraph by id.

    Returns:
        One line a fault; empty when the event is right.
    """
    faults = []
    codes = [topic.code for topic in codebook.topics]
    if event.codebook_version != codebook.version:
        faults.append(f"codebook version {event.codebook_version}, the codebook is {codebook.version}")
    if event.topic is not None and event.topic not in codes:
        faults.append(f"unknown topic {event.topic}, expected one of {', '.join(map(str, codes))}")
    faults.extend(
        f"unknown target {item.target!r}, expected one of the {len(codebook.targets)} of labels/codebook.yaml"
        for item in event.stances
        if item.target not in codebook.by_id
    )
    if event.paragraph_id not in texts:
        return [*faults, f"unknown paragraph {event.paragraph_id}"]
    text, digest = texts[event.paragraph_id]
    if digest != event.text_sha256:
        faults.append(f"the text of {event.paragraph_id} has changed since it was labelled")
    faults.extend(
        f"the evidence {item.evidence[:50]!r} for {item.target} does not occur in the paragraph"
        for item in event.stances
        if item.evidence and item.evidence not in text
    )
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
    drawn = {item.paragraph_id for item in read_batches(workspace)}
    table = read_parquet(
        workspace.paragraphs, columns=["paragraph_id", "text", "text_sha256"], fix="stancebench corpus build"
    )
    texts = {row["paragraph_id"]: (row["text"], row["text_sha256"]) for row in table.to_pylist()}
    events = read_events(workspace)
    findings: list[Finding] = []
    for event in events:
        faults = label_faults(event, codebook, texts)
        if annotators.get(event.annotator_id) != event.annotator_kind:
            faults.append(f"annotator {event.annotator_id!r} ({event.annotator_kind}) is not in labels/annotators.yaml")
        if event.paragraph_id not in drawn:
            faults.append("the paragraph is in no batch")
        findings.extend(Finding(level="error", where=event.event_id, message=fault) for fault in faults)
    labelled = {event.paragraph_id for event in events}
    findings.append(
        Finding(level="note", where="events", message=f"{len(events)} events of {len(labelled)} paragraphs")
    )
    return sorted(findings, key=lambda finding: finding.level)
