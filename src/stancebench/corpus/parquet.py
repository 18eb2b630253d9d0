"""Reading and joining Parquet files larger than memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from stancebench.files import open_parquet


def read_batches(path: Path, columns: list[str], *, fix: str) -> Iterator[pa.RecordBatch]:
    """Read some columns of a Parquet file, a batch at a time.

    Args:
        path: The file.
        columns: The columns wanted.
        fix: What the user should type when it is missing or wrong.

    Yields:
        The batches, in order.

    Raises:
        UserError: The file is missing, truncated, no Parquet, or lacks a column.
    """
    with open_parquet(path, columns=columns, fix=fix) as file:
        for batch in file.iter_batches(columns=columns):
            batch.validate(full=True)
            yield batch


def join_tables(path: Path, schema: pa.Schema, parts: Iterable[Path]) -> None:
    """Write the tables of some Parquet files one after the other, one in memory at a time.

    Args:
        path: The file to write; not atomic by itself.
        schema: The columns.
        parts: The files, in order; each becomes one row group.
    """
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for part in parts:
            with pq.ParquetFile(part) as file:
                table = file.read()
            if table.num_rows:
                writer.write_table(table, row_group_size=table.num_rows)
