"""The settings of an Argilla dataset: what is shown and what is asked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from stancebench.labels.exchange.details import HELP
from stancebench.labels.exchange.vocabulary import Vocabulary

CANDIDATE = "stance"
"""Name of the question on a candidate, before its number from 1."""

FURTHER = ("favor", "against", "mixed", "neutral")
"""The questions that take further targets of the registry, one a stance."""


def argilla_settings(vocabulary: Vocabulary, candidates: int, guidelines: str) -> dict[str, Any]:
    """Write the settings, as ``rg.Settings.to_json`` of Argilla 2 does and ``rg.Settings.from_json`` reads.

    The questions are of https://docs.argilla.io/latest/reference/argilla/settings/questions/

    Args:
        vocabulary: Topics, targets and words.
        candidates: How many candidates a paragraph of the batch has at most.
        guidelines: Guidelines and codebook.

    Returns:
        The settings, for `.argilla/settings.json`.
    """
    by_id = vocabulary.codebook.by_id
    targets = {name: vocabulary.target_label(name) for name in by_id}
    topics = {label.split()[0]: label for label in vocabulary.topics}
    parts = {label.split()[0]: label for label in vocabulary.sub_codes}
    stances: dict[str, str] = {stance: stance for stance in vocabulary.stances}
    functions: dict[str, str] = {name: name for name in vocabulary.functions}
    questions = [
        _choice("function", "What does the paragraph do?", functions, required=True),
        _choice("topic", "Topic", topics, required=True),
        *([_choice("sub_code", "Sub-code of the topic, where it has any", parts)] if parts else []),
        *(_choice(f"{CANDIDATE}_{n}", f"Candidate {n}", stances) for n in range(1, candidates + 1)),
        *(_several(stance, f"Further targets: {stance}", targets) for stance in FURTHER),
        _question(
            "evidence",
            "Evidence: the shortest words that show the stance, for favor, against and mixed",
            {"type": "span", "allow_overlapping": True, "field": "text", **_options({name: name for name in by_id})},
        ),
        _choice("second_topic", "Second topic, only when it has at least a third of the paragraph", topics),
        _question("details", "Details of a target that differ from the usual", _TEXT, description=HELP),
        _question("note", "Note: what was hard, in your own words", _TEXT),
    ]
    return {
        "guidelines": guidelines,
        "questions": questions,
        "fields": [
            _field("role", "Role of the speaker"),
            _field("before", "Before", required=False),
            _field("question", "Question", required=False),
            _field("text", "Paragraph"),
            _field("candidates", "Candidates: answer every one", required=False),
        ],
        "vectors": [],
        "metadata": [],
        "allow_extra_metadata": True,
        "distribution": {"strategy": "overlap", "min_submitted": 2},
        "mapping": None,
    }


_TEXT = {"type": "text", "use_markdown": False}


def _field(name: str, title: str, *, required: bool = True) -> dict[str, Any]:
    return {"name": name, "title": title, "description": None, "required": required, "settings": _TEXT}


def _question(
    name: str, title: str, settings: dict[str, Any], *, required: bool = False, description: str | None = None
) -> dict[str, Any]:
    return {"name": name, "title": title, "description": description, "required": required, "settings": settings}


def _choice(name: str, title: str, labels: dict[str, str], *, required: bool = False) -> dict[str, Any]:
    return _question(name, title, {"type": "label_selection", **_options(labels)}, required=required)


def _several(name: str, title: str, labels: dict[str, str]) -> dict[str, Any]:
    settings = {"type": "multi_label_selection", "options_order": "natural", **_options(labels, visible=5)}
    return _question(name, title, settings)


def _options(labels: dict[str, str], *, visible: int | None = None) -> dict[str, Any]:
    options: Iterable[dict[str, Any]] = (
        {"value": value, "text": text, "description": None} for value, text in labels.items()
    )
    shown = min(visible or len(labels), len(labels))
    return {"options": list(options), "visible_options": shown if shown >= 3 else None}
