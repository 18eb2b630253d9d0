"""A whole round through doccano's own import, checks and export."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from stancebench.labels.answer import Answer, AnswerStance
from stancebench.workspace import Workspace
from tests.labels.exchange.simulate import document
from tests.labels.exchange.support import (
    ARMY,
    BATCH,
    NORWAY,
    TARIFF,
    TAX,
    TEXTS,
    batch_keys,
    essence,
    events_of,
    run,
    shown_text,
    wanted,
    write_map,
)

PYTHON = os.environ.get("STANCEBENCH_DOCCANO_PYTHON", "")

pytestmark = pytest.mark.skipif(
    not PYTHON,
    reason="set STANCEBENCH_DOCCANO_PYTHON to a python with: pip install doccano 'marshmallow<4' 'setuptools<80'",
)


def test_two_users_labels_come_back_from_doccano(workspace: Workspace, tmp_path: Path) -> None:
    cut, odd, navy, thanks = batch_keys(workspace)
    marks = [
        AnswerStance(target=TAX, stance="favor", start=59, end=68, confidence=2),
        AnswerStance(target=TAX, stance="mixed", start=59, end=70, flags=("irony",)),
        AnswerStance(target=ARMY, stance="against", start=44, end=62, implicit=True),
        AnswerStance(target=NORWAY, stance="neutral", holder="reported-neutral", reported="against"),
    ]
    anna = {
        cut: Answer(key=cut, function="position", topic=1, second=18, stances=(marks[0],), unrelated=(ARMY,)),
        odd: Answer(key=odd, topic=16, sub="16.10", stances=(marks[1], marks[2]), unrelated=(TARIFF,), note="“So” 😀"),
        navy: Answer(key=navy, topic=16, sub="16.1", stances=(marks[3],), unrelated=(ARMY,)),
        thanks: Answer(key=thanks, function="procedural", topic=999),
    }
    bob = {**anna, cut: Answer(key=cut, skipped=True), thanks: Answer(key=thanks, skipped=True)}
    run("export", BATCH, str(tmp_path / "out"), "--format", "doccano")
    labels = {name: {key: document(said[key]) for key in said} for name, said in (("anna", anna), ("bob", bob))}
    del labels["bob"][thanks]
    (tmp_path / "labels.json").write_text(json.dumps(labels), encoding="utf-8")
    command = [PYTHON, str(Path(__file__).with_name("doccano_round.py")), str(tmp_path / "out")]
    command += [str(tmp_path / "labels.json"), str(tmp_path / "export.zip")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    users = write_map(tmp_path / "map.yaml", anna="human-a", bob="human-b")
    run("import", str(tmp_path / "export.zip"), "--format", "doccano", "--annotators", str(users))
    for annotator, said in (("human-a", anna), ("human-b", bob)):
        events = events_of(workspace, annotator)
        for key, text in zip(batch_keys(workspace), TEXTS, strict=True):
            assert essence(events[key]) == wanted(said[key], shown_text(text))
