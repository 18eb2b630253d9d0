"""Files that the real tools wrote are read as what their users did in them; see `fixtures/README.md`."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from stancebench.labels.event import StanceLabel
from stancebench.labels.exchange.take import take_labels
from stancebench.workspace import Workspace
from tests.labels.exchange.support import (
    ARMY,
    TARIFF,
    TAX,
    TEXTS,
    batch_keys,
    essence,
    events_of,
    fault,
    make_workspace,
    shown_text,
    write_map,
)

FIXTURES = Path(__file__).parent / "fixtures"
LABEL_STUDIO = FIXTURES / "labelstudio-1.23.2.json"
ARGILLA = "2e4d60fb-b1b6-43bf-899b-08d0eec4d8a4", "68c64aa1-0d68-49bf-b955-b9209ee5999c"


def quotes(workspace: Workspace, annotator: str) -> dict[str, str]:
    """The words that an annotator marked, by the first word of the paragraph and the target."""
    texts = {key: shown_text(text) for key, text in zip(batch_keys(workspace), TEXTS, strict=True)}
    return {
        f"{texts[key].split()[0]} {item.target}": texts[key][item.start : item.end]
        for key, event in events_of(workspace, annotator).items()
        for item in event.stances
        if item.start is not None
    }


def test_label_studio_keeps_two_users_skips_and_drafts_apart(workspace: Workspace, tmp_path: Path) -> None:
    users = write_map(tmp_path / "map.yaml", _1="human-a", _2="human-b")
    take_labels(workspace, LABEL_STUDIO, tool="labelstudio", annotators=users, partial=True)
    cut, odd, navy, thanks = batch_keys(workspace)
    first, second = events_of(workspace, "human-a"), events_of(workspace, "human-b")
    assert set(first) == {cut, odd, navy, thanks}
    assert {key: event.kind for key, event in second.items()} == {cut: "label", odd: "label", thanks: "skip"}
    assert first[thanks].kind == "label" and first[thanks].stances == ()
    assert essence(first[cut]) == (
        "label",
        "position",
        1,
        "",
        None,
        {
            TAX: StanceLabel(target=TAX, stance="favor", start=59, end=68),
            ARMY: StanceLabel(target=ARMY, stance="unrelated"),
        },
        "Hard: “next year” 😀",
    )
    assert (first[odd].topic, first[odd].sub_code) == (16, "16.10")
    tariff = next(item for item in first[navy].stances if item.target == TARIFF)
    assert (tariff.stance, tariff.holder, tariff.flags) == ("favor", "institution", ("irony",))
    assert quotes(workspace, "human-a") == {
        f"We {TAX}": "cut taxes",
        f"=SUM(A1) {TAX}": "lower taxes",
        f"=SUM(A1) {ARMY}": "<b>more</b> ships",
        f"Our {ARMY}": "ships,  and guard",
        f"Our {TARIFF}": "duty on cloth",
    }
    assert quotes(workspace, "human-b") == {
        f"We {TAX}": "We will cut taxes 😀 this",
        f"=SUM(A1) {TAX}": "owners 👍🏽 need",
    }


def test_label_studio_s_older_unit_of_offsets_gives_the_same_events(workspace: Workspace, tmp_path: Path) -> None:
    tasks = json.loads(LABEL_STUDIO.read_text(encoding="utf-8"))
    for task in tasks:
        text = task["data"]["text"]
        for value in (result["value"] for item in task["annotations"] for result in item["result"]):
            for place in ("start", "end"):
                if place in value:
                    value[place] = len(text[: value[place]].encode("utf-16-le")) // 2
    old = tmp_path / "old.json"
    old.write_text(json.dumps(tasks), encoding="utf-8")
    users = write_map(tmp_path / "map.yaml", _1="human-a", _2="human-b")
    take_labels(workspace, old, tool="labelstudio", annotators=users, partial=True)
    again = make_workspace(tmp_path / "again")
    take_labels(again, LABEL_STUDIO, tool="labelstudio", annotators=users, partial=True)
    for annotator in ("human-a", "human-b"):
        old_events, new_events = events_of(workspace, annotator), events_of(again, annotator)
        assert [essence(old_events[key]) for key in new_events] == [essence(event) for event in new_events.values()]


def test_label_studio_s_two_units_in_one_file_are_refused(workspace: Workspace, tmp_path: Path) -> None:
    tasks = json.loads(LABEL_STUDIO.read_text(encoding="utf-8"))
    span = next(
        result["value"]
        for task in tasks
        for item in task["annotations"]
        for result in item["result"]
        if result["value"].get("text") == "cut taxes"
    )
    span["start"], span["end"] = span["start"] + 1, span["end"] + 1
    mixed = tmp_path / "mixed.json"
    mixed.write_text(json.dumps(tasks), encoding="utf-8")
    found = fault("import", str(mixed), "--format", "labelstudio", "--annotator", "human-a")
    assert "counted in characters" in found and "UTF-16" in found and "two files" in found


def test_no_name_or_address_of_a_user_gets_into_the_events(workspace: Workspace, tmp_path: Path) -> None:
    users = write_map(tmp_path / "map.yaml", **{"anna@example.org": "human-a", "bob@example.org": "human-b"})
    tasks = json.loads(LABEL_STUDIO.read_text(encoding="utf-8"))
    emails = {1: "anna@example.org", 2: "bob@example.org"}
    for task in tasks:
        for item in task["annotations"]:
            item["completed_by"] = {"id": item["completed_by"], "email": emails[item["completed_by"]]}
    path = tmp_path / "export.json"
    path.write_text(json.dumps(tasks), encoding="utf-8")
    take_labels(workspace, path, tool="labelstudio", annotators=users, partial=True)
    written = "".join(file.read_text(encoding="utf-8") for file in workspace.events.iterdir())
    assert "@" not in written and "anna" not in written and "bob" not in written


@pytest.mark.parametrize("form", ["server", "sdk"])
def test_argilla_keeps_drafts_and_discarded_responses_apart(workspace: Workspace, tmp_path: Path, form: str) -> None:
    users = write_map(tmp_path / "map.yaml", **dict(zip(ARGILLA, ("human-a", "human-b"), strict=True)))
    path = FIXTURES / f"argilla-2.8.0-{form}.json"
    take_labels(workspace, path, tool="argilla", annotators=users, partial=True)
    cut, odd, navy, thanks = batch_keys(workspace)
    first, second = events_of(workspace, "human-a"), events_of(workspace, "human-b")
    assert {key: event.kind for key, event in first.items()} == dict.fromkeys((cut, odd, navy, thanks), "label")
    assert {key: event.kind for key, event in second.items()} == {cut: "label", odd: "skip", thanks: "skip"}
    assert quotes(workspace, "human-a") == {
        f"We {TAX}": "cut taxes",
        f"=SUM(A1) {TAX}": "lower taxes",
        f"=SUM(A1) {ARMY}": "ships",
        f"Our {ARMY}": "Build ten ships",
        f"Our {TARIFF}": "duty",
    }
    assert quotes(workspace, "human-b") == {f"We {TAX}": "We will cut"}
    assert first[cut].note == "Hard: next year"
    tariff = next(item for item in first[navy].stances if item.target == TARIFF)
    assert (tariff.stance, tariff.holder, tariff.flags) == ("favor", "institution", ("irony",))


def test_argilla_without_the_status_of_responses_is_refused(workspace: Workspace) -> None:
    path = FIXTURES / "argilla-2.8.0-nested.json"
    found = fault("import", str(path), "--format", "argilla", "--annotator", "human-a")
    assert "without a status" in found and "README.md" in found
    assert not workspace.events.exists()


def test_doccano_takes_what_is_not_approved_as_skipped(workspace: Workspace, tmp_path: Path) -> None:
    users = write_map(tmp_path / "map.yaml", anna="human-a", bob="human-b")
    take_labels(workspace, FIXTURES / "doccano-1.8.4.zip", tool="doccano", annotators=users)
    cut, odd, navy, thanks = batch_keys(workspace)
    first, second = events_of(workspace, "human-a"), events_of(workspace, "human-b")
    assert {event.kind for event in first.values()} == {"label"} and len(first) == 4
    kinds = {key: event.kind for key, event in second.items()}
    assert kinds == {cut: "label", odd: "skip", navy: "skip", thanks: "skip"}
    assert quotes(workspace, "human-a") == {
        f"We {TAX}": "cut taxes",
        f"=SUM(A1) {TAX}": "lower taxes",
        f"=SUM(A1) {ARMY}": "ships",
        f"Our {ARMY}": "Build ten ships",
        f"Our {TARIFF}": "duty",
    }
    assert quotes(workspace, "human-b") == {f"We {TAX}": "taxes 😀 this"}
    assert (first[cut].note, first[navy].note) == ("Hard: next year", "Two things at once.")
    tariff = next(item for item in first[navy].stances if item.target == TARIFF)
    assert (tariff.holder, tariff.flags) == ("institution", ("irony",))


def test_doccano_with_partial_leaves_out_what_is_not_approved(workspace: Workspace, tmp_path: Path) -> None:
    with zipfile.ZipFile(FIXTURES / "doccano-1.8.4.zip") as archive:
        archive.extract("bob.jsonl", tmp_path)
    users = write_map(tmp_path / "map.yaml", bob="human-b")
    take_labels(workspace, tmp_path / "bob.jsonl", tool="doccano", annotators=users, partial=True)
    cut, odd, _, _ = batch_keys(workspace)
    assert {key: event.kind for key, event in events_of(workspace, "human-b").items()} == {cut: "label", odd: "skip"}


def test_a_sheet_saved_by_libreoffice_gives_what_was_exported(workspace: Workspace, tmp_path: Path) -> None:
    users = write_map(tmp_path / "map.yaml", _1="human-a", _2="human-b")
    take_labels(workspace, LABEL_STUDIO, tool="labelstudio", annotators=users, partial=True)
    again = make_workspace(tmp_path / "again")
    take_labels(again, FIXTURES / "libreoffice-7.4.7.csv", tool="csv", annotator_id="human-a")
    first, second = events_of(workspace, "human-a"), events_of(again, "human-a")
    assert {key: essence(event) for key, event in second.items()} == {
        key: essence(event) for key, event in first.items()
    }
