"""Agreement of the blind readings against a value computed apart, and its interval."""

from __future__ import annotations

import json
from typing import Literal

import pytest

from stancebench.errors import UserError
from stancebench.files import read_json, read_jsonl, write_jsonl
from stancebench.labels.agreement import Agreement, LayerAgreement, measure_agreement, write_agreement
from stancebench.labels.codebook import Codebook
from stancebench.labels.conflict import readings
from stancebench.labels.event import LabelEvent, read_events
from stancebench.workspace import Workspace
from tests.labels import oracle
from tests.labels.support import cells, event_path, fault, forget_events, make_event, run, title
from tests.support.miniature import codebook_yaml

CODEBOOK = Codebook.model_validate(codebook_yaml())
TAX, SPEND, MILITARY, TARIFF = (target.id for target in CODEBOOK.targets)


def hand_made() -> list[LabelEvent]:
    """Three documents, four paragraphs, two readers."""
    return [
        make_event("d1/000/000", "a", 1, {TAX: "favor"}),
        make_event("d1/000/000", "b", 1, {TAX: "against", SPEND: "neutral"}),
        make_event("d1/000/001", "a", 16, {MILITARY: "favor"}),
        make_event("d1/000/001", "b", 16, {MILITARY: "favor"}),
        make_event("d2/000/000", "a", 18, {TARIFF: "against"}),
        make_event("d2/000/000", "b", 1, {TARIFF: "against"}),
        make_event("d3/000/000", "a", 999),
        make_event("d3/000/000", "b", 999, {MILITARY: "mixed"}),
        make_event("d3/000/001", "a", 999, {TAX: "favor"}),  # read once
        make_event("d3/000/000", "c", 1, {MILITARY: "favor"}, kind="adjudication"),
    ]


TOPIC = [["1", "1"], ["16", "16"], ["18", "1"], ["999", "999"]]
STANCE = [
    ["favor", "against"],  # d1/000/000: what either answered
    ["unrelated", "neutral"],
    ["favor", "favor"],  # d1/000/001
    ["against", "against"],  # d2/000/000
    ["unrelated", "mixed"],  # d3/000/000
]
RELEVANCE = [[str(label != "unrelated") for label in item] for item in STANCE]


@pytest.mark.parametrize(
    ("layer", "items"),
    [("topic", TOPIC), ("stance", STANCE), ("relevance", RELEVANCE)],
    ids=lambda value: str(value)[:9],
)
def test_each_layer_has_the_alpha_of_the_definition(layer: str, items: list[list[str]]) -> None:
    found = measure_agreement(hand_made(), CODEBOOK).layers[layer]
    assert found.items == len(items)
    assert found.raw == round(sum(one == other for one, other in items) / len(items), 4)
    assert found.alpha == round(oracle.alpha(items), 4)
    assert found.alpha is not None
    assert found.low is not None
    assert found.high is not None
    assert found.low <= found.alpha <= found.high


def test_what_was_compared_is_told() -> None:
    agreement = measure_agreement(hand_made(), CODEBOOK)
    assert agreement.model_dump(include={"schema_version", "kind", "annotators", "paragraphs", "conflicts"}) == {
        "schema_version": 2,
        "kind": "inter-model agreement",
        "annotators": ("a", "b"),
        "paragraphs": 4,
        "conflicts": 3,
    }
    assert list(agreement.layers) == ["topic", "relevance", "stance", "stance3", "holder"]


def test_the_tables_part_the_same_items() -> None:
    agreement = measure_agreement(hand_made(), CODEBOOK)
    assert {name: layer.items for name, layer in agreement.by_target.items()} == {
        **{TAX: 1, SPEND: 1, MILITARY: 2, TARIFF: 1}
    }
    assert {name: (layer.items, layer.raw) for name, layer in agreement.by_topic.items()} == {
        "1": (2, 0.5),
        "16": (1, 1.0),
        "999": (1, 1.0),
    }
    assert agreement.by_pair == {"a and b": {name: agreement.layers[name] for name in ("topic", "stance")}}
    assert agreement.by_batch == {"batch-001": agreement.by_pair["a and b"]}


