"""Which annotator of a tool is which pseudonym."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import Field, field_validator

from stancebench.errors import UserError
from stancebench.files import read_yaml
from stancebench.labels.annotators import Annotator, Annotators
from stancebench.records import Record


class AnnotatorMap(Record):
    """Pseudonyms by what a tool calls its users, such as number, e-mail or user name.

    The file stays with whoever imports; nothing of it goes into the events but the pseudonyms.

    Attributes:
        annotators: Id of `labels/annotators.yaml` by the name in the tool.
    """

    annotators: dict[str, str] = Field(min_length=1)

    @field_validator("annotators", mode="before")
    @classmethod
    def _names(cls, value: Any) -> Any:
        """Take numbers as names: YAML reads a user's number as one."""
        return {str(name): pseudonym for name, pseudonym in value.items()} if isinstance(value, dict) else value

    def find(self, names: Iterable[str], known: Annotators, path: Path, where: str) -> Annotator:
        """Return who labelled.

        Args:
            names: What the tool calls the annotator.
            known: The annotators of the workspace.
            path: The file of this map, for messages.
            where: File and place of the answer, for messages.

        Raises:
            UserError: The tool does not say who, or the map holds none of the names, or two that differ.
        """
        names = list(names)
        if not names:
            raise UserError(f"{where} does not say who labelled", fix="--annotator ID in place of --annotators")
        found = {self.annotators[name] for name in names if name in self.annotators}
        if not found:
            raise UserError(
                f"{where}: {path} does not know the annotator {' or '.join(names)}",
                expected=f"a line under annotators in {path}",
                fix=f"add the line   '{names[0]}': PSEUDONYM   with one of {_ids(known)}",
            )
        if len(found) > 1:
            raise UserError(
                f"{where}: {path} gives {' and '.join(names)} the pseudonyms {' and '.join(sorted(found))}",
                expected="one pseudonym a user",
            )
        return known.find(found.pop())


def read_annotator_map(path: Path, known: Annotators) -> AnnotatorMap:
    """Read a map.

    Args:
        path: The file, in YAML.
        known: The annotators of the workspace.

    Returns:
        The map.

    Raises:
        UserError: It is missing, does not fit, or names a pseudonym that the workspace does not know.
    """
    pseudonym = known.annotators[0].id if known.annotators else "PSEUDONYM"
    fix = f"write into {path}: annotators: {{'anna@example.org': {pseudonym}}}"
    mapped = read_yaml(path, AnnotatorMap, fix=fix)
    for pseudonym in mapped.annotators.values():
        known.find(pseudonym)
    return mapped


def _ids(known: Annotators) -> str:
    return ", ".join(annotator.id for annotator in known.annotators)
