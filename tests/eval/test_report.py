"""The report page, the leaderboard files and the README's block."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from stancebench.errors import UserError
from stancebench.eval.leaderboard import Leaderboard
from stancebench.eval.report import BEGIN, END, reference_block, update_reference, write_report
from stancebench.eval.run import read_eval_run
from stancebench.files import read_json
from stancebench.workspace import Workspace
from tests.eval.support import fault, save_run, write_run

MARKUP = "<img src=x onerror=alert(1)>&\"'$a_1$"
README = f"# Title\n\nBefore \\1.\n\n{BEGIN}\nold rows\n{END}\n\nAfter.\n"


class Page(HTMLParser):
    """Reads a page into its elements, with their attributes, and the text of its tables' cells."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.cells: list[str] = []
        self.captions: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in ("td", "th"):
            self.cells.append("")

    def handle_data(self, data: str) -> None:
        tag = self.elements[-1][0] if self.elements else ""
        if tag in ("td", "th", "span"):
            self.cells[-1] += data.strip()
        if tag == "figcaption" and data.strip():
            self.captions.append(data.strip())

    def count(self, tag: str) -> int:
        """How many elements of this name there are."""
        return [name for name, _ in self.elements].count(tag)


def page(workspace: Workspace) -> Page:
    """Write the report and read its page."""
    write_report(workspace)
    return Page(workspace.report.read_text(encoding="utf-8"))


def test_the_page_loads_nothing_and_runs_nothing(predicted: Workspace) -> None:
    found = page(predicted)
    assert not {"script", "link", "img", "iframe", "object", "embed", "base"} & {tag for tag, _ in found.elements}
    for tag, attributes in found.elements:
        for name, value in attributes.items():
            if name in ("href", "src", "xlink:href", "srcset", "data", "action"):
                assert (value or "").startswith(("#", "data:image/png;base64,")), (tag, name, value)
            assert not name.startswith("on"), (tag, name)
    text = predicted.report.read_text(encoding="utf-8")
    assert re.findall(r"url\((?!#)[^)]*\)|@import", text) == []


