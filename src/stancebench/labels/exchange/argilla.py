"""Argilla 2: dataset out, responses in."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from stancebench.errors import UserError
from stancebench.labels.answer import Answer
from stancebench.labels.exchange.answer_builder import AnswerBuilder
from stancebench.labels.exchange.argilla_responses import ArgillaRecord, read_argilla_records
from stancebench.labels.exchange.argilla_settings import CANDIDATE, FURTHER, argilla_settings
from stancebench.labels.exchange.details import Details
from stancebench.labels.exchange.known_tasks import KnownTasks
from stancebench.labels.exchange.one_unit import one_unit
from stancebench.labels.exchange.task import Task
from stancebench.labels.exchange.tool_answer import ToolAnswer
from stancebench.labels.exchange.vocabulary import Vocabulary

_STEPS = """\
# Labelling in Argilla 2

1. Load the dataset into a workspace:

       import argilla as rg
       client = rg.Argilla(api_url="…", api_key="…")
       rg.Dataset.from_disk("FOLDER", workspace="…", client=client)

2. Label: who cannot say presses Discard. Characters beyond U+FFFF, such as emoji, are shown as "\ufffd", and "<" as
   "‹", since Argilla's page counts and reads them otherwise, and evidence would move.
3. Save the responses with their status. `Dataset.to_disk` leaves the status out, so drafts and discarded responses
   would look like answers; use one of:

       curl -H "X-Argilla-Api-Key: …" "URL/api/v1/datasets/ID/records?include=responses&limit=1000" > responses.json

       dataset = client.datasets("NAME", workspace="…")
       json.dump(dataset.records(with_responses=True).to_list(flatten=True), open("responses.json", "w"))

4. Annotators are named by the id of their user:

       stancebench labels import responses.json --format argilla --annotators MAP.yaml
