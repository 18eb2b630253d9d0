"""Figures of the report, as SVG that needs no script and no network."""

from __future__ import annotations

import html
import io
from typing import TYPE_CHECKING

from stancebench.eval.leaderboard import Board, Entry

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def interval_chart(board: Board) -> str:
    """Draw macro-F1 of each baseline with its interval.

    Args:
        board: The entries of one task.

    Returns:
        An `<svg>` element.
    """
    from matplotlib.figure import Figure

    key, title = next(iter(board.titles.items()))
    items = [entry.metrics[key] for entry in reversed(board.entries)]
    names = [_plain(entry.baseline) for entry in reversed(board.entries)]
    values = [100 * item.value for item in items]
    errors = [
        [100 * max(0.0, item.value - item.low) for item in items],
        [100 * max(0.0, item.high - item.value) for item in items],
    ]
    figure = Figure(figsize=(7, 0.9 + 0.45 * len(names)), layout="constrained")
    axes = figure.subplots()
    bars = axes.barh(names, values, xerr=errors, color="#4c78a8", ecolor="#222222", capsize=4, height=0.6)
    axes.bar_label(bars, labels=[f"{value:.1f}" for value in values], label_type="center", color="white")
    axes.set_xlim(0, 100)
    axes.set_xlabel(f"{title}, in percent, with 95 % interval over documents")
    axes.spines[["top", "right"]].set_visible(False)
    return _svg(figure, f"{title} of {len(names)} baselines on {board.task}, with intervals")


def confusion_matrix(board: Board, entry: Entry) -> str:
    """Draw the confusion matrix of one baseline, coloured by the share of the gold class.

    Args:
        board: Gives the names of the classes.
        entry: The baseline.

    Returns:
        An `<svg>` element.
    """
    import numpy as np
    from matplotlib.figure import Figure

    counts = np.array(entry.confusion, dtype=float)
    rows = counts.sum(axis=1, keepdims=True)
    share = np.divide(counts, rows, out=np.zeros_like(counts), where=rows > 0)
    large = len(board.labels) > 5
    side = 8.5 if large else 3.6
    figure = Figure(figsize=(side, side), layout="constrained")
    axes = figure.subplots()
    axes.imshow(share, cmap="Blues", vmin=0, vmax=1)
    for (row, column), value in np.ndenumerate(counts):
        if value:
            colour = "white" if share[row, column] > 0.55 else "black"
            axes.text(column, row, f"{value:.0f}", ha="center", va="center", color=colour, fontsize=7 if large else 10)
    labels = [_plain(label) for label in board.labels]
    axes.set_xticks(range(len(labels)), labels, rotation=90 if large else 0, fontsize=7 if large else 9)
    axes.set_yticks(range(len(labels)), labels, fontsize=7 if large else 9)
    axes.set_xlabel("predicted")
    axes.set_ylabel("gold")
    return _svg(figure, f"Confusion matrix of {entry.baseline}: gold in rows, predicted in columns")


def _plain(name: str) -> str:
    """Keep Matplotlib from reading dollar signs as formulas."""
    return name.replace("$", r"\$")


def _svg(figure: Figure, alt: str) -> str:
    import matplotlib as mpl

    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "stancebench", "font.family": "sans-serif"}):
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Title": alt})
    text = buffer.getvalue()
    return text[text.index("<svg") :].replace("<svg ", f'<svg role="img" aria-label="{html.escape(alt)}" ', 1)
