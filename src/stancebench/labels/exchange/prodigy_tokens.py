"""Tokens of a text, as Prodigy marks spans by them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Any


def prodigy_tokens(text: str, spans: Iterable[tuple[int, int]] = ()) -> list[dict[str, Any]]:
    """Cut a text into tokens.

    The format is https://prodi.gy/docs/api-interfaces#ner_manual: words, marks and runs of white space; one blank
    behind a token is told by its ``ws``.

    Args:
        text: The text.
        spans: Places where a token has to begin and another to end.

    Returns:
        The tokens with text, start, end, id and ws; offsets are in characters.
    """
    wanted = {place for span in spans for place in span}
    edges = {0, len(text), *wanted}
    for found in re.finditer(r"\w+|[^\w\s]| (?=\S)|\s+", text):
        edges |= set(found.span())
    places = sorted(edges)
    tokens: list[dict[str, Any]] = []
    for start, end in pairwise(places):
        if text[start:end] == " " and tokens and not tokens[-1]["ws"] and not {start, end} & wanted:
            tokens[-1]["ws"] = True
        else:
            tokens.append({"text": text[start:end], "start": start, "end": end, "id": len(tokens), "ws": False})
    return tokens
