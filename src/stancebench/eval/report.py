"""Writing the leaderboard and the report page."""

from __future__ import annotations

import re

from jinja2 import Environment, PackageLoader, StrictUndefined

from stancebench.errors import UserError
from stancebench.eval.leaderboard import Leaderboard, make_leaderboard
from stancebench.files import read_json, read_text, write_json, write_text
from stancebench.workspace import Workspace

BEGIN, END = "<!-- leaderboard: begin -->", "<!-- leaderboard: end -->"

_TIER = {
    "machine": "Gold labels are machine-generated: no person has checked them.",
    "human": "Gold labels were made by people.",
}


def write_report(workspace: Workspace) -> Leaderboard:
    """Write `eval/leaderboard.json`, `eval/leaderboard.md` and `eval/report.html`.

    Args:
        workspace: The workspace, with finished runs.

    Returns:
        The leaderboard.

    Raises:
        UserError: There is no finished run.
    """
    board = make_leaderboard(workspace)
    write_json(workspace.leaderboard.with_suffix(".json"), board.model_dump(mode="json"))
    head = f"{board.dataset}. {_TIER[board.tier]} In percent; 95 % intervals over documents in brackets."
    write_text(workspace.leaderboard, f"# Leaderboard\n\n{head}\n\n{board.markdown()}")
    write_text(workspace.report, render_page(board))
    return board


def render_page(board: Leaderboard) -> str:
    """Render the report page: self-contained, every value escaped."""
    from stancebench.eval.figures import confusion_matrix, interval_chart

    environment = Environment(
        loader=PackageLoader("stancebench.eval"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    figures = {
        part.task: {
            "chart": interval_chart(part),
            "confusion": {entry.baseline: confusion_matrix(part, entry) for entry in part.entries},
        }
        for part in board.boards
    }
    return environment.get_template("report.html.j2").render(board=board, figures=figures, tier=_TIER[board.tier])


def reference_block(workspace: Workspace) -> str:
    """Return the README's leaderboard as rendered from the committed reference results.

    Raises:
        UserError: There are no reference results.
    """
    path = workspace.root / "eval" / "reference" / "leaderboard.json"
    board = read_json(path, Leaderboard, fix="stancebench eval report --update-reference")
    return f"{BEGIN}\n{board.markdown()}{END}"


def update_reference(workspace: Workspace, board: Leaderboard) -> None:
    """Commit a leaderboard as the reference results and put it into the README.

    Raises:
        UserError: The README lacks the two marks.
    """
    readme = workspace.root / "README.md"
    text = read_text(readme)
    if END not in text.partition(BEGIN)[2]:
        raise UserError(f"{readme} lacks the marks of the leaderboard", expected=f"{BEGIN} and {END}")
    write_json(workspace.root / "eval" / "reference" / "leaderboard.json", board.model_dump(mode="json"))
    block = reference_block(workspace)
    write_text(readme, re.sub(f"{BEGIN}.*?{END}", lambda _: block, text, flags=re.DOTALL))
