"""Checking events against codebook, corpus, batches and annotators."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from stancebench.corpus.check import Finding
from stancebench.corpus.manifest import read_manifest
from stancebench.corpus.rows import document_rows
from stancebench.corpus.source import read_sources
from stancebench.corpus.texts import open_texts
from stancebench.errors import UserError
from stancebench.files import sha256_text, write_jsonl
from stancebench.labels.batch import read_batches
from stancebench.labels.check import check_labels
from stancebench.labels.event import read_events
from stancebench.workspace import Workspace
from tests.labels.support import QUIET, QUOTE, edit_event, edit_rows, forget_batches

HASH = sha256_text("Another text.")


def errors(workspace: Workspace) -> list[tuple[str, str]]:
    """The errors found, with the one note checked to come last."""
    *found, note = check_labels(workspace)
    assert (note.level, note.where) == ("note", "events")
    assert {finding.level for finding in found} <= {"error"}
    return [(finding.where, finding.message) for finding in found]


def test_whole_labels_have_one_note(workspace: Workspace) -> None:
    events = read_events(workspace)
    assert [event.kind for event in events].count("label") == 2 * 216
    assert check_labels(workspace) == [
        Finding(level="note", where="events", message=f"{len(events)} events of 216 paragraphs")
    ]


def _event(**update: object) -> Callable[[Workspace], None]:
    return lambda workspace: edit_event(workspace, "pass-a", QUIET, **update)


def _stance(**update: object) -> Callable[[Workspace], None]:
    return _event(stances=[{"target": "p01-cut-taxes", "stance": "against", "start": 0, "end": 72, **update}])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (_event(codebook_version="0.2.0"), "codebook version 0.2.0 is stale, the codebook is 0.1.0"),
        (_event(codebook_version="1.0.0"), "codebook version 1.0.0 is stale, the codebook is 0.1.0"),
        (_event(second_topic=3), "unknown topic 3, expected one of 1, 16, 18, 999"),
        (_event(sub_code="1.1"), "unknown sub-code '1.1' of topic 1, the topic has none"),
        (_event(topic=16, sub_code="16.9"), "unknown sub-code '16.9' of topic 16, expected one of 16.1"),
        (_event(topic=2), "unknown topic 2, expected one of 1, 16, 18, 999"),
        (_event(annotator_id="pass-c"), "annotator 'pass-c' (model) is not in labels/annotators.yaml"),
        (_event(annotator_kind="human"), "annotator 'pass-a' (human) is not in labels/annotators.yaml"),
        (
            _stance(target="p01-tax"),
            "unknown target 'p01-tax', expected one of the 4 of labels/codebook.yaml",
        ),
        (_stance(end=9999), "the evidence for p01-cut-taxes ends at 9999, the paragraph at 174"),
        (
            _stance(start=None, end=None, quote="I will accept"),
            "the evidence 'I will accept' for p01-cut-taxes does not occur in the paragraph",
        ),
    ],
)
def test_a_faulty_event_is_found(workspace: Workspace, change: Callable[[Workspace], None], message: str) -> None:
    change(workspace)
    assert errors(workspace) == [(f"label/pass-a/{QUIET}", message)]


def test_a_hash_of_another_text_is_found_twice(workspace: Workspace) -> None:
    edit_event(workspace, "pass-a", QUIET, text_sha256=HASH)
    assert [message for _, message in errors(workspace)] == [
        f"the text of {QUIET} has changed since it was labelled",
        "the text was another one when it was drawn",
    ]


def test_a_changed_text_is_found_in_every_event(workspace: Workspace) -> None:
    edit_rows(workspace, text={QUIET: "Another text."}, text_sha256={QUIET: HASH})
    changed = f"the text of {QUIET} has changed since it was labelled"
    lost = f"the evidence for p01-cut-taxes ends at {len(QUOTE)}, the paragraph at 13"
    names = [f"label/{name}/{QUIET}" for name in ("pass-a", "pass-b")]
    assert errors(workspace) == [(name, message) for name in names for message in (changed, lost)]


def test_a_paragraph_that_the_corpus_lacks_is_said_and_no_error(workspace: Workspace) -> None:
    edit_rows(workspace, paragraph_id={QUIET: "mini-1900/000/900"})
    first, second = check_labels(workspace)
    assert (first.level, first.where, second.where) == ("note", "corpus", "events")
    assert first.message == (
        "1 labelled paragraphs are not in the built corpus; their offsets are not checked; to check them too: "
        "stancebench corpus hydrate, then stancebench corpus build --all"
    )


def test_one_text_under_two_ids_must_get_the_same_labels(workspace: Workspace) -> None:
    events = {event.paragraph_id: event for event in read_events(workspace) if event.annotator_id == "pass-a"}
    one, other = events[QUIET], next(event for event in events.values() if event.topic == 18)
    twin = one.model_copy(
        update={"paragraph_id": other.paragraph_id, "event_id": "label/pass-a/twin", "topic": 16, "sub_code": "16.1"}
    )
    write_jsonl(workspace.events / "twin.jsonl", [twin])
    found = [message for where, message in errors(workspace) if where == "pass-a"]
    assert found == [f"one text, two labels: {', '.join(sorted([QUIET, other.paragraph_id]))}"]


def test_a_paragraph_in_no_batch_is_found(workspace: Workspace) -> None:
    items = [item for item in read_batches(workspace) if item.paragraph_id != QUIET]
    forget_batches(workspace)
    write_jsonl(workspace.batches / "batch-001.jsonl", items)
    assert errors(workspace) == [
        (f"label/{name}/{QUIET}", "the paragraph is in no batch") for name in ("pass-a", "pass-b")
    ]


def test_one_fault_does_not_hide_another(workspace: Workspace) -> None:
    edit_event(workspace, "pass-a", QUIET, topic=2, codebook_version="0.2.0", annotator_id="pass-c")
    edit_event(workspace, "pass-b", QUIET, topic=3)
    assert [(where.split("/")[1], message.split()[0]) for where, message in errors(workspace)] == [
        ("pass-a", "codebook"),
        ("pass-a", "unknown"),
        ("pass-a", "annotator"),
        ("pass-b", "unknown"),
    ]


def test_a_stale_codebook_is_found_in_every_event(workspace: Workspace) -> None:
    text = workspace.codebook.read_text(encoding="utf-8")
    workspace.codebook.write_text(text.replace("version: 0.1.0", "version: 0.2.0"), encoding="utf-8")
    assert errors(workspace) == [
        (event.event_id, "codebook version 0.1.0 is stale, the codebook is 0.2.0") for event in read_events(workspace)
    ]


def test_without_a_corpus_nothing_can_be_checked(workspace: Workspace) -> None:
    workspace.paragraphs.unlink()
    with pytest.raises(UserError) as caught:
        check_labels(workspace)
    assert str(caught.value) == (
        f"{workspace.paragraphs} does not exist; expected a Parquet file; to mend it: stancebench corpus build"
    )


def test_the_events_of_the_repository_are_right(real: Workspace) -> None:
    assert [finding for finding in check_labels(real) if finding.level == "error"] == []


def test_every_hash_of_the_repository_is_that_of_the_installed_text(repository: Workspace) -> None:
    labelled = {event.paragraph_id: event.text_sha256 for event in read_events(repository)}
    drawn = {item.paragraph_id: item.text_sha256 for item in read_batches(repository)}
    documents = {paragraph_id.split("/")[0] for paragraph_id in drawn}
    found: dict[str, str] = {}
    embedded: set[str] = set()
    for source in read_sources(repository):
        if source.kind != "package":
            continue
        texts = open_texts(repository, source)
        for facts in read_manifest(repository, source):
            if facts.document_id in documents:
                embedded.add(facts.document_id)
                rows = document_rows(source, facts, texts.parts(facts)).paragraphs
                found.update((row["paragraph_id"], sha256_text(row["text"])) for row in rows)
    own = {name: digest for name, digest in drawn.items() if name.split("/")[0] in embedded}
    assert len(own) > 1700
    assert labelled.items() <= drawn.items()
    assert own.items() <= found.items()