def test_the_confusion_of_an_annotator_is_against_the_others() -> None:
    confusion = measure_agreement(hand_made(), CODEBOOK).confusion
    assert confusion["a"]["against"] == {"favor": 1, "against": 1, "mixed": 0, "neutral": 0, "unrelated": 0}
    assert confusion["b"]["favor"] == {"favor": 1, "against": 1, "mixed": 0, "neutral": 0, "unrelated": 0}
    assert sum(count for row in confusion["a"].values() for count in row.values()) == len(STANCE)


def test_evidence_is_compared_where_the_stance_is_the_same() -> None:
    # Both found the same words for two pairs; other stances are not compared.
    assert measure_agreement(hand_made(), CODEBOOK).evidence_f1 == 1.0


@pytest.mark.parametrize(("observers", "printed"), [(oracle.BINARY, 0.095), (oracle.NOMINAL, 0.743)])
def test_the_textbook_values_come_out_of_events(observers: tuple[str, ...], printed: float) -> None:
    events = [
        make_event(f"d{unit}/000/000", f"observer-{number}", int(value) + 100)
        for number, line in enumerate(observers)
        for unit, value in enumerate(line.split())
        if value != "."
    ]
    found = measure_agreement(events, CODEBOOK).layers["topic"]
    assert found.alpha is not None
    assert found.low is not None
    assert found.high is not None
    assert round(found.alpha, 3) == printed
    assert found.alpha == round(oracle.alpha(oracle.units(observers)), 4)
    assert found.low < found.alpha < found.high


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (("model", "model"), "inter-model agreement"),
        (("human", "model"), "inter-model agreement"),
        (("human", "human"), "inter-annotator agreement"),
    ],
)
def test_a_model_among_the_annotators_gives_the_kind_its_name(
    kinds: tuple[Literal["human", "model"], ...], expected: str
) -> None:
    pairs = zip(("a", "b"), kinds, strict=True)
    events = [make_event("d1/000/000", name, 1, {TAX: "neutral"}, annotator_kind=kind) for name, kind in pairs]
    # The kind of one who only adjudicated does not count: the readings are what is compared.
    events.append(make_event("d1/000/000", "c", kind="adjudication", annotator_kind="model"))
    assert measure_agreement(events, CODEBOOK).kind == expected


def test_identical_passes_agree_wholly(workspace: Workspace) -> None:
    first = read_jsonl(event_path(workspace, "pass-a"), LabelEvent)
    second = [
        event.model_copy(update={"annotator_id": "pass-b", "event_id": event.event_id.replace("pass-a", "pass-b")})
        for event in first
    ]
    agreement = measure_agreement([*first, *second], CODEBOOK)
    assert (agreement.paragraphs, agreement.conflicts) == (216, 0)
    for name, layer in agreement.layers.items():
        # Every pair that was answered is marked, every holder is the speaker, and there is one sub-code: alpha is
        # not defined where there is one label.
        one = None if name in ("relevance", "holder", "sub_code") else 1.0
        assert (layer.raw, layer.alpha, layer.low, layer.high) == (1.0, one, one, one)


def test_paragraphs_without_any_answered_target_have_no_pair_layers() -> None:
    events = [make_event("d1/000/000", name, 999) for name in ("a", "b")]
    agreement = measure_agreement(events, CODEBOOK)
    assert {name: layer.items for name, layer in agreement.layers.items()} == {"topic": 1}
    assert agreement.layers["topic"] == LayerAgreement(items=1, raw=1.0, alpha=None)
    assert (agreement.by_target, agreement.confusion, agreement.evidence_f1) == ({}, {}, None)


