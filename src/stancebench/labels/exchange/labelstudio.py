"""Label Studio: tasks and interface out, annotations in."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, RootModel

from stancebench.errors import UserError
from stancebench.files import read_json
from stancebench.labels.exchange.answer_builder import AnswerBuilder
from stancebench.labels.exchange.known_tasks import KnownTasks
from stancebench.labels.exchange.labelstudio_config import labelstudio_config
from stancebench.labels.exchange.labelstudio_results import LabelStudioResult, same_words, show_results, take_results
from stancebench.labels.exchange.offsets import Offsets
from stancebench.labels.exchange.task import Task
from stancebench.labels.exchange.tool_answer import ToolAnswer
from stancebench.labels.exchange.vocabulary import Vocabulary

_STEPS = """\
# Labelling in Label Studio

1. Make a project. Settings, Labeling Interface, Code: paste `config.xml`.
2. Import `tasks.json`. For several annotators set Settings, Quality, Annotations per task.
3. Label: who cannot say presses Skip. `instructions.md` is for Settings, Labeling Instructions.
4. Export, format JSON (not JSON-MIN), then:

       stancebench labels import EXPORT.json --format labelstudio --annotators MAP.yaml
"""
_FIX = "in Label Studio: Export, format JSON"


class LabelStudioUser(BaseModel):
    """Who made an annotation, where the export spells it out."""

    id: int
    email: str = ""


class LabelStudioAnnotation(BaseModel):
    """One annotation; drafts and predictions stand elsewhere in the export.

    Attributes:
        id: Its number.
        completed_by: Its annotator.
        was_cancelled: Whether the annotator skipped the task.
        result: What the controls hold.
    """

    id: int
    completed_by: int | LabelStudioUser | None = None
    was_cancelled: bool = False
    result: tuple[LabelStudioResult, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Number and e-mail of the annotator."""
        if isinstance(self.completed_by, LabelStudioUser):
            return tuple(str(name) for name in (self.completed_by.email, self.completed_by.id) if name)
        return () if self.completed_by is None else (str(self.completed_by),)


class LabelStudioCandidate(BaseModel):
    """A candidate, as it was exported."""

    id: str


class LabelStudioData(BaseModel):
    """The fields of a task that show which paragraph it is."""

    batch: str
    key: str
    text: str
    candidates: tuple[LabelStudioCandidate, ...] = ()


class LabelStudioTask(BaseModel):
    """One task of an export."""

    id: int
    data: LabelStudioData
    annotations: tuple[LabelStudioAnnotation, ...]


class LabelStudioExport(RootModel[tuple[LabelStudioTask, ...]]):
    """A whole export.

    The format is https://labelstud.io/guide/export#Label-Studio-JSON-format-of-annotated-tasks
    """


class LabelStudio:
    """Tasks in JSON and the labelling interface in XML; annotations from the JSON export."""

    absent_is_skipped = False

    def files(self, tasks: Sequence[Task], vocabulary: Vocabulary, instructions: str) -> dict[str, str]:
        """Write `config.xml`, `tasks.json` and the instructions.

        The tasks are https://labelstud.io/guide/tasks#Basic-Label-Studio-JSON-format; earlier labels are predictions.
        """
        rows = [_row(task, vocabulary) for task in tasks]
        return {
            "README.md": _STEPS,
            "config.xml": labelstudio_config(vocabulary),
            "instructions.md": instructions,
            "tasks.json": json.dumps(rows, ensure_ascii=False, indent=1) + "\n",
        }

    def read(self, path: Path, tasks: KnownTasks, vocabulary: Vocabulary) -> list[ToolAnswer]:
        """Read the annotations of a JSON export.

        Label Studio 1.23 counts evidence in characters, older versions in UTF-16 code units
        (https://github.com/HumanSignal/label-studio/issues/1347); which one is seen from the words beside the offsets.

        Raises:
            UserError: The file is missing, cut off, no JSON export, or was changed in the tool.
        """
        export = read_json(path, LabelStudioExport, fix=_FIX).root
        found = [
            (task, tasks.find(task.data.batch, task.data.key, task.data.text, f"{path}, task {task.id}"))
            for task in export
        ]
        utf16 = _counts_utf16(path, found)
        return [
            _answer(path, tool_task, annotation, task, vocabulary, utf16=utf16)
            for tool_task, task in found
            for annotation in tool_task.annotations
        ]


def _row(task: Task, vocabulary: Vocabulary) -> dict[str, Any]:
    lines = [f"before: {part}" for part in task.before] or ["before: (start)"]
    lines += [f"question: {task.question}"] if task.question else []
    by_id = vocabulary.codebook.by_id
    data = {
        "batch": task.batch,
        "key": task.key,
        "heading": f"Role: {task.role}",
        "context": "\n\n".join(lines),
        "text": task.text,
        "candidates": [
            {"id": name, "text": f"{name}: {by_id[name].proposition} {by_id[name].scope}"} for name in task.candidates
        ],
    }
    if task.labels is None:
        return {"data": data}
    prediction = {"model_version": "earlier labels", "result": show_results(task.labels, task, vocabulary)}
    return {"data": data, "predictions": [prediction]}


def _counts_utf16(path: Path, found: Sequence[tuple[LabelStudioTask, Task]]) -> bool:
    """Tell the unit of the offsets from the first span that fits one unit only."""
    units: dict[bool, str] = {}
    for tool_task, task in found:
        offsets = Offsets(task.text)
        for annotation in tool_task.annotations if not offsets.alike else ():
            where = f"{path}, task {tool_task.id}, annotation {annotation.id}"
            for result in annotation.result:
                if result.is_evidence and not annotation.was_cancelled:
                    start, end, shown = result.span(where)
                    fits = {unit: same_words(offsets.words(start, end, utf16=unit), shown) for unit in (False, True)}
                    if fits[False] != fits[True]:
                        units.setdefault(fits[True], where)
    if len(units) > 1:
        raise UserError(
            f"evidence is counted in characters in {units[False]}, and in UTF-16 code units in {units[True]}",
            expected="one unit in a file",
            fix="export the annotations of the two versions of Label Studio to two files",
        )
    return True in units


def _answer(
    path: Path,
    tool_task: LabelStudioTask,
    annotation: LabelStudioAnnotation,
    task: Task,
    vocabulary: Vocabulary,
    *,
    utf16: bool,
) -> ToolAnswer:
    place = f"task {tool_task.id}, annotation {annotation.id}"
    where = f"{path}, {place}"
    shown = tuple(candidate.id for candidate in tool_task.data.candidates)
    if shown != task.candidates:
        raise UserError(
            f"{where}: the candidates are {', '.join(shown) or 'none'}",
            expected=f"those of the batch, {', '.join(task.candidates) or 'none'}",
            fix="export from Label Studio with the fields of the task as they were imported",
        )
    if annotation.was_cancelled:
        answer = AnswerBuilder(task, vocabulary, where).skipped()
    else:
        answer = take_results(annotation.result, task, vocabulary, where, utf16=utf16)
    return ToolAnswer(annotation.names, place, task.batch, answer)
