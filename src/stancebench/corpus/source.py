"""The description of one source of transcripts."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from stancebench.errors import UserError, some
from stancebench.files import read_yaml
from stancebench.records import Record
from stancebench.workspace import Workspace


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from None
    return pattern


def _holds_key(template: str) -> str:
    if template.count("{key}") != 1 or re.search("[{}]", template.replace("{key}", "")):
        raise ValueError("expected {key} once and no other braces")
    return template


Pattern = Annotated[str, AfterValidator(_compiles)]


class TurnMark(BaseModel):
    """A mark that opens a turn.

    Attributes:
        pattern: Regular expression, matched at the start of a paragraph.
        speaker_id: Who speaks then; ``principal`` means the document's own speaker.
        role: The role of that speaker.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    pattern: Pattern
    speaker_id: str
    role: str


class Columns(BaseModel):
    """Which columns of the package's metadata table hold which fact."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    date: str
    speaker_id: str
    speaker_name: str
    delivery: str
    url: str
    sha256: str


class Source(Record):
    """One YAML of `corpus/sources/`.

    Attributes:
        id: Short name; the first part of every document id.
        kind: How the texts are had. ``package`` reads them from an installed Python package.
        package: The distribution's name on the package index.
        version: The pinned version.
        metadata: Path of the metadata CSV inside the package.
        texts: Path of a text inside the package, with ``{key}`` for the document's key.
        licence: SPDX identifier, or ``public-domain``.
        redistribute: Whether the texts may be published in a dataset.
        principal_mark: The mark of the document's own speaker; documents without it are one turn.
        stage_directions: Regular expressions, case ignored, of what the transcriber noted.
    """

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title: str
    kind: Literal["package"]
    package: str
    version: str
    metadata: str
    texts: Annotated[str, AfterValidator(_holds_key)]
    columns: Columns
    language: str = Field(pattern=r"^[a-z]{2,3}$")
    country: str
    venue: str
    role: str
    source_types: dict[str, str]
    licence: str = Field(min_length=1)
    licence_url: str
    redistribute: bool
    attribution: str
    principal_mark: Pattern
    turn_marks: tuple[TurnMark, ...] = ()
    stage_directions: tuple[Pattern, ...] = ()


def read_sources(workspace: Workspace) -> list[Source]:
    """Read every source description, sorted by id.

    Args:
        workspace: The workspace.

    Returns:
        The sources.

    Raises:
        UserError: There is none, one does not fit the schema, or two share an id.
    """
    paths = sorted(workspace.sources.glob("*.yaml"))
    if not paths:
        raise UserError(f"{workspace.sources} holds no source", expected="one YAML a source")
    sources = [read_yaml(path, Source) for path in paths]
    ids = [source.id for source in sources]
    twice = sorted({name for name in ids if ids.count(name) > 1})
    if twice:
        raise UserError(f"two sources share the id {some(twice)}", fix=f"edit {workspace.sources}")
    return sorted(sources, key=lambda source: source.id)
