"""The base of every record that is written to disk."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Record(BaseModel):
    """A frozen record with a schema version; unknown fields are refused.

    Attributes:
        schema_version: Version of this record's own layout. Files of an older version are
            lifted by `upgrade` when they are read; a newer one is refused.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    CURRENT: ClassVar[int] = 1

    schema_version: int = Field(default=1, ge=1)

    @classmethod
    def upgrade(cls, data: dict[str, Any]) -> dict[str, Any]:
        """Lift the fields of an older version to the current one.

        Args:
            data: The fields as read, with an older ``schema_version``.

        Returns:
            The fields in the current layout. A subclass that raises ``CURRENT`` overrides this.
        """
        return data

    @model_validator(mode="before")
    @classmethod
    def _check_version(cls, data: object) -> object:
        if not isinstance(data, dict):
            return data
        version = data.get("schema_version", cls.CURRENT)
        if type(version) is not int or version < 1:
            raise ValueError(f"schema_version {version!r} is not a whole number from 1")
        if version > cls.CURRENT:
            raise ValueError(f"schema_version {version} is newer than this stancebench reads ({cls.CURRENT})")
        if version < cls.CURRENT:
            data = cls.upgrade(dict(data))
        return {**data, "schema_version": cls.CURRENT}
