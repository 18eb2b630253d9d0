"""The description of one source of transcripts."""

from __future__ import annotations

import re
from typing import Annotated, Any, ClassVar, Literal
from urllib.parse import quote, urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)

from stancebench.corpus.address import address_fault
from stancebench.corpus.parse.profile import Mark, Pattern, Profile, read_profiles
from stancebench.corpus.safe_path import SafePath
from stancebench.errors import UserError, some
from stancebench.files import read_yaml
from stancebench.records import Record
from stancebench.workspace import Workspace


def _holds(template: str, name: str) -> None:
    if template.count(name) != 1 or re.search("[{}]", template.replace(name, "")):
        raise ValueError(f"expected {name} once and no other braces")


def _texts(template: str) -> str:
    if template:
        _holds(template, "{key}")
    return template


def _url(template: str) -> str:
    if template:
        _holds(template, "{path}")
        fault = address_fault(template)
        if fault or "{path}" in urlsplit(template).netloc:
            raise ValueError(f"expected an address of a host with https: {fault or 'its host changes with {path}'}")
    return template


def _revision(revision: str) -> str:
    if revision and not re.fullmatch("[0-9a-f]{40}", revision):
        raise ValueError("expected a commit of 40 hexadecimal digits, not a branch or tag")
    return revision


Stated = Annotated[str, StringConstraints(min_length=1, pattern=r"\S")]


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


Kind = Literal["package", "http", "folder", "hf"]

_FIELDS: dict[str, tuple[Kind, ...]] = {
    **dict.fromkeys(("package", "version", "metadata", "texts", "columns", "source_types"), ("package",)),
    "url": ("http",),
    "obtain": ("folder",),
    "repo_id": ("hf",),
    "revision": ("hf",),
}
"""Fields that one kind requires and no other has."""


class Source(Record):
    """One YAML of `corpus/sources/`.

    Version 1 knew packages only and had neither ``embedded`` nor ``mirror``.

    Attributes:
        id: Short name; the first part of every document id.
        kind: How the texts are had: from an installed Python package, from a pinned address, from a folder that the
            user has, or from a dataset of the Hugging Face Hub.
        package: The distribution's name on the package index.
        version: The pinned version.
        metadata: Path of the metadata CSV inside the package.
        texts: Path of a text inside the package, with ``{key}`` for the document's key.
        url: Address of a text, with ``{path}`` for its path; it should name a commit or a version.
        obtain: How the user gets the files of a folder, in a sentence.
        repo_id: The dataset on the Hub, as ``owner/name``.
        revision: Its commit.
        embedded: Whether `corpus build` takes the source without being asked; when not said, only packages.
        mirror: Where the files of this source lie within a mirror folder; empty for the mirror itself.
        language: Of all documents; empty when the manifest's lines differ. So are country, venue and role.
        licence: SPDX identifier, or ``public-domain``.
        redistribute: Whether the texts may be published in a dataset.
        documents: Whether a document is a file, or the files of a folder together, sorted by name.
        profile: Name of the profile in `corpus/profiles/` by which the texts are parsed.
        parser: That profile, put here when the sources are read.
        principal_mark: Instead of a profile (version 1): the mark of the document's own speaker; documents without
            it are one turn. So are `turn_marks` and `stage_directions`.
        stage_directions: Regular expressions, case ignored, of what the transcriber noted.
    """

    CURRENT: ClassVar[int] = 2

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title: str
    kind: Kind
    package: str = Field(default="", validate_default=True)
    version: str = Field(default="", validate_default=True)
    metadata: str = Field(default="", validate_default=True)
    texts: Annotated[str, AfterValidator(_texts)] = Field(default="", validate_default=True)
    columns: Columns | None = Field(default=None, validate_default=True)
    url: Annotated[str, AfterValidator(_url)] = Field(default="", validate_default=True)
    obtain: str = Field(default="", validate_default=True)
    repo_id: str = Field(default="", validate_default=True, pattern=r"^([\w.-]+/[\w.-]+)?$")
    revision: Annotated[str, AfterValidator(_revision)] = Field(default="", validate_default=True)
    embedded: bool
    mirror: SafePath | None = None
    language: str = Field(default="", pattern=r"^([a-z]{2,3})?$")
    country: str = ""
    venue: str = ""
    role: str = ""
    source_types: dict[str, str] = Field(default_factory=dict, validate_default=True)
    licence: Stated
    licence_url: Stated
    redistribute: bool
    attribution: Stated
    documents: Literal["files", "folders"] = "files"
    profile: str = ""
    parser: Profile | None = None
    principal_mark: Pattern = ""
    turn_marks: tuple[TurnMark, ...] = ()
    stage_directions: tuple[Pattern, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _packages_are_embedded(cls, data: Any) -> Any:
        return {"embedded": data.get("kind") == "package", **data} if isinstance(data, dict) else data

    @field_validator(*_FIELDS)
    @classmethod
    def _belongs(cls, value: Any, info: ValidationInfo) -> Any:
        kind, kinds = info.data.get("kind"), _FIELDS[info.field_name or ""]
        if kind in kinds and not value:
            raise ValueError(f"a source of the kind {kind} needs this field")
        if kind and kind not in kinds and value:
            raise ValueError(f"this field belongs to the kind {kinds[0]}, not to {kind}")
        return value

    def rules(self) -> Profile:
        """Return the profile by which the texts are parsed: the named one, or one of the source's own marks."""
        if self.parser:
            return self.parser
        return Profile(
            id=self.id,
            generic=False,
            layout="blank-line",
            requires=self.principal_mark or r"(?!)",
            marks=tuple(Mark(pattern=m.pattern, speaker_id=m.speaker_id, role=m.role) for m in self.turn_marks),
            stage_directions=self.stage_directions,
        )

    def address(self, path: str) -> str:
        """Return the address of a file of an ``http`` source."""
        return self.url.replace("{path}", quote(path))


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
    if any(source.profile for source in sources):
        profiles = read_profiles(workspace)
        sources = [_with_profile(source, profiles, workspace) for source in sources]
    ids = [source.id for source in sources]
    twice = sorted({name for name in ids if ids.count(name) > 1})
    if twice:
        raise UserError(f"two sources share the id {some(twice)}", fix=f"edit {workspace.sources}")
    return sorted(sources, key=lambda source: source.id)


def _with_profile(source: Source, profiles: dict[str, Profile], workspace: Workspace) -> Source:
    if not source.profile:
        return source
    if source.profile not in profiles:
        raise UserError(
            f"source {source.id} names the profile {source.profile!r}",
            expected=f"one of {', '.join(sorted(profiles))}",
            fix=f"edit {workspace.sources / source.id}.yaml",
        )
    return source.model_copy(update={"parser": profiles[source.profile]})
