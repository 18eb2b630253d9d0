"""The responses of an Argilla dataset, in either of the two forms that keep their status."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel

from stancebench.errors import UserError
from stancebench.files import read_text, validated

_EXPECTED = "records with the status of their responses, from the server or by to_list(flatten=True)"
_FIX = "export as the README.md beside the exported dataset says"


class ArgillaResponse(BaseModel):
    """What one user said of one record.

    Attributes:
        user_id: The user.
        status: Only ``submitted`` and ``discarded`` are decisions.
        values: Value by question.
    """

    user_id: str
    status: Literal["submitted", "discarded", "draft"]
    values: dict[str, Any] = {}


class ArgillaRecord(BaseModel):
    """One record with its responses.

    Attributes:
        batch: Name of the batch.
        key: Key of the paragraph.
        text: The paragraph, as Argilla shows it.
        responses: The responses, one a user.
    """

    batch: str
    key: str
    text: str
    responses: tuple[ArgillaResponse, ...] = ()


def read_argilla_records(path: Path) -> list[ArgillaRecord]:
    """Read records with responses.

    Two forms are read: the answer of ``GET /api/v1/datasets/{id}/records?include=responses`` (one, or a list of
    several pages), and the list of ``dataset.records(with_responses=True).to_list(flatten=True)`` of the SDK. The
    nested list of ``to_json`` and ``to_disk`` is refused, since argilla 2.8 leaves the status out of it.

    Args:
        path: The file, in JSON.

    Returns:
        The records.

    Raises:
        UserError: The file is missing, cut off, or of another form.
    """
    try:
        data = json.loads(read_text(path, fix=_FIX))
    except json.JSONDecodeError as error:
        raise UserError(
            f"{path} is not valid JSON ({error.msg}, line {error.lineno})", expected="a whole JSON file", fix=_FIX
        ) from None
    pages = data if isinstance(data, list) else [data]
    rows: list[Any] = []
    for page in pages:
        rows += page["items"] if isinstance(page, dict) and isinstance(page.get("items"), list) else [page]
    total = max((page.get("total") or 0 for page in pages if isinstance(page, dict) and "items" in page), default=0)
    if total > len(rows):
        raise UserError(
            f"{path} holds {len(rows)} of {total} records",
            expected="every page of the answer, in one list",
            fix="get the other pages too, with &offset=1000 and so on",
        )
    return [
        validated(_fields(row, f"{path}, record {number}"), ArgillaRecord, f"{path}, record {number}", fix=_FIX)
        for number, row in enumerate(rows, start=1)
    ]


def _fields(row: Any, where: str) -> dict[str, Any]:
    if not isinstance(row, dict):
        raise UserError(f"{where} is {str(row)[:40]!r}", expected=_EXPECTED, fix=_FIX)
    if "external_id" in row and isinstance(row.get("responses"), list):
        return _from_server(row)
    if isinstance(row.get("responses"), dict):
        raise UserError(
            f"{where} has responses without a status: a draft or a discarded response looks like an answer",
            expected=_EXPECTED,
            fix=_FIX,
        )
    if "id" in row and "fields" not in row:
        return _from_sdk(row, where)
    raise UserError(f"{where} has the fields {', '.join(map(str, row))[:80]}", expected=_EXPECTED, fix=_FIX)


def _from_server(row: dict[str, Any]) -> dict[str, Any]:
    fields, metadata = row.get("fields") or {}, row.get("metadata") or {}
    responses = [
        {
            **response,
            "values": {
                name: value.get("value") if isinstance(value, dict) else value
                for name, value in (response.get("values") or {}).items()
            },
        }
        if isinstance(response, dict)
        else response
        for response in row["responses"]
    ]
    return {
        "batch": metadata.get("batch"),
        "key": row["external_id"],
        "text": fields.get("text"),
        "responses": responses,
    }


def _from_sdk(row: dict[str, Any], where: str) -> dict[str, Any]:
    responses: dict[str, dict[str, Any]] = {}
    for name in [name.removesuffix(".responses") for name in row if name.endswith(".responses")]:
        columns = [row.get(f"{name}.responses{part}") or [] for part in ("", ".users", ".status")]
        if len({len(column) for column in columns}) > 1:
            raise UserError(f"{where}: the lists of {name} differ in length", expected=_EXPECTED, fix=_FIX)
        for value, user, status in zip(*columns, strict=True):
            response = responses.setdefault(user, {"user_id": user, "status": status, "values": {}})
            response["values"][name] = value
    return {"batch": row.get("batch"), "key": row["id"], "text": row.get("text"), "responses": list(responses.values())}
