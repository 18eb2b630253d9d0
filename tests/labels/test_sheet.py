"""The reading sheet: what it shows, what it hides, in which order."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest

from stancebench.errors import UserError
from stancebench.files import write_jsonl
from stancebench.labels.sheet import read_passages, write_sheet
from stancebench.workspace import Workspace
from tests.labels.support import batch_items, edit_rows, fault, forget_batches, read_rows, run

SHEET = Path("sheet.md")
HEADING = re.compile(r"^## ([0-9a-f]{12})$", re.MULTILINE)


def sheet(workspace: Workspace, seed: int = 1) -> str:
    assert write_sheet(workspace, "batch-001", SHEET, order_seed=seed) == 216
    return SHEET.read_text(encoding="utf-8")


def sections(text: str) -> dict[str, str]:
    """The sections of a sheet by key."""
    parts = HEADING.split(text)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_section_is_role_context_and_text_and_nothing_else(workspace: Workspace) -> None:
    rows = {row["paragraph_id"]: row for row in read_rows(workspace)}
    shown = sections(sheet(workspace))
    assert len(shown) == 216
    for paragraph_id, item in batch_items(workspace).items():
        document, turn, number = paragraph_id.split("/")
        earlier = [other for other in range(int(number)) if other != 3][-2:]  # at 3 stands a stage direction
        before = [f"before: [head_of_state] {rows[f'{document}/{turn}/{other:03d}']['text']}" for other in earlier]
        lines = ["role: head_of_state", *(before or ["before: (start)"]), "---", rows[paragraph_id]["text"], "---"]
        assert shown[item.key].strip() == "\n".join(lines)


def test_the_head_names_the_batch_and_its_size(workspace: Workspace) -> None:
    assert sheet(workspace).startswith("# batch-001: 216 paragraphs\n\n## ")


def test_speaker_date_document_and_address_are_hidden(workspace: Workspace) -> None:
    ids = [row["paragraph_id"] for row in read_rows(workspace)]
    edit_rows(
        workspace,
        speaker_id=dict.fromkeys(ids, "zebra"),
        date=dict.fromkeys(ids, datetime.date(1777, 12, 31)),
        venue=dict.fromkeys(ids, "Lighthouse"),
        source_url=dict.fromkeys(ids, "https://lighthouse.example"),
    )
    text = sheet(workspace)
    secrets = ["zebra", "1777", "12-31", "Lighthouse", "lighthouse", "mini-", "pass-a", "pass-b"]
    assert [word for word in secrets if word in text] == []
    assert not any(paragraph_id in text for paragraph_id in ids)


def test_the_context_is_the_end_of_the_paragraph_before(workspace: Workspace) -> None:
    words = [f"word{number}" for number in range(100)]
    edit_rows(workspace, text={"mini-1900/000/000": " ".join(words)})
    items = batch_items(workspace)
    shown = sections(sheet(workspace))
    end = f"before: [head_of_state] … {' '.join(words[-90:])}\n"
    assert end in shown[items["mini-1900/000/001"].key]
    assert {name for name in items if "word99" in shown[items[name].key]} == {
        "mini-1900/000/000",
        "mini-1900/000/001",
        "mini-1900/000/002",
    }


def test_an_answer_is_shown_with_its_whole_question(workspace: Workspace) -> None:
    first, second, third = (f"mini-1900/000/{number:03d}" for number in range(3))
    edit_rows(
        workspace,
        qa_role={first: "question", second: "question", third: "answer"},
        role={first: "journalist", second: "journalist"},
        text={first: "Will you cut the tax?", second: "And when?"},
        turn={third: 1},
    )
    passages = read_passages(workspace)
    assert passages.question(third) == "Will you cut the tax? And when?"
    assert passages.context(third) == []
    assert "\nquestion: Will you cut the tax? And when?\n---\n" in passages.show(third)
    assert passages.question(second) == ""


def test_the_candidates_are_shown_and_the_speaker_is_masked(workspace: Workspace) -> None:
    name = "mini-1900/000/000"
    edit_rows(workspace, text={name: "I, Zebra, said so; Zebras did not."}, speaker_label={name: "MR. ZEBRA"})
    edit_rows(workspace, speaker_id={name: "zebra"})
    items = [item.model_copy(update={"candidates": ("p01-cut-taxes",)}) for item in batch_items(workspace).values()]
    forget_batches(workspace)
    write_jsonl(workspace.batches / "batch-001.jsonl", items)
    shown = sections(sheet(workspace))[batch_items(workspace)[name].key]
    assert "\n---\nI, ▮▮▮▮▮, said so; Zebras did not.\n---\ncandidates: p01-cut-taxes\n" in shown


def test_the_order_turns_with_the_seed_and_the_paragraphs_stay(workspace: Workspace) -> None:
    first, again, other = sheet(workspace, 1), sheet(workspace, 1), sheet(workspace, 2)
    assert first == again
    assert HEADING.findall(first) != HEADING.findall(other)
    trimmed = [{key: part.strip() for key, part in sections(text).items()} for text in (first, other)]
    assert trimmed[0] == trimmed[1]


def test_the_command_writes_the_sheet(workspace: Workspace) -> None:
    assert run("sheet", "batch-001", "sheets/a.md", "--order-seed", "2") == ("216 paragraphs written to sheets/a.md\n")
    assert Path("sheets/a.md").read_text(encoding="utf-8") == sheet(workspace, 2)


def test_an_unknown_batch_is_one_clear_line(workspace: Workspace) -> None:
    known = "no batch 'batch-002'; expected one of batch-001; to mend it: stancebench labels sample"
    assert fault("sheet", "batch-002", "sheet.md") == known
    forget_batches(workspace)
    assert fault("sheet", "batch-001", "sheet.md") == "no batch 'batch-001'; to mend it: stancebench labels sample"
    assert not SHEET.exists()


def test_a_corpus_that_lacks_a_paragraph_is_one_clear_line(workspace: Workspace) -> None:
    edit_rows(workspace, paragraph_id={"mini-1900/000/000": "mini-1900/000/900"})
    build = "to mend it: stancebench corpus hydrate, then stancebench corpus build --all"
    assert fault("sheet", "batch-001", "sheet.md") == f"the corpus lacks mini-1900/000/000; {build}"
    workspace.paragraphs.unlink()
    assert fault("sheet", "batch-001", "sheet.md") == (
        f"{workspace.paragraphs} does not exist; expected a Parquet file; to mend it: stancebench corpus build"
    )
    assert not SHEET.exists()


def test_a_passage_that_does_not_exist_is_refused(workspace: Workspace) -> None:
    with pytest.raises(UserError, match=r"^the corpus lacks mini-1800/000/000; to mend it: stancebench corpus hydrate"):
        read_passages(workspace).show("mini-1800/000/000")
