"""The labelling page as a person meets it: a real server, a real browser, keys only."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from typing import Any

import pytest

from stancebench.files import read_jsonl
from stancebench.labels.check import check_labels
from stancebench.labels.event import LabelEvent
from stancebench.labels.serve.draft import Draft
from stancebench.workspace import Workspace
from tests.labels.serve.browser import Page, Served, browser, need_browser, served, until
from tests.labels.serve.support import ACCORD, ANNOTATOR, ASIDE, BATCH, CUT, GUARD, QUESTION, TARIFF, TAXES, key, span

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.allow_hosts(["127.0.0.1", "localhost", "::1"]),
    pytest.mark.filterwarnings("default"),  # those of the driver are not ours
    pytest.mark.timeout(240),
]

ENTER, ESCAPE, TAB = "\ue007", "\ue00c", "\ue004"
LOG = f"{BATCH}.{ANNOTATOR}.jsonl"
LEFT, END, DELETE = "\ue012", "\ue010", "\ue017"

TAX_ANSWERS: dict[str, Any] = {
    "function": "position",
    "topic": "1 Macroeconomics",
    "sub": "choose",
    "second": "18 Foreign Trade",
    "note": "Two times the same words.",
    "targets": {
        CUT: {"stance": "favor", "quote": "we will cut taxes", "told": ": implicit, confidence 2, irony"},
        GUARD: {"stance": "unrelated", "quote": "", "told": ""},
        ACCORD: {"stance": "neutral", "quote": "", "told": ": reported favor"},
    },
    "marked": "",
}


@pytest.fixture
def server(room: Workspace) -> Iterator[Served]:
    need_browser()
    with served(room) as running:
        yield running


@pytest.fixture
def page(server: Served) -> Iterator[Page]:
    with browser() as opened:
        yield opened
        assert opened.complaints() == []


def paragraph(server: Served, text: str) -> str:
    return f"{server.address}p/{key(text)}"


def label_taxes(page: Page) -> None:
    """Answer TAXES by keys, up to the note."""
    page.press("a", "t", *"macro", ENTER)
    page.press("y", *"trade", ENTER)
    page.press("1", "e")
    page.press(END)
    while page.run("return document.querySelector('#text .head').textContent") != "taxes":
        page.press(LEFT)
    page.hold_shift(LEFT, times=3)
    page.press(ENTER, "i", "v")
    page.hold_shift("4")
    page.press("j", "5")
    page.press("/", *"treaties", ENTER, "4", "r")
    page.press("m", *"Two times the same words.", ESCAPE)


def label_tariff(page: Page) -> None:
    """Answer TARIFF by keys, whole."""
    page.press("a", "t", *"18", ENTER, "b", *"tariffs", ENTER, "1")
    page.press("e", END, LEFT, LEFT)  # the last two words stand behind the end of the line
    page.hold_shift(LEFT)
    page.press("e")
    assert page.answers()["targets"][GUARD]["quote"] == "keep it"


def go_to(page: Page, text: str) -> None:
    """Turn pages by keys until a paragraph is there."""
    while page.key() != key(text):
        before = page.key()
        page.press("n")
        page.gone_from(before)


def crash(server: Served) -> None:
    """Kill the server and start it again."""
    server.kill()
    server.start()


def test_two_paragraphs_by_keys_only_and_kills_between_lose_nothing(
    room: Workspace, server: Served, page: Page
) -> None:
    page.open(server.address)
    assert page.text("progress-text") == "0 of 4 finished"
    page.press(ENTER)
    until(lambda: page.text("text"), "the first paragraph")
    go_to(page, TAXES)

    label_taxes(page)
    page.saved()
    assert page.answers() == TAX_ANSWERS
    assert page.text("left-title") == "Ready to finish"
    server.kill()
    page.press("k", "k", "v")
    until(lambda: page.text("saved").startswith("Not saved: the server does not answer"), "the page says so")
    server.start()
    page.saved()
    [draft] = read_jsonl(room.drafts / LOG, Draft)[-1:]
    assert draft.answer.stances[0].confidence == 1
    page.press("v", "v")
    page.saved()

    crash(server)
    page.chrome.refresh()
    page.ready()
    page.press("j", "k")
    assert page.answers() == {**TAX_ANSWERS, "marked": "we will cut taxes"}
    assert page.text("progress-text") == "0 of 4"
    page.press("f")
    page.gone_from(key(TAXES))
    assert page.text("progress-text") == "1 of 4"

    crash(server)
    page.open(paragraph(server, TARIFF))
    assert page.text("progress-text") == "1 of 4"
    label_tariff(page)
    page.press("f")
    page.gone_from(key(TARIFF))
    crash(server)
    page.open(server.address)
    assert page.text("progress-text") == "2 of 4 finished"
    check_events(room)


def check_events(room: Workspace) -> None:
    """Look at the two label events: what was answered, with offsets in characters."""
    taxes, tariff = read_jsonl(room.events / LOG, LabelEvent)
    assert [event.annotator_kind for event in (taxes, tariff)] == ["human", "human"]
    assert (taxes.function, taxes.topic, taxes.second_topic, taxes.round) == ("position", 1, 18, 1)
    cut, accord, guard = taxes.stances
    assert {"start": cut.start, "end": cut.end} == span(TAXES, "we will cut taxes", last=True)
    assert (cut.target, cut.stance, cut.implicit, cut.confidence, cut.flags) == (CUT, "favor", True, 2, ("irony",))
    assert (accord.target, accord.stance, accord.reported) == (ACCORD, "neutral", "favor")
    assert (guard.target, guard.stance) == (GUARD, "unrelated")
    assert (tariff.topic, tariff.sub_code) == (18, "18.2")
    assert {"start": tariff.stances[0].start, "end": tariff.stances[0].end} == span(TARIFF, "keep it")
    assert [finding.level for finding in check_labels(room)] == ["note"]


def test_a_change_that_no_server_took_survives_a_reload(server: Served, page: Page) -> None:
    page.open(paragraph(server, ASIDE))
    page.press("a")
    page.saved()
    server.kill()
    page.press("a")
    until(lambda: page.text("saved").startswith("Not saved"), "the page says so")
    unsent = page.run("return Object.values(sessionStorage).join()")
    assert '"informational"' in str(unsent)
    page.run("addEventListener('pagehide', (event) => event.stopImmediatePropagation(), true)")
    page.run("window.fetch = () => new Promise(() => {})")  # the tab is loaded again before anything could be sent
    server.start()
    page.chrome.refresh()
    page.ready()
    assert page.answers()["function"] == "informational"
    page.saved()
    page.chrome.refresh()
    page.ready()
    assert page.answers()["function"] == "informational"


def test_two_tabs_do_not_overwrite_each_other(room: Workspace, server: Served, page: Page) -> None:
    first = page.chrome.current_window_handle
    page.open(paragraph(server, TAXES))
    page.chrome.switch_to.new_window("tab")
    second = page.chrome.current_window_handle
    page.open(paragraph(server, TAXES))
    page.chrome.switch_to.window(first)
    page.press("a")
    page.saved()
    page.chrome.switch_to.window(second)
    page.press("a", "a")
    until(lambda: page.run("return !document.getElementById('conflict').hidden"), "the message")
    assert page.text("conflict-text").startswith("This paragraph was changed in another tab or window")
    assert page.run("return document.getElementById('fields').disabled") is True
    page.press(ENTER)  # the focus is on the button that loads the saved state
    until(lambda: page.run("return document.getElementById('conflict').hidden"), "the page is loaded again")
    page.ready()
    assert page.answers()["function"] == "position"
    [draft] = read_jsonl(room.drafts / LOG, Draft)
    assert draft.answer.function == "position"


def test_skip_open_again_and_keep_by_keys(room: Workspace, server: Served, page: Page) -> None:
    page.open(paragraph(server, ASIDE))
    page.press("s")
    page.press(*"Broken text.")
    from selenium.webdriver import ActionChains, Keys

    ActionChains(page.chrome).key_down(Keys.CONTROL).send_keys(ENTER).key_up(Keys.CONTROL).perform()
    page.gone_from(key(ASIDE))
    assert page.text("progress-text") == "1 of 4"
    [skip] = read_jsonl(room.events / LOG, LabelEvent)
    assert (skip.kind, skip.note) == ("skip", "Broken text.")
    page.open(paragraph(server, ASIDE))
    assert page.text("status") == "skipped"
    page.press("1", "a", "f")  # nothing may be changed
    assert page.answers()["function"] is None
    page.press("o")
    until(lambda: page.text("status") == "opened again", "it is open again")
    page.ready()
    page.press("z")
    until(lambda: page.text("status") == "skipped", "the skip stands")
    assert len(read_jsonl(room.events / LOG, LabelEvent)) == 1


def test_a_question_takes_neither_favor_nor_against(server: Served, page: Page) -> None:
    page.open(paragraph(server, QUESTION))
    page.press("1", "2")
    assert page.answers()["targets"][CUT]["stance"] is None
    page.press("4")
    assert page.answers()["targets"][CUT]["stance"] == "neutral"


def test_words_selected_with_the_mouse_become_whole_words(room: Workspace, server: Served, page: Page) -> None:
    page.open(paragraph(server, TAXES))
    page.press("1")
    page.run(
        """const spans = [...document.querySelectorAll('#text span')];
        const at = (word) => spans.find((span) => span.textContent === word).firstChild;
        getSelection().setBaseAndExtent(at('again'), 2, at('cut'), 1);  // backwards, from within a word"""
    )
    page.press("e")
    assert page.answers()["targets"][CUT]["quote"] == "cut taxes 😀 and I say it again"
    page.saved()
    [draft] = read_jsonl(room.drafts / LOG, Draft)[-1:]
    assert draft.answer.stances[0].quote(TAXES)[1] == "cut taxes 😀 and I say it again"
    page.press("x")
    assert page.answers()["targets"][CUT]["quote"] == ""


