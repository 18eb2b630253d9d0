"""Texts of a source, verified one document at a time."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from stancebench.corpus.manifest import DocumentFacts, Part
from stancebench.corpus.safe_path import confined
from stancebench.corpus.source import Source
from stancebench.errors import UserError, some
from stancebench.files import sha256_file
from stancebench.workspace import Workspace


@dataclass(frozen=True)
class Texts:
    """The text files of one source below one folder.

    Attributes:
        source: The source.
        root: The folder in which the paths of the manifest lie.
        mend: The command that brings missing or wrong texts.
    """

    source: Source
    root: Path
    mend: str

    def place(self, path: str) -> Path:
        """Return where a file of the manifest lies, or would lie.

        Raises:
            UserError: A symbolic link leads out of the folder.
        """
        return confined(self.root, path)

    def fault(self, part: Part) -> str:
        """Compare one file with its hash.

        Returns:
            What is wrong with it, or nothing.
        """
        try:
            path = self.place(part.path)
            if not path.is_file():
                return f"{part.path} is missing"
            found = sha256_file(path)
        except UserError as error:
            return error.found
        except OSError as error:
            return f"{part.path} cannot be read ({error.strerror})"
        if found == part.sha256:
            return ""
        return f"{part.path} has sha256 {found[:12]}…, the manifest {part.sha256[:12]}…"

    def verify(self, manifest: Sequence[DocumentFacts]) -> list[str]:
        """Compare every text with its hash.

        Args:
            manifest: The documents that should be there.

        Returns:
            One line a missing or changed file; empty when all are right.
        """
        faults = ((facts.document_id, self.fault(part)) for facts in manifest for part in facts.files)
        return [f"{name}: {fault}" for name, fault in faults if fault]

    def require(self, manifest: Sequence[DocumentFacts]) -> None:
        """Refuse texts that are not those of the manifest.

        Raises:
            UserError: A document is missing or changed; the first ones are named.
        """
        problems = self.verify(manifest)
        if problems:
            wrong = {problem.split(":")[0] for problem in problems}
            raise UserError(
                f"source {self.source.id}: {len(wrong)} of {len(manifest)} documents are wrong: {some(problems, 3)}",
                expected="every text with the sha256 of the manifest",
                fix=self.mend,
            )

    def missing(self, manifest: Sequence[DocumentFacts]) -> list[DocumentFacts]:
        """Return the documents of which a file is not there; hashes are not looked at."""
        return [facts for facts in manifest if not all((self.root / part.path).is_file() for part in facts.files)]

    def parts(self, facts: DocumentFacts) -> list[tuple[str, bytes]]:
        """Read the files of one document.

        Returns:
            Path and bytes of each file, in the order of the manifest; the bytes have the hash that it lists.

        Raises:
            UserError: A file is missing or wrong.
        """
        return [(part.path, self._bytes(facts, part)) for part in facts.files]

    def text(self, facts: DocumentFacts) -> str:
        """Read one document's text; several files are joined by an empty line.

        Raises:
            UserError: A file is missing, wrong or not UTF-8.
        """
        texts = []
        for path, data in self.parts(facts):
            try:
                texts.append(data.decode("utf-8"))
            except UnicodeDecodeError as error:
                raise UserError(
                    f"{self.root / path} is not UTF-8 (byte {error.start})", expected="text in UTF-8", fix=self.mend
                ) from None
        return "\n\n".join(text.replace("\r\n", "\n").replace("\r", "\n") for text in texts)

    def _bytes(self, facts: DocumentFacts, part: Part) -> bytes:
        try:
            data = self.place(part.path).read_bytes()
        except OSError:
            data = None
        if data is None or hashlib.sha256(data).hexdigest() != part.sha256:
            raise UserError(
                f"source {self.source.id}: {facts.document_id}: {self.fault(part)}",
                expected="a text with the sha256 of the manifest",
                fix=self.mend,
            )
        return data


def open_texts(workspace: Workspace, source: Source) -> Texts:
    """Open the texts of a source: those of its package, or those that hydrate brought.

    Args:
        workspace: The workspace, whose store holds what hydrate brought.
        source: The source.

    Returns:
        The texts; no file is read yet.

    Raises:
        UserError: The package is missing or has another version than pinned.
    """
    if source.kind == "package":
        from stancebench.corpus.package import PackageTexts

        return PackageTexts.open(source)
    mend = f"stancebench corpus hydrate {source.id}" + (" --mirror DIR" if source.kind == "folder" else "")
    return Texts(source, workspace.texts / source.id, mend)
