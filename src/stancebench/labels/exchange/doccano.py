"""doccano: examples and label types out, categories and spans in."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from pydantic import BaseModel, Field

from stancebench.errors import UserError
from stancebench.files import json_line, validated
from stancebench.labels.answer import Answer, AnswerStance
from stancebench.labels.exchange.answer_builder import AnswerBuilder
from stancebench.labels.exchange.details import Details
from stancebench.labels.exchange.file_bytes import file_bytes
from stancebench.labels.exchange.known_tasks import KnownTasks
from stancebench.labels.exchange.one_unit import one_unit
from stancebench.labels.exchange.task import Task
from stancebench.labels.exchange.tool_answer import ToolAnswer
from stancebench.labels.exchange.vocabulary import Vocabulary
from stancebench.labels.exchange.whole_lines import whole_lines

_STEPS = """\
# Labelling in doccano

1. Make a project of the type *Intent Detection and Slot Filling* that does not share annotations between users.
2. Labels, Category, Import: `category_types.json`. Labels, Span, Import: `span_types.json`.
3. Dataset, Import, JSONL: `examples.jsonl`. Role, context, question and candidates stand beside the text. Earlier
   labels belong to the user who imports.
4. Label: one category `function: …`, one `topic: …`, one for each candidate and each further target with its stance.
   Mark the evidence with the id of the target. Who cannot say chooses the category `skipped`. Mark every paragraph as
   checked. Characters beyond U+FFFF, such as emoji, are shown as "\ufffd", since doccano's page counts them as two.
   In comments, a line that begins with a target says what differs from the usual:

       p01-name: holder institution, reported favor, context question, confidence 2, implicit, irony
       p01-name evidence: 17-42          (characters; for words that another target has marked already)

   Every other line of a comment is the note.
5. Dataset, Export, JSONL, *only approved documents*; then:

       stancebench labels import EXPORT.zip --format doccano --annotators MAP.yaml

   A paragraph that an annotator did not check counts as skipped; with --partial, as not read yet.
