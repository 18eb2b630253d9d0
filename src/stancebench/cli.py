"""The command line: one group a room."""

from __future__ import annotations

from typing import Annotated

import typer

from stancebench import __version__
from stancebench.console import Group, out
from stancebench.corpus.cli import app as corpus_app
from stancebench.dataset.cli import app as dataset_app
from stancebench.eval.cli import app as eval_app
from stancebench.labels.cli import app as labels_app
from stancebench.train.cli import app as train_app

app = typer.Typer(
    cls=Group,
    name="stancebench",
    help="Stance classification of transcript paragraphs: a labelled dataset and its evaluation harness.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_show_locals=False,
)
app.add_typer(corpus_app, name="corpus", rich_help_panel="Data")
app.add_typer(labels_app, name="labels", rich_help_panel="Data")
app.add_typer(dataset_app, name="dataset", rich_help_panel="Data")
app.add_typer(train_app, name="train", rich_help_panel="Models")
app.add_typer(eval_app, name="eval", rich_help_panel="Models")


def _version(value: bool) -> None:
    if value:
        out(f"stancebench {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line."""
    app()
