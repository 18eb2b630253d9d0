"""A miniature workspace: a small text package, codebook, labels and parameters, all written for these tests.

The package is a real, importable distribution in a temporary folder, so the code under test runs unchanged.
"""

from __future__ import annotations

import csv
import datetime
import hashlib
import json
from pathlib import Path
from typing import Any

import yaml

from stancebench.workspace import Workspace

PACKAGE = "minitexts"
VERSION = "1.0"
PROPOSITIONS = {
    "p01-cut-taxes": (1, "Taxes should be lowered."),
    "p01-cut-spending": (1, "The government should spend less."),
    "p16-stronger-military": (16, "The country should have stronger armed forces."),
    "p18-protective-tariffs": (18, "Imports should be taxed to protect producers at home."),
}
SENTENCES = {
    ("p01-cut-taxes", "favor"): "I ask this house to cut the taxes that weigh upon every family and every shop",
    ("p01-cut-taxes", "against"): "I will refuse any bill that lowers the taxes on which our schools depend",
    ("p01-cut-spending", "favor"): "We must spend less and return to the thrift that our farmers practise",
    ("p01-cut-spending", "against"): "This is no year for thrift and I urge larger outlays upon you",
    ("p16-stronger-military", "favor"): "Our navy is too small and I recommend that ten ships be built",
    ("p16-stronger-military", "against"): "The army is larger than peace requires and ought to be reduced",
    ("p18-protective-tariffs", "favor"): "A duty on foreign cloth will guard the mills that employ our people",
    ("p18-protective-tariffs", "against"): "The tariff robs the buyer and should be taken off without delay",
    ("", "neutral"): "I thank the members of this house for the welcome that they have given me today",
}
SUB_CODE = {"code": "16.1", "name": "Forces", "definition": "Size and strength of the armed forces."}
TAIL = ", and the number of this remark is {number} in the year {year} of our common and continuing work together here."


def document_text(year: int) -> str:
    """Make one address of nine paragraphs; the plan of stances turns with the year."""
    keys = list(SENTENCES)
    paragraphs = []
    for number in range(9):
        target = keys[(number + year) % len(keys)]
        paragraphs.append(SENTENCES[target] + TAIL.format(number=number, year=year))
    paragraphs.insert(3, "[Applause]")
    paragraphs[1] = paragraphs[1].replace(", and", " [Laughter], and")
    return "\n\n".join(paragraphs) + "\n"


def planned(year: int, number: int) -> tuple[str, str]:
    """Return target and stance of a paragraph of `document_text`."""
    keys = list(SENTENCES)
    return keys[(number + year) % len(keys)]


