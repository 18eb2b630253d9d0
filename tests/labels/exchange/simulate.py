"""What annotators would leave in each tool: from exported tasks and answers to the tool's own export.

Written from what the real tools wrote (see `fixtures/README.md`), without the code under test.
"""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from stancebench.labels.answer import Answer, AnswerStance
from tests.labels.exchange.support import CODEBOOK, TARGETS

Answers = Mapping[str, Mapping[str, Answer]]
"""Answer by the name of the annotator in the tool and by key; what is not there was not read."""

TOPICS: dict[int, str] = {topic["code"]: f"{topic['code']} {topic['name']}" for topic in CODEBOOK["topics"]}
SUBS = {"16.1": "16.1 Forces", "16.10": "16.10 War"}
LABELS: dict[str, str] = {item["id"]: f"{item['id']} {item['proposition']}" for item in CODEBOOK["targets"]}


def phrases(item: AnswerStance) -> list[str]:
    """What differs from the usual, as the tools show it."""
    said = [f"holder {item.holder}"] if item.holder != "speaker" else []
    said += [f"reported {item.reported}"] if item.reported else []
    said += [f"context {item.context}"] if item.context != "paragraph" else []
    said += [f"confidence {item.confidence}"] if item.confidence != 3 else []
    return said + (["implicit"] if item.implicit else []) + list(item.flags)


def stances(answer: Answer) -> dict[str, str]:
    """Every answered target with its stance."""
    said: dict[str, str] = {item.target: item.stance for item in answer.stances}
    return said | dict.fromkeys(answer.unrelated, "unrelated")


def details(answer: Answer, candidates: list[str], *, with_stance: bool) -> list[str]:
    """Lines for details, and for the stance towards further targets."""
    by_id = {item.target: phrases(item) for item in answer.stances}
    lines = {name: by_id.get(name, []) for name in stances(answer)}
    if with_stance:
        lines = {n: [*([stances(answer)[n]] if n not in candidates else []), *said] for n, said in lines.items()}
    return [f"{name}: {', '.join(said)}" for name, said in lines.items() if said]


def labelstudio(folder: Path, answers: Answers, out: Path, *, utf16: bool = False) -> Path:
    """An export in JSON: users are numbered from 1 in their order."""
    tasks = json.loads((folder / "tasks.json").read_text(encoding="utf-8"))
    rows = []
    for number, task in enumerate(tasks, start=1):
        annotations = []
        for user, (_, said) in enumerate(answers.items(), start=1):
            answer = said.get(task["data"]["key"])
            if answer is not None:
                result = [] if answer.skipped else results(answer, task["data"], utf16=utf16)
                annotations.append(
                    {
                        "id": number * 10 + user,
                        "completed_by": user,
                        "was_cancelled": answer.skipped,
                        "result": result,
                        "draft_created_at": None,
                        "parent_prediction": None,
                    }
                )
        rows.append({"id": number, "annotations": annotations, "drafts": [], "predictions": [], "data": task["data"]})
    path = out / "export.json"
    path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    return path


def results(answer: Answer, data: dict[str, Any], *, utf16: bool = False) -> list[dict[str, Any]]:
    """The results of one annotation of Label Studio."""

    def units(place: int) -> int:
        return len(data["text"][:place].encode("utf-16-le")) // 2 if utf16 else place

    candidates = [item["id"] for item in data["candidates"]]
    topic = TOPICS[answer.topic or 0]
    entries: list[tuple[str, str, dict[str, Any]]] = [
        ("topic", "taxonomy", {"taxonomy": [[topic, SUBS[answer.sub]] if answer.sub else [topic]]})
    ]
    if answer.function:
        entries.append(("function", "choices", {"choices": [answer.function]}))
    if answer.second is not None:
        entries.append(("second_topic", "choices", {"choices": [TOPICS[answer.second]]}))
    paths = []
    for target, stance in stances(answer).items():
        if target in candidates:
            entries.append((f"candidate_stance_{candidates.index(target)}", "choices", {"choices": [stance]}))
        else:
            paths.append([TOPICS[int(target[1:3])], LABELS[target], stance])
    for item in answer.stances:
        paths += [[TOPICS[int(item.target[1:3])], LABELS[item.target], said] for said in phrases(item)]
        if item.start is not None and item.end is not None:
            words = " ".join(data["text"][item.start : item.end].split())
            span = {"start": units(item.start), "end": units(item.end), "text": words, "labels": [item.target]}
            entries.append(("evidence", "labels", span))
    if paths:
        entries.append(("targets", "taxonomy", {"taxonomy": paths}))
    if answer.note:
        entries.append(("note", "textarea", {"text": [answer.note]}))
    return [
        {
            "id": f"r{number}",
            "from_name": name,
            "to_name": name.replace("candidate_stance", "candidate") if name.startswith("candidate") else "text",
            "type": kind,
            "value": value,
        }
        for number, (name, kind, value) in enumerate(entries)
    ]