"""
_FIX = "in doccano: Dataset, Export, JSONL"
_SKIPPED = "skipped"
_COLOURS = ("#209cee", "#ffcc00", "#333333", "#00b894", "#d63031", "#6c5ce7", "#e17055")


class DoccanoExample(BaseModel):
    """One line of an export of a project for intent detection and slot filling.

    The format is https://doccano.github.io/doccano/tutorial/#export-the-dataset (JSONL).
    """

    batch: str
    key: str
    text: str
    cats: tuple[str, ...]
    entities: tuple[tuple[int, int, str], ...]
    comments: tuple[str, ...] = Field(default=(), alias="Comments")


class Doccano:
    """Examples in JSONL and label types in JSON; an export as ZIP with a file a user, or one such file."""

    absent_is_skipped = True

    def files(self, tasks: Sequence[Task], vocabulary: Vocabulary, instructions: str) -> dict[str, str]:
        """Write examples and label types; earlier labels are categories and spans.

        Details and evidence over the evidence of another target are left out of earlier labels, since doccano imports
        no comments and no spans over each other.
        """
        return {
            "README.md": _STEPS,
            "category_types.json": _types(_categories(vocabulary)),
            "span_types.json": _types(vocabulary.codebook.by_id),
            "examples.jsonl": "".join(json_line(_example(task, vocabulary)) for task in tasks),
            "instructions.md": instructions,
        }

    def read(self, path: Path, tasks: KnownTasks, vocabulary: Vocabulary) -> list[ToolAnswer]:
        """Read what each user labelled; the name of the user is the name of the file.

        Examples without any label are left out: the export does not say whether they were seen.

        Raises:
            UserError: The file is missing, cut off, no such export, or was changed in the tool.
        """
        answers = []
        for user, name, text in _files(path):
            for number, row in whole_lines(text, f"{path}{name and f', {name}'}", fix=_FIX):
                place = f"{name and f'{name}, '}line {number}"
                where = f"{path}, {place}"
                example = validated(row, DoccanoExample, where, fix=_FIX)
                task = tasks.find(example.batch, example.key, example.text, where, shown=one_unit)
                answer = _answer(example, AnswerBuilder(task, vocabulary, where), where)
                if answer:
                    answers.append(ToolAnswer((user,) if user else (), place, task.batch, answer))
        return answers


def _types(labels: Iterable[str]) -> str:
    rows = [
        {
            "text": label,
            "prefixKey": None,
            "suffixKey": None,
            "backgroundColor": _COLOURS[number % len(_COLOURS)],
            "textColor": "#ffffff",
        }
        for number, label in enumerate(labels)
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def _categories(vocabulary: Vocabulary) -> list[str]:
    return [
        *(f"function: {name}" for name in vocabulary.functions),
        *(f"topic: {label}" for label in vocabulary.topics),
        *(f"sub-code: {label}" for label in vocabulary.sub_codes),
        *(f"second topic: {label}" for label in vocabulary.topics),
        *(f"{target}: {stance}" for target in vocabulary.codebook.by_id for stance in vocabulary.stances),
        _SKIPPED,
    ]


def _example(task: Task, vocabulary: Vocabulary) -> dict[str, Any]:
    by_id = vocabulary.codebook.by_id
    return {
        "text": one_unit(task.text),
        "entities": _entities(task.labels.stances) if task.labels else [],
        "cats": _cats(task.labels, vocabulary) if task.labels else [],
        "role": task.role,
        "before": "\n\n".join(task.before) or "(start)",
        "question": task.question,
        "candidates": "\n".join(f"{name}: {by_id[name].proposition}" for name in task.candidates),
        "batch": task.batch,
        "key": task.key,
    }


def _cats(answer: Answer, vocabulary: Vocabulary) -> list[str]:
    said = {item.target: item.stance for item in answer.stances} | dict.fromkeys(answer.unrelated, "unrelated")
    return [
        *([f"function: {answer.function}"] if answer.function else []),
        *([f"topic: {vocabulary.topic_label(answer.topic)}"] if answer.topic is not None else []),
        *([f"sub-code: {vocabulary.sub_label(answer.sub)}"] if answer.sub else []),
        *([f"second topic: {vocabulary.topic_label(answer.second)}"] if answer.second is not None else []),
        *(f"{target}: {stance}" for target, stance in said.items()),
    ]


def _entities(stances: Iterable[AnswerStance]) -> list[tuple[int, int, str]]:
    spans = sorted(
        (item.start, item.end, item.target) for item in stances if item.start is not None and item.end is not None
    )
    free: list[tuple[int, int, str]] = []
    for span in spans:
        if not free or span[0] >= free[-1][1]:
            free.append(span)
    return free


def _files(path: Path) -> Iterator[tuple[str, str, bytes]]:
    data = file_bytes(path, fix=_FIX)
    if path.suffix != ".zip" and not data.startswith(b"PK"):
        yield "" if path.stem == "all" else path.stem, "", data
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in sorted(archive.namelist()):
                inner = PurePosixPath(name)
                if inner.suffix != ".jsonl":
                    raise UserError(f"{path} holds {name}", expected="one file of JSONL a user", fix=_FIX)
                yield "" if inner.stem == "all" else inner.stem, name, archive.read(name)
    # A RuntimeError is an encrypted file, a NotImplementedError a kind of compression that zipfile lacks.
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise UserError(
            f"{path} is not a whole ZIP file ({error})", expected="an export of doccano", fix=_FIX
        ) from None


def _answer(example: DoccanoExample, builder: AnswerBuilder, where: str) -> Answer | None:
    for category in example.cats:
        if category != _SKIPPED:
            _take(category, builder, where)
    for start, end, target in example.entities:
        builder.evidence(target, start, end)
    labelled = not builder.empty
    for comment in example.comments:
        _comment(comment, builder, where)
    if _SKIPPED not in example.cats:
        return builder.answer() if labelled else None
    if labelled:
        raise UserError(f"{where}: {_SKIPPED} and other labels", expected="one or the other", fix="choose in doccano")
    return builder.skipped()


def _take(category: str, builder: AnswerBuilder, where: str) -> None:
    name, _, value = category.partition(": ")
    takers = {
        "function": builder.function,
        "topic": builder.topic,
        "sub-code": builder.sub_code,
        "second topic": builder.second_topic,
    }
    if name in takers:
        takers[name](value)
    elif value:
        builder.say(name, value)
    else:
        raise UserError(
            f"{where}: unknown category {category[:60]!r}",
            expected="the categories of category_types.json",
            fix="take it out in doccano and export from it again",
        )


def _comment(text: str, builder: AnswerBuilder, where: str) -> None:
    details, note = Details.part(text)
    Details.read(details, builder, where)
    builder.note(note)
