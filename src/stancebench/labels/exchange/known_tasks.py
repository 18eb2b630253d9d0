"""The paragraphs that a tool may have labelled."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from stancebench.errors import UserError, some
from stancebench.labels.batch import BatchItem
from stancebench.labels.exchange.task import Task

_SHOWN = 30


class KnownTasks:
    """Every drawn paragraph by batch and key, without its context.

    Args:
        items: The drawn paragraphs by batch and key.
        text: The text of a paragraph by its id, as an annotator sees it.
    """

    def __init__(self, items: Mapping[tuple[str, str], BatchItem], text: Callable[[str], str]) -> None:
        self._items = items
        self._text = text

    def find(
        self,
        batch: str,
        key: str,
        text: str,
        where: str,
        *,
        shown: Callable[[str], str] | None = None,
    ) -> Task:
        """Return one paragraph, if its text came back as it was exported.

        Args:
            batch: The batch, as the file names it.
            key: The key, as the file names it.
            text: The text, as the file holds it.
            where: File and place, for the message.
            shown: How the tool's text is made from the paragraph, where it is not the same.

        Raises:
            UserError: The batch or key is unknown, the corpus lacks the paragraph, or the text was changed.
        """
        item = self._items.get((batch, key))
        if item is None:
            batches = sorted({name for name, _ in self._items})
            if batch not in batches:
                raise UserError(f"{where}: no batch {batch!r}", expected=f"one of {some(batches)}")
            raise UserError(
                f"{where}: the batch {batch} holds no paragraph {key!r}",
                expected="a key that stancebench labels export wrote",
                fix="export from the tool again, with the fields of the task",
            )
        task = Task(batch, key, self._text(item.paragraph_id), item.candidates)
        wanted = shown(task.text) if shown else task.text
        if text != wanted:
            place = next((i for i, (a, b) in enumerate(zip(text, wanted, strict=False)) if a != b), None)
            place = min(len(text), len(wanted)) if place is None else place
            raise UserError(
                f"{where}: the text of {key} was changed at character {place}: found {text[place : place + _SHOWN]!r}",
                expected=repr(wanted[place : place + _SHOWN]),
                fix="undo the change of the text in the tool and export from it again",
            )
        return task
