"""A labelling sheet in CSV: one row a paragraph and target, out and in."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from stancebench.errors import UserError
from stancebench.labels.answer import Answer, AnswerStance
from stancebench.labels.exchange.answer_builder import AnswerBuilder
from stancebench.labels.exchange.cells import Cells
from stancebench.labels.exchange.file_bytes import file_bytes
from stancebench.labels.exchange.known_tasks import KnownTasks
from stancebench.labels.exchange.task import Task
from stancebench.labels.exchange.tool_answer import ToolAnswer
from stancebench.labels.exchange.vocabulary import Vocabulary

_STEPS = """\
# Labelling in a spreadsheet

1. Open `labels.csv` as CSV in UTF-8, all columns as text. Every paragraph has one row for each candidate target.
2. On any row of a paragraph write `answer` (done, or skipped by who cannot say), `function`, `topic`, `sub_code`,
   `second_topic` and `note`. On the row of a target write `stance` and, for favor, against and mixed, `evidence`: words
   of the paragraph. `start` and `end` are needed only when the words occur more than once: first character, and the
   one behind the last, counted from 0. The other columns are for what differs from the usual; `flags` by blanks.
3. For a further target copy a row and write its id into `target`. `topics.csv` and `targets.csv` list what there is.
   Blank cells of `answer` mean that the paragraph is not labelled yet.
4. Save as CSV in UTF-8. A copy for each annotator, or one sheet with `annotator` filled; then one of:

       stancebench labels import labels.csv --format csv --annotator ID
       stancebench labels import labels.csv --format csv --annotators MAP.yaml

