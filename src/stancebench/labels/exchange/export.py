"""Writing a batch for another labelling tool."""

from __future__ import annotations

import random
from pathlib import Path

from stancebench.errors import UserError
from stancebench.files import read_text, write_text
from stancebench.labels.annotators import read_annotators
from stancebench.labels.codebook import read_codebook
from stancebench.labels.codebook_page import codebook_page
from stancebench.labels.event import read_events
from stancebench.labels.exchange.folder import write_folder
from stancebench.labels.exchange.prefill import prefill
from stancebench.labels.exchange.task import Task
from stancebench.labels.exchange.tools import find_tool
from stancebench.labels.exchange.vocabulary import Vocabulary
from stancebench.labels.sheet import batch_items, read_passages
from stancebench.workspace import Workspace


def export_batch(
    workspace: Workspace,
    batch: str,
    path: Path,
    *,
    tool: str,
    with_labels: str | None = None,
    order_seed: int = 1,
) -> int:
    """Write one batch in the format of a tool.

    Args:
        workspace: The workspace, with a built corpus.
        batch: Name of the batch.
        path: The folder to write; for CSV also the sheet alone, by a name in ``.csv``.
        tool: Name of the format.
        with_labels: Whose labels are filled in beforehand; nobody's if omitted.
        order_seed: Seed of the order, as of the sheet.

    Returns:
        The number of paragraphs written.

    Raises:
        UserError: Format, batch or annotator is unknown, the corpus lacks a paragraph, an earlier label does not fit
            the codebook, or something is there already.
    """
    written, codebook = find_tool(tool), read_codebook(workspace)
    items = list({item.key: item for item in batch_items(workspace, batch)}.values())
    alien = [name for item in items for name in item.candidates if name not in codebook.by_id]
    if alien:
        raise UserError(f"{batch} has the unknown candidate {alien[0]}", expected="a target of labels/codebook.yaml")
    passages = read_passages(workspace)
    random.Random(order_seed).shuffle(items)
    texts = {item.paragraph_id: passages.text(item.paragraph_id) for item in items}
    labels = {}
    if with_labels is not None:
        labels = prefill(read_events(workspace), read_annotators(workspace).find(with_labels).id, texts, codebook)
        if not labels:
            raise UserError(f"{with_labels} labelled no paragraph of {batch}", fix="leave --with-labels out")
    tasks = [
        Task(
            batch=item.batch,
            key=item.key,
            text=texts[item.paragraph_id],
            candidates=item.candidates,
            role=passages.role(item.paragraph_id),
            before=tuple(passages.context(item.paragraph_id)),
            question=passages.question(item.paragraph_id),
            labels=labels.get(item.paragraph_id),
        )
        for item in items
    ]
    instructions = f"{read_text(workspace.guidelines)}\n{codebook_page(codebook)}"
    files = written.files(tasks, Vocabulary(codebook), instructions)
    if tool == "csv" and path.suffix == ".csv":
        if path.exists():
            raise UserError(f"{path} exists", expected="no sheet that may be filled in already", fix="another name")
        write_text(path, files["labels.csv"])
    else:
        write_folder(path, files)
    return len(tasks)
