"""The web application, asked as a browser asks it and as a foreign page would."""

from __future__ import annotations

import errno
import json
import os
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from stancebench.files import read_jsonl
from stancebench.labels.event import LabelEvent
from stancebench.labels.serve.app import make_app
from stancebench.labels.serve.desk import Desk
from stancebench.labels.serve.draft import Draft
from stancebench.workspace import Workspace
from tests.labels.serve.support import (
    ANNOTATOR,
    ASIDE,
    BATCH,
    CANDIDATES,
    CUT,
    DOCUMENT,
    HIDDEN,
    QUESTION,
    TARIFF,
    TAXES,
    key,
    label,
    whole_answer,
)

if TYPE_CHECKING:
    from starlette.testclient import TestClient

pytest.importorskip("starlette", reason='starlette is not installed: pip install "stancebench[serve]"')
pytestmark = pytest.mark.filterwarnings("ignore:Using .httpx. with .starlette.testclient.")

ORIGIN = "http://127.0.0.1:8771"
OURS = {"Origin": ORIGIN}


@pytest.fixture
def client(desk: Desk) -> Iterator[TestClient]:
    """A client that speaks like the page itself."""
    from starlette.testclient import TestClient

    with TestClient(make_app(desk), base_url=ORIGIN, headers=OURS) as made:
        yield made


def page_data(client: TestClient, text: str) -> dict[str, Any]:
    """What a paragraph's page hands to its script."""
    page = client.get(f"/p/{key(text)}").text
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    data: dict[str, Any] = json.loads(found[1])
    return data


def step_body(version: int = 0) -> dict[str, Any]:
    return {"desk": f"{BATCH}.{ANNOTATOR}", "version": version}


def draft_body(text: str, version: int = 0) -> dict[str, Any]:
    return {**step_body(version), "answer": whole_answer(text).model_dump(mode="json")}


def test_a_page_shows_role_context_question_and_text(client: TestClient) -> None:
    page = client.get(f"/p/{key(TAXES)}").text
    assert "<b>principal</b>" in page
    assert '<span class="chip">principal</span> Good morning' in page
    assert f"<p>{QUESTION}</p>" in page
    data = page_data(client, TAXES)
    assert data["text"] == TAXES.replace("Doe", "▮▮▮")
    assert data["candidates"] == [CUT, "p18-protective-tariffs"]
    assert [target["id"] for target in data["targets"]] == [CUT, "p18-protective-tariffs", "p18-trade-agreements"]
    assert [part["code"] for part in data["topics"][1]["sub_codes"]] == ["18.1", "18.2"]
    assert 'id="question"' not in page
    assert page_data(client, TARIFF)["text"] == TARIFF


@pytest.mark.parametrize("path", ["/", "/guidelines", "/codebook", *(f"/p/{key(text)}" for text in CANDIDATES)])
def test_no_page_tells_who_spoke_when_or_where(client: TestClient, path: str) -> None:
    page = client.get(path).text
    if path == f"/p/{key(QUESTION)}":  # as on the sheet, only the name of the paragraph's own speaker is masked
        page = page.replace("I am Doe and", "")
    assert [word for word in (*HIDDEN, DOCUMENT, "jane") if word in page] == []


def test_answers_to_changes_do_not_tell_it_either(client: TestClient) -> None:
    sent = client.put(f"/p/{key(TAXES)}/draft", json=draft_body(TAXES))
    done = client.post(f"/p/{key(TAXES)}/finish", json=step_body(1))
    refused = client.put(f"/p/{key(TAXES)}/draft", json=draft_body(TARIFF, 1))
    assert [answer.status_code for answer in (sent, done, refused)] == [200, 200, 409]
    for answer in (sent, done, refused):
        assert [word for word in (*HIDDEN, DOCUMENT) if word in answer.text] == []