def test_the_page_has_a_chart_a_task_and_a_matrix_a_baseline(predicted: Workspace) -> None:
    save_run(predicted, predicted.eval_runs / "majority-1", "majority", seed=2, wrong=lambda number, _: number > 30)
    found = page(predicted)
    labels = [attributes.get("aria-label") for tag, attributes in found.elements if tag == "svg"]
    assert labels == [
        "macro-F1 of 2 baselines on stance, with intervals",
        "Confusion matrix of tfidf-logreg: gold in rows, predicted in columns",
        "Confusion matrix of majority: gold in rows, predicted in columns",
        "macro-F1 of 1 baselines on topic, with intervals",
        "Confusion matrix of topic-majority: gold in rows, predicted in columns",
    ]
    assert found.captions == ["tfidf-logreg", "majority", "topic-majority"]
    figures = re.findall(r"<svg .*?</svg>", predicted.report.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert [ElementTree.fromstring(figure).attrib["aria-label"] for figure in figures] == labels
    assert found.cells[found.cells.index("majority") + 1] == "2"


def test_the_tables_show_every_metric_with_its_interval(predicted: Workspace) -> None:
    board = write_report(predicted)
    found = Page(predicted.report.read_text(encoding="utf-8"))
    expected = []
    for part in board.boards:
        expected += ["baseline", "seeds", *part.titles.values(), "seed spread", "training, s"]
        for entry in part.entries:
            expected += [entry.baseline, "1"]
            for item in entry.metrics.values():
                expected.append(f"{100 * item.value:.1f}[{100 * item.low:.1f}, {100 * item.high:.1f}]")
            expected += [f"{100 * entry.spread:.1f}", f"{entry.train_seconds:.1f}"]
    assert found.cells == expected
    text = predicted.report.read_text(encoding="utf-8")
    assert all(f"<code>{part.signature}</code>" in text for part in board.boards)


def test_markup_in_a_name_is_shown_not_obeyed(predicted: Workspace) -> None:
    save_run(predicted, predicted.eval_runs / "majority-1", MARKUP)
    unfinished = save_run(predicted, predicted.eval_runs / "majority-1", "x")
    unfinished.rename(unfinished.with_name("<b>half"))
    path = predicted.eval_runs / "<b>half"
    write_run(path, read_eval_run(path).model_copy(update={"status": "started"}))
    found = page(predicted)
    assert (found.count("img"), found.count("b"), found.count("li")) == (0, 0, 1)
    assert MARKUP in found.cells
    labels = [attributes.get("aria-label") for tag, attributes in found.elements if tag == "svg"]
    assert f"Confusion matrix of {MARKUP}: gold in rows, predicted in columns" in labels
    assert "<li>&lt;b&gt;half: not finished</li>" in predicted.report.read_text(encoding="utf-8")


def test_a_time_of_training_that_is_not_known_is_left_empty(predicted: Workspace) -> None:
    folder = predicted.eval_runs / "topic-majority-1"
    run = read_eval_run(folder)
    write_run(folder, run.model_copy(update={"model": run.model.model_copy(update={"train_seconds": None})}))
    assert page(predicted).cells[-1] == ""


@pytest.mark.parametrize(
    ("tier", "note"),
    [
        ("machine", "Gold labels are machine-generated: no person has checked them."),
        ("human", "Gold labels were made by people."),
    ],
)
def test_who_labelled_is_said_above_the_figures(predicted: Workspace, tier: str, note: str) -> None:
    path = predicted.dataset / "manifest.json"
    manifest = path.read_text(encoding="utf-8")
    assert '"tier": "machine"' in manifest
    path.write_text(manifest.replace('"tier": "machine"', f'"tier": "{tier}"'), encoding="utf-8")
    write_report(predicted)
    text = predicted.report.read_text(encoding="utf-8")
    assert f'<p class="note">{note}</p>' in text[: text.index("<table>")]
    assert note in predicted.leaderboard.read_text(encoding="utf-8").splitlines()[2]


def test_the_leaderboard_is_written_as_json_and_markdown(predicted: Workspace) -> None:
    board = write_report(predicted)
    assert read_json(predicted.leaderboard.with_suffix(".json"), Leaderboard) == board
    head, text, rest = predicted.leaderboard.read_text(encoding="utf-8").split("\n\n", 2)
    assert head == "# Leaderboard"
    assert text == (
        f"{board.dataset}. Gold labels are machine-generated: no person has checked them."
        " In percent; 95 % intervals over documents in brackets."
    )
    assert rest == board.markdown()


def test_the_same_runs_give_the_same_bytes(predicted: Workspace) -> None:
    paths = (predicted.report, predicted.leaderboard, predicted.leaderboard.with_suffix(".json"))
    write_report(predicted)
    before = [path.read_bytes() for path in paths]
    write_report(predicted)
    assert [path.read_bytes() for path in paths] == before


def test_the_readme_is_changed_between_its_marks_only(predicted: Workspace) -> None:
    Path("README.md").write_text(README, encoding="utf-8")
    board = write_report(predicted)
    update_reference(predicted, board)
    text = Path("README.md").read_text(encoding="utf-8")
    assert text == README.replace("old rows\n", board.markdown())
    assert read_json(Path("eval/reference/leaderboard.json"), Leaderboard) == board
    assert reference_block(predicted) == f"{BEGIN}\n{board.markdown()}{END}"
    update_reference(predicted, board)
    assert Path("README.md").read_text(encoding="utf-8") == text


@pytest.mark.parametrize("text", ["# Title\n", f"{BEGIN}\n", f"{END}\n", f"{END}\n{BEGIN}\n"])
def test_a_readme_without_marks_is_left_alone(predicted: Workspace, text: str) -> None:
    Path("README.md").write_text(text, encoding="utf-8")
    assert fault("eval", "report", "--update-reference") == (
        f"Error: {predicted.root}/README.md lacks the marks of the leaderboard; expected {BEGIN} and {END}"
    )
    assert Path("README.md").read_text(encoding="utf-8") == text
    assert not Path("eval/reference").exists()


def test_there_is_no_block_before_there_is_a_reference(workspace: Workspace) -> None:
    with pytest.raises(UserError) as caught:
        reference_block(workspace)
    assert str(caught.value) == (
        f"{workspace.root}/eval/reference/leaderboard.json does not exist; expected a file;"
        " to mend it: stancebench eval report --update-reference"
    )
