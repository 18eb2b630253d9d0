"""Texts in cells of a spreadsheet, which must not run as formulas."""

from __future__ import annotations

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_GUARD = "'"


class Cells:
    """Guards texts by an apostrophe, as https://owasp.org/www-community/attacks/CSV_Injection says.

    A text that begins with what a spreadsheet takes for a formula, or with an apostrophe, gets an apostrophe before
    it; this is the only thing that is taken off again, so every text comes back as it was.
    """

    @staticmethod
    def guard(text: str) -> str:
        """Make a text safe for a cell."""
        return _GUARD + text if text.startswith((*_STARTS, _GUARD)) else text

    @staticmethod
    def unguard(cell: str) -> str:
        """Return the text of a cell; one that lost its guard in a spreadsheet is taken as it stands."""
        return cell[1:] if cell.startswith(_GUARD) and cell[1:].startswith((*_STARTS, _GUARD)) else cell
