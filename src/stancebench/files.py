"""Reading and writing files: atomic writes, and errors that name the file and the line."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from stancebench.errors import UserError

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

ModelT = TypeVar("ModelT", bound=BaseModel)


def sha256_text(text: str) -> str:
    """Return the hexadecimal SHA-256 of a text in UTF-8."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def sha256_file(path: Path) -> str:
    """Return the hexadecimal SHA-256 of a file's bytes."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def joined_sha256(hashes: Sequence[str]) -> str:
    """Return the hash of a document: of one file its own, of several the SHA-256 of theirs joined by newlines."""
    return hashes[0] if len(hashes) == 1 else sha256_text("\n".join(hashes))


@contextmanager
def atomic_path(path: Path) -> Iterator[Path]:
    """Give a temporary path beside `path` that replaces it when the block ends well.

    Args:
        path: The file to write; its folder is made when missing.

    Yields:
        The temporary path. If the block raises, `path` keeps its old content.

    Raises:
        UserError: `path` is a folder.
    """
    if path.is_dir():
        raise UserError(f"{path} is a folder", expected="the name of a file", fix="add a file name")
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        umask = os.umask(0)
        os.umask(umask)
        temporary.chmod(0o666 & ~umask)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write a text in UTF-8 atomically."""
    with atomic_path(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")


def write_json(path: Path, data: object) -> None:
    """Write JSON with two spaces of indent and a final newline, atomically."""
    write_text(path, json.dumps(data, indent=2, ensure_ascii=False) + "\n")


def write_jsonl(path: Path, records: Iterable[BaseModel | dict[str, Any]]) -> None:
    """Write one JSON object a line, atomically."""
    write_text(path, "".join(json_line(record) for record in records))


def json_line(record: BaseModel | dict[str, Any]) -> str:
    """Return one record as a JSON line with its newline."""
    data = record.model_dump(mode="json") if isinstance(record, BaseModel) else record
    return json.dumps(data, ensure_ascii=False, separators=(", ", ": ")) + "\n"


def read_text(path: Path, *, fix: str = "") -> str:
    """Read a UTF-8 text.

    Args:
        path: The file.
        fix: What the user should type when it is missing.

    Returns:
        The text, with universal newlines.

    Raises:
        UserError: The file is missing, is a folder or is not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise UserError(f"{path} does not exist", expected="a file", fix=fix) from None
    except (IsADirectoryError, NotADirectoryError, PermissionError) as error:
        raise UserError(f"{path} cannot be read ({error.strerror})", expected="a file", fix=fix) from None
    except UnicodeDecodeError as error:
        raise UserError(
            f"{path} is not UTF-8 (byte {error.start})",
            expected="text in UTF-8",
            fix=fix or f"iconv -t UTF-8 {path}",
        ) from None


def read_yaml(path: Path, model: type[ModelT], *, fix: str = "") -> ModelT:
    """Read a YAML file into a model.

    Raises:
        UserError: The file is missing, is no YAML, or does not fit the model.
    """
    try:
        data = yaml.safe_load(read_text(path, fix=fix))
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date that no calendar holds
        raise UserError(f"{path} is not valid YAML ({error})", fix=fix or f"edit {path}") from None
    return validated(data, model, str(path), fix=fix or f"edit {path}")


def read_json(path: Path, model: type[ModelT], *, fix: str = "") -> ModelT:
    """Read a JSON file into a model.

    Raises:
        UserError: The file is missing, cut off, no JSON, or does not fit the model.
    """
    try:
        data = json.loads(read_text(path, fix=fix))
    except json.JSONDecodeError as error:
        raise UserError(
            f"{path} is not valid JSON ({error.msg}, line {error.lineno})", expected="a whole JSON file", fix=fix
        ) from None
    return validated(data, model, str(path), fix=fix)


def read_jsonl(path: Path, model: type[ModelT], *, fix: str = "") -> list[ModelT]:
    """Read a JSON-lines file into models, one a line.

    Raises:
        UserError: The file is missing, or a line is no JSON or does not fit the model; the line is named.
    """
    records = []
    for number, line in enumerate(read_text(path, fix=fix).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
        except json.JSONDecodeError as error:
            raise UserError(
                f"{path}, line {number} is not valid JSON ({error.msg}): {line[:60]!r}",
                expected="one whole JSON object a line",
                fix=fix or f"remove or mend line {number}",
            ) from None
        records.append(validated(data, model, f"{path}, line {number}", fix=fix))
    return records


def validated(data: object, model: type[ModelT], where: str, *, fix: str = "") -> ModelT:
    """Validate data against a model, with a one-line error.

    Raises:
        UserError: The data does not fit; the first offending field is named.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "top level"
        more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
        value = "" if first["type"] == "missing" else f", found {str(first['input'])[:60]!r}"
        raise UserError(
            f"{where}: {place}: {first['msg']}{value}{more}", expected=f"a {model.__name__}", fix=fix
        ) from None


def write_parquet(path: Path, table: pa.Table) -> None:
    """Write a Parquet file atomically; the same table gives the same bytes."""
    import pyarrow.parquet as pq

    with atomic_path(path) as temporary:
        pq.write_table(table, temporary, compression="zstd")


def read_parquet(path: Path, *, columns: list[str] | None = None, fix: str = "") -> pa.Table:
    """Read a Parquet file.

    Raises:
        UserError: The file is missing, truncated, no Parquet, or lacks a column.
    """
    with open_parquet(path, columns=columns, fix=fix) as file:
        table = file.read()
        table.validate(full=True)
    return table.select(columns) if columns else table


@contextmanager
def open_parquet(path: Path, *, columns: list[str] | None = None, fix: str = "") -> Iterator[pq.ParquetFile]:
    """Open a Parquet file for reading.

    Args:
        path: The file.
        columns: The columns that it must have.
        fix: What the user should type when it is missing or wrong.

    Yields:
        The file; what Arrow raises within the block becomes a `UserError` too.

    Raises:
        UserError: The file is missing, truncated, no Parquet, or lacks a column.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    if not path.is_file():
        raise UserError(f"{path} does not exist", expected="a Parquet file", fix=fix)
    try:
        with pq.ParquetFile(path) as file:
            found = file.schema_arrow.names
            missing = [name for name in columns or [] if name not in found]
            if missing:
                raise UserError(
                    f"{path} lacks the column(s) {', '.join(missing)}",
                    expected=f"{', '.join(columns or [])}; found {', '.join(found)}",
                    fix=fix,
                )
            yield file
    except (pa.ArrowInvalid, OSError) as error:
        raise UserError(
            f"{path} is not a whole Parquet file ({str(error).splitlines()[0]})",
            expected="a Parquet file written by stancebench",
            fix=fix,
        ) from None
