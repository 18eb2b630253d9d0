"""Drawing paragraphs for labelling, with the probability of each being drawn."""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from stancebench.errors import UserError, some
from stancebench.files import read_parquet, write_jsonl
from stancebench.labels.batch import BatchItem, read_batches
from stancebench.labels.candidates import METHOD, suggest_targets
from stancebench.labels.codebook import read_codebook
from stancebench.labels.plan import SamplingPlan, Stratum
from stancebench.workspace import Workspace

Row = Mapping[str, Any]
BUILD = "stancebench corpus build"


@dataclass(frozen=True)
class _Section:
    """Neighbouring paragraphs of one document."""

    rows: tuple[Row, ...]
    cued: bool

    @property
    def document_id(self) -> str:
        return str(self.rows[0]["document_id"])


def sample_paragraphs(workspace: Workspace, plan: SamplingPlan) -> list[Path]:
    """Draw paragraphs that no batch holds yet, by id or by text, and write them as new batches.

    Each document is cut into sections. Within a stratum, decades get equal shares, so do the documents of a decade, and
    within a document every section of a frame is equally likely: first those with the plan's cue, then all that are
    left. A paragraph's inclusion probability is that of its section over all draws with this plan: how many sections
    the decade dealt out, and how many its documents have.

    Args:
        workspace: The workspace, with a built corpus.
        plan: What to draw.

    Returns:
        The batch files written.

    Raises:
        UserError: The corpus is not built or holds too few paragraphs, or the draw holds one text twice, which one key
            cannot name.
    """
    rows = read_parquet(workspace.paragraphs, fix=BUILD).to_pylist()
    sources = {
        row["document_id"]: row["source"]
        for row in read_parquet(workspace.documents, columns=["document_id", "source"], fix=BUILD).to_pylist()
    }
    before = read_batches(workspace)
    drawn = {item.paragraph_id for item in before} | {item.text_sha256 for item in before}
    items: list[dict[str, Any]] = []
    for stratum in plan.strata:
        rng = random.Random(f"{plan.seed}/{stratum.id}")
        sections = _sections(rows, sources, stratum, plan.cue, drawn)
        taken = _draw(sections, stratum, rng)
        items += [_item(row, stratum, plan, frame, chance) for row, frame, chance in taken]
        drawn |= {item["paragraph_id"] for item in items} | {item["text_sha256"] for item in items}
    texts = {row["paragraph_id"]: row["text"] for row in rows}
    suggested = suggest_targets(
        [texts[item["paragraph_id"]] for item in items], read_codebook(workspace), plan.candidates
    )
    for item, targets in zip(items, suggested, strict=True):
        item |= {"candidates": targets, "candidate_method": METHOD if targets else ""}
    random.Random(plan.seed).shuffle(items)
    return _write(workspace, items, plan.batch_size)


def _sections(
    rows: Sequence[Row], sources: Mapping[str, str], stratum: Stratum, cue: str, drawn: set[str]
) -> list[_Section]:
    pattern = re.compile(cue, re.IGNORECASE) if cue else None
    sections = []
    seen: set[str] = set()
    documents = {name.split("/")[0] for name in drawn}
    for document_id, group in groupby(rows, key=lambda row: row["document_id"]):
        if stratum.sources and sources[document_id] not in stratum.sources:
            continue
        if stratum.new_documents and document_id in documents:
            continue
        fitting = []
        for row in group:
            long_enough = row["eligible"] if stratum.min_words is None else row["n_words"] >= stratum.min_words
            fits = long_enough and (not stratum.roles or row["role"] in stratum.roles)
            fits = fits and stratum.from_year <= row["date"].year <= stratum.to_year
            if fits and row["text_sha256"] not in seen and drawn.isdisjoint((row["paragraph_id"], row["text_sha256"])):
                seen.add(row["text_sha256"])
                fitting.append(row)
        for start in range(0, len(fitting), stratum.section):
            part = tuple(fitting[start : start + stratum.section])
            sections.append(_Section(part, bool(pattern and any(pattern.search(row["text"]) for row in part))))
    return sections