def test_what_is_written_in_the_files_is_shown_and_never_run(client: TestClient) -> None:
    assert "<script>alert(1)</script>" not in client.get("/guidelines").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in client.get("/guidelines").text
    assert "<table>" in client.get("/guidelines").text
    assert "<b>not</b>" not in client.get("/codebook").text
    page = client.get(f"/p/{key(TAXES)}").text
    assert "<b>not</b>" not in page
    assert page.count("</script>") == 2


def test_a_question_offers_neither_favor_nor_against(client: TestClient) -> None:
    def offered(text: str) -> dict[str, bool]:
        radios = re.findall(r'<input type="radio" value="(\w+)"( disabled)?>', client.get(f"/p/{key(text)}").text)
        return {value: not off for value, off in radios}

    assert [value for value, is_on in offered(QUESTION).items() if not is_on] == ["favor", "against"]
    assert list(offered(TAXES).values()) == [True] * 5
    assert "A question carries no stance" in client.get(f"/p/{key(QUESTION)}").text
    body = draft_body(QUESTION)
    body["answer"]["stances"] = [{"target": CUT, "stance": "against", "start": 0, "end": 4}]
    client.put(f"/p/{key(QUESTION)}/draft", json=body)
    answer = client.post(f"/p/{key(QUESTION)}/finish", json=step_body(1))
    assert answer.status_code == 422
    assert [fault["field"] for fault in answer.json()["faults"]] == ["stance"]


def test_every_change_is_a_line_on_disk_before_it_is_confirmed(room: Workspace, client: TestClient) -> None:
    path = room.drafts / f"{BATCH}.{ANNOTATOR}.jsonl"
    body = draft_body(TAXES)
    answer = client.put(f"/p/{key(TAXES)}/draft", json=body)
    assert answer.json() == {
        "version": 1,
        "statusName": "begun",
        "faults": [],
        "progress": {"finished": 0, "skipped": 0, "total": 4},
        "next": answer.json()["next"],
    }
    [draft] = read_jsonl(path, Draft)
    assert (draft.key, draft.version, draft.round, draft.answer) == (key(TAXES), 1, 1, whole_answer(TAXES))
    body["version"], body["answer"]["note"] = 1, "More."
    assert client.put(f"/p/{key(TAXES)}/draft", json=body).json()["version"] == 2
    assert [draft.answer.note for draft in read_jsonl(path, Draft)] == ["", "More."]
    assert page_data(client, TAXES)["answer"]["note"] == "More."


def test_two_tabs_do_not_overwrite_each_other(client: TestClient) -> None:
    path = f"/p/{key(TAXES)}/draft"
    assert client.put(path, json=draft_body(TAXES)).status_code == 200
    late = client.put(path, json={**step_body(), "answer": {"note": "from the other tab"}})
    assert late.status_code == 409
    assert late.json()["error"].startswith("This paragraph was changed in another tab or window")
    assert page_data(client, TAXES)["answer"]["note"] == ""


def test_a_page_that_outlived_its_server_does_not_write_for_another_annotator(client: TestClient) -> None:
    body = {**draft_body(TAXES), "desk": f"{BATCH}.bob"}
    answer = client.put(f"/p/{key(TAXES)}/draft", json=body)
    assert answer.status_code == 409
    assert answer.json()["error"].startswith("This page is of batch-001.bob, but the server now serves batch-001.ada.")
    assert page_data(client, TAXES)["version"] == 0


def test_finish_skip_reopen_and_keep(room: Workspace, client: TestClient, desk: Desk) -> None:
    client.put(f"/p/{key(TAXES)}/draft", json=draft_body(TAXES))
    done = client.post(f"/p/{key(TAXES)}/finish", json=step_body(1)).json()
    assert (done["statusName"], done["progress"]["finished"]) == ("finished", 1)
    assert done["next"] == desk.next_open(key(TAXES))
    skipped = client.post(f"/p/{key(ASIDE)}/skip", json=step_body()).json()
    assert skipped["progress"] == {"finished": 2, "skipped": 1, "total": 4}
    again = client.post(f"/p/{key(TAXES)}/reopen", json=step_body(1)).json()
    assert (again["statusName"], again["version"], again["progress"]["finished"]) == ("opened again", 2, 1)
    assert client.post(f"/p/{key(TAXES)}/keep", json=step_body(2)).json()["progress"]["finished"] == 2
    events = read_jsonl(room.events / f"{BATCH}.{ANNOTATOR}.jsonl", LabelEvent)
    assert [event.kind for event in events] == ["label", "skip"]