def test_what_is_left_is_told_and_leads_to_its_field(server: Served, page: Page) -> None:
    page.open(paragraph(server, TAXES))
    page.press("f")
    until(lambda: page.text("saved") == "4 things are left to do.", "the count")
    assert page.run("return document.activeElement.name") == "function"
    page.press("a", "t", *"macro", ENTER, "j", "5", "j", "2")
    page.saved()
    assert page.text("left-list") == "Protective tariffs: choose the words that show it is against."
    page.press(DELETE)
    page.saved()
    assert page.text("left-list") == "Protective tariffs: choose an answer."


def test_every_documented_key_is_in_the_help_and_tab_reaches_every_control(server: Served, page: Page) -> None:
    page.open(paragraph(server, TAXES))
    page.press("?")
    assert page.run("return document.getElementById('help').open") is True
    shown = page.run("return [...document.querySelectorAll('#help kbd')].map((kbd) => kbd.textContent)")
    assert set("npjklguabtymfsozexdihrcv12345/") <= set(shown)
    page.press(ESCAPE)
    until(lambda: page.run("return !document.getElementById('help').open"), "the help is closed")
    names = []
    for _ in range(40):
        page.press(TAB)
        names.append(page.run("return document.activeElement.id || document.activeElement.className"))
        outline = page.run(
            """const at = document.activeElement;
            const seen = at.closest('.choice label') ?? at;
            return at === document.body || getComputedStyle(seen).outlineStyle !== 'none'"""
        )
        assert outline is True, names
    wanted = {"list", "guidelines", "codebook", "help-open", "topic", "second", "add", "note", "skip", "finish"}
    assert wanted - set(names) == set()


@pytest.mark.parametrize("is_dark", [False, True])
@pytest.mark.parametrize("width", [1280, 400])
def test_narrow_and_wide_light_and_dark(server: Served, width: int, is_dark: bool) -> None:
    with browser(width, 800, is_dark=is_dark) as page:
        for address in (server.address, paragraph(server, TAXES), f"{server.address}guidelines"):
            page.open(address)
            assert page.run("return document.documentElement.scrollWidth <= innerWidth") is True
            dark = "return getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)[0] < 128"
            assert page.run(dark) is is_dark
        page.open(paragraph(server, TAXES))
        tops = "return ['text', 'form'].map((id) => document.getElementById(id).getBoundingClientRect().left)"
        left, right = page.run(tops)
        assert (right > left + 100) is (width == 1280)
        assert page.complaints() == []


def test_control_c_ends_the_server_in_one_line(server: Served) -> None:
    code, errors = server.stop(signal.SIGINT)
    assert code == 130
    assert errors == "Error: stopped; what was finished is kept, run the same command again to go on\n"
