"""A whole round through a real Label Studio: its own checks of configuration, tasks and labels, and its own export."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from stancebench.labels.answer import Answer, AnswerStance
from stancebench.workspace import Workspace
from tests.labels.exchange.labelstudio_server import LabelStudioUserSession, labelstudio_server
from tests.labels.exchange.simulate import results
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

EXECUTABLE = os.environ.get("STANCEBENCH_LABEL_STUDIO", "")

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.allow_hosts(["127.0.0.1"]),
    pytest.mark.skipif(
        not EXECUTABLE,
        reason="set STANCEBENCH_LABEL_STUDIO to the label-studio of an environment with: pip install label-studio",
    ),
]


@pytest.fixture(scope="module")
def users(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, LabelStudioUserSession]]:
    """Two users of one server, by address."""
    import pytest_socket

    pytest_socket.enable_socket()
    with labelstudio_server(EXECUTABLE, tmp_path_factory.mktemp("labelstudio")) as address:
        sessions = {
            email: LabelStudioUserSession(address, email, signup=True)
            for email in ("anna@example.org", "bob@example.org")
        }
        yield sessions
        for session in sessions.values():
            session.close()


def load(user: LabelStudioUserSession, folder: Path) -> tuple[int, list[dict[str, Any]]]:
    """Make a project with our configuration and import our tasks; return its number and the tasks of the server."""
    config = (folder / "config.xml").read_text(encoding="utf-8")
    project = user.ask("POST", "/api/projects", json={"title": "round", "label_config": config})["id"]
    tasks = json.loads((folder / "tasks.json").read_text(encoding="utf-8"))
    user.ask("POST", f"/api/projects/{project}/import", json=tasks)
    return project, user.ask("GET", f"/api/tasks?project={project}&fields=all&page_size=100")["tasks"]


def label(user: LabelStudioUserSession, tasks: list[dict[str, Any]], said: dict[str, Answer]) -> None:
    """Submit or skip every task that was answered."""
    for task in tasks:
        answer = said.get(task["data"]["key"])
        if answer is not None:
            result = [] if answer.skipped else results(answer, task["data"])
            body = {"result": result, "was_cancelled": answer.skipped, "lead_time": 1.0}
            user.ask("POST", f"/api/tasks/{task['id']}/annotations", json=body)


def export(user: LabelStudioUserSession, project: int, path: Path) -> Path:
    """Save the JSON export."""
    data = user.ask("GET", f"/api/projects/{project}/export?exportType=JSON&download_all_tasks=true")
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return path


def numbers(users: dict[str, LabelStudioUserSession]) -> dict[str, str]:
    """The number of each user, as the export names them."""
    return {email: str(user.ask("GET", "/api/current-user/whoami")["id"]) for email, user in users.items()}


def test_two_users_labels_come_back_from_the_server(
    users: dict[str, LabelStudioUserSession], workspace: Workspace, tmp_path: Path
) -> None:
    cut, odd, navy, thanks = batch_keys(workspace)
    second = TEXTS[1].index("lower taxes")
    marks = [
        AnswerStance(target=TAX, stance="favor", start=59, end=68, confidence=2),
        AnswerStance(target=TAX, stance="mixed", start=second, end=second + 11, flags=("irony", "evasive")),
        AnswerStance(target=ARMY, stance="against", start=44, end=55, implicit=True, context="world"),
        AnswerStance(target=ARMY, stance="favor", start=33, end=50),
        AnswerStance(target=NORWAY, stance="neutral", holder="reported-neutral", reported="against"),
    ]
    anna = {
        cut: Answer(key=cut, function="position", topic=1, second=18, stances=(marks[0],), unrelated=(ARMY,)),
        odd: Answer(
            key=odd, topic=16, sub="16.10", stances=(marks[1], marks[2]), unrelated=(TARIFF,), note="“Hard” 😀"
        ),
        navy: Answer(key=navy, topic=16, sub="16.1", stances=(marks[3], marks[4])),
        thanks: Answer(key=thanks, function="procedural", topic=999),
    }
    bob = {**anna, cut: Answer(key=cut, skipped=True), thanks: Answer(key=thanks, topic=1)}
    first = users["anna@example.org"]
    run("export", BATCH, str(tmp_path / "out"), "--format", "labelstudio")
    project, tasks = load(first, tmp_path / "out")
    label(first, tasks, anna)
    label(users["bob@example.org"], tasks, bob)
    path = export(first, project, tmp_path / "export.json")
    ids = numbers(users)
    mapped = {ids["anna@example.org"]: "human-a", ids["bob@example.org"]: "human-b"}
    run("import", str(path), "--format", "labelstudio", "--annotators", str(write_map(tmp_path / "map.yaml", **mapped)))
    for annotator, said in (("human-a", anna), ("human-b", bob)):
        events = events_of(workspace, annotator)
        for key, text in zip(batch_keys(workspace), TEXTS, strict=True):
            assert essence(events[key]) == wanted(said[key], shown_text(text))
    assert "error" not in run("check")


def test_the_server_takes_earlier_labels_as_predictions_which_are_no_labels(
    users: dict[str, LabelStudioUserSession], workspace: Workspace, tmp_path: Path
) -> None:
    run("export", BATCH, str(tmp_path / "plain"), "--format", "labelstudio")
    first = users["anna@example.org"]
    project, tasks = load(first, tmp_path / "plain")
    span = AnswerStance(target=TAX, stance="favor", start=59, end=68, flags=("irony",))
    said = {key: Answer(key=key, skipped=True) for key in batch_keys(workspace)}
    key = batch_keys(workspace)[0]
    said[key] = Answer(key=key, topic=1, stances=(span,), unrelated=(ARMY,), note="n")
    label(first, tasks, said)
    path = export(first, project, tmp_path / "export.json")
    run("import", str(path), "--format", "labelstudio", "--annotator", "human-a")
    run("export", BATCH, str(tmp_path / "filled"), "--format", "labelstudio", "--with-labels", "human-a")
    project, tasks = load(first, tmp_path / "filled")
    assert sum(task["total_predictions"] for task in tasks) == 1
    unlabelled = json.loads(export(first, project, tmp_path / "predicted.json").read_text(encoding="utf-8"))
    assert [task["annotations"] for task in unlabelled] == [[]] * 4