def test_the_interval_draws_whole_documents() -> None:
    # In d1 the readers agree on everything, in d2 on nothing; so each draw is one of d1+d1, d1+d2 and d2+d2.
    agreed, split = [["1", "1"], ["16", "16"]], [["1", "16"], ["16", "1"]]
    events = [
        make_event(f"d{document}/000/{number:03d}", name, int(topic))
        for document, items in ((1, agreed), (2, split))
        for number, item in enumerate(items)
        for name, topic in zip(("a", "b"), item, strict=True)
    ]
    found = measure_agreement(events, CODEBOOK).layers["topic"]
    assert found.alpha == round(oracle.alpha([*agreed, *split]), 4)
    assert found.low is not None
    assert found.low == round(oracle.alpha([*split, *split]), 4) < 0
    assert found.high == 1.0


def test_one_document_has_no_width() -> None:
    events = [event for event in hand_made() if event.paragraph_id.startswith("d1")]
    found = measure_agreement(events, CODEBOOK).layers["stance"]
    assert (found.low, found.high) == (None, None)
    assert found.alpha == round(oracle.alpha(STANCE[:3]), 4)


def test_the_miniature_holds_its_alpha_within_the_interval(workspace: Workspace) -> None:
    layers = measure_agreement(read_events(workspace), CODEBOOK).layers
    assert (layers["topic"].low, layers["topic"].alpha, layers["topic"].high) == (1.0, 1.0, 1.0)
    stance = layers["stance"]
    assert stance.alpha is not None
    assert stance.low is not None
    assert stance.high is not None
    assert stance.low < stance.alpha < stance.high < 1
    assert (layers["relevance"].raw, layers["relevance"].alpha) == (1.0, None)


def test_the_command_writes_the_same_file_again(workspace: Workspace) -> None:
    before = workspace.agreement.read_bytes()
    workspace.agreement.unlink()
    printed = json.loads(run("agreement", "--json"))
    assert workspace.agreement.read_bytes() == before
    assert Agreement.model_validate(printed) == read_json(workspace.agreement, Agreement)


def test_the_command_prints_a_table(workspace: Workspace) -> None:
    printed = run("agreement")
    assert title(printed) == "inter-model agreement of pass-a, pass-b on 216 paragraphs"
    values = {name: rest for name, *rest in cells(printed)}
    assert list(values) == ["function", "topic", "sub_code", "relevance", "stance", "stance3", "holder"]
    stance = read_json(workspace.agreement, Agreement).layers["stance"]
    assert values["topic"] == ["216", "1.000", "1.000", "1.000", "1.000"]
    assert values["stance"] == [
        str(stance.items),
        *(f"{value:.3f}" for value in (stance.raw, stance.alpha, stance.low, stance.high) if value is not None),
    ]


def test_paragraphs_read_once_cannot_be_compared(workspace: Workspace) -> None:
    event_path(workspace, "pass-b").unlink()
    message = "no paragraph was read by two annotators; to mend it: stancebench labels record"
    assert fault("agreement") == message
    with pytest.raises(UserError, match=f"^{message}$"):
        measure_agreement([], CODEBOOK)


def test_the_repository_agrees_as_its_file_says(real_copy: Workspace) -> None:
    recorded = real_copy.agreement.read_bytes()
    agreement = write_agreement(real_copy)
    assert agreement.kind == "inter-model agreement"
    topics = [[str(event.topic) for event in group] for group in readings(read_events(real_copy)).values()]
    assert agreement.layers["topic"].alpha == round(oracle.alpha([item for item in topics if len(item) > 1]), 4)
    assert real_copy.agreement.read_bytes() == recorded


def test_three_readers_are_compared_in_pairs(workspace: Workspace) -> None:
    forget_events(workspace)
    events = [make_event("d1/000/000", name, topic) for name, topic in (("a", 1), ("b", 1), ("c", 16))]
    write_jsonl(workspace.events / "all.jsonl", events)
    found = write_agreement(workspace).layers["topic"]
    assert (found.items, found.raw) == (1, 0.3333)
    assert found.alpha == round(oracle.alpha([["1", "1", "16"]]), 4)
