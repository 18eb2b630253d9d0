"""The labelling tools that stancebench writes for and reads from."""

from __future__ import annotations

from stancebench.errors import UserError
from stancebench.labels.exchange.argilla import Argilla
from stancebench.labels.exchange.doccano import Doccano
from stancebench.labels.exchange.labelstudio import LabelStudio
from stancebench.labels.exchange.prodigy import Prodigy
from stancebench.labels.exchange.sheet_csv import SheetCsv
from stancebench.labels.exchange.tool import Tool

TOOLS: dict[str, Tool] = {
    "labelstudio": LabelStudio(),
    "argilla": Argilla(),
    "doccano": Doccano(),
    "prodigy": Prodigy(),
    "csv": SheetCsv(),
}
"""Every tool by the name of its format."""


def find_tool(name: str) -> Tool:
    """Return the tool of a format.

    Raises:
        UserError: There is no such format.
    """
    if name not in TOOLS:
        raise UserError(f"unknown format {name!r}", expected=f"one of {', '.join(TOOLS)}", fix="--format labelstudio")
    return TOOLS[name]
