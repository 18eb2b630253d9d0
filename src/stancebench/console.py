"""What all command groups share: error handling, output and common options."""

from __future__ import annotations

import errno
import json
import sys
from collections.abc import Iterable, Sequence
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from stancebench.errors import UserError

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON to standard output.")]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress bar.")]

PIPED_WIDTH = 160
"""Columns of a table that goes to a file or a program."""


class Group(TyperGroup):
    """A command group that prints a user's fault as one line and exits with 2."""

    def invoke(self, ctx: Any) -> Any:
        """Run the chosen command.

        Raises:
            typer.Exit: With code 2 after a `UserError`, 130 after Ctrl-C.
        """
        try:
            return super().invoke(ctx)
        except UserError as error:
            message, code = str(error), error.exit_code
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            message, code = f"the disk is full ({error.filename or 'while writing'}); free some space, run again", 2
        except KeyboardInterrupt:
            message, code = "stopped; what was finished is kept, run the same command again to go on", 130
        sys.stderr.write(f"Error: {message}\n")
        raise typer.Exit(code)


def group(help_text: str) -> typer.Typer:
    """Make an empty command group."""
    return typer.Typer(
        help=help_text,
        no_args_is_help=True,
        rich_markup_mode="rich",
        pretty_exceptions_show_locals=False,
    )


def out(text: str) -> None:
    """Write one line to standard output."""
    sys.stdout.write(text + "\n")


def out_json(data: object) -> None:
    """Write JSON to standard output."""
    out(json.dumps(data, indent=2, ensure_ascii=False, default=str))


def out_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a table to standard output; numbers are aligned to the right."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(title), title_justify="left")
    body = [list(row) for row in rows]
    for index, name in enumerate(columns):
        number = bool(body) and all(isinstance(row[index], int | float) for row in body)
        table.add_column(name, justify="right" if number else "left", overflow="fold")
    for row in body:
        table.add_row(*(Text(f"{cell:.3f}" if isinstance(cell, float) else str(cell)) for cell in row))
    Console(width=None if sys.stdout.isatty() else PIPED_WIDTH).print(table)