def test_the_list_says_how_far_it_is(client: TestClient, desk: Desk) -> None:
    assert "Begin with the next open paragraph" in client.get("/").text
    desk.skip(key(ASIDE), 0)
    label(desk, TAXES)
    page = client.get("/").text
    assert "2 of 4 finished, 1 of them skipped" in page
    assert re.findall(r'class="tile (\w+)"', page).count("open") == 2
    for text in (QUESTION, TARIFF):
        label(desk, text)
    assert "Every paragraph of this batch is finished" in client.get("/").text


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:9", "localhost:8771", "LOCALHOST", "[::1]:8771", "[::1]"])
def test_names_of_this_machine_are_answered(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example:8771",
        "evil.example:127.0.0.1",
        "127.0.0.1@evil.example",
        "127.0.0.2",
        "0.0.0.0",
        "192.168.0.7:8771",
        "[::2]",
        "[::1",
        "",
        "127.0.0.1, evil.example",
    ],
)
def test_other_names_are_refused(client: TestClient, host: str) -> None:
    for answer in (client.get("/", headers={"Host": host}), client.get("/static/label.js", headers={"Host": host})):
        assert answer.status_code == 400
        assert answer.json() == {"error": "This page answers only to 127.0.0.1, [::1], localhost."}


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Origin": "http://localhost:8771"},
        {"Origin": "https://127.0.0.1:8771"},
        {"Origin": ORIGIN, "Sec-Fetch-Site": "cross-site"},
        {"Origin": ORIGIN, "Sec-Fetch-Site": "same-site"},
    ],
)
@pytest.mark.parametrize("step", ["draft", "finish", "skip", "reopen", "keep"])
def test_only_the_page_itself_may_write(client: TestClient, headers: dict[str, str], step: str) -> None:
    method = "PUT" if step == "draft" else "POST"
    answer = client.request(method, f"/p/{key(TAXES)}/{step}", json=draft_body(TAXES), headers=headers)
    assert answer.status_code == 403
    assert page_data(client, TAXES)["version"] == 0


def test_a_write_without_an_origin_is_refused(desk: Desk) -> None:
    from starlette.testclient import TestClient

    with TestClient(make_app(desk), base_url=ORIGIN) as bare:
        assert bare.post(f"/p/{key(TAXES)}/skip", json=step_body()).status_code == 403
        assert bare.get("/").status_code == 200


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", "application/json-seq"])
def test_only_json_is_taken(client: TestClient, kind: str) -> None:
    body = json.dumps(step_body())
    answer = client.post(f"/p/{key(TAXES)}/skip", content=body, headers={"Content-Type": kind})
    assert answer.status_code == 415
    assert page_data(client, TAXES)["status"] == "open"


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("{", "Invalid JSON"),
        ("[]", "the whole"),
        ('{"version": 0, "answer": {}}', "desk: Field required"),
        ('{"desk": "", "version": -1, "answer": {}}', "version"),
        ('{"desk": "", "version": 0}', "answer: Field required"),
        ('{"desk": "", "version": 0, "answer": {"speaker": "Doe"}}', "answer.speaker: Extra inputs"),
        (
            '{"desk": "", "version": 0, "answer": {"stances": [{"target": "x", "start": 4, "end": 2}]}}',
            "evidence from 4 to 2",
        ),
        ('{"desk": "", "version": 0, "answer": {"note": "%s"}}' % ("x" * 2001), "answer.note"),
        ("\xff", "Invalid JSON"),
    ],
)
def test_a_body_that_does_not_fit_is_one_sentence(client: TestClient, body: str, found: str) -> None:
    headers = {"Content-Type": "application/json"}
    answer = client.put(f"/p/{key(TAXES)}/draft", content=body.encode("latin-1"), headers=headers)
    assert answer.status_code == 422
    assert found in answer.json()["error"]
    assert "\n" not in answer.json()["error"]


