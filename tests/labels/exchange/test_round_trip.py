"""Whatever annotators say comes back from every tool as it was said."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from stancebench.files import write_jsonl
from stancebench.labels.answer import Answer, AnswerStance
from stancebench.labels.event import COMMITTED, CONTEXTS, FLAGS, FUNCTIONS, HOLDERS
from stancebench.labels.exchange.export import export_batch
from stancebench.labels.exchange.take import take_labels
from stancebench.labels.record import record_answers
from tests.labels.exchange.accept import ACCEPTED
from tests.labels.exchange.simulate import SIMULATED
from tests.labels.exchange.support import (
    BATCH,
    TARGETS,
    batch_keys,
    essence,
    events_of,
    make_workspace,
    shown_text,
    wanted,
    write_map,
)

ODD = [
    "😀",
    "👍🏽",
    "e\u0301",
    "\u200d",
    "\u202e",
    "ß",
    "中",
    "=",
    "+",
    "-",
    "@",
    "'",
    '"',
    "“",
    "’",
    "\t",
    "\n",
    " ",
    "  ",
]
ODD += [",", ";", "<b>", "&amp;", "&", "\\", "\\n", "{{", "$text", "▮", "\ufffd", "Lindqvist", "taxes", "we", "\u2028"]
TEXTS = st.lists(st.sampled_from(ODD), min_size=3, max_size=14).map("".join).filter(lambda text: text.strip())
NOTES = st.lists(st.sampled_from(ODD), max_size=5).map("".join).filter(lambda text: not re.search(r"\S@\S", text))
STANCES = st.sampled_from(["favor", "against", "mixed", "neutral", "unrelated"])


@st.composite
def answers(draw: st.DrawFn, key: str, text: str, candidates: tuple[str, ...]) -> Answer:
    """Any answer that the rules allow."""
    note = draw(NOTES)
    if draw(st.integers(0, 5)) == 0:
        return Answer(key=key, skipped=True)
    further = draw(st.lists(st.sampled_from(TARGETS), unique=True))
    marked, unrelated = [], []
    for target in dict.fromkeys([*candidates, *further]):
        stance = draw(STANCES)
        if stance == "unrelated":
            unrelated += [target] if target in candidates else []
        else:
            marked.append(draw(_stances(target, stance, len(text))))
    topic = draw(st.sampled_from([1, 16, 18, 19, 999]))
    second = draw(st.sampled_from([None, 1, 16, 18, 19]))
    return Answer(
        key=key,
        function=draw(st.sampled_from([None, *FUNCTIONS])),
        topic=topic,
        sub=draw(st.sampled_from([None, "16.1", "16.10"])) if topic == 16 else None,
        second=second if second != topic else None,
        stances=tuple(marked),
        unrelated=tuple(unrelated),
        note=note,
    )


@st.composite
def _stances(draw: st.DrawFn, target: str, stance: str, length: int) -> AnswerStance:
    span = st.tuples(st.integers(0, length), st.integers(0, length)).map(sorted).filter(lambda pair: pair[0] < pair[1])
    marked = stance in COMMITTED or draw(st.booleans())
    start, end = draw(span) if marked else (None, None)
    return AnswerStance.model_validate(
        {
            "target": target,
            "stance": stance,
            "start": start,
            "end": end,
            "implicit": draw(st.booleans()),
            "holder": draw(st.sampled_from(HOLDERS)),
            "reported": draw(st.sampled_from([None, "favor", "neutral"])),
            "context": draw(st.sampled_from(CONTEXTS)),
            "confidence": draw(st.integers(1, 3)),
            "flags": tuple(draw(st.lists(st.sampled_from(FLAGS), unique=True))),
        }
    )


@pytest.fixture(scope="module")
def scratch() -> Iterator[Path]:
    """A folder for many small workspaces."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


@pytest.mark.parametrize("tool", SIMULATED)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_answers_come_back_equal_for_each_annotator(tool: str, data: st.DataObject, scratch: Path) -> None:
    root = Path(tempfile.mkdtemp(dir=scratch))
    texts = data.draw(st.lists(TEXTS, min_size=1, max_size=3, unique=True))
    candidates = [data.draw(st.lists(st.sampled_from(TARGETS), unique=True)) for _ in texts]
    workspace = make_workspace(root / "workspace", texts, candidates)
    said = {}
    for user, _ in (("anna", "human-a"), ("bob", "human-b")):
        drawn = [
            data.draw(answers(key, text, tuple(named)))
            for key, text, named in zip(batch_keys(workspace), texts, candidates, strict=True)
        ]
        said[user] = {answer.key: answer for answer in drawn}
        assume(tool != "doccano" or any(not answer.skipped for answer in drawn))
    export_batch(workspace, BATCH, root / "out", tool=tool)
    path = SIMULATED[tool](root / "out", said, root)
    names = ("_1", "_2") if tool == "labelstudio" else ("anna", "bob")
    mapped = write_map(root / "map.yaml", **dict(zip(names, ("human-a", "human-b"), strict=True)))
    take_labels(workspace, path, tool=tool, annotators=mapped)
    for user, annotator in (("anna", "human-a"), ("bob", "human-b")):
        events = events_of(workspace, annotator)
        assert set(events) == set(batch_keys(workspace))
        for key, text in zip(batch_keys(workspace), texts, strict=True):
            assert essence(events[key]) == wanted(said[user][key], shown_text(text))


@pytest.mark.parametrize("tool", ACCEPTED)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_accepted_earlier_labels_come_back_equal(tool: str, data: st.DataObject, scratch: Path) -> None:
    root = Path(tempfile.mkdtemp(dir=scratch))
    text = data.draw(TEXTS)
    workspace = make_workspace(root / "workspace", [text], [TARGETS[:2]])
    [key] = batch_keys(workspace)
    answer = data.draw(answers(key, text, TARGETS[:2]))
    assume(not answer.skipped)
    write_jsonl(root / "answers.jsonl", [answer])
    record_answers(workspace, root / "answers.jsonl", annotator_id="human-a", batch=BATCH)
    export_batch(workspace, BATCH, root / "out", tool=tool, with_labels="human-a")
    path = ACCEPTED[tool](root / "out", root)
    take_labels(workspace, path, tool=tool, annotator_id="human-b")
    [first], [second] = (list(events_of(workspace, name).values()) for name in ("human-a", "human-b"))
    assert essence(second) == essence(first) == wanted(answer, shown_text(text))
