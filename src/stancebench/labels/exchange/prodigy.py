"""Prodigy: tasks and a recipe out, answers in."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel

from stancebench.errors import UserError
from stancebench.files import json_line, validated
from stancebench.labels.answer import Answer
from stancebench.labels.exchange.answer_builder import AnswerBuilder
from stancebench.labels.exchange.details import HELP, Details
from stancebench.labels.exchange.file_bytes import file_bytes
from stancebench.labels.exchange.known_tasks import KnownTasks
from stancebench.labels.exchange.prodigy_tokens import prodigy_tokens
from stancebench.labels.exchange.task import Task
from stancebench.labels.exchange.tool_answer import ToolAnswer
from stancebench.labels.exchange.vocabulary import Vocabulary
from stancebench.labels.exchange.whole_lines import whole_lines

_STEPS = """\
# Labelling in Prodigy

Written to the documented format of Prodigy 1.12 and later; Prodigy is sold and was not at hand to try it.

1. `prodigy stancebench DATASET FOLDER/tasks.jsonl -F FOLDER/recipe.py`; every annotator opens the page with
   `?session=NAME`.
2. Label: choose function, topic and a stance for each candidate, mark the evidence with the id of the target, accept.
   Who cannot say presses ignore. Further targets and details go into the field of that name, one line a target:

       p01-name: neutral, holder institution, confidence 2

3. `prodigy db-out DATASET > answers.jsonl`, then, with annotators named DATASET-NAME:

       stancebench labels import answers.jsonl --format prodigy --annotators MAP.yaml
