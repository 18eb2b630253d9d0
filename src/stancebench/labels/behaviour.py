"""Tests of readers before a campaign that need no right labels.

After Halterman and Keith 2025, "Codebook LLMs" (Political Analysis): are definitions recalled, are only legal labels
given, and do answers stay when codebook and sheet are read in the reverse order?
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from stancebench.errors import UserError
from stancebench.files import read_jsonl, write_json
from stancebench.labels.answer import Answer
from stancebench.labels.codebook import Codebook, read_codebook
from stancebench.records import Record
from stancebench.workspace import Workspace

TARGETS, TOPICS = 30, 12
"""How many scopes and definitions are asked for."""

RULES = (
    ("A spokesperson hands on the President's view without distance: which holder?", "reported-endorsed"),
    ("A journalist's question presupposes a view: which flag?", "loaded_question"),
    ("The answer is on the target and commits to nothing: which stance?", "neutral"),
    ("'Yes, but only if they disarm first': which stance?", "mixed"),
    ("'We take note of the resolution': which stance towards a19-united-nations?", "neutral"),
    ("'They say we cannot afford it; they are wrong.' Which holder?", "reported-rejected"),
)


class Recall(Record):
    """One answer to the quiz; a line of `recall.jsonl`."""

    n: int
    answer: str | int


class ReaderBehaviour(BaseModel):
    """How one reader did.

    Attributes:
        recalled: Share of the quiz that was right.
        legal: Share of answered paragraphs whose topic, sub-code and targets are all in the codebook.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    recalled: float
    legal: float


class Behaviour(Record):
    """Tests of the readers; `labels/behaviour.json`.

    Attributes:
        questions: Questions of the quiz.
        paragraphs: Paragraphs that every reader answered.
        readers: By reader.
        same_topic: Share of those paragraphs that two readers, one in reverse order, gave the same topic.
        same_stance: Share of the targets that either marked with the same stance from both.
    """

    questions: int
    paragraphs: int
    readers: dict[str, ReaderBehaviour]
    same_topic: float
    same_stance: float


def quiz(codebook: Codebook, seed: int) -> list[tuple[str, str]]:
    """Make questions whose answers stand in the codebook and the guidelines.

    Args:
        codebook: The codebook.
        seed: Seed of the draw.

    Returns:
        Question and answer.
    """
    rng = random.Random(seed)
    targets = rng.sample(list(codebook.targets), min(TARGETS, len(codebook.targets)))
    topics = rng.sample(list(codebook.topics), min(TOPICS, len(codebook.topics)))
    asked = [(f"Which target has this scope? “{target.scope}”", target.id) for target in targets]
    asked += [(f"Which topic code has this definition? “{topic.definition}”", str(topic.code)) for topic in topics]
    return [*asked, *RULES]


def measure_behaviour(workspace: Workspace, seed: int = 3) -> Behaviour:
    """Score the readers' files in `labels/behaviour/` and write `labels/behaviour.json`.

    Args:
        workspace: The workspace; each reader has a folder with `recall.jsonl` and `answers.jsonl`.
        seed: Seed of the quiz that they were given.

    Returns:
        The result.

    Raises:
        UserError: There are fewer than two readers, or a file is missing or does not fit.
    """
    folder = workspace.root / "labels" / "behaviour"
    names = sorted(path.name for path in folder.glob("*") if path.is_dir())
    if len(names) < 2:
        raise UserError(f"{folder} holds {len(names)} reader(s)", expected="a folder for each of two readers")
    codebook = read_codebook(workspace)
    asked = quiz(codebook, seed)
    answers = {name: _answers(folder / name / "answers.jsonl") for name in names}
    first, second = (answers[name] for name in names[:2])
    shared = sorted(first.keys() & second.keys())
    if not shared:
        raise UserError(f"the readers in {folder} answered no paragraph in common")
    marks = [(a, b) for key in shared for a, b in _marks(first[key], second[key])]
    result = Behaviour(
        questions=len(asked),
        paragraphs=len(shared),
        readers={
            name: ReaderBehaviour(
                recalled=_recalled(read_jsonl(folder / name / "recall.jsonl", Recall), asked),
                legal=round(sum(_legal(item, codebook) for item in answers[name].values()) / len(answers[name]), 4),
            )
            for name in names
        },
        same_topic=round(sum(first[key].topic == second[key].topic for key in shared) / len(shared), 4),
        same_stance=round(sum(a == b for a, b in marks) / max(1, len(marks)), 4),
    )
    write_json(workspace.root / "labels" / "behaviour.json", result.model_dump(mode="json"))
    return result


def _answers(path: Path) -> dict[str, Answer]:
    return {answer.key: answer for answer in read_jsonl(path, Answer)}


def _recalled(given: Sequence[Recall], asked: Sequence[tuple[str, str]]) -> float:
    said = {item.n: str(item.answer) for item in given}
    right = sum(
        re.search(rf"(?<![\w-]){re.escape(answer)}(?![\w-])", said.get(number, "")) is not None
        for number, (_, answer) in enumerate(asked, start=1)
    )
    return round(right / len(asked), 4)


def _legal(answer: Answer, codebook: Codebook) -> bool:
    topics: Mapping[int | None, Any] = {topic.code: [sub.code for sub in topic.sub_codes] for topic in codebook.topics}
    if answer.topic not in topics:
        return False
    parts = topics[answer.topic]
    targets = {item.target for item in answer.stances} | set(answer.unrelated)
    return (answer.sub in parts if parts else not answer.sub) and targets <= set(codebook.by_id)


def _marks(one: Answer, other: Answer) -> list[tuple[str, str]]:
    a, b = ({item.target: item.stance for item in answer.stances} for answer in (one, other))
    return [(a.get(target, "unrelated"), b.get(target, "unrelated")) for target in sorted(a.keys() | b.keys())]
