"""Label sets and columns of the published tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from stancebench.corpus.licence import WITHHELD
from stancebench.labels.codebook import STANCES, Codebook, Stance
from stancebench.labels.event import CONTEXTS, HOLDERS

if TYPE_CHECKING:
    from datasets import Features

Label = Literal["favor", "against", "none"]

LABELS: tuple[Label, ...] = ("favor", "against", "none")
"""The three classes of the headline task, in the order of the ClassLabel."""

COARSE: dict[Stance, Label] = {
    "favor": "favor",
    "against": "against",
    "mixed": "none",
    "neutral": "none",
    "unrelated": "none",
}
"""From the five fine labels to the three classes. Mixed pairs are marked as not scored."""

ORIGINS = ("unanimous", "adjudicated")


def features(config: str, codebook: Codebook, *, withheld: bool = False) -> Features:
    """Return the features of one config.

    Args:
        config: ``stance``, ``topic``, ``annotations``, ``targets`` or ``documents``.
        codebook: Gives the names of the topic classes.
        withheld: Whether a dataset holds rows without text, which the column `withheld` then marks.

    Returns:
        The Hugging Face features, class names included.

    Raises:
        KeyError: There is no such config.
    """
    from datasets import ClassLabel, Features, Value

    text, whole, flag, day = Value("string"), Value("int32"), Value("bool"), Value("date32")
    topic = ClassLabel(names=topic_names(codebook))
    where: dict[str, Any] = {
        "text_sha256": text,
        "source": text,
        "speaker_id": text,
        "role": text,
        "qa_role": text,
        "date": day,
        "venue": text,
        "source_type": text,
        "language": text,
        "licence": text,
        "source_url": text,
    }
    unit: dict[str, Any] = {"paragraph_id": text, "document_id": text, "text": text}
    span = {"text": text, "start": whole, "end": whole}
    stance = ClassLabel(names=list(STANCES))
    marked = {
        "target_id": text,
        "stance": stance,
        "start": whole,
        "end": whole,
        "implicit": flag,
        "holder": text,
        "reported": text,
        "context": text,
        "confidence": whole,
        "flags": [text],
    }
    tables: dict[str, dict[str, Any]] = {
        "stance": {
            "pair_id": text,
            **unit,
            "target_id": text,
            "target": text,
            "target_kind": ClassLabel(names=["policy", "actor"]),
            "target_topic": topic,
            "reversed": flag,
            "label": ClassLabel(names=list(LABELS)),
            "stance": stance,
            "scored": flag,
            "origin": ClassLabel(names=list(ORIGINS)),
            "negative": ClassLabel(names=["no", "judged", "sampled"]),
            "counts": dict.fromkeys(STANCES, whole),
            "evidence": [span],
            "holder": ClassLabel(names=list(HOLDERS)),
            "reported": text,
            "implicit": flag,
            "context_needed": ClassLabel(names=list(CONTEXTS)),
            "confidence": whole,
            "flags": [text],
            "topic": topic,
            **where,
        },
        "topic": {
            **unit,
            "label": topic,
            "cap_code": whole,
            "sub_code": text,
            "second_topic": text,
            "function": text,
            "origin": ClassLabel(names=list(ORIGINS)),
            "n_on_target": whole,
            "inclusion_probability": Value("float64"),
            **where,
        },
        "annotations": {
            "event_id": text,
            "kind": ClassLabel(names=["label", "adjudication", "skip"]),
            "annotator_id": text,
            "annotator_kind": ClassLabel(names=["model", "human"]),
            "batch": text,
            "order": whole,
            "round": whole,
            "paragraph_id": text,
            "text_sha256": text,
            "codebook_version": text,
            "guidelines_sha256": text,
            "prompt_sha256": text,
            "function": text,
            "cap_code": whole,
            "sub_code": text,
            "second_cap_code": whole,
            "stances": [marked],
            "note": text,
            "reason": text,
            "time": text,
        },
        "targets": {
            "target_id": text,
            "kind": ClassLabel(names=["policy", "actor"]),
            "topic": topic,
            "name": text,
            "proposition": text,
            "scope": text,
            "reversed": text,
            "paraphrases": [text],
            "positive": [text],
            "negative": [text],
            "held_out": flag,
            "n_favor": whole,
            "n_against": whole,
            "n_mixed": whole,
            "n_neutral": whole,
        },
        "documents": {
            "document_id": text,
            "split": text,
            "source": text,
            "sha256": text,
            "title": text,
            "date": day,
            "speaker_id": text,
            "speaker_name": text,
            "role": text,
            "venue": text,
            "country": text,
            "source_type": text,
            "language": text,
            "licence": text,
            "redistribute": flag,
            "source_url": text,
            "n_paragraphs": whole,
            "n_labelled": whole,
        },
    }
    columns = tables[config]
    return Features({**columns, WITHHELD: flag} if withheld and "paragraph_id" in columns else columns)


def topic_names(codebook: Codebook) -> list[str]:
    """Return the names of the topic classes, in the order of the codebook."""
    return [topic.label for topic in codebook.topics]