"""


class Argilla:
    """A dataset in the layout of ``rg.Dataset.to_disk``; responses as the server or the SDK hands them out."""

    absent_is_skipped = False

    def files(self, tasks: Sequence[Task], vocabulary: Vocabulary, instructions: str) -> dict[str, str]:
        """Write settings, dataset and records; earlier labels are suggestions.

        The layout is that of argilla 2.8: https://docs.argilla.io/latest/how_to_guides/import_export/
        """
        most = max((len(task.candidates) for task in tasks), default=0)
        batch = tasks[0].batch if tasks else "empty"
        settings = argilla_settings(vocabulary, most, instructions if len(instructions) <= _LONGEST else _ELSEWHERE)
        dataset = {"name": batch, **{name: settings[name] for name in _SHARED}}
        return {
            "README.md": _STEPS,
            "instructions.md": instructions,
            ".argilla/settings.json": _json(settings),
            ".argilla/dataset.json": _json(dataset),
            "records.json": _json([_record(task, vocabulary) for task in tasks]),
        }

    def read(self, path: Path, tasks: KnownTasks, vocabulary: Vocabulary) -> list[ToolAnswer]:
        """Read submitted and discarded responses; drafts are left out.

        Raises:
            UserError: The file is missing, cut off, holds no status of responses, or was changed in the tool.
        """
        answers = []
        for record in read_argilla_records(path):
            task = tasks.find(record.batch, record.key, record.text, f"{path}, record {record.key}", shown=_shown)
            answers += [
                ToolAnswer((user,), place, task.batch, answer)
                for user, place, answer in _responses(record, task, vocabulary, path)
            ]
        return answers


_LONGEST = 10_000
"""How many characters of guidelines argilla-server takes."""
_ELSEWHERE = "Read the file instructions.md, which comes with this dataset, before the first paragraph.\n"
_SHARED = ("guidelines", "allow_extra_metadata", "distribution")


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _shown(text: str) -> str:
    """Put one other character for each that Argilla's page would count or read otherwise, so that offsets hold.

    The page counts in UTF-16 code units (https://github.com/argilla-io/argilla/issues/5729) and reads a text as HTML:
    seen with argilla-server 2.8.0.
    """
    return re.sub(r"&(?=[#\w])", "＆", one_unit(text).replace("<", "‹").replace("\r", " "))


def _record(task: Task, vocabulary: Vocabulary) -> dict[str, Any]:
    by_id = vocabulary.codebook.by_id
    fields = {
        "role": task.role,
        "before": "\n\n".join(task.before),
        "question": task.question,
        "text": task.text,
        "candidates": "\n".join(
            f"{number}. {name}: {by_id[name].proposition} {by_id[name].scope}"
            for number, name in enumerate(task.candidates, start=1)
        ),
    }
    suggestions = _suggestions(task, task.labels) if task.labels else {}
    return {
        "id": task.key,
        "fields": {name: _shown(text) for name, text in fields.items() if text},
        "metadata": {"batch": task.batch},
        "suggestions": {
            name: {"value": value, "score": None, "agent": "earlier labels"} for name, value in suggestions.items()
        },
        "responses": {},
        "vectors": {},
        "status": "pending",
        "_server_id": None,
    }


def _suggestions(task: Task, answer: Answer) -> dict[str, Any]:
    said = {item.target: item.stance for item in answer.stances} | dict.fromkeys(answer.unrelated, "unrelated")
    values: dict[str, Any] = {
        "function": answer.function,
        "topic": str(answer.topic) if answer.topic is not None else None,
        "sub_code": answer.sub,
        "second_topic": str(answer.second) if answer.second is not None else None,
        "details": "\n".join(filter(None, map(Details.line, answer.stances))),
        "note": answer.note,
        "evidence": [
            {"start": item.start, "end": item.end, "label": item.target}
            for item in answer.stances
            if item.start is not None
        ],
    }
    for number, target in enumerate(task.candidates, start=1):
        values[f"{CANDIDATE}_{number}"] = said.pop(target, None)
    for stance in FURTHER:
        values[stance] = [target for target, value in said.items() if value == stance]
    return {name: value for name, value in values.items() if value}


def _responses(record: ArgillaRecord, task: Task, vocabulary: Vocabulary, path: Path) -> list[tuple[str, str, Answer]]:
    found = []
    for response in record.responses:
        place = f"record {record.key}, user {response.user_id}"
        builder = AnswerBuilder(task, vocabulary, f"{path}, {place}")
        if response.status == "discarded":
            found.append((response.user_id, place, builder.skipped()))
        elif response.status == "submitted":
            for name, value in response.values.items():
                _take(name, value, builder, f"{path}, {place}")
            found.append((response.user_id, place, builder.answer()))
    return found


def _take(name: str, value: Any, builder: AnswerBuilder, where: str) -> None:
    simple = {
        "function": builder.function,
        "topic": builder.topic,
        "sub_code": builder.sub_code,
        "second_topic": builder.second_topic,
        "note": builder.note,
    }
    candidate = re.fullmatch(rf"{CANDIDATE}_(\d+)", name)
    if value is None or value in ("", []):
        return
    if name in simple and isinstance(value, str):
        simple[name](value)
    elif name == "details" and isinstance(value, str):
        Details.read(value, builder, where)
    elif candidate and isinstance(value, str):
        builder.candidate(int(candidate[1]) - 1, value)
    elif name in FURTHER and isinstance(value, list):
        for target in value:
            builder.say(str(target), name)
    elif name == "evidence" and isinstance(value, list):
        for span in value:
            if not isinstance(span, dict) or {type(span.get("start")), type(span.get("end"))} != {int}:
                raise UserError(f"{where}: evidence {str(span)[:60]!r}", expected="label, start and end")
            builder.evidence(str(span.get("label")), span["start"], span["end"])
    else:
        raise UserError(
            f"{where}: unknown question {name!r} with {str(value)[:40]!r}",
            expected="the questions of the settings that stancebench labels export wrote",
        )