"""
_RECIPE = '''\
"""Prodigy recipe for the tasks beside this file."""

import json
from pathlib import Path

import prodigy


@prodigy.recipe(
    "stancebench",
    dataset=("Dataset to save the answers to", "positional", None, str),
    source=("tasks.jsonl", "positional", None, str),
)
def stancebench(dataset, source):
    lines = Path(source).read_text(encoding="utf-8").split("\\n")
    config = json.loads(Path(source).with_name("config.json").read_text(encoding="utf-8"))
    stream = (json.loads(line) for line in lines if line)
    return {"dataset": dataset, "stream": stream, "view_id": "blocks", "config": config}
'''
_LEFT = '<div style="text-align: left; white-space: pre-wrap">'
_CONTEXT = _LEFT + "Role: {{role}}\n\n{{before}}\n\n{{question}}</div>"
_CANDIDATES = _LEFT + "{{candidates}}</div>"
_FIX = "prodigy db-out DATASET > answers.jsonl"
_UNNAMED = re.compile(r"\d{4}-\d{2}-\d{2}_\d{2}-\d{2}-\d{2}")


class ProdigySpan(BaseModel):
    """A marked span: characters, and the tokens that they belong to."""

    start: int
    end: int
    label: str
    token_start: int | None = None
    token_end: int | None = None


class ProdigyToken(BaseModel):
    """The place of a token."""

    start: int
    end: int


class ProdigyMeta(BaseModel):
    """Which paragraph it is."""

    batch: str
    key: str


class ProdigyAnswer(BaseModel):
    """One line of ``prodigy db-out``: https://prodi.gy/docs/api-interfaces (blocks, spans_manual, choice, text_input).

    Its annotator and session are taken from the line by themselves, since their names begin with an underscore.
    """

    text: str
    meta: ProdigyMeta
    answer: Literal["accept", "reject", "ignore"]
    accept: tuple[str, ...] = ()
    spans: tuple[ProdigySpan, ...] = ()
    tokens: tuple[ProdigyToken, ...] = ()
    details: str = ""
    note: str = ""


class Prodigy:
    """Tasks in JSONL with a recipe; answers of ``prodigy db-out``."""

    absent_is_skipped = False

    def files(self, tasks: Sequence[Task], vocabulary: Vocabulary, instructions: str) -> dict[str, str]:
        """Write tasks, recipe and its configuration; earlier labels are chosen and marked beforehand."""
        return {
            "README.md": _STEPS,
            "config.json": json.dumps(_config(vocabulary), ensure_ascii=False, indent=1) + "\n",
            "instructions.md": instructions,
            "recipe.py": _RECIPE,
            "tasks.jsonl": "".join(json_line(_row(task, vocabulary)) for task in tasks),
        }

    def read(self, path: Path, tasks: KnownTasks, vocabulary: Vocabulary) -> list[ToolAnswer]:
        """Read accepted and ignored answers.

        Raises:
            UserError: The file is missing, cut off, no such export, was changed in the tool, or holds a rejected task.
        """
        answers = []
        for number, row in whole_lines(file_bytes(path, fix=_FIX), str(path), fix=_FIX):
            place = f"line {number}"
            line = validated(row, ProdigyAnswer, f"{path}, {place}", fix=_FIX)
            task = tasks.find(line.meta.batch, line.meta.key, line.text, f"{path}, {place}")
            names = dict.fromkeys(str(row[name]) for name in ("_annotator_id", "_session_id") if row.get(name))
            named = tuple(name for name in names if not _UNNAMED.fullmatch(name))
            answers.append(ToolAnswer(named, place, task.batch, _answer(line, task, vocabulary, f"{path}, {place}")))
        return answers


def _config(vocabulary: Vocabulary) -> dict[str, Any]:
    return {
        "blocks": [
            {"view_id": "html", "html_template": _CONTEXT},
            {"view_id": "spans_manual"},
            {"view_id": "html", "html_template": _CANDIDATES},
            {"view_id": "choice", "text": None, "html": None},
            {
                "view_id": "text_input",
                "field_id": "details",
                "field_label": f"Further targets and details. {HELP}",
                "field_rows": 3,
            },
            {"view_id": "text_input", "field_id": "note", "field_label": "Note", "field_rows": 2},
        ],
        "buttons": ["accept", "ignore", "undo"],
        "choice_auto_accept": False,
        "choice_style": "multiple",
        "exclude_by": "task",
        "labels": list(vocabulary.codebook.by_id),
    }


def _row(task: Task, vocabulary: Vocabulary) -> dict[str, Any]:
    by_id = vocabulary.codebook.by_id
    answer = task.labels
    marked = [] if answer is None else [item for item in answer.stances if item.start is not None]
    places = [(item.start or 0, item.end or 0) for item in marked]
    tokens = prodigy_tokens(task.text, places)
    first, last = {token["start"]: token["id"] for token in tokens}, {token["end"]: token["id"] for token in tokens}
    row = {
        "text": task.text,
        "tokens": tokens,
        "spans": [
            {"start": start, "end": end, "token_start": first[start], "token_end": last[end], "label": item.target}
            for item, (start, end) in zip(marked, places, strict=True)
        ],
        "options": _options(task, vocabulary),
        "role": task.role,
        "before": "\n\n".join(task.before) or "(start)",
        "question": task.question,
        "candidates": "\n".join(f"{name}: {by_id[name].proposition} {by_id[name].scope}" for name in task.candidates),
        "meta": {"batch": task.batch, "key": task.key},
        "_input_hash": _hash(task.text),
        "_task_hash": _hash(f"{task.batch}/{task.key}"),
    }
    return row if answer is None else {**row, **_earlier(answer, task)}


def _options(task: Task, vocabulary: Vocabulary) -> list[dict[str, str]]:
    options = {f"function {name}": f"Function: {name}" for name in vocabulary.functions}
    options |= {f"{name} {stance}": f"{name}: {stance}" for name in task.candidates for stance in vocabulary.stances}
    options |= {f"topic {label.split()[0]}": f"Topic: {label}" for label in vocabulary.topics}
    options |= {f"sub-code {label.split()[0]}": f"Sub-code: {label}" for label in vocabulary.sub_codes}
    options |= {f"second-topic {label.split()[0]}": f"Second topic: {label}" for label in vocabulary.topics}
    return [{"id": name, "text": text} for name, text in options.items()]


def _earlier(answer: Answer, task: Task) -> dict[str, Any]:
    said = {item.target: item.stance for item in answer.stances} | dict.fromkeys(answer.unrelated, "unrelated")
    simple = {
        "function": answer.function,
        "topic": answer.topic,
        "sub-code": answer.sub,
        "second-topic": answer.second,
        **{target: stance for target, stance in said.items() if target in task.candidates},
    }
    lines = [f"{target}: {stance}" for target, stance in said.items() if target not in task.candidates]
    lines += [line for line in map(Details.line, answer.stances) if line]
    return {
        "accept": [f"{name} {value}" for name, value in simple.items() if value is not None],
        "details": "\n".join(lines),
        "note": answer.note,
    }


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big", signed=True)


def _answer(line: ProdigyAnswer, task: Task, vocabulary: Vocabulary, where: str) -> Answer:
    builder = AnswerBuilder(task, vocabulary, where)
    if line.answer == "reject":
        raise UserError(
            f"{where}: the task is rejected",
            expected="accept or ignore",
            fix="answer it again in Prodigy, or ignore it",
        )
    if line.answer == "ignore":
        return builder.skipped()
    takers = {
        "function": builder.function,
        "topic": builder.topic,
        "sub-code": builder.sub_code,
        "second-topic": builder.second_topic,
    }
    for choice in line.accept:
        name, _, value = choice.partition(" ")
        if name in takers:
            takers[name](value)
        else:
            builder.say(name, value)
    for span in line.spans:
        _check_tokens(span, line.tokens, where)
        builder.evidence(span.label, span.start, span.end)
    Details.read(line.details, builder, where)
    builder.note(line.note)
    return builder.answer()


def _check_tokens(span: ProdigySpan, tokens: tuple[ProdigyToken, ...], where: str) -> None:
    if not tokens or span.token_start is None or span.token_end is None:
        return
    ends = range(len(tokens))
    if span.token_start not in ends or span.token_end not in ends:
        raise UserError(f"{where}: the evidence for {span.label} names tokens that are not there")
    start, end = tokens[span.token_start].start, tokens[span.token_end].end
    if (span.start, span.end) != (start, end):
        raise UserError(
            f"{where}: the evidence for {span.label} goes from {span.start} to {span.end}",
            expected=f"its tokens, from {start} to {end}",
        )
