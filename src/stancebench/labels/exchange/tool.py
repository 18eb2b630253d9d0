"""What stancebench asks of the module of a labelling tool."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from stancebench.labels.exchange.known_tasks import KnownTasks
from stancebench.labels.exchange.task import Task
from stancebench.labels.exchange.tool_answer import ToolAnswer
from stancebench.labels.exchange.vocabulary import Vocabulary


class Tool(Protocol):
    """A labelling tool that tasks go to and answers come from.

    Attributes:
        absent_is_skipped: Whether an annotator says that a paragraph is skipped by leaving it out.
    """

    absent_is_skipped: bool

    def files(self, tasks: Sequence[Task], vocabulary: Vocabulary, instructions: str) -> dict[str, str]:
        """Write the tasks in the format that the tool reads.

        Args:
            tasks: The paragraphs in the order of the reading.
            vocabulary: Topics, targets and words.
            instructions: Guidelines and codebook, for tools that have a place for them.

        Returns:
            Contents by the path within the folder.
        """
        ...

    def read(self, path: Path, tasks: KnownTasks, vocabulary: Vocabulary) -> list[ToolAnswer]:
        """Read what the tool exported.

        Args:
            path: The exported file.
            tasks: The paragraphs that may have been labelled.
            vocabulary: Topics, targets and words.

        Returns:
            One answer an annotator and paragraph, in the order of the file.

        Raises:
            UserError: The file is missing, cut off, of another format or changed in the tool.
        """
        ...