def argilla(folder: Path, answers: Answers, out: Path) -> Path:
    """The answer of the server; users go by their names."""
    records = json.loads((folder / "records.json").read_text(encoding="utf-8"))
    items = []
    for record in records:
        responses = []
        for user, said in answers.items():
            answer = said.get(record["id"])
            if answer is not None:
                names = [line.split()[1].rstrip(":") for line in record["fields"].get("candidates", "").splitlines()]
                values = {"evidence": []} if answer.skipped else _values(answer, names)
                status = "discarded" if answer.skipped else "submitted"
                wrapped = {name: {"value": value} for name, value in values.items()}
                responses.append({"id": "r", "values": wrapped, "status": status, "user_id": user})
        kept = {name: record[name] for name in ("fields", "metadata", "status")}
        items.append({"id": "s", "external_id": record["id"], "responses": responses, **kept})
    path = out / "responses.json"
    path.write_text(json.dumps({"items": items, "total": len(items)}), encoding="utf-8")
    return path


def _values(answer: Answer, candidates: list[str]) -> dict[str, Any]:
    further = {target: stance for target, stance in stances(answer).items() if target not in candidates}
    values: dict[str, Any] = {
        "topic": str(answer.topic),
        "function": answer.function,
        "sub_code": answer.sub,
        "second_topic": None if answer.second is None else str(answer.second),
        "details": "\n".join(details(answer, candidates, with_stance=False)),
        "note": answer.note,
        **{stance: [name for name in further if further[name] == stance] for stance in set(further.values())},
        **{f"stance_{n}": stances(answer)[name] for n, name in enumerate(candidates, start=1)},
    }
    spans = [{"label": s.target, "start": s.start, "end": s.end} for s in answer.stances if s.start is not None]
    return {name: value for name, value in values.items() if value} | {"evidence": spans}


