"""The description of a family of sources: how its transcripts mark turns, notes and furniture."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from stancebench.corpus.read.reading import Reading
from stancebench.errors import UserError
from stancebench.files import read_yaml
from stancebench.records import Record
from stancebench.workspace import Workspace


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from None
    return pattern


Pattern = Annotated[str, AfterValidator(_compiles)]


class Mark(BaseModel):
    """A mark that opens a turn.

    Attributes:
        pattern: Regular expression, matched at the start of a line. A group ``speaker`` is the label; without one
            the whole match is. A group ``note`` holds what the transcriber added.
        speaker_id: Who speaks then; ``principal`` means the document's own speaker; empty: found from the label.
        role: The role of that speaker; empty: found from the label.
        inline: Whether it also counts in the middle of a line, after the end of a sentence (scanned sheets).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    pattern: Pattern
    speaker_id: str = ""
    role: str = ""
    inline: bool = False


class LabelRule(BaseModel):
    """A role for every label that matches, case ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    pattern: Pattern
    role: str


class LineRule(BaseModel):
    """A line that is left out when it matches as a whole, case ignored, and why.

    Attributes:
        pattern: Regular expression.
        reason: ``furniture``, ``dateline``, ``page header``, ``title``, ``document number``, ``end mark`` or
            ``stage direction``.
        where: ``anywhere``, or only in the ``head`` (before what is said) or ``foot``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    pattern: Pattern
    reason: str = "furniture"
    where: Literal["anywhere", "head", "foot"] = "anywhere"


class Match(BaseModel):
    """By what ``--profile auto`` knows a document of this family; all that is given must hold."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    formats: tuple[str, ...] = ()
    name: Pattern = ""
    head: Pattern = ""
    metadata: dict[str, Pattern] = Field(default_factory=dict)


class Profile(Record):
    """One YAML of `corpus/profiles/`.

    Attributes:
        id: Short name.
        title: What family of sources it is.
        match: By what a document of the family is known; absent: only when named.
        generic: Whether the general marks, furniture and notes count too.
        layout: Of plain text: what parts paragraphs.
        requires: Marks count only in documents in which this occurs at the start of a line.
        continuation: ``indented``: a block that begins with a space goes on with the paragraph before.
        marks: Turn marks, first match wins; before the general ones.
        roles: Roles by label, before the general ones.
        lines: Lines that are left out.
        stage_directions: Regular expressions, case ignored, of what the transcriber noted within a paragraph.
        facts: Metadata by regular expression with one group, searched in the title and in what was left out.
        cuts: Runs within a paragraph that are no speech, such as the number of the next page.
        scanned: Whether labels are misread by a scanner: the nearest known label is then meant.
        void: Where this is found, something else stands in the transcript's place (a home page, an error page).
        principal: Which metadata key names the document's own speaker.
        source_type: ``press_conference``, ``press_briefing``, ``debate``, ``speech`` and so on.
        source_types: A source type by regular expression on the title, case ignored; first match wins.
        own_role: The role of speakers whose label tells none.
    """

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title: str = ""
    match: Match | None = None
    generic: bool = True
    layout: Literal["auto", "blank-line", "line"] = "auto"
    requires: Pattern = ""
    continuation: Literal["", "indented"] = ""
    marks: tuple[Mark, ...] = ()
    roles: tuple[LabelRule, ...] = ()
    lines: tuple[LineRule, ...] = ()
    stage_directions: tuple[Pattern, ...] = ()
    facts: dict[str, Pattern] = Field(default_factory=dict)
    cuts: tuple[LineRule, ...] = ()
    scanned: bool = False
    void: Pattern = ""
    principal: str = ""
    source_type: str = ""
    source_types: dict[str, Pattern] = Field(default_factory=dict)
    own_role: str = ""

    def fits(self, reading: Reading, name: str) -> bool:
        """Tell whether a document belongs to this family, by its `match`."""
        match = self.match
        if match is None or (match.formats and reading.format not in match.formats):
            return False
        if match.name and not re.search(match.name, name):
            return False
        if match.head and not re.search(match.head, reading.text[:4000], re.MULTILINE):
            return False
        return all(re.search(pattern, reading.metadata.get(key, "")) for key, pattern in match.metadata.items())


GENERIC = Profile(id="generic", title="Any transcript: the general marks, notes and furniture only")


def read_profiles(workspace: Workspace) -> dict[str, Profile]:
    """Read every profile of a workspace, by id; ``generic`` is always there.

    Raises:
        UserError: One does not fit the schema, or its id is not its file's name.
    """
    profiles = {GENERIC.id: GENERIC}
    for path in sorted((workspace.root / "corpus" / "profiles").glob("*.yaml")):
        profile = read_yaml(path, Profile)
        if profile.id != path.stem:
            raise UserError(f"{path} has the id {profile.id!r}", expected=f"the id {path.stem}", fix=f"edit {path}")
        profiles[profile.id] = profile
    return profiles


def choose_profile(profiles: dict[str, Profile], reading: Reading, name: str) -> Profile:
    """Return the first profile (by id) that fits a document, or the generic one."""
    return next((profile for _, profile in sorted(profiles.items()) if profile.fits(reading, name)), GENERIC)
