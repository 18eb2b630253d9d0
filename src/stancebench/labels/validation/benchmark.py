"""Items that people labelled, from open benchmarks."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stancebench.errors import UserError
from stancebench.files import sha256_text
from stancebench.labels.codebook import Stance

COAL_LABELS = {"Pro-Subsidy": "favor", "Anti-Subsidy": "against", "Neutral or inapplicable": "none"}
CLASSES = {"favor": "favor", "against": "against", "mixed": "none", "neutral": "none", "unrelated": "none"}


@dataclass(frozen=True)
class BenchmarkItem:
    """One text and target with the label that people gave.

    Attributes:
        id: Id within the benchmark.
        cluster: Document that it comes from; items of one document are not independent.
        text: What is judged.
        target: The proposition or subject.
        before: Text before it, as its coders saw it.
        gold: Label of the people, in the classes of the benchmark.
        codings: Label by coder, where the raw labels are published.
    """

    id: str
    cluster: str
    text: str
    target: str
    gold: str
    before: str = ""
    codings: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Name on the sheet: tells nothing of label or place."""
        return hashlib.sha256(f"{self.id}\n{self.target}\n{self.text}".encode()).hexdigest()[:12]

    @property
    def text_sha256(self) -> str:
        """Hash of the text."""
        return sha256_text(self.text)


@dataclass(frozen=True)
class Benchmark:
    """A benchmark and how its labels map to ours.

    Attributes:
        name: Its name and that of its folder.
        about: What the labels are, in one sentence.
        classes: Its classes, in order.
        count: How many items are drawn.
        strata: How many items of each class, where a plain draw would hold too few; empty for a plain draw.
        read: Reads every item from its folder.
        question: What is asked about every item, for the sheet.
    """

    name: str
    about: str
    classes: tuple[str, ...]
    count: int
    strata: dict[str, int]
    read: Callable[[Path], Iterator[BenchmarkItem]]
    question: str

    def mapped(self, stance: Stance) -> str:
        """Return the class of the benchmark that one of our labels stands for."""
        if self.classes == ("against", "not against"):
            return "against" if stance in ("against", "mixed") else "not against"
        return CLASSES[stance]


def _table(path: Path, columns: list[str]) -> Any:
    import pandas as pd

    if not path.is_file():
        raise UserError(f"{path} does not exist", expected="the benchmark's file", fix="--data FOLDER")
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise UserError(f"{path} is no CSV file ({error})", expected="the benchmark's file") from None
    missing = [name for name in columns if name not in table.columns]
    if missing:
        raise UserError(f"{path} lacks the column(s) {', '.join(missing)}", expected=", ".join(columns))
    return table


def _vast(folder: Path) -> Iterator[BenchmarkItem]:
    table = _table(folder / "vast_val_zerostance.csv", ["Tweet", "Target 1", "Stance 1"])
    for number, row in enumerate(table.to_dict("records")):
        gold = row["Stance 1"].strip().lower()
        yield BenchmarkItem(str(number), sha256_text(row["Tweet"])[:12], row["Tweet"], row["Target 1"], gold)


def _manifesto(folder: Path) -> Iterator[BenchmarkItem]:
    table = _table(
        folder / "df_manifesto_protectionism_test.csv", ["idx", "text_original", "text_preceding", "doc_id", "cmp_code"]
    )
    for row in table.to_dict("records"):
        gold = {"406": "favor", "407": "against"}.get(row["cmp_code"], "none")
        yield BenchmarkItem(
            row["idx"],
            row["doc_id"],
            row["text_original"],
            "The country should protect its producers from foreign competition (protectionism).",
            gold,
            row["text_preceding"],
        )


def _coal(folder: Path) -> Iterator[BenchmarkItem]:
    sentences = _table(
        folder / "ep_coal_sentences.csv", ["language", "speechno", "sentenceid", "sentence_text", "pre_sentence"]
    )
    codings = _table(folder / "ep_coal_codings.csv", ["language", "sentenceid", "coder", "label"])
    given: dict[str, dict[str, str]] = defaultdict(dict)
    for row in codings[codings["language"] == "EN"].to_dict("records"):
        if row["label"] not in COAL_LABELS:
            raise UserError(f"{folder} holds the label {row['label']!r}", expected=", ".join(COAL_LABELS))
        given[row["sentenceid"]].setdefault(row["coder"], COAL_LABELS[row["label"]])
    for row in sentences[sentences["language"] == "EN"].to_dict("records"):
        labels = given[row["sentenceid"]]
        ranked = Counter(labels.values()).most_common()
        if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
            continue
        yield BenchmarkItem(
            row["sentenceid"],
            row["speechno"],
            row["sentence_text"],
            "Subsidies for coal mines should be allowed or extended.",
            ranked[0][0],
            row["pre_sentence"],
            labels,
        )


def _unsc(folder: Path) -> Iterator[BenchmarkItem]:
    units = _table(folder / "main_conflicts.csv", ["fileid", "paragraph_id", "Conflict_Type"])
    paragraphs = _table(folder / "main_para.csv", ["fileid", "paragraph_id", "text"])
    conflicts = {
        (row["fileid"], row["paragraph_id"]) for row in units.to_dict("records") if row["Conflict_Type"] != "_"
    }
    before: dict[str, str] = {}
    for row in paragraphs.to_dict("records"):
        text = row["text"].strip()
        if text:
            yield BenchmarkItem(
                f"{row['fileid']}/{row['paragraph_id']}",
                row["fileid"],
                text,
                "The speaker approves of the conduct of other members of the Council or of those they stand for.",
                "against" if (row["fileid"], row["paragraph_id"]) in conflicts else "not against",
                before.get(row["fileid"], ""),
            )
            before[row["fileid"]] = text


THREE = ("favor", "against", "none")
BENCHMARKS = {
    "vast": Benchmark(
        "vast",
        "Readers' comments and a subject; crowd labels; most labels 'none' were made by pairing at random",
        THREE,
        200,
        {},
        _vast,
        "the stance of the writer towards the subject",
    ),
    "manifesto-protectionism": Benchmark(
        "manifesto-protectionism",
        "Quasi-sentences of election manifestos; codes 406 and 407 of trained coders",
        THREE,
        200,
        {"favor": 50, "against": 50, "none": 100},
        _manifesto,
        "the stance of the party towards the proposition; the coders gave every quasi-sentence one code out of 56, "
        "so that a sentence mainly about something else is none",
    ),
    "ep-coal-debate": Benchmark(
        "ep-coal-debate",
        "Sentences of one debate of the European Parliament; about 15 crowd labels each, the majority counts",
        THREE,
        150,
        {},
        _coal,
        "the stance of the speaker towards the proposition",
    ),
    "unsc-conflicts": Benchmark(
        "unsc-conflicts",
        "Paragraphs of Security Council speeches; whether trained annotators found criticism of other members in them",
        ("against", "not against"),
        150,
        {},
        _unsc,
        "whether the speaker criticises, corrects or challenges another member, directly or through those whom "
        "that member supports (against), or not",
    ),
}
"""The benchmarks by name."""
