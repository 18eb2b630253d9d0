"""A folder in which the user already has texts."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from stancebench.corpus.manifest import Part
from stancebench.corpus.source import Source
from stancebench.errors import UserError
from stancebench.files import atomic_path, sha256_file


class _ChangedError(Exception):
    """The file changed while it was copied."""


@dataclass
class Mirror:
    """A folder that may hold files of the manifests, in any layout.

    Attributes:
        root: The folder.
    """

    root: Path
    _by_size: dict[int, list[Path]] | None = field(default=None, repr=False)
    _hashes: dict[Path, str] = field(default_factory=dict, repr=False)

    @classmethod
    def open(cls, root: Path) -> Mirror:
        """Open a mirror.

        Raises:
            UserError: It is no folder.
        """
        if not root.is_dir():
            raise UserError(f"{root} is no folder", expected="a folder with texts", fix="--mirror DIR")
        return cls(root)

    def find(self, source: Source, part: Part) -> Path | None:
        """Find a file with the hash of the manifest: at its place first, else anywhere.

        Args:
            source: The source.
            part: The file that is wanted.

        Returns:
            A file with the right bytes, or None.
        """
        return next((path for path in self._candidates(source, part) if self._hash(path) == part.sha256), None)

    def other(self, source: Source, part: Part) -> str:
        """Say what the mirror holds at the place of a file instead of it; empty when nothing is there.

        Returns:
            For example ``the mirror holds 12 bytes with the sha256 3a7b… there``.
        """
        path = next((path for path in self._places(source, part) if path.is_file()), None)
        if path is None:
            return ""
        return f"the mirror holds {path.stat().st_size:,} bytes there with the sha256 {self._hash(path)[:12]}…, "

    def copy(self, source: Source, part: Part, target: Path) -> bool:
        """Copy a file to its place in the store; the copy is verified before it gets its name.

        Returns:
            Whether the mirror holds the file.
        """
        found = self.find(source, part)
        if found is None:
            return False
        try:
            with atomic_path(target) as temporary:
                shutil.copyfile(found, temporary)
                if sha256_file(temporary) != part.sha256:
                    raise _ChangedError
        except _ChangedError:
            return False
        return True

    def _candidates(self, source: Source, part: Part) -> Iterator[Path]:
        places = self._places(source, part)
        yield from (path for path in dict.fromkeys(places) if path.is_file() and _fits(path, part))
        index = self._index()
        sizes = index if part.n_bytes is None else (part.n_bytes,)
        yield from (path for size in sizes for path in index.get(size, ()) if path not in places)

    def _places(self, source: Source, part: Part) -> tuple[Path, ...]:
        own = self.root / (source.mirror or "")
        return own / part.path, own / Path(part.path).name, self.root / source.id / part.path, self.root / part.path

    def _index(self) -> dict[int, list[Path]]:
        if self._by_size is None:
            self._by_size = {}
            for path in sorted(self.root.rglob("*")):
                if path.is_file():
                    self._by_size.setdefault(path.stat().st_size, []).append(path)
        return self._by_size

    def _hash(self, path: Path) -> str:
        if path not in self._hashes:
            try:
                self._hashes[path] = sha256_file(path)
            except OSError:
                self._hashes[path] = ""
        return self._hashes[path]


def _fits(path: Path, part: Part) -> bool:
    return part.n_bytes is None or path.stat().st_size == part.n_bytes
