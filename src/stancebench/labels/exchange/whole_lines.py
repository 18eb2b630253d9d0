"""JSON lines from bytes, as tools export them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from stancebench.errors import UserError


def whole_lines(data: bytes, where: str, *, fix: str) -> Iterator[tuple[int, Any]]:
    """Read one JSON value a line.

    Args:
        data: The bytes of the file.
        where: The file, for messages.
        fix: What the user should do when it is wrong.

    Yields:
        Number and value of each line that is not blank.

    Raises:
        UserError: The bytes are not UTF-8, or a line is no whole JSON.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError(f"{where} is not UTF-8 (byte {error.start})", expected="text in UTF-8", fix=fix) from None
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except json.JSONDecodeError as error:
                raise UserError(
                    f"{where}, line {number} is not valid JSON ({error.msg}): {line[:60]!r}",
                    expected="one whole JSON object a line",
                    fix=fix,
                ) from None