def doccano(folder: Path, answers: Answers, out: Path) -> Path:
    """A ZIP with a file a user, of the approved documents only."""
    lines = (folder / "examples.jsonl").read_text(encoding="utf-8").split("\n")
    examples = [json.loads(line) for line in lines if line]
    path = out / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for user, said in {"admin": {}, **answers}.items():
            rows = []
            for number, example in enumerate(examples):
                answer = said.get(example["key"])
                if answer is not None:
                    rows.append({"id": number, **example, **document(answer)})
            archive.writestr(f"{user}.jsonl", "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    return path


def document(answer: Answer) -> dict[str, Any]:
    if answer.skipped:
        return {"cats": ["skipped"], "entities": [], "Comments": [answer.note] if answer.note else []}
    cats = [f"topic: {TOPICS[answer.topic or 0]}"]
    cats += [f"function: {answer.function}"] if answer.function else []
    cats += [f"sub-code: {SUBS[answer.sub]}"] if answer.sub else []
    cats += [f"second topic: {TOPICS[answer.second]}"] if answer.second is not None else []
    cats += [f"{target}: {stance}" for target, stance in stances(answer).items()]
    spans: list[tuple[int, int, str]] = []
    comments = details(answer, list(TARGETS), with_stance=False)
    for item in sorted(answer.stances, key=lambda item: (item.start or 0, item.target)):
        if item.start is not None and item.end is not None:
            if all(item.start >= end or item.end <= start for start, end, _ in spans):
                spans.append((item.start, item.end, item.target))
            else:
                comments.append(f"{item.target} evidence: {item.start}-{item.end}")
    text = "\n".join([*comments, *([answer.note] if answer.note else [])])
    return {"cats": sorted(cats), "entities": sorted(spans), "Comments": [text] if text else []}


def prodigy(folder: Path, answers: Answers, out: Path) -> Path:
    """Lines of ``db-out``; annotators go by the names of their sessions."""
    lines = (folder / "tasks.jsonl").read_text(encoding="utf-8").split("\n")
    rows = []
    for user, said in answers.items():
        for task in (json.loads(line) for line in lines if line):
            answer = said.get(task["meta"]["key"])
            if answer is not None:
                state = {"answer": "ignore" if answer.skipped else "accept", "note": answer.note}
                marks = {"_timestamp": 1707211049, "_annotator_id": user, "_session_id": user, "_view_id": "blocks"}
                rows.append({**task, **marks, **state, **({} if answer.skipped else _task(answer, task))})
    path = out / "answers.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def _task(answer: Answer, task: dict[str, Any]) -> dict[str, Any]:
    names = [line.split()[0].rstrip(":") for line in task["candidates"].splitlines()]
    accept = [f"topic {answer.topic}"]
    accept += [f"function {answer.function}"] if answer.function else []
    accept += [f"sub-code {answer.sub}"] if answer.sub else []
    accept += [f"second-topic {answer.second}"] if answer.second is not None else []
    accept += [f"{name} {stances(answer)[name]}" for name in names]
    assert set(accept) <= {option["id"] for option in task["options"]}
    spans = [{"start": s.start, "end": s.end, "label": s.target} for s in answer.stances if s.start is not None]
    return {"accept": accept, "spans": spans, "details": "\n".join(details(answer, names, with_stance=True))}


def sheet(folder: Path, answers: Answers, out: Path) -> Path:
    """The sheet, filled in for several annotators below each other."""
    with (folder / "labels.csv").open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    filled = []
    for user, said in answers.items():
        for key in dict.fromkeys(row["key"] for row in rows):
            own = [{**row, "annotator": user} for row in rows if row["key"] == key]
            answer = said.get(key.removeprefix("k"))
            if answer is not None:
                filled += _filled(own, answer)
    path = out / "labels.csv"
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]))
        writer.writeheader()
        writer.writerows(filled)
    return path


def _filled(rows: list[dict[str, str]], answer: Answer) -> list[dict[str, str]]:
    guarded = f"'{answer.note}" if answer.note[:1] in "=+-@\t\r\n'＝＋－＠" and answer.note else answer.note
    rows[0] |= {"answer": "skipped" if answer.skipped else "done", "note": guarded}
    if answer.skipped:
        return rows
    rows[-1] |= {
        "function": answer.function or "",
        "topic": TOPICS[answer.topic or 0],
        "sub_code": SUBS[answer.sub] if answer.sub else "",
        "second_topic": "" if answer.second is None else str(answer.second),
    }
    by_id = {item.target: item for item in answer.stances}
    shown = [row["target"] for row in rows]
    rows += [{**rows[0], "target": name} for name in stances(answer) if name not in shown]
    for row in rows:
        if row["target"] in by_id:
            item = by_id[row["target"]]
            names = ("stance", "holder", "reported", "context", "confidence", "start", "end")
            row.update({name: "" if getattr(item, name) is None else str(getattr(item, name)) for name in names})
            row.update({"implicit": "yes" if item.implicit else "", "flags": " ".join(item.flags)})
        elif row["target"]:
            row["stance"] = "unrelated"
    return rows


SIMULATED: dict[str, Callable[[Path, Answers, Path], Path]] = {
    "labelstudio": labelstudio,
    "argilla": argilla,
    "doccano": doccano,
    "prodigy": prodigy,
    "csv": sheet,
}
"""By format."""
