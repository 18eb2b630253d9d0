"""Text in another language than the document says."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any

from stancebench.corpus.checks.finding import CorpusFinding, Rows

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

NAME = "wrong-language"

MIN_WORDS = 20
"""Shorter paragraphs are not judged."""

CONFIDENCE = 0.9
"""Probability from which the detector is believed."""

CHARACTERS = 1000
"""How much of a paragraph the detector reads."""

RELATIVES = ({"hr", "sr", "bs"}, {"id", "ms"}, {"no", "nb", "nn", "da"}, {"zh", "yue", "wuu"})
"""Languages that a detector confuses, or that go by several codes."""

NO_LANGUAGE = {"zxx", "und"}


def check_language(documents: Rows, paragraphs: Rows) -> Iterator[CorpusFinding]:
    """Compare the language of each paragraph with the declared one (package py3langid).

    Args:
        documents: Rows of documents.
        paragraphs: Rows of paragraphs, in the order of the documents.

    Yields:
        An error for a document mostly in another language, a warning for single paragraphs, a note for a declared
        language that the detector does not know.
    """
    identifier = _identifier()
    known = set(identifier.labels) | {name for group in RELATIVES for name in group}
    declared = {row["document_id"]: row["language"] or "" for row in documents}
    unknown = Counter(language for language in declared.values() if language not in known)
    for language, count in sorted(unknown.items()):
        yield CorpusFinding.about(
            NAME, "note", language or "no language", f"{count} documents are not checked: the detector does not know it"
        )
    for name, rows in groupby(paragraphs, key=lambda row: row["document_id"]):
        if declared.get(name, "") in known:
            yield from _document(identifier, name, declared[name], list(rows))


def _document(
    identifier: LanguageIdentifier, name: str, declared: str, rows: list[dict[str, Any]]
) -> Iterator[CorpusFinding]:
    others: dict[str, list[dict[str, Any]]] = defaultdict(list)
    judged = 0
    for row in [row for row in rows if row["n_words"] >= MIN_WORDS] or _joined(name, rows):
        language, confidence = _identify(identifier, row["text"][:CHARACTERS])
        judged += row["n_words"]
        believed = confidence >= CONFIDENCE and language not in NO_LANGUAGE
        if believed and not _same(language, row["language"] or declared):
            others[language].append(row)
    for language, found in sorted(others.items()):
        words = sum(row["n_words"] for row in found)
        mostly = 2 * words > judged
        yield CorpusFinding.about(
            NAME,
            "error" if mostly else "warning",
            name,
            f"declared {declared!r}, reads as {language!r}: {words} of {judged} words, {len(found)} paragraph(s)",
            items=[row["paragraph_id"] for row in found],
            fix="set `language` in the manifest, or take the document out" if mostly else "",
        )


def _joined(name: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the whole document as one row, when it is long enough although its paragraphs are short."""
    words = sum(row["n_words"] for row in rows)
    if words < MIN_WORDS:
        return []
    text = " ".join(row["text"] for row in rows if row["text"])
    return [{"paragraph_id": name, "text": text, "n_words": words, "language": ""}]


def _identify(identifier: LanguageIdentifier, text: str) -> tuple[str, float]:
    """Return the likeliest language and its probability, with that of its relatives when it needs them."""
    language, confidence = identifier.classify(text)
    if confidence < CONFIDENCE and any(language in group for group in RELATIVES):
        confidence = sum(share for name, share in identifier.rank(text) if _same(name, language))
    return language, confidence


def _same(found: str, declared: str) -> bool:
    return found == declared or any(found in group and declared in group for group in RELATIVES)


def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
