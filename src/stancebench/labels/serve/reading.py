"""What is labelled on the page: the paragraphs of a batch in their order, with all that an annotator needs."""

from __future__ import annotations

import datetime
import random
from dataclasses import dataclass

from stancebench.errors import UserError
from stancebench.files import read_text, sha256_text
from stancebench.labels.annotators import Annotator, read_annotators
from stancebench.labels.answer import Answer
from stancebench.labels.answer_event import answer_event
from stancebench.labels.batch import BatchItem
from stancebench.labels.check import Text, read_texts
from stancebench.labels.codebook import Codebook, read_codebook
from stancebench.labels.event import LabelEvent
from stancebench.labels.sheet import Passages, batch_items, read_passages
from stancebench.workspace import Workspace


@dataclass(frozen=True)
class Reading:
    """One annotator's reading of one batch; nothing of it changes while the page is served.

    Attributes:
        annotator: Who reads.
        batch: Name of the batch.
        items: Its paragraphs, in the order of this reading.
        passages: The paragraphs as they may be shown.
        texts: Text and hash by paragraph.
        codebook: Topics and targets.
        guidelines: The guidelines, in Markdown.
    """

    annotator: Annotator
    batch: str
    items: tuple[BatchItem, ...]
    passages: Passages
    texts: dict[str, Text]
    codebook: Codebook
    guidelines: str

    def text(self, item: BatchItem) -> str:
        """Return a paragraph as it is shown: the speaker's name masked, of the same length."""
        return self.passages.text(item.paragraph_id)

    def is_question(self, item: BatchItem) -> bool:
        """Tell whether a paragraph is in the words of a journalist, so that it carries no stance."""
        return self.passages.role(item.paragraph_id) == "journalist"

    def event(self, item: BatchItem, answer: Answer, *, round_: int, time: datetime.datetime) -> LabelEvent:
        """Make the label event of an answer, as `stancebench labels record` makes it.

        Args:
            item: The paragraph.
            answer: The answer.
            round_: Which reading of this annotator it is.
            time: When it was finished.

        Returns:
            The event.

        Raises:
            UserError: The answer is not whole or does not fit.
        """
        common = {
            "annotator_id": self.annotator.id,
            "annotator_kind": self.annotator.kind,
            "round": round_,
            "codebook_version": self.codebook.version,
            "guidelines_sha256": sha256_text(self.guidelines),
            "time": time.replace(microsecond=0),
        }
        return answer_event(answer, item, self.passages, kind="label", order=self.items.index(item), common=common)


def open_reading(workspace: Workspace, *, annotator_id: str, batch: str, order_seed: int) -> Reading:
    """Read everything that the page shows.

    Args:
        workspace: The workspace, with a built corpus.
        annotator_id: Who reads, as in `labels/annotators.yaml`; a person.
        batch: Name of the batch.
        order_seed: Seed of the order, as for `stancebench labels sheet`.

    Returns:
        The reading.

    Raises:
        UserError: The annotator is unknown or a model, there is no such batch, the corpus is not built or lacks the
            texts of the batch, or a file does not fit.
    """
    annotator = read_annotators(workspace).find(annotator_id)
    if annotator.kind != "human":
        raise UserError(
            f"annotator {annotator_id!r} is a {annotator.kind}",
            expected="a person (kind: human); labels by models are taken in with `stancebench labels record`",
            fix="add yourself to labels/annotators.yaml with kind: human",
        )
    items = batch_items(workspace, batch)
    codebook, guidelines = read_codebook(workspace), read_text(workspace.guidelines)
    texts = read_texts(workspace)
    lost = [item for item in items if not _text(texts, item)]
    if lost:
        raise UserError(
            f"the corpus lacks {len(lost)} of the {len(items)} paragraphs of {batch}",
            expected="the text of every paragraph of the batch",
            fix="stancebench corpus hydrate, then stancebench corpus build --all",
        )
    changed = [item for item in items if texts[item.paragraph_id].sha256 != item.text_sha256]
    if changed:
        raise UserError(
            f"the corpus has other texts for {len(changed)} of the {len(items)} paragraphs of {batch}",
            expected="the texts from which the batch was drawn",
            fix="build the corpus with the version of stancebench that drew the batch",
        )
    strange = sorted({name for item in items for name in item.candidates} - set(codebook.by_id))
    if strange:
        raise UserError(
            f"{batch} names the candidate {strange[0]!r}, which labels/codebook.yaml lacks",
            expected="candidates of the codebook",
            fix="draw a new batch with stancebench labels sample",
        )
    random.Random(order_seed).shuffle(items)
    return Reading(
        annotator=annotator,
        batch=batch,
        items=tuple(items),
        passages=read_passages(workspace),
        texts=texts,
        codebook=codebook,
        guidelines=guidelines,
    )


def _text(texts: dict[str, Text], item: BatchItem) -> str:
    found = texts.get(item.paragraph_id)
    return (found.text or "").strip() if found else ""