def _draw(sections: Sequence[_Section], stratum: Stratum, rng: random.Random) -> list[tuple[Row, str, float]]:
    """Draw whole sections and give each row its frame and probability."""
    available = sum(len(section.rows) for section in sections)
    if available < stratum.count:
        raise UserError(
            f"stratum {stratum.id} asks for {stratum.count} paragraphs, {available} are left to draw",
            expected="a smaller count, or a corpus with more documents",
            fix="stancebench corpus hydrate, then stancebench corpus build --all",
        )
    cued = [section for section in sections if section.cued]
    first, by_cue = _deal(cued, round(stratum.count * stratum.cue_share), rng)
    taken = {id(section) for section in first}
    left = [section for section in sections if id(section) not in taken]
    second, by_rest = _deal(left, stratum.count - sum(len(section.rows) for section in first), rng)
    result = []
    for frame, chosen in (("cue", first), ("all", second)):
        for section in chosen:
            name = section.document_id
            chance = 1 - (1 - (by_cue[name] if section.cued else 0.0)) * (1 - by_rest.get(name, 0.0))
            result += [(row, frame, round(chance, 6)) for row in section.rows]
    return result


def _deal(sections: Sequence[_Section], count: int, rng: random.Random) -> tuple[list[_Section], dict[str, float]]:
    """Take sections until `count` paragraphs are reached: decades in turn, in each its documents in turn.

    Returns:
        The sections, and by document the probability that one of its sections is taken.
    """
    decades: dict[int, dict[str, list[_Section]]] = defaultdict(lambda: defaultdict(list))
    for section in sections:
        decades[section.rows[0]["date"].year // 10][section.document_id].append(section)
    queues = []
    for _, documents in sorted(decades.items()):
        names = rng.sample(sorted(documents), len(documents))
        queues.append([rng.sample(documents[name], len(documents[name])) for name in names])
    taken: list[_Section] = []
    total = 0
    while total < count and any(queues):
        for queue in queues:
            if queue and total < count:
                document = queue.pop(0)
                taken.append(document.pop())
                total += len(taken[-1].rows)
                if document:
                    queue.append(document)
    dealt = Counter(section.rows[0]["date"].year // 10 for section in taken)
    chances: dict[str, float] = {}
    for decade, documents in decades.items():
        chances |= _chances({name: len(own) for name, own in documents.items()}, dealt[decade])
    return taken, chances


def _chances(sizes: Mapping[str, int], dealt: int) -> dict[str, float]:
    """Return the probability of a section to be taken when a decade deals out so many, a round at a time.

    Each full round takes one section of every document that has any left; the last round takes them of some documents,
    each of which is equally likely to be among them.

    Args:
        sizes: Sections by document.
        dealt: Sections that the decade gave.
    """
    rounds = 0
    while sum(min(size, rounds + 1) for size in sizes.values()) <= dealt and rounds < max(sizes.values()):
        rounds += 1
    rest = dealt - sum(min(size, rounds) for size in sizes.values())
    more = sum(size > rounds for size in sizes.values())
    share = rest / more if more else 0.0
    return {name: (min(size, rounds) + (share if size > rounds else 0.0)) / size for name, size in sizes.items()}


def _item(row: Row, stratum: Stratum, plan: SamplingPlan, frame: str, chance: float) -> dict[str, Any]:
    return {
        "paragraph_id": row["paragraph_id"],
        "text_sha256": row["text_sha256"],
        "draw": plan.name,
        "frame": frame,
        "stratum": stratum.id,
        "inclusion_probability": chance,
        "seed": plan.seed,
    }


def _write(workspace: Workspace, items: list[dict[str, Any]], size: int) -> list[Path]:
    times = Counter(item["text_sha256"][:12] for item in items)
    twins = [item["paragraph_id"] for item in items if times[item["text_sha256"][:12]] > 1]
    if twins:
        raise UserError(f"the draw holds one text more than once: {some(twins)}", fix="another seed in the plan")
    numbered = [re.fullmatch(r"batch-(\d+)", path.stem) for path in workspace.batches.glob("*.jsonl")]
    first = max((int(found[1]) for found in numbered if found), default=0) + 1
    paths = []
    for number, start in enumerate(range(0, len(items), size), start=first):
        name = f"batch-{number:03d}"
        paths.append(workspace.batches / f"{name}.jsonl")
        write_jsonl(paths[-1], [BatchItem(batch=name, **item) for item in items[start : start + size]])
    return paths
