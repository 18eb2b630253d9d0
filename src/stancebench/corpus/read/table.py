"""Reading tables of turns or sentences: CSV, TSV and JSON lines."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from stancebench.corpus.read.decode import Decoded, normalise
from stancebench.corpus.read.reading import Reading, ReadingBuilder
from stancebench.errors import UserError, some

_TEXT = (
    "text",
    "sentence",
    "speech",
    "content",
    "utterance",
    "paragraph",
    "body",
    "transcript",
    "statement",
    "dialogue",
    "message",
    "words",
    "line",
)
_SPEAKER = (
    "speaker",
    "speaker_name",
    "speakername",
    "name",
    "who",
    "speaker_label",
    "participant",
    "author",
    "person",
    "member",
)
_ROLE = ("qa_role", "qa", "kind", "type", "role", "speaker_role", "speaker_type", "section")
_DOCUMENT = ("document_id", "doc_id", "document", "transcript_id", "event_id", "debate_id", "meeting", "fileid")
_FACTS = ("title", "date", "url", "source_url", "country", "venue", "language", "topic")
_SENTENCE = ("sentence", "line")


def read_table(source: Decoded, name: str, format_name: str) -> Reading:
    """Read a table whose rows are turns, paragraphs or sentences of one document.

    Rows of one speaker that follow each other are one turn. Rows of a column called ``sentence`` are joined into one
    paragraph a turn; other rows are a paragraph each. The speaker's name stands before each turn in the normalised
    source, as a mark would.

    Args:
        source: The decoded file.
        name: What to call it in errors.
        format_name: ``csv`` or ``jsonl``.

    Returns:
        The reading.

    Raises:
        UserError: A line is no JSON, no column holds text, or the rows are of several documents.
    """
    rows = _json_rows(source.text, name) if format_name == "jsonl" else _csv_rows(source.text, name)
    columns = list(dict.fromkeys(key for row in rows for key in row))
    text_column = _column(columns, _TEXT)
    if not rows or text_column is None:
        raise UserError(
            f"{name} has the columns {some(columns, 8) or 'none'}",
            expected=f"one of {', '.join(_TEXT[:6])} with the words, and best a column speaker",
            fix="rename the column",
        )
    speaker_column, role_column = _column(columns, _SPEAKER), _column(columns, _ROLE)
    document_column = _column(columns, _DOCUMENT)
    documents = list(dict.fromkeys(_cell(row, document_column) for row in rows)) if document_column else []
    if len(documents) > 1:
        raise UserError(
            f"{name} holds {len(documents)} documents (column {document_column}: {some(documents, 3)})",
            expected="the rows of one document",
            fix="split the table, one file a document",
        )
    metadata = {
        key: _cell(rows[0], key)
        for key in columns
        if key.lower() in _FACTS and len({_cell(row, key) for row in rows[:200]}) == 1 and _cell(rows[0], key)
    }
    builder = ReadingBuilder()
    named = speaker_column or role_column  # a table of questions and answers may name nobody
    turns = [(_cell(row, named), _cell(row, role_column).lower(), _cell(row, text_column)) for row in rows]
    _add_rows(builder, turns, marked=bool(speaker_column or role_column), joined=text_column.lower() in _SENTENCE)
    if not builder.blocks:
        raise UserError(f"{name} has no words in its column {text_column}", expected="a transcript")
    return builder.reading(format_name, source.encoding, metadata, source.warnings)


def _add_rows(builder: ReadingBuilder, turns: list[tuple[str, str, str]], *, marked: bool, joined: bool) -> None:
    """Add rows of speaker, role and words; rows of one speaker that follow each other are one turn."""
    last: tuple[str, str] | None = None
    waiting: list[str] = []

    def flush() -> None:
        builder.add(" ".join(waiting), speaker=last[0] if last else "", role=last[1] if last else "")
        waiting.clear()

    for speaker, role, text in turns:
        if not text:
            continue
        if (speaker, role) != last and (last is None or marked):
            flush()
            last = (speaker, role)
            builder.add(speaker, kind="speaker", speaker=speaker, role=role, new_turn=True)
        if joined:
            waiting.append(" ".join(text.split()))
        else:
            builder.add(text, speaker=speaker, role=role)
    flush()


def _csv_rows(text: str, name: str) -> list[dict[str, Any]]:
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    head = text[:8192]
    try:
        dialect: Any = csv.Sniffer().sniff(head, delimiters=",;\t|")
        delimiter = dialect.delimiter
    except csv.Error:
        delimiter = "\t" if "\t" in head.split("\n")[0] else ","
    first = head.split("\n")[0]
    if delimiter not in first:
        delimiter = next((mark for mark in ",;\t|" if mark in first), delimiter)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        columns = next((row for row in reader if row), [])
        # A short row has no cells for the last columns: nothing is kept for them.
        return [dict(zip(columns, row, strict=False)) for row in reader if row]
    except csv.Error as error:
        raise UserError(f"{name}, line {reader.line_num} is not CSV ({error})", expected="a CSV table") from None


def _json_rows(text: str, name: str) -> list[dict[str, Any]]:
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        whole = None
    if isinstance(whole, list):
        rows = whole
    elif isinstance(whole, dict):
        lists = [value for value in whole.values() if isinstance(value, list) and value and _all_objects(value)]
        known = {*_TEXT, *_SPEAKER, *_ROLE, *_DOCUMENT, *_FACTS}
        facts = {
            key: value
            for key, value in whole.items()
            if isinstance(value, str | int | float) and key.strip().lower() in known
        }
        rows = [{**facts, **item} for item in max(lists, key=len)] if lists else [whole]
    else:
        rows = []
        for number, line in enumerate(text.split("\n"), start=1):
            if not line.strip():
                continue
            try:
                rows.append(json.loads(line))
            except (ValueError, RecursionError) as error:
                reason = "nested too deep" if isinstance(error, RecursionError) else getattr(error, "msg", str(error))
                raise UserError(
                    f"{name}, line {number} is not valid JSON ({reason})", expected="one whole JSON object a line"
                ) from None
    if not _all_objects(rows):
        raise UserError(f"{name} holds JSON that is no object", expected="one JSON object a line")
    return rows


def _all_objects(items: list[Any]) -> bool:
    return all(isinstance(item, dict) for item in items)


def _column(columns: list[str], names: tuple[str, ...]) -> str | None:
    lower = {str(column).strip().lower(): column for column in reversed(columns)}
    return next((lower[name] for name in names if name in lower), None)


def _cell(row: dict[str, Any], column: str | None) -> str:
    value = row.get(column) if column else None
    if value is None or isinstance(value, dict | list):
        return ""
    return normalise(str(value)).strip()