An apostrophe before a cell keeps a spreadsheet from running it as a formula; it may stay.
"""
_FIX = "save the sheet as CSV in UTF-8, with the columns that stancebench labels export wrote"
_SHOWN = ("batch", "key", "role", "before", "question", "text")
_PARAGRAPH = ("answer", "function", "topic", "sub_code", "second_topic", "note", "annotator")
_EVIDENCE = ("target", "proposition", "stance", "evidence", "start", "end")
_DETAILS = ("implicit", "holder", "reported", "context", "confidence", "flags")
_COLUMNS = (*_SHOWN, *_PARAGRAPH, *_EVIDENCE, *_DETAILS)
_YES = ("yes", "true", "1", "x")
_NO = ("no", "false", "0", "")

Row = Mapping[str, str]


class SheetCsv:
    """A sheet in CSV, for any spreadsheet."""

    absent_is_skipped = False

    def files(self, tasks: Sequence[Task], vocabulary: Vocabulary, instructions: str) -> dict[str, str]:
        """Write the sheet, lists of topics and targets, and the instructions; earlier labels are filled in."""
        topics = [
            [label, *vocabulary.parts(topic)]
            for topic, label in zip(vocabulary.codebook.topics, vocabulary.topics, strict=True)
        ]
        by_id = vocabulary.codebook.by_id
        return {
            "README.md": _STEPS,
            "instructions.md": instructions,
            "labels.csv": _written(_COLUMNS, [row for task in tasks for row in _rows(task, vocabulary)]),
            "targets.csv": _written(
                ("target", "topic", "proposition", "scope"),
                [
                    {
                        "target": name,
                        "topic": vocabulary.topic_label(item.topic),
                        "proposition": item.proposition,
                        "scope": item.scope,
                    }
                    for name, item in by_id.items()
                ],
            ),
            "topics.csv": _written(
                ("topic", "sub_code"),
                [{"topic": label, "sub_code": part} for label, *parts in topics for part in parts or [""]],
            ),
        }

    def read(self, path: Path, tasks: KnownTasks, vocabulary: Vocabulary) -> list[ToolAnswer]:
        """Read the paragraphs whose `answer` is filled.

        Raises:
            UserError: The file is missing, not UTF-8, has other columns, or was changed in the spreadsheet.
        """
        grouped: dict[tuple[str, str, str], list[tuple[str, Row]]] = {}
        for place, annotator, row in _by_annotator(_read_rows(path), path):
            group = (row["batch"], row["key"].removeprefix("k"), annotator)
            grouped.setdefault(group, []).append((place, row))
        answers = []
        for (batch, key, annotator), rows in grouped.items():
            for place, row in rows:
                task = tasks.find(batch, key, row["text"], f"{path}, {place}")
            place = rows[0][0]
            answer = _answer(rows, AnswerBuilder(task, vocabulary, f"{path}, {place}"), path)
            if answer:
                answers.append(ToolAnswer((annotator,) if annotator else (), place, batch, answer))
        return answers


def _rows(task: Task, vocabulary: Vocabulary) -> Iterable[dict[str, str]]:
    answer = task.labels
    shown = {
        "batch": task.batch,
        "key": f"k{task.key}",
        "role": task.role,
        "before": "\n\n".join(task.before),
        "question": task.question,
        "text": task.text,
    }
    said = {} if answer is None else {item.target: item for item in answer.stances}
    unrelated = () if answer is None else answer.unrelated
    targets = list(dict.fromkeys([*task.candidates, *said, *unrelated])) or [""]
    for number, target in enumerate(targets):
        row = {**shown, "target": target}
        if target:
            row["proposition"] = vocabulary.codebook.by_id[target].proposition
        if answer is not None and number == 0:
            row |= _paragraph(answer, vocabulary)
        if target in said:
            row |= _stance(said[target], task.text)
        elif target in unrelated:
            row["stance"] = "unrelated"
        yield row


def _paragraph(answer: Answer, vocabulary: Vocabulary) -> dict[str, str]:
    return {
        "function": answer.function or "",
        "topic": "" if answer.topic is None else vocabulary.topic_label(answer.topic),
        "sub_code": vocabulary.sub_label(answer.sub) if answer.sub else "",
        "second_topic": "" if answer.second is None else vocabulary.topic_label(answer.second),
        "note": answer.note,
    }


def _stance(item: AnswerStance, text: str) -> dict[str, str]:
    marked = item.start is not None and item.end is not None
    return {
        "stance": item.stance,
        "evidence": text[item.start : item.end] if marked else "",
        "start": str(item.start) if marked else "",
        "end": str(item.end) if marked else "",
        "implicit": "yes" if item.implicit else "",
        "holder": item.holder if item.holder != "speaker" else "",
        "reported": item.reported or "",
        "context": item.context if item.context != "paragraph" else "",
        "confidence": str(item.confidence) if item.confidence != 3 else "",
        "flags": " ".join(item.flags),
    }


def _written(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    """Write CSV with a byte order mark, by which spreadsheets know UTF-8."""
    handle = io.StringIO(newline="")
    writer = csv.writer(handle, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([Cells.guard(row.get(name, "")) for name in columns] for row in rows)
    return "\ufeff" + handle.getvalue()


def _read_rows(path: Path) -> list[tuple[int, Row]]:
    try:
        text = file_bytes(path, fix=_FIX).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError(f"{path} is not UTF-8 (byte {error.start})", expected="CSV in UTF-8", fix=_FIX) from None
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    try:
        table = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise UserError(f"{path} is not whole CSV ({error})", expected="a whole file", fix=_FIX) from None
    names = [name.strip() for name in table[0]] if table else []
    missing, strange = [n for n in _COLUMNS if n not in names], [n for n in names if n and n not in _COLUMNS]
    if missing or strange or len(set(names)) < len(names):
        found = f"lacks {', '.join(missing)}" if missing else f"has {', '.join(strange) or 'a column twice'}"
        raise UserError(f"{path} {found}", expected=f"the columns {', '.join(_COLUMNS)}", fix=_FIX)
    rows: list[tuple[int, Row]] = []
    for number, cells in enumerate(table[1:], start=2):
        if any(cell.strip() for cell in cells):
            if len(cells) != len(names):
                raise UserError(f"{path}, row {number} has {len(cells)} cells", expected=str(len(names)), fix=_FIX)
            rows.append((number, {name: Cells.unguard(cell) for name, cell in zip(names, cells, strict=True)}))
    return rows


def _by_annotator(rows: Sequence[tuple[int, Row]], path: Path) -> Iterable[tuple[str, str, Row]]:
    """Name the annotator of each row; a single one need not be written on all of them."""
    names = sorted({row["annotator"].strip() for _, row in rows} - {""})
    for number, row in rows:
        annotator = row["annotator"].strip()
        if not annotator and len(names) > 1:
            raise UserError(f"{path}, row {number}: annotator is blank", expected=f"one of {', '.join(names)}")
        yield f"row {number}", annotator or "".join(names), row


def _answer(rows: Sequence[tuple[str, Row]], builder: AnswerBuilder, path: Path) -> Answer | None:
    said: dict[str, str] = {}
    for place, row in rows:
        for name in _PARAGRAPH:
            value = row[name] if name == "note" else row[name].strip()
            if value and said.setdefault(name, value) != value:
                raise UserError(
                    f"{path}, {place}: {name} is {value[:40]!r}",
                    expected=f"{said[name][:40]!r} as on another row of the paragraph, or a blank cell",
                )
    builder.note(said.get("note", ""))
    state = said.get("answer", "").lower()
    if state not in ("", "done", "skipped"):
        raise UserError(f"{path}, {rows[0][0]}: answer is {said['answer'][:40]!r}", expected="done, skipped or blank")
    if state == "skipped":
        return builder.skipped()
    if not state:
        return None
    takers = {
        "function": builder.function,
        "topic": builder.topic,
        "sub_code": builder.sub_code,
        "second_topic": builder.second_topic,
    }
    for name, take in takers.items():
        if name in said:
            take(said[name])
    for place, row in rows:
        _take_target(row, builder, f"{path}, {place}")
    return builder.answer()


def _take_target(row: Row, builder: AnswerBuilder, where: str) -> None:
    target = row["target"].strip()
    phrases = [row["stance"].strip(), *row["flags"].split()]
    phrases += [
        f"{name} {row[name].strip()}" for name in ("holder", "reported", "context", "confidence") if row[name].strip()
    ]
    implicit = row["implicit"].strip().lower()
    if implicit not in (*_YES, *_NO):
        raise UserError(f"{where}: implicit is {implicit[:40]!r}", expected="yes or a blank cell")
    phrases += ["implicit"] if implicit in _YES else []
    places = [row[name].strip() for name in ("start", "end")]
    if not target:
        if any(phrases) or row["evidence"].strip() or any(places):
            raise UserError(f"{where}: a stance without a target", expected="the id of a target in the column target")
        return
    for phrase in filter(None, phrases):
        builder.say(target, phrase)
    if row["evidence"].strip():
        builder.quote(target, row["evidence"])
    if any(places):
        start, end = (_number(value, where) for value in places)
        builder.evidence(target, start, end)


def _number(value: str, where: str) -> int:
    if not value.removesuffix(".0").isdecimal():
        raise UserError(f"{where}: start or end is {value[:40]!r}", expected="two whole numbers, or two blank cells")
    return int(value.removesuffix(".0"))
