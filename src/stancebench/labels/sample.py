"""Drawing paragraphs for labelling, with the probability of each being drawn."""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import Field

from stancebench.corpus.manifest import HASH
from stancebench.errors import UserError, some
from stancebench.files import read_jsonl, read_parquet, write_jsonl
from stancebench.records import Record
from stancebench.workspace import Workspace


class BatchItem(Record):
    """One paragraph drawn for labelling.

    Attributes:
        batch: Name of the batch.
        paragraph_id: The paragraph.
        text_sha256: Hash of its text when it was drawn.
        frame: What was drawn from: ``eligible`` for all paragraphs, or ``cue: <pattern>`` for those that hold a cue.
        stratum: The document, which is the stratum of the draw.
        inclusion_probability: Share of the document's paragraphs of the frame, not drawn before, that the draw took.
        seed: Seed of the draw.
    """

    batch: str = Field(pattern=r"^[a-z0-9-]+$")
    paragraph_id: str
    text_sha256: str = Field(pattern=HASH)
    frame: str = "eligible"
    stratum: str
    inclusion_probability: float = Field(gt=0, le=1)
    seed: int

    @property
    def key(self) -> str:
        """The name under which an annotator sees it: says nothing of the speaker or the year."""
        return self.text_sha256[:12]


def read_batches(workspace: Workspace) -> list[BatchItem]:
    """Read every drawn paragraph, batch by batch.

    Raises:
        UserError: A file does not fit, or a paragraph was drawn twice.
    """
    items = [item for path in sorted(workspace.batches.glob("*.jsonl")) for item in read_jsonl(path, BatchItem)]
    seen: dict[str, str] = {}
    for item in items:
        if item.paragraph_id in seen:
            raise UserError(f"{item.paragraph_id} is in the batches {seen[item.paragraph_id]} and {item.batch}")
        seen[item.paragraph_id] = item.batch
    return items


def sample_paragraphs(
    workspace: Workspace,
    *,
    count: int,
    batch_size: int,
    seed: int,
    cue: str | None = None,
    recent_share: float = 0.75,
    recent_from: int = 1945,
) -> list[Path]:
    """Draw paragraphs that no batch holds yet, by id or by text, and write them as new batches.

    Documents are the strata. A share of the draw goes to recent documents, decades within each part get equal
    shares, and so do the documents of a decade; within a document every eligible paragraph is equally likely.
    What one part lacks is drawn from the other.

    Args:
        workspace: The workspace, with a built corpus.
        count: How many paragraphs.
        batch_size: How many a batch.
        seed: Seed of the draw.
        cue: Regular expression; when given, only paragraphs that hold it are drawn. It steers the draw towards rare
            labels and never decides one; the frame is recorded with every item.
        recent_share: Share of paragraphs from documents dated after `recent_from`.
        recent_from: The year that parts old from recent.

    Returns:
        The batch files written.

    Raises:
        UserError: The corpus is not built or holds too few paragraphs, `cue` is no regular expression, or the draw
            holds one text twice, which one key cannot name.
    """
    table = read_parquet(workspace.paragraphs, fix="stancebench corpus build")
    before = read_batches(workspace)
    drawn = {item.paragraph_id for item in before} | {item.text_sha256 for item in before}
    pattern = _compile(cue)
    pool: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in table.to_pylist():
        fits = row["eligible"] and (pattern is None or pattern.search(row["text"]))
        if fits and drawn.isdisjoint((row["paragraph_id"], row["text_sha256"])):
            pool[row["document_id"]].append(row)
    if sum(map(len, pool.values())) < count:
        raise UserError(f"{count} paragraphs asked for, {sum(map(len, pool.values()))} are left to draw")
    rng = random.Random(seed)
    takes = _allocate(pool, count, recent_share, recent_from, rng)
    items = []
    for document_id in sorted(takes):
        rows = pool[document_id]
        for row in rng.sample(rows, takes[document_id]):
            items.append(
                {
                    "paragraph_id": row["paragraph_id"],
                    "text_sha256": row["text_sha256"],
                    "frame": f"cue: {cue}" if cue else "eligible",
                    "stratum": document_id,
                    "inclusion_probability": round(takes[document_id] / len(rows), 6),
                    "seed": seed,
                }
            )
    times = Counter(item["text_sha256"] for item in items)
    twins = [item["paragraph_id"] for item in items if times[item["text_sha256"]] > 1]
    if twins:
        raise UserError(f"the draw holds one text more than once: {some(twins)}", fix="another --seed")
    rng.shuffle(items)
    numbered = [re.fullmatch(r"batch-(\d+)", path.stem) for path in workspace.batches.glob("*.jsonl")]
    first = max((int(found[1]) for found in numbered if found), default=0) + 1
    paths = []
    for number, start in enumerate(range(0, len(items), batch_size), start=first):
        name = f"batch-{number:03d}"
        paths.append(workspace.batches / f"{name}.jsonl")
        write_jsonl(paths[-1], [BatchItem(batch=name, **item) for item in items[start : start + batch_size]])
    return paths


def _compile(cue: str | None) -> re.Pattern[str] | None:
    try:
        return re.compile(cue, re.IGNORECASE) if cue else None
    except (re.error, OverflowError) as error:
        raise UserError(f"--cue {cue!r} is no regular expression ({error})") from None


def _allocate(
    pool: Mapping[str, Sequence[Mapping[str, Any]]], count: int, share: float, since: int, rng: random.Random
) -> dict[str, int]:
    """Deal the draw out over parts, decades and documents, one at a time, so that shares stay even."""
    decades: dict[bool, dict[int, list[str]]] = {True: defaultdict(list), False: defaultdict(list)}
    for document_id, rows in sorted(pool.items()):
        year = rows[0]["date"].year
        decades[year > since][year // 10].append(document_id)
    takes: dict[str, int] = defaultdict(int)
    recent = round(count * share)
    old = sum(len(pool[name]) for names in decades[False].values() for name in names)
    left = max(recent, count - old)
    for part in (True, False):
        queues = [rng.sample(names, len(names)) for _, names in sorted(decades[part].items())]
        while left and any(queues):
            for queue in queues:
                while queue and takes[queue[0]] >= len(pool[queue[0]]):
                    queue.pop(0)
                if queue and left:
                    takes[queue[0]] += 1
                    left -= 1
                    queue.append(queue.pop(0))
        left = count - sum(takes.values())
    return dict(takes)