def test_an_endless_body_is_not_read_to_its_end(client: TestClient) -> None:
    taken = 0

    def pieces() -> Iterator[bytes]:
        nonlocal taken
        for _ in range(10_000):
            taken += 1
            yield b" " * 1024

    headers = {"Content-Type": "application/json"}
    answer = client.put(f"/p/{key(TAXES)}/draft", content=pieces(), headers=headers)
    assert answer.status_code == 413


@pytest.mark.parametrize("method", ["DELETE", "OPTIONS", "PATCH", "TRACE"])
def test_other_methods_are_refused(client: TestClient, method: str) -> None:
    assert client.request(method, "/").status_code == 405


@pytest.mark.parametrize("path", ["/p/000000000000", "/p/nothing", "/p/<script>"])
def test_an_unknown_paragraph_is_a_page_and_a_message(client: TestClient, path: str) -> None:
    page = client.get(path)
    assert (page.status_code, "This batch has no such paragraph." in page.text) == (404, True)
    answer = client.post(f"{path}/skip", json=step_body())
    assert (answer.status_code, answer.json()["error"]) == (404, "This batch has no such paragraph.")


@pytest.mark.parametrize("path", ["/static/../guard.py", "/static/%2e%2e/guard.py", "/static/label.py", "/static/"])
def test_only_the_two_static_files_are_served(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404
    assert client.get("/static/label.js").headers["content-type"].startswith("text/javascript")
    assert client.get("/static/label.css").headers["content-type"].startswith("text/css")
    assert client.get("/favicon.ico").status_code == 204


@pytest.mark.parametrize("path", ["/", "/static/label.js", "/p/000000000000", "/nowhere"])
def test_every_answer_has_the_security_headers(client: TestClient, path: str) -> None:
    for answer in (client.get(path), client.get(path, headers={"Host": "evil.example"})):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert "access-control-allow-origin" not in answer.headers


def test_no_page_asks_another_machine_or_breaks_the_policy(client: TestClient) -> None:
    for path in ("/", "/guidelines", "/codebook", f"/p/{key(TAXES)}", "/static/label.js", "/static/label.css"):
        text = client.get(path).text
        assert re.findall(r"https?://", text) == []
        assert re.findall(r"\son\w+=|\sstyle=|innerHTML|eval\(|@import|url\(", text) == []


def test_a_full_disk_is_told_and_nothing_changes(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        answer = client.put(f"/p/{key(TAXES)}/draft", json=draft_body(TAXES))
    assert (answer.status_code, answer.json()["error"]) == (507, "The disk refuses to write (No space left on device).")
    assert client.put(f"/p/{key(TAXES)}/draft", json=draft_body(TAXES)).json()["version"] == 1


def test_an_event_that_came_from_elsewhere_is_told(room: Workspace, client: TestClient, desk: Desk) -> None:
    label(desk, TAXES)
    path = room.events / f"{BATCH}.{ANNOTATOR}.jsonl"
    [event] = read_jsonl(path, LabelEvent)
    other = event.model_copy(update={"event_id": event.event_id.replace("002", "004")})
    path.write_text(other.model_dump_json() + "\n", encoding="utf-8")
    client.put(f"/p/{key(ASIDE)}/draft", json=draft_body(ASIDE))
    answer = client.post(f"/p/{key(ASIDE)}/finish", json=step_body(1))
    assert answer.status_code == 409
    assert "holds an event of this paragraph and round 1 already" in answer.json()["error"]
    assert DOCUMENT not in answer.text
