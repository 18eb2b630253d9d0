"""Faults that damaged documents found, each with the smallest input that shows it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from stancebench.corpus.parse.document import ParsedDocument
from stancebench.corpus.parse.guard import parse_files
from stancebench.corpus.parse.labels import likeness
from stancebench.corpus.parse.notes import join_said
from stancebench.corpus.parse.transcript import MAX_LINES, parse_transcript
from stancebench.corpus.read.decode import MAX_CHARACTERS, decode, normalise
from stancebench.errors import UserError
from stancebench.workspace import Workspace
from tests.corpus.support import edit_manifest
from tests.corpus.test_cli import refused, run

SAID = "We said it here, and we say it there."


def parsed(name: str, text: str) -> ParsedDocument:
    document = parse_transcript([(name, text.encode("utf-8", errors="surrogatepass"))])
    assert document.gaps() == []
    return document


def spoken(document: ParsedDocument) -> list[str]:
    return [paragraph.text for turn in document.turns for paragraph in turn.paragraphs]


def test_a_speaker_on_two_lines_is_no_speech() -> None:
    document = parsed("a.csv", f'speaker,text\n"Anna\nBerg","{SAID}"\nA. Holm,So it is.\n')
    assert spoken(document) == [SAID, "So it is."]
    assert [turn.speaker for turn in document.turns] == ["Anna Berg", "A. Holm"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.jsonl", '{"speaker": "A. Berg", "text": "We \\ud800 said\\u0000 it."}'),
        ("a.html", "<title>half &#xD800;</title><p>We &#xD800; said it here, and we say it there.</p>"),
    ],
)
def test_half_a_character_is_replaced(name: str, text: str) -> None:
    document = parsed(name, text)
    written = document.model_dump_json()
    assert not any(0xD800 <= ord(sign) < 0xE000 for sign in document.text + "".join(document.metadata.values()))
    assert ParsedDocument.model_validate_json(written) == document


def test_normalising_keeps_the_length_of_halves() -> None:
    assert normalise("a\ud800\udfffb") == "a\ufffd\ufffdb"


@pytest.mark.parametrize("charset", ["undefined", "utf-7", "unicode_escape", "idna", "rot13", "zlib", "nosuch"])
def test_a_declared_charset_that_is_none_for_documents(charset: str) -> None:
    said = "L’été passé, à la fête, le président a déclaré qu’il était très reconnaissant à ses hôtes français."
    found = decode(f'<meta charset="{charset}"><p>{said}</p>'.encode("cp1252"), "a.html")
    assert said in found.text


@pytest.mark.parametrize(
    ("front", "why"),
    [
        ("a: &a [x, x]\nb: [*a, *a]", "aliases"),
        ("a: &a [*a]", "aliases"),
        ("a: &a {b: c}\nd: {<<: [*a, *a]}", "aliases"),
        ("a: !!bool maybe", "maybe"),
        ("a: !!int ''", "index"),
        ("date: 2020-13-45", "month"),
        ("a: " + "[" * 3000, "flow node"),
    ],
)
def test_front_matter_that_is_refused(front: str, why: str) -> None:
    with pytest.raises(UserError, match="front matter") as found:
        parsed("a.md", f"---\n{front}\n---\n\n{SAID}\n")
    assert why in str(found.value)


def test_front_matter_may_name_a_value_twice() -> None:
    document = parsed("a.md", f"---\ntitle: &t A title\nheadline: *t\n---\n\n{SAID}\n")
    assert (document.metadata["title"], document.metadata["headline"]) == ("A title", "A title")


def test_a_rule_in_the_text_is_no_front_matter() -> None:
    assert spoken(parsed("a.md", f"{SAID}\n\n---\n\ntitle: no\n\n---\n\n{SAID}"))[0] == SAID


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{"text": ' + "9" * 5000 + "}", "4300"),
        ('{"text": "a"}\n' + "[" * 200_000, "nested too deep"),
        ('{"rows": [{"text": "a"}, "b"]}', "columns rows"),
        ('[{"text": "a"}, 1]', "no object"),
    ],
)
def test_json_that_is_refused(text: str, why: str) -> None:
    with pytest.raises(UserError, match=why):
        parsed("a.jsonl", text)


def test_short_rows_need_no_room_for_the_columns_they_lack() -> None:
    import tracemalloc

    wide = ",".join(["text", *map(str, range(5_000))])
    text = f'{wide}\n"{SAID}"\n' + "So it is.\n" * 2_000
    tracemalloc.start()
    document = parsed("a.csv", text)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(spoken(document)) == 2_001
    assert peak < 60_000_000  # a dictionary of 5,000 for each row would take 600 MB


def test_nothing_but_signs_is_no_speech() -> None:
    with pytest.raises(UserError, match="holds no speech"):
        parsed("a.txt", "×,")


def test_too_much_text_is_refused() -> None:
    with pytest.raises(UserError, match="characters"):
        decode(b"a " * (MAX_CHARACTERS // 2 + 1), "a.txt")


def test_joining_what_was_said_counts_the_places() -> None:
    said, places = join_said(" We [a]said \n [b] it. [c]", [(4, 7), (14, 17), (22, 25)])
    assert (said, places) == ("We said it.", [2, 7, 11])
    assert join_said("[a][b]x", [(0, 3), (3, 6)]) == ("x", [0, 0])
    assert join_said("well-\nknown", [], hyphens=True) == ("well-known", [])


def test_likeness_is_that_of_difflib_or_nothing() -> None:
    from difflib import SequenceMatcher

    pairs = [("PRIME MINISTER", "PRIMF MINISTEP"), ("BERG", "HOLM"), ("a", "a"), ("THE PRESIDENT", "PRESIDENT")]
    for first, second in pairs:
        ratio = SequenceMatcher(None, first, second).ratio()
        assert likeness(first, second, 0.7) == (ratio if ratio >= 0.7 else 0.0)


@pytest.mark.skipif(sys.platform != "linux", reason="the memory is limited on Linux only")
def test_a_document_that_needs_too_much(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("MR. BERG: We said it.\n\nQ Is it so?\n\n" * 15_000, encoding="utf-8")
    with pytest.raises(UserError, match=r"memory|stopped"):
        parse_files([path], memory=100 * 2**20)
    with pytest.raises(UserError, match="not parsed within 0 s"):
        parse_files([path], seconds=0.3)


def test_too_many_lines_are_refused() -> None:
    with pytest.raises(UserError, match="lines"):
        parsed("a.txt", f"{SAID}\n\n" * (MAX_LINES + 1))


def test_a_fault_of_the_parser_is_a_clear_error(tmp_path: Path) -> None:
    from stancebench.corpus.parse.profile import GENERIC, Mark

    path = tmp_path / "a.txt"
    path.write_text(f"MR. BERG: {SAID}\n\nMR. BERG: {SAID}\n", encoding="utf-8")
    broken = GENERIC.model_copy(update={"marks": (Mark.model_construct(pattern="(", inline=False),)})
    with pytest.raises(UserError, match="the parser failed on a"):
        parse_files([path], profile=broken)


@pytest.mark.parametrize("command", ["build", "hydrate"])
@pytest.mark.parametrize("path", ["../../etc/passwd", "/etc/passwd", "data/../../x", "C:/x", "a\\..\\x"])
def test_a_path_that_leads_out_stops_every_command(command: str, path: str, workspace: Workspace) -> None:
    edit_manifest(workspace, 2, path=path)
    message = refused(command)
    assert "line 2" in message
    assert "path" in message


def test_a_path_that_leads_out_is_a_finding(workspace: Workspace) -> None:
    edit_manifest(workspace, 2, path="../../etc/passwd")
    code, out, _ = run("check")
    assert code == 1
    assert "expected a path within the source" in " ".join(out.split())


def test_a_part_that_leads_out_stops_the_build(workspace: Workspace) -> None:
    part = {"path": "../../etc/passwd", "sha256": "0" * 64}
    edit_manifest(workspace, 1, parts=[part])
    assert "path" in refused("build")
    assert json.dumps(part["path"])[1:-1] in refused("build")