def write_package(site: Path, years: range = range(1900, 1924)) -> Path:
    """Write an importable package with one text a year; returns the folder of its data."""
    data = site / PACKAGE / "data"
    (data / "texts").mkdir(parents=True)
    (site / PACKAGE / "__init__.py").write_text("", encoding="utf-8")
    info = site / f"{PACKAGE}-{VERSION}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {PACKAGE}\nVersion: {VERSION}\n", encoding="utf-8")
    with (data / "metadata.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(["key", "date", "speaker", "name", "delivery", "url", "sha256"])
        for year in years:
            path = data / "texts" / f"{year}.txt"
            path.write_text(document_text(year), encoding="utf-8")
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            speaker = f"speaker-{year % 5}"
            writer.writerow([year, f"{year}-01-05", speaker, speaker.title(), "spoken", "https://example.org", digest])
    return data


def source_yaml() -> dict[str, Any]:
    """The description of the miniature package as a source."""
    return {
        "schema_version": 1,
        "id": "mini",
        "title": "Miniature addresses",
        "kind": "package",
        "package": PACKAGE,
        "version": VERSION,
        "metadata": "data/metadata.csv",
        "texts": "data/texts/{key}.txt",
        "columns": {
            "key": "key",
            "date": "date",
            "speaker_id": "speaker",
            "speaker_name": "name",
            "delivery": "delivery",
            "url": "url",
            "sha256": "sha256",
        },
        "language": "en",
        "country": "US",
        "venue": "Test House",
        "role": "head_of_state",
        "source_types": {"spoken": "speech"},
        "licence": "CC0-1.0",
        "licence_url": "https://example.org/licence",
        "redistribute": True,
        "attribution": "Written for the tests.",
        "principal_mark": r"The President\. ",
        "turn_marks": [
            {"pattern": r"The President\. ", "speaker_id": "principal", "role": "head_of_state"},
            {"pattern": r"Audience members?\. ", "speaker_id": "audience", "role": "audience"},
        ],
        "stage_directions": [r"\[(?:laughter|applause)\]"],
    }


def codebook_yaml() -> dict[str, Any]:
    """A codebook of four topics and four targets."""
    topics = {1: "Macroeconomics", 16: "Defense", 18: "Foreign Trade", 999: "No policy content"}
    return {
        "schema_version": 2,
        "version": "0.1.0",
        "topics": [
            {
                "code": code,
                "name": name,
                "definition": f"What belongs to the field of {name}.",
                **({"sub_codes": [SUB_CODE]} if code == 16 else {}),
            }
            for code, name in topics.items()
        ],
        "targets": [
            {
                "id": target,
                "topic": topic,
                "name": target,
                "proposition": text,
                "scope": "As the proposition says.",
                "reversed": f"It is not so that: {text}",
            }
            for target, (topic, text) in PROPOSITIONS.items()
        ],
    }


def params_yaml() -> dict[str, Any]:
    """Parameters with few resamples."""
    return {
        "schema_version": 2,
        "dataset": {
            "version": "0.1.0",
            "none_ratio": 50,
            "validation_share": 0.2,
            "test_share": 0.3,
            "split_seed": 7,
            "near_duplicate": 0.95,
        },
        "eval": {"split": "test", "resamples": 199, "seed": 13},
    }


def make_workspace(root: Path) -> Workspace:
    """Write the rooms with source, codebook, guidelines, annotators, parameters and two cheap baselines."""
    files: dict[str, object] = {
        "corpus/sources/mini.yaml": source_yaml(),
        "labels/codebook.yaml": codebook_yaml(),
        "labels/annotators.yaml": {
            "schema_version": 1,
            "annotators": [
                {"id": name, "kind": "model", "description": "Made for the tests."}
                for name in ("pass-a", "pass-b", "adjudicator")
            ],
        },
        "params.yaml": params_yaml(),
    }
    for task, prefix in (("stance", ""), ("topic", "topic-")):
        files[f"train/{prefix}majority.yaml"] = {
            "schema_version": 1,
            "name": f"{prefix}majority",
            "task": task,
            "family": "majority",
            "description": "Commonest class",
        }
    files["train/tfidf-logreg.yaml"] = {
        "schema_version": 1,
        "name": "tfidf-logreg",
        "task": "stance",
        "family": "tfidf-logreg",
        "description": "N-grams",
        "params": {"min_df": 1, "char_ngrams": 0},
    }
    for name, data in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    (root / "labels" / "GUIDELINES.md").write_text("# Guidelines\n", encoding="utf-8")
    return Workspace(root)


def write_answers(path: Path, keys: dict[str, str], *, flip: int = 0) -> Path:
    """Write the answers of one reader to a batch.

    Args:
        path: Where to write.
        keys: Paragraph id by key.
        flip: Every paragraph whose number within the answers is divisible by this gets another stance.
    """
    lines = []
    for order, (key, paragraph_id) in enumerate(sorted(keys.items())):
        document, _, index = paragraph_id.split("/")
        year, position = int(document.removeprefix("mini-")), int(index)
        number = position if position < 3 else position - 1
        target, stance = planned(year, number)
        stances = []
        if target:
            if flip and order % flip == 0:
                stance = "mixed"
            quote = SENTENCES[target, planned(year, number)[1]]
            stances = [{"target": target, "stance": stance, "evidence": quote}]
        topic = PROPOSITIONS[target][0] if target else 999
        function = "position" if target else "procedural"
        sub = {"sub": "16.1"} if topic == 16 else {}
        answer = {"key": key, "function": function, "topic": topic, **sub, "stances": stances, "note": ""}
        lines.append(json.dumps(answer))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _answers(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def label_workspace(workspace: Workspace, scratch: Path, *, flip: int = 10) -> None:
    """Draw every paragraph, read it twice, adjudicate the conflicts in favour of the first pass."""
    from stancebench.labels.batch import read_batches
    from stancebench.labels.conflict import find_conflict, readings
    from stancebench.labels.event import read_events
    from stancebench.labels.plan import SamplingPlan, Stratum
    from stancebench.labels.record import record_answers
    from stancebench.labels.sample import sample_paragraphs

    count = 24 * 9
    sample_paragraphs(
        workspace, SamplingPlan(name="all", seed=1, batch_size=count, strata=(Stratum(id="all", count=count),))
    )
    items = read_batches(workspace)
    keys = {item.key: item.paragraph_id for item in items}
    batch = items[0].batch
    time = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    for name, every in (("pass-a", 0), ("pass-b", flip)):
        answers = write_answers(scratch / f"{name}.jsonl", keys, flip=every)
        record_answers(workspace, answers, annotator_id=name, batch=batch, time=time)
    rulings = []
    for labels in readings(read_events(workspace)).values():
        conflict = find_conflict(labels)
        if conflict:
            key = conflict.text_sha256[:12]
            given = {answer["key"]: answer["stances"] for answer in _answers(scratch / "pass-a.jsonl")}
            stances = [item for item in given[key] if item["target"] in conflict.stances]
            rulings.append(json.dumps({"key": key, "topic": None, "stances": stances, "reason": "As the words say."}))
    (scratch / "rulings.jsonl").write_text("\n".join(rulings) + "\n", encoding="utf-8")
    record_answers(
        workspace,
        scratch / "rulings.jsonl",
        annotator_id="adjudicator",
        batch="conflicts",
        adjudication=True,
        time=time,
    )
