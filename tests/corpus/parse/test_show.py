"""A document as a human sees it."""

from __future__ import annotations

from rich.console import Console

from stancebench.corpus.parse.show import show_document
from tests.corpus.parse.support import parsed, sample


def shown(key: str) -> list[str]:
    """The lines of a sample on a wide screen without colours."""
    console = Console(width=200, no_color=True)
    with console.capture() as capture:
        console.print(show_document(sample(key)))
    return [line.rstrip() for line in capture.get().split("\n") if line.strip()]


def test_a_briefing() -> None:
    lines = shown("state")
    assert lines[:2] == ["Department Press Briefing – March 5, 2024", "2024-03-05 · profile generic · html"]
    assert lines[2] == "- furniture: Home"
    assert "MS DOE  [doe · spokesperson]" in lines
    assert lines.index("- dateline: March 5, 2024") < lines.index("MS DOE  [doe · spokesperson]")
    assert "QUESTION  [journalist · journalist · question]" in lines
    assert "  (Laughter.)" in lines
    assert "- end mark: # # #" in lines
    assert lines[-1] == "5 turns (3 spokesperson, 2 journalist), 6 paragraphs"


def test_openings_without_a_mark_interpreters_and_warnings() -> None:
    assert "Question  [journalist · journalist · question · interpreted]" in shown("nato")
    assert "(no mark)  [journalist · journalist · question]" in shown("ecb")
    console = Console(width=200, no_color=True)
    with console.capture() as capture:
        console.print(show_document(parsed("<p>We say it here for you all.</p>", "a.html")))
    assert "warning: the main content of the page was not found: all of its text is taken" in capture.get()
