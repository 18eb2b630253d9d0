"""Paragraphs that repeat each other, and speeches that were published twice."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence

from stancebench.corpus.checks.finding import CorpusFinding, Rows
from stancebench.corpus.checks.repeated import FORMULA, RepeatedSpeech
from stancebench.corpus.checks.similar import SimilarTexts
from stancebench.errors import some

MIN_WORDS = 8
"""Shorter paragraphs, such as "Thank you.", may repeat."""

WITHIN = 0.25
"""Share of a document's words that stand in it before, from which a part of it was published twice."""

Documents = frozenset[str]


def check_duplicates(documents: Rows, paragraphs: Rows) -> Iterator[CorpusFinding]:
    """Find the same and nearly the same text within a document, across documents, and whole speeches.

    Paragraphs of two documents that are the same speech are not listed one by one as well; of the others, the
    longest come first.

    Args:
        documents: Rows of documents.
        paragraphs: Rows of paragraphs.

    Yields:
        ``repeated-speech`` (error; warning for an excerpt of another document), ``exact-duplicate`` and
        ``near-duplicate`` (warnings; a note for a formula that stands in many documents).
    """
    rows = [row for row in paragraphs if row["n_words"] >= MIN_WORDS]
    similar = SimilarTexts.among([row["text"] for row in rows])
    owners = [row["document_id"] for row in rows]
    partners = {number: {owners[other] for other in found} for number, found in similar.partners().items()}
    speeches = RepeatedSpeech.among(((row["document_id"], row["text"]) for row in rows), partners)
    known = {frozenset((speech.left, speech.right)) for speech in speeches}
    yield from _same_bytes(documents)
    yield from _same_speeches(speeches)
    ids = [row["paragraph_id"] for row in rows]
    for name, share, again in _within(rows, similar):
        known.add(frozenset((name,)))
        yield CorpusFinding.about(
            "repeated-speech",
            "error",
            name,
            f"{share:.0%} of the document's words stand in it before: a part of it is there twice or more",
            items=[ids[number] for number in again],
            fix="take the repetition out at the source, or its line out of the manifest",
        )
    words = [row["n_words"] for row in rows]
    for group in sorted(similar.same, key=lambda same: words[same[0]], reverse=True):
        if not _explained([owners[number] for number in group], known):
            yield _paragraphs("exact-duplicate", "the same text", [ids[number] for number in group], owners, group)
    for cluster, low, high in sorted(_clusters(similar, len(rows)), key=lambda near: words[near[0][0]], reverse=True):
        if not _explained([owners[number] for number in cluster], known):
            index = f"{low:.2f}" if low == high else f"{low:.2f} to {high:.2f}"
            yield _paragraphs(
                "near-duplicate",
                f"nearly the same text (Jaccard {index})",
                [ids[number] for number in cluster],
                owners,
                cluster,
            )


def _same_bytes(documents: Rows) -> Iterator[CorpusFinding]:
    by_hash: dict[str, list[str]] = defaultdict(list)
    for row in documents:
        by_hash[row["sha256"]].append(row["document_id"])
    for names in by_hash.values():
        if len(names) > 1:
            yield CorpusFinding.about(
                "repeated-speech",
                "error",
                names[0],
                f"{some(names)} have the same file, byte for byte",
                items=names,
                fix="keep one line of the manifest",
            )


def _same_speeches(speeches: Sequence[RepeatedSpeech]) -> Iterator[CorpusFinding]:
    for speech in speeches:
        shares = f"{speech.left_share:.0%} of the words of {speech.left}, {speech.right_share:.0%} of {speech.right}"
        yield CorpusFinding.about(
            "repeated-speech",
            "error" if speech.whole else "warning",
            speech.left,
            f"the same speech twice: {shares} stand in the other"
            if speech.whole
            else f"one is mostly an excerpt of the other: {shares} stand in the other",
            items=(speech.left, speech.right),
            fix="keep one line of the manifest" if speech.whole else "",
        )


def _within(rows: Rows, similar: SimilarTexts) -> Iterator[tuple[str, float, list[int]]]:
    """Give the documents that repeat themselves, with the share and the paragraphs that stand in them before."""
    again: dict[str, list[int]] = defaultdict(list)
    for number, others in sorted(similar.partners().items()):
        name = rows[number]["document_id"]
        if any(other < number and rows[other]["document_id"] == name for other in others):
            again[name].append(number)
    total = Counter[str]()
    for row in rows:
        total[row["document_id"]] += row["n_words"]
    for name, numbers in again.items():
        share = sum(rows[number]["n_words"] for number in numbers) / total[name]
        if share >= WITHIN and len(numbers) > 1:
            yield name, share, numbers


def _explained(owners: Sequence[str], known: Collection[Documents]) -> bool:
    """Whether every two of the documents are known to be the same speech, or one to repeat itself."""
    return all(frozenset((left, right)) in known for number, left in enumerate(owners) for right in owners[:number])


def _clusters(similar: SimilarTexts, count: int) -> Iterator[tuple[list[int], float, float]]:
    """Join pairs that share a text; give the texts with the lowest and the highest Jaccard index."""
    import numpy as np
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    if not similar.near:
        return
    left, right, jaccard = (np.array(column) for column in zip(*similar.near, strict=True))
    graph = coo_array((np.ones(len(left)), (left, right)), shape=(count, count))
    labels = connected_components(graph, directed=False)[1]
    for label in dict.fromkeys(labels[left].tolist()):
        chosen = labels[left] == label
        members = sorted({*left[chosen].tolist(), *right[chosen].tolist()})
        yield members, float(jaccard[chosen].min()), float(jaccard[chosen].max())


def _paragraphs(
    check: str, text: str, ids: Sequence[str], owners: Sequence[str], group: Sequence[int]
) -> CorpusFinding:
    names = sorted({owners[number] for number in group})
    formula = len(names) > FORMULA
    return CorpusFinding.about(
        check,
        "note" if formula else "warning",
        some(names, 2),
        f"{text} in {some(ids, 3)}" + (": a formula" if formula else ""),
        items=ids,
    )
